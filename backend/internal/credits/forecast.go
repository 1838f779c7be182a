package credits

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

// Status is where a credit stands.
type Status string

// The statuses, in the order in which lists sort them; the contract lists the same.
const (
	StatusExpiring  Status = "expiring" // within the longest of the alerts, with something left
	StatusActive    Status = "active"
	StatusScheduled Status = "scheduled" // it has not begun
	StatusDisabled  Status = "disabled"  // AWS does not apply it
	StatusExhausted Status = "exhausted"
	StatusExpired   Status = "expired"
)

// Balance is what is known of a credit at an instant. Amounts are positive but Applied, which is negative. Initial + Applied = Left + Expired wherever all are known.
type Balance struct {
	Status   Status
	Applied  margin.Figure // of all bills, the open one included; unknown unless AWS told of every month of the credit
	AtClose  margin.Figure // of the last bill that was closed, as AWS says; zero once it has expired
	Left     margin.Figure // now: AWS's estimate, else AtClose; zero once it has expired
	Expired  margin.Figure // what was left when it expired; known and zero before
	DaysLeft int           // whole days from today until it expires; negative after
	Expires  bool          // DaysLeft counts
	Burn     *Burn
	BurnNote string        // why there is no rate
	Unused   margin.Figure // what will expire unused, an estimate

	monthly money.Decimal // the rate of Burn, to all its digits
}

// Burn is how fast a credit is used, and when it ends if that goes on.
type Burn struct {
	Monthly     money.Decimal // the mean; not negative
	Basis       string        // of what, for people
	ExhaustedAt time.Time     // zero: it expires first, or is never used up
}

// Bounds of a rate.
const (
	burnMonths = 3  // at most so many
	burnBack   = 12 // of the last so many
	burnScale  = 10 // AWS's number of decimals of an amount
	// longestForecast bounds how far a credit without an end is looked after.
	longestForecast = 50 * 12
)

// balanceOf works out where a credit stands. History is what AWS told of its allocations.
func balanceOf(g Grant, r Reading, rows []Allocation, alertDays int, now time.Time) Balance {
	b := Balance{Applied: appliedBy(g, r, rows, now)}
	today := period.DayOf(now)
	if !g.ExpiresAt.IsZero() {
		b.Expires, b.DaysLeft = true, wholeDays(today.Start(), g.ExpiresAt)
	}
	b.AtClose, b.Left = figure(g.Remaining), figure(g.Remaining)
	if g.Estimated != nil {
		b.Left = figure(g.Estimated)
	}
	expired := b.Expires && !g.ExpiresAt.After(now)
	b.Expired = margin.Known(money.Zero)
	if expired {
		b.Expired = b.Left
		if b.Applied.Known && (!b.Left.Known || b.Left.Value.IsZero()) { // AWS may call what has expired gone
			b.Expired = margin.Known(g.Initial.Add(b.Applied.Value))
		}
		b.AtClose, b.Left = margin.Known(money.Zero), margin.Known(money.Zero)
	}
	b.Status = statusOf(g, b, expired, alertDays, now)
	b.burn(g, r, rows, now)
	return b
}

func statusOf(g Grant, b Balance, expired bool, alertDays int, now time.Time) Status {
	rest := b.Left
	if expired {
		rest = b.Expired
	}
	empty := rest.Known && rest.Value.Sign() <= 0
	switch {
	case empty || !rest.Known && !g.ExhaustedAt.IsZero():
		return StatusExhausted
	case expired:
		return StatusExpired
	case g.Disabled:
		return StatusDisabled
	case g.StartsAt.After(now):
		return StatusScheduled
	case b.Expires && b.DaysLeft <= alertDays:
		return StatusExpiring
	}
	return StatusActive
}

func figure(d *money.Decimal) margin.Figure {
	if d == nil {
		return margin.Figure{}
	}
	return margin.Known(*d)
}

// wholeDays is how many whole days lie between, rounded down also before zero.
func wholeDays(from, to time.Time) int {
	d, day := to.Sub(from), 24*time.Hour
	n := int(d / day)
	if d%day < 0 {
		n--
	}
	return n
}

// appliedBy sums what a credit took off bills, if AWS told of every month it could have.
func appliedBy(g Grant, r Reading, rows []Allocation, now time.Time) margin.Figure {
	if g.StartsAt.IsZero() {
		return margin.Figure{}
	}
	for m := period.MonthOf(g.StartsAt); !period.MonthOf(now).Before(m) && !r.To.Before(m); m = m.Add(1) {
		if !r.tells(m) {
			return margin.Figure{}
		}
	}
	if r.ToldAt.IsZero() {
		return margin.Figure{}
	}
	var sum money.Decimal
	for _, a := range rows {
		if a.Currency != g.Currency {
			return margin.Figure{}
		}
		sum = sum.Add(a.Amount)
	}
	return margin.Known(sum)
}

