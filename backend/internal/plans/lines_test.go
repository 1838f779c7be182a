package plans

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

var (
	november = period.MonthOf(now)
	october  = november.Add(-1)
)

// billed is a portal that knows the items that are at AWS.
func billed(t testing.TB) *bundle {
	t.Helper()
	b := setup(t)
	b.directory.groups = true
	b.billing.add("foreign-support", customers[0], "40", false, october.Add(-2), period.Month{})
	b.billing.add("foreign-credit", customers[1], "7.5", true, october, november)
	b.collect()
	b.billing.lists = 0
	return b
}

// collect reads the directory and the items, as a collection does.
func (b *bundle) collect() {
	b.t.Helper()
	if _, err := b.directory.Refresh(b.t.Context(), b.me); err != nil {
		b.t.Fatal(err)
	}
	if err := b.items.Refresh(b.t.Context(), b.me); err != nil {
		b.t.Fatal(err)
	}
}

// drafts are items by hand of every form.
func drafts() Request {
	return Request{LineItems: &LineItems{Items: []LineItemDraft{
		{CustomerID: customers[0], Type: "fee", Charge: "100.01", Currency: "USD", Period: october, Description: "AWS Support (Business)", Class: "support"},
		{CustomerID: customers[0], Type: "credit", Charge: "12.345", Currency: "USD", Period: october, Description: "AWS credits", Class: "credit"},
		{CustomerID: customers[1], Type: "fee", Percent: "7.8", Period: november, Recurring: true, Description: "Commission", Class: "commission"},
		{CustomerID: customers[1], Type: "fee", Percent: "10", Period: october, Description: "Commission", Class: "commission"},
		{CustomerID: customers[2], Type: "fee", Charge: "2500000", Currency: "USD", Period: november, Description: "A large one", Name: "onboarding-fee"},
		{CustomerID: customers[3], Type: "credit", Charge: "0.01", Currency: "USD", Period: november, Recurring: true, Description: "A small one"},
	}}}
}

const drafted = 8 // the large one is three

