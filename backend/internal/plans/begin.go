package plans

import (
	"context"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

// begin makes sure, in each attempt, that what is to be done is still wanted: another plan may have been applied while this one waited for its turn or for AWS, or since it was applied in part.
// What a room works out depends on which line items there are, so they are listed first: what a job made that was cancelled or that could not be read back is in no listing yet. What failed
// under an earlier job is open again.
func (a *application) begin(ctx context.Context) error {
	job := a.run.Job().ID
	for i := range a.items {
		if it := &a.items[i]; it.Status == ItemFailed && it.Job != job {
			it.Status, it.Detail, it.FinishedAt = ItemPending, "", time.Time{}
		}
	}
	if a.open() == 0 {
		return nil
	}
	if a.worksOut() {
		if err := a.survey(ctx); err != nil {
			return err
		}
	}
	if a.p.Begun {
		return a.beginAgain(ctx)
	}
	was, err := a.takenBack(ctx)
	if err != nil {
		return err
	}
	k, err := a.known(ctx, a.run.Scope())
	if err != nil {
		return err
	}
	stale, err := a.compare(ctx, a.run.Scope(), k, a.p)
	if err != nil {
		return err
	}
	a.p, err = a.update(ctx, a.p.Receiver, a.p.ID, func(p *Plan) error {
		if stale == "" {
			p.Begun, p.UndoesJob = true, was.JobID
			return nil
		}
		p.Status, p.Note = Failed, stale
		p.Trail = append(p.Trail, Event{At: a.c.Clock.Now(), By: p.AppliedBy, What: "not applied: " + stale})
		return nil
	})
	if err == nil && stale != "" {
		return fault.New(fault.Conflict, CodePlanStale, stale)
	}
	return err
}

// worksOut reports whether what the plan comes to depends on which line items there are. What a person writes, ends or deletes is what that person wants.
func (a *application) worksOut() bool {
	return a.p.Kind != CreateItems && a.p.Kind != EndItems && a.p.Kind != DeleteItems
}

// survey lists the months of what is open, and keeps what was listed.
func (a *application) survey(ctx context.Context) error {
	seen, err := a.list(ctx, a.months(func(it *Item) bool { return it.Status == ItemPending }, endsHere))
	switch {
	case err != nil && ctx.Err() != nil:
		return ctx.Err()
	case err != nil && unknown(err):
		a.left(err)
		return &jobs.Wait{Reason: "AWS does not answer. Nothing is written before it tells which line items there are.", After: max(tryAgain, a.wants)}
	case err != nil:
		return err
	}
	a.seen = seen
	if err := a.relisted(ctx, seen); err != nil {
		return err
	}
	return a.rememberOthers(ctx)
}

// rememberOthers tells the room of line items what unfinished plans have made so far: they wait for AWS, or for somebody to see that their job was cancelled, and a name that a person chose does
// not say what its item stands for.
func (a *application) rememberOthers(ctx context.Context) error {
	all, err := a.plans(ctx, a.p.Receiver)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.ID == a.p.ID || p.Status != Applying || !p.Kind.OfLineItems() {
			continue
		}
		items, err := a.Service.items(ctx, p, p.ItemCount)
		if err != nil {
			return err
		}
		for i := range items {
			it := &items[i]
			if it.Line.Action != CreateLineItem || it.Made != "" {
				continue
			}
			if f := it.Line.created(a.seen); f.state == isDone {
				it.Status, it.Made = ItemDone, f.arn
			}
		}
		if err := a.remember(ctx, a.run.Scope(), p, items); err != nil {
			return err
		}
	}
	return nil
}

func endsHere(it *Item) bool { return it.Line.Action == EndLineItem }

// takenBack is the plan that this one takes back; an empty one where it takes none back.
func (a *application) takenBack(ctx context.Context) (Plan, error) {
	if a.p.Undoes == "" {
		return Plan{}, nil
	}
	p, _, err := a.load(ctx, a.p.Receiver, a.p.Undoes)
	return p, err
}

// takenBackBy is the plan that is taking one back at this moment; empty when none is.
func (s *Service) takenBackBy(ctx context.Context, receiver string, id ID) (ID, error) {
	all, err := s.plans(ctx, receiver)
	if err != nil {
		return "", err
	}
	for _, p := range all {
		if p.Undoes == id && p.Status == Applying {
			return p.ID, nil
		}
	}
	return "", nil
}

// wish is what makes two items the same wish, whatever plan they are of. What customers read of an amount depends on what was done before, and so is no part of it.
type wish struct {
	customer, group, arn, service, value string
	action                               Action
	class                                lineitems.Class
	credit, recurring, narrowed          bool
	currency                             money.Currency
	month                                period.Month
}

func wishOf(it *Item) wish {
	l := it.Line
	w := wish{
		customer: it.CustomerID, group: l.GroupARN, arn: l.ARN, service: l.Service, action: l.Action, class: l.Class, credit: l.Credit, recurring: l.Recurring,
		narrowed: l.WithoutSavingsPlanNegation, currency: l.Currency, month: l.Month,
	}
	switch {
	case l.Flat != nil:
		w.value = l.Flat.String()
	case l.Percent != nil:
		w.value = l.Percent.String() + " %"
	}
	return w
}

// beginAgain works out again what a plan that has begun before comes to, and ends what is not wanted any more: another plan may have done it, or its amount may be another one.
func (a *application) beginAgain(ctx context.Context) error {
	if !a.worksOut() {
		return nil
	}
	k, err := a.known(ctx, a.run.Scope())
	if err != nil {
		return err
	}
	again, err := a.propose(ctx, a.run.Scope(), k, a.p.ID, a.p.Request)
	if f, ok := fault.As(err); err != nil && (!ok || f.Kind == fault.Internal) { // a refusal says that it comes to nothing any more
		return err
	}
	return a.endUnwanted(ctx, again.items)
}

// endUnwanted ends the open items that are to be made and that the request comes to no more. Of a customer of whom it comes to anything that was not reviewed nothing is made: what belongs
// together is reviewed together. What AWS has already is left to the first round, which finds it.
func (a *application) endUnwanted(ctx context.Context, again []Item) error {
	reviewed, wanted := map[wish]int{}, map[wish]int{}
	for i := range a.items {
		reviewed[wishOf(&a.items[i])]++
	}
	changed := map[string]bool{}
	for i := range again {
		w := wishOf(&again[i])
		if wanted[w]++; wanted[w] > reviewed[w] {
			changed[w.customer] = true
		}
	}
	for i := range a.items {
		it := &a.items[i]
		if it.Status != ItemPending || it.Line.Action != CreateLineItem || it.Line.created(a.seen).state == isDone {
			continue
		}
		w := wishOf(it)
		if wanted[w]--; wanted[w] >= 0 && !changed[w.customer] {
			continue
		}
		if err := a.end(ctx, it, ItemFailed, "It was not done: the request comes to something else by now, because another plan did it or because its figures changed. Make it again.", ""); err != nil {
			return err
		}
	}
	return nil
}
