package lineitems

import (
	"context"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// Source reads custom line items from AWS, free of charge. Every method pages to the end; on an error nothing is returned.
type Source interface {
	// LineItems lists the items that charge in a month.
	LineItems(ctx context.Context, s scope.Scope, m period.Month) ([]Item, error)
	// LineItemSources lists the ARNs of what a percentage item is taken of in a month: its billing group, flat items.
	LineItemSources(ctx context.Context, s scope.Scope, itemARN string, m period.Month) ([]string, error)
	// LineItemVersions lists every version of an item, the newest first.
	LineItemVersions(ctx context.Context, s scope.Scope, itemARN string) ([]Version, error)
}

// Directory is the neighbour that knows customers and their billing groups. It never calls AWS.
type Directory interface {
	Directory(ctx context.Context, sc scope.Scope) (*transfers.Directory, error)
}

// Ledger is the neighbour that keeps the money. It never calls AWS.
type Ledger interface {
	Portfolio(ctx context.Context, sc scope.Scope, m period.Month) (*ledger.Portfolio, ledger.MonthSummary, error)
	CustomerMonth(ctx context.Context, sc scope.Scope, m period.Month, customer string) (ledger.CustomerMonth, bool, error)
}

// Statements is the neighbour that says how far the figures of a month can be trusted. It never calls AWS.
type Statements interface {
	Statement(ctx context.Context, sc scope.Scope, m period.Month) (*margin.Statement, error)
}
