package plans

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/period"
)

// Bounds of applying plans of line items.
const (
	linesAtOnce   = 8             // items at a time; how fast they go is the pace of the AWS adapter
	linesPatience = 3 * time.Hour // after which what is not done is not done any more: what was reviewed may be wrong by then
	mostToken     = 64            // characters of a client token
)

// application is one attempt to apply a plan of line items.
type application struct {
	*Service
	run   jobs.Run
	p     Plan
	items []Item
	seen  *sight // what was listed when it began; nil once it was used

	waiting sync.Mutex
	wants   time.Duration // how long AWS wants to be left alone; zero where it does not say
}

// runLines brings every item of a plan of line items to its end: it lists the months once, asks AWS for what is not there, several at a time, and lists again what nobody knows of, until
// there is nothing left. Then it reads everything back.
func (s *Service) runLines(ctx context.Context, run jobs.Run, p Plan, items []Item) error {
	a := &application{Service: s, run: run, p: p, items: items}
	if err := a.begin(ctx); err != nil {
		return err
	}
	if err := a.records(ctx); err != nil {
		return err
	}
	for try := 0; try < maxTries && a.open() > 0; try++ {
		if err := s.pause(ctx, try); err != nil {
			return a.stopped(ctx, err)
		}
		if err := a.round(ctx, try == maxTries-1); err != nil {
			return a.stopped(ctx, err)
		}
		if a.wants > tryAgain && a.open() > 0 {
			return &jobs.Wait{Reason: "AWS asks to be left alone for a while. The portal tries again then.", After: a.wants}
		}
	}
	if a.open() > 0 {
		return &jobs.Wait{Reason: "AWS does not answer. The portal tries again.", After: tryAgain}
	}
	run.Say("Reading back what was written")
	if err := a.verify(ctx); err != nil {
		return a.stopped(ctx, err)
	}
	_, err := s.conclude(ctx, p, items)
	return err
}

