package margin

import (
	"encoding/json"
	"fmt"

	"portal.example/backend/internal/ledger"
)

// Rules are the rules by which the ledger sums months up: the classes of a bridge, and totals and cross-checks for trends.
type Rules struct{}

var _ ledger.Rules = Rules{}

// rulesVersion changes whenever Classify or derived does, or which views can be compared; the ledger then sums up again.
const rulesVersion = 4

// Version is the version of the rules.
func (Rules) Version() int { return rulesVersion }

// Class is the class of a charge; false for tax.
func (Rules) Class(v ledger.View, recordType, service string) (string, bool) {
	c, ok := Classify(v, recordType, service)
	return string(c), ok
}

// derived is what is kept with the summary of a month, so that a trend reads summaries only.
type derived struct {
	Totals      []Totals     `json:"totals"`
	CrossChecks []CrossCheck `json:"cross_checks"`
}

// Derive sums the month up.
func (Rules) Derive(p *ledger.Portfolio) ([]byte, error) {
	var d derived
	rows := make([]Row, 0, len(p.Customers))
	for _, c := range p.Customers {
		b, _ := breakDown(c)
		rows = append(rows, Row{Figures: b.figures})
		if x, ok := crossCheckOf(b.figures, c.Report); ok {
			d.CrossChecks = addCrossCheck(d.CrossChecks, x)
		}
	}
	d.Totals = TotalsOf(rows)
	out, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("encode what is derived of %s: %w", p.Month, err)
	}
	return out, nil
}

// MonthRecord is a month of the ledger with what was derived from it.
type MonthRecord struct {
	ledger.MonthSummary
	Totals      []Totals
	CrossChecks []CrossCheck
}

// Completeness says whether both views of every customer billed in the month were read.
func (m MonthRecord) Completeness() Completeness {
	switch {
	case m.Expected == 0 || m.Collected < m.Expected || m.OldestAsOf.IsZero():
		return Pending
	case m.Partial > 0:
		return Partial
	}
	return Complete
}

func newMonthRecord(s ledger.MonthSummary) (MonthRecord, error) {
	var d derived
	if err := json.Unmarshal(s.Derived, &d); err != nil {
		return MonthRecord{}, fmt.Errorf("decode what was derived of %s: %w", s.Month, err)
	}
	return MonthRecord{s, d.Totals, d.CrossChecks}, nil
}
