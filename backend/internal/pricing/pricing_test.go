package pricing

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/objects/file"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store/memory"
	"portal.example/backend/internal/transfers"
)

var (
	start = time.Date(2026, time.November, 16, 12, 0, 0, 0, time.UTC)
	month = period.MonthOf(start).Add(-1)
)

const ours = "arn:aws:billingconductor::111122223333:"

func dec(t testing.TB, s string) money.Decimal {
	t.Helper()
	d, err := money.ParseDecimal(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// aws answers with what it has and counts what it is asked for.
type aws struct {
	plans []Plan
	rules []Rule
	of    map[string][]string
	fail  error

	mu    sync.Mutex
	asked []string // plans whose rules were asked for
}

func (a *aws) Plans(context.Context, scope.Scope) ([]Plan, error) { return a.plans, a.fail }
func (a *aws) Rules(context.Context, scope.Scope) ([]Rule, error) { return a.rules, a.fail }
func (a *aws) RulesOfPlan(_ context.Context, _ scope.Scope, arn string) ([]string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked = append(a.asked, arn[strings.LastIndex(arn, "/")+1:])
	return a.of[arn], a.fail
}

// neighbours know three customers: one on each of two plans, one without a group.
type neighbours struct{ t testing.TB }

func (n neighbours) Directory(context.Context, scope.Scope) (*transfers.Directory, error) {
	d := &transfers.Directory{AsOf: start}
	for i, id := range []string{"210000000001", "210000000002", "210000000003", "210000000004"} {
		t := transfers.Transfer{ID: "rt-" + id, ARN: "arn:rt-" + id, Status: "ACCEPTED", SourceID: id, Start: month.Start()}
		if i == 3 {
			t.Status, t.End = "WITHDRAWN", month.Start().Add(time.Hour) // ended, with a group that is still there
		}
		d.Transfers = append(d.Transfers, t)
		if i != 2 {
			d.Groups = append(d.Groups, transfers.BillingGroup{ARN: "g" + id, PrimaryID: id, TransferARN: t.ARN, PlanARN: ours + "pricingplan/p" + string('1'+rune(i%2)), Status: "ACTIVE"})
		}
	}
	return d, nil
}

func (n neighbours) Statement(ctx context.Context, sc scope.Scope, m period.Month) (*margin.Statement, error) {
	d, err := n.Directory(ctx, sc)
	st := &margin.Statement{Month: m}
	for i, c := range d.Customers(start) {
		f := margin.Figures{Currency: money.USD}
		if i != 1 { // the second one cannot be compared
			f.AWSCost, f.Charged = margin.Known(dec(n.t, "100")), margin.Known(dec(n.t, "103.5"))
		}
		st.Rows = append(st.Rows, margin.Row{Key: c.ID, Customer: &c, Figures: f})
	}
	return st, err
}

type kit struct {
	*Service
	aws *aws
	now *time.Time
	sc  scope.Scope
}

// clockAt reads a variable.
type clockAt struct{ now *time.Time }

func (c clockAt) Now() time.Time { return *c.now }

var _ clock.Clock = clockAt{}

func setup(t *testing.T) kit {
	t.Helper()
	files, err := file.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	markup := dec(t, "3")
	a := &aws{
		plans: []Plan{
			{ARN: "arn:aws:billingconductor::aws:pricingplan/BasicPricingPlan", Name: "Basic"},
			{ARN: ours + "pricingplan/p2", Name: "own-rates", ModifiedAt: start},
			{ARN: ours + "pricingplan/p1", Name: "managed-3", Size: 1, ModifiedAt: start},
		},
		rules: []Rule{{ARN: ours + "pricingrule/r1", Name: "markup", Type: RuleMarkup, Scope: ScopeGlobal, Percent: &markup, Plans: 1}},
		of:    map[string][]string{ours + "pricingplan/p1": {ours + "pricingrule/r1"}},
	}
	now := start
	k := kit{aws: a, now: &now}
	k.Service, err = New(Config{
		Source: a, Directory: neighbours{t}, Statements: neighbours{t}, Store: memory.New(), Objects: files, Clock: clockAt{&now}, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	if k.sc, err = scope.New("111122223333", scope.Portal()); err != nil {
		t.Fatal(err)
	}
	return k
}

func (k kit) refresh(t *testing.T) []string {
	t.Helper()
	k.aws.asked = nil
	if err := k.Refresh(t.Context(), k.sc); err != nil {
		t.Fatal(err)
	}
	return k.aws.asked
}

func (k kit) plans(t *testing.T, filter ...string) *PlanList {
	t.Helper()
	q, err := paging.Parse(paging.Raw{Filter: &filter})
	if err != nil {
		t.Fatal(err)
	}
	list, err := k.ListPlans(t.Context(), PlansInput{Scope: k.sc, Month: month, Query: q})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestOnlyPlansThatChangedAreAskedAboutAgain(t *testing.T) {
	t.Parallel()
	k := setup(t)
	steps := []struct {
		name   string
		change func()
		want   []string
	}{
		{"the first time", func() {}, []string{"p1"}},
		{"nothing changed", func() {}, nil},
		{"modified", func() { k.aws.plans[2].ModifiedAt = start.Add(time.Hour) }, []string{"p1"}},
		{"another count of rules", func() { k.aws.plans[1].Size = 2 }, []string{"p2"}},
		{"a week later", func() { *k.now = start.Add(readAgain) }, []string{"p1", "p2"}},
	}
	for _, s := range steps {
		s.change()
		got := k.refresh(t)
		if len(got) == 2 && got[0] > got[1] {
			got[0], got[1] = got[1], got[0]
		}
		if d := cmp.Diff(s.want, got); d != "" {
			t.Errorf("%s: asked about (-want +got):\n%s", s.name, d)
		}
	}
}

func TestPlansSayWhatTheyDoAndWhatCameOfThem(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.refresh(t)
	list := k.plans(t)
	if list.WithoutPlan != 1 || list.Rules != 1 || !list.Head.AsOf.Equal(start) {
		t.Errorf("%d customers without a plan, %d rules, as of %s", list.WithoutPlan, list.Rules, list.Head.AsOf)
	}
	type shown struct {
		Name, Summary    string
		Rules, Customers int
		Charged          string
	}
	var got []shown
	for _, p := range list.Page.Items {
		s := shown{p.Name, p.Summary, p.RuleCount, p.Customers, ""}
		for _, f := range p.Figures {
			s.Charged += f.Charged.Value.String() + string(f.Currency)
		}
		got = append(got, s)
	}
	want := []shown{
		{"Basic", "Public rates, AWS-managed.", 0, 0, ""},
		{"managed-3", "Public rates plus 3%.", 1, 1, "103.5USD"},
		{"own-rates", "Public rates.", 0, 1, ""}, // its customer cannot be compared: absent, not zero
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("plans (-want +got):\n%s", d)
	}
	for filter, n := range map[string]int{"managed_by:eq:aws": 1, "customer_count:gte:1": 2, "charged:gt:0": 1, "rule_count:eq:1": 1, "margin_percent:lt:3.5": 1} {
		if got := k.plans(t, filter).Page.Total; got != n {
			t.Errorf("%s matches %d plans, want %d", filter, got, n)
		}
	}
}

func TestRulesNameThePlansThatUseThem(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.refresh(t)
	for filter, n := range map[string]int{"plan_name:eq:managed-3": 1, "plan_name:eq:other": 0, "percent:eq:3": 1, "type:eq:discount": 0} {
		q, err := paging.Parse(paging.Raw{Filter: &[]string{filter}})
		if err != nil {
			t.Fatal(err)
		}
		list, err := k.ListRules(t.Context(), RulesInput{Scope: k.sc, Query: q})
		if err != nil || list.Page.Total != n {
			t.Errorf("%s matches %v, want %d rules (%v)", filter, list, n, err)
		}
	}
}

func TestWhatCannotBeReadAnewStaysWithTheReason(t *testing.T) {
	t.Parallel()
	k := setup(t)
	if list := k.plans(t); list.Page.Total != 0 || !list.Head.AsOf.IsZero() {
		t.Errorf("plans before anything was read: %+v", list)
	}
	k.refresh(t)
	k.aws.fail = fault.New(fault.UpstreamDenied, "aws_denied", "AWS denied it.")
	*k.now = start.Add(time.Hour)
	if err := k.Refresh(t.Context(), k.sc); !errors.Is(err, k.aws.fail) {
		t.Errorf("the failure is not handed on: %v", err)
	}
	list := k.plans(t)
	if list.Page.Total != 3 || list.Head.Problem != "AWS denied it." || !list.Head.AsOf.Equal(start) {
		t.Errorf("%d plans as of %s, problem %q", list.Page.Total, list.Head.AsOf, list.Head.Problem)
	}
	if w := list.Provenance.Warnings; len(w) != 1 || w[0].Code != WarnNotRefreshed {
		t.Errorf("warnings %+v", w)
	}
}

func TestSummaries(t *testing.T) {
	t.Parallel()
	rule := func(kind RuleType, sc Scope, percent, service string) Rule {
		r := Rule{Type: kind, Scope: sc, Service: service}
		if percent != "" {
			p := dec(t, percent)
			r.Percent = &p
		}
		if kind == RuleTiering {
			off := false
			r.FreeTier = &off
		}
		return r
	}
	entity := rule(RuleMarkup, ScopeBillingEntity, "2", "")
	entity.BillingEntity = "AWS Marketplace"
	sku := rule(RuleDiscount, ScopeSKU, "-1.25", "AmazonS3")
	sku.UsageType = "TimedStorage-ByteHrs"
	for want, rules := range map[string][]Rule{
		"Public rates.":                                  nil,
		"Public rates plus 3%.":                          {rule(RuleMarkup, ScopeGlobal, "3", "")},
		"Public rates minus 2%.":                         {rule(RuleDiscount, ScopeGlobal, "-2", "")},
		"Public rates; no Always Free.":                  {rule(RuleTiering, ScopeGlobal, "", "")},
		"Public rates plus 8%; AWS Marketplace plus 2%.": {entity, rule(RuleMarkup, ScopeGlobal, "8", "")},
		"Public rates; AmazonEC2 plus 4.5%, AmazonS3 TimedStorage-ByteHrs minus 1.25%.": {sku, rule(RuleMarkup, ScopeService, "4.5", "AmazonEC2")},
		"Public rates; A plus 1%, B plus 1%, C plus 1%, 2 more rules.": {
			rule(RuleMarkup, ScopeService, "1", "A"), rule(RuleMarkup, ScopeService, "1", "B"), rule(RuleMarkup, ScopeService, "1", "C"),
			rule(RuleMarkup, ScopeService, "1", "D"), rule(RuleMarkup, ScopeService, "1", "E"),
		},
		"Public rates; own rates for AmazonEC2.": {rule(RuleCustom, ScopeSKU, "", "AmazonEC2")},
	} {
		if got := Summary(Plan{ARN: ours + "pricingplan/p"}, rules, false); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := Summary(Plan{ARN: ours + "pricingplan/p", Size: 1}, nil, true); got != "" {
		t.Errorf("of a plan whose rules are not known it is said: %q", got)
	}
	for want, r := range map[string]Rule{
		`AWS shows "(+3%)" beside the rates on the customer's Bills page.`: rule(RuleMarkup, ScopeGlobal, "3", ""),
		`AWS shows "(-2%)" beside the rates on the customer's Bills page.`: rule(RuleDiscount, ScopeGlobal, "-2", ""),
		"": rule(RuleTiering, ScopeGlobal, "", ""),
	} {
		if got := VisibleToCustomer(r); got != want {
			t.Errorf("visible: %q, want %q", got, want)
		}
	}
}
