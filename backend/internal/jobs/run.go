package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"sync"
	"time"

	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// maxTextRunes bounds what a handler can write into messages, labels and details.
const maxTextRunes = 2000

// run is an attempt as its handler sees it.
type run struct {
	e     *Engine
	a     *attempt
	job   Job
	scope scope.Scope

	mu       sync.Mutex
	settled  *sync.Cond      // an item has left writing
	items    map[string]Item // recorded, that is in the store
	writing  map[string]bool // items on their way to the store
	total    int
	message  string
	changed  bool      // since the last report
	reported time.Time // last sign of life
}

var _ Run = (*run)(nil)

func newRun(e *Engine, a *attempt, items []Item) *run {
	r := &run{e: e, a: a, items: make(map[string]Item, len(items)), writing: map[string]bool{}}
	r.settled = sync.NewCond(&r.mu)
	for _, item := range items {
		r.items[item.ID] = item
	}
	return r
}

// accept takes over the job as the attempt begins.
func (r *run) accept(j Job) {
	r.job, r.total, r.message, r.reported = j, j.Progress.Total, j.Message, j.UpdatedAt
}

// Job implements Run.
func (r *run) Job() Job { return r.job }

// Scope implements Run.
func (r *run) Scope() scope.Scope { return r.scope }

// Recorded implements Run.
func (r *run) Recorded(itemID string) (Item, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	item, ok := r.items[itemID]
	return item, ok && item.Status != ItemFailed
}

// SetTotal implements Run.
func (r *run) SetTotal(ctx context.Context, total int) error {
	if total < 0 {
		return fmt.Errorf("jobs: a job cannot have %d items", total)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.changed = r.changed || r.total != total
	r.total = total
	return ctx.Err()
}

// Say implements Run.
func (r *run) Say(message string) {
	message = shortened(message)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.changed = r.changed || r.message != message
	r.message = message
}

// Record implements Run.
func (r *run) Record(ctx context.Context, item Item) error {
	switch {
	case !itemForm.MatchString(item.ID):
		return fmt.Errorf("jobs: %q is no id of an item", item.ID)
	case item.Status != ItemDone && item.Status != ItemPartial && item.Status != ItemFailed:
		return fmt.Errorf("jobs: item %q ends as %q, which is no end", item.ID, item.Status)
	case item.Status == ItemFailed && ctx.Err() != nil:
		return ctx.Err()
	}
	item.Label, item.Detail = shortened(item.Label), shortened(item.Detail)
	if item.FinishedAt.IsZero() {
		item.FinishedAt = r.e.cfg.Clock.Now()
	}
	if !r.reserve(item.ID) {
		return nil
	}
	err := r.write(context.WithoutCancel(ctx), item)
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.writing, item.ID)
	r.settled.Broadcast()
	if err != nil {
		return &stateError{cause: err}
	}
	r.items[item.ID] = item
	r.changed = true
	return nil
}

// reserve waits for others who write the item and reports whether there is something to write still.
func (r *run) reserve(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.writing[id] {
		r.settled.Wait()
	}
	if have, ok := r.items[id]; ok && have.Status == ItemDone {
		return false
	}
	r.writing[id] = true
	return true
}

func (r *run) write(ctx context.Context, item Item) error {
	b, err := json.Marshal(item)
	if err != nil {
		return fmt.Errorf("encode item %s: %w", item.ID, err)
	}
	return r.e.cfg.Store.Apply(ctx, store.Write{Key: r.a.items() + item.ID, Value: b, Version: store.AnyVersion})
}

// report writes progress while the handler works: changes at a bounded rate, and a sign of life when nothing changes.
func (r *run) report(stop <-chan struct{}) {
	tick := time.NewTicker(r.e.cfg.ProgressEvery)
	defer tick.Stop()
	failing := false
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		if !r.due() {
			continue
		}
		err := r.sendProgress()
		if err != nil && !failing {
			r.e.cfg.Logger.Warn("progress of a job could not be written", "job_id", r.a.id, "job_kind", r.a.kind, "error", err)
		}
		failing = err != nil
	}
}

