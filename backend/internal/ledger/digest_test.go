package ledger

import (
	"testing"
	"time"

	"portal.example/backend/internal/money"
)

// Views are compared when they are of one currency and, as long as the month runs, of the same days.
func TestViewsThatAreUnlike(t *testing.T) {
	t.Parallel()
	day := func(n, hour int) time.Time { return time.Date(2026, time.November, n, hour, 0, 0, 0, time.UTC) }
	view := func(at time.Time, open bool, c money.Currency) ViewDigest {
		return ViewDigest{Status: ViewRead, AsOf: at, Open: open, Currency: c}
	}
	for name, tc := range map[string]struct {
		my, showback ViewDigest
		alike        bool
	}{
		"read one after the other":             {view(day(16, 12), true, "USD"), view(day(16, 12), true, "USD"), true},
		"read around midnight":                 {view(day(16, 23), true, "USD"), view(day(17, 1), true, "USD"), true},
		"nine days apart":                      {view(day(7, 12), true, "USD"), view(day(16, 12), true, "USD"), false},
		"nine days apart, Showback older":      {view(day(16, 12), true, "USD"), view(day(7, 12), true, "USD"), false},
		"one of them after the end":            {view(day(30, 12), true, "USD"), view(day(31, 12), false, "USD"), false},
		"both after the end, days apart":       {view(day(32, 12), false, "USD"), view(day(40, 12), false, "USD"), true},
		"two currencies":                       {view(day(16, 12), true, "CNY"), view(day(16, 12), true, "USD"), false},
		"one without a charge and a currency":  {view(day(16, 12), true, ""), view(day(16, 12), true, "USD"), true},
		"neither with a charge and a currency": {view(day(16, 12), true, ""), view(day(16, 12), true, ""), true},
	} {
		d := CustomerDigest{MyView: tc.my, Showback: tc.showback}
		if d.Comparable() != tc.alike || (d.Unlike() == "") != tc.alike {
			t.Errorf("%s: comparable %t, %q", name, d.Comparable(), d.Unlike())
		}
	}
}
