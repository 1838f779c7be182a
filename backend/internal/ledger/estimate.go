package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

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
	Reads     int   // of a view over consecutive months; of days, one for each month
	Requests  int64 // Reads times the pages that reads needed so far
	Measured  bool  // whether pages were measured in this or the last month; otherwise they are assumed
}

// assumedPages is how many requests a read is assumed to need before any was measured. A month of days has hundreds of rows.
func (m Mode) assumedPages() int64 {
	if m == ModeDetail {
		return 2
	}
	return 1
}

// Basis says in words how the number came about.
func (e Estimate) Basis() string {
	pages := fmt.Sprintf("assuming %d requests each", e.Mode.assumedPages())
	switch {
	case e.Measured:
		pages = "at the requests per read measured so far"
	case e.Mode.assumedPages() == 1:
		pages = "assuming 1 request each"
	}
	what := "reads of a view"
	if e.Mode == ModeDetail {
		what = "reads of a month of days, or of accounts, of a view"
	}
	return fmt.Sprintf("%d customers, %d %s, %s", e.Customers, e.Reads, what, pages)
}

func readsKey(receiver string, m period.Month) string {
	return "ledger-reads/" + receiver + "/" + m.String()
}

func detailReadsKey(receiver string, m period.Month) string {
	return "ledger-detail-reads/" + receiver + "/" + m.String()
}

func detailRequestsKey(receiver string, m period.Month) string {
	return "ledger-detail-requests/" + receiver + "/" + m.String()
}

// Modes lists the modes in the order of their reach.
func Modes() []Mode { return append(ledgerModes(), ModeDetail) }

// ledgerModes are those that read the months of the ledger.
func ledgerModes() []Mode { return []Mode{ModeRefresh, ModeBackfill, ModeVerify} }

// Estimates computes from the ledger and the directory what a collection in each of the modes would need, in the order of Modes. It never calls AWS.
func (c *Collector) Estimates(ctx context.Context, sc scope.Scope, paid Requests) ([]Estimate, error) {
	dir, err := c.c.Directory.Directory(ctx, sc)
	if err != nil {
		return nil, err
	}
	now := c.c.Ledger.c.Clock.Now()
	kept, err := c.kept(ctx, sc, c.span(ModeBackfill))
	if err != nil {
		return nil, err
	}
	details, err := c.keptDetails(ctx, sc, kept)
	if err != nil {
		return nil, err
	}
	all := make([]Estimate, len(Modes()))
	for i, mode := range Modes() {
		all[i].Mode = mode
	}
	for _, cu := range dir.Customers(now) {
		for i, n := range append(reads(cu, kept, now), detailReads(cu, details)) {
			if n > 0 {
				all[i].Customers++
				all[i].Reads += n
			}
		}
	}
	return all, c.measure(ctx, sc, all, paid, period.MonthOf(now))
}

// keptDetail is what is kept of the days and accounts of a month, with the month in the ledger.
type keptDetail struct {
	*MonthDetail

	month    *keptMonth
	accounts bool // whether accounts are looked at
}

func (c *Collector) keptDetails(ctx context.Context, sc scope.Scope, kept []*keptMonth) ([]keptDetail, error) {
	span := c.span(ModeDetail)
	var all []keptDetail
	for _, k := range kept {
		if !span.Contains(k.Month) {
			continue
		}
		d, err := c.c.Ledger.monthDetail(ctx, sc, k.Month)
		if err != nil {
			return nil, err
		}
		all = append(all, keptDetail{d, k, slices.Contains(accountMonths(span), k.Month)})
	}
	return all, nil
}

