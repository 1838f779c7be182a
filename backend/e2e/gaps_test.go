package e2e

import (
	"context"
	"flag"
	"slices"
	"strings"
	"testing"
	"time"

	"portal.example/backend/internal/gaps"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/testkit/simulated"
)

// A thousand customers take minutes, so only `make test/scale` asks for them.
var gapsOfLarge = flag.Bool("gaps.large", false, "close the gaps of a thousand customers too") //nolint:gochecknoglobals // a flag of the test binary

// planned tells the gaps which of them a plan will close.
type planned struct{ p *parts }

func (u planned) Planned(ctx context.Context, sc scope.Scope, m period.Month) (map[gaps.Key]plans.ID, error) {
	all, err := u.p.plans.Unfinished(ctx, sc)
	of := map[gaps.Key]plans.ID{}
	for cover, id := range all {
		if cover.Month == m {
			of[gaps.Key{CustomerID: cover.CustomerID, Class: gaps.Class(cover.Class)}] = id
		}
	}
	return of, err
}

// gapRows are all gaps of a month, by customer and class.
func (p *parts) gapRows(t testing.TB, m period.Month) map[gaps.Key]*gaps.Gap {
	t.Helper()
	list, err := p.gaps.List(t.Context(), gaps.ListInput{Scope: p.scope, Month: m, Query: whole})
	if err != nil {
		t.Fatal(err)
	}
	all := map[gaps.Key]*gaps.Gap{}
	for _, g := range list.Page.Matched {
		all[g.Key] = g
	}
	return all
}

// plan makes a plan and applies it.
func (p *parts) plan(t testing.TB, r plans.Request) plans.View {
	t.Helper()
	v, err := p.plans.Create(t.Context(), plans.CreateInput{Scope: p.scope, Receiver: receiver, Request: r})
	if err != nil {
		t.Fatal(err)
	}
	v = p.apply(t, v.ID, v.Hash)
	if v.Now != plans.Applied {
		t.Fatalf("the plan is %s: %s", v.Now, v.Note)
	}
	return v
}

// planItems are all items of a plan.
func (p *parts) planItems(t testing.TB, id plans.ID) []plans.Item {
	t.Helper()
	page, err := p.plans.Items(t.Context(), p.scope, id, paging.Query{Limit: paging.MaxLimit, Match: paging.All})
	if err != nil {
		t.Fatal(err)
	}
	return page.Matched
}

// After one plan for all gaps of last month, every gap that is passed through is 0.00, nothing is left to plan, and the Showback that Cost Explorer answers is that of a world in
// which nobody did anything plus exactly what was planned: customer by customer, in that month and in no other.
func TestAllGapsAreClosedToTheLastDigit(t *testing.T) {
	t.Parallel()
	scenarios := []string{"reseller", "awkward"}
	if *gapsOfLarge {
		scenarios = append(scenarios, "large")
	}
	for _, scenario := range scenarios {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			closeAllGaps(t, scenario)
		})
	}
}

