package e2e

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/testkit/simulated"
	"portal.example/backend/internal/usage"
)

// cell is one amount of the ledger.
type cell struct {
	customer   string
	month      string
	view       ledger.View
	recordType string
	service    string
}

func number(t testing.TB, s string) money.Decimal {
	t.Helper()
	d, err := money.ParseDecimal(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// truth is what the simulated world itself says, without zeros: the sum of lines of no money is no money.
func truth(t testing.TB, sim *simulated.Simulator, span period.Range) map[cell]money.Decimal {
	t.Helper()
	return truthOf(t, sim, receiver, span)
}

// truthOf is truth as a bill-transfer account pays and charges.
func truthOf(t testing.TB, sim *simulated.Simulator, owner string, span period.Range) map[cell]money.Decimal {
	t.Helper()
	views := map[string]ledger.View{"my": ledger.MyView, "showback": ledger.Showback}
	cells := map[cell]money.Decimal{}
	for _, r := range sim.TruthOf(owner, "", span.From.String(), span.To.Add(-1).String()) {
		if d := number(t, r.Amount); !d.IsZero() {
			cells[cell{r.Customer, r.Month, views[r.View], r.RecordType, r.Service}] = d
		}
	}
	return cells
}

// kept is what the ledger holds, without zeros.
func (p *parts) kept(t testing.TB, span period.Range) map[cell]money.Decimal {
	t.Helper()
	cells := map[cell]money.Decimal{}
	for _, m := range span.Months() {
		portfolio, _, err := p.ledger.Portfolio(t.Context(), p.scope, m)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range portfolio.Customers {
			c, ok, err := p.ledger.CustomerMonth(t.Context(), p.scope, m, d.CustomerID)
			if err != nil || !ok {
				t.Fatalf("%s of %s: %v", m, d.CustomerID, err)
			}
			for view, v := range map[ledger.View]ledger.ViewMonth{ledger.MyView: c.MyView, ledger.Showback: c.Showback} {
				for _, e := range v.AllEntries() {
					if !e.Amount.IsZero() {
						cells[cell{c.CustomerID, m.String(), view, e.RecordType, e.Service}] = e.Amount
					}
				}
			}
		}
	}
	return cells
}

// checkPortfolios proves that the portfolios are what their details sum up to.
func (p *parts) checkPortfolios(t testing.TB, span period.Range) {
	t.Helper()
	for _, m := range span.Months() {
		kept, _, err := p.ledger.Portfolio(t.Context(), p.scope, m)
		if err != nil {
			t.Fatal(err)
		}
		var details []ledger.CustomerMonth
		for _, d := range kept.Customers {
			c, _, err := p.ledger.CustomerMonth(t.Context(), p.scope, m, d.CustomerID)
			if err != nil {
				t.Fatal(err)
			}
			details = append(details, c)
		}
		again := ledger.NewPortfolio(margin.Rules{}, p.scope.Receiver(), m, details)
		ignore := cmpopts.IgnoreFields(ledger.CustomerDigest{}, "ETag")
		if diff := cmp.Diff(again.Customers, kept.Customers, ignore, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: the portfolio is not what the details sum up to (-details +portfolio):\n%s", m, diff)
		}
		if diff := cmp.Diff(again.Services, kept.Services, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: services are not what the details sum up to (-details +portfolio):\n%s", m, diff)
		}
	}
}

// sameCells reports every cell that differs, at most a few.
func sameCells(t testing.TB, what string, want, got map[cell]money.Decimal) {
	t.Helper()
	if len(want) == 0 {
		t.Fatalf("%s: there is nothing to compare with", what)
	}
	differ := 0
	all := slices.Collect(maps.Keys(want))
	for k := range got {
		if _, ok := want[k]; !ok {
			all = append(all, k)
		}
	}
	for _, k := range all {
		w, okW := want[k]
		g, okG := got[k]
		if okW && okG && w.Equal(g) {
			continue
		}
		if differ++; differ <= 5 {
			t.Errorf("%s: %+v is %s, want %s", what, k, show(g, okG), show(w, okW))
		}
	}
	if differ > 5 {
		t.Errorf("%s: %d of %d cells differ", what, differ, len(all))
	}
}

func show(d money.Decimal, ok bool) string {
	if !ok {
		return "absent"
	}
	return d.String()
}

// For every customer, month, view, record type and service, the ledger is the world, to the last digit; and whatever is shown adds up to it.
func TestTieOut(t *testing.T) {
	t.Parallel()
	scenarios := []string{"tiny", "reseller", "awkward"}
	if !raceDetector { // a thousand customers take minutes under it; `make test/scale` ties them out without
		scenarios = append(scenarios, "large")
	}
	for _, scenario := range scenarios {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			sim := simulated.Start(t, simulated.Options{Scenario: scenario})
			p := assemble(t, sim.URL, t.TempDir(), simulated.DefaultNow())
			defer p.close(t)
			if job := p.collect(t, ledger.ModeBackfill); job.Status != jobs.StatusSucceeded {
				t.Fatalf("collection ended as %s: %s", job.Status, job.Message)
			}
			for _, m := range ledger.Span(simulated.DefaultNow()).Months() {
				one := period.Range{From: m, To: m.Add(1)} // a thousand customers' months all at once would take a gigabyte
				want := truth(t, sim, one)
				sameCells(t, "ledger", want, p.kept(t, one))
				p.checkPortfolios(t, one)
				checkPages(t, p, m, want)
			}
			if unknown := sim.Unknown(); len(unknown) > 0 {
				t.Errorf("the portal made calls the simulator does not know: %+v", unknown)
			}
		})
	}
}

