package budgets

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/stats"
)

// Stand is where a budget stands in a month.
type Stand struct {
	Budget

	CustomerName string
	Month        period.Month
	State        State
	Standing     ledger.Standing // of the customer's month
	Known        bool            // whether Actual is
	Actual       money.Decimal   // before tax
	Used         money.Decimal   // percent of the limit
	Passed       []int           // thresholds
	Forecast     *Forecast       // nil: Note says why
	Note         string
}

// stands is the budgets of a receiver in a month, as long as nothing changes that they are made of.
type stands struct {
	version string
	all     []Stand
	summary ledger.MonthSummary
}

// keptMonths bounds how many months are kept in memory.
const keptMonths = 26

// version changes with everything that stands are made of.
func (s *Service) version(ctx context.Context, sc scope.Scope) (string, error) {
	if err := sc.Check(); err != nil {
		return "", err
	}
	own, err := s.stamp(ctx, sc.Receiver())
	if err != nil {
		return "", err
	}
	months, err := s.c.Ledger.Version(ctx, sc)
	if err != nil {
		return "", err
	}
	details, err := s.c.Ledger.Details(ctx, sc)
	if err != nil {
		return "", err
	}
	dir, err := s.c.Directory.Directory(ctx, sc)
	if err != nil {
		return "", err
	}
	var v strings.Builder
	fmt.Fprintf(&v, "%d; %s; %s; %s", own, months, dir.AsOf, period.MonthOf(s.c.Clock.Now()))
	for _, d := range details {
		fmt.Fprintf(&v, "; %s %s", d.Month, d.DaysETag)
	}
	return v.String(), nil
}

// Version changes whenever a budget or the days that forecasts are made of do. It never calls AWS.
func (s *Service) Version(ctx context.Context, sc scope.Scope) (string, error) {
	return s.version(ctx, sc)
}

// load says where every budget of a receiver stands in a month, in the order of their ids. The result is shared and must not be changed.
func (s *Service) load(ctx context.Context, sc scope.Scope, m period.Month) (stands, error) {
	version, err := s.version(ctx, sc)
	if err != nil {
		return stands{}, err
	}
	at := sc.Receiver() + "/" + m.String()
	s.mu.Lock()
	have, ok := s.stands[at]
	s.mu.Unlock()
	if ok && have.version == version {
		return have, nil
	}
	now := stands{version: version}
	if now.all, now.summary, err = s.compute(ctx, sc, m); err != nil {
		return stands{}, err
	}
	s.mu.Lock()
	if len(s.stands) >= keptMonths {
		clear(s.stands)
	}
	s.stands[at] = now
	s.mu.Unlock()
	return now, nil
}

func (s *Service) compute(ctx context.Context, sc scope.Scope, m period.Month) ([]Stand, ledger.MonthSummary, error) {
	p, sum, err := s.c.Ledger.Portfolio(ctx, sc, m)
	if err != nil {
		return nil, sum, err
	}
	bs, _, err := s.all(ctx, sc.Receiver())
	if err != nil {
		return nil, sum, err
	}
	names, err := s.names(ctx, sc)
	if err != nil {
		return nil, sum, err
	}
	now := s.c.Clock.Now()
	current := period.MonthOf(now)
	var days []*ledger.MonthDays
	if m == current && len(bs) > 0 {
		if days, err = s.days(ctx, sc, m); err != nil {
			return nil, sum, err
		}
	}
	all := make([]Stand, len(bs))
	for i, b := range bs {
		st := Stand{Budget: b, CustomerName: names[b.CustomerID], Month: m, Standing: ledger.StandingUnknown, State: StateUnknown}
		if st.CustomerName == "" {
			st.CustomerName = b.CustomerID
		}
		st.actual(p)
		switch {
		case m.Before(current):
			st.Note = notePast
		case current.Before(m):
			st.Note = noteFuture
		case st.Known:
			if f, note := historyOf(days, b).forecast(m); note != "" {
				st.Note = note
			} else {
				st.foretold(f)
			}
		}
		st.decide()
		all[i] = st
	}
	return all, sum, nil
}

