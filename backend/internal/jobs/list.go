package jobs

import (
	"context"
	"time"

	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/scope"
)

// Page returns a page of the receiver's jobs, newest first unless sorted.
func (e *Engine) Page(ctx context.Context, sc scope.Scope, q paging.Query) (paging.Page[Job], error) {
	all, err := e.List(ctx, sc)
	if err != nil {
		return paging.Page[Job]{}, err
	}
	return paging.Apply("jobs/"+sc.Receiver(), all, q, jobSchema)
}

// ItemPage returns a page of the items of a job.
func (e *Engine) ItemPage(ctx context.Context, sc scope.Scope, id ID, q paging.Query) (paging.Page[Item], error) {
	all, err := e.Items(ctx, sc, id)
	if err != nil {
		return paging.Page[Item]{}, err
	}
	return paging.Apply("job-items/"+string(id), all, q, itemSchema)
}

var jobSchema = paging.Schema[Job]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[Job]{
		"kind": paging.Text(func(j Job) string { return string(j.Kind) }),
		"status": paging.Enum(func(j Job) string { return string(j.Status) }, string(StatusQueued), string(StatusRunning), string(StatusWaiting),
			string(StatusSucceeded), string(StatusPartiallySucceeded), string(StatusFailed), string(StatusCanceled)),
		"created_at":  paging.Time(func(j Job) (time.Time, bool) { return j.CreatedAt, true }),
		"finished_at": paging.Time(func(j Job) (time.Time, bool) { return j.FinishedAt, !j.FinishedAt.IsZero() }),
	},
	Search:  func(j Job) []string { return []string{j.Title, string(j.ID), j.CreatedBy} },
	Default: []paging.Key{{Property: "created_at", Desc: true}},
	ID:      func(j Job) string { return string(j.ID) },
}

var itemSchema = paging.Schema[Item]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[Item]{
		"item_id": paging.Text(func(i Item) string { return i.ID }),
		"label":   paging.Text(func(i Item) string { return i.Label }),
		"status":  paging.Enum(func(i Item) string { return string(i.Status) }, string(ItemFailed), string(ItemPartial), string(ItemDone)),
	},
	Search:  func(i Item) []string { return []string{i.ID, i.Label, i.Detail} },
	Default: []paging.Key{{Property: "status"}, {Property: "label"}},
	ID:      func(i Item) string { return i.ID },
}
