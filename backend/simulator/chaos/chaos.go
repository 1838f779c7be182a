// Package chaos makes the simulator fail on request: rules say which
// operations are throttled, delayed, denied, broken or cut off, how often and
// how many times.
//
// Whether a rule strikes is a pure function of the rule's seed, the operation
// and how many requests of that operation the rule has seen. Concurrency may
// change which caller is struck, but hardly how many are.
package chaos

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"sync"
	"time"

	"portal.example/simulator/wire"
)

// Kind is what a rule does to a request.
type Kind string

const (
	// Throttle refuses with the service's own throttling error; nothing is done.
	Throttle Kind = "throttle"
	// Delay waits DelayMS before the work is done.
	Delay Kind = "delay"
	// Deny refuses with the service's own access-denied error; nothing is done.
	Deny Kind = "deny"
	// Error5xx answers the service's own internal failure; nothing is done.
	Error5xx Kind = "error5xx"
	// LostResponse does the work, then cuts the connection without an answer.
	LostResponse Kind = "lost_response"
	// BrokenPageToken does the work, but the page token handed out is refused
	// when it comes back.
	BrokenPageToken Kind = "broken_page_token"
	// Drop cuts the connection before any work is done.
	Drop Kind = "drop"
	// PartialResults answers without some of what was asked for, where an operation has such
	// answers: GetCreditAllocationHistory.
	PartialResults Kind = "partial_results"
)

// Kinds lists every kind.
func Kinds() []Kind {
	return []Kind{Throttle, Delay, Deny, Error5xx, LostResponse, BrokenPageToken, Drop, PartialResults}
}

// Limits of a rule.
const (
	// MaxRules bounds the rules in force.
	MaxRules = 100
	// MaxDelayMS bounds an injected delay: ten minutes.
	MaxDelayMS = 600_000
	// maxRetryAfter bounds Retry-After, in seconds.
	maxRetryAfter = 3600
)

// Rule describes one fault.
type Rule struct {
	// ID names the rule; by default "rule-1", "rule-2" by position.
	ID string `json:"id"`
	// Service is a signing name such as "ce"; empty means every service.
	Service string `json:"service,omitempty"`
	// Operation is an operation such as "GetCostAndUsage"; empty means all.
	Operation string `json:"operation,omitempty"`
	// Kind says what happens.
	Kind Kind `json:"kind"`
	// Probability that a matching request is struck, 0 to 1; absent means 1.
	Probability *float64 `json:"probability,omitempty"`
	// Count limits how many requests are struck; 0 means no limit.
	Count uint64 `json:"count,omitempty"`
	// DelayMS is the wait of a Delay rule, in milliseconds of real time.
	DelayMS int `json:"delay_ms,omitempty"`
	// RetryAfterSeconds is what a Throttle rule sends as Retry-After; 0 sends none.
	RetryAfterSeconds int `json:"retry_after_s,omitempty"`
	// Seed varies which requests are struck.
	Seed uint64 `json:"seed,omitempty"`
	// Seen counts matching requests; set by the engine.
	Seen uint64 `json:"seen"`
	// Applied counts requests struck; set by the engine.
	Applied uint64 `json:"applied"`
}

func (r *Rule) matches(service, operation string) bool {
	return (r.Service == "" || r.Service == service) && (r.Operation == "" || r.Operation == operation)
}

// validate refuses rules that could never do what their author meant.
func (r *Rule) validate(known map[string][]string) error {
	operations, serviceKnown := known[r.Service]
	operationKnown := r.Operation == "" || slices.Contains(operations, r.Operation)
	if r.Service == "" {
		serviceKnown = true
		for _, ops := range known {
			operationKnown = operationKnown || slices.Contains(ops, r.Operation)
		}
	}
	switch {
	case !slices.Contains(Kinds(), r.Kind):
		return fmt.Errorf("kind %q is not one of %v", r.Kind, Kinds())
	case !serviceKnown:
		return fmt.Errorf("service %q is not simulated", r.Service)
	case !operationKnown:
		return fmt.Errorf("operation %q of service %q is not simulated", r.Operation, r.Service)
	case r.Probability != nil && !(*r.Probability >= 0 && *r.Probability <= 1):
		return fmt.Errorf("probability must be between 0 and 1")
	case r.DelayMS < 0 || r.DelayMS > MaxDelayMS:
		return fmt.Errorf("delay_ms must be between 0 and %d", MaxDelayMS)
	case r.Kind == Delay && r.DelayMS == 0:
		return fmt.Errorf("a delay rule needs delay_ms")
	case r.RetryAfterSeconds < 0 || r.RetryAfterSeconds > maxRetryAfter:
		return fmt.Errorf("retry_after_s must be between 0 and %d", maxRetryAfter)
	}
	return nil
}

// state is a rule in force. ordinals counts its requests per operation.
type state struct {
	Rule
	ordinals map[string]uint64
}

// strikes decides on the next request of an operation and counts it.
func (s *state) strikes(service, operation string) bool {
	s.Seen++
	key := service + " " + operation
	s.ordinals[key]++
	if s.Count > 0 && s.Applied >= s.Count {
		return false
	}
	return s.Probability == nil || roll(s.Seed, s.ID, key, s.ordinals[key]) < *s.Probability
}

