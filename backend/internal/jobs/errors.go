package jobs

import "portal.example/backend/internal/fault"

// Codes of this room.
const (
	// CodeJobNotFound is a job that the receiver does not have.
	CodeJobNotFound = "job_not_found"
	// CodeJobFinished is a job that has ended and cannot be cancelled.
	CodeJobFinished = "job_finished"
	// CodeUnknownJobKind is a job nobody can run; it is our fault.
	CodeUnknownJobKind = "unknown_job_kind"
)

func notFound(id ID) error {
	return fault.New(fault.NotFound, CodeJobNotFound, "Receiver has no job "+string(id)+". Jobs are listed under /jobs; old ones are removed.")
}
