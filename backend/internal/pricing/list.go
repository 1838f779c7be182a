package pricing

import (
	"context"
	"slices"
	"time"

	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/snapshots"
	"portal.example/backend/internal/transfers"
)

// PlanRow is a plan as lists show it.
type PlanRow struct {
	Plan
	Summary   string
	RuleCount int
	Rules     []RuleRow        // at most mostRules
	Customers int              // whose billing group uses it now
	Figures   []margin.Figures // of those that can be compared in the month; one per currency
}

// RuleRow is a rule as lists show it.
type RuleRow struct {
	Rule
	PlanCount int      // how many plans use it
	PlanNames []string // all of them, by name
	Visible   string   // what a customer can see of it; empty when nothing
}

// mostRules is how many rules of a plan a list carries.
const mostRules = 100

// PlansInput asks for a page of plans with what they did in a month.
type PlansInput struct {
	Scope scope.Scope
	Month period.Month
	Query paging.Query
}

// PlanList is a page of plans.
type PlanList struct {
	Page        paging.Page[PlanRow]
	Head        snapshots.Head
	Rules       int // how many rules there are
	WithoutPlan int // customers that are billed and have no plan, because they have no billing group
	Provenance  margin.Provenance
}

// WarnNotRefreshed is the code of the warning that plans are older than the last try to read them.
const WarnNotRefreshed = "pricing_not_refreshed"

// ListPlans returns a page of plans. It never calls AWS.
func (s *Service) ListPlans(ctx context.Context, in PlansInput) (*PlanList, error) {
	book, head, err := s.load(ctx, in.Scope)
	if err != nil {
		return nil, err
	}
	dir, err := s.c.Directory.Directory(ctx, in.Scope)
	if err != nil {
		return nil, err
	}
	st, err := s.c.Statements.Statement(ctx, in.Scope, in.Month)
	if err != nil {
		return nil, err
	}
	customers, without := countCustomers(dir.Customers(s.c.Clock.Now()))
	list := &PlanList{Head: head, Rules: len(book.Rules), WithoutPlan: without, Provenance: st.Provenance}
	if head.Problem != "" {
		list.Provenance.Warnings = append(slices.Clone(st.Provenance.Warnings), margin.Warning{Code: WarnNotRefreshed, Detail: "Plans and rules are older than the last collection: " + head.Problem})
	}
	list.Page, err = paging.Apply("pricing-plans/"+in.Scope.Receiver()+"/"+in.Month.String(), planRows(book, st, customers), in.Query, planSchema)
	return list, err
}

// countCustomers counts the customers by plan, and those that are billed and have none. A customer whose transfer ended is none any more.
func countCustomers(customers []transfers.Customer) (byPlan map[string]int, without int) {
	byPlan = map[string]int{}
	for _, c := range customers {
		switch {
		case c.State == transfers.StateEnded:
		case c.Group != nil:
			byPlan[c.Group.PlanARN]++
		case c.State != transfers.StateScheduled:
			without++
		}
	}
	return byPlan, without
}

func planRows(book *Book, st *margin.Statement, customers map[string]int) []PlanRow {
	rules := ruleIndex(book)
	figures := figuresByPlan(st)
	rows := make([]PlanRow, len(book.Plans))
	for i, p := range book.Plans {
		row := PlanRow{Plan: p.Plan, RuleCount: max(len(p.RuleARNs), p.Size), Customers: customers[p.ARN], Figures: figures[p.ARN]}
		var all []Rule
		for _, arn := range p.RuleARNs {
			if r, ok := rules[arn]; ok {
				all = append(all, r.Rule)
				if len(row.Rules) < mostRules {
					row.Rules = append(row.Rules, r)
				}
			}
		}
		row.Summary = Summary(p.Plan, all, p.ReadAt.IsZero())
		rows[i] = row
	}
	return rows
}

// figuresByPlan sums the month up over the customers that each plan prices now.
func figuresByPlan(st *margin.Statement) map[string][]margin.Figures {
	rows := map[string][]margin.Row{}
	for _, r := range st.Rows {
		if c := r.Customer; c != nil && c.State != transfers.StateEnded && c.Group != nil {
			rows[c.Group.PlanARN] = append(rows[c.Group.PlanARN], r)
		}
	}
	sums := make(map[string][]margin.Figures, len(rows))
	for arn, rs := range rows {
		for _, t := range margin.TotalsOf(rs) {
			if t.Compared > 0 {
				sums[arn] = append(sums[arn], t.Figures)
			}
		}
	}
	return sums
}

