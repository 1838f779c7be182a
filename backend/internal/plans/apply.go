package plans

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// JobKind is the kind of the jobs that apply plans.
const JobKind jobs.Kind = "plan_apply"

// Bounds of trying. An item is tried a few times at once; then the job waits and begins again, for an hour after the plan was applied: what was reviewed then
// may be wrong later.
const (
	maxTries     = 6
	firstPause   = 200 * time.Millisecond
	tryAgain     = 15 * time.Second
	patience     = time.Hour
	callPatience = 6 * time.Second // how long a change may go on when the job is to end
	lookPatience = 3 * time.Second // how long the last look may take then
)

type jobArgs struct {
	PlanID ID `json:"plan_id"`
}

// worker does items of one kind.
type worker interface {
	// look reads the true state from AWS and says what it means for an item. It may note in Seen what was there before AWS is asked first.
	look(ctx context.Context, sc scope.Scope, it *Item) (finding, error)
	// call asks AWS once. Asked is in the store already.
	call(ctx context.Context, sc scope.Scope, it *Item, f finding) (Receipt, error)
}

// standing is where an item stands at AWS.
type standing int

const (
	isOpen   standing = iota // still to be done
	isDone                   // as it should be
	isMoot                   // there is nothing to do any more
	cannotBe                 // it cannot be done any more
)

// finding is what a look found.
type finding struct {
	state     standing
	detail    string // for people
	after     string // how it is now, for the trail
	handshake string // that is open, where the kind needs it
	arn       string // of the line item that was found
}

// Run is the handler of jobs of JobKind. Whenever it is killed it goes on where the store and AWS say it stands: before each call it looks, so that what was done
// and not heard of is found and not done twice.
func (s *Service) Run(ctx context.Context, run jobs.Run) error {
	err := s.apply(ctx, run)
	if state, ok := errors.AsType[*stateError](err); ok && ctx.Err() == nil && !errors.Is(err, store.ErrLimit) {
		s.c.Logger.WarnContext(ctx, "what became of a plan could not be kept; trying again", "job_id", run.Job().ID, "payer_id", run.Job().Receiver, "error", state.cause)
		return &jobs.Wait{Reason: "The portal could not write its own state. It tries again.", After: tryAgain}
	}
	return err
}

// apply is one attempt.
func (s *Service) apply(ctx context.Context, run jobs.Run) error {
	var args jobArgs
	if err := json.Unmarshal(run.Job().Args, &args); err != nil {
		return fmt.Errorf("decode arguments of a job: %w", err)
	}
	p, err := s.claim(ctx, run.Job(), args.PlanID)
	if err != nil {
		return err
	}
	if p.JobID != run.Job().ID {
		return fault.Newf(fault.Conflict, CodePlanStarted, "The plan was applied by job %s.", p.JobID)
	}
	items, err := s.items(ctx, p, p.ItemCount)
	if err != nil {
		return err
	}
	if err := run.SetTotal(ctx, len(items)); err != nil {
		return err
	}
	if p.Kind.OfLineItems() {
		return s.runLines(ctx, run, p, items)
	}
	for i := range items {
		it := &items[i]
		if it.Status == ItemPending {
			if err := s.do(ctx, run.Scope(), p, it); err != nil {
				return err
			}
		}
		if err := run.Record(ctx, it.record()); err != nil {
			return err
		}
	}
	run.Say("Reading the transfers again")
	if _, err := s.c.Directory.Refresh(ctx, run.Scope()); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		s.c.Logger.WarnContext(ctx, "the transfers could not be read after a plan was applied", "job_id", run.Job().ID, "payer_id", p.Receiver, "error", err)
	}
	_, err = s.conclude(ctx, p, items)
	return err
}

func (it *Item) record() jobs.Item {
	r := jobs.Item{ID: it.ID, Label: it.Label, Status: jobs.ItemDone, Detail: it.Detail, FinishedAt: it.FinishedAt}
	if it.Status == ItemFailed {
		r.Status = jobs.ItemFailed
	}
	return r
}

