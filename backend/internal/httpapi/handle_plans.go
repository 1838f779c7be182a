package httpapi

import (
	"context"

	"portal.example/api"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
)

// plansRoom is what this surface needs of the plans room. A plan of another receiver is not found.
type plansRoom interface {
	List(ctx context.Context, sc scope.Scope, q paging.Query) (paging.Page[plans.View], error)
	Create(ctx context.Context, in plans.CreateInput) (plans.View, error)
	Get(ctx context.Context, sc scope.Scope, id plans.ID) (plans.View, error)
	Items(ctx context.Context, sc scope.Scope, id plans.ID, q paging.Query) (paging.Page[plans.Item], error)
	Apply(ctx context.Context, in plans.ApplyInput) (plans.View, jobs.Job, error)
	planStarter
	Discard(ctx context.Context, sc scope.Scope, id plans.ID) (plans.View, error)
	Decide(ctx context.Context, in plans.DecideInput) (plans.View, error)
	Undo(ctx context.Context, sc scope.Scope, receiver string, id plans.ID) (plans.View, error)
	planSettings
}

// planSettings are the settings of plans of a receiver.
type planSettings interface {
	Settings(ctx context.Context, sc scope.Scope) (plans.Settings, error)
	SetSettings(ctx context.Context, in plans.SettingsInput) (plans.Settings, error)
}

// planStarter makes a plan and starts it at once, for whoever reviewed elsewhere what it does.
type planStarter interface {
	CreateAndApply(ctx context.Context, in plans.CreateInput) (plans.View, jobs.Job, error)
}

type plansHandlers struct{ plans plansRoom }

// ListPlans lists the plans of the receiver.
func (h plansHandlers) ListPlans(ctx context.Context, r api.ListPlansRequestObject) (api.ListPlansResponseObject, error) {
	sc, q, err := scopeAndQuery(ctx, listParams(r.Params))
	if err != nil {
		return nil, err
	}
	page, err := h.plans.List(ctx, sc, q)
	if err != nil {
		return nil, err
	}
	return api.ListPlans200JSONResponse{Items: each(page.Items, ToAPIPlan), Total: int32(page.Total), NextCursor: text(page.NextCursor)}, nil
}

// CreatePlan works out what a change would do.
func (h plansHandlers) CreatePlan(ctx context.Context, r api.CreatePlanRequestObject) (api.CreatePlanResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	request, err := fromAPIPlanRequest(*r.Body)
	if err != nil {
		return nil, err
	}
	plan, err := h.plans.Create(ctx, plans.CreateInput{Scope: sc, Receiver: r.Body.ReceiverId, Request: request})
	if err != nil {
		return nil, err
	}
	at := "/plans/" + string(plan.ID)
	return api.CreatePlan201JSONResponse{Body: ToAPIPlan(plan), Headers: api.CreatePlan201ResponseHeaders{Location: &at}}, nil
}

// GetPlan shows a plan.
func (h plansHandlers) GetPlan(ctx context.Context, r api.GetPlanRequestObject) (api.GetPlanResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	plan, err := h.plans.Get(ctx, sc, plans.ID(r.PlanId))
	if err != nil {
		return nil, err
	}
	return api.GetPlan200JSONResponse(ToAPIPlan(plan)), nil
}

// ListPlanItems lists what a plan does.
func (h plansHandlers) ListPlanItems(ctx context.Context, r api.ListPlanItemsRequestObject) (api.ListPlanItemsResponseObject, error) {
	sc, q, err := scopeAndQuery(ctx, listParams(r.Params))
	if err != nil {
		return nil, err
	}
	page, err := h.plans.Items(ctx, sc, plans.ID(r.PlanId), q)
	if err != nil {
		return nil, err
	}
	return api.ListPlanItems200JSONResponse{Items: each(page.Items, ToAPIPlanItem), Total: int32(page.Total), NextCursor: text(page.NextCursor)}, nil
}

