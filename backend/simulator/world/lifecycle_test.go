package world

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"portal.example/simulator/scenario"
)

func TestScenariosHaveTheirSizes(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct{ customers, members int }{
		scenario.Tiny: {3, 7}, scenario.Awkward: {29, 350}, scenario.Reseller: {24, 60}, scenario.Large: {1_000, 5_000},
	} {
		w := build(t, name, present)
		members, ids := 0, map[string]bool{ReceiverAccountID: true}
		for _, c := range w.Customers() {
			members += len(c.Members)
			for _, a := range append([]Account{c.Account}, c.Members...) {
				if len(a.ID) != 12 || ids[a.ID] || a.Name == "" || len([]rune(a.Name)) > 50 || !strings.Contains(a.Email, "@") {
					t.Errorf("%s: bad or repeated account %+v", name, a)
				}
				ids[a.ID] = true
			}
		}
		if len(w.Customers()) != want.customers || members < want.members {
			t.Errorf("%s has %d customers and %d members, want %d and at least %d", name, len(w.Customers()), members, want.customers, want.members)
		}
	}
	if _, err := New(Config{Scenario: "huge", Clock: NewFrozenClock(present)}); err == nil {
		t.Error("an unknown scenario is built")
	}
	if _, err := New(Config{Scenario: scenario.Tiny}); err == nil {
		t.Error("a world is built without a clock")
	}
}

func TestEveryLifecycleIsPresent(t *testing.T) {
	t.Parallel()
	for _, name := range []string{scenario.Reseller, scenario.Large} {
		w := build(t, name, present)
		found := map[string]bool{}
		names := map[string]bool{}
		for _, tr := range w.Transfers(Inbound) {
			state := string(tr.Status)
			switch {
			case tr.Status == TransferAccepted && tr.Start.After(present):
				state = "scheduled"
			case tr.Status == TransferWithdrawn && tr.End.After(present):
				state = "ending"
			case tr.Status == TransferWithdrawn:
				state = "ended"
			}
			found[state] = true
			if names[tr.ID] {
				t.Errorf("%s: transfer %s twice", name, tr.ID)
			}
			names[tr.ID] = true
			if tr.Start.Day() != 1 || !tr.Start.Equal(tr.Start.Truncate(24*time.Hour)) {
				t.Errorf("%s: transfer %s starts at %s", name, tr.ID, tr.Start)
			}
			for _, r := range tr.Name {
				if r < ' ' || r > '~' {
					t.Errorf("%s: transfer name %q is not ASCII", name, tr.Name)
				}
			}
		}
		for _, state := range []string{"REQUESTED", "DECLINED", "CANCELED", "EXPIRED", "ACCEPTED", "scheduled", "ending", "ended"} {
			if !found[state] {
				t.Errorf("%s has no %s transfer", name, state)
			}
		}
		for _, trait := range []string{
			scenario.TraitHealthy, scenario.TraitNegativeMargin, scenario.TraitNoGroup, scenario.TraitFormerGroup, scenario.TraitStartedMid,
			scenario.TraitReturned, scenario.TraitIdleFirstMonth, scenario.TraitZeroInvoice, scenario.TraitHostileName,
		} {
			withTrait(t, w, trait)
		}
	}
}

// TestViewsLiveWithinTheirTransfers: no view has a month that its transfer does not bill, and an
// account that is billed is priced from the first month of a group on.
func TestViewsLiveWithinTheirTransfers(t *testing.T) {
	t.Parallel()
	for _, name := range scenario.Names() {
		w := build(t, name, present)
		for _, account := range w.Payers() {
			as, _ := w.As(account)
			lives := map[string]BillingView{}
			for _, v := range as.Views(ViewFilter{Types: []ViewType{ViewMy}}) {
				lives[v.TransferID] = v
			}
			for _, v := range as.Views(ViewFilter{Types: []ViewType{ViewShowback}}) {
				life, ok := lives[v.TransferID]
				if !ok || v.ActiveFrom < life.ActiveFrom || life.ActiveTo != 0 && (v.ActiveTo == 0 || v.ActiveTo > life.ActiveTo) {
					t.Errorf("%s: %s lives from %s to %s, its transfer from %s to %s", name, v.ARN, v.ActiveFrom, v.ActiveTo, life.ActiveFrom, life.ActiveTo)
				}
			}
		}
	}
}

