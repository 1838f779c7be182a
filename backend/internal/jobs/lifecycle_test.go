package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/jobs/jobstest"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
	"portal.example/backend/internal/store/memory"
	"portal.example/backend/internal/store/storetest"
)

func TestOneJobOfAReceiverAndKindAtATimeAndFourInAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var inLane, overall [8]atomic.Int32 // by receiver, and of all in [0]
		handlers := map[jobs.Kind]jobs.Handler{}
		for _, kind := range []jobs.Kind{"a", "b", "c"} {
			lane := kind[0] - 'a' + 1
			handlers[kind] = func(_ context.Context, r jobs.Run) error {
				index := int(lane)
				if r.Scope().Receiver() == there {
					index += 3
				}
				if n := inLane[index].Add(1); n > 1 {
					t.Errorf("%d jobs of one receiver and kind at a time", n)
				}
				if n := overall[0].Add(1); n > 4 {
					t.Errorf("%d jobs at a time", n)
				}
				time.Sleep(time.Second)
				overall[1].Store(max(overall[1].Load(), overall[0].Load()))
				overall[0].Add(-1)
				inLane[index].Add(-1)
				return nil
			}
		}
		b := setup(t, memory.New(), handlers)
		foreign := jobstest.Scope(t, there)
		var mine, theirs []jobs.ID
		for range 3 {
			for kind := range handlers {
				mine = append(mine, b.start(t, jobs.StartInput{Kind: kind}).ID)
				theirs = append(theirs, b.start(t, jobs.StartInput{Kind: kind, Scope: foreign}).ID)
			}
		}
		began := time.Now()
		jobstest.Work(t, b.engine)
		for i := range mine {
			jobstest.Await(t, b.engine, b.scope, mine[i])
			jobstest.Await(t, b.engine, foreign, theirs[i])
		}
		if overall[1].Load() != 4 {
			t.Errorf("at most %d jobs ran at a time, want 4", overall[1].Load())
		}
		if took := time.Since(began); took > 7*time.Second {
			t.Errorf("18 jobs of a second took %s with four at a time", took)
		}
	})
}

func TestQueuedJobsRunInOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var order []string
		b := setup(t, memory.New(), one(func(_ context.Context, r jobs.Run) error {
			order = append(order, r.Job().Title)
			return nil
		}))
		var last jobs.Job
		var want []string
		for i := range 9 {
			want = append(want, fmt.Sprint(i))
			last = b.start(t, jobs.StartInput{Title: fmt.Sprint(i)})
		}
		jobstest.Work(t, b.engine)
		jobstest.Await(t, b.engine, b.scope, last.ID)
		if d := cmp.Diff(want, order); d != "" {
			t.Errorf("order (-want +got):\n%s", d)
		}
	})
}

func TestCancelEndsARunningJobAndKeepsItsItems(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := make(chan struct{})
		b := setup(t, memory.New(), one(func(ctx context.Context, r jobs.Run) error {
			err := errors.Join(r.SetTotal(ctx, 3), r.Record(ctx, jobs.Item{ID: "a", Status: jobs.ItemDone}))
			close(began)
			<-ctx.Done()
			err = errors.Join(err, r.Record(ctx, jobs.Item{ID: "b", Status: jobs.ItemDone})) // was done when the end came
			if failed := r.Record(ctx, jobs.Item{ID: "c", Status: jobs.ItemFailed}); !errors.Is(failed, context.Canceled) {
				t.Errorf("a failure by the end of the context was recorded: %v", failed)
			}
			return errors.Join(err, ctx.Err())
		}))
		jobstest.Work(t, b.engine)
		id := b.start(t, jobs.StartInput{Exclusive: "k"}).ID
		<-began
		onlooker, err := scope.New(b.scope.Receiver(), scope.Principal{ID: "onlooker", Roles: []scope.Role{scope.Viewer, scope.Approver}, AllReceivers: true})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.engine.Cancel(t.Context(), onlooker, id); !fault.Is(err, fault.Forbidden) {
			t.Errorf("somebody who may only look cancels it: %v", err)
		}
		asked, err := b.engine.Cancel(t.Context(), b.scope, id)
		if err != nil || !asked.CancelRequested {
			t.Errorf("got %+v, %v", asked, err)
		}
		if _, err := b.engine.Cancel(t.Context(), b.scope, id); err != nil {
			t.Errorf("cancelling twice: %v", err)
		}
		job := jobstest.Await(t, b.engine, b.scope, id)
		if job.Status != jobs.StatusCanceled || job.Progress != (jobs.Progress{Done: 2, Total: 3}) || !job.CancelRequested || job.FinishedAt.IsZero() {
			t.Errorf("got %+v", job)
		}
		if again, err := b.engine.Cancel(t.Context(), b.scope, id); err != nil || again.Status != jobs.StatusCanceled {
			t.Errorf("cancelling a cancelled job: %+v, %v", again, err)
		}
		if items, err := b.engine.Items(t.Context(), b.scope, id); err != nil || len(items) != 2 {
			t.Errorf("got items %v, %v", items, err)
		}
		if next := b.start(t, jobs.StartInput{Exclusive: "k"}); next.ID == id {
			t.Error("a cancelled job still holds its key")
		}
	})
}

