package world

import "strings"

// ReceiverAnomaly is a surge in the receiver's own organization, with the line that cost
// most in it.
type ReceiverAnomaly struct {
	ID        string
	Service   string
	First     Day
	Days      int
	Actual    Amount // unblended, of usage of the service on these days
	Expected  Amount // what it would have been without the surge
	Largest   Amount // the largest excess of a day
	AccountID string
	Region    string
	UsageType string
}

// ReceiverAnomalies returns the reported surges of the receiver's own services, oldest first.
// Surges of what it does not use are none. An account whose own bill is transferred has none.
func (w *World) ReceiverAnomalies() ([]ReceiverAnomaly, error) {
	if w.upper != nil {
		return nil, nil
	}
	primary := w.Views(ViewFilter{Types: []ViewType{ViewPrimary}})[0].ARN
	w.mu.RLock()
	o := w.viewByARN[primary].org
	w.mu.RUnlock()
	var out []ReceiverAnomaly
	for m := w.EarliestMonth(); m <= MonthOf(w.Now()); m++ {
		s := o.surge(m)
		if s.offer == nil {
			continue
		}
		a := ReceiverAnomaly{
			ID: strings.ToLower(text(o.draw.Sub("anomaly").At(int(m)), alnumSet, 16)), Service: s.offer.name,
			First: m.FirstDay() + Day(s.from), Days: s.to - s.from + 1,
		}
		byDay, top := map[Day]Amount{}, Amount(0)
		err := w.Lines(primary, m, func(l *Line) error {
			if l.Service != a.Service || l.RecordType != RecordUsage || l.Day < a.First || l.Day >= a.First+Day(a.Days) {
				return nil
			}
			a.Actual += l.Unblended
			byDay[l.Day] += l.Unblended
			if l.Unblended > top {
				top, a.AccountID, a.Region, a.UsageType = l.Unblended, l.AccountID, l.Region, l.UsageType
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if a.Actual == 0 {
			continue
		}
		a.Expected = Amount(mulDiv(int64(a.Actual), 1_000, s.factor))
		for _, cost := range byDay {
			a.Largest = max(a.Largest, cost-Amount(mulDiv(int64(cost), 1_000, s.factor)))
		}
		out = append(out, a)
	}
	return out, nil
}
