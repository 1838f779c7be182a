package budgets

import (
	"context"
	"fmt"
	"testing"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
	"portal.example/backend/internal/store/memory"
	"portal.example/backend/internal/transfers"
)

// crowd is a ledger of a thousand customers.
type crowd struct {
	*neighbours

	directory *transfers.Directory
}

const crowdSize = 1_000

func crowdID(i int) string { return fmt.Sprintf("21%010d", i) }

func (c crowd) Directory(context.Context, scope.Scope) (*transfers.Directory, error) {
	return c.directory, nil
}

func (c crowd) Portfolio(ctx context.Context, sc scope.Scope, m period.Month) (*ledger.Portfolio, ledger.MonthSummary, error) {
	p, sum, err := c.neighbours.Portfolio(ctx, sc, m)
	one := p.Customers[0]
	p.Customers = nil
	for i := range crowdSize {
		one.CustomerID = crowdID(i)
		p.Customers = append(p.Customers, one)
	}
	return p, sum, err
}

func (c crowd) MonthDays(ctx context.Context, sc scope.Scope, m period.Month) (*ledger.MonthDays, ledger.DetailSummary, bool, error) {
	all, sum, found, err := c.neighbours.MonthDays(ctx, sc, m)
	if !found {
		return nil, sum, false, err
	}
	one := all.Customers[0]
	all.Customers = nil
	for i := range crowdSize {
		one.CustomerID = crowdID(i)
		all.Customers = append(all.Customers, one)
	}
	return all, sum, true, err
}

func newCrowd(b *testing.B) (*Service, scope.Scope) {
	b.Helper()
	n := crowd{&neighbours{now: now}, &transfers.Directory{Receiver: receiver}}
	for i := range crowdSize {
		n.directory.Transfers = append(n.directory.Transfers, transfers.Transfer{
			ID: "rt-" + crowdID(i), SourceID: crowdID(i), Name: "Customer " + crowdID(i), Status: "ACCEPTED", Start: month("2026-01").Start(),
		})
	}
	s, err := New(Config{Ledger: n, Directory: n, Store: memory.New(), Clock: n})
	if err != nil {
		b.Fatal(err)
	}
	sc, err := scope.New(receiver, scope.Principal{ID: "local", AllReceivers: true})
	if err != nil {
		b.Fatal(err)
	}
	for i := range crowdSize {
		v := fmt.Sprintf(`{"id":"bud_%04d","customer_id":%q,"name":"Monthly","measure":"charged","limit":{"amount":"%d","currency":"USD"},"thresholds":[80,100]}`, i, crowdID(i), 2_000+i)
		if err := s.c.Store.Apply(b.Context(), store.Write{Key: key(receiver, fmt.Sprintf("bud_%04d", i)), Value: []byte(v), Version: store.Absent}); err != nil {
			b.Fatal(err)
		}
	}
	return s, sc
}

// BenchmarkAThousandBudgets says where 1,000 budgets stand and foretells each, from the start.
func BenchmarkAThousandBudgets(b *testing.B) {
	s, sc := newCrowd(b)
	for b.Loop() {
		clear(s.stands)
		if _, err := s.List(b.Context(), ListInput{sc, month("2026-11"), paging.Query{Limit: 50, Match: paging.All}}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPageOfAThousandBudgets answers a page when nothing has changed.
func BenchmarkPageOfAThousandBudgets(b *testing.B) {
	s, sc := newCrowd(b)
	in := ListInput{sc, month("2026-11"), paging.Query{Limit: 50, Match: paging.All, Sort: []paging.Key{{Property: "used_percent", Desc: true}}}}
	if _, err := s.List(b.Context(), in); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.List(b.Context(), in); err != nil {
			b.Fatal(err)
		}
	}
}