func TestCancelOfWhatIsNotRunning(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ran := false
		b := setup(t, memory.New(), one(func(context.Context, jobs.Run) error { ran = true; return nil }))
		queued := b.start(t, jobs.StartInput{})
		job, err := b.engine.Cancel(t.Context(), b.scope, queued.ID)
		if err != nil || job.Status != jobs.StatusCanceled {
			t.Errorf("got %+v, %v", job, err)
		}
		jobstest.Work(t, b.engine)
		time.Sleep(time.Second)
		if ran {
			t.Error("a cancelled job was worked on")
		}
		done := jobstest.Await(t, b.engine, b.scope, b.start(t, jobs.StartInput{}).ID)
		_, err = b.engine.Cancel(t.Context(), b.scope, done.ID)
		wantCode(t, err, fault.Conflict, jobs.CodeJobFinished)
		_, err = b.engine.Resume(t.Context(), b.scope, done.ID)
		wantCode(t, err, fault.Conflict, jobs.CodeJobFinished)
	})
}

func TestCancelOfAnInterruptedJobHoldsOverARestart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := make(chan struct{}, 2)
		s := memory.New()
		b := setup(t, s, one(func(ctx context.Context, _ jobs.Run) error { began <- struct{}{}; <-ctx.Done(); return ctx.Err() }))
		id := b.start(t, jobs.StartInput{}).ID
		stop := jobstest.Work(t, b.engine)
		<-began
		stop()
		if job, err := b.engine.Cancel(t.Context(), b.scope, id); err != nil || job.Status != jobs.StatusRunning || !job.CancelRequested {
			t.Errorf("got %+v, %v", job, err)
		}
		next := setup(t, s, one(func(context.Context, jobs.Run) error { t.Error("worked on"); return nil }))
		jobstest.Work(t, next.engine)
		if job := jobstest.Await(t, next.engine, next.scope, id); job.Status != jobs.StatusCanceled {
			t.Errorf("got %+v", job)
		}
	})
}

func TestWaitingJobTriesAgainAndCanBeResumed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var attempts atomic.Int32
		b := setup(t, memory.New(), one(func(context.Context, jobs.Run) error {
			switch attempts.Add(1) {
			case 1:
				return &jobs.Wait{Reason: "The cap is reached.", After: time.Hour}
			case 2:
				return fmt.Errorf("wrapped: %w", &jobs.Wait{Reason: "Approval is missing."})
			}
			return nil
		}))
		jobstest.Work(t, b.engine)
		began := time.Now()
		id := b.start(t, jobs.StartInput{Exclusive: "k"}).ID
		job := jobstest.Await(t, b.engine, b.scope, id, jobs.StatusWaiting)
		if job.Message != "The cap is reached." || !job.FinishedAt.IsZero() {
			t.Errorf("got %+v", job)
		}
		if held := b.start(t, jobs.StartInput{Exclusive: "k"}); held.ID != id {
			t.Error("a waiting job lost its key")
		}
		time.Sleep(59 * time.Minute)
		if attempts.Load() != 1 {
			t.Errorf("%d attempts before the time", attempts.Load())
		}
		time.Sleep(2 * time.Minute)
		job = b.get(t, id)
		if job.Message != "Approval is missing." || job.Attempts != 2 {
			t.Errorf("after %s got %+v", time.Since(began), job)
		}
		time.Sleep(1000 * time.Hour)
		if attempts.Load() != 2 {
			t.Errorf("%d attempts though nobody resumed", attempts.Load())
		}
		if job, err := b.engine.Resume(t.Context(), b.scope, id); err != nil || job.Status != jobs.StatusQueued {
			t.Errorf("got %+v, %v", job, err)
		}
		if job := jobstest.Await(t, b.engine, b.scope, id); job.Status != jobs.StatusSucceeded || job.Attempts != 3 {
			t.Errorf("got %+v", job)
		}
	})
}

