package jobs

import (
	"errors"

	"portal.example/backend/internal/fault"
)

// Codes of the faults of this room.
const (
	// CodeJobNotFound is a job that the receiver does not have, or that was too old to be kept.
	CodeJobNotFound = "job_not_found"
	// CodeJobFinished is a job that has ended, so it can be neither cancelled nor resumed.
	CodeJobFinished = "job_finished"
	// CodeUnknownJobKind is a job nobody can run; it is our fault.
	CodeUnknownJobKind = "unknown_job_kind"
	// CodeOperatorNeeded is somebody who may look and not change.
	CodeOperatorNeeded = "operator_needed"
)

var (
	// errStopping is why a handler's context ends when the engine stops; the job goes on after the next start.
	errStopping = errors.New("the portal is stopping")
	// errCanceled is why a handler's context ends when somebody cancelled the job.
	errCanceled = errors.New("the job was cancelled")
	// errUnchanged is returned by a change that has nothing to write.
	errUnchanged = errors.New("nothing to change")
)

// stateError is a failure of the store beneath a run; the job is tried again instead of failing for it.
type stateError struct{ cause error }

func (e *stateError) Error() string { return "write the state of the job: " + e.cause.Error() }
func (e *stateError) Unwrap() error { return e.cause }

func notFound(id ID) error {
	return fault.Newf(fault.NotFound, CodeJobNotFound, "This receiver has no job %q. Jobs are listed under /jobs; old ones are removed.", string(id))
}

func finished(j Job) error {
	return fault.Newf(fault.Conflict, CodeJobFinished, "The job has ended (%s). Start a new one instead.", j.Status)
}
