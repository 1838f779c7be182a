package anomalies

import (
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/stats"
)

// What a judgement is made of, in days.
const (
	levelDays  = 14 // whose median is the level
	windowDays = 42 // how far back anything is looked for
	leastLevel = 7  // usable days below which there is no level
	leastDays  = 28 // read days in the window below which nothing is judged
	leastNoise = 14 // expectations made before, below which nothing is judged
	leastWeeks = 2  // of a weekday, below which it counts like any other day
	bridged    = 2  // usual days in between that do not end a run
	stayDays   = 14 // after which what began as a deviation is the new level
	cycleDays  = 7  // the same for what began with the month
	cycleStart = 14 // the day of the month up to which a run can have begun with the month, unnoticed at first
	settleDays = 3  // the last days of a run, which say at what level it stays
)

// noiseFloor is the least spread that is believed, in millionths of the level: a service that never moved is not thereby known to a millionth.
const noiseFloor = 10_000

// verdict is what became of a day.
type verdict uint8

const (
	unjudged verdict = iota // not read, or too little before it
	usual
	deviant
)

// judgement is what was expected of a day, in millionths of the currency.
type judgement struct {
	verdict  verdict
	expected int64
	limit    int64 // how far from what was expected a day has to be for a run to begin
	distance int64 // how far it is, in the direction that counts
}

// run is a number of deviant days with few usual ones in between. The indexes are of the series, both inclusive.
type run struct {
	first, last int
	stayed      bool // it became the new level
	open        bool // it has not ended with the days that were read
}

// track follows one service day by day. A day is judged by the days before it alone, so that what was found stays found.
type track struct {
	rules  limits
	first  period.Day
	known  []bool
	actual []int64 // what is judged
	// against is what actual is in proportion to: nil where the service's own level and weekdays count, what is charged for margins.
	against []int64
	loss    bool // less than expected is what counts

	judged []judgement
	runs   []run

	weekdayOfFirst int         // 0 on Sundays
	read           []int       // how many days before each were read
	usable         []bool      // days that say what is usual
	share          []int64     // of a day in its week of seven, in millionths of a seventh; 0: unknown
	shares         [week]int64 // what each weekday usually has of it
	noise          []int64     // distance from what was expected, in millionths of the level; -1: unknown
	since          int         // days before it are of another level
	open           *run
	spare          []int64 // scratch
}

// follow judges every day.
func (k *track) follow() {
	n := len(k.actual)
	k.weekdayOfFirst = int(k.first.Start().Weekday())
	k.judged, k.usable, k.read = make([]judgement, n), make([]bool, n), make([]int, n+1)
	k.share, k.noise = make([]int64, n), make([]int64, n)
	k.spare = make([]int64, 0, windowDays)
	for i := range k.shares {
		k.shares[i] = stats.Million
	}
	for t := range n {
		k.noise[t], k.read[t+1] = -1, k.read[t]
		if k.against == nil {
			k.weigh(t)
		}
		if !k.known[t] {
			continue
		}
		k.read[t+1]++
		k.usable[t] = true
		if k.open != nil && t-k.open.last > bridged+1 {
			k.end(false)
		}
		k.judge(t)
		if k.judged[t].verdict == deviant {
			k.extend(t)
		}
	}
	if k.open != nil {
		k.end(n-1-k.open.last <= bridged)
	}
}

func (k *track) weekday(t int) int { return (k.weekdayOfFirst + t) % week }

// weigh brings what is known of weekdays up to the day before t. The newest day whose week is complete is the fourth before t.
func (k *track) weigh(t int) {
	const half = week / 2
	if t < week {
		return
	}
	middle, sum, all := t-half-1, int64(0), true
	for u := middle - half; u <= middle+half; u++ {
		sum, all = sum+k.actual[u]/week, all && k.known[u]
	}
	if all && sum > 0 && k.actual[middle] >= 0 {
		k.share[middle] = max(stats.MulDiv(k.actual[middle], stats.Million, sum), 1)
	}
	// Of one weekday a share came in, of another one left the window.
	for _, newest := range []int{middle, t - 1} {
		k.spare = k.spare[:0]
		for u := newest; u >= max(t-windowDays, 0); u -= week {
			if k.share[u] > 0 {
				k.spare = append(k.spare, k.share[u])
			}
		}
		k.shares[k.weekday(newest)] = stats.Million
		if len(k.spare) >= leastWeeks {
			k.shares[k.weekday(newest)] = stats.Median(k.spare)
		}
	}
}

// past is what the days before a day were like.
type past struct {
	level  int64 // without weekdays; for margins the share of what was charged, in millionths
	known  bool  // whether there is a level
	usable int
	idle   int // of the usable days, those on which there was nothing
}

// past looks at the days before t. The level is the median of the last fourteen usable ones or of the whole window, whichever is the more cautious, so that the return
// from a quiet fortnight is no deviation.
func (k *track) past(t int) past {
	var p past
	k.spare = k.spare[:0]
	recent := int64(0)
	for u := t - 1; u >= max(t-windowDays, k.since, 0); u-- {
		if !k.usable[u] {
			continue
		}
		p.usable++
		if k.actual[u] == 0 && (k.against == nil || k.against[u] == 0) {
			p.idle++
		}
		if k.against == nil {
			k.spare = append(k.spare, stats.MulDiv(k.actual[u], stats.Million, k.shares[k.weekday(u)]))
		} else if k.against[u] > 0 {
			k.spare = append(k.spare, stats.MulDiv(k.actual[u], stats.Million, k.against[u]))
		}
		if len(k.spare) == levelDays {
			recent = stats.Median(k.spare)
		}
	}
	p.known = len(k.spare) >= leastLevel
	whole := stats.Median(k.spare)
	switch {
	case len(k.spare) < levelDays:
		p.level = whole
	case k.loss:
		p.level = min(recent, whole)
	default:
		p.level = max(recent, whole)
	}
	return p
}

