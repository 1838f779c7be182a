// Package margin compares My view with Showback, like for like, from the ledger alone. See README.md.
package margin

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// Ledger is the neighbour that keeps the money.
type Ledger interface {
	Portfolio(ctx context.Context, sc scope.Scope, m period.Month) (*ledger.Portfolio, ledger.MonthSummary, error)
	Months(ctx context.Context, sc scope.Scope) ([]ledger.MonthSummary, error)
	CustomerMonth(ctx context.Context, sc scope.Scope, m period.Month, customer string) (ledger.CustomerMonth, bool, error)
}

// Directory is the neighbour that knows customers.
type Directory interface {
	Directory(ctx context.Context, sc scope.Scope) (*transfers.Directory, error)
}

// Collections is the neighbour that knows the newest collection job of a receiver; false when there was none.
type Collections interface {
	LastCollection(ctx context.Context, sc scope.Scope) (jobs.Job, bool, error)
}

// Watcher is a neighbour that finds things of its own that need a person in a month. It never calls AWS.
type Watcher interface {
	Attention(ctx context.Context, sc scope.Scope, m period.Month) ([]Attention, error)
}

// Config is what the room needs; every field but Watchers is required.
type Config struct {
	Ledger      Ledger
	Directory   Directory
	Collections Collections
	Watchers    []Watcher // whose findings are shown on the dashboard
	Clock       clock.Clock
}

// Service computes margins from the ledger; it never calls AWS.
type Service struct {
	c     Config
	mu    sync.Mutex
	cache map[string]cachedStatement // by receiver and month
}

type cachedStatement struct {
	etag      string
	directory time.Time
	epoch     time.Time // of the directory: lifecycle states move with the clock
	statement *Statement
}

// cachedStatements bounds the cache.
const cachedStatements = 64

// New returns the room.
func New(c Config) (*Service, error) {
	if c.Ledger == nil || c.Directory == nil || c.Collections == nil || c.Clock == nil {
		return nil, errors.New("margin: ledger, directory, collections and clock are required")
	}
	return &Service{c: c, cache: map[string]cachedStatement{}}, nil
}

// Statement returns the margin of a month.
func (s *Service) Statement(ctx context.Context, sc scope.Scope, m period.Month) (*Statement, error) {
	dir, err := s.c.Directory.Directory(ctx, sc)
	if err != nil {
		return nil, err
	}
	p, sum, err := s.c.Ledger.Portfolio(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	now := s.c.Clock.Now()
	key, epoch := sc.Receiver()+"/"+m.String(), dir.Epoch(now)
	s.mu.Lock()
	hit, ok := s.cache[key]
	s.mu.Unlock()
	if ok && hit.etag == sum.ETag && hit.directory.Equal(dir.AsOf) && hit.epoch.Equal(epoch) {
		return hit.statement, nil
	}
	st := newStatement(p, sum, dir.Customers(now))
	s.mu.Lock()
	if len(s.cache) >= cachedStatements {
		clear(s.cache)
	}
	s.cache[key] = cachedStatement{sum.ETag, dir.AsOf, epoch, st}
	s.mu.Unlock()
	return st, nil
}

// History lists the months of the ledger, newest first. It reads summaries only.
func (s *Service) History(ctx context.Context, sc scope.Scope) ([]MonthRecord, error) {
	kept, err := s.c.Ledger.Months(ctx, sc)
	if err != nil {
		return nil, err
	}
	all := make([]MonthRecord, 0, len(kept))
	for _, k := range kept {
		m, err := newMonthRecord(k)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}

// Trend returns a point for each currency of the months up to m that are kept, oldest first. It reads summaries only.
func (s *Service) Trend(ctx context.Context, sc scope.Scope, m period.Month, months int) ([]Point, error) {
	all, err := s.trend(ctx, sc, m, months)
	if err != nil {
		return nil, err
	}
	return points(all), nil
}

// trend returns the months up to m that are kept, oldest first.
func (s *Service) trend(ctx context.Context, sc scope.Scope, m period.Month, months int) ([]MonthRecord, error) {
	all, err := s.History(ctx, sc)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(r MonthRecord) bool { return m.Before(r.Month) || !m.Add(-months).Before(r.Month) })
	slices.Reverse(all)
	return all, nil
}

// previous returns the statement of the month before; nil when nothing of it is kept.
func (s *Service) previous(ctx context.Context, sc scope.Scope, m period.Month) (*Statement, error) {
	prev, err := s.Statement(ctx, sc, m.Add(-1))
	if err != nil || len(prev.Rows) == 0 {
		return nil, err
	}
	return prev, nil
}

// CodeCustomerNotFound is the code of a customer the receiver does not have.
const CodeCustomerNotFound = "customer_not_found"

// CustomerNotFound is the fault of a customer the receiver does not have.
func CustomerNotFound(id string) error {
	return fault.New(fault.NotFound, CodeCustomerNotFound, "Receiver has no customer "+id+". Customers are listed under /customers by the management account id of their organization.")
}
