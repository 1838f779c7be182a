package e2e

import (
	"strings"
	"testing"
	"time"

	"portal.example/backend/internal/gaps"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/testkit/simulated"
)

// A view that AWS lets nobody read any more keeps its figures of days ago. In a running month they are of fewer days than those of the other view, so the two have no margin between them
// and no gap, and both pages say why; everybody else is as before.
func TestViewsOfDifferentDaysAreNotCompared(t *testing.T) {
	t.Parallel()
	before := simulated.DefaultNow().Add(-9 * 24 * time.Hour)
	now := simulated.DefaultNow()
	sim := simulated.Start(t, simulated.Options{Scenario: "reseller"})
	sim.SetClock(before)
	dir := t.TempDir()
	p := assemble(t, sim.URL, dir, before)
	p.collect(t, ledger.ModeRefresh)
	p.close(t)

	sim.SetClock(now)
	sim.SetFaults(simulated.Fault{Service: "ce", Operation: "GetCostAndUsage", Kind: simulated.Deny, Probability: new(0.3), Seed: 5})
	p = assemble(t, sim.URL, dir, now)
	defer p.close(t)
	p.collect(t, ledger.ModeRefresh)
	m := period.MonthOf(now)
	list, err := p.margin.Rows(t.Context(), margin.ListInput{Scope: p.scope, Month: m, By: margin.ByCustomer, Query: whole})
	if err != nil {
		t.Fatal(err)
	}
	rows := p.gapRows(t, m)
	var apart, together int
	var cost money.Decimal
	for _, r := range list.Page.Matched {
		c, _, err := p.ledger.CustomerMonth(t.Context(), p.scope, m, r.Key)
		if err != nil {
			t.Fatal(err)
		}
		if c.MyView.Status != ledger.ViewRead || c.Showback.Status != ledger.ViewRead {
			continue
		}
		far := c.MyView.AsOf.Sub(c.Showback.AsOf).Abs() > 24*time.Hour
		if !far {
			together++
			cost = cost.Add(r.Figures.AWSCost.Value)
		}
		if known := r.Figures.Margin().Known; known == far {
			t.Errorf("%s: My view of %s, Showback of %s, margin known: %t (%s)", r.Label, c.MyView.AsOf, c.Showback.AsOf, known, r.Note)
		}
		if !far {
			continue
		}
		apart++
		if r.Completeness != margin.Partial || !strings.Contains(r.Note, "cannot be compared") {
			t.Errorf("%s is %s: %q", r.Label, r.Completeness, r.Note)
		}
		for _, class := range gaps.Classes() {
			if g := rows[gaps.Key{CustomerID: r.Key, Class: class}]; g != nil && (g.Known || g.Proposal != nil || g.Note == "") {
				t.Errorf("%s of %s is %s with %s: %s", class, r.Label, g.Status, g.MyView, g.Note)
			}
		}
	}
	if apart == 0 || together == 0 {
		t.Fatalf("nothing was proved: %d apart, %d together", apart, together)
	}
	if got := list.Totals[0].Figures.AWSCost.Value; len(list.Totals) != 1 || !got.Equal(cost) {
		t.Errorf("totals are of %s, want %s", got, cost)
	}
	var services money.Decimal
	o, err := p.margin.Overview(t.Context(), p.scope, m)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range o.Services {
		services = services.Add(s.Figures.AWSCost.Value)
	}
	if !services.Equal(cost) {
		t.Errorf("services sum to %s, customers to %s", services, cost)
	}
}
