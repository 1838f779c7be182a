package chaos

import (
	"fmt"
	"maps"
	"time"
)

// RateLimited is what the journal notes as the fault of a request over a rate limit.
const RateLimited = "rate_limit"

// MaxRate bounds a rate limit, in requests a second.
const MaxRate = 100_000

// bucket holds what is left of an account's rate of one service. It holds a second's worth at
// most, so that N requests take at least N/rate - 1 seconds.
type bucket struct {
	left time.Duration // of a second
	at   time.Time     // when left was right
}

// SetLimits replaces the rate limits: requests a second by service, for each account as a whole.
// All buckets are full then. On an error nothing changes.
func (e *Engine) SetLimits(limits map[string]int) error {
	for service, rate := range limits {
		if _, ok := e.known[service]; !ok {
			return fmt.Errorf("service %q is not simulated", service)
		}
		if rate < 1 || rate > MaxRate {
			return fmt.Errorf("the rate limit of %s must be between 1 and %d requests a second", service, MaxRate)
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.limits, e.spent = maps.Clone(limits), map[string]*bucket{}
	return nil
}

// Limits returns the rate limits in force.
func (e *Engine) Limits() map[string]int {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := map[string]int{}
	maps.Copy(out, e.limits)
	return out
}

// admits reports whether an account's rate of a service has room for a request, and takes it.
func (e *Engine) admits(account, service string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	rate := e.limits[service]
	if rate == 0 {
		return true
	}
	now, key := e.wall(), account+" "+service
	b := e.spent[key]
	if b == nil {
		b = &bucket{left: time.Second, at: now}
		e.spent[key] = b
	}
	if now.After(b.at) {
		b.left, b.at = min(b.left+now.Sub(b.at), time.Second), now
	}
	one := time.Second / time.Duration(rate)
	if b.left < one {
		return false
	}
	b.left -= one
	return true
}
