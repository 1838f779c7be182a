package credits

import (
	"slices"
	"time"

	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

// demoCustomers is how many customers a demonstration gives credits to.
const demoCustomers = 5

// demonstration lays made-up credits of the Migration Acceleration Program over a month. Only customers without credits of their own get any, so that no true figure is covered
// or added to; their rows are marked, and everything that holds them.
func demonstration(v *view, m period.Month, now time.Time) *view {
	made := *v
	made.simulated = true
	b := *v.balances
	made.balances = &b
	made.customers, made.applied, made.trend = slices.Clone(v.customers), slices.Clone(v.applied), slices.Clone(v.trend)
	b.rows, b.allocations = slices.Clone(b.rows), slices.Clone(b.allocations)
	n := 0
	for i := range made.customers {
		r := &made.customers[i]
		if n == demoCustomers || len(r.Credits) > 0 || r.Applied.Known && !r.Applied.Value.IsZero() {
			continue
		}
		n++
		made.simulate(r, int64(n), m, now)
	}
	return &made
}

// simulate makes a customer up: one credit that is used well and, for every other customer, one that will expire with much of it left.
func (v *view) simulate(r *CustomerRow, n int64, m period.Month, now time.Time) {
	if r.Currency == "" {
		r.Currency = money.USD
	}
	grants := []Grant{{
		ID: demoID(n, 1), AccountID: r.ID, Type: "Promotion", Description: "MAP 2.0 migration credits (simulated)", Currency: r.Currency, Initial: money.FromInt(25_000 * n),
		StartsAt: m.Add(-5).Start(), ExpiresAt: period.MonthOf(now).Add(8).End().Add(-time.Second), Application: "AFTER_DISCOUNTS", Sharing: "DEFAULT",
	}}
	rates := []money.Decimal{money.FromInt(1_250 * n)}
	if n%2 == 1 {
		grants = append(grants, Grant{
			ID: demoID(n, 2), AccountID: r.ID, Type: "Promotion", Description: "MAP 2.0 modernization credits (simulated)", Currency: r.Currency, Initial: money.FromInt(10_000 * n),
			StartsAt: m.Add(-5).Start(), ExpiresAt: period.DayOf(now).Add(int(20 + 15*n)).Start(), Application: "AFTER_DISCOUNTS", Sharing: "DEFAULT",
		})
		rates = append(rates, money.FromInt(400*n))
	}
	reading := Reading{CustomerID: r.ID, ReadAt: now, ToldAt: now, From: m.Add(1 - allocatedMonths), To: period.MonthOf(now)}
	for i, g := range grants {
		left := g.Initial
		for month := m; !month.Before(m.Add(-5)); month = month.Add(-1) {
			left = left.Sub(rates[i])
			reading.Allocations = append(reading.Allocations, Allocation{
				Month: month, CreditID: g.ID, AccountID: r.ID, Service: demoService, Description: g.Description, Currency: r.Currency, Amount: rates[i].Neg(), Estimated: month == period.MonthOf(now),
			})
		}
		grants[i].Remaining, grants[i].Estimated = &left, &left
	}
	reading.Grants = grants
	seen := sight{visibility: Visible, readAt: now, reading: reading}
	before := len(v.balances.allocations)
	v.balances.add(&seen, r.ID, r.Name, compile(v.balances.settings.MAPPatterns), now)
	for i := range seen.rows {
		seen.rows[i].Simulated = true
	}
	for i := len(v.balances.rows) - len(seen.rows); i < len(v.balances.rows); i++ {
		v.balances.rows[i].Simulated = true
	}
	for i := before; i < len(v.balances.allocations); i++ {
		v.balances.allocations[i].Simulated = true
	}
	applied := money.SumDecimals(rates...).Neg()
	r.Simulated, r.Visibility, r.Note, r.Credits, r.ReadAt = true, Visible, "Made up for a demonstration.", seen.rows, now
	r.Applied, r.Modelled = margin.Known(applied), margin.Known(money.Zero)
	v.applied = append(v.applied, AppliedRow{CustomerID: r.ID, CustomerName: r.Name, Part: Part{Class: lineitems.ClassCredit, Service: demoService, Amount: applied}, Currency: r.Currency, Simulated: true})
	r.balance(v.balances.settings.longest(), m, seen)
	for i := range v.trend {
		t := &v.trend[i]
		if t.Currency != r.Currency || t.Month.Before(m.Add(-5)) || m.Before(t.Month) {
			continue
		}
		t.Applied = t.Applied.Add(applied)
		plus(&t.Allocated, margin.Known(applied))
	}
}

const demoService = "Amazon Elastic Compute Cloud - Compute"

// demoID is an id that no credit of AWS has.
func demoID(customer, credit int64) string {
	return "simulated-" + money.FromInt(100*customer+credit).String()
}
