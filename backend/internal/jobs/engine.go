package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// Config is what the engine needs; every field is required.
type Config struct {
	Store    store.Store
	Clock    clock.Clock
	Logger   *slog.Logger
	Handlers map[Kind]Handler
}

// Bounds of the engine.
const (
	parallelJobs  = 4                      // jobs running at the same time
	keptJobs      = 200                    // finished jobs kept per receiver
	writeEvery    = 250 * time.Millisecond // progress is written at most this often
	heartbeat     = 3 * time.Second        // and at least this often while the job runs
	progressGrace = 10 * time.Second       // for the last write after a stop
)

// Engine runs jobs in this process. State is in the store, so that another process goes on where this one died.
type Engine struct {
	c    Config
	wake chan struct{}

	mu      sync.Mutex
	due     map[ID]dueJob
	running map[ID]*runningJob
}

type dueJob struct {
	receiver string
	kind     Kind
	at       time.Time // of the machine, by which timers run
}

type runningJob struct {
	receiver string
	kind     Kind
	cancel   context.CancelCauseFunc
}

// New returns an engine that runs nothing yet.
func New(c Config) (*Engine, error) {
	if c.Store == nil || c.Clock == nil || c.Logger == nil || len(c.Handlers) == 0 {
		return nil, errors.New("jobs: store, clock, logger and handlers are required")
	}
	return &Engine{c: c, wake: make(chan struct{}, 1), due: map[ID]dueJob{}, running: map[ID]*runningJob{}}, nil
}

// Causes of a handler's context ending.
var (
	errCanceled = errors.New("the job was cancelled")
	errStopping = errors.New("the portal is stopping")
)

// Start stores a job, to be run by Run in this or a later process. With Exclusive it returns the unfinished job of the same key instead, and false.
func (e *Engine) Start(ctx context.Context, in StartInput) (Job, bool, error) {
	if err := in.Scope.Check(); err != nil {
		return Job{}, false, err
	}
	if _, ok := e.c.Handlers[in.Kind]; !ok {
		return Job{}, false, fault.Newf(fault.Internal, CodeUnknownJobKind, "There is no job of the kind %s.", in.Kind)
	}
	args, err := json.Marshal(in.Args)
	if err != nil {
		return Job{}, false, fmt.Errorf("encode arguments of %s: %w", in.Kind, err)
	}
	receiver := in.Scope.Receiver()
	for {
		now := e.c.Clock.Now()
		job := Job{
			ID: newID(now), Kind: in.Kind, Receiver: receiver, Title: in.Title, Args: args, Status: StatusQueued,
			CreatedAt: now, UpdatedAt: now, CreatedBy: in.Scope.Principal().ID,
		}
		writes := []store.Write{{Key: jobKey(receiver, job.ID), Value: encode(job), Version: store.Absent}}
		if in.Exclusive != "" {
			present, lock, err := e.exclusive(ctx, receiver, in)
			if err != nil || present != nil {
				if present != nil {
					return *present, false, nil
				}
				return Job{}, false, err
			}
			lock.Value = []byte(job.ID)
			writes = append(writes, lock)
		}
		err := e.c.Store.Apply(ctx, writes...)
		if errors.Is(err, store.ErrVersion) {
			continue // somebody else was faster
		}
		if err != nil {
			return Job{}, false, fmt.Errorf("store job: %w", err)
		}
		e.schedule(job, 0)
		return job, true, nil
	}
}

// exclusive finds the unfinished job that holds the key, or the write that takes it.
func (e *Engine) exclusive(ctx context.Context, receiver string, in StartInput) (*Job, store.Write, error) {
	key := lockKey(receiver, in.Kind, in.Exclusive)
	rec, err := e.c.Store.Get(ctx, key)
	if errors.Is(err, store.ErrNotFound) {
		return nil, store.Write{Key: key, Version: store.Absent}, nil
	}
	if err != nil {
		return nil, store.Write{}, fmt.Errorf("read lock %s: %w", key, err)
	}
	holder, _, err := e.load(ctx, receiver, ID(rec.Value))
	if err == nil && !holder.Status.Final() {
		return &holder, store.Write{}, nil
	}
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, store.Write{}, err
	}
	return nil, store.Write{Key: key, Version: rec.Version}, nil
}

