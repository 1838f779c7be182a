package budgets

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// ListInput asks for a page of budgets.
type ListInput struct {
	Scope scope.Scope
	Month period.Month
	Query paging.Query
}

// List is a page of budgets with what their figures mean.
type List struct {
	Page       paging.Page[Stand]
	Provenance margin.Provenance
}

// List returns a page of budgets with where each stands in the month, by name unless sorted.
func (s *Service) List(ctx context.Context, in ListInput) (*List, error) {
	k, err := s.load(ctx, in.Scope, in.Month)
	if err != nil {
		return nil, err
	}
	page, err := paging.Apply("budgets/"+in.Scope.Receiver()+"/"+in.Month.String(), k.all, in.Query, schema)
	if err != nil {
		return nil, err
	}
	return &List{page, provenance(in.Month, k)}, nil
}

// Stand says where one budget stands in the running month.
func (s *Service) Stand(ctx context.Context, sc scope.Scope, id string) (Stand, error) {
	k, err := s.load(ctx, sc, period.MonthOf(s.c.Clock.Now()))
	if err != nil {
		return Stand{}, err
	}
	i := slices.IndexFunc(k.all, func(st Stand) bool { return st.ID == id })
	if i < 0 {
		return Stand{}, notFound(id)
	}
	return k.all[i], nil
}

// Summary counts the budgets by state.
func (s *Service) Summary(ctx context.Context, sc scope.Scope, m period.Month) (map[State]int, error) {
	k, err := s.load(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	counts := map[State]int{}
	for _, st := range k.all {
		counts[st.State]++
	}
	return counts, nil
}

// stamp is the version of the record of all budgets, which changes with each of them.
func (s *Service) stamp(ctx context.Context, receiver string) (int64, error) {
	rec, err := s.c.Store.Get(ctx, allKey(receiver))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return 0, fmt.Errorf("read budgets: %w", err)
	}
	return rec.Version, nil
}

// warnUnknown is the code of the warning that figures are missing.
const warnUnknown = "budgets_without_figures"

func provenance(m period.Month, k stands) margin.Provenance {
	p := margin.Provenance{
		From: m, To: m, Basis: margin.BasisUnblendedPreTax, AsOf: k.summary.OldestAsOf, Standing: k.summary.Standing, Evidence: k.summary.Evidence,
		Completeness: margin.Complete,
	}
	if p.Standing == "" {
		p.Standing = ledger.StandingUnknown
	}
	unknown := 0
	for _, st := range k.all {
		if c := st.Limit.Currency; !slices.Contains(p.Currencies, c) {
			p.Currencies = append(p.Currencies, c)
		}
		if !st.Known {
			unknown++
		}
	}
	slices.Sort(p.Currencies)
	if p.AsOf.IsZero() {
		p.Completeness = margin.Pending
		return p
	}
	p.Sources = []ledger.Source{ledger.SourceCostExplorer}
	if unknown > 0 {
		p.Completeness = margin.Partial
		p.Warnings = append(p.Warnings, margin.Warning{Code: warnUnknown, Count: unknown, Detail: fmt.Sprintf("The ledger has no figures for %d budgets in %s.", unknown, m)})
	}
	return p
}

var schema = paging.Schema[Stand]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[Stand]{
		"name":          paging.Text(func(st Stand) string { return st.Name }),
		"customer_id":   paging.Text(func(st Stand) string { return st.CustomerID }),
		"customer_name": paging.Text(func(st Stand) string { return st.CustomerName }),
		"measure":       paging.Enum(func(st Stand) string { return string(st.Measure) }, string(MeasureCharged), string(MeasureAWSCost)),
		"state":         paging.Enum(func(st Stand) string { return string(st.State) }, States()...),
		"limit":         paging.Number(func(st Stand) (money.Decimal, bool) { return st.Limit.Number, true }),
		"actual":        paging.Number(func(st Stand) (money.Decimal, bool) { return st.Actual, st.Known }),
		"used_percent":  paging.Number(func(st Stand) (money.Decimal, bool) { return st.Used, st.Known }),
		"forecast": paging.Number(func(st Stand) (money.Decimal, bool) {
			if st.Forecast == nil {
				return money.Zero, false
			}
			return st.Forecast.Amount, true
		}),
	},
	Search:  func(st Stand) []string { return []string{st.Name, st.CustomerName, st.CustomerID} },
	Default: []paging.Key{{Property: "name"}},
	ID:      func(st Stand) string { return st.ID },
}

// Attention implements margin.Watcher: budgets that are exceeded in the month.
func (s *Service) Attention(ctx context.Context, sc scope.Scope, m period.Month) ([]margin.Attention, error) {
	counts, err := s.Summary(ctx, sc, m)
	n := counts[StateExceeded]
	if err != nil || n == 0 {
		return nil, err
	}
	a := margin.Attention{
		Code: margin.AttentionBudgetExceeded, Severity: margin.SeverityHigh, Count: n, Filter: []string{"state:eq:exceeded"},
		Title: "1 budget is exceeded", Detail: "The customer cost more than its limit in " + m.String() + ".",
	}
	if n > 1 {
		a.Title, a.Detail = fmt.Sprintf("%d budgets are exceeded", n), "Customers cost more than their limits in "+m.String()+"."
	}
	return []margin.Attention{a}, nil
}
