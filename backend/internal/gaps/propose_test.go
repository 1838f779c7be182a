package gaps

import (
	"fmt"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/transfers"
)

// written is an item for people who compare.
func written(i plans.WantedItem) string {
	sign := "FEE"
	if i.Credit {
		sign = "CREDIT"
	}
	return fmt.Sprint(i.CustomerID[11:], " ", i.Class, " ", sign, " ", i.Flat, " ", i.Currency, " ", i.Month, " ", i.Amount, " over ", i.Before, ": ", i.Description)
}

func TestAPlanHasOneItemForEachCustomerAndClass(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.item(october, "half", acme, lineitems.ClassSupport, "100")
	k.item(october, "somebody's", acme, lineitems.ClassUnattributed, "7")
	w := k.propose(t, plans.Gaps{Period: october})
	var got []string
	for _, i := range w.Items {
		got = append(got, written(i))
		if i.Action != plans.CreateLineItem || i.GroupARN != group+acme || i.Percent != nil || i.Recurring || i.Service != "" || i.Name != "" || i.Month != october || i.Estimated || i.Source == "" {
			t.Errorf("%+v", i)
		}
	}
	want := []string{
		"1 support FEE 23.456 USD 2026-10 23.456 over 1040: AWS Support (Business), correction, October 2026",
		"1 credit CREDIT 100.0000000001 USD 2026-10 -100.0000000001 over 1040: AWS credits, October 2026",
		"1 free_tier_credit CREDIT 3 USD 2026-10 -3 over 1040: AWS Free Tier credits, October 2026",
		"1 refund CREDIT 40.25 USD 2026-10 -40.25 over 1040: AWS refunds, October 2026",
		"1 other FEE 15 USD 2026-10 15 over 1040: Amazon Registrar, October 2026",
	}
	if d := gocmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if w.Title != "Close 5 gaps of 1 customer in October 2026" || w.Skipped != "3 customers have no exact figures. 3 selected rows need nothing." || w.Simulated || w.Inputs == "" {
		t.Errorf("%q %q", w.Title, w.Skipped)
	}
	if len(w.Warnings) != 1 || w.Warnings[0].Code != WarnUnattributed || !strings.Contains(w.Warnings[0].Message, "1 line item of these") {
		t.Errorf("%+v", w.Warnings)
	}
	if !w.LedgerAsOf.Equal(start.Add(-3600e9)) || !strings.Contains(strings.Join(w.Consequences, " "), "1 customer is charged 104.79 USD less in all.") {
		t.Errorf("%s %q", w.LedgerAsOf, w.Consequences)
	}
	// The same request comes to the same plan in whatever order its gaps are named.
	ids := []string{acme + ".support", acme + ".other", acme + ".support"}
	one := k.propose(t, plans.Gaps{Period: october, GapIDs: ids})
	two := k.propose(t, plans.Gaps{Period: october, GapIDs: []string{ids[1], ids[0]}})
	if fmt.Sprint(texts(one)) != fmt.Sprint(texts(two)) || len(one.Items) != 2 {
		t.Errorf("%v and %v", texts(one), texts(two))
	}
	if by := k.propose(t, plans.Gaps{Period: october, Search: "customer", Filter: []string{"class:eq:support", "class:eq:refund"}, Match: "any"}); len(by.Items) != 2 {
		t.Errorf("%v", texts(by))
	}
}

func texts(w plans.Wanted) []string {
	var all []string
	for _, i := range w.Items {
		all = append(all, written(i))
	}
	return all
}

func TestARunningMonthIsEstimatedAndSaysSo(t *testing.T) {
	t.Parallel()
	k := setup(t)
	w := k.propose(t, plans.Gaps{Period: november, GapIDs: []string{acme + ".support"}})
	if !w.Items[0].Estimated || w.Items[0].Month != november || len(w.Warnings) != 1 || w.Warnings[0].Code != WarnRunning {
		t.Errorf("%+v %+v", w.Items, w.Warnings)
	}
	c := k.months[october][acme]
	c.MyView.Estimated = true
	k.months[october][acme] = c
	k.etag++
	w = k.propose(t, plans.Gaps{Period: october, GapIDs: []string{acme + ".support"}})
	if !w.Items[0].Estimated || len(w.Warnings) != 1 || w.Warnings[0].Code != WarnEstimated {
		t.Errorf("%+v %+v", w.Items, w.Warnings)
	}
}

func TestPlansThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	k := setup(t)
	for name, c := range map[string]struct {
		in   plans.Gaps
		want string
	}{
		"a closed month":    {plans.Gaps{Period: october.Add(-1)}, "/gaps/period"},
		"a month to come":   {plans.Gaps{Period: november.Add(1)}, "/gaps/period"},
		"an unknown gap":    {plans.Gaps{Period: october, GapIDs: []string{beta + ".support"}}, CodeNotFound},
		"one that is kept":  {plans.Gaps{Period: october, GapIDs: []string{acme + ".tax"}}, CodeNothing},
		"one without":       {plans.Gaps{Period: october, GapIDs: []string{bare + ".support"}}, CodeNothing},
		"a wrong filter":    {plans.Gaps{Period: october, Filter: []string{"colour:eq:red"}}, "/gaps/filter"},
		"nothing that fits": {plans.Gaps{Period: october, Filter: []string{"size:gt:100000"}}, CodeNothing},
	} {
		if _, err := k.Propose(t.Context(), k.sc, plans.Request{Gaps: &c.in}); codeOf(err) != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
	if _, err := k.Propose(t.Context(), k.sc, plans.Request{}); err == nil {
		t.Error("a request of another room is proposed")
	}
}

func TestADemonstrationIsMarkedAndTheSameEveryTime(t *testing.T) {
	t.Parallel()
	k := setup(t)
	made := ""
	look := func() ([]string, int) {
		list, err := k.List(t.Context(), ListInput{Scope: k.sc, Month: october, Demo: true, Query: whole})
		if err != nil || !list.Simulated {
			t.Fatal(list, err)
		}
		var all []string
		simulated := 0
		for _, g := range list.Page.Items {
			all = append(all, g.ID()+" "+g.text())
			if g.Simulated {
				simulated++
				made = g.ID()
				if g.Note != demoNote {
					t.Errorf("%s says %q", g.ID(), g.Note)
				}
			}
		}
		return all, simulated
	}
	first, n := look()
	k.etag++
	second, _ := look()
	if n == 0 || gocmp.Diff(first, second) != "" {
		t.Errorf("%d simulated rows, %s", n, gocmp.Diff(first, second))
	}
	for _, g := range k.list(t, october).Page.Items {
		if g.Simulated {
			t.Errorf("%s is simulated and nobody asked for it", g.ID())
		}
	}
	w := k.propose(t, plans.Gaps{Period: october, GapIDs: []string{made}, Demo: true})
	if !w.Simulated || w.Warnings[len(w.Warnings)-1].Code != WarnSimulated {
		t.Errorf("%+v", w)
	}
}

// Demonstrations of gaps and of credits choose their customers here.
func TestADemonstrationHasCreditsOfSomebodyWithoutAny(t *testing.T) {
	t.Parallel()
	group := &transfers.BillingGroup{ARN: "arn:aws:billingconductor::1:billinggroup/1"}
	customers := make([]transfers.Customer, 7)
	for i := range customers {
		customers[i] = transfers.Customer{ID: string(rune('a' + i)), Group: group, Transfer: transfers.Transfer{Status: "ACCEPTED", Start: october.Start()}}
	}
	customers[3].Group = nil
	for name, c := range map[string]struct {
		own  []string
		want []string
	}{
		"every third that is billed":             {nil, []string{"a", "g"}},
		"without those that have credits":        {[]string{"a", "b"}, []string{"g"}},
		"else the first that has none":           {[]string{"a", "b", "g"}, []string{"c"}},
		"nobody where everybody has credits":     {[]string{"a", "b", "c", "e", "f", "g"}, nil},
		"the one that has none, whichever it is": {[]string{"a", "b", "c", "e", "g"}, []string{"f"}},
	} {
		own := map[string]bool{}
		for _, id := range c.own {
			own[id] = true
		}
		var got []string
		for _, chosen := range DemoCustomers(customers, october, own) {
			got = append(got, chosen.ID)
		}
		if gocmp.Diff(c.want, got) != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
}
