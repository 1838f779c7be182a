package plans

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ident"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// Lifetime is how long a plan waits for its review. What it says of quota and dates is not to be trusted for longer.
const Lifetime = 15 * time.Minute

// keepUnused is how many plans that were never applied are kept for a receiver; those that were applied are kept for ever.
const keepUnused = 200

// Config is what the room needs; every field but InboundQuota is required.
type Config struct {
	Store     store.Store
	Clock     clock.Clock
	Logger    *slog.Logger
	AWS       AWS
	Directory Directory
	Jobs      Jobs // the engine that runs Run for jobs of JobKind
	Timer     Timer
	// InboundQuota is how many inbound transfers the receiver may have, as whoever runs the portal was told by AWS; 0 when it is not known.
	InboundQuota int
}

// Timer waits; the machine's time but in tests.
type Timer interface {
	// Sleep returns nil after d, or the context's error when that ends first.
	Sleep(ctx context.Context, d time.Duration) error
}

// Service keeps plans and applies them.
type Service struct {
	c       Config
	ids     *ident.Maker
	workers map[Kind]worker

	applying sync.Mutex // one Apply at a time, so that a plan gets one job
}

// New returns the room.
func New(c Config) (*Service, error) {
	if c.Store == nil || c.Clock == nil || c.Logger == nil || c.AWS == nil || c.Directory == nil || c.Jobs == nil || c.Timer == nil {
		return nil, errors.New("plans: store, clock, logger, AWS, directory, jobs and timer are required")
	}
	if c.InboundQuota < 0 {
		return nil, errors.New("plans: a quota is not negative")
	}
	return &Service{c: c, ids: ident.NewMaker(c.Clock), workers: map[Kind]worker{
		TransferInvite: inviting{c.AWS}, TransferRename: renaming{c.AWS}, TransferWithdraw: withdrawing{c.AWS}, TransferCancel: canceling{c.AWS},
	}}, nil
}

// CreateInput asks for a plan.
type CreateInput struct {
	Scope    scope.Scope
	Receiver string // as the request says it; it has to be the scope's
	Request  Request
}

// Create works out what a request would do and keeps it for review. Nothing is asked of AWS.
func (s *Service) Create(ctx context.Context, in CreateInput) (View, error) {
	if err := s.mayChange(in.Scope, in.Receiver); err != nil {
		return View{}, err
	}
	k, err := s.known(ctx, in.Scope)
	if err != nil {
		return View{}, err
	}
	p, err := propose(k, in.Request)
	if err != nil {
		return View{}, err
	}
	hash, err := p.hash(in.Scope.Receiver())
	if err != nil {
		return View{}, err
	}
	who := in.Scope.Principal().ID
	plan := Plan{
		ID: ID(s.ids.Next("plan_")), Receiver: in.Scope.Receiver(), Kind: p.kind, Title: p.title, Request: in.Request, CreatedAt: k.now, CreatedBy: who,
		ExpiresAt: k.now.Add(Lifetime), Hash: hash, ItemCount: len(p.items), Consequences: p.consequences, Warnings: p.warnings,
		Reversible: p.reversible, UndoNote: p.undo, ConfirmWord: p.confirm, Status: Draft,
		Trail: []Event{{At: k.now, By: who, What: "created"}},
	}
	if err := s.add(ctx, plan, p.items); err != nil {
		return View{}, err
	}
	if err := s.forget(ctx, in.Scope.Receiver()); err != nil {
		s.c.Logger.WarnContext(ctx, "old plans could not be removed", "payer_id", in.Scope.Receiver(), "error", err)
	}
	return View{Plan: plan, Now: Draft, First: p.items[:min(FirstItems, len(p.items))]}, nil
}

// mayChange refuses who may only look, and a request that names another receiver than its scope.
func (s *Service) mayChange(sc scope.Scope, receiver string) error {
	if err := sc.Check(); err != nil {
		return err
	}
	if !sc.Principal().Has(scope.Operator) {
		return fault.New(fault.Forbidden, CodeOperatorNeeded, "You may look at plans and not make, apply or discard them. Ask somebody with the role operator.")
	}
	if receiver != sc.Receiver() {
		return fault.New(fault.Conflict, CodeReceiverMismatch, "The body names another receiver than the request is for. Nothing was done.")
	}
	return nil
}

// known is what plans are worked out from now.
func (s *Service) known(ctx context.Context, sc scope.Scope) (known, error) {
	d, err := s.c.Directory.Directory(ctx, sc)
	return known{sc.Receiver(), d, s.c.Clock.Now(), s.c.InboundQuota}, err
}

