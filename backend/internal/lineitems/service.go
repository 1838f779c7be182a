package lineitems

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/objects"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/snapshots"
	"portal.example/backend/internal/store"
)

// Config is what the room needs; every field is required.
type Config struct {
	Source     Source
	Directory  Directory
	Ledger     Ledger
	Statements Statements
	Store      store.Store
	Objects    objects.Objects
	Clock      clock.Clock
	Logger     *slog.Logger
}

// Service keeps the custom line items of every receiver and month.
type Service struct {
	c      Config
	keeper *snapshots.Keeper[Month]
	notes  *snapshots.Keeper[notes]
	bases  *ledger.Book[sums]

	noting  sync.Mutex // one change of the notes at a time
	keeping sync.Mutex // one listing is kept at a time

	mu      sync.Mutex
	views   map[string]cachedView    // by receiver and month
	changed map[string]cachedChanges // by receiver and month
}

// Month is the items of a month, by ARN. A loaded one is shared and must not be changed.
type Month struct {
	Receiver string       `json:"receiver"`
	Month    period.Month `json:"month"`
	Refused  bool         `json:"refused,omitempty"` // AWS does not list the items of so old a month
	Items    []Kept       `json:"items"`
}

// mostDecoded is how many months stay decoded: a page is made of three.
const mostDecoded = 4

// mostBases is how many months of what percentages are taken of stay in memory.
const mostBases = 4

// mostNotes is how many parts of the notes stay decoded: a page is made of three.
const mostNotes = 6

// New returns the room.
func New(c Config) (*Service, error) {
	if c.Source == nil || c.Directory == nil || c.Ledger == nil || c.Statements == nil || c.Store == nil || c.Objects == nil || c.Clock == nil || c.Logger == nil {
		return nil, errors.New("lineitems: source, directory, ledger, statements, store, objects, clock and logger are required")
	}
	return &Service{
		c: c, keeper: snapshots.New[Month]("line-items", c.Store, c.Objects, mostDecoded), notes: snapshots.New[notes]("line-item-notes", c.Store, c.Objects, mostNotes),
		bases: ledger.NewBook("line-item-bases", sumsRules, c.Ledger, c.Objects, mostBases, sumsOf), views: map[string]cachedView{}, changed: map[string]cachedChanges{},
	}, nil
}

// Name implements ledger.Snapshot.
func (s *Service) Name() string { return "custom line items" }

// Version changes whenever what is kept of a receiver does.
func (s *Service) Version(ctx context.Context, sc scope.Scope) (string, error) {
	items, err := s.keeper.Version(ctx, sc)
	if err != nil {
		return "", err
	}
	notes, err := s.notes.Version(ctx, sc)
	return items + "; " + notes, err
}

// load returns what is kept of a month; nil when nothing is.
func (s *Service) load(ctx context.Context, sc scope.Scope, m period.Month) (*Month, snapshots.Head, error) {
	k, h, err := s.keeper.Load(ctx, sc, m.String())
	if k != nil && k.Refused {
		k = nil
	}
	return k, h, err
}
