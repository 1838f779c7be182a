package plans

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// support is a room that wants every customer to be charged so much support in October, and proposes what the items that are listed do not carry: as gaps does.
type support struct {
	b *bundle

	want map[string]string
}

func (s support) Propose(ctx context.Context, sc scope.Scope, _ Request) (Wanted, error) {
	w := Wanted{Title: "Close gaps", Period: october}
	a, err := s.b.items.Attributed(ctx, sc, october)
	if err != nil {
		return w, err
	}
	w.Inputs = a.Version
	for _, id := range customers {
		want, err := money.ParseDecimal(orElse(s.want[id], "0"))
		if err != nil {
			return w, err
		}
		sum, _ := a.Of(id, lineitems.ClassSupport).In("USD")
		if missing := want.Sub(sum); missing.Sign() > 0 {
			w.Items = append(w.Items, gap(id, missing.String()))
		}
	}
	return w, nil
}

func (s support) Inputs(ctx context.Context, sc scope.Scope, _ Request) (string, error) {
	a, err := s.b.items.Attributed(ctx, sc, october)
	if err != nil {
		return "", err
	}
	return a.Version, nil
}

// supporting is a portal whose customers are to be charged 100, 101, 102 and 103 USD of support.
func supporting(t testing.TB) *bundle {
	t.Helper()
	b := billed(t)
	want := map[string]string{}
	for i, id := range customers {
		want[id] = fmt.Sprint(100 + i)
	}
	b.Register(CloseGaps, support{b, want})
	return b
}

var closeGaps = Request{Gaps: &Gaps{Period: october}}

// again begins another life of the same portal, with the same rooms.
func (b *bundle) again(at time.Time) {
	b.t.Helper()
	rooms := b.proposers[CloseGaps]
	b.billing.now = at
	b.liveAt(newLife(0, -1, 0), at)
	if rooms != nil {
		b.Register(CloseGaps, rooms)
	}
}

// applied applies a plan and returns how it ended.
func (b *bundle) applied(v View) View {
	b.t.Helper()
	_, job, err := b.Apply(b.t.Context(), b.reviewed(v))
	if err != nil {
		b.t.Fatal(err)
	}
	b.work(newLife(0, -1, 0), job.ID)
	return b.now(v.ID)
}

