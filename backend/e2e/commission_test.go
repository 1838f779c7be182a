package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/commission"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/testkit/simulated"
)

// commissions is the room over the parts, of which plans know.
func (p *parts) commissions(t testing.TB, now time.Time) *commission.Service {
	t.Helper()
	room, err := commission.New(commission.Config{Items: p.lineItems, Directory: p.transfers, Ledger: p.ledger, Clock: clock.Fixed(now)})
	if err != nil {
		t.Fatal(err)
	}
	p.plans.Register(plans.ChargeCommission, room)
	return room
}

func (p *parts) charge(t testing.TB, in plans.Commission) plans.View {
	t.Helper()
	v, err := p.plans.Create(t.Context(), plans.CreateInput{Scope: p.scope, Receiver: receiver, Request: plans.Request{Commission: &in}})
	if err != nil {
		t.Fatal(err)
	}
	if v = p.apply(t, v.ID, v.Hash); v.Status != plans.Applied {
		t.Fatalf("the plan is %s: %s", v.Status, v.Note)
	}
	return v
}

// carried is what Showback of a month carries of custom line items, by customer, and what it has without them and without tax.
func (p *parts) carried(t testing.TB, m period.Month) (items, rest map[string]money.Decimal) {
	t.Helper()
	portfolio, _, err := p.ledger.Portfolio(t.Context(), p.scope, m)
	if err != nil {
		t.Fatal(err)
	}
	items, rest = map[string]money.Decimal{}, map[string]money.Decimal{}
	for _, c := range portfolio.Customers {
		for class, amount := range c.Showback.Classes {
			if class == string(margin.ClassLineItem) {
				items[c.CustomerID] = items[c.CustomerID].Add(amount)
			} else {
				rest[c.CustomerID] = rest[c.CustomerID].Add(amount)
			}
		}
	}
	return items, rest
}

// list is the commissions of a month, by customer.
func commissionsOf(t testing.TB, p *parts, room *commission.Service, m period.Month) map[string]commission.Row {
	t.Helper()
	list, err := room.List(t.Context(), commission.ListInput{Scope: p.scope, Month: m, Query: whole})
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]commission.Row{}
	for _, r := range list.Page.Matched {
		rows[r.CustomerID] = r
	}
	return rows
}

// A commission of 10 percent of last month, for every customer that has none: after AWS's delay Showback of that month carries a tenth of its base more, to the last digit, of these customers
// alone, and no other month carries anything.
func TestACommissionChangesShowbackByItsPercentage(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{Scenario: "reseller"})
	now, dir := simulated.DefaultNow(), t.TempDir()
	m := period.MonthOf(now).Add(-1)
	p := assemble(t, sim.URL, dir, now)
	p.collect(t, ledger.ModeBackfill)
	before, _ := p.carried(t, m)
	untouched, _ := p.carried(t, m.Add(-1))
	p.commissions(t, now)
	v := p.charge(t, plans.Commission{Percent: "10", Period: m})
	page, err := p.plans.Items(t.Context(), p.scope, v.ID, whole)
	if err != nil {
		t.Fatal(err)
	}
	charged := map[string]bool{}
	for _, it := range page.Matched {
		charged[it.CustomerID] = true
		i := slices.IndexFunc(sim.World().LineItems, func(l simulated.LineItem) bool { return l.ARN == it.Made })
		if i < 0 {
			t.Fatalf("the world has no item %s of %s", it.Made, it.Label)
		}
		l := sim.World().LineItems[i]
		if l.Charge.Type != "FEE" || l.Charge.Percentage != "10" || !slices.Equal(l.Charge.AssociatedValues, []string{l.BillingGroupARN}) || l.Period.Start != m.String() || l.Period.End != m.Add(1).String() {
			t.Errorf("%s: %+v", it.Label, l)
		}
	}
	if len(charged) < 10 || len(charged) != v.ItemCount {
		t.Fatalf("%d items for %d customers", v.ItemCount, len(charged))
	}
	p.close(t)

	later := now.Add(49 * time.Hour)
	sim.SetClock(later)
	p = assemble(t, sim.URL, dir, later)
	defer p.close(t)
	p.collect(t, ledger.ModeRefresh)
	after, rest := p.carried(t, m)
	rows := commissionsOf(t, p, p.commissions(t, later), m)
	for id, base := range rest {
		want := money.Zero
		if charged[id] {
			want = base.Percent(money.FromInt(10), 10)
		}
		if got := after[id].Sub(before[id]); !got.Equal(want) {
			t.Errorf("%s: Showback moved by %s, 10 %% of %s is %s", id, got, base, want)
		}
		r := rows[id]
		if charged[id] && (r.Status != commission.StatusActive || r.Percent.String() != "10" || !r.Amount.Known || !r.Amount.Value.Equal(want) || r.Recurring || r.Ends != m) {
			t.Errorf("%s is listed with %+v", id, r)
		}
	}
	checkReconciliation(t, m, p.items(t, m))
	if still, _ := p.carried(t, m.Add(-1)); len(still) != len(untouched) {
		t.Errorf("the month before carries items of %d customers, before of %d", len(still), len(untouched))
	} else {
		for id, was := range untouched {
			if !still[id].Equal(was) {
				t.Errorf("%s: the month before moved from %s to %s", id, was, still[id])
			}
		}
	}
	for id, r := range commissionsOf(t, p, p.commissions(t, later), m.Add(1)) {
		if charged[id] && r.Status == commission.StatusActive {
			t.Errorf("%s: the month after has %+v", id, r)
		}
	}
}

