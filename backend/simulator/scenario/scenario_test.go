package scenario

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"portal.example/simulator/scenario/draw"
)

func TestEqualSeedsGiveEqualPlans(t *testing.T) {
	t.Parallel()
	for _, name := range Names() {
		a, err := Build(name, 7)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Build(name, 7)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("%s differs from itself:\n%s", name, diff)
		}
	}
	if _, err := Build("huge", 1); err == nil {
		t.Error("an unknown scenario is built")
	}
}

func TestCompaniesHaveDifferentNames(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for i := range 5_000 {
		name := CompanyName(draw.New(3), i)
		if j, ok := seen[name]; ok {
			t.Fatalf("%d and %d are both %s", j, i, name)
		}
		seen[name] = i
	}
}

func TestSlugsAreFitForNames(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Harbor Health Inc.": "harbor-health-inc", "=1+1 Ventures, \"Seed\" LLC": "1-1-ventures-seed-llc", "株式会社": "customer",
		"  -- ": "customer", "A very long company name indeed Ltd": "a-very-long-company-name",
	} {
		if got := Slug(in); got != want {
			t.Errorf("Slug(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestEveryPlanAndRuleThatIsNamedExists keeps a misspelt plan from becoming a public price.
func TestEveryPlanAndRuleThatIsNamedExists(t *testing.T) {
	t.Parallel()
	p, err := Build(Large, 1)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{NoGroup: true, BasicPlan: true, PassthroughPlan: true}
	for _, plan := range p.PricingPlans {
		known[plan.Name] = true
	}
	for _, c := range p.Customers {
		if !known[c.Group.Plan] || !known[c.Group.FormerPlan] {
			t.Errorf("%s is on %q, was on %q", c.Name, c.Group.Plan, c.Group.FormerPlan)
		}
		for _, s := range c.Group.Switches {
			if !known[s.Plan] {
				t.Errorf("%s is switched to %q", c.Name, s.Plan)
			}
		}
		for _, i := range c.Items {
			if (i.Flat > 0) == (i.Percent > 0) {
				t.Errorf("%s: item %s is flat %d and percent %d", c.Name, i.Name, i.Flat, i.Percent)
			}
		}
	}
}
