package world

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"portal.example/simulator/scenario"
)

// Credit is a grant to an organization, as AWS tells of it there.
type Credit struct {
	ID          string
	AccountID   string // whose it is
	Type        string // Promotion, TrueUp, ...
	Description string
	Currency    string
	Initial     Amount
	Remaining   Amount // after the bills that are closed; of an expired one what was never used
	Estimated   Amount // after what is reported of open bills too
	Products    []string
	Application string
	Start       time.Time
	Expiry      time.Time
	Exhausted   time.Time // day on which nothing was left; zero: something is
	Enabled     bool
}

// CreditAllocation is what a credit did to one account and service in a month.
type CreditAllocation struct {
	CreditID    string
	AccountID   string
	Service     string
	Month       Month
	Description string
	Currency    string
	Amount      Amount // negative: it reduced the bill
	Estimated   bool   // the bill of the month is open
}

// creditBook keeps what is computed of an organization's credits.
type creditBook struct {
	mu     sync.Mutex
	grants []grant // nil until asked for
	months map[Month]creditMonth
}

// grant is a credit with all it ever does.
type grant struct {
	credit  int // index into shape.Credits
	id      string
	initial Amount
	expiry  time.Time
	lastDay Day // on which it last paid anything
}

// creditSum is what one credit did to one account and service.
type creditSum struct {
	credit           int // index into shape.Credits, that of a Reversal included
	account, service string
	description      string
	amount           Amount
	lastDay          Day
}

// creditMonth is a month's sums of what is reported from at until another line is.
type creditMonth struct {
	sums      []creditSum
	at, until int64
}

// creditOf is the credit that the one at an index gives to: itself, or the one that a reversal gives back to.
func (o *org) creditOf(i int) int {
	for i > 0 && o.shape.Credits[i].Kind == scenario.Reversal {
		i--
	}
	return i
}

// creditSums adds up the lines of credits in a month that are reported by now, by credit, account and service.
func (o *org) creditSums(m Month, now int64) (creditMonth, error) {
	byDescription := map[string]int{}
	for i := range o.shape.Credits {
		byDescription[o.creditDescription(i)] = i
	}
	out := creditMonth{at: now, until: math.MaxInt64}
	sums := map[[3]string]int{} // index into out.sums
	err := o.billable(m, func(s *series) error {
		if s.key.RecordType != RecordCredit {
			return nil
		}
		for i := range s.n {
			e := &s.e[i]
			if e.posted > now {
				out.until = min(out.until, e.posted)
				continue
			}
			key := [3]string{s.key.Description, s.key.AccountID, s.key.Service}
			at, ok := sums[key]
			if !ok {
				at = len(out.sums)
				sums[key] = at
				out.sums = append(out.sums, creditSum{
					credit: byDescription[s.key.Description], account: s.key.AccountID, service: s.key.Service, description: s.key.Description,
				})
			}
			sum := &out.sums[at]
			sum.amount += e.Unblended
			sum.lastDay = max(sum.lastDay, m.FirstDay()+Day(e.day))
		}
		return nil
	})
	slices.SortFunc(out.sums, func(a, b creditSum) int {
		return cmp.Or(cmp.Compare(a.credit, b.credit), strings.Compare(a.account, b.account), strings.Compare(a.service, b.service))
	})
	return out, err
}

// creditsIn is creditSums remembered.
func (o *org) creditsIn(m Month, now int64) ([]creditSum, error) {
	if !o.creditsPay(m) {
		return nil, nil
	}
	if have, ok := o.credits.months[m]; ok && have.at <= now && now < have.until {
		return have.sums, nil
	}
	month, err := o.creditSums(m, now)
	if err != nil {
		return nil, err
	}
	if o.credits.months == nil {
		o.credits.months = map[Month]creditMonth{}
	}
	o.credits.months[m] = month
	return month.sums, nil
}

// creditsPay reports whether any credit can do something in a month.
func (o *org) creditsPay(m Month) bool {
	return slices.ContainsFunc(o.shape.Credits, func(c scenario.Credit) bool {
		return c.Kind != scenario.Unused && o.month(c.From) <= m && m <= o.month(c.To)
	})
}

// creditMonths are the first and the last month in which a credit does something.
func (o *org) creditMonths() (first, last Month) {
	for i, c := range o.shape.Credits {
		if i == 0 || o.month(c.From) < first {
			first = o.month(c.From)
		}
		last = max(last, o.month(c.To))
	}
	return first, last
}

// wholeHundred is what grants are rounded up to, but for those that are used up exactly.
const wholeHundred = 100 * Unit

// granted returns the organization's credits. What a grant came to is what it pays in all its months, those to come included, and what is left when it expires. The caller holds
// the book's lock.
func (o *org) granted() ([]grant, error) {
	if o.credits.grants != nil || len(o.shape.Credits) == 0 {
		return o.credits.grants, nil
	}
	paid, most := make([]Amount, len(o.shape.Credits)), make([]Amount, len(o.shape.Credits))
	lastDay := make([]Day, len(o.shape.Credits))
	first, last := o.creditMonths()
	for m := first; m <= last; m++ {
		if !o.creditsPay(m) {
			continue
		}
		month, err := o.creditSums(m, math.MaxInt64)
		if err != nil {
			return nil, err
		}
		for _, s := range month.sums {
			i := o.creditOf(s.credit)
			paid[i] -= s.amount
			if s.amount < 0 {
				lastDay[i] = max(lastDay[i], s.lastDay)
			}
		}
		for i := range paid {
			most[i] = max(most[i], paid[i])
		}
	}
	grants := []grant{}
	for i, c := range o.shape.Credits {
		if c.Kind != scenario.Reversal {
			grants = append(grants, o.newGrant(i, most[i], lastDay[i]))
		}
	}
	o.credits.grants = grants
	return grants, nil
}

