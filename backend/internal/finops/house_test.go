package finops

import (
	"context"
	"errors"
	"testing"
	"time"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/objects/file"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store/memory"
	"portal.example/backend/internal/transfers"
)

// Customers of the tests.
const (
	receiver = "111122223333"
	acme     = "210000000001"
	beta     = "210000000002"
	china    = "210000000003"
)

var now = time.Date(2026, time.November, 16, 12, 0, 0, 0, time.UTC)

func month(s string) period.Month {
	m, err := period.ParseMonth(s)
	if err != nil {
		panic(err)
	}
	return m
}

var november, october, september = month("2026-11"), month("2026-10"), month("2026-09")

func dec(s string) money.Decimal {
	d, err := money.ParseDecimal(s)
	if err != nil {
		panic(err)
	}
	return d
}

// known is a figure; none when the text is empty.
func known(s string) margin.Figure {
	if s == "" {
		return margin.Figure{}
	}
	return margin.Known(dec(s))
}

// is reports whether a figure is the number; unknown when the text is empty.
func is(f margin.Figure, s string) bool {
	want := known(s)
	return f.Known == want.Known && f.Value.Equal(want.Value)
}

// house is the neighbours of the room.
type house struct {
	statements map[period.Month]*margin.Statement
	portfolios map[period.Month]*ledger.Portfolio
	months     map[period.Month]ledger.CustomerMonth // of acme
	days       map[period.Month]*ledger.MonthDays
	accounts   map[period.Month]*ledger.MonthAccounts
	daily      map[period.Month]ledger.CustomerDays // of acme
	trend      []margin.Point
	directory  transfers.Directory
	asked      int // months of the trend

	anomalies    []ReceiverAnomaly
	budgets      []ReceiverBudget
	anomaliesErr error
	budgetsErr   error
	from, to     period.Day
}

func newHouse() *house {
	h := &house{
		statements: map[period.Month]*margin.Statement{}, portfolios: map[period.Month]*ledger.Portfolio{}, months: map[period.Month]ledger.CustomerMonth{},
		days: map[period.Month]*ledger.MonthDays{}, accounts: map[period.Month]*ledger.MonthAccounts{}, daily: map[period.Month]ledger.CustomerDays{},
	}
	h.directory.AsOf = now
	for id, name := range map[string]string{acme: "Acme", beta: "Beta", china: "China"} {
		h.directory.Transfers = append(h.directory.Transfers, transfers.Transfer{ID: "rt-" + id, Name: name, Status: "ACCEPTED", SourceID: id, Start: month("2025-01").Start()})
	}
	return h
}

func (h *house) Portfolio(_ context.Context, _ scope.Scope, m period.Month) (*ledger.Portfolio, ledger.MonthSummary, error) {
	if p := h.portfolios[m]; p != nil {
		return p, ledger.MonthSummary{Month: m}, nil
	}
	return &ledger.Portfolio{Month: m}, ledger.MonthSummary{Month: m}, nil
}

func (h *house) CustomerMonth(_ context.Context, _ scope.Scope, m period.Month, customer string) (ledger.CustomerMonth, bool, error) {
	cm, ok := h.months[m]
	return cm, ok && customer == acme, nil
}

func (h *house) MonthDays(_ context.Context, _ scope.Scope, m period.Month) (*ledger.MonthDays, ledger.DetailSummary, bool, error) {
	d, ok := h.days[m]
	return d, ledger.DetailSummary{Month: m}, ok, nil
}

func (h *house) MonthAccounts(_ context.Context, _ scope.Scope, m period.Month) (*ledger.MonthAccounts, ledger.DetailSummary, bool, error) {
	a, ok := h.accounts[m]
	sum := ledger.DetailSummary{Month: m}
	if ok {
		for _, c := range a.Customers {
			if !c.AsOf.IsZero() {
				sum.AccountsCustomers++
			}
		}
	}
	return a, sum, ok, nil
}

func (h *house) Days(_ context.Context, _ scope.Scope, customer string, m period.Month) (ledger.CustomerDays, bool, error) {
	d, ok := h.daily[m]
	return d, ok && customer == acme, nil
}

func (h *house) Statement(_ context.Context, _ scope.Scope, m period.Month) (*margin.Statement, error) {
	if st := h.statements[m]; st != nil {
		return st, nil
	}
	return &margin.Statement{Month: m, Provenance: margin.Provenance{From: m, To: m, Standing: ledger.StandingUnknown, Completeness: margin.Pending}}, nil
}

func (h *house) Trend(_ context.Context, _ scope.Scope, _ period.Month, months int) ([]margin.Point, error) {
	h.asked = months
	return h.trend, nil
}

func (h *house) Directory(context.Context, scope.Scope) (*transfers.Directory, error) {
	return &h.directory, nil
}

func (h *house) ReceiverAnomalies(_ context.Context, _ scope.Scope, from, to period.Day) ([]ReceiverAnomaly, error) {
	h.from, h.to = from, to
	return h.anomalies, h.anomaliesErr
}

func (h *house) ReceiverBudgets(context.Context, scope.Scope) ([]ReceiverBudget, error) {
	return h.budgets, h.budgetsErr
}

func (h *house) room(t *testing.T) *Service {
	t.Helper()
	files, err := file.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Config{Ledger: h, Margin: h, Directory: h, Source: h, Store: memory.New(), Objects: files, Clock: clock.Fixed(now)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func testScope(t *testing.T) scope.Scope {
	t.Helper()
	sc, err := scope.New(receiver, scope.Portal())
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

// figures are what a customer cost and was charged.
type figures struct{ id, currency, cost, charged string }

// statement puts a month into the house, read at an instant.
func (h *house) statement(m period.Month, standing ledger.Standing, rows ...figures) {
	st := &margin.Statement{Month: m, Provenance: margin.Provenance{
		From: m, To: m, Basis: margin.BasisUnblendedPreTax, Standing: standing, Completeness: margin.Complete, AsOf: now,
	}}
	for _, r := range rows {
		f := margin.Figures{Currency: money.Currency(r.currency), AWSCost: known(r.cost), Charged: known(r.charged)}
		st.Rows = append(st.Rows, margin.Row{Key: r.id, Label: "Name of " + r.id, Figures: f, Standing: standing})
		st.Counts.Billed++
		if f.AWSCost.Known && f.Charged.Known {
			st.Counts.Compared++
		}
	}
	h.statements[m] = st
}

func query(terms ...paging.Term) paging.Query {
	return paging.Query{Limit: 50, Match: paging.All, Terms: terms}
}

var errBroken = errors.New("broken")
