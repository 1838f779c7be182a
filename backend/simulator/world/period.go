package world

import (
	"fmt"
	"time"
)

// Month is a billing month, UTC: year*12 + (month-1). 0 means no month.
type Month int

// ParseMonth reads "2026-11"; "2026-1" is understood too, as AWS does.
func ParseMonth(s string) (Month, error) {
	for _, layout := range []string{"2006-01", "2006-1"} {
		if t, err := time.Parse(layout, s); err == nil {
			return MonthOf(t), nil
		}
	}
	return 0, fmt.Errorf("%q is not a month of the form YYYY-MM", s)
}

// MonthOf returns the month that contains t in UTC.
func MonthOf(t time.Time) Month {
	t = t.UTC()
	return Month(t.Year()*12 + int(t.Month()) - 1)
}

// String returns "2026-11".
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", int(m)/12, int(m)%12+1) }

// MarshalText writes "2026-11"; no month is the empty text.
func (m Month) MarshalText() ([]byte, error) {
	if m == 0 {
		return nil, nil
	}
	return []byte(m.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (m *Month) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*m = 0
		return nil
	}
	v, err := ParseMonth(string(b))
	if err != nil {
		return err
	}
	*m = v
	return nil
}

// Start returns the first instant of the month.
func (m Month) Start() time.Time {
	return time.Date(int(m)/12, time.Month(int(m)%12+1), 1, 0, 0, 0, 0, time.UTC)
}

// Next returns the following month.
func (m Month) Next() Month { return m + 1 }

// Days returns the number of days in the month.
func (m Month) Days() int { return int(m.Next().FirstDay() - m.FirstDay()) }

// FirstDay returns the month's first day.
func (m Month) FirstDay() Day { return DayOf(m.Start()) }

// Day is a UTC day, counted from 1970-01-01.
type Day int32

// DayOf returns the day that contains t in UTC.
func DayOf(t time.Time) Day {
	seconds := t.Unix()
	if seconds < 0 {
		seconds -= 86399
	}
	return Day(seconds / 86400)
}

// ParseDay reads "2026-11-23".
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a day of the form YYYY-MM-DD", s)
	}
	return DayOf(t), nil
}

// Start returns the first instant of the day.
func (d Day) Start() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Month returns the month the day is in.
func (d Day) Month() Month { return MonthOf(d.Start()) }

// String returns "2026-11-23".
func (d Day) String() string { return d.Start().Format(time.DateOnly) }

// weekday returns 0 for Sunday to 6 for Saturday.
func (d Day) weekday() int { return (int(d)%7 + 11) % 7 }
