package usage

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// Config is what the meter needs. Cap may be nil: no cap.
type Config struct {
	Store store.Store
	Clock clock.Clock
	// PricePerRequest is what AWS charges for one request, the same for all calls that are metered. A new price applies to past requests too.
	PricePerRequest money.Amount
	Cap             *money.Amount // per receiver and calendar month, in the currency of the price
}

// CostExplorerPrice is the price of one Cost Explorer request, every page counting (domain handbook 7.1).
func CostExplorerPrice() money.Amount {
	d, err := money.ParseDecimal("0.01")
	if err != nil {
		panic(err) //nolint:forbidigo // a constant
	}
	return money.New(d, money.USD)
}

// Service is the meter. It counts in the store, so that nothing is forgotten by a restart.
type Service struct {
	c Config

	mu      sync.Mutex
	tallies map[string]*tally         // by prefix of a receiver's month; only with a cap
	open    map[string][]period.Month // by receiver and call: the months of requests allowed and not yet counted, oldest first
}

// tally is what one receiver has spent in a month, requests under way included. It is read from the store once and kept up with it: the
// store lags behind by what is being written.
type tally struct {
	requests int64
}

// New returns a meter.
func New(c Config) (*Service, error) {
	if c.Store == nil || c.Clock == nil || c.PricePerRequest.Number.Sign() <= 0 {
		return nil, errors.New("usage: store, clock and a positive price are required")
	}
	if c.Cap != nil && (c.Cap.Currency != c.PricePerRequest.Currency || c.Cap.Number.Sign() < 0) {
		return nil, fmt.Errorf("usage: %s is no cap on prices in %s", c.Cap, c.PricePerRequest.Currency)
	}
	return &Service{c: c, tallies: map[string]*tally{}, open: map[string][]period.Month{}}, nil
}

func prefix(receiver string, m period.Month) string {
	return "usage/" + receiver + "/" + m.String() + "/"
}

func key(receiver string, m period.Month, c Call, outcome string) string {
	return prefix(receiver, m) + c.Service + "/" + c.Operation + "/" + outcome
}

// Outcomes of a request, as the counters name them.
const (
	outcomeCharged = "charged"
	outcomeFailed  = "failed"
)

