package plans

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// named is a scope of somebody with roles.
func named(t testing.TB, id string, roles ...scope.Role) scope.Scope {
	t.Helper()
	sc, err := scope.New(receiver, scope.Principal{ID: id, Roles: roles, AllReceivers: true})
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

func usd(n int64) *Amount {
	a := money.New(money.FromInt(n), money.USD)
	return &a
}

func (b *bundle) set(set Settings) Settings {
	b.t.Helper()
	got, err := b.SetSettings(b.t.Context(), SettingsInput{named(b.t, "boss", scope.Admin), receiver, set})
	if err != nil {
		b.t.Fatal(err)
	}
	return got
}

func TestASecondPersonApprovesWhatIsAboveALimit(t *testing.T) {
	t.Parallel()
	b := billed(t)
	anna := named(t, "anna", scope.Approver)
	decide := func(sc scope.Scope, v View, approve bool) error {
		_, err := b.Decide(t.Context(), DecideInput{Scope: sc, ID: v.ID, Receiver: receiver, Hash: v.Hash, Note: "Checked.", Approve: approve})
		return err
	}
	apply := func(v View) (jobs.Job, error) {
		_, job, err := b.Apply(t.Context(), b.reviewed(v))
		return job, err
	}
	free := b.plan(drafts())
	if free.Approval != nil {
		t.Errorf("without a limit somebody is asked: %+v", free.Approval)
	}
	if err := decide(anna, free, true); code(t, err) != CodeApprovalNotNeeded {
		t.Errorf("approved without need: %v", err)
	}
	// A limit that comes later binds the plans that wait.
	set := b.set(Settings{ApprovePlanAbove: usd(2_000_000), BeyondLimit: SplitBeyondLimit})
	v := b.plan(drafts())
	for _, p := range []View{free, v} {
		got, err := b.Get(t.Context(), b.me, p.ID)
		if err != nil || got.Approval == nil || got.Approval.State != ApprovalNeeded || !strings.Contains(got.Approval.Reason, "more than 2000000 USD") {
			t.Fatalf("%+v %v", got.Approval, err)
		}
		if _, err := apply(p); code(t, err) != CodeApprovalNeeded || !strings.Contains(err.Error(), string(p.ID)) {
			t.Errorf("applied before approval: %v", err)
		}
	}
	for name, c := range map[string]struct {
		in   DecideInput
		code string
	}{
		"the proposer, an admin": {DecideInput{named(t, "tester", scope.Admin), v.ID, receiver, v.Hash, "", true}, CodeOwnPlan},
		"an operator":            {DecideInput{named(t, "otto", scope.Operator), v.ID, receiver, v.Hash, "", true}, CodeApproverNeeded},
		"another hash":           {DecideInput{anna, v.ID, receiver, "0000", "", true}, CodePlanChanged},
		"another receiver":       {DecideInput{anna, v.ID, "222233334444", v.Hash, "", true}, CodeReceiverMismatch},
		"no such plan":           {DecideInput{anna, "plan_00000000", receiver, v.Hash, "", true}, CodePlanNotFound},
	} {
		if _, err := b.Decide(t.Context(), c.in); code(t, err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := decide(anna, v, true); err != nil {
		t.Fatal(err)
	}
	for _, approve := range []bool{true, false} {
		if err := decide(named(t, "bert", scope.Approver), v, approve); code(t, err) != CodePlanDecided {
			t.Errorf("decided twice: %v", err)
		}
	}
	job, err := apply(v)
	if err != nil {
		t.Fatal(err)
	}
	b.work(newLife(0, -1, 0), job.ID)
	got, err := b.Get(t.Context(), b.me, v.ID)
	if err != nil || got.Now != Applied || got.Approval.State != ApprovalGiven || got.Decision.By != "anna" || got.Decision.Hash != v.Hash || !strings.Contains(trailOf(got.Trail), "anna approved") {
		t.Errorf("%s %+v %v", got.Now, got.Approval, err)
	}
	if err := decide(anna, v, false); code(t, err) != CodePlanDecided {
		t.Errorf("rejected after it was applied: %v", err)
	}

	// What was split counts as one change, and what is not known as above every limit.
	set = b.set(Settings{ApproveItemAbove: usd(2_499_999), BeyondLimit: SplitBeyondLimit, Version: set.Version})
	if v = b.plan(drafts()); v.Approval == nil || !strings.Contains(v.Approval.Reason, "single change") {
		t.Errorf("%+v", v.Approval)
	}
	if err := decide(anna, v, false); err != nil {
		t.Fatal(err)
	}
	if _, err := apply(v); code(t, err) != CodePlanRejected {
		t.Errorf("applied after it was rejected: %v", err)
	}
	if _, err := b.Discard(t.Context(), b.me, v.ID); code(t, err) != CodePlanStarted {
		t.Errorf("discarded after it was rejected: %v", err)
	}
	set = b.set(Settings{ApproveItemAbove: usd(3_000_000), BeyondLimit: RefuseBeyondLimit, Version: set.Version})
	if _, err := b.Create(t.Context(), CreateInput{b.me, receiver, drafts()}); fieldCode(t, err) != CodeBeyondLimit {
		t.Errorf("beyond the limit: %v", err)
	}
	for name, c := range map[string]struct {
		in   SettingsInput
		code string
	}{
		"an operator":      {SettingsInput{b.me, receiver, set}, CodeAdminNeeded},
		"an approver":      {SettingsInput{anna, receiver, set}, CodeAdminNeeded},
		"an older version": {SettingsInput{named(t, "boss", scope.Admin), receiver, Settings{BeyondLimit: SplitBeyondLimit, Version: 1}}, CodeSettingsChanged},
		"a negative limit": {SettingsInput{named(t, "boss", scope.Admin), receiver, Settings{ApprovePlanAbove: usd(-1), BeyondLimit: SplitBeyondLimit, Version: set.Version}}, "/approve_plan_above"},
		"nothing":          {SettingsInput{named(t, "boss", scope.Admin), receiver, Settings{Version: set.Version}}, "/beyond_limit"},
		"another receiver": {SettingsInput{named(t, "boss", scope.Admin), "222233334444", set}, CodeReceiverMismatch},
	} {
		if _, err := b.SetSettings(t.Context(), c.in); code(t, err) != c.code {
			t.Errorf("settings by %s: %v", name, err)
		}
	}
}

// room proposes what it is told to.
type room struct {
	wanted Wanted
	fail   error
	asked  int
}

func (r *room) Propose(context.Context, scope.Scope, Request) (Wanted, error) {
	r.asked++
	return r.wanted, r.fail
}

func (r *room) Inputs(context.Context, scope.Scope, Request) (string, error) {
	return r.wanted.Inputs, r.fail
}

// gap is an item that closes one.
func gap(customer, amount string) WantedItem {
	d, err := money.ParseDecimal(amount)
	if err != nil {
		panic(err)
	}
	return WantedItem{
		Action: CreateLineItem, CustomerID: customer, CustomerName: "Customer", GroupARN: groupARN + customer, Class: lineitems.ClassSupport, Currency: "USD", Flat: &d, Amount: &d,
		Month: october, Description: "AWS Support", Source: "Ledger",
	}
}

func TestAPlanGoesStaleWhenItsRequestComesToSomethingElse(t *testing.T) {
	t.Parallel()
	b := billed(t)
	r := &room{wanted: Wanted{Title: "Close gaps", Period: october, Items: []WantedItem{gap(customers[0], "10"), gap(customers[1], "20")}, Inputs: "1", Skipped: "1 customer has no figures."}}
	b.Register(CloseGaps, r)
	request := Request{Gaps: &Gaps{Period: october}}
	v := b.plan(request)
	if v.Skipped != r.wanted.Skipped || v.Kind != CloseGaps || v.Period != october {
		t.Errorf("%+v", v.Plan)
	}
	now := func() View {
		t.Helper()
		got, err := b.Get(t.Context(), b.me, v.ID)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	open, err := b.Unfinished(t.Context(), b.me)
	if err != nil || len(open) != 2 || open[Cover{customers[1], lineitems.ClassSupport, october}] != v.ID {
		t.Errorf("unfinished: %v %v", open, err)
	}
	if len(now().AlsoIn) > 0 {
		t.Errorf("also in %v", now().AlsoIn)
	}
	second := b.plan(request)
	if got := now().AlsoIn; !slices.Equal(got, []ID{second.ID}) || !slices.Equal(second.AlsoIn, []ID{v.ID}) {
		t.Errorf("two plans of the same: the first is also in %v, the second in %v", got, second.AlsoIn)
	}
	if _, err := b.Discard(t.Context(), b.me, second.ID); err != nil || len(now().AlsoIn) > 0 {
		t.Errorf("%v; also in %v, which is put away", err, now().AlsoIn)
	}
	if r.asked = 0; now().Now != Draft || r.asked != 0 {
		t.Errorf("nothing is new, and it was worked out %d times", r.asked)
	}
	// New inputs that come to the same leave it as it is, and are looked at once.
	before := money.FromInt(5)
	r.wanted.Inputs, r.wanted.Items[0].Before, r.wanted.Items[0].Source = "2", &before, "Another ledger"
	for range 3 {
		if got := now(); got.Now != Draft || r.asked != 1 {
			t.Errorf("%s after it was worked out %d times", got.Now, r.asked)
		}
	}
	other := money.FromInt(11)
	r.wanted.Inputs, r.wanted.Items[0].Flat, r.wanted.Items[0].Amount = "3", &other, &other
	if got := now(); got.Now != Stale || got.Note == "" {
		t.Errorf("%s %s", got.Now, got.Note)
	}
	if _, _, err := b.Apply(t.Context(), b.reviewed(v)); code(t, err) != CodePlanStale {
		t.Errorf("applied: %v", err)
	}
	r.fail = fault.New(fault.Conflict, "nothing_left", "There is no gap any more.")
	if got := now(); got.Now != Stale || got.Note != "There is no gap any more." {
		t.Errorf("%s %s", got.Now, got.Note)
	}
	r.fail = errors.New("the ledger cannot be read")
	if _, err := b.Get(t.Context(), b.me, v.ID); !errors.Is(err, r.fail) {
		t.Errorf("a failure is taken for an answer: %v", err)
	}
	r.fail = nil
	r.wanted.Simulated = true
	simulated := b.plan(request)
	if _, _, err := b.Apply(t.Context(), b.reviewed(simulated)); code(t, err) != CodePlanSimulated {
		t.Errorf("a simulated plan was applied: %v", err)
	}
	r.wanted.Items = nil
	if _, err := b.Create(t.Context(), CreateInput{b.me, receiver, request}); code(t, err) != CodePlanEmpty || !strings.Contains(err.Error(), "no figures") {
		t.Errorf("an empty plan: %v", err)
	}
	if _, err := b.Create(t.Context(), CreateInput{b.me, receiver, Request{Commission: &Commission{}}}); code(t, err) != CodePlanKindUnknown {
		t.Errorf("a kind that nobody knows: %v", err)
	}
	if len(b.billing.writes) > 0 {
		t.Errorf("written: %v", b.billing.writes)
	}
}

func TestWhatIsMadeAndAppliedAtOnceWaitsForASecondPerson(t *testing.T) {
	t.Parallel()
	b := billed(t)
	b.Register(CloseGaps, &room{wanted: Wanted{Title: "Close gaps", Period: october, Items: []WantedItem{gap(customers[0], "10")}}})
	in := CreateInput{b.me, receiver, Request{Gaps: &Gaps{Period: october}}}
	v, job, err := b.CreateAndApply(t.Context(), in)
	if err != nil || v.Now != Applying {
		t.Fatal(v.Now, err)
	}
	b.work(newLife(0, -1, 0), job.ID)
	b.set(Settings{ApprovePlanAbove: usd(0), BeyondLimit: SplitBeyondLimit})
	if _, _, err = b.CreateAndApply(t.Context(), in); code(t, err) != CodeApprovalNeeded {
		t.Fatal(err)
	}
	page, err := b.List(t.Context(), b.me, query(t, "approval:eq:needed"))
	if err != nil || page.Total != 1 || !strings.Contains(page.Items[0].Approval.Reason, "0 USD") {
		t.Errorf("%d plans wait: %v", page.Total, err)
	}
}

// A wrong sign, a wrong month and a value that AWS does not take are refused of whoever proposes them.
func TestWhatARoomProposesIsChecked(t *testing.T) {
	t.Parallel()
	b := billed(t)
	r := &room{}
	b.Register(CloseGaps, r)
	for name, change := range map[string]func(*WantedItem){
		"zero":          func(w *WantedItem) { w.Flat = new(money.Zero) },
		"negative":      func(w *WantedItem) { w.Flat = new(money.FromInt(-1)) },
		"closed month":  func(w *WantedItem) { w.Month = october.Add(-1) },
		"future month":  func(w *WantedItem) { w.Month = november.Add(1) },
		"no group":      func(w *WantedItem) { w.GroupARN = "" },
		"no value":      func(w *WantedItem) { w.Flat = nil },
		"two values":    func(w *WantedItem) { w.Percent = w.Flat },
		"no class":      func(w *WantedItem) { w.Class = "" },
		"no currency":   func(w *WantedItem) { w.Currency = "" },
		"no words":      func(w *WantedItem) { w.Description = "" },
		"a binary sign": func(w *WantedItem) { w.Description = "a\x00b" },
	} {
		w := gap(customers[0], "10")
		change(&w)
		r.wanted = Wanted{Title: "x", Period: october, Items: []WantedItem{w}}
		if _, err := b.Create(t.Context(), CreateInput{b.me, receiver, Request{Gaps: &Gaps{Period: october}}}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func fieldCode(t testing.TB, err error) string {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || len(f.Fields) != 1 {
		return fmt.Sprint(err)
	}
	return f.Fields[0].Code
}

func TestAWordIsTypedForWhatIsLargeOrOfTheMonthBeforeOrDeletes(t *testing.T) {
	t.Parallel()
	b := billed(t)
	r := &room{}
	b.Register(CloseGaps, r)
	of := func(month period.Month, n int) View {
		r.wanted = Wanted{Title: "x", Period: month}
		for range n {
			w := gap(customers[0], "10")
			w.Month = month
			r.wanted.Items = append(r.wanted.Items, w)
		}
		return b.plan(Request{Gaps: &Gaps{Period: month}})
	}
	for name, c := range map[string]struct {
		plan View
		word string
	}{
		"few of the current month": {of(november, mostByButton), ""},
		"many":                     {of(november, mostByButton+1), confirmWord},
		"one of the month before":  {of(october, 1), confirmWord},
		"an end":                   {b.plan(Request{End: &LineItemChoice{LineItemIDs: []string{b.billing.charges[0].ID()}, Period: november}}), ""},
		"a deletion":               {b.plan(Request{Delete: &LineItemChoice{LineItemIDs: []string{b.billing.charges[0].ID()}, Period: november}}), confirmWord},
	} {
		in := b.reviewed(c.plan)
		if in.Confirm != c.word {
			t.Errorf("%s: the word is %q", name, in.Confirm)
		}
		in.Confirm = "nonsense"
		if _, _, err := b.Apply(t.Context(), in); code(t, err) != "/confirm" {
			t.Errorf("%s: applied with another word: %v", name, err)
		}
	}
}
