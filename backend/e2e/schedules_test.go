package e2e

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/gaps"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/objects/file"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/schedules"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/testkit/simulated"
)

type oneReceiver struct{}

func (oneReceiver) Receivers(context.Context) ([]string, error) { return []string{receiver}, nil }

// The run of gaps plans last month for review; under a limit it applies what it planned, and the world has the items. With a limit that is too low it says why it waits.
func TestTheGapRunPlansLastMonthAndAppliesUnderItsLimit(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{Scenario: "reseller"})
	now, dir := simulated.DefaultNow(), t.TempDir()
	m := period.MonthOf(now).Add(-1)
	p := assemble(t, sim.URL, dir, now)
	defer p.close(t)
	p.collect(t, ledger.ModeBackfill)
	files, err := file.Open(filepath.Join(dir, "objects"))
	if err != nil {
		t.Fatal(err)
	}
	logger := slog.New(slog.DiscardHandler)
	room, err := gaps.New(gaps.Config{Ledger: p.ledger, Directory: p.transfers, LineItems: p.lineItems, Plans: nothingPlanned{}, Store: p.store, Objects: files, Clock: clock.Fixed(now)})
	if err != nil {
		t.Fatal(err)
	}
	p.plans.Register(plans.CloseGaps, room)
	s, err := schedules.New(schedules.Config{
		Store: p.store, Clock: clock.Fixed(now), Logger: logger, Jobs: lateJobs{p}, Receivers: oneReceiver{}, Collections: noCollections{}, Gaps: schedules.GapPlans{Plans: p.plans},
	})
	if err != nil {
		t.Fatal(err)
	}
	p.jobs, err = jobs.New(jobs.Config{Store: p.store, Clock: clock.System{}, Logger: logger, Handlers: map[jobs.Kind]jobs.Handler{
		ledger.JobKind: p.collector.Run, plans.JobKind: p.plans.Run, schedules.JobKind: s.Run,
	}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.jobs.Run(ctx) }()
	defer func() { stop(); <-ended }()
	run := func() (schedules.Run, plans.View) {
		t.Helper()
		job, err := s.StartNow(ctx, p.scope, schedules.GapRun)
		if err != nil {
			t.Fatal(err)
		}
		p.await(t, job.ID)
		page, err := s.Runs(ctx, p.scope, schedules.GapRun, whole)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Matched {
			if r.JobID == job.ID {
				v, err := p.plans.Get(ctx, p.scope, plans.ID(r.PlanID))
				if err != nil {
					t.Fatalf("%+v: %v", r, err)
				}
				return r, v
			}
		}
		t.Fatal("the run is not kept")
		return schedules.Run{}, plans.View{}
	}

	items := len(sim.World().LineItems)
	r, v := run()
	if r.Outcome != schedules.Planned || v.Now != plans.Draft || v.CreatedBy != scope.Portal().ID || v.Kind != plans.CloseGaps || v.Period != m || v.ItemCount == 0 || v.JobID != "" {
		t.Errorf("%+v, plan %s of %s is %s with %d items", r, v.Kind, v.Period, v.Now, v.ItemCount)
	}
	// A run that died after it had made its plan finds it again.
	if again, _, err := (schedules.GapPlans{Plans: p.plans}).Plan(ctx, p.scope, m, r.StartedAt); err != nil || again == nil || again.ID != r.PlanID || again.Started {
		t.Errorf("found again: %+v (%v)", again, err)
	}
	for version, limit := range []int64{1, 900_000_000} {
		set := money.New(money.FromInt(limit), money.USD)
		_, err := s.Change(ctx, schedules.ChangeInput{Scope: p.scope, ID: schedules.GapRun, Receiver: receiver, Enabled: true, Day: new(7), Hour: 6, AutoApply: true, AutoApplyLimit: &set, Version: int64(version)})
		if err != nil {
			t.Fatal(err)
		}
		r, v = run()
		if limit == 1 && (r.Outcome != schedules.Planned || v.Now != plans.Draft || len(sim.World().LineItems) != items) {
			t.Errorf("with a limit of 1: %+v, %s", r, v.Now)
		}
	}
	if r.Outcome != schedules.Applied || v.JobID == "" {
		t.Fatalf("with a high limit: %+v, %s", r, v.Now)
	}
	p.await(t, v.JobID)
	if v, err = p.plans.Get(ctx, p.scope, v.ID); err != nil || v.Now != plans.Applied || len(sim.World().LineItems) != items+v.ItemCount {
		t.Errorf("%s: %s, %d items of %d (%v)", v.Now, v.Note, len(sim.World().LineItems)-items, v.ItemCount, err)
	}
}
