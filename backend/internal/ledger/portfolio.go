package ledger

import (
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/period"
)

// Portfolio is the ledger of all customers of a receiver for one month, summed up. The details are the truth; a portfolio can be made from them at any
// time. A loaded portfolio is shared and must not be changed.
type Portfolio struct {
	Receiver  string           `json:"receiver"`
	Month     period.Month     `json:"month"`
	WrittenAt time.Time        `json:"written_at"`
	Rules     int              `json:"rules"`     // version of the rules it was made by
	Expected  []string         `json:"expected"`  // customers billed in the month, as the directory said when it was written; sorted
	Customers []CustomerDigest `json:"customers"` // by customer id
	Services  []ServiceSum     `json:"services"`  // of the comparable customers
}

// NewPortfolio sums details up, which are of the month and sorted by customer.
func NewPortfolio(r Rules, receiver string, m period.Month, details []CustomerMonth) *Portfolio {
	p := &Portfolio{Receiver: receiver, Month: m, Rules: r.Version(), Customers: make([]CustomerDigest, 0, len(details))}
	services := serviceSums{}
	for _, c := range details {
		p.Customers = append(p.Customers, Digest(r, c, ""))
		services.add(r, c, false)
	}
	p.Services = services.list()
	return p
}

// Customer finds the month of one customer.
func (p *Portfolio) Customer(id string) (CustomerDigest, bool) {
	i, ok := slices.BinarySearchFunc(p.Customers, id, func(c CustomerDigest, id string) int { return strings.Compare(c.CustomerID, id) })
	if !ok {
		return CustomerDigest{}, false
	}
	return p.Customers[i], true
}

// Evidence is one reason for the standing of a month.
type Evidence struct {
	Signal     string    `json:"signal"`
	Value      string    `json:"value"`
	ObservedAt time.Time `json:"observed_at"`
}

// MonthSummary is what is known about a month of the ledger as a whole; it is small and stored as the pointer to the portfolio.
type MonthSummary struct {
	Month       period.Month `json:"month"`
	Standing    Standing     `json:"standing"`
	Expected    int          `json:"expected"`     // customers billed in the month
	Collected   int          `json:"collected"`    // of those, with a view that was read or is known not to exist
	Partial     int          `json:"partial"`      // of those, with views that cannot be compared
	Adjustments int          `json:"adjustments"`  // changes seen after the month was final
	OldestAsOf  time.Time    `json:"oldest_as_of"` // zero when nothing was read
	Evidence    []Evidence   `json:"evidence"`
	Rules       int          `json:"rules"`   // version of the rules it was derived by
	Derived     []byte       `json:"derived"` // by the rules, of the whole month
	ETag        string       `json:"etag"`    // of the portfolio object
	WrittenAt   time.Time    `json:"written_at"`
}

// Summarize derives the summary of a portfolio.
func Summarize(p *Portfolio) MonthSummary {
	s := MonthSummary{Month: p.Month, Standing: StandingUnknown, Expected: len(p.Expected), WrittenAt: p.WrittenAt, Rules: p.Rules}
	var read, estimated int
	var newest time.Time
	first := true
	for _, c := range p.Customers {
		if c.MyView.Status == ViewPending && c.Showback.Status == ViewPending {
			continue
		}
		if _, ok := slices.BinarySearch(p.Expected, c.CustomerID); ok {
			s.Collected++
			if !c.Comparable() {
				s.Partial++
			}
		}
		for _, v := range []ViewDigest{c.MyView, c.Showback} {
			s.Adjustments += v.Adjustments
			if !v.Read() {
				continue
			}
			read++
			if v.Estimated {
				estimated++
			}
			if s.OldestAsOf.IsZero() || v.AsOf.Before(s.OldestAsOf) {
				s.OldestAsOf = v.AsOf
			}
			if v.AsOf.After(newest) {
				newest = v.AsOf
			}
		}
		if st := c.Standing; st != StandingUnknown {
			if first {
				s.Standing, first = st, false
			}
			s.Standing = LessSettled(s.Standing, st)
		}
	}
	if read > 0 {
		s.Evidence = []Evidence{
			{Signal: "cost_explorer_estimated", Value: countOf(estimated, read, "views marked estimated by Cost Explorer"), ObservedAt: newest},
			{Signal: "read_after_month_end", Value: yesNo(!s.OldestAsOf.Before(p.Month.End())), ObservedAt: newest},
		}
	}
	return s
}
