package plans

import (
	"context"

	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// LineItemWriter changes custom line items at AWS. Every method asks AWS once: it is asked again only when AWS said that nothing was done for the rate of requests or for expired
// credentials. A fault of kind Unavailable, and any error that is no fault, means that nobody knows whether it was done, or that it was not and can be asked for again; every other
// fault means that it was not done and will not be. The message of a refusal says to people what to do. What is there is read back with lineitems.Source. It is safe for concurrent use:
// all requests of a receiver share one pace.
//
// Beside the codes that all of AWS has, CodeDoneAtAWS is a change that is there already or that has nothing left to do, so whoever asked has to look; CodeWriteConflict (Unavailable) is
// another change of the same thing at that moment; CodeAWSLimit is a quota that is used up.
type LineItemWriter interface {
	// CreateLineItem makes an item. The same token with the same item makes it once, however often it is asked for; the receipt names what was made.
	CreateLineItem(ctx context.Context, s scope.Scope, token string, in NewLineItem) (Receipt, error)
	// EndLineItem makes a month the last one that the item charges. AWS allows the current month and the one before.
	EndLineItem(ctx context.Context, s scope.Scope, itemARN string, last period.Month) (Receipt, error)
	// DeleteLineItem takes an item out of some months: from the first on, which is the current one or the one before, up to an exclusive end. A zero end is none.
	DeleteLineItem(ctx context.Context, s scope.Scope, itemARN string, of period.Range) (Receipt, error)
}

// NewLineItem is a custom line item to be made. Exactly one of Flat and Percent is set, without a sign: Credit is the sign.
type NewLineItem struct {
	GroupARN    string         `json:"group_arn"`
	Name        string         `json:"name"`
	Description string         `json:"description"` // the customer reads it
	Credit      bool           `json:"credit,omitempty"`
	Flat        *money.Decimal `json:"flat,omitempty"`
	Percent     *money.Decimal `json:"percent,omitempty"`
	Of          []string       `json:"of,omitempty"` // ARNs of what the percentage is taken of, at most MaxLineItemSources; without one it comes to nothing
	// WithoutSavingsPlanNegation leaves out of the percentage what Savings Plans take off.
	WithoutSavingsPlanNegation bool         `json:"without_savings_plan_negation,omitempty"`
	Itemized                   bool         `json:"itemized,omitempty"` // shown beside each line it is taken of; of percentages only
	Service                    string       `json:"service,omitempty"`  // service code it is shown under; empty for AWS's default
	From                       period.Month `json:"from"`
	To                         period.Month `json:"to,omitzero"` // exclusive; zero: it repeats every month without an end
}

// MaxLineItemSources is how many resources an item can be associated with when it is made.
const MaxLineItemSources = 5

// Codes of the faults of changes of line items.
const (
	// CodeWriteConflict is a change that AWS did not make because another change of the same thing was under way.
	CodeWriteConflict = "aws_write_conflict"
	// CodeAWSLimit is a change that AWS did not make because a quota is used up.
	CodeAWSLimit = "aws_limit_reached"
)
