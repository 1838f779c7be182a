package plans

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"

	"portal.example/backend/internal/store"
)

// Keys of the store. A plan lies under its receiver, so that the plan of another receiver cannot be reached by its id.
const (
	planPrefix = "plan/"      // plan/<receiver>/<id>
	itemPrefix = "plan-item/" // plan-item/<receiver>/<id>/<item id>
)

var idForm = regexp.MustCompile(`^plan_[0-9a-z]{8,60}$`)

// errUnchanged is returned by a change that has nothing to write.
var errUnchanged = errors.New("nothing to change")

func planKey(receiver string, id ID) string { return planPrefix + receiver + "/" + string(id) }

func (p Plan) key() string           { return planKey(p.Receiver, p.ID) }
func (p Plan) itemsKey() string      { return itemPrefix + p.Receiver + "/" + string(p.ID) + "/" }
func (p Plan) item(id string) string { return p.itemsKey() + id }

// add keeps a new plan: the items first, so that a plan that is there is whole.
func (s *Service) add(ctx context.Context, p Plan, items []Item) error {
	for batch := range slices.Chunk(items, store.MaxWrites) {
		writes := make([]store.Write, len(batch))
		for i, it := range batch {
			b, err := json.Marshal(it)
			if err != nil {
				return fmt.Errorf("encode item %s of plan %s: %w", it.ID, p.ID, err)
			}
			writes[i] = store.Write{Key: p.item(it.ID), Value: b, Version: store.Absent}
		}
		if err := s.c.Store.Apply(ctx, writes...); err != nil {
			return fmt.Errorf("keep items of plan %s: %w", p.ID, err)
		}
	}
	b, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("encode plan %s: %w", p.ID, err)
	}
	if err := s.c.Store.Apply(ctx, store.Write{Key: p.key(), Value: b, Version: store.Absent}); err != nil {
		return fmt.Errorf("keep plan %s: %w", p.ID, err)
	}
	return nil
}

// load reads a plan with the version it is at.
func (s *Service) load(ctx context.Context, receiver string, id ID) (Plan, int64, error) {
	if !idForm.MatchString(string(id)) {
		return Plan{}, 0, planNotFound(id)
	}
	rec, err := s.c.Store.Get(ctx, planKey(receiver, id))
	if errors.Is(err, store.ErrNotFound) {
		return Plan{}, 0, planNotFound(id)
	}
	if err != nil {
		return Plan{}, 0, fmt.Errorf("read plan %s: %w", id, err)
	}
	p, err := decode[Plan](rec)
	return p, rec.Version, err
}

func decode[T any](rec store.Record) (T, error) {
	var v T
	if err := json.Unmarshal(rec.Value, &v); err != nil {
		return v, fmt.Errorf("decode %s: %w", rec.Key, err)
	}
	return v, nil
}

// update changes a plan whoever else writes it meanwhile: the change is called again when somebody was faster.
func (s *Service) update(ctx context.Context, receiver string, id ID, change func(*Plan) error) (Plan, error) {
	for {
		p, version, err := s.load(ctx, receiver, id)
		if err != nil {
			return Plan{}, err
		}
		if err := change(&p); err != nil {
			if errors.Is(err, errUnchanged) {
				err = nil
			}
			return p, err
		}
		b, err := json.Marshal(p)
		if err != nil {
			return Plan{}, fmt.Errorf("encode plan %s: %w", id, err)
		}
		err = s.c.Store.Apply(ctx, store.Write{Key: p.key(), Value: b, Version: version})
		if err == nil {
			return p, nil
		}
		if !errors.Is(err, store.ErrVersion) {
			return Plan{}, &stateError{fmt.Errorf("write plan %s: %w", id, err)}
		}
	}
}

// plans lists the plans of a receiver, the newest first.
func (s *Service) plans(ctx context.Context, receiver string) ([]Plan, error) {
	var all []Plan
	for rec, err := range s.c.Store.List(ctx, planPrefix+receiver+"/", "") {
		if err != nil {
			return nil, fmt.Errorf("list plans: %w", err)
		}
		p, err := s.decoded(rec)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	slices.Reverse(all)
	return all, nil
}

// version is a plan as a record of the store has it.
type version struct {
	of   int64
	plan Plan
}

// mostRead bounds the plans that stay decoded: more than a receiver makes in years, because every list reads all of them.
const mostRead = 5000

// decoded decodes a plan, or finds it decoded: a request can name thousands of things, and neighbours ask for all plans with every page. The plan is shared and must not be changed.
func (s *Service) decoded(rec store.Record) (Plan, error) {
	s.remembering.Lock()
	have, ok := s.read[rec.Key]
	s.remembering.Unlock()
	if ok && have.of == rec.Version {
		return have.plan, nil
	}
	p, err := decode[Plan](rec)
	if err != nil {
		return Plan{}, err
	}
	s.remembering.Lock()
	defer s.remembering.Unlock()
	if len(s.read) >= mostRead {
		clear(s.read)
	}
	s.read[rec.Key] = version{rec.Version, p}
	return p, nil
}

// items lists the first items of a plan.
func (s *Service) items(ctx context.Context, p Plan, most int) ([]Item, error) {
	items := make([]Item, 0, min(most, p.ItemCount))
	for rec, err := range s.c.Store.List(ctx, p.itemsKey(), "") {
		if err != nil {
			return nil, fmt.Errorf("list items of plan %s: %w", p.ID, err)
		}
		it, err := decode[Item](rec)
		if err != nil {
			return nil, err
		}
		if items = append(items, it); len(items) >= most {
			break
		}
	}
	return items, nil
}

// stateError is a failure of the store that may pass, as that of a full disk does.
type stateError struct{ cause error }

func (e *stateError) Error() string { return e.cause.Error() }
func (e *stateError) Unwrap() error { return e.cause }

// save writes an item. Only the job of the plan does, so nobody is overwritten.
func (s *Service) save(ctx context.Context, p Plan, it *Item) error {
	b, err := json.Marshal(it)
	if err != nil {
		return fmt.Errorf("encode item %s of plan %s: %w", it.ID, p.ID, err)
	}
	if err := s.c.Store.Apply(ctx, store.Write{Key: p.item(it.ID), Value: b, Version: store.AnyVersion}); err != nil {
		return &stateError{fmt.Errorf("write item %s of plan %s: %w", it.ID, p.ID, err)}
	}
	return nil
}

// remove deletes a plan: the plan first, so that nobody sees one without its items.
func (s *Service) remove(ctx context.Context, p Plan) error {
	items, err := s.items(ctx, p, p.ItemCount)
	if err != nil {
		return err
	}
	if err := s.c.Store.Apply(ctx, store.Write{Key: p.key(), Version: store.AnyVersion}); err != nil {
		return fmt.Errorf("remove plan %s: %w", p.ID, err)
	}
	for batch := range slices.Chunk(items, store.MaxWrites) {
		writes := make([]store.Write, len(batch))
		for i, it := range batch {
			writes[i] = store.Write{Key: p.item(it.ID), Version: store.AnyVersion}
		}
		if err := s.c.Store.Apply(ctx, writes...); err != nil {
			return fmt.Errorf("remove items of plan %s: %w", p.ID, err)
		}
	}
	return nil
}
