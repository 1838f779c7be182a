package anomalies

import (
	"context"

	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// Ledger is the neighbour that keeps the days of customers.
type Ledger interface {
	// Details lists the months of which days were collected, newest first.
	Details(ctx context.Context, sc scope.Scope) ([]ledger.DetailSummary, error)
	// Days returns the days of a customer's month; false when none were collected.
	Days(ctx context.Context, sc scope.Scope, customer string, m period.Month) (ledger.CustomerDays, bool, error)
}

// Directory is the neighbour that knows the customers.
type Directory interface {
	Directory(ctx context.Context, sc scope.Scope) (*transfers.Directory, error)
}

// Jobs is the neighbour that runs long work. It may not be there yet when the room is made, but is when the room is used.
type Jobs interface {
	Start(ctx context.Context, in jobs.StartInput) (job jobs.Job, created bool, err error)
}
