package finops

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// Grouping is what a row of the breakdown is.
type Grouping string

// The groupings.
const (
	ByCustomer Grouping = "customer"
	ByAccount  Grouping = "account"
	ByService  Grouping = "service"
)

// Sides is what both views cost; what is not known is unknown.
type Sides struct{ MyView, Showback margin.Figure }

// UsageRow is the cost of one customer, account or service in a month and the one before.
type UsageRow struct {
	Key          string
	Label        string
	CustomerID   string // empty for services of all customers
	CustomerName string
	AccountID    string // of accounts alone
	Currency     money.Currency
	Sides
	Previous Sides

	alike bool          // whether both months are whole
	whole money.Decimal // cost on My view of all rows of the list in this currency, for shares
}

// Change is against the month before; unknown unless both months are whole and known.
func (r UsageRow) Change() Sides {
	if !r.alike {
		return Sides{}
	}
	return Sides{difference(r.MyView, r.Previous.MyView), difference(r.Showback, r.Previous.Showback)}
}

func difference(now, before margin.Figure) margin.Figure {
	if !now.Known || !before.Known {
		return margin.Figure{}
	}
	return margin.Known(now.Value.Sub(before.Value))
}

// SharePercent is the share of the cost on My view of all rows of the list in this currency, in percent.
func (r UsageRow) SharePercent() margin.Figure {
	if !r.MyView.Known {
		return margin.Figure{}
	}
	p, ok := r.MyView.Value.PercentOf(r.whole, 4)
	return margin.Figure{Value: p, Known: ok}
}

// UsageTotals is the sum of the rows that match, in one currency. A side is unknown when it is not known of every row.
type UsageTotals struct {
	Currency money.Currency
	Rows     int
	Sides
}

// UsageInput asks for a page of the breakdown.
type UsageInput struct {
	Scope scope.Scope
	Month period.Month
	By    Grouping
	Query paging.Query
}

// UsageList is a page of the breakdown with the totals of all that match.
type UsageList struct {
	Page       paging.Page[*UsageRow]
	Totals     []UsageTotals
	Provenance margin.Provenance
}

// Usage breaks the cost of a month down.
func (s *Service) Usage(ctx context.Context, in UsageInput) (*UsageList, error) {
	st, err := s.c.Margin.Statement(ctx, in.Scope, in.Month)
	if err != nil {
		return nil, err
	}
	rows, provenance, err := s.rows(ctx, in, st)
	if err != nil {
		return nil, err
	}
	list := "usage/" + in.Scope.Receiver() + "/" + string(in.By) + "/" + in.Month.String()
	page, err := paging.Apply(list, rows, in.Query, usageSchema())
	if err != nil {
		return nil, err
	}
	return &UsageList{Page: page, Totals: usageTotals(page.Matched), Provenance: provenance}, nil
}

func (s *Service) rows(ctx context.Context, in UsageInput, st *margin.Statement) ([]*UsageRow, margin.Provenance, error) {
	if in.By == ByAccount {
		return s.accountRows(ctx, in, st)
	}
	prev, err := s.before(ctx, in.Scope, in.Month)
	if err != nil {
		return nil, margin.Provenance{}, err
	}
	alike := prev != nil && whole(st) && whole(prev)
	if in.By == ByCustomer {
		return finish(customerRows(st, prev), alike), st.Provenance, nil
	}
	if id, ok := oneCustomer(in.Query); ok {
		rows, err := s.servicesOf(ctx, in, id)
		return finish(rows, alike), st.Provenance, err
	}
	p := st.Provenance
	if st.Counts.Compared < st.Counts.Billed {
		p = withWarning(p, margin.Warning{
			Code: WarnServicesCompared, Count: st.Counts.Compared,
			Detail: fmt.Sprintf("Services are of the %d of %d customers with both views.", st.Counts.Compared, st.Counts.Billed),
		})
	}
	return finish(serviceRows(st, prev), alike), p, nil
}

// finish gives the rows what they need for changes and shares.
func finish(rows []*UsageRow, alike bool) []*UsageRow {
	whole := map[money.Currency]money.Decimal{}
	for _, r := range rows {
		if r.MyView.Known {
			whole[r.Currency] = whole[r.Currency].Add(r.MyView.Value)
		}
	}
	for _, r := range rows {
		r.alike, r.whole = alike, whole[r.Currency]
	}
	return rows
}

