// Package commission shows the reseller commission of each customer and works out plans that charge one. See README.md.
package commission

import (
	"context"
	"errors"
	"sync"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// Items is the neighbour that knows custom line items and what percentages are taken of. It never calls AWS.
type Items interface {
	Values(ctx context.Context, sc scope.Scope, m period.Month) (lineitems.Values, error)
	Attributed(ctx context.Context, sc scope.Scope, m period.Month) (*lineitems.Attributed, error)
	Bases(ctx context.Context, sc scope.Scope, m period.Month, withoutNegation bool) (map[string]lineitems.Base, error)
}

// Directory is the neighbour that knows customers and their billing groups. It never calls AWS.
type Directory interface {
	Directory(ctx context.Context, sc scope.Scope) (*transfers.Directory, error)
}

// Ledger is the neighbour that keeps the money. It never calls AWS.
type Ledger interface {
	Portfolio(ctx context.Context, sc scope.Scope, m period.Month) (*ledger.Portfolio, ledger.MonthSummary, error)
}

// Config is what the room needs; every field is required.
type Config struct {
	Items     Items
	Directory Directory
	Ledger    Ledger
	Clock     clock.Clock
}

// Service shows commissions and proposes them. It keeps nothing: a commission is a custom line item.
type Service struct {
	c Config

	mu    sync.Mutex
	books map[string]*book // by receiver and month
}

// New returns the room.
func New(c Config) (*Service, error) {
	if c.Items == nil || c.Directory == nil || c.Ledger == nil || c.Clock == nil {
		return nil, errors.New("commission: items, directory, ledger and clock are required")
	}
	return &Service{c: c, books: map[string]*book{}}, nil
}

// Status is what a customer has of commissions in a month.
type Status string

// The statuses.
const (
	StatusNone        Status = "none"
	StatusActive      Status = "active"
	StatusSeveral     Status = "several"
	StatusLikely      Status = "likely"       // an item has the form of one and nobody said what it stands for
	StatusWithoutBase Status = "without_base" // a percentage of nothing, so 0.00
	StatusUnknown     Status = "unknown"      // the items of the month were never read
)

// Statuses lists them, those that need attention first.
func Statuses() []string {
	return []string{string(StatusWithoutBase), string(StatusSeveral), string(StatusLikely), string(StatusUnknown), string(StatusActive), string(StatusNone)}
}

// Row is the commission of a customer in a month.
type Row struct {
	CustomerID   string
	CustomerName string
	Status       Status
	Percent      *money.Decimal // the sum where there are several; nil where there is none
	Currency     money.Currency // empty when nothing says
	Base         margin.Figure  // what the percentage is taken of, or would be
	BaseNote     string
	Amount       margin.Figure // what is charged of it in the month
	Starts       period.Month  // first month; zero when it is not known
	Ends         period.Month  // last month; zero without an end and when it is not known
	Recurring    bool
	SpanKnown    bool
	ItemIDs      []string
	Note         string

	items     []*lineitems.Row // of its commissions, or what looks like them
	scheduled []*lineitems.Row // commissions that begin with the month after
	customer  transfers.Customer
}

// certain reports whether the commissions of the row are such because somebody said so.
func (r Row) certain() bool {
	return len(r.items) > 0 && r.items[0].Attribution.Class == lineitems.ClassCommission
}

// Totals is of everything that matches, in one currency.
type Totals struct {
	Currency       money.Currency
	Base           money.Decimal // of the rows of which it is known
	Amount         money.Decimal
	Customers      int
	WithCommission int // whose amount is in the sum or not known, what is only likely included
}
