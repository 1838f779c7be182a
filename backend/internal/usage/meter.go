package usage

import (
	"context"
	"errors"
	"fmt"
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
	// PricePerRequest is what AWS charges for one request, the same for all calls that are metered.
	PricePerRequest money.Amount
	Cap             *money.Amount // per receiver and calendar month, in the currency of the price
}

// CostExplorerPrice is the price of one Cost Explorer request, every page counting (domain handbook 7.1).
func CostExplorerPrice() money.Amount {
	d, err := money.ParseDecimal("0.01")
	if err != nil {
		panic(err) // a constant
	}
	return money.New(d, money.USD)
}

// Service is the meter. It counts in the store, so that nothing is forgotten by a restart.
type Service struct {
	c        Config
	mu       sync.Mutex
	inFlight map[string]int64 // requests allowed and not yet counted, by receiver
}

// New returns a meter.
func New(c Config) (*Service, error) {
	if c.Store == nil || c.Clock == nil || c.PricePerRequest.Number.Sign() <= 0 {
		return nil, errors.New("usage: store, clock and a positive price are required")
	}
	if c.Cap != nil && c.Cap.Currency != c.PricePerRequest.Currency {
		return nil, fmt.Errorf("usage: the cap is in %s and the price in %s", c.Cap.Currency, c.PricePerRequest.Currency)
	}
	return &Service{c: c, inFlight: map[string]int64{}}, nil
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

// Allow reserves one request, or refuses it when it could pass the cap together with those under way. Every allowed request must be counted.
func (s *Service) Allow(ctx context.Context, sc scope.Scope, _ Call) error {
	if err := sc.Check(); err != nil {
		return err
	}
	if s.c.Cap != nil {
		counters, err := s.c.Store.Counters(ctx, prefix(sc.Receiver(), period.MonthOf(s.c.Clock.Now())))
		if err != nil {
			return fmt.Errorf("read the meter: %w", err)
		}
		var charged int64
		for k, n := range counters {
			if strings.HasSuffix(k, "/"+outcomeCharged) {
				charged += n
			}
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.cost(charged+s.inFlight[sc.Receiver()]+1).Number.Cmp(s.c.Cap.Number) > 0 {
			return fault.Newf(fault.Precondition, CodeCapReached,
				"The monthly cap of %s on paid AWS calls is reached. Raise the cap, or wait for the next calendar month.", s.c.Cap)
		}
		s.inFlight[sc.Receiver()]++
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight[sc.Receiver()]++
	return nil
}

// Count records the outcome of an allowed request. It is written even when the request was cancelled: AWS may have charged it.
func (s *Service) Count(ctx context.Context, sc scope.Scope, c Call, charged bool) error {
	if err := sc.Check(); err != nil {
		return err
	}
	s.mu.Lock()
	if s.inFlight[sc.Receiver()] > 0 {
		s.inFlight[sc.Receiver()]--
	}
	s.mu.Unlock()
	outcome := outcomeFailed
	if charged {
		outcome = outcomeCharged
	}
	m := period.MonthOf(s.c.Clock.Now())
	if _, err := s.c.Store.Increment(context.WithoutCancel(ctx), key(sc.Receiver(), m, c, outcome), 1); err != nil {
		return fmt.Errorf("count a request: %w", err)
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
