package ledger

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"portal.example/backend/internal/period"
	"portal.example/backend/internal/transfers"
)

// workingMonth is a month while a job fills it. It is safe for concurrent use once prepared.
type workingMonth struct {
	month    period.Month
	expected []string
	views    map[string]map[View][]BillingView // by customer
	reports  map[string]CostReport             // by customer
	shown    map[string]time.Time              // by customer; see CollectorConfig.Shown

	rules Rules

	mu        sync.Mutex
	customers map[string]CustomerDigest
	services  serviceSums
	dirty     bool
	torn      bool // the portfolio does not match the details; it is made from them again before it is written
}

func newWorkingMonth(r Rules, p *Portfolio, expected []string) *workingMonth {
	wm := &workingMonth{
		month: p.Month, expected: expected, rules: r, customers: map[string]CustomerDigest{}, services: newServiceSums(p.Services),
		dirty: !slices.Equal(p.Expected, expected),
	}
	for _, c := range p.Customers {
		wm.customers[c.CustomerID] = c
	}
	return wm
}

// expected lists the customers billed in the month, by id.
func expected(customers []transfers.Customer, m period.Month) []string {
	var ids []string
	for _, c := range customers {
		if c.Bills(m) {
			ids = append(ids, c.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

func (wm *workingMonth) indexViews(views []BillingView) {
	wm.views = map[string]map[View][]BillingView{}
	for _, v := range views {
		if wm.views[v.SourceID] == nil {
			wm.views[v.SourceID] = map[View][]BillingView{}
		}
		wm.views[v.SourceID][v.View] = append(wm.views[v.SourceID][v.View], v)
	}
}

// view finds the one view of a customer for the month. Its status is ViewRead when it can be read; otherwise the status says why not.
func (wm *workingMonth) view(customer string, kind View) (BillingView, ViewMonth) {
	found := wm.views[customer][kind]
	switch len(found) {
	case 0:
		return BillingView{}, ViewMonth{Status: ViewNone, Detail: fmt.Sprintf("AWS lists no %s for this customer in %s.", viewName(kind), wm.month)}
	case 1:
		if !found[0].Healthy {
			return found[0], ViewMonth{Status: ViewUnhealthy, ARN: found[0].ARN, Detail: "AWS says that the view is not healthy: " + found[0].Reason}
		}
		return found[0], ViewMonth{Status: ViewRead}
	default:
		return BillingView{}, ViewMonth{Status: ViewFailed, Detail: fmt.Sprintf("AWS lists %d views of the kind %s for this customer in %s; none was chosen.", len(found), viewName(kind), wm.month)}
	}
}

func viewName(v View) string {
	if v == MyView {
		return "My view"
	}
	return "Showback"
}

// indexReports keeps the cost reports, which AWS makes by billing group, by customer: of the first group of each that has one.
func (wm *workingMonth) indexReports(byGroup map[string]CostReport, groups []transfers.BillingGroup) {
	wm.reports = make(map[string]CostReport, len(byGroup))
	for _, g := range groups {
		if _, have := wm.reports[g.PrimaryID]; have {
			continue
		}
		if r, ok := byGroup[g.ARN]; ok {
			wm.reports[g.PrimaryID] = r
		}
	}
}

func (wm *workingMonth) reportOf(customer string) *CostReport {
	r, ok := wm.reports[customer]
	if !ok {
		return nil
	}
	return &r
}

// digest is what is kept of a customer; nil for nothing.
func (wm *workingMonth) digest(customer string) *CustomerDigest {
	wm.mu.Lock()
	defer wm.mu.Unlock()
	c, ok := wm.customers[customer]
	if !ok {
		return nil
	}
	return &c
}

// replace takes the new detail of a customer in, in place of the one that was kept before.
func (wm *workingMonth) replace(before CustomerMonth, beforeETag string, after CustomerMonth, afterETag string) {
	wm.mu.Lock()
	defer wm.mu.Unlock()
	if wm.customers[after.CustomerID].ETag != beforeETag {
		wm.torn = true // a process died between a detail and the portfolio
	}
	if beforeETag != "" {
		wm.services.add(wm.rules, before, true)
	}
	wm.services.add(wm.rules, after, false)
	wm.customers[after.CustomerID] = Digest(wm.rules, after, afterETag)
	wm.dirty = true
}

// tear asks for the portfolio to be made again from the details.
func (wm *workingMonth) tear() {
	wm.mu.Lock()
	defer wm.mu.Unlock()
	wm.torn, wm.dirty = true, true
}

// take returns the month as a portfolio when something changed since it was last taken; torn says that it has to be made again.
func (wm *workingMonth) take(receiver string, now time.Time) (p *Portfolio, torn bool) {
	wm.mu.Lock()
	defer wm.mu.Unlock()
	if !wm.dirty {
		return nil, false
	}
	wm.dirty = false
	p = &Portfolio{
		Receiver: receiver, Month: wm.month, WrittenAt: now, Rules: wm.rules.Version(), Expected: wm.expected,
		Customers: slices.Collect(maps.Values(wm.customers)), Services: wm.services.list(),
	}
	slices.SortFunc(p.Customers, func(a, b CustomerDigest) int { return strings.Compare(a.CustomerID, b.CustomerID) })
	return p, wm.torn
}

// mend takes over a portfolio that was made from the details, unless a detail was replaced meanwhile.
func (wm *workingMonth) mend(p *Portfolio) {
	wm.mu.Lock()
	defer wm.mu.Unlock()
	if wm.dirty {
		return
	}
	wm.torn, wm.services = false, newServiceSums(p.Services)
	for _, c := range p.Customers {
		wm.customers[c.CustomerID] = c
	}
}

// again marks a month whose portfolio could not be written.
func (wm *workingMonth) again() {
	wm.mu.Lock()
	defer wm.mu.Unlock()
	wm.dirty = true
}

// flusher paces the writing of portfolios: not more often than every, and at most a tenth of the time.
type flusher struct {
	mu    sync.Mutex
	every time.Duration
	next  time.Time
}

// flush writes every month that changed. Without force it does nothing when it is not yet time or another worker is at it.
func (w *work) flush(ctx context.Context, force bool) error {
	f := &w.flusher
	if force {
		f.mu.Lock()
	} else if !f.mu.TryLock() {
		return nil
	}
	defer f.mu.Unlock()
	start := w.c.Ledger.c.Clock.Now()
	if !force && start.Before(f.next) {
		return nil
	}
	var errs []error
	for _, wm := range w.months {
		if err := w.flushMonth(ctx, wm, start); err != nil {
			wm.again()
			errs = append(errs, err)
		}
	}
	end := w.c.Ledger.c.Clock.Now()
	f.next = end.Add(max(f.every, 10*end.Sub(start)))
	return errors.Join(errs...)
}

func (w *work) flushMonth(ctx context.Context, wm *workingMonth, now time.Time) error {
	p, torn := wm.take(w.sc.Receiver(), now)
	if p == nil {
		return nil
	}
	if torn {
		mended, err := w.c.Ledger.rebuild(ctx, w.sc, wm.month, wm.expected)
		if err != nil {
			return err
		}
		wm.mend(mended)
		p = mended
	}
	_, err := w.c.Ledger.putPortfolio(ctx, w.sc, p)
	return err
}
