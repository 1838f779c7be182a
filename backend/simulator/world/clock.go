package world

import (
	"sync"
	"time"
)

// Clock is the world's own time. It runs in real time from a given instant and can be
// frozen, set and advanced. All methods are safe for concurrent use.
type Clock struct {
	mu     sync.Mutex
	origin time.Time     // what it was made with
	base   time.Time     // the world's time at mark
	mark   time.Duration // the reading of since when base was right
	frozen bool
	since  func() time.Duration // monotonic time since the clock was made
}

// NewClock starts a clock at start that runs in real time.
func NewClock(start time.Time) *Clock {
	began := time.Now()
	return newClock(start, func() time.Duration { return time.Since(began) })
}

// NewFrozenClock starts a clock that stands at start until Resume.
func NewFrozenClock(start time.Time) *Clock {
	c := NewClock(start)
	c.frozen = true
	c.base = start.UTC()
	return c
}

func newClock(start time.Time, since func() time.Duration) *Clock {
	return &Clock{origin: start.UTC(), base: start.UTC(), mark: since(), since: since}
}

// Origin returns the instant the clock was made with.
func (c *Clock) Origin() time.Time { return c.origin }

// Now returns the present instant in UTC.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Time {
	if c.frozen {
		return c.base
	}
	return c.base.Add(c.since() - c.mark)
}

// Freeze stops the clock at its present instant.
func (c *Clock) Freeze() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base, c.frozen = c.now(), true
}

// Resume lets a frozen clock run again from where it stands.
func (c *Clock) Resume() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base, c.mark, c.frozen = c.now(), c.since(), false
}

// Frozen reports whether the clock stands still.
func (c *Clock) Frozen() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.frozen
}

// Set moves the clock to t, keeping it frozen or running.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base, c.mark = t.UTC(), c.since()
}

// Advance moves the clock by d, which may be negative.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base, c.mark = c.now().Add(d), c.since()
}
