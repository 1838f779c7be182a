// Package jobstest helps to test handlers of jobs and what stands on the engine.
package jobstest

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/scope"
)

// Scope is the scope of an ordinary operator of a receiver.
func Scope(tb testing.TB, receiver string) scope.Scope {
	tb.Helper()
	s, err := scope.New(receiver, scope.Principal{ID: "tester", Name: "Tester", Roles: []scope.Role{scope.Operator}, AllReceivers: true})
	if err != nil {
		tb.Fatalf("scope: %v", err)
	}
	return s
}

// Work runs the engine until stop is called or the test ends, whichever comes first; stop returns when everything has come to rest and
// fails the test if the engine did not end well.
func Work(tb testing.TB, e *jobs.Engine) (stop func()) {
	tb.Helper()
	ctx, cancel := context.WithCancel(tb.Context())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			tb.Errorf("run the engine: %v", err)
		}
	})
	tb.Cleanup(stop)
	return stop
}

// Await returns the job as soon as it has one of the statuses; without any, as soon as it is final. It fails the test after 20 s.
func Await(tb testing.TB, e *jobs.Engine, s scope.Scope, id jobs.ID, statuses ...jobs.Status) jobs.Job {
	tb.Helper()
	var job jobs.Job
	for range 4000 {
		var err error
		if job, err = e.Get(tb.Context(), s, id); err != nil {
			tb.Fatalf("get job %s: %v", id, err)
		}
		if slices.Contains(statuses, job.Status) || (len(statuses) == 0 && job.Status.Final()) {
			return job
		}
		time.Sleep(5 * time.Millisecond)
	}
	tb.Fatalf("job %s is %s (%s), waited for %v", id, job.Status, job.Message, statuses)
	return job
}

// Run is a jobs.Run without an engine and without a store, to call a handler with. It is safe for concurrent use.
type Run struct {
	job   jobs.Job
	scope scope.Scope

	mu    sync.Mutex
	items map[string]jobs.Item
	total int
	said  []string
}

var _ jobs.Run = (*Run)(nil)

// NewRun returns a first attempt at a job.
func NewRun(job jobs.Job, s scope.Scope) *Run {
	return &Run{job: job, scope: s, items: map[string]jobs.Item{}, total: job.Progress.Total}
}

// Job implements jobs.Run.
func (r *Run) Job() jobs.Job { return r.job }

// Scope implements jobs.Run.
func (r *Run) Scope() scope.Scope { return r.scope }

// Recorded implements jobs.Run.
func (r *Run) Recorded(itemID string) (jobs.Item, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	item, ok := r.items[itemID]
	return item, ok && item.Status != jobs.ItemFailed
}

// SetTotal implements jobs.Run.
func (r *Run) SetTotal(ctx context.Context, total int) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.total = total
	return ctx.Err()
}

// Record implements jobs.Run.
func (r *Run) Record(ctx context.Context, item jobs.Item) error {
	if item.Status == jobs.ItemFailed && ctx.Err() != nil {
		return ctx.Err()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.items[item.ID].Status != jobs.ItemDone {
		r.items[item.ID] = item
	}
	return nil
}

// Say implements jobs.Run.
func (r *Run) Say(message string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said = append(r.said, message)
}

// Items returns what was recorded, in order of ids.
func (r *Run) Items() []jobs.Item {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.SortedFunc(maps.Values(r.items), func(a, b jobs.Item) int { return strings.Compare(a.ID, b.ID) })
}

// Total returns what SetTotal was last told.
func (r *Run) Total() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.total
}

// Said returns every message in order.
func (r *Run) Said() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.said)
}
