package schedules

import (
	"time"

	"portal.example/backend/internal/period"
)

// Every is how often something runs.
type Every string

// How often.
const (
	EveryDay   Every = "day"
	EveryMonth Every = "month"
)

// timing is when something is due, in UTC.
type timing struct {
	every Every
	day   int // of the month; in a shorter month its last day
	hour  int
}

// in is when it is due in a month; of what is due every day, on a day of it.
func (t timing) in(m period.Month, day int) time.Time {
	return m.Day(min(day, m.Days())).Start().Add(time.Duration(t.hour) * time.Hour)
}

// last is the newest time at or before now.
func (t timing) last(now time.Time) time.Time {
	if t.every == EveryDay {
		today := period.DayOf(now)
		if due := t.in(today.Month(), today.Number()); !due.After(now) {
			return due
		}
		yesterday := today.Add(-1)
		return t.in(yesterday.Month(), yesterday.Number())
	}
	m := period.MonthOf(now)
	if due := t.in(m, t.day); !due.After(now) {
		return due
	}
	return t.in(m.Add(-1), t.day)
}

// next is the first time after now.
func (t timing) next(now time.Time) time.Time {
	if t.every == EveryDay {
		return t.last(now).Add(24 * time.Hour) // days of UTC are all alike
	}
	return t.in(period.MonthOf(t.last(now)).Add(1), t.day)
}
