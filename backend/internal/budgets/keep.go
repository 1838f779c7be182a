package budgets

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// Bounds of budgets.
const (
	MaxBudgets    = 5_000 // of a receiver
	maxName       = 100
	maxThresholds = 5
	maxThreshold  = 1_000
	maxLimit      = 1_000_000_000_000
)

// Keys of the store. The record of all budgets changes with each of them, so that names stay unique and versions of pages can be told.
func allKey(receiver string) string  { return "budgets/" + receiver }
func prefix(receiver string) string  { return "budget/" + receiver + "/" }
func key(receiver, id string) string { return prefix(receiver) + id }

// Input is a budget as somebody wants it.
type Input struct {
	CustomerID string
	Name       string
	Measure    Measure
	Limit      money.Amount
	Thresholds []int
	Version    *int64 // of the budget that is changed; nil for a new one
}

// all returns the budgets of a receiver in the order of their ids, and the version of the record of them all.
func (s *Service) all(ctx context.Context, receiver string) ([]Budget, int64, error) {
	version, err := s.stamp(ctx, receiver)
	if err != nil {
		return nil, 0, err
	}
	var bs []Budget
	for r, err := range s.c.Store.List(ctx, prefix(receiver), "") {
		if err != nil {
			return nil, 0, fmt.Errorf("list budgets: %w", err)
		}
		b, err := decode(r)
		if err != nil {
			return nil, 0, err
		}
		bs = append(bs, b)
	}
	return bs, version, nil
}

func decode(r store.Record) (Budget, error) {
	var b Budget
	if err := json.Unmarshal(r.Value, &b); err != nil {
		return Budget{}, fmt.Errorf("decode %s: %w", r.Key, err)
	}
	b.Version = r.Version
	return b, nil
}

// Create keeps a new budget.
func (s *Service) Create(ctx context.Context, sc scope.Scope, in Input) (Budget, error) {
	if err := s.check(ctx, sc, &in); err != nil {
		return Budget{}, err
	}
	b := Budget{
		ID: s.ids.Next("bud_"), CustomerID: in.CustomerID, Name: in.Name, Measure: in.Measure, Limit: in.Limit, Thresholds: in.Thresholds,
		CreatedBy: sc.Principal().ID, UpdatedAt: s.c.Clock.Now(),
	}
	return s.write(ctx, sc, b, func(bs []Budget) (int64, error) {
		if len(bs) >= MaxBudgets {
			return 0, fault.Newf(fault.Conflict, CodeTooMany, "The receiver has %d budgets, which is as many as are kept. Delete one first.", len(bs))
		}
		return store.Absent, nil
	})
}

// Change changes a budget, which has to have the version that was read. It stays with its customer.
func (s *Service) Change(ctx context.Context, sc scope.Scope, id string, in Input) (Budget, error) {
	before, err := s.get(ctx, sc, id)
	if err != nil {
		return Budget{}, err
	}
	if err := s.check(ctx, sc, &in); err != nil {
		return Budget{}, err
	}
	var p problems
	if in.CustomerID != before.CustomerID {
		p.add("/customer_id", "A budget stays with its customer. Create another for another customer.")
	}
	if in.Version == nil {
		p.add("/version", "Send the version of the budget that you read, so that nobody's change is lost.")
	}
	if err := p.fault(); err != nil {
		return Budget{}, err
	}
	b := before
	b.Name, b.Measure, b.Limit, b.Thresholds, b.UpdatedAt = in.Name, in.Measure, in.Limit, in.Thresholds, s.c.Clock.Now()
	return s.write(ctx, sc, b, func(bs []Budget) (int64, error) {
		i := slices.IndexFunc(bs, func(o Budget) bool { return o.ID == id })
		if i < 0 || bs[i].Version != *in.Version {
			return 0, changed()
		}
		return *in.Version, nil
	})
}

// Delete forgets a budget.
func (s *Service) Delete(ctx context.Context, sc scope.Scope, id string) error {
	b, err := s.get(ctx, sc, id)
	if err != nil {
		return err
	}
	err = s.c.Store.Apply(ctx,
		store.Write{Key: key(sc.Receiver(), id), Version: b.Version},
		store.Write{Key: allKey(sc.Receiver()), Value: []byte(id), Version: store.AnyVersion})
	if errors.Is(err, store.ErrVersion) {
		return changed()
	}
	if err != nil {
		return fmt.Errorf("delete budget: %w", err)
	}
	return nil
}

func (s *Service) get(ctx context.Context, sc scope.Scope, id string) (Budget, error) {
	if err := sc.Check(); err != nil {
		return Budget{}, err
	}
	r, err := s.c.Store.Get(ctx, key(sc.Receiver(), id))
	if errors.Is(err, store.ErrNotFound) {
		return Budget{}, notFound(id)
	}
	if err != nil {
		return Budget{}, fmt.Errorf("read budget: %w", err)
	}
	return decode(r)
}

