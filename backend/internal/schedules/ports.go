package schedules

import (
	"context"
	"time"

	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// Jobs starts and knows jobs.
type Jobs interface {
	Start(ctx context.Context, in jobs.StartInput) (jobs.Job, bool, error)
	Get(ctx context.Context, sc scope.Scope, id jobs.ID) (jobs.Job, error)
}

// Receivers knows for whom things run.
type Receivers interface {
	// Receivers lists the account ids of the receivers that are registered.
	Receivers(ctx context.Context) ([]string, error)
}

// Plan is what has to be known of a plan of gaps.
type Plan struct {
	ID        string
	Hash      string // of what would be applied
	Confirm   string // the word that has to be said, where there is one
	Items     int
	Customers int
	Net       []money.Amount // what customers are charged more, one per currency
	Gross     []money.Amount // the changes without their signs, one per currency: a fee of one customer and a credit of another do not offset each other
	Unknown   int            // items of which the amount is not known
	Second    bool           // a second person has to approve it
	Started   bool           // it was applied already
}

// Gaps is the neighbour that plans and applies. It asks nothing of AWS.
type Gaps interface {
	// Plan makes a plan that closes all gaps of a month, as who is in the scope; nil with a sentence for people when there is nothing to plan. A plan that they made of that
	// month since an instant is not made again: it is the one that a run made before it died.
	Plan(ctx context.Context, sc scope.Scope, m period.Month, since time.Time) (p *Plan, why string, err error)
	// Apply starts what was planned, as who is in the scope.
	Apply(ctx context.Context, sc scope.Scope, p Plan) error
}

// Collections knows whether figures are being read.
type Collections interface {
	// LastCollection returns the collection of a receiver that people mean; false when there was none.
	LastCollection(ctx context.Context, sc scope.Scope) (jobs.Job, bool, error)
}

// Credits is the neighbour that knows which credits expire.
type Credits interface {
	// Expiring counts the credits that expire within the days of the credit settings, with a sentence about them for people.
	Expiring(ctx context.Context, sc scope.Scope) (text string, n int, err error)
}
