package lineitems

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/snapshots"
	"portal.example/backend/internal/transfers"
)

// Writable reports whether AWS takes changes of line items of a month now: of the current and the previous one.
func Writable(m period.Month, now time.Time) bool {
	current := period.MonthOf(now)
	return m == current || m == current.Add(-1)
}

// closed reports whether the items of a month cannot change any more. One to come is not closed and not writable.
func closed(m period.Month, now time.Time) bool { return m.Add(1).Before(period.MonthOf(now)) }

// Refresh lists the items of the current and the previous month, and of every month before that was not listed since it closed, as far back as the ledger goes. A month is
// listed again in every refresh until it is closed, and never after.
func (s *Service) Refresh(ctx context.Context, sc scope.Scope) error {
	now := s.c.Clock.Now()
	dir, err := s.c.Directory.Directory(ctx, sc)
	if err != nil {
		return err
	}
	heads, err := s.keeper.Heads(ctx, sc)
	if err != nil {
		return err
	}
	r := &refresh{Service: s, sc: sc, now: now, customers: customersOf(dir, now), known: newKnown()}
	current := period.MonthOf(now)
	for m := current; !m.Before(ledger.Span(now).From); m = m.Add(-1) {
		h := heads[m.String()]
		listed := closed(m, now) && closed(m, h.AsOf) && h.ETag != ""
		if listed && !h.Unfinished {
			continue
		}
		if err := r.month(ctx, m, h, listed); err != nil {
			return err
		}
	}
	if r.failed != nil {
		return r.failed
	}
	return r.read(ctx)
}

// refresh is one reading of a receiver.
type refresh struct {
	*Service
	sc        scope.Scope
	now       time.Time
	customers index
	known     known
	months    []*working // newest first
	asked     int        // calls about single items so far
	failed    error      // why a month could not be listed; no other is tried then
}

// working is a month while it is read.
type working struct {
	Month
	asOf    time.Time // when it was listed
	problem error     // why not everything of it could be read
}

// index finds who an item is of.
type index struct {
	groups    map[string]transfers.BillingGroup // by ARN
	customers map[string]bool
}

func customersOf(d *transfers.Directory, now time.Time) index {
	x := index{make(map[string]transfers.BillingGroup, len(d.Groups)), map[string]bool{}}
	for _, g := range d.Groups {
		x.groups[g.ARN] = g
	}
	for _, c := range d.Customers(now) {
		x.customers[c.ID] = true
	}
	return x
}

// place writes the customer and the group into an item: as the directory has them, else as they were known before (a group that was deleted), else the customer whose
// management account the item is allocated to.
func (x index) place(k *Kept) {
	if g, ok := x.groups[k.GroupARN]; ok {
		k.GroupName, k.CustomerID = g.Name, g.PrimaryID
	}
	if k.CustomerID == "" && x.customers[k.AccountID] {
		k.CustomerID = k.AccountID
	}
}

// month lists the items of a month, unless they are listed for good and only not all told yet, takes over what is known of them and keeps the month. The only errors are of
// our own state and of an ended context.
func (r *refresh) month(ctx context.Context, m period.Month, h snapshots.Head, listed bool) error {
	before, _, err := r.keeper.Load(ctx, r.sc, m.String())
	if err != nil {
		return err
	}
	w := &working{Month: Month{Receiver: r.sc.Receiver(), Month: m}, asOf: r.now}
	var items []Item
	if listed {
		w.asOf = h.AsOf
		for _, k := range before.Items {
			items = append(items, k.Item)
		}
	} else if items, err = r.list(ctx, m); err != nil {
		return r.unlisted(ctx, m, err)
	}
	return r.listed(ctx, w, items, before)
}

// listed keeps what was listed of a month, with all that is known of it from before.
func (r *refresh) listed(ctx context.Context, w *working, items []Item, before *Month) error {
	if before != nil {
		r.known.learn(before.Items)
	}
	n, err := r.noted(ctx, r.sc, w.Month.Month)
	if err != nil {
		return err
	}
	w.Items = make([]Kept, len(items))
	for i, item := range items {
		w.Items[i] = r.known.of(item)
		r.customers.place(&w.Items[i])
		if made, ok := n.madeHere(item.ARN); ok {
			made.tell(&w.Items[i])
		}
	}
	slices.SortFunc(w.Items, func(a, b Kept) int { return strings.Compare(a.ARN, b.ARN) })
	r.months = append(r.months, w)
	r.known.learn(w.Items) // an item is as well known in the months before
	return r.keep(ctx, w)
}

// Relisted keeps the items of a month as somebody listed them at an instant, so that what was changed shows at once. It does not call AWS.
func (s *Service) Relisted(ctx context.Context, sc scope.Scope, m period.Month, items []Item, at time.Time) error {
	dir, err := s.c.Directory.Directory(ctx, sc)
	if err != nil {
		return err
	}
	before, _, err := s.keeper.Load(ctx, sc, m.String())
	if err != nil {
		return err
	}
	r := &refresh{Service: s, sc: sc, now: at, customers: customersOf(dir, at), known: newKnown()}
	return r.listed(ctx, &working{Month: Month{Receiver: sc.Receiver(), Month: m}, asOf: at}, items, before)
}

func (r *refresh) list(ctx context.Context, m period.Month) ([]Item, error) {
	if r.failed != nil {
		return nil, r.failed
	}
	return r.c.Source.LineItems(ctx, r.sc, m)
}

// unlisted notes why a month could not be listed. One that AWS refuses because it is too old is not asked for again; it is not said how old a month may be.
func (r *refresh) unlisted(ctx context.Context, m period.Month, cause error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if f, ok := fault.As(cause); ok && r.failed == nil && f.Code == ledger.CodeAWSRefused && closed(m, r.now) {
		r.c.Logger.WarnContext(ctx, "AWS lists no custom line items of a month that is closed", "payer_id", r.sc.Receiver(), "period", m.String(), "error", cause)
		return r.keeper.Keep(ctx, r.sc, m.String(), &Month{Receiver: r.sc.Receiver(), Month: m, Refused: true}, snapshots.Head{AsOf: r.now})
	}
	if r.failed == nil {
		r.failed = fmt.Errorf("list custom line items of %s: %w", m, cause)
	}
	return r.keeper.Note(ctx, r.sc, m.String(), r.failed, r.now)
}

// keep writes a month, with its problem when it has one. A listing that began before the one that is kept is not written over it: it may lack what a plan has made meanwhile, and a gap
// that was closed must not look open again.
func (r *refresh) keep(ctx context.Context, w *working) error {
	r.keeping.Lock()
	defer r.keeping.Unlock()
	have, err := r.keeper.Head(ctx, r.sc, w.Month.Month.String())
	if err != nil || have.AsOf.After(w.asOf) {
		return err
	}
	unfinished := slices.ContainsFunc(w.Items, func(k Kept) bool { return !k.sourcesKnown() || k.VersionsReadAt.IsZero() })
	err = r.keeper.Keep(ctx, r.sc, w.Month.Month.String(), &w.Month, snapshots.Head{AsOf: w.asOf, Unfinished: unfinished})
	if err != nil || w.problem == nil {
		return err
	}
	return r.keeper.Note(ctx, r.sc, w.Month.Month.String(), w.problem, r.now)
}
