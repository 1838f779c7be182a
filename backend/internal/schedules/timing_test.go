package schedules

import (
	"math/rand/v2"
	"testing"
	"time"

	"portal.example/backend/internal/period"
)

// Over a century of months with and without leap days: what is due comes once a month on its day or the last one, at its hour; nothing lies between the last and the next.
func TestDueTimesHoldForRandomInstants(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 7))
	for range 20_000 {
		now := time.Date(1990+random.IntN(120), time.Month(1+random.IntN(12)), 1+random.IntN(31), random.IntN(24), random.IntN(60), random.IntN(60), random.IntN(2), time.UTC)
		tm := timing{EveryMonth, 1 + random.IntN(31), random.IntN(24)}
		if random.IntN(4) == 0 {
			tm.every = EveryDay
		}
		last, next := tm.last(now), tm.next(now)
		if last.After(now) || !next.After(now) || tm.last(next) != next || tm.next(last) != next || tm.last(next.Add(-time.Nanosecond)) != last {
			t.Fatalf("%+v at %s: last %s, next %s", tm, now, last, next)
		}
		for _, due := range []time.Time{last, next} {
			if due.Hour() != tm.hour || due.Minute() != 0 || due.Second() != 0 || due.Nanosecond() != 0 || due.Location() != time.UTC {
				t.Fatalf("%+v is due at %s", tm, due)
			}
			m := period.MonthOf(due)
			if tm.every == EveryMonth && due.Day() != min(tm.day, m.Days()) {
				t.Fatalf("day %d of %s is %s", tm.day, m, due)
			}
		}
		if tm.every == EveryMonth && period.MonthOf(next) != period.MonthOf(last).Add(1) || tm.every == EveryDay && next.Sub(last) != 24*time.Hour {
			t.Fatalf("%+v at %s: %s follows %s", tm, now, next, last)
		}
	}
}

// In every month of leap and other years, a walk from each due time to the next meets each month once.
func TestTheLastDayStandsInForDaysThatAMonthDoesNotHave(t *testing.T) {
	t.Parallel()
	for want, tm := range map[string]timing{
		"2028-02-29T06:00:00Z": {EveryMonth, 31, 6}, "2027-02-28T23:00:00Z": {EveryMonth, 30, 23}, "2100-02-28T00:00:00Z": {EveryMonth, 29, 0}, "2000-02-29T05:00:00Z": {EveryMonth, 29, 5},
	} {
		due, _ := time.Parse(time.RFC3339, want)
		if got := tm.last(due); !got.Equal(due) {
			t.Errorf("%+v is due at %s, want %s", tm, got, want)
		}
		if got := tm.next(due.Add(-time.Second)); !got.Equal(due) {
			t.Errorf("%+v is next due at %s, want %s", tm, got, want)
		}
	}
	for day := 1; day <= 31; day++ {
		tm := timing{EveryMonth, day, 6}
		due := tm.last(time.Date(2023, 6, 1, 0, 0, 0, 0, time.UTC))
		first := period.MonthOf(due)
		for n := range 12 * 9 {
			m := first.Add(n)
			if period.MonthOf(due) != m {
				t.Fatalf("day %d: %s instead of a time in %s", day, due, m)
			}
			due = tm.next(due)
		}
	}
}