func (s *Service) names(ctx context.Context, sc scope.Scope) (map[string]string, error) {
	dir, err := s.c.Directory.Directory(ctx, sc)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, c := range dir.Customers(s.c.Clock.Now()) {
		names[c.ID] = c.Name
	}
	return names, nil
}

// actual reads what the ledger has of the month.
func (st *Stand) actual(p *ledger.Portfolio) {
	d, ok := p.Customer(st.CustomerID)
	if !ok {
		st.Note = "The ledger has nothing of this customer and month. A collection reads it."
		return
	}
	st.Standing = d.Standing
	v := d.MyView
	if st.Measure == MeasureCharged {
		v = d.Showback
	}
	switch {
	case !v.Read():
		st.Note = v.Detail
	case v.Currency != "" && v.Currency != st.Limit.Currency:
		st.Note = fmt.Sprintf("The customer is billed in %s, the budget is in %s.", v.Currency, st.Limit.Currency)
	default:
		st.Known, st.Actual = true, v.Total.Sub(v.Apart)
	}
}

// foretold takes a forecast in. What is charged does not fall, so no bound is below what the ledger has already.
func (st *Stand) foretold(f Forecast) {
	if st.Measure == MeasureCharged {
		for _, bound := range []*money.Decimal{&f.Lower, &f.Amount, &f.Upper} {
			if bound.Cmp(st.Actual) < 0 {
				*bound = st.Actual
			}
		}
	}
	st.Forecast = &f
}

// decide says where the budget stands.
func (st *Stand) decide() {
	if !st.Known {
		return
	}
	const scale = 2
	st.Used, _ = st.Actual.PercentOf(st.Limit.Number, scale)
	for _, t := range st.Thresholds {
		if st.Actual.Mul(money.FromInt(100)).Cmp(st.Limit.Number.Mul(money.FromInt(int64(t)))) >= 0 {
			st.Passed = append(st.Passed, t)
		}
	}
	switch {
	case st.Actual.Cmp(st.Limit.Number) > 0:
		st.State = StateExceeded
	case st.Forecast != nil && st.Forecast.Amount.Cmp(st.Limit.Number) > 0:
		st.State = StateForecastToExceed
	default:
		st.State = StateOK
	}
}

// backMonths is how many months before the one that is foretold are looked at.
const backMonths = 4

// days returns the days of the month and the months before it, newest first, as far as they are kept without a gap.
func (s *Service) days(ctx context.Context, sc scope.Scope, m period.Month) ([]*ledger.MonthDays, error) {
	var all []*ledger.MonthDays
	for range backMonths + 1 {
		d, _, found, err := s.c.Ledger.MonthDays(ctx, sc, m)
		if err != nil {
			return nil, err
		}
		if !found {
			break
		}
		all = append(all, d)
		m = m.Add(-1)
	}
	return all, nil
}

// historyOf lays the complete days of a budget's customer out, back to the first gap.
func historyOf(months []*ledger.MonthDays, b Budget) history {
	var h history
	var back [][]int64
	for i, m := range months {
		d, ok := m.Customer(b.CustomerID)
		v := d.MyView
		if b.Measure == MeasureCharged {
			v = d.Showback
		}
		if !ok || !v.Read() || v.Currency != "" && v.Currency != b.Limit.Currency {
			break
		}
		complete := 0
		if !v.CoversTo.IsZero() {
			complete = min(m.Month.Day(1).Until(v.CoversTo)+1, len(v.Daily))
		}
		if i > 0 && complete < m.Month.Days() {
			break
		}
		days := make([]int64, complete)
		for t := range days {
			days[t] = stats.Micros(v.Daily[t])
		}
		back, h.first = append(back, days), m.Month.Day(1)
	}
	for _, days := range slices.Backward(back) {
		h.amounts = append(h.amounts, days...)
	}
	return h
}
