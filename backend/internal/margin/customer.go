package margin

import (
	"cmp"
	"context"
	"slices"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// Line is one record type or service of a customer's month on both views, tax included.
type Line struct {
	Key      string
	Class    Class // empty for tax and for services
	MyView   Figure
	Showback Figure
}

// Difference is Showback - MyView, known when both are.
func (l Line) Difference() Figure {
	if !l.MyView.Known || !l.Showback.Known {
		return Figure{}
	}
	return Known(l.Showback.Value.Sub(l.MyView.Value))
}

// Detail is everything about one customer in one month.
type Detail struct {
	Customer     transfers.Customer
	Month        period.Month
	Row          Row
	Ledger       ledger.CustomerMonth // views that were not collected have the status pending
	Bridge       *Bridge              // nil unless both sides are known
	ByRecordType []Line
	ByService    []Line
	Months       []Point // the months up to this one, oldest first
	CrossCheck   *CrossCheck
	Provenance   Provenance
}

// Customer computes the detail of one customer.
func (s *Service) Customer(ctx context.Context, sc scope.Scope, id string, m period.Month) (*Detail, error) {
	dir, err := s.c.Directory.Directory(ctx, sc)
	if err != nil {
		return nil, err
	}
	customers := dir.Customers(s.c.Clock.Now())
	i := slices.IndexFunc(customers, func(c transfers.Customer) bool { return c.ID == id })
	if i < 0 {
		return nil, CustomerNotFound(id)
	}
	cu := customers[i]
	cm, have, err := s.c.Ledger.CustomerMonth(ctx, sc, m, id)
	if err != nil {
		return nil, err
	}
	if !have {
		pending := ledger.ViewMonth{Status: ledger.ViewPending, Detail: notBilledNote(cu, m)}
		cm = ledger.CustomerMonth{CustomerID: id, Month: m, MyView: pending, Showback: pending}
	}
	digest := ledger.Digest(Rules{}, cm, "")
	row, b := customerRow(cu, digest, have, m)
	if !have {
		row.Note = cm.MyView.Detail
	}
	d := &Detail{Customer: cu, Month: m, Row: row, Ledger: cm, Provenance: customerProvenance(row, cm)}
	alike := digest.Unlike() == ""
	d.ByRecordType = lines(cm, alike, byRecordType)
	d.ByService = lines(cm, alike, byService)
	if row.Figures.compared() {
		br := bridgeOf(row.Figures.Currency, []breakdown{b})
		d.Bridge = &br
	}
	if have {
		if x, ok := crossCheckOf(row.Figures, cm.Report); ok {
			d.CrossCheck = &x
		}
	}
	if err := s.history(ctx, sc, d); err != nil {
		return nil, err
	}
	return d, nil
}

func notBilledNote(cu transfers.Customer, m period.Month) string {
	if !cu.Bills(m) {
		return "This customer was not billed to the receiver in " + m.String() + "."
	}
	return "Not collected yet."
}

// history fills the months and the change against the month before. Months in which the customer was not billed have no point.
func (s *Service) history(ctx context.Context, sc scope.Scope, d *Detail) error {
	for i := trendMonths - 1; i >= 0; i-- {
		m := d.Month.Add(-i)
		if !d.Customer.Bills(m) {
			continue
		}
		cm, have, err := s.c.Ledger.CustomerMonth(ctx, sc, m, d.Customer.ID)
		if err != nil {
			return err
		}
		if !have {
			continue
		}
		r, _ := customerRow(d.Customer, ledger.Digest(Rules{}, cm, ""), have, m)
		compared := 0
		if r.Figures.compared() {
			compared = 1
		}
		d.Months = append(d.Months, Point{Month: m, Figures: r.Figures, Standing: r.Standing, Completeness: r.Completeness, Customers: compared})
		if i == 1 && d.Row.Standing != ledger.StandingOpen {
			d.Row.Change = changeOf(m, r.Figures, d.Row.Figures)
		}
	}
	return nil
}

// byRecordType keys an entry by its record type. Custom line items are kept apart from AWS charges of the same record type: a modelled credit is
// not an AWS credit.
func byRecordType(view ledger.View, e ledger.Entry) (string, Class) {
	class, _ := Classify(view, e.RecordType, e.Service)
	if class == ClassLineItem {
		return e.RecordType + " (custom line item)", class
	}
	return e.RecordType, class
}

// byService keys an entry by its service, which has no class.
func byService(_ ledger.View, e ledger.Entry) (string, Class) { return e.Service, "" }

// lines groups both views by a key. A key that occurs on one view only is zero on the other, if that was read. Of views that cannot be compared there is My view alone, as in the figures.
func lines(cm ledger.CustomerMonth, alike bool, key func(ledger.View, ledger.Entry) (string, Class)) []Line {
	index := map[string]int{}
	var all []Line
	my, sb := cm.MyView.Status == ledger.ViewRead, cm.Showback.Status == ledger.ViewRead
	sb = sb && (alike || !my)
	add := func(view ledger.View, v ledger.ViewMonth, read bool) {
		if !read {
			return
		}
		for _, e := range v.AllEntries() {
			k, class := key(view, e)
			i, ok := index[k]
			if !ok {
				i = len(all)
				index[k] = i
				all = append(all, Line{Key: k, Class: class, MyView: Figure{Known: my}, Showback: Figure{Known: sb}})
			}
			if view == ledger.MyView {
				all[i].MyView.Value = all[i].MyView.Value.Add(e.Amount)
			} else {
				all[i].Showback.Value = all[i].Showback.Value.Add(e.Amount)
			}
		}
	}
	add(ledger.MyView, cm.MyView, my)
	add(ledger.Showback, cm.Showback, sb)
	slices.SortFunc(all, func(a, b Line) int {
		return cmp.Or(magnitude(b).Cmp(magnitude(a)), cmp.Compare(a.Key, b.Key))
	})
	return all
}

// magnitude orders lines by size without regard to sign.
func magnitude(l Line) money.Decimal {
	d := l.MyView.Value
	if d.IsZero() {
		d = l.Showback.Value
	}
	return d.Abs()
}

func customerProvenance(r Row, cm ledger.CustomerMonth) Provenance {
	p := Provenance{
		From: r.Month, To: r.Month, Currencies: []money.Currency{r.Figures.Currency}, Basis: BasisUnblendedPreTax,
		AsOf: r.AsOf, Standing: r.Standing, Completeness: r.Completeness,
	}
	if !r.AsOf.IsZero() {
		p.Sources = []ledger.Source{ledger.SourceCostExplorer}
	}
	for view, v := range map[string]ledger.ViewMonth{"My view": cm.MyView, "Showback": cm.Showback} {
		switch {
		case v.Status == ledger.ViewRead:
			p.Evidence = append(p.Evidence, ledger.Evidence{Signal: "cost_explorer_estimated", Value: view + ": " + estimatedWord(v.Estimated), ObservedAt: v.AsOf})
			if v.Detail != "" {
				p.Warnings = append(p.Warnings, Warning{WarnStale, view + " could not be read again; its figures are older: " + v.Detail, cm.CustomerID, 1})
			}
		case v.Detail != "":
			p.Warnings = append(p.Warnings, Warning{"view_" + string(v.Status), view + ": " + v.Detail, cm.CustomerID, 1})
		}
	}
	slices.SortFunc(p.Evidence, func(a, b ledger.Evidence) int { return cmp.Compare(a.Value, b.Value) })
	slices.SortFunc(p.Warnings, func(a, b Warning) int { return cmp.Compare(a.Detail, b.Detail) })
	if n := len(cm.MyView.Adjustments) + len(cm.Showback.Adjustments); n > 0 {
		p.Warnings = append(p.Warnings, Warning{WarnAdjusted, "AWS changed figures after the month was final; see the adjustments.", cm.CustomerID, n})
	}
	return p
}

func estimatedWord(b bool) string {
	if b {
		return "estimated"
	}
	return "not estimated"
}
