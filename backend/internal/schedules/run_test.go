package schedules

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/jobs/jobstest"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/scope"
)

func TestEachTimeIsRunOnce(t *testing.T) {
	t.Parallel()
	k, w, clk := setup(t)
	if runs := k.runsOf(t, GapRun); len(runs) != 0 {
		t.Fatalf("what was due before the portal was there is no missed run: %+v", runs)
	}
	if next := k.one(t, GapRun).NextRunAt; next != time.Date(2026, 11, 7, 6, 0, 0, 0, time.UTC) {
		t.Errorf("next run %s", next)
	}
	clk.set(time.November, 7, 5, 59)
	k.tick(t)
	if runs := k.runsOf(t, GapRun); len(runs) != 0 {
		t.Fatalf("it ran before its time: %+v", runs)
	}
	clk.set(time.November, 7, 6, 0)
	if next := k.one(t, GapRun).NextRunAt; next != clk.Now() {
		t.Errorf("it is due and not called, and next run is %s", next)
	}
	for range 3 {
		k.tick(t)
	}
	runs := k.runsOf(t, GapRun)
	if len(runs) != 1 || runs[0].Outcome != Planned || runs[0].Trigger != ByTime || runs[0].StartedBy != "portal" || runs[0].Month.String() != "2026-10" || runs[0].PlanID != "plan_1" {
		t.Fatalf("%+v", runs)
	}
	if got := runs[0].Message; got != "31 line items for gaps of 18 customers in October 2026, net 1,204.00 USD, wait for review." {
		t.Errorf("it says %q", got)
	}
	if job := jobstest.Await(t, k.engine, k.sc, runs[0].JobID); job.Status != jobs.StatusSucceeded || job.Title != "Plan the gaps of October 2026" || job.CreatedBy != "portal" {
		t.Errorf("%+v", job)
	}
	if s := k.one(t, GapRun); s.NextRunAt != time.Date(2026, 12, 7, 6, 0, 0, 0, time.UTC) || s.LastRun == nil || s.LastRun.ID != runs[0].ID || s.Version != 0 || s.ChangedBy != "" {
		t.Errorf("%+v", s)
	}
	// The portal is off over three times of both schedules: only the last one is made up for, once.
	clk.set(time.February, 8, 1, 0)
	k.tick(t)
	k.tick(t)
	if runs = k.runsOf(t, GapRun); len(runs) != 2 || runs[0].Month.String() != "2027-01" || len(w.plans) != 2 {
		t.Errorf("%d plans, %+v", len(w.plans), runs)
	}
	if daily := k.runsOf(t, CreditExpiryCheck); len(daily) != 3 || daily[0].Due != time.Date(2027, 2, 7, 6, 0, 0, 0, time.UTC) || daily[0].Outcome != Nothing {
		t.Errorf("%+v", daily)
	}
}

func TestWhatIsOffDoesNotRunAndIsNotMadeUpFor(t *testing.T) {
	t.Parallel()
	k, w, clk := setup(t)
	off, err := k.Change(t.Context(), ChangeInput{Scope: k.sc, ID: GapRun, Receiver: receiver, Day: new(7), Hour: 6})
	if err != nil || !off.NextRunAt.IsZero() || off.Version != 1 || off.ChangedBy != "tester" || !off.ChangedAt.Equal(begin) {
		t.Fatalf("%+v (%v)", off, err)
	}
	clk.set(time.November, 20, 6, 0)
	k.tick(t)
	on, err := k.Change(t.Context(), ChangeInput{Scope: k.sc, ID: GapRun, Receiver: receiver, Enabled: true, Day: new(31), Hour: 22, Version: 1})
	if err != nil || on.NextRunAt != time.Date(2026, 11, 30, 22, 0, 0, 0, time.UTC) {
		t.Fatalf("%+v (%v)", on, err)
	}
	k.tick(t)
	if len(w.plans) != 0 {
		t.Errorf("%d plans of a time at which it was off", len(w.plans))
	}
	clk.set(time.November, 30, 22, 1)
	k.tick(t)
	// A change of what is applied leaves a time that has come as it is; a change of the time does not run it for the past.
	clk.set(time.December, 31, 22, 0)
	limit := money.New(money.FromInt(5), money.USD)
	if _, err = k.Change(t.Context(), ChangeInput{Scope: k.sc, ID: GapRun, Receiver: receiver, Enabled: true, Day: new(31), Hour: 22, AutoApplyLimit: &limit, Version: 2}); err != nil {
		t.Fatal(err)
	}
	k.tick(t)
	if _, err = k.Change(t.Context(), ChangeInput{Scope: k.sc, ID: GapRun, Receiver: receiver, Enabled: true, Day: new(30), Hour: 22, Version: 3}); err != nil {
		t.Fatal(err)
	}
	k.tick(t)
	if runs := k.runsOf(t, GapRun); len(runs) != 2 || runs[0].Month.String() != "2026-11" || runs[1].Month.String() != "2026-10" {
		t.Errorf("%+v", runs)
	}
}

