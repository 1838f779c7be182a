package lineitems

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

// showback is 1,000 of consumption: EC2 under two names with a Savings Plan, and RDS; and two custom line items, which are in no base.
func showback(t testing.TB) []ledger.Entry {
	t.Helper()
	const ec2 = "Amazon Elastic Compute Cloud - Compute"
	return []ledger.Entry{
		{RecordType: "Usage", Service: ec2, Amount: dec(t, "500")},
		{RecordType: "SavingsPlanCoveredUsage", Service: ec2, Amount: dec(t, "200")},
		{RecordType: "SavingsPlanNegation", Service: ec2, Amount: dec(t, "-200")},
		{RecordType: "Usage", Service: "EC2 - Other", Amount: dec(t, "100")},
		{RecordType: "Usage", Service: "Amazon Relational Database Service", Amount: dec(t, "400")},
		{RecordType: "Fee", Service: "AWS Billing Conductor", Amount: dec(t, "77")},
		{RecordType: "Proforma_Credit", Service: ec2, Amount: dec(t, "-33")},
	}
}

func filter(attribute, match, value string) []Filter {
	return []Filter{{attribute, match, []string{value}}}
}

func TestWhatAPercentageIsTakenOf(t *testing.T) {
	t.Parallel()
	fee, credit := flat(t, "fee", acme, "60"), flat(t, "credit", acme, "20")
	credit.Credit = true
	foreign := flat(t, "yuan", acme, "5")
	foreign.Currency = money.Currency("CNY")
	for name, c := range map[string]struct {
		sources []string
		filters []Filter
		credit  bool
		base    string // empty: not known
		amount  string
		note    string
	}{
		"the group":                    {[]string{group + acme}, nil, false, "1000", "78", "Showback of October 2026 without custom line items."},
		"the group, as a credit":       {[]string{group + acme}, nil, true, "1000", "-78", ""},
		"without negation":             {[]string{group + acme}, filter("LINE_ITEM_TYPE", "NOT_EQUAL", "SAVINGS_PLAN_NEGATION"), false, "1200", "93.6", "without Savings Plan negation"},
		"only negation":                {[]string{group + acme}, filter("LINE_ITEM_TYPE", "EQUAL", "SAVINGS_PLAN_NEGATION"), false, "-200", "-15.6", "only Savings Plan negation"},
		"one service with two names":   {[]string{group + acme}, filter("SERVICE", "EQUAL", "AmazonEC2"), false, "600", "46.8", "only EC2"},
		"all but a service":            {[]string{group + acme}, filter("SERVICE", "NOT_EQUAL", "AmazonRDS"), false, "600", "46.8", "without RDS"},
		"a service that is not there":  {[]string{group + acme}, filter("SERVICE", "EQUAL", "AmazonS3"), false, "0", "0", ""},
		"a service nobody knows":       {[]string{group + acme}, filter("SERVICE", "EQUAL", "datadogpro"), false, "", "", "datadogpro"},
		"a filter of another kind":     {[]string{group + acme}, filter("TAG", "EQUAL", "x"), false, "", "", "filter of a kind"},
		"a match of another kind":      {[]string{group + acme}, filter("SERVICE", "LIKE", "AmazonS3"), false, "", "", "filter of a kind"},
		"a flat item":                  {[]string{arn("fee")}, nil, false, "60", "4.68", "Flat item fee."},
		"a credit":                     {[]string{arn("credit")}, nil, false, "-20", "-1.56", ""},
		"the group and flat items":     {[]string{group + acme, arn("fee"), arn("credit")}, nil, false, "1040", "81.12", "and flat item credit."},
		"filters do not narrow items":  {[]string{group + acme, arn("fee")}, filter("SERVICE", "EQUAL", "AmazonRDS"), false, "460", "35.88", ""},
		"an item that does not charge": {[]string{arn("former")}, nil, false, "0", "0", "does not charge"},
		"a percentage":                 {[]string{arn("item")}, nil, false, "", "", "a percentage itself"},
		"an item in another currency":  {[]string{arn("yuan")}, nil, false, "", "", "CNY"},
		"another group":                {[]string{group + beta}, nil, false, "", "", "another billing group"},
	} {
		item := percentage(t, "item", acme, "7.8", len(c.sources))
		item.Filters, item.Credit = c.filters, c.credit
		k := setup(t, fee, credit, foreign, item)
		k.neighbours.entries = showback(t)
		k.aws.sources[item.ARN] = c.sources
		k.refresh(t)
		r := k.row(t, october, "item")
		if r.Base.Known != (c.base != "") || r.Base.Known && (r.Base.Value.String() != c.base || r.Amount.Value.String() != c.amount) || r.Amount.Known != r.Base.Known {
			t.Errorf("%s: base %+v, amount %+v, want %s and %s", name, r.Base, r.Amount, c.base, c.amount)
		}
		if slices.Contains(r.Warnings, WarnBaseUnknown) == r.Base.Known || !strings.Contains(strings.ToLower(r.BaseNote), strings.ToLower(c.note)) {
			t.Errorf("%s: warnings %v, note %q", name, r.Warnings, r.BaseNote)
		}
	}
}

