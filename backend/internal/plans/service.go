package plans

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
	"portal.example/backend/internal/ident"
	"portal.example/backend/internal/jobs"
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
	Writer    LineItemWriter
	Source    LineItemSource
	LineItems ItemBook
	Ledger    Ledger
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
	c         Config
	ids       *ident.Maker
	workers   map[Kind]worker
	proposers map[Kind]Proposer

	applying sync.Mutex // one Apply at a time, so that a plan gets one job

	remembering sync.Mutex
	covered     map[ID][]Cover
	fresh       map[ID]freshness
	read        map[string]version // by key
	paged       map[ID]pages
	open        map[string]unfinished // by receiver
	beginnings  map[ID]firsts
}

// New returns the room.
func New(c Config) (*Service, error) {
	if c.Store == nil || c.Clock == nil || c.Logger == nil || c.AWS == nil || c.Directory == nil || c.Jobs == nil || c.Timer == nil ||
		c.Writer == nil || c.Source == nil || c.LineItems == nil || c.Ledger == nil {
		return nil, errors.New("plans: store, clock, logger, AWS, directory, jobs, timer, writer, source, line items and ledger are required")
	}
	if c.InboundQuota < 0 {
		return nil, errors.New("plans: a quota is not negative")
	}
	s := &Service{c: c, ids: ident.NewMaker(c.Clock), covered: map[ID][]Cover{}, fresh: map[ID]freshness{}, read: map[string]version{}, paged: map[ID]pages{}, open: map[string]unfinished{}, beginnings: map[ID]firsts{}, workers: map[Kind]worker{
		TransferInvite: inviting{c.AWS}, TransferRename: renaming{c.AWS}, TransferWithdraw: withdrawing{c.AWS}, TransferCancel: canceling{c.AWS},
	}}
	s.proposers = map[Kind]Proposer{CreateItems: byHand{c}, EndItems: ending{c}, DeleteItems: deleting{c}, TakeBack: undoing{s}}
	return s, nil
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
	id := ID(s.ids.Next("plan_"))
	p, err := s.propose(ctx, in.Scope, k, id, in.Request)
	if err != nil {
		return View{}, err
	}
	if err := checkSize(in.Request); err != nil {
		return View{}, err
	}
	hash, err := p.hash(in.Scope.Receiver())
	if err != nil {
		return View{}, err
	}
	who := in.Scope.Principal().ID
	lifetime := Lifetime
	if p.kind.OfLineItems() {
		lifetime = LinesLifetime
	}
	plan := Plan{
		ID: id, Receiver: in.Scope.Receiver(), Kind: p.kind, Title: p.title, Request: in.Request, CreatedAt: k.now, CreatedBy: who,
		ExpiresAt: k.now.Add(lifetime), Hash: hash, ItemCount: len(p.items), Consequences: p.consequences, Warnings: p.warnings,
		Reversible: p.reversible, UndoNote: p.undo, ConfirmWord: p.confirm, Period: p.period, Totals: p.totals, Largest: p.largest, Unknown: p.unknown, Recurring: p.recurring,
		Skipped: p.skipped, LedgerAsOf: p.ledgerAsOf, Inputs: p.inputs, Simulated: p.simulated, Undoes: p.undoes, Status: Draft,
		Trail: []Event{{At: k.now, By: who, What: "created"}},
	}
	if err := s.add(ctx, plan, p.items); err != nil {
		return View{}, err
	}
	if err := s.forget(ctx, in.Scope.Receiver()); err != nil {
		s.c.Logger.WarnContext(ctx, "old plans could not be removed", "payer_id", in.Scope.Receiver(), "error", err)
	}
	set, err := s.Settings(ctx, in.Scope)
	if err != nil {
		return View{}, err
	}
	also, err := s.alsoIn(ctx, plan)
	return View{Plan: plan, Now: Draft, First: p.items[:min(FirstItems, len(p.items))], Approval: set.approval(plan), AlsoIn: also}, err
}

// mostRequest bounds what is kept of a request, which is part of a record of the store.
const mostRequest = 200 << 10

func checkSize(r Request) error {
	b, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("encode a request: %w", err)
	}
	if len(b) > mostRequest {
		return invalid("", "The request is too long to be kept with its plan. Make several plans.")
	}
	return nil
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
		return otherReceiver()
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
	if v.Now == Draft {
		if v.AlsoIn, err = s.alsoIn(ctx, p); err != nil {
			return View{}, err
		}
	}
	err = s.first(ctx, sc, &v)
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
	if p.Kind.OfLineItems() {
		set, err := s.Settings(ctx, sc)
		if err != nil {
			return View{}, err
		}
		v.Approval = set.approval(p)
	}
	if p.Status != Draft {
		return v, nil
	}
	if !k.now.Before(p.ExpiresAt) {
		v.Now, v.Note = Expired, "The plan waited too long for its review. Make it again."
		return v, nil
	}
	stale, err := s.stale(ctx, sc, k, p)
	if err != nil {
		return View{}, err
	}
	if stale != "" {
		v.Now, v.Note = Stale, stale
	}
	return v, nil
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
		case Rejected, Applying, Applied, PartiallyApplied, Failed, Undone, Stale, Expired:
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
		return View{}, jobs.Job{}, changedPlan()
	}
	if v.JobID == "" || s.again(v.Plan) {
		if err := s.startable(ctx, v, in.Confirm); err != nil {
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

// startable refuses a plan that cannot get a job now. What is not done of a plan that was applied was reviewed before; its job looks whether it is still wanted.
func (s *Service) startable(ctx context.Context, v View, confirm string) error {
	if !s.again(v.Plan) {
		return applicable(v, confirm)
	}
	by, err := s.takenBackBy(ctx, v.Receiver, v.ID)
	if err == nil && by != "" {
		return fault.Newf(fault.Conflict, CodePlanUndone, "The plan is being taken back by plan %s. Wait until that has ended.", by)
	}
	return err
}

// CreateAndApply makes a plan and applies it at once, for whoever reviewed it elsewhere. Where a second person has to approve, the plan is kept and waits, and the fault names it.
func (s *Service) CreateAndApply(ctx context.Context, in CreateInput) (View, jobs.Job, error) {
	v, err := s.Create(ctx, in)
	if err != nil {
		return View{}, jobs.Job{}, err
	}
	return s.Apply(ctx, ApplyInput{Scope: in.Scope, ID: v.ID, Receiver: in.Receiver, Hash: v.Hash, Confirm: v.ConfirmWord})
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
	case Rejected:
		return fault.New(fault.Conflict, CodePlanRejected, "A second person rejected the plan. Make another one.")
	case Undone:
		return undonePlan(v.UndoneBy)
	case Applying, Applied, PartiallyApplied, Failed:
		return fmt.Errorf("plan %s is %s and has no job", v.ID, v.Now)
	}
	switch {
	case v.Simulated:
		return fault.New(fault.Conflict, CodePlanSimulated, "The plan is made of simulated figures and is never applied.")
	case v.Approval != nil && v.Approval.State == ApprovalNeeded:
		return fault.Newf(fault.Conflict, CodeApprovalNeeded, "A second person has to approve plan %s first. %s", v.ID, v.Approval.Reason)
	}
	if confirm != v.ConfirmWord {
		return &fault.Error{
			Kind: fault.Invalid, Code: fault.CodeInvalidRequest, Message: "This needs the word of the plan. Send its confirm_word in confirm.",
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
	for _, p := range all { // the newest first
		unused := p.Status == Discarded || p.Status == Rejected || p.Status == Draft && !s.c.Clock.Now().Before(p.ExpiresAt.Add(Lifetime))
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
