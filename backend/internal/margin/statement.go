package margin

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/transfers"
)

// Completeness says whether both views were read.
type Completeness string

// The levels, from best to worst.
const (
	Complete Completeness = "complete"
	Partial  Completeness = "partial" // a view has no figures
	Pending  Completeness = "pending" // not collected yet
)

// Row is one customer, service or month.
type Row struct {
	Key          string
	Label        string
	Customer     *transfers.Customer // nil but for customers
	Figures      Figures
	Change       *Change
	Standing     ledger.Standing
	Completeness Completeness
	AsOf         time.Time // zero when nothing was read
	Note         string    // why a figure is unknown
	Month        period.Month
}

// Change is against the month before.
type Change struct {
	Previous period.Month
	Margin   money.Decimal

	before, now Figures
}

// Points is the change of margin percent, in percentage points; unknown unless both are known. It is computed for rows that are shown, not for all.
func (c Change) Points() Figure {
	before, now := c.before.MarginPercent(), c.now.MarginPercent()
	if !before.Known || !now.Known {
		return Figure{}
	}
	return Known(now.Value.Sub(before.Value))
}

// Totals is the sum of the rows of one currency. Only rows with both sides known are in Figures.
type Totals struct {
	Figures       Figures       `json:"figures"`
	Rows          int           `json:"rows"`
	Compared      int           `json:"compared"`
	Uncompared    money.Decimal `json:"uncompared"` // AWS cost of rows without a known Showback
	HasUncompared bool          `json:"has_uncompared"`
}

// TotalsOf sums rows, one total per currency, in the order of the currencies.
func TotalsOf(rows []Row) []Totals {
	var all []Totals
	for _, c := range currencies(rows) {
		t := Totals{Figures: zeroFigures(c)}
		for _, r := range rows {
			if r.Figures.Currency != c {
				continue
			}
			t.Rows++
			switch {
			case r.Figures.compared():
				t.Compared++
				t.Figures = t.Figures.plus(r.Figures)
			case r.Figures.AWSCost.Known:
				t.HasUncompared = true
				t.Uncompared = t.Uncompared.Add(r.Figures.AWSCost.Value)
			}
		}
		if t.Compared == 0 {
			t.Figures = Figures{Currency: c} // nothing was compared, so nothing is known; zero would be a claim
		}
		all = append(all, t)
	}
	return all
}

// Warning is something the reader of figures has to know.
type Warning struct {
	Code       string
	Detail     string
	CustomerID string
	Count      int
}

// Provenance is what the figures of an answer mean and how far they can be trusted.
type Provenance struct {
	From, To     period.Month // both inclusive
	Currencies   []money.Currency
	Basis        Basis
	Sources      []ledger.Source
	AsOf         time.Time // of the oldest figure; zero when nothing was read
	Standing     ledger.Standing
	Completeness Completeness
	Evidence     []ledger.Evidence
	Warnings     []Warning
}

// Counts is how many customers there are of each kind in a month.
type Counts struct {
	Total           int // customers that have or had a transfer
	Billed          int // billed to the receiver in the month
	Compared        int
	NegativeMargin  int
	WithoutShowback int
	Unlike          int // My view was not read, or the views are of different days or currencies
	NotCollected    int
}

// CrossCheck compares AWS's own cost reports with the ledger. The reports do not say what their cost includes.
type CrossCheck struct {
	Currency       money.Currency `json:"currency"`
	ReportedCost   money.Decimal  `json:"reported_cost"`
	ReportedCharge money.Decimal  `json:"reported_charge"`
	CostDiff       Figure         `json:"cost_diff"` // reported - ledger, for groups whose My view was read
	ChargeDiff     Figure         `json:"charge_diff"`
	Groups         int            `json:"groups"`
	AsOf           time.Time      `json:"as_of"`
}

// Statement is the margin of a receiver in one month. It is shared and must not be changed.
type Statement struct {
	Month       period.Month
	Rows        []Row // customers by id
	Services    []Row // by name and currency
	Totals      []Totals
	Bridges     []Bridge
	CrossChecks []CrossCheck
	Counts      Counts
	Provenance  Provenance
	Adjustments int
	Differing   int // customers whose cost report differs from the ledger
}