func closeAllGaps(t *testing.T, scenario string) {
	now, dir := simulated.DefaultNow(), t.TempDir()
	later := now.Add(49 * time.Hour) // AWS's delay for the month before is 48 hours
	m := period.MonthOf(now).Add(-1)
	sim := simulated.Start(t, simulated.Options{Scenario: scenario})
	p := assemble(t, sim.URL, dir, now)
	if job := p.collect(t, ledger.ModeBackfill); job.Status != jobs.StatusSucceeded {
		t.Fatalf("collection ended as %s: %s", job.Status, job.Message)
	}
	before := p.gapRows(t, m)
	v := p.plan(t, plans.Request{Gaps: &plans.Gaps{Period: m}})
	moved := p.checkPlan(t, m, v.ID, before)
	open := 0
	for key, g := range p.gapRows(t, m) {
		if !g.Known || g.Policy.Mode != gaps.PassThrough || g.Status != gaps.Covered && before[key].Proposal == nil {
			continue // what cannot be written stays as it is, and says why
		}
		open++
		if gap := g.Gap().Round(2); !gap.IsZero() || g.Status != gaps.Covered || g.Proposal != nil {
			t.Errorf("%s of %s is %s with a gap of %s", g.Class, g.CustomerName, g.Status, g.Gap())
		}
	}
	if open == 0 || len(moved) == 0 {
		t.Fatalf("nothing was proved: %d gaps of %d customers", open, len(moved))
	}
	if _, err := p.plans.Create(t.Context(), plans.CreateInput{Scope: p.scope, Receiver: receiver, Request: plans.Request{Gaps: &plans.Gaps{Period: m}}}); err == nil {
		t.Error("there is something to plan after everything was closed")
	}
	p.close(t)

	sim.SetClock(later)
	p = assemble(t, sim.URL, dir, later)
	defer p.close(t)
	if job := p.collect(t, ledger.ModeVerify); job.Status != jobs.StatusSucceeded {
		t.Fatalf("collection ended as %s: %s", job.Status, job.Message)
	}
	untouched := simulated.Start(t, simulated.Options{Scenario: scenario})
	untouched.SetClock(later)
	span := ledger.Span(later)
	want := truth(t, untouched, span)
	for customer, d := range moved {
		for recordType, amount := range d {
			c := cell{customer, m.String(), ledger.Showback, recordType, "AWS Billing Conductor"}
			want[c] = want[c].Add(amount)
		}
	}
	sameCells(t, "Showback after all gaps were closed", want, p.kept(t, span))
}

// checkPlan proves that a plan has an item for every proposal, for the month, with its sign, and returns what it moves: by customer, then by record type.
func (p *parts) checkPlan(t *testing.T, m period.Month, id plans.ID, before map[gaps.Key]*gaps.Gap) map[string]map[string]money.Decimal {
	t.Helper()
	sums, moved := map[gaps.Key]money.Decimal{}, map[string]map[string]money.Decimal{}
	for _, it := range p.planItems(t, id) {
		l := it.Line
		if l.Month != m || l.Recurring || (l.Amount.Sign() < 0) != l.Credit {
			t.Errorf("item %s: %+v", it.ID, l)
		}
		key := gaps.Key{CustomerID: it.CustomerID, Class: gaps.Class(l.Class)}
		sums[key] = sums[key].Add(*l.Amount)
		if moved[it.CustomerID] == nil {
			moved[it.CustomerID] = map[string]money.Decimal{}
		}
		recordType := "Fee"
		if l.Credit {
			recordType = "Credit"
		}
		moved[it.CustomerID][recordType] = moved[it.CustomerID][recordType].Add(*l.Amount)
	}
	for key, g := range before {
		switch sum, ok := sums[key]; {
		case (g.Proposal != nil) != ok:
			t.Errorf("%s: proposal %v, planned %t", key.ID(), g.Proposal, ok)
		case ok && !sum.Equal(*g.Proposal):
			t.Errorf("%s: planned %s of %s", key.ID(), sum, g.Proposal)
		}
	}
	return moved
}

// The mistakes of section 10 of the domain handbook that are about gaps, on the world with every odd case.
func TestNaiveMistakesOfGaps(t *testing.T) { //nolint:tparallel // its parts write line items, so they come one after the other
	t.Parallel()
	now := simulated.DefaultNow()
	m := period.MonthOf(now).Add(-1)
	sim := simulated.Start(t, simulated.Options{Scenario: "awkward"})
	p := assemble(t, sim.URL, t.TempDir(), now)
	defer p.close(t)
	p.collect(t, ledger.ModeBackfill)
	f := fixture{sim: sim, parts: p, month: m, world: truth(t, sim, ledger.Span(now))}
	t.Run("02 a total spread by cost", func(t *testing.T) { gapMistake02(t, f) })
	t.Run("10 classes ignored", func(t *testing.T) { gapMistake10(t, f) })
	t.Run("03 signs taken off", func(t *testing.T) { gapMistake03(t, f) })
	t.Run("08 a name as proof", func(t *testing.T) { gapMistake08(t, f) })
	t.Run("09 another month's coverage", func(t *testing.T) { gapMistake09(t, f) })
	t.Run("04 written into this month", func(t *testing.T) { gapMistake04(t, f) })
	t.Run("a credit of the wrong customer", func(t *testing.T) { wrongCustomer(t, f) })
}

