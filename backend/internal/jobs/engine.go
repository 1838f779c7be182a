package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/ident"
	"portal.example/backend/internal/store"
)

// Config is what an engine needs. Durations and numbers may be zero for their defaults.
type Config struct {
	Store    store.Store
	Clock    clock.Clock
	Logger   *slog.Logger
	Handlers map[Kind]Handler

	Workers       int           // jobs at a time, 4; of one receiver and kind always one
	ProgressEvery time.Duration // how often progress is written at most, 250 ms
	SignOfLife    time.Duration // how old UpdatedAt of a running job gets at most, 3 s
	StopWithin    time.Duration // how long Run waits for handlers when it ends, 10 s
	RetryState    time.Duration // how long to wait after the store failed, 5 s
	Keep          int           // finished jobs kept per receiver, 200
}

func (c *Config) complete() error {
	switch {
	case c.Store == nil, c.Clock == nil, c.Logger == nil:
		return errors.New("jobs: store, clock and logger are required")
	case c.Workers < 0, c.Keep < 0, c.ProgressEvery < 0, c.SignOfLife < 0, c.StopWithin < 0, c.RetryState < 0:
		return errors.New("jobs: numbers and durations are not negative")
	}
	c.Handlers = maps.Clone(c.Handlers)
	for kind, h := range c.Handlers {
		if !kindForm.MatchString(string(kind)) || h == nil {
			return fmt.Errorf("jobs: %q is no kind, or has no handler", kind)
		}
	}
	orDefault(&c.Workers, 4)
	orDefault(&c.ProgressEvery, 250*time.Millisecond)
	orDefault(&c.SignOfLife, 3*time.Second)
	orDefault(&c.StopWithin, 10*time.Second)
	orDefault(&c.RetryState, 5*time.Second)
	orDefault(&c.Keep, 200)
	return nil
}

func orDefault[T comparable](v *T, otherwise T) {
	var zero T
	if *v == zero {
		*v = otherwise
	}
}

// Engine starts, works on and remembers jobs. Its commands work whether it runs or not. One engine works on a store at a time.
type Engine struct {
	cfg Config
	ids *ident.Maker

	mu      sync.Mutex
	running bool
	pending []ref           // to be worked on, in order of ids
	active  map[ID]*attempt // being worked on
	timers  map[ID]*time.Timer
	wake    chan struct{} // has one element when pending or active have changed
}

// attempt is a job being worked on.
type attempt struct {
	ref

	ctx    context.Context //nolint:containedctx // the life of this attempt, ended by cancel; never handed on beyond it
	cancel context.CancelCauseFunc
}

// New returns an engine that does nothing until Run.
func New(cfg Config) (*Engine, error) {
	if err := cfg.complete(); err != nil {
		return nil, err
	}
	return &Engine{cfg: cfg, ids: ident.NewMaker(cfg.Clock), active: map[ID]*attempt{}, timers: map[ID]*time.Timer{}, wake: make(chan struct{}, 1)}, nil
}

// Run works on jobs until ctx ends, beginning with every unfinished one in the store. Then it ends the contexts of handlers and waits
// for them; their jobs stay running in the store and go on with the next Run. An error says that jobs could not be read, that the
// engine runs already, or that handlers did not end in time.
func (e *Engine) Run(ctx context.Context) error {
	e.mu.Lock()
	if e.running {
		e.mu.Unlock()
		return errors.New("jobs: the engine runs already")
	}
	e.running = true
	e.mu.Unlock()
	defer e.rest()

	if err := e.findUnfinished(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("resume jobs: %w", err)
	}
	work, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	defer stop(errStopping)
	var workers sync.WaitGroup
	for ctx.Err() == nil {
		for _, a := range e.ready(work) {
			workers.Go(func() { //nolint:contextcheck // state is written though the context of the attempt has ended
				defer e.release(a)
				e.work(a)
			})
		}
		select {
		case <-ctx.Done():
		case <-e.wake:
		}
	}
	stop(errStopping)
	return e.await(&workers)
}

// rest forgets what only a running engine needs.
func (e *Engine) rest() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.running, e.pending = false, nil
	for _, t := range e.timers {
		t.Stop()
	}
	clear(e.timers)
}

func (e *Engine) await(workers *sync.WaitGroup) error {
	done := make(chan struct{})
	go func() {
		workers.Wait()
		close(done)
	}()
	limit := time.NewTimer(e.cfg.StopWithin)
	defer limit.Stop()
	select {
	case <-done:
		return nil
	case <-limit.C:
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	late := make([]string, 0, len(e.active))
	for id, a := range e.active {
		late = append(late, fmt.Sprintf("%s (%s)", id, a.kind))
	}
	slices.Sort(late)
	return fmt.Errorf("jobs: handlers did not end within %s: %s", e.cfg.StopWithin, strings.Join(late, ", "))
}

func (e *Engine) findUnfinished(ctx context.Context) error {
	recs, err := e.records(ctx, jobPrefix)
	if err != nil {
		return err
	}
	for _, rec := range recs {
		if !rec.Status.Final() {
			e.enqueue(rec.ref())
		}
	}
	return nil
}

// enqueue has a job worked on as soon as there is room. Without a running engine it stays in the store.
func (e *Engine) enqueue(r ref) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if t := e.timers[r.id]; t != nil {
		t.Stop()
		delete(e.timers, r.id)
	}
	at, found := slices.BinarySearchFunc(e.pending, r, func(a, b ref) int { return strings.Compare(string(a.id), string(b.id)) })
	if !e.running || found {
		return
	}
	e.pending = slices.Insert(e.pending, at, r)
	e.nudge()
}

// later has a job worked on after a while.
func (e *Engine) later(r ref, after time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if t := e.timers[r.id]; t != nil {
		t.Stop()
	}
	if e.running {
		e.timers[r.id] = time.AfterFunc(after, func() { e.enqueue(r) })
	}
}

func (e *Engine) nudge() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// ready takes the jobs for which there is room out of pending. A job that is still active (its attempt is just ending) stays pending.
func (e *Engine) ready(ctx context.Context) []*attempt {
	e.mu.Lock()
	defer e.mu.Unlock()
	busy := map[string]bool{}
	for _, a := range e.active {
		busy[a.lane()] = true
	}
	var taken []*attempt
	e.pending = slices.DeleteFunc(e.pending, func(r ref) bool {
		if len(e.active) >= e.cfg.Workers || busy[r.lane()] {
			return false
		}
		a := &attempt{ref: r}
		a.ctx, a.cancel = context.WithCancelCause(ctx)
		busy[r.lane()], e.active[r.id] = true, a
		taken = append(taken, a)
		return true
	})
	return taken
}

// release makes room.
func (e *Engine) release(a *attempt) {
	a.cancel(nil)
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.active, a.id)
	e.nudge()
}

// interrupt ends the context of a job's handler because it was cancelled.
func (e *Engine) interrupt(id ID) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if a := e.active[id]; a != nil {
		a.cancel(errCanceled)
	}
}
