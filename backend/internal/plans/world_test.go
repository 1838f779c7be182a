package plans

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/objects"
	"portal.example/backend/internal/objects/file"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
	"portal.example/backend/internal/store/memory"
	"portal.example/backend/internal/transfers"
)

const receiver = "111122223333"

var now = time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)

// world is AWS as these tests see it: a list of transfers that outlives every process. It is worse than AWS in that it lets anybody invite twice, unless told
// otherwise, so that a second invitation shows.
type world struct {
	mu        sync.Mutex
	transfers []transfers.Transfer
	effects   map[string]int // by operation
	reads     int
	lag       int  // how many reads do not show an invitation
	sentAt    int  // the read before which the last invitation was sent
	unique    bool // refuse a second invitation, as AWS does
	refuse    map[string]error
}

func newWorld() *world {
	past := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return &world{effects: map[string]int{}, refuse: map[string]error{}, transfers: []transfers.Transfer{
		{ID: "rt-active00", ARN: "arn:1", Name: "Acme", Status: "ACCEPTED", SourceID: "210000000001", SourceEmail: "a@acme.example", Start: past},
		{ID: "rt-invited0", ARN: "arn:2", Name: "Beta", Status: "REQUESTED", SourceID: "210000000002", SourceEmail: "b@beta.example", Start: past.AddDate(1, 0, 0)},
		{ID: "rt-ending00", ARN: "arn:3", Name: "Gamma", Status: "WITHDRAWN", SourceID: "210000000003", SourceEmail: "c@gamma.example", Start: past, End: time.Date(2026, 11, 30, 23, 59, 59, 0, time.UTC)},
		{ID: "rt-declined", ARN: "arn:4", Name: "Delta", Status: "DECLINED", SourceID: "210000000004", SourceEmail: "d@delta.example", Start: past},
		{ID: "rt-behind00", ARN: "arn:5", Name: "Epsilon", Status: "ACCEPTED", SourceID: "210000000005", Start: past, Relation: transfers.Indirect, Via: "210000000001"},
	}}
}

func (w *world) visible() []transfers.Transfer {
	w.reads++
	var all []transfers.Transfer
	for _, t := range w.transfers {
		if t.Relation == transfers.Indirect || t.ID == "rt-new00001" && w.reads <= w.sentAt+w.lag {
			continue
		}
		all = append(all, t)
	}
	return all
}

func (w *world) find(id string) *transfers.Transfer {
	for i := range w.transfers {
		if w.transfers[i].ID == id {
			return &w.transfers[i]
		}
	}
	return nil
}

// directory is the portal's copy of the world.
type directory struct {
	w      *world
	groups bool // with the customers of the tests of line items

	mu   sync.Mutex
	copy transfers.Directory
}

func (d *directory) Refresh(_ context.Context, sc scope.Scope) (*transfers.Directory, error) {
	d.w.mu.Lock()
	defer d.w.mu.Unlock()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.copy = transfers.Directory{Receiver: sc.Receiver(), AsOf: now, Transfers: append([]transfers.Transfer{}, d.w.transfers...)}
	if d.groups {
		groups(&d.copy)
	}
	c := d.copy
	return &c, nil
}

func (d *directory) Directory(context.Context, scope.Scope) (*transfers.Directory, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := d.copy
	return &c, nil
}

// errDead is what a process that was killed gets for everything it still tries; nothing of it has an effect.
var errDead = errors.New("this process is dead")

// life is one life of the portal: it ends when the fuse has burnt down.
type life struct {
	mu     sync.Mutex
	fuse   int // operations left; below zero: it does not end
	dead   bool
	died   chan struct{}
	random *rand.Rand
	storms float64 // share of calls of AWS that go wrong
}

func newLife(seed uint64, fuse int, storms float64) *life {
	return &life{fuse: fuse, died: make(chan struct{}), random: rand.New(rand.NewPCG(seed, 1)), storms: storms}
}

// step is taken before each operation. It reports whether the operation has an effect and whether the process lives to hear of it.
func (l *life) step() (effect, lives bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dead {
		return false, false
	}
	if l.fuse--; l.fuse != 0 {
		return true, true
	}
	l.dead = true
	close(l.died)
	return l.random.IntN(2) == 0, false
}

