// Package memory is the store without a file, for tests of what stands on the store: the same rules, nothing survives.
package memory

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"

	"portal.example/backend/internal/store"
)

// Store keeps records in memory.
type Store struct {
	mu       sync.Mutex
	records  map[string]store.Record
	counters map[string]int64
	closed   bool
}

// New returns an empty store.
func New() *Store {
	return &Store{records: map[string]store.Record{}, counters: map[string]int64{}}
}

var _ store.Store = (*Store)(nil)

// enter takes the lock unless the call cannot go on.
func (s *Store) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return store.ErrClosed
	}
	return nil
}

// Get implements store.Store.
func (s *Store) Get(ctx context.Context, key string) (store.Record, error) {
	if err := store.CheckKey(key); err != nil {
		return store.Record{}, err
	}
	if err := s.enter(ctx); err != nil {
		return store.Record{}, err
	}
	defer s.mu.Unlock()
	r, ok := s.records[key]
	if !ok {
		return store.Record{}, fmt.Errorf("%w: %s", store.ErrNotFound, key)
	}
	r.Value = copied(r.Value)
	return r, nil
}

// Apply implements store.Store.
func (s *Store) Apply(ctx context.Context, writes ...store.Write) error {
	if err := store.CheckWrites(writes); err != nil {
		return err
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	for _, w := range writes {
		if have := s.records[w.Key].Version; w.Version != store.AnyVersion && w.Version != have {
			return fmt.Errorf("%w: %s is at %d, not %d", store.ErrVersion, w.Key, have, w.Version)
		}
	}
	for _, w := range writes {
		if w.Value == nil {
			delete(s.records, w.Key)
			continue
		}
		s.records[w.Key] = store.Record{Key: w.Key, Value: copied(w.Value), Version: s.records[w.Key].Version + 1}
	}
	return nil
}

// List implements store.Store.
func (s *Store) List(ctx context.Context, prefix, after string) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		if err := s.enter(ctx); err != nil {
			yield(store.Record{}, err)
			return
		}
		var found []store.Record
		for k, r := range s.records {
			if strings.HasPrefix(k, prefix) && k > after {
				r.Value = copied(r.Value)
				found = append(found, r)
			}
		}
		s.mu.Unlock()
		slices.SortFunc(found, func(a, b store.Record) int { return strings.Compare(a.Key, b.Key) })
		for _, r := range found {
			if err := ctx.Err(); err != nil {
				yield(store.Record{}, err)
				return
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

// Increment implements store.Store.
func (s *Store) Increment(ctx context.Context, key string, delta int64) (int64, error) {
	if err := store.CheckKey(key); err != nil {
		return 0, err
	}
	if err := s.enter(ctx); err != nil {
		return 0, err
	}
	defer s.mu.Unlock()
	s.counters[key] += delta
	return s.counters[key], nil
}

// Counters implements store.Store.
func (s *Store) Counters(ctx context.Context, prefix string) (map[string]int64, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	found := map[string]int64{}
	for k, n := range s.counters {
		if strings.HasPrefix(k, prefix) {
			found[k] = n
		}
	}
	return found, nil
}

// Close implements store.Store.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}

// copied is bytes.Clone that keeps an empty value apart from none.
func copied(b []byte) []byte {
	if len(b) == 0 {
		return []byte{}
	}
	return bytes.Clone(b)
}
