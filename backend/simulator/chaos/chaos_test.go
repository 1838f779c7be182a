package chaos_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"portal.example/simulator/chaos"
	"portal.example/simulator/wire"
)

var known = map[string][]string{"ce": {"GetCostAndUsage", "GetDimensionValues"}, "sts": {"AssumeRole"}}

func engine(t *testing.T, rules ...chaos.Rule) *chaos.Engine {
	t.Helper()
	e := chaos.NewEngine(known, time.Now)
	if err := e.Set(rules); err != nil {
		t.Fatal(err)
	}
	return e
}

func request(service, operation string) *wire.Request {
	return &wire.Request{Service: service, Operation: operation}
}

// outcome runs one request and names what became of it.
func outcome(ctx context.Context, e *chaos.Engine, r *wire.Request, next wire.Handler) string {
	_, err := e.Around(ctx, r, next)
	var refused *wire.Error
	switch {
	case errors.As(err, &refused):
		return refused.Code
	case errors.Is(err, wire.ErrCutConnection):
		return "cut"
	case err != nil:
		return err.Error()
	}
	return "ok"
}

func TestKinds(t *testing.T) {
	t.Parallel()
	for kind, want := range map[chaos.Kind]struct {
		outcome string
		worked  bool
	}{
		chaos.Throttle:        {"ThrottlingException", false},
		chaos.Deny:            {"AccessDeniedException", false},
		chaos.Error5xx:        {"InternalServerException", false},
		chaos.Drop:            {"cut", false},
		chaos.LostResponse:    {"cut", true},
		chaos.BrokenPageToken: {"ok", true},
		chaos.Delay:           {"ok", true},
		chaos.PartialResults:  {"ok", true},
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			rule := chaos.Rule{Kind: kind}
			if kind == chaos.Delay {
				rule.DelayMS = 1
			}
			worked := false
			got := outcome(t.Context(), engine(t, rule), request("ce", "GetCostAndUsage"), func(context.Context, *wire.Request) (any, error) {
				worked = true
				return nil, nil
			})
			if got != want.outcome || worked != want.worked {
				t.Errorf("outcome %s, worked %v; want %+v", got, worked, want)
			}
		})
	}
}

func TestLostResponseWorksOnAfterTheCallerHangsUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got := outcome(ctx, engine(t, chaos.Rule{Kind: chaos.LostResponse}), request("ce", "GetCostAndUsage"),
		func(ctx context.Context, _ *wire.Request) (any, error) { return nil, ctx.Err() })
	if got != "cut" {
		t.Errorf("outcome %s", got)
	}
}

func TestDelayWaitsAndGivesUpWithTheCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := engine(t, chaos.Rule{Kind: chaos.Delay, DelayMS: 3000}, chaos.Rule{Kind: chaos.Delay, DelayMS: 2000})
		next := func(context.Context, *wire.Request) (any, error) { return nil, nil }
		start := time.Now()
		if got := outcome(t.Context(), e, request("ce", "GetCostAndUsage"), next); got != "ok" || time.Since(start) != 5*time.Second {
			t.Errorf("%s after %s, want ok after 5s: delays add up", got, time.Since(start))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if got := outcome(ctx, e, request("ce", "GetCostAndUsage"), next); got != "cut" {
			t.Errorf("%s, want cut", got)
		}
	})
}

