package gaps

import (
	"context"
	"slices"
	"time"

	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// ExportUnknown is the only state of exports as long as the portal does not read them.
const ExportUnknown = "unknown"

// Coverage is how far what a customer sees is whole.
type Coverage struct {
	CustomerID   string
	CustomerName string
	Status       Status // of the worst class
	Classes      []ClassCoverage
	Covered      int // classes that need nothing
	Known        int // classes with charges and exact figures
	Currency     money.Currency
	OpenGap      *money.Decimal // what its proposals add to Showback, net; nil when no class is known
	ExportStatus string
	AsOf         time.Time
}

// ClassCoverage is how far one class is covered.
type ClassCoverage struct {
	Class   Class
	Status  Status
	Percent margin.Figure // what Showback carries of what the policy wants
}

// CoverageList is a page of customers.
type CoverageList struct {
	Page       paging.Page[Coverage]
	Provenance margin.Provenance
}

// CoverageInput asks for a page of customers.
type CoverageInput struct {
	Scope scope.Scope
	Month period.Month
	Query paging.Query
}

// Coverage lists how far each customer of the month is covered, the worst first unless sorted. A customer who has nothing that pro forma drops is covered.
func (s *Service) Coverage(ctx context.Context, in CoverageInput) (*CoverageList, error) {
	v, err := s.view(ctx, in.Scope, in.Month, false)
	if err != nil {
		return nil, err
	}
	rows, err := s.shown(ctx, in.Scope, in.Month, v)
	if err != nil {
		return nil, err
	}
	page, err := paging.Apply(listName("gap-coverage", in.Scope, in.Month), coverageOf(v.customers, rows), in.Query, coverageSchema)
	return &CoverageList{page, v.provenance}, err
}

// coverageOf sums rows up by customer; both come customer by customer.
func coverageOf(customers []Coverage, rows []*Gap) []Coverage {
	all := slices.Clone(customers)
	i := 0
	for _, g := range rows {
		for all[i].CustomerID != g.CustomerID {
			i++
		}
		all[i].add(g)
	}
	return all
}

func (c *Coverage) add(g *Gap) {
	one := ClassCoverage{Class: g.Class, Status: g.Status}
	if len(c.Classes) == 0 || g.Status.rank() < c.Status.rank() {
		c.Status = g.Status
	}
	if g.Known {
		c.Known, c.Currency = c.Known+1, g.Currency // which an item says where no charge does
		if g.Status == Covered || g.Status == Kept {
			c.Covered++
		}
		open := money.Zero
		if c.OpenGap != nil {
			open = *c.OpenGap
		}
		if g.Proposal != nil {
			open = open.Add(*g.Proposal)
		}
		c.OpenGap = &open
		one.Percent = share(g.Carried, g.Wanted)
	}
	c.Classes = append(c.Classes, one)
}

// shareScale is the number of decimals of a percentage.
const shareScale = 2

// share is a part in percent of a whole of either sign; unknown of nothing.
func share(part, whole money.Decimal) margin.Figure {
	if whole.Sign() < 0 {
		part, whole = part.Neg(), whole.Neg()
	}
	p, ok := part.PercentOf(whole, shareScale)
	return margin.Figure{Value: p, Known: ok}
}

var coverageSchema = paging.Schema[Coverage]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[Coverage]{
		"customer_id":     paging.Text(func(c Coverage) string { return c.CustomerID }),
		"customer_name":   paging.Text(func(c Coverage) string { return c.CustomerName }),
		"status":          paging.Enum(func(c Coverage) string { return string(c.Status) }, Statuses()...),
		"covered_classes": paging.Number(func(c Coverage) (money.Decimal, bool) { return money.FromInt(int64(c.Covered)), true }),
		"export_status":   paging.Enum(func(c Coverage) string { return c.ExportStatus }, "delivering", "failing", "missing", ExportUnknown),
		"open_gap": paging.Number(func(c Coverage) (money.Decimal, bool) {
			if c.OpenGap == nil {
				return money.Zero, false
			}
			return *c.OpenGap, true
		}),
	},
	Search:  func(c Coverage) []string { return []string{c.CustomerName, c.CustomerID} },
	Default: []paging.Key{{Property: "status"}, {Property: "customer_name"}},
	ID:      func(c Coverage) string { return c.CustomerID },
}

// Attention implements margin.Watcher: open gaps of the month, or of the month before while the month runs, because support and credits are posted after it has ended.
func (s *Service) Attention(ctx context.Context, sc scope.Scope, m period.Month) ([]margin.Attention, error) {
	current := period.MonthOf(s.c.Clock.Now())
	if m == current {
		m = m.Add(-1)
	}
	if m != current.Add(-1) {
		return nil, nil // what can be written no more needs nobody
	}
	v, err := s.view(ctx, sc, m, false)
	if err != nil {
		return nil, err
	}
	var open []*Gap
	for _, g := range v.rows {
		if g.Proposal != nil {
			open = append(open, g)
		}
	}
	var all []margin.Attention
	for _, t := range TotalsOf(open) {
		amount := money.New(t.Proposal, t.Currency)
		all = append(all, margin.Attention{
			Code: margin.AttentionGapsOpen, Severity: margin.SeverityMedium, Count: t.Gaps, Amount: &amount, Title: openTitle(t, m), Month: m,
			Detail: "Showback does not carry what the policies pass on. Plan line items as long as AWS takes them for the month.",
			Filter: []string{"proposal:ne:0", "currency:eq:" + string(t.Currency)},
		})
	}
	return all, nil
}

func openTitle(t Totals, m period.Month) string {
	return counted(t.Gaps, "gap") + " of " + counted(t.Customers, "customer") + " in " + monthName(m) + " " + isAre(t.Gaps) + " open"
}
