package world

import (
	"crypto/sha256"
	"encoding/binary"
	"flag"
	"fmt"
	"hash"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"portal.example/simulator/scenario"
)

var update = flag.Bool("update", false, "rewrite golden files")

// write digests every line of every view and month.
func write(t testing.TB, w *World, h hash.Hash, months []Month) {
	t.Helper()
	var last *LineKey
	var row []byte
	for _, m := range months {
		for _, v := range w.Views(ViewFilter{}) {
			err := w.Lines(v.ARN, m, func(l *Line) error {
				if l.LineKey != last {
					last = l.LineKey
					if _, err := fmt.Fprintln(h, v.ARN, *l.LineKey); err != nil {
						return err
					}
				}
				row = binary.BigEndian.AppendUint32(row[:0], uint32(l.Day))
				for _, n := range []int64{
					int64(l.Quantity), int64(l.Normalized), int64(l.Unblended), int64(l.Blended), int64(l.NetUnblended), int64(l.Amortized), int64(l.NetAmortized),
				} {
					row = binary.BigEndian.AppendUint64(row, uint64(n))
				}
				_, err := h.Write(row)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

func window(w *World) []Month {
	var out []Month
	for m := w.EarliestMonth(); m <= MonthOf(w.Now()); m++ {
		out = append(out, m)
	}
	return out
}

func TestEqualSeedsGiveEqualBytes(t *testing.T) {
	t.Parallel()
	digest := func(seed uint64) string {
		w := must(New(Config{Scenario: scenario.Tiny, Seed: seed, Clock: NewFrozenClock(present)}))(t)
		h := sha256.New()
		s := w.Snapshot()
		s.Anomalies, s.TransferQuota, s.CreditRoles = nil, nil, nil // they show in lines and transfers, and in credits_test.go
		fmt.Fprintf(h, "%+v\n", describe(s))
		write(t, w, h, window(w))
		return fmt.Sprintf("%x\n", h.Sum(nil))
	}
	got := digest(1)
	if again := digest(1); again != got {
		t.Errorf("the same seed gave %s and %s", got, again)
	}
	if other := digest(2); other == got {
		t.Error("two seeds gave the same world")
	}
	golden := filepath.Join("testdata", "tiny-seed-1.sha256")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatalf("read golden: %v (run with -update to make it)", err)
	}
	if string(want) != got {
		t.Errorf("tiny with seed 1 is %s, was %s: if lines were meant to change, run with -update", got, want)
	}
}

func TestARunningClockDoesNotChangeTheWorld(t *testing.T) {
	t.Parallel()
	build := func(elapsed time.Duration) string {
		w := must(New(Config{Scenario: scenario.Tiny, Seed: 1, Clock: newClock(present, sequence(0, elapsed))}))(t)
		s := w.Snapshot()
		s.Now = time.Time{}
		return describe(s)
	}
	if build(0) != build(3*time.Second) {
		t.Error("a world built three seconds later is another one")
	}
}

// sequence returns a reading that is first for the first call and then stays at rest.
func sequence(first, rest time.Duration) func() time.Duration {
	next := first
	return func() time.Duration { d := next; next = rest; return d }
}

func TestLinesDoNotDependOnWhatWasAskedBefore(t *testing.T) {
	t.Parallel()
	forward, backward := build(t, scenario.Tiny, present), build(t, scenario.Tiny, present)
	months := window(forward)
	for i := range slices.Backward(months) {
		write(t, backward, sha256.New(), months[i:i+1])
	}
	for _, m := range months {
		a, b := sha256.New(), sha256.New()
		write(t, forward, a, []Month{m})
		write(t, backward, b, []Month{m})
		if string(a.Sum(nil)) != string(b.Sum(nil)) {
			t.Errorf("%s differs with the order of questions", m)
		}
	}
}

func TestRowsAreTheSumsOfLines(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Tiny, present)
	for _, v := range w.Views(ViewFilter{}) {
		for _, m := range window(w) {
			rows := must(w.Rows(v.ARN, m))(t)
			var got, want Sums
			for i := range rows {
				got.AddSums(&rows[i].Sums)
			}
			if err := w.Lines(v.ARN, m, func(l *Line) error { want.Add(&l.Figures); return nil }); err != nil {
				t.Fatal(err)
			}
			if got != want {
				t.Errorf("%s %s: rows sum to %+v, lines to %+v", v.Name, m, got, want)
			}
		}
	}
}

// TestCostsAgreeOverAMonth checks what holds in every complete month of a billable view: net
// costs contain the discounts, and amortization only moves cost between days.
func TestCostsAgreeOverAMonth(t *testing.T) {
	t.Parallel()
	for _, name := range []string{scenario.Tiny, scenario.Reseller} {
		w := build(t, name, present)
		for _, v := range w.Views(ViewFilter{}) {
			for m := MonthOf(present) - 3; m < MonthOf(present); m++ {
				rows := must(w.Rows(v.ARN, m))(t)
				var s Sums
				var covered Total
				for i := range rows {
					s.AddSums(&rows[i].Sums)
					if r := rows[i].Key.RecordType; r == RecordSPCovered || r == RecordSPNegation {
						covered.AddTotal(rows[i].Unblended)
					}
				}
				if s.Unblended != s.NetUnblended {
					t.Errorf("%s %s: unblended %s, net unblended %s", v.Name, m, s.Unblended, s.NetUnblended)
				}
				if s.Unblended != s.Amortized || s.NetAmortized != s.NetUnblended {
					t.Errorf("%s %s: unblended %s, amortized %s, net amortized %s", v.Name, m, s.Unblended, s.Amortized, s.NetAmortized)
				}
				if !covered.Zero() {
					t.Errorf("%s %s: covered usage and negation leave %s", v.Name, m, covered)
				}
			}
		}
	}
}

func TestNoFeeAmortizesBelowZero(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Reseller, present)
	for _, v := range w.Views(ViewFilter{}) {
		for _, m := range []Month{MonthOf(present) - 1, MonthOf(present) - 9} {
			err := w.Lines(v.ARN, m, func(l *Line) error {
				if (l.RecordType == RecordRecurring || l.RecordType == RecordSPFee) && l.Amortized < 0 {
					t.Errorf("%s %s: %s of %s leaves %s unused", v.Name, m, l.RecordType, l.UsageType, l.Amortized)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestSignsFollowTheRecordType(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Reseller, present)
	negative := map[string]bool{
		RecordPartnerDiscount: true, RecordBundled: true, RecordCredit: true, RecordRefund: true, RecordSPNegation: true, RecordProformaCredit: true,
	}
	seen := map[string]bool{}
	for _, v := range w.Views(ViewFilter{}) {
		for m := MonthOf(present) - 6; m <= MonthOf(present); m++ {
			err := w.Lines(v.ARN, m, func(l *Line) error {
				seen[l.RecordType] = true
				if l.Unblended != 0 && (l.Unblended < 0) != negative[l.RecordType] {
					t.Errorf("%s %s: %s of %s costs %s", v.Name, l.Day, l.RecordType, l.Service, l.Unblended)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, r := range []string{
		RecordUsage, RecordDiscountedUsage, RecordRecurring, RecordSPFee, RecordSPCovered, RecordSPNegation, RecordPartnerDiscount,
		RecordBundled, RecordCredit, RecordRefund, RecordSupport, RecordTax, RecordOther, RecordFlatRate, RecordFee, RecordProformaFee, RecordProformaCredit,
	} {
		if !seen[r] {
			t.Errorf("no line of type %s in half a year of reseller", r)
		}
	}
}

func TestShowbackLeavesOutWhatProFormaLeavesOut(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Reseller, present)
	never := ofType(RecordPartnerDiscount, RecordBundled, RecordRefund, RecordSupport, RecordTax, RecordOther)
	for _, v := range w.Views(ViewFilter{Types: []ViewType{ViewShowback}}) {
		err := w.Lines(v.ARN, MonthOf(present)-1, func(l *Line) error {
			if never(l) || l.RecordType == RecordCredit && l.ItemARN == "" {
				t.Errorf("%s has a line of type %s", v.Name, l.RecordType)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestPrimaryViewHoldsThePartnersOwnMoneyOnly(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Tiny, present)
	own := map[string]bool{ReceiverAccountID: true}
	for _, a := range w.Receiver().Members {
		own[a.ID] = true
	}
	primary := w.Views(ViewFilter{Types: []ViewType{ViewPrimary}})
	lines := 0
	err := w.Lines(primary[0].ARN, MonthOf(present)-1, func(l *Line) error {
		if lines++; !own[l.AccountID] {
			t.Errorf("line of account %s", l.AccountID)
		}
		return nil
	})
	if err != nil || lines == 0 {
		t.Errorf("%d lines, %v", lines, err)
	}
}

func TestDaysAreReportedADayAfterTheyEnd(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Tiny, present)
	v := viewIn(t, w, withTrait(t, w, scenario.TraitHealthy).Account.ID, ViewMy, MonthOf(present))
	last := func() Day {
		var d Day
		if err := w.Lines(v.ARN, MonthOf(w.Now()), func(l *Line) error { d = max(d, l.Day); return nil }); err != nil {
			t.Fatal(err)
		}
		return d
	}
	if got := last(); got.String() != "2026-11-21" {
		t.Errorf("at %s the last day is %s, want 2026-11-21", w.Now(), got)
	}
	w.Clock().Set(time.Date(2026, 11, 23, 23, 59, 59, 0, time.UTC))
	if got := last(); got.String() != "2026-11-21" {
		t.Errorf("a second before midnight the last day is %s, want 2026-11-21", got)
	}
	w.Clock().Advance(time.Second)
	if got := last(); got.String() != "2026-11-22" {
		t.Errorf("at midnight the last day is %s, want 2026-11-22", got)
	}
}

func TestTablesFollowTheClock(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Tiny, present)
	m := MonthOf(present)
	v := viewIn(t, w, withTrait(t, w, scenario.TraitHealthy).Account.ID, ViewMy, m)
	total := func() string {
		var s Total
		for _, r := range must(w.Rows(v.ARN, m))(t) {
			s.AddTotal(r.Unblended)
		}
		return s.String()
	}
	before := total()
	w.Clock().Advance(24 * time.Hour)
	after := total()
	if after == before {
		t.Error("a further day is not in the cached month")
	}
	w.Clock().Set(present)
	if again := total(); again != before {
		t.Errorf("set back, the month is %s, was %s", again, before)
	}
}

func TestSupportIsBookedInTheFirstDaysOfTheNextMonth(t *testing.T) {
	t.Parallel()
	m := MonthOf(present)
	w := build(t, scenario.Tiny, present)
	v := viewIn(t, w, withTrait(t, w, scenario.TraitHealthy).Account.ID, ViewMy, m)
	support := func() Amount { return sum(t, w, v.ARN, m, unblended, ofType(RecordSupport)) }
	w.Clock().Set(m.Next().Start())
	if got := support(); got != 0 {
		t.Errorf("at the end of the month support is %s, want none yet", got)
	}
	w.Clock().Set(m.Next().Start().AddDate(0, 0, 7))
	got := support()
	base := sum(t, w, v.ARN, m, unblended, func(l *Line) bool {
		return l.BillingEntity == EntityAWS && ofType(RecordUsage, RecordRecurring, RecordSPFee, RecordSPCovered, RecordSPNegation)(l)
	})
	if want := supportIn(scenario.Business, m).fee(base, 1); got != want || want == 0 {
		t.Errorf("a week later support is %s, want %s", got, want)
	}
	if w.Estimated(v.ARN, m) {
		w.Clock().Set(m.Next().Start().AddDate(0, 0, 8))
		if w.Estimated(v.ARN, m) {
			t.Error("the month is still estimated on the 9th")
		}
	}
}

func TestSupportFeesAreTiered(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		plan       string
		base, want Amount
	}{
		{scenario.NoSupport, 5_000 * Unit, 0},
		{scenario.Business, 0, 0},
		{scenario.Developer, 100 * Unit, 29 * Unit},
		{scenario.Developer, 10_000 * Unit, 300 * Unit},
		{scenario.Business, 50 * Unit, 100 * Unit},
		{scenario.Business, 10_000 * Unit, 1_000 * Unit},
		{scenario.Business, 80_000 * Unit, 5_900 * Unit},
		{scenario.Business, 250_000 * Unit, 14_400 * Unit},
		{scenario.Business, 300_000 * Unit, 15_900 * Unit},
		{scenario.Enterprise, 60_000 * Unit, 15_000 * Unit},
		{scenario.Enterprise, 500_000 * Unit, 39_500 * Unit},
		{scenario.Enterprise, 2_000_000 * Unit, 94_500 * Unit},
	} {
		if got := supportIn(c.plan, MonthOf(present)).fee(c.base, 1); got != c.want {
			t.Errorf("%s on %s costs %s, want %s", c.plan, c.base, got, c.want)
		}
	}
}

func TestUnknownViewIsAnError(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Tiny, present)
	if _, err := w.Rows("arn:aws:billing::111122223333:billingview/none", MonthOf(present)); err == nil {
		t.Error("want an error")
	}
}
