// Package snapshots keeps what rooms read of AWS beside the ledger: one object for each part, found through a small record of when it was read and, if it could not be
// read anew since, why. See README.md.
package snapshots

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/objects"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// Head says of what a snapshot is.
type Head struct {
	ETag       string    `json:"etag,omitempty"`       // of the object; empty when nothing was ever read
	AsOf       time.Time `json:"as_of"`                // when it was read; zero when it never was
	Unfinished bool      `json:"unfinished,omitempty"` // not everything that belongs to it was read yet
	Problem    string    `json:"problem,omitempty"`    // why it could not be read anew since
	ProblemAt  time.Time `json:"problem_at,omitzero"`
}

// Keeper keeps the snapshots of one room. It is safe for concurrent use.
type Keeper[T any] struct {
	name    string
	store   store.Store
	objects objects.Objects
	most    int

	mu    sync.Mutex
	kept  map[string]decoded[T] // by key
	order []string
}

type decoded[T any] struct {
	etag  string
	value *T
}

// New returns a keeper of which at most so many decoded objects stay in memory. The name is the first part of all its keys.
func New[T any](name string, st store.Store, o objects.Objects, most int) *Keeper[T] {
	return &Keeper[T]{name: name, store: st, objects: o, most: most, kept: map[string]decoded[T]{}}
}

func (k *Keeper[T]) prefix(sc scope.Scope) string { return k.name + "/" + sc.Receiver() + "/" }

// Keep writes a part with its record, in which the ETag is written here. The record is written after the object, so it never points at less.
func (k *Keeper[T]) Keep(ctx context.Context, sc scope.Scope, part string, v *T, h Head) error {
	if err := sc.Check(); err != nil {
		return err
	}
	key := k.prefix(sc) + part
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode %s: %w", key, err)
	}
	info, err := k.objects.Put(ctx, key+".json", b)
	if err != nil {
		return fmt.Errorf("keep %s: %w", key, err)
	}
	h.ETag = info.ETag
	return k.put(ctx, key, h)
}

func (k *Keeper[T]) put(ctx context.Context, key string, h Head) error {
	b, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("encode the head of %s: %w", key, err)
	}
	if err := k.store.Apply(ctx, store.Write{Key: key, Value: b, Version: store.AnyVersion}); err != nil {
		return fmt.Errorf("point at %s: %w", key, err)
	}
	return nil
}

// Fail notes why a part could not be read anew at an instant; what is kept of it stays. It returns the failure, so that it can be handed on.
func (k *Keeper[T]) Fail(ctx context.Context, sc scope.Scope, part string, cause error, at time.Time) error {
	return errors.Join(cause, k.Note(ctx, sc, part, cause, at))
}

// Note is Fail with the error of the noting alone.
func (k *Keeper[T]) Note(ctx context.Context, sc scope.Scope, part string, cause error, at time.Time) error {
	h, err := k.Head(ctx, sc, part)
	if err != nil {
		return err
	}
	h.Problem, h.ProblemAt = Problem(cause), at
	return k.put(ctx, k.prefix(sc)+part, h)
}

// Problem is what people may read of a failure.
func Problem(err error) string {
	if f, ok := fault.As(err); ok && f.Kind != fault.Internal {
		return f.Message
	}
	return "It could not be read. The log has the details."
}

// Head returns the record of a part; an empty one when it was never read.
func (k *Keeper[T]) Head(ctx context.Context, sc scope.Scope, part string) (Head, error) {
	if err := sc.Check(); err != nil {
		return Head{}, err
	}
	rec, err := k.store.Get(ctx, k.prefix(sc)+part)
	if errors.Is(err, store.ErrNotFound) {
		return Head{}, nil
	}
	if err != nil {
		return Head{}, fmt.Errorf("find %s: %w", k.prefix(sc)+part, err)
	}
	return decodeHead(rec)
}

func decodeHead(rec store.Record) (h Head, err error) {
	if err := json.Unmarshal(rec.Value, &h); err != nil {
		return Head{}, fmt.Errorf("decode the head of %s: %w", rec.Key, err)
	}
	return h, nil
}

// Heads returns the records of all parts of a receiver, by part.
func (k *Keeper[T]) Heads(ctx context.Context, sc scope.Scope) (map[string]Head, error) {
	if err := sc.Check(); err != nil {
		return nil, err
	}
	all := map[string]Head{}
	for rec, err := range k.store.List(ctx, k.prefix(sc), "") {
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", k.prefix(sc), err)
		}
		h, err := decodeHead(rec)
		if err != nil {
			return nil, err
		}
		all[strings.TrimPrefix(rec.Key, k.prefix(sc))] = h
	}
	return all, nil
}

// Load returns a part with its record; nil when nothing was ever read. The result is shared and must not be changed. It never calls AWS.
func (k *Keeper[T]) Load(ctx context.Context, sc scope.Scope, part string) (*T, Head, error) {
	h, err := k.Head(ctx, sc, part)
	if err != nil || h.ETag == "" {
		return nil, h, err
	}
	v, err := k.decoded(ctx, k.prefix(sc)+part, h.ETag)
	return v, h, err
}

func (k *Keeper[T]) decoded(ctx context.Context, key, etag string) (*T, error) {
	k.mu.Lock()
	have, ok := k.kept[key]
	k.mu.Unlock()
	if ok && have.etag == etag {
		return have.value, nil
	}
	b, info, err := k.objects.Get(ctx, key+".json")
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	v := new(T)
	if err := json.Unmarshal(b, v); err != nil {
		return nil, fmt.Errorf("decode %s: %w", key, err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, had := k.kept[key]; !had {
		if len(k.order) == k.most {
			delete(k.kept, k.order[0])
			k.order = k.order[1:]
		}
		k.order = append(k.order, key)
	}
	k.kept[key] = decoded[T]{info.ETag, v}
	return v, nil
}

// Version changes whenever a part of the receiver does, or the problem of one. It never calls AWS.
func (k *Keeper[T]) Version(ctx context.Context, sc scope.Scope) (string, error) {
	if err := sc.Check(); err != nil {
		return "", err
	}
	var version strings.Builder
	version.WriteString(k.name)
	for rec, err := range k.store.List(ctx, k.prefix(sc), "") {
		if err != nil {
			return "", fmt.Errorf("list %s: %w", k.prefix(sc), err)
		}
		fmt.Fprintf(&version, ", %s %d", strings.TrimPrefix(rec.Key, k.prefix(sc)), rec.Version)
	}
	return version.String(), nil
}