// run makes n requests, concurrency at a time, and counts the outcomes.
func run(t *testing.T, e *chaos.Engine, n, concurrency int) map[string]int {
	t.Helper()
	var mu sync.Mutex
	var wg sync.WaitGroup
	var left atomic.Int64
	left.Store(int64(n))
	got := map[string]int{}
	for range concurrency {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				o := outcome(t.Context(), e, request("ce", "GetCostAndUsage"), func(context.Context, *wire.Request) (any, error) { return nil, nil })
				mu.Lock()
				got[o]++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return got
}

func TestTotalsDoNotDependOnConcurrency(t *testing.T) {
	t.Parallel()
	rules := []chaos.Rule{
		{ID: "a", Kind: chaos.Throttle, Probability: new(0.2), Seed: 7},
		{ID: "b", Kind: chaos.Error5xx, Probability: new(0.05), Seed: 7},
		{ID: "c", Kind: chaos.LostResponse, Probability: new(0.02), Seed: 7},
	}
	one := run(t, engine(t, rules...), 10_000, 1)
	many := run(t, engine(t, rules...), 10_000, 16)
	if diff := cmp.Diff(one, many); diff != "" {
		t.Errorf("outcomes differ between 1 and 16 callers (-1 +16):\n%s", diff)
	}
	// Three standard deviations around the expected shares.
	for code, want := range map[string]struct{ mean, slack int }{
		"ThrottlingException":     {2000, 120},
		"InternalServerException": {400, 60}, // 5 % of what was not throttled
		"cut":                     {152, 40}, // 2 % of the rest
	} {
		if got := one[code]; got < want.mean-want.slack || got > want.mean+want.slack {
			t.Errorf("%s struck %d times, want %d±%d", code, got, want.mean, want.slack)
		}
	}
	other := rules
	other[0].Seed = 8
	if cmp.Equal(one, run(t, engine(t, other...), 10_000, 1)) {
		t.Error("another seed struck the same requests")
	}
}

func TestCountStopsARule(t *testing.T) {
	t.Parallel()
	e := engine(t, chaos.Rule{Kind: chaos.Throttle, Count: 3})
	if got := run(t, e, 10, 4); got["ThrottlingException"] != 3 || got["ok"] != 7 {
		t.Errorf("outcomes %v, want 3 throttled and 7 ok", got)
	}
	if r := e.Rules()[0]; r.Seen != 10 || r.Applied != 3 || r.ID != "rule-1" {
		t.Errorf("rule reports %+v", r)
	}
}

func TestBrokenTokenCountsOnlyTokens(t *testing.T) {
	t.Parallel()
	e := engine(t, chaos.Rule{Kind: chaos.BrokenPageToken, Count: 1})
	last := func(context.Context, *wire.Request) (any, error) { return nil, nil }
	paged := func(_ context.Context, r *wire.Request) (any, error) { return r.NextToken("1"), nil }
	_, _ = e.Around(t.Context(), request("ce", "GetCostAndUsage"), last)
	if applied := e.Rules()[0].Applied; applied != 0 {
		t.Fatalf("a page without a token used up the rule: applied %d", applied)
	}
	r := request("ce", "GetCostAndUsage")
	token, err := e.Around(t.Context(), r, paged)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Position(token.(string)); err == nil {
		t.Error("the token handed out works")
	}
	token, err = e.Around(t.Context(), request("ce", "GetCostAndUsage"), paged)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := request("ce", "GetCostAndUsage").Position(token.(string)); err != nil {
		t.Errorf("the rule went on after its count: %v", err)
	}
}

func TestRulesMatchServiceAndOperation(t *testing.T) {
	t.Parallel()
	e := engine(t, chaos.Rule{Service: "ce", Operation: "GetCostAndUsage", Kind: chaos.Deny})
	next := func(context.Context, *wire.Request) (any, error) { return nil, nil }
	for _, tc := range [][3]string{
		{"ce", "GetCostAndUsage", "AccessDeniedException"},
		{"ce", "GetDimensionValues", "ok"},
		{"sts", "AssumeRole", "ok"},
	} {
		if got := outcome(t.Context(), e, request(tc[0], tc[1]), next); got != tc[2] {
			t.Errorf("%s %s: %s, want %s", tc[0], tc[1], got, tc[2])
		}
	}
}

func TestSetRefusesRulesThatMeanNothing(t *testing.T) {
	t.Parallel()
	e := engine(t, chaos.Rule{ID: "kept", Kind: chaos.Throttle})
	for name, rules := range map[string][]chaos.Rule{
		"no kind":              {{}},
		"unknown kind":         {{Kind: "explode"}},
		"unknown service":      {{Kind: chaos.Deny, Service: "s3"}},
		"unknown operation":    {{Kind: chaos.Deny, Service: "ce", Operation: "AssumeRole"}},
		"unknown anywhere":     {{Kind: chaos.Deny, Operation: "Nope"}},
		"negative probability": {{Kind: chaos.Deny, Probability: new(-0.1)}},
		"probability above 1":  {{Kind: chaos.Deny, Probability: new(1.1)}},
		"delay without length": {{Kind: chaos.Delay}},
		"endless delay":        {{Kind: chaos.Delay, DelayMS: chaos.MaxDelayMS + 1}},
		"negative retry":       {{Kind: chaos.Throttle, RetryAfterSeconds: -1}},
		"an id twice":          {{ID: "a", Kind: chaos.Deny}, {ID: "a", Kind: chaos.Drop}},
		"too many":             make([]chaos.Rule, chaos.MaxRules+1),
	} {
		if err := e.Set(rules); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if got := e.Rules(); len(got) != 1 || got[0].ID != "kept" {
		t.Errorf("a refused set changed the rules: %+v", got)
	}
}