// newStatement computes the margin of a month from the ledger and the directory.
func newStatement(p *ledger.Portfolio, sum ledger.MonthSummary, customers []transfers.Customer) *Statement {
	st := &Statement{Month: p.Month, Adjustments: sum.Adjustments}
	st.Counts.Total = len(customers)
	byCurrency := map[money.Currency][]breakdown{}
	for i := range customers {
		cu := customers[i]
		cm, have := p.Customer(cu.ID)
		if !have && !cu.Bills(p.Month) {
			continue
		}
		row, b := customerRow(cu, cm, have, p.Month)
		st.Rows = append(st.Rows, row)
		st.count(row, cm, have)
		if row.Figures.compared() {
			byCurrency[row.Figures.Currency] = append(byCurrency[row.Figures.Currency], b)
		}
		st.crossCheck(row, cm)
	}
	st.Totals = TotalsOf(st.Rows)
	for _, c := range currencies(st.Rows) {
		if bs := byCurrency[c]; len(bs) > 0 {
			st.Bridges = append(st.Bridges, bridgeOf(c, bs))
		}
	}
	st.Services = serviceRows(p.Services, p.Month, len(byCurrency) > 1)
	st.Provenance = provenanceOf(st, sum)
	for i := range st.Services {
		st.Services[i].Standing, st.Services[i].Completeness, st.Services[i].AsOf = st.Provenance.Standing, st.Provenance.Completeness, st.Provenance.AsOf
	}
	return st
}

func customerRow(cu transfers.Customer, cm ledger.CustomerDigest, have bool, m period.Month) (Row, breakdown) {
	row := Row{Key: cu.ID, Label: cu.Name, Customer: &cu, Month: m, Standing: ledger.StandingUnknown}
	if !have {
		row.Completeness, row.Note, row.Figures.Currency = Pending, "Not collected yet.", defaultCurrency
		return row, breakdown{}
	}
	b, note := breakDown(cm)
	row.Figures, row.Note, row.Standing = b.figures, note, cm.Standing
	row.Completeness = Partial
	if row.Figures.compared() {
		row.Completeness = Complete
	}
	for _, v := range []ledger.ViewDigest{cm.MyView, cm.Showback} {
		if v.Read() && (row.AsOf.IsZero() || v.AsOf.Before(row.AsOf)) {
			row.AsOf = v.AsOf
		}
	}
	return row, b
}

func (st *Statement) count(r Row, cm ledger.CustomerDigest, have bool) {
	st.Counts.Billed++
	switch {
	case !have:
		st.Counts.NotCollected++
	case r.Figures.compared():
		st.Counts.Compared++
		if r.Figures.Margin().Value.Sign() < 0 {
			st.Counts.NegativeMargin++
		}
	case !cm.Showback.Read():
		st.Counts.WithoutShowback++
	default:
		st.Counts.Unlike++
	}
}

func serviceRows(sums []ledger.ServiceSum, m period.Month, several bool) []Row {
	rows := make([]Row, 0, len(sums))
	for _, s := range sums {
		c := cmp.Or(s.Currency, defaultCurrency)
		key := s.Service
		if several {
			key += " (" + string(c) + ")"
		}
		rows = append(rows, Row{Key: key, Label: s.Service, Month: m, Figures: Figures{Currency: c, AWSCost: Known(s.MyView), Charged: Known(s.Showback)}})
	}
	slices.SortFunc(rows, func(a, b Row) int { return strings.Compare(a.Key, b.Key) })
	return rows
}

// crossCheck adds a customer's cost report to the sums.
func (st *Statement) crossCheck(r Row, cm ledger.CustomerDigest) {
	one, ok := crossCheckOf(r.Figures, cm.Report)
	if !ok {
		return
	}
	if differs(one) {
		st.Differing++
	}
	st.CrossChecks = addCrossCheck(st.CrossChecks, one)
}

// addCrossCheck adds one comparison to the sum of its currency.
func addCrossCheck(sums []CrossCheck, one CrossCheck) []CrossCheck {
	i := slices.IndexFunc(sums, func(x CrossCheck) bool { return x.Currency == one.Currency })
	if i < 0 {
		return append(sums, one)
	}
	sum := &sums[i]
	sum.Groups++
	sum.ReportedCost = sum.ReportedCost.Add(one.ReportedCost)
	sum.ReportedCharge = sum.ReportedCharge.Add(one.ReportedCharge)
	sum.CostDiff = addKnown(sum.CostDiff, one.CostDiff)
	sum.ChargeDiff = addKnown(sum.ChargeDiff, one.ChargeDiff)
	if one.AsOf.Before(sum.AsOf) {
		sum.AsOf = one.AsOf
	}
	return sums
}

// addKnown adds what is known; a difference that could not be computed leaves the sum as it is.
func addKnown(a, b Figure) Figure {
	switch {
	case !b.Known:
		return a
	case !a.Known:
		return b
	}
	return Known(a.Value.Add(b.Value))
}

