package anomalies

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
	"portal.example/backend/internal/transfers"
)

// JobKind is the kind of job that looks for anomalies anew after the settings changed.
const JobKind jobs.Kind = "anomalies"

// lookBack is how many months are looked at. What was found in months before stays as it was found.
const lookBack = 7

// Run looks for anomalies as a job.
func (s *Service) Run(ctx context.Context, run jobs.Run) error {
	if err := run.SetTotal(ctx, 1); err != nil {
		return err
	}
	run.Say("Looking for anomalies")
	if err := s.Look(ctx, run.Scope()); err != nil {
		return err
	}
	return run.Record(ctx, jobs.Item{ID: "anomalies", Label: "Anomalies of all customers", Status: jobs.ItemDone})
}

// look is one search.
type look struct {
	*Service

	sc       scope.Scope
	settings Settings
	months   []period.Month // oldest first
	before   map[string][]Anomaly

	mu       sync.Mutex
	findings Findings
}

// Look looks for anomalies in the days of every customer and keeps what it finds in place of what was found before. It never calls AWS. On an error everything stays as
// it was.
func (s *Service) Look(ctx context.Context, sc scope.Scope) error {
	if err := sc.Check(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	l := &look{Service: s, sc: sc, findings: Findings{Receiver: sc.Receiver(), LookedAt: s.c.Clock.Now()}, before: map[string][]Anomaly{}}
	var err error
	if l.settings, err = s.Settings(ctx, sc); err != nil {
		return err
	}
	details, err := s.c.Ledger.Details(ctx, sc)
	if err != nil {
		return err
	}
	for _, d := range slices.Backward(details[:min(len(details), lookBack)]) {
		l.months = append(l.months, d.Month)
	}
	previous, err := s.read(ctx, sc.Receiver())
	if err != nil {
		return err
	}
	for _, a := range previous.Anomalies {
		l.before[a.CustomerID] = append(l.before[a.CustomerID], a)
	}
	dir, err := s.c.Directory.Directory(ctx, sc)
	if err != nil {
		return err
	}
	if err := l.all(ctx, dir.Customers(s.c.Clock.Now())); err != nil {
		return err
	}
	return l.keep(ctx)
}

// all looks at every customer.
func (l *look) all(ctx context.Context, customers []transfers.Customer) error {
	c := &l.findings.Coverage
	c.Complete = true
	l.findings.Settings = l.settings.Version
	if len(l.months) > 0 {
		c.From, c.To = l.months[0], l.months[len(l.months)-1]
	}
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(l.c.Parallelism)
	for _, cu := range customers {
		g.Go(func() error { return l.customer(gctx, cu) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	slices.Sort(c.Currencies)
	slices.SortFunc(l.findings.Anomalies, func(a, b Anomaly) int {
		return cmp.Or(b.First.Compare(a.First), strings.Compare(a.CustomerID, b.CustomerID), strings.Compare(string(a.Measure), string(b.Measure)), strings.Compare(a.ID, b.ID))
	})
	return nil
}

// customer looks at one customer and keeps the days around its anomalies.
func (l *look) customer(ctx context.Context, cu transfers.Customer) error {
	var months []ledger.CustomerDays
	for _, m := range l.months {
		d, ok, err := l.c.Ledger.Days(ctx, l.sc, cu.ID, m)
		if err != nil {
			return fmt.Errorf("read days of %s in %s: %w", cu.ID, m, err)
		}
		if ok {
			months = append(months, d)
		}
	}
	series := NewSeries(cu.ID, cu.Name, months)
	f := find(series, l.settings)
	f.anomalies = l.merge(cu, series, f.anomalies)
	if err := l.keepDays(ctx, cu.ID, f.anomalies); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range f.anomalies {
		f.anomalies[i].Around = nil
	}
	l.findings.Anomalies = append(l.findings.Anomalies, f.anomalies...)
	l.cover(cu, series, months, f)
	return nil
}

// cover counts a customer.
func (l *look) cover(cu transfers.Customer, series *Series, months []ledger.CustomerDays, f found) {
	c := &l.findings.Coverage
	if len(series.Charged) == 0 {
		if cu.Bills(period.MonthOf(l.findings.LookedAt)) {
			c.Unread++
		}
		return
	}
	c.Customers++
	c.Judged += f.judged
	if f.judged == 0 {
		c.TooShort++
	}
	if cur := string(series.Currency); cur != "" && !slices.Contains(c.Currencies, cur) {
		c.Currencies = append(c.Currencies, cur)
	}
	for _, m := range months {
		for _, v := range []ledger.ViewDays{m.MyView, m.Showback} {
			if v.Read() && (c.AsOf.IsZero() || v.AsOf.Before(c.AsOf)) {
				c.AsOf = v.AsOf
			}
			c.Complete = c.Complete && (!v.Read() || v.Complete(m.Month))
		}
	}
}

// merge keeps the anomalies of days that were not looked at, and the ids of those that are found a day earlier or later than before, so that what people made of them stays.
func (l *look) merge(cu transfers.Customer, series *Series, found []Anomaly) []Anomaly {
	taken := map[string]bool{}
	for _, a := range found {
		taken[a.ID] = true
	}
	for _, old := range l.before[cu.ID] {
		if len(series.Charged) == 0 || old.Last.Before(series.First.Add(leastDays)) {
			if !taken[old.ID] {
				found = append(found, old)
			}
			continue
		}
		if taken[old.ID] {
			continue
		}
		for i := range found {
			a := &found[i]
			if a.Measure == old.Measure && a.Service() == old.Service() && !old.Last.Before(a.First) && !a.Last.Before(old.First) {
				delete(taken, a.ID)
				a.ID = old.ID
				taken[a.ID] = true
				break
			}
		}
	}
	return found
}

// daysOf is what is kept of the days around the anomalies of a customer, by anomaly.
type daysOf map[string][]DayFigures

func (l *look) keepDays(ctx context.Context, customer string, anomalies []Anomaly) error {
	days := daysOf{}
	older := false
	for _, a := range anomalies {
		if a.Around == nil {
			older = true
			continue
		}
		days[a.ID] = a.Around
	}
	if older {
		before, err := l.days(ctx, l.sc.Receiver(), customer)
		if err != nil {
			return err
		}
		for _, a := range anomalies {
			if a.Around == nil && before[a.ID] != nil {
				days[a.ID] = before[a.ID]
			}
		}
	}
	if len(days) == 0 {
		return nil
	}
	b, err := json.Marshal(days)
	if err != nil {
		return fmt.Errorf("encode days of anomalies: %w", err)
	}
	if _, err := l.c.Objects.Put(ctx, daysKey(l.sc.Receiver(), customer), b); err != nil {
		return fmt.Errorf("keep days of anomalies: %w", err)
	}
	return nil
}

// keep writes what was found and points at it.
func (l *look) keep(ctx context.Context) error {
	b, err := json.Marshal(l.findings)
	if err != nil {
		return fmt.Errorf("encode anomalies: %w", err)
	}
	info, err := l.c.Objects.Put(ctx, findingsKey(l.sc.Receiver()), b)
	if err != nil {
		return fmt.Errorf("keep anomalies: %w", err)
	}
	if err := l.c.Store.Apply(ctx, store.Write{Key: pointerKey(l.sc.Receiver()), Value: []byte(info.ETag), Version: store.AnyVersion}); err != nil {
		return fmt.Errorf("point at anomalies: %w", err)
	}
	return nil
}
