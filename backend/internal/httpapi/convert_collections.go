package httpapi

import (
	"portal.example/api"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
)

// ToAPICollection writes what was collected for a month, with AWS's own reports beside it.
func ToAPICollection(m ledger.MonthSummary, checks []margin.CrossCheck) api.Collection {
	out := api.Collection{
		Month: m.Month.String(), Standing: api.Standing(m.Standing), Completeness: toAPIMonthCompleteness(m), AsOf: instant(m.OldestAsOf),
		CustomersExpected: int32(m.Expected), CustomersCollected: int32(m.Collected), CustomersPartial: int32(m.Partial),
		Adjustments: int32(m.Adjustments), Evidence: each(m.Evidence, ToAPIEvidence), Sources: toAPISources(nil),
	}
	if !m.OldestAsOf.IsZero() {
		out.Sources = toAPISources([]ledger.Source{ledger.SourceCostExplorer})
	}
	if len(checks) > 0 {
		crossChecks := each(checks, ToAPICrossCheck)
		out.CrossCheck = &crossChecks
	}
	return out
}

func toAPIMonthCompleteness(m ledger.MonthSummary) api.Completeness {
	switch {
	case m.Collected < m.Expected:
		return api.Pending
	case m.Partial > 0:
		return api.Partial
	}
	return api.Complete
}
