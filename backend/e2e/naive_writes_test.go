package e2e

import (
	"slices"
	"strings"
	"testing"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/testkit/simulated"
	"portal.example/backend/internal/transfers"
)

// The mistakes of section 10 of the domain handbook that are about writing custom line items: each is made beside a plan, and AWS's own lists tell the difference.
func TestNaiveMistakesOfWritingLineItems(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	dir := t.TempDir()
	p := assemble(t, sim.URL, dir, simulated.DefaultNow())
	p.collect(t, ledger.ModeBackfill)
	_, current := openMonths()
	d, err := p.transfers.Directory(t.Context(), p.scope)
	if err != nil {
		t.Fatal(err)
	}
	customers := d.Customers(simulated.DefaultNow())
	c := customers[slices.IndexFunc(customers, func(c transfers.Customer) bool { return c.Group != nil && c.Bills(current) })]
	amount := money.FromInt(50)
	naive := plans.NewLineItem{GroupARN: c.Group.ARN, Name: "fee", Description: "A fee", Flat: &amount, From: current} // no end, no month in the name
	create := func(token string, in plans.NewLineItem) error {
		_, err := p.gateway.CreateLineItem(t.Context(), p.scope, token, in)
		return err
	}
	by := func(charge string) plans.View {
		t.Helper()
		v, err := p.plans.Create(t.Context(), plans.CreateInput{Scope: p.scope, Receiver: receiver, Request: plans.Request{LineItems: &plans.LineItems{Items: []plans.LineItemDraft{
			{CustomerID: c.ID, Type: "fee", Charge: charge, Currency: "USD", Period: current, Description: "A fee", Name: "planned"},
		}}}})
		if err != nil {
			t.Fatal(err)
		}
		return p.apply(t, v.ID, v.Hash)
	}
	listed := func(m period.Month, beginning string) (n int, sum money.Decimal) {
		t.Helper()
		items, err := p.gateway.LineItems(t.Context(), p.scope, m)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range items {
			if strings.HasPrefix(i.Name, beginning) {
				n, sum = n+1, sum.Add(*i.Flat)
			}
		}
		return n, sum
	}

	// 23: an amount without a bound is refused by AWS; a plan writes it in parts that add up to the cent.
	large, err := money.ParseDecimal("2000000.07")
	if err != nil {
		t.Fatal(err)
	}
	unbounded := naive
	unbounded.Flat = &large
	if err := create("one", unbounded); !fault.Is(err, fault.Conflict) {
		t.Errorf("AWS takes 2,000,000.07 at once: %v", err)
	}
	if got := by("2000000.07"); got.Now != plans.Applied {
		t.Errorf("%s %s", got.Now, got.Note)
	}
	if n, sum := listed(current, "planned"); n != 3 || !sum.Equal(large) {
		t.Errorf("%d items of %s", n, sum)
	}

	// 7: without a token and a name of its own, whoever did not hear the answer asks again: once too often, or refused for the name and none the wiser. A plan asks as often as it likes.
	for _, token := range []string{"first", "second"} {
		again := naive
		again.Name = "fee-" + token
		if err := create(token, again); err != nil {
			t.Fatal(err)
		}
	}
	if n, _ := listed(current, "fee-"); n != 2 {
		t.Errorf("asking twice made %d items", n)
	}
	sim.SetFaults(simulated.Fault{Service: "billingconductor", Operation: "CreateCustomLineItem", Kind: simulated.LostResponse, Count: 2})
	if got := by("50"); got.Now != plans.Applied {
		t.Errorf("%s %s", got.Now, got.Note)
	}
	if n, sum := listed(current, "planned"); n != 4 || !sum.Equal(large.Add(amount)) {
		t.Errorf("with lost answers there are %d items of %s", n, sum)
	}

	// 5: without an end an item charges every month; one of a plan charges in its month alone.
	p.close(t)
	next := simulated.DefaultNow().AddDate(0, 1, 0)
	sim.SetClock(next)
	p = assemble(t, sim.URL, dir, next)
	t.Cleanup(func() { p.close(t) })
	if n, _ := listed(period.MonthOf(next), "fee-"); n != 2 {
		t.Errorf("%d of the items without an end charge in the month after", n)
	}
	if n, sum := listed(period.MonthOf(next), "planned"); n != 0 {
		t.Errorf("%d items of plans charge %s in the month after", n, sum)
	}
}
