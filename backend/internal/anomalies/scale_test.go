package anomalies

import (
	"context"
	"fmt"
	"runtime"
	"testing"

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

// crowd is a ledger of a thousand customers with fifteen services each; every third has an anomaly.
type crowd struct{ *neighbours }

const crowdSize = 1_000

func (c crowd) Directory(context.Context, scope.Scope) (*transfers.Directory, error) {
	d := &transfers.Directory{Receiver: receiver}
	for i := range crowdSize {
		id := fmt.Sprintf("21%010d", i)
		d.Transfers = append(d.Transfers, transfers.Transfer{ID: "rt-" + id, SourceID: id, Name: "Customer " + id, Status: "ACCEPTED", Start: start.Start()})
	}
	return d, nil
}

func (c crowd) Details(context.Context, scope.Scope) ([]ledger.DetailSummary, error) {
	var all []ledger.DetailSummary
	for m := period.MonthOf(c.now); !m.Before(start.Month()); m = m.Add(-1) {
		all = append(all, ledger.DetailSummary{Month: m})
	}
	return all, nil
}

func (c crowd) Days(_ context.Context, _ scope.Scope, customer string, m period.Month) (ledger.CustomerDays, bool, error) {
	view := ledger.ViewDays{Status: ledger.ViewRead, Currency: money.USD, AsOf: c.now, Days: m.Days(), CoversTo: m.Day(m.Days())}
	odd := customer[len(customer)-1]%3 == 0
	for s := range 15 {
		series := ledger.Series{Service: fmt.Sprintf("Service %02d", s), Class: string(margin.ClassUsage)}
		for d := range m.Days() {
			t := start.Until(m.Day(d + 1))
			cost := business(t+s) + int64(s)*1_000
			if odd && s == 7 && t >= at("2026-03-10") && t <= at("2026-03-12") {
				cost *= 3
			}
			series.Amounts = append(series.Amounts, money.FromScaled(cost, 2))
		}
		view.Series = append(view.Series, series)
	}
	return ledger.CustomerDays{CustomerID: customer, Month: m, MyView: view, Showback: view}, true, nil
}

func newCrowd(tb testing.TB) (*Service, scope.Scope) {
	tb.Helper()
	n := crowd{&neighbours{now: start.Add(at("2026-04-20")).Start()}}
	files, err := file.Open(tb.TempDir())
	if err != nil {
		tb.Fatal(err)
	}
	sc, err := scope.New(receiver, scope.Principal{ID: "local", AllReceivers: true})
	if err != nil {
		tb.Fatal(err)
	}
	s, err := New(Config{Ledger: n, Directory: n, Jobs: n, Store: memory.New(), Objects: files, Clock: n, Parallelism: 8})
	if err != nil {
		tb.Fatal(err)
	}
	return s, sc
}

// BenchmarkLookAtAThousandCustomers looks for anomalies in 1,000 customers, 120 days and 15 services, and keeps what it finds.
func BenchmarkLookAtAThousandCustomers(b *testing.B) {
	s, sc := newCrowd(b)
	for b.Loop() {
		if err := s.Look(b.Context(), sc); err != nil {
			b.Fatal(err)
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys>>20), "MiB-sys")
}

// BenchmarkPageOfAThousandCustomers answers a page of what was found, filtered and sorted.
func BenchmarkPageOfAThousandCustomers(b *testing.B) {
	s, sc := newCrowd(b)
	if err := s.Look(b.Context(), sc); err != nil {
		b.Fatal(err)
	}
	in := ListInput{sc, paging.Query{Limit: 50, Match: paging.All, Terms: []paging.Term{{Property: "status", Op: paging.Eq, Value: "open"}}, Sort: []paging.Key{{Property: "impact", Desc: true}}}}
	for b.Loop() {
		if _, err := s.List(b.Context(), in); err != nil {
			b.Fatal(err)
		}
	}
}