func TestAPercentageOfNothingIsZeroAndSaid(t *testing.T) {
	t.Parallel()
	k := setup(t, percentage(t, "item", acme, "7.8", 0))
	k.neighbours.entries = showback(t)
	k.refresh(t)
	r := k.row(t, october, "item")
	if !r.Amount.Known || !r.Amount.Value.IsZero() || !slices.Contains(r.Warnings, WarnNoResources) {
		t.Errorf("amount %+v, warnings %v", r.Amount, r.Warnings)
	}
	found, err := k.Attention(t.Context(), k.sc, october)
	if err != nil || len(found) != 1 || found[0].Count != 1 {
		t.Errorf("attention %+v, %v", found, err)
	}
	if got := k.list(t, october, found[0].Filter...).Page.Total; got != 1 {
		t.Errorf("its filter finds %d items", got)
	}
}

func TestWithoutABaseThereIsNoAmount(t *testing.T) {
	t.Parallel()
	item := percentage(t, "item", beta, "5", 1)
	k := setup(t, item, flat(t, "flat", beta, "5"))
	k.aws.sources[item.ARN] = []string{group + beta} // whose Showback was not read
	k.refresh(t)
	list := k.list(t, october)
	r := k.row(t, october, "item")
	if r.Amount.Known || !slices.Contains(r.Warnings, WarnBaseUnknown) {
		t.Errorf("amount %+v, warnings %v", r.Amount, r.Warnings)
	}
	want := []Totals{{Currency: money.USD, Fees: dec(t, "5"), Items: 2, Unknown: 1}}
	if d := cmp.Diff(want, list.Totals); d != "" {
		t.Errorf("totals (-want +got):\n%s", d)
	}
	if len(list.Reconciliation) != 0 {
		t.Errorf("what is not known was compared: %+v", list.Reconciliation)
	}
	k.neighbours.currency = money.Currency("CNY")
	k.neighbours.entries = showback(t)
	other := percentage(t, "other", acme, "5", 1)
	k.aws.items[october] = []Item{other}
	k.aws.sources[other.ARN] = []string{group + acme}
	k.refresh(t)
	if r := k.row(t, october, "other"); r.Amount.Known || !strings.Contains(r.BaseNote, "CNY") {
		t.Errorf("an item in USD is taken of Showback in CNY: %+v, %s", r.Amount, r.BaseNote)
	}
}

