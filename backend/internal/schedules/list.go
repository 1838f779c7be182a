package schedules

import (
	"context"
	"errors"
	"fmt"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// List returns a page of the schedules of a receiver.
func (s *Service) List(ctx context.Context, sc scope.Scope, q paging.Query) (paging.Page[Schedule], error) {
	if err := sc.Check(); err != nil {
		return paging.Page[Schedule]{}, err
	}
	var all []Schedule
	for _, d := range s.all() {
		one, err := s.schedule(ctx, sc, d)
		if err != nil {
			return paging.Page[Schedule]{}, err
		}
		all = append(all, one)
	}
	return paging.Apply("schedules/"+sc.Receiver(), all, q, schema)
}

// Get returns a schedule of a receiver.
func (s *Service) Get(ctx context.Context, sc scope.Scope, id ID) (Schedule, error) {
	if err := sc.Check(); err != nil {
		return Schedule{}, err
	}
	d, err := s.find(id)
	if err != nil {
		return Schedule{}, err
	}
	return s.schedule(ctx, sc, d)
}

// schedule is a schedule as it stands.
func (s *Service) schedule(ctx context.Context, sc scope.Scope, d definition) (Schedule, error) {
	st, _, err := s.settled(ctx, sc, d)
	if err != nil {
		return Schedule{}, err
	}
	set, version, err := s.setting(ctx, sc.Receiver(), d)
	if err != nil {
		return Schedule{}, err
	}
	one := Schedule{ID: d.id, Title: d.title, Description: d.description, Every: d.every, Setting: set, Version: version}
	runs, err := s.runs(ctx, sc.Receiver(), d.id)
	if err != nil {
		return Schedule{}, err
	}
	if len(runs) > 0 {
		one.LastRun = &runs[0]
	}
	if set.Enabled {
		now := s.c.Clock.Now()
		if one.NextRunAt = set.timing(d).next(now); st.Until.Before(set.timing(d).last(now)) {
			one.NextRunAt = set.timing(d).last(now) // it is due and has not been called yet
		}
	}
	return one, nil
}

var schema = paging.Schema[Schedule]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[Schedule]{
		"schedule_id": paging.Text(func(c Schedule) string { return string(c.ID) }),
		"title":       paging.Text(func(c Schedule) string { return c.Title }),
		"enabled": paging.Enum(func(c Schedule) string {
			if c.Enabled {
				return "true"
			}
			return "false"
		}, "true", "false"),
		"next_run_at": paging.Time(func(c Schedule) (time.Time, bool) { return c.NextRunAt, !c.NextRunAt.IsZero() }),
	},
	Search:  func(c Schedule) []string { return []string{c.Title, c.Description, string(c.ID)} },
	Default: []paging.Key{{Property: "title"}},
	ID:      func(c Schedule) string { return string(c.ID) },
}

// Runs returns a page of the runs of a schedule, the newest first unless sorted.
func (s *Service) Runs(ctx context.Context, sc scope.Scope, id ID, q paging.Query) (paging.Page[Run], error) {
	if err := sc.Check(); err != nil {
		return paging.Page[Run]{}, err
	}
	d, err := s.find(id)
	if err != nil {
		return paging.Page[Run]{}, err
	}
	if _, _, err := s.settled(ctx, sc, d); err != nil {
		return paging.Page[Run]{}, err
	}
	all, err := s.runs(ctx, sc.Receiver(), id)
	if err != nil {
		return paging.Page[Run]{}, err
	}
	return paging.Apply("schedule-runs/"+sc.Receiver()+"/"+string(id), all, q, runSchema)
}

var runSchema = paging.Schema[Run]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[Run]{
		"started_at": paging.Time(func(r Run) (time.Time, bool) { return r.StartedAt, true }),
		"outcome":    paging.Enum(func(r Run) string { return string(r.Outcome) }, Outcomes()...),
		"trigger":    paging.Enum(func(r Run) string { return string(r.Trigger) }, string(ByTime), string(ByPerson)),
	},
	Search:  func(r Run) []string { return []string{r.Message, r.StartedBy, r.ID, r.PlanID} },
	Default: []paging.Key{{Property: "started_at", Desc: true}},
	ID:      func(r Run) string { return r.ID },
}

// ChangeInput is a schedule as somebody wants it.
type ChangeInput struct {
	Scope             scope.Scope
	ID                ID
	Receiver          string // as the request says it; it has to be the scope's
	Enabled           bool
	Day               *int
	Hour              int
	AutoApply         bool
	AutoApplyLimit    *money.Amount
	AutoApplyMaxItems *int
	Version           int64 // of the schedule that was read
}

