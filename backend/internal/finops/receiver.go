package finops

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/snapshots"
)

// ReceiverAnomaly is an anomaly AWS found in the receiver's own organization. It says nothing of customers.
type ReceiverAnomaly struct {
	ID        string        `json:"id"`
	Service   string        `json:"service,omitempty"`
	AccountID string        `json:"account_id,omitempty"`
	Region    string        `json:"region,omitempty"`
	UsageType string        `json:"usage_type,omitempty"`
	Start     period.Day    `json:"start"`
	End       period.Day    `json:"end"` // inclusive; zero while it goes on
	Impact    money.Amount  `json:"impact"`
	Expected  *money.Amount `json:"expected,omitempty"`
	Actual    *money.Amount `json:"actual,omitempty"`
}

// BudgetState says where a budget stands.
type BudgetState string

// The states.
const (
	BudgetOK               BudgetState = "ok"
	BudgetForecastToExceed BudgetState = "forecast_to_exceed"
	BudgetExceeded         BudgetState = "exceeded"
	BudgetUnknown          BudgetState = "unknown"
)

// ReceiverBudget is an AWS budget of the receiver's own organization. It says nothing of customers.
type ReceiverBudget struct {
	Name     string        `json:"name"`
	Type     string        `json:"type"` // AWS's word
	TimeUnit string        `json:"time_unit,omitempty"`
	Limit    *money.Amount `json:"limit,omitempty"` // absent for what is not money
	Actual   *money.Amount `json:"actual,omitempty"`
	Forecast *money.Amount `json:"forecast,omitempty"`
	Health   string        `json:"health,omitempty"`  // what AWS says is wrong with it
	OnView   string        `json:"on_view,omitempty"` // the billing view it is on, when that is another than the organization's own
}

// State says where the budget stands; unknown without a limit and an actual figure that compare.
func (b ReceiverBudget) State() BudgetState {
	switch {
	case b.Health != "" || b.Limit == nil || b.Actual == nil || b.Limit.Currency != b.Actual.Currency:
		return BudgetUnknown
	case b.Actual.Number.Cmp(b.Limit.Number) > 0:
		return BudgetExceeded
	case b.Forecast != nil && b.Forecast.Currency == b.Limit.Currency && b.Forecast.Number.Cmp(b.Limit.Number) > 0:
		return BudgetForecastToExceed
	}
	return BudgetOK
}

// UsedPercent is the actual cost over the limit, in percent.
func (b ReceiverBudget) UsedPercent() margin.Figure {
	if b.Limit == nil || b.Actual == nil || b.Limit.Currency != b.Actual.Currency {
		return margin.Figure{}
	}
	p, ok := b.Actual.Number.PercentOf(b.Limit.Number, 4)
	return margin.Figure{Value: p, Known: ok}
}

// ReceiverNote says whose the figures are.
const ReceiverNote = "These are of the receiver's own organization, not of customers."

// ReceiverSummary counts what AWS watches in the receiver's own organization. A count is nil when it was never read.
type ReceiverSummary struct {
	Anomalies       *int
	Budgets         *int
	BudgetsExceeded *int
	AsOf            time.Time // of the older of both; zero when neither was read
	Problem         string    // why something could not be read
}

// own is the part of a receiver under which its keepers keep.
const own = "own"

// receiverSummary counts what was last read.
func (s *Service) receiverSummary(ctx context.Context, sc scope.Scope) (sum ReceiverSummary, err error) {
	anomalies, anomaliesHead, err := s.ownAnomalies.Load(ctx, sc, own)
	if err != nil {
		return sum, err
	}
	budgets, budgetsHead, err := s.ownBudgets.Load(ctx, sc, own)
	if err != nil {
		return sum, err
	}
	if anomalies != nil {
		n := len(*anomalies)
		sum.Anomalies = &n
	}
	if budgets != nil {
		n, exceeded := len(*budgets), 0
		for _, b := range *budgets {
			if b.State() == BudgetExceeded {
				exceeded++
			}
		}
		sum.Budgets, sum.BudgetsExceeded = &n, &exceeded
	}
	sum.AsOf = earliest(anomaliesHead.AsOf, budgetsHead.AsOf)
	var problems []string
	for _, p := range []string{anomaliesHead.Problem, budgetsHead.Problem} {
		if p != "" && !slices.Contains(problems, p) {
			problems = append(problems, p)
		}
	}
	sum.Problem = strings.Join(problems, " ")
	return sum, nil
}

// Name implements ledger.Snapshot.
func (s *Service) Name() string { return "anomalies and budgets of the receiver" }

var _ ledger.Snapshot = (*Service)(nil)

// anomalyDays is how far back AWS keeps anomalies.
const anomalyDays = 90

