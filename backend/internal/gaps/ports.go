package gaps

import (
	"context"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// Ledger is the neighbour that keeps the money. It never calls AWS.
type Ledger interface {
	Portfolio(ctx context.Context, sc scope.Scope, m period.Month) (*ledger.Portfolio, ledger.MonthSummary, error)
	CustomerMonth(ctx context.Context, sc scope.Scope, m period.Month, customer string) (ledger.CustomerMonth, bool, error)
}

// Directory is the neighbour that knows customers and their billing groups. It never calls AWS.
type Directory interface {
	Directory(ctx context.Context, sc scope.Scope) (*transfers.Directory, error)
}

// LineItems is the neighbour that knows custom line items, what they come to and what they stand for. It never calls AWS.
type LineItems interface {
	// Values returns the items of a month.
	Values(ctx context.Context, sc scope.Scope, m period.Month) (lineitems.Values, error)
	// Version changes whenever an item does, or what one stands for.
	Version(ctx context.Context, sc scope.Scope) (string, error)
}

// Plans is the neighbour that keeps plans. It never calls AWS.
type Plans interface {
	// Planned returns the unfinished plan of every customer and class of a month that has one. It works nothing out again.
	Planned(ctx context.Context, sc scope.Scope, m period.Month) (map[Key]plans.ID, error)
}

// Key is a class of charges of a customer.
type Key struct {
	CustomerID string
	Class      Class
}

// ID is the key as a gap is named.
func (k Key) ID() string { return k.CustomerID + "." + string(k.Class) }