func TestLineItemsAreWrittenOnceAndReadBack(t *testing.T) {
	t.Parallel()
	b := billed(t)
	before := b.billing.text()
	v := b.plan(drafts())
	if len(b.billing.writes) > 0 || b.billing.lists > 0 {
		t.Fatal("AWS was asked for a plan")
	}
	if v.ItemCount != drafted || v.Recurring != 2 || v.Kind != CreateItems || !v.Reversible || v.ExpiresAt != now.Add(LinesLifetime) || v.Approval != nil {
		t.Errorf("%+v", v.Plan)
	}
	total := func(m period.Month) Totals {
		for _, s := range v.Totals {
			if s.Month == m {
				return s
			}
		}
		return Totals{}
	}
	if s := total(october); s.Fees.String() != "200.01" || s.Credits.String() != "-12.345" || s.Change.String() != "187.665" || s.Items != 3 || s.Customers != 2 || !s.Estimated {
		t.Errorf("October: %+v", s)
	}
	if first := v.First[0].Line; first.Before.String() != "1000" || first.After().String() != "1100.01" || !lineitems.ValidName(first.Name) || v.First[1].Line.After().String() != "987.655" {
		t.Errorf("the first: %+v", first)
	}
	_, job, err := b.Apply(t.Context(), b.reviewed(v))
	if err != nil {
		t.Fatal(err)
	}
	l := newLife(0, -1, 0)
	b.live(l)
	b.work(l, job.ID)
	got, err := b.Get(t.Context(), b.me, v.ID)
	if err != nil || got.Now != Applied {
		t.Fatalf("%s %s %v", got.Now, got.Note, err)
	}
	if len(b.billing.writes) != drafted || b.billing.lists != 4 { // two months before, two after
		t.Errorf("%d writes and %d listings", len(b.billing.writes), b.billing.lists)
	}
	for i, it := range got.First {
		made := b.billing.find(it.Made)
		if it.Status != ItemDone || it.Check != CheckWritten || it.Drift != "" || made == nil || made.Name != it.Line.Name || made.Recurring() != it.Line.Recurring || made.from != it.Line.Month {
			t.Errorf("item %d: %+v is %+v", i, it, made)
		}
		if made != nil && it.Line.Percent != nil && made.Associated != 1 {
			t.Errorf("item %d is a percentage of nothing", i)
		}
	}
	// What was written is known at once, without a collection: what it stands for and what it comes to.
	a, err := b.items.Attributed(t.Context(), b.me, october)
	if err != nil {
		t.Fatal(err)
	}
	for class, want := range map[lineitems.Class]string{lineitems.ClassSupport: "100.01", lineitems.ClassCredit: "-12.345"} {
		if sum, known := a.Of(customers[0], class).In("USD"); !known || sum.String() != want {
			t.Errorf("%s comes to %s %t, want %s", class, sum, known, want)
		}
	}
	if sum, known := a.Of(customers[1], lineitems.ClassCommission).In("USD"); !known || sum.String() != "100" {
		t.Errorf("the commission comes to %s %t", sum, known)
	}
	// A custom stem is known by its ARN, whatever it is renamed to.
	b.billing.find(got.First[5].Made).Name = "somebody-renamed-it"
	b.billing.find(got.First[0].Made).except = []period.Month{october}
	b.billing.now = now.Add(time.Hour)
	b.liveAt(newLife(0, -1, 0), now.Add(time.Hour))
	b.collect()
	page, err := b.Items(t.Context(), b.me, v.ID, query(t, "drifted:eq:true"))
	if err != nil || page.Total != 2 || page.Items[0].Drift != lineitems.DriftGone || !strings.Contains(page.Items[1].Drift, "somebody-renamed-it") {
		t.Errorf("drift: %+v %v", page.Items, err)
	}
	if got, err = b.Get(t.Context(), b.me, v.ID); err != nil || got.Drifted != 2 {
		t.Errorf("%d items drifted: %v", got.Drifted, err)
	}
	// An undo leaves alone what somebody changed, and says so.
	undo, err := b.Undo(t.Context(), b.me, receiver, v.ID)
	if err != nil || undo.ItemCount != drafted-2 || undo.Undoes != v.ID || !strings.Contains(undo.Skipped, "1 line item were changed") && !strings.Contains(undo.Skipped, "changed at AWS since") {
		t.Fatalf("%+v %v", undo.Plan, err)
	}
	if l := undo.First[0].Line; l.Class != lineitems.ClassCredit || l.Before.String() != "987.655" || l.After().String() != "1000" { // Showback was read before
		t.Errorf("the credit goes: %s, then %s", l.Before, l.After())
	}
	_, job, err = b.Apply(t.Context(), b.reviewed(undo))
	if err != nil {
		t.Fatal(err)
	}
	b.work(newLife(0, -1, 0), job.ID)
	if got, err = b.Get(t.Context(), b.me, v.ID); err != nil || got.Now != Undone || got.UndoneBy != undo.ID {
		t.Errorf("%s %s %v", got.Now, got.UndoneBy, err)
	}
	after := strings.Replace(b.billing.text(), "\n"+lineWith(b.billing.text(), "somebody-renamed-it"), "", 1)
	if d := cmp.Diff(before, after); d != "" {
		t.Errorf("undone (-before +after):\n%s", d)
	}
	if _, err := b.Undo(t.Context(), b.me, receiver, v.ID); code(t, err) != CodePlanUndone {
		t.Errorf("undone twice: %v", err)
	}
}

func (c *charge) Recurring() bool { return c.to.IsZero() }

func lineWith(text, part string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, part) {
			return strings.TrimRight(line, "\n")
		}
	}
	return "nothing with " + part
}

// storm applies a plan until it has ended: ten times in all, under throttling, lost answers and failures, and with kills at random instructions.
func (b *bundle) storm(seed uint64, v View) View {
	b.t.Helper()
	r := rand.New(rand.NewPCG(seed, 7))
	var job jobs.Job
	for n := range 60 {
		l := newLife(seed*100+uint64(n), 2+r.IntN(160), 0.25)
		if n >= 50 { // at last a life without an end
			l = newLife(seed, -1, 0.1)
		}
		b.live(l)
		for range 1 + 9*r.IntN(2) {
			if _, started, err := b.Apply(b.t.Context(), b.reviewed(v)); err == nil {
				job = started
			}
		}
		if job.ID != "" {
			b.work(l, job.ID)
		}
		b.live(newLife(0, -1, 0))
		got, err := b.Get(b.t.Context(), b.me, v.ID)
		if err != nil {
			b.t.Fatal(err)
		}
		if got.Now == Applied {
			return got
		}
	}
	got, _ := b.Get(b.t.Context(), b.me, v.ID)
	page, _ := b.Items(b.t.Context(), b.me, v.ID, query(b.t))
	b.t.Fatalf("seed %d: the plan is %s %q: %+v", seed, got.Now, got.Note, page.Items)
	return View{}
}

