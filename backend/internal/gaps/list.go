package gaps

import (
	"cmp"
	"context"
	"slices"

	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// ListInput asks for a page of the gaps of a month.
type ListInput struct {
	Scope scope.Scope
	Month period.Month
	Demo  bool
	Query paging.Query
}

// List is a page of gaps with the totals of all that match.
type List struct {
	Page         paging.Page[*Gap]
	Totals       []Totals
	Unattributed int // line items of the month of which nobody has said what they stand for
	Plannable    bool
	Provenance   margin.Provenance
	Simulated    bool
}

// Totals is the sum of the known rows of one currency.
type Totals struct {
	Currency  money.Currency
	MyView    money.Decimal
	Carried   money.Decimal
	Proposal  money.Decimal
	Kept      money.Decimal // what the policies do not pass on
	Withheld  money.Decimal // what would be proposed were it not dismissed
	Customers int
	Gaps      int // rows with a proposal
	Dismissed int // rows that were set aside
	Unknown   int // rows without amounts; in no sum
}

// Gap is what Showback does not carry of My view.
func (t Totals) Gap() money.Decimal { return t.MyView.Sub(t.Carried) }

// defaultCurrency is what AWS bills in where nothing was billed that would say otherwise.
const defaultCurrency = money.USD

// TotalsOf sums rows, one total per currency, in the order of the currencies.
func TotalsOf(rows []*Gap) []Totals {
	sums := map[money.Currency]*Totals{}
	customers := map[money.Currency]map[string]bool{}
	for _, g := range rows {
		c := cmp.Or(g.Currency, defaultCurrency)
		t := sums[c]
		if t == nil {
			t = &Totals{Currency: c}
			sums[c], customers[c] = t, map[string]bool{}
		}
		customers[c][g.CustomerID] = true
		if !g.Known {
			t.Unknown++
			continue
		}
		t.MyView, t.Carried, t.Kept = t.MyView.Add(g.MyView), t.Carried.Add(g.Carried), t.Kept.Add(g.MyView.Sub(g.Wanted))
		if g.Withheld != nil {
			t.Dismissed++
			t.Withheld = t.Withheld.Add(*g.Withheld)
		}
		if g.Proposal != nil {
			t.Gaps++
			t.Proposal = t.Proposal.Add(*g.Proposal)
		}
	}
	all := make([]Totals, 0, len(sums))
	for c, t := range sums {
		t.Customers = len(customers[c])
		all = append(all, *t)
	}
	slices.SortFunc(all, func(a, b Totals) int { return cmp.Compare(a.Currency, b.Currency) })
	return all
}

// List returns a page of gaps, the largest first unless sorted.
func (s *Service) List(ctx context.Context, in ListInput) (*List, error) {
	v, err := s.view(ctx, in.Scope, in.Month, in.Demo)
	if err != nil {
		return nil, err
	}
	rows, err := s.shown(ctx, in.Scope, in.Month, v)
	if err != nil {
		return nil, err
	}
	page, err := paging.Apply(listName("gaps", in.Scope, in.Month), rows, in.Query, gapSchema)
	if err != nil {
		return nil, err
	}
	list := &List{Page: page, Totals: TotalsOf(page.Matched), Plannable: lineitems.Writable(in.Month, s.c.Clock.Now()), Provenance: v.provenance, Simulated: in.Demo}
	for _, n := range v.unattributed {
		list.Unattributed += n
	}
	return list, nil
}

func listName(of string, sc scope.Scope, m period.Month) string {
	return of + "/" + sc.Receiver() + "/" + m.String()
}

var gapSchema = paging.Schema[*Gap]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[*Gap]{
		"customer_id":   paging.Text(func(g *Gap) string { return g.CustomerID }),
		"customer_name": paging.Text(func(g *Gap) string { return g.CustomerName }),
		"class":         paging.Enum(func(g *Gap) string { return string(g.Class) }, classNames()...),
		"status":        paging.Enum(func(g *Gap) string { return string(g.Status) }, Statuses()...),
		"policy":        paging.Enum(func(g *Gap) string { return string(g.Policy.Mode) }, Modes()...),
		"currency":      paging.Text(func(g *Gap) string { return string(g.Currency) }),
		"my_view":       paging.Number(func(g *Gap) (money.Decimal, bool) { return g.MyView, g.Known }),
		"carried":       paging.Number(func(g *Gap) (money.Decimal, bool) { return g.Carried, g.Known }),
		"gap":           paging.Number(func(g *Gap) (money.Decimal, bool) { return g.Gap(), g.Known }),
		"size":          paging.Number((*Gap).size),
		"proposal": paging.Number(func(g *Gap) (money.Decimal, bool) {
			if g.Proposal == nil {
				return money.Zero, false
			}
			return *g.Proposal, true
		}),
	},
	Search:  func(g *Gap) []string { return []string{g.CustomerName, g.CustomerID, string(g.Class)} },
	Default: []paging.Key{{Property: "size", Desc: true}},
	ID:      func(g *Gap) string { return g.ID() },
}
