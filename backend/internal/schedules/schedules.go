// Package schedules runs what runs by itself: each thing once for each of its times, with a record of how it went. See README.md.
package schedules

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/ident"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/store"
)

// JobKind is the kind of the jobs that do what is due.
const JobKind jobs.Kind = "schedule"

// ID names a schedule. There are those below and no others.
type ID string

// The schedules.
const (
	GapRun            ID = "gap_run"
	CreditExpiryCheck ID = "credit_expiry_check" //nolint:gosec // the name of a check, no credential
)

// Setting is what people decide about a schedule.
type Setting struct {
	Enabled        bool          `json:"enabled"`
	Day            int           `json:"day,omitempty"` // of the month, 1 to 31; zero where it runs every day
	Hour           int           `json:"hour"`          // 0 to 23
	AutoApply      bool          `json:"auto_apply,omitempty"`
	AutoApplyLimit *money.Amount `json:"auto_apply_limit,omitempty"`
	// AutoApplyMaxItems is how many line items a plan may have that is applied without review; zero: any number.
	AutoApplyMaxItems int       `json:"auto_apply_max_items,omitempty"`
	ChangedBy         string    `json:"changed_by,omitempty"` // empty while it is as it came
	ChangedAt         time.Time `json:"changed_at,omitzero"`
}

// definition is what is fixed about a schedule.
type definition struct {
	id          ID
	title       string
	description string
	every       Every
	applies     bool // whether it makes plans that could be applied without review
	initial     Setting
	job         func(run Run) string // the title of its job
}

var definitions = []definition{ //nolint:gochecknoglobals // a constant table
	{
		GapRun, "Plan last month's gaps",
		"Makes a plan that closes the gaps of the month before. It waits for review, unless it may be applied by itself and stays under the limit.",
		EveryMonth, true,
		Setting{Enabled: true, Day: 7, Hour: 6},
		func(r Run) string { return "Plan the gaps of " + monthName(r.Month) },
	},
	{
		CreditExpiryCheck, "Check credits that expire",
		"Looks for credits that expire within the days of the credit settings.",
		EveryDay, false,
		Setting{Enabled: true, Hour: 6},
		func(Run) string { return "Check credits that expire" },
	},
}

// Schedule is something that runs by itself.
type Schedule struct {
	ID          ID
	Title       string
	Description string
	Every       Every
	Setting

	NextRunAt time.Time // zero while it is not enabled
	LastRun   *Run
	Version   int64 // 0 while it is as it came
}

// Trigger is why something ran.
type Trigger string

// The triggers.
const (
	ByTime   Trigger = "time"
	ByPerson Trigger = "person"
)

// Outcome is how a run ended.
type Outcome string

// The outcomes.
const (
	Running  Outcome = "running"
	Nothing  Outcome = "nothing"  // there was nothing to do
	Planned  Outcome = "planned"  // a plan waits for review
	Applied  Outcome = "applied"  // a plan was started by itself
	Reported Outcome = "reported" // the message says what was found
	Failed   Outcome = "failed"
)

// Outcomes lists them.
func Outcomes() []string {
	return []string{string(Running), string(Failed), string(Planned), string(Applied), string(Reported), string(Nothing)}
}

// Run is one run of a schedule.
type Run struct {
	ID         string       `json:"id"`
	Schedule   ID           `json:"schedule"`
	Trigger    Trigger      `json:"trigger"`
	StartedBy  string       `json:"started_by"`
	StartedAt  time.Time    `json:"started_at"`
	Due        time.Time    `json:"due,omitzero"` // the time it is for; zero when a person started it
	Month      period.Month `json:"month"`        // the month before
	FinishedAt time.Time    `json:"finished_at,omitzero"`
	Outcome    Outcome      `json:"outcome"`
	Message    string       `json:"message,omitempty"`
	JobID      jobs.ID      `json:"job_id,omitempty"`
	PlanID     string       `json:"plan_id,omitempty"`
}

// Config is what the room needs; every field but Credits is required.
type Config struct {
	Store       store.Store
	Clock       clock.Clock
	Logger      *slog.Logger
	Jobs        Jobs
	Receivers   Receivers
	Collections Collections
	Gaps        Gaps
	Credits     Credits // nil: there is no check of credits
}

// Service keeps schedules and runs what is due.
type Service struct {
	c   Config
	ids *ident.Maker
}

// New returns the room.
func New(c Config) (*Service, error) {
	if c.Store == nil || c.Clock == nil || c.Logger == nil || c.Jobs == nil || c.Receivers == nil || c.Collections == nil || c.Gaps == nil {
		return nil, errors.New("schedules: store, clock, logger, jobs, receivers, collections and gaps are required")
	}
	return &Service{c: c, ids: ident.NewMaker(c.Clock)}, nil
}

// all is the schedules there are.
func (s *Service) all() []definition {
	if s.c.Credits == nil {
		return definitions[:1]
	}
	return definitions
}

func (s *Service) find(id ID) (definition, error) {
	for _, d := range s.all() {
		if d.id == id {
			return d, nil
		}
	}
	return definition{}, notFound(id)
}

// work does what a schedule is for. What it did is the outcome; an error is a failure.
func (s *Service) work(ctx context.Context, set Setting, run Run, receiver string) (result, error) {
	if run.Schedule == CreditExpiryCheck {
		return s.checkCredits(ctx, receiver)
	}
	return s.planGaps(ctx, set, run, receiver)
}
