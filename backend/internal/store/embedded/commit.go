package embedded

import (
	"context"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"portal.example/backend/internal/store"
)

// Changes that arrive while a commit waits for the disk share the next one: each still succeeds or fails by itself, and all of them
// pay for one sync instead of one each.

// request is one change that waits for a commit.
type request struct {
	writes  []store.Write // records, or
	counter string        // a counter
	delta   int64
	value   int64 // of the counter afterwards
	err     error // errPending until it was committed or refused
}

// errPending is what a request holds that no commit has taken; nobody sees it unless the engine panicked.
var errPending = errors.New("the change was not written")

// errNothing rolls a transaction back in which every request was refused.
var errNothing = errors.New("nothing to write")

// Apply implements store.Store.
func (s *Store) Apply(ctx context.Context, writes ...store.Write) error {
	if err := errors.Join(store.CheckWrites(writes), ctx.Err()); err != nil {
		return err
	}
	return s.commit(&request{writes: writes})
}

// Increment implements store.Store.
func (s *Store) Increment(ctx context.Context, key string, delta int64) (int64, error) {
	if err := errors.Join(store.CheckKey(key), ctx.Err()); err != nil {
		return 0, err
	}
	r := &request{counter: key, delta: delta}
	if err := s.commit(r); err != nil {
		return 0, err
	}
	return r.value, nil
}

// commit returns when the request is on disk or was refused.
func (s *Store) commit(r *request) error {
	r.err = errPending
	s.queueMu.Lock()
	s.queue = append(s.queue, r)
	s.queueMu.Unlock()

	s.writeMu.Lock()
	defer s.writeMu.Unlock()
	if !errors.Is(r.err, errPending) {
		return r.err // whoever committed before has taken it along
	}
	s.queueMu.Lock()
	batch := s.queue
	s.queue = nil
	s.queueMu.Unlock()
	s.writeAll(batch)
	return r.err
}

// writeAll makes one transaction of the batch.
func (s *Store) writeAll(batch []*request) {
	outcomes := make([]error, len(batch))
	err := s.db.Update(func(tx *bbolt.Tx) error {
		t, err := s.begin(tx)
		if err != nil {
			return err
		}
		written := false
		for i, r := range batch {
			if outcomes[i] = t.check(r); outcomes[i] != nil {
				continue
			}
			if err := t.write(r); err != nil {
				return err
			}
			written = true
		}
		if !written {
			return errNothing
		}
		return t.format.Put([]byte(sealEntry), t.seal.encode())
	})
	for i, r := range batch {
		switch {
		case outcomes[i] != nil:
			r.err = outcomes[i]
		case err != nil:
			r.err = fmt.Errorf("write the state file %s: %w", s.path, closedOr(err))
		default:
			r.err = nil
		}
	}
}

// transaction is a write transaction with its seal.
type transaction struct {
	records, counters, format *bbolt.Bucket
	seal                      seal
	damage                    func(error) error
}

func (s *Store) begin(tx *bbolt.Tx) (*transaction, error) {
	t := &transaction{
		records: tx.Bucket([]byte(recordsBucket)), counters: tx.Bucket([]byte(countersBucket)), format: tx.Bucket([]byte(formatBucket)),
		damage: s.damage,
	}
	var err error
	t.seal, err = decodeSeal(t.format.Get([]byte(sealEntry)))
	return t, s.damage(err)
}

// version of the record at key; 0 where nothing is.
func (t *transaction) version(key string) (int64, error) {
	stored := t.records.Get([]byte(key))
	if stored == nil {
		return store.Absent, nil
	}
	version, _, err := decodeRecord(key, stored)
	return version, t.damage(err)
}

// check refuses a request before anything of it is written.
func (t *transaction) check(r *request) error {
	for _, w := range r.writes {
		have, err := t.version(w.Key)
		if err != nil {
			return err
		}
		if w.Version != store.AnyVersion && w.Version != have {
			return fmt.Errorf("%w: %s is at %d, not %d", store.ErrVersion, w.Key, have, w.Version)
		}
	}
	return nil
}

// write makes the changes of a request that passed its check; an error undoes the whole transaction.
func (t *transaction) write(r *request) error {
	if r.counter != "" {
		return t.increment(r)
	}
	for _, w := range r.writes {
		have, err := t.version(w.Key)
		if err != nil {
			return err
		}
		if w.Value == nil {
			t.seal.remove(t.records.Get([]byte(w.Key)))
			if err := t.records.Delete([]byte(w.Key)); err != nil {
				return err
			}
			continue
		}
		if err := t.put(t.records, w.Key, encodeRecord(w.Key, have+1, w.Value)); err != nil {
			return err
		}
	}
	return nil
}

func (t *transaction) increment(r *request) error {
	r.value = 0
	if stored := t.counters.Get([]byte(r.counter)); stored != nil {
		n, err := decodeCounter(r.counter, stored)
		if err != nil {
			return t.damage(err)
		}
		r.value = n
	}
	r.value += r.delta
	return t.put(t.counters, r.counter, encodeCounter(r.counter, r.value))
}

// put replaces an entry and keeps the seal true.
func (t *transaction) put(b *bbolt.Bucket, key string, stored []byte) error {
	t.seal.remove(b.Get([]byte(key)))
	t.seal.add(stored)
	return b.Put([]byte(key), stored)
}
