package finops

import (
	"context"
	"time"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// Ledger is the neighbour that keeps the money.
type Ledger interface {
	Portfolio(ctx context.Context, sc scope.Scope, m period.Month) (*ledger.Portfolio, ledger.MonthSummary, error)
	CustomerMonth(ctx context.Context, sc scope.Scope, m period.Month, customer string) (ledger.CustomerMonth, bool, error)
	MonthDays(ctx context.Context, sc scope.Scope, m period.Month) (*ledger.MonthDays, ledger.DetailSummary, bool, error)
	MonthAccounts(ctx context.Context, sc scope.Scope, m period.Month) (*ledger.MonthAccounts, ledger.DetailSummary, bool, error)
	Days(ctx context.Context, sc scope.Scope, customer string, m period.Month) (ledger.CustomerDays, bool, error)
}

// Margin is the neighbour that compares the views.
type Margin interface {
	Statement(ctx context.Context, sc scope.Scope, m period.Month) (*margin.Statement, error)
	Trend(ctx context.Context, sc scope.Scope, m period.Month, months int) ([]margin.Point, error)
}

// Directory is the neighbour that knows customers.
type Directory interface {
	Directory(ctx context.Context, sc scope.Scope) (*transfers.Directory, error)
}

// AnomalySummary is the anomalies of customers that touch a month.
type AnomalySummary struct {
	Found   int
	Open    int
	Impact  []money.Amount // of the open ones; one per currency
	AsOf    time.Time      // when they were last looked for; zero when never
	Covered int            // customers whose days were read
}

// Anomalies is the neighbour that finds anomalies of customers.
type Anomalies interface {
	Summary(ctx context.Context, sc scope.Scope, m period.Month) (AnomalySummary, error)
}

// BudgetSummary is the budgets of customers in a month, by where they stand.
type BudgetSummary struct{ Total, OK, ForecastToExceed, Exceeded, Unknown int }

// Budgets is the neighbour that keeps budgets of customers.
type Budgets interface {
	Summary(ctx context.Context, sc scope.Scope, m period.Month) (BudgetSummary, error)
}

// Source reads what AWS itself watches in the receiver's own organization.
type Source interface {
	// ReceiverAnomalies lists the anomalies from a day to another, both inclusive, of the last 90 days. Each request is metered.
	ReceiverAnomalies(ctx context.Context, sc scope.Scope, from, to period.Day) ([]ReceiverAnomaly, error)
	// ReceiverBudgets lists the budgets. Free of charge.
	ReceiverBudgets(ctx context.Context, sc scope.Scope) ([]ReceiverBudget, error)
}
