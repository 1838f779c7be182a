package e2e

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"portal.example/backend/internal/gaps"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/testkit/simulated"
)

// worldMonth is what a simulated world says of one month, worked out here and not by the portal. Both sides have a customer only where AWS lists the view.
type worldMonth struct {
	my, showback map[string]bool                          // customers that have the view
	dropped      map[string]map[gaps.Class]money.Decimal  // My view by class, without what Showback has too
	cost         map[string]money.Decimal                 // My view without tax
	charged      map[string]money.Decimal                 // Showback
	items        map[string]money.Decimal                 // of Showback, custom line items
	currency     map[string]money.Currency                // of every customer
	billed       map[string]map[ledger.View]money.Decimal // with tax; there is an entry where there is a line
}

// classOf is which class of the issue a line of My view belongs to; empty for what pro forma has too. It is told by AWS's words, on purpose without the table of the portal.
func classOf(recordType, service string) gaps.Class {
	switch {
	case recordType == "Tax":
		return gaps.ClassTax
	case recordType == "Credit":
		return gaps.ClassCredit
	case recordType == "Refund":
		return gaps.ClassRefund
	case strings.HasPrefix(service, "AWS Support"):
		return gaps.ClassSupport
	case recordType == "Bundled Discount":
		return gaps.ClassBundledDiscount
	case strings.HasSuffix(recordType, "Discount"):
		return gaps.ClassPrivateDiscount
	case recordType == "Usage", recordType == "Recurring", strings.HasPrefix(recordType, "SavingsPlan"), recordType == "DiscountedUsage", recordType == "FlatRateSubscription":
		return ""
	}
	return gaps.ClassOther
}

func worldIn(t *testing.T, sim *simulated.Simulator, m period.Month) worldMonth {
	t.Helper()
	w := worldMonth{
		my: map[string]bool{}, showback: map[string]bool{}, dropped: map[string]map[gaps.Class]money.Decimal{}, cost: map[string]money.Decimal{}, charged: map[string]money.Decimal{},
		items: map[string]money.Decimal{}, currency: map[string]money.Currency{}, billed: map[string]map[ledger.View]money.Decimal{},
	}
	world := sim.World()
	for _, c := range world.Customers {
		w.currency[c.Account.ID], w.billed[c.Account.ID], w.dropped[c.Account.ID] = money.Currency(c.Currency), map[ledger.View]money.Decimal{}, map[gaps.Class]money.Decimal{}
	}
	for _, v := range world.Views {
		if v.ActiveFrom > m.String() || v.ActiveTo != "" && v.ActiveTo < m.String() {
			continue
		}
		switch v.Type {
		case "BILLING_TRANSFER":
			w.my[v.SourceAccountID] = true
		case "BILLING_TRANSFER_SHOWBACK":
			w.showback[v.SourceAccountID] = true
		}
	}
	for k, d := range truth(t, sim, period.Range{From: m, To: m.Add(1)}) {
		c := k.customer
		w.billed[c][k.view] = w.billed[c][k.view].Add(d)
		switch {
		case k.view == ledger.Showback:
			w.charged[c] = w.charged[c].Add(d)
			if k.service == "AWS Billing Conductor" || strings.HasPrefix(k.recordType, "Proforma_") {
				w.items[c] = w.items[c].Add(d)
			}
			continue
		case k.recordType != "Tax":
			w.cost[c] = w.cost[c].Add(d)
		}
		if class := classOf(k.recordType, k.service); class != "" {
			w.dropped[c][class] = w.dropped[c][class].Add(d)
		}
	}
	return w
}