// Refresh implements ledger.Snapshot: it reads what AWS watches in the receiver's own organization and keeps it. One request of it is charged.
func (s *Service) Refresh(ctx context.Context, sc scope.Scope) error {
	now := s.c.Clock.Now()
	today := period.DayOf(now)
	anomalies, anomaliesErr := s.c.Source.ReceiverAnomalies(ctx, sc, today.Add(-anomalyDays+1), today)
	budgets, budgetsErr := s.c.Source.ReceiverBudgets(ctx, sc)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return errors.Join(
		keep(ctx, sc, s.ownAnomalies, anomalies, anomaliesErr, now), keep(ctx, sc, s.ownBudgets, budgets, budgetsErr, now))
}

// keep keeps what was read, or why it could not be.
func keep[T any](ctx context.Context, sc scope.Scope, k *snapshots.Keeper[[]T], items []T, err error, now time.Time) error {
	if err != nil {
		return k.Fail(ctx, sc, own, err, now)
	}
	return k.Keep(ctx, sc, own, &items, snapshots.Head{AsOf: now})
}

// load returns what was last read; nothing when nothing ever was.
func load[T any](ctx context.Context, sc scope.Scope, k *snapshots.Keeper[[]T]) ([]T, snapshots.Head, error) {
	items, head, err := k.Load(ctx, sc, own)
	if err != nil || items == nil {
		return nil, head, err
	}
	return *items, head, nil
}

// Version changes whenever what is kept here does.
func (s *Service) Version(ctx context.Context, sc scope.Scope) (string, error) {
	anomalies, err := s.ownAnomalies.Version(ctx, sc)
	if err != nil {
		return "", err
	}
	budgets, err := s.ownBudgets.Version(ctx, sc)
	return anomalies + ", " + budgets, err
}

// ReceiverList is a page of what AWS watches, and what stands behind it.
type ReceiverList[T any] struct {
	Page    paging.Page[T]
	AsOf    time.Time // zero when it was never read
	Problem string
}

// ReceiverAnomalies lists the anomalies AWS found in the receiver's own organization.
func (s *Service) ReceiverAnomalies(ctx context.Context, sc scope.Scope, q paging.Query) (*ReceiverList[ReceiverAnomaly], error) {
	items, head, err := load(ctx, sc, s.ownAnomalies)
	if err != nil {
		return nil, err
	}
	page, err := paging.Apply("receiver-anomalies/"+sc.Receiver(), items, q, paging.Schema[ReceiverAnomaly]{
		Properties: map[string]paging.Property[ReceiverAnomaly]{
			"service":    paging.Text(func(a ReceiverAnomaly) string { return a.Service }),
			"account_id": paging.Text(func(a ReceiverAnomaly) string { return a.AccountID }),
			"starts_on":  paging.Time(func(a ReceiverAnomaly) (time.Time, bool) { return a.Start.Start(), true }),
			"impact":     paging.Number(func(a ReceiverAnomaly) (money.Decimal, bool) { return a.Impact.Number, true }),
		},
		Search:  func(a ReceiverAnomaly) []string { return []string{a.ID, a.Service, a.AccountID, a.Region, a.UsageType} },
		Default: []paging.Key{{Property: "starts_on", Desc: true}},
		ID:      func(a ReceiverAnomaly) string { return a.ID },
	})
	return &ReceiverList[ReceiverAnomaly]{page, head.AsOf, head.Problem}, err
}

// ReceiverBudgets lists the AWS budgets of the receiver's own organization.
func (s *Service) ReceiverBudgets(ctx context.Context, sc scope.Scope, q paging.Query) (*ReceiverList[ReceiverBudget], error) {
	items, head, err := load(ctx, sc, s.ownBudgets)
	if err != nil {
		return nil, err
	}
	figure := func(of func(ReceiverBudget) *money.Amount) paging.Property[ReceiverBudget] {
		return paging.Number(func(b ReceiverBudget) (money.Decimal, bool) {
			a := of(b)
			if a == nil {
				return money.Zero, false
			}
			return a.Number, true
		})
	}
	page, err := paging.Apply("receiver-budgets/"+sc.Receiver(), items, q, paging.Schema[ReceiverBudget]{
		Properties: map[string]paging.Property[ReceiverBudget]{
			"name":        paging.Text(func(b ReceiverBudget) string { return b.Name }),
			"budget_type": paging.Text(func(b ReceiverBudget) string { return b.Type }),
			"state": paging.Enum(func(b ReceiverBudget) string { return string(b.State()) },
				string(BudgetOK), string(BudgetForecastToExceed), string(BudgetExceeded), string(BudgetUnknown)),
			"limit":    figure(func(b ReceiverBudget) *money.Amount { return b.Limit }),
			"actual":   figure(func(b ReceiverBudget) *money.Amount { return b.Actual }),
			"forecast": figure(func(b ReceiverBudget) *money.Amount { return b.Forecast }),
			"used_percent": paging.Number(func(b ReceiverBudget) (money.Decimal, bool) {
				f := b.UsedPercent()
				return f.Value, f.Known
			}),
		},
		Search:  func(b ReceiverBudget) []string { return []string{b.Name, b.Type} },
		Default: []paging.Key{{Property: "name"}},
		ID:      func(b ReceiverBudget) string { return b.Name },
	})
	return &ReceiverList[ReceiverBudget]{page, head.AsOf, head.Problem}, err
}