func (o *org) newGrant(i int, most Amount, lastDay Day) grant {
	c, k := o.shape.Credits[i], o.draw.Sub("credit grant").At(i)
	g := grant{credit: i, id: text(k.Sub("id"), digitSet[1:], 1) + text(k.Sub("id rest"), digitSet, 8), initial: most, lastDay: lastDay}
	end := o.month(c.To).Next().Start()
	switch {
	case c.Kind == scenario.Unused:
		g.initial = Amount(c.Amount) * Unit
	case most == 0:
		g.initial = 5 * wholeHundred // there was nothing it could pay for
	case c.Rest > 0:
		g.initial = (most + basisPoints(c.Rest).of(most) + wholeHundred - 1) / wholeHundred * wholeHundred
		if c.Kind == scenario.Promotional && lastDay.Month() == o.month(c.To) {
			end = (lastDay + 1).Start() // it stops within its last month because it expires
		}
	default: // used up before it expires
		end = end.AddDate(0, k.Sub("spare").Between(1, 6), 0)
	}
	g.expiry = end.Add(-time.Second)
	return g
}

// creditsOf returns the credits that are valid at some time between two instants, both inclusive, and were given to one of the accounts.
func (o *org) creditsOf(accounts []string, from, to, now time.Time) ([]Credit, error) {
	o.credits.mu.Lock()
	defer o.credits.mu.Unlock()
	grants, err := o.granted()
	if err != nil {
		return nil, err
	}
	var out []Credit
	for _, g := range grants {
		c := o.shape.Credits[g.credit]
		owner := o.creditOwner(c)
		start := o.month(c.From).Start()
		if start.After(to) || g.expiry.Before(from) || !slices.Contains(accounts, owner) {
			continue
		}
		closed, all, err := o.paidBy(g.credit, now)
		if err != nil {
			return nil, err
		}
		credit := Credit{
			ID: g.id, AccountID: owner, Type: creditType(c), Description: o.creditDescription(g.credit), Currency: o.customer.Currency,
			Initial: g.initial, Remaining: g.initial - closed, Estimated: g.initial - all, Products: creditProducts(c),
			Application: creditApplication(c), Start: start, Expiry: g.expiry, Enabled: !c.Disabled,
		}
		if credit.Estimated == 0 {
			credit.Exhausted = g.lastDay.Start()
		}
		out = append(out, credit)
	}
	return out, nil
}

// paidBy returns what a credit has paid of bills that are closed, and of all that is reported.
func (o *org) paidBy(credit int, now time.Time) (closed, all Amount, err error) {
	first, last := o.creditMonths()
	for m := first; m <= min(last, MonthOf(now)); m++ {
		sums, err := o.creditsIn(m, now.Unix())
		if err != nil {
			return 0, 0, err
		}
		for _, s := range sums {
			if o.creditOf(s.credit) != credit {
				continue
			}
			all -= s.amount
			if !o.estimated(m, now) {
				closed -= s.amount
			}
		}
	}
	return closed, all, nil
}

// allocationsOf returns what credits did to accounts between two months, both inclusive, the newest first. An id of zero length is every credit.
func (o *org) allocationsOf(accounts []string, from, to Month, id string, now time.Time) ([]CreditAllocation, error) {
	o.credits.mu.Lock()
	defer o.credits.mu.Unlock()
	grants, err := o.granted()
	if err != nil {
		return nil, err
	}
	ids := map[int]string{}
	for _, g := range grants {
		ids[g.credit] = g.id
	}
	var out []CreditAllocation
	for m := min(to, MonthOf(now)); m >= from; m-- {
		sums, err := o.creditsIn(m, now.Unix())
		if err != nil {
			return nil, err
		}
		for _, s := range sums {
			of := ids[o.creditOf(s.credit)]
			if s.amount == 0 || id != "" && of != id || !slices.Contains(accounts, s.account) {
				continue
			}
			out = append(out, CreditAllocation{
				CreditID: of, AccountID: s.account, Service: s.service, Month: m, Description: s.description, Currency: o.customer.Currency,
				Amount: s.amount, Estimated: o.estimated(m, now),
			})
		}
	}
	return out, nil
}

func (o *org) creditOwner(c scenario.Credit) string {
	if n := min(c.Owner, len(o.customer.Members)); n > 0 {
		return o.customer.Members[n-1].ID
	}
	return o.customer.Account.ID
}

func creditType(c scenario.Credit) string {
	if c.Kind == scenario.Lump {
		return "TrueUp"
	}
	return "Promotion"
}

// creditProducts names what a credit may pay for; none is everything.
func creditProducts(c scenario.Credit) []string {
	var out []string
	switch {
	case c.Kind == scenario.Migration:
		out = []string{offers[0].name}
	case c.Kind == scenario.Promotional && c.Share != 10_000:
		for i := range offers {
			if offers[i].credit {
				out = append(out, offers[i].name)
			}
		}
	}
	return out
}

func creditApplication(c scenario.Credit) string {
	if c.Kind == scenario.Migration {
		return "BEFORE_CROSS_SERVICE_DISCOUNTS"
	}
	return "AFTER_DISCOUNTS"
}