// detailReads counts the reads of a customer in mode `detail`: of days one for each view and month, of accounts one for each view and run of months.
func detailReads(cu transfers.Customer, details []keptDetail) (n int) {
	var reading [2]bool
	for _, d := range details {
		if !cu.Bills(d.month.Month) {
			reading = [2]bool{}
			continue
		}
		have := d.month.customer(cu.ID)
		days, accounts := d.needsDays(cu.ID, have), d.accounts && d.needsAccounts(cu.ID, have)
		for view, missing := range knownMissing(cu, have) {
			if days && !missing {
				n++
			}
			read := accounts && !missing
			if read && !reading[view] {
				n++
			}
			reading[view] = read
		}
	}
	return n
}

// keptMonth is walked through by customers in the order of their ids, which is that of the portfolio.
type keptMonth struct {
	*Portfolio

	shown map[string]time.Time // by customer; see CollectorConfig.Shown

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
			if err != nil {
				return err
			}
			shown, err := c.shown(gctx, sc, m)
			kept[i] = &keptMonth{Portfolio: p, shown: shown}
			return err
		})
	}
	return kept, g.Wait()
}

// reads counts the reads of a customer in each mode: one for each view that exists and run of consecutive months.
func reads(cu transfers.Customer, kept []*keptMonth, now time.Time) []int {
	modes := ledgerModes()
	counts := make([]int, len(modes))
	reading := make([][2]bool, len(modes))
	for _, k := range kept {
		have := k.customer(cu.ID)
		bills, missing := cu.Bills(k.Month), knownMissing(cu, have)
		for i, mode := range modes {
			needs := bills && needed(mode, have, k.shown[cu.ID], now)
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
		all[i].Requests = int64(all[i].Reads) * all[i].Mode.assumedPages()
	}
	for _, m := range []period.Month{current.Add(-1), current} { // the newer wins
		of, err := c.measured(ctx, sc, paid, m)
		if err != nil {
			return err
		}
		for i := range all {
			p := of.months
			if all[i].Mode == ModeDetail {
				p = of.details
			}
			if p.reads > 0 && p.requests > 0 {
				all[i].Requests, all[i].Measured = (int64(all[i].Reads)*p.requests+p.reads-1)/p.reads, true
			}
		}
	}
	return nil
}

// pages is how many requests how many reads needed.
type pages struct{ reads, requests int64 }

// measured tells the pages of reads in a calendar month, those of days and accounts apart.
func (c *Collector) measured(ctx context.Context, sc scope.Scope, paid Requests, m period.Month) (of struct{ months, details pages }, err error) {
	for key, into := range map[string]*int64{
		readsKey(sc.Receiver(), m): &of.months.reads, detailReadsKey(sc.Receiver(), m): &of.details.reads, detailRequestsKey(sc.Receiver(), m): &of.details.requests,
	} {
		counters, err := c.c.Ledger.c.Store.Counters(ctx, key)
		if err != nil {
			return of, fmt.Errorf("read counter of reads: %w", err)
		}
		*into = counters[key]
	}
	if of.months.reads > 0 {
		all, err := paid.CostRequests(ctx, sc, m)
		if err != nil {
			return of, err
		}
		of.months.requests = all - of.details.requests
	}
	return of, nil
}

// countRead remembers that a view was read.
func (c *Collector) countRead(ctx context.Context, sc scope.Scope) error {
	return c.count(ctx, readsKey(sc.Receiver(), period.MonthOf(c.c.Ledger.c.Clock.Now())), 1)
}

// countDetail remembers that days or accounts were read, and how many requests that took.
func (c *Collector) countDetail(ctx context.Context, sc scope.Scope, reads, requests int) error {
	m := period.MonthOf(c.c.Ledger.c.Clock.Now())
	return errors.Join(c.count(ctx, detailReadsKey(sc.Receiver(), m), int64(reads)), c.count(ctx, detailRequestsKey(sc.Receiver(), m), int64(requests)))
}

func (c *Collector) count(ctx context.Context, key string, n int64) error {
	if _, err := c.c.Ledger.c.Store.Increment(ctx, key, n); err != nil {
		return fmt.Errorf("count reads: %w", err)
	}
	return nil
}
