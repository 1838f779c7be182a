package lineitems

import (
	"slices"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
)

// sums is what percentages of one customer and month are taken of: Showback without custom line items and without tax.
type sums struct {
	Currency money.Currency           `json:"currency"`
	Total    money.Decimal            `json:"total"`
	Negation money.Decimal            `json:"negation"`           // of Savings Plans; negative
	Services map[string]money.Decimal `json:"services,omitempty"` // by Cost Explorer's name
}

// sumsRules is the version of what sumsOf does.
const sumsRules = 1

// sumsOf adds up a customer's month.
func sumsOf(c ledger.CustomerMonth) sums {
	s := sums{Currency: c.Showback.Currency, Services: map[string]money.Decimal{}}
	for _, e := range c.Showback.AllEntries() {
		class, compared := margin.Classify(ledger.Showback, e.RecordType, e.Service)
		if !compared || class == margin.ClassLineItem {
			continue
		}
		s.Total = s.Total.Add(e.Amount)
		s.Services[e.Service] = s.Services[e.Service].Add(e.Amount)
		if e.RecordType == recordTypeNegation {
			s.Negation = s.Negation.Add(e.Amount)
		}
	}
	return s
}

// recordTypeNegation is Cost Explorer's word for what a Savings Plan takes off covered usage.
const recordTypeNegation = "SavingsPlanNegation"

// through is the part of the sums that the filters of an item let through; false with the reason when it is not known.
func (s sums) through(filters []Filter) (money.Decimal, string, bool) {
	part := s.Total
	for i, f := range filters {
		if i > 0 {
			return money.Zero, "It has several filters, and what they leave together is not known.", false
		}
		narrowed, why := s.matching(f)
		if why != "" {
			return money.Zero, why, false
		}
		switch f.Match {
		case matchEqual:
			part = narrowed
		case matchNot:
			part = s.Total.Sub(narrowed)
		default:
			return money.Zero, "It has a filter of a kind the portal does not know.", false
		}
	}
	return part, "", true
}

// matching is what has the attribute of a filter.
func (s sums) matching(f Filter) (money.Decimal, string) {
	switch {
	case f.Attribute == filterLineItemType && slices.Equal(f.Values, []string{valueNegation}):
		return s.Negation, ""
	case f.Attribute == filterService && len(f.Values) > 0:
		var d money.Decimal
		for _, code := range f.Values {
			names, ok := serviceNames[code]
			if !ok {
				return money.Zero, "The ledger has services by Cost Explorer's names, and the portal does not know which of them " + code + " is."
			}
			for _, n := range names {
				d = d.Add(s.Services[n])
			}
		}
		return d, ""
	}
	return money.Zero, "It has a filter of a kind the portal does not know."
}
