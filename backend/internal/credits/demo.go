package credits

import (
	"slices"
	"strconv"
	"time"

	"portal.example/backend/internal/gaps"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/transfers"
)

// demoMonths is since how many months made-up credits are used, the current one included.
const demoMonths = 6

// demonstration lays made-up credits of the Migration Acceleration Program over a month: those of the demonstration of gaps, so that a plan that is made of one shows the amounts of
// the other. Only customers of whose bill no credit was taken get any, so that no true figure is covered or added to; their rows are marked, and everything that holds them.
func demonstration(v *view, customers []transfers.Customer, m period.Month, now time.Time) *view {
	made := *v
	made.simulated = true
	b := *v.balances
	made.balances = &b
	made.customers, made.applied, made.trend = slices.Clone(v.customers), slices.Clone(v.applied), slices.Clone(v.trend)
	b.rows, b.allocations = slices.Clone(b.rows), slices.Clone(b.allocations)
	b.simulated = map[string]Reading{}
	rows, own := map[string]*CustomerRow{}, map[string]bool{}
	for i := range made.customers {
		r := &made.customers[i]
		rows[r.ID], own[r.ID] = r, r.Applied.Known && !r.Applied.Value.IsZero() || r.Modelled.Known && !r.Modelled.Value.IsZero()
	}
	n := 0
	for _, c := range gaps.DemoCustomers(customers, m, own) {
		if r, ok := rows[c.ID]; ok {
			n++
			made.simulate(r, c, n, m, now)
		}
	}
	return &made
}

// demoGrants are one credit that is used well and, for every other customer, one that will expire soon with much of it left.
func demoGrants(r *CustomerRow, n int, now time.Time) []Grant {
	first := Grant{
		ID: "simulated-" + strconv.Itoa(n), AccountID: r.ID, Type: "Promotion", Description: "MAP 2.0 migration credits (simulated)", Currency: r.Currency, Initial: money.FromInt(75_000),
		StartsAt: period.MonthOf(now).Add(1 - demoMonths).Start(), ExpiresAt: period.MonthOf(now).Add(8).End().Add(-time.Second), Application: "AFTER_DISCOUNTS", Sharing: "DEFAULT",
	}
	if n%2 == 0 {
		return []Grant{first}
	}
	second := first
	second.ID, second.Description, second.Initial = first.ID+"-2", "MAP 2.0 modernization credits (simulated)", money.FromInt(25_000)
	second.ExpiresAt = period.DayOf(now).Add(20 + 15*n%60).Start()
	return []Grant{first, second}
}

// simulate makes a customer up. Of two credits the second one has a quarter of what is used.
func (v *view) simulate(r *CustomerRow, c transfers.Customer, n int, m period.Month, now time.Time) {
	if r.Currency == "" {
		r.Currency = money.USD
	}
	current := period.MonthOf(now)
	reading := Reading{CustomerID: r.ID, ReadAt: now, ToldAt: now, From: current.Add(1 - allocatedMonths), To: current, Grants: demoGrants(r, n, now)}
	for ago := range demoMonths {
		amount, ok := gaps.DemoCredit(c, current.Add(-ago))
		if !ok {
			continue // it was not billed then
		}
		parts := []money.Decimal{amount}
		if len(reading.Grants) > 1 {
			quarter := parts[0].Percent(money.FromInt(25), 2)
			parts = []money.Decimal{parts[0].Sub(quarter), quarter}
		}
		for i, g := range reading.Grants {
			reading.Allocations = append(reading.Allocations, Allocation{
				Month: current.Add(-ago), CreditID: g.ID, AccountID: r.ID, Service: gaps.DemoCreditService, Description: g.Description, Currency: r.Currency, Amount: parts[i], Estimated: ago == 0,
			})
		}
	}
	for i := range reading.Grants {
		g := &reading.Grants[i]
		left, closed := g.Initial, g.Initial
		for _, a := range reading.Allocations {
			if a.CreditID != g.ID {
				continue
			}
			if left = left.Add(a.Amount); !a.Estimated {
				closed = closed.Add(a.Amount)
			}
		}
		g.Remaining, g.Estimated = &closed, &left
	}
	v.show(r, reading, m, now)
}

// show puts what was made up into the page.
func (v *view) show(r *CustomerRow, reading Reading, m period.Month, now time.Time) {
	seen := sight{visibility: Visible, readAt: now, reading: reading}
	v.balances.simulated[r.ID] = reading
	rows, allocations := len(v.balances.rows), len(v.balances.allocations)
	v.balances.add(&seen, r.ID, r.Name, compile(v.balances.settings.MAPPatterns), now)
	for _, made := range [][]Row{seen.rows, v.balances.rows[rows:]} {
		for i := range made {
			made[i].Simulated = true
		}
	}
	for i := range v.balances.allocations[allocations:] {
		v.balances.allocations[allocations+i].Simulated = true
	}
	r.Simulated, r.Visibility, r.Note, r.Credits, r.ReadAt = true, Visible, "Made up for a demonstration.", append(slices.Clip(r.Credits), seen.rows...), now
	applied := seen.allocatedIn(m, r.Currency)
	r.Applied, r.Modelled = applied, margin.Known(money.Zero)
	if !applied.Value.IsZero() {
		v.applied = append(v.applied, AppliedRow{
			CustomerID: r.ID, CustomerName: r.Name, Part: Part{Class: lineitems.ClassCredit, Service: gaps.DemoCreditService, Amount: applied.Value}, Currency: r.Currency, Simulated: true,
		})
	}
	r.balance(v.balances.settings.longest(), m, seen)
	for i := range v.trend {
		if t := &v.trend[i]; t.Currency == r.Currency {
			in := seen.allocatedIn(t.Month, r.Currency)
			t.Applied = t.Applied.Add(in.Value)
			plus(&t.Allocated, in)
		}
	}
}