// TestEveryAwkwardTraitIsInLarge: what scale is measured on has every odd case.
func TestEveryAwkwardTraitIsInLarge(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Large, present)
	for _, c := range build(t, scenario.Awkward, present).Customers() {
		for _, trait := range c.Traits {
			withTrait(t, w, trait)
		}
	}
}

// TestTheFirstListedViewIsAWrongOne plants mistake 12: without a month, the list begins with
// views that say nothing about the present.
func TestTheFirstListedViewIsAWrongOne(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Reseller, present)
	m := MonthOf(present)
	for trait, kinds := range map[string][]ViewType{
		scenario.TraitReturned:    {ViewMy, ViewShowback},
		scenario.TraitFormerGroup: {ViewShowback},
	} {
		c := withTrait(t, w, trait)
		for _, kind := range kinds {
			all := w.Views(ViewFilter{SourceAccountID: c.Account.ID, Types: []ViewType{kind}})
			if len(all) != 2 {
				t.Fatalf("%s: %d %s views ever, want 2", trait, len(all), kind)
			}
			if now := viewIn(t, w, c.Account.ID, kind, m); now.ARN == all[0].ARN {
				t.Errorf("%s: the first %s view is the present one", trait, kind)
			}
			if rows := must(w.Rows(all[0].ARN, m))(t); len(rows) != 0 {
				t.Errorf("%s: the former view has %d rows in %s", trait, len(rows), m)
			}
			if rows := must(w.Rows(all[0].ARN, all[0].ActiveTo))(t); len(rows) == 0 {
				t.Errorf("%s: the former view is empty in its last month", trait)
			}
		}
	}
}

func TestViewsLiveAsLongAsTheirTransfers(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Reseller, present)
	m := MonthOf(present)
	scheduled := withTrait(t, w, scenario.TraitScheduled)
	if views := w.Views(ViewFilter{SourceAccountID: scheduled.Account.ID}); len(views) != 0 {
		t.Errorf("a scheduled transfer has %d views", len(views))
	}
	pending := 0
	for _, g := range w.BillingGroups() {
		if g.PrimaryAccountID == scheduled.Account.ID && g.Status == GroupPending {
			pending++
		}
	}
	ending := withTrait(t, w, scenario.TraitEnding)
	ended := withTrait(t, w, scenario.TraitEnded)
	last := w.Views(ViewFilter{SourceAccountID: ended.Account.ID, Types: []ViewType{ViewMy}})[0]
	if rows := must(w.Rows(last.ARN, last.ActiveTo))(t); len(rows) == 0 || last.ActiveTo >= m {
		t.Errorf("the ended transfer's view has %d rows in its last month %s", len(rows), last.ActiveTo)
	}
	viewIn(t, w, ending.Account.ID, ViewMy, m)
	w.Clock().Set(m.Next().Start().AddDate(0, 0, 3))
	if views := w.Views(ViewFilter{SourceAccountID: ending.Account.ID, ActiveIn: new(m.Next())}); len(views) != 0 {
		t.Errorf("after its end a transfer has %d views", len(views))
	}
	if v := viewIn(t, w, scheduled.Account.ID, ViewMy, m.Next()); len(must(w.Rows(v.ARN, m.Next()))(t)) == 0 {
		t.Error("after its start the scheduled transfer has no rows")
	}
	for _, g := range w.BillingGroups() {
		if g.PrimaryAccountID == scheduled.Account.ID && g.Status == GroupActive {
			pending++
		}
		if g.PrimaryAccountID == ending.Account.ID {
			t.Error("the ended transfer's group is still listed")
		}
	}
	if pending != 2 {
		t.Error("the scheduled transfer's group did not go from PENDING to ACTIVE")
	}
}

