// Package credits tells what AWS credits took off the bills of customers, from the ledger, and what is left of them, where a customer lets us see. See README.md.
package credits

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"sync"
	"time"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/objects"
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
	Bills      Bills
	Items      Items
	Store      store.Store
	Objects    objects.Objects
	Clock      clock.Clock
	Logger     *slog.Logger
}

// Service keeps the credits of every receiver's customers. Only Refresh calls AWS.
type Service struct {
	c      Config
	keeper *snapshots.Keeper[Book]
	trends *snapshots.Keeper[modelledBook]

	mu       sync.Mutex
	balances map[string]cached[*balances] // by receiver
	views    map[string]cached[*view]     // by receiver, month and whether it is a demonstration
}

// cached is something with the version of what it was made of.
type cached[T any] struct {
	version string
	value   T
}

// mostViews bounds the months in memory, mostDecoded the receivers.
const (
	mostViews   = 8
	mostDecoded = 4
)

// New returns the room.
func New(c Config) (*Service, error) {
	if c.Source == nil || c.Directory == nil || c.Ledger == nil || c.Statements == nil || c.Bills == nil || c.Items == nil ||
		c.Store == nil || c.Objects == nil || c.Clock == nil || c.Logger == nil {
		return nil, errors.New("credits: every part of the configuration is required")
	}
	return &Service{
		c: c, keeper: snapshots.New[Book]("credits", c.Store, c.Objects, mostDecoded), trends: snapshots.New[modelledBook]("credits-modelled", c.Store, c.Objects, mostDecoded),
		balances: map[string]cached[*balances]{}, views: map[string]cached[*view]{},
	}, nil
}

// Name implements ledger.Snapshot.
func (s *Service) Name() string { return "credits" }

// Version changes whenever what is kept of a receiver does, and with the hour: credits expire.
func (s *Service) Version(ctx context.Context, sc scope.Scope) (string, error) {
	kept, err := s.keptVersion(ctx, sc)
	if err != nil {
		return "", err
	}
	modelled, err := s.trends.Version(ctx, sc)
	return kept + "; " + modelled, err
}

// keptVersion is the version of what balances are made of.
func (s *Service) keptVersion(ctx context.Context, sc scope.Scope) (string, error) {
	version, err := s.keeper.Version(ctx, sc)
	if err != nil {
		return "", err
	}
	settings, err := s.Settings(ctx, sc)
	if err != nil {
		return "", err
	}
	roles := fnv.New64a() // of what the records hold: one that was deleted and made again has the version it had
	for rec, err := range s.c.Store.List(ctx, accessPrefix(sc.Receiver()), "") {
		if err != nil {
			return "", fmt.Errorf("list accesses to credits: %w", err)
		}
		for _, part := range [][]byte{[]byte(rec.Key), rec.Value} {
			_, _ = roles.Write(append(part, 0)) // a hash never fails
		}
	}
	hour := s.c.Clock.Now().Truncate(time.Hour).Unix()
	return fmt.Sprint(version, "; settings ", settings.Version, "; roles ", roles.Sum64(), "; hour ", hour), nil
}
