package awsapi_test

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/awsapi/gateway"
	"portal.example/backend/internal/awsapi/pace"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/testkit/simulated"
	"portal.example/backend/internal/usage"
)

// bench is a session with everything around it in the test's hand.
type bench struct {
	*gateway.Gateway
	scope scope.Scope
	meter *meter
	timer *timer
}

// setup makes a session at an endpoint. change may alter its configuration.
func setup(t *testing.T, endpoint string, change func(*awsapi.Config)) *bench {
	t.Helper()
	b := &bench{scope: receiver(t, simulated.Receiver), meter: &meter{cap: 1_000_000}, timer: &timer{now: time.Now()}}
	fast := pace.Limits{Start: 1000, Floor: 1000, Ceiling: 1000, Burst: 1000}
	c := awsapi.Config{
		Endpoint: endpoint, Key: awsapi.Key{ID: simulated.AccessKey, Secret: simulated.SecretKey},
		Receivers: home, Meter: b.meter, Clock: clock.Fixed(simulated.DefaultNow()), Timer: b.timer,
		Jitter: func(limit time.Duration) time.Duration { return limit },
		Logger: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug})),
		Pace: map[string]pace.Limits{
			awsapi.STS: fast, awsapi.Organizations: fast, awsapi.Billing: fast, awsapi.BillingConductor: fast, awsapi.CostExplorer: fast,
		},
	}
	if change != nil {
		change(&c)
	}
	se, err := awsapi.New(c)
	if err != nil {
		t.Fatal(err)
	}
	b.Gateway = gateway.New(se, c.Logger)
	return b
}

// home says that every receiver is the portal's own account.
var home = awsapi.ReceiversFunc(func(context.Context, scope.Scope) (awsapi.Access, error) {
	return awsapi.Access{Home: true}, nil
})

// byRole says that receivers are reached by a role.
func byRole(arn, externalID string) awsapi.Receivers {
	return awsapi.ReceiversFunc(func(context.Context, scope.Scope) (awsapi.Access, error) {
		return awsapi.Access{RoleARN: arn, ExternalID: externalID}, nil
	})
}

func receiver(t *testing.T, id string) scope.Scope {
	t.Helper()
	s, err := scope.New(id, scope.Portal())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func month(t *testing.T, s string) period.Month {
	t.Helper()
	m, err := period.ParseMonth(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func months(t *testing.T, from, to string) period.Range {
	t.Helper()
	return period.Range{From: month(t, from), To: month(t, to)}
}

// wantFault fails unless err is a fault of the kind and code.
func wantFault(t *testing.T, err error, kind fault.Kind, code string) *fault.Error {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || f.Code != code {
		t.Fatalf("error = %v, want a fault %s %s", err, kind, code)
	}
	return f
}

// timer is time that passes only when somebody sleeps.
type timer struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func (c *timer) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *timer) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d > 0 {
		c.now = c.now.Add(d)
		c.slept = append(c.slept, d)
	}
	return ctx.Err()
}

func (c *timer) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// waits lists the sleeps so far.
func (c *timer) waits() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.slept)
}

// meter counts like the real one and forbids requests beyond its cap.
type meter struct {
	mu              sync.Mutex
	cap             int
	asked           int
	charged, failed int
}

func (m *meter) Allow(context.Context, scope.Scope, usage.Call) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.charged >= m.cap {
		return fault.New(fault.Precondition, usage.CodeCapReached, "The cap is reached.")
	}
	m.asked++
	return nil
}

func (m *meter) Count(ctx context.Context, _ scope.Scope, _ usage.Call, charged bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if charged {
		m.charged++
	} else {
		m.failed++
	}
	return ctx.Err() // an ended context must not reach the meter
}

// counts returns how many requests were asked for, charged and not charged.
func (m *meter) counts() [3]int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return [3]int{m.asked, m.charged, m.failed}
}
