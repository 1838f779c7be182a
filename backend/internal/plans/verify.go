package plans

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// sight is what AWS listed of some months.
type sight struct {
	months map[period.Month]*listed
}

type listed struct {
	at     time.Time // before it was listed
	items  []lineitems.Item
	byARN  map[string]int
	byName map[groupName]int
}

type groupName struct{ group, name string }

// item finds an item of a month; false also where the month was not listed.
func (s *sight) item(m period.Month, arn string) (lineitems.Item, bool) {
	l := s.months[m]
	if l == nil {
		return lineitems.Item{}, false
	}
	i, ok := l.byARN[arn]
	if !ok {
		return lineitems.Item{}, false
	}
	return l.items[i], true
}

func (s *sight) named(m period.Month, group, name string) (lineitems.Item, bool) {
	l := s.months[m]
	if l == nil {
		return lineitems.Item{}, false
	}
	i, ok := l.byName[groupName{group, name}]
	if !ok {
		return lineitems.Item{}, false
	}
	return l.items[i], true
}

// list lists months, each once.
func (a *application) list(ctx context.Context, months []period.Month) (*sight, error) {
	seen := &sight{map[period.Month]*listed{}}
	for _, m := range months {
		l := &listed{at: a.c.Clock.Now(), byARN: map[string]int{}, byName: map[groupName]int{}}
		var err error
		if l.items, err = a.c.Source.LineItems(ctx, a.run.Scope(), m); err != nil {
			return nil, err
		}
		for i, item := range l.items {
			l.byARN[item.ARN], l.byName[groupName{item.GroupARN, item.Name}] = i, i
		}
		seen.months[m] = l
	}
	return seen, nil
}

// months are those that have to be listed to know of the items that are meant: their own, and the one after where it has begun and says something of them too.
func (a *application) months(meant, after func(*Item) bool) []period.Month {
	current := period.MonthOf(a.c.Clock.Now())
	var months []period.Month
	add := func(m period.Month) {
		if !current.Before(m) && !slices.Contains(months, m) {
			months = append(months, m)
		}
	}
	for i := range a.items {
		it := &a.items[i]
		if !meant(it) {
			continue
		}
		if add(it.Line.Month); after(it) {
			add(it.Line.Month.Add(1))
		}
	}
	slices.SortFunc(months, period.Month.Compare)
	return months
}

// verify reads everything back: each item has to be at AWS as it was planned, in its month and in no other. What was listed is kept, so that gaps that were closed read as closed at once.
func (a *application) verify(ctx context.Context) error {
	done := func(it *Item) bool { return it.Status == ItemDone }
	seen, err := a.list(ctx, a.months(done, done)) // in the month after most must not charge any more
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if unknown(err) && !a.c.Clock.Now().After(a.p.AppliedAt.Add(linesPatience)) {
			return &jobs.Wait{Reason: "AWS does not answer. What was written is read back as soon as it does.", After: tryAgain}
		}
		a.c.Logger.WarnContext(ctx, "what a plan wrote could not be read back", "plan_id", a.p.ID, "payer_id", a.p.Receiver, "error", err)
		return a.remember(ctx, a.run.Scope(), a.p, a.items)
	}
	var changed []*Item
	for i := range a.items {
		it := &a.items[i]
		if !done(it) {
			continue
		}
		check, detail := a.check(it, seen)
		if it.Check == check && it.Detail == detail {
			continue
		}
		it.Check, it.Detail = check, detail
		changed = append(changed, it)
	}
	if err := a.saveAll(ctx, changed); err != nil {
		return err
	}
	if err := a.remember(ctx, a.run.Scope(), a.p, a.items); err != nil {
		return err
	}
	return a.relisted(ctx, seen)
}

// relisted keeps what was listed, so that what is proposed next knows of it.
func (a *application) relisted(ctx context.Context, seen *sight) error {
	for m, l := range seen.months {
		if err := a.c.LineItems.Relisted(ctx, a.run.Scope(), m, l.items, l.at); err != nil {
			return &stateError{err}
		}
	}
	return nil
}