func (b *bundle) now(id ID) View {
	b.t.Helper()
	v, err := b.Get(b.t.Context(), b.me, id)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// charged is what a customer is charged by items of a description in a month, at AWS.
func (b *bundle) charged(customer, description string, m period.Month) string {
	sum := money.Zero
	for _, c := range b.billing.charges {
		if c.in(m) && c.GroupARN == groupARN+customer && strings.Contains(c.Description, description) && c.Flat != nil {
			sum = sum.Add(c.Signed(*c.Flat))
		}
	}
	return sum.String()
}

// refuseFor has AWS refuse items of a customer, until it is called with none.
func (b *bundle) refuseFor(customer string) {
	b.c.Writer = picky{conductor{b.billing, newLife(0, -1, 0)}, customer}
}

// picky is AWS that takes no items of one customer.
type picky struct {
	conductor

	customer string
}

func (p picky) CreateLineItem(ctx context.Context, sc scope.Scope, token string, in NewLineItem) (Receipt, error) {
	if in.GroupARN == groupARN+p.customer {
		return Receipt{}, fault.New(fault.Conflict, CodeRefusedByAWS, "AWS does not take it.")
	}
	return p.conductor.CreateLineItem(ctx, sc, token, in)
}

// What a plan could not do may have been done by another one since. Applied again it does only what is still wanted.
func TestAPlanThatIsAppliedAgainLeavesOutWhatAnotherPlanDid(t *testing.T) {
	t.Parallel()
	b := supporting(t)
	first := b.plan(closeGaps)
	b.refuseFor(customers[1])
	if got := b.applied(first); got.Now != PartiallyApplied {
		t.Fatal(got.Now, got.Note)
	}
	b.refuseFor("")
	second := b.plan(closeGaps)
	if second.ItemCount != 1 {
		t.Fatalf("%d items are left to do", second.ItemCount)
	}
	if got := b.applied(second); got.Now != Applied {
		t.Fatal(got.Now, got.Note)
	}
	got := b.applied(first)
	for i, id := range customers {
		if sum := b.charged(id, "Support", october); sum != fmt.Sprint(100+i) {
			t.Errorf("customer %s is charged %s of support", id, sum)
		}
	}
	if got.Now != PartiallyApplied || got.First[1].Status != ItemFailed || !strings.Contains(got.First[1].Detail, "Make it again") {
		t.Errorf("%s: %+v", got.Now, got.First[1])
	}
}

// What is still wanted of it is done when it is applied again, the parts of a split amount too.
func TestAPlanThatIsAppliedAgainDoesWhatIsStillWanted(t *testing.T) {
	t.Parallel()
	b := billed(t)
	b.Register(CloseGaps, support{b, map[string]string{customers[0]: "100", customers[1]: "2500000"}})
	v := b.plan(closeGaps)
	b.refuseFor(customers[1])
	if got := b.applied(v); got.Now != PartiallyApplied || got.ItemCount != 4 {
		t.Fatal(got.Now, got.Note, got.ItemCount)
	}
	b.refuseFor("")
	if got := b.applied(v); got.Now != Applied || b.charged(customers[1], "Support", october) != "2500000" || len(b.billing.writes) != 4 {
		t.Errorf("%s %s: %s after %v", got.Now, got.Note, b.charged(customers[1], "Support", october), b.billing.writes)
	}
}

// A job that is cancelled has made items that no listing has told the portal of. The next plan must know of them.
func TestAfterACancelledJobNothingIsPlannedTwice(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"while it runs", "while it waits"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			b := supporting(t)
			stale := b.plan(closeGaps)
			v := b.plan(closeGaps)
			_, job, err := b.Apply(t.Context(), b.reviewed(v))
			if err != nil {
				t.Fatal(err)
			}
			cancel := func() {
				if _, err := b.engine.Cancel(t.Context(), b.me, job.ID); err != nil {
					t.Error(err)
				}
			}
			made := 0
			var mu sync.Mutex
			b.c.Writer = brakeAfter{conductor{b.billing, newLife(0, -1, 0)}, func() error {
				mu.Lock()
				defer mu.Unlock()
				if made++; made <= 2 {
					return nil
				}
				if how == "while it runs" {
					cancel()
				}
				return fault.New(fault.Unavailable, ledger.CodeAWSUnavailable, "AWS failed.")
			}}
			if how == "while it runs" {
				b.work(newLife(0, -1, 0), job.ID)
			} else {
				b.workUntil(job.ID, jobs.StatusWaiting)
				cancel()
			}
			if got := b.now(v.ID); got.Now != PartiallyApplied {
				t.Fatal(got.Now, got.Note)
			}
			b.c.Writer = conductor{b.billing, newLife(0, -1, 0)}
			// A plan that was made before, by somebody who looks at the same gaps, does not write them a second time, and what is made next is only what is missing.
			if _, job, err = b.Apply(t.Context(), b.reviewed(stale)); err == nil {
				b.work(newLife(0, -1, 0), job.ID)
			}
			if got := b.now(stale.ID); got.Now != Failed && got.Now != Stale {
				t.Errorf("the plan that was made before is %s", got.Now)
			}
			rest := b.plan(closeGaps)
			if rest.ItemCount != 2 {
				t.Errorf("%d items are left to do", rest.ItemCount)
			}
			b.applied(rest)
			for i, id := range customers {
				if sum := b.charged(id, "Support", october); sum != fmt.Sprint(100+i) {
					t.Errorf("customer %s is charged %s of support", id, sum)
				}
			}
		})
	}
}

// brakeAfter is AWS that may fail before a creation.
type brakeAfter struct {
	conductor

	before func() error
}

func (b brakeAfter) CreateLineItem(ctx context.Context, sc scope.Scope, token string, in NewLineItem) (Receipt, error) {
	if err := b.before(); err != nil {
		return Receipt{}, err
	}
	return b.conductor.CreateLineItem(ctx, sc, token, in)
}