// A process may die at every operation of its state and its neighbour. Whoever comes next finishes what was begun: one run, one plan, applied once.
func TestATimeIsRunOnceThoughTheProcessDiesAtAnyOperation(t *testing.T) {
	t.Parallel()
	deaths := 0
	for _, effect := range []bool{false, true} {
		for _, apply := range []bool{false, true} {
			for fuse := 1; ; fuse++ {
				died := false
				synctest.Test(t, func(t *testing.T) { died = dieOnce(t, fuse, effect, apply) })
				if !died {
					break
				}
				deaths++
			}
		}
	}
	if deaths < 60 {
		t.Errorf("it died %d times only", deaths)
	}
}

func dieOnce(t *testing.T, fuse int, effect, apply bool) (died bool) {
	t.Helper()
	w, clk := newWorld(), clock.StartingAt(begin)
	first := live(t, w, clk, &life{})
	if err := first.RunDue(t.Context(), clk.Now()); err != nil {
		t.Fatal(err)
	}
	limit := money.New(money.FromInt(5_000), money.USD)
	if _, err := first.Change(t.Context(), ChangeInput{Scope: first.sc, ID: GapRun, Receiver: receiver, Enabled: true, Day: new(7), Hour: 6, AutoApply: apply, AutoApplyLimit: &limit}); err != nil {
		t.Fatal(err)
	}
	if _, err := first.Change(t.Context(), ChangeInput{Scope: first.sc, ID: CreditExpiryCheck, Receiver: receiver}); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Date(2026, 11, 7, 6, 0, 1, 0, time.UTC).Sub(clk.Now()))
	for n, l := range []*life{{fuse: fuse, effect: effect}, {}, {}} {
		k := live(t, w, clk, l)
		stop := jobstest.Work(discard{t}, k.engine)
		for range 3 {
			if err := k.RunDue(t.Context(), clk.Now()); err != nil && !errors.Is(err, errDead) {
				t.Errorf("life %d: %v", n, err)
			}
			time.Sleep(time.Minute)
		}
		stop()
		died = died || l.ended
		if n == 0 || t.Failed() {
			continue
		}
		runs := k.runsOf(t, GapRun)
		want := Planned
		if apply {
			want = Applied
		}
		if len(runs) != 1 || runs[0].Outcome != want || runs[0].Month.String() != "2026-10" || len(w.plans) != 1 || (w.applied > 0) != apply || w.applied > 2 {
			t.Errorf("fuse %d, effect %t, life %d: %d plans, applied %d times, %+v", fuse, effect, n, len(w.plans), w.applied, runs)
		}
		if st, _, err := k.state(t.Context(), receiver, GapRun); err != nil || st.Open != "" {
			t.Errorf("fuse %d, effect %t: a run is open for ever: %+v (%v)", fuse, effect, st, err)
		}
	}
	return died
}

// discard is a test that does not fail when the engine of a life that died did not end well.
type discard struct{ *testing.T }

func (discard) Errorf(string, ...any) {}

