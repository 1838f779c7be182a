package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// maxArgsBytes leaves room for the rest of the record.
const maxArgsBytes = 64 << 10

func (in StartInput) check(handlers map[Kind]Handler) error {
	if err := in.Scope.Check(); err != nil {
		return err
	}
	switch {
	case handlers[in.Kind] == nil:
		return fault.Newf(fault.Internal, CodeUnknownJobKind, "There is no job of the kind %s.", in.Kind)
	case in.Title == "":
		return fmt.Errorf("jobs: a job of kind %s has no title", in.Kind)
	case in.Exclusive != "" && !exclusiveForm.MatchString(in.Exclusive):
		return fmt.Errorf("jobs: %q is no exclusive key", in.Exclusive)
	}
	return nil
}

// Start stores a job and returns at once; created is false when an unfinished job holds the exclusive key, which then is the one
// returned. Without a running engine the job waits in the store for one.
func (e *Engine) Start(ctx context.Context, in StartInput) (job Job, created bool, err error) {
	if err := in.check(e.cfg.Handlers); err != nil {
		return Job{}, false, err
	}
	args, err := json.Marshal(in.Args)
	if err != nil {
		return Job{}, false, fmt.Errorf("encode arguments of a job of kind %s: %w", in.Kind, err)
	}
	if len(args) > maxArgsBytes {
		return Job{}, false, fmt.Errorf("jobs: arguments of a job of kind %s have %d bytes, at most %d", in.Kind, len(args), maxArgsBytes)
	}
	now := e.cfg.Clock.Now()
	rec := record{
		Job: Job{
			ID: ID(e.ids.Next("job_")), Kind: in.Kind, Receiver: in.Scope.Receiver(), Title: in.Title, Args: args, Status: StatusQueued,
			CreatedAt: now, CreatedBy: in.Scope.Principal().ID, UpdatedAt: now,
		},
		Exclusive: in.Exclusive,
	}
	for {
		err := e.create(ctx, rec)
		if err == nil {
			e.enqueue(rec.ref())
			return rec.Job, true, nil
		}
		if !errors.Is(err, store.ErrVersion) {
			return Job{}, false, fmt.Errorf("start a job of kind %s: %w", in.Kind, err)
		}
		holder, err := e.holder(ctx, rec)
		if err != nil {
			return Job{}, false, err
		}
		if holder != nil {
			return *holder, false, nil
		}
	}
}

// create writes a new job with its exclusive key; store.ErrVersion says that another job holds it.
func (e *Engine) create(ctx context.Context, rec record) error {
	w, err := rec.write(store.Absent)
	if err != nil {
		return err
	}
	writes := []store.Write{w}
	if rec.Exclusive != "" {
		writes = append(writes, store.Write{Key: rec.ref().exclusive(rec.Exclusive), Value: []byte(rec.ID), Version: store.Absent})
	}
	return e.cfg.Store.Apply(ctx, writes...)
}

// holder returns the job that holds the exclusive key, or nil when it has just ended.
func (e *Engine) holder(ctx context.Context, rec record) (*Job, error) {
	key := rec.ref().exclusive(rec.Exclusive)
	held, err := e.cfg.Store.Get(ctx, key)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil //nolint:nilnil // documented: nobody holds it any more
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	job, _, err := e.load(ctx, ref{receiver: rec.Receiver, kind: rec.Kind, id: ID(held.Value)})
	switch {
	case err == nil && !job.Status.Final():
		return &job.Job, nil
	case err != nil && !fault.Is(err, fault.NotFound):
		return nil, err
	}
	// Ending a job frees its key in the same batch; a key that is left over all the same must not block for ever.
	err = e.cfg.Store.Apply(ctx, store.Write{Key: key, Version: held.Version})
	if err != nil && !errors.Is(err, store.ErrVersion) {
		return nil, fmt.Errorf("free %s: %w", key, err)
	}
	return nil, nil //nolint:nilnil // documented: nobody holds it any more
}

// Get returns a job of the receiver.
func (e *Engine) Get(ctx context.Context, s scope.Scope, id ID) (Job, error) {
	if err := s.Check(); err != nil {
		return Job{}, err
	}
	rec, _, err := e.load(ctx, ref{receiver: s.Receiver(), id: id})
	return rec.Job, err
}

// List returns the jobs of the receiver, newest first.
func (e *Engine) List(ctx context.Context, s scope.Scope) ([]Job, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	recs, err := e.records(ctx, jobPrefix+s.Receiver()+"/")
	if err != nil {
		return nil, err
	}
	list := make([]Job, len(recs))
	for i, rec := range recs {
		list[i] = rec.Job
	}
	return list, nil
}

// Last returns the newest job of a kind; false when there is none.
func (e *Engine) Last(ctx context.Context, s scope.Scope, kind Kind) (Job, bool, error) {
	list, err := e.List(ctx, s)
	if err != nil {
		return Job{}, false, err
	}
	for _, job := range list {
		if job.Kind == kind {
			return job, true, nil
		}
	}
	return Job{}, false, nil
}

// Items returns what is recorded of a job of the receiver, in order of item ids.
func (e *Engine) Items(ctx context.Context, s scope.Scope, id ID) ([]Item, error) {
	job, err := e.Get(ctx, s, id)
	if err != nil {
		return nil, err
	}
	return e.items(ctx, ref{receiver: job.Receiver, id: id})
}

// Cancel asks a job to stop. One that is not being worked on ends at once; a running one ends as soon as its handler returns, and what
// it has recorded stays. Cancelling twice is the same as once.
func (e *Engine) Cancel(ctx context.Context, s scope.Scope, id ID) (Job, error) {
	if err := s.Check(); err != nil {
		return Job{}, err
	}
	if !s.Principal().Has(scope.Operator) {
		return Job{}, fault.New(fault.Forbidden, CodeOperatorNeeded, "You may look at jobs and not cancel them. Ask somebody with the role operator.")
	}
	now := e.cfg.Clock.Now()
	rec, err := e.update(ctx, ref{receiver: s.Receiver(), id: id}, func(r *record) error {
		switch {
		case r.Status == StatusCanceled:
			return errUnchanged
		case r.Status.Final():
			return finished(r.Job)
		case r.Status == StatusRunning && r.CancelRequested:
			return errUnchanged
		}
		r.CancelRequested, r.UpdatedAt = true, now
		if r.Status != StatusRunning {
			r.end(StatusCanceled, messageCanceled, now)
		}
		return nil
	})
	if err != nil {
		return Job{}, err
	}
	e.interrupt(id)
	return rec.Job, nil
}

// Resume lets a waiting job try again now. A job that is queued or running is left alone.
func (e *Engine) Resume(ctx context.Context, s scope.Scope, id ID) (Job, error) {
	if err := s.Check(); err != nil {
		return Job{}, err
	}
	rec, err := e.update(ctx, ref{receiver: s.Receiver(), id: id}, func(r *record) error {
		switch {
		case r.Status.Final():
			return finished(r.Job)
		case r.Status != StatusWaiting:
			return errUnchanged
		}
		r.Status, r.UpdatedAt = StatusQueued, e.cfg.Clock.Now()
		return nil
	})
	if err != nil {
		return Job{}, err
	}
	e.enqueue(rec.ref())
	return rec.Job, nil
}
