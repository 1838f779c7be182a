package world

import (
	"strings"
	"testing"
	"time"

	"portal.example/simulator/scenario"
)

// TestEveryAwkwardCaseIsAwkward reads each planted case from the lines, as a client would.
func TestEveryAwkwardCaseIsAwkward(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Awkward, present)
	m := MonthOf(present)
	source := func(trait string) string { return withTrait(t, w, trait).Account.ID }
	in := func(trait string, kind ViewType, month Month, keep func(*Line) bool) Amount {
		t.Helper()
		return sum(t, w, viewIn(t, w, source(trait), kind, month).ARN, month, unblended, keep)
	}
	every := func(*Line) bool { return true }
	group := func(trait string) BillingGroup {
		t.Helper()
		for _, g := range w.BillingGroups() {
			if g.PrimaryAccountID == source(trait) {
				return g
			}
		}
		return BillingGroup{}
	}
	if got := group(scenario.TraitPassthrough).PricingPlanARN; got != PassthroughPlanARN {
		t.Errorf("passed through by %s", got)
	}
	if got := group(scenario.TraitGroupDeleted); got.ARN != "" {
		t.Errorf("the deleted group is listed: %+v", got)
	}
	if got := len(withTrait(t, w, scenario.TraitManyAccounts).Members) + 1; got != 300 {
		t.Errorf("%d accounts, want 300", got)
	}
	if got := in(scenario.TraitCreditOverMonth, ViewMy, m-1, every); got >= 0 {
		t.Errorf("a month with credits over its cost comes to %s", got)
	}
	if got := in(scenario.TraitCreditReversal, ViewMy, m-1, ofType(RecordCredit)); got != 480*Unit {
		t.Errorf("the credits taken back come to %s", got)
	}
	if c := withTrait(t, w, scenario.TraitForeignCurrency); c.Currency != "CNY" {
		t.Errorf("the foreign currency is %s", c.Currency)
	}
	intro := func(l *Line) bool {
		return strings.Contains(l.UsageType, "-FreeTier") || strings.Contains(l.UsageType, "-Trial")
	}
	if my, showback := in(scenario.TraitFreeTier, ViewMy, m-1, intro), in(scenario.TraitFreeTier, ViewShowback, m-1, intro); my != 0 || showback == 0 {
		t.Errorf("free for twelve months is %s at AWS and %s pro forma", my, showback)
	}
}

func TestASwitchedPlanPricesFromItsMonthOn(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Awkward, present)
	id := withTrait(t, w, scenario.TraitPlanSwitched).Account.ID
	m := MonthOf(present)
	ratio := func(month Month) float64 {
		total := func(kind ViewType) Amount {
			return sum(t, w, viewIn(t, w, id, kind, month).ARN, month, unblended, func(l *Line) bool {
				return l.RecordType == RecordUsage && l.ServiceCode == "AWSELB"
			})
		}
		return float64(total(ViewShowback)) / float64(total(ViewMy))
	}
	for month, want := range map[Month]float64{m - 10: 1, m - 8: 1.03, m - 4: 1.03, m - 3: 1, m - 1: 1} {
		if got := ratio(month); got < want-0.0001 || got > want+0.0001 {
			t.Errorf("in %s the customer is charged %.4f of public rates, want %.4f", month, got, want)
		}
	}
}

func TestARefundAfterTheCloseChangesAFinalMonth(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Awkward, present)
	m := MonthOf(present)
	v := viewIn(t, w, withTrait(t, w, scenario.TraitRefundAfterClose).Account.ID, ViewMy, m)
	w.Clock().Set(m.Next().Start().AddDate(0, 0, 8))
	if w.Estimated(v.ARN, m) {
		t.Fatal("the month is not closed on the 9th")
	}
	total := func() (a Amount) { return sum(t, w, v.ARN, m, unblended, func(*Line) bool { return true }) }
	final := total()
	w.Clock().Advance(45 * 24 * time.Hour)
	if after := total(); after >= final || w.Estimated(v.ARN, m) {
		t.Errorf("the final month was %s and is %s, estimated %t", final, after, w.Estimated(v.ARN, m))
	}
}

