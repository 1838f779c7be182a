package transfers

import (
	"fmt"
	"time"
)

// nextStep says what a person should do about a transfer now; empty when nothing.
func (r Row) nextStep(now time.Time) string {
	switch r.State {
	case StateInvited:
		return r.invited(now)
	case StateScheduled, StateActive, StateEnding:
		if step := r.group(); step != "" {
			return step
		}
	case StateEnded:
		return "It is over. Your two views of the customer stay readable; send a new invitation to continue."
	case StateDead:
		return r.dead()
	}
	switch {
	case r.State == StateEnding:
		return fmt.Sprintf("Billed to you until %s (UTC). Export what you need before; a new invitation is needed to continue.", day(r.End))
	case r.State == StateScheduled && !r.Start.IsZero():
		return fmt.Sprintf("Billed to you from %s (UTC) on. The customer loses its cost history then: have it save reports, exports and budgets before.", day(r.Start))
	}
	return ""
}

func (r Row) invited(now time.Time) string {
	switch {
	case r.AcceptBefore.IsZero():
		return "AWS gives it a status that the portal does not know. Look at it in the AWS console."
	case !now.Before(r.AcceptBefore):
		return fmt.Sprintf("The time to accept was over on %s. Collect again; AWS will have let it expire. To go on send a new invitation with a later start.", minute(r.AcceptBefore))
	}
	return fmt.Sprintf("Wait for the customer to accept, or cancel the invitation: it holds quota, and it expires on %s, 24 hours before the start.", minute(r.AcceptBefore))
}

func (r Row) group() string {
	switch r.GroupStatus {
	case GroupMissing:
		if r.Relation == Indirect {
			return "Create a billing group for this customer by hand: AWS makes none for customers of a middle account. Without one there is no Showback, and the middle account sees no cost of it."
		}
		return "Create a billing group for this transfer. Without one the customer may see no cost at all and there is no Showback."
	case GroupDeleted:
		return "Its billing group was deleted. Create it again with the same pricing plan: without one the customer may see no cost at all and there is no Showback."
	case GroupPrimaryAccountMissing:
		return "The management account left the billing group. Recreate the billing group."
	case GroupActive, GroupPending, GroupNotNeeded, GroupUnknown:
	}
	return ""
}

func (r Row) dead() string {
	switch r.Status {
	case "DECLINED":
		return "The customer declined. Ask why before you send a new invitation."
	case "EXPIRED":
		return "Nobody accepted in time. Send a new invitation with a later start if it is still wanted."
	}
	return "" // cancelled: somebody wanted that
}

func day(t time.Time) string    { return t.UTC().Format("2 January 2006") }
func minute(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 (UTC)") }
