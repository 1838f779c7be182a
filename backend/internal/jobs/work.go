package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/scope"
)

// Sentences people read on a job that did not simply succeed.
const (
	messageCanceled    = "Cancelled. What was done stays done."
	messageState       = "The portal could not write its own state. It tries again."
	messageUnknownKind = "This version of the portal does not know this kind of job."
	messageBroken      = "The job stopped because of an error in the portal. The log has the details under the id of the job."
)

// outcome is how an attempt ended.
type outcome struct {
	status  Status        // running: the engine stops, the job goes on with the next start
	message string        // empty: what the handler said last
	after   time.Duration // for waiting
	cause   error         // for the log
}

// work makes one attempt at a job.
func (e *Engine) work(a *attempt) {
	state := context.WithoutCancel(a.ctx)
	began := e.cfg.Clock.Now()
	r, err := e.begin(state, a)
	if err != nil {
		e.cfg.Logger.Error("job could not begin", "job_id", a.id, "job_kind", a.kind, "payer_id", a.receiver, "error", err)
		e.later(a.ref, e.cfg.RetryState)
		return
	}
	if r == nil {
		return
	}
	o := e.attempt(a, r)
	job, err := e.settle(a, r, o)
	log := e.cfg.Logger.With("job_id", a.id, "job_kind", a.kind, "payer_id", a.receiver, "attempt", r.job.Attempts,
		"duration_ms", e.cfg.Clock.Now().Sub(began).Milliseconds())
	if err != nil {
		log.Error("job could not be settled; it goes on with the next start", "error", err)
		return
	}
	logOutcome(log, job, o)
	switch {
	case job.Status == StatusWaiting && o.after > 0:
		e.later(a.ref, o.after)
	case job.Status.Final():
		if err := e.prune(state, a.receiver); err != nil {
			log.Warn("old jobs could not be removed", "error", err)
		}
	}
}

func logOutcome(log *slog.Logger, job Job, o outcome) {
	args := []any{"status", job.Status, "done", job.Progress.Done, "failed", job.Progress.Failed}
	if f, ok := fault.As(o.cause); ok {
		args = append(args, "error_code", f.Code)
	}
	if o.cause != nil {
		args = append(args, "error", o.cause)
	}
	switch job.Status {
	case StatusFailed:
		log.Error("job failed", args...)
	case StatusPartiallySucceeded, StatusWaiting:
		log.Warn("job needs attention", args...)
	case StatusRunning:
		log.Info("job interrupted", args...)
	case StatusQueued, StatusSucceeded, StatusCanceled:
		log.Info("job ended", args...)
	}
}

// begin marks the job as running and reads what earlier attempts recorded; nil when there is nothing to work on.
func (e *Engine) begin(ctx context.Context, a *attempt) (*run, error) {
	items, err := e.items(ctx, a.ref)
	if err != nil {
		return nil, err
	}
	r := newRun(e, a, items)
	rec, err := e.update(ctx, a.ref, func(rec *record) error {
		now := e.cfg.Clock.Now()
		switch {
		case rec.Status.Final():
			return errUnchanged
		case rec.CancelRequested:
			rec.end(StatusCanceled, messageCanceled, now)
			return nil
		case e.cfg.Handlers[rec.Kind] == nil:
			rec.end(StatusFailed, messageUnknownKind, now)
			return nil
		}
		if rec.StartedAt.IsZero() {
			rec.StartedAt = now
		}
		rec.Status, rec.UpdatedAt = StatusRunning, now
		rec.Attempts++
		rec.Progress.Done, rec.Progress.Failed = r.counts()
		return nil
	})
	if fault.Is(err, fault.NotFound) {
		return nil, nil //nolint:nilnil // documented: it was removed
	}
	if err != nil || rec.Status.Final() {
		return nil, err
	}
	r.accept(rec.Job)
	r.scope, err = onBehalf(rec.Job)
	return r, err
}

