package httpapi

import (
	"portal.example/api"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
)

// ToAPICollection writes what was collected for a month, with AWS's own reports beside it.
func ToAPICollection(m margin.MonthRecord) api.Collection {
	out := api.Collection{
		Month: m.Month.String(), Standing: api.Standing(m.Standing), Completeness: api.Completeness(m.Completeness()), AsOf: instant(m.OldestAsOf),
		CustomersExpected: int32(m.Expected), CustomersCollected: int32(m.Collected), CustomersPartial: int32(m.Partial),
		Adjustments: int32(m.Adjustments), Evidence: each(m.Evidence, ToAPIEvidence), Sources: toAPISources(nil),
	}
	if !m.OldestAsOf.IsZero() {
		out.Sources = toAPISources([]ledger.Source{ledger.SourceCostExplorer})
	}
	if len(m.CrossChecks) > 0 {
		crossChecks := each(m.CrossChecks, ToAPICrossCheck)
		out.CrossCheck = &crossChecks
	}
	return out
}

// ToAPICollectionDetails writes what is known of the days and accounts of a month; absent when nobody's were read.
func ToAPICollectionDetails(d ledger.DetailSummary) *api.CollectionDetails {
	if d.Customers == 0 {
		return nil
	}
	return &api.CollectionDetails{Customers: int32(d.Customers), AsOf: d.AsOf.UTC()}
}
