// Package pace holds back requests to AWS, whose rate limits are mostly not published, and learns how fast it may go: a little faster with
// every success, clearly slower with every throttle (additive increase, multiplicative decrease), and carefully where it was refused before.
package pace

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"portal.example/backend/internal/clock"
)

// Timer is the time the pace is kept by: the machine's, not the shifted one of a simulated portal.
type Timer interface {
	clock.Clock
	// Sleep returns nil after d, or the context's error when that ends first. It returns at once when d is not positive.
	Sleep(ctx context.Context, d time.Duration) error
}

// Machine is the machine's own time.
type Machine struct{ clock.System }

// Sleep waits on a real timer.
func (Machine) Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Limits are the bounds of a limiter, in requests per second.
type Limits struct {
	Start   float64 // the rate before anything was learnt
	Floor   float64 // it never goes slower than this
	Ceiling int     // it never lets more requests pass in any second, whatever it learns
	Burst   int     // this many may pass at once after a rest
}

// How the rate is learnt.
const (
	increase = 0.25        // requests per second gained by a success
	careful  = 0.02        // the same near the rate that was refused last, so that most of the time is spent just below what AWS allows
	near     = 0.9         // from this share of that rate on
	past     = 1.05        // up to this one, where nothing is known again
	decrease = 0.7         // share of the rate kept after a throttle
	calm     = time.Second // requests that were under way when the rate was lowered say nothing new for this long
	// window is the second the ceiling is promised for, and a little more because sleepers wake late: how much is noted by passed, but not before the turn after it is given
	// away when more wait than the ceiling. All requests pay for the margin: with 50 ms, a collection took a twentieth longer than it had to.
	window = 1005 * time.Millisecond
)

// Check refuses limits that cannot be kept.
func (l Limits) Check() error {
	switch {
	case !(l.Floor > 0) || l.Start < l.Floor || l.Start > float64(l.Ceiling):
		return fmt.Errorf("a pace needs 0 < floor <= start <= ceiling, not floor %v, start %v, ceiling %d", l.Floor, l.Start, l.Ceiling)
	case l.Burst < 1 || l.Burst > l.Ceiling:
		return fmt.Errorf("a burst of %d is not between 1 and the ceiling of %d", l.Burst, l.Ceiling)
	}
	return nil
}

// Limiter paces the requests of one receiver to one service. It is safe for concurrent use.
type Limiter struct {
	timer  Timer
	limits Limits

	mu      sync.Mutex
	rate    float64     // requests per second at present
	refused float64     // the rate that AWS refused last; zero: none yet
	tokens  float64     // requests that may pass at once; negative: promised to those who wait
	filled  time.Time   // when tokens was last brought up to date
	lowered time.Time   // when the rate was last lowered
	passes  []time.Time // when the last ones passed, or will; a ring as long as the ceiling
	next    int         // position in passes of the oldest one
}

// New returns a limiter at its starting rate.
func New(limits Limits, timer Timer) (*Limiter, error) {
	if timer == nil {
		return nil, errors.New("pace: a timer is required")
	}
	if err := limits.Check(); err != nil {
		return nil, err
	}
	return &Limiter{
		timer: timer, limits: limits, rate: limits.Start, tokens: float64(limits.Burst), filled: timer.Now(),
		passes: make([]time.Time, limits.Ceiling),
	}, nil
}

// Wait returns when the next request may pass, in the order of the calls. On an ended context it returns that context's error; the turn is
// then lost, which errs on the slow side.
func (l *Limiter) Wait(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	away, turn := l.reserve()
	if err := l.timer.Sleep(ctx, away); err != nil {
		return err
	}
	l.passed(turn)
	return nil
}

// passed notes that a turn was taken later than it was planned: sleepers wake late, and the second that the ceiling is promised for begins then.
func (l *Limiter) passed(turn int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := l.timer.Now(); l.passes[turn].Before(now) {
		l.passes[turn] = now
	}
}

// reserve takes the next turn and returns how long it is away and its position in passes.
func (l *Limiter) reserve() (away time.Duration, position int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.timer.Now()
	if rest := now.Sub(l.filled); rest > 0 {
		l.tokens = min(l.tokens+rest.Seconds()*l.rate, float64(l.limits.Burst))
	}
	l.filled = now
	l.tokens--
	turn, last := now, l.passes[(l.next+len(l.passes)-1)%len(l.passes)]
	if l.tokens < 0 {
		turn = now.Add(l.span(-l.tokens))
		// Those who wait were given their turns at another rate; the next one keeps its distance to them all the same.
		if apart := last.Add(l.span(1)); !last.IsZero() && turn.Before(apart) {
			turn = apart
		}
	}
	// The ceiling: a whole window after the pass that many turns ago, and never before the turn given last.
	if oldest := l.passes[l.next]; !oldest.IsZero() && turn.Before(oldest.Add(window)) {
		turn = oldest.Add(window)
	}
	if turn.Before(last) {
		turn = last
	}
	position = l.next
	l.passes[position] = turn
	l.next = (l.next + 1) % len(l.passes)
	return turn.Sub(now), position
}

// span is how long so many requests take at the present rate.
func (l *Limiter) span(requests float64) time.Duration {
	return time.Duration(requests / l.rate * float64(time.Second))
}

// Succeeded reports a request that AWS answered without throttling.
func (l *Limiter) Succeeded() {
	l.mu.Lock()
	defer l.mu.Unlock()
	step := increase
	if l.rate >= near*l.refused && l.rate < past*l.refused {
		step = careful
	}
	l.rate = min(l.rate+step, float64(l.limits.Ceiling))
}

// Throttled reports a request that AWS refused because of the rate.
func (l *Limiter) Throttled() {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.timer.Now()
	if !l.lowered.IsZero() && now.Sub(l.lowered) < calm {
		return
	}
	l.lowered, l.refused = now, l.rate
	l.rate = max(l.rate*decrease, l.limits.Floor)
	l.tokens = min(l.tokens, 0) // no burst right after a refusal
}

// Rate is the present rate in requests per second.
func (l *Limiter) Rate() float64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rate
}
