package lineitems

import (
	"context"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/snapshots"
)

// Values is every item of a month with what it is worth. It is shared and must not be changed.
type Values struct {
	Rows       []Row          // those that ended with the month before and begin with the one after included
	Missing    []Made         // what the portal made for the month and AWS no longer lists: somebody deleted it
	Head       snapshots.Head // when they were read; zero when they never were
	Provenance margin.Provenance
}

// Values returns the items of a month for neighbours that need them all. It never calls AWS.
func (s *Service) Values(ctx context.Context, sc scope.Scope, m period.Month) (Values, error) {
	v, err := s.view(ctx, sc, m)
	if err != nil {
		return Values{}, err
	}
	return Values{Rows: v.rows, Missing: v.missing, Head: v.head, Provenance: v.provenance}, nil
}

// Base is what a percentage of a customer's billing group would be taken of in a month.
type Base struct {
	Currency money.Currency // empty when nothing was charged that would say
	Amount   money.Decimal
	Note     string // what it is of, for people
}

// WithoutNegation are the filters of an item that leaves Savings Plan negation out of what it is taken of.
func WithoutNegation() []Filter {
	return []Filter{{Attribute: filterLineItemType, Match: matchNot, Values: []string{valueNegation}}}
}

// Bases returns what a percentage of the billing group would be taken of, of every customer whose Showback was read for the month, whether or not it has an item.
// It is what the value of an item is computed from. It never calls AWS.
func (s *Service) Bases(ctx context.Context, sc scope.Scope, m period.Month, withoutNegation bool) (map[string]Base, error) {
	p, _, err := s.c.Ledger.Portfolio(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	var filters []Filter
	var bases map[string]sums
	if withoutNegation {
		filters = WithoutNegation()
		if bases, err = s.bases.Of(ctx, sc, p); err != nil {
			return nil, err
		}
	}
	all := make(map[string]Base, len(p.Customers))
	for _, c := range p.Customers {
		if !c.Showback.Read() {
			continue
		}
		b := Base{Currency: c.Showback.Currency, Note: groupNote(m, filters) + "."}
		if withoutNegation {
			part, _, known := bases[c.CustomerID].through(filters)
			if _, read := bases[c.CustomerID]; !read || !known {
				continue
			}
			b.Amount = part
		} else {
			b.Amount = groupTotal(c.Showback)
		}
		all[c.CustomerID] = b
	}
	return all, nil
}

// groupTotal is the total of sumsOf, from the sums that the ledger keeps by class.
func groupTotal(showback ledger.ViewDigest) money.Decimal {
	var d money.Decimal
	for class, amount := range showback.Classes {
		if class != string(margin.ClassLineItem) {
			d = d.Add(amount)
		}
	}
	return d
}