// checkPages proves that what pages show of a month adds up to the world.
func checkPages(t *testing.T, p *parts, m period.Month, world map[cell]money.Decimal) {
	t.Helper()
	list, err := p.margin.Rows(t.Context(), margin.ListInput{Scope: p.scope, Month: m, By: margin.ByCustomer, Query: paging.Query{Limit: 100, Match: paging.All}})
	if err != nil {
		t.Fatal(err)
	}
	var cost, charged money.Decimal
	sums := worldOf(world, m)
	for _, r := range list.Page.Matched {
		want := sums[r.Key]
		if r.Figures.AWSCost.Known && !r.Figures.AWSCost.Value.Equal(want[ledger.MyView]) {
			t.Errorf("%s %s: AWS cost %s, world %s", m, r.Key, r.Figures.AWSCost.Value, want[ledger.MyView])
		}
		if r.Figures.Charged.Known && !r.Figures.Charged.Value.Equal(want[ledger.Showback]) {
			t.Errorf("%s %s: charged %s, world %s", m, r.Key, r.Figures.Charged.Value, want[ledger.Showback])
		}
		if r.Figures.Margin().Known {
			cost, charged = cost.Add(r.Figures.AWSCost.Value), charged.Add(r.Figures.Charged.Value)
		}
	}
	if len(list.Totals) == 1 && list.Totals[0].Compared > 0 {
		tot := list.Totals[0].Figures
		if !tot.AWSCost.Value.Equal(cost) || !tot.Charged.Value.Equal(charged) {
			t.Errorf("%s: rows sum to %s and %s, totals are %s and %s", m, cost, charged, tot.AWSCost.Value, tot.Charged.Value)
		}
	}
	o, err := p.margin.Overview(t.Context(), p.scope, m)
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range o.Statement.Bridges {
		var effects money.Decimal
		for _, s := range b.Steps {
			effects = effects.Add(s.Effect())
		}
		if !b.Residual.IsZero() || !effects.Equal(b.Margin()) || !b.AWSCost.Add(effects).Equal(b.Charged) {
			t.Errorf("%s: the bridge does not close: %+v", m, b)
		}
		if tot := o.Statement.Totals[i].Figures; !b.Margin().Equal(tot.Margin().Value) {
			t.Errorf("%s: bridge %s, total %s", m, b.Margin(), tot.Margin().Value)
		}
	}
	for _, pt := range o.Trend {
		if pt.Month != m || len(o.Statement.Totals) != 1 {
			continue
		}
		if tot := o.Statement.Totals[0].Figures.Margin(); pt.Figures.Margin().Known != tot.Known || !pt.Figures.Margin().Value.Equal(tot.Value) {
			t.Errorf("%s: the trend says %v and the total %v", m, pt.Figures.Margin(), tot)
		}
	}
	var services money.Decimal
	for _, s := range o.Services {
		services = services.Add(s.Figures.AWSCost.Value)
	}
	if len(o.Statement.Totals) == 1 && o.Statement.Totals[0].Compared > 0 && !services.Equal(cost) {
		t.Errorf("%s: services sum to %s, customers to %s", m, services, cost)
	}
}

