package anomalies

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"

	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/stats"
)

// found is what following the services of a customer gave.
type found struct {
	anomalies []Anomaly
	judged    int // days on which at least one service was judged
	last      int // index of the newest of them
}

// Find looks for anomalies in the days of one customer, the oldest first.
func Find(s *Series, settings Settings) []Anomaly { return find(s, settings).anomalies }

func find(s *Series, settings Settings) found {
	f := found{last: -1}
	judged := make([]bool, len(s.Charged))
	var expected []*track // of what the customer pays, by service
	for _, m := range Measures() {
		tracks := make([]*track, len(s.Services))
		for i := range s.Services {
			tracks[i] = newTrack(s, &s.Services[i], m, settings.limits())
			tracks[i].follow()
			for t, j := range tracks[i].judged {
				judged[t] = judged[t] || j.verdict != unjudged
			}
		}
		if m == MeasureCharged {
			expected = tracks
		}
		for _, g := range groups(tracks) {
			if a, ok := newAnomaly(s, m, tracks, g, expected); ok && a.large(settings) {
				f.anomalies = append(f.anomalies, a)
			}
		}
	}
	for t, yes := range judged {
		if yes {
			f.judged, f.last = f.judged+1, t
		}
	}
	slices.SortStableFunc(f.anomalies, func(a, b Anomaly) int { return a.First.Compare(b.First) })
	return f
}

func newTrack(s *Series, service *ServiceDays, m Measure, rules limits) *track {
	n := len(s.Charged)
	k := &track{rules: rules, first: s.First, known: s.known(m), actual: make([]int64, n), loss: m == MeasureMargin}
	if k.loss {
		k.against = make([]int64, n)
	}
	for t := range n {
		if !k.known[t] {
			continue
		}
		k.actual[t] = stats.Micros(service.amount(m, t))
		if k.loss {
			k.against[t] = stats.Micros(service.Charged[t])
		}
	}
	return k
}

// group is runs of services on days that overlap.
type group struct {
	first, last  int
	stayed, open bool
	services     []int
}

