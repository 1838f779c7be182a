package finops

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// Totals is what reduced AWS's bill in a month, by kind, in one currency, over the customers whose My view is known. The kinds are never added up: a credit is spent
// once, a refund mends a mistake, a discount is the price.
type Totals struct {
	Currency      money.Currency
	Credits       money.Decimal // negative; a reversal is positive
	Refunds       money.Decimal
	Discounts     money.Decimal
	Support       money.Decimal // a charge
	WithCredits   int           // customers
	WithRefunds   int
	WithReversals int // customers whose credits of the month are positive in sum
}

// Overview is the financial operations of a month.
type Overview struct {
	Month      period.Month
	Totals     []Totals
	Movers     []Mover
	MoversNote string
	Anomalies  AnomalySummary
	Budgets    BudgetSummary
	Receiver   ReceiverSummary
	Trend      []margin.Point
	Provenance margin.Provenance
}

// Bounds of a trend, in months.
const (
	MinTrend     = 6
	MaxTrend     = 24
	DefaultTrend = 13
)

// OverviewInput asks for a month.
type OverviewInput struct {
	Scope  scope.Scope
	Month  period.Month
	Months int // of the trend, MinTrend to MaxTrend
}

// Overview computes the page.
func (s *Service) Overview(ctx context.Context, in OverviewInput) (*Overview, error) {
	st, err := s.c.Margin.Statement(ctx, in.Scope, in.Month)
	if err != nil {
		return nil, err
	}
	p, _, err := s.c.Ledger.Portfolio(ctx, in.Scope, in.Month)
	if err != nil {
		return nil, err
	}
	with, err := s.comparedWith(ctx, in.Scope, st)
	if err != nil {
		return nil, err
	}
	o := &Overview{Month: in.Month, Provenance: st.Provenance}
	o.Totals, o.Movers, o.MoversNote = s.sums(in.Scope.Receiver(), parts{st, p, with})
	if o.Trend, err = s.c.Margin.Trend(ctx, in.Scope, in.Month, min(max(in.Months, MinTrend), MaxTrend)); err != nil {
		return nil, err
	}
	if s.c.Anomalies != nil {
		if o.Anomalies, err = s.c.Anomalies.Summary(ctx, in.Scope, in.Month); err != nil {
			return nil, err
		}
	}
	if s.c.Budgets != nil {
		if o.Budgets, err = s.c.Budgets.Summary(ctx, in.Scope, in.Month); err != nil {
			return nil, err
		}
	}
	o.Receiver, err = s.receiverSummary(ctx, in.Scope)
	return o, err
}

// compared is what the movers of a month are compared with: the month before when both are whole, else the days of both. What is not kept is nil.
type compared struct {
	previous     *margin.Statement
	days, before *ledger.MonthDays
}

func (s *Service) comparedWith(ctx context.Context, sc scope.Scope, st *margin.Statement) (with compared, err error) {
	m := st.Month
	if whole(st) {
		with.previous, err = s.before(ctx, sc, m)
		return with, err
	}
	var found bool
	if with.days, _, found, err = s.c.Ledger.MonthDays(ctx, sc, m); err != nil || !found {
		return compared{}, err
	}
	if with.before, _, found, err = s.c.Ledger.MonthDays(ctx, sc, m.Add(-1)); err != nil || !found {
		return compared{}, err
	}
	return with, nil
}

// parts is what the totals and movers of a month are made of. All of it is shared and never changed, so the same parts make the same sums.
type parts struct {
	st *margin.Statement
	p  *ledger.Portfolio
	compared
}

// monthSums are the totals and movers of a month, kept because they take a walk over all customers.
type monthSums struct {
	of     parts
	totals []Totals
	movers []Mover
	note   string
}

// mostSums bounds how many months' sums are kept.
const mostSums = 32

func (s *Service) sums(receiver string, of parts) ([]Totals, []Mover, string) {
	key := receiver + "/" + of.st.Month.String()
	s.mu.Lock()
	have, ok := s.kept[key]
	s.mu.Unlock()
	if ok && have.of == of {
		return have.totals, have.movers, have.note
	}
	sums := monthSums{of: of, totals: totalsOf(of.st, of.p)}
	sums.movers, sums.note = movers(of.st, of.compared)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.kept) >= mostSums {
		clear(s.kept)
	}
	s.kept[key] = sums
	return sums.totals, sums.movers, sums.note
}

// totalsOf sums the kinds over the customers of a statement whose My view is known, one total per currency.
func totalsOf(st *margin.Statement, p *ledger.Portfolio) []Totals {
	sums := map[money.Currency]*Totals{}
	for i := range st.Rows {
		r := &st.Rows[i]
		d, ok := p.Customer(r.Key)
		if !ok || !d.MyView.Read() {
			continue
		}
		t := sums[r.Figures.Currency]
		if t == nil {
			t = &Totals{Currency: r.Figures.Currency}
			sums[t.Currency] = t
		}
		t.add(d.MyView.Classes)
	}
	all := make([]Totals, 0, len(sums))
	for _, t := range sums {
		all = append(all, *t)
	}
	slices.SortFunc(all, func(a, b Totals) int { return cmp.Compare(a.Currency, b.Currency) })
	return all
}