func TestCancelAndRestartOfAWaitingJob(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := memory.New()
		var attempts atomic.Int32
		wait := one(func(context.Context, jobs.Run) error {
			attempts.Add(1)
			return &jobs.Wait{Reason: "Later.", After: time.Hour}
		})
		b := setup(t, s, wait)
		stop := jobstest.Work(t, b.engine)
		id := b.start(t, jobs.StartInput{}).ID
		jobstest.Await(t, b.engine, b.scope, id, jobs.StatusWaiting)
		stop()
		next := setup(t, s, wait)
		jobstest.Work(t, next.engine)
		time.Sleep(time.Second)
		if attempts.Load() != 2 {
			t.Errorf("%d attempts, want a second one by the restart", attempts.Load())
		}
		if job, err := next.engine.Cancel(t.Context(), next.scope, id); err != nil || job.Status != jobs.StatusCanceled {
			t.Errorf("got %+v, %v", job, err)
		}
		time.Sleep(2 * time.Hour)
		if attempts.Load() != 2 {
			t.Error("a cancelled job was tried again")
		}
	})
}

func TestStoppedJobGoesOnWithTheNextEngine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := memory.New()
		began := make(chan struct{})
		b := setup(t, s, one(func(ctx context.Context, r jobs.Run) error {
			err := errors.Join(r.SetTotal(ctx, 2), r.Record(ctx, jobs.Item{ID: "a", Status: jobs.ItemDone}))
			close(began)
			<-ctx.Done()
			return errors.Join(err, ctx.Err())
		}))
		id := b.start(t, jobs.StartInput{}).ID
		stop := jobstest.Work(t, b.engine)
		<-began
		stop()
		job := b.get(t, id)
		if job.Status != jobs.StatusRunning || job.Progress.Done != 1 || job.CancelRequested {
			t.Errorf("stopped as %+v", job)
		}
		next := setup(t, s, one(func(ctx context.Context, r jobs.Run) error {
			if _, ok := r.Recorded("a"); !ok || r.Job().Attempts != 2 || r.Job().Progress.Done != 1 {
				t.Errorf("the second attempt sees %+v", r.Job())
			}
			return errors.Join(r.SetTotal(ctx, 2), r.Record(ctx, jobs.Item{ID: "b", Status: jobs.ItemDone}))
		}))
		jobstest.Work(t, next.engine)
		if job := jobstest.Await(t, next.engine, next.scope, id); job.Status != jobs.StatusSucceeded || job.Progress.Done != 2 || job.Attempts != 2 {
			t.Errorf("ended as %+v", job)
		}
	})
}

func TestSignOfLifeAndBoundedProgress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		counting := &countingStore{Store: memory.New()}
		quiet, finish := make(chan struct{}), make(chan struct{})
		b := setup(t, counting, one(func(_ context.Context, r jobs.Run) error {
			for i := range 5000 {
				r.Say(fmt.Sprint(i))
				time.Sleep(time.Millisecond)
			}
			close(quiet)
			<-finish
			return nil
		}))
		jobstest.Work(t, b.engine)
		id := b.start(t, jobs.StartInput{}).ID
		<-quiet
		if n := counting.writes.Load(); n < 15 || n > 25 {
			t.Errorf("%d writes in 5 s, want about one per 250 ms", n)
		}
		for range 5 {
			time.Sleep(4 * time.Second)
			if age := time.Since(b.get(t, id).UpdatedAt); age > 3500*time.Millisecond {
				t.Errorf("the last sign of life is %s old", age)
			}
		}
		close(finish)
		jobstest.Await(t, b.engine, b.scope, id)
	})
}

type countingStore struct {
	store.Store

	writes atomic.Int64
}

func (c *countingStore) Apply(ctx context.Context, writes ...store.Write) error {
	c.writes.Add(1)
	return c.Store.Apply(ctx, writes...)
}

func TestHandlerThatDoesNotEndIsNamed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began, release := make(chan struct{}), make(chan struct{})
		b := setup(t, memory.New(), one(func(context.Context, jobs.Run) error { close(began); <-release; return nil }))
		id := b.start(t, jobs.StartInput{}).ID
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- b.engine.Run(ctx) }()
		<-began
		if err := b.engine.Run(ctx); err == nil {
			t.Error("two runs of one engine")
		}
		cancel()
		if err := <-ended; err == nil || !strings.Contains(err.Error(), string(id)) {
			t.Errorf("got %v, want an error that names %s", err, id)
		}
		close(release)
	})
}

func TestJobOfAnUnknownKindFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := memory.New()
		id := setup(t, s, one(func(context.Context, jobs.Run) error { return nil })).start(t, jobs.StartInput{}).ID
		b := setup(t, s, nil)
		jobstest.Work(t, b.engine)
		if job := jobstest.Await(t, b.engine, b.scope, id); job.Status != jobs.StatusFailed || !strings.Contains(job.Message, "kind") {
			t.Errorf("got %+v", job)
		}
	})
}

