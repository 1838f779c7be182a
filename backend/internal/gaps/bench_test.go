package gaps

import (
	"context"
	"fmt"
	"testing"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/objects/file"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store/memory"
)

// many is a distributor with a thousand customers: some seven classes each, two line items, two policies of its own for every tenth.
func many(t testing.TB) kit {
	t.Helper()
	k := setup(t)
	k.groups = map[string]string{}
	clear(k.months[october])
	for i := range 1_000 {
		id := fmt.Sprintf("21%010d", i)
		c := everything(t)
		c.CustomerID, c.Month = id, october
		k.groups[id], k.months[october][id] = "ACTIVE", c
		k.item(october, "s"+id, id, lineitems.ClassSupport, "100")
		k.item(october, "u"+id, id, lineitems.ClassUnattributed, "5")
	}
	p, sum, err := k.Portfolio(t.Context(), k.sc, october)
	if err != nil {
		t.Fatal(err)
	}
	fixed := &fixed{house: k.house, portfolio: p, sum: sum}
	files, err := file.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	k.Service, err = New(Config{Ledger: fixed, Directory: k.house, LineItems: k.house, Plans: k.house, Store: memory.New(), Objects: files, Clock: k.house})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		k.set(t, ClassPrivateDiscount, fmt.Sprintf("21%010d", i*10), Percentage, "40")
	}
	return k
}

var sorted = paging.Query{ //nolint:gochecknoglobals // a constant
	Limit: 50, Match: paging.All, Terms: []paging.Term{{Property: "status", Op: paging.Ne, Value: string(Kept)}}, Sort: []paging.Key{{Property: "proposal", Desc: true}},
}

func (k kit) page(t testing.TB) *List {
	t.Helper()
	list, err := k.List(t.Context(), ListInput{Scope: k.sc, Month: october, Query: sorted})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A page of a thousand customers, filtered and sorted, with totals, comes from memory; BenchmarkPage says how fast.
func TestAPageOfAThousandCustomersReadsNothing(t *testing.T) {
	t.Parallel()
	k := many(t)
	if n := k.page(t).Page.Total; n != 5_100 {
		t.Fatalf("%d rows", n)
	}
	reads := k.reads
	if n := len(k.page(t).Page.Items); n != sorted.Limit {
		t.Errorf("%d rows of a page", n)
	}
	if k.reads != reads {
		t.Errorf("%d details were read for pages", k.reads-reads)
	}
}

// BenchmarkPage is a page, filtered and sorted, of gaps that are in memory.
func BenchmarkPage(b *testing.B) {
	k := many(b)
	k.page(b)
	for b.Loop() {
		k.page(b)
	}
}

// BenchmarkFirstPage is the first page of a process.
func BenchmarkFirstPage(b *testing.B) {
	k := many(b)
	k.page(b)
	for b.Loop() {
		again, err := New(k.c)
		if err != nil {
			b.Fatal(err)
		}
		kit{again, k.house, k.sc}.page(b)
	}
}

// BenchmarkPropose is the plan that closes all of it.
func BenchmarkPropose(b *testing.B) {
	k := many(b)
	for b.Loop() {
		if w := k.propose(b, plans.Gaps{Period: october}); len(w.Items) != 5_100 {
			b.Fatal(len(w.Items))
		}
	}
}

// fixed is a ledger whose portfolio is in memory, as the ledger's own is.
type fixed struct {
	*house

	portfolio *ledger.Portfolio
	sum       ledger.MonthSummary
}

func (f *fixed) Portfolio(context.Context, scope.Scope, period.Month) (*ledger.Portfolio, ledger.MonthSummary, error) {
	return f.portfolio, f.sum, nil
}
