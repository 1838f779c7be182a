package ledger

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// Series is what one record type and service cost on each day of a month, from the first on.
type Series struct {
	RecordType string          `json:"record_type"`
	Service    string          `json:"service"`
	Class      string          `json:"-"` // by the rules of today; set on what is read back
	Amounts    []money.Decimal `json:"amounts"`
}

// ViewDays is what was read from one view for the days of one month. A final month sums up to the entries of its ViewMonth.
type ViewDays struct {
	Status    ViewStatus     `json:"status"`
	Detail    string         `json:"detail,omitempty"` // why it was not read
	ARN       string         `json:"arn,omitempty"`
	Source    Source         `json:"source,omitempty"`
	Currency  money.Currency `json:"currency,omitempty"` // empty when there was no cost
	AsOf      time.Time      `json:"as_of"`
	Estimated bool           `json:"estimated"` // Cost Explorer's flag, of any of the days
	Days      int            `json:"days"`      // how many days were asked for, from the first on
	CoversTo  period.Day     `json:"covers_to"` // the last day AWS had had time to complete; none when zero
	Series    []Series       `json:"series,omitempty"`
}

// CustomerDays is the days of one customer and month.
type CustomerDays struct {
	CustomerID string       `json:"customer_id"`
	Month      period.Month `json:"month"`
	MyView     ViewDays     `json:"my_view"`
	Showback   ViewDays     `json:"showback"`
}

// dayComplete is how long after its end a day is taken for complete: Cost Explorer shows usage up to a day later.
const dayComplete = 24 * time.Hour

// completeAt is the last day of the month that is complete at an instant; no day when none is.
func completeAt(m period.Month, now time.Time) period.Day {
	last := period.DayOf(now.Add(-dayComplete)).Add(-1)
	switch end := m.Day(m.Days()); {
	case last.Before(m.Day(1)):
		return period.Day{}
	case end.Before(last):
		return end
	}
	return last
}

// Read reports whether the view has figures.
func (v ViewDays) Read() bool { return v.Status == ViewRead }

// Complete reports whether nothing more is expected of the days: read after the month had ended and not marked as estimated.
func (v ViewDays) Complete(m period.Month) bool {
	return v.Read() && !v.Estimated && !v.AsOf.Before(m.End())
}

// Daily sums the series that keep accepts, by day; nil keeps all.
func (v ViewDays) Daily(keep func(Series) bool) []money.Decimal {
	sums := make([]money.Decimal, v.Days)
	for _, s := range v.Series {
		if keep == nil || keep(s) {
			addEach(sums, s.Amounts)
		}
	}
	return sums
}

// ByService sums the series that keep accepts, by day and service, in the order of the services; nil keeps all.
func (v ViewDays) ByService(keep func(Series) bool) []Series {
	at := map[string]int{}
	var all []Series
	for _, s := range v.Series {
		if keep != nil && !keep(s) {
			continue
		}
		i, ok := at[s.Service]
		if !ok {
			i = len(all)
			at[s.Service] = i
			all = append(all, Series{Service: s.Service, Amounts: make([]money.Decimal, v.Days)})
		}
		addEach(all[i].Amounts, s.Amounts)
	}
	slices.SortFunc(all, func(a, b Series) int { return strings.Compare(a.Service, b.Service) })
	return all
}

func addEach(sums, amounts []money.Decimal) {
	for i, d := range amounts {
		if !d.IsZero() {
			sums[i] = sums[i].Add(d)
		}
	}
}

// compared returns the view without the series that are on neither side of a comparison (tax), the others with their class.
func (v ViewDays) compared(r Rules, view View) ViewDays {
	kept := make([]Series, 0, len(v.Series))
	for _, s := range v.Series {
		if class, ok := r.Class(view, s.RecordType, s.Service); ok {
			s.Class = class
			kept = append(kept, s)
		}
	}
	v.Series = kept
	return v
}

// Days returns the days of a customer's month without tax, each series with its class; false when none were collected.
func (s *Service) Days(ctx context.Context, sc scope.Scope, customer string, m period.Month) (CustomerDays, bool, error) {
	if err := sc.Check(); err != nil {
		return CustomerDays{}, false, err
	}
	d, etag, err := readObject[CustomerDays](ctx, s.c.Objects, daysKey(sc.Receiver(), m, customer))
	if err != nil || etag == "" {
		return CustomerDays{}, false, err
	}
	d.MyView, d.Showback = d.MyView.compared(s.c.Rules, MyView), d.Showback.compared(s.c.Rules, Showback)
	return d, true, nil
}

// DaysDigest is a view of a customer's days summed up over services, without tax.
type DaysDigest struct {
	Status   ViewStatus      `json:"status"`
	Detail   string          `json:"detail,omitempty"`
	Currency money.Currency  `json:"currency,omitempty"`
	AsOf     time.Time       `json:"as_of"`
	CoversTo period.Day      `json:"covers_to"`
	Complete bool            `json:"complete,omitempty"`
	Daily    []money.Decimal `json:"daily,omitempty"` // from the first of the month on
}

// Read reports whether the view has figures.
func (d DaysDigest) Read() bool { return d.Status == ViewRead }

// Sum adds the first n days up, all when there are fewer.
func (d DaysDigest) Sum(n int) money.Decimal {
	return money.SumDecimals(d.Daily[:min(n, len(d.Daily))]...)
}

// CustomerDaysDigest is the days of one customer and month summed up.
type CustomerDaysDigest struct {
	CustomerID string     `json:"customer_id"`
	MyView     DaysDigest `json:"my_view"`
	Showback   DaysDigest `json:"showback"`
}

// asOf is that of the older view that was read.
func (d CustomerDaysDigest) asOf() (at time.Time) {
	for _, v := range []DaysDigest{d.MyView, d.Showback} {
		if v.Read() {
			at = earlier(at, v.AsOf)
		}
	}
	return at
}

// Currency is the currency of the first view that has one; empty when nothing says.
func (d CustomerDaysDigest) Currency() money.Currency {
	return cmp.Or(d.MyView.Currency, d.Showback.Currency)
}

// MonthDays is the days of all customers of a receiver for one month, summed up. A loaded one is shared and must not be changed.
type MonthDays struct {
	Receiver  string               `json:"receiver"`
	Month     period.Month         `json:"month"`
	Rules     int                  `json:"rules"`
	Customers []CustomerDaysDigest `json:"customers"` // by customer id
}

// Customer finds the days of one customer.
func (m *MonthDays) Customer(id string) (CustomerDaysDigest, bool) {
	i, ok := slices.BinarySearchFunc(m.Customers, id, func(c CustomerDaysDigest, id string) int { return strings.Compare(c.CustomerID, id) })
	if !ok {
		return CustomerDaysDigest{}, false
	}
	return m.Customers[i], true
}

func digestDays(r Rules, d CustomerDays) CustomerDaysDigest {
	of := func(view View, v ViewDays) DaysDigest {
		out := DaysDigest{Status: v.Status, Detail: v.Detail, Currency: v.Currency, AsOf: v.AsOf, CoversTo: v.CoversTo, Complete: v.Complete(d.Month)}
		if v.Read() {
			out.Daily = v.compared(r, view).Daily(nil)
		}
		return out
	}
	return CustomerDaysDigest{CustomerID: d.CustomerID, MyView: of(MyView, d.MyView), Showback: of(Showback, d.Showback)}
}