func TestReconciliationComparesWhatCanBe(t *testing.T) {
	t.Parallel()
	credit := flat(t, "credit", acme, "33")
	credit.Credit = true
	young := flat(t, "young", acme, "9")
	young.ModifiedAt = start.Add(-25 * time.Hour)
	fee := flat(t, "fee", acme, "77")
	for name, c := range map[string]struct {
		items []Item
		asOf  time.Time
		month period.Month
		want  []Reconciliation
	}{
		"all is there": {[]Item{fee, credit}, start, october, []Reconciliation{{Currency: money.USD, Computed: dec(t, "44"), Showback: dec(t, "44"), Customers: 1}}},
		"one is missing here": {
			[]Item{credit}, start, october, []Reconciliation{{Currency: money.USD, Computed: dec(t, "-33"), Showback: dec(t, "44"), Customers: 1, Differing: 1}},
		},
		"no item is known of a customer": {nil, start, october, []Reconciliation{{Currency: money.USD, Computed: money.Zero, Showback: dec(t, "44"), Customers: 1, Differing: 1}}},
		// A change of 25 hours ago is in Showback of its own month by now, and of the month before in 23 hours.
		"changed yesterday, in its month": {
			[]Item{fee, credit, young}, start, november, []Reconciliation{{Currency: money.USD, Computed: dec(t, "53"), Showback: dec(t, "44"), Customers: 1, Differing: 1}},
		},
		"changed yesterday, in the month before":     {[]Item{fee, credit, young}, start, october, []Reconciliation{}},
		"changed yesterday, Showback read before it": {[]Item{fee, credit, young}, start.Add(-2 * time.Hour), november, []Reconciliation{}},
		"two days later": {[]Item{fee, credit, young}, start.AddDate(0, 0, 1), october, []Reconciliation{{Currency: money.USD, Computed: dec(t, "53"), Showback: dec(t, "44"), Customers: 1, Differing: 1}}},
	} {
		k := setup(t, c.items...)
		k.neighbours.entries, k.neighbours.asOf = showback(t), c.asOf
		k.refresh(t)
		list := k.list(t, c.month)
		if d := cmp.Diff(c.want, list.Reconciliation); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
		for _, r := range list.Page.Matched {
			if (len(c.want) == 0 && r.ID() == "young") != slices.Contains(r.Warnings, WarnNotInShowback) {
				t.Errorf("%s: warnings of %s: %v", name, r.Name, r.Warnings)
			}
		}
	}
}

