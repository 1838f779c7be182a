package plans

import (
	"context"
	"encoding/json"
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

const (
	maxNotes   = 1024
	maxEmail   = 64
	littleTime = 5 * 24 * time.Hour // below which people should hear how little is left to accept
)

var accountForm = regexp.MustCompile(`^[0-9]{12}$`)

// target is whom an invitation is for, as people read it.
func (in Invite) target() string {
	if in.AccountID != "" {
		return in.AccountID
	}
	return in.Email
}

// to reports whether a transfer is with the organization that is invited.
func (in Invitation) to(t transfers.Transfer) bool {
	if in.AccountID != "" {
		return t.SourceID == in.AccountID
	}
	return strings.EqualFold(t.SourceEmail, in.Email)
}

func (in Invite) check(k known) error {
	switch {
	case (in.AccountID == "") == (in.Email == ""):
		return invalid("/invite", "Send exactly one of account_id and email.")
	case in.AccountID != "" && !accountForm.MatchString(in.AccountID):
		return invalid("/invite/account_id", "Send the 12 digits of the management account.")
	case in.AccountID == k.receiver:
		return invalid("/invite/account_id", "This is the receiver itself. Send the management account of the customer's organization.")
	}
	if address, err := mail.ParseAddress(in.Email); in.Email != "" && (err != nil || address.Address != in.Email || len(in.Email) > maxEmail) {
		return invalid("/invite/email", "Send the address of the management account alone, at most 64 characters.")
	}
	if err := checkName("/invite/name", in.Name); err != nil {
		return err
	}
	if !utf8.ValidString(in.Notes) || utf8.RuneCountInString(in.Notes) > maxNotes {
		return invalid("/invite/notes", fmt.Sprintf("Send at most %d characters.", maxNotes))
	}
	return in.checkStart(k)
}

// checkStart allows AWS's two starts: the first of next month and of the month after, as long as the invitation can still be accepted 24 hours before.
func (in Invite) checkStart(k known) error {
	next := period.MonthOf(k.now).Add(1)
	allowed := []period.Month{next, next.Add(1)}
	if !k.now.Before(transfers.AcceptBefore(next.Start())) {
		allowed = allowed[1:]
	}
	if slices.Contains(allowed, in.Starts) {
		return nil
	}
	names := make([]string, len(allowed))
	for i, m := range allowed {
		names[i] = m.String()
	}
	return invalid("/invite/starts", fmt.Sprintf("A transfer starts with the next month or the one after, and has to be accepted 24 hours before. Use %s.", strings.Join(names, " or ")))
}

func proposeInvite(k known, in Invite) (proposal, error) {
	if err := in.check(k); err != nil {
		return proposal{}, err
	}
	start := in.Starts.Start()
	invitation := Invitation{AccountID: in.AccountID, Email: in.Email, Name: in.Name, Notes: in.Notes, Start: start}
	for _, t := range k.directory.Transfers {
		if invitation.to(t) && blocks(t, invitation, k) {
			return proposal{}, fault.Newf(fault.Conflict, CodeTransferExists, "%s has %s already (%s, “%s”). %s", in.target(), what(t, k), t.ID, t.Name, instead(t, k))
		}
	}
	if used := k.directory.Quota(k.now).Used; k.quota > 0 && used >= k.quota {
		return proposal{}, fault.Newf(fault.Conflict, CodeQuotaReached,
			"All %d inbound transfers of your quota are used. Cancel invitations that nobody will accept, or ask AWS for a higher quota.", k.quota)
	}
	fields := []Field{
		{Name: "Invited organization", After: in.target()}, {Name: "Name of the transfer", After: in.Name}, {Name: "First day billed to you", After: day(start) + " (UTC)"},
	}
	if in.Notes != "" {
		fields = append(fields, Field{Name: "Note to the customer", After: in.Notes})
	}
	items, err := one(in.Name, in.AccountID, "organizations:InviteOrganizationToTransferResponsibility", invitation, fields...)
	if err != nil {
		return proposal{}, err
	}
	deadline := transfers.AcceptBefore(start)
	p := proposal{
		kind: TransferInvite, title: fmt.Sprintf("Invite %s to transfer its bill from %s on", in.target(), monthName(in.Starts)), items: items,
		consequences: []string{
			fmt.Sprintf("AWS sends an invitation to the management account. It has to be accepted before %s, 24 hours before the start; then it expires.", second(deadline)),
			fmt.Sprintf("Once accepted you pay for all usage of its organization from %s on. Usage before stays with the customer, even if it is invoiced later.", second(start)),
			fmt.Sprintf("Until it is answered, cancelled or expired the invitation holds one inbound transfer: %s now.", k.usage()),
			"On the first day the customer loses its cost history: in Cost Explorer, in Budgets and in anomaly detection. Its exports stop, hourly figures end, and forecasts need 36 to 60 days of new data. " +
				"Have it save reports, exports and budgets before.",
			"From then on it sees its bill at the prices you set (Showback), without its credits. Its credits, Reserved Instances and Savings Plans keep working inside its organization.",
			"Its support and taxes are on the bill you pay and not in what it sees.",
			"AWS makes no billing group for a transfer that is made through its API: create one as soon as it is accepted, or the customer may see no cost at all.",
			"Exports that you charge by have to be created between the start and the end of the first month.",
		},
		undo: "An open invitation can be cancelled. An accepted one can be withdrawn from, to the end of the current or the next month.",
	}
	p.reversible = true
	p.warnings = append(k.alike(in.Name, ""), k.aboutQuota()...)
	if deadline.Sub(k.now) < littleTime {
		p.warnings = append(p.warnings, Warning{"little_time", fmt.Sprintf("The customer has until %s to accept. A start in %s leaves it more time.", second(deadline), monthName(in.Starts.Add(1)))})
	}
	return p, nil
}

// blocks reports whether a transfer with the same organization stands in the way: it is open, or its end is not before the new start.
func blocks(t transfers.Transfer, in Invitation, k known) bool {
	return t.HoldsQuota(k.now) && (t.End.IsZero() || !in.Start.After(t.End))
}

func what(t transfers.Transfer, k known) string {
	if t.StateAt(k.now) == transfers.StateInvited {
		return "an open invitation"
	}
	return "a transfer"
}

func instead(t transfers.Transfer, k known) string {
	switch {
	case t.StateAt(k.now) == transfers.StateInvited:
		return "Wait for the answer, or cancel that invitation first."
	case !t.End.IsZero():
		return fmt.Sprintf("It ends on %s. Choose a start after that.", day(t.End))
	}
	return "There is nothing to invite to."
}

func (k known) aboutQuota() []Warning {
	if k.quota == 0 {
		return []Warning{{"quota_unknown", "Your quota of inbound transfers is not known to the portal. If it is used up, AWS refuses the invitation and nothing happens."}}
	}
	return nil
}

// inviting does items of the kind transfer_invite.
type inviting struct{ aws AWS }

// before is what there was of an organization's transfers when an invitation was about to be sent: whatever is new after that is the invitation, whoever lost
// the answer.
type before struct {
	Transfers []string `json:"transfers"`
}

func (w inviting) look(ctx context.Context, sc scope.Scope, it *Item) (finding, error) {
	var in Invitation
	if err := json.Unmarshal(it.Intent, &in); err != nil {
		return finding{}, fmt.Errorf("decode an invitation: %w", err)
	}
	if it.Made != "" {
		t, err := w.aws.Transfer(ctx, sc, it.Made)
		if err == nil {
			return sent(t.Transfer), nil
		}
		if !fault.Is(err, fault.NotFound) { // AWS may need a moment to show it
			return finding{}, err
		}
		return finding{state: isOpen}, nil
	}
	all, err := w.aws.InboundTransfers(ctx, sc)
	if err != nil {
		return finding{}, err
	}
	mine := slices.DeleteFunc(all, func(t transfers.Transfer) bool { return !in.to(t) })
	if it.Seen == nil {
		return w.first(it, in, mine)
	}
	var old before
	if err := json.Unmarshal(it.Seen, &old); err != nil {
		return finding{}, fmt.Errorf("decode what was there before an invitation: %w", err)
	}
	for _, t := range mine {
		switch {
		case slices.Contains(old.Transfers, t.ID):
		case t.Name == in.Name && t.Start.Equal(in.Start):
			return sent(t), nil
		default:
			return finding{state: cannotBe, detail: fmt.Sprintf("Somebody else invited the organization meanwhile (%s, “%s”). Read the transfers again.", t.ID, t.Name)}, nil
		}
	}
	return finding{state: isOpen}, nil
}

func sent(t transfers.Transfer) finding {
	return finding{state: isDone, detail: fmt.Sprintf("The invitation is transfer %s.", t.ID), after: t.ID}
}

// first notes what is there before AWS is asked for the first time. An open transfer with the organization was made by somebody else.
func (w inviting) first(it *Item, in Invitation, mine []transfers.Transfer) (finding, error) {
	old := before{Transfers: []string{}}
	for _, t := range mine {
		if t.Status == "REQUESTED" || t.Status == "ACCEPTED" || t.Status == "WITHDRAWN" && !in.Start.After(t.End) {
			return finding{state: cannotBe, detail: fmt.Sprintf("The organization has transfer %s (“%s”) already, which the portal had not read. Read the transfers again.", t.ID, t.Name)}, nil
		}
		old.Transfers = append(old.Transfers, t.ID)
	}
	b, err := json.Marshal(old)
	if err != nil {
		return finding{}, fmt.Errorf("encode what was there before an invitation: %w", err)
	}
	it.Seen = b
	return finding{state: isOpen}, nil
}

func (w inviting) call(ctx context.Context, sc scope.Scope, it *Item, _ finding) (Receipt, error) {
	var in Invitation
	if err := json.Unmarshal(it.Intent, &in); err != nil {
		return Receipt{}, fmt.Errorf("decode an invitation: %w", err)
	}
	return w.aws.Invite(ctx, sc, in)
}