// workUntil runs the engine until a job has a status, and resumes nothing.
func (b *bundle) workUntil(id jobs.ID, status jobs.Status) {
	b.t.Helper()
	ctx, stop := context.WithCancel(b.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.engine.Run(ctx) }()
	defer func() { stop(); <-ended }()
	for range 20_000 {
		if job, err := b.engine.Get(ctx, b.me, id); err != nil || job.Status == status || job.Status.Final() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	b.t.Fatalf("job %s is never %s", id, status)
}

// An undo that was done in part is made again for what is left of it, and offsets and makes again nothing twice.
func TestAnUndoThatWasDoneInPartIsMadeAgainForTheRest(t *testing.T) {
	t.Parallel()
	b := supporting(t)
	v := b.applied(b.plan(closeGaps))
	b.again(now.AddDate(0, 1, 0)) // October is closed, so everything is offset
	b.again(now.AddDate(0, 1, 0))
	b.collect()
	part, err := b.Undo(t.Context(), b.me, receiver, v.ID)
	if err != nil || part.ItemCount != len(customers) {
		t.Fatal(part.ItemCount, err)
	}
	b.refuseFor(customers[1])
	if got := b.applied(part); got.Now != PartiallyApplied {
		t.Fatal(got.Now, got.Note)
	}
	b.refuseFor("")
	rest, err := b.Undo(t.Context(), b.me, receiver, v.ID)
	if err != nil || rest.ItemCount != 1 || rest.First[0].CustomerID != customers[1] {
		t.Errorf("%d items are left to be taken back: %v", rest.ItemCount, err)
	}
	b.applied(rest)
	b.applied(part) // which has nothing left to do
	for i, id := range customers {
		if sum := b.charged(id, "Correction", november.Add(1)); sum != fmt.Sprint(-100-i) {
			t.Errorf("customer %s is given back %s of %d", id, sum, 100+i)
		}
	}
}

// While a plan is taken back nobody applies it again: what it would make would be there and belong to a plan that was undone.
func TestAPlanIsNotAppliedAgainWhileItIsTakenBack(t *testing.T) {
	t.Parallel()
	b := supporting(t)
	before := b.billing.text()
	b.refuseFor(customers[1])
	v := b.applied(b.plan(closeGaps))
	b.refuseFor("")
	undo, err := b.Undo(t.Context(), b.me, receiver, v.ID)
	if err != nil {
		t.Fatal(err)
	}
	var once sync.Once
	var other jobs.Job
	var applied error
	b.c.Writer = interrupted{conductor{b.billing, newLife(0, -1, 0)}, func() {
		once.Do(func() { _, other, applied = b.Apply(context.Background(), b.reviewed(v)) })
	}}
	if got := b.applied(undo); got.Now != Applied {
		t.Fatal(got.Now, got.Note)
	}
	b.c.Writer = conductor{b.billing, newLife(0, -1, 0)}
	if applied == nil {
		b.work(newLife(0, -1, 0), other.ID)
	}
	got := b.now(v.ID)
	if after := b.billing.text(); (got.Now == Undone) != (after == before) {
		t.Errorf("the plan is %s, and at AWS is\n%s\nafter\n%s", got.Now, after, before)
	}
	if got.Now == Applying {
		t.Errorf("the plan is applied for ever: %+v", got.Plan)
	}
}

// interrupted is AWS that lets somebody do something before a deletion.
type interrupted struct {
	conductor

	before func()
}

func (d interrupted) DeleteLineItem(ctx context.Context, sc scope.Scope, arn string, of period.Range) (Receipt, error) {
	d.before()
	return d.conductor.DeleteLineItem(ctx, sc, arn, of)
}

// Somebody may have taken an end back at AWS. The undo of it must not make a second item beside.
func TestAnEndThatSomebodyTookBackIsNotTakenBackTwice(t *testing.T) {
	t.Parallel()
	b := billed(t)
	foreign := b.billing.charges[0]
	v := b.applied(b.plan(Request{End: &LineItemChoice{LineItemIDs: []string{foreign.ID()}, Period: october}}))
	if v.Now != Applied {
		t.Fatal(v.Now, v.Note)
	}
	foreign.to = period.Month{}
	b.again(now.Add(time.Hour))
	b.collect()
	undo, err := b.Undo(t.Context(), b.me, receiver, v.ID)
	if err == nil || code(t, err) != CodePlanEmpty || !strings.Contains(err.Error(), "left alone") {
		t.Errorf("%d items are made again: %v", undo.ItemCount, err)
	}
}

// However long AWS fails, what is kept of an item stays within what the store takes.
func TestATrailStaysWithinTheStore(t *testing.T) {
	t.Parallel()
	b := billed(t)
	v := b.plan(Request{LineItems: &LineItems{Items: []LineItemDraft{
		{CustomerID: customers[0], Type: "fee", Charge: "100.01", Currency: "USD", Period: october, Description: "AWS Support (Business)", Class: "support"},
	}}})
	_, job, err := b.Apply(t.Context(), b.reviewed(v))
	if err != nil {
		t.Fatal(err)
	}
	failures := 0
	b.c.Writer = brakeAfter{conductor{b.billing, newLife(0, -1, 0)}, func() error {
		if failures++; failures > 300 {
			return nil
		}
		return fault.New(fault.Unavailable, ledger.CodeAWSUnavailable, "AWS failed.")
	}}
	b.work(newLife(0, -1, 0), job.ID)
	got := b.now(v.ID)
	if ended, err := b.engine.Get(t.Context(), b.me, job.ID); err != nil || got.Now != Applied || ended.Status != jobs.StatusSucceeded {
		t.Fatalf("after %d failures the plan is %s (%s), its job %s: %s %v", failures, got.Now, got.Note, ended.Status, ended.Message, err)
	}
	trail := got.First[0].Trail
	if len(trail) > mostTrail || trail[0].What != "asks AWS for "+opCreate || trail[len(trail)-1].What != "done" || !strings.Contains(trailOf(trail), "left out") {
		t.Errorf("%d events: %s", len(trail), trailOf(trail))
	}
}

func TestTheNewestUnusedPlansAreKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var last View
	for range keepUnused + 3 {
		v := b.plan(requests(t)["withdraw"])
		if last.ID == "" {
			last = v
		}
		if _, err := b.Discard(t.Context(), b.me, v.ID); err != nil {
			t.Fatal(err)
		}
	}
	oldest := last
	last = b.plan(requests(t)["withdraw"])
	if _, err := b.Discard(t.Context(), b.me, last.ID); err != nil {
		t.Fatal(err)
	}
	b.plan(requests(t)["withdraw"])
	if _, err := b.Get(t.Context(), b.me, last.ID); err != nil {
		t.Errorf("the one that was discarded last is gone: %v", err)
	}
	if _, err := b.Get(t.Context(), b.me, oldest.ID); err == nil {
		t.Error("the oldest is still there")
	}
	page, err := b.List(t.Context(), b.me, paging.Query{Limit: 1})
	if err != nil || page.Total != keepUnused+1 {
		t.Errorf("%d plans are kept: %v", page.Total, err)
	}
}

