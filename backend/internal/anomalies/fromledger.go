package anomalies

import (
	"cmp"
	"slices"
	"strings"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

// belongs says of a class of charges whether it is in what the customer pays for usage, and whether it is in what margins are made of. What is booked as a lump (credits,
// refunds, support, line items, tax, charges out of cycle) is in neither: the day it is booked on says nothing of the day. Fees of commitments are booked on the first.
func belongs(class string) (usage, compared bool) {
	switch margin.Class(class) {
	case margin.ClassUsage:
		return true, true
	case margin.ClassCommitment, margin.ClassPrivateDiscount, margin.ClassBundledDiscount:
		return false, true
	case margin.ClassCredit, margin.ClassRefund, margin.ClassSupport, margin.ClassLineItem, margin.ClassOther:
	}
	return false, false
}

// NewSeries lays the days of a customer's months, oldest first, out in one row. Days that AWS had not had time to complete are not known.
func NewSeries(customer, name string, months []ledger.CustomerDays) *Series {
	s := &Series{CustomerID: customer, Name: name}
	if len(months) == 0 {
		return s
	}
	first, last := months[0].Month.Day(1), period.Day{}
	for _, m := range months {
		for _, v := range []ledger.ViewDays{m.MyView, m.Showback} {
			if v.Read() && (last.IsZero() || last.Before(v.CoversTo)) {
				last = v.CoversTo
			}
		}
	}
	if last.IsZero() {
		return s
	}
	days := first.Until(last) + 1
	s.First, s.Charged, s.Cost = first, make([]bool, days), make([]bool, days)
	services := map[string]*ServiceDays{}
	for _, m := range months {
		s.Currency = cmp.Or(m.Showback.Currency, s.Currency)
		s.add(services, m, ledger.Showback, days)
		if m.MyView.Currency == "" || s.Currency == "" || m.MyView.Currency == s.Currency {
			s.add(services, m, ledger.MyView, days)
		}
	}
	for _, service := range services {
		s.Services = append(s.Services, *service)
	}
	slices.SortFunc(s.Services, func(a, b ServiceDays) int { return strings.Compare(a.Name, b.Name) })
	return s
}

func (s *Series) add(services map[string]*ServiceDays, m ledger.CustomerDays, view ledger.View, days int) {
	v, known := m.Showback, s.Charged
	if view == ledger.MyView {
		v, known = m.MyView, s.Cost
	}
	if !v.Read() || v.CoversTo.IsZero() {
		return
	}
	from := s.First.Until(m.Month.Day(1))
	complete := min(v.Days, m.Month.Day(1).Until(v.CoversTo)+1, days-from)
	for i := range complete {
		known[from+i] = true
	}
	for _, series := range v.Series {
		usage, compared := belongs(series.Class)
		if !compared {
			continue
		}
		service := services[series.Service]
		if service == nil {
			service = &ServiceDays{Name: series.Service, Usage: make([]money.Decimal, days), Charged: make([]money.Decimal, days), Cost: make([]money.Decimal, days)}
			services[series.Service] = service
		}
		for i, d := range series.Amounts[:min(complete, len(series.Amounts))] {
			if d.IsZero() {
				continue
			}
			if view == ledger.MyView {
				service.Cost[from+i] = service.Cost[from+i].Add(d)
				continue
			}
			service.Charged[from+i] = service.Charged[from+i].Add(d)
			if usage {
				service.Usage[from+i] = service.Usage[from+i].Add(d)
			}
		}
	}
}
