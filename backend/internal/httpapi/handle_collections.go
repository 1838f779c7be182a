package httpapi

import (
	"context"
	"slices"
	"time"

	"portal.example/api"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/scope"
)

// history knows the months of the ledger with AWS's own reports beside them.
type history interface {
	History(ctx context.Context, sc scope.Scope) ([]margin.MonthRecord, error)
}

// detailsKeeper knows the months of which days and accounts were collected.
type detailsKeeper interface {
	Details(ctx context.Context, sc scope.Scope) ([]ledger.DetailSummary, error)
}

// collector describes the job that collects.
type collector interface {
	Request(sc scope.Scope, mode ledger.Mode) (jobs.StartInput, error)
}

// starter starts jobs.
type starter interface {
	Start(ctx context.Context, in jobs.StartInput) (job jobs.Job, created bool, err error)
}

// lastCollections knows the newest collection of a receiver; false when there was none.
type lastCollections interface {
	LastCollection(ctx context.Context, sc scope.Scope) (jobs.Job, bool, error)
}

type collectionsHandlers struct {
	margin    history
	details   detailsKeeper
	collector collector
	jobs      starter
	last      lastCollections
	clock     clock.Clock
}

// monthSchema orders months, newest first; the operation has no filter and no sort.
var monthSchema = paging.Schema[margin.MonthRecord]{
	Properties: map[string]paging.Property[margin.MonthRecord]{
		"month": paging.Time(func(m margin.MonthRecord) (time.Time, bool) { return m.Month.Start(), true }),
	},
	Default: []paging.Key{{Property: "month", Desc: true}},
	ID:      func(m margin.MonthRecord) string { return m.Month.String() },
}

// ListCollections lists the months of the ledger.
func (h collectionsHandlers) ListCollections(ctx context.Context, r api.ListCollectionsRequestObject) (api.ListCollectionsResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	q, err := fromAPIQuery(nil, nil, nil, nil, r.Params.Limit, r.Params.Cursor, r.Params.Page)
	if err != nil {
		return nil, err
	}
	months, err := h.margin.History(ctx, sc)
	if err != nil {
		return nil, err
	}
	page, err := paging.Apply("collections/"+sc.Receiver(), months, q, monthSchema)
	if err != nil {
		return nil, err
	}
	out := api.ListCollections200JSONResponse{Items: make([]api.Collection, len(page.Items)), Total: int32(page.Total), NextCursor: text(page.NextCursor)}
	details, err := h.details.Details(ctx, sc)
	if err != nil {
		return nil, err
	}
	for i, m := range page.Items {
		out.Items[i] = ToAPICollection(m)
		if at := slices.IndexFunc(details, func(d ledger.DetailSummary) bool { return d.Month == m.Month }); at >= 0 {
			out.Items[i].Details = ToAPICollectionDetails(details[at])
		}
	}
	last, ok, err := h.last.LastCollection(ctx, sc)
	if err != nil {
		return nil, err
	}
	if ok && !last.Status.Final() {
		job := ToAPIJob(last)
		out.RunningJob = &job
	}
	return out, nil
}

// StartCollection starts collecting, or returns the collection that runs.
func (h collectionsHandlers) StartCollection(ctx context.Context, r api.StartCollectionRequestObject) (api.StartCollectionResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	in, err := h.collector.Request(sc, ledger.Mode(r.Body.Mode))
	if err != nil {
		return nil, err
	}
	job, _, err := h.jobs.Start(ctx, in)
	if err != nil {
		return nil, err
	}
	location := "/jobs/" + string(job.ID)
	return api.StartCollection202JSONResponse{Body: ToAPIJob(job), Headers: api.StartCollection202ResponseHeaders{Location: &location}}, nil
}