// due reports whether there is something to report.
func (r *run) due() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.changed || r.e.cfg.Clock.Now().Sub(r.reported) >= r.e.cfg.SignOfLife
}

// sendProgress writes progress once, and ends the handler's context when the job was cancelled in the store.
func (r *run) sendProgress() error {
	rec, err := r.e.update(context.WithoutCancel(r.a.ctx), r.a.ref, func(rec *record) error {
		if rec.Status != StatusRunning {
			return errUnchanged
		}
		r.fill(rec)
		rec.UpdatedAt = r.e.cfg.Clock.Now()
		return nil
	})
	if err != nil {
		r.mu.Lock()
		r.changed = true
		r.mu.Unlock()
		return err
	}
	if rec.CancelRequested {
		r.a.cancel(errCanceled)
	}
	return nil
}

// fill puts progress and message into a record that is about to be written.
func (r *run) fill(rec *record) {
	r.mu.Lock()
	defer r.mu.Unlock()
	done, failed, _ := r.countLocked()
	rec.Progress = Progress{Done: done, Total: max(r.total, done), Failed: failed}
	rec.Message = r.message
	r.changed, r.reported = false, r.e.cfg.Clock.Now()
}

// counts returns how many items are recorded and how many of them failed.
func (r *run) counts() (done, failed int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	done, failed, _ = r.countLocked()
	return done, failed
}

func (r *run) countLocked() (done, failed, partial int) {
	for item := range maps.Values(r.items) {
		switch item.Status {
		case ItemFailed:
			failed++
		case ItemPartial:
			partial++
		case ItemDone:
		}
	}
	return len(r.items), failed, partial
}

// reasonLocked is why most of the failed items failed, as a sentence; empty when no item says.
func (r *run) reasonLocked() string {
	times := map[string]int{}
	most := ""
	for _, item := range r.items {
		if item.Status != ItemFailed || item.Detail == "" {
			continue
		}
		times[item.Detail]++
		if n := times[item.Detail] - times[most]; n > 0 || n == 0 && item.Detail < most {
			most = item.Detail
		}
	}
	switch {
	case most == "":
		return ""
	case len(times) == 1:
		return " Reason: " + most
	default:
		return fmt.Sprintf(" Most frequent reason, %d of %d: %s", times[most], sum(times), most)
	}
}

func sum(times map[string]int) int {
	n := 0
	for _, t := range times {
		n += t
	}
	return n
}

// complete reports whether every item is recorded, so that nothing was left out because the context ended.
func (r *run) complete() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.total > 0 && len(r.items) >= r.total
}

// verdict is the outcome of a handler that returned nil.
func (r *run) verdict() outcome {
	r.mu.Lock()
	defer r.mu.Unlock()
	done, failed, partial := r.countLocked()
	switch {
	case failed > 0 && failed == done:
		return outcome{status: StatusFailed, message: summary(r.total, done, failed, partial) + r.reasonLocked(), cause: errors.New("every item failed")}
	case failed > 0 || partial > 0 || done < r.total:
		return outcome{status: StatusPartiallySucceeded, message: summary(r.total, done, failed, partial) + r.reasonLocked()}
	case done == 0:
		return outcome{status: StatusSucceeded, message: "There was nothing to do."}
	case done == 1:
		return outcome{status: StatusSucceeded, message: r.onlyLocked()}
	default:
		return outcome{status: StatusSucceeded, message: fmt.Sprintf("All %d items are complete.", done)}
	}
}

// onlyLocked is what the only item says; a job of one item has nothing to add to it.
func (r *run) onlyLocked() string {
	for _, item := range r.items {
		if item.Detail != "" {
			return item.Detail
		}
	}
	return "Its only item is complete."
}

// shortened bounds a text; what is longer is an error message of something else.
func shortened(s string) string {
	if runes := []rune(s); len(runes) > maxTextRunes {
		return string(runes[:maxTextRunes-1]) + "…"
	}
	return s
}
