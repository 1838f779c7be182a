package world

import (
	"testing"

	"portal.example/simulator/scenario"
)

// middleOf returns the world as the middle account sees it.
func middleOf(t testing.TB, w *World) *World {
	t.Helper()
	mid, ok := w.As(MiddleAccountID)
	if !ok {
		t.Fatalf("the world has no middle account: %v", w.Payers())
	}
	return mid
}

// monthTotals are the sums of a month by record type and service.
func monthTotals(t testing.TB, w *World, source string, kind ViewType, m Month) map[[2]string]Amount {
	t.Helper()
	out := map[[2]string]Amount{}
	for _, v := range w.Views(ViewFilter{SourceAccountID: source, Types: []ViewType{kind}, ActiveIn: &m}) {
		for _, r := range must(w.Rows(v.ARN, m))(t) {
			out[[2]string{r.Key.RecordType, r.Key.Service}] += must(r.Unblended.Amount())(t)
		}
	}
	return out
}

func total(totals map[[2]string]Amount) (sum Amount) {
	for _, a := range totals {
		sum += a
	}
	return sum
}

// TestOneUsageHasThreePrices: what the middle account pays is what the receiver charges it, line
// class by line class, and neither what AWS bills nor what it charges itself.
func TestOneUsageHasThreePrices(t *testing.T) {
	t.Parallel()
	for _, name := range []string{scenario.Awkward, scenario.Large} {
		w := build(t, name, present)
		mid := middleOf(t, w)
		priced := 0
		for _, c := range mid.Customers() {
			if c.Via != "" {
				t.Errorf("%s: %s tells the middle account that it is in the middle", name, c.Account.Name)
			}
			if above, ok := w.Customer(c.Account.ID); !ok || above.Via != MiddleAccountID {
				t.Errorf("%s: to the receiver %s comes via %q", name, c.Account.Name, above.Via)
			}
			for m := MonthOf(present) - 13; m <= MonthOf(present); m++ {
				billed, charged := monthTotals(t, w, c.Account.ID, ViewMy, m), monthTotals(t, w, c.Account.ID, ViewShowback, m)
				paid, resold := monthTotals(t, mid, c.Account.ID, ViewMy, m), monthTotals(t, mid, c.Account.ID, ViewShowback, m)
				if len(paid) != len(charged) {
					t.Errorf("%s %s %s: the middle account pays %d classes and is charged %d", name, c.Account.Name, m, len(paid), len(charged))
				}
				for k, a := range charged {
					if paid[k] != a {
						t.Errorf("%s %s %s %v: the middle account pays %s and is charged %s", name, c.Account.Name, m, k, paid[k], a)
					}
				}
				if len(charged) == 0 {
					continue
				}
				priced++
				if a, b, d := total(billed), total(paid), total(resold); a == b || b == d || a == d || d == 0 {
					t.Errorf("%s %s %s: prices are %s, %s and %s", name, c.Account.Name, m, a, b, d)
				}
			}
		}
		if priced < 20 {
			t.Errorf("%s: only %d months have three prices", name, priced)
		}
	}
}

func TestAnUnpricedIndirectCustomerCostsTheMiddleNothingUntilItIsPriced(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Awkward, present)
	mid := middleOf(t, w)
	id, m := withTrait(t, w, scenario.TraitIndirectNoGroup).Account.ID, MonthOf(present)
	paid := func() Amount { return total(monthTotals(t, mid, id, ViewMy, m)) }
	if billed := total(monthTotals(t, w, id, ViewMy, m)); billed == 0 || paid() != 0 {
		t.Fatalf("the receiver is billed %s, the middle account %s", billed, paid())
	}
	arn := mid.Transfers(Inbound)[2].ARN
	if _, err := w.CreateBillingGroup(CreateBillingGroupInput{Name: "dovetail", PricingPlanARN: BasicPlanARN, TransferARN: arn}); err != nil {
		t.Fatal(err)
	}
	if got, want := paid(), total(monthTotals(t, w, id, ViewShowback, m)); got == 0 || got != want {
		t.Errorf("priced, the middle account pays %s and is charged %s", got, want)
	}
	_, err := mid.CreateBillingGroup(CreateBillingGroupInput{Name: "own", PricingPlanARN: BasicPlanARN, TransferARN: w.Transfers(Inbound)[0].ARN})
	wantCode(t, "a group for another account's transfer", err, "ResourceNotFoundException", "")
}

func TestAWithdrawalInTheMiddleEndsWhatIsInherited(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Awkward, present)
	mid := middleOf(t, w)
	m := MonthOf(present)
	alive := func(world *World, source string, month Month) int {
		return len(world.Views(ViewFilter{SourceAccountID: source, ActiveIn: &month}))
	}
	first, second := mid.Customers()[0].Account.ID, mid.Customers()[1].Account.ID
	if _, err := mid.TerminateTransfer(mid.Transfers(Inbound)[0].ID, nil); err != nil {
		t.Fatal(err)
	}
	if alive(w, first, m) != 2 || alive(w, first, m+1) != 0 || alive(mid, first, m+1) != 0 || alive(w, second, m+1) != 2 {
		t.Error("one source that left the middle account does not leave the receiver, or others do")
	}
	out := mid.Transfers(Outbound)
	if len(out) != 1 || out[0].Direction != Outbound || out[0].Source.AccountID != MiddleAccountID || out[0].Target.AccountID != ReceiverAccountID {
		t.Fatalf("outbound: %+v", out)
	}
	ended, err := mid.TerminateTransfer(out[0].ID, nil)
	if err != nil || ended.Status != TransferWithdrawn || ended.ARN != out[0].ARN {
		t.Fatalf("the source withdraws: %+v, %v", ended, err)
	}
	if alive(w, second, m+1) != 0 || alive(mid, second, m+1) != 2 {
		t.Error("without its own transfer the middle account's sources stay with the receiver, or leave the middle account too")
	}
	w.Clock().Set(m.Next().Start().AddDate(0, 0, 10))
	if paid := total(monthTotals(t, mid, second, ViewMy, m+1)); paid == 0 {
		t.Error("the middle account pays nothing for its sources after its own transfer has ended")
	}
	partner := sum(t, mid, viewIn(t, mid, second, ViewMy, m+1).ARN, m+1, unblended, ofType(RecordPartnerDiscount))
	if partner >= 0 {
		t.Error("it is not billed by AWS itself then")
	}
}

// TestTheMiddleAccountsOwnBillIsPricedAbove: its primary view is pro forma.
func TestTheMiddleAccountsOwnBillIsPricedAbove(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Awkward, present)
	mid := middleOf(t, w)
	m := MonthOf(present) - 1
	own := mid.Views(ViewFilter{Types: []ViewType{ViewPrimary}})
	if len(own) != 1 || own[0].OwnerAccountID != MiddleAccountID {
		t.Fatalf("primary views: %+v", own)
	}
	charged := total(monthTotals(t, w, MiddleAccountID, ViewShowback, m))
	if got := sum(t, mid, own[0].ARN, m, unblended, anyLine); got != charged || got == 0 {
		t.Errorf("its primary view comes to %s, the receiver charges %s", got, charged)
	}
	if got := must(mid.ReceiverAnomalies())(t); len(got) != 0 {
		t.Errorf("an account whose bill is transferred has anomalies: %+v", got)
	}
}