// AWS may say how long it wants to be left alone. Until then it is not asked again, not even whether it did something.
func TestAWSIsLeftAloneForAsLongAsItAsks(t *testing.T) {
	t.Parallel()
	b := supporting(t)
	v := b.plan(closeGaps)
	_, job, err := b.Apply(t.Context(), b.reviewed(v))
	if err != nil {
		t.Fatal(err)
	}
	b.billing.lists = 0
	b.c.Writer = brakeAfter{conductor{b.billing, newLife(0, -1, 0)}, func() error {
		slow := fault.New(fault.Unavailable, ledger.CodeAWSThrottled, "AWS limits the rate.")
		slow.RetryAfter = 2 * time.Minute
		return slow
	}}
	b.workUntil(job.ID, jobs.StatusWaiting)
	job, err = b.engine.Get(t.Context(), b.me, job.ID)
	if err != nil || job.Status != jobs.StatusWaiting || !strings.Contains(job.Message, "left alone") || b.billing.lists != 1 {
		t.Errorf("the job is %s (%s) after %d listings: %v", job.Status, job.Message, b.billing.lists, err)
	}
	for _, it := range b.now(v.ID).First {
		if len(it.Trail) != 2 { // asked, not known
			t.Errorf("item %s: %s", it.ID, trailOf(it.Trail))
		}
	}
}