func differs(c CrossCheck) bool {
	return c.CostDiff.Known && !c.CostDiff.Value.IsZero() || c.ChargeDiff.Known && !c.ChargeDiff.Value.IsZero()
}

func crossCheckOf(f Figures, report *ledger.CostReport) (CrossCheck, bool) {
	if report == nil || report.Currency != f.Currency {
		return CrossCheck{}, false
	}
	c := CrossCheck{Currency: f.Currency, ReportedCost: report.AWSCost, ReportedCharge: report.Proforma, Groups: 1, AsOf: report.AsOf}
	if f.AWSCost.Known {
		c.CostDiff = Known(report.AWSCost.Sub(f.AWSCost.Value))
	}
	if f.Charged.Known {
		c.ChargeDiff = Known(report.Proforma.Sub(f.Charged.Value))
	}
	return c, true
}

// Codes of warnings.
const (
	WarnNotCollected    = "customers_not_collected"
	WarnWithoutShowback = "customers_without_showback"
	WarnUnlike          = "customers_not_compared"
	WarnOpenMonth       = "month_in_progress"
	WarnAdjusted        = "month_adjusted"
	WarnStale           = "view_not_refreshed"
)

func provenanceOf(st *Statement, sum ledger.MonthSummary) Provenance {
	p := Provenance{
		From: st.Month, To: st.Month, Currencies: currencies(st.Rows), Basis: BasisUnblendedPreTax,
		AsOf: sum.OldestAsOf, Standing: sum.Standing, Evidence: sum.Evidence, Completeness: Complete,
	}
	if !sum.OldestAsOf.IsZero() {
		p.Sources = []ledger.Source{ledger.SourceCostExplorer}
	}
	c := st.Counts
	switch {
	case c.Billed == 0 || c.NotCollected > 0:
		p.Completeness = Pending
	case c.Compared < c.Billed:
		p.Completeness = Partial
	}
	if sum.OldestAsOf.IsZero() {
		p.Completeness = Pending
	}
	if c.NotCollected > 0 {
		p.Warnings = append(p.Warnings, Warning{WarnNotCollected, fmt.Sprintf("%d of %d customers have not been collected for %s; totals are of the others.", c.NotCollected, c.Billed, st.Month), "", c.NotCollected})
	}
	if c.WithoutShowback > 0 {
		p.Warnings = append(p.Warnings, Warning{WarnWithoutShowback, fmt.Sprintf("%d of %d customers have no Showback for %s; they are not in the comparison.", c.WithoutShowback, c.Billed, st.Month), "", c.WithoutShowback})
	}
	if c.Unlike > 0 {
		detail := fmt.Sprintf("%d of %d customers are not in the comparison for %s: My view was not read, or the views are of different days or currencies.", c.Unlike, c.Billed, st.Month)
		p.Warnings = append(p.Warnings, Warning{WarnUnlike, detail, "", c.Unlike})
	}
	if sum.Standing == ledger.StandingOpen {
		p.Warnings = append(p.Warnings, Warning{Code: WarnOpenMonth, Detail: "The month is still running: usage is incomplete, and support, credits and refunds may post later."})
	}
	if st.Adjustments > 0 {
		p.Warnings = append(p.Warnings, Warning{WarnAdjusted, fmt.Sprintf("AWS changed %d figures after the month was final; they are in the totals and listed on the customers.", st.Adjustments), "", st.Adjustments})
	}
	return p
}

// withChanges returns the rows with their change against the previous month.
func withChanges(st, prev *Statement) []Row {
	rows := slices.Clone(st.Rows)
	addChanges(rows, st, prev)
	return rows
}

// addChanges adds the change against the previous month to copies of rows of st. A month that still runs is not like a whole one, so it has none.
func addChanges(rows []Row, st, prev *Statement) {
	if st.Provenance.Standing == ledger.StandingOpen || prev == nil {
		return
	}
	for i := range rows {
		if before, ok := prev.customer(rows[i].Key); ok {
			rows[i].Change = changeOf(prev.Month, before.Figures, rows[i].Figures)
		}
	}
}

// customer finds the row of a customer.
func (st *Statement) customer(id string) (*Row, bool) {
	i := sort.Search(len(st.Rows), func(i int) bool { return st.Rows[i].Key >= id })
	if i == len(st.Rows) || st.Rows[i].Key != id {
		return nil, false
	}
	return &st.Rows[i], true
}

func changeOf(previous period.Month, before, now Figures) *Change {
	if before.Currency != now.Currency || !before.compared() || !now.compared() {
		return nil
	}
	return &Change{Previous: previous, Margin: now.Margin().Value.Sub(before.Margin().Value), before: before, now: now}
}
