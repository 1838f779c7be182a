package jobs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/jobs/jobstest"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
	"portal.example/backend/internal/store/memory"
)

const (
	here  = "111122223333"
	there = "444455556666"
)

// bundle is an engine over a store in memory. Time is that of the bubble the test runs in.
type bundle struct {
	engine *jobs.Engine
	store  store.Store
	scope  scope.Scope
	log    *bytes.Buffer
}

func setup(t *testing.T, s store.Store, handlers map[jobs.Kind]jobs.Handler) *bundle {
	t.Helper()
	b := &bundle{store: s, scope: jobstest.Scope(t, here), log: &bytes.Buffer{}}
	var err error
	b.engine, err = jobs.New(jobs.Config{
		Store: s, Clock: clock.System{}, Logger: slog.New(slog.NewJSONHandler(b.log, nil)), Handlers: handlers, Keep: 3,
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// one is a map with one handler, of kind "work".
func one(h jobs.Handler) map[jobs.Kind]jobs.Handler { return map[jobs.Kind]jobs.Handler{"work": h} }

func (b *bundle) start(t *testing.T, in jobs.StartInput) jobs.Job {
	t.Helper()
	if in.Kind == "" {
		in.Kind = "work"
	}
	if in.Title == "" {
		in.Title = "Work"
	}
	if in.Scope.Receiver() == "" {
		in.Scope = b.scope
	}
	job, _, err := b.engine.Start(t.Context(), in)
	if err != nil {
		t.Fatalf("start: %v", err)
	}
	return job
}

func (b *bundle) get(t *testing.T, id jobs.ID) jobs.Job {
	t.Helper()
	job, err := b.engine.Get(t.Context(), b.scope, id)
	if err != nil {
		t.Fatal(err)
	}
	return job
}

func wantCode(t *testing.T, err error, kind fault.Kind, code string) {
	t.Helper()
	if f, ok := fault.As(err); !ok || f.Kind != kind || f.Code != code {
		t.Errorf("got %v, want %s of kind %s", err, code, kind)
	}
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	t.Parallel()
	good := jobs.Config{Store: memory.New(), Clock: clock.System{}, Logger: slog.New(slog.DiscardHandler)}
	for name, spoil := range map[string]func(*jobs.Config){
		"no store":  func(c *jobs.Config) { c.Store = nil },
		"no clock":  func(c *jobs.Config) { c.Clock = nil },
		"no logger": func(c *jobs.Config) { c.Logger = nil },
		"a kind with space": func(c *jobs.Config) {
			c.Handlers = map[jobs.Kind]jobs.Handler{"a b": func(context.Context, jobs.Run) error { return nil }}
		},
		"no handler":       func(c *jobs.Config) { c.Handlers = map[jobs.Kind]jobs.Handler{"a": nil} },
		"negative workers": func(c *jobs.Config) { c.Workers = -1 },
	} {
		c := good
		spoil(&c)
		if _, err := jobs.New(c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestJobRunsFromQueuedToSucceeded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began, finish := make(chan struct{}), make(chan struct{})
		b := setup(t, memory.New(), one(func(ctx context.Context, r jobs.Run) error {
			var args struct{ Months int }
			if err := json.Unmarshal(r.Job().Args, &args); err != nil || args.Months != 13 {
				t.Errorf("args %s, %v", r.Job().Args, err)
			}
			if r.Scope().Receiver() != here || r.Scope().Principal().Name != "Portal for tester" {
				t.Errorf("scope of %+v", r.Scope().Principal())
			}
			r.Say("Reading customers")
			if err := r.SetTotal(ctx, 2); err != nil {
				return err
			}
			if err := r.Record(ctx, jobs.Item{ID: "a", Label: "Acme", Status: jobs.ItemDone, Detail: "13 months"}); err != nil {
				return err
			}
			close(began)
			<-finish
			return r.Record(ctx, jobs.Item{ID: "b", Label: "Beta", Status: jobs.ItemDone})
		}))
		queued := b.start(t, jobs.StartInput{Title: "Collect", Args: map[string]int{"Months": 13}})
		if queued.Status != jobs.StatusQueued || queued.CreatedBy != "tester" || queued.Receiver != here || queued.CreatedAt.IsZero() {
			t.Errorf("queued %+v", queued)
		}
		jobstest.Work(t, b.engine)
		<-began
		time.Sleep(time.Second)
		running := b.get(t, queued.ID)
		if running.Status != jobs.StatusRunning || running.Message != "Reading customers" || running.Attempts != 1 ||
			running.Progress != (jobs.Progress{Done: 1, Total: 2}) || running.StartedAt.IsZero() {
			t.Errorf("running %+v", running)
		}
		close(finish)
		done := jobstest.Await(t, b.engine, b.scope, queued.ID)
		if done.Status != jobs.StatusSucceeded || done.Progress != (jobs.Progress{Done: 2, Total: 2}) || done.FinishedAt.IsZero() ||
			done.Message != "All 2 items are complete." || string(done.Args) != string(queued.Args) {
			t.Errorf("done %+v", done)
		}
		items, err := b.engine.Items(t.Context(), b.scope, queued.ID)
		if err != nil || len(items) != 2 || items[0].ID != "a" || items[0].Detail != "13 months" || items[1].FinishedAt.IsZero() {
			t.Errorf("items %+v, %v", items, err)
		}
	})
}

func TestStatusFollowsFromItems(t *testing.T) {
	t.Parallel()
	const done, partial, failed = jobs.ItemDone, jobs.ItemPartial, jobs.ItemFailed
	for name, c := range map[string]struct {
		items   []jobs.ItemStatus
		total   int
		err     error
		want    jobs.Status
		message string
	}{
		"none":              {nil, 0, nil, jobs.StatusSucceeded, "There was nothing to do."},
		"all done":          {[]jobs.ItemStatus{done, done}, 2, nil, jobs.StatusSucceeded, "All 2 items are complete."},
		"the only one done": {[]jobs.ItemStatus{done}, 1, nil, jobs.StatusSucceeded, "Its only item is complete."},
		"one failed":        {[]jobs.ItemStatus{done, failed}, 2, nil, jobs.StatusPartiallySucceeded, "1 of 2 items are complete, 1 failed."},
		"one partial":       {[]jobs.ItemStatus{done, partial}, 2, nil, jobs.StatusPartiallySucceeded, "1 of 2 items are complete, 1 with something missing."},
		"all partial":       {[]jobs.ItemStatus{partial}, 1, nil, jobs.StatusPartiallySucceeded, "0 of 1 items are complete, 1 with something missing."},
		"all failed":        {[]jobs.ItemStatus{failed, failed}, 2, nil, jobs.StatusFailed, "0 of 2 items are complete, 2 failed."},
		"one left out":      {[]jobs.ItemStatus{done}, 2, nil, jobs.StatusPartiallySucceeded, "1 of 2 items are complete, 1 not worked on."},
		"a fault":           {[]jobs.ItemStatus{done}, 2, fault.New(fault.UpstreamDenied, "aws_denied", "AWS said no."), jobs.StatusFailed, "AWS said no."},
		"an internal one":   {nil, 0, fault.New(fault.Internal, "secret", "nothing for people"), jobs.StatusFailed, broken},
		"another error":     {nil, 0, errors.New("secret"), jobs.StatusFailed, broken},
		"a foreign cancel":  {nil, 0, context.Canceled, jobs.StatusFailed, broken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := setup(t, memory.New(), one(func(ctx context.Context, r jobs.Run) error {
					err := r.SetTotal(ctx, c.total)
					for i, status := range c.items {
						err = errors.Join(err, r.Record(ctx, jobs.Item{ID: fmt.Sprint(i), Status: status}))
					}
					if err != nil {
						t.Error(err)
					}
					return c.err
				}))
				jobstest.Work(t, b.engine)
				job := jobstest.Await(t, b.engine, b.scope, b.start(t, jobs.StartInput{}).ID)
				if job.Status != c.want || job.Message != c.message {
					t.Errorf("got %s, %q, want %s, %q", job.Status, job.Message, c.want, c.message)
				}
			})
		})
	}
}

