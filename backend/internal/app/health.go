package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/httpapi"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// awsPatience is how long the first answer of AWS may take before /health says that there is none.
const awsPatience = 5 * time.Second

// awsStatus remembers how the last attempt to reach AWS went, so that /health need not call AWS.
type awsStatus struct {
	clock clock.Clock
	since time.Time // when the portal began to ask

	mu       sync.Mutex
	answered bool   // an attempt has ended, well or not
	detail   string // what failed; empty when it worked
}

func (s *awsStatus) set(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answered, s.detail = true, ""
	if err == nil {
		return
	}
	s.detail = "AWS could not be reached with the portal's credentials; it tries again by itself."
	if f, ok := fault.As(err); ok {
		s.detail = f.Message
	}
}

func (s *awsStatus) check(context.Context) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.answered {
		return "AWS has not answered yet.", s.clock.Now().Sub(s.since) < awsPatience
	}
	return s.detail, s.detail == ""
}

func (p *portal) checks() []httpapi.Check {
	return []httpapi.Check{{Name: "state", Run: p.checkState}, {Name: "aws", Run: p.aws.check}, {Name: "collection", Run: p.checkCollection}}
}

// checkState reads from the state file; that nothing is there is what it expects.
func (p *portal) checkState(ctx context.Context) (string, bool) {
	if _, err := p.data.store.Get(ctx, "health/probe"); err != nil && !errors.Is(err, store.ErrNotFound) {
		return "The state file cannot be read.", false
	}
	return "", true
}

// checkCollection reports receivers whose newest collection failed or waits.
func (p *portal) checkCollection(ctx context.Context) (string, bool) {
	all, err := p.accounts.List(ctx, scope.Portal())
	if err != nil {
		return "The receivers cannot be read.", false
	}
	for _, r := range all {
		sc, err := scope.New(r.ID, scope.Portal())
		if err != nil {
			return "Receiver " + r.ID + " is not well formed.", false
		}
		job, ok, err := p.LastCollection(ctx, sc)
		switch {
		case err != nil:
			return "The jobs cannot be read.", false
		case ok && (job.Status == jobs.StatusFailed || job.Status == jobs.StatusWaiting):
			return "The last collection of " + r.ID + " " + describeEnd(job), false
		}
	}
	return "", true
}

func describeEnd(j jobs.Job) string {
	if j.Status == jobs.StatusWaiting {
		return "is waiting: " + j.Message
	}
	return "failed: " + j.Message
}