// Under everything that can go wrong, and however often it is applied, a plan leaves exactly one item for each that was planned; taken back, it leaves exactly what was there before. AWS
// honours client tokens for half of the seeds: the portal must not need them.
func TestHoweverItGoesEachLineItemIsMadeOnceAndTakenBackOnce(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			b := billed(t)
			b.billing.honest = seed%2 == 0
			before := b.billing.text()
			got := b.storm(seed, b.plan(drafts()))
			seen := map[string]int{}
			for _, c := range b.billing.charges {
				seen[c.Name]++
			}
			page, err := b.Items(t.Context(), b.me, got.ID, query(t))
			if err != nil || page.Total != drafted {
				t.Fatal(page.Total, err)
			}
			for _, it := range page.Items {
				if seen[it.Line.Name] != 1 || it.Check != CheckWritten || it.Status != ItemDone {
					t.Errorf("item %s was made %d times and is %s, %s", it.ID, seen[it.Line.Name], it.Status, it.Check)
				}
			}
			if len(b.billing.charges) != drafted+2 {
				t.Errorf("%d items are at AWS", len(b.billing.charges))
			}
			undo, err := b.Undo(t.Context(), b.me, receiver, got.ID)
			if err != nil {
				t.Fatal(err)
			}
			b.storm(seed+1000, undo)
			if d := cmp.Diff(before, b.billing.text()); d != "" {
				t.Errorf("undone (-before +after):\n%s", d)
			}
		})
	}
}

