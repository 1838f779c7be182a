package plans

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/transfers"
)

func month(t testing.TB, s string) period.Month {
	t.Helper()
	m, err := period.ParseMonth(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// requests has one request of each kind, by the operation it comes to.
func requests(t testing.TB) map[string]Request {
	t.Helper()
	return map[string]Request{
		"invite":   {Invite: &Invite{AccountID: "210000000099", Name: "New customer", Notes: "Hello", Starts: month(t, "2027-01")}},
		"rename":   {Rename: &Rename{TransferID: "rt-active00", Name: "Acme Incorporated"}},
		"withdraw": {Withdraw: &Withdraw{TransferID: "rt-active00", Ends: month(t, "2026-12")}},
		"cancel":   {Cancel: &Cancel{TransferID: "rt-invited0"}},
	}
}

// as the world is when the request of an operation was done.
func done(t testing.TB, w *world, operation string) bool {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	switch operation {
	case "invite":
		n := 0
		for _, tr := range w.transfers {
			if tr.SourceID == "210000000099" && tr.Status == "REQUESTED" && tr.Name == "New customer" && tr.Start.Equal(month(t, "2027-01").Start()) {
				n++
			}
		}
		return n == 1
	case "rename":
		return w.find("rt-active00").Name == "Acme Incorporated"
	case "withdraw":
		tr := w.find("rt-active00")
		return tr.Status == "WITHDRAWN" && tr.End.Equal(time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC))
	}
	return w.find("rt-invited0").Status == "CANCELED"
}

func TestAPlanIsAppliedOnceAndReadBack(t *testing.T) {
	t.Parallel()
	for operation, request := range requests(t) {
		b := setup(t)
		v := b.plan(request)
		if b.world.reads > 0 || len(b.world.effects) > 0 {
			t.Errorf("%s: AWS was asked for a plan", operation)
		}
		applied, job, err := b.Apply(t.Context(), b.reviewed(v))
		if err != nil || applied.Now != Applying || applied.JobID != job.ID || applied.AppliedBy != "tester" || job.Title != v.Title {
			t.Fatalf("%s: %+v, %+v, %v", operation, applied, job, err)
		}
		b.work(newLife(0, -1, 0), job.ID)
		for range 3 { // again gives the same job
			again, same, err := b.Apply(t.Context(), b.reviewed(v))
			if err != nil || same.ID != job.ID || again.Now != Applied || same.Status != jobs.StatusSucceeded {
				t.Errorf("%s: applied again: %s %s %v", operation, again.Now, same.Status, err)
			}
		}
		if n := b.world.effects[operation]; n != 1 || !done(t, b.world, operation) {
			t.Errorf("%s: %d effects, done %t", operation, n, done(t, b.world, operation))
		}
		got, err := b.Get(t.Context(), b.me, v.ID)
		if err != nil {
			t.Fatal(err)
		}
		it := got.First[0]
		if it.Status != ItemDone || it.Detail == "" || it.FinishedAt.IsZero() {
			t.Errorf("%s: the item is %+v", operation, it)
		}
		if trail := trailOf(it.Trail); trail != "tester asks AWS for "+it.Operation+"; AWS accepted (request-"+operation+"-1); tester done" {
			t.Errorf("%s: the trail of the item is %s", operation, trail)
		}
		if trail := trailOf(got.Trail); trail != "tester created; tester applied as "+string(job.ID)+"; tester applied" {
			t.Errorf("%s: the trail of the plan is %s", operation, trail)
		}
		if d, _ := b.directory.Directory(t.Context(), b.me); operation == "rename" && d.Transfers[0].Name != "Acme Incorporated" {
			t.Errorf("the directory was not read again")
		}
	}
}

func trailOf(events []Event) string {
	lines := make([]string, len(events))
	for i, e := range events {
		lines[i] = e.By + " " + e.What
		if e.RequestID != "" {
			lines[i] += " (" + e.RequestID + ")"
		}
	}
	return strings.Join(lines, "; ")
}

// TestKilledAnywhereAPlanHasOneEffect kills the portal at every operation of store and AWS, with and without the effect of that operation, and lets another life
// go on.
func TestKilledAnywhereAPlanHasOneEffect(t *testing.T) {
	t.Parallel()
	for operation, request := range requests(t) {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			deaths := 0
			for fuse := 1; ; fuse++ {
				for seed := range uint64(4) { // of which some have the last effect and some do not
					b := setup(t)
					v := b.plan(request)
					l := newLife(seed, fuse, 0)
					b.live(l)
					_, job, err := b.Apply(t.Context(), b.reviewed(v))
					if err == nil {
						b.work(l, job.ID)
					}
					select {
					case <-l.died:
						deaths++
					default:
						if seed == 3 && deaths < 40 {
							t.Errorf("only %d deaths", deaths)
						}
						if seed == 3 {
							return
						}
					}
					b.afterlife(v, operation, fmt.Sprintf("fuse %d, seed %d", fuse, seed), 0, seed)
				}
			}
		})
	}
}

