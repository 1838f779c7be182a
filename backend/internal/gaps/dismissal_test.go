package gaps

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
)

func dayOf(t testing.TB, s string) period.Day {
	t.Helper()
	d, err := period.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// dismiss sets a class of Acme aside; an empty day is left to the room.
func (k kit) dismiss(t testing.TB, class Class, until string) PolicyRow {
	t.Helper()
	in := PolicyInput{Scope: k.sc, Receiver: receiver, Class: class, CustomerID: acme, Mode: Dismissed, Note: "Pays its support itself."}
	if until != "" {
		in.Until = dayOf(t, until)
	}
	row, err := k.SetPolicy(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return row
}

func TestADismissedGapIsShownAndNotProposed(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.item(october, "half", acme, lineitems.ClassSupport, "100")
	if row := k.dismiss(t, ClassSupport, ""); row.Until.String() != "2027-05-16" {
		t.Errorf("until %s, half a year is 2027-05-16", row.Until)
	}
	g := k.gap(t, october, acme, ClassSupport)
	if got := g.text(); got != "dismissed 123.456 100 123.456 -" || g.Withheld == nil || g.Withheld.String() != "23.456" || g.Policy.Mode != PassThrough {
		t.Errorf("got %s, %+v", got, g)
	}
	if d := g.Dismissal; d == nil || d.Reason != "Pays its support itself." || d.By != "local" || !d.At.Equal(start) {
		t.Errorf("%+v", d)
	}
	total := k.list(t, october, "customer_id:eq:"+acme).Totals[0]
	if total.Gaps != 4 || total.Dismissed != 1 || total.Withheld.String() != "23.456" {
		t.Errorf("%+v", total)
	}
	if sum := total.Proposal.Add(total.Kept).Add(total.Withheld); !sum.Equal(total.Gap()) {
		t.Errorf("proposed, kept and dismissed come to %s, the gap is %s", sum, total.Gap())
	}
	w := k.propose(t, plans.Gaps{Period: october})
	for _, i := range w.Items {
		if i.Class == lineitems.ClassSupport {
			t.Errorf("planned all the same: %s", written(i))
		}
	}
	if !strings.Contains(w.Skipped, "1 gap is dismissed.") {
		t.Errorf("skipped %q", w.Skipped)
	}
	if _, err := k.Propose(t.Context(), k.sc, plans.Request{Gaps: &plans.Gaps{Period: october, GapIDs: []string{acme + ".support"}}}); codeOf(err) != CodeNothing {
		t.Errorf("planned by its name: %v", err)
	}
	all, err := k.Attention(t.Context(), k.sc, october)
	if err != nil || len(all) != 1 || all[0].Count != 4 {
		t.Errorf("%+v %v", all, err)
	}
	c, err := k.Coverage(t.Context(), CoverageInput{k.sc, october, whole})
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range c.Page.Items[0].Classes {
		if one.Class == ClassSupport && (one.Status != SetAside || c.Page.Items[0].OpenGap.String() != "-128.2500000001") {
			t.Errorf("%+v, open %s", one, c.Page.Items[0].OpenGap)
		}
	}
	// What needs nothing is not dismissed: there is nothing to set aside.
	k.dismiss(t, ClassTax, "")
	if g := k.gap(t, october, acme, ClassTax); g.Status != Kept || g.Dismissal == nil {
		t.Errorf("%s", g.text())
	}
}

func TestADismissalEndsByItselfAndByHand(t *testing.T) {
	t.Parallel()
	k := setup(t)
	version := func() string {
		v, err := k.Service.Version(t.Context(), k.sc)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	k.set(t, ClassSupport, acme, Percentage, "50") // what it interrupts
	k.dismiss(t, ClassSupport, "2026-11-18")
	k.dismiss(t, ClassSupport, "2026-11-17") // again: what it interrupts stays
	k.dismiss(t, ClassRefund, "2026-11-18")
	before, inputs := version(), k.inputs(t)
	k.now = time.Date(2026, time.November, 17, 23, 59, 59, 0, time.UTC)
	if got := k.gap(t, october, acme, ClassSupport); got.Status != SetAside || got.Policy.Mode != Percentage || version() != before || k.inputs(t) != inputs {
		t.Errorf("on its last day: %s", got.text())
	}
	k.now = k.now.Add(time.Second)
	if got := k.gap(t, october, acme, ClassSupport).text(); got != "open 123.456 0 61.728 61.728" {
		t.Errorf("after its last day: %s", got)
	}
	if version() == before || k.inputs(t) == inputs {
		t.Error("what was made while it was dismissed is taken for what it is now")
	}
	if got := k.policies(t); !strings.Contains(got, "support."+acme+":percentage:3") || !strings.Contains(got, "refund."+acme+":dismissed:1") {
		t.Errorf("policies %s", got)
	}
	if err := k.DeletePolicy(t.Context(), k.sc, "refund."+acme); err != nil {
		t.Fatal(err)
	}
	if got := k.gap(t, october, acme, ClassRefund); got.Status != Open || got.Dismissal != nil {
		t.Errorf("ended by hand: %s", got.text())
	}
	k.dismiss(t, ClassSupport, "2026-12-01")
	k.now = k.now.Add(time.Second)
	if err := k.DeletePolicy(t.Context(), k.sc, "support."+acme); err != nil {
		t.Fatal(err)
	}
	if got := k.gap(t, october, acme, ClassSupport); got.Policy.Mode != Percentage || got.Dismissal != nil {
		t.Errorf("ended by hand, the customer's own policy is lost: %s, %s", got.text(), got.Policy.Mode)
	}
	page, err := k.History(t.Context(), k.sc, whole)
	if err != nil {
		t.Fatal(err)
	}
	if c := page.Items[0]; c.Before.Mode != Dismissed || c.Before.Until.String() != "2026-12-01" || c.After.Mode != Percentage || page.Total != 7 {
		t.Errorf("%d changes, the last %+v", page.Total, c)
	}
}

// inputs is what a plan of October would be made of.
func (k kit) inputs(t testing.TB) string {
	t.Helper()
	in, err := k.Inputs(t.Context(), k.sc, plans.Request{Gaps: &plans.Gaps{Period: october}})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestDismissalsNeedAReasonAndADay(t *testing.T) {
	t.Parallel()
	k := setup(t)
	good := PolicyInput{Scope: k.sc, Receiver: receiver, Class: ClassSupport, CustomerID: acme, Mode: Dismissed, Note: "Why."}
	for name, c := range map[string]struct {
		change func(*PolicyInput)
		want   string
	}{
		"no reason":      {func(in *PolicyInput) { in.Note = " \t" }, "/note"},
		"everybody":      {func(in *PolicyInput) { in.CustomerID = "" }, "/mode"},
		"yesterday":      {func(in *PolicyInput) { in.Until = dayOf(t, "2026-11-15") }, "/until"},
		"too long":       {func(in *PolicyInput) { in.Until = dayOf(t, "2028-11-17") }, "/until"},
		"a percentage":   {func(in *PolicyInput) { p := dec(t, "5"); in.Percent = &p }, "/percent"},
		"another's day":  {func(in *PolicyInput) { in.Mode, in.Until = Keep, dayOf(t, "2027-01-01") }, "/until"},
		"today":          {func(in *PolicyInput) { in.Until = dayOf(t, "2026-11-16") }, "<nil>"},
		"two years away": {func(in *PolicyInput) { in.Until = dayOf(t, "2028-11-16") }, "<nil>"},
	} {
		in := good
		c.change(&in)
		if _, err := k.SetPolicy(t.Context(), in); codeOf(err) != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
	// The last day of a short month.
	if got := monthsAhead(dayOf(t, "2026-08-31"), usualDismissal).String(); got != "2027-02-28" {
		t.Errorf("half a year after 31 August is %s", got)
	}
}

func TestWhatWasChangedOutsideIsNamed(t *testing.T) {
	t.Parallel()
	k := setup(t)
	r := k.item(october, "less", acme, lineitems.ClassSupport, "100")
	r.Attribution.Plan, r.Drift = "plan_a", "It is 100 USD, the plan made 123.456 USD."
	k.gone = []lineitems.Made{{ARN: "x/gone", Plan: "plan_b", CustomerID: acme, Class: lineitems.ClassCredit}, {ARN: "x/other", Plan: "plan_c", CustomerID: beta, Class: lineitems.ClassSupport}}
	support, credit := k.gap(t, october, acme, ClassSupport), k.gap(t, october, acme, ClassCredit)
	if got := fmt.Sprint(support.Outside); got != "[{plan_a less It is 100 USD, the plan made 123.456 USD.}]" || support.Status != Partly {
		t.Errorf("%s %s", got, support.Status)
	}
	if got := fmt.Sprint(credit.Outside); got != "[{plan_b  "+lineitems.DriftGone+"}]" || credit.Status != Open || credit.Proposal == nil {
		t.Errorf("%s %s", got, credit.Status)
	}
	if g := k.gap(t, october, acme, ClassRefund); g.Outside != nil {
		t.Errorf("%+v", g.Outside)
	}
}
