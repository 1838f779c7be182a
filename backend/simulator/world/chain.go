package world

import "time"

// MiddleAccountID is the bill-transfer account, in scenarios that have one, whose own bill is
// transferred to the receiver.
const MiddleAccountID = "444455556666"

// outbound returns the transfers of the account's own bill. The caller holds the lock.
func (w *World) outbound() []*transfer {
	if w.upper == nil {
		return nil
	}
	var out []*transfer
	for _, t := range w.upper.transfers {
		if t.Source.AccountID == w.account {
			out = append(out, t)
		}
	}
	return out
}

// outward describes a transfer as its source has it.
func (w *World) outward(t *transfer, now time.Time) Transfer {
	out := t.asOf(now)
	out.Direction = Outbound
	out.ARN = "arn:aws:organizations::" + w.account + ":transfer/" + w.receiver.ID + "/billing/outbound/" + t.ID
	return out
}

// partyTo finds a transfer that the account is the target or the source of, and whose it is.
func (w *World) partyTo(id string) (owner *World, t *transfer, err error) {
	for _, t := range w.outbound() {
		if t.ID == id {
			return w.upper, t, nil
		}
	}
	t, err = w.transferByID(id)
	return w, t, err
}

// pricedAbove reports whether an upper account pays for the organization in month m, and the
// group that prices it there, if any: what this account pays is what that group comes to. The
// caller holds the lock.
func (w *World) pricedAbove(o *org, m Month) (paid bool, priced *group) {
	if w.upper == nil {
		return false, nil
	}
	for _, v := range w.upper.views {
		if v.org != o || !v.ActiveIn(m) {
			continue
		}
		paid = paid || v.Type == ViewMy
		if v.group != nil {
			priced = v.group
		}
	}
	return paid, priced
}

// inherit makes the account pay for a source of a source: from when both transfers have
// started until one of them ends. It keeps the id and ARN it has in the middle.
func (w *World) inherit(lower, via *transfer) *transfer {
	t := &transfer{Transfer: lower.Transfer, org: lower.org, lower: lower, via: via}
	if via.Start.After(t.Start) {
		t.Start = via.Start
	}
	if via.End != nil && (t.End == nil || via.End.Before(*t.End)) {
		t.End, t.Status = via.End, via.Status
	}
	w.inherited = append(w.inherited, t)
	w.addMyView(t)
	return t
}

// endInherited ends what was inherited through a transfer that has got an end.
func (u *universe) endInherited(t *transfer, at, now time.Time) {
	for _, w := range u.worlds {
		for _, i := range w.inherited {
			if (i.lower == t || i.via == t) && (i.End == nil || i.End.After(at)) {
				w.end(i, at, now)
			}
		}
	}
}

// keyed makes what is drawn for a customer differ from what other payers have for it.
func (w *World) keyed(label string) string {
	if w.upper == nil {
		return label
	}
	return label + " of " + w.account
}
