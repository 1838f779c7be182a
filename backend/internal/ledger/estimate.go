package ledger

import (
	"context"
	"fmt"

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

// Estimate computes from the ledger and the directory what a collection in a mode would need. It never calls AWS.
func (c *Collector) Estimate(ctx context.Context, sc scope.Scope, mode Mode, paid Requests) (Estimate, error) {
	dir, err := c.c.Directory.Directory(ctx, sc)
	if err != nil {
		return Estimate{}, err
	}
	now := c.c.Ledger.c.Clock.Now()
	months := Span(now).Months()
	kept := make([]*Portfolio, len(months))
	for i, m := range months {
		if kept[i], _, err = c.c.Ledger.Portfolio(ctx, sc, m); err != nil {
			return Estimate{}, err
		}
	}
	e := Estimate{Mode: mode}
	for _, cu := range dir.Customers(now) {
		if n := reads(mode, cu, kept); n > 0 {
			e.Customers++
			e.Reads += n
		}
	}
	e.Requests = int64(e.Reads)
	return e, c.measure(ctx, sc, &e, paid, period.MonthOf(now))
}

// reads counts the reads of a customer: one for each view that exists and run of consecutive months.
func reads(mode Mode, cu transfers.Customer, kept []*Portfolio) int {
	n := 0
	var reading [2]bool
	for _, p := range kept {
		have, ok := p.Customer(cu.ID)
		for i, missing := range knownMissing(cu, have, ok) {
			read := !missing && needed(mode, cu, p.Month, have, ok)
			if read && !reading[i] {
				n++
			}
			reading[i] = read
		}
	}
	return n
}

// knownMissing says of My view and Showback whether the customer is known not to have it.
func knownMissing(cu transfers.Customer, have CustomerDigest, ok bool) [2]bool {
	if !ok {
		return [2]bool{false, cu.Group == nil}
	}
	return [2]bool{have.MyView.Status == ViewNone, have.Showback.Status == ViewNone}
}

// measure scales the reads by the pages that reads of this month, or else of the last, needed.
func (c *Collector) measure(ctx context.Context, sc scope.Scope, e *Estimate, paid Requests, current period.Month) error {
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
		if requests > 0 {
			e.Requests = (int64(e.Reads)*requests + reads - 1) / reads
			e.Measured = true
			return nil
		}
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
