package httpapi

import (
	"portal.example/api"
	"portal.example/backend/internal/margin"
)

// ToAPIDashboard writes the overview of a receiver for a month.
func ToAPIDashboard(o *margin.Overview) api.Dashboard {
	st := o.Statement
	d := api.Dashboard{
		Month: st.Month.String(), Totals: each(st.Totals, ToAPITotals), Customers: toAPICounts(st.Counts), Transfers: each(o.States, toAPIStateCount),
		Attention: each(o.Attention, toAPIAttention), Bridges: each(st.Bridges, ToAPIBridge), Trend: each(o.Trend, ToAPITrendPoint),
		Services: each(o.Services, toAPIServiceSlice), Bottom: each(o.Bottom, ToAPIMarginRow), Top: each(o.Top, ToAPIMarginRow),
		Provenance: ToAPIProvenance(st.Provenance),
	}
	if o.Previous != nil {
		previous := each(o.Previous, ToAPITotals)
		d.PreviousTotals = &previous
	}
	if len(st.CrossChecks) > 0 {
		checks := each(st.CrossChecks, ToAPICrossCheck)
		d.CrossCheck = &checks
	}
	if o.Collection != nil {
		job := ToAPIJob(*o.Collection)
		d.Collection = &job
	}
	return d
}

func toAPICounts(c margin.Counts) api.CustomerCounts {
	return api.CustomerCounts{
		Total: int32(c.Total), Billed: int32(c.Billed), Compared: int32(c.Compared), NegativeMargin: int32(c.NegativeMargin),
		WithoutShowback: int32(c.WithoutShowback), NotCollected: int32(c.NotCollected),
	}
}

func toAPIStateCount(c margin.StateCount) api.StateCount {
	return api.StateCount{State: api.LifecycleState(c.State), Count: int32(c.Count)}
}

func toAPIAttention(a margin.Attention) api.AttentionItem {
	item := api.AttentionItem{
		Code: api.AttentionItemCode(a.Code), Severity: api.AttentionItemSeverity(a.Severity), Title: a.Title, Detail: text(a.Detail), Count: int32(a.Count), Period: monthText(a.Month),
	}
	if a.Amount != nil {
		m := ToAPIMoney(*a.Amount)
		item.Amount = &m
	}
	if len(a.Filter) > 0 {
		item.Filter = &a.Filter
	}
	return item
}

func toAPIServiceSlice(s margin.ServiceSlice) api.ServiceSlice {
	return api.ServiceSlice{Service: s.Service, Services: number(s.Services), Figures: ToAPIFigures(s.Figures)}
}