func TestInvitationsExpireADayBeforeTheStart(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Reseller, present)
	for _, tr := range w.Transfers(Inbound) {
		if tr.Status != TransferRequested {
			continue
		}
		w.Clock().Set(tr.Start.Add(-24*time.Hour - time.Second))
		if got, _ := w.Transfer(tr.ID); got.Status != TransferRequested {
			t.Errorf("a second too early: %s", got.Status)
		}
		w.Clock().Advance(time.Second)
		if got, _ := w.Transfer(tr.ID); got.Status != TransferExpired {
			t.Errorf("a day before the start: %s", got.Status)
		}
	}
}

func TestTheFirstMonthMayBeIdle(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Tiny, present)
	c := withTrait(t, w, scenario.TraitIdleFirstMonth)
	v := w.Views(ViewFilter{SourceAccountID: c.Account.ID})[0]
	if rows := must(w.Rows(v.ARN, v.ActiveFrom))(t); len(rows) != 0 {
		t.Errorf("the first month has %d rows", len(rows))
	}
	if rows := must(w.Rows(v.ARN, v.ActiveFrom.Next()))(t); len(rows) == 0 {
		t.Error("the second month has none")
	}
}

// TestThePartnerIsPlausible keeps the ordinary mix within what a partner would recognise.
func TestThePartnerIsPlausible(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Reseller, present)
	m := MonthOf(present) - 1
	odd := map[string]bool{scenario.TraitZeroInvoice: true, scenario.TraitNoGroup: true}
	losing := 0
	for _, g := range w.BillingGroupsIn(m) {
		c, _ := w.Customer(g.PrimaryAccountID)
		if len(c.Traits) > 0 && odd[c.Traits[0]] {
			continue
		}
		my := viewIn(t, w, c.Account.ID, ViewMy, m)
		cost := sum(t, w, my.ARN, m, unblended, func(l *Line) bool { return l.RecordType != RecordTax })
		price := sum(t, w, viewIn(t, w, c.Account.ID, ViewShowback, m).ARN, m, unblended, anyLine)
		if cost < 300*Unit || cost > 450_000*Unit {
			t.Errorf("%s costs %s a month", c.Account.Name, cost)
		}
		margin := share(price-cost, price)
		if margin < -9*Unit || margin > 20*Unit {
			t.Errorf("%s has a margin of %s %%", c.Account.Name, margin)
		}
		if margin < 0 {
			losing++
		}
	}
	if losing < 2 {
		t.Errorf("%d customers lose money, want at least 2", losing)
	}
}

func TestCostReportsMatchTheViews(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Tiny, present)
	m := MonthOf(present) - 1
	reports := must(w.CostReports(m))(t)
	if len(reports) != 2 {
		t.Fatalf("%d reports, want 2", len(reports))
	}
	for _, r := range reports {
		var g BillingGroup
		for _, x := range w.BillingGroups() {
			if x.ARN == r.GroupARN {
				g = x
			}
		}
		cost := sum(t, w, viewIn(t, w, g.PrimaryAccountID, ViewMy, m).ARN, m, unblended, func(l *Line) bool {
			return !ofType(RecordTax, RecordCredit, RecordRefund, RecordSupport)(l)
		})
		price := sum(t, w, viewIn(t, w, g.PrimaryAccountID, ViewShowback, m).ARN, m, unblended, anyLine)
		if r.AWSCost != cost || r.ProformaCost != price || r.Margin != price-cost {
			t.Errorf("report %+v, want cost %s and price %s", r, cost, price)
		}
		var parts Amount
		for _, p := range must(w.GroupCostReports(r.GroupARN, m, m, true))(t) {
			parts += p.Margin
		}
		if parts != r.Margin {
			t.Errorf("margins by product sum to %s, want %s", parts, r.Margin)
		}
	}
	w.Clock().Advance(240 * time.Hour) // support and late credits have come in meanwhile
	if again := must(w.CostReports(m))(t); again[0].ProformaCost != reports[0].ProformaCost {
		t.Errorf("pro forma went from %s to %s", reports[0].ProformaCost, again[0].ProformaCost)
	}
}