// claim makes a job the one job of a plan, unless it has one. Whoever is first does it: Apply, or the job itself when the portal died in between.
func (s *Service) claim(ctx context.Context, job jobs.Job, id ID) (Plan, error) {
	by, err := s.takenBackBy(ctx, job.Receiver, id)
	if err != nil {
		return Plan{}, err
	}
	return s.update(ctx, job.Receiver, id, func(p *Plan) error {
		switch {
		case p.JobID == job.ID, p.JobID != "" && (!s.again(*p) || by != ""):
			return errUnchanged
		case p.Status == Discarded || p.Status == Rejected:
			return fault.New(fault.Conflict, CodePlanDiscarded, "The plan was discarded. Make it again.")
		}
		p.Status, p.JobID, p.AppliedBy, p.AppliedAt = Applying, job.ID, job.CreatedBy, job.CreatedAt
		p.Trail = append(p.Trail, Event{At: s.c.Clock.Now(), By: job.CreatedBy, What: "applied as " + string(job.ID)})
		return nil
	})
}

// again reports whether a plan can be applied once more, for what is not done of it: each item of a plan of line items is told from others by its name, so it is made once however often it is
// asked for.
func (s *Service) again(p Plan) bool {
	return p.Kind.OfLineItems() && (p.Status == PartiallyApplied || p.Status == Failed) && p.UndoneBy == "" && s.c.Clock.Now().Before(p.ExpiresAt)
}

// do brings one item to its end. An error means that it has none yet.
func (s *Service) do(ctx context.Context, sc scope.Scope, p Plan, it *Item) error {
	w := s.workers[p.Kind]
	if w == nil {
		return fmt.Errorf("nobody does items of the kind %s", p.Kind)
	}
	for try := range maxTries {
		if err := s.pause(ctx, try); err != nil && !it.Asked {
			return err
		}
		f, err := s.look(ctx, w, sc, it)
		switch {
		case err != nil && ctx.Err() != nil:
			return ctx.Err()
		case err != nil && unknown(err):
			continue
		case err != nil:
			return s.finish(ctx, p, it, ItemFailed, message(err), "")
		case f.state == isDone && it.Asked:
			return s.finish(ctx, p, it, ItemDone, f.detail, f.after)
		case f.state == isDone, f.state == isMoot:
			return s.finish(ctx, p, it, ItemSkipped, f.detail, f.after)
		case f.state == cannotBe:
			return s.finish(ctx, p, it, ItemFailed, f.detail, "")
		case it.Accepted && try == maxTries-1:
			return s.finish(ctx, p, it, ItemDone, "AWS accepted it and does not show it yet. Read the transfers again later.", "")
		case it.Accepted:
			continue
		case ctx.Err() != nil:
			return ctx.Err()
		case s.c.Clock.Now().After(p.AppliedAt.Add(patience)):
			return s.finish(ctx, p, it, ItemFailed, "It could not be done within an hour, and is not done. Make the plan again.", "")
		}
		refused, err := s.ask(ctx, w, sc, p, it, f)
		if err != nil {
			return err
		}
		if refused != nil && (refused.Code != CodeDoneAtAWS || try == maxTries-1) {
			return s.finish(ctx, p, it, ItemFailed, refused.Message, "")
		}
	}
	return &jobs.Wait{Reason: "AWS does not answer. The portal tries again.", After: tryAgain}
}

// look looks, also when the job is to end and AWS may have been asked: then briefly, to say how it stands.
func (s *Service) look(ctx context.Context, w worker, sc scope.Scope, it *Item) (finding, error) {
	if ctx.Err() == nil {
		return w.look(ctx, sc, it)
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookPatience)
	defer cancel()
	return w.look(last, sc, it)
}

// ask asks AWS once. That it does is in the store before, so that a death in the middle is known of. It returns the refusal, if AWS refused; nothing when it
// accepted or when nobody knows, which the next look finds out.
func (s *Service) ask(ctx context.Context, w worker, sc scope.Scope, p Plan, it *Item, f finding) (*fault.Error, error) {
	state := context.WithoutCancel(ctx)
	it.Asked = true
	it.note(s.c.Clock.Now(), p.AppliedBy, "asks AWS for "+it.Operation, Receipt{})
	if err := s.save(state, p, it); err != nil {
		return nil, err
	}
	call, done := patient(ctx)
	defer done()
	receipt, err := w.call(call, sc, it, f)
	now := s.c.Clock.Now()
	switch {
	case err == nil:
		it.Accepted, it.Made = true, receipt.TransferID
		it.note(now, "AWS", "accepted", receipt)
		return nil, s.save(state, p, it)
	case unknown(err):
		it.note(now, "portal", "does not know whether AWS did it", receipt)
		return nil, s.save(state, p, it)
	}
	refused, _ := fault.As(err)
	it.note(now, "AWS", "refused: "+refused.Message, receipt)
	return refused, s.save(state, p, it)
}

