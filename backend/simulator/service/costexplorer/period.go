package costexplorer

import (
	"portal.example/simulator/world"
)

// dateInterval is AWS's time period: Start inclusive, End exclusive.
type dateInterval struct {
	Start string `json:"Start"`
	End   string `json:"End"`
}

// span is a checked period in whole days.
type span struct{ from, to world.Day } // from inclusive, to exclusive

// period checks a time period against what Cost Explorer has at the world's present.
func (s *service) period(in *dateInterval) (span, error) {
	if in == nil {
		return span{}, invalid("TimePeriod is required")
	}
	from, err := world.ParseDay(in.Start)
	if err != nil {
		return span{}, invalid("Start time %s is invalid. Valid format is: yyyy-MM-dd.", in.Start)
	}
	to, err := world.ParseDay(in.End)
	if err != nil {
		return span{}, invalid("End time %s is invalid. Valid format is: yyyy-MM-dd.", in.End)
	}
	switch {
	case from >= to:
		return span{}, invalid("Start date (and hour) should be before end date (and hour)")
	case from < s.world.EarliestMonth().FirstDay():
		return span{}, invalid("You haven't enabled historical data beyond 14 months")
	case to > world.MonthOf(s.world.Now()).Next().FirstDay():
		return span{}, invalid("end date past the beginning of next month")
	}
	return span{from, to}, nil
}

// months returns the first and the last month the span touches.
func (p span) months() (first, last world.Month) { return p.from.Month(), (p.to - 1).Month() }

// within cuts the span down to a month.
func (p span) within(m world.Month) span {
	return span{max(p.from, m.FirstDay()), min(p.to, m.Next().FirstDay())}
}

// whole reports whether the span covers the month.
func (p span) whole(m world.Month) bool {
	return p.from <= m.FirstDay() && m.Next().FirstDay() <= p.to
}

func (p span) interval() dateInterval {
	return dateInterval{Start: p.from.String(), End: p.to.String()}
}