// burn finds the rate of a credit that is being used and what it comes to.
func (b *Balance) burn(g Grant, r Reading, rows []Allocation, now time.Time) {
	switch b.Status {
	case StatusExhausted, StatusExpired:
		return // there is nothing to be used any more
	case StatusDisabled:
		b.BurnNote = "AWS does not apply it while it is disabled."
		return
	case StatusScheduled:
		b.BurnNote = "It has not begun."
		return
	case StatusActive, StatusExpiring:
	}
	months := wholeMonths(g, r, rows, now)
	if len(months) == 0 {
		b.BurnNote = "AWS told of less than one whole month."
		return
	}
	var sum money.Decimal
	for _, a := range rows {
		if slices.Contains(months, a.Month) && a.Currency == g.Currency {
			sum = sum.Sub(a.Amount)
		}
	}
	if sum.Sign() < 0 {
		b.BurnNote = "More was given back to it than was used of it."
		return
	}
	monthly, _ := sum.PercentOf(money.FromInt(int64(100*len(months))), burnScale)
	b.Burn = &Burn{Monthly: rounded(monthly), Basis: basis(months)}
	if !b.Left.Known {
		return
	}
	b.monthly = monthly
	exhausted, unused := forecast(b.Left.Value, monthly, now, g.ExpiresAt, nil)
	b.Burn.ExhaustedAt = exhausted
	if b.Expires {
		if b.Unused = margin.Known(rounded(unused)); b.Unused.Value.Cmp(b.Left.Value) > 0 {
			b.Unused = margin.Known(b.Left.Value)
		}
	}
}

// rounded gives an estimate no more digits than it deserves, unless nothing would be left of it.
func rounded(d money.Decimal) money.Decimal {
	if r := d.Round(2); !r.IsZero() {
		return r
	}
	return d
}

// wholeMonths are the last months, oldest first, of which AWS told, through which the credit was there from end to end and whose bills are closed.
func wholeMonths(g Grant, r Reading, rows []Allocation, now time.Time) []period.Month {
	var months []period.Month
	current := period.MonthOf(now)
	for n := 1; n <= burnBack && len(months) < burnMonths; n++ {
		m := current.Add(-n)
		if g.StartsAt.IsZero() && !slices.ContainsFunc(rows, func(a Allocation) bool { return !m.Before(a.Month) }) {
			break // it is not known since when it is there, and nothing older is known of it
		}
		if g.StartsAt.After(m.Start()) {
			break
		}
		open := slices.ContainsFunc(r.Allocations, func(a Allocation) bool { return a.Month == m && a.Estimated })
		if !open && r.tells(m) {
			months = append(months, m)
		}
	}
	slices.Reverse(months)
	return months
}

// basis says of which months a mean is.
func basis(months []period.Month) string {
	first, last := months[0], months[len(months)-1]
	switch {
	case len(months) == 1:
		return "1 whole month, " + monthName(first, true)
	case len(months) == 2:
		return fmt.Sprintf("Mean of 2 whole months, %s and %s", monthName(first, first.Start().Year() != last.Start().Year()), monthName(last, true))
	case last.Equal(first.Add(len(months) - 1)):
		return fmt.Sprintf("Mean of %d whole months, %s to %s", len(months), monthName(first, first.Start().Year() != last.Start().Year()), monthName(last, true))
	}
	names := make([]string, len(months))
	for i, m := range months {
		names[i] = monthName(m, true)
	}
	return fmt.Sprintf("Mean of %d whole months: %s", len(months), strings.Join(names, ", "))
}

func monthName(m period.Month, year bool) string {
	if year {
		return m.Start().Format("January 2006")
	}
	return m.Start().Format("January")
}

// forecast uses up what is left at a rate by the month, day by day, so that months count as long as they are. It returns when that ends, zero when the credit expires first
// or it takes too long, and what is left when it expires. Nothing is used any more at the instant of expiry. Month by month it tells what is used and what is left, to whom that matters.
func forecast(left, monthly money.Decimal, now, expires time.Time, tell func(m period.Month, used, left money.Decimal)) (exhausted time.Time, unused money.Decimal) {
	if tell == nil {
		tell = func(period.Month, money.Decimal, money.Decimal) {}
	}
	if monthly.Sign() <= 0 {
		for m := period.MonthOf(now); m.Start().Before(expires); m = m.Add(1) {
			tell(m, money.Zero, left)
		}
		return time.Time{}, left
	}
	day := period.DayOf(now)
	for m := range longestForecast {
		month := period.MonthOf(now).Add(m)
		daily, _ := monthly.PercentOf(money.FromInt(int64(100*month.Days())), burnScale)
		days := day.Until(month.Add(1).Day(1))
		if !expires.IsZero() && !expires.After(month.End()) {
			days = min(days, max(wholeDays(day.Start(), expires.Add(24*time.Hour-1)), 0)) // a day counts when it begins before
		}
		if used := daily.Mul(money.FromInt(int64(days))); used.Cmp(left) >= 0 {
			tell(month, left, money.Zero)
			for n := 1; ; n++ { // within this month
				if left = left.Sub(daily); left.Sign() <= 0 || n >= days {
					return notAfter(day.Add(n).Start(), expires), money.Zero
				}
			}
		} else {
			left = left.Sub(used)
			tell(month, used, left)
		}
		if !expires.IsZero() && !expires.After(month.End()) {
			return time.Time{}, left
		}
		day = month.Add(1).Day(1)
	}
	return time.Time{}, left
}

// notAfter drops an instant that is not before the end.
func notAfter(at, end time.Time) time.Time {
	if !end.IsZero() && !at.Before(end) {
		return time.Time{}
	}
	return at
}