// Get returns a plan as it stands now.
func (s *Service) Get(ctx context.Context, sc scope.Scope, id ID) (View, error) {
	if err := sc.Check(); err != nil {
		return View{}, err
	}
	p, _, err := s.load(ctx, sc.Receiver(), id)
	if err != nil {
		return View{}, err
	}
	k, err := s.known(ctx, sc)
	if err != nil {
		return View{}, err
	}
	v, err := s.view(ctx, sc, k, p)
	if err != nil {
		return View{}, err
	}
	v.First, err = s.items(ctx, p, FirstItems)
	return v, err
}

// view says how a plan stands now.
func (s *Service) view(ctx context.Context, sc scope.Scope, k known, p Plan) (View, error) {
	var err error
	if p.Status == Applying {
		if p, err = s.settled(ctx, sc, p); err != nil {
			return View{}, err
		}
	}
	v := View{Plan: p, Now: p.Status, Note: p.Note}
	if p.Status != Draft {
		return v, nil
	}
	if !k.now.Before(p.ExpiresAt) {
		v.Now, v.Note = Expired, "The plan waited too long for its review. Make it again."
		return v, nil
	}
	again, err := propose(k, p.Request)
	if f, ok := fault.As(err); ok && f.Kind != fault.Internal {
		v.Now, v.Note = Stale, f.Message
		return v, nil
	}
	if err != nil {
		return View{}, err
	}
	hash, err := again.hash(p.Receiver)
	if err == nil && hash != p.Hash {
		v.Now, v.Note = Stale, "What the plan was made from has changed since. Make it again."
	}
	return v, err
}

// List returns a page of plans, the newest first unless sorted.
func (s *Service) List(ctx context.Context, sc scope.Scope, q paging.Query) (paging.Page[View], error) {
	if err := sc.Check(); err != nil {
		return paging.Page[View]{}, err
	}
	k, err := s.known(ctx, sc)
	if err != nil {
		return paging.Page[View]{}, err
	}
	all, err := s.plans(ctx, sc.Receiver())
	if err != nil {
		return paging.Page[View]{}, err
	}
	views := make([]View, len(all))
	for i, p := range all {
		if views[i], err = s.view(ctx, sc, k, p); err != nil {
			return paging.Page[View]{}, err
		}
	}
	page, err := paging.Apply("plans/"+sc.Receiver(), views, q, planSchema)
	if err != nil {
		return page, err
	}
	for i := range page.Items {
		if page.Items[i].First, err = s.items(ctx, page.Items[i].Plan, FirstItems); err != nil {
			return paging.Page[View]{}, err
		}
	}
	return page, nil
}

var planSchema = paging.Schema[View]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[View]{
		"kind":       paging.Enum(func(v View) string { return string(v.Kind) }, Kinds()...),
		"status":     paging.Enum(func(v View) string { return string(v.Now) }, Statuses()...),
		"title":      paging.Text(func(v View) string { return v.Title }),
		"created_by": paging.Text(func(v View) string { return v.CreatedBy }),
		"created_at": paging.Time(func(v View) (time.Time, bool) { return v.CreatedAt, true }),
	},
	Search:  func(v View) []string { return []string{v.Title, string(v.ID), v.CreatedBy} },
	Default: []paging.Key{{Property: "created_at", Desc: true}},
	ID:      func(v View) string { return string(v.ID) },
}

// Items returns a page of the items of a plan, in their order unless sorted.
func (s *Service) Items(ctx context.Context, sc scope.Scope, id ID, q paging.Query) (paging.Page[Item], error) {
	if err := sc.Check(); err != nil {
		return paging.Page[Item]{}, err
	}
	p, _, err := s.load(ctx, sc.Receiver(), id)
	if err != nil {
		return paging.Page[Item]{}, err
	}
	all, err := s.items(ctx, p, p.ItemCount)
	if err != nil {
		return paging.Page[Item]{}, err
	}
	return paging.Apply("plan-items/"+string(id), all, q, itemSchema)
}

var itemSchema = paging.Schema[Item]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[Item]{
		"label":     paging.Text(func(i Item) string { return i.Label }),
		"operation": paging.Text(func(i Item) string { return i.Operation }),
		"status":    paging.Enum(func(i Item) string { return string(i.Status) }, ItemStatuses()...),
	},
	Search: func(i Item) []string { return []string{i.Label, i.CustomerID, i.Detail} },
	ID:     func(i Item) string { return i.ID },
}