const broken = "The job stopped because of an error in the portal. The log has the details under the id of the job."

func TestTheMostFrequentReasonIsSaid(t *testing.T) {
	t.Parallel()
	for want, details := range map[string][]string{
		"0 of 2 items are complete, 2 failed.":                                                     {"", ""},
		"0 of 2 items are complete, 2 failed. Reason: AWS denied it.":                              {"AWS denied it.", "AWS denied it."},
		"0 of 3 items are complete, 3 failed. Most frequent reason, 2 of 3: AWS denied it.":        {"Gone.", "AWS denied it.", "AWS denied it."},
		"0 of 4 items are complete, 4 failed. Most frequent reason, 2 of 4: A reason before Gone.": {"Gone.", "A reason before Gone.", "Gone.", "A reason before Gone."},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := setup(t, memory.New(), one(func(ctx context.Context, r jobs.Run) error {
					err := r.SetTotal(ctx, len(details))
					for i, detail := range details {
						err = errors.Join(err, r.Record(ctx, jobs.Item{ID: fmt.Sprint(i), Status: jobs.ItemFailed, Detail: detail}))
					}
					return err
				}))
				jobstest.Work(t, b.engine)
				if job := jobstest.Await(t, b.engine, b.scope, b.start(t, jobs.StartInput{}).ID); job.Message != want {
					t.Errorf("got %q", job.Message)
				}
			})
		})
	}
}

