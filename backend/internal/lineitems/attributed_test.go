package lineitems

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

func TestMarkersAreReadAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	for _, c := range append(Classes(), "") {
		for _, stem := range []string{"", "goodwill", "a-2026-10-btp_01jd2v9r3k8m-00001"} {
			m := MarkerOf(c, stem, october, "plan_01jd2v9r3k8m", "00042")
			if m.Stem == "" {
				continue
			}
			got, ok := ParseMarker(m.Name())
			if !ok || got != m || !ValidName(m.Name()) {
				t.Errorf("%s is read as %+v %v, want %+v", m.Name(), got, ok, m)
			}
			class, known := got.Class()
			if stem == "" && c != ClassUnattributed && (!known || class != c) || stem != "" && known {
				t.Errorf("%s is of the class %q %v", m.Name(), class, known)
			}
		}
	}
	for _, name := range []string{
		"", "support", "support-2026-10", "AWS-support-credit", "-2026-10-btp_01jd2v9r3k8m-00001", "support-2026-13-btp_01jd2v9r3k8m-00001", "support-2026-10-btp_short-00001",
		"support-2026-10-btp_01jd2v9r3k8m-1", "support-2026-10-btp_01jd2v9r3k8m", "support2026-10-btp_01jd2v9r3k8m-00001", "support-2026-10-BTP_01jd2v9r3k8m-00001",
	} {
		if m, ok := ParseMarker(name); ok {
			t.Errorf("%q is taken for a marker: %+v", name, m)
		}
	}
}

// A name with the word support or credit in it covers nothing (naive mistake 8).
func TestItemsStandForWhatTheirMarkerOrAPersonSays(t *testing.T) {
	t.Parallel()
	named := func(id, customer, amount, name string) Item {
		i := flat(t, id, customer, amount)
		i.Name = name
		return i
	}
	share := percentage(t, "share", acme, "10", 1)
	credit := flat(t, "credit", acme, "7")
	credit.Credit = true
	k := setup(
		t, named("marked", acme, "100", MarkerOf(ClassSupport, "", november, "plan_01jd2v9r3k8m", "00001").Name()), named("foreign", acme, "30", "aws-support-2026-11"), share,
		named("custom", acme, "5", MarkerOf(ClassSupport, "by-hand", november, "plan_01jd2v9r3k8n", "00001").Name()), named("renamed", acme, "11", "something-else"), credit,
		named("beta", beta, "1", "beta"),
	)
	k.neighbours.entries = showback(t)
	k.aws.sources[share.ARN] = []string{group + acme}
	k.refresh(t)
	before, err := k.Version(t.Context(), k.sc)
	if err != nil {
		t.Fatal(err)
	}
	a := k.attributed(t)
	if !a.Kept || len(a.Of(acme, ClassSupport).Items) != 1 || len(a.Of(acme, ClassUnattributed).Items) != 5 || len(a.Of(beta, ClassUnattributed).Items) != 1 {
		t.Fatalf("at first: %+v", a.Customers[acme])
	}

	d := func(id string, class Class) {
		t.Helper()
		if _, err := k.Attribute(t.Context(), AttributeInput{k.sc, k.sc.Receiver(), id, class}); err != nil {
			t.Fatal(err)
		}
	}
	d("foreign", ClassSupport)
	d("share", ClassSupport)
	d("credit", ClassUnrelated)
	d("credit", ClassCredit)
	eleven, five := dec(t, "11"), dec(t, "6")
	made := []Made{
		{ARN: arn("renamed"), Plan: "plan_01jd2v9r3k8n", Item: "00002", Class: ClassRefund, CustomerID: acme, Name: "refund", GroupARN: group + acme, Currency: "USD", Flat: &eleven, From: november, Last: november},
		{ARN: arn("custom"), Plan: "plan_01jd2v9r3k8n", Item: "00001", Class: ClassOther, CustomerID: acme, Name: "custom", GroupARN: group + acme, Currency: "USD", Flat: &five, From: november, Recurring: true},
		{ARN: arn("deleted"), Plan: "plan_01jd2v9r3k8n", Item: "00003", Class: ClassOther, CustomerID: beta, From: november, Last: november},
		{ARN: arn("undone"), Plan: "plan_01jd2v9r3k8n", Item: "00004", Class: ClassOther, CustomerID: beta, From: november, Last: november, Gone: true},
	}
	for range 2 { // remembering twice is the same as once
		if err := k.Remember(t.Context(), k.sc, made); err != nil {
			t.Fatal(err)
		}
	}
	after, err := k.Version(t.Context(), k.sc)
	if err != nil || after == before {
		t.Errorf("the version stays %s: %v", after, err)
	}
	a = k.attributed(t)
	base := k.row(t, november, "share").Amount
	if sum, known := a.Of(acme, ClassSupport).In("USD"); !known || !base.Known || !sum.Equal(dec(t, "130").Add(base.Value)) {
		t.Errorf("support comes to %s %v, want 130 and the percentage's %s", sum, known, base.Value)
	}
	for class, want := range map[Class]string{ClassCredit: "-7", ClassRefund: "11", ClassOther: "5", ClassUnrelated: "0", ClassUnattributed: "0"} {
		if sum, known := a.Of(acme, class).In("USD"); !known || !sum.Equal(dec(t, want)) {
			t.Errorf("%s comes to %s %v, want %s", class, sum, known, want)
		}
	}
	if _, ok := a.Of(acme, ClassRefund).Sums["EUR"]; ok || len(a.Customers[beta].Missing) != 1 || a.Customers[beta].Missing[0].ARN != arn("deleted") {
		t.Errorf("of Beta is missing: %+v", a.Customers[beta].Missing)
	}
	if got := k.row(t, november, "renamed"); got.Attribution.Ground != ByPortal || got.Drift != "It was renamed to something-else, the plan called it refund." {
		t.Errorf("renamed: %+v, %q", got.Attribution, got.Drift)
	}
	if got := k.row(t, november, "custom"); got.Drift != "It is 5 USD, the plan made 6 USD." {
		t.Errorf("changed: %q", got.Drift)
	}
	if got := k.list(t, november, "attribution:eq:support", "drifted:eq:false").Page.Total; got != 3 {
		t.Errorf("%d items are of support, want 3", got)
	}
	if got := k.row(t, november, "share").Attribution; got.Ground != ByPerson || got.By != "portal" || !got.At.Equal(start) {
		t.Errorf("the person is not kept: %+v", got)
	}
	// Taking it back, over a restart.
	d("foreign", ClassUnattributed)
	again, err := New(k.c)
	if err != nil {
		t.Fatal(err)
	}
	k.Service = again
	if got := k.row(t, november, "foreign").Attribution; got.Ground != ByNobody {
		t.Errorf("taken back: %+v", got)
	}
	if got := k.row(t, october, "renamed").Attribution; got.Ground != ByNobody {
		t.Errorf("what was made for November alone is known in October: %+v", got)
	}
}

func TestAttributionRefusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	marked := flat(t, "marked", acme, "1")
	marked.Name = MarkerOf(ClassSupport, "", november, "plan_01jd2v9r3k8m", "00001").Name()
	k := setup(t, flat(t, "one", acme, "1"), marked)
	k.refresh(t)
	viewer, err := scope.New(k.sc.Receiver(), scope.Principal{ID: "v", Roles: []scope.Role{scope.Viewer}, AllReceivers: true})
	if err != nil {
		t.Fatal(err)
	}
	good := AttributeInput{k.sc, k.sc.Receiver(), "one", ClassSupport}
	for name, c := range map[string]struct {
		change func(*AttributeInput)
		code   string
	}{
		"viewer":          {func(i *AttributeInput) { i.Scope = viewer }, CodeOperatorNeeded},
		"receiver":        {func(i *AttributeInput) { i.Receiver = "222233334444" }, CodeReceiverMismatch},
		"unknown item":    {func(i *AttributeInput) { i.ID = "two" }, CodeNotFound},
		"unknown class":   {func(i *AttributeInput) { i.Class = "nonsense" }, fault.CodeInvalidRequest},
		"made here":       {func(i *AttributeInput) { i.ID = "marked" }, CodeAttributed},
		"no scope at all": {func(i *AttributeInput) { i.Scope = scope.Scope{} }, "scope_missing"},
	} {
		in := good
		c.change(&in)
		_, err := k.Attribute(t.Context(), in)
		if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	if got := k.row(t, november, "one").Attribution.Ground; got != ByNobody {
		t.Errorf("something was kept: %s", got)
	}
}

func TestNothingIsKnownOfAMonthThatWasNeverRead(t *testing.T) {
	t.Parallel()
	k := setup(t, flat(t, "one", acme, "1"))
	if a := k.attributed(t); a.Kept || len(a.Customers) != 0 {
		t.Errorf("before the first collection: %+v", a)
	}
}

