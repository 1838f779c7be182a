// Package clock is the portal's idea of now, injected so that nothing reads the wall by itself.
package clock

import "time"

// Clock tells the time in UTC.
type Clock interface {
	Now() time.Time
}

// System is the machine's clock.
type System struct{}

// Now returns the machine's time in UTC.
func (System) Now() time.Time { return time.Now().UTC() }

// Offset runs at the machine's speed from another instant.
type Offset struct{ shift time.Duration }

// StartingAt returns a clock that shows start now and goes on from there.
func StartingAt(start time.Time) Offset {
	return Offset{shift: time.Until(start)}
}

// Now returns the shifted time in UTC.
func (o Offset) Now() time.Time { return time.Now().Add(o.shift).UTC() }

// Fixed always shows the same instant; for tests.
type Fixed time.Time

// Now returns the instant in UTC.
func (f Fixed) Now() time.Time { return time.Time(f).UTC() }
