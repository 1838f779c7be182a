package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor"
	bctypes "github.com/aws/aws-sdk-go-v2/service/billingconductor/types"

	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/pricing"
	"portal.example/backend/internal/testkit/simulated"
	"portal.example/backend/internal/transfers"
)

// whole is a page of everything.
var whole = paging.Query{Limit: 100, Match: paging.All}

func (p *parts) items(t testing.TB, m period.Month) *lineitems.List {
	t.Helper()
	list, err := p.lineItems.List(t.Context(), lineitems.ListInput{Scope: p.scope, Month: m, Query: whole})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// What the items of a month are computed to be is what Showback carries, to the last digit that both have, in every month that AWS lists.
func TestLineItemsReconcileWithShowback(t *testing.T) {
	t.Parallel()
	for _, scenario := range []string{"tiny", "reseller", "awkward"} {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			sim := simulated.Start(t, simulated.Options{Scenario: scenario})
			p := assemble(t, sim.URL, t.TempDir(), simulated.DefaultNow())
			defer p.close(t)
			if job := p.collect(t, ledger.ModeBackfill); job.Status != jobs.StatusSucceeded {
				t.Fatalf("collection ended as %s: %s", job.Status, job.Message)
			}
			world := sim.World()
			compared := 0
			for _, m := range ledger.Span(simulated.DefaultNow()).Months() {
				list := p.items(t, m)
				compared += checkReconciliation(t, m, list)
				want := 0
				for _, l := range world.LineItems {
					if l.In(m.String()) {
						want++
					}
				}
				active := slices.DeleteFunc(slices.Clone(list.Page.Matched), func(r lineitems.Row) bool { return r.Status != lineitems.StatusActive })
				if len(active) != want {
					t.Errorf("%s: %d items are listed, the world has %d", m, len(active), want)
				}
			}
			if compared == 0 {
				t.Error("nothing was compared")
			}
		})
	}
}

// checkReconciliation returns how many customers were compared.
func checkReconciliation(t *testing.T, m period.Month, list *lineitems.List) (customers int) {
	t.Helper()
	for _, r := range list.Reconciliation {
		customers += r.Customers
		cents := r.Difference().Round(2)
		if !cents.IsZero() || r.Differing != 0 {
			t.Errorf("%s: %d of %d customers differ, computed %s, Showback %s %s", m, r.Differing, r.Customers, r.Computed, r.Showback, r.Currency)
		}
	}
	// Older than AWS's delay, every item has its value and is in Showback.
	if m.Before(period.MonthOf(simulated.DefaultNow()).Add(-1)) {
		for _, r := range list.Page.Matched {
			if !r.Amount.Known || slices.Contains(r.Warnings, lineitems.WarnNotInShowback) {
				t.Errorf("%s: %s of %s was left out of the comparison: %v %s", m, r.Name, r.CustomerName, r.Warnings, r.BaseNote)
			}
		}
	}
	return customers
}

