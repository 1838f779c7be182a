package commission

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// book is every customer of a month. It is shared and must not be changed.
type book struct {
	version    string
	kept       bool // whether the items of the month were ever read
	rows       []Row
	provenance margin.Provenance
}

// mostBooks bounds the months in memory.
const mostBooks = 4

// book makes the rows of a month, or finds them made.
func (s *Service) book(ctx context.Context, sc scope.Scope, m period.Month) (*book, error) {
	attributed, err := s.c.Items.Attributed(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	key := sc.Receiver() + "/" + m.String()
	s.mu.Lock()
	have := s.books[key]
	s.mu.Unlock()
	if have != nil && have.version == attributed.Version {
		return have, nil
	}
	b, err := s.make(ctx, sc, m, attributed)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.books) >= mostBooks {
		clear(s.books)
	}
	s.books[key] = b
	return b, nil
}

// Codes of warnings of a month.
const warnWithoutBase = "commission_without_base"

func (s *Service) make(ctx context.Context, sc scope.Scope, m period.Month, attributed *lineitems.Attributed) (*book, error) {
	values, err := s.c.Items.Values(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	bases, err := s.c.Items.Bases(ctx, sc, m, false)
	if err != nil {
		return nil, err
	}
	dir, err := s.c.Directory.Directory(ctx, sc)
	if err != nil {
		return nil, err
	}
	b := &book{version: attributed.Version, kept: attributed.Kept, provenance: values.Provenance}
	of := map[string]*found{}
	for i := range values.Rows {
		r := &values.Rows[i]
		if !percentageFee(r) || r.CustomerID == "" {
			continue
		}
		if of[r.CustomerID] == nil {
			of[r.CustomerID] = &found{}
		}
		of[r.CustomerID].add(r)
	}
	for _, c := range dir.Customers(s.c.Clock.Now()) {
		f := of[c.ID]
		base, charged := bases[c.ID]
		if !c.Bills(m) && !charged && (f == nil || f.empty()) {
			continue
		}
		b.rows = append(b.rows, rowOf(c, m, f, base, charged, attributed))
	}
	b.provenance.Warnings = slices.Clone(b.provenance.Warnings)
	if n := countIf(b.rows, func(r Row) bool { return r.Status == StatusWithoutBase }); n > 0 {
		b.provenance.Warnings = append(b.provenance.Warnings, margin.Warning{
			Code: warnWithoutBase, Count: n, Detail: "Commissions of " + counted(n, "customer") + " are percentages of nothing, so they charge 0.00.",
		})
	}
	return b, nil
}

// percentageFee reports whether an item has the kind of a commission.
func percentageFee(r *lineitems.Row) bool { return r.Percent != nil && !r.Credit }

// likely reports whether an item that nobody attributed has the form of a commission: of the whole billing group, or of nothing.
func likely(r *lineitems.Row) bool {
	if r.Attribution.Class != lineitems.ClassUnattributed {
		return false
	}
	return len(r.Sources) == 0 && ofNothing(r) || len(r.Sources) == 1 && r.Sources[0] == r.GroupARN
}

// ofNothing reports whether it is known that an item is a percentage of nothing.
func ofNothing(r *lineitems.Row) bool { return slices.Contains(r.Warnings, lineitems.WarnNoResources) }

// found is what a customer has in a month.
type found struct {
	certain, likely, scheduled []*lineitems.Row
}

func (f *found) empty() bool { return len(f.certain)+len(f.likely) == 0 }

func (f *found) add(r *lineitems.Row) {
	commission := r.Attribution.Class == lineitems.ClassCommission
	switch {
	case r.Status == lineitems.StatusScheduled && commission:
		f.scheduled = append(f.scheduled, r)
	case r.Status != lineitems.StatusActive:
	case commission:
		f.certain = append(f.certain, r)
	case likely(r):
		f.likely = append(f.likely, r)
	}
}

// rowOf is the commission of a customer.
func rowOf(c transfers.Customer, m period.Month, f *found, base lineitems.Base, charged bool, attributed *lineitems.Attributed) Row {
	r := Row{CustomerID: c.ID, CustomerName: c.Name, Status: StatusNone, Currency: base.Currency, ItemIDs: []string{}, customer: c}
	if charged {
		r.Base, r.BaseNote = margin.Known(base.Amount), base.Note
	} else {
		r.BaseNote = "Showback of " + monthName(m) + " was not read."
	}
	if !attributed.Kept {
		r.Status, r.Note = StatusUnknown, "The custom line items of "+monthName(m)+" were never read."
		return r
	}
	if of := attributed.Customers[c.ID]; of != nil {
		if n := countIf(of.Missing, func(made lineitems.Made) bool { return made.Class == lineitems.ClassCommission }); n > 0 {
			r.Note = "Somebody deleted the commission that the portal made."
		}
	}
	if f == nil {
		return r
	}
	r.scheduled = f.scheduled
	r.items = f.certain
	if len(r.items) == 0 {
		r.items = f.likely
	}
	if len(r.items) > 0 {
		r.fill()
	}
	return r
}

// fill tells a row of its items.
func (r *Row) fill() {
	r.Status = StatusActive
	switch {
	case !slices.ContainsFunc(r.items, func(i *lineitems.Row) bool { return !ofNothing(i) }):
		r.Status = StatusWithoutBase
	case !r.certain():
		r.Status = StatusLikely
	case len(r.items) > 1:
		r.Status = StatusSeveral
	}
	first := r.items[0]
	percent, amount := money.Zero, margin.Known(money.Zero)
	r.Currency, r.Base, r.BaseNote, r.SpanKnown = first.Currency, first.Base, first.BaseNote, true
	var notes []string
	for _, i := range r.items {
		r.ItemIDs = append(r.ItemIDs, i.ID())
		percent = percent.Add(*i.Percent)
		switch {
		case i.Currency != r.Currency || !i.Amount.Known:
			amount = margin.Figure{}
		case amount.Known:
			amount = margin.Known(amount.Value.Add(i.Amount.Value))
		}
		if i.Base.Known != r.Base.Known || !i.Base.Value.Equal(r.Base.Value) || i.Currency != r.Currency {
			r.Base, r.BaseNote = margin.Figure{}, "Its commissions are taken of different amounts."
		}
		r.span(i)
	}
	r.Percent, r.Amount = &percent, amount
	if len(r.items) > 1 {
		notes = append(notes, counted(len(r.items), "item")+" are taken together.")
	}
	if !r.certain() {
		notes = append(notes, "Nobody said what it stands for. Attribute it if it is the commission.")
	}
	if slices.ContainsFunc(r.items, ofNothing) {
		notes = append(notes, "It is associated to nothing, so AWS charges 0.00.")
	}
	if slices.ContainsFunc(r.items, func(i *lineitems.Row) bool { return slices.Contains(i.Warnings, lineitems.WarnNotInShowback) }) {
		notes = append(notes, "Showback does not carry it yet: AWS takes up to 24 hours, of the month before up to 48.")
	}
	if !r.Amount.Known && r.BaseNote != "" {
		notes = append(notes, r.BaseNote)
	}
	r.Note = strings.TrimSpace(r.Note + " " + strings.Join(notes, " "))
}

// span widens the months of a row by those of an item.
func (r *Row) span(i *lineitems.Row) {
	first, last, recurring, known := i.Span()
	if !known || !r.SpanKnown {
		r.SpanKnown, r.Starts, r.Ends, r.Recurring = false, period.Month{}, period.Month{}, false
		return
	}
	if r.Starts.IsZero() || first.Before(r.Starts) {
		r.Starts = first
	}
	r.Recurring = r.Recurring || recurring
	if r.Recurring {
		r.Ends = period.Month{}
	} else if r.Ends.Before(last) {
		r.Ends = last
	}
}

// totalsOf sums rows, one total per currency. Rows without a currency are in none.
func totalsOf(rows []Row) []Totals {
	sums := map[money.Currency]*Totals{}
	for _, r := range rows {
		if r.Currency == "" {
			continue
		}
		t := sums[r.Currency]
		if t == nil {
			t = &Totals{Currency: r.Currency}
			sums[r.Currency] = t
		}
		t.Customers++
		if r.Base.Known {
			t.Base = t.Base.Add(r.Base.Value)
		}
		if len(r.items) > 0 {
			t.WithCommission++
		}
		if r.Amount.Known {
			t.Amount = t.Amount.Add(r.Amount.Value)
		}
	}
	all := make([]Totals, 0, len(sums))
	for _, t := range sums {
		all = append(all, *t)
	}
	slices.SortFunc(all, func(a, b Totals) int { return cmp.Compare(a.Currency, b.Currency) })
	return all
}

func countIf[T any](xs []T, holds func(T) bool) int {
	n := 0
	for _, x := range xs {
		if holds(x) {
			n++
		}
	}
	return n
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func monthName(m period.Month) string { return m.Start().Format("January 2006") }