// check says whether AWS lists what a done item was to come to.
func (a *application) check(it *Item, seen *sight) (Check, string) {
	l := it.Line
	found, there := seen.item(l.Month, orElse(it.Made, l.ARN))
	_, goesOn := seen.item(l.Month.Add(1), orElse(it.Made, l.ARN))
	switch l.Action {
	case CreateLineItem:
		switch {
		case !there:
			return CheckDiffers, "AWS accepted it and does not list it in " + monthName(l.Month) + ". Somebody may have deleted it; apply nothing again before the next collection has shown it."
		case l.made(found.ARN).Drift(found) != "":
			return CheckDiffers, "AWS lists it, and not as planned. " + l.made(found.ARN).Drift(found)
		case l.Percent != nil && found.Associated == 0:
			return CheckDiffers, "AWS lists it as a percentage of nothing, so it comes to 0.00. Delete it and make the plan again."
		case !l.Recurring && goesOn:
			return CheckDiffers, "AWS lists it in " + monthName(l.Month.Add(1)) + " too, where it must not charge. End it."
		}
		return CheckWritten, "Read back from AWS as planned."
	case DeleteLineItem:
		if there || l.Recurring && goesOn {
			return CheckDiffers, "AWS accepted it and still lists the line item."
		}
		return CheckWritten, "AWS no longer lists it."
	case EndLineItem:
		if goesOn {
			return CheckDiffers, "AWS accepted the end and still lists the line item in " + monthName(l.Month.Add(1)) + "."
		}
		return CheckWritten, "It charges in " + monthName(l.Month) + " for the last time."
	}
	return CheckPending, it.Detail
}

// remember tells the room of line items what was made and what was taken out of months.
func (s *Service) remember(ctx context.Context, sc scope.Scope, p Plan, items []Item) error {
	var made []lineitems.Made
	var gone []lineitems.Retired
	now := s.c.Clock.Now()
	written := map[period.Month][]string{}
	for i := range items {
		it := &items[i]
		if it.Status != ItemDone {
			continue
		}
		for m := it.Line.Month; !period.MonthOf(now).Before(m); m = m.Add(1) { // what repeats was written into every month since
			written[m] = append(written[m], it.CustomerID)
		}
		switch it.Line.Action {
		case CreateLineItem:
			if it.Made == "" {
				continue
			}
			m := it.Line.made(it.Made)
			m.Plan, m.Item, m.CustomerID, m.At = string(p.ID), it.ID, it.CustomerID, now
			made = append(made, m)
		case EndLineItem:
			gone = append(gone, lineitems.Retired{ARN: it.Line.ARN, From: it.Line.Month.Add(1)})
		case DeleteLineItem:
			gone = append(gone, lineitems.Retired{ARN: it.Line.ARN, From: it.Line.gone().From, To: it.Line.gone().To})
		}
	}
	for _, keep := range []func() error{
		func() error { return s.c.LineItems.Remember(ctx, sc, made) },
		func() error { return s.c.LineItems.Retire(ctx, sc, gone) },
		func() error { return s.c.LineItems.Wrote(ctx, sc, written) },
	} {
		if err := keep(); err != nil {
			return &stateError{err}
		}
	}
	return nil
}

// saveAll writes many items.
func (a *application) saveAll(ctx context.Context, items []*Item) error {
	for batch := range slices.Chunk(items, store.MaxWrites) {
		writes := make([]store.Write, len(batch))
		for i, it := range batch {
			b, err := json.Marshal(it)
			if err != nil {
				return fmt.Errorf("encode item %s of plan %s: %w", it.ID, a.p.ID, err)
			}
			writes[i] = store.Write{Key: a.p.item(it.ID), Value: b, Version: store.AnyVersion}
		}
		if err := a.c.Store.Apply(ctx, writes...); err != nil {
			return &stateError{fmt.Errorf("write items of plan %s: %w", a.p.ID, err)}
		}
	}
	return nil
}
