// Package objects is the port to the portal's own files: the ledger first of all. Drivers: file (default); the conformance suite in
// objectstest runs over every driver.
package objects

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"
)

// Limits of every driver.
const (
	MaxKeyBytes     = 512
	MaxSegmentBytes = 200
	MaxContentBytes = 256 << 20
)

// Errors of every driver.
var (
	// ErrNotFound says that there is no object with the key.
	ErrNotFound = errors.New("objects: no such object")
	// ErrDamaged says that an object is there and cannot be what was written.
	ErrDamaged = errors.New("objects: the object is damaged")
	// ErrLimit says that a key or a content is outside the limits; always a mistake of the caller.
	ErrLimit = errors.New("objects: outside the limits")
)

// Info describes an object without its content.
type Info struct {
	Key        string // segments of [A-Za-z0-9._=-]+ separated by "/", none of them "." or ".."; see the limits above
	Size       int64  // bytes of the content as it was put
	ETag       string // the same for the same content, another for another
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
	// List yields the objects whose key starts with prefix, in key order. An error, ErrDamaged included, is the last thing yielded.
	List(ctx context.Context, prefix string) iter.Seq2[Info, error]
}

// CheckKey reports whether a key has the right form; drivers call it before anything else.
func CheckKey(key string) error {
	if key == "" || len(key) > MaxKeyBytes {
		return fmt.Errorf("%w: a key has 1 to %d bytes, not %d", ErrLimit, MaxKeyBytes, len(key))
	}
	for segment := range strings.SplitSeq(key, "/") {
		if segment == "" || segment == "." || segment == ".." || len(segment) > MaxSegmentBytes {
			return fmt.Errorf("%w: key %q has an empty, long or relative segment", ErrLimit, key)
		}
		for i := range len(segment) {
			if !allowed(segment[i]) {
				return fmt.Errorf("%w: key %q has a character outside A-Z a-z 0-9 . _ = -", ErrLimit, key)
			}
		}
	}
	return nil
}

func allowed(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '.' || c == '_' || c == '=' || c == '-'
}
