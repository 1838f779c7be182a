package commission

import (
	"context"

	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// ListInput asks for a page of the customers of a month.
type ListInput struct {
	Scope scope.Scope
	Month period.Month
	Query paging.Query
}

// List is a page of customers with the totals of all that match.
type List struct {
	Page       paging.Page[Row]
	Totals     []Totals
	Provenance margin.Provenance
}

// List returns a page of customers with their commissions. It never calls AWS.
func (s *Service) List(ctx context.Context, in ListInput) (*List, error) {
	b, err := s.book(ctx, in.Scope, in.Month)
	if err != nil {
		return nil, err
	}
	page, err := paging.Apply(listName(in.Scope, in.Month), b.rows, in.Query, schema)
	if err != nil {
		return nil, err
	}
	return &List{Page: page, Totals: totalsOf(page.Matched), Provenance: b.provenance}, nil
}

// listName names a list for its cursors.
func listName(sc scope.Scope, m period.Month) string {
	return "commission/" + sc.Receiver() + "/" + m.String()
}

var schema = paging.Schema[Row]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[Row]{
		"customer_id":   paging.Text(func(r Row) string { return r.CustomerID }),
		"customer_name": paging.Text(func(r Row) string { return r.CustomerName }),
		"status":        paging.Enum(func(r Row) string { return string(r.Status) }, Statuses()...),
		"percent": paging.Number(func(r Row) (money.Decimal, bool) {
			if r.Percent == nil {
				return money.Zero, false
			}
			return *r.Percent, true
		}),
		"base":     paging.Number(func(r Row) (money.Decimal, bool) { return r.Base.Value, r.Base.Known }),
		"amount":   paging.Number(func(r Row) (money.Decimal, bool) { return r.Amount.Value, r.Amount.Known }),
		"currency": paging.Text(func(r Row) string { return string(r.Currency) }),
	},
	Search:  func(r Row) []string { return append([]string{r.CustomerName, r.CustomerID}, r.ItemIDs...) },
	Default: []paging.Key{{Property: "customer_name"}},
	ID:      func(r Row) string { return r.CustomerID },
}
