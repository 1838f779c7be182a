package app

import (
	"context"

	"portal.example/backend/internal/anomalies"
	"portal.example/backend/internal/budgets"
	"portal.example/backend/internal/finops"
	"portal.example/backend/internal/gaps"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
)

// What rooms are asked for together. A test finds a room that has what a list is about and is not in it.

// snapshots are the rooms that read AWS with every collection, or prepare something at its end.
func (p *portal) snapshots() []ledger.Snapshot {
	return []ledger.Snapshot{p.pricing, p.lineItems, p.finops, p.gaps, p.credits}
}

// watchers are the rooms that find what needs a person, in the order of the dashboard.
func (p *portal) watchers() []margin.Watcher {
	return []margin.Watcher{p.anomalies, p.budgets, p.lineItems, p.gaps, p.credits}
}

// versioned are the rooms that pages are made of.
func (p *portal) versioned() []versioned {
	return []versioned{p.transfers, p.ledger, p.anomalies, p.budgets, p.pricing, p.lineItems, p.finops, p.gaps, p.credits}
}

// versioned is a room whose pages change only with what it keeps of a receiver.
type versioned interface {
	Version(ctx context.Context, sc scope.Scope) (string, error)
}

// lateJobs starts and knows jobs for rooms that are made before the engine, because the engine runs them.
type lateJobs struct{ p *portal }

// Start starts a job.
func (l lateJobs) Start(ctx context.Context, in jobs.StartInput) (jobs.Job, bool, error) {
	return l.p.jobs.Start(ctx, in)
}

// Get returns a job.
func (l lateJobs) Get(ctx context.Context, sc scope.Scope, id jobs.ID) (jobs.Job, error) {
	return l.p.jobs.Get(ctx, sc, id)
}

// unfinished tells the gaps room which of its gaps a plan will change.
type unfinished struct{ p *portal }

// Planned returns the unfinished plans of a month.
func (u unfinished) Planned(ctx context.Context, sc scope.Scope, m period.Month) (map[gaps.Key]plans.ID, error) {
	all, err := u.p.plans.Unfinished(ctx, sc)
	if err != nil {
		return nil, err
	}
	planned := map[gaps.Key]plans.ID{}
	for cover, id := range all {
		if cover.Month == m {
			planned[gaps.Key{CustomerID: cover.CustomerID, Class: gaps.Class(cover.Class)}] = id
		}
	}
	return planned, nil
}

// summaries tells the overview of anomalies.
type summaries struct{ anomalies *anomalies.Service }

// Summary sums the anomalies of a month up.
func (s summaries) Summary(ctx context.Context, sc scope.Scope, m period.Month) (finops.AnomalySummary, error) {
	a, err := s.anomalies.Summary(ctx, sc, m)
	return finops.AnomalySummary{Found: a.Found, Open: a.Open, Impact: a.Impact, AsOf: a.LookedAt, Covered: a.Coverage.Customers}, err
}

// budgetSummaries tells the finops room where the budgets of customers stand.
type budgetSummaries struct{ budgets *budgets.Service }

// Summary counts the budgets of a month.
func (s budgetSummaries) Summary(ctx context.Context, sc scope.Scope, m period.Month) (finops.BudgetSummary, error) {
	n, err := s.budgets.Summary(ctx, sc, m)
	if err != nil {
		return finops.BudgetSummary{}, err
	}
	sum := finops.BudgetSummary{
		OK: n[budgets.StateOK], ForecastToExceed: n[budgets.StateForecastToExceed], Exceeded: n[budgets.StateExceeded], Unknown: n[budgets.StateUnknown],
	}
	sum.Total = sum.OK + sum.ForecastToExceed + sum.Exceeded + sum.Unknown
	return sum, nil
}
