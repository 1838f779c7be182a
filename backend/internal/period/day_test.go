package period

import (
	"testing"
	"time"
)

func TestDays(t *testing.T) {
	t.Parallel()
	d, err := ParseDay("2028-02-29")
	if err != nil {
		t.Fatal(err)
	}
	m := d.Month()
	if m.Days() != 29 || m.Day(29) != d || d.Number() != 29 || d.Add(1) != m.Add(1).Day(1) || m.Day(30) != m.Add(1).Day(1) {
		t.Errorf("the 29th of a leap February: %s of %d, next %s", d, m.Days(), d.Add(1))
	}
	if !d.End().Equal(m.End()) || !d.Start().Equal(m.End().Add(-24*time.Hour)) || m.Day(1).Until(d) != 28 || d.Until(m.Day(1)) != -28 {
		t.Errorf("%s is from %s to %s", d, d.Start(), d.End())
	}
	if late := time.Date(2026, time.March, 1, 0, 30, 0, 0, time.FixedZone("east", 3600)); DayOf(late).String() != "2026-02-28" {
		t.Errorf("days are of UTC, not %s", DayOf(late))
	}
}

func TestDayText(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"2026-11", "2026-02-29", "2026-1-01", " 2026-01-01", "2026-01-01T00:00:00Z"} {
		if _, err := ParseDay(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
	for _, want := range []string{"", "2026-11-03"} {
		var d Day
		if err := d.UnmarshalText([]byte(want)); err != nil {
			t.Fatal(err)
		}
		if got, _ := d.MarshalText(); string(got) != want || d.IsZero() != (want == "") {
			t.Errorf("%q became %q", want, got)
		}
	}
}
