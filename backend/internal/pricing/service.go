package pricing

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

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
	Statements Statements
	Store      store.Store
	Objects    objects.Objects
	Clock      clock.Clock
	Logger     *slog.Logger
}

// Service keeps the pricing plans and rules of every receiver.
type Service struct {
	c      Config
	keeper *snapshots.Keeper[Book]
}

// Book is everything known about a receiver's pricing at one time.
type Book struct {
	Receiver string     `json:"receiver"`
	Plans    []KeptPlan `json:"plans"` // by ARN
	Rules    []Rule     `json:"rules"` // by ARN
}

// KeptPlan is a plan with its rules.
type KeptPlan struct {
	Plan
	RuleARNs []string  `json:"rule_arns"`
	ReadAt   time.Time `json:"read_at"` // when its rules were read; zero: not yet
}

// part is the one snapshot of a receiver.
const part = "book"

// mostDecoded is of how many receivers it stays decoded.
const mostDecoded = 8

// New returns the room.
func New(c Config) (*Service, error) {
	if c.Source == nil || c.Directory == nil || c.Statements == nil || c.Store == nil || c.Objects == nil || c.Clock == nil || c.Logger == nil {
		return nil, errors.New("pricing: source, directory, statements, store, objects, clock and logger are required")
	}
	return &Service{c: c, keeper: snapshots.New[Book]("pricing", c.Store, c.Objects, mostDecoded)}, nil
}

// Name implements ledger.Snapshot.
func (s *Service) Name() string { return "pricing plans and rules" }

// Version changes whenever what is kept of a receiver does.
func (s *Service) Version(ctx context.Context, sc scope.Scope) (string, error) {
	return s.keeper.Version(ctx, sc)
}

const (
	readsAtOnce = 8
	// readAgain is after how long the rules of a plan that looks unchanged are read again: AWS does not say that it always moves the time of modification.
	readAgain = 7 * 24 * time.Hour
	// mostReadAgain bounds how many of those one refresh reads.
	mostReadAgain = 50
)

// Refresh reads plans, rules and which plan has which rules, and keeps them. It costs two lists and one call for each plan that has rules and changed.
func (s *Service) Refresh(ctx context.Context, sc scope.Scope) error {
	before, _, err := s.keeper.Load(ctx, sc, part)
	if err != nil {
		return err
	}
	now := s.c.Clock.Now()
	book, err := s.read(ctx, sc, before, now)
	if err != nil && ctx.Err() != nil {
		return err
	}
	if err != nil {
		return s.keeper.Fail(ctx, sc, part, fmt.Errorf("read pricing of %s: %w", sc.Receiver(), err), now)
	}
	return s.keeper.Keep(ctx, sc, part, book, snapshots.Head{AsOf: now})
}

func (s *Service) read(ctx context.Context, sc scope.Scope, before *Book, now time.Time) (*Book, error) {
	plans, err := s.c.Source.Plans(ctx, sc)
	if err != nil {
		return nil, err
	}
	rules, err := s.c.Source.Rules(ctx, sc)
	if err != nil {
		return nil, err
	}
	book := &Book{Receiver: sc.Receiver(), Rules: rules, Plans: make([]KeptPlan, len(plans))}
	for i, p := range plans {
		book.Plans[i] = KeptPlan{Plan: p}
	}
	slices.SortFunc(book.Plans, func(a, b KeptPlan) int { return strings.Compare(a.ARN, b.ARN) })
	slices.SortFunc(book.Rules, func(a, b Rule) int { return strings.Compare(a.ARN, b.ARN) })
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(readsAtOnce)
	for _, i := range stale(book.Plans, before, now) {
		p := &book.Plans[i]
		g.Go(func() error {
			arns, err := s.c.Source.RulesOfPlan(gctx, sc, p.ARN)
			if err != nil {
				return err
			}
			p.RuleARNs, p.ReadAt = arns, now
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return book, nil
}

// stale takes over from the snapshot before what is known of the rules of plans and returns the numbers of the plans whose rules have to be read: those that are new or
// changed, and a few of those that were read long ago.
func stale(plans []KeptPlan, before *Book, now time.Time) []int {
	had := map[string]KeptPlan{}
	if before != nil {
		for _, p := range before.Plans {
			had[p.ARN] = p
		}
	}
	var changed, old []int
	for i := range plans {
		p := &plans[i]
		known, ok := had[p.ARN]
		switch {
		case p.Size == 0:
			p.ReadAt = now // AWS says that there are none
		case !ok || known.ReadAt.IsZero() || known.Size != p.Size || !known.ModifiedAt.Equal(p.ModifiedAt):
			changed = append(changed, i)
		default:
			p.RuleARNs, p.ReadAt = known.RuleARNs, known.ReadAt
			if now.Sub(known.ReadAt) >= readAgain {
				old = append(old, i)
			}
		}
	}
	slices.SortStableFunc(old, func(a, b int) int { return plans[a].ReadAt.Compare(plans[b].ReadAt) })
	return append(changed, old[:min(len(old), mostReadAgain)]...)
}

// load returns what is kept; an empty book when nothing ever was.
func (s *Service) load(ctx context.Context, sc scope.Scope) (*Book, snapshots.Head, error) {
	b, h, err := s.keeper.Load(ctx, sc, part)
	if b == nil {
		b = &Book{Receiver: sc.Receiver()}
	}
	return b, h, err
}