// flakyStore refuses writes while it is down.
type flakyStore struct {
	store.Store

	down atomic.Bool
}

func (f *flakyStore) Apply(ctx context.Context, writes ...store.Write) error {
	if f.down.Load() {
		return errors.New("no space left on device")
	}
	return f.Store.Apply(ctx, writes...)
}

func TestJobOutlivesAFailingStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		flaky, attempts := &flakyStore{Store: memory.New()}, 0
		b := setup(t, flaky, one(func(ctx context.Context, r jobs.Run) error {
			if attempts++; attempts == 1 {
				flaky.down.Store(true)
			}
			return r.Record(ctx, jobs.Item{ID: "a", Status: jobs.ItemDone})
		}))
		jobstest.Work(t, b.engine)
		id := b.start(t, jobs.StartInput{}).ID
		time.Sleep(time.Minute)
		if job := b.get(t, id); job.Status != jobs.StatusRunning {
			t.Errorf("while the store is down the job is %+v", job)
		}
		flaky.down.Store(false)
		if job := jobstest.Await(t, b.engine, b.scope, id); job.Status != jobs.StatusSucceeded || job.Progress.Done != 1 {
			t.Errorf("got %+v", job)
		}
	})
}

// sixItems works on what is not recorded, in order, with every end an item can have.
func sixItems(worked *atomic.Int32) jobs.Handler {
	return func(ctx context.Context, r jobs.Run) error {
		if err := r.SetTotal(ctx, 6); err != nil {
			return err
		}
		for i, status := range []jobs.ItemStatus{jobs.ItemDone, jobs.ItemFailed, jobs.ItemDone, jobs.ItemPartial, jobs.ItemDone, jobs.ItemDone} {
			id := fmt.Sprintf("item-%d", i)
			if _, ok := r.Recorded(id); ok {
				continue
			}
			worked.Add(1)
			time.Sleep(100 * time.Millisecond)
			if err := r.Record(ctx, jobs.Item{ID: id, Label: id, Status: status, Detail: string(status), FinishedAt: time.Unix(int64(i), 0).UTC()}); err != nil {
				return err
			}
		}
		return ctx.Err()
	}
}

func TestDeathAtEveryWriteChangesNothing(t *testing.T) { //nolint:tparallel // each death decides whether there is a next one
	t.Parallel()
	var want []jobs.Item
	for k := 0; ; k++ {
		died := true
		t.Run(fmt.Sprintf("after %d writes", k), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var worked atomic.Int32
				beneath := memory.New()
				dying := storetest.DieAfter(beneath, k)
				in := jobs.StartInput{Kind: "work", Title: "Work", Exclusive: "k"}

				first := setup(t, dying, one(sixItems(&worked)))
				in.Scope = first.scope
				stop := jobstest.Work(t, first.engine)
				_, _, startErr := first.engine.Start(t.Context(), in)
				select {
				case <-dying.Dead():
				case <-time.After(time.Minute):
					died = false
				}
				stop()

				next := setup(t, beneath, one(sixItems(&worked)))
				jobstest.Work(t, next.engine)
				list, err := next.engine.List(t.Context(), next.scope)
				if err != nil {
					t.Fatal(err)
				}
				if startErr != nil || len(list) == 0 {
					if startErr == nil || len(list) != 0 {
						t.Fatalf("start says %v and %d jobs are there", startErr, len(list))
					}
					list = append(list, next.start(t, in))
				}
				job := jobstest.Await(t, next.engine, next.scope, list[0].ID)
				if job.Status != jobs.StatusPartiallySucceeded || job.Progress != (jobs.Progress{Done: 6, Total: 6, Failed: 1}) ||
					job.Message != "4 of 6 items are complete, 1 failed, 1 with something missing. Reason: failed" {
					t.Errorf("ended as %+v", job)
				}
				items, err := next.engine.Items(t.Context(), next.scope, job.ID)
				if err != nil {
					t.Fatal(err)
				}
				if want == nil {
					want = items
				}
				if d := cmp.Diff(want, items); d != "" {
					t.Errorf("items (-want +got):\n%s", d)
				}
				if worked.Load() > 8 { // six, the one whose record was lost, and the failed one once more
					t.Errorf("%d items were worked on", worked.Load())
				}
				if list, err := next.engine.List(t.Context(), next.scope); err != nil || len(list) != 1 {
					t.Errorf("%d jobs, %v, want one", len(list), err)
				}
				if _, created, err := next.engine.Start(t.Context(), in); err != nil || !created {
					t.Errorf("the key is not free: %v, %v", created, err)
				}
			})
		})
		if !died {
			if k < 10 {
				t.Errorf("only %d writes were made", k)
			}
			return
		}
	}
}