// groups joins the runs of all services that overlap.
func groups(tracks []*track) []group {
	type one struct {
		run

		service int
	}
	var all []one
	for i, k := range tracks {
		for _, r := range k.runs {
			if k.impactOf(r) >= k.rules.impact/4 {
				all = append(all, one{r, i})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b one) int { return cmp.Compare(a.first, b.first) })
	var gs []group
	for _, o := range all {
		if n := len(gs); n > 0 && o.first <= gs[n-1].last {
			g := &gs[n-1]
			g.last = max(g.last, o.last)
			g.stayed, g.open = g.stayed || o.stayed, g.open || o.open
			if !slices.Contains(g.services, o.service) {
				g.services = append(g.services, o.service)
			}
			continue
		}
		gs = append(gs, group{o.first, o.last, o.stayed, o.open, []int{o.service}})
	}
	return gs
}

// impactOf is how much a run made, without regard to its sign, in millionths.
func (k *track) impactOf(r run) int64 {
	var sum int64
	for t := r.first; t <= r.last; t++ {
		if k.known[t] && k.judged[t].verdict != unjudged {
			sum += k.actual[t] - k.judged[t].expected
		}
	}
	return int64(stats.Magnitude(sum))
}

// shownScale is the number of decimals of what was expected; what was is exact.
const shownScale = 2

func shown(micros int64) money.Decimal { return stats.Amount(micros, shownScale) }

// newAnomaly sums a group up; false when it does not deviate as a whole.
func newAnomaly(s *Series, m Measure, tracks []*track, g group, whole []*track) (Anomaly, bool) {
	a := Anomaly{
		CustomerID: s.CustomerID, Name: s.Name, Currency: s.Currency, Measure: m, First: s.First.Add(g.first), Last: s.First.Add(g.last), Ongoing: g.open, Stayed: g.stayed,
	}
	a.ID = identify(a.CustomerID, m, a.First)
	for _, i := range g.services {
		d := Driver{Service: s.Services[i].Name}
		for t := g.first; t <= g.last; t++ {
			if k := tracks[i]; k.known[t] && k.judged[t].verdict != unjudged {
				d.Expected, d.Actual = d.Expected.Add(shown(k.judged[t].expected)), d.Actual.Add(s.Services[i].amount(m, t))
			}
		}
		d.Contribution = d.Actual.Sub(d.Expected)
		a.Drivers = append(a.Drivers, d)
		a.Expected, a.Actual = a.Expected.Add(d.Expected), a.Actual.Add(d.Actual)
	}
	a.Impact = a.Actual.Sub(a.Expected)
	slices.SortStableFunc(a.Drivers, func(x, y Driver) int {
		if m == MeasureMargin {
			x, y = y, x
		}
		return cmp.Or(y.Contribution.Cmp(x.Contribution), strings.Compare(x.Service, y.Service))
	})
	for _, k := range whole {
		for t := g.first; t <= g.last; t++ {
			if k.known[t] {
				a.Whole = a.Whole.Add(shown(k.usualOn(t)))
			}
		}
	}
	a.around(s, tracks, g)
	if m == MeasureMargin {
		return a, a.Impact.Sign() < 0
	}
	return a, a.Impact.Sign() > 0
}

// usualOn is what was expected of a day; what it was where nothing was expected.
func (k *track) usualOn(t int) int64 {
	if k.judged[t].verdict == unjudged {
		return k.actual[t]
	}
	return k.judged[t].expected
}

// shownBefore and shownAfter are how many days around an anomaly are kept with it.
const (
	shownBefore = 28
	shownAfter  = 7
)

// around lays out the days before, of and after the anomaly, of its services together.
func (a *Anomaly) around(s *Series, tracks []*track, g group) {
	var expected, limits []int64
	for t := max(g.first-shownBefore, 0); t <= min(g.last+shownAfter, len(s.Charged)-1); t++ {
		d := DayFigures{Day: s.First.Add(t), Judged: true}
		known := true
		var sum, limit int64
		for _, i := range g.services {
			k := tracks[i]
			if !k.known[t] {
				known = false
				break
			}
			d.Actual = d.Actual.Add(s.Services[i].amount(a.Measure, t))
			j := k.judged[t]
			d.Judged = d.Judged && j.verdict != unjudged
			d.Anomalous = d.Anomalous || j.verdict == deviant && t >= g.first && t <= g.last
			sum, limit = sum+j.expected, limit+j.limit
		}
		if !known {
			continue
		}
		if d.Judged {
			d.Expected, d.Deviation = shown(sum), shown(limit)
		}
		if d.Anomalous {
			a.Days++
			expected, limits = append(expected, sum), append(limits, limit)
		}
		a.Around = append(a.Around, d)
	}
	k := tracks[g.services[0]]
	a.Baseline = Baseline{Days: k.read[g.first] - k.read[max(g.first-windowDays, 0)], Median: shown(stats.Median(expected)), Deviation: shown(stats.Median(limits))}
}

// large reports whether the anomaly is worth mentioning, and says how much it weighs.
func (a *Anomaly) large(s Settings) bool {
	size := a.Impact
	if size.Sign() < 0 {
		size = size.Neg()
	}
	share, _ := size.PercentOf(a.Whole, percentScale)
	switch {
	case share.Cmp(money.FromInt(20)) >= 0:
		a.Severity = SeverityHigh
	case share.Cmp(money.FromInt(8)) >= 0:
		a.Severity = SeverityMedium
	default:
		a.Severity = SeverityLow
	}
	return size.Cmp(s.MinImpact.Number) >= 0
}

var idAlphabet = base32.NewEncoding("0123456789abcdefghijklmnopqrstuv").WithPadding(base32.NoPadding) //nolint:gochecknoglobals // immutable

// identify names an anomaly by what does not change when it is found anew or grows.
func identify(customer string, m Measure, first period.Day) string {
	sum := sha256.Sum256([]byte(customer + "/" + string(m) + "/" + first.String()))
	return "an_" + idAlphabet.EncodeToString(sum[:10])
}
