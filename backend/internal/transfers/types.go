// Package transfers knows the responsibility transfers of a receiver, the customers behind them and where each stands in its life.
package transfers

import (
	"time"

	"portal.example/backend/internal/period"
)

// State is the lifecycle state the portal derives from AWS's status and dates; AWS has no "active".
// Source: domain handbook 1.2.
type State string

// The states. Ending is withdrawn but still billed to the receiver.
const (
	StateInvited   State = "invited"
	StateScheduled State = "scheduled"
	StateActive    State = "active"
	StateEnding    State = "ending"
	StateEnded     State = "ended"
	StateDead      State = "dead"
)

// Transfer is a responsibility transfer or an invitation to one, as Organizations returns it.
type Transfer struct {
	ID          string    `json:"id"`
	ARN         string    `json:"arn"`
	Name        string    `json:"name"`
	Status      string    `json:"status"`       // AWS's own: REQUESTED, ACCEPTED, WITHDRAWN, DECLINED, CANCELED, EXPIRED
	SourceID    string    `json:"source_id"`    // management account of the customer's organization
	SourceEmail string    `json:"source_email"` // may be empty
	TargetID    string    `json:"target_id"`
	Start       time.Time `json:"start"` // first instant billed to the receiver; zero: unknown, of an indirect one only
	End         time.Time `json:"end"`   // last instant billed to the receiver; zero: open
	Relation    Relation  `json:"relation,omitempty"`
	Via         string    `json:"via,omitempty"`    // the middle account of an indirect one, where it is known
	Listed      *Listed   `json:"listed,omitempty"` // of an indirect one, whose Status, Start and End follow from it
}

// BillingGroup prices one customer.
type BillingGroup struct {
	ARN          string `json:"arn"`
	Name         string `json:"name"`
	PrimaryID    string `json:"primary_id"`   // source management account
	TransferARN  string `json:"transfer_arn"` // may be empty
	PlanARN      string `json:"plan_arn"`
	Status       string `json:"status"` // AWS's own: ACTIVE, PENDING, PRIMARY_ACCOUNT_MISSING
	StatusReason string `json:"status_reason"`
	Accounts     int    `json:"accounts"`
}

// PricingPlan is a Billing Conductor plan.
type PricingPlan struct {
	ARN  string `json:"arn"`
	Name string `json:"name"`
}

// StateAt derives the lifecycle state at an instant. An unknown AWS status is reported as dead only if AWS documents it so; anything
// new is treated as invited, which bills nothing and is looked at by a person.
func (t Transfer) StateAt(now time.Time) State {
	switch t.Status {
	case "ACCEPTED":
		if now.Before(t.Start) || t.Listed != nil && len(t.Listed.Months) == 0 {
			return StateScheduled
		}
		if !t.End.IsZero() && now.After(t.End) {
			return StateEnded
		}
		return StateActive
	case "WITHDRAWN":
		if !t.End.IsZero() && now.After(t.End) {
			return StateEnded
		}
		return StateEnding
	case "DECLINED", "CANCELED", "EXPIRED":
		return StateDead
	default:
		return StateInvited
	}
}

// Bills reports whether the transfer makes the receiver pay for any part of the month.
func (t Transfer) Bills(m period.Month) bool {
	if t.Listed != nil {
		return t.Listed.bills(m)
	}
	if t.Status != "ACCEPTED" && t.Status != "WITHDRAWN" {
		return false
	}
	if !t.Start.Before(m.End()) {
		return false
	}
	return t.End.IsZero() || t.End.After(m.Start())
}
