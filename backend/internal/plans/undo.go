package plans

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// undoing proposes to take back what a plan did, and nothing else.
type undoing struct{ s *Service }

// Undo makes a plan that takes another one back.
func (s *Service) Undo(ctx context.Context, sc scope.Scope, receiver string, id ID) (View, error) {
	return s.Create(ctx, CreateInput{Scope: sc, Receiver: receiver, Request: Request{Undo: &Undo{PlanID: id}}})
}

func undonePlan(by ID) error {
	return fault.Newf(fault.Conflict, CodePlanUndone, "The plan was taken back already, by plan %s.", by)
}

// left counts what an undo leaves alone, by the reason.
type left struct{ deleted, changed, closed, unknown, replaced []string }

func (u undoing) Propose(ctx context.Context, sc scope.Scope, r Request) (Wanted, error) {
	p, _, err := u.s.load(ctx, sc.Receiver(), r.Undo.PlanID)
	if err != nil {
		return Wanted{}, err
	}
	switch {
	case p.UndoneBy != "":
		return Wanted{}, undonePlan(p.UndoneBy)
	case !p.Kind.OfLineItems() || p.Status != Applied && p.Status != PartiallyApplied && p.Status != Failed:
		return Wanted{}, fault.New(fault.Conflict, CodeNotApplied, "Only a plan of line items that was applied can be taken back, and only when its job has ended.")
	}
	items, err := u.s.items(ctx, p, p.ItemCount)
	if err != nil {
		return Wanted{}, err
	}
	t := taking{undoing: u, sc: sc, plan: p.ID, figures: figures{c: u.s.c, sc: sc}, current: period.MonthOf(u.s.c.Clock.Now())}
	if t.taken, err = u.taken(ctx, sc, p); err != nil {
		return Wanted{}, err
	}
	for _, it := range items {
		if it.Line == nil || it.Status != ItemDone && (!it.Asked || it.Line.Action != CreateLineItem) {
			continue // nothing was done; of what was asked for and not heard of, what AWS lists tells
		}
		if err := t.take(ctx, it); err != nil {
			return Wanted{}, err
		}
	}
	w := Wanted{
		Title: "Take back: " + p.Title, Period: t.current.Add(-1), Items: t.items, Skipped: t.left.text(), LedgerAsOf: t.figures.asOf,
		Consequences: []string{"What the plan made is taken back. Nothing else is touched: what somebody changed at AWS since stays as it is."},
	}
	for _, one := range t.items {
		if w.Period.Before(one.Month) {
			w.Period = one.Month
		}
	}
	if t.offsets > 0 {
		w.Warnings = append(w.Warnings, Warning{"offset", fmt.Sprintf(
			"%s lie in months that AWS has closed and cannot be deleted. The opposite is charged in %s instead: the months that are closed keep what they have.",
			counted(t.offsets, "line item"), monthName(t.current),
		)})
	}
	if t.remade > 0 {
		w.Warnings = append(w.Warnings, Warning{"made_again", fmt.Sprintf("%s are made again, with the marker of this plan in their names.", counted(t.remade, "line item"))})
	}
	return w, nil
}

// takesBack names what of a plan is taken back: an item, in a month.
func takesBack(it Item, m period.Month) string { return it.ID + "/" + m.String() }

// taken is what undos of a plan that were done in part have offset and made again. What one of them has asked AWS for counts too while it can be applied again, which looks first; later what
// AWS lists tells. Deletions need no memory: what is gone is not listed.
func (u undoing) taken(ctx context.Context, sc scope.Scope, p Plan) (map[string]bool, error) {
	all, err := u.s.plans(ctx, p.Receiver)
	if err != nil {
		return nil, err
	}
	taken := map[string]bool{}
	for _, by := range all {
		if by.Undoes != p.ID || by.JobID == "" || by.Status == Undone {
			continue
		}
		items, err := u.s.items(ctx, by, by.ItemCount)
		if err != nil {
			return nil, err
		}
		for _, it := range items {
			if it.Line == nil || it.Line.Action != CreateLineItem || it.Line.TakesBack == "" {
				continue
			}
			done := it.Status == ItemDone
			if it.Status == ItemPending && it.Asked {
				a, err := u.s.c.LineItems.Attributed(ctx, sc, it.Line.Month)
				if err != nil {
					return nil, err
				}
				done = by.Status == Applying || u.s.again(by) || rowOf(a, it) != nil
			}
			if done {
				taken[it.Line.TakesBack] = true
			}
		}
	}
	return taken, nil
}

// taking is an undo being worked out.
type taking struct {
	undoing
	sc      scope.Scope
	figures figures
	current period.Month
	plan    ID              // that is taken back
	taken   map[string]bool // what earlier undos have done
	items   []WantedItem
	left    left
	offsets int
	remade  int
}

func (t *taking) take(ctx context.Context, it Item) error {
	switch it.Line.Action {
	case CreateLineItem:
		return t.made(ctx, it)
	case EndLineItem:
		return t.again(ctx, it, it.Line.Month.Add(1), true)
	case DeleteLineItem:
		return t.again(ctx, it, it.Line.Month, false)
	}
	return nil
}

