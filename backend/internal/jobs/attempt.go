package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"sync"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// attempt works on a job once. It returns whether and after what time to try again.
func (e *Engine) attempt(ctx context.Context, receiver string, id ID) (wait time.Duration, again bool) {
	log := e.c.Logger.With("job_id", string(id), "payer_id", receiver)
	r, err := e.begin(ctx, receiver, id)
	if err != nil {
		if ctx.Err() == nil {
			log.ErrorContext(ctx, "job could not begin", "error", err)
		}
		return time.Minute, ctx.Err() == nil
	}
	if r == nil {
		return 0, false
	}
	log = log.With("job_kind", string(r.job.Kind))
	started := time.Now()
	stopWriting := r.writeWhileRunning(ctx)
	err = r.handle(ctx)
	stopWriting()
	end := r.outcome(ctx, err)
	// The last write must not be lost because the job's own context ended.
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), progressGrace)
	defer cancel()
	if _, werr := e.update(last, receiver, id, func(j *Job) { end.apply(j, r, e) }); werr != nil {
		log.ErrorContext(ctx, "end of job could not be stored", "error", werr)
		return time.Minute, !end.stopping
	}
	log.InfoContext(ctx, "job attempt ended", "status", string(end.status), "duration_ms", time.Since(started).Milliseconds(), "error", err)
	if end.status.Final() {
		if perr := e.prune(last, receiver); perr != nil {
			log.WarnContext(ctx, "old jobs could not be removed", "error", perr)
		}
	}
	return end.after, end.status == StatusWaiting && end.after > 0
}

// begin marks the job as running and loads its checkpoints; nil when there is nothing to run.
func (e *Engine) begin(ctx context.Context, receiver string, id ID) (*run, error) {
	sc, err := scope.New(receiver, scope.Portal())
	if err != nil {
		return nil, err
	}
	nothing := false
	job, err := e.update(ctx, receiver, id, func(j *Job) {
		now := e.c.Clock.Now()
		if nothing = j.Status.Final(); nothing {
			return
		}
		if j.CancelRequested {
			j.Status, j.Message, j.FinishedAt = StatusCanceled, "Canceled.", now
			nothing = true
			return
		}
		j.Status = StatusRunning
		j.Attempts++
		if j.StartedAt.IsZero() {
			j.StartedAt = now
		}
	})
	if err != nil || nothing {
		return nil, err
	}
	items, err := e.items(ctx, receiver, id)
	if err != nil {
		return nil, err
	}
	r := &run{e: e, job: job, scope: sc, items: map[string]Item{}, total: job.Progress.Total, message: job.Message}
	for _, it := range items {
		r.items[it.ID] = it
	}
	return r, nil
}

// run is what a handler sees.
type run struct {
	e     *Engine
	job   Job
	scope scope.Scope

	mu      sync.Mutex
	items   map[string]Item
	total   int
	message string
	changed bool
}

var _ Run = (*run)(nil)

// Job is the state when this attempt began.
func (r *run) Job() Job { return r.job }

// Scope is the receiver of the job.
func (r *run) Scope() scope.Scope { return r.scope }

// Recorded returns the result of an item from this or an earlier attempt.
func (r *run) Recorded(id string) (Item, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	it, ok := r.items[id]
	return it, ok && it.Status != ItemFailed
}

// SetTotal says how many items there are.
func (r *run) SetTotal(_ context.Context, total int) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.total, r.changed = total, true
	return nil
}

// Say sets the message people see.
func (r *run) Say(message string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.message, r.changed = message, true
}

