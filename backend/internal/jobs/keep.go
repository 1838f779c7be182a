package jobs

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// Records: jobs/<receiver>/<id>, job-items/<receiver>/<id>/<item> and job-locks/<receiver>/<kind>/<key>, which names the newest exclusive job.
const (
	jobsPrefix  = "jobs/"
	itemsPrefix = "job-items/"
	locksPrefix = "job-locks/"
)

func jobKey(receiver string, id ID) string   { return jobsPrefix + receiver + "/" + string(id) }
func itemsKey(receiver string, id ID) string { return itemsPrefix + receiver + "/" + string(id) + "/" }
func lockKey(receiver string, k Kind, key string) string {
	return locksPrefix + receiver + "/" + string(k) + "/" + key
}

var (
	idForm   = regexp.MustCompile(`^job_[0-9a-z]{8,40}$`)
	itemForm = regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}$`)
)

// newID makes an id that sorts by time.
func newID(now time.Time) ID {
	const width = 9 // enough for milliseconds until the year 5188
	stamp := strconv.FormatInt(now.UnixMilli(), 36)
	return ID("job_" + strings.Repeat("0", max(0, width-len(stamp))) + stamp + strings.ToLower(rand.Text()[:10]))
}

func encode(j Job) []byte {
	b, err := json.Marshal(j)
	if err != nil {
		panic(fmt.Sprintf("jobs: encode %s: %v", j.ID, err)) // a struct of plain fields and valid JSON
	}
	return b
}

// load reads a job with the version of its record.
func (e *Engine) load(ctx context.Context, receiver string, id ID) (Job, int64, error) {
	if !idForm.MatchString(string(id)) {
		return Job{}, 0, notFound(id)
	}
	rec, err := e.c.Store.Get(ctx, jobKey(receiver, id))
	if errors.Is(err, store.ErrNotFound) {
		return Job{}, 0, notFound(id)
	}
	if err != nil {
		return Job{}, 0, fmt.Errorf("read job %s: %w", id, err)
	}
	var j Job
	if err := json.Unmarshal(rec.Value, &j); err != nil {
		return Job{}, 0, fmt.Errorf("decode job %s: %w", id, err)
	}
	return j, rec.Version, nil
}

// update changes a job under optimistic concurrency and returns what it is now.
func (e *Engine) update(ctx context.Context, receiver string, id ID, change func(*Job)) (Job, error) {
	for {
		j, version, err := e.load(ctx, receiver, id)
		if err != nil {
			return Job{}, err
		}
		change(&j)
		j.UpdatedAt = e.c.Clock.Now()
		err = e.c.Store.Apply(ctx, store.Write{Key: jobKey(receiver, id), Value: encode(j), Version: version})
		if err == nil {
			return j, nil
		}
		if !errors.Is(err, store.ErrVersion) {
			return Job{}, fmt.Errorf("store job %s: %w", id, err)
		}
	}
}

// Get returns a job of the receiver.
func (e *Engine) Get(ctx context.Context, sc scope.Scope, id ID) (Job, error) {
	if err := sc.Check(); err != nil {
		return Job{}, err
	}
	j, _, err := e.load(ctx, sc.Receiver(), id)
	return j, err
}

// List returns the jobs of the receiver, newest first.
func (e *Engine) List(ctx context.Context, sc scope.Scope) ([]Job, error) {
	if err := sc.Check(); err != nil {
		return nil, err
	}
	all, err := e.listPrefix(ctx, jobsPrefix+sc.Receiver()+"/")
	slices.Reverse(all)
	return all, err
}

// Last returns the newest job of a kind; false when there is none.
func (e *Engine) Last(ctx context.Context, sc scope.Scope, kind Kind) (Job, bool, error) {
	all, err := e.List(ctx, sc)
	if err != nil {
		return Job{}, false, err
	}
	for _, j := range all {
		if j.Kind == kind {
			return j, true, nil
		}
	}
	return Job{}, false, nil
}

func (e *Engine) listPrefix(ctx context.Context, prefix string) ([]Job, error) {
	var all []Job
	for rec, err := range e.c.Store.List(ctx, prefix, "") {
		if err != nil {
			return nil, fmt.Errorf("list jobs: %w", err)
		}
		var j Job
		if err := json.Unmarshal(rec.Value, &j); err != nil {
			return nil, fmt.Errorf("decode %s: %w", rec.Key, err)
		}
		all = append(all, j)
	}
	return all, nil
}

// Items returns the recorded items of a job, by id.
func (e *Engine) Items(ctx context.Context, sc scope.Scope, id ID) ([]Item, error) {
	if _, err := e.Get(ctx, sc, id); err != nil {
		return nil, err
	}
	return e.items(ctx, sc.Receiver(), id)
}

func (e *Engine) items(ctx context.Context, receiver string, id ID) ([]Item, error) {
	var all []Item
	for rec, err := range e.c.Store.List(ctx, itemsKey(receiver, id), "") {
		if err != nil {
			return nil, fmt.Errorf("list items of %s: %w", id, err)
		}
		var it Item
		if err := json.Unmarshal(rec.Value, &it); err != nil {
			return nil, fmt.Errorf("decode %s: %w", rec.Key, err)
		}
		all = append(all, it)
	}
	return all, nil
}

// prune removes the oldest finished jobs of a receiver with their items.
func (e *Engine) prune(ctx context.Context, receiver string) error {
	all, err := e.listPrefix(ctx, jobsPrefix+receiver+"/")
	if err != nil {
		return err
	}
	finished := slices.DeleteFunc(all, func(j Job) bool { return !j.Status.Final() })
	for len(finished) > keptJobs {
		old := finished[0]
		finished = finished[1:]
		items, err := e.items(ctx, receiver, old.ID)
		if err != nil {
			return err
		}
		// Items first: a job without its items is a smaller loss than items without their job.
		for chunk := range slices.Chunk(items, 100) {
			writes := make([]store.Write, len(chunk))
			for i, it := range chunk {
				writes[i] = store.Write{Key: itemsKey(receiver, old.ID) + it.ID, Version: store.AnyVersion}
			}
			if err := e.c.Store.Apply(ctx, writes...); err != nil {
				return fmt.Errorf("remove items of %s: %w", old.ID, err)
			}
		}
		if err := e.c.Store.Apply(ctx, store.Write{Key: jobKey(receiver, old.ID), Version: store.AnyVersion}); err != nil {
			return fmt.Errorf("remove job %s: %w", old.ID, err)
		}
	}
	return nil
}
