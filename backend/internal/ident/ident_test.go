package ident

import (
	"regexp"
	"testing"
	"time"

	"portal.example/backend/internal/clock"
)

func TestIDsSortByTheTimeTheyWereMade(t *testing.T) {
	t.Parallel()
	m := NewMaker(clock.Fixed(time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)))
	form := regexp.MustCompile(`^view_[0-9a-z]{19}$`)
	last := ""
	for range 1000 {
		id := m.Next("view_")
		if !form.MatchString(id) || id <= last {
			t.Fatalf("%q after %q", id, last)
		}
		last = id
	}
	later := NewMaker(clock.Fixed(time.Date(2026, 11, 23, 6, 0, 2, 0, time.UTC))).Next("view_")
	if later <= last {
		t.Errorf("%q of a later maker sorts before %q", later, last)
	}
}
