package lineitems

import (
	"context"
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/snapshots"
)

// Attributed is what the items of a month come to by customer and class: the computed values, percentages included. It is made once of a snapshot; it is shared and must not be changed.
type Attributed struct {
	Month     period.Month
	Kept      bool           // whether the items of the month were ever read; without it nothing is known
	Head      snapshots.Head // when
	Version   string         // changes whenever anything here does
	Customers map[string]*OfCustomer
	Orphans   int // items whose customer is not known
	// Rows are the active items by ARN.
	Rows map[string]*Row
	// Gone are those that the portal made for the month and AWS no longer lists, by ARN: somebody deleted them.
	Gone map[string]Made
	// Drifted counts by plan the items that somebody changed or deleted.
	Drifted map[string]int
	// Showback says of customers of whom it can be told whether Showback carries what their items come to: it was read after AWS's delay.
	Showback map[string]bool
}

// OfCustomer is the active items of one customer in the month.
type OfCustomer struct {
	Classes map[Class]*Carried // of those that have an item; ClassUnattributed too
	Missing []Made             // what the portal made for the month and AWS no longer lists: somebody deleted it
}

// Carried is what the items of a customer and class come to.
type Carried struct {
	Sums    map[money.Currency]money.Decimal // computed, signed; of the items whose value is known
	Unknown int                              // items without a known value: then a sum is not the whole
	Items   []*Row
}

// Of returns what a customer's items of a class come to; empty when there are none.
func (a *Attributed) Of(customer string, c Class) Carried {
	if of := a.Customers[customer]; of != nil && of.Classes[c] != nil {
		return *of.Classes[c]
	}
	return Carried{}
}

// In is the sum in a currency; false when an item has no known value.
func (c Carried) In(currency money.Currency) (money.Decimal, bool) {
	return c.Sums[currency], c.Unknown == 0
}

// Attributed returns the values of the items of a month by customer and class. It never calls AWS.
func (s *Service) Attributed(ctx context.Context, sc scope.Scope, m period.Month) (*Attributed, error) {
	v, err := s.view(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	return v.attributed, nil
}

func attributedOf(m period.Month, version string, kept bool, v *view) *Attributed {
	a := &Attributed{
		Month: m, Kept: kept, Head: v.head, Version: version, Customers: map[string]*OfCustomer{}, Rows: map[string]*Row{}, Gone: map[string]Made{}, Drifted: map[string]int{},
		Showback: v.carries,
	}
	for i := range v.rows {
		r := &v.rows[i]
		if r.Status != StatusActive {
			continue
		}
		a.Rows[r.ARN] = r
		if r.Drift != "" {
			a.Drifted[r.Attribution.Plan]++
		}
		if r.CustomerID == "" {
			a.Orphans++
			continue
		}
		a.customer(r.CustomerID).add(r)
	}
	for _, made := range v.missing {
		a.Gone[made.ARN] = made
		a.Drifted[made.Plan]++
		of := a.customer(made.CustomerID)
		of.Missing = append(of.Missing, made)
	}
	return a
}

func (a *Attributed) customer(id string) *OfCustomer {
	of := a.Customers[id]
	if of == nil {
		of = &OfCustomer{Classes: map[Class]*Carried{}}
		a.Customers[id] = of
	}
	return of
}

func (o *OfCustomer) add(r *Row) {
	c := o.Classes[r.Attribution.Class]
	if c == nil {
		c = &Carried{Sums: map[money.Currency]money.Decimal{}}
		o.Classes[r.Attribution.Class] = c
	}
	c.Items = append(c.Items, r)
	if !r.Amount.Known {
		c.Unknown++
		return
	}
	c.Sums[r.Currency] = c.Sums[r.Currency].Add(r.Amount.Value)
}

// missing lists what the portal made for a month before it was listed and is not among its items.
func (n noted) missing(m period.Month, items map[string]Kept, listed time.Time) []Made {
	var gone []Made
	for _, made := range n.made {
		for arn, one := range made {
			if _, there := items[arn]; !there && one.charges(m) && !one.At.After(listed) {
				gone = append(gone, one)
			}
		}
	}
	slices.SortFunc(gone, func(a, b Made) int { return strings.Compare(a.ARN, b.ARN) })
	return gone
}