// records tells the job of items that earlier attempts ended.
func (a *application) records(ctx context.Context) error {
	for i := range a.items {
		if it := &a.items[i]; it.Status != ItemPending {
			if err := a.run.Record(ctx, it.record()); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *application) open() int {
	n := 0
	for i := range a.items {
		if a.items[i].Status == ItemPending {
			n++
		}
	}
	return n
}

// stopped keeps what was made when the job ends before everything was read back, so that it is attributed.
func (a *application) stopped(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		return err
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookPatience)
	defer cancel()
	if kept := a.keep(last); kept != nil {
		a.c.Logger.WarnContext(ctx, "what a stopped plan made could not be kept", "plan_id", a.p.ID, "payer_id", a.p.Receiver, "error", kept)
	}
	return err
}

// keep keeps what was made so far, and lists its months where AWS answers, so that what was closed does not look open.
func (a *application) keep(ctx context.Context) error {
	if err := a.remember(context.WithoutCancel(ctx), a.run.Scope(), a.p, a.items); err != nil {
		return err
	}
	done := func(it *Item) bool { return it.Status == ItemDone }
	seen, err := a.list(ctx, a.months(done, done))
	if err != nil {
		return err
	}
	return a.relisted(ctx, seen)
}

// round looks once and works on everything that is open.
func (a *application) round(ctx context.Context, last bool) error {
	open := func(it *Item) bool { return it.Status == ItemPending }
	seen, err := a.seen, error(nil)
	if a.seen = nil; seen == nil {
		seen, err = a.list(ctx, a.months(open, endsHere))
	}
	a.left(err)
	switch {
	case err != nil && ctx.Err() != nil:
		return ctx.Err()
	case err != nil && unknown(err):
		return nil // nobody answers; the next round asks again
	case err != nil:
		return err
	}
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(linesAtOnce)
	for i := range a.items {
		it := &a.items[i]
		if it.Status != ItemPending {
			continue
		}
		g.Go(func() error {
			if gctx.Err() != nil {
				return gctx.Err()
			}
			if err := a.work(gctx, it, seen, last); err != nil {
				return err
			}
			if it.Status == ItemPending {
				return nil
			}
			return a.run.Record(gctx, it.record())
		})
	}
	err = g.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// work brings one item to its end, or leaves it open where nobody knows what AWS did.
func (a *application) work(ctx context.Context, it *Item, seen *sight, last bool) error {
	f, err := a.judge(ctx, it, seen)
	switch {
	case err != nil && (ctx.Err() != nil || unknown(err)):
		return ctx.Err()
	case err != nil:
		return a.end(ctx, it, ItemFailed, message(err), "")
	case f.state == isDone && f.arn != "":
		it.Made = f.arn
		return a.end(ctx, it, ItemDone, f.detail, f.after)
	case f.state == isDone && it.Asked:
		return a.end(ctx, it, ItemDone, f.detail, f.after)
	case f.state == isDone, f.state == isMoot:
		return a.end(ctx, it, ItemSkipped, f.detail, f.after)
	case f.state == cannotBe:
		return a.end(ctx, it, ItemFailed, f.detail, "")
	case !lineitems.Writable(it.Line.Month, a.c.Clock.Now()):
		return a.end(ctx, it, ItemFailed, fmt.Sprintf("AWS has closed %s. Nothing was written; charge or credit it in the current month if it is still wanted.", monthName(it.Line.Month)), "")
	case a.c.Clock.Now().After(a.p.AppliedAt.Add(linesPatience)):
		return a.end(ctx, it, ItemFailed, "It could not be done within three hours, and is not done. Apply the plan again, or make it again.", "")
	}
	return a.askFor(ctx, it, last)
}

// askFor asks AWS once. That it does is in the store before.
func (a *application) askFor(ctx context.Context, it *Item, last bool) error {
	state := context.WithoutCancel(ctx)
	it.Asked = true
	it.note(a.c.Clock.Now(), a.p.AppliedBy, "asks AWS for "+it.Operation, Receipt{})
	if err := a.save(state, a.p, it); err != nil {
		return err
	}
	call, done := patient(ctx)
	defer done()
	receipt, err := a.call(call, it)
	now := a.c.Clock.Now()
	switch {
	case err == nil:
		it.Accepted = true
		if it.Line.Action == CreateLineItem {
			it.Made = receipt.ARN
		}
		it.note(now, "AWS", "accepted", receipt)
		return a.end(ctx, it, ItemDone, "AWS accepted it.", "")
	case unknown(err):
		a.left(err)
		it.note(now, "portal", "does not know whether AWS did it", receipt)
		return a.save(state, a.p, it)
	}
	refused, _ := fault.As(err)
	it.note(now, "AWS", "refused: "+refused.Message, receipt)
	if refused.Code == CodeDoneAtAWS && !last { // the next round looks
		return a.save(state, a.p, it)
	}
	return a.end(ctx, it, ItemFailed, refused.Message, "")
}

// left notes how long AWS wants to be left alone.
func (a *application) left(err error) {
	if f, ok := fault.As(err); ok {
		a.waiting.Lock()
		defer a.waiting.Unlock()
		a.wants = max(a.wants, f.RetryAfter)
	}
}

func (a *application) end(ctx context.Context, it *Item, status ItemStatus, detail, after string) error {
	it.Job = a.run.Job().ID
	return a.finish(ctx, a.p, it, status, detail, after)
}

// call makes the call of an item.
func (a *application) call(ctx context.Context, it *Item) (Receipt, error) {
	l, sc := it.Line, a.run.Scope()
	switch l.Action {
	case CreateLineItem:
		in := NewLineItem{
			GroupARN: l.GroupARN, Name: l.Name, Description: l.Description, Credit: l.Credit, Flat: l.Flat, Percent: l.Percent, Of: l.Of,
			WithoutSavingsPlanNegation: l.WithoutSavingsPlanNegation, Service: l.Service, From: l.Month,
		}
		if !l.Recurring { // without an end AWS would repeat it every month
			in.To = l.Month.Add(1)
		}
		return a.c.Writer.CreateLineItem(ctx, sc, token(a.p.ID, it.ID), in)
	case EndLineItem:
		return a.c.Writer.EndLineItem(ctx, sc, l.ARN, l.Month)
	case DeleteLineItem:
		return a.c.Writer.DeleteLineItem(ctx, sc, l.ARN, l.gone())
	}
	return Receipt{}, fmt.Errorf("nobody does the action %q", l.Action)
}

// gone is the months that a deletion takes the item out of.
func (l Line) gone() period.Range {
	if l.Recurring {
		return period.Range{From: l.Month}
	}
	return period.Range{From: l.Month, To: l.Month.Add(1)}
}

// token makes AWS make an item once however often it is asked for: it is of the plan and the place in it, and of nothing else.
func token(id ID, item string) string {
	t := "btp-" + strings.TrimPrefix(string(id), "plan_") + "-" + item
	if len(t) > mostToken {
		sum := sha256.Sum256([]byte(t))
		t = "btp-" + hex.EncodeToString(sum[:16])
	}
	return t
}

// judge says where an item stands by what AWS listed.
func (a *application) judge(ctx context.Context, it *Item, seen *sight) (finding, error) {
	switch it.Line.Action {
	case CreateLineItem:
		return it.Line.created(seen), nil
	case DeleteLineItem:
		return it.Line.deleted(seen), nil
	case EndLineItem:
		return a.ended(ctx, it, seen)
	}
	return finding{}, fmt.Errorf("nobody does the action %q", it.Line.Action)
}

// created finds a planned item by its name, which no other item has: it carries the plan and the place in it.
func (l Line) created(seen *sight) finding {
	found, ok := seen.named(l.Month, l.GroupARN, l.Name)
	if !ok {
		return finding{state: isOpen}
	}
	detail := "AWS has it."
	if drift := l.made(found.ARN).Drift(found); drift != "" {
		detail = "AWS has it, and not as planned. " + drift
	}
	return finding{state: isDone, detail: detail, arn: found.ARN}
}

func (l Line) deleted(seen *sight) finding {
	found, ok := seen.item(l.Month, l.ARN)
	switch {
	case !ok:
		return finding{state: isDone, detail: "AWS no longer lists it in " + monthName(l.Month) + "."}
	case l.changed(found) != "":
		return finding{state: cannotBe, detail: "It was left alone, because somebody changed it since the plan was made. " + l.changed(found)}
	}
	return finding{state: isOpen}
}

func (a *application) ended(ctx context.Context, it *Item, seen *sight) (finding, error) {
	l := it.Line
	done := finding{state: isDone, detail: "It charges in " + monthName(l.Month) + " for the last time."}
	now := period.MonthOf(a.c.Clock.Now())
	found, ok := seen.item(l.Month, l.ARN)
	switch {
	case !ok:
		return finding{state: isMoot, detail: "AWS does not list it in " + monthName(l.Month) + ", so there is nothing to end."}, nil
	case l.changed(found) != "":
		return finding{state: cannotBe, detail: "It was left alone, because somebody changed it since the plan was made. " + l.changed(found)}, nil
	case l.Month.Before(now):
		if _, goes := seen.item(l.Month.Add(1), l.ARN); !goes {
			return done, nil
		}
	case it.Asked: // no listing shows the month to come; the versions do
		versions, err := a.c.Source.LineItemVersions(ctx, a.run.Scope(), l.ARN)
		if err != nil {
			return finding{}, err
		}
		if len(versions) > 0 && versions[0].Last() == l.Month {
			return done, nil
		}
	}
	return finding{state: isOpen}, nil
}

// made is the item as the portal makes it.
func (l Line) made(arn string) lineitems.Made {
	m := lineitems.Made{
		ARN: arn, Class: l.Class, Name: l.Name, Description: l.Description, GroupARN: l.GroupARN, Credit: l.Credit, Currency: l.Currency, Flat: l.Flat, Percent: l.Percent, Of: l.Of,
		From: l.Month, Recurring: l.Recurring,
	}
	if !l.Recurring {
		m.Last = l.Month
	}
	return m
}

// changed says what somebody changed of an item that is ended or deleted since it was reviewed.
func (l Line) changed(now lineitems.Item) string {
	was := l.Was
	return lineitems.Made{
		Name: was.Name, Description: was.Description, GroupARN: was.GroupARN, Credit: was.Credit, Currency: was.Currency, Flat: was.Flat, Percent: was.Percent,
	}.Drift(now)
}
