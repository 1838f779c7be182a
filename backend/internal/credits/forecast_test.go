package credits

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

var (
	now      = time.Date(2026, time.November, 16, 12, 0, 0, 0, time.UTC)
	november = period.MonthOf(now)
)

func dec(t testing.TB, s string) money.Decimal {
	t.Helper()
	d, err := money.ParseDecimal(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// told is a reading in which AWS told of everything.
func told(rows ...Allocation) Reading {
	return Reading{CustomerID: acme, ReadAt: now, ToldAt: now, From: november.Add(-23), To: november, Allocations: rows}
}

func used(t testing.TB, m period.Month, amount string) Allocation {
	return Allocation{Month: m, CreditID: "1", Currency: "USD", Amount: dec(t, amount), Estimated: m == november}
}

func TestARateIsTheMeanOfTheLastWholeMonths(t *testing.T) {
	t.Parallel()
	long := now.AddDate(-1, 0, 0)
	for name, c := range map[string]struct {
		starts time.Time
		rows   []Allocation
		failed []period.Month
		rate   string // empty: none
		basis  string // or the note
	}{
		"three":              {long, []Allocation{used(t, november, "-5"), used(t, november.Add(-1), "-300"), used(t, november.Add(-2), "-200"), used(t, november.Add(-3), "-100"), used(t, november.Add(-4), "-9000")}, nil, "200", "Mean of 3 whole months, August to October 2026"},
		"a month of nothing": {long, []Allocation{used(t, november.Add(-1), "-300")}, nil, "100", "Mean of 3 whole months, August to October 2026"},
		"a reversal":         {long, []Allocation{used(t, november.Add(-1), "-300"), used(t, november.Add(-1), "60")}, nil, "80", "Mean of 3 whole months, August to October 2026"},
		"a month that failed": {
			long,
			[]Allocation{used(t, november.Add(-1), "-300"), used(t, november.Add(-3), "-100"), used(t, november.Add(-4), "-200")},
			[]period.Month{november.Add(-2)},
			"200",
			"Mean of 3 whole months: July 2026, August 2026, October 2026",
		},
		"begun within September": {time.Date(2026, 9, 2, 0, 0, 0, 0, time.UTC), []Allocation{used(t, november.Add(-2), "-50"), used(t, november.Add(-1), "-300")}, nil, "300", "1 whole month, October 2026"},
		"begun this month":       {now.AddDate(0, 0, -5), []Allocation{used(t, november, "-50")}, nil, "", "AWS told of less than one whole month."},
		"given back":             {long, []Allocation{used(t, november.Add(-1), "300")}, nil, "", "More was given back to it than was used of it."},
		"over a year":            {long, nil, nil, "0", "Mean of 3 whole months, August to October 2026"},
	} {
		r := told(c.rows...)
		r.Failed, r.Partial = c.failed, len(c.failed) > 0
		g := Grant{ID: "1", Currency: "USD", Initial: dec(t, "10000"), Remaining: new(dec(t, "5000")), StartsAt: c.starts}
		b := balanceOf(g, r, c.rows, 90, now)
		switch {
		case c.rate == "" && (b.Burn != nil || b.BurnNote != c.basis):
			t.Errorf("%s: %+v, %q", name, b.Burn, b.BurnNote)
		case c.rate != "" && (b.Burn == nil || !b.Burn.Monthly.Equal(dec(t, c.rate)) || b.Burn.Basis != c.basis):
			t.Errorf("%s: %+v, %q", name, b.Burn, b.BurnNote)
		}
	}
}

func TestABillThatIsOpenIsNoWholeMonth(t *testing.T) {
	t.Parallel()
	october := used(t, november.Add(-1), "-900")
	october.Estimated = true
	rows := []Allocation{october, used(t, november.Add(-2), "-100")}
	b := balanceOf(Grant{ID: "1", Currency: "USD", Initial: dec(t, "9999"), Remaining: new(dec(t, "100")), StartsAt: november.Add(-2).Start()}, told(rows...), rows, 90, now)
	if b.Burn == nil || b.Burn.Basis != "1 whole month, September 2026" || !b.Burn.Monthly.Equal(dec(t, "100")) {
		t.Errorf("%+v", b.Burn)
	}
}

func TestForecastsUseMonthsAsLongAsTheyAre(t *testing.T) {
	t.Parallel()
	day := func(s string) time.Time {
		d, err := period.ParseDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return d.Start()
	}
	for name, c := range map[string]struct {
		left, monthly string
		expires       time.Time
		exhausted     time.Time
		unused        string
	}{
		"ends within the month":           {"100", "300", time.Time{}, day("2026-11-26"), "0"},                     // 10 a day
		"expires first":                   {"300", "300", day("2026-11-26"), time.Time{}, "200"},                   // 10 days from the 16th
		"expires at the end of a day":     {"300", "300", day("2026-11-26").Add(-time.Second), time.Time{}, "200"}, // the day is used up
		"over the end of the year":        {"530", "280", time.Time{}, day("2027-01-14"), "0"},                     // 140 for 15 days, 280, then 110 at 9.03 a day
		"on the day it expires":           {"100", "300", day("2026-11-26"), time.Time{}, "0"},
		"nothing is used":                 {"100", "0", day("2026-11-26"), time.Time{}, "100"},
		"nothing is used and has no end":  {"100", "0", time.Time{}, time.Time{}, "100"},
		"expires at the end of the month": {"1000", "300", day("2026-12-01"), time.Time{}, "850"},
		"expires later":                   {"1000", "300", day("2027-01-01"), time.Time{}, "550.0000000013"},
	} {
		at, unused := forecast(dec(t, c.left), dec(t, c.monthly), now, c.expires, nil)
		if !at.Equal(c.exhausted) || !unused.Round(6).Equal(dec(t, c.unused).Round(6)) {
			t.Errorf("%s: exhausted %s, unused %s", name, at, unused)
		}
	}
}

func TestStatuses(t *testing.T) {
	t.Parallel()
	hundred, zero := new(dec(t, "100")), new(money.Zero)
	for name, c := range map[string]struct {
		grant Grant
		want  Status
		days  int
	}{
		"no end":               {Grant{Remaining: hundred}, StatusActive, 0},
		"long":                 {Grant{Remaining: hundred, ExpiresAt: now.AddDate(0, 0, 92)}, StatusActive, 92},
		"90 days":              {Grant{Remaining: hundred, ExpiresAt: now.AddDate(0, 0, 90)}, StatusExpiring, 90},
		"today":                {Grant{Remaining: hundred, ExpiresAt: now.Add(time.Hour)}, StatusExpiring, 0},
		"a moment ago":         {Grant{Remaining: hundred, ExpiresAt: now}, StatusExpired, 0},
		"yesterday":            {Grant{Remaining: hundred, ExpiresAt: now.AddDate(0, 0, -1)}, StatusExpired, -1},
		"used up":              {Grant{Remaining: hundred, Estimated: zero, ExpiresAt: now.AddDate(0, 0, 9)}, StatusExhausted, 9},
		"used up before":       {Grant{Remaining: zero, ExhaustedAt: now.AddDate(0, -2, 0), ExpiresAt: now.AddDate(0, -1, 0)}, StatusExhausted, -31},
		"used up, given back":  {Grant{Remaining: zero, Estimated: hundred, ExhaustedAt: now.AddDate(0, -2, 0)}, StatusActive, 0},
		"nothing is said":      {Grant{}, StatusActive, 0},
		"exhausted is said":    {Grant{ExhaustedAt: now}, StatusExhausted, 0},
		"disabled":             {Grant{Remaining: hundred, Disabled: true, ExpiresAt: now.AddDate(0, 0, 9)}, StatusDisabled, 9},
		"disabled and expired": {Grant{Remaining: hundred, Disabled: true, ExpiresAt: now.AddDate(0, 0, -9)}, StatusExpired, -9},
		"next month":           {Grant{Remaining: hundred, StartsAt: november.Add(1).Start(), ExpiresAt: now.AddDate(0, 0, 40)}, StatusScheduled, 40},
	} {
		c.grant.Initial, c.grant.Currency = dec(t, "100"), "USD"
		if b := balanceOf(c.grant, told(), nil, 90, now); b.Status != c.want || b.DaysLeft != c.days {
			t.Errorf("%s: %s, %d days", name, b.Status, b.DaysLeft)
		}
	}
}

func TestWhatIsNotToldIsNotZero(t *testing.T) {
	t.Parallel()
	g := Grant{ID: "1", Currency: "USD", Initial: dec(t, "100"), Remaining: new(dec(t, "40")), StartsAt: november.Add(-3).Start()}
	rows := []Allocation{used(t, november.Add(-1), "-60")}
	if b := balanceOf(g, told(rows...), rows, 90, now); !b.Applied.Known || !b.Applied.Value.Equal(dec(t, "-60")) {
		t.Errorf("applied %+v", b.Applied)
	}
	for name, change := range map[string]func(*Reading, *Grant){
		"a month failed":           func(r *Reading, _ *Grant) { r.Partial, r.Failed = true, []period.Month{november.Add(-2)} },
		"some month failed":        func(r *Reading, _ *Grant) { r.Partial = true },
		"no allocation was told":   func(r *Reading, _ *Grant) { r.ToldAt = time.Time{} },
		"it is older than 2 years": func(_ *Reading, g *Grant) { g.StartsAt = november.Add(-25).Start() },
		"its beginning is unknown": func(_ *Reading, g *Grant) { g.StartsAt = time.Time{} },
		"another currency":         func(_ *Reading, g *Grant) { g.Currency = "EUR" },
	} {
		r, g := told(rows...), g
		change(&r, &g)
		if b := balanceOf(g, r, rows, 90, now); b.Applied.Known {
			t.Errorf("%s: applied %s", name, b.Applied.Value)
		}
	}
	r := told(rows...)
	r.Partial, r.Failed = true, []period.Month{november.Add(-9)} // before the credit
	if b := balanceOf(g, r, rows, 90, now); !b.Applied.Known {
		t.Error("a month before the credit does not matter")
	}
	g.Remaining = nil
	if b := balanceOf(g, told(rows...), rows, 90, now); b.Left.Known || b.AtClose.Known || b.Unused.Known || b.Status != StatusActive {
		t.Errorf("a balance that AWS does not tell of: %+v", b)
	}
}

// TestInitialIsAppliedAndLeftAndExpired makes credits up as AWS would tell of them: used at random over closed and open bills, some of them expired, some told as gone then.
func TestInitialIsAppliedAndLeftAndExpired(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2_000) {
		r := rand.New(rand.NewPCG(seed, 1))
		initial := money.FromScaled(r.Int64N(10_000_000)+1, 2)
		left, closed := initial, initial
		starts := november.Add(-r.IntN(23))
		var rows []Allocation
		for m := starts; !november.Before(m); m = m.Add(1) {
			part := money.FromScaled(r.Int64N(1_000_000), 2)
			if part.Cmp(left) > 0 {
				part = left
			}
			left = left.Sub(part)
			rows = append(rows, Allocation{Month: m, CreditID: "1", Currency: "USD", Amount: part.Neg(), Estimated: m == november})
			if m != november {
				closed = left
			}
		}
		g := Grant{ID: "1", Currency: "USD", Initial: initial, Remaining: &closed, Estimated: &left, StartsAt: starts.Start()}
		if r.IntN(3) > 0 {
			g.ExpiresAt = now.AddDate(0, 0, r.IntN(300)-100)
		}
		if !g.ExpiresAt.IsZero() && !g.ExpiresAt.After(now) && r.IntN(2) == 0 {
			g.Remaining, g.Estimated = new(money.Zero), new(money.Zero)
		}
		b := balanceOf(g, told(rows...), rows, 90, now)
		what := fmt.Sprintf("seed %d: %+v", seed, b)
		if !b.Applied.Known || !b.Left.Known || !b.Expired.Known {
			t.Fatal(what)
		}
		if got := b.Left.Value.Add(b.Expired.Value); !initial.Add(b.Applied.Value).Equal(got) {
			t.Fatalf("%s: initial %s", what, initial)
		}
		expired := !g.ExpiresAt.IsZero() && !g.ExpiresAt.After(now)
		if expired != (b.Status == StatusExpired || b.Status == StatusExhausted && b.Expired.Value.IsZero() && b.DaysLeft <= 0) && b.Status != StatusExhausted {
			t.Fatal(what)
		}
		if b.Burn != nil && b.Expires && (!b.Unused.Known || b.Unused.Value.Sign() < 0 || b.Unused.Value.Cmp(b.Left.Value) > 0) {
			t.Fatalf("%s: unused", what)
		}
		if b.Burn != nil && !b.Burn.ExhaustedAt.IsZero() && (b.Expires && !b.Burn.ExhaustedAt.Before(g.ExpiresAt) || !b.Unused.Value.IsZero() || b.Burn.ExhaustedAt.Before(now)) {
			t.Fatalf("%s: exhausted %s", what, b.Burn.ExhaustedAt)
		}
	}
}

func TestWholeDaysRoundDown(t *testing.T) {
	t.Parallel()
	for hours, want := range map[int]int{0: 0, 23: 0, 24: 1, 49: 2, -1: -1, -24: -1, -25: -2} {
		if got := wholeDays(now, now.Add(time.Duration(hours)*time.Hour)); got != want {
			t.Errorf("%d hours are %d days", hours, got)
		}
	}
}

func TestFiguresThatAreUnknownMakeSumsUnknown(t *testing.T) {
	t.Parallel()
	var s sum
	s.add(margin.Known(dec(t, "1")))
	if !s.figure().Known {
		t.Error("one figure")
	}
	s.add(margin.Figure{})
	if s.figure().Known {
		t.Error("an unknown one")
	}
}