// ruleIndex finds rules by ARN, each with the plans that use it.
func ruleIndex(book *Book) map[string]RuleRow {
	names := map[string][]string{}
	for _, p := range book.Plans {
		for _, arn := range p.RuleARNs {
			names[arn] = append(names[arn], p.Name)
		}
	}
	index := make(map[string]RuleRow, len(book.Rules))
	for _, r := range book.Rules {
		using := names[r.ARN]
		slices.Sort(using)
		index[r.ARN] = RuleRow{Rule: r, PlanCount: max(len(using), r.Plans), PlanNames: using, Visible: VisibleToCustomer(r)}
	}
	return index
}

// RulesInput asks for a page of rules.
type RulesInput struct {
	Scope scope.Scope
	Query paging.Query
}

// RuleList is a page of rules.
type RuleList struct {
	Page paging.Page[RuleRow]
	Head snapshots.Head
}

// ListRules returns a page of rules. It never calls AWS.
func (s *Service) ListRules(ctx context.Context, in RulesInput) (*RuleList, error) {
	book, head, err := s.load(ctx, in.Scope)
	if err != nil {
		return nil, err
	}
	index := ruleIndex(book)
	rows := make([]RuleRow, len(book.Rules))
	for i, r := range book.Rules {
		rows[i] = index[r.ARN]
	}
	list := &RuleList{Head: head}
	list.Page, err = paging.Apply("pricing-rules/"+in.Scope.Receiver(), rows, in.Query, ruleSchema)
	return list, err
}

func known(t time.Time) (time.Time, bool) { return t, !t.IsZero() }

// count is a number of things, which is always known.
func count[T any](of func(T) int) paging.Property[T] {
	return paging.Number(func(row T) (money.Decimal, bool) { return money.FromInt(int64(of(row))), true })
}

// figure is a number of the first currency; unknown when there is none. Numbers of several currencies are sorted by their first one only.
func figure(of func(margin.Figures) margin.Figure) paging.Property[PlanRow] {
	return paging.Number(func(r PlanRow) (money.Decimal, bool) {
		if len(r.Figures) == 0 {
			return money.Zero, false
		}
		f := of(r.Figures[0])
		return f.Value, f.Known
	})
}

// Managers of plans.
const (
	ManagedByAWS      = "aws"
	ManagedByCustomer = "customer" // AWS's word for the receiver
)

// ManagedBy says who keeps the plan.
func (p Plan) ManagedBy() string {
	if p.Managed() {
		return ManagedByAWS
	}
	return ManagedByCustomer
}

var planSchema = paging.Schema[PlanRow]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[PlanRow]{
		"name":           paging.Text(func(r PlanRow) string { return r.Name }),
		"managed_by":     paging.Enum(func(r PlanRow) string { return r.ManagedBy() }, ManagedByAWS, ManagedByCustomer),
		"rule_count":     count(func(r PlanRow) int { return r.RuleCount }),
		"customer_count": count(func(r PlanRow) int { return r.Customers }),
		"charged":        figure(func(f margin.Figures) margin.Figure { return f.Charged }),
		"margin_percent": figure(func(f margin.Figures) margin.Figure { return f.MarginPercent() }),
		"modified_at":    paging.Time(func(r PlanRow) (time.Time, bool) { return known(r.ModifiedAt) }),
	},
	Search:  func(r PlanRow) []string { return []string{r.Name, r.Description, r.ID(), r.Summary} },
	Default: []paging.Key{{Property: "name"}},
	ID:      func(r PlanRow) string { return r.ARN },
}

var ruleSchema = paging.Schema[RuleRow]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[RuleRow]{
		"name":    paging.Text(func(r RuleRow) string { return r.Name }),
		"type":    paging.Enum(func(r RuleRow) string { return string(r.Type) }, RuleTypes()...),
		"scope":   paging.Enum(func(r RuleRow) string { return string(r.Scope) }, Scopes()...),
		"service": paging.Text(func(r RuleRow) string { return r.Service }),
		"percent": paging.Number(func(r RuleRow) (money.Decimal, bool) {
			if r.Percent == nil {
				return money.Zero, false
			}
			return *r.Percent, true
		}),
		"plan_count":  count(func(r RuleRow) int { return r.PlanCount }),
		"plan_name":   paging.Texts(func(r RuleRow) []string { return r.PlanNames }),
		"modified_at": paging.Time(func(r RuleRow) (time.Time, bool) { return known(r.ModifiedAt) }),
	},
	Search: func(r RuleRow) []string {
		return append([]string{r.Name, r.Description, r.ID(), r.Service, r.UsageType, r.BillingEntity}, r.PlanNames...)
	},
	Default: []paging.Key{{Property: "name"}},
	ID:      func(r RuleRow) string { return r.ARN },
}
