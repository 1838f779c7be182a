package httpapi

import (
	"context"

	"portal.example/api"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// dashboardRoom is what the dashboard needs of the margin room.
type dashboardRoom interface {
	Overview(ctx context.Context, sc scope.Scope, m period.Month) (*margin.Overview, error)
}

type dashboardHandlers struct {
	margin dashboardRoom
	clock  clock.Clock
}

// GetDashboard shows the portfolio of the receiver for a month.
func (h dashboardHandlers) GetDashboard(ctx context.Context, r api.GetDashboardRequestObject) (api.GetDashboardResponseObject, error) {
	sc, m, err := scopeAndMonth(ctx, r.Params.Period, h.clock)
	if err != nil {
		return nil, err
	}
	o, err := h.margin.Overview(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	return api.GetDashboard200JSONResponse(ToAPIDashboard(o)), nil
}

// marginsRoom is what the comparison needs of the margin room.
type marginsRoom interface {
	Rows(ctx context.Context, in margin.ListInput) (*margin.List, error)
}

type marginsHandlers struct {
	margin marginsRoom
	clock  clock.Clock
}

// ListMargins compares My view with Showback.
func (h marginsHandlers) ListMargins(ctx context.Context, r api.ListMarginsRequestObject) (api.ListMarginsResponseObject, error) {
	sc, m, err := scopeAndMonth(ctx, r.Params.Period, h.clock)
	if err != nil {
		return nil, err
	}
	q, err := fromAPIQuery(r.Params.Search, r.Params.Filter, r.Params.Match, r.Params.Sort, r.Params.Limit, r.Params.Cursor, r.Params.Page)
	if err != nil {
		return nil, err
	}
	by := margin.ByCustomer
	if r.Params.By != nil {
		by = margin.Grouping(*r.Params.By)
	}
	list, err := h.margin.Rows(ctx, margin.ListInput{Scope: sc, Month: m, By: by, Query: q})
	if err != nil {
		return nil, err
	}
	return api.ListMargins200JSONResponse{
		Items: each(list.Page.Items, ToAPIMarginRow), Total: int32(list.Page.Total), NextCursor: text(list.Page.NextCursor),
		Totals: each(list.Totals, ToAPITotals), By: api.MarginGrouping(by), Provenance: ToAPIProvenance(list.Provenance),
	}, nil
}