// patient is the context of a change: one that has begun is not broken off when the job is cancelled, which would only make the outcome unknown.
func patient(ctx context.Context) (context.Context, func()) {
	call, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(callPatience, cancel) })
	return call, func() { stop(); cancel() }
}

// unknown reports whether after an error nobody knows what AWS did, or AWS can be asked again.
func unknown(err error) bool {
	f, ok := fault.As(err)
	return !ok || f.Kind == fault.Unavailable
}

func message(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Message
	}
	return err.Error()
}

func (it *Item) note(at time.Time, by, what string, r Receipt) {
	it.event(Event{At: at, By: by, What: what, RequestID: r.RequestID})
}

// finish writes the end of an item, whatever became of the job meanwhile.
func (s *Service) finish(ctx context.Context, p Plan, it *Item, status ItemStatus, detail, after string) error {
	it.Status, it.Detail, it.FinishedAt = status, detail, s.c.Clock.Now()
	e := Event{At: it.FinishedAt, By: p.AppliedBy, What: string(status), After: after}
	if len(it.Fields) > 0 {
		e.Before = it.Fields[0].Before
		if status == ItemDone && after == "" { // nothing else was found than what was planned
			e.After = it.Fields[0].After
		}
	}
	it.event(e)
	return s.save(context.WithoutCancel(ctx), p, it)
}

// pause waits before a try that is not the first, longer each time.
func (s *Service) pause(ctx context.Context, try int) error {
	if try == 0 || ctx.Err() != nil {
		return ctx.Err()
	}
	return s.c.Timer.Sleep(ctx, firstPause<<(try-1))
}

// settled concludes a plan whose job has ended without doing so: it was cancelled, or the portal died before the last write.
func (s *Service) settled(ctx context.Context, sc scope.Scope, p Plan) (Plan, error) {
	job, err := s.c.Jobs.Get(ctx, sc, p.JobID)
	if err == nil && !job.Status.Final() {
		return p, nil
	}
	if err != nil && !fault.Is(err, fault.NotFound) { // jobs that are not kept any more have ended
		return p, err
	}
	items, err := s.items(ctx, p, p.ItemCount)
	if err != nil {
		return p, err
	}
	if p.Kind.OfLineItems() {
		if err := s.remember(ctx, sc, p, items); err != nil {
			return p, err
		}
	}
	return s.conclude(ctx, p, items)
}

// conclude writes how a plan ended.
func (s *Service) conclude(ctx context.Context, p Plan, items []Item) (Plan, error) {
	good, open, unclear := 0, 0, 0
	for _, it := range items {
		switch it.Status {
		case ItemDone, ItemSkipped:
			good++
		case ItemPending:
			open++
			if it.Asked {
				unclear++
			}
		case ItemFailed:
		}
	}
	status, note := PartiallyApplied, ""
	switch good {
	case len(items):
		status = Applied
	case 0:
		status = Failed
	}
	if open > 0 {
		note = fmt.Sprintf("The job ended before %d of %d changes were worked on.", open, len(items))
	}
	switch {
	case unclear > 0 && p.Kind.OfLineItems():
		note += " AWS was asked for some of them and it is not known whether it did them: apply the plan again, which looks first, or take it back after the next collection."
	case unclear > 0:
		note += " AWS was asked for some of them and it is not known whether it did them: read the transfers again."
	}
	if status == Applied && p.Undoes != "" {
		if err := s.undone(ctx, p); err != nil {
			return p, err
		}
	}
	return s.update(ctx, p.Receiver, p.ID, func(now *Plan) error {
		if now.Status != Applying {
			return errUnchanged
		}
		now.Status, now.Note = status, note
		now.Trail = append(now.Trail, Event{At: s.c.Clock.Now(), By: now.AppliedBy, What: string(status)})
		return nil
	})
}

// undone writes into the plan that was taken back by which.
func (s *Service) undone(ctx context.Context, by Plan) error {
	_, err := s.update(ctx, by.Receiver, by.Undoes, func(p *Plan) error {
		if p.UndoneBy != "" || by.UndoesJob != "" && by.UndoesJob != p.JobID { // it was applied again since, so something of it is there
			return errUnchanged
		}
		p.Status, p.UndoneBy = Undone, by.ID
		p.Trail = append(p.Trail, Event{At: s.c.Clock.Now(), By: by.AppliedBy, What: "taken back by " + string(by.ID)})
		return nil
	})
	return err
}