func customerRows(st, prev *margin.Statement) []*UsageRow {
	before := map[string]*margin.Row{}
	if prev != nil {
		for i := range prev.Rows {
			before[prev.Rows[i].Key] = &prev.Rows[i]
		}
	}
	rows := make([]*UsageRow, 0, len(st.Rows))
	for i := range st.Rows {
		r := &st.Rows[i]
		row := &UsageRow{Key: r.Key, Label: r.Label, CustomerID: r.Key, CustomerName: r.Label, Currency: r.Figures.Currency, Sides: sidesOf(r.Figures)}
		if b := before[r.Key]; b != nil && b.Figures.Currency == row.Currency {
			row.Previous = sidesOf(b.Figures)
		}
		rows = append(rows, row)
	}
	return rows
}

func sidesOf(f margin.Figures) Sides { return Sides{f.AWSCost, f.Charged} }

// serviceRows are the services of the customers with both views. One that a month does not have cost nothing in it.
func serviceRows(st, prev *margin.Statement) []*UsageRow {
	months := []*margin.Statement{st}
	if prev != nil {
		months = append(months, prev)
	}
	sums := newSums(len(months))
	for i, of := range months {
		for _, r := range of.Services {
			sums.add(i, r.Label, r.Figures.Currency, ledger.MyView, r.Figures.AWSCost.Value)
			sums.add(i, r.Label, r.Figures.Currency, ledger.Showback, r.Figures.Charged.Value)
		}
	}
	known := make([]map[ledger.View]bool, len(months))
	for i := range months {
		known[i] = map[ledger.View]bool{ledger.MyView: true, ledger.Showback: true}
	}
	return sums.rows(known)
}

// servicesOf are the services of one customer.
func (s *Service) servicesOf(ctx context.Context, in UsageInput, id string) ([]*UsageRow, error) {
	customers, err := s.customers(ctx, in.Scope)
	if err != nil {
		return nil, err
	}
	name := ""
	for _, cu := range customers {
		if cu.ID == id {
			name = cu.Name
		}
	}
	sums := newSums(2)
	known := make([]map[ledger.View]bool, 2)
	for i := range known {
		cm, found, err := s.c.Ledger.CustomerMonth(ctx, in.Scope, in.Month.Add(-i), id)
		if err != nil {
			return nil, err
		}
		known[i] = map[ledger.View]bool{}
		if !found {
			continue
		}
		currency := cmp.Or(cm.CurrencyOf(), money.USD)
		for view, v := range map[ledger.View]ledger.ViewMonth{ledger.MyView: cm.MyView, ledger.Showback: cm.Showback} {
			if v.Status != ledger.ViewRead || v.Currency != "" && v.Currency != currency {
				continue
			}
			known[i][view] = true
			for _, e := range v.AllEntries() {
				if _, ok := margin.Classify(view, e.RecordType, e.Service); ok {
					sums.add(i, e.Service, currency, view, e.Amount)
				}
			}
		}
	}
	rows := sums.rows(known)
	for _, r := range rows {
		r.CustomerID, r.CustomerName = id, name
	}
	return rows, nil
}

// oneCustomer finds the customer that a query is about: every row has to be of it.
func oneCustomer(q paging.Query) (string, bool) {
	if q.Match == paging.Any && len(q.Terms) > 1 {
		return "", false
	}
	for _, t := range q.Terms {
		if t.Property == "customer_id" && t.Op == paging.Eq {
			return t.Value, true
		}
	}
	return "", false
}

// serviceSums sums both views of services by month, the one that is asked for first.
type serviceSums struct {
	months int
	of     map[serviceKey][]map[ledger.View]money.Decimal
}

type serviceKey struct {
	service  string
	currency money.Currency
}

func newSums(months int) serviceSums {
	return serviceSums{months, map[serviceKey][]map[ledger.View]money.Decimal{}}
}

func (s serviceSums) add(month int, service string, c money.Currency, view ledger.View, d money.Decimal) {
	k := serviceKey{service, c}
	sums := s.of[k]
	if sums == nil {
		sums = make([]map[ledger.View]money.Decimal, s.months)
		for i := range sums {
			sums[i] = map[ledger.View]money.Decimal{}
		}
		s.of[k] = sums
	}
	sums[month][view] = sums[month][view].Add(d)
}