func TestTwoCallsAtOnceMakeOneRun(t *testing.T) {
	t.Parallel()
	k, w, clk := setup(t)
	clk.set(time.November, 7, 6, 1)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := k.RunDue(t.Context(), clk.Now()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	k.tick(t)
	if runs := k.runsOf(t, GapRun); len(runs) != 1 || len(w.plans) != 1 {
		t.Errorf("%d plans of %d runs", len(w.plans), len(runs))
	}
}

func TestAPersonRunsItBesideItsTimes(t *testing.T) {
	t.Parallel()
	k, w, clk := setup(t)
	w.hold = make(chan struct{})
	job, err := k.StartNow(t.Context(), k.sc, GapRun)
	if err != nil {
		t.Fatal(err)
	}
	again, err := k.StartNow(t.Context(), k.sc, GapRun)
	if err != nil || again.ID != job.ID {
		t.Fatalf("while it runs, %s is started beside %s (%v)", again.ID, job.ID, err)
	}
	// Its time comes while it runs, and has its turn afterwards.
	clk.set(time.November, 7, 6, 0)
	if err := k.RunDue(t.Context(), clk.Now()); err != nil {
		t.Fatal(err)
	}
	if runs := k.runsOf(t, GapRun); len(runs) != 1 || runs[0].Outcome != Running || runs[0].Trigger != ByPerson || runs[0].StartedBy != "tester" || runs[0].Month.String() != "2026-09" {
		t.Fatalf("%+v", runs)
	}
	close(w.hold)
	jobstest.Await(t, k.engine, k.sc, job.ID)
	k.tick(t)
	if runs := k.runsOf(t, GapRun); len(runs) != 2 || runs[0].Trigger != ByTime || runs[0].Month.String() != "2026-10" || runs[1].Outcome != Planned {
		t.Errorf("%+v", runs)
	}
}

func TestARunWhoseJobIsCancelledHasFailed(t *testing.T) {
	t.Parallel()
	k, w, _ := setup(t)
	w.hold = make(chan struct{})
	job, err := k.StartNow(t.Context(), k.sc, GapRun)
	if err != nil {
		t.Fatal(err)
	}
	jobstest.Await(t, k.engine, k.sc, job.ID, jobs.StatusRunning)
	if _, err := k.engine.Cancel(t.Context(), k.sc, job.ID); err != nil {
		t.Fatal(err)
	}
	jobstest.Await(t, k.engine, k.sc, job.ID)
	if runs := k.runsOf(t, GapRun); runs[0].Outcome != Failed || runs[0].Message != "Its job was cancelled." || runs[0].FinishedAt.IsZero() {
		t.Errorf("%+v", runs[0])
	}
	close(w.hold)
	if again, err := k.StartNow(t.Context(), k.sc, GapRun); err != nil || again.ID == job.ID {
		t.Errorf("it cannot be started again: %s (%v)", again.ID, err)
	}
}

// A plan that is made while a collection runs would leave out whoever was not read yet.
func TestGapsArePlannedWhenTheCollectionHasEnded(t *testing.T) {
	t.Parallel()
	k, w, _ := setup(t)
	set := func(s jobs.Status) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.reading = s
	}
	for _, reading := range []jobs.Status{jobs.StatusQueued, jobs.StatusRunning} {
		set(reading)
		job, err := k.StartNow(t.Context(), k.sc, GapRun)
		if err != nil {
			t.Fatal(err)
		}
		plans := len(w.plans)
		if waiting := jobstest.Await(t, k.engine, k.sc, job.ID, jobs.StatusWaiting); !strings.Contains(waiting.Message, "collection") {
			t.Errorf("it waits for %q", waiting.Message)
		}
		if st, _, err := k.state(t.Context(), receiver, GapRun); err != nil || st.Open == "" || len(w.plans) != plans {
			t.Errorf("while a collection is %s: %+v, %d plans (%v)", reading, st, len(w.plans)-plans, err)
		}
		set(jobs.StatusSucceeded)
		if _, err := k.engine.Resume(t.Context(), k.sc, job.ID); err != nil {
			t.Fatal(err)
		}
		jobstest.Await(t, k.engine, k.sc, job.ID)
		if st, _, err := k.state(t.Context(), receiver, GapRun); err != nil || st.Open != "" {
			t.Errorf("afterwards: %+v (%v)", st, err)
		}
	}
	set(jobs.StatusWaiting) // for a higher cap, say; perhaps for ever
	job, err := k.StartNow(t.Context(), k.sc, GapRun)
	if err != nil {
		t.Fatal(err)
	}
	jobstest.Await(t, k.engine, k.sc, job.ID)
	if runs := k.runsOf(t, GapRun); len(runs) != 3 || slices.ContainsFunc(runs, func(r Run) bool { return r.Outcome != Planned }) {
		t.Errorf("%+v", runs)
	}
}