func TestWhenAnItemShowsInShowback(t *testing.T) {
	t.Parallel()
	at := func(m time.Month, day, hour int) time.Time { return time.Date(2026, m, day, hour, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		changed time.Time
		month   period.Month
		want    time.Time
	}{
		"in its month":                  {at(time.November, 10, 6), november, at(time.November, 11, 6)},
		"in the month before":           {at(time.November, 10, 6), october, at(time.November, 12, 6)},
		"of long ago, in a month after": {at(time.March, 10, 6), november, at(time.November, 2, 0)},
		"in the last hour of the month": {at(time.October, 31, 23), november, at(time.November, 2, 0)},
	} {
		if got := showsBy(c.changed, c.month); !got.Equal(c.want) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestNeighbouringMonthsShowWhatEndedAndWhatBegins(t *testing.T) {
	t.Parallel()
	stays, ends, begins := flat(t, "stays", acme, "1"), flat(t, "ends", acme, "2"), flat(t, "begins", acme, "4")
	k := setup(t)
	k.aws.items[october], k.aws.items[november] = []Item{stays, ends}, []Item{stays, begins}
	k.refresh(t)
	for m, want := range map[period.Month]map[string]Status{
		october:  {"stays": StatusActive, "ends": StatusActive, "begins": StatusScheduled},
		november: {"stays": StatusActive, "ends": StatusEnded, "begins": StatusActive},
	} {
		got := map[string]Status{}
		list := k.list(t, m)
		for _, r := range list.Page.Matched {
			got[r.Name] = r.Status
			if r.Status != StatusActive && !r.Amount.Value.IsZero() {
				t.Errorf("%s: %s adds %s", m, r.Name, r.Amount.Value)
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", m, d)
		}
		if list.Totals[0].Items != 2 {
			t.Errorf("%s: totals are of %d items", m, list.Totals[0].Items)
		}
	}
}

func TestItemsAreFoundByWhatTheyAre(t *testing.T) {
	t.Parallel()
	credit := flat(t, "goodwill", acme, "120")
	credit.Credit, credit.Service = true, "AmazonEC2"
	k := setup(t, credit, flat(t, "same", acme, "1"), percentage(t, "share", beta, "5", 0))
	k.aws.items[october] = append(k.aws.items[october], k.aws.items[october][1])
	k.aws.items[october][3].ARN = arn("double")
	k.refresh(t)
	for term, n := range map[string]int{
		"type:eq:credit": 1, "kind:eq:percentage": 1, "status:eq:active": 4, "customer_id:eq:" + beta: 1, "customer_name:contains:customer": 4, "amount:lt:0": 1,
		"starts:eq:2026-08": 4, "ends:gt:2000-01": 0, "recurring:eq:true": 4, "service:eq:amazonec2": 1, "warning:eq:duplicate_name": 2, "warning:eq:no_end": 4,
		"modified_at:lt:2026-01": 4,
	} {
		if got := k.list(t, october, term).Page.Total; got != n {
			t.Errorf("%s finds %d items, want %d", term, got, n)
		}
	}
	if _, err := k.Get(t.Context(), k.sc, "other", october); err == nil {
		t.Error("an item that is not there is found")
	}
}

func TestSpans(t *testing.T) {
	t.Parallel()
	v := func(from, to period.Month) Version { return Version{From: from, To: to} }
	none := period.Month{}
	for name, c := range map[string]struct {
		versions    []Version
		first, last period.Month
		recurring   bool
		known       bool
	}{
		"not read":                     {nil, none, none, false, false},
		"one month":                    {[]Version{v(october, november)}, october, october, false, true},
		"recurring":                    {[]Version{v(august, none)}, august, none, true, true},
		"revised in between":           {[]Version{v(october, none), v(august, none)}, august, none, true, true},
		"ended by the newest":          {[]Version{v(august, november), v(august, none)}, august, october, false, true},
		"an end that is not exclusive": {[]Version{v(october, october)}, october, october, false, true},
	} {
		first, last, recurring, known := Kept{Versions: c.versions}.Span()
		if first != c.first || last != c.last || recurring != c.recurring || known != c.known {
			t.Errorf("%s: %s to %s, %v, %v", name, first, last, recurring, known)
		}
	}
}

func TestBasesAreReadOnceAndKeptForTheNextProcess(t *testing.T) {
	t.Parallel()
	item := percentage(t, "item", acme, "5", 1)
	k := setup(t, item)
	k.neighbours.entries = showback(t)
	k.aws.sources[item.ARN] = []string{group + acme}
	k.refresh(t)
	if err := k.Prepare(t.Context(), k.sc); err != nil {
		t.Fatal(err)
	}
	prepared := *k.neighbours.reads
	k.list(t, october)
	k.bases = ledger.NewBook("line-item-bases", sumsRules, k.neighbours, k.c.Objects, mostBases, sumsOf) // as another process has it
	clear(k.views)
	if got := k.row(t, october, "item").Amount.Value.String(); got != "50" || *k.neighbours.reads != prepared || prepared == 0 {
		t.Errorf("amount %s after %d reads, %d of them when prepared", got, *k.neighbours.reads, prepared)
	}
	k.neighbours.entries = k.neighbours.entries[:1] // the ledger changed
	if got := k.row(t, october, "item").Amount.Value.String(); got != "25" {
		t.Errorf("after the ledger changed the amount is %s", got)
	}
	item.Filters = filter("SERVICE", "EQUAL", "AmazonEC2") // services were not needed before
	k.aws.items[october] = []Item{item}
	k.refresh(t)
	if got := k.row(t, october, "item"); got.Amount.Value.String() != "25" || !got.Base.Known {
		t.Errorf("narrowed to a service: %+v", got.Amount)
	}
}
