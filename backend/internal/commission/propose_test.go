package commission

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
)

func (k *kit) propose(t testing.TB, in plans.Commission) plans.Wanted {
	t.Helper()
	w, err := k.Propose(t.Context(), k.sc, plans.Request{Commission: &in})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// text is what a plan does, in one line for each item.
func text(w plans.Wanted) string {
	var lines []string
	for _, i := range w.Items {
		number := func(d *money.Decimal) string {
			if d == nil {
				return "?"
			}
			return d.String()
		}
		what := fmt.Sprintf("%s %s %s%% %s %s before %s", i.Action, i.CustomerName, i.Percent, i.Month, number(i.Amount), number(i.Before))
		if i.Recurring {
			what += " on"
		}
		if i.WithoutSavingsPlanNegation {
			what += " filtered"
		}
		lines = append(lines, what)
	}
	return strings.Join(lines, "; ")
}

func TestACommissionIsOneItemForEachCustomer(t *testing.T) {
	t.Parallel()
	k := setup(t)
	w := k.propose(t, plans.Commission{Percent: "10", Period: october})
	if got := text(w); got != "create Acme 10% 2026-10 100 before 1050; create Beta 10% 2026-10 200 before 2050" {
		t.Errorf("%s", got)
	}
	for _, i := range w.Items {
		if i.Class != lineitems.ClassCommission || i.Credit || i.Flat != nil || i.GroupARN != groups+i.CustomerID || !i.Estimated || i.Currency != money.USD || i.Name != "" {
			t.Errorf("%+v", i)
		}
	}
	if i := w.Items[0]; i.Source != "Estimate: 10 % of 1,000.00 USD. Showback of October 2026 without custom line items." || i.Description != "Reseller fee of 10% on AWS charges of October 2026" {
		t.Errorf("%q, %q", i.Source, i.Description)
	}
	if w.Title != "Charge 2 customers a commission of 10 % for October 2026" || w.Period != october || len(w.Warnings) != 0 || !w.LedgerAsOf.Equal(start) {
		t.Errorf("%+v", w)
	}
	want := "1 customer charged nothing that a percentage could be taken of: Delta. 1 customer without a billing group: Gamma."
	if w.Skipped != want {
		t.Errorf("left out: %q", w.Skipped)
	}
	if !slices.Contains(w.Consequences, "The commission comes to about 300.00 USD in October 2026.") {
		t.Errorf("%q", w.Consequences)
	}
}

func TestARunningMonthIsEstimatedFromTheOneBefore(t *testing.T) {
	t.Parallel()
	k := setup(t)
	w := k.propose(t, plans.Commission{Percent: "7.25", Period: november, Recurring: true, WithoutSavingsPlanNegation: true, CustomerIDs: []string{acme}})
	if got := text(w); got != "create Acme 7.25% 2026-11 90.625 before ? on filtered" {
		t.Errorf("%s", got)
	}
	if got := w.Items[0].Source; got != "Estimate: 7.25 % of 1,250.00 USD. Showback of October 2026 without custom line items. So far in November 2026 it would be 36.25 USD, of 500.00 USD." {
		t.Errorf("%q", got)
	}
	if w.Warnings[0].Code != WarnRunning || !strings.Contains(w.Title, "every month after") || !slices.Contains(w.Consequences, "The commission comes to about 90.62 USD in November 2026, and to as much again every month until somebody ends it.") {
		t.Errorf("%+v %q", w.Warnings, w.Consequences)
	}
	// What is charged so far and a fee of a whole month have no sum, so there is none. Of a customer that is new the month itself says what there is.
	delete(k.w.bases[october], acme)
	k.w.version++
	w = k.propose(t, plans.Commission{Percent: "10", Period: november, CustomerIDs: []string{acme}})
	if got := text(w); got != "create Acme 10% 2026-11 40 before 450" {
		t.Errorf("%s", got)
	}
}

func TestWhatBecomesOfACommissionThatIsThere(t *testing.T) {
	t.Parallel()
	old := item(t, "old", acme, "8")
	begun := ofMonth(item(t, "begun", acme, "8"), november)
	filtered := item(t, "filtered", acme, "8")
	filtered.Filters = lineitems.WithoutNegation()
	worth := func(r lineitems.Row, amount string) lineitems.Row {
		r.Amount = margin.Known(dec(t, amount))
		return r
	}
	// What is taken of something else than the group is estimated at what it comes to itself.
	only, service, flats := worth(filtered, "20"), worth(old, "30"), worth(old, "90")
	only.Filters = []lineitems.Filter{{Attribute: "LINE_ITEM_TYPE", Match: "EQUAL", Values: []string{"SAVINGS_PLAN_NEGATION"}}}
	service.Filters = []lineitems.Filter{{Attribute: "SERVICE", Match: "NOT_EQUAL", Values: []string{"AmazonEC2"}}}
	flats.Sources = append(slices.Clone(flats.Sources), "arn:aws:billingconductor::111122223333:customlineitem/flat")
	unspanned := item(t, "unspanned", acme, "8")
	unspanned.Versions = nil
	next := item(t, "next", acme, "8")
	next.Status, next.Versions = lineitems.StatusScheduled, []lineitems.Version{{From: november}}
	one := func(existing string, m period.Month, recurring bool) plans.Commission {
		return plans.Commission{Percent: "10", Period: m, Recurring: recurring, Existing: existing, CustomerIDs: []string{acme}}
	}
	for name, c := range map[string]struct {
		rows    []lineitems.Row
		in      plans.Commission
		want    string
		skipped string
		warned  bool
	}{
		"skipped":                        {[]lineitems.Row{old}, one("", november, false), "", "with a commission already: Acme", false},
		"skipped, percentage of nothing": {[]lineitems.Row{empty(old)}, one("skip", november, false), "", "with a commission already: Acme", false},
		"skipped, likely":                {[]lineitems.Row{nobody(old)}, one("skip", november, false), "", "looks like a commission: Acme", false},
		"added":                          {[]lineitems.Row{old}, one("add", november, false), "create Acme 10% 2026-11 100 before ?", "", true},
		"added to what is likely":        {[]lineitems.Row{nobody(old)}, one("add", november, false), "create Acme 10% 2026-11 100 before ?", "", true},
		"added to nothing":               {nil, one("add", november, false), "create Acme 10% 2026-11 100 before ?", "", false},
		"ended with the month before":    {[]lineitems.Row{old}, one("replace", november, false), "end Acme 8% 2026-10 -80 before ?; create Acme 10% 2026-11 100 before ?", "", false},
		"of another base":                {[]lineitems.Row{filtered}, one("replace", november, false), "end Acme 8% 2026-10 -100 before ? filtered; create Acme 10% 2026-11 100 before ?", "", false},
		"of negation alone":              {[]lineitems.Row{only}, one("replace", november, false), "end Acme 8% 2026-10 -20 before ?; create Acme 10% 2026-11 100 before ?", "", false},
		"of all services but one":        {[]lineitems.Row{service}, one("replace", november, false), "end Acme 8% 2026-10 -30 before ?; create Acme 10% 2026-11 100 before ?", "", false},
		"of a flat item too":             {[]lineitems.Row{flats}, one("replace", november, false), "end Acme 8% 2026-10 -90 before ?; create Acme 10% 2026-11 100 before ?", "", false},
		"deleted where it begins":        {[]lineitems.Row{begun}, one("replace", november, false), "delete Acme 8% 2026-11 -80 before ?; create Acme 10% 2026-11 100 before ?", "", false},
		"deleted from a month on":        {[]lineitems.Row{old}, one("replace", october, false), "delete Acme 8% 2026-10 -80 before 1050 on; create Acme 10% 2026-10 100 before 970", "", false},
		"two replaced by one":            {[]lineitems.Row{begun, empty(ofMonth(item(t, "none", acme, "5"), november))}, one("replace", november, false), "delete Acme 8% 2026-11 -80 before ?; delete Acme 5% 2026-11 0 before ?; create Acme 10% 2026-11 100 before ?", "", false},
		"replaced nothing":               {nil, one("replace", november, false), "create Acme 10% 2026-11 100 before ?", "", false},
		"not what nobody attributed":     {[]lineitems.Row{nobody(old)}, one("replace", november, false), "", "somebody has to say what it stands for", false},
		"not what is not read yet":       {[]lineitems.Row{unspanned}, one("replace", november, false), "", "months were not read yet: Acme", false},
		"of the month after, repeating":  {[]lineitems.Row{next}, one("skip", october, true), "", "with a commission already: Acme", false},
		"of the month after, replaced":   {[]lineitems.Row{next}, one("replace", october, true), "delete Acme 8% 2026-11 ? before ? on; create Acme 10% 2026-10 100 before 1050 on", "", false},
		"of the month after, once":       {[]lineitems.Row{next}, one("skip", october, false), "create Acme 10% 2026-10 100 before 1050", "", false},
	} {
		w := setup(t, c.rows...).propose(t, c.in)
		if got := text(w); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
		if (c.skipped == "") != (w.Skipped == "") || !strings.Contains(w.Skipped, c.skipped) {
			t.Errorf("%s: left out %q", name, w.Skipped)
		}
		if slices.ContainsFunc(w.Warnings, func(x plans.Warning) bool { return x.Code == WarnAdded }) != c.warned {
			t.Errorf("%s: %+v", name, w.Warnings)
		}
		replaced := slices.ContainsFunc(w.Items, func(i plans.WantedItem) bool { return i.Action != plans.CreateLineItem })
		if strings.Contains(strings.Join(w.Consequences, " "), "no longer charge") != replaced {
			t.Errorf("%s: %q", name, w.Consequences)
		}
		for _, i := range w.Items {
			if i.Action != plans.CreateLineItem && (i.Was == nil || i.LineItemARN != i.Was.ARN) {
				t.Errorf("%s: %+v does not say what it was", name, i)
			}
		}
	}
}

func TestPercentagesOutsideOfTheUsualAreWarnedOf(t *testing.T) {
	t.Parallel()
	for percent, warned := range map[string]bool{"0.01": true, "4.99": true, "5": false, "25": false, "25.01": true, "100": true} {
		w := setup(t).propose(t, plans.Commission{Percent: percent, Period: october})
		if got := slices.ContainsFunc(w.Warnings, func(x plans.Warning) bool { return x.Code == WarnUnusual }); got != warned || len(w.Items) != 2 {
			t.Errorf("%s %%: warned %t of %d items", percent, got, len(w.Items))
		}
	}
}

func TestRequestsThatCannotBe(t *testing.T) {
	t.Parallel()
	k := setup(t)
	good := plans.Commission{Percent: "10", Period: november}
	with := func(change func(*plans.Commission)) plans.Commission {
		in := good
		change(&in)
		return in
	}
	for name, c := range map[string]struct {
		in      plans.Commission
		pointer string
		code    string
	}{
		"no percent":          {with(func(in *plans.Commission) { in.Percent = "" }), "/commission/percent", CodeInvalidCommission},
		"0":                   {with(func(in *plans.Commission) { in.Percent = "0" }), "/commission/percent", CodeInvalidCommission},
		"0.00":                {with(func(in *plans.Commission) { in.Percent = "0.00" }), "/commission/percent", CodeInvalidCommission},
		"101":                 {with(func(in *plans.Commission) { in.Percent = "101" }), "/commission/percent", CodeInvalidCommission},
		"100.01":              {with(func(in *plans.Commission) { in.Percent = "100.01" }), "/commission/percent", CodeInvalidCommission},
		"1e3":                 {with(func(in *plans.Commission) { in.Percent = "1e3" }), "/commission/percent", CodeInvalidCommission},
		"a comma":             {with(func(in *plans.Commission) { in.Percent = "10,5" }), "/commission/percent", CodeInvalidCommission},
		"less than nothing":   {with(func(in *plans.Commission) { in.Percent = "-5" }), "/commission/percent", CodeInvalidCommission},
		"three decimals":      {with(func(in *plans.Commission) { in.Percent = "10.555" }), "/commission/percent", CodeInvalidCommission},
		"no number":           {with(func(in *plans.Commission) { in.Percent = "NaN" }), "/commission/percent", CodeInvalidCommission},
		"a sign of percent":   {with(func(in *plans.Commission) { in.Percent = "10%" }), "/commission/percent", CodeInvalidCommission},
		"a closed month":      {with(func(in *plans.Commission) { in.Period = august }), "/commission/period", plans.CodeMonthClosed},
		"a month to come":     {with(func(in *plans.Commission) { in.Period = november.Add(1) }), "/commission/period", plans.CodeMonthClosed},
		"an unknown wish":     {with(func(in *plans.Commission) { in.Existing = "both" }), "/commission/existing", CodeInvalidCommission},
		"an unknown customer": {with(func(in *plans.Commission) { in.CustomerIDs = []string{acme, "219999999999"} }), "/commission/customer_ids/1", CodeInvalidCommission},
	} {
		_, err := k.Propose(t.Context(), k.sc, plans.Request{Commission: &c.in})
		f, ok := fault.As(err)
		if !ok || len(f.Fields) != 1 || f.Fields[0].Pointer != c.pointer || f.Fields[0].Code != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := k.Propose(t.Context(), k.sc, plans.Request{Commission: &plans.Commission{Percent: "10", Period: november, Filter: []string{"size:eq:big"}}}); !fault.Is(err, fault.Invalid) {
		t.Errorf("an unknown property: %v", err)
	}
	k.w.unread[november] = true
	k.w.version++
	if w := k.propose(t, good); len(w.Items) != 0 || !strings.Contains(w.Skipped, "never read") {
		t.Errorf("of a month whose items were never read: %s, %q", text(w), w.Skipped)
	}
}

func TestWhatMatchesIsChosenAndTheSameRequestComesToTheSame(t *testing.T) {
	t.Parallel()
	k := setup(t, item(t, "old", acme, "8"))
	in := plans.Commission{Percent: "10", Period: october, Filter: []string{"status:eq:none", "base:gt:100"}}
	first := k.propose(t, in)
	if got := text(first); got != "create Beta 10% 2026-10 200 before 2050" || first.Skipped != "" {
		t.Errorf("%s, %q", got, first.Skipped)
	}
	both := plans.Commission{Percent: "10", Period: october, Existing: "add", CustomerIDs: []string{beta, acme, beta}}
	if got := text(k.propose(t, both)); got != "create Acme 10% 2026-10 100 before 1050; create Beta 10% 2026-10 200 before 2050" {
		t.Errorf("%s", got)
	}
	if got := text(k.propose(t, plans.Commission{Percent: "10", Period: october, Search: "bet"})); got != "create Beta 10% 2026-10 200 before 2050" {
		t.Errorf("found by a search: %s", got)
	}
	again, err := k.Inputs(t.Context(), k.sc, plans.Request{Commission: &in})
	if err != nil || again != first.Inputs {
		t.Errorf("%q is not %q (%v)", again, first.Inputs, err)
	}
	k.w.version++
	if changed, _ := k.Inputs(t.Context(), k.sc, plans.Request{Commission: &in}); changed == again {
		t.Error("the inputs stay though the items changed")
	}
}

func TestOfManyThatAreLeftOutSomeAreNamed(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{mostNames: "C09.", mostNames + 1: "C09 and 1 more."} {
		d := draft{skipped: map[string][]string{}}
		for i := range n {
			d.skipped["left out"] = append(d.skipped["left out"], fmt.Sprintf("C%02d", i))
		}
		if got := d.leftOut(); !strings.HasSuffix(got, want) || !strings.HasPrefix(got, fmt.Sprintf("%d customers left out: C00, ", n)) {
			t.Errorf("%q", got)
		}
	}
}
