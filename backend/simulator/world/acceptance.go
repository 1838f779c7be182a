package world

import (
	"cmp"
	"strings"

	"portal.example/simulator/scenario"
)

// AcceptInvitation does what the invited organization does at AWS: it accepts. id is that of the
// handshake or of the transfer, of any bill-transfer account. An organization that was not a
// customer before becomes one; its billing group is the bill-transfer account's to make.
func (w *World) AcceptInvitation(id string) (Transfer, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	owner, t, err := w.openInvitation(id)
	if err != nil {
		return Transfer{}, err
	}
	if to := w.handedTo(t); to != "" {
		return Transfer{}, constrained("ConstraintViolationException", "RESPONSIBILITY_TRANSFER_MAX_OUTBOUND_QUOTA_VIOLATION", "The organization's bill is transferred to %s.", to)
	}
	o := w.orgOf(t.Source.AccountID)
	if o == nil {
		o = owner.newcomer(t)
	}
	t.org, t.Status, o.via = o, TransferAccepted, ""
	owner.addOrg(o)
	owner.addMyView(t)
	if out := owner.outbound(); len(out) > 0 {
		o.via = owner.account
		owner.upper.addOrg(o)
		owner.upper.inherit(t, out[len(out)-1])
	}
	return t.asOf(w.Now()), nil
}

// handedTo returns the account that the source's bill is transferred to when t is to start.
func (w *World) handedTo(t *transfer) string {
	if t.Source.AccountID == "" {
		return ""
	}
	for _, owner := range w.worlds {
		for _, other := range owner.transfers {
			accepted := other.Status == TransferAccepted || other.Status == TransferWithdrawn
			if other != t && accepted && other.Source.AccountID == t.Source.AccountID && (other.End == nil || other.End.After(t.Start)) {
				return owner.account
			}
		}
	}
	return ""
}

// orgOf finds an organization that is or was a customer of any bill-transfer account.
func (w *World) orgOf(account string) *org {
	for _, owner := range w.worlds {
		if o := owner.orgByID[account]; o != nil {
			return o
		}
	}
	return nil
}

// DeclineInvitation does what the invited organization does when it does not want to.
func (w *World) DeclineInvitation(id string) (Transfer, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, t, err := w.openInvitation(id)
	if err != nil {
		return Transfer{}, err
	}
	t.Status, t.ActiveHandshakeID = TransferDeclined, ""
	return t.asOf(w.Now()), nil
}

// openInvitation finds an invitation that can still be answered.
func (w *World) openInvitation(id string) (*World, *transfer, error) {
	now := w.Now()
	for _, owner := range w.worlds {
		for _, t := range owner.transfers {
			if t.handshake != id && t.ID != id {
				continue
			}
			if state := owner.handshake(t, now).State; state != "OPEN" {
				return nil, nil, constrained("InvalidHandshakeTransitionException", "", "A handshake in the state %s can't be answered.", state)
			}
			return owner, t, nil
		}
	}
	return nil, nil, constrained("HandshakeNotFoundException", "", "The handshake with ID %s doesn't exist.", id)
}

// newcomer makes the organization behind an invitation, of which only the account or its e-mail
// address was known.
func (w *World) newcomer(t *transfer) *org {
	taken := map[string]bool{}
	for id := range w.accounts {
		taken[id] = true
	}
	for _, other := range w.transfers {
		taken[other.Source.AccountID] = true
	}
	k := w.draw.Sub("newcomer " + t.ID)
	o := w.furnishOrg(k, scenario.Newcomer(k, strings.TrimSpace(t.Name)), taken)
	a := &o.customer.Account
	a.ID, a.Email = cmp.Or(t.Source.AccountID, a.ID), cmp.Or(t.Source.Email, a.Email)
	t.Source = Party{AccountID: a.ID, Email: a.Email}
	w.accounts[a.ID] = *a
	for _, m := range o.customer.Members {
		w.accounts[m.ID] = m
	}
	return o
}