// roll is a uniform number in [0, 1) that depends only on its arguments.
func roll(seed uint64, rule, operation string, ordinal uint64) float64 {
	h := fnv.New64a()
	var word [8]byte
	for _, n := range []uint64{seed, ordinal} {
		binary.BigEndian.PutUint64(word[:], n)
		_, _ = h.Write(word[:])
	}
	_, _ = h.Write([]byte(rule + "\x00" + operation))
	// FNV mixes its last bytes weakly into the high bits: finish with
	// splitmix64's finaliser.
	x := h.Sum64()
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb
	x ^= x >> 31
	return float64(x>>11) / math.Exp2(53)
}

// Engine holds the rules and rate limits in force. It is safe for concurrent use.
type Engine struct {
	known  map[string][]string
	wall   func() time.Time
	mu     sync.Mutex
	rules  []*state
	limits map[string]int // requests a second, by service
	spent  map[string]*bucket
}

// NewEngine returns an engine without rules and limits for the given operations by service. wall
// is real time, in which rates are counted.
func NewEngine(known map[string][]string, wall func() time.Time) *Engine {
	return &Engine{known: known, wall: wall}
}

// Set replaces all rules; counts start again at zero. On an error nothing changes.
func (e *Engine) Set(rules []Rule) error {
	if len(rules) > MaxRules {
		return fmt.Errorf("at most %d rules", MaxRules)
	}
	next := make([]*state, len(rules))
	names := map[string]bool{}
	for i, r := range rules {
		if r.ID == "" {
			r.ID = fmt.Sprintf("rule-%d", i+1)
		}
		if err := r.validate(e.known); err != nil {
			return fmt.Errorf("rule %d (%s): %w", i+1, r.ID, err)
		}
		if names[r.ID] {
			return fmt.Errorf("rule %d: id %q is used twice", i+1, r.ID)
		}
		names[r.ID] = true
		r.Seen, r.Applied = 0, 0
		next[i] = &state{Rule: r, ordinals: map[string]uint64{}}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.rules = next
	return nil
}

// Rules returns the rules in force with their counts.
func (e *Engine) Rules() []Rule {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := make([]Rule, len(e.rules))
	for i, s := range e.rules {
		out[i] = s.Rule
	}
	return out
}

// verdict is what the rules decided for one request.
type verdict struct {
	delay    time.Duration
	terminal *Rule  // the first rule that ends the request, or nil
	tokens   *state // a broken-token rule waiting for a token to break, or nil
	partial  bool
}

// decide asks every rule; each counts the request whatever the others say.
// Delays add up; of the kinds that end a request the first rule wins.
func (e *Engine) decide(service, operation string) verdict {
	e.mu.Lock()
	defer e.mu.Unlock()
	var v verdict
	for _, s := range e.rules {
		if !s.matches(service, operation) || !s.strikes(service, operation) {
			continue
		}
		switch {
		case s.Kind == Delay:
			v.delay += time.Duration(s.DelayMS) * time.Millisecond
		case s.Kind == PartialResults:
			v.partial = true
		case s.Kind == BrokenPageToken && v.tokens == nil:
			v.tokens = s
		case s.Kind != BrokenPageToken && v.terminal == nil:
			rule := s.Rule
			v.terminal = &rule
		default:
			continue
		}
		s.Applied++
	}
	return v
}

// Around runs next under the rules in force; it fits wire.Config.Around.
func (e *Engine) Around(ctx context.Context, r *wire.Request, next wire.Handler) (any, error) {
	if !e.admits(r.Account, r.Service) {
		r.NoteFault(RateLimited)
		return nil, r.Throttled(0)
	}
	v := e.decide(r.Service, r.Operation)
	if v.delay > 0 {
		r.NoteFault(string(Delay))
		if err := wait(ctx, v.delay); err != nil {
			return nil, wire.ErrCutConnection // the caller gave up waiting
		}
	}
	if v.terminal != nil {
		r.NoteFault(string(v.terminal.Kind))
		switch v.terminal.Kind {
		case Throttle:
			return nil, r.Throttled(v.terminal.RetryAfterSeconds)
		case Deny:
			return nil, r.Denied()
		case Error5xx:
			return nil, r.Internal()
		case Drop:
			return nil, wire.ErrCutConnection
		case LostResponse:
			// The caller may hang up, the work is done all the same.
			_, _ = next(context.WithoutCancel(ctx), r)
			return nil, wire.ErrCutConnection
		case Delay, BrokenPageToken, PartialResults: // never terminal
		}
	}
	if v.partial {
		r.NoteFault(string(PartialResults))
		r.AskPartial()
	}
	if v.tokens == nil {
		return next(ctx, r)
	}
	r.BreakTokens()
	result, err := next(ctx, r)
	if !r.BrokeToken() {
		e.mu.Lock()
		v.tokens.Applied-- // there was no token to break
		e.mu.Unlock()
	}
	return result, err
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
