package credits

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/gaps"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
)

func figureIs(t testing.TB, what string, f margin.Figure, want string) {
	t.Helper()
	if want == "" {
		if f.Known {
			t.Errorf("%s is %s and cannot be known", what, f.Value)
		}
		return
	}
	if !f.Known || !f.Value.Equal(dec(t, want)) {
		t.Errorf("%s is %+v, want %s", what, f, want)
	}
}

func TestAMissingRoleIsNotNoCredits(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.credit(t, acme)
	k.refresh(t)
	if len(k.aws.asked) != 0 {
		t.Errorf("AWS was asked of %q", k.aws.asked)
	}
	tr := k.tracker(t)
	if len(tr.Visibility) != 1 || tr.Visibility[0] != (VisibilityCount{NoRole, 3}) || !tr.ReadAt.IsZero() {
		t.Errorf("%+v", tr.Visibility)
	}
	figureIs(t, "applied", tr.Totals[0].Applied, "-130.75")
	figureIs(t, "initial", tr.Totals[0].Initial, "")
	figureIs(t, "remaining", tr.Totals[0].Remaining, "")
	figureIs(t, "expiring", tr.Totals[0].Expiring, "")
	for _, id := range []string{acme, beta, gamma} {
		c := k.customer(t, id)
		figureIs(t, "remaining of "+id, c.Remaining, "")
		figureIs(t, "allocated of "+id, c.Allocated, "")
		if c.Visibility != NoRole || c.Note == "" || !c.ReadAt.IsZero() {
			t.Errorf("%+v", c)
		}
	}
	list, err := k.ListCredits(t.Context(), ListInput{Scope: k.sc, Month: november, Query: query(t)})
	if err != nil || list.Visible != 0 || list.Hidden != 3 || len(list.Totals) != 0 || !list.ReadAt.IsZero() {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestWhatWasAppliedIsTheLedgers(t *testing.T) {
	t.Parallel()
	k := setup(t)
	list, err := k.ListApplied(t.Context(), ListInput{Scope: k.sc, Month: november, Query: query(t)})
	if err != nil || list.Page.Total != 3 || len(list.Totals) != 1 || !list.Totals[0].Number.Equal(dec(t, "-130.75")) {
		t.Fatalf("%+v, %v", list, err)
	}
	if first := list.Page.Items[0]; first.Service != "Amazon EC2" || first.Class != lineitems.ClassCredit || first.CustomerID != acme {
		t.Errorf("%+v", first)
	}
	list, err = k.ListApplied(t.Context(), ListInput{Scope: k.sc, Month: november, Query: query(t, "class:eq:free_tier_credit")})
	if err != nil || list.Page.Total != 1 || !list.Totals[0].Number.Equal(dec(t, "-0.25")) {
		t.Errorf("%+v, %v", list, err)
	}
	figureIs(t, "of a customer without credits", k.customer(t, beta).Applied, "0")
	figureIs(t, "of a customer whose view was not read", k.customer(t, gamma).Applied, "")
	old, err := k.ListApplied(t.Context(), ListInput{Scope: k.sc, Month: november.Add(-5), Query: query(t)})
	if err != nil || old.Page.Total != 0 || len(old.Totals) != 0 {
		t.Errorf("a month that was not collected: %+v, %v", old, err)
	}
}

func TestUnmodelledIsWhatItemsDoNotCarry(t *testing.T) {
	t.Parallel()
	k := setup(t)
	c := k.customer(t, acme)
	figureIs(t, "modelled while items are unknown", c.Modelled, "")
	figureIs(t, "unmodelled while items are unknown", c.Unmodelled(), "")
	if w := k.tracker(t).Provenance.Warnings; len(w) != 1 || w[0].Code != WarnItemsNotRead {
		t.Errorf("%+v", w)
	}
	k.house.carry(november, acme, lineitems.ClassCredit, margin.Known(dec(t, "-100")), margin.Known(dec(t, "-10")))
	k.house.carry(november, acme, lineitems.ClassFreeTierCredit, margin.Known(dec(t, "-0.25")))
	k.house.carry(november, acme, lineitems.ClassSupport, margin.Known(dec(t, "77")))
	c = k.customer(t, acme)
	figureIs(t, "modelled", c.Modelled, "-110.25")
	figureIs(t, "unmodelled", c.Unmodelled(), "-20.5")
	if c.Policy != "pass_through" || k.customer(t, beta).Policy != "keep" {
		t.Error("policies")
	}
	figureIs(t, "of a customer without items", k.customer(t, beta).Modelled, "0")
	total := k.tracker(t).Totals[0]
	figureIs(t, "total", total.Modelled, "-110.25")
	figureIs(t, "rest", total.Unmodelled, "-20.5")
	k.house.carry(november, acme, lineitems.ClassFreeTierCredit, margin.Figure{})
	figureIs(t, "with an item of unknown value", k.customer(t, acme).Modelled, "")
	total = k.tracker(t).Totals[0]
	figureIs(t, "total of the others", total.Modelled, "0")
	figureIs(t, "rest of the others", total.Unmodelled, "0")
	figureIs(t, "applied by all", total.Applied, "-130.75")
}

func TestBalancesAreReadThroughTheRoleOfTheCustomer(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.credit(t, acme)
	k.grant(t, acme)
	if c := k.customer(t, acme); c.Visibility != NotRead || c.RoleARN != role(acme) {
		t.Errorf("before the first collection: %+v", c)
	}
	k.refresh(t)
	if got := k.aws.access[acme]; got != (Access{acme, role(acme), "btp-" + receiver}) || !slices.Equal(k.aws.asked, []string{acme}) {
		t.Errorf("%+v, %q", got, k.aws.asked)
	}
	if k.aws.since.Before(now.AddDate(-1, 0, 0)) || k.aws.since.After(now.AddDate(-1, 0, 2)) {
		t.Errorf("AWS tells of a year and was asked since %s", k.aws.since)
	}
	if k.aws.to != november || k.aws.from != november.Add(-23) {
		t.Errorf("AWS tells of 24 months and was asked from %s to %s", k.aws.from, k.aws.to)
	}
	c := k.customer(t, acme)
	figureIs(t, "remaining", c.Remaining, "1200")
	figureIs(t, "expiring", c.Expiring, "600")
	figureIs(t, "allocated", c.Allocated, "-100")
	if c.Visibility != Visible || c.Note != "" || len(c.Credits) != 2 || !c.NextExpiry.Equal(now.AddDate(0, 0, 20)) || !c.ReadAt.Equal(now) {
		t.Errorf("%+v", c)
	}
	list, err := k.ListCredits(t.Context(), ListInput{Scope: k.sc, Month: november, Query: query(t)})
	if err != nil || list.Page.Total != 2 || list.Visible != 1 || list.Hidden != 2 {
		t.Fatalf("%+v, %v", list, err)
	}
	first := list.Page.Items[0]
	if first.ID != "1" || first.Kind != KindMAP || first.Status != StatusExpiring || first.DaysLeft != 20 {
		t.Errorf("the one that expires first is first: %+v", first)
	}
	figureIs(t, "applied", first.Applied, "-400")
	figureIs(t, "left", first.Left, "600")
	figureIs(t, "remaining of the last bill", first.AtClose, "700")
	if first.Burn == nil || !first.Burn.Monthly.Equal(dec(t, "150")) || !first.Unused.Known {
		t.Errorf("%+v", first.Burn)
	}
	if second := list.Page.Items[1]; second.Kind != KindPromotional || second.Burn != nil || second.BurnNote == "" || second.Unused.Known {
		t.Errorf("%+v", second)
	}
	if tt := list.Totals[0]; !tt.Initial.Equal(dec(t, "1500")) || tt.Credits != 2 {
		t.Errorf("%+v", tt)
	}
	told, err := k.ListAllocations(t.Context(), ListInput{Scope: k.sc, Month: november, Query: query(t)})
	if err != nil || told.Page.Total != 3 || !told.Totals[0].Number.Equal(dec(t, "-400")) || told.Page.Items[0].Month != november || told.Page.Items[0].Kind != KindMAP {
		t.Errorf("%+v, %v", told, err)
	}
}

func TestWhatFailsOfACustomerIsThatCustomers(t *testing.T) {
	t.Parallel()
	k := setup(t)
	for _, id := range []string{acme, beta, gamma} {
		k.credit(t, id)
		k.grant(t, id)
	}
	k.aws.fails[beta] = fault.New(fault.UpstreamDenied, ledger.CodeAWSDenied, "The role could not be assumed: AccessDenied.")
	k.aws.fails[gamma] = fault.New(fault.Unavailable, ledger.CodeAWSThrottled, "AWS limits the rate.")
	k.refresh(t)
	if c := k.customer(t, acme); c.Visibility != Visible {
		t.Errorf("%+v", c)
	}
	for id, want := range map[string]struct {
		visibility Visibility
		note       string
	}{beta: {Denied, "The role could not be assumed"}, gamma: {NotRead, "AWS limits the rate."}} {
		c := k.customer(t, id)
		if c.Visibility != want.visibility || !strings.Contains(c.Note, want.note) || len(c.Credits) != 0 || c.Remaining.Known || c.Expiring.Known || c.Allocated.Known {
			t.Errorf("%s: %+v", id, c)
		}
	}
	k.aws.fails = map[string]error{acme: fault.New(fault.Unavailable, ledger.CodeAWSUnavailable, "AWS does not answer."), beta: nil, gamma: nil}
	*k.now = now.AddDate(0, 0, 1)
	k.refresh(t)
	if c := k.customer(t, acme); c.Visibility != Visible || !c.ReadAt.Equal(now) || !strings.Contains(c.Note, "AWS does not answer.") || len(c.Credits) != 2 {
		t.Errorf("what was read once stays, as old as it is: %+v", c)
	}
	if c := k.customer(t, beta); c.Visibility != Visible || !c.ReadAt.Equal(*k.now) {
		t.Errorf("%+v", c)
	}
	k.aws.fails[acme] = fault.New(fault.UpstreamDenied, ledger.CodeAWSDenied, "AWS denied billing:GetCredits.")
	k.refresh(t)
	if c := k.customer(t, acme); c.Visibility != Denied || len(c.Credits) != 0 || c.Remaining.Known {
		t.Errorf("a role that was withdrawn: %+v", c)
	}
}

func TestTheReceiversOwnCredentialsAreNotACustomersMatter(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.credit(t, acme)
	k.grant(t, acme)
	k.refresh(t)
	k.aws.fails[acme] = fault.New(fault.UpstreamDenied, ledger.CodeAWSCredentials, "The credentials have expired.")
	if err := k.Refresh(t.Context(), k.sc); err == nil || !strings.Contains(err.Error(), "expired") {
		t.Errorf("%v", err)
	}
	if c := k.customer(t, acme); c.Visibility != Visible || len(c.Credits) != 2 {
		t.Errorf("%+v", c)
	}
	if w := k.tracker(t).Provenance.Warnings; !slices.ContainsFunc(w, func(w margin.Warning) bool { return w.Code == WarnNotRefreshed }) {
		t.Errorf("%+v", w)
	}
}

func TestMonthsThatAWSDoesNotTellOfAreSaid(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.credit(t, acme)
	k.grant(t, acme)
	told := k.aws.told[acme]
	told.Partial, told.Failed, told.Rows = true, []period.Month{november.Add(-1)}, told.Rows[:2]
	k.aws.told[acme] = told
	k.refresh(t)
	c := k.customer(t, acme)
	if c.Visibility != Partial || c.Note == "" || !slices.Equal(c.Failed, told.Failed) {
		t.Errorf("%+v", c)
	}
	figureIs(t, "allocated of a month that was told", c.Allocated, "-100")
	october, err := k.ListCustomers(t.Context(), ListInput{Scope: k.sc, Month: november.Add(-1), Query: query(t, "customer_id:eq:"+acme)})
	if err != nil {
		t.Fatal(err)
	}
	figureIs(t, "allocated of a month that was not", october.Page.Items[0].Allocated, "")
	list, err := k.ListAllocations(t.Context(), ListInput{Scope: k.sc, Month: november, Query: query(t)})
	if err != nil || !slices.Equal(list.Failed, told.Failed) {
		t.Errorf("%+v, %v", list, err)
	}
	tr := k.tracker(t)
	for _, m := range tr.Trend {
		if want := map[period.Month]string{november: "-100", november.Add(-1): ""}[m.Month]; true {
			figureIs(t, "trend of "+m.Month.String(), m.Allocated, want)
		}
	}
	if !slices.ContainsFunc(tr.Provenance.Warnings, func(w margin.Warning) bool { return w.Code == WarnMonthsUntold && w.Count == 1 }) {
		t.Errorf("%+v", tr.Provenance.Warnings)
	}
	k.aws.untold[acme] = fault.New(fault.UpstreamDenied, ledger.CodeAWSDenied, "AWS denied billing:GetCreditAllocationHistory.")
	k.refresh(t)
	if c := k.customer(t, acme); c.Visibility != Partial || !strings.Contains(c.Note, "GetCreditAllocationHistory") || len(c.Credits) != 2 || c.Allocated.Known {
		t.Errorf("%+v", c)
	}
}

func TestTheTrendHasBothLedgers(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.credit(t, acme)
	k.grant(t, acme)
	k.house.carry(november.Add(-1), acme, lineitems.ClassCredit, margin.Known(dec(t, "-30")))
	k.house.carry(november.Add(-9), beta, lineitems.ClassCredit, margin.Known(dec(t, "-3")))
	k.house.applied[november.Add(-9)] = map[string]Applied{beta: {money.USD, []Part{{lineitems.ClassCredit, "Amazon EC2", dec(t, "-5")}}}, acme: {"EUR", nil}}
	k.refresh(t)
	if err := k.Prepare(t.Context(), k.sc); err != nil {
		t.Fatal(err)
	}
	tr := k.tracker(t)
	var got []string
	for _, m := range tr.Trend {
		got = append(got, fmt.Sprint(m.Month, " ", m.Currency, " ", m.Applied, " ", m.Modelled, " ", m.Allocated))
	}
	want := []string{"2026-02 EUR 0 {0 true} {0 true}", "2026-02 USD -5 {-3 true} {0 false}", "2026-10 USD -130.75 {-30 true} {-100 true}", "2026-11 USD -130.75 {0 false} {-100 true}"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	before, _ := k.Version(t.Context(), k.sc)
	if err := k.Prepare(t.Context(), k.sc); err != nil {
		t.Fatal(err)
	}
	if after, _ := k.Version(t.Context(), k.sc); before != after {
		t.Error("preparing again changes nothing")
	}
}

// Of a customer whose bill was not read nobody knows what was applied, so what its items carry is beside nothing: both sums are of the same customers, as in the totals.
func TestTheTrendIsOfTheSameCustomersOnBothSides(t *testing.T) {
	t.Parallel()
	k := setup(t)
	past := november.Add(-9)
	k.house.applied[past] = map[string]Applied{beta: {money.USD, []Part{{lineitems.ClassCredit, "Amazon EC2", dec(t, "-5")}}}}
	for _, m := range []period.Month{past, november} {
		k.house.carry(m, beta, lineitems.ClassCredit, margin.Known(dec(t, "-3")))
		k.house.carry(m, gamma, lineitems.ClassCredit, margin.Known(dec(t, "-40"))) // its bill was not read
	}
	k.refresh(t)
	if err := k.Prepare(t.Context(), k.sc); err != nil {
		t.Fatal(err)
	}
	tr := k.tracker(t)
	for _, m := range tr.Trend {
		if (m.Month == past || m.Month == november) && m.Modelled.Value.String() != "-3" {
			t.Errorf("%s: %s of %s are modelled", m.Month, m.Modelled.Value, m.Applied)
		}
	}
	if got := tr.Totals[0].Modelled.Value.String(); got != "-3" {
		t.Errorf("in all %s are modelled", got)
	}
}

func TestAlertsCountACreditOnce(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.credit(t, acme)
	k.credit(t, beta)
	late := k.aws.grants[beta][1]
	late.ID, late.ExpiresAt = "2", now.AddDate(0, 0, 61)
	k.aws.grants[beta] = append(k.aws.grants[beta], late)
	k.grant(t, acme, beta)
	k.refresh(t)
	var got []string
	for _, a := range k.tracker(t).Alerts {
		got = append(got, fmt.Sprint(a.Days, " ", a.Credits, " ", a.Customers, " ", a.Remaining))
	}
	if want := []string{"30 2 2 [1200 USD]", "60 0 0 []", "90 1 1 [600 USD]"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	found, err := k.Attention(t.Context(), k.sc, november)
	if err != nil || len(found) != 1 || found[0].Count != 2 || found[0].Amount == nil || !found[0].Amount.Number.Equal(dec(t, "1200")) || found[0].Title != "2 credits expire within 30 days" {
		t.Errorf("%+v, %v", found, err)
	}
	list, err := k.ListCredits(t.Context(), ListInput{Scope: k.sc, Month: november, Query: query(t, found[0].Filter...)})
	if err != nil || list.Page.Total != 2 {
		t.Errorf("the filter of the attention shows %+v, %v", list, err)
	}
	text, n, err := k.Expiring(t.Context(), k.sc)
	if err != nil || n != 3 || text != "Credits that expire: 2 of 2 customers within 30 days with 1200 USD left; 1 of 1 customers within 90 days with 600 USD left. The first is of Customer 1 on 6 December 2026." {
		t.Errorf("%q, %d, %v", text, n, err)
	}
	if _, err := k.ChangeSettings(t.Context(), k.sc, Settings{AlertDays: []int{10}}); err != nil {
		t.Fatal(err)
	}
	if text, n, err := k.Expiring(t.Context(), k.sc); err != nil || n != 0 || text != "" {
		t.Errorf("%q, %d, %v", text, n, err)
	}
	if found, err := k.Attention(t.Context(), k.sc, november); err != nil || len(found) != 0 {
		t.Errorf("%+v, %v", found, err)
	}
	*k.now = now.AddDate(0, 0, 11) // nothing was read since
	if _, n, err := k.Expiring(t.Context(), k.sc); err != nil || n != 2 {
		t.Errorf("time passes: %d, %v", n, err)
	}
}

func TestRolesAreKeptAndForgotten(t *testing.T) {
	t.Parallel()
	k := setup(t)
	viewer := as(t, scope.Principal{ID: "v", Roles: []scope.Role{scope.Viewer}, AllReceivers: true})
	good := AccessInput{k.sc, receiver, acme, role(acme), "btp-1"}
	for name, c := range map[string]struct {
		change func(*AccessInput)
		want   string
	}{
		"a viewer":               {func(in *AccessInput) { in.Scope = viewer }, plans.CodeOperatorNeeded},
		"nobody":                 {func(in *AccessInput) { in.Scope = scope.Scope{} }, scope.CodeScopeMissing},
		"another receiver":       {func(in *AccessInput) { in.Receiver = "222233334444" }, plans.CodeReceiverMismatch},
		"no customer":            {func(in *AccessInput) { in.CustomerID = "210000000009" }, margin.CodeCustomerNotFound},
		"a role of another":      {func(in *AccessInput) { in.RoleARN = role(beta) }, CodeInvalidAccess},
		"a role of the receiver": {func(in *AccessInput) { in.RoleARN = role(receiver) }, CodeInvalidAccess},
		"a user":                 {func(in *AccessInput) { in.RoleARN = "arn:aws:iam::" + acme + ":user/credits" }, CodeInvalidAccess},
		"no external id":         {func(in *AccessInput) { in.ExternalID = "" }, CodeInvalidAccess},
	} {
		in := good
		c.change(&in)
		if _, err := k.PutAccess(t.Context(), in); code(t, err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if kept, err := k.accesses(t.Context(), k.sc); err != nil || len(kept) != 0 {
		t.Fatalf("%+v, %v", kept, err)
	}
	k.credit(t, acme)
	k.grant(t, acme)
	k.refresh(t)
	before, err := k.Version(t.Context(), k.sc)
	if err != nil {
		t.Fatal(err)
	}
	if err := k.DeleteAccess(t.Context(), viewer, acme); code(t, err) != plans.CodeOperatorNeeded {
		t.Error(err)
	}
	if err := k.DeleteAccess(t.Context(), k.sc, acme); err != nil {
		t.Fatal(err)
	}
	if err := k.DeleteAccess(t.Context(), k.sc, acme); code(t, err) != CodeAccessNotFound {
		t.Error(err)
	}
	if c := k.customer(t, acme); c.Visibility != NoRole || c.Remaining.Known || len(c.Credits) != 0 {
		t.Errorf("%+v", c)
	}
	*k.now = now.Add(1)
	in := good
	in.RoleARN += "-2"
	if _, err := k.PutAccess(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if after, err := k.Version(t.Context(), k.sc); err != nil || after == before {
		t.Error("a role that was forgotten and kept anew is another version", err)
	}
	if c := k.customer(t, acme); c.Visibility != NotRead || len(c.Credits) != 0 {
		t.Errorf("what was read through another role: %+v", c)
	}
	k.aws.fails[acme] = errors.New("no")
	k.refresh(t)
	if c := k.customer(t, acme); c.Visibility != NotRead || len(c.Credits) != 0 {
		t.Errorf("%+v", c)
	}
}

func TestRolesAreOfferedOnce(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.grant(t, beta)
	offered := []Access{{acme, role(acme), "x-1"}, {beta, role(beta) + "-other", "x-2"}}
	if kept, err := k.Offer(t.Context(), k.sc, "simulator", offered); err != nil || !kept {
		t.Fatal(kept, err)
	}
	all, err := k.accesses(t.Context(), k.sc)
	if err != nil || all[acme].ChangedBy != "simulator" || all[beta].RoleARN != role(beta) {
		t.Errorf("%+v, %v", all, err)
	}
	if err := k.DeleteAccess(t.Context(), k.sc, acme); err != nil {
		t.Fatal(err)
	}
	if kept, err := k.Offer(t.Context(), k.sc, "simulator", offered); err != nil || kept {
		t.Error("what a person forgot stays forgotten", kept, err)
	}
	if all, err := k.accesses(t.Context(), k.sc); err != nil || len(all) != 1 {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestSettingsAreChangedByWhoReadThem(t *testing.T) {
	t.Parallel()
	k := setup(t)
	s, err := k.Settings(t.Context(), k.sc)
	if err != nil || s.Version != 0 || !slices.Equal(s.AlertDays, []int{90, 60, 30}) {
		t.Fatalf("%+v, %v", s, err)
	}
	s.MAPPatterns = []string{"Promotional"}
	got, err := k.ChangeSettings(t.Context(), k.sc, s)
	if err != nil || got.Version != 1 || got.ChangedBy != "portal" {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := k.ChangeSettings(t.Context(), k.sc, s); code(t, err) != CodeSettingsChanged {
		t.Error(err)
	}
	if _, err := k.ChangeSettings(t.Context(), as(t, scope.Principal{ID: "v", Roles: []scope.Role{scope.Viewer}, AllReceivers: true}), got); code(t, err) != plans.CodeOperatorNeeded {
		t.Error(err)
	}
	k.credit(t, acme)
	k.grant(t, acme)
	k.refresh(t)
	list, err := k.ListCredits(t.Context(), ListInput{Scope: k.sc, Month: november, Query: query(t, "kind:eq:map")})
	if err != nil || list.Page.Total != 1 || list.Page.Items[0].ID != "9" {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestADemonstrationIsMarkedAndCoversNothing(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.house.more = 5
	made := map[string]bool{"220000000000": true, "220000000003": true} // every third, without Acme, which has credits of its own
	k.credit(t, acme)
	k.grant(t, acme)
	k.house.carry(november, acme, lineitems.ClassCredit)
	k.refresh(t)
	in := ListInput{Scope: k.sc, Month: november, Demo: true, Query: query(t)}
	tr, err := k.Tracker(t.Context(), TrackerInput{Scope: k.sc, Month: november, Demo: true})
	if err != nil || !tr.Simulated {
		t.Fatalf("%+v, %v", tr, err)
	}
	if plain := k.tracker(t); plain.Simulated || !plain.Totals[0].Applied.Value.Equal(dec(t, "-130.75")) {
		t.Errorf("%+v", plain)
	}
	customers, err := k.ListCustomers(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	var applied money.Decimal
	for _, c := range customers.Page.Items {
		applied = applied.Add(c.Applied.Value)
		if made[c.ID] != c.Simulated {
			t.Errorf("%+v", c)
		}
	}
	figureIs(t, "the total with what is made up", tr.Totals[0].Applied, applied.String())
	list, err := k.ListCredits(t.Context(), in)
	if err != nil || list.Page.Total != 5 {
		t.Fatalf("%+v, %v", list, err)
	}
	for _, c := range list.Page.Items {
		if made[c.CustomerID] != c.Simulated {
			t.Errorf("%+v", c)
		}
		if c.Simulated && (c.Kind != KindMAP || !c.Applied.Known || !c.Initial.Add(c.Applied.Value).Equal(c.Left.Value)) {
			t.Errorf("%+v", c)
		}
	}
	for name, simulated := range map[string]func() int{
		"allocations": func() int {
			l, err := k.ListAllocations(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			return len(slices.DeleteFunc(l.Page.Items, func(r AllocationRow) bool { return r.Simulated != made[r.CustomerID] }))
		},
		"applied": func() int {
			l, err := k.ListApplied(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			return len(slices.DeleteFunc(l.Page.Items, func(r AppliedRow) bool { return r.Simulated != made[r.CustomerID] }))
		},
	} {
		if n, want := simulated(), map[string]int{"allocations": 3 + 3*6, "applied": 3 + 2}[name]; n != want {
			t.Errorf("%s: %d rows are marked as they should be, want %d", name, n, want)
		}
	}
	of := map[string]string{}
	for _, c := range gaps.DemoCustomers(k.directory(t), november, map[string]bool{acme: true}) {
		amount, _ := gaps.DemoCredit(c, november)
		of[c.ID] = amount.String()
	}
	for _, c := range customers.Page.Items {
		if made[c.ID] {
			figureIs(t, "applied, as the demonstration of gaps has it", c.Applied, of[c.ID])
		}
	}
	after, err := k.ListCredits(t.Context(), ListInput{Scope: k.sc, Month: november, Query: query(t)})
	if err != nil || after.Page.Total != 2 {
		t.Errorf("the true list is as it was: %+v, %v", after, err)
	}
}

// A newcomer sees made-up credits whatever customers there are.
func TestADemonstrationIsNeverEmpty(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.credit(t, acme) // the first of three customers, the only one that is a third
	k.grant(t, acme)
	k.refresh(t)
	for _, m := range []period.Month{november, november.Add(-1)} {
		list, err := k.ListCustomers(t.Context(), ListInput{Scope: k.sc, Month: m, Demo: true, Query: query(t)})
		if err != nil {
			t.Fatal(err)
		}
		simulated := 0
		for _, c := range list.Page.Items {
			if c.Simulated {
				simulated++
			}
			if c.ID == acme && m == november && c.Simulated {
				t.Errorf("true credits are covered: %+v", c)
			}
		}
		if simulated == 0 {
			t.Errorf("%s: nothing is made up of %d customers", m, len(list.Page.Items))
		}
	}
}

// A bill without a line has no currency, and there is no amount without one.
func TestThereIsNoAmountWithoutACurrency(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.house.applied[november][beta] = Applied{}
	k.house.carry(november, acme, lineitems.ClassCredit)
	k.grant(t, beta, gamma)
	k.refresh(t)
	for _, id := range []string{beta, gamma} {
		c := k.customer(t, id)
		for what, f := range map[string]margin.Figure{"applied": c.Applied, "modelled": c.Modelled, "allocated": c.Allocated, "remaining": c.Remaining, "expiring": c.Expiring} {
			figureIs(t, what+" of "+id, f, "")
		}
		if c.Visibility != Visible || c.Currency != "" {
			t.Errorf("%+v", c)
		}
	}
	if w := k.tracker(t).Provenance.Warnings; len(w) != 0 {
		t.Errorf("%+v", w)
	}
}

func TestPagesAreMadeOnce(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.tracker(t)
	n := k.house.details
	k.tracker(t)
	k.customer(t, acme)
	if k.house.details != n {
		t.Error("the same page was computed twice")
	}
	k.house.version++
	k.tracker(t)
	if k.house.details == n {
		t.Error("a page of before a change was shown")
	}
	if n := len(k.aws.asked); n != 0 {
		t.Errorf("pages asked AWS %d times", n)
	}
}
