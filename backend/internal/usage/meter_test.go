package usage_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
	"portal.example/backend/internal/store/memory"
	"portal.example/backend/internal/usage"
)

// movable is a clock the test sets.
type movable struct{ at atomic.Int64 }

func (c *movable) set(t time.Time) { c.at.Store(t.UnixNano()) }
func (c *movable) Now() time.Time  { return time.Unix(0, c.at.Load()).UTC() }

type bundle struct {
	store       store.Store
	clock       *movable
	here, there scope.Scope
}

var (
	costs  = usage.Call{Service: "ce", Operation: "GetCostAndUsage"}
	values = usage.Call{Service: "ce", Operation: "GetDimensionValues"}
)

func setup(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{store: memory.New(), clock: &movable{}}
	b.clock.set(time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC))
	for id, s := range map[string]*scope.Scope{"111122223333": &b.here, "444455556666": &b.there} {
		var err error
		if *s, err = scope.New(id, scope.Portal()); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func (b *bundle) meter(t *testing.T, limit string) *usage.Service {
	t.Helper()
	c := usage.Config{Store: b.store, Clock: b.clock, PricePerRequest: usage.CostExplorerPrice()}
	if limit != "" {
		a := amount(t, limit)
		c.Cap = &a
	}
	m, err := usage.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func amount(t *testing.T, n string) money.Amount {
	t.Helper()
	a, err := money.Parse(n, "USD")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func month(t *testing.T, s string) period.Month {
	t.Helper()
	m, err := period.ParseMonth(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// request is an allowed request with its outcome.
func request(t *testing.T, m *usage.Service, s scope.Scope, c usage.Call, charged bool) {
	t.Helper()
	if err := errors.Join(m.Allow(t.Context(), s, c), m.Count(t.Context(), s, c, charged)); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, m *usage.Service, s scope.Scope, at string) usage.Reading {
	t.Helper()
	r, err := m.Read(t.Context(), s, month(t, at))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func wantCapReached(t *testing.T, err error) {
	t.Helper()
	if f, ok := fault.As(err); !ok || f.Kind != fault.Precondition || f.Code != usage.CodeCapReached {
		t.Errorf("got %v, want %s", err, usage.CodeCapReached)
	}
}

func TestReadingSumsToItsTotal(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := b.meter(t, "")
	for range 7 {
		request(t, m, b.here, costs, true)
	}
	request(t, m, b.here, costs, false)
	request(t, m, b.here, values, true)
	request(t, m, b.there, values, true)
	want := usage.Reading{
		Month: month(t, "2026-11"), PricePerRequest: amount(t, "0.01"), Total: amount(t, "0.08"),
		Lines: []usage.Line{
			{Call: costs, Requests: 7, Failed: 1, Cost: amount(t, "0.07")},
			{Call: values, Requests: 1, Cost: amount(t, "0.01")},
		},
	}
	if d := cmp.Diff(want, read(t, m, b.here, "2026-11"), cmp.Comparer(func(a, b period.Month) bool { return a == b })); d != "" {
		t.Errorf("reading (-want +got):\n%s", d)
	}
	if n, err := m.CostRequests(t.Context(), b.here, month(t, "2026-11")); err != nil || n != 8 {
		t.Errorf("got %d, %v, want 8", n, err)
	}
	if r := read(t, m, b.there, "2026-11"); !r.Total.Equal(amount(t, "0.01")) {
		t.Errorf("the other receiver has %s", r.Total)
	}
	if r := read(t, m, b.here, "2026-10"); len(r.Lines) != 0 || !r.Total.Equal(amount(t, "0")) {
		t.Errorf("a month without calls has %+v", r)
	}
}

func TestCapAllowsExactlyWhatItCovers(t *testing.T) {
	t.Parallel()
	for limit, want := range map[string]int64{"0": 0, "0.009": 0, "0.01": 1, "0.105": 10, "1": 100} {
		b := setup(t)
		m := b.meter(t, limit)
		var allowed atomic.Int64
		var wg sync.WaitGroup
		for i := range 150 {
			wg.Go(func() {
				call := []usage.Call{costs, values}[i%2]
				err := m.Allow(t.Context(), b.here, call)
				if err != nil {
					wantCapReached(t, err)
					return
				}
				allowed.Add(1)
				if i%3 == 0 {
					return // stays under way
				}
				if err := m.Count(t.Context(), b.here, call, true); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if allowed.Load() != want {
			t.Errorf("a cap of %s allowed %d requests, want %d", limit, allowed.Load(), want)
		}
		wantCapReached(t, m.Allow(t.Context(), b.here, costs))
		if limit != "0" && limit != "0.009" {
			if err := m.Allow(t.Context(), b.there, costs); err != nil {
				t.Errorf("the cap of one receiver stops another: %v", err)
			}
		}
	}
}

func TestRefusedRequestGivesItsPlaceBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := b.meter(t, "0.01")
	for range 5 {
		request(t, m, b.here, costs, false)
	}
	request(t, m, b.here, costs, true)
	wantCapReached(t, m.Allow(t.Context(), b.here, costs))
	if l := read(t, m, b.here, "2026-11").Lines; len(l) != 1 || l[0].Requests != 1 || l[0].Failed != 5 {
		t.Errorf("got %+v", l)
	}
}

func TestKillOverstatesByTheRequestsUnderWay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first := b.meter(t, "0.03")
	request(t, first, b.here, costs, true)
	if err := first.Allow(t.Context(), b.here, costs); err != nil { // killed before the answer
		t.Fatal(err)
	}
	next := b.meter(t, "0.03")
	if l := read(t, next, b.here, "2026-11").Lines; len(l) != 1 || l[0].Requests != 2 {
		t.Errorf("after the kill: %+v", l)
	}
	request(t, next, b.here, costs, true)
	wantCapReached(t, next.Allow(t.Context(), b.here, costs))
}

func TestRequestBelongsToTheMonthItWasAllowedIn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := b.meter(t, "0.01")
	b.clock.set(time.Date(2026, 11, 30, 23, 59, 59, 0, time.UTC))
	if err := m.Allow(t.Context(), b.here, costs); err != nil {
		t.Fatal(err)
	}
	b.clock.set(time.Date(2026, 12, 1, 0, 0, 1, 0, time.UTC))
	request(t, m, b.there, costs, true)
	if err := m.Count(t.Context(), b.here, costs, false); err != nil {
		t.Fatal(err)
	}
	november, december := read(t, m, b.here, "2026-11"), read(t, m, b.here, "2026-12")
	if len(november.Lines) != 1 || november.Lines[0].Requests != 0 || november.Lines[0].Failed != 1 || len(december.Lines) != 0 {
		t.Errorf("november %+v, december %+v", november.Lines, december.Lines)
	}
	if err := m.Allow(t.Context(), b.here, costs); err != nil {
		t.Errorf("a new month begins with the cap of the old: %v", err)
	}
}

func TestRequestNobodyAskedForIsCounted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := b.meter(t, "0.02")
	request(t, m, b.here, costs, true)
	if err := m.Count(t.Context(), b.here, costs, true); err != nil {
		t.Fatal(err)
	}
	wantCapReached(t, m.Allow(t.Context(), b.here, costs))
	if r := read(t, m, b.here, "2026-11"); !r.Total.Equal(amount(t, "0.02")) {
		t.Errorf("got %s", r.Total)
	}
}

func TestCancelledRequestIsCounted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := b.meter(t, "")
	ctx, cancel := context.WithCancel(t.Context())
	if err := m.Allow(ctx, b.here, costs); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := m.Count(ctx, b.here, costs, false); err != nil {
		t.Fatal(err)
	}
	if err := m.Allow(ctx, b.here, costs); !errors.Is(err, context.Canceled) {
		t.Errorf("a request was allowed after the end of its context: %v", err)
	}
	if l := read(t, m, b.here, "2026-11").Lines; len(l) != 1 || l[0].Failed != 1 || l[0].Requests != 0 {
		t.Errorf("got %+v", l)
	}
}

func TestFailingStoreTakesNothingFromTheCap(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := b.meter(t, "0.01")
	ctx, cancel := context.WithCancel(t.Context())
	_ = m.Allow(ctx, b.here, costs)
	if err := m.Count(ctx, b.here, costs, false); err != nil {
		t.Fatal(err)
	}
	cancel()
	for range 3 {
		if err := m.Allow(ctx, b.here, costs); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
	if err := m.Allow(t.Context(), b.here, costs); err != nil {
		t.Errorf("requests that were never made are held against the cap: %v", err)
	}
}

func TestWrongCallsAndConfigurationsAreRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := b.meter(t, "")
	for _, c := range []usage.Call{{}, {Service: "ce"}, {Service: "a/b", Operation: "c"}} {
		if errors.Join(m.Allow(t.Context(), b.here, c)) == nil || m.Count(t.Context(), b.here, c, true) == nil {
			t.Errorf("%+v was counted", c)
		}
	}
	var zero scope.Scope
	_, readErr := m.Read(t.Context(), zero, month(t, "2026-11"))
	for _, err := range []error{m.Allow(t.Context(), zero, costs), m.Count(t.Context(), zero, costs, true), readErr} {
		if !fault.Is(err, fault.Internal) {
			t.Errorf("the zero scope: got %v", err)
		}
	}
	price := usage.CostExplorerPrice()
	euros, negative := money.New(price.Number, "EUR"), money.New(money.FromInt(-1), money.USD)
	for name, c := range map[string]usage.Config{
		"no store":       {Clock: b.clock, PricePerRequest: price},
		"no clock":       {Store: b.store, PricePerRequest: price},
		"no price":       {Store: b.store, Clock: b.clock},
		"other currency": {Store: b.store, Clock: b.clock, PricePerRequest: price, Cap: &euros},
		"negative cap":   {Store: b.store, Clock: b.clock, PricePerRequest: price, Cap: &negative},
	} {
		if _, err := usage.New(c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
