package httpapi

import (
	"portal.example/api"
	"portal.example/backend/internal/schedules"
)

// ToAPISchedule writes something that runs by itself.
func ToAPISchedule(s schedules.Schedule) api.Schedule {
	out := api.Schedule{
		ScheduleId: string(s.ID), Title: s.Title, Description: s.Description, Enabled: s.Enabled, Every: api.ScheduleEvery(s.Every), Hour: int32(s.Hour),
		AutoApply: s.AutoApply, NextRunAt: instant(s.NextRunAt), ChangedBy: text(s.ChangedBy), ChangedAt: instant(s.ChangedAt), Version: s.Version,
	}
	if s.Day > 0 {
		out.Day = number(s.Day)
	}
	if s.AutoApplyLimit != nil {
		limit := ToAPIMoney(*s.AutoApplyLimit)
		out.AutoApplyLimit = &limit
	}
	if s.AutoApplyMaxItems > 0 {
		out.AutoApplyMaxItems = number(s.AutoApplyMaxItems)
	}
	if s.LastRun != nil {
		last := ToAPIScheduleRun(*s.LastRun)
		out.LastRun = &last
	}
	return out
}

// ToAPIScheduleRun writes one run.
func ToAPIScheduleRun(r schedules.Run) api.ScheduleRun {
	return api.ScheduleRun{
		RunId: r.ID, Trigger: api.ScheduleRunTrigger(r.Trigger), StartedBy: text(r.StartedBy), StartedAt: r.StartedAt.UTC(), FinishedAt: instant(r.FinishedAt),
		Outcome: api.ScheduleOutcome(r.Outcome), Message: text(r.Message), JobId: text(string(r.JobID)), PlanId: text(r.PlanID),
	}
}

func fromAPISchedule(r api.ScheduleRequest) (schedules.ChangeInput, error) {
	in := schedules.ChangeInput{
		Receiver: r.ReceiverId, Enabled: r.Enabled, Hour: int(r.Hour), AutoApply: r.AutoApply != nil && *r.AutoApply, Version: r.Version,
	}
	if r.Day != nil {
		in.Day = new(int(*r.Day))
	}
	if r.AutoApplyMaxItems != nil {
		in.AutoApplyMaxItems = new(int(*r.AutoApplyMaxItems))
	}
	if r.AutoApplyLimit == nil {
		return in, nil
	}
	limit, err := fromAPIMoney("/auto_apply_limit", *r.AutoApplyLimit)
	in.AutoApplyLimit = &limit
	return in, err
}
