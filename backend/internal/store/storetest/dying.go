package storetest

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"

	"portal.example/backend/internal/store"
)

// ErrDead is what a dead store answers.
var ErrDead = errors.New("storetest: the process has died")

// Dying is a store in a process that dies after a number of writes: those are in the store beneath, nothing later is, and every call
// after the death fails. Closing it leaves the store beneath open for the process that comes after.
type Dying struct {
	beneath store.Store
	left    atomic.Int64
	dead    chan struct{}
}

var _ store.Store = (*Dying)(nil)

// DieAfter returns a store that makes the given number of writes and dies at the next.
func DieAfter(beneath store.Store, writes int) *Dying {
	d := &Dying{beneath: beneath, dead: make(chan struct{})}
	d.left.Store(int64(writes))
	return d
}

// Dead is closed when the store has died.
func (d *Dying) Dead() <-chan struct{} { return d.dead }

func (d *Dying) alive() error {
	select {
	case <-d.dead:
		return ErrDead
	default:
		return nil
	}
}

// write takes one of the writes that are left.
func (d *Dying) write() error {
	switch left := d.left.Add(-1); {
	case left >= 0:
		return nil
	case left == -1:
		close(d.dead)
	}
	return ErrDead
}

// Get implements store.Store.
func (d *Dying) Get(ctx context.Context, key string) (store.Record, error) {
	if err := d.alive(); err != nil {
		return store.Record{}, err
	}
	return d.beneath.Get(ctx, key)
}

// Apply implements store.Store.
func (d *Dying) Apply(ctx context.Context, writes ...store.Write) error {
	if err := d.write(); err != nil {
		return err
	}
	return d.beneath.Apply(ctx, writes...)
}

// List implements store.Store.
func (d *Dying) List(ctx context.Context, prefix, after string) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		if err := d.alive(); err != nil {
			yield(store.Record{}, err)
			return
		}
		d.beneath.List(ctx, prefix, after)(yield)
	}
}

// Increment implements store.Store.
func (d *Dying) Increment(ctx context.Context, key string, delta int64) (int64, error) {
	if err := d.write(); err != nil {
		return 0, err
	}
	return d.beneath.Increment(ctx, key, delta)
}

// Counters implements store.Store.
func (d *Dying) Counters(ctx context.Context, prefix string) (map[string]int64, error) {
	if err := d.alive(); err != nil {
		return nil, err
	}
	return d.beneath.Counters(ctx, prefix)
}

// Close does nothing: a process that dies closes nothing.
func (d *Dying) Close() error { return nil }
