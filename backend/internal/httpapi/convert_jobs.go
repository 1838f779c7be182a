package httpapi

import (
	"portal.example/api"
	"portal.example/backend/internal/jobs"
)

// ToAPIJob writes the state of a job.
func ToAPIJob(j jobs.Job) api.Job {
	out := api.Job{
		JobId: string(j.ID), Kind: api.JobKind(j.Kind), Title: j.Title, Status: api.JobStatus(j.Status), Message: text(j.Message),
		Progress:  api.JobProgress{Done: int32(j.Progress.Done), Total: int32(j.Progress.Total), Failed: int32(j.Progress.Failed)},
		CreatedAt: j.CreatedAt.UTC(), CreatedBy: j.CreatedBy, StartedAt: instant(j.StartedAt), UpdatedAt: j.UpdatedAt.UTC(), FinishedAt: instant(j.FinishedAt),
		CancelRequested: j.CancelRequested,
	}
	if j.Attempts > 0 {
		out.Attempts = number(j.Attempts)
	}
	return out
}

// ToAPIJobItem writes the result of one item.
func ToAPIJobItem(i jobs.Item) api.JobItem {
	return api.JobItem{ItemId: i.ID, Label: i.Label, Status: api.JobItemStatus(i.Status), Detail: text(i.Detail), FinishedAt: instant(i.FinishedAt)}
}