// afterlife lets somebody apply the plan in a new life and checks that all there is is one effect of one job.
func (b *bundle) afterlife(v View, operation, when string, storms float64, seed uint64) {
	b.t.Helper()
	l := newLife(seed+1000, -1, storms)
	b.live(l)
	_, job, err := b.Apply(b.t.Context(), b.reviewed(v))
	if err != nil {
		b.t.Fatalf("%s: %v", when, err)
	}
	b.work(l, job.ID)
	got, err := b.Get(b.t.Context(), b.me, v.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	all, err := b.engine.List(b.t.Context(), b.me)
	if err != nil {
		b.t.Fatal(err)
	}
	if n := b.world.effects[operation]; n != 1 || !done(b.t, b.world, operation) || got.Now != Applied || len(all) != 1 || got.First[0].Status != ItemDone {
		b.t.Errorf("%s: %d effects, done %t, the plan is %s, its item %s (%s), %d jobs; trail %s",
			when, n, done(b.t, b.world, operation), got.Now, got.First[0].Status, got.First[0].Detail, len(all), trailOf(got.First[0].Trail))
	}
}

// TestInEveryWeatherAPlanHasOneEffect throttles, fails, loses answers and kills at random, over many seeds.
func TestInEveryWeatherAPlanHasOneEffect(t *testing.T) {
	t.Parallel()
	for operation, request := range requests(t) {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(100) {
				random := rand.New(rand.NewPCG(seed, 7))
				b := setup(t)
				b.world.unique = seed%2 == 0
				v := b.plan(request)
				for range random.IntN(4) {
					l := newLife(seed*31+random.Uint64N(1000), 1+random.IntN(40), 0.4)
					b.live(l)
					if _, job, err := b.Apply(t.Context(), b.reviewed(v)); err == nil {
						b.work(l, job.ID)
					}
				}
				b.afterlife(v, operation, fmt.Sprintf("seed %d", seed), 0.4, seed)
			}
		})
	}
}

func TestAnInvitationThatAWSShowsLateIsNotSentTwice(t *testing.T) {
	t.Parallel()
	for lag := range 4 {
		b := setup(t)
		b.world.lag, b.world.unique = lag, true
		v := b.plan(requests(t)["invite"])
		lost := &losing{client: client{b.world, newLife(0, -1, 0)}}
		b.workers[TransferInvite] = inviting{lost}
		_, job, err := b.Apply(t.Context(), b.reviewed(v))
		if err != nil {
			t.Fatal(err)
		}
		b.work(newLife(0, -1, 0), job.ID)
		got, err := b.Get(t.Context(), b.me, v.ID)
		if err != nil || got.Now != Applied || !done(t, b.world, "invite") || b.world.effects["invite"] != 1 {
			t.Errorf("lag %d: %s, %d invitations, %v: %s", lag, got.Now, b.world.effects["invite"], err, got.First[0].Detail)
		}
	}
}

func TestWhatAWSRefusesIsSaidAndNotTriedAgain(t *testing.T) {
	t.Parallel()
	for operation, request := range requests(t) {
		b := setup(t)
		b.world.refuse[operation] = fault.New(fault.Conflict, CodeRefusedByAWS, "Ask your AWS account team.")
		v := b.plan(request)
		_, job, err := b.Apply(t.Context(), b.reviewed(v))
		if err != nil {
			t.Fatal(err)
		}
		b.work(newLife(0, -1, 0), job.ID)
		got, err := b.Get(t.Context(), b.me, v.ID)
		if err != nil || got.Now != Failed || got.First[0].Status != ItemFailed || got.First[0].Detail != "Ask your AWS account team." {
			t.Errorf("%s: %s, %+v, %v", operation, got.Now, got.First[0], err)
		}
		if n := strings.Count(trailOf(got.First[0].Trail), "asks AWS"); n != 1 {
			t.Errorf("%s: AWS was asked %d times", operation, n)
		}
		if job, err := b.engine.Get(t.Context(), b.me, job.ID); err != nil || job.Status != jobs.StatusFailed {
			t.Errorf("%s: the job is %s, %v", operation, job.Status, err)
		}
	}
}

