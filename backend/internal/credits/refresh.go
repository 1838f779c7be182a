package credits

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/snapshots"
	"portal.example/backend/internal/transfers"
)

// Book is what was read of the credits of a receiver's customers: of those with a role, by customer. A loaded one is shared and must not be changed.
type Book struct {
	Receiver  string    `json:"receiver"`
	Customers []Reading `json:"customers"`
}

// Reading is what was read through the role of one customer. What could not be read anew stays as it was, unless AWS let us in no more.
type Reading struct {
	CustomerID  string         `json:"customer_id"`
	RoleARN     string         `json:"role_arn"` // that was tried; another one has to be tried first
	ExternalID  string         `json:"external_id"`
	ReadAt      time.Time      `json:"read_at"`               // when the credits were read; zero: never
	Denied      bool           `json:"denied,omitempty"`      // AWS did not let us in
	Problem     string         `json:"problem,omitempty"`     // why the last try came to nothing, or not to everything
	Grants      []Grant        `json:"grants,omitempty"`      // those that expire first first
	ToldAt      time.Time      `json:"told_at,omitzero"`      // when the allocations were read; zero: never
	From        period.Month   `json:"from,omitzero"`         // the months of the allocations, both included
	To          period.Month   `json:"to,omitzero"`           //
	Partial     bool           `json:"partial,omitempty"`     // AWS did not tell of all of them
	Failed      []period.Month `json:"failed,omitempty"`      // of which it did not
	Allocations []Allocation   `json:"allocations,omitempty"` // the newest first
}

func (r Reading) through(g Granted) bool {
	return r.RoleARN == g.RoleARN && r.ExternalID == g.ExternalID
}

// tells reports whether AWS told of a month.
func (r Reading) tells(m period.Month) bool {
	return !r.ToldAt.IsZero() && !m.Before(r.From) && !r.To.Before(m) && !slices.Contains(r.Failed, m) && (!r.Partial || len(r.Failed) > 0)
}

// part is the one snapshot of a receiver.
const part = "book"

// Bounds of a reading.
const (
	customersAtOnce = 8  // the limiter of the AWS adapter bounds the rate
	allocatedMonths = 24 // as many as AWS tells of at once
)

