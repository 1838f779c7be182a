package clock_test

import (
	"testing"
	"testing/synctest"
	"time"

	"portal.example/backend/internal/clock"
)

func TestClocksTellUTC(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Date(2026, 11, 23, 6, 0, 0, 0, time.FixedZone("east", 3600))
		offset, fixed := clock.StartingAt(start), clock.Fixed(start)
		for name, c := range map[string]clock.Clock{"system": clock.System{}, "offset": offset, "fixed": fixed} {
			if c.Now().Location() != time.UTC {
				t.Errorf("%s tells %s", name, c.Now().Location())
			}
		}
		if !offset.Now().Equal(start) {
			t.Errorf("it starts at %s", offset.Now())
		}
		time.Sleep(time.Hour)
		if !offset.Now().Equal(start.Add(time.Hour)) || !fixed.Now().Equal(start) {
			t.Errorf("an hour later: %s and %s", offset.Now(), fixed.Now())
		}
	})
}