// Naive mistake 6: a commission that is associated to nothing looks like money and charges 0.00. It is listed as such; replaced by one that the portal makes, it charges, and the months before
// keep what they had.
func TestACommissionOfNothingIsSeenAndReplaced(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{Scenario: "awkward"})
	now, dir := simulated.DefaultNow(), t.TempDir()
	m := period.MonthOf(now).Add(-1)
	p := assemble(t, sim.URL, dir, now)
	p.collect(t, ledger.ModeBackfill)
	room := p.commissions(t, now)
	var empty commission.Row
	for _, r := range commissionsOf(t, p, room, m) {
		if r.Status == commission.StatusWithoutBase {
			empty = r
		}
	}
	if empty.CustomerID == "" || !empty.Amount.Known || !empty.Amount.Value.IsZero() || !empty.Base.Value.IsZero() {
		t.Fatalf("the world has no commission of nothing: %+v", empty)
	}
	bases, err := p.lineItems.Bases(t.Context(), p.scope, m, false)
	if err != nil || bases[empty.CustomerID].Amount.Percent(*empty.Percent, 10).IsZero() {
		t.Fatalf("the world hides the mistake: %+v (%v)", bases[empty.CustomerID], err)
	}
	replace := plans.Commission{Percent: "7.5", Period: m, Existing: "replace", CustomerIDs: []string{empty.CustomerID}}
	// Nobody said what the item stands for, so it is not touched.
	_, err = p.plans.Create(t.Context(), plans.CreateInput{Scope: p.scope, Receiver: receiver, Request: plans.Request{Commission: &replace}})
	if err == nil || !strings.Contains(err.Error(), "say what it stands for") {
		t.Fatalf("an item that nobody attributed is replaced: %v", err)
	}
	if _, err := p.lineItems.Attribute(t.Context(), lineitems.AttributeInput{Scope: p.scope, Receiver: receiver, ID: empty.ItemIDs[0], Class: lineitems.ClassCommission}); err != nil {
		t.Fatal(err)
	}
	before, _ := p.carried(t, m)
	if v := p.charge(t, replace); v.ItemCount != 2 {
		t.Errorf("%d items", v.ItemCount)
	}
	p.close(t)

	later := now.Add(49 * time.Hour)
	sim.SetClock(later)
	p = assemble(t, sim.URL, dir, later)
	defer p.close(t)
	p.collect(t, ledger.ModeRefresh)
	after, rest := p.carried(t, m)
	want := rest[empty.CustomerID].Percent(sevenAndAHalf(t), 10)
	if got := after[empty.CustomerID].Sub(before[empty.CustomerID]); !got.Equal(want) || want.IsZero() {
		t.Errorf("Showback moved by %s, want %s", got, want)
	}
	room = p.commissions(t, later)
	if r := commissionsOf(t, p, room, m)[empty.CustomerID]; r.Status != commission.StatusActive || len(r.ItemIDs) != 1 || !r.Amount.Value.Equal(want) {
		t.Errorf("%+v", r)
	}
	if r := commissionsOf(t, p, room, m.Add(1))[empty.CustomerID]; r.Status != commission.StatusNone {
		t.Errorf("the item that was replaced charges in the month after: %+v", r)
	}
	if r := commissionsOf(t, p, room, m.Add(-1))[empty.CustomerID]; r.Status != commission.StatusWithoutBase {
		t.Errorf("the month before lost what it had: %+v", r)
	}
}