// Allow reserves one request by counting it as charged, or refuses it when it would pass the cap together with those under way. A
// process that dies between request and answer has counted it, as AWS may have.
func (s *Service) Allow(ctx context.Context, sc scope.Scope, c Call) error {
	if err := errors.Join(sc.Check(), c.check()); err != nil {
		return err
	}
	m := period.MonthOf(s.c.Clock.Now())
	if err := s.reserve(ctx, sc, m); err != nil {
		return err
	}
	if _, err := s.c.Store.Increment(ctx, key(sc.Receiver(), m, c, outcomeCharged), 1); err != nil {
		s.add(sc, m, -1)
		return fmt.Errorf("count a request: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[openKey(sc, c)] = append(s.open[openKey(sc, c)], m)
	return nil
}

// reserve takes a request from what the cap leaves.
func (s *Service) reserve(ctx context.Context, sc scope.Scope, m period.Month) error {
	if s.c.Cap == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.tallies[prefix(sc.Receiver(), m)]
	if t == nil {
		charged, err := s.charged(ctx, sc, m)
		if err != nil {
			return err
		}
		t = &tally{requests: charged}
		s.tallies[prefix(sc.Receiver(), m)] = t
	}
	if s.cost(t.requests+1).Number.Cmp(s.c.Cap.Number) > 0 {
		return fault.Newf(fault.Precondition, CodeCapReached,
			"The monthly cap of %s on paid AWS calls is reached. Raise the cap, or wait for the next calendar month.", s.c.Cap)
	}
	t.requests++
	return nil
}

// add corrects what the cap leaves: -1 gives a reserved request back.
func (s *Service) add(sc scope.Scope, m period.Month, requests int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.tallies[prefix(sc.Receiver(), m)]; t != nil {
		t.requests += requests
	}
}

// charged is how many requests the store has as charged.
func (s *Service) charged(ctx context.Context, sc scope.Scope, m period.Month) (int64, error) {
	counters, err := s.c.Store.Counters(ctx, prefix(sc.Receiver(), m))
	if err != nil {
		return 0, fmt.Errorf("read the meter: %w", err)
	}
	var charged int64
	for k, n := range counters {
		if strings.HasSuffix(k, "/"+outcomeCharged) {
			charged += n
		}
	}
	return charged, nil
}

// Count records the outcome of an allowed request, in the month it was allowed in. It is written even when the request was cancelled:
// AWS may have charged it. A request nobody asked for is counted all the same.
func (s *Service) Count(ctx context.Context, sc scope.Scope, c Call, charged bool) error {
	if err := errors.Join(sc.Check(), c.check()); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	m, allowed := s.settle(sc, c)
	if charged && allowed {
		return nil // Allow has counted it
	}
	outcome := outcomeCharged
	if !charged {
		outcome = outcomeFailed
	}
	if _, err := s.c.Store.Increment(ctx, key(sc.Receiver(), m, c, outcome), 1); err != nil {
		return fmt.Errorf("count a request: %w", err)
	}
	if !allowed {
		if charged {
			s.add(sc, m, 1)
		}
		return nil
	}
	if _, err := s.c.Store.Increment(ctx, key(sc.Receiver(), m, c, outcomeCharged), -1); err != nil {
		return fmt.Errorf("take back a request: %w", err)
	}
	s.add(sc, m, -1)
	return nil
}

// settle ends the oldest open request of a call and returns its month; false when none was allowed.
func (s *Service) settle(sc scope.Scope, c Call) (period.Month, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := openKey(sc, c)
	open := s.open[k]
	if len(open) == 0 {
		return period.MonthOf(s.c.Clock.Now()), false
	}
	if s.open[k] = open[1:]; len(open) == 1 {
		delete(s.open, k)
	}
	return open[0], true
}

func openKey(sc scope.Scope, c Call) string {
	return sc.Receiver() + "/" + c.Service + "/" + c.Operation
}

var wordForm = regexp.MustCompile(`^[A-Za-z0-9-]{1,100}$`)

// check refuses names that cannot be part of a counter's key.
func (c Call) check() error {
	if !wordForm.MatchString(c.Service) || !wordForm.MatchString(c.Operation) {
		return fmt.Errorf("usage: %q %q is no call", c.Service, c.Operation)
	}
	return nil
}

// Read returns the meter of a calendar month.
func (s *Service) Read(ctx context.Context, sc scope.Scope, m period.Month) (Reading, error) {
	if err := sc.Check(); err != nil {
		return Reading{}, err
	}
	counters, err := s.c.Store.Counters(ctx, prefix(sc.Receiver(), m))
	if err != nil {
		return Reading{}, fmt.Errorf("read the meter: %w", err)
	}
	lines := map[Call]*Line{}
	var charged int64
	for k, n := range counters {
		parts := strings.Split(strings.TrimPrefix(k, prefix(sc.Receiver(), m)), "/")
		if len(parts) != 3 {
			return Reading{}, fmt.Errorf("read the meter: counter %q is not one of ours", k)
		}
		c := Call{parts[0], parts[1]}
		if lines[c] == nil {
			lines[c] = &Line{Call: c}
		}
		if parts[2] == outcomeCharged {
			lines[c].Requests += n
			charged += n
		} else {
			lines[c].Failed += n
		}
	}
	r := Reading{Month: m, Total: s.cost(charged), PricePerRequest: s.c.PricePerRequest, Cap: s.c.Cap}
	for _, l := range lines {
		l.Cost = s.cost(l.Requests)
		r.Lines = append(r.Lines, *l)
	}
	slices.SortFunc(r.Lines, func(a, b Line) int {
		return strings.Compare(a.Service+"/"+a.Operation, b.Service+"/"+b.Operation)
	})
	return r, nil
}

// CostRequests is how many Cost Explorer requests were charged in a calendar month.
func (s *Service) CostRequests(ctx context.Context, sc scope.Scope, m period.Month) (int64, error) {
	r, err := s.Read(ctx, sc, m)
	if err != nil {
		return 0, err
	}
	var n int64
	for _, l := range r.Lines {
		if l.Service == "ce" {
			n += l.Requests
		}
	}
	return n, nil
}

// Cost is the price of a number of requests.
func (s *Service) Cost(requests int64) money.Amount { return s.cost(requests) }

func (s *Service) cost(requests int64) money.Amount {
	return money.New(s.c.PricePerRequest.Number.Mul(money.FromInt(requests)), s.c.PricePerRequest.Currency)
}