// weather reports whether a call has an effect and what the caller hears.
func (l *life) weather() (effect bool, heard error) {
	effect, lives := l.step()
	if !lives {
		return effect, errDead
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.random.Float64() >= l.storms {
		return true, nil
	}
	switch l.random.IntN(4) {
	case 0:
		return false, fault.New(fault.Unavailable, ledger.CodeAWSThrottled, "AWS limits the rate.")
	case 1:
		return false, fault.New(fault.Unavailable, ledger.CodeAWSUnavailable, "AWS failed.")
	case 2:
		return true, fault.New(fault.Unavailable, ledger.CodeAWSUnavailable, "The answer was lost.")
	}
	return true, errors.New("connection reset by peer")
}

// client is AWS as a process reaches it.
type client struct {
	w *world
	l *life
}

func (c client) InboundTransfers(context.Context, scope.Scope) ([]transfers.Transfer, error) {
	if _, err := c.l.weather(); err != nil {
		return nil, err
	}
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	return c.w.visible(), nil
}

func (c client) Transfer(_ context.Context, _ scope.Scope, id string) (Found, error) {
	if _, err := c.l.weather(); err != nil {
		return Found{}, err
	}
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	for _, t := range c.w.visible() {
		if t.ID == id {
			return Found{t, "h-" + t.ID}, nil
		}
	}
	return Found{}, fault.New(fault.NotFound, CodeTransferNotFound, "AWS knows no transfer "+id+".")
}

// change makes a change of the world in the weather.
func (c client) change(operation string, change func(*world) (string, error)) (Receipt, error) {
	effect, heard := c.l.weather()
	if !effect {
		return Receipt{}, heard
	}
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	refused := c.w.refuse[operation]
	id := ""
	if refused == nil {
		id, refused = change(c.w)
	}
	if refused == nil {
		c.w.effects[operation]++
	}
	if heard == nil {
		heard = refused
	}
	return Receipt{RequestID: fmt.Sprintf("request-%s-%d", operation, c.w.effects[operation]), TransferID: id}, heard
}

func (c client) Invite(_ context.Context, _ scope.Scope, in Invitation) (Receipt, error) {
	return c.change("invite", func(w *world) (string, error) {
		for _, t := range w.transfers {
			if w.unique && in.to(t) && t.HoldsQuota(now) {
				return "", fault.New(fault.Conflict, CodeDoneAtAWS, "The organization has an invitation already.")
			}
		}
		id := fmt.Sprintf("rt-new%05d", w.effects["invite"]+1)
		w.sentAt = w.reads
		w.transfers = append(w.transfers, transfers.Transfer{ID: id, Name: in.Name, Status: "REQUESTED", SourceID: in.AccountID, SourceEmail: in.Email, Start: in.Start})
		return id, nil
	})
}

func (c client) Rename(_ context.Context, _ scope.Scope, id, name string) (Receipt, error) {
	return c.change("rename", func(w *world) (string, error) { w.find(id).Name = name; return "", nil })
}

func (c client) Withdraw(_ context.Context, _ scope.Scope, id string, end time.Time) (Receipt, error) {
	return c.change("withdraw", func(w *world) (string, error) {
		t := w.find(id)
		if t.Status == "WITHDRAWN" {
			return "", fault.New(fault.Conflict, CodeDoneAtAWS, "The transfer is withdrawn already.")
		}
		t.Status, t.End = "WITHDRAWN", end
		return "", nil
	})
}

func (c client) CancelInvitation(_ context.Context, _ scope.Scope, handshake string) (Receipt, error) {
	return c.change("cancel", func(w *world) (string, error) {
		t := w.find(handshake[2:])
		if t.Status == "CANCELED" {
			return "", fault.New(fault.Conflict, CodeDoneAtAWS, "The invitation is cancelled already.")
		}
		t.Status = "CANCELED"
		return "", nil
	})
}

// mortal is the store as a process reaches it.
type mortal struct {
	store.Store

	l *life
}

func (m mortal) Apply(ctx context.Context, writes ...store.Write) error {
	effect, lives := m.l.step()
	var err error
	if effect {
		err = m.Store.Apply(ctx, writes...)
	}
	if !lives {
		return errDead
	}
	return err
}

func (m mortal) Get(ctx context.Context, key string) (store.Record, error) {
	if _, lives := m.l.step(); !lives {
		return store.Record{}, errDead
	}
	return m.Store.Get(ctx, key)
}

func (m mortal) List(ctx context.Context, prefix, after string) iter.Seq2[store.Record, error] {
	if _, lives := m.l.step(); !lives {
		return func(yield func(store.Record, error) bool) { yield(store.Record{}, errDead) }
	}
	return m.Store.List(ctx, prefix, after)
}

// atOnce is a timer that does not wait.
type atOnce struct{}

func (atOnce) Sleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }

// later gives the room the engine that is made after it.
type later struct{ engine **jobs.Engine }

func (l later) Start(ctx context.Context, in jobs.StartInput) (jobs.Job, bool, error) {
	return (*l.engine).Start(ctx, in)
}

func (l later) Get(ctx context.Context, s scope.Scope, id jobs.ID) (jobs.Job, error) {
	return (*l.engine).Get(ctx, s, id)
}

// bundle is a portal over a world and a store that outlive it.
type bundle struct {
	*Service

	t         testing.TB
	world     *world
	store     store.Store
	directory *directory
	engine    *jobs.Engine
	me        scope.Scope
	billing   *billing
	files     objects.Objects
	items     *lineitems.Service
	books     books
}

func setup(t testing.TB) *bundle {
	t.Helper()
	w := newWorld()
	files, err := file.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	b := &bundle{
		t: t, world: w, store: memory.New(), directory: &directory{w: w}, me: as(t, scope.Operator), billing: newBilling(), files: files, books: books{now.AddDate(0, 0, -1)},
	}
	if _, err := b.directory.Refresh(t.Context(), b.me); err != nil {
		t.Fatal(err)
	}
	b.live(newLife(0, -1, 0))
	return b
}

func as(t testing.TB, role scope.Role) scope.Scope {
	t.Helper()
	sc, err := scope.New(receiver, scope.Principal{ID: "tester", Name: "Tester", Roles: []scope.Role{role}, AllReceivers: true})
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

// live begins a new life over what is kept.
func (b *bundle) live(l *life) {
	b.t.Helper()
	b.liveAt(l, now)
}

func (b *bundle) liveAt(l *life, at time.Time) {
	b.t.Helper()
	logger := quiet()
	kept := mortal{b.store, l}
	aws := conductor{b.billing, l}
	b.items = newItems(b.t, aws, kept, b.files, b.directory, at, b.books)
	var err error
	b.Service, err = New(Config{
		Store: kept, Clock: clock.Fixed(at), Logger: logger, AWS: client{b.world, l}, Directory: b.directory, Jobs: later{&b.engine}, Timer: atOnce{}, InboundQuota: 10,
		Writer: aws, Source: aws, LineItems: b.items, Ledger: b.books,
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.engine, err = jobs.New(jobs.Config{
		Store: kept, Clock: clock.Fixed(at), Logger: logger, RetryState: time.Millisecond, ProgressEvery: time.Millisecond,
		Handlers: map[jobs.Kind]jobs.Handler{JobKind: b.Run},
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// plan makes a plan.
func (b *bundle) plan(r Request) View {
	b.t.Helper()
	v, err := b.Create(b.t.Context(), CreateInput{b.me, receiver, r})
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// reviewed is the input that applies a plan.
func (b *bundle) reviewed(v View) ApplyInput {
	return ApplyInput{Scope: b.me, ID: v.ID, Receiver: receiver, Hash: v.Hash, Confirm: v.ConfirmWord}
}

// work runs the engine until the job has ended or the life has.
func (b *bundle) work(l *life, id jobs.ID) {
	b.t.Helper()
	ctx, stop := context.WithCancel(b.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.engine.Run(ctx) }()
	defer func() { stop(); <-ended }()
	for range 20_000 {
		job, err := b.engine.Get(ctx, b.me, id)
		switch {
		case err != nil:
			return // dead
		case job.Status.Final():
			return
		case job.Status == jobs.StatusWaiting:
			_, _ = b.engine.Resume(ctx, b.me, id)
		}
		select {
		case <-l.died:
			return
		case <-time.After(time.Millisecond):
		}
	}
	b.t.Fatalf("job %s does not end", id)
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// losing is AWS whose first answer to an invitation is lost.
type losing struct {
	client

	sent bool
}

func (c *losing) Invite(ctx context.Context, sc scope.Scope, in Invitation) (Receipt, error) {
	receipt, err := c.client.Invite(ctx, sc, in)
	if !c.sent {
		c.sent = true
		return Receipt{}, fault.New(fault.Unavailable, ledger.CodeAWSUnavailable, "The answer was lost.")
	}
	return receipt, err
}
