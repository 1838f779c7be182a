package ledger

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// Requests is the neighbour that counts paid Cost Explorer requests.
type Requests interface {
	// CostRequests is how many were charged in a calendar month.
	CostRequests(ctx context.Context, sc scope.Scope, m period.Month) (int64, error)
}

// Estimate is what a collection would need; it is an estimate, because the pages of an answer are known only afterwards.
type Estimate struct {
	Mode      Mode
	Customers int   // to be read
	Reads     int   // of a view over consecutive months
	Requests  int64 // Reads times the pages that reads needed so far
	Measured  bool  // whether pages were measured in this or the last month; otherwise one page a read is assumed
}

// Basis says in words how the number came about.
func (e Estimate) Basis() string {
	pages := "assuming 1 request each"
	if e.Measured {
		pages = "at the requests per read measured so far"
	}
	return fmt.Sprintf("%d customers, %d reads of a view, %s", e.Customers, e.Reads, pages)
}

func readsKey(receiver string, m period.Month) string {
	return "ledger-reads/" + receiver + "/" + m.String()
}

// Modes lists the modes in the order of their reach.
func Modes() []Mode { return []Mode{ModeRefresh, ModeBackfill, ModeVerify} }

// Estimates computes from the ledger and the directory what a collection in each of the modes would need, in the order of Modes. It never calls AWS.
func (c *Collector) Estimates(ctx context.Context, sc scope.Scope, paid Requests) ([]Estimate, error) {
	dir, err := c.c.Directory.Directory(ctx, sc)
	if err != nil {
		return nil, err
	}
	now := c.c.Ledger.c.Clock.Now()
	kept, err := c.kept(ctx, sc, Span(now))
	if err != nil {
		return nil, err
	}
	all := make([]Estimate, len(Modes()))
	for i, mode := range Modes() {
		all[i].Mode = mode
	}
	for _, cu := range dir.Customers(now) {
		for i, n := range reads(cu, kept) {
			if n > 0 {
				all[i].Customers++
				all[i].Reads += n
			}
		}
	}
	return all, c.measure(ctx, sc, all, paid, period.MonthOf(now))
}

// keptMonth is walked through by customers in the order of their ids, which is that of the portfolio.
type keptMonth struct {
	*Portfolio

	next int // all digests before it are of customers before the one looked for last
}

// customer finds the digest of a customer, nil when there is none. Customers are looked for in the order of their ids.
func (k *keptMonth) customer(id string) *CustomerDigest {
	for k.next < len(k.Customers) && k.Customers[k.next].CustomerID < id {
		k.next++
	}
	if k.next == len(k.Customers) || k.Customers[k.next].CustomerID != id {
		return nil
	}
	return &k.Customers[k.next]
}

// kept loads the portfolios of the months; decoding is the work in it, so several at a time.
func (c *Collector) kept(ctx context.Context, sc scope.Scope, span period.Range) ([]*keptMonth, error) {
	months := span.Months()
	kept := make([]*keptMonth, len(months))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(c.c.Parallelism)
	for i, m := range months {
		g.Go(func() error {
			p, _, err := c.c.Ledger.Portfolio(gctx, sc, m)
			kept[i] = &keptMonth{Portfolio: p}
			return err
		})
	}
	return kept, g.Wait()
}

// reads counts the reads of a customer in each mode: one for each view that exists and run of consecutive months.
func reads(cu transfers.Customer, kept []*keptMonth) []int {
	modes := Modes()
	counts := make([]int, len(modes))
	reading := make([][2]bool, len(modes))
	for _, k := range kept {
		have := k.customer(cu.ID)
		bills, missing := cu.Bills(k.Month), knownMissing(cu, have)
		for i, mode := range modes {
			needs := bills && needed(mode, have)
			for view := range missing {
				read := needs && !missing[view]
				if read && !reading[i][view] {
					counts[i]++
				}
				reading[i][view] = read
			}
		}
	}
	return counts
}

// knownMissing says of My view and Showback whether the customer is known not to have it.
func knownMissing(cu transfers.Customer, have *CustomerDigest) [2]bool {
	if have == nil {
		return [2]bool{false, cu.Group == nil}
	}
	return [2]bool{have.MyView.Status == ViewNone, have.Showback.Status == ViewNone}
}

// measure scales the reads by the pages that reads of this month, or else of the last, needed.
func (c *Collector) measure(ctx context.Context, sc scope.Scope, all []Estimate, paid Requests, current period.Month) error {
	for i := range all {
		all[i].Requests = int64(all[i].Reads)
	}
	for _, m := range []period.Month{current, current.Add(-1)} {
		counters, err := c.c.Ledger.c.Store.Counters(ctx, readsKey(sc.Receiver(), m))
		if err != nil {
			return fmt.Errorf("read counter of reads: %w", err)
		}
		reads := counters[readsKey(sc.Receiver(), m)]
		if reads == 0 {
			continue
		}
		requests, err := paid.CostRequests(ctx, sc, m)
		if err != nil {
			return err
		}
		if requests == 0 {
			continue
		}
		for i := range all {
			all[i].Requests, all[i].Measured = (int64(all[i].Reads)*requests+reads-1)/reads, true
		}
		return nil
	}
	return nil
}

// countRead remembers that a view was read.
func (c *Collector) countRead(ctx context.Context, sc scope.Scope) error {
	m := period.MonthOf(c.c.Ledger.c.Clock.Now())
	if _, err := c.c.Ledger.c.Store.Increment(ctx, readsKey(sc.Receiver(), m), 1); err != nil {
		return fmt.Errorf("count a read: %w", err)
	}
	return nil
}
