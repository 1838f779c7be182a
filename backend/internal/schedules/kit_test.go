package schedules

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"sync"
	"testing"
	"time"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/jobs/jobstest"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
	"portal.example/backend/internal/store/memory"
)

const receiver = "111122223333"

// begin is when the portal is used first.
var begin = time.Date(2026, time.October, 20, 9, 30, 0, 0, time.UTC)

// errDead is what a process that was killed gets for everything it still tries; nothing of it has an effect.
var errDead = errors.New("this process is dead")

// life is one life of the portal: it ends when the fuse has burnt down, with or without the effect of the last operation.
type life struct {
	mu      sync.Mutex
	fuse    int // operations left; zero or below: it does not end
	effect  bool
	ended   bool
	touched int
}

func (l *life) step() (effect bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return false, errDead
	}
	l.touched++
	if l.fuse--; l.fuse != 0 {
		return true, nil
	}
	l.ended = true
	return l.effect, errDead
}

// mortal is a store as a life reaches it.
type mortal struct {
	store.Store

	l *life
}

func (m mortal) Get(ctx context.Context, key string) (store.Record, error) {
	if _, err := m.l.step(); err != nil {
		return store.Record{}, err
	}
	return m.Store.Get(ctx, key)
}

func (m mortal) Apply(ctx context.Context, writes ...store.Write) error {
	effect, err := m.l.step()
	if !effect {
		return err
	}
	return errors.Join(m.Store.Apply(ctx, writes...), err)
}

func (m mortal) List(ctx context.Context, prefix, after string) iter.Seq2[store.Record, error] {
	if _, err := m.l.step(); err != nil {
		return func(yield func(store.Record, error) bool) { yield(store.Record{}, err) }
	}
	return m.Store.List(ctx, prefix, after)
}

// made is a plan of the neighbour.
type made struct {
	Plan

	month period.Month
	at    time.Time
	by    scope.Principal
}

// world outlives the portal: its state, the plans that its neighbour keeps, and the credits there are.
type world struct {
	store store.Store

	mu      sync.Mutex
	next    *Plan // what the next plan comes to; nil: nothing
	plans   []made
	applied int
	fail    error
	hold    chan struct{} // the neighbour answers when it is closed
	expire  int
	reading jobs.Status // of the last collection; empty for none
	calls   int
}

func newWorld() *world {
	return &world{store: memory.New(), next: &Plan{Items: 31, Customers: 18, Net: []money.Amount{money.New(money.FromInt(1204), money.USD)}, Gross: []money.Amount{money.New(money.FromInt(1204), money.USD)}}}
}

// neighbours are the world as a life reaches it.
type neighbours struct {
	w   *world
	l   *life
	clk clock.Clock
}

func (n neighbours) Receivers(context.Context) ([]string, error) { return []string{receiver}, nil }

func (n neighbours) Plan(ctx context.Context, sc scope.Scope, m period.Month, since time.Time) (*Plan, string, error) {
	effect, err := n.l.step()
	if !effect {
		return nil, "", err
	}
	n.w.mu.Lock()
	hold := n.w.hold
	n.w.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return nil, "", ctx.Err()
		}
	}
	n.w.mu.Lock()
	defer n.w.mu.Unlock()
	n.w.calls++
	if n.w.fail != nil {
		return nil, "", n.w.fail
	}
	for _, p := range n.w.plans {
		if p.month == m && !p.at.Before(since) {
			return &p.Plan, "", err
		}
	}
	if n.w.next == nil {
		return nil, "There is no gap to close.", err
	}
	p := made{*n.w.next, m, n.clk.Now(), sc.Principal()}
	p.ID = fmt.Sprintf("plan_%d", len(n.w.plans)+1)
	n.w.plans = append(n.w.plans, p)
	return &p.Plan, "", err
}