func TestPanicFailsTheJobAndLogsTheStack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t, memory.New(), one(func(ctx context.Context, r jobs.Run) error {
			if err := r.Record(ctx, jobs.Item{ID: "a", Status: jobs.ItemDone}); err != nil {
				return err
			}
			panic("a secret")
		}))
		stop := jobstest.Work(t, b.engine)
		first := jobstest.Await(t, b.engine, b.scope, b.start(t, jobs.StartInput{}).ID)
		if first.Status != jobs.StatusFailed || first.Message != broken || first.Progress.Done != 1 {
			t.Errorf("got %+v", first)
		}
		second := jobstest.Await(t, b.engine, b.scope, b.start(t, jobs.StartInput{}).ID)
		if second.Status != jobs.StatusFailed {
			t.Errorf("the engine did not go on: %+v", second)
		}
		stop()
		if log := b.log.String(); !strings.Contains(log, "a secret") || !strings.Contains(log, "engine_test.go") || !strings.Contains(log, string(first.ID)) {
			t.Errorf("the log has no stack: %s", log)
		}
	})
}

func TestRecordingAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t, memory.New(), one(func(ctx context.Context, r jobs.Run) error {
			record := func(id string, status jobs.ItemStatus, detail string) {
				if err := r.Record(ctx, jobs.Item{ID: id, Status: status, Detail: detail}); err != nil {
					t.Error(err)
				}
			}
			record("done", jobs.ItemDone, "first")
			record("done", jobs.ItemFailed, "second")
			record("failed", jobs.ItemFailed, "first")
			if _, ok := r.Recorded("failed"); ok {
				t.Error("a failed item is reported as recorded")
			}
			record("failed", jobs.ItemDone, "second")
			record("partial", jobs.ItemPartial, "first")
			record("partial", jobs.ItemDone, "second")
			if item, ok := r.Recorded("done"); !ok || item.Detail != "first" {
				t.Errorf("recorded %+v, %v", item, ok)
			}
			for _, item := range []jobs.Item{{ID: "", Status: jobs.ItemDone}, {ID: "a/b", Status: jobs.ItemDone}, {ID: "a"}, {ID: "a", Status: "great"}} {
				if err := r.Record(ctx, item); err == nil {
					t.Errorf("item %+v was recorded", item)
				}
			}
			record("long", jobs.ItemDone, strings.Repeat("ü", 9000))
			var wg sync.WaitGroup
			for i := range 20 {
				wg.Go(func() { record("contested", jobs.ItemDone, fmt.Sprint(i)) })
			}
			wg.Wait()
			return r.SetTotal(ctx, 5)
		}))
		jobstest.Work(t, b.engine)
		job := jobstest.Await(t, b.engine, b.scope, b.start(t, jobs.StartInput{}).ID)
		if job.Status != jobs.StatusSucceeded || job.Progress != (jobs.Progress{Done: 5, Total: 5}) {
			t.Errorf("got %+v", job)
		}
		items, err := b.engine.Items(t.Context(), b.scope, job.ID)
		if err != nil || len(items) != 5 || items[1].Detail != "first" || items[2].Detail != "second" || items[4].Detail != "second" {
			t.Errorf("got %.2000v, %v", items, err)
		}
	})
}

