package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/store"
)

// Keys of the store. A job lies under its receiver, so that the job of another receiver cannot be reached by its id.
const (
	jobPrefix       = "job/"           // job/<receiver>/<id>
	itemPrefix      = "job-item/"      // job-item/<receiver>/<id>/<item id>
	exclusivePrefix = "job-exclusive/" // job-exclusive/<receiver>/<kind>/<key>: the id of the unfinished job that holds the key
)

var (
	idForm        = regexp.MustCompile(`^job_[0-9a-z]{8,40}$`)
	kindForm      = regexp.MustCompile(`^[a-z_]{1,40}$`)
	itemForm      = regexp.MustCompile(`^[A-Za-z0-9._=-]{1,100}$`)
	exclusiveForm = itemForm
)

// ref is enough to find a job.
type ref struct {
	receiver string
	kind     Kind
	id       ID
}

func (r ref) key() string   { return jobPrefix + r.receiver + "/" + string(r.id) }
func (r ref) items() string { return itemPrefix + r.receiver + "/" + string(r.id) + "/" }
func (r ref) exclusive(k string) string {
	return exclusivePrefix + r.receiver + "/" + string(r.kind) + "/" + k
}

// lane is what one job at a time may occupy.
func (r ref) lane() string { return r.receiver + "/" + string(r.kind) }

// record is a job as it is stored.
type record struct {
	Job

	Exclusive string `json:"exclusive,omitempty"` // the key it holds until it is final
}

func (r record) ref() ref { return ref{receiver: r.Receiver, kind: r.Kind, id: r.ID} }

// load reads a job with the version it is at.
func (e *Engine) load(ctx context.Context, r ref) (record, int64, error) {
	if !idForm.MatchString(string(r.id)) {
		return record{}, 0, notFound(r.id)
	}
	raw, err := e.cfg.Store.Get(ctx, r.key())
	if errors.Is(err, store.ErrNotFound) {
		return record{}, 0, notFound(r.id)
	}
	if err != nil {
		return record{}, 0, fmt.Errorf("read job %s: %w", r.id, err)
	}
	rec, err := decode(raw)
	return rec, raw.Version, err
}

func decode(raw store.Record) (record, error) {
	var rec record
	if err := json.Unmarshal(raw.Value, &rec); err != nil {
		return record{}, fmt.Errorf("decode %s: %w", raw.Key, err)
	}
	return rec, nil
}

// write is the store write of a job.
func (r record) write(version int64) (store.Write, error) {
	b, err := json.Marshal(r)
	if err != nil {
		return store.Write{}, fmt.Errorf("encode job %s: %w", r.ID, err)
	}
	return store.Write{Key: r.ref().key(), Value: b, Version: version}, nil
}

// update changes a job whoever else writes it meanwhile, and frees its exclusive key when the change makes it final. The change is
// called again when somebody was faster; errUnchanged makes it a read.
func (e *Engine) update(ctx context.Context, r ref, change func(*record) error) (record, error) {
	for {
		rec, version, err := e.load(ctx, r)
		if err != nil {
			return record{}, err
		}
		if err := change(&rec); err != nil {
			if errors.Is(err, errUnchanged) {
				err = nil
			}
			return rec, err
		}
		w, err := rec.write(version)
		if err != nil {
			return record{}, err
		}
		writes := []store.Write{w}
		if rec.Status.Final() && rec.Exclusive != "" {
			writes = append(writes, store.Write{Key: r.exclusive(rec.Exclusive), Version: store.AnyVersion})
		}
		err = e.cfg.Store.Apply(ctx, writes...)
		if errors.Is(err, store.ErrVersion) {
			continue
		}
		if err != nil {
			return record{}, fmt.Errorf("write job %s: %w", r.id, err)
		}
		return rec, nil
	}
}

// records lists jobs under a prefix, newest first.
func (e *Engine) records(ctx context.Context, prefix string) ([]record, error) {
	var recs []record
	for raw, err := range e.cfg.Store.List(ctx, prefix, "") {
		if err != nil {
			return nil, fmt.Errorf("list jobs: %w", err)
		}
		rec, err := decode(raw)
		if err != nil {
			return nil, err
		}
		recs = append(recs, rec)
	}
	slices.SortFunc(recs, func(a, b record) int { return strings.Compare(string(b.ID), string(a.ID)) })
	return recs, nil
}

// items lists the recorded items of a job in order of their ids.
func (e *Engine) items(ctx context.Context, r ref) ([]Item, error) {
	var items []Item
	for raw, err := range e.cfg.Store.List(ctx, r.items(), "") {
		if err != nil {
			return nil, fmt.Errorf("list items of job %s: %w", r.id, err)
		}
		var item Item
		if err := json.Unmarshal(raw.Value, &item); err != nil {
			return nil, fmt.Errorf("decode %s: %w", raw.Key, err)
		}
		items = append(items, item)
	}
	return items, nil
}

// prune deletes the oldest finished jobs of a receiver beyond those that are kept: first the items, so that a death in between leaves
// no item without a job.
func (e *Engine) prune(ctx context.Context, receiver string) error {
	recs, err := e.records(ctx, jobPrefix+receiver+"/")
	if err != nil {
		return err
	}
	kept := 0
	for _, rec := range recs {
		if !rec.Status.Final() {
			continue
		}
		if kept++; kept <= e.cfg.Keep {
			continue
		}
		if err := e.remove(ctx, rec.ref()); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) remove(ctx context.Context, r ref) error {
	items, err := e.items(ctx, r)
	if err != nil {
		return err
	}
	for batch := range slices.Chunk(items, store.MaxWrites) {
		writes := make([]store.Write, len(batch))
		for i, item := range batch {
			writes[i] = store.Write{Key: r.items() + item.ID, Version: store.AnyVersion}
		}
		if err := e.cfg.Store.Apply(ctx, writes...); err != nil {
			return fmt.Errorf("remove items of job %s: %w", r.id, err)
		}
	}
	if err := e.cfg.Store.Apply(ctx, store.Write{Key: r.key(), Version: store.AnyVersion}); err != nil {
		return fmt.Errorf("remove job %s: %w", r.id, err)
	}
	return nil
}

// end makes a record final.
func (r *record) end(status Status, message string, now time.Time) {
	r.Status, r.Message = status, message
	r.UpdatedAt, r.FinishedAt = now, now
}
