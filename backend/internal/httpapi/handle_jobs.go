package httpapi

import (
	"context"

	"portal.example/api"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/scope"
)

// jobsRoom is what this surface needs of the jobs room. A job of another receiver is not found.
type jobsRoom interface {
	starter
	Get(ctx context.Context, sc scope.Scope, id jobs.ID) (jobs.Job, error)
	Page(ctx context.Context, sc scope.Scope, q paging.Query) (paging.Page[jobs.Job], error)
	ItemPage(ctx context.Context, sc scope.Scope, id jobs.ID, q paging.Query) (paging.Page[jobs.Item], error)
	Cancel(ctx context.Context, sc scope.Scope, id jobs.ID) (jobs.Job, error)
}

type jobsHandlers struct{ jobs jobsRoom }

// ListJobs lists the jobs of the receiver.
func (h jobsHandlers) ListJobs(ctx context.Context, r api.ListJobsRequestObject) (api.ListJobsResponseObject, error) {
	sc, q, err := scopeAndQuery(ctx, listParams(r.Params))
	if err != nil {
		return nil, err
	}
	page, err := h.jobs.Page(ctx, sc, q)
	if err != nil {
		return nil, err
	}
	return api.ListJobs200JSONResponse{Items: each(page.Items, ToAPIJob), Total: int32(page.Total), NextCursor: text(page.NextCursor)}, nil
}

// GetJob shows one job.
func (h jobsHandlers) GetJob(ctx context.Context, r api.GetJobRequestObject) (api.GetJobResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	job, err := h.jobs.Get(ctx, sc, jobs.ID(r.JobId))
	if err != nil {
		return nil, err
	}
	return api.GetJob200JSONResponse(ToAPIJob(job)), nil
}

// ListJobItems lists what a job did.
func (h jobsHandlers) ListJobItems(ctx context.Context, r api.ListJobItemsRequestObject) (api.ListJobItemsResponseObject, error) {
	sc, q, err := scopeAndQuery(ctx, listParams(r.Params))
	if err != nil {
		return nil, err
	}
	page, err := h.jobs.ItemPage(ctx, sc, jobs.ID(r.JobId), q)
	if err != nil {
		return nil, err
	}
	return api.ListJobItems200JSONResponse{Items: each(page.Items, ToAPIJobItem), Total: int32(page.Total), NextCursor: text(page.NextCursor)}, nil
}

// CancelJob asks a job to stop.
func (h jobsHandlers) CancelJob(ctx context.Context, r api.CancelJobRequestObject) (api.CancelJobResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	job, err := h.jobs.Cancel(ctx, sc, jobs.ID(r.JobId))
	if err != nil {
		return nil, err
	}
	return api.CancelJob202JSONResponse(ToAPIJob(job)), nil
}
