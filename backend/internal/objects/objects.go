// Package objects is the port to the portal's own files: the ledger first of all. Drivers: file (default); the conformance suite in
// objectstest runs over every driver.
package objects

import (
	"context"
	"errors"
	"iter"
	"time"
)

// ErrNotFound says that there is no object with the key.
var ErrNotFound = errors.New("objects: no such object")

// ErrDamaged says that an object is there and cannot be what was written.
var ErrDamaged = errors.New("objects: the object is damaged")

// Info describes an object without its content.
type Info struct {
	Key        string // segments of [A-Za-z0-9._=-]+ separated by "/"; at most 512 bytes
	Size       int64
	ETag       string // changes whenever the content changes
	ModifiedAt time.Time
}

// Objects keeps whole files. It is safe for concurrent use. A Put is atomic: readers see the old content or the new one, never a part;
// what Put has acknowledged survives the death of the process.
type Objects interface {
	// Get returns the content, or ErrNotFound, or ErrDamaged.
	Get(ctx context.Context, key string) ([]byte, Info, error)
	// Put writes the content and returns its description.
	Put(ctx context.Context, key string, content []byte) (Info, error)
	// Delete removes the object; deleting what is not there is no error.
	Delete(ctx context.Context, key string) error
	// List yields the objects whose key starts with prefix, in key order.
	List(ctx context.Context, prefix string) iter.Seq2[Info, error]
}
