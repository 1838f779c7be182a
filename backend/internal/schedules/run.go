package schedules

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// RunDue starts what is due at an instant, of every receiver: each thing once for each of its times, and only for the last of the times that passed while nobody
// called. It is what a timer calls, as often as it likes: in this process, or a scheduler outside of it.
func (s *Service) RunDue(ctx context.Context, now time.Time) error {
	receivers, err := s.c.Receivers.Receivers(ctx)
	if err != nil {
		return fmt.Errorf("list receivers: %w", err)
	}
	var failed []error
	for _, receiver := range receivers {
		sc, err := scope.New(receiver, scope.Portal())
		if err != nil {
			failed = append(failed, err)
			continue
		}
		for _, d := range s.all() {
			if err := s.due(ctx, sc, d, now); err != nil {
				failed = append(failed, fmt.Errorf("schedule %s of %s: %w", d.id, receiver, err))
			}
		}
	}
	return errors.Join(failed...)
}

// due starts a schedule when it is due, and goes on with what was claimed and not started.
func (s *Service) due(ctx context.Context, sc scope.Scope, d definition, now time.Time) error {
	st, version, err := s.settled(ctx, sc, d)
	if err != nil {
		return err
	}
	if st.Open != "" {
		_, err := s.start(ctx, sc, d, st.Open)
		return err // a time that comes while something runs has its turn afterwards
	}
	set, _, err := s.setting(ctx, sc.Receiver(), d)
	if err != nil || !set.Enabled {
		return err
	}
	due := set.timing(d).last(now)
	if !st.Until.Before(due) {
		return nil
	}
	run := s.newRun(sc, d, ByTime, due)
	run.Due = due
	if ok, err := s.open(ctx, sc.Receiver(), run, state{Until: due}, version); err != nil || !ok {
		return err
	}
	_, err = s.start(ctx, sc, d, run.ID)
	return err
}

func (s Setting) timing(d definition) timing { return timing{d.every, s.Day, s.Hour} }

// newRun is a run that is about the month before an instant.
func (s *Service) newRun(sc scope.Scope, d definition, why Trigger, about time.Time) Run {
	return Run{
		ID: s.ids.Next("run_"), Schedule: d.id, Trigger: why, StartedBy: sc.Principal().ID, StartedAt: s.c.Clock.Now(),
		Month: period.MonthOf(about).Add(-1), Outcome: Running,
	}
}

// StartNow runs a schedule beside its times. While it runs, that job is returned.
func (s *Service) StartNow(ctx context.Context, sc scope.Scope, id ID) (jobs.Job, error) {
	if err := mayChange(sc); err != nil {
		return jobs.Job{}, err
	}
	d, err := s.find(id)
	if err != nil {
		return jobs.Job{}, err
	}
	for {
		st, version, err := s.settled(ctx, sc, d)
		if err != nil {
			return jobs.Job{}, err
		}
		if st.Open != "" {
			return s.start(ctx, sc, d, st.Open)
		}
		run := s.newRun(sc, d, ByPerson, s.c.Clock.Now())
		ok, err := s.open(ctx, sc.Receiver(), run, st, version)
		if err != nil {
			return jobs.Job{}, err
		}
		if ok {
			return s.start(ctx, sc, d, run.ID)
		}
	}
}

// arguments are what the job of a run knows.
type arguments struct {
	Schedule ID     `json:"schedule"`
	Run      string `json:"run"`
}

// start gives an open run its job, or finds the one it has. Between the claim and here the process may have died, so it is repeated until the run has ended; the
// engine has one unfinished job for a run, and a job that ended has ended its run.
func (s *Service) start(ctx context.Context, sc scope.Scope, d definition, id string) (jobs.Job, error) {
	var run Run
	_, found, err := s.read(ctx, runsKey(sc.Receiver(), d.id)+id, &run)
	if err != nil {
		return jobs.Job{}, err
	}
	if !found {
		return jobs.Job{}, fmt.Errorf("the open run %s of schedule %s is gone", id, d.id)
	}
	if run.JobID != "" {
		return s.c.Jobs.Get(ctx, sc, run.JobID)
	}
	job, _, err := s.c.Jobs.Start(ctx, jobs.StartInput{Scope: sc, Kind: JobKind, Title: d.job(run), Args: arguments{d.id, id}, Exclusive: id})
	if err != nil {
		return jobs.Job{}, err
	}
	run.JobID = job.ID
	return job, s.note(ctx, sc.Receiver(), run)
}