// classesOf says by AWS's words alone which charges pro forma drops.
var classesOf = map[string]gaps.Class{ //nolint:gochecknoglobals // a constant table
	"Support": gaps.ClassSupport, "Credit": gaps.ClassCredit, "Refund": gaps.ClassRefund, "Tax": gaps.ClassTax, "Bundled Discount": gaps.ClassBundledDiscount,
	"Solution Provider Program Discount": gaps.ClassPrivateDiscount, "Other": gaps.ClassOther,
}

// dropped is what the world itself says that each customer does not see of a month.
func (f fixture) dropped(m period.Month) map[gaps.Key]money.Decimal {
	all := map[gaps.Key]money.Decimal{}
	for k, v := range f.world {
		if class, ok := classesOf[k.recordType]; ok && k.view == ledger.MyView && k.month == m.String() {
			key := gaps.Key{CustomerID: k.customer, Class: class}
			all[key] = all[key].Add(v)
		}
	}
	return all
}

// judge counts the customers of whom a method of measuring a class says something else than the world, by more than half a cent. Customers without exact figures are not judged.
func (f fixture) judge(t testing.TB, class gaps.Class, method func(customer string) money.Decimal) (wrong, judged int) {
	t.Helper()
	exact := f.dropped(f.month)
	for key, g := range f.parts.gapRows(t, f.month) {
		if key.Class != class || !g.Known {
			continue
		}
		judged++
		if d := magnitude(method(key.CustomerID).Sub(exact[key])); d.Cmp(number(t, "0.005")) >= 0 {
			wrong++
		}
	}
	return wrong, judged
}

// Support and credits that are spread by share of cost come to the right total and are wrong for the customers; the same judge finds nothing wrong with ours.
func gapMistake02(t *testing.T, f fixture) {
	rows := f.parts.gapRows(t, f.month)
	usage, allUsage := map[string]money.Decimal{}, money.Zero
	for k, v := range f.world {
		if k.view == ledger.MyView && k.recordType == "Usage" && k.month == f.month.String() {
			usage[k.customer], allUsage = usage[k.customer].Add(v), allUsage.Add(v)
		}
	}
	for _, class := range []gaps.Class{gaps.ClassSupport, gaps.ClassCredit, gaps.ClassTax} {
		var total money.Decimal
		for key, d := range f.dropped(f.month) {
			if key.Class == class {
				total = total.Add(d)
			}
		}
		spread := func(customer string) money.Decimal {
			share, _ := usage[customer].PercentOf(allUsage, 20)
			return total.Percent(share, 10)
		}
		ours := func(customer string) money.Decimal { return rows[gaps.Key{CustomerID: customer, Class: class}].MyView }
		if wrong, judged := f.judge(t, class, spread); wrong == 0 || judged == 0 {
			t.Errorf("%s: the world hides the mistake: %d of %d customers are wrong", class, wrong, judged)
		}
		if wrong, judged := f.judge(t, class, ours); wrong != 0 || judged == 0 {
			t.Errorf("%s is wrong for %d of %d customers", class, wrong, judged)
		}
	}
}

// Every class that pro forma drops has a row in every month, with exactly what the world has, and there is no other row.
func gapMistake10(t *testing.T, f fixture) {
	seen := map[gaps.Class]int{}
	naive, all := money.Zero, money.Zero
	for _, m := range ledger.Span(simulated.DefaultNow()).Months() {
		exact, rows := f.dropped(m), f.parts.gapRows(t, m)
		for key, g := range rows {
			if !g.Known {
				continue
			}
			seen[key.Class]++
			all = all.Add(g.MyView)
			if key.Class == gaps.ClassSupport || key.Class == gaps.ClassCredit {
				naive = naive.Add(g.MyView)
			}
			if !g.MyView.Equal(exact[key]) {
				t.Errorf("%s: %s is %s, the world has %s", m, key.ID(), g.MyView, exact[key])
			}
		}
		for key, d := range exact {
			if rows[key] == nil && !d.IsZero() {
				t.Errorf("%s: %s has no row, the world has %s", m, key.ID(), d)
			}
		}
	}
	for recordType, class := range classesOf {
		if seen[class] == 0 {
			t.Errorf("the world has no %s that is known, so nothing was proved of it", recordType)
		}
	}
	if naive.Equal(all) {
		t.Error("the world hides the mistake: nothing but support and credits is dropped")
	}
}

