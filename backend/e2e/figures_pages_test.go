package e2e

import (
	"testing"
	"time"

	"portal.example/backend/internal/commission"
	"portal.example/backend/internal/credits"
	"portal.example/backend/internal/gaps"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
)

func (p *parts) marginIsTrue(t *testing.T, m period.Month, truly worldMonth) {
	t.Helper()
	list, err := p.margin.Rows(t.Context(), margin.ListInput{Scope: p.scope, Month: m, By: margin.ByCustomer, Query: whole})
	if err != nil {
		t.Fatal(err)
	}
	if len(list.Page.Matched) != len(truly.my) {
		t.Errorf("%s: %d rows, %d customers are billed", m, len(list.Page.Matched), len(truly.my))
	}
	for _, r := range list.Page.Matched {
		c, f, what := r.Key, r.Figures, m.String()+" "+r.Label
		dropped := truly.dropped[c]
		figure(t, what+" AWS cost", f.AWSCost, truly.my[c], truly.cost[c])
		figure(t, what+" charged", f.Charged, truly.showback[c], truly.charged[c])
		figure(t, what+" line items", f.LineItems, truly.showback[c], truly.items[c])
		figure(t, what+" credits", f.Credits, truly.my[c], dropped[gaps.ClassCredit])
		figure(t, what+" support", f.Support, truly.my[c], dropped[gaps.ClassSupport])
		figure(t, what+" tax", f.Tax, truly.my[c], dropped[gaps.ClassTax])
		figure(t, what+" margin", f.Margin(), truly.my[c] && truly.showback[c], truly.charged[c].Sub(truly.cost[c]))
		d, err := p.margin.Customer(t.Context(), p.scope, c, m)
		if err != nil {
			t.Fatal(err)
		}
		figure(t, what+" page, margin", d.Row.Figures.Margin(), f.Margin().Known, f.Margin().Value)
	}
}

func (p *parts) creditsAreTrue(t *testing.T, dir string, m period.Month, now time.Time, truly worldMonth) {
	t.Helper()
	room := p.creditsAt(t, dir, now)
	carried := p.carriedBy(t, m, truly)
	sums := map[money.Currency]money.Decimal{}
	for _, r := range p.customersOf(t, room, m) {
		_, charged := truly.billed[r.ID][ledger.MyView]
		want := truly.dropped[r.ID][gaps.ClassCredit].Add(truly.dropped[r.ID][gaps.ClassFreeTierCredit])
		if charged {
			figure(t, m.String()+" "+r.Name+" credits applied", r.Applied, truly.my[r.ID], want)
			sums[truly.currency[r.ID]] = sums[truly.currency[r.ID]].Add(want)
		}
		modelled := carried[gaps.Key{CustomerID: r.ID, Class: gaps.ClassCredit}].Add(carried[gaps.Key{CustomerID: r.ID, Class: gaps.ClassFreeTierCredit}])
		if r.Modelled.Known && !r.Modelled.Value.Equal(modelled) {
			t.Errorf("%s %s: modelled %s, want %s", m, r.Name, r.Modelled.Value, modelled)
		}
	}
	tracker, err := room.Tracker(t.Context(), credits.TrackerInput{Scope: p.scope, Month: m})
	if err != nil {
		t.Fatal(err)
	}
	for _, total := range tracker.Totals {
		if total.Applied.Known && !total.Applied.Value.Equal(sums[total.Currency]) {
			t.Errorf("%s: credits of %s %s, want %s", m, total.Applied.Value, total.Currency, sums[total.Currency])
		}
	}
	for _, row := range tracker.Trend {
		if row.Month == m && !row.Applied.Equal(sums[row.Currency]) {
			t.Errorf("%s: the trend has %s %s, want %s", m, row.Applied, row.Currency, sums[row.Currency])
		}
		if row.Allocated.Known { // nobody has granted a role here
			t.Errorf("%s: %s %s are allocated, which nobody was asked", row.Month, row.Allocated.Value, row.Currency)
		}
	}
}

func (p *parts) commissionIsTrue(t *testing.T, m period.Month, now time.Time, truly worldMonth) {
	t.Helper()
	list, err := p.commissions(t, now).List(t.Context(), commission.ListInput{Scope: p.scope, Month: m, Query: whole})
	if err != nil {
		t.Fatal(err)
	}
	bases := map[money.Currency]money.Decimal{}
	for _, r := range list.Page.Matched {
		if r.Base.Known {
			bases[r.Currency] = bases[r.Currency].Add(r.Base.Value)
		}
		if r.Status == commission.StatusNone {
			figure(t, m.String()+" "+r.CustomerName+" base", r.Base, truly.showback[r.CustomerID], truly.charged[r.CustomerID].Sub(truly.items[r.CustomerID]))
		}
	}
	for _, total := range list.Totals {
		if !total.Base.Equal(bases[total.Currency]) {
			t.Errorf("%s: bases of %s %s, want %s", m, total.Base, total.Currency, bases[total.Currency])
		}
	}
}

// attentionIsOfGaps proves that what the dashboard says of gaps is what the page shows behind its link.
func (p *parts) attentionIsOfGaps(t *testing.T, current period.Month) {
	t.Helper()
	found, err := p.gaps.Attention(t.Context(), p.scope, current)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range found {
		q, err := paging.Parse(paging.Raw{Filter: &a.Filter})
		if err != nil {
			t.Fatal(err)
		}
		list, err := p.gaps.List(t.Context(), gaps.ListInput{Scope: p.scope, Month: a.Month, Query: q})
		if err != nil {
			t.Fatal(err)
		}
		if list.Page.Total != a.Count || len(list.Totals) != 1 || !list.Totals[0].Proposal.Equal(a.Amount.Number) {
			t.Errorf("%s: the dashboard says %d and %s, the page has %d and %+v", a.Month, a.Count, a.Amount, list.Page.Total, list.Totals)
		}
	}
}