// settled is how far a schedule has come, after a run whose job ended without ending it was ended.
func (s *Service) settled(ctx context.Context, sc scope.Scope, d definition) (state, int64, error) {
	st, version, err := s.state(ctx, sc.Receiver(), d.id)
	if err != nil || st.Open == "" {
		return st, version, err
	}
	var run Run
	_, found, err := s.read(ctx, runsKey(sc.Receiver(), d.id)+st.Open, &run)
	if err != nil || !found || run.JobID == "" {
		return st, version, err
	}
	job, err := s.c.Jobs.Get(ctx, sc, run.JobID)
	switch {
	case err == nil && !job.Status.Final():
		return st, version, nil
	case err != nil && !fault.Is(err, fault.NotFound):
		return st, version, err
	}
	run.Outcome, run.FinishedAt, run.Message = Failed, s.c.Clock.Now(), "Its job ended before it was done."
	if job.Status == jobs.StatusCanceled {
		run.Message = "Its job was cancelled."
	}
	if err := s.close(ctx, sc.Receiver(), run); err != nil {
		return st, version, err
	}
	return s.state(ctx, sc.Receiver(), d.id)
}

// result is what a run did.
type result struct {
	outcome Outcome
	message string
	planID  string
}

// Run is the handler of the jobs of this room.
func (s *Service) Run(ctx context.Context, r jobs.Run) error {
	var a arguments
	if err := decode(r.Job().Args, &a); err != nil {
		return err
	}
	d, err := s.find(a.Schedule)
	if err != nil {
		return err
	}
	receiver := r.Scope().Receiver()
	var run Run
	_, found, err := s.read(ctx, runsKey(receiver, d.id)+a.Run, &run)
	if err != nil {
		return err
	}
	if err := r.SetTotal(ctx, 1); err != nil {
		return err
	}
	if found && run.Outcome == Running {
		if run, err = s.do(ctx, d, run, receiver, r.Job().ID); err != nil {
			return err
		}
	}
	item := jobs.Item{ID: string(d.id), Label: d.title, Status: jobs.ItemDone, Detail: run.Message}
	if run.Outcome == Failed {
		item.Status = jobs.ItemFailed
	}
	return r.Record(ctx, item)
}

// do does the work of a run and ends it. Work that fails is a run that failed; an error says that the run could not go on and is to be taken up again, or given up by
// whoever sees its job ended.
func (s *Service) do(ctx context.Context, d definition, run Run, receiver string, job jobs.ID) (Run, error) {
	run.JobID = job
	if err := s.note(ctx, receiver, run); err != nil {
		return run, err
	}
	set, _, err := s.setting(ctx, receiver, d)
	if err != nil {
		return run, err
	}
	did, err := s.work(ctx, set, run, receiver)
	if ctx.Err() != nil {
		return run, ctx.Err()
	}
	if wait, ok := errors.AsType[*jobs.Wait](err); ok {
		return run, wait
	}
	run.FinishedAt, run.Outcome, run.Message, run.PlanID = s.c.Clock.Now(), did.outcome, did.message, did.planID
	if err != nil {
		run.Outcome, run.Message = Failed, "The portal failed. Its log has the cause under the id of the job."
		if f, ok := fault.As(err); ok && f.Kind != fault.Internal {
			run.Message = f.Message
		}
		s.c.Logger.WarnContext(ctx, "a schedule failed", slog.String("payer_id", receiver), slog.String("job_id", string(job)), slog.String("schedule", string(d.id)), slog.Any("error", err))
	}
	return run, s.close(ctx, receiver, run)
}