func (n neighbours) LastCollection(context.Context, scope.Scope) (jobs.Job, bool, error) {
	n.w.mu.Lock()
	defer n.w.mu.Unlock()
	return jobs.Job{Status: n.w.reading}, n.w.reading != "", nil
}

func (n neighbours) Apply(_ context.Context, _ scope.Scope, p Plan) error {
	effect, err := n.l.step()
	if effect {
		n.w.mu.Lock()
		defer n.w.mu.Unlock()
		n.w.applied++
		for i := range n.w.plans {
			if n.w.plans[i].ID == p.ID {
				n.w.plans[i].Started = true
			}
		}
	}
	return err
}

func (n neighbours) Expiring(context.Context, scope.Scope) (string, int, error) {
	n.w.mu.Lock()
	defer n.w.mu.Unlock()
	return fmt.Sprintf("%d credits expire within 90 days.", n.w.expire), n.w.expire, n.w.fail
}

// kit is the room with an engine, in one life over a world.
type kit struct {
	*Service
	engine *jobs.Engine
	clk    clock.Clock
	sc     scope.Scope
	life   *life
}

type lateJobs struct{ k *kit }

func (l lateJobs) Start(ctx context.Context, in jobs.StartInput) (jobs.Job, bool, error) {
	return l.k.engine.Start(ctx, in)
}

func (l lateJobs) Get(ctx context.Context, sc scope.Scope, id jobs.ID) (jobs.Job, error) {
	return l.k.engine.Get(ctx, sc, id)
}

// live starts a life of the portal over a world.
func live(t testing.TB, w *world, clk clock.Clock, l *life) *kit {
	t.Helper()
	k := &kit{clk: clk, sc: jobstest.Scope(t, receiver), life: l}
	n, log := neighbours{w, l, clk}, slog.New(slog.DiscardHandler)
	var err error
	if k.Service, err = New(Config{Store: mortal{w.store, l}, Clock: clk, Logger: log, Jobs: lateJobs{k}, Receivers: n, Collections: n, Gaps: n, Credits: n}); err != nil {
		t.Fatal(err)
	}
	k.engine, err = jobs.New(jobs.Config{Store: mortal{w.store, l}, Clock: clk, Logger: log, Handlers: map[jobs.Kind]jobs.Handler{JobKind: k.Run}})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

var everything = paging.Query{Limit: 100, Match: paging.All} //nolint:gochecknoglobals // a constant

func (k *kit) runsOf(t testing.TB, id ID) []Run {
	t.Helper()
	page, err := k.Runs(t.Context(), k.sc, id, everything)
	if err != nil {
		t.Fatal(err)
	}
	return page.Matched
}

func (k *kit) one(t testing.TB, id ID) Schedule {
	t.Helper()
	page, err := k.List(t.Context(), k.sc, everything)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range page.Matched {
		if s.ID == id {
			return s
		}
	}
	t.Fatalf("there is no %s", id)
	return Schedule{}
}

// tick calls RunDue and works until what it started has ended.
func (k *kit) tick(t testing.TB) {
	t.Helper()
	if err := k.RunDue(t.Context(), k.clk.Now()); err != nil {
		t.Fatal(err)
	}
	all, err := k.engine.List(t.Context(), k.sc)
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range all {
		jobstest.Await(t, k.engine, k.sc, j.ID)
	}
}

// at is a clock that can be put forward.
type at struct {
	mu  sync.Mutex
	now time.Time
}

func (a *at) Now() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.now
}

func (a *at) set(month time.Month, day, hour, minute int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	year := begin.Year()
	if month < begin.Month() {
		year++
	}
	a.now = time.Date(year, month, day, hour, minute, 0, 0, time.UTC)
}

// setup is one long life with a working engine.
func setup(t *testing.T) (*kit, *world, *at) {
	t.Helper()
	w, clk := newWorld(), &at{now: begin}
	k := live(t, w, clk, &life{})
	jobstest.Work(t, k.engine)
	k.tick(t)
	return k, w, clk
}
