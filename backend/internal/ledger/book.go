package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"portal.example/backend/internal/objects"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// Details is the part of the ledger that a Book reads.
type Details interface {
	CustomerMonth(ctx context.Context, sc scope.Scope, m period.Month, customer string) (CustomerMonth, bool, error)
}

// Book keeps what a room makes of the months of customers, remade where the ledger changed. It is in memory and, for the next process, in one object a month, because a page
// of a thousand customers must not read a thousand objects. It is safe for concurrent use.
type Book[T any] struct {
	name    string
	rules   int
	details Details
	objects objects.Objects
	most    int
	made    func(CustomerMonth) T

	mu    sync.Mutex
	order []string
	kept  map[string]map[string]leaf[T] // by key of the object, then by customer
}

// leaf is what was made of a customer's month, with the ETag of the detail it was made from.
type leaf[T any] struct {
	ETag string `json:"etag"`
	Made T      `json:"made"`
}

// bound is the object of a month.
type bound[T any] struct {
	Rules     int                `json:"rules"`
	Customers map[string]leaf[T] `json:"customers"`
}

// NewBook returns a book of which at most so many months stay in memory. The name is the first part of all its keys; rules is the version of what made does: what other rules
// made is made again.
func NewBook[T any](name string, rules int, d Details, o objects.Objects, most int, made func(CustomerMonth) T) *Book[T] {
	return &Book[T]{name: name, rules: rules, details: d, objects: o, most: most, made: made, kept: map[string]map[string]leaf[T]{}}
}

// Of returns what is made of every customer of a portfolio, by customer.
func (b *Book[T]) Of(ctx context.Context, sc scope.Scope, p *Portfolio) (map[string]T, error) {
	return b.of(ctx, sc, p, func(string) bool { return true })
}

// OfSome is Of for the customers that are true; no detail of another is read.
func (b *Book[T]) OfSome(ctx context.Context, sc scope.Scope, p *Portfolio, customers map[string]bool) (map[string]T, error) {
	return b.of(ctx, sc, p, func(id string) bool { return customers[id] })
}

func (b *Book[T]) of(ctx context.Context, sc scope.Scope, p *Portfolio, asked func(string) bool) (map[string]T, error) {
	if err := sc.Check(); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	key := b.name + "/" + sc.Receiver() + "/" + p.Month.String() + ".json"
	have, ok := b.kept[key]
	if !ok {
		have = b.stored(ctx, key)
	}
	next, all, changed := make(map[string]leaf[T], len(p.Customers)), make(map[string]T, len(p.Customers)), false
	for _, d := range p.Customers {
		l, ok := have[d.CustomerID]
		wanted := asked(d.CustomerID)
		if !ok || l.ETag != d.ETag {
			if !wanted {
				continue
			}
			c, found, err := b.details.CustomerMonth(ctx, sc, p.Month, d.CustomerID)
			if err != nil {
				return nil, err
			}
			if !found {
				continue
			}
			l, changed = leaf[T]{d.ETag, b.made(c)}, true
		}
		next[d.CustomerID] = l // of those that nobody asks for now too: others ask for others
		if wanted {
			all[d.CustomerID] = l.Made
		}
	}
	b.remember(key, next)
	if !changed && len(next) == len(have) {
		return all, nil
	}
	return all, b.store(ctx, key, next)
}

// remember keeps a month in memory, and forgets the one that was kept first.
func (b *Book[T]) remember(key string, month map[string]leaf[T]) {
	if _, ok := b.kept[key]; !ok {
		if len(b.order) == b.most {
			delete(b.kept, b.order[0])
			b.order = b.order[1:]
		}
		b.order = append(b.order, key)
	}
	b.kept[key] = month
}

// stored reads what an earlier process made; nothing when there is none or it cannot be used, for it can be made again.
func (b *Book[T]) stored(ctx context.Context, key string) map[string]leaf[T] {
	content, _, err := b.objects.Get(ctx, key)
	if err != nil {
		return nil
	}
	var month bound[T]
	if err := json.Unmarshal(content, &month); err != nil || month.Rules != b.rules {
		return nil
	}
	return month.Customers
}

func (b *Book[T]) store(ctx context.Context, key string, month map[string]leaf[T]) error {
	content, err := json.Marshal(bound[T]{b.rules, month})
	if err != nil {
		return fmt.Errorf("encode %s: %w", key, err)
	}
	if _, err := b.objects.Put(ctx, key, content); err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("keep %s: %w", key, err)
	}
	return nil
}
