// Package store is the port to the portal's own small state: registry, jobs, checkpoints, meters, preferences. The ledger and other
// files live in objects. Drivers: embedded (default) and memory (tests); the conformance suite in storetest runs over every driver.
package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
)

// Limits of every driver; they are those of the narrowest engine the port is meant for.
const (
	MaxKeyBytes   = 512
	MaxValueBytes = 256 << 10
	MaxWrites     = 100 // in one Apply
)

// Record is one value with the version it was read at.
type Record struct {
	Key     string // at most MaxKeyBytes of printable ASCII without space, segments separated by "/"
	Value   []byte // at most MaxValueBytes; the reader owns it
	Version int64  // 1 after the first write, then one more with every write; a record that was deleted starts at 1 again
}

// AnyVersion writes whatever is there.
const AnyVersion int64 = -1

// Absent writes only where nothing is.
const Absent int64 = 0

// Errors of every driver.
var (
	// ErrNotFound says that there is no record with the key.
	ErrNotFound = errors.New("store: no such record")
	// ErrVersion says that a record is not at the version the writer expected.
	ErrVersion = errors.New("store: the record has another version")
	// ErrLimit says that a key, a value or a batch is outside the limits above; always a mistake of the caller.
	ErrLimit = errors.New("store: outside the limits")
	// ErrClosed says that the store was closed.
	ErrClosed = errors.New("store: closed")
)

// Write is one change of a batch. A nil Value deletes; a Value that is empty but not nil is stored.
type Write struct {
	Key     string
	Value   []byte
	Version int64 // the version expected: AnyVersion, Absent or one that was read
}

// Store keeps records. It is safe for concurrent use; what a method has acknowledged survives the death of the process.
type Store interface {
	// Get returns the record or ErrNotFound.
	Get(ctx context.Context, key string) (Record, error)
	// Apply makes all writes or none; ErrVersion when one of them expected another version. At most MaxWrites, each to its own key.
	// Deleting what is not there is no error unless a version was expected.
	Apply(ctx context.Context, writes ...Write) error
	// List yields the records whose key starts with prefix, in key order, starting after the key after (empty: from the start). The
	// consumer may use the store meanwhile; a record that is written during the walk is seen as it was or as it is. An error is the
	// last thing yielded.
	List(ctx context.Context, prefix, after string) iter.Seq2[Record, error]
	// Increment adds delta to the counter at key, which starts at 0, and returns the new value. Counters are no records: Get does not see them.
	Increment(ctx context.Context, key string, delta int64) (int64, error)
	// Counters returns the counters whose key starts with prefix.
	Counters(ctx context.Context, prefix string) (map[string]int64, error)
	// Close releases the driver. Calls that come later fail with ErrClosed.
	Close() error
}

// CheckKey reports whether a key is within the limits; drivers call it before anything else.
func CheckKey(key string) error {
	if key == "" || len(key) > MaxKeyBytes {
		return fmt.Errorf("%w: a key has 1 to %d bytes, not %d", ErrLimit, MaxKeyBytes, len(key))
	}
	for i := range len(key) {
		if key[i] <= ' ' || key[i] > '~' {
			return fmt.Errorf("%w: key %q has a byte that is not printable ASCII", ErrLimit, key)
		}
	}
	return nil
}

// CheckWrites reports whether a batch is within the limits; drivers call it before anything else.
func CheckWrites(writes []Write) error {
	if len(writes) > MaxWrites {
		return fmt.Errorf("%w: %d writes in a batch, at most %d", ErrLimit, len(writes), MaxWrites)
	}
	seen := make(map[string]bool, len(writes))
	for _, w := range writes {
		if err := CheckKey(w.Key); err != nil {
			return err
		}
		if seen[w.Key] {
			return fmt.Errorf("%w: key %q is written twice in a batch", ErrLimit, w.Key)
		}
		seen[w.Key] = true
		if len(w.Value) > MaxValueBytes {
			return fmt.Errorf("%w: the value of %q has %d bytes, at most %d", ErrLimit, w.Key, len(w.Value), MaxValueBytes)
		}
		if w.Version < AnyVersion {
			return fmt.Errorf("%w: %d is no version of %q", ErrLimit, w.Version, w.Key)
		}
	}
	return nil
}
