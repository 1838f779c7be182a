package gaps

import (
	"fmt"
	"strings"
	"testing"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
)

func monthOf(t testing.TB, s string) period.Month {
	t.Helper()
	m, err := period.ParseMonth(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// codeOf is the code of a fault, or the field it is about.
func codeOf(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return fmt.Sprint(err)
	}
	if len(f.Fields) > 0 {
		return f.Fields[0].Pointer + f.Fields[0].Parameter
	}
	return f.Code
}

func (k kit) policies(t testing.TB) string {
	t.Helper()
	q, err := paging.Parse(paging.Raw{Limit: new(int32(100))})
	if err != nil {
		t.Fatal(err)
	}
	page, err := k.ListPolicies(t.Context(), k.sc, q)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, p := range page.Items {
		all = append(all, fmt.Sprint(p.ID(), ":", p.Mode, ":", p.Version))
	}
	return strings.Join(all, " ")
}

func TestPoliciesHaveDefaultsAndExceptions(t *testing.T) {
	t.Parallel()
	k := setup(t)
	defaults := "support:pass_through:0 credit:pass_through:0 free_tier_credit:pass_through:0 refund:pass_through:0 tax:absorb:0 bundled_discount:keep:0 private_discount:keep:0 other:pass_through:0"
	if got := k.policies(t); got != defaults {
		t.Errorf("got %s", got)
	}
	k.set(t, ClassPrivateDiscount, "", Percentage, "25")
	k.set(t, ClassPrivateDiscount, acme, Percentage, "33.333333")
	k.set(t, ClassTax, acme, PassThrough, "")
	if got := k.gap(t, october, acme, ClassPrivateDiscount).text(); got != "open -50 0 -16.6666665 -16.6666665" {
		t.Errorf("got %s", got)
	}
	if g := k.gap(t, october, acme, ClassTax); g.text() != "open 70 0 70 70" || g.Policy.CustomerID != acme {
		t.Errorf("got %s", g.text())
	}
	if got, want := k.policies(t), strings.Replace(defaults, "private_discount:keep:0", "private_discount:percentage:1", 1)+" tax.210000000001:absorb:1 private_discount.210000000001:percentage:1"; got != strings.Replace(want, ":absorb:1", ":pass_through:1", 1) {
		t.Errorf("got %s", got)
	}
	if err := k.DeletePolicy(t.Context(), k.sc, "private_discount."+acme); err != nil {
		t.Fatal(err)
	}
	if got := k.gap(t, october, acme, ClassPrivateDiscount).text(); got != "open -50 0 -12.5 -12.5" {
		t.Errorf("after the exception was deleted: %s", got)
	}
	q, err := paging.Parse(paging.Raw{})
	if err != nil {
		t.Fatal(err)
	}
	page, err := k.History(t.Context(), k.sc, q)
	if err != nil {
		t.Fatal(err)
	}
	var history []string
	side := func(s *Terms) string {
		switch {
		case s == nil:
			return "-"
		case s.Percent != nil:
			return fmt.Sprint(s.Mode, " ", s.Percent)
		}
		return string(s.Mode)
	}
	for _, c := range page.Items {
		history = append(history, fmt.Sprint(c.Class, " ", c.CustomerID, ": ", side(c.Before), " > ", side(c.After), " by ", c.ChangedBy))
	}
	want := []string{
		"private_discount 210000000001: percentage 33.333333 > - by local", "tax 210000000001: - > pass_through by local",
		"private_discount 210000000001: - > percentage 33.333333 by local", "private_discount : keep > percentage 25 by local",
	}
	for i, w := range want {
		found := false
		for _, h := range history {
			found = found || h == w
		}
		if !found || len(history) != len(want) {
			t.Errorf("change %d is missing in %v", i, history)
		}
	}
}

func TestPoliciesAreGuarded(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.set(t, ClassSupport, "", Absorb, "")
	viewer, err := scope.New(receiver, scope.Principal{ID: "eve", Roles: []scope.Role{scope.Viewer}, AllReceivers: true})
	if err != nil {
		t.Fatal(err)
	}
	in := func(change func(*PolicyInput)) error {
		p := PolicyInput{Scope: k.sc, Receiver: receiver, Class: ClassSupport, Mode: PassThrough}
		change(&p)
		_, err := k.SetPolicy(t.Context(), p)
		return err
	}
	percent := func(s string) *money.Decimal { d := dec(t, s); return &d }
	version := func(n int64) *int64 { return &n }
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"unknown class":      {in(func(p *PolicyInput) { p.Class = "usage" }), "/class"},
		"unknown mode":       {in(func(p *PolicyInput) { p.Mode = "give" }), "/mode"},
		"no percentage":      {in(func(p *PolicyInput) { p.Mode = Percentage }), "/percent"},
		"nothing":            {in(func(p *PolicyInput) { p.Mode, p.Percent = Percentage, percent("0") }), "/percent"},
		"all":                {in(func(p *PolicyInput) { p.Mode, p.Percent = Percentage, percent("100") }), "/percent"},
		"a needless one":     {in(func(p *PolicyInput) { p.Percent = percent("50") }), "/percent"},
		"a long note":        {in(func(p *PolicyInput) { p.Note = strings.Repeat("é", maxNote+1) }), "/note"},
		"unknown customer":   {in(func(p *PolicyInput) { p.CustomerID = "210000000099" }), margin.CodeCustomerNotFound},
		"an old version":     {in(func(p *PolicyInput) { p.Version = version(0) }), CodePolicyChanged},
		"a newer one":        {in(func(p *PolicyInput) { p.Version = version(2) }), CodePolicyChanged},
		"another receiver":   {in(func(p *PolicyInput) { p.Receiver = "999999999999" }), plans.CodeReceiverMismatch},
		"who may only look":  {in(func(p *PolicyInput) { p.Scope = viewer }), plans.CodeOperatorNeeded},
		"nobody":             {in(func(p *PolicyInput) { p.Scope = scope.Scope{} }), scope.CodeScopeMissing},
		"delete a default":   {k.DeletePolicy(t.Context(), k.sc, "support"), CodePolicyNotFound},
		"delete what is not": {k.DeletePolicy(t.Context(), k.sc, "support."+acme), CodePolicyNotFound},
		"delete by a viewer": {k.DeletePolicy(t.Context(), viewer, "support."+acme), plans.CodeOperatorNeeded},
	} {
		if got := codeOf(c.err); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
	if got := k.policies(t); !strings.HasPrefix(got, "support:absorb:1 ") {
		t.Errorf("something was kept: %s", got)
	}
	row, err := k.SetPolicy(t.Context(), PolicyInput{Scope: k.sc, Receiver: receiver, Class: ClassSupport, Mode: PassThrough, Note: " Agreed. ", Version: version(1)})
	if err != nil || row.Version != 2 || row.Note != "Agreed." || row.ChangedBy != "local" {
		t.Errorf("%+v, %v", row, err)
	}
}

func TestAChangeOfAPolicyIsANewVersion(t *testing.T) {
	t.Parallel()
	k := setup(t)
	seen := map[string]bool{}
	look := func(what string) {
		t.Helper()
		v, err := k.Service.Version(t.Context(), k.sc)
		if err != nil || seen[v] {
			t.Errorf("%s: %s, %v", what, v, err)
		}
		seen[v] = true
		in := k.propose(t, plans.Gaps{Period: october}).Inputs
		if alone, err := k.Inputs(t.Context(), k.sc, plans.Request{Gaps: &plans.Gaps{Period: october}}); err != nil || alone != in {
			t.Errorf("%s: asked alone, the inputs are %q and not %q, %v", what, alone, in, err)
		}
		if seen[in] {
			t.Errorf("%s: a plan would not become stale", what)
		} else {
			seen[in] = true
		}
	}
	look("as it came")
	k.set(t, ClassTax, acme, PassThrough, "")
	look("set")
	if err := k.DeletePolicy(t.Context(), k.sc, "tax."+acme); err != nil {
		t.Fatal(err)
	}
	look("deleted")
	k.set(t, ClassTax, acme, PassThrough, "")
	look("set again")
	if in, err := k.Inputs(t.Context(), k.sc, plans.Request{Gaps: &plans.Gaps{Period: october.Add(-1)}}); err != nil || in != "" {
		t.Errorf("a closed month has inputs: %q, %v", in, err)
	}
}