// Refresh implements ledger.Snapshot: it reads the credits of every customer that has granted a role. What fails for one of them is kept with that one and is nobody
// else's matter; the only errors are of our own state, of an ended context and of the receiver's own credentials.
func (s *Service) Refresh(ctx context.Context, sc scope.Scope) error {
	granted, err := s.accesses(ctx, sc)
	if err != nil {
		return err
	}
	dir, err := s.c.Directory.Directory(ctx, sc)
	if err != nil {
		return err
	}
	before, head, err := s.load(ctx, sc)
	if err != nil {
		return err
	}
	now := s.c.Clock.Now()
	wanted := customersToRead(dir, granted, now)
	if len(wanted) == 0 && head.ETag == "" {
		return nil // nobody has ever granted a role; there is nothing to keep
	}
	book := &Book{Receiver: sc.Receiver(), Customers: make([]Reading, len(wanted))}
	var mu sync.Mutex
	var own error // of the receiver, not of a customer
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(customersAtOnce)
	for i, grant := range wanted {
		g.Go(func() error {
			had, found := before.of(grant.CustomerID)
			r, err := s.read(gctx, sc, grant, had, found, now)
			if err != nil && gctx.Err() == nil {
				mu.Lock()
				own = cmp.Or(own, err)
				mu.Unlock()
			}
			book.Customers[i] = r
			return gctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	err = s.keeper.Keep(ctx, sc, part, book, snapshots.Head{AsOf: now})
	if err != nil || own == nil {
		return err
	}
	return s.keeper.Fail(ctx, sc, part, fmt.Errorf("read credits of customers of %s: %w", sc.Receiver(), own), now)
}

// customersToRead lists the roles of customers that are there, by customer.
func customersToRead(dir *transfers.Directory, granted map[string]Granted, now time.Time) []Granted {
	var wanted []Granted
	for _, c := range dir.Customers(now) {
		if g, ok := granted[c.ID]; ok {
			wanted = append(wanted, g)
		}
	}
	slices.SortFunc(wanted, func(a, b Granted) int { return strings.Compare(a.CustomerID, b.CustomerID) })
	return wanted
}

// of finds what was read of a customer.
func (b *Book) of(customer string) (Reading, bool) {
	i, ok := slices.BinarySearchFunc(b.Customers, customer, func(r Reading, id string) int { return strings.Compare(r.CustomerID, id) })
	if !ok {
		return Reading{}, false
	}
	return b.Customers[i], true
}

// load returns what is kept; an empty book when nothing ever was.
func (s *Service) load(ctx context.Context, sc scope.Scope) (*Book, snapshots.Head, error) {
	b, h, err := s.keeper.Load(ctx, sc, part)
	if b == nil {
		b = &Book{Receiver: sc.Receiver()}
	}
	return b, h, err
}

// read reads the credits of one customer and where they went. An error is the receiver's own; what is the customer's stands in the reading.
func (s *Service) read(ctx context.Context, sc scope.Scope, g Granted, had Reading, found bool, now time.Time) (Reading, error) {
	r := Reading{CustomerID: g.CustomerID, RoleARN: g.RoleARN, ExternalID: g.ExternalID}
	if found && had.through(g) {
		r = had
	}
	r.Denied, r.Problem = false, ""
	grants, err := s.c.Source.Credits(ctx, sc, g.access(), now.AddDate(-1, 0, 1))
	if err != nil {
		r, own := r.failed(err)
		return r, own
	}
	slices.SortFunc(grants, func(a, b Grant) int {
		return cmp.Or(compareLast(a.ExpiresAt, b.ExpiresAt), strings.Compare(a.ID, b.ID))
	})
	r.Grants, r.ReadAt = grants, now
	to := period.MonthOf(now)
	from := to.Add(1 - allocatedMonths)
	told, err := s.c.Source.Allocations(ctx, sc, g.access(), from, to)
	if err != nil {
		return r.untold(err), nil
	}
	slices.SortStableFunc(told.Rows, func(a, b Allocation) int {
		return cmp.Or(b.Month.Compare(a.Month), strings.Compare(a.CreditID, b.CreditID), strings.Compare(a.AccountID, b.AccountID), strings.Compare(a.Service, b.Service))
	})
	r.Allocations, r.ToldAt, r.From, r.To, r.Partial, r.Failed = told.Rows, now, from, to, told.Partial, told.Failed
	return r, nil
}

// compareLast orders instants, those that never come last.
func compareLast(a, b time.Time) int {
	switch {
	case a.IsZero() && b.IsZero():
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	return a.Compare(b)
}

// failed is the reading after the credits could not be read. A role that does not let us in takes away what it had let us see.
func (r Reading) failed(err error) (Reading, error) {
	f, ok := fault.As(err)
	switch {
	case ok && f.Code == ledger.CodeAWSDenied:
		return Reading{CustomerID: r.CustomerID, RoleARN: r.RoleARN, ExternalID: r.ExternalID, Denied: true, Problem: f.Message}, nil
	case ok && (f.Code == ledger.CodeAWSCredentials || f.Code == ledger.CodeAWSWrongAccount):
		r.Problem = snapshots.Problem(err)
		return r, err
	}
	r.Problem = snapshots.Problem(err)
	return r, nil
}

// untold is the reading after its credits were read and where they went was not.
func (r Reading) untold(err error) Reading {
	r.Problem = snapshots.Problem(err)
	if f, ok := fault.As(err); ok && f.Code == ledger.CodeAWSDenied {
		r.Allocations, r.ToldAt, r.From, r.To, r.Partial, r.Failed = nil, time.Time{}, period.Month{}, period.Month{}, false, nil
	}
	return r
}

var _ ledger.Preparer = (*Service)(nil)
