package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/testkit/simulated"
)

// The months that AWS takes line items of.
func openMonths() (previous, current period.Month) {
	current = period.MonthOf(simulated.DefaultNow())
	return current.Add(-1), current
}

// drafts are two items of every form for every customer that is billed.
func drafts(t testing.TB, p *parts) plans.Request {
	t.Helper()
	d, err := p.transfers.Directory(t.Context(), p.scope)
	if err != nil {
		t.Fatal(err)
	}
	previous, current := openMonths()
	var items []plans.LineItemDraft
	for i, c := range d.Customers(simulated.DefaultNow()) {
		if c.Group == nil || !c.Bills(previous) || !c.Bills(current) {
			continue
		}
		items = append(
			items,
			plans.LineItemDraft{CustomerID: c.ID, Type: "fee", Charge: fmt.Sprintf("%d.07", 100+i), Currency: "USD", Period: previous, Description: "AWS Support (Business)", Class: "support"},
			plans.LineItemDraft{CustomerID: c.ID, Type: "credit", Charge: "12.3456789", Currency: "USD", Period: previous, Description: "AWS credits", Class: "credit"},
			plans.LineItemDraft{CustomerID: c.ID, Type: "fee", Percent: "7.8", Period: current, Recurring: true, Description: "Commission", Class: "commission"},
			plans.LineItemDraft{CustomerID: c.ID, Type: "fee", Charge: "1000000.01", Currency: "USD", Period: current, Description: "Onboarding", Name: "onboarding"},
		)
	}
	return plans.Request{LineItems: &plans.LineItems{Items: items}}
}

// charged is what AWS lists of both open months, the item as a line of text, without what is anew each time it is made.
func (p *parts) charged(t testing.TB) map[string][]string {
	t.Helper()
	previous, current := openMonths()
	all := map[string][]string{}
	for _, m := range []period.Month{previous, current} {
		items, err := p.gateway.LineItems(t.Context(), p.scope, m)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range items {
			all[m.String()] = append(all[m.String()], fmt.Sprint(i.Name, " ", i.GroupARN, " ", i.Type(), " ", i.Flat, i.Percent, " ", i.Associated, " ", i.Description))
		}
		slices.Sort(all[m.String()])
	}
	return all
}

// With throttling, failures, lost answers and kills, a plan of line items leaves at AWS exactly one item, in one month, for each that was planned, and taking it back leaves exactly what was there before:
// AWS's own lists say so.
func TestLineItemPlansSurviveFaultsAndKills(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	for seed := range uint64(3) {
		sim.ClearFaults()
		sim.Reset(simulated.Reset{Seed: new(seed + 1)})
		dir := t.TempDir()
		p := assemble(t, sim.URL, dir, simulated.DefaultNow())
		p.collect(t, ledger.ModeBackfill)
		before := p.charged(t)
		v, err := p.plans.Create(t.Context(), plans.CreateInput{Scope: p.scope, Receiver: receiver, Request: drafts(t, p)})
		if err != nil {
			t.Fatal(err)
		}
		p.close(t)
		got := survive(t, sim, dir, v, seed)

		p = assemble(t, sim.URL, dir, simulated.DefaultNow())
		previous, current := openMonths()
		listed := p.charged(t)
		names := map[string]int{}
		for _, m := range []period.Month{previous, current} {
			for _, line := range listed[m.String()] {
				name, _, _ := strings.Cut(line, " ")
				names[m.String()+name]++
			}
		}
		page, err := p.plans.Items(t.Context(), p.scope, v.ID, everything(t))
		if err != nil || len(page.Items) != v.ItemCount {
			t.Fatal(len(page.Items), err)
		}
		for _, it := range page.Items {
			if n := names[it.Line.Month.String()+it.Line.Name]; n != 1 || it.Check != plans.CheckWritten {
				t.Errorf("seed %d: item %s was made %d times and is %s: %s", seed, it.ID, n, it.Check, it.Detail)
			}
		}
		if more := len(listed[previous.String()]) + len(listed[current.String()]) - len(before[previous.String()]) - len(before[current.String()]); more != v.ItemCount {
			t.Errorf("seed %d: %d items more at AWS, want %d", seed, more, v.ItemCount)
		}
		attributed, err := p.lineItems.Attributed(t.Context(), p.scope, previous)
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range page.Items[:2] {
			sum, known := attributed.Of(it.CustomerID, it.Line.Class).In("USD")
			if !known || !sum.Equal(*it.Line.Amount) {
				t.Errorf("seed %d: %s comes to %s %t, want %s", seed, it.Line.Class, sum, known, it.Line.Amount)
			}
		}
		undo, err := p.plans.Undo(t.Context(), p.scope, receiver, got.ID)
		if err != nil {
			t.Fatal(err)
		}
		p.close(t)
		survive(t, sim, dir, undo, seed+100)
		p = assemble(t, sim.URL, dir, simulated.DefaultNow())
		if d := cmp.Diff(before, p.charged(t)); d != "" {
			t.Errorf("seed %d: taken back (-before +after):\n%s", seed, d)
		}
		p.close(t)
	}
}

