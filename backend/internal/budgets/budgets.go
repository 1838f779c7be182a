// Package budgets keeps monthly budgets of customers and says where each stands in a month, with a forecast of the running one. See README.md.
package budgets

import (
	"context"
	"errors"
	"sync"
	"time"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/ident"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
	"portal.example/backend/internal/transfers"
)

// Measure is what a budget limits, both before tax.
type Measure string

// The measures.
const (
	MeasureCharged Measure = "charged"  // what the customer pays
	MeasureAWSCost Measure = "aws_cost" // what AWS bills for it
)

// Budget is a monthly budget of a customer.
type Budget struct {
	ID         string       `json:"id"`
	CustomerID string       `json:"customer_id"`
	Name       string       `json:"name"`
	Measure    Measure      `json:"measure"`
	Limit      money.Amount `json:"limit"`      // above zero
	Thresholds []int        `json:"thresholds"` // percentages of the limit, ascending
	CreatedBy  string       `json:"created_by"`
	UpdatedAt  time.Time    `json:"updated_at"`
	Version    int64        `json:"-"`
}

// State is where a budget stands in a month.
type State string

// The states. Unknown: the ledger has no figure of the month.
const (
	StateOK               State = "ok"
	StateForecastToExceed State = "forecast_to_exceed"
	StateExceeded         State = "exceeded"
	StateUnknown          State = "unknown"
)

// States lists them, the worst first.
func States() []string {
	return []string{string(StateExceeded), string(StateForecastToExceed), string(StateOK), string(StateUnknown)}
}

// Ledger is the neighbour that knows what customers cost.
type Ledger interface {
	// Portfolio returns the month of all customers.
	Portfolio(ctx context.Context, sc scope.Scope, m period.Month) (*ledger.Portfolio, ledger.MonthSummary, error)
	// Version changes whenever a month does.
	Version(ctx context.Context, sc scope.Scope) (string, error)
	// Details lists the months of which days were collected, newest first.
	Details(ctx context.Context, sc scope.Scope) ([]ledger.DetailSummary, error)
	// MonthDays returns the days of all customers for a month; false when none were collected.
	MonthDays(ctx context.Context, sc scope.Scope, m period.Month) (*ledger.MonthDays, ledger.DetailSummary, bool, error)
}

// Directory is the neighbour that knows the customers.
type Directory interface {
	Directory(ctx context.Context, sc scope.Scope) (*transfers.Directory, error)
}

// Config is what the room needs; every field is required.
type Config struct {
	Ledger    Ledger
	Directory Directory
	Store     store.Store
	Clock     clock.Clock
}

// Service keeps budgets. It never calls AWS.
type Service struct {
	c   Config
	ids *ident.Maker

	mu     sync.Mutex
	stands map[string]stands // by receiver and month
}

// New returns the room.
func New(c Config) (*Service, error) {
	if c.Ledger == nil || c.Directory == nil || c.Store == nil || c.Clock == nil {
		return nil, errors.New("budgets: ledger, directory, store and clock are required")
	}
	return &Service{c: c, ids: ident.NewMaker(c.Clock), stands: map[string]stands{}}, nil
}
