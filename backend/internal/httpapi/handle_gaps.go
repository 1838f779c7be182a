package httpapi

import (
	"context"
	"slices"
	"strings"

	"portal.example/api"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/gaps"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
)

// gapsRoom is what this surface needs of the gaps room.
type gapsRoom interface {
	List(ctx context.Context, in gaps.ListInput) (*gaps.List, error)
	Coverage(ctx context.Context, in gaps.CoverageInput) (*gaps.CoverageList, error)
	ListPolicies(ctx context.Context, sc scope.Scope, q paging.Query) (paging.Page[gaps.PolicyRow], error)
	SetPolicy(ctx context.Context, in gaps.PolicyInput) (gaps.PolicyRow, error)
	DeletePolicy(ctx context.Context, sc scope.Scope, id string) error
	History(ctx context.Context, sc scope.Scope, q paging.Query) (paging.Page[gaps.Change], error)
}

type gapsHandlers struct {
	gaps  gapsRoom
	plans planStarter
	clock clock.Clock
}

// ListGaps lists what customers do not see of a month.
func (h gapsHandlers) ListGaps(ctx context.Context, r api.ListGapsRequestObject) (api.ListGapsResponseObject, error) {
	sc, m, err := scopeAndMonth(ctx, r.Params.Period, h.clock)
	if err != nil {
		return nil, err
	}
	q, err := fromAPIQuery(r.Params.Search, r.Params.Filter, r.Params.Match, r.Params.Sort, r.Params.Limit, r.Params.Cursor, r.Params.Page)
	if err != nil {
		return nil, err
	}
	list, err := h.gaps.List(ctx, gaps.ListInput{Scope: sc, Month: m, Demo: r.Params.Demo != nil && *r.Params.Demo, Query: q})
	if err != nil {
		return nil, err
	}
	return api.ListGaps200JSONResponse(ToAPIGapList(list)), nil
}

// ListCoverage lists how far each customer is covered.
func (h gapsHandlers) ListCoverage(ctx context.Context, r api.ListCoverageRequestObject) (api.ListCoverageResponseObject, error) {
	sc, m, q, err := scopeMonthAndQuery(ctx, monthListParams(r.Params), h.clock)
	if err != nil {
		return nil, err
	}
	list, err := h.gaps.Coverage(ctx, gaps.CoverageInput{Scope: sc, Month: m, Query: q})
	if err != nil {
		return nil, err
	}
	return api.ListCoverage200JSONResponse{
		Items: each(list.Page.Items, ToAPICoverage), Total: int32(list.Page.Total), NextCursor: text(list.Page.NextCursor), Provenance: ToAPIProvenance(list.Provenance),
	}, nil
}

// ListGapPolicies lists what is done with each class of charges.
func (h gapsHandlers) ListGapPolicies(ctx context.Context, r api.ListGapPoliciesRequestObject) (api.ListGapPoliciesResponseObject, error) {
	sc, q, err := scopeAndQuery(ctx, listParams(r.Params))
	if err != nil {
		return nil, err
	}
	page, err := h.gaps.ListPolicies(ctx, sc, q)
	if err != nil {
		return nil, err
	}
	return api.ListGapPolicies200JSONResponse{Items: each(page.Items, ToAPIGapPolicy), Total: int32(page.Total), NextCursor: text(page.NextCursor)}, nil
}

// UpdateGapPolicy sets a policy.
func (h gapsHandlers) UpdateGapPolicy(ctx context.Context, r api.UpdateGapPolicyRequestObject) (api.UpdateGapPolicyResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	in, err := fromAPIGapPolicy(*r.Body)
	if err != nil {
		return nil, err
	}
	in.Scope = sc
	row, err := h.gaps.SetPolicy(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.UpdateGapPolicy200JSONResponse(ToAPIGapPolicy(row)), nil
}

// DeleteGapPolicy returns a customer to the default of a class.
func (h gapsHandlers) DeleteGapPolicy(ctx context.Context, r api.DeleteGapPolicyRequestObject) (api.DeleteGapPolicyResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	if err := h.gaps.DeletePolicy(ctx, sc, r.PolicyId); err != nil {
		return nil, err
	}
	return api.DeleteGapPolicy204Response{}, nil
}

// ApplyGaps makes a plan that closes gaps and starts it.
func (h gapsHandlers) ApplyGaps(ctx context.Context, r api.ApplyGapsRequestObject) (api.ApplyGapsResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	b := r.Body
	in, err := fromAPIGaps("", api.GapPlanRequest{Period: b.Period, GapIds: b.GapIds, Search: b.Search, Filter: b.Filter, Match: b.Match, Demo: b.Demo})
	if err != nil {
		return nil, err
	}
	plan, job, err := h.plans.CreateAndApply(ctx, plans.CreateInput{Scope: sc, Receiver: b.ReceiverId, Request: plans.Request{Gaps: in}})
	if err != nil {
		return nil, withinMember(err, "/gaps")
	}
	at := "/jobs/" + string(job.ID)
	return api.ApplyGaps202JSONResponse{Body: api.PlanApplied{Plan: ToAPIPlan(plan), Job: ToAPIJob(job)}, Headers: api.ApplyGaps202ResponseHeaders{Location: &at}}, nil
}

// withinMember makes what a room says of a member of a plan's request point into a body that is that member alone.
func withinMember(err error, member string) error {
	f, ok := fault.As(err)
	if !ok || len(f.Fields) == 0 {
		return err
	}
	within := *f
	within.Message = strings.ReplaceAll(f.Message, "body"+member+"/", "body/")
	within.Fields = slices.Clone(f.Fields)
	for i := range within.Fields {
		within.Fields[i].Pointer = strings.TrimPrefix(within.Fields[i].Pointer, member)
	}
	return &within
}

// ListGapPolicyChanges lists who changed which policy when.
func (h gapsHandlers) ListGapPolicyChanges(ctx context.Context, r api.ListGapPolicyChangesRequestObject) (api.ListGapPolicyChangesResponseObject, error) {
	sc, q, err := scopeAndQuery(ctx, listParams(r.Params))
	if err != nil {
		return nil, err
	}
	page, err := h.gaps.History(ctx, sc, q)
	if err != nil {
		return nil, err
	}
	return api.ListGapPolicyChanges200JSONResponse{Items: each(page.Items, ToAPIGapPolicyChange), Total: int32(page.Total), NextCursor: text(page.NextCursor)}, nil
}
