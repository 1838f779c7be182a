package ledger

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

// Rules is what the neighbour that compares the views lays down about sums. They are applied when the ledger is written, so that reading a portfolio of a thousand
// customers means reading a few sums of each.
type Rules interface {
	// Version changes with the meaning of the rules; portfolios of another version are made again from the details.
	Version() int
	// Class is the kind of a charge; false when it is on neither side of a comparison.
	Class(v View, recordType, service string) (class string, compared bool)
	// Derive computes what is kept with the summary of a month, opaque to the ledger.
	Derive(p *Portfolio) ([]byte, error)
}

// ViewDigest is a view of a customer's month summed up by class.
type ViewDigest struct {
	Status      ViewStatus               `json:"status"`
	Detail      string                   `json:"detail,omitempty"`
	Currency    money.Currency           `json:"currency,omitempty"`
	AsOf        time.Time                `json:"as_of"`
	Estimated   bool                     `json:"estimated,omitempty"`
	Open        bool                     `json:"open,omitempty"`    // it was read before the month had ended
	Total       money.Decimal            `json:"total"`             // as stored when it was read, with adjustments; not summed from the classes
	Apart       money.Decimal            `json:"apart"`             // what is on neither side of a comparison
	Classes     map[string]money.Decimal `json:"classes,omitempty"` // the rest
	Adjustments int                      `json:"adjustments,omitempty"`
}

// Read reports whether the view has figures.
func (v ViewDigest) Read() bool { return v.Status == ViewRead }

// CustomerDigest is the month of one customer summed up.
type CustomerDigest struct {
	CustomerID string      `json:"customer_id"`
	MyView     ViewDigest  `json:"my_view"`
	Showback   ViewDigest  `json:"showback"`
	Report     *CostReport `json:"report,omitempty"`
	Standing   Standing    `json:"standing"`
	Final      bool        `json:"final,omitempty"`
	ETag       string      `json:"etag"` // of the detail object it was made from
}

// Comparable reports whether both views were read, are of one currency and have the same days.
func (d CustomerDigest) Comparable() bool {
	return d.MyView.Read() && d.Showback.Read() && d.Unlike() == ""
}

// together is how far apart two views of a running month may have been read to have the same days. A collection reads the views of a customer one after the other.
const together = 12 * time.Hour

// Unlike says for people why two views that were read cannot be compared; empty when they can.
func (d CustomerDigest) Unlike() string {
	my, sb := d.MyView, d.Showback
	switch {
	case my.Currency != "" && sb.Currency != "" && my.Currency != sb.Currency:
		return fmt.Sprintf("My view is in %s and Showback in %s.", my.Currency, sb.Currency)
	case (my.Open || sb.Open) && my.AsOf.Sub(sb.AsOf).Abs() > together:
		day := func(v ViewDigest) string { return v.AsOf.UTC().Format("2 January 2006") }
		text := fmt.Sprintf("My view was read on %s and Showback on %s, so they have different days of the month.", day(my), day(sb))
		return strings.TrimSpace(text + " " + cmp.Or(my.Detail, sb.Detail))
	}
	return ""
}

// Currency is the currency of the first view that has one, else of AWS's cost report; empty when nothing says.
func (d CustomerDigest) Currency() money.Currency {
	c := cmp.Or(d.MyView.Currency, d.Showback.Currency)
	if c == "" && d.Report != nil {
		c = d.Report.Currency
	}
	return c
}

// ServiceSum is what the comparable customers of a month have of one service in one currency.
type ServiceSum struct {
	Service  string         `json:"service"`
	Currency money.Currency `json:"currency"`
	MyView   money.Decimal  `json:"my_view"`
	Showback money.Decimal  `json:"showback"`
}

// Digest sums a customer's month up.
func Digest(r Rules, c CustomerMonth, etag string) CustomerDigest {
	return CustomerDigest{
		CustomerID: c.CustomerID, MyView: digestView(r, MyView, c.Month, c.MyView), Showback: digestView(r, Showback, c.Month, c.Showback),
		Report: c.Report, Standing: c.Standing(), Final: c.Final(), ETag: etag,
	}
}

// headOf is a view without its sums.
func headOf(m period.Month, v ViewMonth) ViewDigest {
	return ViewDigest{
		Status: v.Status, Detail: v.Detail, Currency: v.Currency, AsOf: v.AsOf, Estimated: v.Estimated, Open: v.Standing(m) == StandingOpen, Adjustments: len(v.Adjustments),
	}
}

func digestView(r Rules, view View, m period.Month, v ViewMonth) ViewDigest {
	d := headOf(m, v)
	if !v.known() {
		return d
	}
	d.Total, d.Classes = v.FullTotal(), map[string]money.Decimal{}
	for _, e := range v.AllEntries() {
		class, ok := r.Class(view, e.RecordType, e.Service)
		if !ok {
			d.Apart = d.Apart.Add(e.Amount)
			continue
		}
		d.Classes[class] = d.Classes[class].Add(e.Amount)
	}
	return d
}

// serviceSums adds and takes away services of comparable customers.
type serviceSums map[serviceKey]ServiceSum

type serviceKey struct {
	service  string
	currency money.Currency
}

func newServiceSums(sums []ServiceSum) serviceSums {
	s := serviceSums{}
	for _, x := range sums {
		s[serviceKey{x.Service, x.Currency}] = x
	}
	return s
}

// add adds a customer's month, or takes it away.
func (s serviceSums) add(r Rules, c CustomerMonth, away bool) {
	d := CustomerDigest{MyView: headOf(c.Month, c.MyView), Showback: headOf(c.Month, c.Showback), Report: c.Report}
	if !d.Comparable() {
		return
	}
	for view, v := range map[View]ViewMonth{MyView: c.MyView, Showback: c.Showback} {
		for _, e := range v.AllEntries() {
			if _, ok := r.Class(view, e.RecordType, e.Service); !ok {
				continue
			}
			amount := e.Amount
			if away {
				amount = amount.Neg()
			}
			k := serviceKey{e.Service, d.Currency()}
			x := s[k]
			x.Service, x.Currency = k.service, k.currency
			if view == MyView {
				x.MyView = x.MyView.Add(amount)
			} else {
				x.Showback = x.Showback.Add(amount)
			}
			s[k] = x
		}
	}
}

func (s serviceSums) list() []ServiceSum {
	all := make([]ServiceSum, 0, len(s))
	for _, x := range s {
		if !x.MyView.IsZero() || !x.Showback.IsZero() {
			all = append(all, x)
		}
	}
	slices.SortFunc(all, func(a, b ServiceSum) int {
		return cmp.Or(cmp.Compare(a.Service, b.Service), cmp.Compare(a.Currency, b.Currency))
	})
	return all
}