// Record stores the result of an item.
func (r *run) Record(ctx context.Context, it Item) error {
	if !itemForm.MatchString(it.ID) {
		return fmt.Errorf("jobs: %q is not an item id", it.ID)
	}
	if _, done := r.Recorded(it.ID); done {
		return nil
	}
	it.FinishedAt = r.e.c.Clock.Now()
	b, err := json.Marshal(it)
	if err != nil {
		return fmt.Errorf("encode item %s: %w", it.ID, err)
	}
	if err := r.e.c.Store.Apply(ctx, store.Write{Key: itemsKey(r.job.Receiver, r.job.ID) + it.ID, Value: b, Version: store.AnyVersion}); err != nil {
		return fmt.Errorf("store item %s: %w", it.ID, err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.items[it.ID] = it
	r.changed = true
	return nil
}

// progress counts the items.
func (r *run) progress() Progress {
	p := Progress{Done: len(r.items), Total: max(r.total, len(r.items))}
	for it := range maps.Values(r.items) {
		if it.Status == ItemFailed {
			p.Failed++
		}
	}
	return p
}

// writeWhileRunning keeps the stored progress fresh until the returned function is called.
func (r *run) writeWhileRunning(ctx context.Context) (stop func()) {
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(writeEvery)
		defer tick.Stop()
		var last time.Time
		for {
			select {
			case <-done:
				return
			case <-tick.C:
			}
			if r.takeChanged() || time.Since(last) >= heartbeat {
				last = time.Now()
				_, err := r.e.update(context.WithoutCancel(ctx), r.job.Receiver, r.job.ID, r.write)
				if err != nil {
					r.e.c.Logger.WarnContext(ctx, "progress could not be stored", "job_id", string(r.job.ID), "error", err)
				}
			}
		}
	}()
	return func() { close(done); <-stopped }
}

func (r *run) takeChanged() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.changed
	r.changed = false
	return c
}

func (r *run) write(j *Job) {
	r.mu.Lock()
	defer r.mu.Unlock()
	j.Progress, j.Message = r.progress(), r.message
}

// handle calls the handler; a panic is an error.
func (r *run) handle(ctx context.Context) (err error) {
	h, ok := r.e.c.Handlers[r.job.Kind]
	if !ok {
		return fault.Newf(fault.Internal, CodeUnknownJobKind, "There is no job of the kind %s.", r.job.Kind)
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the handler of %s panicked: %v\n%s", r.job.Kind, p, debug.Stack())
		}
	}()
	return h(ctx, r)
}

// end is how an attempt ended.
type end struct {
	status   Status
	message  string
	after    time.Duration
	stopping bool // the portal stops: the job stays running and goes on with the next process
}

func (r *run) outcome(ctx context.Context, err error) end {
	var wait *Wait
	switch {
	case err == nil:
		return r.ended()
	case errors.Is(context.Cause(ctx), errCanceled):
		return end{status: StatusCanceled, message: "Canceled. What was done stays done."}
	case errors.Is(context.Cause(ctx), errStopping):
		return end{status: StatusRunning, stopping: true}
	case errors.As(err, &wait):
		return end{status: StatusWaiting, message: wait.Reason, after: wait.After}
	}
	if f, ok := fault.As(err); ok && f.Kind != fault.Internal {
		return end{status: StatusFailed, message: f.Message}
	}
	return end{status: StatusFailed, message: "The job failed for a reason of ours. The log has the details under its id."}
}

// ended derives the status from the items.
func (r *run) ended() end {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.progress()
	partial := 0
	for it := range maps.Values(r.items) {
		if it.Status == ItemPartial {
			partial++
		}
	}
	switch {
	case p.Done > 0 && p.Failed == p.Done:
		return end{status: StatusFailed, message: fmt.Sprintf("All %d items failed.", p.Done)}
	case p.Failed+partial > 0:
		return end{status: StatusPartiallySucceeded, message: fmt.Sprintf("%d of %d items failed, %d are incomplete.", p.Failed, p.Done, partial)}
	}
	return end{status: StatusSucceeded, message: fmt.Sprintf("%d items.", p.Done)}
}

func (n end) apply(j *Job, r *run, e *Engine) {
	r.write(j)
	if n.stopping {
		return
	}
	j.Status, j.Message = n.status, n.message
	if n.status.Final() {
		j.FinishedAt = e.c.Clock.Now()
	}
}
