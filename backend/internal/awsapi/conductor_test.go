package awsapi_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/pricing"
	"portal.example/backend/internal/testkit/simulated"
)

func TestPlansAndRulesAreThoseOfTheWorld(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{Scenario: "awkward"})
	b := setup(t, sim.URL, nil)
	world := sim.World()

	plans, err := b.Plans(t.Context(), b.scope)
	if err != nil {
		t.Fatal(err)
	}
	rulesOf := map[string][]string{}
	for _, p := range plans {
		arns, err := b.RulesOfPlan(t.Context(), b.scope, p.ARN)
		if err != nil {
			t.Fatal(err)
		}
		if len(arns) != p.Size {
			t.Errorf("%s says that it has %d rules and lists %d", p.Name, p.Size, len(arns))
		}
		if p.CreatedAt.IsZero() && !p.Managed() {
			t.Errorf("%s has no time of creation", p.Name)
		}
		rulesOf[p.ARN] = arns
	}
	want := map[string][]string{}
	for _, p := range world.PricingPlans {
		want[p.ARN] = append([]string{}, p.RuleARNs...)
	}
	if d := cmp.Diff(want, rulesOf); d != "" {
		t.Errorf("plans (-world +read):\n%s", d)
	}

	rules, err := b.Rules(t.Context(), b.scope)
	if err != nil {
		t.Fatal(err)
	}
	read := map[string]string{}
	discounts := 0
	for _, r := range rules {
		read[r.ARN] = ""
		if r.Percent != nil {
			read[r.ARN] = r.Percent.String()
		}
		if r.Type == pricing.RuleDiscount {
			discounts++
		}
		if r.Type == pricing.RuleUnknown || r.Scope == pricing.ScopeUnknown || r.Type == pricing.RuleTiering && r.FreeTier == nil {
			t.Errorf("not understood: %+v", r)
		}
	}
	truth := map[string]string{}
	for _, r := range world.PricingRules {
		truth[r.ARN] = r.Modifier
		if r.Type == "DISCOUNT" {
			truth[r.ARN] = "-" + r.Modifier
		}
	}
	if d := cmp.Diff(truth, read); d != "" || discounts == 0 {
		t.Errorf("%d discounts; percentages (-world +read):\n%s", discounts, d)
	}
}

func TestLineItemsOfAMonthAreThoseOfTheWorld(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{Scenario: "reseller"})
	b := setup(t, sim.URL, nil)
	world := sim.World()
	current := period.MonthOf(simulated.DefaultNow())
	for _, m := range []period.Month{current, current.Add(-1), current.Add(-6)} {
		items, err := b.LineItems(t.Context(), b.scope, m)
		if err != nil {
			t.Fatal(err)
		}
		want, got := map[string]string{}, map[string]string{}
		for _, l := range world.LineItems {
			if l.In(m.String()) {
				want[l.ARN] = l.Name + " " + l.Charge.Type + " " + l.Charge.Flat + l.Charge.Percentage + " " + strings.Join(l.Charge.AssociatedValues, " ")
			}
		}
		for _, i := range items {
			sources, err := b.LineItemSources(t.Context(), b.scope, i.ARN, m)
			if err != nil {
				t.Fatal(err)
			}
			kind, value := "FEE", i.Flat
			if i.Credit {
				kind = "CREDIT"
			}
			if value == nil {
				value = i.Percent
			}
			if i.Percent != nil && len(sources) != i.Associated {
				t.Errorf("%s says that it has %d resources and lists %d", i.Name, i.Associated, len(sources))
			}
			got[i.ARN] = i.Name + " " + kind + " " + value.String() + " " + strings.Join(sources, " ")
			if i.CreatedAt.IsZero() || i.ModifiedAt.Before(i.CreatedAt) || i.Service == "" || i.Currency == "" {
				t.Errorf("incomplete: %+v", i)
			}
		}
		if d := cmp.Diff(want, got); d != "" || len(want) == 0 {
			t.Errorf("%d items of %s (-world +read):\n%s", len(want), m, d)
		}
	}
}

func TestVersionsOfALineItemComeNewestFirst(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	b := setup(t, sim.URL, nil)
	world := sim.World()
	i := slices.IndexFunc(world.LineItems, func(l simulated.LineItem) bool { return strings.HasPrefix(l.Name, "onboarding-") })
	versions, err := b.LineItemVersions(t.Context(), b.scope, world.LineItems[i].ARN)
	if err != nil {
		t.Fatal(err)
	}
	m := period.MonthOf(simulated.DefaultNow()).Add(-1)
	for n := range versions {
		versions[n].ValidFrom, versions[n].CreatedAt, versions[n].ModifiedAt = versions[0].ValidFrom, versions[0].ValidFrom, versions[0].ValidFrom
	}
	version := func(flat int64) lineitems.Version {
		v := money.FromInt(flat)
		return lineitems.Version{
			Name: "onboarding-" + m.String(), Description: "Onboarding workshop", Currency: money.USD, Flat: &v, From: m, To: m.Add(1),
			ValidFrom: versions[0].ValidFrom, CreatedAt: versions[0].ValidFrom, ModifiedAt: versions[0].ValidFrom,
		}
	}
	if d := cmp.Diff([]lineitems.Version{version(1_800), version(1_500)}, versions); d != "" {
		t.Errorf("versions (-want +got):\n%s", d)
	}
}

func TestLineItemsAreNeverReadWithoutAMonth(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	b := setup(t, sim.URL, nil)
	_, err := b.LineItems(t.Context(), b.scope, period.Month{})
	wantFault(t, err, fault.Internal, ledger.CodeAWSRefused)
	_, err = b.LineItemSources(t.Context(), b.scope, "arn", period.Month{})
	wantFault(t, err, fault.Internal, ledger.CodeAWSRefused)
	sim.SetFaults(simulated.Fault{Service: "billingconductor", Kind: simulated.Deny})
	_, err = b.LineItems(t.Context(), b.scope, period.MonthOf(simulated.DefaultNow()))
	if f := wantFault(t, err, fault.UpstreamDenied, ledger.CodeAWSDenied); f.Permission != "billingconductor:ListCustomLineItems" {
		t.Errorf("the fault asks for %s", f.Permission)
	}
}
