package e2e

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/testkit/simulated"
)

// The fixtures of section 10 of the domain handbook that concern reading and adding up. Each shows that the naive reading of the same world is wrong
// and that ours is right. Those that concern single calls (1, 12, 24, 25) are in internal/awsapi.

// fixture is a collected world and one of its whole months.
type fixture struct {
	sim   *simulated.Simulator
	parts *parts
	month period.Month
	world map[cell]money.Decimal
	st    *margin.Statement
}

func newFixture(t *testing.T) fixture {
	t.Helper()
	sim := simulated.Start(t, simulated.Options{Scenario: "reseller"})
	p := assemble(t, sim.URL, t.TempDir(), simulated.DefaultNow())
	t.Cleanup(func() { p.close(t) })
	p.collect(t, ledger.ModeBackfill)
	m := period.MonthOf(simulated.DefaultNow()).Add(-1)
	st, err := p.margin.Statement(t.Context(), p.scope, m)
	if err != nil {
		t.Fatal(err)
	}
	return fixture{sim: sim, parts: p, month: m, world: truth(t, sim, period.Range{From: m, To: m.Add(1)}), st: st}
}

// sum adds the cells of the month that match.
func (f fixture) sum(match func(cell) bool) money.Decimal {
	var d money.Decimal
	for k, v := range f.world {
		if match(k) {
			d = d.Add(v)
		}
	}
	return d
}

func TestNaiveMistakes(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	t.Run("02 support spread by cost share", func(t *testing.T) { t.Parallel(); mistake02(t, f) })
	t.Run("10 classes ignored", func(t *testing.T) { t.Parallel(); mistake10(t, f) })
	t.Run("11 AWSCost shown as My view", func(t *testing.T) { t.Parallel(); mistake11(t, f) })
	t.Run("19 a customer is one account", func(t *testing.T) { t.Parallel(); mistake19(t, f) })
	t.Run("21 the receiver's own shown as the customers'", func(t *testing.T) { t.Parallel(); mistake21(t, f) })
	t.Run("22 float money", func(t *testing.T) { t.Parallel(); mistake22(t, f) })
}

// Spreading one support total over customers by their share of cost gives every one of them a wrong amount; the view has the exact one.
func mistake02(t *testing.T, f fixture) {
	support := f.sum(func(k cell) bool { return k.view == ledger.MyView && k.recordType == "Support" })
	usage := f.sum(func(k cell) bool { return k.view == ledger.MyView && k.recordType == "Usage" })
	wrong, right := 0, 0
	for _, r := range f.st.Rows {
		exact := f.sum(func(k cell) bool { return k.customer == r.Key && k.view == ledger.MyView && k.recordType == "Support" })
		mine := f.sum(func(k cell) bool { return k.customer == r.Key && k.view == ledger.MyView && k.recordType == "Usage" })
		share, _ := mine.PercentOf(usage, 20)
		naive := support.Mul(share).Mul(number(t, "0.01"))
		if gap := naive.Sub(exact); gap.Mul(gap).Cmp(number(t, "0.0001")) > 0 { // off by more than a cent
			wrong++
		}
		if r.Figures.Support.Known && r.Figures.Support.Value.Equal(exact) {
			right++
		}
	}
	if wrong == 0 {
		t.Error("the world hides the mistake: every customer has the same share of support and cost")
	}
	if right != len(f.st.Rows) {
		t.Errorf("support is exact for %d of %d customers", right, len(f.st.Rows))
	}
}