// write keeps a budget whose name is free, and begins again when somebody was faster with another one.
func (s *Service) write(ctx context.Context, sc scope.Scope, b Budget, expect func([]Budget) (version int64, err error)) (Budget, error) {
	v, err := json.Marshal(b)
	if err != nil {
		return Budget{}, fmt.Errorf("encode budget: %w", err)
	}
	for {
		bs, all, err := s.all(ctx, sc.Receiver())
		if err != nil {
			return Budget{}, err
		}
		for _, o := range bs {
			if o.ID != b.ID && o.CustomerID == b.CustomerID && strings.EqualFold(o.Name, b.Name) {
				return Budget{}, fault.Newf(fault.Conflict, CodeNameTaken, "The customer has a budget called %q. Choose another name, or change that budget.", o.Name)
			}
		}
		version, err := expect(bs)
		if err != nil {
			return Budget{}, err
		}
		err = s.c.Store.Apply(ctx,
			store.Write{Key: key(sc.Receiver(), b.ID), Value: v, Version: version},
			store.Write{Key: allKey(sc.Receiver()), Value: []byte(b.ID), Version: all})
		if errors.Is(err, store.ErrVersion) {
			continue
		}
		if err != nil {
			return Budget{}, fmt.Errorf("keep budget: %w", err)
		}
		b.Version = version + 1
		return b, nil
	}
}

// check tidies a budget up and says everything that is wrong with it.
func (s *Service) check(ctx context.Context, sc scope.Scope, in *Input) error {
	if err := sc.Check(); err != nil {
		return err
	}
	var p problems
	in.Name = strings.TrimSpace(in.Name)
	switch {
	case in.Name == "":
		p.add("/name", "Send a name that is not all spaces.")
	case !utf8.ValidString(in.Name) || utf8.RuneCountInString(in.Name) > maxName || strings.ContainsFunc(in.Name, unicode.IsControl):
		p.add("/name", fmt.Sprintf("Use at most %d characters in one line.", maxName))
	}
	if in.Measure != MeasureCharged && in.Measure != MeasureAWSCost {
		p.add("/measure", "Use charged or aws_cost.")
	}
	if in.Limit.Number.Sign() <= 0 || in.Limit.Number.Cmp(money.FromInt(maxLimit)) > 0 {
		p.add("/limit/amount", "Send an amount above zero.")
	}
	in.Thresholds = slices.Sorted(slices.Values(in.Thresholds))
	switch {
	case len(in.Thresholds) > maxThresholds:
		p.add("/thresholds", fmt.Sprintf("Use at most %d thresholds.", maxThresholds))
	case len(slices.Compact(slices.Clone(in.Thresholds))) < len(in.Thresholds):
		p.add("/thresholds", "Send each threshold once.")
	case len(in.Thresholds) > 0 && (in.Thresholds[0] < 1 || in.Thresholds[len(in.Thresholds)-1] > maxThreshold):
		p.add("/thresholds", fmt.Sprintf("Use percentages from 1 to %d.", maxThreshold))
	}
	if err := s.checkCustomer(ctx, sc, in, &p); err != nil {
		return err
	}
	return p.fault()
}

// checkCustomer says whether there is such a customer and whether it is billed in the currency of the limit.
func (s *Service) checkCustomer(ctx context.Context, sc scope.Scope, in *Input, p *problems) error {
	dir, err := s.c.Directory.Directory(ctx, sc)
	if err != nil {
		return err
	}
	now := s.c.Clock.Now()
	known := false
	for _, c := range dir.Customers(now) {
		known = known || c.ID == in.CustomerID
	}
	if !known {
		p.add("/customer_id", "The receiver has no such customer. Customers are listed under /customers.")
		return nil
	}
	currency, err := s.currency(ctx, sc, in.CustomerID)
	if err != nil {
		return err
	}
	if currency != "" && currency != in.Limit.Currency {
		p.add("/limit/currency", fmt.Sprintf("The customer is billed in %s.", currency))
	}
	return nil
}

// currency is what a customer was billed in last; empty when the ledger does not say.
func (s *Service) currency(ctx context.Context, sc scope.Scope, customer string) (money.Currency, error) {
	const looked = 13 // months
	m := period.MonthOf(s.c.Clock.Now())
	for range looked {
		p, _, err := s.c.Ledger.Portfolio(ctx, sc, m)
		if err != nil {
			return "", err
		}
		if d, ok := p.Customer(customer); ok && d.Currency() != "" {
			return d.Currency(), nil
		}
		m = m.Add(-1)
	}
	return "", nil
}