// An item that was just made is listed with the next collection and says that Showback cannot have it; after AWS's delay both agree. When AWS denies the items, the ledger is
// read all the same, and what was known of them stays with the reason.
func TestANewLineItemWaitsForShowback(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	now, dir := simulated.DefaultNow(), t.TempDir()
	m := period.MonthOf(now)
	p := assemble(t, sim.URL, dir, now)
	p.collect(t, ledger.ModeBackfill)
	customers := p.items(t, m).Reconciliation[0].Customers

	i := slices.IndexFunc(sim.World().LineItems, func(l simulated.LineItem) bool { return strings.HasPrefix(l.Name, "support-pass-through") })
	group := sim.World().LineItems[i].BillingGroupARN
	_, err := billingconductor.NewFromConfig(raw(sim)).CreateCustomLineItem(t.Context(), &billingconductor.CreateCustomLineItemInput{
		Name: aws.String("handling-" + m.String()), Description: aws.String("Handling"), BillingGroupArn: aws.String(group),
		BillingPeriodRange: &bctypes.CustomLineItemBillingPeriodRange{InclusiveStartBillingPeriod: aws.String(m.String()), ExclusiveEndBillingPeriod: aws.String(m.Add(1).String())},
		ChargeDetails: &bctypes.CustomLineItemChargeDetails{
			Type: bctypes.CustomLineItemTypeFee, Percentage: &bctypes.CustomLineItemPercentageChargeDetails{PercentageValue: aws.Float64(1.1), AssociatedValues: []string{group}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	p.collect(t, ledger.ModeRefresh)
	made := func(p *parts) (lineitems.Row, *lineitems.List) {
		list := p.items(t, m)
		for _, r := range list.Page.Matched {
			if r.Name == "handling-"+m.String() {
				return r, list
			}
		}
		t.Fatal("the item is not listed")
		return lineitems.Row{}, nil
	}
	r, list := made(p)
	if !slices.Contains(r.Warnings, lineitems.WarnNotInShowback) || !r.Amount.Known || r.Amount.Value.Sign() <= 0 || r.Percent.String() != "1.1" {
		t.Errorf("at once: %v, %+v, %s percent", r.Warnings, r.Amount, r.Percent)
	}
	if got := list.Reconciliation[0].Customers; got != customers-1 {
		t.Errorf("%d customers are compared, want all of %d but the one whose item is young", got, customers)
	}
	p.close(t)

	later := now.Add(25 * time.Hour)
	sim.SetClock(later)
	p = assemble(t, sim.URL, dir, later)
	defer p.close(t)
	p.collect(t, ledger.ModeRefresh)
	r, list = made(p)
	if slices.Contains(r.Warnings, lineitems.WarnNotInShowback) || list.Reconciliation[0].Customers != customers {
		t.Errorf("a day later: %v, %d of %d customers", r.Warnings, list.Reconciliation[0].Customers, customers)
	}
	checkReconciliation(t, m, list)

	sim.SetFaults(simulated.Fault{Service: "billingconductor", Operation: "ListCustomLineItems", Kind: simulated.Deny})
	if job := p.collect(t, ledger.ModeRefresh); job.Status != jobs.StatusSucceeded {
		t.Errorf("without line items the collection ended as %s: %s", job.Status, job.Message)
	}
	if denied := p.items(t, m); denied.Page.Total != list.Page.Total || !denied.Head.AsOf.Equal(list.Head.AsOf) || !strings.Contains(denied.Head.Problem, "ListCustomLineItems") {
		t.Errorf("denied: %d of %d items, %+v", denied.Page.Total, list.Page.Total, denied.Head)
	}
}

// Plans have the customers that the world's billing groups put on them, and what those paid.
func TestPlansAreThoseOfTheWorld(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{Scenario: "reseller"})
	p := assemble(t, sim.URL, t.TempDir(), simulated.DefaultNow())
	defer p.close(t)
	p.collect(t, ledger.ModeBackfill)
	m := period.MonthOf(simulated.DefaultNow()).Add(-1)
	list, err := p.pricing.ListPlans(t.Context(), pricing.PlansInput{Scope: p.scope, Month: m, Query: whole})
	if err != nil {
		t.Fatal(err)
	}
	st, err := p.margin.Statement(t.Context(), p.scope, m)
	if err != nil {
		t.Fatal(err)
	}
	world, charged, sum := sim.World(), money.Zero, money.Zero
	for _, row := range list.Page.Matched {
		i := slices.IndexFunc(world.PricingPlans, func(w simulated.PricingPlan) bool { return w.ARN == row.ARN })
		if i < 0 || len(row.Rules) != len(world.PricingPlans[i].RuleARNs) || row.Summary == "" {
			t.Errorf("%s has %d rules and says %q", row.Name, len(row.Rules), row.Summary)
		}
		for _, f := range row.Figures {
			charged = charged.Add(f.Charged.Value)
		}
	}
	for _, r := range st.Rows {
		if r.Figures.Margin().Known && r.Customer.Group != nil && r.Customer.State != transfers.StateEnded {
			sum = sum.Add(r.Figures.Charged.Value)
		}
	}
	if len(list.Page.Matched) != len(world.PricingPlans) || list.Rules != len(world.PricingRules) || !charged.Equal(sum) || charged.IsZero() {
		t.Errorf("%d of %d plans, %d of %d rules, %s charged and not %s", len(list.Page.Matched), len(world.PricingPlans), list.Rules, len(world.PricingRules), charged, sum)
	}
}
