package credits

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
)

// many is a receiver with a thousand customers and 14 months, a third of them with credits and a fifth with a role.
func many(tb testing.TB) kit {
	tb.Helper()
	k := setup(tb)
	k.house.more = 1_000
	var roles []string
	for n := range 14 {
		m := november.Add(-n)
		k.house.applied[m] = map[string]Applied{}
		for i, id := range k.house.customers() {
			a := Applied{Currency: money.USD}
			if i%3 == 0 {
				for s := range 6 {
					a.Parts = append(a.Parts, Part{lineitems.ClassCredit, fmt.Sprint("Service ", s), money.FromScaled(-int64(100*i+s+1), 2)})
				}
				k.house.carry(m, id, lineitems.ClassCredit, margin.Known(money.FromScaled(-int64(100*i), 2)))
			}
			k.house.applied[m][id] = a
		}
	}
	for i, id := range k.house.customers() {
		if i%5 != 0 {
			continue
		}
		k.credit(tb, id)
		roles = append(roles, id)
		told := k.aws.told[id]
		for n := range 14 {
			for s := range 8 {
				told.Rows = append(told.Rows, Allocation{Month: november.Add(-n), CreditID: "1", AccountID: id, Service: fmt.Sprint("Service ", s), Currency: money.USD, Amount: money.FromScaled(-int64(s+1), 2)})
			}
		}
		k.aws.told[id] = told
	}
	k.grant(tb, roles...)
	k.refresh(tb)
	if err := k.Prepare(tb.Context(), k.sc); err != nil {
		tb.Fatal(err)
	}
	return k
}

// BenchmarkTracker is the page at a glance of a thousand customers, warm. It reports the 95th of a hundred.
func BenchmarkTracker(b *testing.B) {
	k := many(b)
	asked := len(k.aws.asked)
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		if t := k.tracker(b); len(t.Totals) != 1 || len(t.Trend) != 14 {
			b.Fatal(t)
		}
		took = append(took, time.Since(began))
	}
	if len(k.aws.asked) != asked {
		b.Error("a page asked AWS")
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1_000, "p95-ms")
}

// BenchmarkFirstTracker is the page after everything changed.
func BenchmarkFirstTracker(b *testing.B) {
	k := many(b)
	for b.Loop() {
		k.house.version++
		k.tracker(b)
	}
}

// BenchmarkAllocations is a page of AWS's allocation ledger, sorted, of everything there is.
func BenchmarkAllocations(b *testing.B) {
	k := many(b)
	q := paging.Query{Limit: 100, Match: paging.All, Sort: []paging.Key{{Property: "amount"}}}
	for b.Loop() {
		if l, err := k.ListAllocations(b.Context(), ListInput{Scope: k.sc, Month: november, Query: q}); err != nil || l.Page.Total < 22_000 {
			b.Fatal(l, err)
		}
	}
}
