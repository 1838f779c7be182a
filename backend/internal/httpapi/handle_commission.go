package httpapi

import (
	"context"

	"portal.example/api"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/commission"
)

// commissionRoom is what this surface needs of the commission room.
type commissionRoom interface {
	List(ctx context.Context, in commission.ListInput) (*commission.List, error)
}

type commissionHandlers struct {
	commission commissionRoom
	clock      clock.Clock
}

// ListCommissions lists the commission of each customer in a month.
func (h commissionHandlers) ListCommissions(ctx context.Context, r api.ListCommissionsRequestObject) (api.ListCommissionsResponseObject, error) {
	sc, m, err := scopeAndMonth(ctx, r.Params.Period, h.clock)
	if err != nil {
		return nil, err
	}
	q, err := fromAPIQuery(r.Params.Search, r.Params.Filter, r.Params.Match, r.Params.Sort, r.Params.Limit, r.Params.Cursor, r.Params.Page)
	if err != nil {
		return nil, err
	}
	list, err := h.commission.List(ctx, commission.ListInput{Scope: sc, Month: m, Query: q})
	if err != nil {
		return nil, err
	}
	return api.ListCommissions200JSONResponse{
		Items: each(list.Page.Items, ToAPICommission), Total: int32(list.Page.Total), NextCursor: text(list.Page.NextCursor),
		Totals: each(list.Totals, toAPICommissionTotals), Provenance: ToAPIProvenance(list.Provenance),
	}, nil
}
