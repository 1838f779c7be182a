package plans

import (
	"context"
	"time"

	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// Proposer works out which custom line items a request comes to. It is a room of its own that knows gaps or commissions; it asks nothing of AWS. What it refuses is a fault that names
// the field of the request and the remedy.
type Proposer interface {
	Propose(ctx context.Context, sc scope.Scope, r Request) (Wanted, error)
}

// Watched is a Proposer that says without proposing whether there is anything new: Inputs is that of Wanted. A plan whose inputs are as they were is not stale, which makes a list of plans
// cheap; of others, and of proposers that are not watched, it is worked out again.
type Watched interface {
	Inputs(ctx context.Context, sc scope.Scope, r Request) (string, error)
}

// Wanted is what a request comes to: custom line items to be created, ended and deleted.
type Wanted struct {
	Title        string
	Period       period.Month
	Items        []WantedItem
	Skipped      string // what was left out and why, for people; empty for nothing
	Consequences []string
	Warnings     []Warning
	LedgerAsOf   time.Time // when the oldest figure it was made from was read
	Inputs       string    // changes whenever the same request may come to something else: versions of the ledger, items, policies
	Simulated    bool      // made of figures for a demonstration; never applied
}

// Action is what becomes of a line item.
type Action string

// The actions.
const (
	CreateLineItem Action = "create"
	EndLineItem    Action = "end"    // Month is the last one it charges
	DeleteLineItem Action = "delete" // of Month
)

// WantedItem is one custom line item. Exactly one of Flat and Percent is set; both are above zero, and Credit gives the sign.
type WantedItem struct {
	Action       Action
	CustomerID   string
	CustomerName string
	GroupARN     string
	LineItemARN  string          // of what is ended or deleted
	Was          *lineitems.Item // what is ended or deleted, as it was listed: it is left alone when it is something else by then
	Class        lineitems.Class // what it stands for
	Credit       bool
	Currency     money.Currency
	Flat         *money.Decimal
	Percent      *money.Decimal // of the total of the billing group
	// WithoutSavingsPlanNegation narrows what the percentage is taken of.
	WithoutSavingsPlanNegation bool
	Month                      period.Month
	Recurring                  bool   // repeats every month without an end; otherwise it is for Month alone
	Name                       string // a stem, to which the portal adds its marker; empty for the class and the month
	Description                string // what the customer reads
	Service                    string // service code it is shown under; empty for AWS's default
	Pointer                    string // of the request, that faults of this item name; empty for the whole request
	// Amount is what it adds to what the customer is charged in Month, signed; of a percentage an estimate, of an end in the month after. Nil when it is not known.
	Amount    *money.Decimal
	Estimated bool
	// Before is what the customer is charged in Month without it; nil when the ledger does not know.
	Before *money.Decimal
	Source string // where the amount comes from, for people

	takesBack string // of an undo: what of the plan is taken back
}

// Gaps closes the gaps of a month. GapIDs are those that were selected; without them all that match.
type Gaps struct {
	Period period.Month `json:"period"`
	GapIDs []string     `json:"gap_ids,omitempty"`
	Search string       `json:"search,omitempty"`
	Filter []string     `json:"filter,omitempty"`
	Match  string       `json:"match,omitempty"`
	Demo   bool         `json:"demo,omitempty"`
}

// Commission charges customers a percentage of what Showback charges them.
type Commission struct {
	Percent                    string       `json:"percent"`
	Period                     period.Month `json:"period"`
	Recurring                  bool         `json:"recurring,omitempty"`
	WithoutSavingsPlanNegation bool         `json:"without_savings_plan_negation,omitempty"`
	Existing                   string       `json:"existing,omitempty"` // skip, replace or add; empty for skip
	CustomerIDs                []string     `json:"customer_ids,omitempty"`
	Search                     string       `json:"search,omitempty"`
	Filter                     []string     `json:"filter,omitempty"`
	Match                      string       `json:"match,omitempty"`
}

// LineItems creates custom line items by hand.
type LineItems struct {
	Items []LineItemDraft `json:"items"`
}

// LineItemDraft is a custom line item by hand. Exactly one of Charge and Percent is set.
type LineItemDraft struct {
	CustomerID  string         `json:"customer_id"`
	Type        string         `json:"type"` // fee or credit
	Charge      string         `json:"charge,omitempty"`
	Currency    money.Currency `json:"currency,omitempty"`
	Percent     string         `json:"percent,omitempty"`
	Period      period.Month   `json:"period"`
	Recurring   bool           `json:"recurring,omitempty"`
	Name        string         `json:"name,omitempty"`
	Description string         `json:"description"`
	Service     string         `json:"service,omitempty"`
	Class       string         `json:"class,omitempty"`
}

// LineItemChoice is custom line items that are there. Period is the last month they charge when they are ended, and the month they are deleted of.
type LineItemChoice struct {
	LineItemIDs []string     `json:"line_item_ids"`
	Period      period.Month `json:"period"`
}

// Undo takes back what a plan did.
type Undo struct {
	PlanID ID `json:"plan_id"`
}
