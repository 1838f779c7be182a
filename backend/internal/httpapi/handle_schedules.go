package httpapi

import (
	"context"

	"portal.example/api"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/schedules"
	"portal.example/backend/internal/scope"
)

// schedulesRoom is what this surface needs of the schedules room.
type schedulesRoom interface {
	List(ctx context.Context, sc scope.Scope, q paging.Query) (paging.Page[schedules.Schedule], error)
	Get(ctx context.Context, sc scope.Scope, id schedules.ID) (schedules.Schedule, error)
	Change(ctx context.Context, in schedules.ChangeInput) (schedules.Schedule, error)
	StartNow(ctx context.Context, sc scope.Scope, id schedules.ID) (jobs.Job, error)
	Runs(ctx context.Context, sc scope.Scope, id schedules.ID, q paging.Query) (paging.Page[schedules.Run], error)
}

type schedulesHandlers struct{ schedules schedulesRoom }

// ListSchedules lists what runs by itself.
func (h schedulesHandlers) ListSchedules(ctx context.Context, r api.ListSchedulesRequestObject) (api.ListSchedulesResponseObject, error) {
	sc, q, err := scopeAndQuery(ctx, listParams(r.Params))
	if err != nil {
		return nil, err
	}
	page, err := h.schedules.List(ctx, sc, q)
	if err != nil {
		return nil, err
	}
	return api.ListSchedules200JSONResponse{Items: each(page.Items, ToAPISchedule), Total: int32(page.Total), NextCursor: text(page.NextCursor)}, nil
}

// GetSchedule reads when something runs.
func (h schedulesHandlers) GetSchedule(ctx context.Context, r api.GetScheduleRequestObject) (api.GetScheduleResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	s, err := h.schedules.Get(ctx, sc, schedules.ID(r.ScheduleId))
	if err != nil {
		return nil, err
	}
	return api.GetSchedule200JSONResponse(ToAPISchedule(s)), nil
}

// UpdateSchedule changes when something runs.
func (h schedulesHandlers) UpdateSchedule(ctx context.Context, r api.UpdateScheduleRequestObject) (api.UpdateScheduleResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	in, err := fromAPISchedule(*r.Body)
	if err != nil {
		return nil, err
	}
	in.Scope, in.ID = sc, schedules.ID(r.ScheduleId)
	s, err := h.schedules.Change(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.UpdateSchedule200JSONResponse(ToAPISchedule(s)), nil
}

// StartSchedule runs something now.
func (h schedulesHandlers) StartSchedule(ctx context.Context, r api.StartScheduleRequestObject) (api.StartScheduleResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	job, err := h.schedules.StartNow(ctx, sc, schedules.ID(r.ScheduleId))
	if err != nil {
		return nil, err
	}
	at := "/jobs/" + string(job.ID)
	return api.StartSchedule202JSONResponse{Body: ToAPIJob(job), Headers: api.StartSchedule202ResponseHeaders{Location: &at}}, nil
}

// ListScheduleRuns lists how something went.
func (h schedulesHandlers) ListScheduleRuns(ctx context.Context, r api.ListScheduleRunsRequestObject) (api.ListScheduleRunsResponseObject, error) {
	sc, q, err := scopeAndQuery(ctx, listParams(r.Params))
	if err != nil {
		return nil, err
	}
	page, err := h.schedules.Runs(ctx, sc, schedules.ID(r.ScheduleId), q)
	if err != nil {
		return nil, err
	}
	return api.ListScheduleRuns200JSONResponse{Items: each(page.Items, ToAPIScheduleRun), Total: int32(page.Total), NextCursor: text(page.NextCursor)}, nil
}