func (k kit) attributed(t testing.TB) *Attributed {
	t.Helper()
	a, err := k.Attributed(t.Context(), k.sc, november)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// A collection that listed a month before a plan wrote into it must not make what was closed look open again.
func TestAnOlderListingDoesNotReplaceANewerOne(t *testing.T) {
	t.Parallel()
	k := setup(t, flat(t, "one", acme, "1"))
	k.refresh(t)
	two := percentage(t, "two", acme, "10", 1)
	made := Made{
		ARN: two.ARN, Plan: "plan_01jd2v9r3k8n", Item: "00001", Class: ClassCommission, CustomerID: acme, Name: two.Name, GroupARN: two.GroupARN, Currency: "USD", Percent: two.Percent,
		Of: []string{group + acme}, From: november, Recurring: true, At: start.Add(time.Hour),
	}
	k.neighbours.entries = showback(t)
	if err := k.Remember(t.Context(), k.sc, []Made{made}); err != nil {
		t.Fatal(err)
	}
	if gone := k.attributed(t).Gone; len(gone) != 0 {
		t.Errorf("what was made after the month was listed is missed: %v", gone)
	}
	if err := k.Relisted(t.Context(), k.sc, november, []Item{flat(t, "one", acme, "1"), two}, start.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	k.refresh(t) // at the instant of the start
	if sum, known := k.attributed(t).Of(acme, ClassCommission).In("USD"); !known || sum.IsZero() {
		t.Errorf("the commission comes to %s %t", sum, known)
	}
	if k.aws.asked["sources"] != 0 {
		t.Errorf("what the plan wrote was asked for: %v", k.aws.asked)
	}
	*k.now = start.Add(2 * time.Hour)
	k.refresh(t) // without it: somebody deleted it
	if a := k.attributed(t); len(a.Gone) != 1 || a.Drifted[made.Plan] != 1 {
		t.Errorf("deleted by somebody: %+v %v", a.Gone, a.Drifted)
	}
	if err := k.Retire(t.Context(), k.sc, []Retired{{ARN: two.ARN, From: november}}); err != nil {
		t.Fatal(err)
	}
	if a := k.attributed(t); len(a.Gone) != 0 || len(a.Drifted) != 0 {
		t.Errorf("deleted by a plan: %+v %v", a.Gone, a.Drifted)
	}
}

func TestMonthsThatAPlanTookAnItemOutOf(t *testing.T) {
	t.Parallel()
	december := november.Add(1)
	single, recurring := Made{From: november, Last: november}, Made{From: october, Recurring: true}
	for name, c := range map[string]struct {
		made    Made
		retired Retired
		charges string // in October, November, December
	}{
		"a single one":                   {single, Retired{From: november, To: december}, "false false false"},
		"a single one in another month":  {Made{From: october, Last: october}, Retired{From: november, To: december}, "true false false"},
		"all of a recurring one":         {recurring, Retired{From: october}, "false false false"},
		"a recurring one from November":  {recurring, Retired{From: november}, "true false false"},
		"a recurring one but November":   {recurring, Retired{From: november, To: december}, "true false true"},
		"a recurring one's first month":  {recurring, Retired{From: october, To: november}, "false true true"},
		"a recurring one ended long ago": {Made{From: october, Last: october, Recurring: true}, Retired{From: december}, "true false false"},
	} {
		m := c.made.without(c.retired)
		if got := fmt.Sprint(m.charges(october), m.charges(november), m.charges(december)); got != c.charges {
			t.Errorf("%s charges %s, want %s", name, got, c.charges)
		}
	}
}

func TestShowbackOfAMonthIsDueAfterWhatWasWritten(t *testing.T) {
	t.Parallel()
	k := setup(t, flat(t, "one", acme, "1"))
	k.refresh(t)
	if err := k.Wrote(t.Context(), k.sc, map[period.Month][]string{october: {beta}, november: {beta}}); err != nil {
		t.Fatal(err)
	}
	for m, delay := range map[period.Month]time.Duration{october: 48 * time.Hour, november: 24 * time.Hour} {
		shown, err := k.Shown(t.Context(), k.sc, m)
		if err != nil || !shown[beta].Equal(start.Add(delay)) || !shown[acme].Before(start) {
			t.Errorf("%s: %v %v", m, shown, err)
		}
	}
}
