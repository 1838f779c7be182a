package gaps

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
)

// Codes of warnings of a plan.
const (
	WarnEstimated    = "figures_estimated"       // AWS may still change what was measured
	WarnRunning      = "month_running"           // the month has not ended
	WarnUnattributed = "line_items_unattributed" // items that may carry already what is planned
	WarnSimulated    = "figures_simulated"       // made up
)

var _ plans.Proposer = (*Service)(nil)

// Propose implements plans.Proposer: a line item for every customer and class that has a proposal, for the month that was measured. What is selected by status is selected by
// what the ledger and the line items say, whatever plans there are: a plan must not change what it was made of.
func (s *Service) Propose(ctx context.Context, sc scope.Scope, r plans.Request) (plans.Wanted, error) {
	if r.Gaps == nil {
		return plans.Wanted{}, fault.New(fault.Internal, CodeNothing, "The request closes no gaps.")
	}
	in := *r.Gaps
	now := s.c.Clock.Now()
	if !lineitems.Writable(in.Period, now) {
		current := period.MonthOf(now)
		detail := fmt.Sprintf("AWS takes line items for %s and %s only. A gap of another month cannot be closed in its month, and in another one it would be charged in the wrong one.",
			monthName(current.Add(-1)), monthName(current))
		return plans.Wanted{}, &fault.Error{
			Kind: fault.Invalid, Code: fault.CodeInvalidRequest, Message: "body/gaps/period: " + detail,
			Fields: []fault.Field{{Pointer: "/gaps/period", Code: plans.CodeMonthClosed, Detail: detail}},
		}
	}
	v, err := s.view(ctx, sc, in.Period, in.Demo)
	if err != nil {
		return plans.Wanted{}, err
	}
	rows, err := selected(sc, v.rows, in)
	if err != nil {
		return plans.Wanted{}, err
	}
	d := draft{month: in.Period, running: in.Period == period.MonthOf(now), view: v}
	for _, g := range rows {
		d.take(g)
	}
	if len(d.gaps) == 0 {
		return plans.Wanted{}, fault.New(fault.Conflict, CodeNothing, strings.TrimSpace("There is no gap to close. "+d.skipped()))
	}
	w := d.wanted()
	w.Inputs, w.Simulated = v.version, in.Demo
	return w, nil
}

// Inputs is what Propose would say of its inputs, without proposing anything; what Propose refuses for its month has none.
func (s *Service) Inputs(ctx context.Context, sc scope.Scope, r plans.Request) (string, error) {
	if r.Gaps == nil || !lineitems.Writable(r.Gaps.Period, s.c.Clock.Now()) {
		return "", nil
	}
	v, err := s.view(ctx, sc, r.Gaps.Period, r.Gaps.Demo)
	if err != nil {
		return "", err
	}
	return v.version, nil
}

// selected returns the rows a request is about, by customer and class.
func selected(sc scope.Scope, rows []*Gap, in plans.Gaps) ([]*Gap, error) {
	if len(in.GapIDs) > 0 {
		return chosen(rows, in)
	}
	q, err := paging.ParseSelection(in.Search, in.Filter, in.Match)
	if err != nil {
		return nil, fault.InBody(err, "/gaps")
	}
	page, err := paging.Apply(listName("gaps", sc, in.Period), rows, q, gapSchema)
	if err != nil {
		return nil, fault.InBody(err, "/gaps")
	}
	return inOrder(page.Matched), nil
}

func chosen(rows []*Gap, in plans.Gaps) ([]*Gap, error) {
	byID := make(map[string]*Gap, len(rows))
	for _, g := range rows {
		byID[g.ID()] = g
	}
	var out []*Gap
	seen := map[string]bool{}
	for _, id := range in.GapIDs {
		g, ok := byID[id]
		if !ok {
			return nil, notFound(id, in.Period)
		}
		if !seen[id] {
			seen[id], out = true, append(out, g)
		}
	}
	return inOrder(out), nil
}

// inOrder sorts rows by customer and class, so that the same request comes to the same plan however its rows came.
func inOrder(rows []*Gap) []*Gap {
	slices.SortFunc(rows, func(a, b *Gap) int {
		return cmp.Or(strings.Compare(a.CustomerID, b.CustomerID), a.Class.rank()-b.Class.rank())
	})
	return rows
}

