package anomalies

import (
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

// Series is what a customer paid and what AWS billed for it, by day and service: usage, commitments and discounts. Charges that are no usage are not in it;
// README.md says which.
type Series struct {
	CustomerID string
	Name       string
	Currency   money.Currency
	First      period.Day
	// Charged and Cost say of each day from First on whether Showback and My view were read. A day that was not read is unknown, not zero.
	Charged, Cost []bool
	Services      []ServiceDays
}

// ServiceDays is one service of a Series; its slices have an element for each day. An amount of a day that was not read is meaningless.
type ServiceDays struct {
	Name    string
	Usage   []money.Decimal // what the customer pays for usage, without commitments
	Charged []money.Decimal // the same with commitments
	Cost    []money.Decimal // what AWS bills for usage, commitments and discounts
}

// known says of each day whether what a measure is made of was read.
func (s *Series) known(m Measure) []bool {
	if m == MeasureCharged {
		return s.Charged
	}
	both := make([]bool, len(s.Charged))
	for i := range both {
		both[i] = s.Charged[i] && s.Cost[i]
	}
	return both
}

// amount is what a measure says of a service on a day.
func (s *ServiceDays) amount(m Measure, day int) money.Decimal {
	if m == MeasureCharged {
		return s.Usage[day]
	}
	return s.Charged[day].Sub(s.Cost[day])
}

// week is how many days a week has.
const week = 7