func TestWhatOthersDidMeanwhileIsFoundBeforeAWSIsAsked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		operation string
		meanwhile func(*world)
		plan      Status
		item      ItemStatus
		detail    string
	}{
		"renamed alike":     {"rename", func(w *world) { w.find("rt-active00").Name = "Acme Incorporated" }, Applied, ItemSkipped, "has the new name"},
		"renamed otherwise": {"rename", func(w *world) { w.find("rt-active00").Name = "Other" }, Failed, ItemFailed, `renamed the transfer to “Other”`},
		"withdrawn alike": {"withdraw", func(w *world) {
			t := w.find("rt-active00")
			t.Status, t.End = "WITHDRAWN", transfers.EndOf(period.MonthOf(now).Add(1))
		}, Applied, ItemSkipped, "31 December 2026"},
		"withdrawn otherwise": {"withdraw", func(w *world) {
			t := w.find("rt-active00")
			t.Status, t.End = "WITHDRAWN", transfers.EndOf(period.MonthOf(now))
		}, Failed, ItemFailed, "30 November 2026"},
		"canceled": {"cancel", func(w *world) { w.find("rt-invited0").Status = "CANCELED" }, Applied, ItemSkipped, "is cancelled"},
		"declined": {"cancel", func(w *world) { w.find("rt-invited0").Status = "DECLINED" }, Applied, ItemSkipped, "DECLINED at AWS"},
		"accepted": {"cancel", func(w *world) { w.find("rt-invited0").Status = "ACCEPTED" }, Failed, ItemFailed, "Withdraw from the transfer instead"},
		"invited": {"invite", func(w *world) {
			w.transfers = append(w.transfers, transfers.Transfer{ID: "rt-theirs00", Name: "New customer", Status: "REQUESTED", SourceID: "210000000099", Start: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)})
		}, Failed, ItemFailed, "rt-theirs00"},
		"gone": {"rename", func(w *world) { w.transfers = w.transfers[1:] }, Failed, ItemFailed, "knows no transfer"},
	} {
		b := setup(t)
		v := b.plan(requests(t)[c.operation])
		c.meanwhile(b.world)
		_, job, err := b.Apply(t.Context(), b.reviewed(v))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		b.work(newLife(0, -1, 0), job.ID)
		got, err := b.Get(t.Context(), b.me, v.ID)
		if err != nil || got.Now != c.plan || got.First[0].Status != c.item || !strings.Contains(got.First[0].Detail, c.detail) {
			t.Errorf("%s: the plan is %s, its item %s: %s (%v)", name, got.Now, got.First[0].Status, got.First[0].Detail, err)
		}
		if len(b.world.effects) > 0 || strings.Contains(trailOf(got.First[0].Trail), "asks AWS") {
			t.Errorf("%s: AWS was asked: %s", name, trailOf(got.First[0].Trail))
		}
	}
}

func TestACancelledJobLeavesAPlanThatHasEnded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	v := b.plan(requests(t)["withdraw"])
	_, job, err := b.Apply(t.Context(), b.reviewed(v))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.engine.Cancel(t.Context(), b.me, job.ID); err != nil {
		t.Fatal(err)
	}
	b.work(newLife(0, -1, 0), job.ID)
	got, err := b.Get(t.Context(), b.me, v.ID)
	if err != nil || got.Now != Failed || !strings.Contains(got.Note, "before 1 of 1 changes") || len(b.world.effects) > 0 {
		t.Errorf("%s %q, %v, %v", got.Now, got.Note, b.world.effects, err)
	}
	if _, same, err := b.Apply(t.Context(), b.reviewed(v)); err != nil || same.ID != job.ID {
		t.Errorf("applied again: %s %v", same.ID, err)
	}
}

func TestAfterAnHourNothingIsAskedAnyMore(t *testing.T) {
	t.Parallel()
	b := setup(t)
	v := b.plan(requests(t)["withdraw"])
	_, job, err := b.Apply(t.Context(), b.reviewed(v))
	if err != nil {
		t.Fatal(err)
	}
	l := newLife(0, -1, 0)
	b.liveAt(l, now.Add(61*time.Minute)) // the portal was not running
	b.work(l, job.ID)
	got, err := b.Get(t.Context(), b.me, v.ID)
	if err != nil || got.Now != Failed || !strings.Contains(got.First[0].Detail, "Make the plan again") || len(b.world.effects) > 0 {
		t.Errorf("%s: %+v, %v", got.Now, got.First[0], err)
	}
}

func TestTrailsOnlyGrow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	v := b.plan(requests(t)["rename"])
	before, err := json.Marshal(v.Trail)
	if err != nil {
		t.Fatal(err)
	}
	_, job, err := b.Apply(t.Context(), b.reviewed(v))
	if err != nil {
		t.Fatal(err)
	}
	b.work(newLife(0, -1, 0), job.ID)
	got, err := b.Get(t.Context(), b.me, v.ID)
	if err != nil {
		t.Fatal(err)
	}
	after, err := json.Marshal(got.Trail[:len(v.Trail)])
	if err != nil || string(before) != string(after) || len(got.Trail) <= len(v.Trail) {
		t.Errorf("%s became %s", before, after)
	}
	last := got.First[0].Trail[len(got.First[0].Trail)-1]
	if last.Before != "Acme" || last.After != "Acme Incorporated" || last.By != "tester" || !last.At.Equal(now) {
		t.Errorf("the trail ends with %+v", last)
	}
}