// made takes back a line item that the plan made: by deleting it where AWS takes changes, and by the opposite where it does not any more.
func (t *taking) made(ctx context.Context, it Item) error {
	for m := it.Line.Month; !t.current.Before(m); m = m.Add(1) {
		a, err := t.s.c.LineItems.Attributed(ctx, t.sc, m)
		if err != nil {
			return err
		}
		row := rowOf(a, it)
		open := !m.Before(t.current.Add(-1))
		switch {
		case row == nil:
			if _, gone := a.Gone[it.Made]; gone {
				t.left.deleted = append(t.left.deleted, it.Label)
			}
		case row.Drift != "":
			t.left.changed = append(t.left.changed, it.Label)
			return nil
		case t.taken[takesBack(it, m)]:
		case open: // what repeats goes with all months from the first that is open
			one := there(DeleteLineItem, row, m)
			one.Recurring = it.Line.Recurring
			t.items = append(t.items, one)
			return t.figures.gone(ctx, &t.items[len(t.items)-1], row)
		default:
			t.offset(it, row, m)
		}
		if !it.Line.Recurring {
			return nil
		}
	}
	return nil
}

// rowOf finds what an item of a plan made, by its name where AWS's answer was not heard.
func rowOf(a *lineitems.Attributed, it Item) *lineitems.Row {
	if it.Made != "" {
		return a.Rows[it.Made]
	}
	for _, r := range a.Rows {
		if r.Name == it.Line.Name && r.GroupARN == it.Line.GroupARN {
			return r
		}
	}
	return nil
}

// offset charges the opposite of what a line item came to in a closed month.
func (t *taking) offset(it Item, row *lineitems.Row, m period.Month) {
	if !row.Amount.Known || row.Amount.Value.IsZero() {
		t.left.unknown = append(t.left.unknown, it.Label)
		return
	}
	value, amount := row.Amount.Value.Abs().Round(2), row.Amount.Value.Neg().Round(2)
	t.items = append(t.items, WantedItem{
		Action: CreateLineItem, CustomerID: it.CustomerID, CustomerName: row.CustomerName, GroupARN: row.GroupARN, Class: lineitems.ClassUnrelated, Credit: !row.Credit, Currency: row.Currency,
		Flat: &value, Month: t.current, Name: "offset-" + strings.ReplaceAll(string(it.Line.Class), "_", "-"), Service: row.Service, Amount: &amount,
		Description: cut(fmt.Sprintf("Correction of %s: %s", monthName(m), row.Description), mostDescription), Source: "What " + row.Name + " came to in " + monthName(m),
		takesBack: takesBack(it, m),
	})
	t.offsets++
}

// again makes a line item again that the plan ended or deleted, from a month on.
func (t *taking) again(ctx context.Context, it Item, from period.Month, recurring bool) error {
	was := it.Line.Was
	if t.taken[takesBack(it, from)] {
		return nil
	}
	if !lineitems.Writable(from, t.s.c.Clock.Now()) {
		t.left.closed = append(t.left.closed, it.Label)
		return nil
	}
	a, err := t.s.c.LineItems.Attributed(ctx, t.sc, from)
	if err != nil {
		return err
	}
	if a.Rows[it.Line.ARN] != nil { // somebody took it back at AWS
		t.left.changed = append(t.left.changed, it.Label)
		return nil
	}
	if t.replaced(a, it) {
		t.left.replaced = append(t.left.replaced, it.Label)
		return nil
	}
	one := WantedItem{
		Action: CreateLineItem, CustomerID: it.CustomerID, CustomerName: it.Line.CustomerName, GroupARN: was.GroupARN, Class: it.Line.Class, Credit: was.Credit, Currency: was.Currency,
		Flat: was.Flat, Percent: was.Percent, WithoutSavingsPlanNegation: it.Line.WithoutSavingsPlanNegation, Month: from, Recurring: recurring, Name: "restored",
		Description: was.Description, Service: was.Service, Source: "As " + was.Name + " was", takesBack: takesBack(it, from),
	}
	switch one.Class {
	case lineitems.ClassUnattributed:
		one.Class = lineitems.ClassUnrelated
	case lineitems.ClassUnrelated:
	default:
		one.Name = "" // the class is, so that every listing tells what it stands for
	}
	t.remade++
	err = t.figures.fill(ctx, &one)
	t.items = append(t.items, one)
	return err
}

// replaced reports whether items were made since that stand for the same of the same customer: a gap that was closed again must not be closed twice.
func (t *taking) replaced(a *lineitems.Attributed, it Item) bool {
	if it.Line.Class == lineitems.ClassUnattributed || it.Line.Class == lineitems.ClassUnrelated {
		return false
	}
	since := it.FinishedAt.Truncate(time.Second) // AWS tells no more of when an item was made
	return slices.ContainsFunc(a.Of(it.CustomerID, it.Line.Class).Items, func(r *lineitems.Row) bool {
		return r.Attribution.Plan != string(t.plan) && !r.CreatedAt.Before(since)
	})
}

// text says what is left alone, and names some of it.
func (l left) text() string {
	var all []string
	for _, part := range []struct {
		labels []string
		why    string
	}{
		{l.changed, "were changed at AWS since and are left alone"},
		{l.deleted, "were deleted at AWS by somebody else"},
		{l.closed, "cannot be made again now: AWS does not take changes of the month"},
		{l.replaced, "are not made again, because others were made since that stand for the same"},
		{l.unknown, "lie in closed months and have no known value, so nothing can be offset"},
	} {
		if len(part.labels) > 0 {
			all = append(all, fmt.Sprintf("%s %s (%s).", counted(len(part.labels), "line item"), part.why, some(part.labels)))
		}
	}
	return strings.Join(all, " ")
}

// some names a few.
func some(labels []string) string {
	const most = 5
	if len(labels) <= most {
		return strings.Join(labels, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(labels[:most], ", "), len(labels)-most)
}

// cut shortens a text to so many characters.
func cut(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most])
	}
	return text
}