// In the running month a commission is replaced by ending it with the month before: that one keeps it.
func TestACommissionIsEndedWhereANewOneBegins(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	now := simulated.DefaultNow()
	m := period.MonthOf(now)
	p := assemble(t, sim.URL, t.TempDir(), now)
	defer p.close(t)
	p.collect(t, ledger.ModeBackfill)
	room := p.commissions(t, now)
	var old commission.Row
	for _, r := range commissionsOf(t, p, room, m) {
		if r.Status == commission.StatusWithoutBase && r.Recurring {
			old = r
		}
	}
	if old.CustomerID == "" {
		t.Fatal("the world has no commission that repeats")
	}
	if _, err := p.lineItems.Attribute(t.Context(), lineitems.AttributeInput{Scope: p.scope, Receiver: receiver, ID: old.ItemIDs[0], Class: lineitems.ClassCommission}); err != nil {
		t.Fatal(err)
	}
	v := p.charge(t, plans.Commission{Percent: "15", Period: m, Recurring: true, Existing: "replace", CustomerIDs: []string{old.CustomerID}})
	if v.Recurring != 1 || !slices.ContainsFunc(v.Warnings, func(w plans.Warning) bool { return w.Code == "recurring" }) {
		t.Errorf("a commission that repeats is not warned of: %+v", v.Warnings)
	}
	kept := map[string]simulated.LineItem{}
	for _, l := range sim.World().LineItems {
		if strings.HasSuffix(l.ARN, "/"+old.ItemIDs[0]) {
			kept["old"] = l
		} else if strings.HasPrefix(l.Name, "commission-"+m.String()+"-btp_") {
			kept["new"] = l
		}
	}
	if l := kept["old"]; l.Period.Start != old.Starts.String() || l.Period.End != m.String() {
		t.Errorf("the old one is %+v", l.Period)
	}
	if l := kept["new"]; l.Period.Start != m.String() || l.Period.End != "" || l.Charge.Percentage != "15" || len(l.Charge.AssociatedValues) != 1 {
		t.Errorf("the new one is %+v", l)
	}
	p.collect(t, ledger.ModeRefresh)
	if r := commissionsOf(t, p, room, m)[old.CustomerID]; r.Status != commission.StatusActive || r.Percent.String() != "15" || !r.Recurring || r.Starts != m {
		t.Errorf("in the month: %+v", r)
	}
	if r := commissionsOf(t, p, room, m.Add(-1))[old.CustomerID]; r.Status != commission.StatusWithoutBase || r.Ends != m.Add(-1) {
		t.Errorf("in the month before: %+v", r)
	}
}

func sevenAndAHalf(t testing.TB) money.Decimal {
	t.Helper()
	d, err := money.ParseDecimal("7.5")
	if err != nil {
		t.Fatal(err)
	}
	return d
}
