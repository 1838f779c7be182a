package httpapi

import (
	"context"

	"portal.example/api"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/finops"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// finopsRoom is what this surface needs of the finops room.
type finopsRoom interface {
	Overview(ctx context.Context, in finops.OverviewInput) (*finops.Overview, error)
	Usage(ctx context.Context, in finops.UsageInput) (*finops.UsageList, error)
	Days(ctx context.Context, sc scope.Scope, customer string, m period.Month) (*finops.CustomerDays, error)
	ReceiverAnomalies(ctx context.Context, sc scope.Scope, q paging.Query) (*finops.ReceiverList[finops.ReceiverAnomaly], error)
	ReceiverBudgets(ctx context.Context, sc scope.Scope, q paging.Query) (*finops.ReceiverList[finops.ReceiverBudget], error)
}

type finopsHandlers struct {
	finops finopsRoom
	clock  clock.Clock
}

// GetFinops shows credits, movers, anomalies and budgets of a month.
func (h finopsHandlers) GetFinops(ctx context.Context, r api.GetFinopsRequestObject) (api.GetFinopsResponseObject, error) {
	sc, m, err := scopeAndMonth(ctx, r.Params.Period, h.clock)
	if err != nil {
		return nil, err
	}
	months := finops.DefaultTrend
	if r.Params.Months != nil {
		months = int(*r.Params.Months)
	}
	o, err := h.finops.Overview(ctx, finops.OverviewInput{Scope: sc, Month: m, Months: months})
	if err != nil {
		return nil, err
	}
	return api.GetFinops200JSONResponse(ToAPIFinops(o)), nil
}

// ListUsageCosts breaks cost down by customer, account or service.
func (h finopsHandlers) ListUsageCosts(ctx context.Context, r api.ListUsageCostsRequestObject) (api.ListUsageCostsResponseObject, error) {
	sc, m, err := scopeAndMonth(ctx, r.Params.Period, h.clock)
	if err != nil {
		return nil, err
	}
	q, err := fromAPIQuery(r.Params.Search, r.Params.Filter, r.Params.Match, r.Params.Sort, r.Params.Limit, r.Params.Cursor, r.Params.Page)
	if err != nil {
		return nil, err
	}
	by := finops.ByCustomer
	if r.Params.By != nil {
		by = finops.Grouping(*r.Params.By)
	}
	list, err := h.finops.Usage(ctx, finops.UsageInput{Scope: sc, Month: m, By: by, Query: q})
	if err != nil {
		return nil, err
	}
	return api.ListUsageCosts200JSONResponse{
		Items: each(list.Page.Items, ToAPIUsageCost), Total: int32(list.Page.Total), NextCursor: text(list.Page.NextCursor),
		Totals: each(list.Totals, ToAPIUsageTotals), By: api.UsageGrouping(by), Provenance: ToAPIProvenance(list.Provenance),
	}, nil
}

// GetDailyCosts shows the daily cost of a customer.
func (h finopsHandlers) GetDailyCosts(ctx context.Context, r api.GetDailyCostsRequestObject) (api.GetDailyCostsResponseObject, error) {
	sc, m, err := scopeAndMonth(ctx, r.Params.Period, h.clock)
	if err != nil {
		return nil, err
	}
	days, err := h.finops.Days(ctx, sc, r.Params.CustomerId, m)
	if err != nil {
		return nil, err
	}
	return api.GetDailyCosts200JSONResponse(ToAPIDailyCosts(days)), nil
}

// ListReceiverAnomalies lists the anomalies AWS found in the receiver's own organization.
func (h finopsHandlers) ListReceiverAnomalies(ctx context.Context, r api.ListReceiverAnomaliesRequestObject) (api.ListReceiverAnomaliesResponseObject, error) {
	sc, q, err := scopeAndQuery(ctx, listParams(r.Params))
	if err != nil {
		return nil, err
	}
	list, err := h.finops.ReceiverAnomalies(ctx, sc, q)
	if err != nil {
		return nil, err
	}
	return api.ListReceiverAnomalies200JSONResponse{
		Items: each(list.Page.Items, ToAPIReceiverAnomaly), Total: int32(list.Page.Total), NextCursor: text(list.Page.NextCursor),
		Note: finops.ReceiverNote, Problem: text(list.Problem), AsOf: instant(list.AsOf),
	}, nil
}

// ListReceiverBudgets lists the AWS budgets of the receiver's own organization.
func (h finopsHandlers) ListReceiverBudgets(ctx context.Context, r api.ListReceiverBudgetsRequestObject) (api.ListReceiverBudgetsResponseObject, error) {
	sc, q, err := scopeAndQuery(ctx, listParams(r.Params))
	if err != nil {
		return nil, err
	}
	list, err := h.finops.ReceiverBudgets(ctx, sc, q)
	if err != nil {
		return nil, err
	}
	return api.ListReceiverBudgets200JSONResponse{
		Items: each(list.Page.Items, ToAPIReceiverBudget), Total: int32(list.Page.Total), NextCursor: text(list.Page.NextCursor),
		Note: finops.ReceiverNote, Problem: text(list.Problem), AsOf: instant(list.AsOf),
	}, nil
}
