package e2e

import (
	"context"
	"fmt"
	"testing"
	"time"

	"portal.example/backend/internal/budgets"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store/memory"
	"portal.example/backend/internal/testkit/simulated"
	"portal.example/backend/internal/transfers"
)

// coverage counts how often what a month came to was within the interval that had been foretold, by the day of the month it was foretold on.
type coverage struct {
	foretold, within, near [32]int // near: the amount was within 5 percent
}

// foretellOn are the days of a month up to which days are known when it is foretold.
func foretellOn() []int { return []int{5, 10, 15, 20, 25} }

// add foretells the last three months of every customer, on both measures, as if the days after the one it is foretold on were not known.
func (c *coverage) add(t *testing.T, customers []customer) {
	t.Helper()
	current := period.MonthOf(simulated.DefaultNow())
	for back := 1; back <= 3; back++ {
		m := current.Add(-back)
		for _, day := range foretellOn() {
			for _, st := range standsOn(t, customers, m.Day(day)) {
				if st.Forecast == nil {
					continue
				}
				truth := cameTo(customers, st.Budget, m)
				c.foretold[day]++
				if st.Forecast.Lower.Cmp(truth) <= 0 && truth.Cmp(st.Forecast.Upper) <= 0 {
					c.within[day]++
				}
				off := st.Forecast.Amount.Sub(truth)
				if off.Sign() < 0 {
					off = off.Neg()
				}
				if p, ok := off.PercentOf(truth, 2); ok && p.Cmp(money.FromInt(5)) <= 0 {
					c.near[day]++
				}
			}
		}
	}
}

func (c *coverage) report(t *testing.T) {
	t.Helper()
	var n, in, near int
	for _, day := range foretellOn() {
		t.Logf("forecasts on day %2d: %5d, of which the month came to what the interval of %d %% said in %s %%, and within 5 %% of the amount in %s %%",
			day, c.foretold[day], budgets.Level, tenths(c.within[day]*100, c.foretold[day]), tenths(c.near[day]*100, c.foretold[day]))
		n, in, near = n+c.foretold[day], in+c.within[day], near+c.near[day]
	}
	t.Logf("forecasts in all   : %5d, within the interval %s %%, within 5 %% of the amount %s %%", n, tenths(in*100, n), tenths(near*100, n))
	if n < 100 || in*100 < n*70 || in*100 > n*95 {
		t.Errorf("an interval of %d %% held %d of %d months", budgets.Level, in, n)
	}
	if near*100 < n*90 {
		t.Errorf("%d of %d forecasts were within 5 %% of what the month came to, want 90 %%", near, n)
	}
}

// standsOn is where a budget of every customer and measure stands when the days up to one are known.
func standsOn(t *testing.T, customers []customer, last period.Day) []budgets.Stand {
	t.Helper()
	kept := knownTo{customers, last}
	room, err := budgets.New(budgets.Config{Ledger: kept, Directory: kept, Store: memory.New(), Clock: clock.Fixed(last.End().Add(26 * time.Hour))})
	if err != nil {
		t.Fatal(err)
	}
	sc, err := scope.New(receiver, scope.Portal())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range customers {
		for _, measure := range []budgets.Measure{budgets.MeasureCharged, budgets.MeasureAWSCost} {
			d, ok := kept.month(c, last.Month())
			if !ok {
				continue
			}
			currency := d.MyView.Currency
			if currency == "" {
				currency = money.USD
			}
			in := budgets.Input{CustomerID: c.id, Name: string(measure), Measure: measure, Limit: money.New(money.FromInt(1), currency)}
			if _, err := room.Create(t.Context(), sc, in); err != nil {
				t.Fatal(err)
			}
		}
	}
	list, err := room.List(t.Context(), budgets.ListInput{Scope: sc, Month: last.Month(), Query: paging.Query{Limit: 100, Match: paging.All}})
	if err != nil {
		t.Fatal(err)
	}
	return list.Page.Matched
}

// cameTo is what a month of a budget's customer came to.
func cameTo(customers []customer, b budgets.Budget, m period.Month) money.Decimal {
	for _, c := range customers {
		for _, d := range c.months {
			if c.id != b.CustomerID || d.Month != m {
				continue
			}
			v := d.MyView
			if b.Measure == budgets.MeasureCharged {
				v = d.Showback
			}
			return money.SumDecimals(v.Daily(nil)...)
		}
	}
	return money.Zero
}

// knownTo is a ledger and a directory as they were when the days up to last were known.
type knownTo struct {
	customers []customer
	last      period.Day
}

func (k knownTo) month(c customer, m period.Month) (ledger.CustomerDays, bool) {
	for _, d := range c.months {
		if d.Month == m && d.MyView.Read() {
			return d, true
		}
	}
	return ledger.CustomerDays{}, false
}

func (k knownTo) Portfolio(_ context.Context, _ scope.Scope, m period.Month) (*ledger.Portfolio, ledger.MonthSummary, error) {
	p := &ledger.Portfolio{Receiver: receiver, Month: m}
	for _, d := range k.days(m).Customers {
		of := func(v ledger.DaysDigest) ledger.ViewDigest {
			return ledger.ViewDigest{Status: v.Status, Currency: v.Currency, Total: money.SumDecimals(v.Daily...)}
		}
		p.Customers = append(p.Customers, ledger.CustomerDigest{CustomerID: d.CustomerID, MyView: of(d.MyView), Showback: of(d.Showback)})
	}
	return p, ledger.MonthSummary{Month: m}, nil
}

func (k knownTo) Version(context.Context, scope.Scope) (string, error) { return "", nil }

func (k knownTo) Details(context.Context, scope.Scope) ([]ledger.DetailSummary, error) {
	return nil, nil
}

func (k knownTo) MonthDays(_ context.Context, _ scope.Scope, m period.Month) (*ledger.MonthDays, ledger.DetailSummary, bool, error) {
	return k.days(m), ledger.DetailSummary{}, true, nil
}

// days cuts the days off that were not known.
func (k knownTo) days(m period.Month) *ledger.MonthDays {
	all := &ledger.MonthDays{Receiver: receiver, Month: m}
	for _, c := range k.customers {
		d, ok := k.month(c, m)
		if !ok {
			continue
		}
		of := func(v ledger.ViewDays) ledger.DaysDigest {
			out := ledger.DaysDigest{Status: v.Status, Currency: v.Currency, CoversTo: v.CoversTo, Daily: v.Daily(nil)}
			if k.last.Before(v.CoversTo) {
				out.CoversTo = k.last
				out.Daily = out.Daily[:min(len(out.Daily), max(m.Day(1).Until(k.last)+1, 0))]
			}
			return out
		}
		all.Customers = append(all.Customers, ledger.CustomerDaysDigest{CustomerID: c.id, MyView: of(d.MyView), Showback: of(d.Showback)})
	}
	return all
}

func (k knownTo) Directory(context.Context, scope.Scope) (*transfers.Directory, error) {
	d := &transfers.Directory{Receiver: receiver}
	for _, c := range k.customers {
		d.Transfers = append(d.Transfers, transfers.Transfer{ID: fmt.Sprint("rt-", c.id), SourceID: c.id, Name: c.name, Status: "ACCEPTED", Start: period.MonthOf(k.last.Start()).Add(-24).Start()})
	}
	return d, nil
}
