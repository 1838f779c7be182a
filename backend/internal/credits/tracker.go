package credits

import (
	"cmp"
	"context"
	"slices"
	"time"

	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// Totals is the sum of customers in one currency. What is unknown of one of them is left out of it.
type Totals struct {
	Currency                      money.Currency
	Applied, Modelled, Unmodelled margin.Figure
	Initial, Remaining, Left      margin.Figure // of customers whose credits are visible
	Expiring, Unused              margin.Figure // Expiring is a part of Left
}

// totalsOf sums customers up, by currency.
func totalsOf(rows []CustomerRow, alertDays int) []Totals {
	by := map[money.Currency]*Totals{}
	of := func(c money.Currency) *Totals {
		if by[c] == nil {
			by[c] = &Totals{Currency: c}
		}
		return by[c]
	}
	for _, r := range rows {
		if r.Currency != "" && r.Applied.Known {
			t := of(r.Currency)
			plus(&t.Applied, r.Applied)
			if u := r.Unmodelled(); u.Known {
				plus(&t.Modelled, r.Modelled)
				plus(&t.Unmodelled, u)
			}
		}
		for _, c := range r.Credits {
			t := of(c.Currency)
			plus(&t.Initial, margin.Known(c.Initial))
			plus(&t.Remaining, c.AtClose)
			plus(&t.Left, c.Left)
			plus(&t.Unused, c.Unused)
			plus(&t.Expiring, margin.Known(money.Zero))
			if c.expiresWithin(alertDays) {
				plus(&t.Expiring, c.Left)
			}
		}
	}
	totals := make([]Totals, 0, len(by))
	for _, t := range by {
		totals = append(totals, *t)
	}
	slices.SortFunc(totals, func(a, b Totals) int { return cmp.Compare(a.Currency, b.Currency) })
	return totals
}

// plus adds what is known.
func plus(t *margin.Figure, f margin.Figure) {
	if f.Known {
		*t = margin.Known(t.Value.Add(f.Value))
	}
}

// Alert is the credits that expire within so many days with something left.
type Alert struct {
	Days      int
	Credits   int
	Customers int
	Remaining []money.Amount // one per currency
}

// alertsOf counts credits by the fewest days of the alerts they fall into, the fewest first.
func alertsOf(rows []Row, settings Settings) []Alert {
	days := slices.Clone(settings.AlertDays)
	slices.Sort(days)
	alerts := make([]Alert, len(days))
	customers := make([]map[string]bool, len(days))
	sums := make([]map[money.Currency]money.Decimal, len(days))
	for i, d := range days {
		alerts[i], customers[i], sums[i] = Alert{Days: d}, map[string]bool{}, map[money.Currency]money.Decimal{}
	}
	for _, r := range rows {
		i := slices.IndexFunc(days, r.expiresWithin)
		if i < 0 {
			continue
		}
		alerts[i].Credits++
		customers[i][r.CustomerID] = true
		if r.Left.Known {
			sums[i][r.Currency] = sums[i][r.Currency].Add(r.Left.Value)
		}
	}
	for i := range alerts {
		alerts[i].Customers = len(customers[i])
		for c, d := range sums[i] {
			alerts[i].Remaining = append(alerts[i].Remaining, money.New(d, c))
		}
		slices.SortFunc(alerts[i].Remaining, func(a, b money.Amount) int { return cmp.Compare(a.Currency, b.Currency) })
	}
	return alerts
}

// Expiry is what is left of the credits of a kind that expire in a month.
type Expiry struct {
	Month    period.Month // zero: they never expire
	Kind     Kind
	Currency money.Currency
	Left     money.Decimal
	Credits  int
}

// expiriesOf sums up what is left by when it expires, the earliest month first and what never expires last. Credits of which nothing is left, or not known what, are in no sum.
func expiriesOf(rows []Row) []Expiry {
	type key struct {
		month    period.Month
		kind     Kind
		currency money.Currency
	}
	by := map[key]*Expiry{}
	for _, r := range rows {
		if !r.Usable() || !r.Left.Known || r.Left.Value.IsZero() {
			continue
		}
		k := key{kind: r.Kind, currency: r.Currency}
		if r.Expires {
			k.month = period.MonthOf(r.ExpiresAt.Add(-time.Nanosecond)) // at the instant that a month begins the one before is over
		}
		if by[k] == nil {
			by[k] = &Expiry{Month: k.month, Kind: k.kind, Currency: k.currency}
		}
		by[k].Left, by[k].Credits = by[k].Left.Add(r.Left.Value), by[k].Credits+1
	}
	all := make([]Expiry, 0, len(by))
	for _, e := range by {
		all = append(all, *e)
	}
	slices.SortFunc(all, func(a, b Expiry) int {
		if a.Month.IsZero() != b.Month.IsZero() {
			if a.Month.IsZero() {
				return 1
			}
			return -1
		}
		return cmp.Or(a.Month.Compare(b.Month), cmp.Compare(a.Currency, b.Currency), slices.Index(kinds, string(a.Kind))-slices.Index(kinds, string(b.Kind)))
	})
	return all
}

// VisibilityCount is how many customers have a visibility.
type VisibilityCount struct {
	Visibility Visibility
	Customers  int
}

// Tracker is the credits of a receiver at a glance.
type Tracker struct {
	Totals     []Totals
	Alerts     []Alert
	Expiries   []Expiry
	Visibility []VisibilityCount // of those that there are
	Trend      []MonthRow
	ReadAt     time.Time // when balances were read; zero when they never were
	Provenance margin.Provenance
	Simulated  bool
}

// TrackerInput asks for a month.
type TrackerInput struct {
	Scope scope.Scope
	Month period.Month
	Demo  bool // with credits that are made up
}

// Tracker returns the page, which is shared and must not be changed. It never calls AWS.
func (s *Service) Tracker(ctx context.Context, in TrackerInput) (*Tracker, error) {
	v, err := s.view(ctx, in.Scope, in.Month, in.Demo)
	if err != nil {
		return nil, err
	}
	return v.tracker, nil
}

func trackerOf(v *view) *Tracker {
	counts := map[Visibility]int{}
	for _, r := range v.customers {
		counts[r.Visibility]++
	}
	t := &Tracker{
		Totals: totalsOf(v.customers, v.balances.settings.longest()), Alerts: alertsOf(v.balances.rows, v.balances.settings), Trend: v.trend, ReadAt: v.balances.readAt,
		Expiries:   expiriesOf(v.balances.rows),
		Provenance: v.provenance, Simulated: v.simulated,
	}
	for _, vis := range Visibilities() {
		if counts[vis] > 0 {
			t.Visibility = append(t.Visibility, VisibilityCount{vis, counts[vis]})
		}
	}
	return t
}
