package schedules

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"portal.example/backend/internal/store"
)

// keepRuns is how many runs of a schedule are kept.
const keepRuns = 200

// Keys of the store.
func settingKey(receiver string, id ID) string { return "schedule/" + receiver + "/" + string(id) }

func stateKey(receiver string, id ID) string { return "schedule-state/" + receiver + "/" + string(id) }

func runsKey(receiver string, id ID) string {
	return "schedule-run/" + receiver + "/" + string(id) + "/"
}

// state is how far a schedule has come. It is written under its version, together with the run it is about: whoever claims a time makes its run.
type state struct {
	Until time.Time `json:"until"`          // times up to this one had their run, or were none of the schedule's
	Open  string    `json:"open,omitempty"` // the run that has not ended
}

// read reads a record; false when there is none.
func (s *Service) read(ctx context.Context, key string, v any) (version int64, found bool, err error) {
	rec, err := s.c.Store.Get(ctx, key)
	if errors.Is(err, store.ErrNotFound) {
		return store.Absent, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("read %s: %w", key, err)
	}
	if err := json.Unmarshal(rec.Value, v); err != nil {
		return 0, false, fmt.Errorf("decode %s: %w", key, err)
	}
	return rec.Version, true, nil
}

// write is a write of a record.
func write(key string, v any, version int64) (store.Write, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return store.Write{}, fmt.Errorf("encode %s: %w", key, err)
	}
	return store.Write{Key: key, Value: b, Version: version}, nil
}

// setting is what people decided; else how the schedule came.
func (s *Service) setting(ctx context.Context, receiver string, d definition) (Setting, int64, error) {
	var set Setting
	version, found, err := s.read(ctx, settingKey(receiver, d.id), &set)
	if !found {
		set = d.initial
	}
	return set, version, err
}

// state is how far a schedule has come. One that nobody has looked at before has come as far as now: what was due before the portal was there was never missed.
func (s *Service) state(ctx context.Context, receiver string, id ID) (state, int64, error) {
	for {
		var st state
		version, found, err := s.read(ctx, stateKey(receiver, id), &st)
		if err != nil || found {
			return st, version, err
		}
		w, err := write(stateKey(receiver, id), state{Until: s.c.Clock.Now()}, store.Absent)
		if err != nil {
			return state{}, 0, err
		}
		if err := s.c.Store.Apply(ctx, w); err != nil && !errors.Is(err, store.ErrVersion) {
			return state{}, 0, fmt.Errorf("write %s: %w", w.Key, err)
		}
	}
}

// open makes a run together with the state that says so; false when somebody else was faster.
func (s *Service) open(ctx context.Context, receiver string, run Run, st state, version int64) (bool, error) {
	st.Open = run.ID
	w, err := write(stateKey(receiver, run.Schedule), st, version)
	if err != nil {
		return false, err
	}
	r, err := write(runsKey(receiver, run.Schedule)+run.ID, run, store.Absent)
	if err != nil {
		return false, err
	}
	err = s.c.Store.Apply(ctx, w, r)
	if errors.Is(err, store.ErrVersion) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("begin run %s: %w", run.ID, err)
	}
	return true, nil
}

// close ends a run, whoever else changes the state meanwhile. What has ended stays as it is.
func (s *Service) close(ctx context.Context, receiver string, run Run) error {
	for {
		var have Run
		at, found, err := s.read(ctx, runsKey(receiver, run.Schedule)+run.ID, &have)
		if err != nil || !found || have.Outcome != Running {
			return err
		}
		st, version, err := s.state(ctx, receiver, run.Schedule)
		if err != nil {
			return err
		}
		if st.Open == run.ID {
			st.Open = ""
		}
		w, err := write(stateKey(receiver, run.Schedule), st, version)
		if err != nil {
			return err
		}
		r, err := write(runsKey(receiver, run.Schedule)+run.ID, run, at)
		if err != nil {
			return err
		}
		err = s.c.Store.Apply(ctx, w, r)
		if err == nil {
			return s.forget(ctx, receiver, run.Schedule)
		}
		if !errors.Is(err, store.ErrVersion) {
			return fmt.Errorf("end run %s: %w", run.ID, err)
		}
	}
}

// note writes the job into a run that has not ended.
func (s *Service) note(ctx context.Context, receiver string, run Run) error {
	var have Run
	key := runsKey(receiver, run.Schedule) + run.ID
	at, found, err := s.read(ctx, key, &have)
	if err != nil || !found || have.JobID != "" {
		return err
	}
	have.JobID = run.JobID
	w, err := write(key, have, at)
	if err != nil {
		return err
	}
	if err := s.c.Store.Apply(ctx, w); err != nil && !errors.Is(err, store.ErrVersion) {
		return fmt.Errorf("write %s: %w", key, err)
	}
	return nil
}

// runs lists the runs of a schedule, the newest first.
func (s *Service) runs(ctx context.Context, receiver string, id ID) ([]Run, error) {
	var all []Run
	for rec, err := range s.c.Store.List(ctx, runsKey(receiver, id), "") {
		if err != nil {
			return nil, fmt.Errorf("list runs of %s: %w", id, err)
		}
		var r Run
		if err := json.Unmarshal(rec.Value, &r); err != nil {
			return nil, fmt.Errorf("decode %s: %w", rec.Key, err)
		}
		all = append(all, r)
	}
	slices.Reverse(all) // ids sort by time
	return all, nil
}

// forget removes the oldest runs beyond those that are kept.
func (s *Service) forget(ctx context.Context, receiver string, id ID) error {
	all, err := s.runs(ctx, receiver, id)
	if err != nil || len(all) <= keepRuns {
		return err
	}
	for batch := range slices.Chunk(all[keepRuns:], store.MaxWrites) {
		writes := make([]store.Write, len(batch))
		for i, r := range batch {
			writes[i] = store.Write{Key: runsKey(receiver, id) + r.ID, Version: store.AnyVersion}
		}
		if err := s.c.Store.Apply(ctx, writes...); err != nil {
			return fmt.Errorf("forget runs of %s: %w", id, err)
		}
	}
	return nil
}
