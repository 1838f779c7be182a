package margin

import (
	"context"
	"time"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// Grouping is what a row of a list is.
type Grouping string

// The groupings.
const (
	ByCustomer Grouping = "customer"
	ByService  Grouping = "service"
	ByMonth    Grouping = "month"
)

// ListInput asks for a page of rows.
type ListInput struct {
	Scope scope.Scope
	Month period.Month
	By    Grouping
	Query paging.Query
}

// List is a page of rows with the totals of all that match.
type List struct {
	Page       paging.Page[Row]
	Totals     []Totals
	Provenance Provenance
}

// Rows lists margins by customer, service or month.
func (s *Service) Rows(ctx context.Context, in ListInput) (*List, error) {
	st, err := s.Statement(ctx, in.Scope, in.Month)
	if err != nil {
		return nil, err
	}
	rows, provenance, err := s.grouped(ctx, in, st)
	if err != nil {
		return nil, err
	}
	list := "margins/" + in.Scope.Receiver() + "/" + string(in.By) + "/" + in.Month.String()
	page, err := paging.Apply(list, rows, in.Query, rowSchema(in.By))
	if err != nil {
		return nil, err
	}
	return &List{Page: page, Totals: TotalsOf(page.Matched), Provenance: provenance}, nil
}

func (s *Service) grouped(ctx context.Context, in ListInput, st *Statement) ([]Row, Provenance, error) {
	switch in.By {
	case ByService:
		return st.Services, st.Provenance, nil
	case ByMonth:
		all, err := s.trend(ctx, in.Scope, in.Month, trendMonths)
		if err != nil {
			return nil, Provenance{}, err
		}
		rows, p := monthRows(all, st.Provenance)
		return rows, p, nil
	case ByCustomer:
	}
	prev, err := s.previous(ctx, in.Scope, in.Month)
	if err != nil {
		return nil, Provenance{}, err
	}
	return withChanges(st, prev), st.Provenance, nil
}

// monthRows makes a row of every month and currency; the provenance then covers all of them.
func monthRows(all []MonthRecord, last Provenance) ([]Row, Provenance) {
	var rows []Row
	p := last
	for i, m := range all {
		for _, t := range m.Totals {
			key := m.Month.String()
			if len(m.Totals) > 1 {
				key += " (" + string(t.Figures.Currency) + ")"
			}
			row := Row{Key: key, Label: key, Month: m.Month, Figures: t.Figures, Standing: m.Standing, Completeness: m.Completeness(), AsOf: m.OldestAsOf}
			if i > 0 && m.Standing != ledger.StandingOpen && all[i-1].Month == m.Month.Add(-1) {
				row.Change = changeOf(all[i-1].Month, figuresIn(all[i-1].Totals, t.Figures.Currency), t.Figures)
			}
			if m.Partial > 0 {
				row.Note = count(m.Partial, "customer", "customers") + " cannot be compared; the figures are of the others."
			}
			rows = append(rows, row)
		}
		if i == 0 {
			p.From = m.Month
		}
		p.Standing = ledger.LessSettled(p.Standing, m.Standing)
		p.Completeness = worse(p.Completeness, m.Completeness())
		if !m.OldestAsOf.IsZero() && (p.AsOf.IsZero() || m.OldestAsOf.Before(p.AsOf)) {
			p.AsOf = m.OldestAsOf
		}
	}
	return rows, p
}

// figuresIn finds the figures of a currency; unknown ones when there are none.
func figuresIn(totals []Totals, c money.Currency) Figures {
	for _, t := range totals {
		if t.Figures.Currency == c {
			return t.Figures
		}
	}
	return Figures{}
}

func worse(a, b Completeness) Completeness {
	rank := map[Completeness]int{Complete: 0, Partial: 1, Pending: 2}
	if rank[b] > rank[a] {
		return b
	}
	return a
}

// rowSchema says how rows are searched, filtered and sorted: months newest first, everything else by label.
func rowSchema(by Grouping) paging.Schema[Row] {
	figure := func(of func(Row) Figure) paging.Property[Row] {
		return paging.Number(func(r Row) (money.Decimal, bool) {
			f := of(r)
			return f.Value, f.Known
		})
	}
	s := paging.Schema[Row]{
		Properties: map[string]paging.Property[Row]{
			"label":          paging.Text(func(r Row) string { return r.Label }),
			"currency":       paging.Text(func(r Row) string { return string(r.Figures.Currency) }),
			"aws_cost":       figure(func(r Row) Figure { return r.Figures.AWSCost }),
			"charged":        figure(func(r Row) Figure { return r.Figures.Charged }),
			"margin":         figure(func(r Row) Figure { return r.Figures.Margin() }),
			"margin_percent": figure(func(r Row) Figure { return r.Figures.MarginPercent() }),
			"markup_percent": figure(func(r Row) Figure { return r.Figures.MarkupPercent() }),
			"line_items":     figure(func(r Row) Figure { return r.Figures.LineItems }),
			"credits":        figure(func(r Row) Figure { return r.Figures.Credits }),
			"support":        figure(func(r Row) Figure { return r.Figures.Support }),
			"tax":            figure(func(r Row) Figure { return r.Figures.Tax }),
			"standing": paging.Enum(func(r Row) string { return string(r.Standing) }, string(ledger.StandingUnknown), string(ledger.StandingOpen),
				string(ledger.StandingEstimated), string(ledger.StandingFinal)),
			"completeness": paging.Enum(func(r Row) string { return string(r.Completeness) }, string(Complete), string(Partial), string(Pending)),
			"margin_change": figure(func(r Row) Figure {
				if r.Change == nil {
					return Figure{}
				}
				return Known(r.Change.Margin)
			}),
			"customer_id":          paging.Text(func(r Row) string { return r.customer().ID }),
			"state":                paging.Enum(func(r Row) string { return string(r.customer().State) }, transfers.States()...),
			"billing_group_status": paging.Enum(func(r Row) string { return string(r.customer().GroupStatus) }, transfers.GroupStatuses()...),
			"pricing_plan_name":    paging.Text(func(r Row) string { return r.customer().PlanName }),
		},
		Search:  func(r Row) []string { return []string{r.Label, r.Key, r.customer().Email} },
		Default: []paging.Key{{Property: "label"}},
		ID:      func(r Row) string { return r.Key },
	}
	if by == ByMonth {
		s.Properties["month"] = paging.Time(func(r Row) (t time.Time, ok bool) { return r.Month.Start(), true })
		s.Default = []paging.Key{{Property: "month", Desc: true}}
	}
	return s
}

// customer is the customer of the row; an empty one for services and months.
func (r Row) customer() transfers.Customer {
	if r.Customer == nil {
		return transfers.Customer{}
	}
	return *r.Customer
}