// Discard puts a plan away that was not applied. Discarding twice is the same as once.
func (s *Service) Discard(ctx context.Context, sc scope.Scope, id ID) (View, error) {
	if err := s.mayChange(sc, sc.Receiver()); err != nil {
		return View{}, err
	}
	s.applying.Lock()
	defer s.applying.Unlock()
	_, err := s.update(ctx, sc.Receiver(), id, func(p *Plan) error {
		switch p.Status {
		case Draft:
			p.Status = Discarded
			p.Trail = append(p.Trail, Event{At: s.c.Clock.Now(), By: sc.Principal().ID, What: "discarded"})
			return nil
		case Discarded:
			return errUnchanged
		case Applying, Applied, PartiallyApplied, Failed, Stale, Expired:
		}
		return fault.New(fault.Conflict, CodePlanStarted, "The plan was applied, so it cannot be discarded any more.")
	})
	if err != nil {
		return View{}, err
	}
	return s.Get(ctx, sc, id)
}

// ApplyInput says that a plan was reviewed and is to be applied.
type ApplyInput struct {
	Scope    scope.Scope
	ID       ID
	Receiver string // as the request says it; it has to be the scope's
	Hash     string // of what was reviewed
	Confirm  string // the word of the plan, where it has one
}

// Apply starts the one job of a plan; applying it again gives the same job.
func (s *Service) Apply(ctx context.Context, in ApplyInput) (View, jobs.Job, error) {
	if err := s.mayChange(in.Scope, in.Receiver); err != nil {
		return View{}, jobs.Job{}, err
	}
	s.applying.Lock()
	defer s.applying.Unlock()
	v, err := s.Get(ctx, in.Scope, in.ID)
	if err != nil {
		return View{}, jobs.Job{}, err
	}
	if in.Hash != v.Hash {
		return View{}, jobs.Job{}, fault.New(fault.Conflict, CodePlanChanged, "This is not what was reviewed: the content hash is another. Read the plan again.")
	}
	if v.JobID == "" {
		if err := applicable(v, in.Confirm); err != nil {
			return View{}, jobs.Job{}, err
		}
		job, _, err := s.c.Jobs.Start(ctx, jobs.StartInput{
			Scope: in.Scope, Kind: JobKind, Title: v.Title, Args: jobArgs{v.ID}, Exclusive: string(v.ID),
		})
		if err != nil {
			return View{}, jobs.Job{}, err
		}
		if _, err := s.claim(ctx, job, v.ID); err != nil {
			return View{}, jobs.Job{}, err
		}
		if v, err = s.Get(ctx, in.Scope, in.ID); err != nil {
			return View{}, jobs.Job{}, err
		}
	}
	job, err := s.c.Jobs.Get(ctx, in.Scope, v.JobID)
	return v, job, err
}

// applicable refuses a plan that cannot be applied now.
func applicable(v View, confirm string) error {
	switch v.Now {
	case Draft:
	case Stale:
		return fault.New(fault.Conflict, CodePlanStale, v.Note)
	case Expired:
		return fault.New(fault.Conflict, CodePlanExpired, v.Note)
	case Discarded:
		return fault.New(fault.Conflict, CodePlanDiscarded, "The plan was discarded. Make it again.")
	case Applying, Applied, PartiallyApplied, Failed:
		return fmt.Errorf("plan %s is %s and has no job", v.ID, v.Now)
	}
	if confirm != v.ConfirmWord {
		return &fault.Error{
			Kind: fault.Invalid, Code: fault.CodeInvalidRequest, Message: "This cannot be undone. Send the word of the plan in confirm.",
			Fields: []fault.Field{{Pointer: "/confirm", Code: CodePlanNotConfirmed, Detail: "Send the confirm_word of the plan, and nothing where it has none."}},
		}
	}
	return nil
}

// forget removes the oldest plans that were never applied, beyond those that are kept.
func (s *Service) forget(ctx context.Context, receiver string) error {
	all, err := s.plans(ctx, receiver)
	if err != nil {
		return err
	}
	kept := 0
	for _, p := range slices.Backward(all) { // by time, the oldest first
		unused := p.Status == Discarded || p.Status == Draft && !s.c.Clock.Now().Before(p.ExpiresAt.Add(Lifetime))
		if !unused {
			continue
		}
		if kept++; kept <= keepUnused {
			continue
		}
		if err := s.remove(ctx, p); err != nil {
			return err
		}
	}
	return nil
}
