package credits

import (
	"context"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// CourseMonth is one month of a credit. Applied is negative. What AWS did not tell enough of is unknown.
type CourseMonth struct {
	Month     period.Month
	Applied   margin.Figure // of the month; of the rest of it where the forecast begins
	Left      margin.Figure // at its end; now in the current month
	Estimated bool          // its bill is not final
	Forecast  bool          // it has not happened yet
}

// Course is a credit month by month: what happened, then where it goes at its rate. The current month is there as far as it is gone, and again with the rest of it.
type Course struct {
	Row    Row
	Months []CourseMonth
	Cut    bool // the forecast would go on
}

// CourseInput asks for a credit.
type CourseInput struct {
	Scope                scope.Scope
	CustomerID, CreditID string
	Demo                 bool
}

// courseForecast is how many months a course looks ahead: enough for the longest of AWS's promotions, and few enough for a chart.
const courseForecast = 24

// Course returns a credit month by month. It never calls AWS.
func (s *Service) Course(ctx context.Context, in CourseInput) (*Course, error) {
	now := s.c.Clock.Now()
	v, err := s.view(ctx, in.Scope, period.MonthOf(now), in.Demo)
	if err != nil {
		return nil, err
	}
	for _, r := range v.balances.rows {
		if r.CustomerID == in.CustomerID && r.ID == in.CreditID {
			return courseOf(r, v.balances.readingOf(r), now), nil
		}
	}
	return nil, fault.Newf(fault.NotFound, CodeCreditNotFound, "There is no credit %s of customer %s that can be seen.", in.CreditID, in.CustomerID)
}

// readingOf is what was read of the credits of a customer.
func (b *balances) readingOf(r Row) Reading {
	if r.Simulated {
		return b.simulated[r.CustomerID]
	}
	return b.customers[r.CustomerID].reading
}

func courseOf(r Row, reading Reading, now time.Time) *Course {
	c := &Course{Row: r, Months: history(r, reading, now)}
	if r.Burn == nil || !r.Left.Known {
		return c
	}
	end := period.MonthOf(now).Add(courseForecast)
	forecast(r.Left.Value, r.monthly, now, r.ExpiresAt, func(m period.Month, used, left money.Decimal) {
		if !m.Before(end) {
			c.Cut = true
			return
		}
		c.Months = append(c.Months, CourseMonth{
			Month: m, Applied: margin.Known(rounded(used).Neg()), Left: margin.Known(rounded(left)), Estimated: true, Forecast: true,
		})
	})
	return c
}

// history is what happened, from the month in which the credit began, or the first that AWS can tell of, to the last in which something could be used. What was left at the end of a
// month is reckoned from what was granted where AWS told of every month before, else back from what is left where it told of every month after.
func history(r Row, reading Reading, now time.Time) []CourseMonth {
	first, last := reading.From, period.MonthOf(now)
	if reading.ToldAt.IsZero() {
		return nil
	}
	fromStart := !r.StartsAt.IsZero() && !period.MonthOf(r.StartsAt).Before(first)
	if fromStart {
		first = period.MonthOf(r.StartsAt)
	}
	if reading.To.Before(last) {
		last = reading.To
	}
	var months []CourseMonth
	for m := first; !last.Before(m); m = m.Add(1) {
		months = append(months, monthOf(r, reading, m))
	}
	left := margin.Figure{Value: r.Initial, Known: fromStart}
	for i := range months {
		left = plusKnown(left, months[i].Applied)
		months[i].Left = left
	}
	left = margin.Figure{Value: r.Left.Value.Add(r.Expired.Value), Known: r.Left.Known && r.Expired.Known}
	for i := len(months) - 1; i >= 0; i-- {
		if !months[i].Left.Known {
			months[i].Left = left
		}
		left = minusKnown(left, months[i].Applied)
	}
	return over(r, months)
}

// monthOf is what AWS told of a credit in a month.
func monthOf(r Row, reading Reading, m period.Month) CourseMonth {
	month := CourseMonth{Month: m, Applied: margin.Figure{Known: reading.tells(m)}}
	for _, a := range reading.Allocations {
		if a.Month != m || a.CreditID != r.ID {
			continue
		}
		month.Estimated = month.Estimated || a.Estimated
		month.Applied.Value = month.Applied.Value.Add(a.Amount)
		month.Applied.Known = month.Applied.Known && a.Currency == r.Currency
	}
	if !month.Applied.Known {
		month.Applied.Value = money.Zero
	}
	return month
}

// over cuts off the months before anything is known and those after the one in which the credit ended, in which nothing was applied.
func over(r Row, months []CourseMonth) []CourseMonth {
	idle := func(m CourseMonth) bool { return m.Applied.Value.IsZero() }
	for len(months) > 0 && r.StartsAt.IsZero() && idle(months[0]) {
		months = months[1:]
	}
	ended := r.ExhaustedAt
	if r.Status == StatusExpired || r.Status == StatusExhausted && ended.IsZero() {
		ended = r.ExpiresAt
	}
	for len(months) > 0 && !r.Usable() && !ended.IsZero() && period.MonthOf(ended).Before(months[len(months)-1].Month) && idle(months[len(months)-1]) {
		months = months[:len(months)-1]
	}
	return months
}

func plusKnown(a, b margin.Figure) margin.Figure {
	if !a.Known || !b.Known {
		return margin.Figure{}
	}
	return margin.Known(a.Value.Add(b.Value))
}

func minusKnown(a, b margin.Figure) margin.Figure {
	if !a.Known || !b.Known {
		return margin.Figure{}
	}
	return margin.Known(a.Value.Sub(b.Value))
}
