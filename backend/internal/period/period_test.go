package period_test

import (
	"encoding/json"
	"testing"
	"time"

	"portal.example/backend/internal/period"
)

func month(t testing.TB, s string) period.Month {
	t.Helper()
	m, err := period.ParseMonth(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestParseMonthRefusesWhatIsNone(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "2026", "2026-1", "2026-00", "2026-13", "26-01", "2026-011", "2026/01", " 2026-01", "2026-01\n", "2026-1a", "-026-01", "٢٠٢٦-٠١"} {
		if m, err := period.ParseMonth(s); err == nil {
			t.Errorf("%q is the month %s", s, m)
		}
	}
}

func TestMonthOfIsInUTC(t *testing.T) {
	t.Parallel()
	east, west := time.FixedZone("east", 14*3600), time.FixedZone("west", -12*3600)
	for want, at := range map[string]time.Time{
		"2026-10": time.Date(2026, 11, 1, 13, 59, 59, 0, east),
		"2026-11": time.Date(2026, 11, 1, 14, 0, 0, 0, east),
		"2027-01": time.Date(2026, 12, 31, 12, 0, 0, 0, west),
		"2026-12": time.Date(2026, 12, 31, 23, 59, 59, 999_999_999, time.UTC),
	} {
		if got := period.MonthOf(at); got != month(t, want) {
			t.Errorf("%s is in %s, want %s", at, got, want)
		}
	}
}

func TestMonthsAddOverYears(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from string
		n    int
		want string
	}{{"2026-11", 2, "2027-01"}, {"2026-01", -1, "2025-12"}, {"2026-01", -13, "2024-12"}, {"2026-11", 0, "2026-11"}, {"2024-02", 12, "2025-02"}, {"2026-12", 240, "2046-12"}} {
		if got := month(t, c.from).Add(c.n).String(); got != c.want {
			t.Errorf("%s and %d months is %s, want %s", c.from, c.n, got, c.want)
		}
	}
	m := month(t, "2024-02")
	if !m.Start().Equal(time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC)) || !m.End().Equal(time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("%s is from %s to %s", m, m.Start(), m.End())
	}
	if period.MonthOf(m.End().Add(-1)) != m || period.MonthOf(m.End()) != m.Add(1) {
		t.Error("the end of a month is not exclusive")
	}
}

func TestMonthsCompare(t *testing.T) {
	t.Parallel()
	a, same, b := month(t, "2025-12"), month(t, "2025-12"), month(t, "2026-01")
	if !a.Before(b) || b.Before(a) || a.Before(same) || a.Compare(b) != -1 || b.Compare(a) != 1 || a.Compare(same) != 0 || !a.Equal(same) || a.Equal(b) {
		t.Error("months are out of order")
	}
	var zero period.Month
	if !zero.IsZero() || a.IsZero() || !zero.Before(a) {
		t.Error("the zero month is not before all others")
	}
}

func TestRangeIsHalfOpen(t *testing.T) {
	t.Parallel()
	r := period.Range{From: month(t, "2025-11"), To: month(t, "2026-02")}
	got := r.Months()
	if len(got) != 3 || got[0] != r.From || got[2] != month(t, "2026-01") {
		t.Errorf("months are %v", got)
	}
	if !r.Contains(r.From) || r.Contains(r.To) || r.Contains(r.From.Add(-1)) || !r.Contains(r.To.Add(-1)) {
		t.Error("a range does not contain exactly its months")
	}
	for _, empty := range []period.Range{{From: r.From, To: r.From}, {From: r.To, To: r.From}} {
		if ms := empty.Months(); len(ms) != 0 || empty.Contains(r.From) {
			t.Errorf("%s has %v", empty, ms)
		}
	}
	if r.String() != "[2025-11, 2026-02)" {
		t.Errorf("it prints as %s", r)
	}
}

func TestMonthsSurviveJSON(t *testing.T) {
	t.Parallel()
	type doc struct {
		M    period.Month            `json:"m"`
		None period.Month            `json:"none"`
		Map  map[period.Month]string `json:"map"`
		R    period.Range            `json:"r"`
	}
	m := month(t, "2026-11")
	b, err := json.Marshal(doc{M: m, Map: map[period.Month]string{m: "x"}, R: period.Range{From: m, To: m.Add(1)}})
	if want := `{"m":"2026-11","none":"","map":{"2026-11":"x"},"r":{"from":"2026-11","to":"2026-12"}}`; err != nil || string(b) != want {
		t.Errorf("got %s, %v", b, err)
	}
	var back doc
	if err := json.Unmarshal(b, &back); err != nil || back.M != m || !back.None.IsZero() || back.Map[m] != "x" || back.R.To != m.Add(1) {
		t.Errorf("got %+v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"m":"2026-13"}`), &back); err == nil {
		t.Error("2026-13 was read")
	}
}

func FuzzParseMonth(f *testing.F) {
	for _, s := range []string{"2026-11", "0000-01", "9999-12", "2026-13"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := period.ParseMonth(s)
		if err != nil {
			return
		}
		if m.String() != s || m.IsZero() || period.MonthOf(m.Start()) != m || m.Add(7).Add(-7) != m || !m.Before(m.Add(1)) {
			t.Errorf("%q is not the month it reads as: %s", s, m)
		}
	})
}
