// Package period holds billing months. A month is a calendar month in UTC; a range of months is half-open.
package period

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Month is a calendar month in UTC. The zero value is not a month.
type Month struct {
	year  int
	month time.Month
}

var monthForm = regexp.MustCompile(`^[0-9]{4}-(0[1-9]|1[0-2])$`)

// ParseMonth reads "2026-11".
func ParseMonth(s string) (Month, error) {
	if !monthForm.MatchString(s) {
		return Month{}, fmt.Errorf("%q is not a month; use YYYY-MM, for example 2026-10", s)
	}
	y, _ := strconv.Atoi(s[:4])
	m, _ := strconv.Atoi(s[5:])
	return Month{y, time.Month(m)}, nil
}

// MonthOf returns the month an instant falls into, in UTC.
func MonthOf(t time.Time) Month {
	t = t.UTC()
	return Month{t.Year(), t.Month()}
}

// Add returns the month n calendar months later.
func (m Month) Add(n int) Month {
	return MonthOf(time.Date(m.year, m.month+time.Month(n), 1, 0, 0, 0, 0, time.UTC))
}

// Start is the first instant of the month.
func (m Month) Start() time.Time { return time.Date(m.year, m.month, 1, 0, 0, 0, 0, time.UTC) }

// End is the first instant after the month.
func (m Month) End() time.Time { return m.Add(1).Start() }

// Before reports whether m is earlier than o.
func (m Month) Before(o Month) bool { return m.Compare(o) < 0 }

// Compare returns -1, 0 or 1.
func (m Month) Compare(o Month) int { return m.Start().Compare(o.Start()) }

// Equal reports whether both are the same month.
func (m Month) Equal(o Month) bool { return m == o }

// IsZero reports whether m is no month.
func (m Month) IsZero() bool { return m == Month{} }

// String prints "2026-11".
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", m.year, int(m.month)) }

// MarshalText writes "2026-11", and nothing for no month.
func (m Month) MarshalText() ([]byte, error) {
	if m.IsZero() {
		return []byte{}, nil
	}
	return []byte(m.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (m *Month) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*m = Month{}
		return nil
	}
	v, err := ParseMonth(string(b))
	if err != nil {
		return err
	}
	*m = v
	return nil
}

// Range is the months from From up to but not including To.
type Range struct {
	From Month `json:"from"`
	To   Month `json:"to"`
}

// Months lists the months of the range, oldest first.
func (r Range) Months() []Month {
	var ms []Month
	for m := r.From; m.Before(r.To); m = m.Add(1) {
		ms = append(ms, m)
	}
	return ms
}

// Contains reports whether m is in the range.
func (r Range) Contains(m Month) bool { return !m.Before(r.From) && m.Before(r.To) }

// String prints the range with its exclusive end, "[2025-11, 2026-11)".
func (r Range) String() string { return "[" + r.From.String() + ", " + r.To.String() + ")" }