// Credits and refunds are rows of their own with the sign they have; a credit that AWS took back is planned as a fee. Added up without signs they would be one larger credit.
func gapMistake03(t *testing.T, f fixture) {
	naive, credits, refunds, reversals := money.Zero, money.Zero, money.Zero, 0
	for _, m := range ledger.Span(simulated.DefaultNow()).Months() {
		for key, g := range f.parts.gapRows(t, m) {
			switch {
			case !g.Known:
			case key.Class == gaps.ClassCredit:
				naive, credits = naive.Add(magnitude(g.MyView)), credits.Add(g.MyView)
			case key.Class == gaps.ClassRefund:
				naive, refunds = naive.Add(magnitude(g.MyView)), refunds.Add(g.MyView)
			}
		}
	}
	w, err := f.parts.gaps.Propose(t.Context(), f.parts.scope, plans.Request{Gaps: &plans.Gaps{Period: f.month}})
	if err != nil {
		t.Fatal(err)
	}
	exact := f.dropped(f.month)
	for _, i := range w.Items {
		key := gaps.Key{CustomerID: i.CustomerID, Class: gaps.Class(i.Class)}
		if key.Class == gaps.ClassCredit && !i.Credit {
			reversals++
		}
		if !i.Amount.Equal(exact[key]) || i.Credit != (exact[key].Sign() < 0) {
			t.Errorf("%s: %s, the world has %s", key.ID(), i.Amount, exact[key])
		}
	}
	if refunds.Sign() >= 0 || reversals == 0 || naive.Equal(credits.Neg()) || naive.Equal(credits.Add(refunds).Neg()) {
		t.Errorf("the world hides the mistake: refunds %s, %d reversals, %s and %s", refunds, reversals, naive, credits)
	}
}

// An item with "support" in its name proves nothing. Once a person said what it stands for, it counts by what it comes to, although it is a percentage.
func gapMistake08(t *testing.T, f fixture) {
	values, err := f.parts.lineItems.Values(t.Context(), f.parts.scope, f.month)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(values.Rows, func(r lineitems.Row) bool {
		return strings.Contains(r.Name, "support") && r.Percent != nil && r.Status == lineitems.StatusActive && r.Amount.Known && !r.Amount.Value.IsZero() && f.parts.gapRows(t, f.month)[gaps.Key{CustomerID: r.CustomerID, Class: gaps.ClassSupport}] != nil
	})
	if i < 0 {
		t.Fatal("the world has no percentage with support in its name")
	}
	item := values.Rows[i]
	key := gaps.Key{CustomerID: item.CustomerID, Class: gaps.ClassSupport}
	if g := f.parts.gapRows(t, f.month)[key]; g.Status != gaps.Open || !g.Carried.IsZero() {
		t.Errorf("by its name the item carries %s: %s", g.Carried, g.Status)
	}
	if _, err := f.parts.lineItems.Attribute(t.Context(), lineitems.AttributeInput{Scope: f.parts.scope, Receiver: receiver, ID: item.ID(), Class: lineitems.ClassSupport}); err != nil {
		t.Fatal(err)
	}
	if g := f.parts.gapRows(t, f.month)[key]; !g.Carried.Equal(item.Amount.Value) || g.Status == gaps.Open || g.Items[0] != item.ID() {
		t.Errorf("it comes to %s and carries %s: %s", item.Amount.Value, g.Carried, g.Status)
	}
}