// worldOf sums the month of each customer by view, without tax.
func worldOf(world map[cell]money.Decimal, m period.Month) map[string]map[ledger.View]money.Decimal {
	sums := map[string]map[ledger.View]money.Decimal{}
	for k, d := range world {
		if k.month != m.String() || k.recordType == "Tax" {
			continue
		}
		if sums[k.customer] == nil {
			sums[k.customer] = map[ledger.View]money.Decimal{}
		}
		sums[k.customer][k.view] = sums[k.customer][k.view].Add(d)
	}
	return sums
}

// checkMeter proves that the meter counted what AWS served.
func checkMeter(t testing.TB, sim *simulated.Simulator, reading usage.Reading) {
	t.Helper()
	for _, l := range reading.Lines {
		if want := sim.Counted(l.Service, l.Operation).Succeeded; l.Requests != int64(want) {
			t.Errorf("the meter says %d of %s, AWS served %d", l.Requests, l.Operation, want)
		}
	}
	if len(reading.Lines) != 2 { // costs, and the receiver's own anomalies
		t.Errorf("the meter has %+v", reading.Lines)
	}
}

// Looking at everything calls AWS not once.
func TestPagesMakeNoAWSCalls(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	p := assemble(t, sim.URL, t.TempDir(), simulated.DefaultNow())
	defer p.close(t)
	p.collect(t, ledger.ModeBackfill)
	before := fmt.Sprint(sim.Counts())
	for _, m := range ledger.Span(simulated.DefaultNow()).Months() {
		if _, err := p.margin.Overview(t.Context(), p.scope, m); err != nil {
			t.Fatal(err)
		}
		for _, by := range []margin.Grouping{margin.ByCustomer, margin.ByService, margin.ByMonth} {
			list, err := p.margin.Rows(t.Context(), margin.ListInput{Scope: p.scope, Month: m, By: by, Query: paging.Query{Limit: 25, Match: paging.All}})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range list.Page.Items {
				if r.Customer == nil {
					continue
				}
				if _, err := p.margin.Customer(t.Context(), p.scope, r.Key, m); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if _, err := p.collector.Estimates(t.Context(), p.scope, p.usage); err != nil {
		t.Fatal(err)
	}
	if after := fmt.Sprint(sim.Counts()); after != before {
		t.Errorf("pages called AWS:\nbefore %s\nafter  %s", before, after)
	}
}

// Collecting again reads only what is not final and changes nothing; verifying reads everything and changes nothing either.
func TestCollectingTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	p := assemble(t, sim.URL, t.TempDir(), simulated.DefaultNow())
	defer p.close(t)
	span := ledger.Span(simulated.DefaultNow())
	p.collect(t, ledger.ModeBackfill)
	first, paid := p.kept(t, span), sim.Counted("ce", "GetCostAndUsage").Succeeded
	p.collect(t, ledger.ModeRefresh)
	refresh := sim.Counted("ce", "GetCostAndUsage").Succeeded - paid
	p.collect(t, ledger.ModeVerify)
	sameCells(t, "after refresh and verify", first, p.kept(t, span))
	p.checkPortfolios(t, span)
	if refresh == 0 || refresh > paid {
		t.Errorf("the first collection took %d paid calls and the refresh %d", paid, refresh)
	}
	months, err := p.ledger.Months(t.Context(), p.scope)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range months {
		if m.Adjustments != 0 {
			t.Errorf("%s has %d adjustments though nothing changed", m.Month, m.Adjustments)
		}
	}
	reading, err := p.usage.Read(t.Context(), p.scope, period.MonthOf(simulated.DefaultNow()))
	if err != nil {
		t.Fatal(err)
	}
	checkMeter(t, sim, reading)
}
