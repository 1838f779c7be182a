// Package jobs runs long work: started once, visible while it runs, cancelled by request, resumed after a restart.
package jobs

import (
	"context"
	"encoding/json"
	"time"

	"portal.example/backend/internal/scope"
)

// ID names a job, "job_" and a sortable random part of [0-9a-z].
type ID string

// Kind names what a job does, for example "collection": [a-z_]{1,40}. Every kind has one registered handler.
type Kind string

// Status is where a job stands.
type Status string

// The statuses. Waiting needs something outside, which Message names; Resume or a restart tries again.
const (
	StatusQueued             Status = "queued"
	StatusRunning            Status = "running"
	StatusWaiting            Status = "waiting"
	StatusSucceeded          Status = "succeeded"
	StatusPartiallySucceeded Status = "partially_succeeded"
	StatusFailed             Status = "failed"
	StatusCanceled           Status = "canceled"
)

// Final reports whether the job will not run again by itself.
func (s Status) Final() bool {
	switch s {
	case StatusSucceeded, StatusPartiallySucceeded, StatusFailed, StatusCanceled:
		return true
	case StatusQueued, StatusRunning, StatusWaiting:
		return false
	}
	return false
}

// Progress counts items. Total is 0 while they are not counted yet. Failed are among Done.
type Progress struct {
	Done   int `json:"done"`
	Total  int `json:"total"`
	Failed int `json:"failed"`
}

// Job is the state of one job.
type Job struct {
	ID              ID              `json:"id"`
	Kind            Kind            `json:"kind"`
	Receiver        string          `json:"receiver"`
	Title           string          `json:"title"`
	Args            json.RawMessage `json:"args"`
	Status          Status          `json:"status"`
	Progress        Progress        `json:"progress"`
	Message         string          `json:"message"`
	CreatedAt       time.Time       `json:"created_at"`
	CreatedBy       string          `json:"created_by"`
	StartedAt       time.Time       `json:"started_at"`
	UpdatedAt       time.Time       `json:"updated_at"`
	FinishedAt      time.Time       `json:"finished_at"`
	CancelRequested bool            `json:"cancel_requested"`
	Attempts        int             `json:"attempts"`
}

// ItemStatus is how one item ended.
type ItemStatus string

// The ends of an item. Partial did its work with something missing, which Detail names.
const (
	ItemDone    ItemStatus = "done"
	ItemPartial ItemStatus = "partial"
	ItemFailed  ItemStatus = "failed"
)

// Item is the recorded result of one item of a job; recording it is the checkpoint.
type Item struct {
	ID         string     `json:"id"` // [A-Za-z0-9._=-]{1,100}, unique in the job
	Label      string     `json:"label"`
	Status     ItemStatus `json:"status"`
	Detail     string     `json:"detail"`
	FinishedAt time.Time  `json:"finished_at"`
}

// StartInput asks for a job.
type StartInput struct {
	Scope scope.Scope
	Kind  Kind
	Title string
	Args  any // encoded as JSON; what the handler decodes from Run.Args
	// Exclusive, when not empty ([A-Za-z0-9._=-]{1,100}), allows one unfinished job of this receiver, kind and key; Start then returns
	// that one.
	Exclusive string
}

// Run is a job being worked on, as its handler sees it. Methods are safe for concurrent use.
type Run interface {
	// Job is the state when this attempt began.
	Job() Job
	// Scope is the receiver of the job, acting as the portal on behalf of who started it.
	Scope() scope.Scope
	// Recorded returns the result of an item from this or an earlier attempt; a failed one is not reported, it may be tried again.
	Recorded(itemID string) (Item, bool)
	// SetTotal says how many items there are, those recorded by earlier attempts included. A handler says it anew in every attempt.
	SetTotal(ctx context.Context, total int) error
	// Record stores the result of an item before it counts as progress. Recording a done item again changes nothing; a failed or partial
	// one may be replaced. Work that was done is recorded even when ctx has just ended; a failure that comes with the end of ctx is none
	// and gives ctx.Err().
	Record(ctx context.Context, item Item) error
	// Say sets the message people see while the job runs; it is written with the next progress. How it ended is said by the engine.
	Say(message string)
}

// Handler does the work of one kind. It returns nil when all items are recorded; then the status follows from the items (all failed:
// failed; any failed, partial or missing: partially succeeded; otherwise succeeded). It returns ctx.Err() when stopped, a *Wait to wait,
// and any other error to fail the job; the message of a fault that is not internal is shown to people, the rest goes to the log only.
// A handler is started again after a restart or Wait and must do only what is not recorded.
type Handler func(ctx context.Context, run Run) error

// Wait is returned by a handler that cannot go on now.
type Wait struct { //nolint:errname // a request of the handler more than an error
	Reason string        // what it waits for, for people
	After  time.Duration // try again after this time; zero: only on Resume or restart
}

// Error gives the reason.
func (w *Wait) Error() string { return "waiting: " + w.Reason }