// survive applies a plan in rough weather, is killed twice and goes on.
func survive(t *testing.T, sim *simulated.Simulator, dir string, v plans.View, seed uint64) plans.View {
	t.Helper()
	for n := range uint64(2) {
		sim.ClearJournal()
		weather := rough(100*seed + 10*n + 1)
		for _, operation := range []string{"CreateCustomLineItem", "DeleteCustomLineItem"} {
			weather = append(weather, simulated.Fault{Service: "billingconductor", Operation: operation, Kind: simulated.LostResponse, Count: 3})
		}
		sim.SetFaults(weather...)
		killWhileApplying(t, sim, dir, v, "billingconductor", 3+int(seed+5*n)%11)
	}
	p := assemble(t, sim.URL, dir, simulated.DefaultNow())
	got := p.apply(t, v.ID, v.Hash)
	again := p.apply(t, v.ID, v.Hash)
	if got.Now != plans.Applied || again.JobID != got.JobID {
		t.Errorf("seed %d: the plan is %s: %s", seed, got.Now, got.Note)
	}
	p.close(t)
	sim.ClearFaults()
	return got
}

// What AWS would refuse, and what says nothing, is refused before anything is sent: AWS's journal has no write.
func TestBadLineItemsAreRefusedAndNothingIsWritten(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	p := assemble(t, sim.URL, t.TempDir(), simulated.DefaultNow())
	t.Cleanup(func() { p.close(t) })
	p.collect(t, ledger.ModeBackfill)
	sim.ClearJournal()
	good := drafts(t, p).LineItems.Items
	for name, change := range map[string]func(*plans.LineItemDraft){
		"0":                      func(d *plans.LineItemDraft) { d.Charge = "0" },
		"0.00":                   func(d *plans.LineItemDraft) { d.Charge = "0.00" },
		"nothing":                func(d *plans.LineItemDraft) { d.Charge = "" },
		"NaN":                    func(d *plans.LineItemDraft) { d.Charge = "NaN" },
		"infinity":               func(d *plans.LineItemDraft) { d.Charge = "Infinity" },
		"negative":               func(d *plans.LineItemDraft) { d.Charge = "-5" },
		"too many digits":        func(d *plans.LineItemDraft) { d.Charge = "123456.12345678901" },
		"percent and charge":     func(d *plans.LineItemDraft) { d.Percent = "5" },
		"percent above 10,000":   func(d *plans.LineItemDraft) { d.Charge, d.Percent = "", "10000.01" },
		"percent of 0":           func(d *plans.LineItemDraft) { d.Charge, d.Percent = "", "0" },
		"percent below 0":        func(d *plans.LineItemDraft) { d.Charge, d.Percent = "", "-1" },
		"closed month":           func(d *plans.LineItemDraft) { d.Period = d.Period.Add(-1) },
		"month to come":          func(d *plans.LineItemDraft) { d.Period = d.Period.Add(2) },
		"unknown customer":       func(d *plans.LineItemDraft) { d.CustomerID = "999999999999" },
		"neither fee nor credit": func(d *plans.LineItemDraft) { d.Type = "gift" },
		"name with a space":      func(d *plans.LineItemDraft) { d.Name = "on boarding" },
		"name with a slash":      func(d *plans.LineItemDraft) { d.Name = "a/b" },
		"name that is too long":  func(d *plans.LineItemDraft) { d.Name = strings.Repeat("n", 120) },
		"no description":         func(d *plans.LineItemDraft) { d.Description = "  " },
		"two lines":              func(d *plans.LineItemDraft) { d.Description = "a\nb" },
		"description too long":   func(d *plans.LineItemDraft) { d.Description = strings.Repeat("é", 256) },
		"unknown class":          func(d *plans.LineItemDraft) { d.Class = "nonsense" },
		"service with a space":   func(d *plans.LineItemDraft) { d.Service = "Amazon EC2" },
		"far above the limit":    func(d *plans.LineItemDraft) { d.Charge = "100000000.01" },
	} {
		d := good[0]
		change(&d)
		_, err := p.plans.Create(t.Context(), plans.CreateInput{Scope: p.scope, Receiver: receiver, Request: plans.Request{LineItems: &plans.LineItems{Items: []plans.LineItemDraft{good[1], d}}}})
		if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || len(f.Fields) != 1 || !strings.HasPrefix(f.Fields[0].Pointer, "/line_items/items/1") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, c := range sim.Counts() {
		if c.Service == "billingconductor" && !strings.HasPrefix(c.Operation, "List") {
			t.Errorf("AWS was asked: %+v", c)
		}
	}
}

func everything(t testing.TB) paging.Query {
	t.Helper()
	q, err := paging.Parse(paging.Raw{Limit: new(int32(100))})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// After AWS's delay the ledger says of every item that Showback carries it, and of one that somebody changed that it is not as the plan made it.
func TestWrittenLineItemsAreFoundInShowback(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	dir := t.TempDir()
	p := assemble(t, sim.URL, dir, simulated.DefaultNow())
	p.collect(t, ledger.ModeBackfill)
	v, err := p.plans.Create(t.Context(), plans.CreateInput{Scope: p.scope, Receiver: receiver, Request: drafts(t, p)})
	if err != nil {
		t.Fatal(err)
	}
	if got := p.apply(t, v.ID, v.Hash); got.Now != plans.Applied {
		t.Fatal(got.Now, got.Note)
	}
	p.close(t)
	later := simulated.DefaultNow().AddDate(0, 0, 3)
	sim.SetClock(later)
	p = assemble(t, sim.URL, dir, later)
	t.Cleanup(func() { p.close(t) })
	p.collect(t, ledger.ModeRefresh)
	page, err := p.plans.Items(t.Context(), p.scope, v.ID, everything(t))
	if err != nil || len(page.Items) != v.ItemCount {
		t.Fatal(len(page.Items), err)
	}
	for _, it := range page.Items {
		if it.Check != plans.CheckInShowback || it.Drift != "" {
			t.Errorf("item %s of %s is %s: %s %s", it.ID, it.Line.Month, it.Check, it.Detail, it.Drift)
		}
	}
}