// Change changes a schedule, which has to have the version that was read. Times that passed before are not made up for.
func (s *Service) Change(ctx context.Context, in ChangeInput) (Schedule, error) {
	if err := mayChange(in.Scope); err != nil {
		return Schedule{}, err
	}
	if in.Receiver != in.Scope.Receiver() {
		return Schedule{}, fault.New(fault.Conflict, plans.CodeReceiverMismatch, "The body names another receiver than the request is for. Nothing was done. Send the same account in both.")
	}
	d, err := s.find(in.ID)
	if err != nil {
		return Schedule{}, err
	}
	set, err := in.setting(d)
	if err != nil {
		return Schedule{}, err
	}
	set.ChangedBy, set.ChangedAt = in.Scope.Principal().ID, s.c.Clock.Now()
	for {
		before, version, err := s.setting(ctx, in.Scope.Receiver(), d)
		if err != nil {
			return Schedule{}, err
		}
		if version != in.Version {
			return Schedule{}, changed()
		}
		st, at, err := s.state(ctx, in.Scope.Receiver(), d.id)
		if err != nil {
			return Schedule{}, err
		}
		w, err := write(settingKey(in.Scope.Receiver(), d.id), set, version)
		if err != nil {
			return Schedule{}, err
		}
		writes := []store.Write{w}
		if before.Enabled != set.Enabled || before.timing(d) != set.timing(d) {
			st.Until = s.c.Clock.Now()
			if w, err = write(stateKey(in.Scope.Receiver(), d.id), st, at); err != nil {
				return Schedule{}, err
			}
			writes = append(writes, w)
		}
		err = s.c.Store.Apply(ctx, writes...)
		if err == nil {
			return s.schedule(ctx, in.Scope, d)
		}
		if !errors.Is(err, store.ErrVersion) {
			return Schedule{}, fmt.Errorf("keep schedule %s: %w", d.id, err)
		}
	}
}

// maxLimit bounds the limit of what is applied without review.
const maxLimit = 1_000_000_000

// maxItems bounds how many line items may be applied without review.
const maxItems = 100_000

// setting checks a change and says everything that is wrong with it.
func (in ChangeInput) setting(d definition) (Setting, error) {
	set := Setting{Enabled: in.Enabled, Hour: in.Hour, AutoApply: in.AutoApply, AutoApplyLimit: in.AutoApplyLimit}
	var p problems
	switch {
	case d.every == EveryDay && in.Day != nil:
		p.add("/day", "It runs every day. Send no day.")
	case d.every == EveryMonth && (in.Day == nil || *in.Day < 1 || *in.Day > 31):
		p.add("/day", "Send the day of the month, 1 to 31. In a shorter month it runs on the last day.")
	case in.Day != nil:
		set.Day = *in.Day
	}
	if in.Hour < 0 || in.Hour > 23 {
		p.add("/hour", "Send the hour of the day in UTC, 0 to 23.")
	}
	limit := in.AutoApplyLimit
	switch {
	case !d.applies && (in.AutoApply || limit != nil):
		p.add("/auto_apply", "It changes nothing, so there is nothing to apply.")
	case in.AutoApply && limit == nil:
		p.add("/auto_apply_limit", "Send the amount below which a plan is applied without review.")
	case limit != nil && (limit.Number.Sign() <= 0 || limit.Number.Cmp(money.FromInt(maxLimit)) > 0):
		p.add("/auto_apply_limit/amount", "Send an amount above zero and at most 1000000000.")
	}
	switch most := in.AutoApplyMaxItems; {
	case most == nil:
	case !d.applies:
		p.add("/auto_apply_max_items", "It changes nothing, so there is nothing to apply.")
	case *most < 1 || *most > maxItems:
		p.add("/auto_apply_max_items", "Send a number of line items from 1 to 100000, or none.")
	default:
		set.AutoApplyMaxItems = *most
	}
	return set, p.fault()
}

// mayChange refuses who may only look.
func mayChange(sc scope.Scope) error {
	if err := sc.Check(); err != nil {
		return err
	}
	if !sc.Principal().Has(scope.Operator) {
		return fault.New(fault.Forbidden, plans.CodeOperatorNeeded, "You may look at schedules and not change or start them. Ask somebody with the role operator.")
	}
	return nil
}