func TestLateSupportComesBeforeTheClose(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Awkward, present)
	m := MonthOf(present)
	v := viewIn(t, w, withTrait(t, w, scenario.TraitLateSupport).Account.ID, ViewMy, m)
	support := func() Amount { return sum(t, w, v.ARN, m, unblended, ofType(RecordSupport)) }
	w.Clock().Set(m.Next().Start().AddDate(0, 0, 6))
	if got := support(); got != 0 || !w.Estimated(v.ARN, m) {
		t.Errorf("at the start of the 7th support is %s, estimated %t", got, w.Estimated(v.ARN, m))
	}
	w.Clock().Advance(7 * time.Hour)
	if support() == 0 {
		t.Error("there is no support on the 7th")
	}
}

func TestSupportPlansChangeWith2027(t *testing.T) {
	t.Parallel()
	last := MonthOf(time.Date(2026, time.December, 1, 0, 0, 0, 0, time.UTC))
	for _, c := range []struct {
		plan        string
		m           Month
		name        string
		base        Amount
		accounts    int
		wantCharged Amount
	}{
		{scenario.Developer, last, "Developer", 100 * Unit, 4, 29 * Unit},
		{scenario.Developer, last + 1, "Business+", 100 * Unit, 4, 116 * Unit},
		{scenario.Business, last + 1, "Business+", 10_000 * Unit, 2, 900 * Unit},
		{scenario.EnterpriseOnRamp, last, "Enterprise On-Ramp", 10_000 * Unit, 9, 5_500 * Unit},
		{scenario.EnterpriseOnRamp, last + 1, "Enterprise", 10_000 * Unit, 9, 5_000 * Unit},
		{scenario.Enterprise, last + 1, "Enterprise", 10_000 * Unit, 9, 5_000 * Unit},
		{scenario.NoSupport, last + 1, "", 10_000 * Unit, 9, 0},
	} {
		p := supportIn(c.plan, c.m)
		if got := p.fee(c.base, c.accounts); got != c.wantCharged || p.name != c.name {
			t.Errorf("%q in %s is %q and costs %s, want %q and %s", c.plan, c.m, p.name, got, c.name, c.wantCharged)
		}
	}
	w := build(t, scenario.Awkward, last.Next().Start().AddDate(0, 1, 20))
	v := viewIn(t, w, withTrait(t, w, scenario.TraitLateSupport).Account.ID, ViewMy, last)
	for m, want := range map[Month]string{last: "AWSSupportBusiness", last + 1: "AWSSupportBusinessPlus"} {
		if sum(t, w, v.ARN, m, unblended, func(l *Line) bool { return l.ServiceCode == want }) == 0 {
			t.Errorf("%s has no %s", m, want)
		}
	}
}

// TestPlantedAnomaliesStandOut compares each planted anomaly's days with the days around it,
// over several seeds.
func TestPlantedAnomaliesStandOut(t *testing.T) {
	t.Parallel()
	for seed := uint64(1); seed <= 4; seed++ {
		w := must(New(Config{Scenario: scenario.Awkward, Seed: seed, Clock: NewFrozenClock(present)}))(t)
		planted := 0
		for _, a := range w.Snapshot().Anomalies {
			if a.Kind != AnomalyPlanted {
				continue
			}
			planted++
			first := must(ParseDay(a.FirstDay))(t)
			on, off := meanOver(t, w, a, first, first+Day(a.Days)), meanOver(t, w, a, first-14, first)
			if on < 2*off || off == 0 {
				t.Errorf("seed %d: %+v: %s a day, %s before", seed, a, on, off)
			}
		}
		if planted != 12 {
			t.Errorf("seed %d: %d anomalies are planted, want 12", seed, planted)
		}
	}
}

// meanOver returns what the anomaly's driver cost a day, from from inclusive to to exclusive.
func meanOver(t *testing.T, w *World, a Anomaly, from, to Day) Amount {
	t.Helper()
	var total Amount
	for m := from.Month(); m <= (to - 1).Month(); m++ {
		total += sum(t, w, viewIn(t, w, a.CustomerID, ViewMy, m).ARN, m, unblended, func(l *Line) bool {
			return l.AccountID == a.AccountID && l.Service == a.Service && l.UsageType == a.UsageType && l.Region == a.Region &&
				l.RecordType == RecordUsage && from <= l.Day && l.Day < to
		})
	}
	return total / Amount(to-from)
}
