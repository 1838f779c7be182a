package lineitems

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/period"
)

// Bounds of one refresh. Two calls tell about one item what its listing does not: what a percentage is taken of, and its versions. They are made for items that are new
// or changed; the first time that is all of them, so versions, which change no amount, are read a part at a time.
const (
	readsAtOnce  = 8
	mostVersions = 1_000              // versions read by a refresh, less the sources it reads
	leastReads   = 100                // versions read by a refresh in any case
	readAgain    = 7 * 24 * time.Hour // after which what looks unchanged is read again: AWS does not say that it always moves the time of modification
	mostAgain    = 100                // of those, by a refresh and kind
	chunk        = 500                // what is read is kept after so many, so that a killed process has not read them in vain
)

// state is an item as one listing has it: what is known of the item holds as long as its listing says the same.
type state struct {
	arn      string
	modified int64
	size     int // for sources; 0 for versions
}

func sourcesState(k Kept) state  { return state{k.ARN, k.ModifiedAt.UnixNano(), k.Associated} }
func versionsState(k Kept) state { return state{k.ARN, k.ModifiedAt.UnixNano(), 0} }

// known is what earlier refreshes and newer months tell of items.
type known struct {
	sources, versions map[state]Kept
	places            map[string]Kept // by ARN: its customer and group
}

func newKnown() known {
	return known{map[state]Kept{}, map[state]Kept{}, map[string]Kept{}}
}

func (x known) learn(items []Kept) {
	for _, k := range items {
		if s := sourcesState(k); k.SourcesReadAt.After(x.sources[s].SourcesReadAt) {
			x.sources[s] = k
		}
		if s := versionsState(k); k.VersionsReadAt.After(x.versions[s].VersionsReadAt) {
			x.versions[s] = k
		}
		if _, ok := x.places[k.ARN]; !ok && k.CustomerID != "" {
			x.places[k.ARN] = k
		}
	}
}

// of is a listed item with what is known of it.
func (x known) of(item Item) Kept {
	k := Kept{Item: item, GroupName: x.places[item.ARN].GroupName, CustomerID: x.places[item.ARN].CustomerID}
	sources, versions := x.sources[sourcesState(k)], x.versions[versionsState(k)]
	k.Sources, k.SourcesReadAt = sources.Sources, sources.SourcesReadAt
	k.Versions, k.VersionsReadAt = versions.Versions, versions.VersionsReadAt
	return k
}

// task is a call about one item.
type task struct {
	versions bool         // else its sources
	month    period.Month // the newest one that lists the item so
	item     Kept
}

func (t task) readAt() time.Time {
	if t.versions {
		return t.item.VersionsReadAt
	}
	return t.item.SourcesReadAt
}

// state is what the answer holds for: sources for the item as it is listed, versions for the item whatever a month lists of it.
func (t task) state() state {
	if t.versions {
		return state{arn: t.item.ARN}
	}
	return sourcesState(t.item)
}

// read makes the calls about items that their listings did not make needless, and keeps what they tell.
func (r *refresh) read(ctx context.Context) error {
	var failed error
	for _, versions := range []bool{false, true} { // amounts depend on sources, so these come first
		for part := range slices.Chunk(r.tasks(versions), chunk) {
			if err := r.readPart(ctx, part); err != nil {
				failed = errors.Join(failed, err)
				break
			}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return failed
}

// tasks lists the calls of one kind that this refresh makes, the most useful first.
func (r *refresh) tasks(versions bool) []task {
	var fresh, again []task
	seen := map[state]bool{}
	for _, w := range r.months {
		for _, k := range w.Items {
			t := task{versions, w.Month.Month, k}
			if seen[t.state()] || !versions && k.sourcesListed() {
				continue
			}
			seen[t.state()] = true
			switch {
			case t.readAt().IsZero():
				fresh = append(fresh, t)
			case !closed(t.month, r.now) && r.now.Sub(t.readAt()) >= readAgain:
				again = append(again, t)
			}
		}
	}
	slices.SortStableFunc(again, func(a, b task) int { return a.readAt().Compare(b.readAt()) })
	if versions {
		// An item that never changed has one version, and its listing says most of it.
		slices.SortStableFunc(fresh, func(a, b task) int { return b.item.changes() - a.item.changes() })
		fresh = fresh[:min(len(fresh), max(mostVersions-r.asked, leastReads))]
	}
	return append(fresh, again[:min(len(again), mostAgain)]...)
}

// sourcesListed reports whether the listing of an item says what it is taken of: nothing.
func (k Kept) sourcesListed() bool { return k.Percent == nil || k.Associated == 0 }

// changes is 1 for an item that was changed after it was made.
func (k Kept) changes() int {
	if k.ModifiedAt.After(k.CreatedAt) {
		return 1
	}
	return 0
}

func (r *refresh) readPart(ctx context.Context, tasks []task) error {
	found := make([]Kept, len(tasks))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(readsAtOnce)
	for i, t := range tasks {
		g.Go(func() (err error) { found[i], err = r.ask(gctx, t); return err })
	}
	err := g.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	r.asked += len(tasks)
	answers := make(map[state]Kept, len(tasks))
	for i, t := range tasks {
		answers[t.state()] = found[i]
	}
	for _, w := range r.months {
		w.problem = errors.Join(w.problem, err)
		if changed := w.take(answers); !changed && err == nil {
			continue
		}
		if kerr := r.keep(ctx, w); kerr != nil {
			return errors.Join(err, kerr)
		}
	}
	return err
}

// ask makes the call. An item that has gone since it was listed is refused; nothing more can be told of it.
func (r *refresh) ask(ctx context.Context, t task) (k Kept, err error) {
	if t.versions {
		k.VersionsReadAt = r.now
		k.Versions, err = r.c.Source.LineItemVersions(ctx, r.sc, t.item.ARN)
	} else {
		k.SourcesReadAt = r.now
		k.Sources, err = r.c.Source.LineItemSources(ctx, r.sc, t.item.ARN, t.month)
	}
	if f, ok := fault.As(err); ok && f.Code == ledger.CodeAWSRefused {
		r.c.Logger.WarnContext(ctx, "AWS tells nothing of a custom line item it listed", "payer_id", r.sc.Receiver(), "line_item", t.item.ARN, "error", err)
		return Kept{}, nil
	}
	if err != nil {
		return Kept{}, fmt.Errorf("read custom line item %s: %w", t.item.ARN, err)
	}
	return k, nil
}

// take writes answers into the items they hold for.
func (w *working) take(answers map[state]Kept) (changed bool) {
	for i := range w.Items {
		k := &w.Items[i]
		if a := answers[state{arn: k.ARN}]; !a.VersionsReadAt.IsZero() {
			k.Versions, k.VersionsReadAt, changed = a.Versions, a.VersionsReadAt, true
		}
		if a := answers[sourcesState(*k)]; !a.SourcesReadAt.IsZero() && !k.sourcesListed() {
			k.Sources, k.SourcesReadAt, changed = a.Sources, a.SourcesReadAt, true
		}
	}
	return changed
}