// Cancel asks a job to stop and returns its state. Cancelling twice is the same as once; a finished job is a conflict.
func (e *Engine) Cancel(ctx context.Context, sc scope.Scope, id ID) (Job, error) {
	if err := sc.Check(); err != nil {
		return Job{}, err
	}
	finished := false
	e.mu.Lock()
	active := e.running[id]
	if active != nil && active.receiver != sc.Receiver() {
		active = nil
	}
	e.mu.Unlock()
	job, err := e.update(ctx, sc.Receiver(), id, func(j *Job) {
		if finished = j.Status.Final(); finished {
			return
		}
		j.CancelRequested = true
		if active == nil {
			j.Status, j.Message, j.FinishedAt = StatusCanceled, "Canceled before it ran on.", e.c.Clock.Now()
		}
	})
	if err != nil {
		return Job{}, err
	}
	if finished {
		return Job{}, fault.New(fault.Conflict, CodeJobFinished, "The job has already ended. There is nothing to cancel.")
	}
	if active != nil {
		active.cancel(errCanceled)
	}
	return job, nil
}

// Resume lets a waiting job try again now.
func (e *Engine) Resume(ctx context.Context, sc scope.Scope, id ID) error {
	j, err := e.Get(ctx, sc, id)
	if err != nil {
		return err
	}
	if !j.Status.Final() {
		e.schedule(j, 0)
	}
	return nil
}

func (e *Engine) schedule(j Job, after time.Duration) {
	e.mu.Lock()
	if _, ok := e.running[j.ID]; !ok {
		e.due[j.ID] = dueJob{j.Receiver, j.Kind, time.Now().Add(after)}
	}
	e.mu.Unlock()
	e.signal()
}

func (e *Engine) signal() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// Run works on jobs until ctx ends, first of all on those an earlier process left unfinished. It returns after every handler has returned; what they had not
// finished goes on with the next Run.
func (e *Engine) Run(ctx context.Context) error {
	left, err := e.listPrefix(ctx, jobsPrefix)
	if err != nil {
		return err
	}
	for _, j := range left {
		if !j.Status.Final() {
			e.schedule(j, 0)
		}
	}
	var working sync.WaitGroup
	defer working.Wait()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		next := e.dispatch(ctx, &working)
		timer.Reset(next)
		select {
		case <-ctx.Done():
			return nil
		case <-e.wake:
		case <-timer.C:
		}
	}
}

// dispatch starts what is due and says when to look again.
func (e *Engine) dispatch(ctx context.Context, working *sync.WaitGroup) time.Duration {
	const idle = time.Minute
	next := idle
	e.mu.Lock()
	defer e.mu.Unlock()
	now := time.Now()
	for id, d := range e.due {
		if wait := d.at.Sub(now); wait > 0 {
			next = min(next, wait)
			continue
		}
		if len(e.running) >= parallelJobs || e.busy(d.receiver, d.kind) || ctx.Err() != nil {
			continue // looked at again when a job ends
		}
		delete(e.due, id)
		jobCtx, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
		stop := context.AfterFunc(ctx, func() { cancel(errStopping) })
		e.running[id] = &runningJob{d.receiver, d.kind, cancel}
		working.Go(func() {
			defer cancel(nil)
			defer stop()
			wait, again := e.attempt(jobCtx, d.receiver, id)
			e.mu.Lock()
			delete(e.running, id)
			e.mu.Unlock()
			if again {
				e.schedule(Job{ID: id, Receiver: d.receiver, Kind: d.kind}, wait)
			}
			e.signal()
		})
	}
	return next
}

func (e *Engine) busy(receiver string, kind Kind) bool {
	for _, r := range e.running {
		if r.receiver == receiver && r.kind == kind {
			return true
		}
	}
	return false
}
