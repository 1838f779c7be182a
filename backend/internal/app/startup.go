package app

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"portal.example/backend/internal/accounts"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/scope"
)

// refreshAfter is how old the ledger may be before a start collects again.
const refreshAfter = 6 * time.Hour

// The waits between attempts to reach AWS at start: doubled from the first to the longest.
const (
	firstRetry   = time.Second
	longestRetry = time.Minute
)

// begin finds out who the portal is at AWS, as often as it takes, and then starts the collections that are due. It returns when that is done or ctx ends.
func (p *portal) begin(ctx context.Context, collect, details bool) {
	home, ok := p.findHome(ctx)
	if !ok {
		return
	}
	if p.simulator != "" {
		if err := p.offerSimulated(ctx, p.simulator, home); err != nil && ctx.Err() == nil {
			p.log.WarnContext(ctx, "the roles of the simulated customers could not be kept", "payer_id", home.ID, "error", err)
		}
	}
	if !collect {
		return
	}
	due := []func(context.Context, accounts.Receiver) (jobs.Job, bool, error){p.collectIfDue}
	if details {
		due = append(due, p.detailsIfDue)
	}
	for _, start := range due {
		job, started, err := start(ctx, home)
		switch {
		case err != nil && ctx.Err() == nil:
			p.log.ErrorContext(ctx, "the first collection could not be started", "payer_id", home.ID, "error", err)
		case started:
			p.log.InfoContext(ctx, "collection started", "payer_id", home.ID, "job_kind", string(job.Kind), "job_id", string(job.ID), "title", job.Title)
		}
	}
}

func (p *portal) findHome(ctx context.Context) (accounts.Receiver, bool) {
	for wait := firstRetry; ; wait = min(2*wait, longestRetry) {
		home, err := p.accounts.EnsureHome(ctx)
		if ctx.Err() != nil {
			return accounts.Receiver{}, false
		}
		p.aws.set(err)
		if err == nil {
			p.log.InfoContext(ctx, "connected to AWS", slog.String("payer_id", home.ID))
			return home, true
		}
		p.log.WarnContext(ctx, "AWS cannot be reached; trying again", slog.Duration("wait", wait), slog.Any("error", err))
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return accounts.Receiver{}, false
		case <-timer.C:
		}
	}
}

// collectIfDue starts a back-fill when the ledger is empty, a refresh when it is old or the last collection failed, and nothing else: collecting costs money.
func (p *portal) collectIfDue(ctx context.Context, home accounts.Receiver) (jobs.Job, bool, error) {
	sc, err := scope.New(home.ID, scope.Portal())
	if err != nil {
		return jobs.Job{}, false, err
	}
	last, ok, err := p.LastCollection(ctx, sc)
	if err != nil {
		return jobs.Job{}, false, fmt.Errorf("find the last collection: %w", err)
	}
	if ok && !last.Status.Final() {
		return last, false, nil // the engine goes on with it
	}
	months, err := p.ledger.Months(ctx, sc)
	if err != nil {
		return jobs.Job{}, false, err
	}
	mode, due := dueMode(months, last, p.clock.Now())
	if !due {
		return last, false, nil
	}
	in, err := p.collector.Request(sc, mode)
	if err != nil {
		return jobs.Job{}, false, err
	}
	return p.jobs.Start(ctx, in)
}

// detailsIfDue starts a collection of days and member accounts when none was ever asked for. It waits for the one of the ledger, if that is running.
func (p *portal) detailsIfDue(ctx context.Context, home accounts.Receiver) (jobs.Job, bool, error) {
	sc, err := scope.New(home.ID, scope.Portal())
	if err != nil {
		return jobs.Job{}, false, err
	}
	kept, err := p.ledger.Details(ctx, sc)
	if err != nil || len(kept) > 0 {
		return jobs.Job{}, false, err
	}
	all, err := p.jobs.List(ctx, sc)
	if err != nil {
		return jobs.Job{}, false, err
	}
	if slices.ContainsFunc(all, ledger.IsDetail) {
		return jobs.Job{}, false, nil // it runs, or somebody saw it fail or cancelled it
	}
	in, err := p.collector.Request(sc, ledger.ModeDetail)
	if err != nil {
		return jobs.Job{}, false, err
	}
	return p.jobs.Start(ctx, in)
}

// dueMode says what a start has to collect. A collection that a person cancelled is not started again by itself while there is something to show.
func dueMode(months []ledger.MonthSummary, last jobs.Job, now time.Time) (ledger.Mode, bool) {
	var newest time.Time
	for _, m := range months {
		if m.WrittenAt.After(newest) {
			newest = m.WrittenAt
		}
	}
	switch {
	case newest.IsZero():
		return ledger.ModeBackfill, true
	case last.Status == jobs.StatusFailed || now.Sub(newest) > refreshAfter:
		return ledger.ModeRefresh, true
	}
	return "", false
}
