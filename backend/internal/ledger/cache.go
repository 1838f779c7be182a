package ledger

import (
	"context"
	"fmt"
	"sync"

	"portal.example/backend/internal/objects"
)

// cache keeps decoded objects by key as long as their ETag stays, at most so many, the ones that were kept first going first. It is safe for concurrent use.
type cache[T any] struct {
	most int

	mu    sync.Mutex
	kept  map[string]cached[T] // by key
	order []string
}

type cached[T any] struct {
	etag  string
	value *T
}

func newCache[T any](most int) *cache[T] { return &cache[T]{most: most, kept: map[string]cached[T]{}} }

// peek returns what is kept of the object with the ETag.
func (c *cache[T]) peek(key, etag string) (*T, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	have, ok := c.kept[key]
	return have.value, ok && have.etag == etag
}

func (c *cache[T]) put(key, etag string, v *T) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, have := c.kept[key]; !have {
		if len(c.order) == c.most {
			delete(c.kept, c.order[0])
			c.order = c.order[1:]
		}
		c.order = append(c.order, key)
	}
	c.kept[key] = cached[T]{etag, v}
}

// get returns the object, from memory when it has the ETag. One that has gone is an error: somebody points at it.
func (c *cache[T]) get(ctx context.Context, o objects.Objects, key, etag string) (*T, error) {
	if v, ok := c.peek(key, etag); ok {
		return v, nil
	}
	v, found, err := readObject[T](ctx, o, key)
	if err != nil {
		return nil, err
	}
	if found == "" {
		return nil, fmt.Errorf("%s is missing although the store points at it", key)
	}
	c.put(key, found, &v)
	return &v, nil
}
