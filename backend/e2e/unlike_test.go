package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"

	"portal.example/backend/internal/commission"
	"portal.example/backend/internal/gaps"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
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

// While AWS refuses to list line items, nobody knows what Showback carries: no page says that nothing is carried, nothing is open, covered or modelled, and nothing can be planned. When an
// older list is there, pages go on with it and say that it is older.
func TestWithoutAListOfItemsNothingIsSaidToBeCarried(t *testing.T) {
	t.Parallel()
	now := simulated.DefaultNow()
	sim := simulated.Start(t, simulated.Options{Scenario: "reseller", Seed: 3})
	refused := simulated.Fault{Operation: "ListCustomLineItems", Kind: simulated.Deny}
	sim.SetFaults(refused)
	dir := t.TempDir()
	p := assemble(t, sim.URL, dir, now)
	defer p.close(t)
	p.collect(t, ledger.ModeRefresh)
	m := period.MonthOf(now).Add(-1)
	rows := p.gapRows(t, m)
	if len(rows) == 0 {
		t.Fatal("there are no gaps")
	}
	for key, g := range rows {
		if g.Known || g.Proposal != nil || g.Status != gaps.Unknown || g.Note == "" {
			t.Errorf("%s of %s is %s, known: %t", key.Class, g.CustomerName, g.Status, g.Known)
		}
	}
	coverage, err := p.gaps.Coverage(t.Context(), gaps.CoverageInput{Scope: p.scope, Month: m, Query: whole})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range coverage.Page.Matched {
		if c.Status != gaps.Unknown || c.OpenGap != nil || c.Known != 0 {
			t.Errorf("%s is %s of %d known classes", c.CustomerName, c.Status, c.Known)
		}
	}
	for _, r := range p.customersOf(t, p.creditsOf(t, dir), m) {
		if r.Modelled.Known || r.Unmodelled().Known {
			t.Errorf("%s: credits of %s are modelled, or not", r.Name, r.Modelled.Value)
		}
	}
	for _, r := range commissionsOf(t, p, p.commissions(t, now), m) {
		if r.Status != commission.StatusUnknown || r.Amount.Known {
			t.Errorf("%s: the commission is %s", r.CustomerName, r.Status)
		}
	}
	create := func(r plans.Request) error {
		_, err := p.plans.Create(t.Context(), plans.CreateInput{Scope: p.scope, Receiver: receiver, Request: r})
		return err
	}
	if err := create(plans.Request{Gaps: &plans.Gaps{Period: m}}); err == nil {
		t.Error("gaps are planned of which nothing is known")
	}
	if err := create(plans.Request{Commission: &plans.Commission{Percent: "10", Period: m}}); err == nil {
		t.Error("a commission is planned for customers that may have one")
	}

	sim.ClearFaults()
	p.collect(t, ledger.ModeRefresh)
	known := p.gapRows(t, m)
	sim.SetFaults(refused)
	p.collect(t, ledger.ModeRefresh)
	list, err := p.gaps.List(t.Context(), gaps.ListInput{Scope: p.scope, Month: m, Query: whole})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(list.Provenance.Warnings, func(w margin.Warning) bool { return w.Code == lineitems.WarnNotRefreshed }) {
		t.Errorf("nothing says that the items are older: %+v", list.Provenance.Warnings)
	}
	for _, g := range list.Page.Matched {
		if before := known[g.Key]; before == nil || g.Known != before.Known || !g.Carried.Equal(before.Carried) {
			t.Errorf("%s of %s carried %s: %+v", g.Class, g.CustomerName, g.Carried, before)
		}
	}
	for name, r := range map[string]plans.Request{"gaps": {Gaps: &plans.Gaps{Period: m}}, "a commission": {Commission: &plans.Commission{Percent: "10", Period: m}}} {
		v, err := p.plans.Create(t.Context(), plans.CreateInput{Scope: p.scope, Receiver: receiver, Request: r})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(v.Warnings, func(w plans.Warning) bool { return w.Code == lineitems.WarnNotRefreshed }) {
			t.Errorf("the plan of %s does not say that it is made of an older list: %+v", name, v.Warnings)
		}
	}
}