// spread is how far days were usually from what was expected of them, in millionths of the level; false when too few were expected anything of.
func (k *track) spread(t int) (int64, bool) {
	k.spare = k.spare[:0]
	for u := t - 1; u >= max(t-windowDays, 0); u-- {
		if k.noise[u] >= 0 && k.usable[u] {
			k.spare = append(k.spare, k.noise[u])
		}
	}
	if len(k.spare) < leastNoise {
		return 0, false
	}
	// 1.4826 makes the median absolute deviation of a normal distribution its standard deviation.
	const normal, perMille = 1_483, 1_000
	return max(stats.MulDiv(stats.Median(k.spare), normal, perMille), noiseFloor), true
}

// judge compares day t with what the days before make likely.
func (k *track) judge(t int) {
	p := k.past(t)
	enough := k.read[t]-k.read[max(t-windowDays, 0)] >= leastDays
	scale, expected := k.size(t, p)
	if !p.known || p.idle*2 > p.usable || scale <= 0 {
		if enough {
			k.judgeNew(t, p)
		}
		return
	}
	distance := k.actual[t] - expected
	spread, ok := k.spread(t)
	k.noise[t] = int64(stats.Magnitude(stats.MulDiv(distance, stats.Million, scale)))
	if !ok || !enough {
		return
	}
	if k.loss {
		distance = -distance
	}
	const tenths = 10
	limit := stats.MulDiv(stats.MulDiv(spread, k.rules.sigmas, tenths), scale, stats.Million)
	limit = max(limit, stats.MulDiv(int64(stats.Magnitude(expected)), k.rules.percent, 100*stats.Million), 1)
	k.judged[t] = judgement{usual, expected, limit, distance}
	// A run that has begun goes on at half the distance: a day just below the limit is no end.
	if distance >= limit || k.open != nil && distance >= limit/2 {
		k.judged[t].verdict = deviant
	}
}

// size is what noise on day t is in proportion to, and what is expected of the day.
func (k *track) size(t int, p past) (scale, expected int64) {
	if k.against == nil {
		expected = stats.MulDiv(p.level, k.shares[k.weekday(t)], stats.Million)
		return expected, expected
	}
	k.spare = k.spare[:0]
	for u := t - 1; u >= max(t-windowDays, k.since, 0) && len(k.spare) < levelDays; u-- {
		if k.usable[u] {
			k.spare = append(k.spare, k.against[u])
		}
	}
	return max(stats.Median(k.spare), k.against[t]), stats.MulDiv(p.level, k.against[t], stats.Million)
}

// judgeNew judges a day of a service that nothing can be expected of. Only one that was never used is expected not to be.
func (k *track) judgeNew(t int, p past) {
	if p.usable < leastDays || p.idle < p.usable {
		return
	}
	distance := k.actual[t]
	if k.loss {
		distance = -distance
	}
	k.judged[t] = judgement{usual, 0, 1, distance}
	if distance > 0 {
		k.judged[t].verdict = deviant
	}
}

// extend adds a deviant day to the open run, or opens one. A run that goes on for long is the new level.
func (k *track) extend(t int) {
	k.usable[t] = false
	if k.open == nil {
		k.open = &run{first: t}
	}
	r := k.open
	r.last = t
	length, withMonth := t-r.first+1, k.beganWithMonth(r.first)
	if length < cycleDays || length < stayDays && !withMonth {
		return
	}
	k.open, k.since = nil, r.first
	for u := r.first; u <= t; u++ {
		k.usable[u], k.noise[u] = k.known[u], -1
	}
	if !withMonth {
		r.stayed = true
		k.runs = append(k.runs, *r)
	} else if peak, ok := k.peak(*r); ok {
		k.runs = append(k.runs, peak)
	}
}

// beganWithMonth reports whether a run began with the month: with prices, plans and commitments, all of which change on a first. It may have been noticed later.
func (k *track) beganWithMonth(first int) bool {
	day := k.first.Add(first).Number()
	if day > cycleStart {
		return false
	}
	raised := 0
	for u := max(first-day+1, 0); u < first; u++ {
		const fourth = 4
		if j := k.judged[u]; j.verdict != unjudged && j.distance*fourth >= j.limit {
			raised++
		}
	}
	return raised*3 >= (day-1)*2
}

// peak finds the days in a run that were half as far again from what was expected than the level it stayed at, and as far from that as an anomaly has to be; false
// when there are none.
func (k *track) peak(r run) (run, bool) {
	var stays int64
	for u := r.last; u > r.last-settleDays; u-- {
		stays = max(stays, k.judged[u].distance)
	}
	p := run{first: -1}
	for u := r.first; u <= r.last; u++ {
		j := k.judged[u]
		if j.verdict != deviant || j.distance-stays < max(j.limit, int64(stats.Magnitude(j.expected+stays))/2) {
			continue
		}
		if p.last = u; p.first < 0 {
			p.first = u
		}
	}
	if p.first < 0 {
		return run{}, false
	}
	for u := p.first; u <= p.last; u++ {
		k.usable[u] = false
	}
	return p, true
}

// end closes the open run; one that is still open is kept as such.
func (k *track) end(open bool) {
	r := *k.open
	k.open = nil
	if r.open = open; open && k.beganWithMonth(r.first) {
		return // it may be the new level
	}
	if r.first == r.last && k.first.Add(r.first).Number() == 1 {
		return // what is booked once a month is booked on the first
	}
	k.runs = append(k.runs, r)
}
