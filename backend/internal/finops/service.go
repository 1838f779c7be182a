// Package finops shows what a month did: credits, movers, breakdowns by customer, account and service, and what AWS watches in the receiver's own organization. See README.md.
package finops

import (
	"context"
	"errors"
	"slices"
	"sync"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/objects"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/snapshots"
	"portal.example/backend/internal/store"
	"portal.example/backend/internal/transfers"
)

// Config is what the room needs; every field is required but for those that say otherwise.
type Config struct {
	Ledger    Ledger
	Margin    Margin
	Directory Directory
	Source    Source
	Store     store.Store
	Objects   objects.Objects
	Clock     clock.Clock
	Anomalies Anomalies // nil: none are looked for
	Budgets   Budgets   // nil: there are none
}

// Service answers from what is kept; only Refresh calls AWS.
type Service struct {
	c            Config
	ownAnomalies *snapshots.Keeper[[]ReceiverAnomaly]
	ownBudgets   *snapshots.Keeper[[]ReceiverBudget]

	mu       sync.Mutex
	accounts accountRows          // of the list that was asked for last
	kept     map[string]monthSums // by receiver and month
}

// receiversDecoded is of how many receivers what AWS watches stays in memory.
const receiversDecoded = 8

// New returns the room.
func New(c Config) (*Service, error) {
	if c.Ledger == nil || c.Margin == nil || c.Directory == nil || c.Source == nil || c.Store == nil || c.Objects == nil || c.Clock == nil {
		return nil, errors.New("finops: ledger, margin, directory, source, store, objects and clock are required")
	}
	return &Service{
		c:            c,
		kept:         map[string]monthSums{},
		ownAnomalies: snapshots.New[[]ReceiverAnomaly]("receiver-anomalies", c.Store, c.Objects, receiversDecoded),
		ownBudgets:   snapshots.New[[]ReceiverBudget]("receiver-budgets", c.Store, c.Objects, receiversDecoded),
	}, nil
}

// Codes of warnings.
const (
	WarnAccountsNotCollected = "accounts_not_collected"
	WarnAccountsMissing      = "customers_without_accounts"
	WarnServicesCompared     = "services_of_compared_customers"
	WarnDaysNotCollected     = "days_not_collected"
	WarnDaysIncomplete       = "days_incomplete"
)

// customers lists the customers of a receiver, by id.
func (s *Service) customers(ctx context.Context, sc scope.Scope) ([]transfers.Customer, error) {
	dir, err := s.c.Directory.Directory(ctx, sc)
	if err != nil {
		return nil, err
	}
	return dir.Customers(s.c.Clock.Now()), nil
}

// before returns the statement of the month before; nil when nothing of it is kept.
func (s *Service) before(ctx context.Context, sc scope.Scope, m period.Month) (*margin.Statement, error) {
	prev, err := s.c.Margin.Statement(ctx, sc, m.Add(-1))
	if err != nil || len(prev.Rows) == 0 || prev.Provenance.AsOf.IsZero() {
		return nil, err
	}
	return prev, nil
}

// whole reports whether a month was read after its end, so that it can be compared with another one.
func whole(st *margin.Statement) bool {
	return st.Provenance.Standing == ledger.StandingEstimated || st.Provenance.Standing == ledger.StandingFinal
}

// withWarning adds a warning to provenance that others hold too.
func withWarning(p margin.Provenance, w margin.Warning) margin.Provenance {
	p.Warnings = append(slices.Clone(p.Warnings), w)
	return p
}
