// Package usage is the meter of AWS calls that cost money, per receiver and calendar month, and the cap on them.
package usage

import (
	"context"

	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// Call names a paid API operation, for example {"ce", "GetCostAndUsage"}.
type Call struct {
	Service   string
	Operation string
}

// Line is how often a call was made in a month.
type Line struct {
	Call
	Requests int64 // charged: answered, under way, or lost after they may have been answered
	Failed   int64 // refused by AWS and so not charged
	Cost     money.Amount
}

// Meter is what paid adapters report to. Allow is asked before every request, retries and pages included, and every allowed request is
// counted once.
type Meter interface {
	// Allow reserves one request, or returns a fault of kind Precondition with CodeCapReached when it would pass the cap together with
	// those under way. A reserved request that is never counted stays charged.
	Allow(ctx context.Context, s scope.Scope, c Call) error
	// Count records the outcome of an allowed request: charged when AWS answered or may have, not when AWS refused it.
	Count(ctx context.Context, s scope.Scope, c Call, charged bool) error
}

// CodeCapReached is the code of a request that the cap forbids.
const CodeCapReached = "cost_cap_reached"

// Reading is the meter of one month.
type Reading struct {
	Month           period.Month
	Lines           []Line
	Total           money.Amount
	PricePerRequest money.Amount
	Cap             *money.Amount // nil: no cap
}