// draft is a plan while it is worked out.
type draft struct {
	month   period.Month
	running bool
	view    *view

	gaps       []*Gap // that have a proposal
	unknown    map[string]bool
	unwritable map[string]bool
	settled    int // rows that need nothing
	dismissed  int // rows that a person set aside
}

// take adds a row, or notes why it is left out.
func (d *draft) take(g *Gap) {
	note := func(set *map[string]bool) {
		if *set == nil {
			*set = map[string]bool{}
		}
		(*set)[g.CustomerID] = true
	}
	switch {
	case g.Proposal != nil:
		d.gaps = append(d.gaps, g)
	case !g.Known:
		note(&d.unknown)
	case g.Status == SetAside:
		d.dismissed++
	case g.Status == Covered || g.Status == Kept:
		d.settled++
	default:
		note(&d.unwritable)
	}
}

// skipped says what is left out and why; empty for nothing.
func (d *draft) skipped() string {
	var parts []string
	if n := len(d.unknown); n > 0 {
		parts = append(parts, counted(n, "customer")+" "+hasHave(n)+" no exact figures.")
	}
	if n := len(d.unwritable); n > 0 {
		parts = append(parts, counted(n, "customer")+" "+hasHave(n)+" no billing group that can be written to.")
	}
	if d.dismissed > 0 {
		parts = append(parts, counted(d.dismissed, "gap")+" "+isAre(d.dismissed)+" dismissed.")
	}
	if d.settled > 0 {
		parts = append(parts, counted(d.settled, "selected row")+" "+needs(d.settled)+" nothing.")
	}
	return strings.Join(parts, " ")
}

func (d *draft) wanted() plans.Wanted {
	totals := TotalsOf(d.gaps)
	customers := 0
	for _, t := range totals {
		customers += t.Customers
	}
	w := plans.Wanted{
		Title: fmt.Sprintf("Close %s of %s in %s", counted(len(d.gaps), "gap"), counted(customers, "customer"), monthName(d.month)), Period: d.month, Skipped: d.skipped(),
		Consequences: []string{
			"Every line item is for " + monthName(d.month) + " alone and does not repeat.",
			"Customers see the line items in Showback within 24 hours, those of the month before within 48.",
		},
	}
	for _, t := range totals {
		w.Consequences = append(w.Consequences, fmt.Sprintf("%s charged %s in all.", counted(t.Customers, "customer")+" "+isAre(t.Customers), moreLess(t.Proposal, t.Currency)))
	}
	var estimated, unattributed int
	seen := map[string]bool{}
	for _, g := range d.gaps {
		w.Items = append(w.Items, d.item(g))
		if w.LedgerAsOf.IsZero() || g.AsOf.Before(w.LedgerAsOf) {
			w.LedgerAsOf = g.AsOf
		}
		if g.Standing != ledger.StandingFinal {
			estimated++
		}
		if !seen[g.CustomerID] {
			seen[g.CustomerID] = true
			unattributed += d.view.unattributed[g.CustomerID]
		}
	}
	w.Warnings = d.warnings(estimated, unattributed)
	return w
}

func (d *draft) warnings(estimated, unattributed int) []plans.Warning {
	var all []plans.Warning
	add := func(code, message string) { all = append(all, plans.Warning{Code: code, Message: message}) }
	switch {
	case d.running:
		add(WarnRunning, monthName(d.month)+" has not ended: charges are still added, and support and credits are posted after its end. What is left then has to be planned again.")
	case estimated > 0:
		add(WarnEstimated, fmt.Sprintf("%s measured while AWS still marks %s as estimated. What AWS changes later is a gap again.", counted(estimated, "amount")+" "+wasWere(estimated), monthName(d.month)))
	}
	if unattributed > 0 {
		add(WarnUnattributed, fmt.Sprintf("Nobody has said what %s of these customers %s for. If one carries already what is planned here, the customer is charged twice: say what they stand for first.",
			counted(unattributed, "line item"), standS(unattributed)))
	}
	for _, w := range d.view.provenance.Warnings {
		if w.Code == lineitems.WarnNotRefreshed {
			add(w.Code, w.Detail+" What somebody has made since is not counted, and would be charged twice.")
		}
	}
	if slices.ContainsFunc(d.gaps, func(g *Gap) bool { return g.Simulated }) {
		add(WarnSimulated, "Amounts are simulated for a demonstration. The plan cannot be applied.")
	}
	return all
}