// onBehalf is the portal's own scope for a job, naming who asked for it.
func onBehalf(j Job) (scope.Scope, error) {
	p := scope.Portal()
	if j.CreatedBy != p.ID {
		p.Name += " for " + j.CreatedBy
	}
	return scope.New(j.Receiver, p)
}

// attempt runs the handler beside the writer of progress and says how it ended.
func (e *Engine) attempt(a *attempt, r *run) outcome {
	stopProgress := make(chan struct{})
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		r.report(stopProgress)
	}()
	err := e.handle(a, r)
	close(stopProgress)
	<-stopped
	return judge(context.Cause(a.ctx), err, r)
}

// handle calls the handler; a panic becomes an error with its stack in the log.
func (e *Engine) handle(a *attempt, r *run) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the handler panicked: %v", p)
			e.cfg.Logger.Error("job handler panicked", "job_id", a.id, "job_kind", a.kind, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		}
	}()
	return e.cfg.Handlers[r.job.Kind](a.ctx, r)
}

// judge derives the outcome from why the context ended (nil: it did not), from what the handler returned and from the items.
func judge(ended, err error, r *run) outcome {
	if wait := (*Wait)(nil); errors.As(err, &wait) && !errors.Is(ended, errCanceled) {
		return outcome{status: StatusWaiting, message: wait.Reason, after: wait.After}
	}
	switch {
	case err == nil && (ended == nil || r.complete()):
		return r.verdict()
	case errors.Is(ended, errCanceled):
		return outcome{status: StatusCanceled, message: messageCanceled}
	case ended != nil:
		return outcome{status: StatusRunning}
	}
	if state := (*stateError)(nil); errors.As(err, &state) {
		return outcome{status: StatusWaiting, message: messageState, after: r.e.cfg.RetryState, cause: err}
	}
	if f, ok := fault.As(err); ok && f.Kind != fault.Internal {
		return outcome{status: StatusFailed, message: f.Message, cause: err}
	}
	return outcome{status: StatusFailed, message: messageBroken, cause: err}
}

// settle writes the outcome. When the store fails it tries again until the engine stops; then the job stays running in the store.
func (e *Engine) settle(a *attempt, r *run, o outcome) (Job, error) {
	for {
		rec, err := e.update(context.WithoutCancel(a.ctx), a.ref, func(rec *record) error {
			if rec.Status.Final() {
				return errUnchanged
			}
			r.fill(rec)
			if o.message != "" {
				rec.Message = o.message
			}
			now := e.cfg.Clock.Now()
			switch {
			case o.status == StatusWaiting && rec.CancelRequested:
				rec.end(StatusCanceled, messageCanceled, now)
			case o.status.Final():
				rec.end(o.status, rec.Message, now)
			default:
				rec.Status, rec.UpdatedAt = o.status, now
			}
			return nil
		})
		if err == nil || errors.Is(context.Cause(a.ctx), errStopping) {
			return rec.Job, err
		}
		e.cfg.Logger.Warn("job could not be settled; trying again", "job_id", a.id, "job_kind", a.kind, "error", err)
		again := time.NewTimer(e.cfg.RetryState)
		select {
		case <-again.C:
		case <-stopping(a.ctx):
			again.Stop()
			return rec.Job, err
		}
	}
}

// stopping is closed when ctx has ended; a job that was cancelled waits for the timer instead, for its context ended long ago.
func stopping(ctx context.Context) <-chan struct{} {
	if errors.Is(context.Cause(ctx), errCanceled) {
		return nil
	}
	return ctx.Done()
}

// summary is the sentence of a job whose items did not all succeed.
func summary(total, recorded, failed, partial int) string {
	parts := []string{fmt.Sprintf("%d of %d items are complete", recorded-failed-partial, max(total, recorded))}
	for _, p := range []struct {
		n    int
		what string
	}{{failed, "failed"}, {partial, "with something missing"}, {max(total, recorded) - recorded, "not worked on"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.what))
		}
	}
	return strings.Join(parts, ", ") + "."
}
