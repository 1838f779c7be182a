package e2e

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/testkit/simulated"
)

// The mistakes of section 10 of the domain handbook that are about credits and custom line items, on the world with every odd case.
func TestNaiveMistakesOfCreditsAndLineItems(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{Scenario: "awkward"})
	p := assemble(t, sim.URL, t.TempDir(), simulated.DefaultNow())
	t.Cleanup(func() { p.close(t) })
	p.collect(t, ledger.ModeBackfill)
	f := fixture{sim: sim, parts: p, month: period.MonthOf(simulated.DefaultNow()).Add(-1), world: truth(t, sim, ledger.Span(simulated.DefaultNow()))}
	t.Run("03 credits and refunds without their signs", func(t *testing.T) { t.Parallel(); mistake03(t, f) })
	t.Run("06 a commission of nothing", func(t *testing.T) { t.Parallel(); mistake06(t, f) })
	t.Run("22 float money of line items", func(t *testing.T) { t.Parallel(); mistake22items(t, f) })
}

// magnitude is the number without its sign, as who takes credits for a positive thing has it.
func magnitude(d money.Decimal) money.Decimal {
	if d.Sign() < 0 {
		return d.Neg()
	}
	return d
}

// Credits and refunds added up without their signs are neither: refunds are no credits, and a reversal of a credit is a charge. Both are shown apart with the sign they have.
func mistake03(t *testing.T, f fixture) {
	wrong, reversals, refunds := 0, 0, 0
	for _, m := range ledger.Span(simulated.DefaultNow()).Months() {
		st, err := f.parts.margin.Statement(t.Context(), f.parts.scope, m)
		if err != nil {
			t.Fatal(err)
		}
		of := func(customer, recordType string) (signed, naive money.Decimal) {
			for k, v := range f.world {
				if k.month == m.String() && k.view == ledger.MyView && k.recordType == recordType && (customer == "" || k.customer == customer) {
					signed, naive = signed.Add(v), naive.Add(magnitude(v))
				}
			}
			return signed, naive
		}
		for _, r := range st.Rows {
			credits, taken := of(r.Key, "Credit")
			refund, takenBack := of(r.Key, "Refund")
			if !taken.Add(takenBack).Equal(credits.Neg()) {
				wrong++
			}
			if credits.Sign() > 0 {
				reversals++
			}
			if !refund.IsZero() {
				refunds++
			}
			if r.Figures.Credits.Known && !r.Figures.Credits.Value.Equal(credits) {
				t.Errorf("%s of %s: credits are %s, the world has %s", m, r.Label, r.Figures.Credits.Value, credits)
			}
		}
		for _, b := range st.Bridges {
			checkSteps(t, f, st, b)
		}
	}
	if wrong == 0 || reversals == 0 || refunds == 0 {
		t.Errorf("the world hides the mistake: %d wrong, %d reversals, %d refunds", wrong, reversals, refunds)
	}
}

// checkSteps proves that a bridge has credits and refunds as steps of their own, of the customers that are compared.
func checkSteps(t *testing.T, f fixture, st *margin.Statement, b margin.Bridge) {
	t.Helper()
	for class, recordType := range map[margin.Class]string{margin.ClassCredit: "Credit", margin.ClassRefund: "Refund"} {
		var want, got money.Decimal
		for k, v := range f.world {
			if k.month != st.Month.String() || k.view != ledger.MyView || k.recordType != recordType {
				continue
			}
			if r := rowOf(st, k.customer); r != nil && r.Figures.Currency == b.Currency && r.Figures.Margin().Known {
				want = want.Add(v)
			}
		}
		for _, s := range b.Steps {
			if s.Class == class {
				got = s.MyView
			}
		}
		if !got.Equal(want) {
			t.Errorf("%s: the step of %s is %s %s, the world has %s", st.Month, class, got, b.Currency, want)
		}
	}
}

// A commission of so many percent that is associated to nothing charges nothing. Computed from the bill it looks like money.
func mistake06(t *testing.T, f fixture) {
	list := f.parts.items(t, f.month)
	found := 0
	for _, r := range list.Page.Matched {
		if r.Status != lineitems.StatusActive || r.Percent == nil || len(r.Sources) > 0 {
			continue
		}
		found++
		charged := worldOf(f.world, f.month)[r.CustomerID][ledger.Showback]
		if naive := charged.Percent(*r.Percent, 10); naive.IsZero() {
			t.Errorf("the world hides the mistake: %s of %s pays nothing", r.Name, r.CustomerName)
		}
		if !r.Amount.Known || !r.Amount.Value.IsZero() || !slices.Contains(r.Warnings, lineitems.WarnNoResources) {
			t.Errorf("%s of %s is %+v with %v, and Showback carries nothing of it", r.Name, r.CustomerName, r.Amount, r.Warnings)
		}
	}
	if found == 0 {
		t.Error("the world has no percentage of nothing")
	}
	checkReconciliation(t, f.month, list) // which would differ if Showback carried something
	attention, err := f.parts.lineItems.Attention(t.Context(), f.parts.scope, f.month)
	if err != nil || len(attention) != 1 || attention[0].Count != found {
		t.Errorf("%d of them, attention %+v (%v)", found, attention, err)
	}
}

// AWS's model carries percentages as binary floats. Computing with them and keeping cents is not what Showback carries; the decimal that was meant is, to the last digit.
func mistake22items(t *testing.T, f fixture) {
	list := f.parts.items(t, f.month)
	carried := map[string]money.Decimal{}
	for k, v := range f.world {
		if class, ok := margin.Classify(k.view, k.recordType, k.service); ok && class == margin.ClassLineItem && k.month == f.month.String() && k.view == ledger.Showback {
			carried[k.customer] = carried[k.customer].Add(v)
		}
	}
	naive, exact, wrong, compared := map[string]float64{}, map[string]money.Decimal{}, 0, 0
	skip := map[string]bool{}
	for _, r := range list.Page.Matched {
		if r.Status != lineitems.StatusActive {
			continue
		}
		// Itemized items are rounded by the line; their customers are compared to the cent elsewhere.
		skip[r.CustomerID] = skip[r.CustomerID] || r.Itemized || slices.Contains(r.Warnings, lineitems.WarnNotInShowback)
		amount, err := strconv.ParseFloat(r.Amount.Value.String(), 64)
		if err != nil {
			t.Fatal(err)
		}
		if r.Percent != nil {
			base, _ := strconv.ParseFloat(r.Base.Value.String(), 64)
			percent, _ := strconv.ParseFloat(r.Percent.String(), 64)
			if amount = base * percent / 100; r.Credit {
				amount = -amount
			}
		}
		naive[r.CustomerID] += math.Round(amount*100) / 100
		exact[r.CustomerID] = exact[r.CustomerID].Add(r.Amount.Value)
	}
	for customer, want := range carried {
		if skip[customer] {
			continue
		}
		compared++
		if strconv.FormatFloat(naive[customer], 'f', -1, 64) != want.String() {
			wrong++
		}
		if got := exact[customer]; !got.Equal(want) {
			t.Errorf("%s: items are %s, Showback carries %s", customer, got, want)
		}
	}
	if wrong == 0 || compared == 0 {
		t.Errorf("the world hides the mistake: of %d customers %d are wrong", compared, wrong)
	}
	for _, r := range list.Page.Matched {
		if r.Percent != nil && strings.Contains(r.Percent.String(), "99999") {
			t.Errorf("%s is %s percent, which nobody wrote", r.Name, r.Percent)
		}
	}
}
