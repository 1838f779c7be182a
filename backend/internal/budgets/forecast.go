package budgets

import (
	"slices"

	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/stats"
)

// What a forecast is made of, in days.
const (
	levelDays    = 14 // whose median is the level
	weekdaysDays = 56 // that say how the weekdays differ
	leastDays    = 35 // before which nothing is forecast, and with which forecasts of the past are made at least
	leastTrials  = 8  // forecasts of the past that an interval needs
	week         = 7
	lumpRun      = 2 // days in a row that can be lumps; more are usage
)

// Level is how sure the interval of a forecast is, in percent.
const Level = 80

// Method says in words how a forecast is made.
const Method = "The days that are complete, then for each day left the median of the last 14 days times the weekday's usual share of its week, corrected by how far such forecasts were off in the past, " +
	"then what was booked at once in that part of earlier months; the interval holds 8 of 10 of the past deviations"

// Forecast is what a whole month will probably come to.
type Forecast struct {
	Amount, Lower, Upper money.Decimal
	Days                 int // past days it is made of
}

// history is what a customer cost on consecutive complete days, in millionths.
type history struct {
	first   period.Day
	amounts []int64
}

// Why there is no forecast. The sentences are for people.
const (
	noteDaysUnknown = "The days of this customer are not known. A collection in mode `detail` reads them."
	noteTooShort    = "The ledger has less than one full billing cycle of this customer's days. A forecast needs the whole month before and 35 days; a collection in mode `detail` reads what there is."
	noteGap         = "Days of the last weeks are missing. A collection in mode `detail` reads them."
	noteUnsteady    = "Costs on a usual day are not above zero, so the days left cannot be foretold."
	noteFewTrials   = "Too few days are known to say how sure a forecast would be."
	notePast        = "The month is over; what it came to is no forecast."
	noteFuture      = "The month has not begun."
)

// forecast foretells month m from the days up to the last complete one; otherwise it says why not.
func (h history) forecast(m period.Month) (Forecast, string) {
	n := len(h.amounts)
	begin := h.first.Until(m.Day(1))          // index of the first of the month
	before := h.first.Until(m.Add(-1).Day(1)) // and of the month before
	switch {
	case n == 0:
		return Forecast{}, noteDaysUnknown
	case before < 0 || n < leastDays:
		return Forecast{}, noteTooShort
	case begin > n:
		return Forecast{}, noteGap
	}
	clean, lumps := h.separate()
	left := m.Days() - (n - begin)
	base, ok := h.project(clean, left)
	if !ok {
		return Forecast{}, noteUnsteady
	}
	off := h.deviations(clean, left)
	if len(off) < leastTrials && left > 0 {
		return Forecast{}, noteFewTrials
	}
	var sure int64
	for _, a := range h.amounts[begin:] {
		sure += a
	}
	booked := h.bookedLater(lumps, m, n-begin)
	at := func(perMille int) int64 {
		return sure + stats.MulDiv(base, spreadOut(stats.Quantile(off, perMille), stats.Quantile(off, 500), int64(left)), stats.Million) + stats.Quantile(booked, perMille)
	}
	const cents = 2
	f := Forecast{Amount: stats.Amount(at(500), cents), Lower: stats.Amount(at(100), cents), Upper: stats.Amount(at(900), cents), Days: min(n, weekdaysDays)}
	return f, ""
}

// spreadOut moves a deviation farther from the middle one, the more days are left: windows of that many days overlap in the past, so few of them are independent, and the
// month brings what the weeks before did not. The measure of it was found by trying; README.md says on what.
func spreadOut(off, middle, left int64) int64 {
	const third = 20 * 20
	return middle + stats.MulDiv(off-middle, third+left*left, third)
}

// separate tells what was booked at once on a day (fees, credits, refunds, line items) from what was used.
func (h history) separate() (clean, lumps []int64) {
	n := len(h.amounts)
	clean, lumps = slices.Clone(h.amounts), make([]int64, n)
	usual := stats.Median(slices.Clone(h.amounts))
	isLump := make([]bool, n)
	around := make([]int64, n)
	for t, a := range h.amounts {
		var same []int64
		for _, back := range []int{-2 * week, -week, 0, week, 2 * week} {
			if u := t + back; u >= 0 && u < n {
				same = append(same, h.amounts[u])
			}
		}
		around[t] = stats.Median(same)
		isLump[t] = int64(stats.Magnitude(a-around[t])) > max(usual, 0)
	}
	for t := 0; t < n; {
		end := t
		for end < n && isLump[end] {
			end++
		}
		if end > t && end-t <= lumpRun {
			for u := t; u < end; u++ {
				clean[u], lumps[u] = around[u], h.amounts[u]-around[u]
			}
		}
		t = max(end, t+1)
	}
	return clean, lumps
}

// project sums the next n days up, as the days so far make them likely; false when a usual day does not cost anything.
func (h history) project(days []int64, n int) (int64, bool) {
	from := max(len(days)-weekdaysDays, 0)
	var by [week][]int64
	for t := from + week/2; t+week/2 < len(days); t++ {
		var sum int64
		for u := t - week/2; u <= t+week/2; u++ {
			sum += days[u] / week
		}
		if sum > 0 && days[t] > 0 {
			by[t%week] = append(by[t%week], stats.MulDiv(days[t], stats.Million, sum))
		}
	}
	var share [week]int64
	for i := range share {
		share[i] = stats.Million
		if len(by[i]) > 0 {
			share[i] = stats.Median(by[i])
		}
	}
	level := make([]int64, 0, levelDays)
	for t := len(days) - levelDays; t < len(days); t++ {
		level = append(level, stats.MulDiv(days[t], stats.Million, share[t%week]))
	}
	usual := stats.Median(level)
	if usual <= 0 {
		return 0, false
	}
	var sum int64
	for t := len(days); t < len(days)+n; t++ {
		sum += stats.MulDiv(usual, share[t%week], stats.Million)
	}
	return sum, true
}

// deviations is what as many days came to that had been foretold in the past, in millionths of what was foretold.
func (h history) deviations(days []int64, n int) []int64 {
	n = min(n, len(days)-leastDays-leastTrials+1)
	var off []int64
	for t := leastDays; n > 0 && t+n <= len(days); t++ {
		base, ok := h.project(days[:t], n)
		if !ok {
			continue
		}
		var sum int64
		for _, a := range days[t : t+n] {
			sum += a
		}
		off = append(off, stats.MulDiv(sum, stats.Million, base))
	}
	return off
}

// bookedLater is what was booked at once after day k of the earlier months.
func (h history) bookedLater(lumps []int64, m period.Month, k int) []int64 {
	var all []int64
	for p := m.Add(-1); h.first.Until(p.Day(1)) >= 0; p = p.Add(-1) {
		var sum int64
		from, to := h.first.Until(p.Day(1))+k, h.first.Until(p.Add(1).Day(1))
		for t := from; t < to; t++ {
			sum += lumps[t]
		}
		all = append(all, sum)
	}
	return all
}
