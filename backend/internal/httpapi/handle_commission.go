package httpapi

import (
	"context"

	"portal.example/api"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/commission"
	"portal.example/backend/internal/plans"
)

// commissionRoom is what this surface needs of the commission room.
type commissionRoom interface {
	List(ctx context.Context, in commission.ListInput) (*commission.List, error)
}

type commissionHandlers struct {
	commission commissionRoom
	plans      planStarter
	clock      clock.Clock
}

// ListCommissions lists the commission of each customer in a month.
func (h commissionHandlers) ListCommissions(ctx context.Context, r api.ListCommissionsRequestObject) (api.ListCommissionsResponseObject, error) {
	sc, m, q, err := scopeMonthAndQuery(ctx, monthListParams(r.Params), h.clock)
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

// ApplyCommission makes a plan that charges a commission and starts it.
func (h commissionHandlers) ApplyCommission(ctx context.Context, r api.ApplyCommissionRequestObject) (api.ApplyCommissionResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	b := r.Body
	in, err := fromAPICommission("", api.CommissionPlanRequest{
		Percent: b.Percent, Period: b.Period, Recurring: b.Recurring, WithoutSavingsPlanNegation: b.WithoutSavingsPlanNegation,
		Existing: (*api.CommissionPlanRequestExisting)(b.Existing), CustomerIds: b.CustomerIds, Search: b.Search, Filter: b.Filter, Match: b.Match,
	})
	if err != nil {
		return nil, err
	}
	plan, job, err := h.plans.CreateAndApply(ctx, plans.CreateInput{Scope: sc, Receiver: b.ReceiverId, Request: plans.Request{Commission: in}})
	if err != nil {
		return nil, withinMember(err, "/commission")
	}
	at := "/jobs/" + string(job.ID)
	return api.ApplyCommission202JSONResponse{Body: api.PlanApplied{Plan: ToAPIPlan(plan), Job: ToAPIJob(job)}, Headers: api.ApplyCommission202ResponseHeaders{Location: &at}}, nil
}
