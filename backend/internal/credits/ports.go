package credits

import (
	"context"
	"time"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// Source reads credits in the organization of a customer, through a role that the customer has granted: the receiver's own credentials assume it and see nothing
// of credits without. Free of charge. On an error nothing is returned. A role that does not let us in, or may not read credits, is a fault of kind
// UpstreamDenied with code aws_denied; it says nothing about the receiver's own credentials and never makes another customer's reading fail.
type Source interface {
	// Credits lists the credits of the whole organization that were there at some time since an instant, which is at most a year back. AWS does not page them.
	Credits(ctx context.Context, s scope.Scope, a Access, since time.Time) ([]Grant, error)
	// Allocations lists what credits were applied to, month by month, every page; both months are included and at most 24 apart. What AWS could not tell of is
	// not an error: it is in Failed.
	Allocations(ctx context.Context, s scope.Scope, a Access, from, to period.Month) (Allocations, error)
}

// Access is the role by which a customer lets the portal read its credits.
type Access struct {
	AccountID  string // the customer: the management account of its organization, which the role is of
	RoleARN    string
	ExternalID string // sent with AssumeRole; never empty
}

// Grant is a credit as AWS tells of it in the organization of a customer. Balances are positive.
type Grant struct {
	ID          string         `json:"id"`
	AccountID   string         `json:"account_id,omitempty"` // whose it is
	Type        string         `json:"type,omitempty"`       // AWS's word: Promotion, Refund, TrueUp, …
	Description string         `json:"description,omitempty"`
	Currency    money.Currency `json:"currency"`
	Initial     money.Decimal  `json:"initial"`
	Remaining   *money.Decimal `json:"remaining,omitempty"`   // as of the last bill that was closed; nil when AWS does not say
	Estimated   *money.Decimal `json:"estimated,omitempty"`   // what is left now, AWS's estimate; nil when it does not say
	StartsAt    time.Time      `json:"starts_at,omitzero"`    // zero: not said
	ExpiresAt   time.Time      `json:"expires_at,omitzero"`   // zero: never
	ExhaustedAt time.Time      `json:"exhausted_at,omitzero"` // when it was used up; zero: it is not
	Services    []string       `json:"services,omitempty"`    // what it may be applied to; all when empty
	Application string         `json:"application,omitempty"` // AWS's word: AFTER_DISCOUNTS, …
	Sharing     string         `json:"sharing,omitempty"`     // AWS's word: DEFAULT, DISABLED, …
	Disabled    bool           `json:"disabled,omitempty"`    // AWS does not apply it
}

// Allocation is what a credit did to one account and service in a month, as AWS's allocation ledger says. Negative amounts reduced the bill; a reversal is positive.
type Allocation struct {
	Month       period.Month   `json:"month"`
	CreditID    string         `json:"credit_id"` // as Grant.ID
	AccountID   string         `json:"account_id,omitempty"`
	Service     string         `json:"service,omitempty"`
	Description string         `json:"description,omitempty"`
	Currency    money.Currency `json:"currency"`
	Amount      money.Decimal  `json:"amount"`
	Estimated   bool           `json:"estimated,omitempty"` // the bill of the month is not final
}

// Allocations is the answer about a range of months.
type Allocations struct {
	Rows    []Allocation
	Partial bool           // AWS could not tell of every month
	Failed  []period.Month // which, oldest first; may be empty although Partial
}

// Directory is the neighbour that knows customers. It never calls AWS.
type Directory interface {
	Directory(ctx context.Context, sc scope.Scope) (*transfers.Directory, error)
}

// Ledger is the neighbour that keeps the money. It never calls AWS.
type Ledger interface {
	Portfolio(ctx context.Context, sc scope.Scope, m period.Month) (*ledger.Portfolio, ledger.MonthSummary, error)
	Version(ctx context.Context, sc scope.Scope) (string, error)
}

// Statements is the neighbour that says whom the receiver was billed for in a month and how far the figures can be trusted. It never calls AWS.
type Statements interface {
	Statement(ctx context.Context, sc scope.Scope, m period.Month) (*margin.Statement, error)
}

// Applied is what credits took off the bill of a customer in a month, from My view.
type Applied struct {
	Currency money.Currency
	Parts    []Part
}

// Part is one class and service of it, signed.
type Part struct {
	Class   lineitems.Class // credit or free_tier_credit
	Service string
	Amount  money.Decimal
}

// Bills is the neighbour that knows what of My view customers do not see, and what is to become of it. It never calls AWS.
type Bills interface {
	// Applied returns what credits did in a month, of every customer whose My view was read; one without credits has no parts.
	Applied(ctx context.Context, sc scope.Scope, m period.Month) (map[string]Applied, error)
	// Policies returns what finds the policy for the credits of a customer: pass_through, percentage, keep or absorb.
	Policies(ctx context.Context, sc scope.Scope) (func(customer string) string, error)
	// Version changes whenever an answer may.
	Version(ctx context.Context, sc scope.Scope) (string, error)
}

// Items is the neighbour that knows custom line items and what they stand for. It never calls AWS.
type Items interface {
	Attributed(ctx context.Context, sc scope.Scope, m period.Month) (*lineitems.Attributed, error)
	Version(ctx context.Context, sc scope.Scope) (string, error)
}