// rows makes a row of each service and currency; known says which views of which months were read.
func (s serviceSums) rows(known []map[ledger.View]bool) []*UsageRow {
	several := map[string]int{}
	for k := range s.of {
		several[k.service]++
	}
	side := func(sums []map[ledger.View]money.Decimal, month int, view ledger.View) margin.Figure {
		if month >= s.months || !known[month][view] {
			return margin.Figure{}
		}
		return margin.Known(sums[month][view])
	}
	rows := make([]*UsageRow, 0, len(s.of))
	for k, sums := range s.of {
		key := k.service
		if several[k.service] > 1 {
			key += " (" + string(k.currency) + ")"
		}
		rows = append(rows, &UsageRow{
			Key: key, Label: k.service, Currency: k.currency, Sides: Sides{side(sums, 0, ledger.MyView), side(sums, 0, ledger.Showback)},
			Previous: Sides{side(sums, 1, ledger.MyView), side(sums, 1, ledger.Showback)},
		})
	}
	slices.SortFunc(rows, func(a, b *UsageRow) int { return strings.Compare(a.Key, b.Key) })
	return rows
}

// usageTotals sums the rows up, one total per currency.
func usageTotals(rows []*UsageRow) []UsageTotals {
	sums := map[money.Currency]*UsageTotals{}
	for _, r := range rows {
		t := sums[r.Currency]
		if t == nil {
			t = &UsageTotals{Currency: r.Currency, Sides: Sides{margin.Known(money.Zero), margin.Known(money.Zero)}}
			sums[r.Currency] = t
		}
		t.Rows++
		t.MyView, t.Showback = sum(t.MyView, r.MyView), sum(t.Showback, r.Showback)
	}
	all := make([]UsageTotals, 0, len(sums))
	for _, t := range sums {
		all = append(all, *t)
	}
	slices.SortFunc(all, func(a, b UsageTotals) int { return cmp.Compare(a.Currency, b.Currency) })
	return all
}

func sum(a, b margin.Figure) margin.Figure {
	if !a.Known || !b.Known {
		return margin.Figure{}
	}
	return margin.Known(a.Value.Add(b.Value))
}

// usageSchema says how rows are searched, filtered and sorted: the most expensive first unless sorted.
func usageSchema() paging.Schema[*UsageRow] {
	figure := func(of func(*UsageRow) margin.Figure) paging.Property[*UsageRow] {
		return paging.Number(func(r *UsageRow) (money.Decimal, bool) {
			f := of(r)
			return f.Value, f.Known
		})
	}
	return paging.Schema[*UsageRow]{
		Properties: map[string]paging.Property[*UsageRow]{
			"label":             paging.Text(func(r *UsageRow) string { return r.Label }),
			"customer_id":       paging.Text(func(r *UsageRow) string { return r.CustomerID }),
			"account_id":        paging.Text(func(r *UsageRow) string { return r.AccountID }),
			"currency":          paging.Text(func(r *UsageRow) string { return string(r.Currency) }),
			"my_view":           figure(func(r *UsageRow) margin.Figure { return r.MyView }),
			"showback":          figure(func(r *UsageRow) margin.Figure { return r.Showback }),
			"previous_my_view":  figure(func(r *UsageRow) margin.Figure { return r.Previous.MyView }),
			"previous_showback": figure(func(r *UsageRow) margin.Figure { return r.Previous.Showback }),
			"my_view_change":    figure(func(r *UsageRow) margin.Figure { return r.Change().MyView }),
			"showback_change":   figure(func(r *UsageRow) margin.Figure { return r.Change().Showback }),
		},
		Search:  func(r *UsageRow) []string { return []string{r.Label, r.Key, r.CustomerName} },
		Default: []paging.Key{{Property: "my_view", Desc: true}},
		ID:      func(r *UsageRow) string { return r.Key },
	}
}

// customerNames are the names of customers by id.
func customerNames(customers []transfers.Customer) map[string]string {
	names := make(map[string]string, len(customers))
	for _, cu := range customers {
		names[cu.ID] = cu.Name
	}
	return names
}