// policies of the test: one of each mode, and one exception.
func (p *parts) mixPolicies(t *testing.T, exception string) {
	t.Helper()
	third := number(t, "33.33")
	for _, in := range []gaps.PolicyInput{
		{Class: gaps.ClassCredit, Mode: gaps.Percentage, Percent: &third},
		{Class: gaps.ClassTax, Mode: gaps.PassThrough},
		{Class: gaps.ClassSupport, CustomerID: exception, Mode: gaps.Absorb},
	} {
		in.Scope, in.Receiver = p.scope, receiver
		if _, err := p.gaps.SetPolicy(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
}

func wantedOf(c gaps.Class, customer, exception string, d money.Decimal) money.Decimal {
	switch c {
	case gaps.ClassSupport:
		if customer == exception {
			return money.Zero
		}
		return d
	case gaps.ClassCredit:
		return d.Mul(money.FromScaled(3333, 4)).Round(10)
	case gaps.ClassBundledDiscount, gaps.ClassPrivateDiscount:
		return money.Zero
	case gaps.ClassFreeTierCredit, gaps.ClassRefund, gaps.ClassTax, gaps.ClassOther:
	}
	return d
}

// say links the items of a world by their names, as somebody who reads them would.
func (p *parts) say(t *testing.T, m period.Month) {
	t.Helper()
	for _, r := range p.items(t, m).Page.Matched {
		var class lineitems.Class
		switch {
		case strings.HasPrefix(r.Name, "support"):
			class = lineitems.ClassSupport
		case strings.Contains(r.Name, "commission"):
			class = lineitems.ClassCommission
		case strings.Contains(r.Name, "credit"):
			class = lineitems.ClassCredit
		default:
			continue
		}
		if _, err := p.lineItems.Attribute(t.Context(), lineitems.AttributeInput{Scope: p.scope, Receiver: receiver, ID: r.ID(), Class: class}); err != nil {
			t.Fatal(err)
		}
	}
}

// Whatever pages say of the same month is the world's, to the last digit, and the same on each: gaps, coverage, credits, commission, margin and what needs attention. Worlds, seeds and
// days are those that nobody looked at when the pages were made, the turn of a year and the first minutes of a month among them.
func TestPagesSayTheSameAndTheTruth(t *testing.T) {
	t.Parallel()
	for _, w := range []struct {
		scenario string
		seed     uint64
		now      time.Time
	}{
		{"awkward", 4, time.Date(2026, time.November, 9, 10, 0, 0, 0, time.UTC)},
		{"reseller", 7, time.Date(2027, time.January, 10, 4, 0, 0, 0, time.UTC)},
		{"tiny", 12, time.Date(2026, time.December, 1, 0, 20, 0, 0, time.UTC)},
	} {
		t.Run(w.scenario, func(t *testing.T) {
			t.Parallel()
			sim := simulated.Start(t, simulated.Options{Scenario: w.scenario, Seed: w.seed, Now: w.now})
			dir := t.TempDir()
			p := assemble(t, sim.URL, dir, w.now)
			defer p.close(t)
			p.collect(t, ledger.ModeRefresh)
			current := period.MonthOf(w.now)
			exception := sim.World().Customers[0].Account.ID
			p.mixPolicies(t, exception)
			p.say(t, current.Add(-1))
			for _, m := range []period.Month{current, current.Add(-1), current.Add(-2)} {
				truly := worldIn(t, sim, m)
				rows := p.gapRows(t, m)
				p.gapsAreTrue(t, m, truly, rows, exception)
				p.coverageIsOfGaps(t, m, truly, rows)
				p.marginIsTrue(t, m, truly)
				p.creditsAreTrue(t, dir, m, w.now, truly)
				p.commissionIsTrue(t, m, w.now, truly)
			}
			p.attentionIsOfGaps(t, current)
		})
	}
}

// carriedBy is what items that stand for a class come to, of a customer; the values themselves are compared with Showback where AWS shows them by now.
func (p *parts) carriedBy(t *testing.T, m period.Month, truly worldMonth) map[gaps.Key]money.Decimal {
	t.Helper()
	sums, all, sure := map[gaps.Key]money.Decimal{}, map[string]money.Decimal{}, map[string]bool{}
	for c := range truly.showback {
		sure[c] = true
	}
	for _, r := range p.items(t, m).Page.Matched {
		if r.Status != lineitems.StatusActive {
			continue
		}
		if slices.Contains(r.Warnings, lineitems.WarnNotInShowback) || !r.Amount.Known {
			sure[r.CustomerID] = false
		}
		k := gaps.Key{CustomerID: r.CustomerID, Class: gaps.Class(r.Attribution.Class)}
		sums[k], all[r.CustomerID] = sums[k].Add(r.Amount.Value), all[r.CustomerID].Add(r.Amount.Value)
	}
	for c, known := range sure {
		if known && !all[c].Round(2).Equal(truly.items[c].Round(2)) {
			t.Errorf("%s %s: items come to %s, Showback carries %s", m, c, all[c], truly.items[c])
		}
	}
	return sums
}

func (p *parts) gapsAreTrue(t *testing.T, m period.Month, truly worldMonth, rows map[gaps.Key]*gaps.Gap, exception string) {
	t.Helper()
	carried := p.carriedBy(t, m, truly)
	checked := 0
	for customer := range truly.my {
		for _, class := range gaps.Classes() {
			g, amount := rows[gaps.Key{CustomerID: customer, Class: class}], truly.dropped[customer][class]
			have := carried[gaps.Key{CustomerID: customer, Class: class}]
			switch {
			case !truly.showback[customer]:
				if g != nil && (g.Known || g.Proposal != nil || g.Status != gaps.Unknown) || g == nil && !amount.IsZero() {
					t.Errorf("%s %s %s: nothing is known without Showback: %+v", m, customer, class, g)
				}
				continue
			case g == nil:
				if !amount.IsZero() || !have.IsZero() {
					t.Errorf("%s %s %s: no row, the world has %s", m, customer, class, amount)
				}
				continue
			}
			checked++
			missing := wantedOf(class, customer, exception, amount).Sub(have)
			if !g.Known || !g.MyView.Equal(amount) || !g.Carried.Equal(have) || g.Currency != truly.currency[customer] {
				t.Errorf("%s %s %s: %s carried %s %s, want %s carried %s %s", m, customer, class, g.MyView, g.Carried, g.Currency, amount, have, truly.currency[customer])
			}
			if g.Proposal != nil && !g.Proposal.Round(8).Equal(missing.Round(8)) || g.Proposal == nil && g.Note == "" && !missing.Round(2).IsZero() {
				t.Errorf("%s %s %s: proposes %v, want %s (%s)", m, customer, class, g.Proposal, missing, g.Note)
			}
			parts := money.Zero
			for _, part := range g.Parts {
				parts = parts.Add(part.Amount)
			}
			if !parts.Equal(amount) {
				t.Errorf("%s %s %s: parts come to %s of %s", m, customer, class, parts, amount)
			}
		}
	}
	for k := range rows {
		if !truly.my[k.CustomerID] {
			t.Errorf("%s: a gap of %s, who has no My view in the month", m, k.CustomerID)
		}
	}
	if checked == 0 {
		t.Errorf("%s: no gap was checked", m)
	}
}

func (p *parts) coverageIsOfGaps(t *testing.T, m period.Month, truly worldMonth, rows map[gaps.Key]*gaps.Gap) {
	t.Helper()
	list, err := p.gaps.Coverage(t.Context(), gaps.CoverageInput{Scope: p.scope, Month: m, Query: whole})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, c := range list.Page.Matched {
		seen[c.CustomerID] = true
		open, known := money.Zero, 0
		for _, class := range gaps.Classes() {
			if g := rows[gaps.Key{CustomerID: c.CustomerID, Class: class}]; g != nil && g.Known {
				if known++; g.Proposal != nil {
					open = open.Add(*g.Proposal)
				}
			}
		}
		if c.Known != known || (c.OpenGap != nil) != (known > 0) || c.OpenGap != nil && !c.OpenGap.Equal(open) {
			t.Errorf("%s %s: %d known classes, open %v, want %d and %s", m, c.CustomerName, c.Known, c.OpenGap, known, open)
		}
		if c.Status == gaps.Covered && !truly.showback[c.CustomerID] {
			t.Errorf("%s %s is covered and has no Showback", m, c.CustomerName)
		}
	}
	if !maps.Equal(seen, truly.my) {
		t.Errorf("%s: coverage is of %d customers, %d are billed", m, len(seen), len(truly.my))
	}
}

// figure compares what is known with what there is; a figure without a view is not known.
func figure(t *testing.T, what string, got margin.Figure, there bool, want money.Decimal) {
	t.Helper()
	if got.Known != there || there && !got.Value.Equal(want) {
		t.Errorf("%s: %s (known: %t), want %s (%t)", what, got.Value, got.Known, want, there)
	}
}
