package anomalies

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

// start is a Thursday, the first of a month.
var start = func() period.Day { d, _ := period.ParseDay("2026-01-01"); return d }()

// at counts days from start.
func at(day string) int {
	d, err := period.ParseDay(day)
	if err != nil {
		panic(err)
	}
	return start.Until(d)
}

// shape is what a service costs on a day, in hundredths.
type shape func(t int) int64

// series makes the days of one customer; cost is what AWS bills, nil for nine tenths.
func series(days int, cost shape, services map[string]shape) *Series {
	s := &Series{CustomerID: "210000000001", Name: "Acme", Currency: money.USD, First: start, Charged: make([]bool, days), Cost: make([]bool, days)}
	for i := range days {
		s.Charged[i], s.Cost[i] = true, true
	}
	for name, charged := range services {
		d := ServiceDays{Name: name}
		for t := range days {
			c := charged(t)
			d.Usage = append(d.Usage, money.FromScaled(c, 2))
			d.Charged = append(d.Charged, money.FromScaled(c, 2))
			if cost != nil {
				d.Cost = append(d.Cost, money.FromScaled(cost(t), 2))
			} else {
				d.Cost = append(d.Cost, money.FromScaled(c*9, 3))
			}
		}
		s.Services = append(s.Services, d)
	}
	slices.SortFunc(s.Services, func(a, b ServiceDays) int { return strings.Compare(a.Name, b.Name) })
	return s
}

func one(s shape) map[string]shape { return map[string]shape{"Amazon EC2": s} }

// business is a hundred a day, less at weekends, with some noise.
func business(t int) int64 {
	n := rand.New(rand.NewPCG(7, uint64(t))).Int64N(600) - 300
	if w := start.Add(t).Start().Weekday(); w == 0 || w == 6 {
		return 5_500 + n/2
	}
	return 10_000 + n
}

func between(from, to string, factor int64, s shape) shape {
	a, b := at(from), at(to)
	return func(t int) int64 {
		if t >= a && t <= b {
			return s(t) * factor / 100
		}
		return s(t)
	}
}

func found1(t *testing.T, as []Anomaly) Anomaly {
	t.Helper()
	if len(as) != 1 {
		t.Fatalf("found %d anomalies, want one: %s", len(as), say(as))
	}
	return as[0]
}

func say(as []Anomaly) string {
	var b strings.Builder
	for _, a := range as {
		fmt.Fprintf(&b, "\n%s %s to %s %s", a.Measure, a.First, a.Last, a.Explain())
	}
	return b.String()
}