func TestTruthIsTheViewsOfEachMonth(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Tiny, present)
	c := withTrait(t, w, scenario.TraitFormerGroup)
	total := map[string]Amount{}
	months := map[Month]bool{}
	err := w.Truth(c.Account.ID, w.EarliestMonth(), MonthOf(present), func(r TruthRow) error {
		total[r.View] += r.Amount
		months[r.Month] = true
		if r.Estimated != (r.Month == MonthOf(present)) {
			t.Errorf("estimated in %s is %t", r.Month, r.Estimated)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Amount{}
	for _, m := range window(w) {
		want["my"] += sum(t, w, viewIn(t, w, c.Account.ID, ViewMy, m).ARN, m, unblended, anyLine)
		want["showback"] += sum(t, w, viewIn(t, w, c.Account.ID, ViewShowback, m).ARN, m, unblended, anyLine)
	}
	if len(months) != 14 || total["my"] != want["my"] || total["showback"] != want["showback"] {
		t.Errorf("%d months, %v, want %v", len(months), total, want)
	}
	if err := w.Truth("000000000000", 0, 0, nil); err == nil {
		t.Error("the truth of an unknown customer is no error")
	}
}

func TestTheClockStandsJumpsAndRuns(t *testing.T) {
	t.Parallel()
	elapsed := time.Duration(0)
	c := newClock(present, func() time.Duration { return elapsed })
	expect := func(what string, want time.Time) {
		t.Helper()
		if got := c.Now(); !got.Equal(want) {
			t.Errorf("%s: %s, want %s", what, got, want)
		}
	}
	elapsed = time.Minute
	expect("running", present.Add(time.Minute))
	c.Freeze()
	elapsed = time.Hour
	expect("frozen", present.Add(time.Minute))
	c.Advance(-time.Minute)
	expect("set back while frozen", present)
	c.Resume()
	elapsed += time.Second
	expect("resumed", present.Add(time.Second))
	c.Set(present.AddDate(1, 0, 0))
	elapsed += time.Second
	if expect("set while running", present.AddDate(1, 0, 0).Add(time.Second)); c.Frozen() {
		t.Error("the clock is frozen")
	}
}

func TestMonthsAndDays(t *testing.T) {
	t.Parallel()
	m := must(ParseMonth("2028-02"))(t)
	if m.Days() != 29 || m.Next().String() != "2028-03" || (m-2).String() != "2027-12" || m.Start().Format(time.DateOnly) != "2028-02-01" {
		t.Errorf("February 2028 is %s with %d days", m, m.Days())
	}
	for _, bad := range []string{"", "2026", "2026-13", "26-01", "2026-11-01", "2026/11"} {
		if _, err := ParseMonth(bad); err == nil {
			t.Errorf("%q is read as a month", bad)
		}
	}
	d := must(ParseDay("2026-11-22"))(t)
	if d.weekday() != 0 || d.Month().String() != "2026-11" || DayOf(d.Start().Add(-time.Second)) != d-1 || DayOf(time.Unix(-1, 0)) != -1 {
		t.Errorf("22 November 2026 is day %d of the week in %s", d.weekday(), d.Month())
	}
}

// BenchmarkLargeFirstAnswer is what a portal waits for after starting the largest scenario.
func BenchmarkLargeFirstAnswer(b *testing.B) {
	for range b.N {
		w := build(b, scenario.Large, present)
		c := w.Customers()[500]
		v := viewIn(b, w, c.Account.ID, ViewMy, MonthOf(present)-1)
		must(w.Rows(v.ARN, MonthOf(present)-1))(b)
	}
}

// BenchmarkLargeFourteenMonths is one customer's whole window, cold, over all customers.
func BenchmarkLargeFourteenMonths(b *testing.B) {
	w := build(b, scenario.Large, present)
	customers := w.Customers()
	var after runtime.MemStats
	for i := range b.N {
		for _, v := range w.Views(ViewFilter{SourceAccountID: customers[i%len(customers)].Account.ID, Types: []ViewType{ViewMy}}) {
			for _, m := range window(w) {
				must(w.Rows(v.ARN, m))(b)
			}
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(w)
	b.ReportMetric(float64(after.HeapAlloc)/(1<<20), "heap-MiB")
}
