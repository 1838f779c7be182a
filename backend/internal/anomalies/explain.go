package anomalies

import (
	"fmt"
	"strings"

	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

// Method says in words what a usual day was taken to be.
func (m Measure) Method() string {
	if m == MeasureMargin {
		return "What was charged that day times the margin rate of the service: the lower of its medians over the last 14 and 42 usual days; deviations are compared with the median absolute deviation of 42 days"
	}
	return "The higher of the medians over the last 14 and 42 usual days times the weekday's usual share of its week; deviations are compared with the median absolute deviation of 42 days"
}

// Explain says in a few sentences what happened and what it was compared with.
func (a *Anomaly) Explain() string {
	var b strings.Builder
	what, daily, likely := a.services(), perDay(a.Actual, a.spanDays()), perDay(a.Expected, a.spanDays())
	days := onDays(a.First, a.Last)
	if a.Measure == MeasureCharged {
		fmt.Fprintf(&b, "%s paid %s %s a day for %s %s; the days before made %s a day likely. ", a.Name, daily, a.Currency, what, days, likely)
		fmt.Fprintf(&b, "That is %s %s more", fixed(a.Impact), a.Currency)
		if p, ok := a.Impact.PercentOf(a.Whole, 1); ok {
			fmt.Fprintf(&b, ", %s %% of all that was expected of the customer on these days", p)
		}
	} else {
		fmt.Fprintf(&b, "You earned %s %s a day on %s of %s %s; at the rate of the days before, %s a day were likely of what was charged. ", daily, a.Currency, what, a.Name, days, likely)
		fmt.Fprintf(&b, "That is %s %s less", fixed(a.Impact.Neg()), a.Currency)
	}
	b.WriteString(".")
	if len(a.Drivers) > 1 {
		if p, ok := a.share(); ok {
			fmt.Fprintf(&b, " %s made %s %% of it.", a.Service(), p)
		}
	}
	switch {
	case a.Stayed:
		fmt.Fprintf(&b, " It stayed: after %s it counts as usual.", date(a.Last))
	case a.Ongoing:
		b.WriteString(" It may go on.")
	}
	return b.String()
}

// share is how much of the impact the first driver made, in percent.
func (a *Anomaly) share() (money.Decimal, bool) {
	part, whole := a.Drivers[0].Contribution, a.Impact
	if whole.Sign() < 0 {
		part, whole = part.Neg(), whole.Neg()
	}
	return part.PercentOf(whole, 0)
}

func (a *Anomaly) services() string {
	switch n := len(a.Drivers); n {
	case 1:
		return a.Service()
	case 2:
		return a.Service() + " and " + a.Drivers[1].Service
	default:
		return fmt.Sprintf("%s and %d other services", a.Service(), n-1)
	}
}

// spanDays is how many days there are from the first to the last.
func (a *Anomaly) spanDays() int { return a.First.Until(a.Last) + 1 }

// perDay is an amount divided by days, in hundredths.
func perDay(d money.Decimal, days int) string {
	// A percentage of a hundred times the days is the quotient.
	q, _ := d.PercentOf(money.FromInt(int64(days)*100), shownScale)
	return fixed(q)
}

// fixed prints two decimals.
func fixed(d money.Decimal) string {
	s := d.Round(shownScale).String()
	whole, fraction, _ := strings.Cut(s, ".")
	return whole + "." + fraction + strings.Repeat("0", shownScale-len(fraction))
}

func date(d period.Day) string { return d.Start().Format("2 January 2006") }

func onDays(first, last period.Day) string {
	if first == last {
		return "on " + date(first)
	}
	return fmt.Sprintf("on the %d days from %s to %s", first.Until(last)+1, date(first), date(last))
}