func TestAPartOfAPlanThatFailedIsAppliedAgain(t *testing.T) {
	t.Parallel()
	b := billed(t)
	v := b.plan(drafts())
	b.billing.refuse["credit"] = fault.New(fault.Conflict, CodeRefusedByAWS, "AWS does not take it. Do this and that.")
	run := func() View {
		t.Helper()
		_, job, err := b.Apply(t.Context(), b.reviewed(v))
		if err != nil {
			t.Fatal(err)
		}
		b.work(newLife(0, -1, 0), job.ID)
		got, err := b.Get(t.Context(), b.me, v.ID)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	got := run()
	if got.Now != PartiallyApplied || got.First[1].Status != ItemFailed || !strings.Contains(got.First[1].Detail, "Do this and that") || len(b.billing.writes) != drafted-1 {
		t.Fatalf("%s, %+v, %d writes", got.Now, got.First[1], len(b.billing.writes))
	}
	clear(b.billing.refuse)
	if got = run(); got.Now != Applied || got.First[1].Status != ItemDone || len(b.billing.writes) != drafted {
		t.Errorf("again: %s, %+v, %d writes", got.Now, got.First[1], len(b.billing.writes))
	}
	if got = run(); got.Now != Applied || len(b.billing.writes) != drafted {
		t.Errorf("a third time: %s, %d writes", got.Now, len(b.billing.writes))
	}
}

func TestOfTwoPlansOfOneThingTheSecondIsNotApplied(t *testing.T) {
	t.Parallel()
	b := billed(t)
	foreign := b.billing.charges[0]
	remove := Request{Delete: &LineItemChoice{LineItemIDs: []string{foreign.ID()}, Period: november}}
	first, second := b.plan(remove), b.plan(remove)
	var last jobs.Job
	for _, v := range []View{first, second} {
		_, job, err := b.Apply(t.Context(), b.reviewed(v))
		if err != nil {
			t.Fatal(err)
		}
		last = job
	}
	b.work(newLife(0, -1, 0), last.ID)
	got, err := b.Get(t.Context(), b.me, second.ID)
	if err != nil || got.Now != Failed || len(b.billing.writes) != 1 {
		t.Errorf("the second is %s (%s) after %v: %v", got.Now, got.Note, b.billing.writes, err)
	}
}

func TestEndsAndDeletionsLeaveAloneWhatChangedAndAreTakenBack(t *testing.T) {
	t.Parallel()
	b := billed(t)
	foreign := b.billing.charges[0]
	end := Request{End: &LineItemChoice{LineItemIDs: []string{foreign.ID()}, Period: october}}
	apply := func(v View) View {
		t.Helper()
		_, job, err := b.Apply(t.Context(), b.reviewed(v))
		if err != nil {
			t.Fatal(err)
		}
		b.work(newLife(0, -1, 0), job.ID)
		got, err := b.Get(t.Context(), b.me, v.ID)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	v := b.plan(end)
	foreign.Description = "changed meanwhile"
	if got := apply(v); got.Now != Failed || got.First[0].Status != ItemFailed || len(b.billing.writes) != 0 {
		t.Errorf("changed meanwhile: %s %+v", got.Now, got.First[0])
	}
	b.billing.now = now.Add(time.Hour)
	b.liveAt(newLife(0, -1, 0), now.Add(time.Hour))
	b.collect()
	v = b.plan(end)
	if got := apply(v); got.Now != Applied || foreign.to != november || got.First[0].Check != CheckWritten {
		t.Errorf("ended: %s %+v %s", got.Now, got.First[0], foreign.to)
	}
	undo, err := b.Undo(t.Context(), b.me, receiver, v.ID)
	if err != nil || undo.ItemCount != 1 || undo.First[0].Line.Month != november || !undo.First[0].Line.Recurring {
		t.Fatalf("%+v %v", undo, err)
	}
	if got := apply(undo); got.Now != Applied {
		t.Errorf("%s %s", got.Now, got.Note)
	}
	again := b.billing.charges[len(b.billing.charges)-1]
	if !again.Flat.Equal(*foreign.Flat) || again.from != november || !again.to.IsZero() || again.Description != "changed meanwhile" {
		t.Errorf("made again as %+v", again)
	}
}

// What lies in a month that AWS has closed since is offset by its opposite in the current month, and the plan says so.
func TestWhatCannotBeDeletedIsOffset(t *testing.T) {
	t.Parallel()
	b := billed(t)
	v := b.plan(drafts())
	_, job, err := b.Apply(t.Context(), b.reviewed(v))
	if err != nil {
		t.Fatal(err)
	}
	b.work(newLife(0, -1, 0), job.ID)
	later := now.AddDate(0, 1, 0)
	b.billing.now = later
	b.liveAt(newLife(0, -1, 0), later)
	b.collect()
	undo, err := b.Undo(t.Context(), b.me, receiver, v.ID)
	if err != nil {
		t.Fatal(err)
	}
	offsets := map[string]string{}
	for _, it := range undo.First {
		if it.Line.Action == CreateLineItem {
			stem, _, _ := strings.Cut(it.Line.Name, "-2026")
			offsets[it.CustomerID+stem] = it.Line.Amount.String() + " " + it.Line.Month.String()
		}
	}
	december := november.Add(1).String()
	want := map[string]string{
		customers[0] + "offset-support": "-100.01 " + december, customers[0] + "offset-credit": "12.34 " + december, customers[1] + "offset-commission": "-100 " + december,
	}
	if d := cmp.Diff(want, offsets); d != "" {
		t.Errorf("offsets (-want +got):\n%s", d)
	}
	if undo.Warnings[0].Code != "offset" || undo.ItemCount != drafted {
		t.Errorf("%d items, warnings %+v", undo.ItemCount, undo.Warnings)
	}
}

func query(t testing.TB, filter ...string) paging.Query {
	t.Helper()
	q, err := paging.Parse(paging.Raw{Filter: &filter, Limit: new(int32(100))})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// brake is AWS that lets somebody do something before a creation.
type brake struct {
	conductor

	before func(name string)
}

func (b brake) CreateLineItem(ctx context.Context, sc scope.Scope, token string, in NewLineItem) (Receipt, error) {
	b.before(in.Name)
	return b.conductor.CreateLineItem(ctx, sc, token, in)
}

func TestACancelledJobStopsCleanlyAndItsPlanIsAppliedAgain(t *testing.T) {
	t.Parallel()
	b := billed(t)
	request := drafts()
	for range linesAtOnce { // more than are worked on at a time, so that some were not begun
		request.LineItems.Items = append(request.LineItems.Items, LineItemDraft{CustomerID: customers[1], Type: "credit", Charge: "1", Currency: "USD", Period: october, Description: "AWS credits"})
	}
	const planned = drafted + linesAtOnce
	v := b.plan(request)
	_, job, err := b.Apply(t.Context(), b.reviewed(v))
	if err != nil {
		t.Fatal(err)
	}
	var once sync.Once
	b.c.Writer = brake{conductor{b.billing, newLife(0, -1, 0)}, func(string) {
		once.Do(func() { // whoever comes meanwhile waits for it
			if _, err := b.engine.Cancel(t.Context(), b.me, job.ID); err != nil {
				t.Error(err)
			}
		})
	}}
	b.work(newLife(0, -1, 0), job.ID)
	got, err := b.Get(t.Context(), b.me, v.ID)
	ended, jerr := b.engine.Get(t.Context(), b.me, job.ID)
	if err != nil || jerr != nil || ended.Status != jobs.StatusCanceled || got.Now != PartiallyApplied && got.Now != Failed || !strings.Contains(got.Note, "were worked on") {
		t.Fatalf("the plan is %s (%s), its job %s: %v %v", got.Now, got.Note, ended.Status, err, jerr)
	}
	if made := len(b.billing.writes); made == 0 || made == planned {
		t.Fatalf("%d items were made", made)
	}
	b.collect()
	attributed := map[string]bool{}
	for _, m := range []period.Month{october, november} {
		a, err := b.items.Attributed(t.Context(), b.me, m)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range a.Rows {
			if row.Attribution.Plan == string(v.ID) {
				attributed[row.ARN] = true
			}
		}
	}
	if made := len(b.billing.writes); len(attributed) != made {
		t.Errorf("%d of %d items that were made are attributed", len(attributed), made)
	}
	_, job, err = b.Apply(t.Context(), b.reviewed(v))
	if err != nil {
		t.Fatal(err)
	}
	b.work(newLife(0, -1, 0), job.ID)
	if got, err = b.Get(t.Context(), b.me, v.ID); err != nil || got.Now != Applied || len(b.billing.writes) != planned || len(b.billing.charges) != planned+2 {
		t.Errorf("again: %s after %d writes: %v", got.Now, len(b.billing.writes), err)
	}
}

// deaf is AWS that makes an item, and whose answer is lost because the job ends.
type deaf struct {
	conductor

	end func()
}

func (d deaf) CreateLineItem(ctx context.Context, sc scope.Scope, token string, in NewLineItem) (Receipt, error) {
	_, _ = d.conductor.CreateLineItem(ctx, sc, token, in)
	d.end()
	return Receipt{}, fault.New(fault.Unavailable, ledger.CodeAWSUnavailable, "The answer was lost.")
}

func TestWhatWasMadeAndNotHeardOfIsTakenBackToo(t *testing.T) {
	t.Parallel()
	b := billed(t)
	before := b.billing.text()
	v := b.plan(drafts())
	_, job, err := b.Apply(t.Context(), b.reviewed(v))
	if err != nil {
		t.Fatal(err)
	}
	b.c.Writer = deaf{conductor{b.billing, newLife(0, -1, 0)}, func() { _, _ = b.engine.Cancel(t.Context(), b.me, job.ID) }}
	b.work(newLife(0, -1, 0), job.ID)
	got, err := b.Get(t.Context(), b.me, v.ID)
	if err != nil || got.Now != Failed || len(b.billing.writes) == 0 {
		t.Fatalf("%s after %d writes: %v", got.Now, len(b.billing.writes), err)
	}
	b.live(newLife(0, -1, 0))
	b.collect()
	undo, err := b.Undo(t.Context(), b.me, receiver, v.ID)
	if err != nil || undo.ItemCount != len(b.billing.writes) {
		t.Fatalf("%d items are taken back, %d were made: %v", undo.ItemCount, len(b.billing.writes), err)
	}
	_, job, err = b.Apply(t.Context(), b.reviewed(undo))
	if err != nil {
		t.Fatal(err)
	}
	b.work(newLife(0, -1, 0), job.ID)
	if d := cmp.Diff(before, b.billing.text()); d != "" {
		t.Errorf("undone (-before +after):\n%s", d)
	}
}

// AWS takes an amount without a currency and charges it in that of the bill, so an amount in another would become another amount.
func TestAnAmountInAnotherCurrencyThanTheBillIsNotPlanned(t *testing.T) {
	t.Parallel()
	for _, when := range []period.Month{october, november} {
		b := billed(t)
		_, err := b.Create(t.Context(), CreateInput{b.me, receiver, Request{LineItems: &LineItems{Items: []LineItemDraft{
			{CustomerID: customers[0], Type: "fee", Charge: "1", Currency: "USD", Period: when, Description: "One"},
			{CustomerID: customers[1], Type: "fee", Charge: "1", Currency: "EUR", Period: when, Description: "Two"},
		}}}})
		if err == nil {
			t.Errorf("%s: an amount in EUR is planned for a bill in USD", when)
		} else if got := code(t, err); got != "/line_items/items/1/charge/currency" || !strings.Contains(fmt.Sprint(err), "USD") {
			t.Errorf("%s: %s: %v", when, got, err)
		}
	}
}