// Looking at support and credits only leaves most of what pro forma drops unexplained; the bridge has a step for every class.
func mistake10(t *testing.T, f fixture) {
	seen := map[margin.Class]bool{}
	for _, m := range ledger.Span(simulated.DefaultNow()).Months() {
		st, err := f.parts.margin.Statement(t.Context(), f.parts.scope, m)
		if err != nil {
			t.Fatal(err)
		}
		b := st.Bridges[0]
		var naive, all money.Decimal
		for _, s := range b.Steps {
			seen[s.Class] = true
			all = all.Add(s.Effect())
			if s.Class == margin.ClassSupport || s.Class == margin.ClassCredit || s.Class == margin.ClassUsage || s.Class == margin.ClassLineItem {
				naive = naive.Add(s.Effect())
			}
		}
		if naive.Equal(b.Margin()) {
			t.Errorf("%s: the world hides the mistake: nothing but support and credits is dropped", m)
		}
		if !all.Equal(b.Margin()) {
			t.Errorf("%s: the classes explain %s of %s", m, all, b.Margin())
		}
	}
	for _, c := range []margin.Class{margin.ClassPrivateDiscount, margin.ClassBundledDiscount, margin.ClassCredit, margin.ClassRefund, margin.ClassSupport} {
		if !seen[c] {
			t.Errorf("the world has no %s, so nothing was proved of it", c)
		}
	}
	if tax := f.sum(func(k cell) bool { return k.view == ledger.MyView && k.recordType == "Tax" }); tax.IsZero() {
		t.Error("the world has no tax")
	} else if f.st.Rows[0].Figures.Tax == (margin.Figure{}) {
		t.Error("tax is not shown")
	}
}

// AWS's own cost report is not My view; we show it beside, with the difference.
func mistake11(t *testing.T, f fixture) {
	x := f.st.CrossChecks[0]
	if !x.CostDiff.Known || x.CostDiff.Value.IsZero() {
		t.Fatal("the world hides the mistake: the reports equal the view")
	}
	if f.st.Differing == 0 {
		t.Error("no customer is marked as differing")
	}
	cost := f.st.Totals[0].Figures.AWSCost.Value
	if x.ReportedCost.Equal(cost) {
		t.Error("the reported cost is shown as AWS cost")
	}
	world := f.sum(func(k cell) bool { return k.view == ledger.MyView && k.recordType != "Tax" })
	if shown := cost.Add(f.st.Totals[0].Uncompared); !shown.Equal(world) {
		t.Errorf("AWS cost is %s, the world has %s", shown, world)
	}
}

// The management account is not the customer: most of the money is in its member accounts.
func mistake19(t *testing.T, f fixture) {
	world := f.sim.World()
	for _, c := range world.Customers {
		if len(c.Members) < 2 {
			continue
		}
		r := rowOf(f.st, c.Account.ID)
		if r == nil || !r.Figures.AWSCost.Known {
			continue
		}
		naive := onlyAccount(t, f, c.Account.ID)
		if naive.Equal(r.Figures.AWSCost.Value) {
			t.Errorf("%s: the management account alone carries everything, so nothing was proved", c.Account.Name)
		}
		want := worldOf(f.world, f.month)[c.Account.ID][ledger.MyView]
		if !r.Figures.AWSCost.Value.Equal(want) {
			t.Errorf("%s: AWS cost %s, the organization has %s", c.Account.Name, r.Figures.AWSCost.Value, want)
		}
		return
	}
	t.Error("no customer has several accounts")
}

func rowOf(st *margin.Statement, id string) *margin.Row {
	for i := range st.Rows {
		if st.Rows[i].Key == id {
			return &st.Rows[i]
		}
	}
	return nil
}

// Adding floats rounded to cents does not give the bill; decimals do.
func mistake22(t *testing.T, f fixture) {
	wrong := 0
	for _, r := range f.st.Rows {
		if !r.Figures.AWSCost.Known {
			continue
		}
		var naive float64
		for k, d := range f.world {
			if k.customer == r.Key && k.view == ledger.MyView && k.recordType != "Tax" {
				x, err := strconv.ParseFloat(d.String(), 64)
				if err != nil {
					t.Fatal(err)
				}
				naive += math.Round(x*100) / 100
			}
		}
		want := worldOf(f.world, f.month)[r.Key][ledger.MyView]
		if strconv.FormatFloat(naive, 'f', -1, 64) != want.String() {
			wrong++
		}
		if r.Figures.AWSCost.Value.String() != want.String() {
			t.Errorf("%s: %s, want %s", r.Label, r.Figures.AWSCost.Value, want)
		}
		if _, decimals, _ := strings.Cut(want.String(), "."); len(decimals) > 2 {
			wrong++
		}
	}
	if wrong == 0 {
		t.Error("the world hides the mistake: every amount is a whole number of cents")
	}
}