func TestExclusiveStartsOneJob(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		finish := make(chan struct{})
		b := setup(t, memory.New(), one(func(context.Context, jobs.Run) error { <-finish; return nil }))
		jobstest.Work(t, b.engine)
		in := jobs.StartInput{Scope: b.scope, Kind: "work", Title: "Work", Exclusive: "portfolio"}
		ids := make([]jobs.ID, 50)
		var created atomic.Int32
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() {
				job, isNew, err := b.engine.Start(t.Context(), in)
				if err != nil {
					t.Error(err)
				}
				if isNew {
					created.Add(1)
				}
				ids[i] = job.ID
			})
		}
		wg.Wait()
		for _, id := range ids {
			if id != ids[0] {
				t.Errorf("two jobs hold the key: %s and %s", ids[0], id)
			}
		}
		if created.Load() != 1 {
			t.Errorf("%d starts say they created the job", created.Load())
		}
		other := in
		other.Exclusive = "another"
		if _, isNew, err := b.engine.Start(t.Context(), other); err != nil || !isNew {
			t.Errorf("another key: %v, %v", isNew, err)
		}
		other.Scope = jobstest.Scope(t, there)
		other.Exclusive = in.Exclusive
		if _, isNew, err := b.engine.Start(t.Context(), other); err != nil || !isNew {
			t.Errorf("another receiver: %v, %v", isNew, err)
		}
		close(finish)
		jobstest.Await(t, b.engine, b.scope, ids[0])
		if again, isNew, err := b.engine.Start(t.Context(), in); err != nil || !isNew || again.ID == ids[0] {
			t.Errorf("after the end: %v, %v, %v", again.ID, isNew, err)
		}
	})
}

func TestLeftOverExclusiveKeyDoesNotBlock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t, memory.New(), one(func(context.Context, jobs.Run) error { return nil }))
		key := "job-exclusive/" + here + "/work/k"
		if err := b.store.Apply(t.Context(), store.Write{Key: key, Value: []byte("job_gone00000"), Version: store.Absent}); err != nil {
			t.Fatal(err)
		}
		in := jobs.StartInput{Scope: b.scope, Kind: "work", Title: "Work", Exclusive: "k"}
		if _, isNew, err := b.engine.Start(t.Context(), in); err != nil || !isNew {
			t.Errorf("got %v, %v", isNew, err)
		}
	})
}

