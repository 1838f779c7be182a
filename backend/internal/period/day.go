package period

import (
	"fmt"
	"time"
)

// Day is a calendar day in UTC. The zero value is not a day.
type Day struct {
	month Month
	day   int
}

// ParseDay reads "2026-11-03".
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Day{}, fmt.Errorf("%q is not a day; use YYYY-MM-DD, for example 2026-10-31", s)
	}
	return DayOf(t), nil
}

// DayOf returns the day an instant falls into, in UTC.
func DayOf(t time.Time) Day { return Day{MonthOf(t), t.UTC().Day()} }

// Day returns the n-th day of the month, the first is 1. One past the end is in the next month.
func (m Month) Day(n int) Day { return DayOf(m.Start().AddDate(0, 0, n-1)) }

// Days is how many days the month has.
func (m Month) Days() int { return m.End().AddDate(0, 0, -1).Day() }

// Month is the month of the day.
func (d Day) Month() Month { return d.month }

// Number is the position of the day in its month, from 1.
func (d Day) Number() int { return d.day }

// Start is the first instant of the day.
func (d Day) Start() time.Time { return d.month.Start().AddDate(0, 0, d.day-1) }

// End is the first instant after the day.
func (d Day) End() time.Time { return d.month.Start().AddDate(0, 0, d.day) }

// Add returns the day n days later.
func (d Day) Add(n int) Day { return DayOf(d.Start().AddDate(0, 0, n)) }

// Until is how many days lie from d to o, negative when o is earlier.
func (d Day) Until(o Day) int {
	const day = 24 * time.Hour
	return int(o.Start().Sub(d.Start()) / day)
}

// Before reports whether d is earlier than o.
func (d Day) Before(o Day) bool { return d.Compare(o) < 0 }

// Compare returns -1, 0 or 1.
func (d Day) Compare(o Day) int { return d.Start().Compare(o.Start()) }

// IsZero reports whether d is no day.
func (d Day) IsZero() bool { return d == Day{} }

// String prints "2026-11-03".
func (d Day) String() string { return fmt.Sprintf("%s-%02d", d.month, d.day) }

// MarshalText writes "2026-11-03", and nothing for no day.
func (d Day) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return []byte{}, nil
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (d *Day) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Day{}
		return nil
	}
	v, err := ParseDay(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}