// item is the line item that closes a gap.
func (d *draft) item(g *Gap) plans.WantedItem {
	amount := *g.Proposal
	flat := amount.Abs()
	charged := g.charged
	return plans.WantedItem{
		Action: plans.CreateLineItem, CustomerID: g.CustomerID, CustomerName: g.CustomerName, GroupARN: g.groupARN, Class: lineitems.Class(g.Class),
		Credit: amount.Sign() < 0, Currency: g.Currency, Flat: &flat, Month: d.month, Description: describe(g, d.month),
		Amount: &amount, Estimated: g.Standing != ledger.StandingFinal, Before: &charged, Source: source(g, d.month),
	}
}

// customerWords is what customers read of a class when its services do not say it. The words are those of an invoice; how the receiver calls a class is no business of theirs.
func customerWords(c Class) string {
	switch c {
	case ClassSupport:
		return "AWS Support"
	case ClassCredit:
		return "AWS credits"
	case ClassFreeTierCredit:
		return "AWS Free Tier credits"
	case ClassRefund:
		return "AWS refunds"
	case ClassTax:
		return "Taxes"
	case ClassBundledDiscount:
		return "AWS usage discounts"
	case ClassPrivateDiscount:
		return "AWS discounts"
	case ClassOther:
	}
	return "Other AWS charges"
}

// mostServices is how many services a description names.
const mostServices = 2

// describe is what the customer reads on the bill.
func describe(g *Gap, m period.Month) string {
	what := customerWords(g.Class)
	if names := serviceNames(g.Parts); (g.Class == ClassSupport || g.Class == ClassOther) && len(names) > 0 && len(names) <= mostServices {
		if all := strings.Join(names, " and "); len(all) <= 120 {
			what = all
		}
	}
	if !g.Carried.IsZero() {
		what += ", correction"
	}
	return what + ", " + monthName(m)
}

// serviceNames is the services of parts, each once, by name.
func serviceNames(parts []Part) []string {
	var names []string
	for _, p := range parts {
		if p.Service != "" && !slices.Contains(names, p.Service) {
			names = append(names, p.Service)
		}
	}
	slices.Sort(names)
	return names
}

// source says where an amount comes from.
func source(g *Gap, m period.Month) string {
	text := fmt.Sprintf("My view of %s has %s %s", monthName(m), g.MyView, g.Currency)
	if types := recordTypes(g.Parts); types != "" {
		text += " of record type " + types
	}
	if !g.Carried.IsZero() {
		text += fmt.Sprintf(", line items carry %s", g.Carried)
	}
	if g.Policy.Mode == Percentage {
		text += fmt.Sprintf(", the policy passes on %s percent", g.Policy.Percent)
	}
	return text + "."
}

func recordTypes(parts []Part) string {
	var types []string
	for _, p := range parts {
		if !slices.Contains(types, p.RecordType) {
			types = append(types, p.RecordType)
		}
	}
	slices.Sort(types)
	return strings.Join(types, ", ")
}

func moreLess(d money.Decimal, c money.Currency) string {
	if d.Sign() < 0 {
		return money.New(d.Neg(), c).Text() + " less"
	}
	return money.New(d, c).Text() + " more"
}

func monthName(m period.Month) string { return m.Start().Format("January 2006") }

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Words that go with a number.
func either(n int, one, several string) string {
	if n == 1 {
		return one
	}
	return several
}

func isAre(n int) string   { return either(n, "is", "are") }
func wasWere(n int) string { return either(n, "was", "were") }
func hasHave(n int) string { return either(n, "has", "have") }
func needs(n int) string   { return either(n, "needs", "need") }
func standS(n int) string  { return either(n, "stands", "stand") }