// What a plan by hand has made counts as soon as AWS lists it, though its job waits and its name says nothing.
func TestWhatAnUnfinishedPlanMadeByHandIsNotMadeAgain(t *testing.T) {
	t.Parallel()
	b := supporting(t)
	hand := b.plan(Request{LineItems: &LineItems{Items: []LineItemDraft{
		{CustomerID: customers[0], Type: "fee", Charge: "100", Currency: "USD", Period: october, Description: "AWS Support", Class: "support", Name: "by-hand"},
		{CustomerID: customers[1], Type: "fee", Charge: "1", Currency: "USD", Period: october, Description: "Other"},
	}}})
	gaps := b.plan(closeGaps)
	_, job, err := b.Apply(t.Context(), b.reviewed(hand))
	if err != nil {
		t.Fatal(err)
	}
	made := conductor{b.billing, newLife(0, -1, 0)}
	b.c.Writer = lost{made}
	b.workUntil(job.ID, jobs.StatusWaiting)
	if got := b.applied(gaps); got.Now != Failed || !strings.Contains(got.Note, "changed since") {
		t.Errorf("the plan of the gaps is %s: %s", got.Now, got.Note)
	}
	b.c.Writer = made
	b.applied(b.plan(closeGaps))
	b.work(newLife(0, -1, 0), job.ID)
	if sum := b.charged(customers[0], "Support", october); sum != "100" || b.now(hand.ID).Now != Applied {
		t.Errorf("the customer is charged %s, and the plan by hand is %s", sum, b.now(hand.ID).Now)
	}
}

// lost is AWS that makes what has a name by hand, and is not heard.
type lost struct{ conductor }

func (l lost) CreateLineItem(ctx context.Context, sc scope.Scope, token string, in NewLineItem) (Receipt, error) {
	if strings.HasPrefix(in.Name, "by-hand") {
		if _, err := l.conductor.CreateLineItem(ctx, sc, token, in); err != nil {
			return Receipt{}, err
		}
	}
	return Receipt{}, fault.New(fault.Unavailable, ledger.CodeAWSUnavailable, "The answer was lost.")
}

// full is a store whose disk is full for a while, for the items of plans.
type full struct {
	store.Store

	mu   sync.Mutex
	left int // writes that fail
}

func (f *full) Apply(ctx context.Context, writes ...store.Write) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.left > 0 && strings.HasPrefix(writes[0].Key, itemPrefix) {
		f.left--
		return errors.New("no space left on device")
	}
	return f.Store.Apply(ctx, writes...)
}

// A full disk is no end: the job waits, and goes on where AWS and the store say it stands.
func TestAJobWaitsUntilItsStateCanBeWritten(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"line items", "a transfer"} {
		b := billed(t)
		request := drafts()
		if kind == "a transfer" {
			request = requests(t)["withdraw"]
		}
		v := b.plan(request)
		_, job, err := b.Apply(t.Context(), b.reviewed(v))
		if err != nil {
			t.Fatal(err)
		}
		b.c.Store = &full{Store: b.c.Store, left: 30}
		b.workUntil(job.ID, jobs.StatusWaiting)
		if job, err = b.engine.Get(t.Context(), b.me, job.ID); err != nil || job.Status != jobs.StatusWaiting || !strings.Contains(job.Message, "own state") {
			t.Errorf("%s: the job is %s: %s %v", kind, job.Status, job.Message, err)
		}
		b.work(newLife(0, -1, 0), job.ID)
		if got := b.now(v.ID); got.Now != Applied || kind == "line items" && len(b.billing.writes) != drafted {
			t.Errorf("%s: the plan is %s after %v", kind, got.Now, b.billing.writes)
		}
	}
}

// The trail of each item says what was there before and what is there now, who wanted it and what AWS calls it.
func TestTheTrailOfALineItemSaysWhatItChanged(t *testing.T) {
	t.Parallel()
	b, other := billed(t), billed(t)
	remove := b.applied(b.plan(Request{Delete: &LineItemChoice{LineItemIDs: []string{b.billing.charges[0].ID()}, Period: november}}))
	end := other.applied(other.plan(Request{End: &LineItemChoice{LineItemIDs: []string{other.billing.charges[0].ID()}, Period: october}}))
	made := b.applied(b.plan(drafts()))
	for _, c := range []struct {
		v             View
		before, after string
	}{{remove, "40 USD", ""}, {end, "No end", "End of October 2026"}, {made, "", "100.01 USD"}} {
		trail := c.v.First[0].Trail
		done := trail[len(trail)-1]
		if c.v.Now != Applied || done.What != string(ItemDone) || done.Before != c.before || done.After != c.after || done.By != "tester" || trail[len(trail)-2].RequestID == "" {
			t.Errorf("%s: %s %s", c.v.Title, c.v.Note, trailOf(trail))
		}
	}
}