func TestAnAnomalyIsExplainedToTheCent(t *testing.T) {
	t.Parallel()
	s := series(100, nil, map[string]shape{
		"Amazon EC2": between("2026-03-10", "2026-03-13", 250, func(int) int64 { return 20_000 }),
		"Amazon S3":  between("2026-03-12", "2026-03-12", 300, func(int) int64 { return 1_000 }),
		"Amazon RDS": func(int) int64 { return 30_000 },
	})
	a := found1(t, Find(s, DefaultSettings()))
	if got, want := fmt.Sprintf("%s %s %s %s %d %t", a.Measure, a.First, a.Last, a.Service(), a.Days, a.Ongoing), "charged 2026-03-10 2026-03-13 Amazon EC2 4 false"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := fmt.Sprint(a.Expected, a.Actual, a.Impact), "840 2060 1220"; got != want {
		t.Errorf("expected, actual, impact: got %s, want %s", got, want)
	}
	var sum money.Decimal
	for _, d := range a.Drivers {
		sum = sum.Add(d.Contribution)
		if !d.Contribution.Equal(d.Actual.Sub(d.Expected)) {
			t.Errorf("%+v does not add up", d)
		}
	}
	if !sum.Equal(a.Impact) || len(a.Drivers) != 2 {
		t.Errorf("drivers %+v sum to %s, the impact is %s", a.Drivers, sum, a.Impact)
	}
	if !a.Whole.Equal(money.FromInt(4 * 510)) {
		t.Errorf("all that was expected of the customer is %s", a.Whole)
	}
	want := "Acme paid 515.00 USD a day for Amazon EC2 and Amazon S3 on the 4 days from 10 March 2026 to 13 March 2026; the days before made 210.00 a day likely. " +
		"That is 1220.00 USD more, 59.8 % of all that was expected of the customer on these days. Amazon EC2 made 98 % of it."
	if got := a.Explain(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if p, ok := a.ImpactPercent(); !ok || p.String() != "145.24" {
		t.Errorf("%s %%", p)
	}
	if n := len(a.Around); n != shownBefore+4+shownAfter || a.Severity != SeverityHigh {
		t.Errorf("%d days around it, severity %s", n, a.Severity)
	}
}

// What is usual for a customer is no anomaly, however it looks to somebody who knows one day only.
func TestWhatIsUsualIsNoAnomaly(t *testing.T) {
	t.Parallel()
	growing := func(t int) int64 { // a quarter more every month, a little every day
		v := int64(1_000_000)
		for range t {
			v = v * 10_075 / 10_000
		}
		return v / 100 * business(t) / 10_000
	}
	for name, services := range map[string]map[string]shape{
		"weekends":          one(business),
		"growth":            one(growing),
		"a quiet fortnight": one(between("2026-03-02", "2026-03-15", 40, business)),
		"a lasting fall":    one(between("2026-03-11", "2026-12-31", 40, business)),
		"fees of the first": one(func(t int) int64 {
			if start.Add(t).Number() == 1 {
				return business(t) + 90_000
			}
			return business(t)
		}),
		"a new price from the first":  one(between("2026-04-01", "2026-12-31", 140, business)),
		"a new load from the first":   {"Amazon EC2": business, "Amazon Redshift": between("2026-01-01", "2026-03-31", 0, business)},
		"a small deviation":           one(between("2026-03-10", "2026-03-13", 112, business)),
		"something of no importance":  one(between("2026-03-10", "2026-03-13", 400, func(int) int64 { return 100 })),
		"a service used now and then": {"Amazon EC2": business, "AWS Glue": func(t int) int64 { return map[bool]int64{true: 30_000}[t%9 == 4] }},
	} {
		if as := Find(series(160, nil, services), DefaultSettings()); len(as) > 0 {
			t.Errorf("%s: %s", name, say(as))
		}
	}
}

func TestWhatIsFoundAndWhen(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		days     int
		services map[string]shape
		want     string // first, last, days, "open" or "stayed"
	}{
		"some days":                           {160, one(between("2026-03-10", "2026-03-13", 180, business)), "2026-03-10 2026-03-13 4"},
		"over a weekend":                      {160, one(between("2026-03-12", "2026-03-17", 180, business)), "2026-03-12 2026-03-17 6"},
		"a single day":                        {160, one(between("2026-03-10", "2026-03-10", 300, business)), "2026-03-10 2026-03-10 1"},
		"still going on":                      {at("2026-03-13"), one(between("2026-03-10", "2026-12-31", 180, business)), "2026-03-10 2026-03-12 3 open"},
		"a new level in mid-month":            {160, one(between("2026-03-10", "2026-12-31", 180, business)), "2026-03-10 2026-03-23 14 stayed"},
		"from the first, once it is over":     {160, one(between("2026-04-01", "2026-04-04", 180, business)), "2026-04-01 2026-04-04 4"},
		"from the first, not while it is not": {at("2026-04-04"), one(between("2026-04-01", "2026-04-04", 180, business)), ""},
		"on top of a new level": {160, one(func(t int) int64 {
			return between("2026-04-01", "2026-04-04", 400, between("2026-04-01", "2026-12-31", 130, business))(t)
		}), "2026-04-01 2026-04-04 4"},
		"something new in mid-month": {160, map[string]shape{"Amazon EC2": business, "Amazon SageMaker": func(t int) int64 {
			return map[bool]int64{true: 9_000}[t >= at("2026-03-10") && t <= at("2026-03-12")]
		}}, "2026-03-10 2026-03-12 3"},
		"not before there is a past": {at("2026-01-30"), one(between("2026-01-20", "2026-01-24", 400, business)), ""},
	} {
		as := Find(series(c.days, nil, c.services), DefaultSettings())
		if c.want == "" {
			if len(as) > 0 {
				t.Errorf("%s: %s", name, say(as))
			}
			continue
		}
		a := found1(t, as)
		got := fmt.Sprintf("%s %s %d", a.First, a.Last, a.Days)
		if a.Ongoing {
			got += " open"
		}
		if a.Stayed {
			got += " stayed"
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

// A margin that falls because more is used at a loss is what the customer's usage says already; one that falls because cost rose alone is not.
func TestMarginIsJudgedAgainstWhatWasCharged(t *testing.T) {
	t.Parallel()
	cost := func(factor int64) shape {
		return between("2026-03-10", "2026-03-13", factor, func(t int) int64 { return business(t) * 90 / 100 })
	}
	a := found1(t, Find(series(160, cost(130), one(business)), DefaultSettings()))
	if a.Measure != MeasureMargin || a.First.String() != "2026-03-10" || a.Last.String() != "2026-03-13" || a.Impact.Sign() >= 0 {
		t.Errorf("%s", say([]Anomaly{a}))
	}
	if !strings.Contains(a.Explain(), "You earned -") {
		t.Error(a.Explain())
	}
	if as := Find(series(160, cost(70), one(business)), DefaultSettings()); len(as) > 0 {
		t.Errorf("a gain is no anomaly: %s", say(as))
	}
	more := between("2026-03-10", "2026-03-13", 300, business)
	atALoss := func(t int) int64 { return more(t) * 103 / 100 }
	if a := found1(t, Find(series(160, atALoss, one(more)), DefaultSettings())); a.Measure != MeasureCharged {
		t.Errorf("more usage at a loss: %s", say([]Anomaly{a}))
	}
}

func TestDaysThatWereNotReadAreNotZero(t *testing.T) {
	t.Parallel()
	s := series(160, nil, one(between("2026-03-20", "2026-03-22", 200, business)))
	for i := at("2026-03-10"); i < at("2026-03-14"); i++ {
		s.Charged[i] = false
		s.Services[0].Usage[i], s.Services[0].Charged[i] = money.Zero, money.Zero
	}
	if a := found1(t, Find(s, DefaultSettings())); a.First.String() != "2026-03-20" || a.Days != 3 {
		t.Errorf("%s", say([]Anomaly{a}))
	}
	for i := range s.Charged {
		s.Charged[i] = false
	}
	if f := find(s, DefaultSettings()); f.judged != 0 || len(f.anomalies) > 0 {
		t.Errorf("without Showback %d days were judged and %d anomalies found", f.judged, len(f.anomalies))
	}
}

// Whatever comes after them, anomalies that are over stay as they were found.
func TestWhatWasFoundStaysFound(t *testing.T) {
	t.Parallel()
	all := series(160, nil, map[string]shape{
		"Amazon EC2": between("2026-03-10", "2026-03-13", 180, between("2026-05-04", "2026-05-06", 300, business)),
		"Amazon S3":  between("2026-04-20", "2026-12-31", 200, func(int) int64 { return 20_000 }),
	})
	over := map[string]string{}
	grew := map[string]period.Day{}
	for n := 60; n <= 160; n++ {
		cut := *all
		cut.Charged, cut.Cost = all.Charged[:n], all.Cost[:n]
		seen := map[string]bool{}
		for _, a := range Find(&cut, DefaultSettings()) {
			seen[a.ID] = true
			if before := grew[a.ID]; a.Last.Before(before) {
				t.Fatalf("after %d days %s shrank from %s to %s", n, a.ID, before, a.Last)
			}
			grew[a.ID] = a.Last
			figures := fmt.Sprint(a.First, a.Last, a.Expected, a.Actual, a.Drivers)
			if before, ok := over[a.ID]; ok && before != figures {
				t.Fatalf("after %d days an anomaly that was over changed from %s to %s", n, before, figures)
			}
			if !a.Ongoing {
				over[a.ID] = figures
			}
		}
		for id := range grew {
			if !seen[id] {
				t.Fatalf("after %d days %s is gone", n, id)
			}
		}
	}
	if len(over) != 3 {
		t.Errorf("%d anomalies, want 3", len(over))
	}
}

func TestSettingsDecide(t *testing.T) {
	t.Parallel()
	s := series(160, nil, one(between("2026-03-10", "2026-03-13", 125, business)))
	with := func(change func(*Settings)) int {
		set := DefaultSettings()
		change(&set)
		return len(Find(s, set))
	}
	percent, impact := money.FromInt(30), money.New(money.FromInt(200), money.USD)
	for name, c := range map[string]struct {
		change func(*Settings)
		want   int
	}{
		"as they are":  {func(*Settings) {}, 1},
		"more percent": {func(s *Settings) { s.MinPercent = percent }, 0},
		"more impact":  {func(s *Settings) { s.MinImpact = impact }, 0},
		"least of each": {func(s *Settings) {
			s.MinPercent, s.MinImpact.Number, s.Sensitivity = money.Zero, money.Zero, SensitivityHigh
		}, 1},
	} {
		if got := with(c.change); (got > 0) != (c.want > 0) {
			t.Errorf("%s: %d anomalies, want %d", name, got, c.want)
		}
	}
}