func TestRunsSayHowTheyEnded(t *testing.T) {
	t.Parallel()
	k, w, clk := setup(t)
	minute := 30
	run := func(id ID) Run {
		t.Helper()
		minute++
		clk.set(time.October, 20, 9, minute)
		job, err := k.StartNow(t.Context(), k.sc, id)
		if err != nil {
			t.Fatal(err)
		}
		ended := jobstest.Await(t, k.engine, k.sc, job.ID)
		r := k.runsOf(t, id)[0]
		if (ended.Status == jobs.StatusSucceeded) != (r.Outcome != Failed) || r.JobID != job.ID {
			t.Errorf("the job ended as %s, the run as %+v", ended.Status, r)
		}
		return r
	}
	w.next = nil
	if r := run(GapRun); r.Outcome != Nothing || r.PlanID != "" || r.Message != "September 2026: There is no gap to close." {
		t.Errorf("%+v", r)
	}
	w.fail = fault.New(fault.Conflict, "any", "September 2026 was never collected. Collect it first.")
	if r := run(GapRun); r.Outcome != Failed || r.Message != "September 2026 was never collected. Collect it first." {
		t.Errorf("%+v", r)
	}
	w.fail = errors.New("secret detail")
	if r := run(GapRun); r.Outcome != Failed || strings.Contains(r.Message, "secret") {
		t.Errorf("%+v", r)
	}
	w.fail = nil
	if r := run(CreditExpiryCheck); r.Outcome != Nothing {
		t.Errorf("%+v", r)
	}
	w.expire = 3
	if r := run(CreditExpiryCheck); r.Outcome != Reported || r.Message != "3 credits expire within 90 days." {
		t.Errorf("%+v", r)
	}
}

func TestTheNewestRunsAreKept(t *testing.T) {
	t.Parallel()
	k, w, _ := setup(t)
	w.next = nil
	var newest string
	for range keepRuns + 3 {
		job, err := k.StartNow(t.Context(), k.sc, GapRun)
		if err != nil {
			t.Fatal(err)
		}
		jobstest.Await(t, k.engine, k.sc, job.ID)
		runs, err := k.runs(t.Context(), receiver, GapRun)
		if err != nil {
			t.Fatal(err)
		}
		newest = runs[0].ID
	}
	runs, err := k.runs(t.Context(), receiver, GapRun)
	if err != nil || len(runs) != keepRuns || runs[0].ID != newest || !slices.IsSortedFunc(runs, func(a, b Run) int { return strings.Compare(b.ID, a.ID) }) {
		t.Errorf("%d runs (%v)", len(runs), err)
	}
}

// Who starts a run has asked for its plan, so that plan is theirs: nobody approves what they asked for themselves by having the portal write it.
func TestAPlanIsOfWhoAskedForIt(t *testing.T) {
	t.Parallel()
	k, w, clk := setup(t)
	job, err := k.StartNow(t.Context(), k.sc, GapRun)
	if err != nil {
		t.Fatal(err)
	}
	jobstest.Await(t, k.engine, k.sc, job.ID)
	clk.set(time.November, 7, 6, 0)
	k.tick(t)
	if len(w.plans) != 2 || w.plans[0].by.ID != "tester" || w.plans[0].by.Has(scope.Admin) || w.plans[1].by.ID != "portal" {
		t.Errorf("plans are of %+v", w.plans)
	}
}