// ApplyPlan starts the job of a plan.
func (h plansHandlers) ApplyPlan(ctx context.Context, r api.ApplyPlanRequestObject) (api.ApplyPlanResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	in := plans.ApplyInput{Scope: sc, ID: plans.ID(r.PlanId), Receiver: r.Body.ReceiverId, Hash: r.Body.ContentHash}
	if r.Body.Confirm != nil {
		in.Confirm = *r.Body.Confirm
	}
	plan, job, err := h.plans.Apply(ctx, in)
	if err != nil {
		return nil, err
	}
	at := "/jobs/" + string(job.ID)
	return api.ApplyPlan202JSONResponse{Body: api.PlanApplied{Plan: ToAPIPlan(plan), Job: ToAPIJob(job)}, Headers: api.ApplyPlan202ResponseHeaders{Location: &at}}, nil
}

// DiscardPlan discards a plan that was not applied.
func (h plansHandlers) DiscardPlan(ctx context.Context, r api.DiscardPlanRequestObject) (api.DiscardPlanResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	plan, err := h.plans.Discard(ctx, sc, plans.ID(r.PlanId))
	if err != nil {
		return nil, err
	}
	return api.DiscardPlan200JSONResponse(ToAPIPlan(plan)), nil
}

// ApprovePlan keeps that a second person approves a plan.
func (h plansHandlers) ApprovePlan(ctx context.Context, r api.ApprovePlanRequestObject) (api.ApprovePlanResponseObject, error) {
	plan, err := h.decide(ctx, r.PlanId, *r.Body, true)
	if err != nil {
		return nil, err
	}
	return api.ApprovePlan200JSONResponse(plan), nil
}

// RejectPlan keeps that a second person rejects a plan.
func (h plansHandlers) RejectPlan(ctx context.Context, r api.RejectPlanRequestObject) (api.RejectPlanResponseObject, error) {
	plan, err := h.decide(ctx, r.PlanId, *r.Body, false)
	if err != nil {
		return nil, err
	}
	return api.RejectPlan200JSONResponse(plan), nil
}

func (h plansHandlers) decide(ctx context.Context, id string, body api.PlanDecisionRequest, approve bool) (api.Plan, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return api.Plan{}, err
	}
	plan, err := h.plans.Decide(ctx, plans.DecideInput{
		Scope: sc, ID: plans.ID(id), Receiver: body.ReceiverId, Hash: body.ContentHash, Note: given(body.Note), Approve: approve,
	})
	return ToAPIPlan(plan), err
}

// UndoPlan works out how to take back what a plan did.
func (h plansHandlers) UndoPlan(ctx context.Context, r api.UndoPlanRequestObject) (api.UndoPlanResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	plan, err := h.plans.Undo(ctx, sc, r.Body.ReceiverId, plans.ID(r.PlanId))
	if err != nil {
		return nil, err
	}
	at := "/plans/" + string(plan.ID)
	return api.UndoPlan201JSONResponse{Body: ToAPIPlan(plan), Headers: api.UndoPlan201ResponseHeaders{Location: &at}}, nil
}

// GetPlanSettings shows when a second person has to approve.
func (h plansHandlers) GetPlanSettings(ctx context.Context, _ api.GetPlanSettingsRequestObject) (api.GetPlanSettingsResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	set, err := h.plans.Settings(ctx, sc)
	if err != nil {
		return nil, err
	}
	return api.GetPlanSettings200JSONResponse(ToAPIPlanSettings(set)), nil
}

// UpdatePlanSettings changes when a second person has to approve.
func (h plansHandlers) UpdatePlanSettings(ctx context.Context, r api.UpdatePlanSettingsRequestObject) (api.UpdatePlanSettingsResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	next, err := fromAPIPlanSettings(*r.Body)
	if err != nil {
		return nil, err
	}
	set, err := h.plans.SetSettings(ctx, plans.SettingsInput{Scope: sc, Receiver: r.Body.ReceiverId, Settings: next})
	if err != nil {
		return nil, err
	}
	return api.UpdatePlanSettings200JSONResponse(ToAPIPlanSettings(set)), nil
}