func TestStartRefusesWhatNoJobCanBe(t *testing.T) {
	t.Parallel()
	b := setup(t, memory.New(), one(func(context.Context, jobs.Run) error { return nil }))
	for name, in := range map[string]jobs.StartInput{
		"no scope":     {Kind: "work", Title: "Work"},
		"unknown kind": {Scope: b.scope, Kind: "other", Title: "Work"},
		"no title":     {Scope: b.scope, Kind: "work"},
		"bad key":      {Scope: b.scope, Kind: "work", Title: "Work", Exclusive: "a/b"},
		"endless args": {Scope: b.scope, Kind: "work", Title: "Work", Args: strings.Repeat("x", 70_000)},
		"no JSON":      {Scope: b.scope, Kind: "work", Title: "Work", Args: func() {}},
	} {
		if _, _, err := b.engine.Start(t.Context(), in); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	_, _, err := b.engine.Start(t.Context(), jobs.StartInput{Scope: b.scope, Kind: "other", Title: "Work"})
	wantCode(t, err, fault.Internal, jobs.CodeUnknownJobKind)
	if list, err := b.engine.List(t.Context(), b.scope); err != nil || len(list) != 0 {
		t.Errorf("refused jobs are there: %v, %v", list, err)
	}
}

func TestJobsOfAnotherReceiverAreNotFound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t, memory.New(), one(func(ctx context.Context, r jobs.Run) error {
			return r.Record(ctx, jobs.Item{ID: "a", Status: jobs.ItemDone})
		}))
		jobstest.Work(t, b.engine)
		mine := b.start(t, jobs.StartInput{})
		jobstest.Await(t, b.engine, b.scope, mine.ID)
		foreign := jobstest.Scope(t, there)
		for _, id := range []jobs.ID{mine.ID, "job_none0000", "", "../x", "job_" + jobs.ID(strings.Repeat("a", 600))} {
			_, getErr := b.engine.Get(t.Context(), foreign, id)
			_, itemsErr := b.engine.Items(t.Context(), foreign, id)
			_, cancelErr := b.engine.Cancel(t.Context(), foreign, id)
			_, resumeErr := b.engine.Resume(t.Context(), foreign, id)
			for _, err := range []error{getErr, itemsErr, cancelErr, resumeErr} {
				wantCode(t, err, fault.NotFound, jobs.CodeJobNotFound)
			}
		}
		if list, err := b.engine.List(t.Context(), foreign); err != nil || len(list) != 0 {
			t.Errorf("the foreign receiver lists %v, %v", list, err)
		}
		if _, ok, err := b.engine.Last(t.Context(), foreign, "work"); ok || err != nil {
			t.Errorf("the foreign receiver has a last job: %v", err)
		}
		var zero scope.Scope
		if _, err := b.engine.List(t.Context(), zero); !fault.Is(err, fault.Internal) {
			t.Errorf("the zero scope lists: %v", err)
		}
	})
}

func TestListIsNewestFirstAndKeepsAsManyAsConfigured(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		block := make(chan struct{})
		b := setup(t, memory.New(), map[jobs.Kind]jobs.Handler{
			"work": func(ctx context.Context, r jobs.Run) error {
				return r.Record(ctx, jobs.Item{ID: "a", Status: jobs.ItemDone})
			},
			"slow": func(context.Context, jobs.Run) error { <-block; return nil },
		})
		jobstest.Work(t, b.engine)
		slow := b.start(t, jobs.StartInput{Kind: "slow"}) // is older than all and unfinished, so it stays
		var ids []jobs.ID
		for range 6 {
			job := b.start(t, jobs.StartInput{})
			jobstest.Await(t, b.engine, b.scope, job.ID)
			ids = append(ids, job.ID)
		}
		synctest.Wait()
		list, err := b.engine.List(t.Context(), b.scope)
		if err != nil || len(list) != 4 {
			t.Fatalf("%d jobs are kept, %v, want 3 and the unfinished one", len(list), err)
		}
		for i, want := range []jobs.ID{ids[5], ids[4], ids[3], slow.ID} {
			if list[i].ID != want {
				t.Errorf("job %d is %s, want %s", i, list[i].ID, want)
			}
		}
		for r, err := range b.store.List(t.Context(), "job-item/", "") {
			if err != nil || strings.Contains(r.Key, string(ids[0])) {
				t.Errorf("an item of a removed job is left: %s, %v", r.Key, err)
			}
		}
		if last, ok, err := b.engine.Last(t.Context(), b.scope, "slow"); err != nil || !ok || last.ID != slow.ID {
			t.Errorf("the last slow job is %v, %v, %v", last.ID, ok, err)
		}
		close(block)
	})
}
