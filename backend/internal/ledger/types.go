// Package ledger keeps our copy of what AWS bills and what customers see, per receiver, month and customer, and collects it. See README.md.
package ledger

import (
	"time"

	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

// View is one of the two billing views of a customer.
type View string

// The views. MyView is billable: what AWS bills the receiver. Showback is pro forma: what the customer sees.
const (
	MyView   View = "my_view"
	Showback View = "showback"
)

// ViewStatus says whether a view could be read for a month.
type ViewStatus string

// The statuses. Only ViewRead has figures; for all others a figure is unknown, not zero.
const (
	ViewRead      ViewStatus = "read"
	ViewNone      ViewStatus = "no_view"
	ViewUnhealthy ViewStatus = "unhealthy"
	ViewDenied    ViewStatus = "denied"
	ViewFailed    ViewStatus = "failed"
	ViewPending   ViewStatus = "pending"
)

// Standing says how settled a month is.
type Standing string

// The standings, from least to most settled. StandingUnknown means that nothing was read.
const (
	StandingUnknown   Standing = "unknown"
	StandingOpen      Standing = "open"
	StandingEstimated Standing = "estimated"
	StandingFinal     Standing = "final"
)

// Source says where figures were read.
type Source string

// SourceCostExplorer is Cost Explorer's GetCostAndUsage on the view.
const SourceCostExplorer Source = "cost_explorer"

// Entry is unblended cost of one record type and service. Credits, refunds and discounts are negative.
type Entry struct {
	RecordType string        `json:"record_type"` // AWS's word, for example "Usage" or "Solution Provider Program Discount"
	Service    string        `json:"service"`     // AWS's name
	Amount     money.Decimal `json:"amount"`
}

// Adjustment is a change of an entry that was seen after the month was final. It is added to the entries, never written over them.
type Adjustment struct {
	RecordType string        `json:"record_type"`
	Service    string        `json:"service"`
	Before     money.Decimal `json:"before"`
	After      money.Decimal `json:"after"`
	ObservedAt time.Time     `json:"observed_at"`
}

// ViewMonth is what was read from one view for one month.
type ViewMonth struct {
	Status      ViewStatus     `json:"status"`
	Detail      string         `json:"detail,omitempty"` // why it was not read
	ARN         string         `json:"arn,omitempty"`
	Source      Source         `json:"source,omitempty"`
	Currency    money.Currency `json:"currency,omitempty"`
	AsOf        time.Time      `json:"as_of"`
	Estimated   bool           `json:"estimated"` // Cost Explorer's flag
	Entries     []Entry        `json:"entries,omitempty"`
	Adjustments []Adjustment   `json:"adjustments,omitempty"`
	Total       money.Decimal  `json:"total"` // of entries, as summed when they were read; adjustments not included
}

// CostReport is AWS's own cost report of a billing group, kept beside the ledger as a cross-check.
type CostReport struct {
	GroupARN string         `json:"group_arn"`
	AWSCost  money.Decimal  `json:"aws_cost"` // AWS does not say what it includes
	Proforma money.Decimal  `json:"proforma"`
	Currency money.Currency `json:"currency"`
	AsOf     time.Time      `json:"as_of"`
}

// CustomerMonth is the ledger of one customer and month.
type CustomerMonth struct {
	CustomerID string       `json:"customer_id"`
	Month      period.Month `json:"month"`
	MyView     ViewMonth    `json:"my_view"`
	Showback   ViewMonth    `json:"showback"`
	Report     *CostReport  `json:"report,omitempty"`
}

// BillingView is a view as AWS lists it for a month.
type BillingView struct {
	ARN      string
	View     View
	SourceID string // management account of the customer
	Healthy  bool
	Reason   string // why it is not healthy
}

// MonthCosts is the answer of Cost Explorer for one month of one view.
type MonthCosts struct {
	Month     period.Month
	Currency  money.Currency // empty when there was no row
	Estimated bool
	Entries   []Entry // summed per record type and service, none twice, sorted
}

// DayCosts is the answer of Cost Explorer for one day of one view.
type DayCosts struct {
	Day       period.Day
	Currency  money.Currency // empty when there was no row
	Estimated bool
	Entries   []Entry // summed per record type and service, none twice, sorted
}

// MonthAccountCosts is the answer of Cost Explorer for the member accounts of one month of one view.
type MonthAccountCosts struct {
	Month     period.Month
	Currency  money.Currency // empty when there was no row
	Estimated bool
	Accounts  []AccountCosts // by id
}

// Figures of a view exist only where it was read.
func (v ViewMonth) known() bool { return v.Status == ViewRead }

// Final reports whether both views were read after the month had ended and AWS marked neither as estimated. Such a month is frozen.
func (c CustomerMonth) Final() bool {
	return c.MyView.settled(c.Month) && (c.Showback.settled(c.Month) || c.Showback.Status == ViewNone)
}

func (v ViewMonth) settled(m period.Month) bool {
	return v.known() && !v.Estimated && !v.AsOf.Before(m.End())
}

// Standing says how settled what was read of the view is.
func (v ViewMonth) Standing(m period.Month) Standing {
	switch {
	case !v.known():
		return StandingUnknown
	case v.AsOf.Before(m.End()):
		return StandingOpen
	case v.Estimated:
		return StandingEstimated
	default:
		return StandingFinal
	}
}

// Standing is the less settled of the views that were read.
func (c CustomerMonth) Standing() Standing {
	my, sb := c.MyView.Standing(c.Month), c.Showback.Standing(c.Month)
	if my == StandingUnknown {
		return sb
	}
	if sb == StandingUnknown {
		return my
	}
	return LessSettled(my, sb)
}

// LessSettled returns the less settled of two standings; unknown is the least.
func LessSettled(a, b Standing) Standing {
	rank := map[Standing]int{StandingUnknown: 0, StandingOpen: 1, StandingEstimated: 2, StandingFinal: 3}
	if rank[a] < rank[b] {
		return a
	}
	return b
}

// AllEntries yields the entries with every adjustment added, one per record type and service, in the stored order; pairs that only adjustments
// have come last.
func (v ViewMonth) AllEntries() []Entry {
	if len(v.Adjustments) == 0 {
		return v.Entries
	}
	type key struct{ recordType, service string }
	at := make(map[key]int, len(v.Entries))
	all := make([]Entry, len(v.Entries), len(v.Entries)+len(v.Adjustments))
	copy(all, v.Entries)
	for i, e := range all {
		at[key{e.RecordType, e.Service}] = i
	}
	for _, a := range v.Adjustments {
		k := key{a.RecordType, a.Service}
		i, ok := at[k]
		if !ok {
			i = len(all)
			at[k] = i
			all = append(all, Entry{RecordType: a.RecordType, Service: a.Service})
		}
		all[i].Amount = all[i].Amount.Add(a.After.Sub(a.Before))
	}
	return all
}

// FullTotal is the stored total with every adjustment added.
func (v ViewMonth) FullTotal() money.Decimal {
	t := v.Total
	for _, a := range v.Adjustments {
		t = t.Add(a.After.Sub(a.Before))
	}
	return t
}

// CurrencyOf is the currency of the first view that has one, else of AWS's cost report; empty when nothing says.
func (c CustomerMonth) CurrencyOf() money.Currency {
	return CustomerDigest{
		MyView: ViewDigest{Currency: c.MyView.Currency}, Showback: ViewDigest{Currency: c.Showback.Currency}, Report: c.Report,
	}.Currency()
}
