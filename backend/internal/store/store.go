// Package store is the port to the portal's own small state: registry, jobs, checkpoints, meters, preferences. The ledger and other
// files live in objects. Drivers: embedded (default); the conformance suite in storetest runs over every driver.
package store

import (
	"context"
	"errors"
	"iter"
)

// Record is one value with the version it was read at.
type Record struct {
	Key     string // at most 512 bytes of printable ASCII, segments separated by "/"
	Value   []byte // at most 256 KiB
	Version int64  // 1 after the first write, then one more with every write
}

// AnyVersion writes whatever is there.
const AnyVersion int64 = -1

// Absent writes only where nothing is.
const Absent int64 = 0

// Errors of every driver.
var (
	// ErrNotFound says that there is no record with the key.
	ErrNotFound = errors.New("store: no such record")
	// ErrVersion says that the record is not at the version the writer expected.
	ErrVersion = errors.New("store: the record has another version")
)

// Write is one change of a batch. A nil Value deletes.
type Write struct {
	Key     string
	Value   []byte
	Version int64 // the version expected: AnyVersion, Absent or one that was read
}

// Store keeps records. It is safe for concurrent use; what a method has acknowledged survives the death of the process.
type Store interface {
	// Get returns the record or ErrNotFound.
	Get(ctx context.Context, key string) (Record, error)
	// Apply makes all writes or none; ErrVersion when one of them expected another version. At most 100 writes.
	Apply(ctx context.Context, writes ...Write) error
	// List yields the records whose key starts with prefix, in key order, starting after the key after (empty: from the start).
	List(ctx context.Context, prefix, after string) iter.Seq2[Record, error]
	// Increment adds delta to the counter at key, which starts at 0, and returns the new value. Counters are no records: Get does not see them.
	Increment(ctx context.Context, key string, delta int64) (int64, error)
	// Counters returns the counters whose key starts with prefix.
	Counters(ctx context.Context, prefix string) (map[string]int64, error)
	// Close releases the driver.
	Close() error
}