// creditOf is a customer who has a known and unplanned credit; except some.
func (f fixture) creditOf(t testing.TB, except ...string) *gaps.Gap {
	t.Helper()
	var found *gaps.Gap
	for key, g := range f.parts.gapRows(t, f.month) {
		if key.Class == gaps.ClassCredit && g.Proposal != nil && g.MyView.Sign() < 0 && g.Currency == money.USD && !slices.Contains(except, key.CustomerID) && (found == nil || key.CustomerID < found.CustomerID) {
			found = g
		}
	}
	if found == nil {
		t.Fatal("the world has no customer with a credit")
	}
	return found
}

// byHand credits a customer by hand, as an item that stands for credits.
func (f fixture) byHand(t testing.TB, m period.Month, customer string, amount money.Decimal) {
	t.Helper()
	f.parts.plan(t, plans.Request{LineItems: &plans.LineItems{Items: []plans.LineItemDraft{{
		CustomerID: customer, Type: lineitems.TypeCredit, Charge: magnitude(amount).String(), Currency: money.USD, Period: m, Description: "AWS credits", Class: string(lineitems.ClassCredit),
	}}}})
}

// What this month's items carry covers nothing of last month.
func gapMistake09(t *testing.T, f fixture) {
	g := f.creditOf(t)
	f.byHand(t, f.month.Add(1), g.CustomerID, g.MyView)
	if after := f.parts.gapRows(t, f.month)[g.Key]; after.Status != gaps.Open || !after.Gap().Equal(g.Gap()) {
		t.Errorf("a credit of %s covers %s: %s", f.month.Add(1), f.month, after.Status)
	}
}

// A gap of last month is written into last month, and this month's items are what they were.
func gapMistake04(t *testing.T, f fixture) {
	g := f.creditOf(t)
	this := len(f.parts.items(t, f.month.Add(1)).Page.Matched)
	v := f.parts.plan(t, plans.Request{Gaps: &plans.Gaps{Period: f.month, GapIDs: []string{g.ID()}}})
	for _, it := range f.parts.planItems(t, v.ID) {
		if it.Line.Month != f.month || it.Line.Recurring {
			t.Errorf("%+v", it.Line)
		}
	}
	// The list of a month has those that ended with the month before: the item is there, ended, and adds nothing.
	for _, r := range f.parts.items(t, f.month.Add(1)).Page.Matched {
		if r.Attribution.Plan == string(v.ID) && r.Status == lineitems.StatusActive {
			t.Errorf("%s is charged in %s too", r.Name, f.month.Add(1))
		}
	}
	if n := len(f.parts.items(t, f.month.Add(1)).Page.Matched); n < this {
		t.Errorf("%d items of this month became %d", this, n)
	}
	if after := f.parts.gapRows(t, f.month)[g.Key]; after.Status != gaps.Covered {
		t.Errorf("the gap is %s", after.Status)
	}
}

// The credit of one customer is given to another: in sum nothing is missing, and both rows say that something is wrong, with what mends it.
func wrongCustomer(t *testing.T, f fixture) {
	owner := f.creditOf(t)
	other := f.creditOf(t, owner.CustomerID)
	sum := func() (missing money.Decimal) {
		for _, key := range []gaps.Key{owner.Key, other.Key} {
			missing = missing.Add(f.parts.gapRows(t, f.month)[key].Gap())
		}
		return missing
	}
	f.byHand(t, f.month, other.CustomerID, owner.MyView.Add(other.MyView))
	if missing := sum().Round(2); !missing.IsZero() {
		t.Errorf("in sum %s is missing, so the mistake would be seen by anybody", missing)
	}
	rows := f.parts.gapRows(t, f.month)
	if g := rows[owner.Key]; g.Status != gaps.Open || !g.Proposal.Equal(owner.MyView) {
		t.Errorf("who has the credit is %s with a proposal of %v, want %s", g.Status, g.Proposal, owner.MyView)
	}
	if g := rows[other.Key]; g.Status != gaps.Over || !g.Proposal.Equal(owner.MyView.Neg()) {
		t.Errorf("who got it is %s with a proposal of %v, want %s", g.Status, g.Proposal, owner.MyView.Neg())
	}
}