func (t *Totals) add(classes map[string]money.Decimal) {
	of := func(c margin.Class) money.Decimal { return classes[string(c)] }
	credits, refunds := of(margin.ClassCredit), of(margin.ClassRefund)
	t.Credits, t.Refunds = t.Credits.Add(credits), t.Refunds.Add(refunds)
	t.Discounts = money.SumDecimals(t.Discounts, of(margin.ClassPrivateDiscount), of(margin.ClassBundledDiscount))
	t.Support = t.Support.Add(of(margin.ClassSupport))
	if !credits.IsZero() {
		t.WithCredits++
	}
	if !refunds.IsZero() {
		t.WithRefunds++
	}
	if credits.Sign() > 0 {
		t.WithReversals++
	}
}

// Mover is a customer whose cost at AWS changed.
type Mover struct {
	CustomerID string
	Label      string
	Currency   money.Currency
	Current    money.Decimal
	Previous   money.Decimal

	rank int // among those of the same currency
}

// Change is what the cost grew by.
func (m Mover) Change() money.Decimal { return m.Current.Sub(m.Previous) }

// ChangePercent is the change over what it was, in percent; unknown unless that is positive.
func (m Mover) ChangePercent() margin.Figure {
	p, ok := m.Change().PercentOf(m.Previous, 4)
	return margin.Figure{Value: p, Known: ok}
}

// mostMovers bounds the movers of a page.
const mostMovers = 10

// movers compares like with like: whole months, or the same days of a running month and the one before. The note says what was compared, or why nothing was.
func movers(st *margin.Statement, with compared) ([]Mover, string) {
	now, then, prev := monthName(st.Month), monthName(st.Month.Add(-1)), with.previous
	switch {
	case st.Provenance.AsOf.IsZero():
		return nil, fmt.Sprintf("Nothing was collected for %s.", now)
	case !whole(st):
		return moversByDays(st, with.days, with.before)
	case prev == nil:
		return nil, fmt.Sprintf("Nothing of %s is kept to compare %s with.", then, now)
	case !whole(prev):
		return nil, fmt.Sprintf("%s was not read after its end, so %s cannot be compared with it.", then, now)
	}
	before := make(map[string]margin.Figures, len(prev.Rows))
	for i := range prev.Rows {
		before[prev.Rows[i].Key] = prev.Rows[i].Figures
	}
	var all []Mover
	for i := range st.Rows {
		r := &st.Rows[i]
		b, ok := before[r.Key]
		if !ok || !b.AWSCost.Known || !r.Figures.AWSCost.Known || b.Currency != r.Figures.Currency {
			continue
		}
		all = append(all, Mover{CustomerID: r.Key, Label: r.Label, Currency: b.Currency, Current: r.Figures.AWSCost.Value, Previous: b.AWSCost.Value})
	}
	return largest(all), now + " with " + then + ", AWS cost before tax"
}

// moversByDays compares the complete days of a running month with the same ones of the month before.
func moversByDays(st *margin.Statement, days, before *ledger.MonthDays) ([]Mover, string) {
	if days == nil || before == nil {
		return nil, monthName(st.Month) + " is still running, and its days are not known: a collection in mode detail reads them."
	}
	n := 0
	for _, c := range days.Customers {
		if c.MyView.Read() {
			n = max(n, c.MyView.CoversTo.Number())
		}
	}
	n = min(n, before.Month.Days())
	if n == 0 {
		return nil, "No day of " + monthName(st.Month) + " is complete yet."
	}
	var all []Mover
	compared := map[string]bool{}
	for i := range st.Rows {
		r := &st.Rows[i]
		now, ok := days.Customer(r.Key)
		then, okThen := before.Customer(r.Key)
		if !ok || !okThen || !covers(now.MyView, n) || !covers(then.MyView, n) {
			continue
		}
		compared[r.Key] = true
		if now.Currency() != then.Currency() {
			continue
		}
		all = append(all, Mover{
			CustomerID: r.Key, Label: r.Label, Currency: cmp.Or(now.Currency(), r.Figures.Currency), Current: now.MyView.Sum(n), Previous: then.MyView.Sum(n),
		})
	}
	note := fmt.Sprintf("1 to %d %s with the same days of %s, AWS cost before tax", n, monthName(st.Month), monthName(before.Month))
	if left := len(st.Rows) - len(compared); left > 0 {
		note += fmt.Sprintf("; %d of %d customers have no days in both", left, len(st.Rows))
	}
	return largest(all), note
}

// covers reports whether the first n days of a view are complete.
func covers(d ledger.DaysDigest, n int) bool { return d.Read() && d.CoversTo.Number() >= n }

// largest keeps the largest changes. Currencies do not compare, so the first of each come first, then the second.
func largest(all []Mover) []Mover {
	all = slices.DeleteFunc(all, func(m Mover) bool { return m.Change().IsZero() })
	slices.SortFunc(all, func(a, b Mover) int {
		return cmp.Or(cmp.Compare(a.Currency, b.Currency), b.Change().Abs().Cmp(a.Change().Abs()), cmp.Compare(a.CustomerID, b.CustomerID))
	})
	for i := range all {
		if i > 0 && all[i].Currency == all[i-1].Currency {
			all[i].rank = all[i-1].rank + 1
		}
	}
	slices.SortStableFunc(all, func(a, b Mover) int { return cmp.Compare(a.rank, b.rank) })
	return all[:min(len(all), mostMovers)]
}

// monthName is "November 2026".
func monthName(m period.Month) string { return m.Start().Format("January 2006") }
