package schedules

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// checkCredits says which credits expire.
func (s *Service) checkCredits(ctx context.Context, receiver string) (result, error) {
	sc, err := scope.New(receiver, scope.Portal())
	if err != nil {
		return result{}, err
	}
	text, n, err := s.c.Credits.Expiring(ctx, sc)
	if err != nil {
		return result{}, err
	}
	if n == 0 {
		return result{outcome: Nothing, message: "Of the credits that can be seen none expires within the days of the credit settings."}, nil
	}
	return result{outcome: Reported, message: text}, nil
}

// planGaps plans the gaps of a run's month, and applies the plan where it may.
func (s *Service) planGaps(ctx context.Context, set Setting, run Run, receiver string) (result, error) {
	sc, err := scope.New(receiver, run.principal())
	if err != nil {
		return result{}, err
	}
	if err := s.awaitCollection(ctx, sc); err != nil {
		return result{}, err
	}
	found, why, err := s.c.Gaps.Plan(ctx, sc, run.Month, run.StartedAt)
	if err != nil {
		return result{}, err
	}
	if found == nil {
		return result{outcome: Nothing, message: monthName(run.Month) + ": " + why}, nil
	}
	p := *found
	what := fmt.Sprintf("%s for gaps of %s in %s, net %s", counted(p.Items, "line item"), counted(p.Customers, "customer"), monthName(run.Month), amounts(p.Net))
	if p.Started {
		return result{Applied, what + ", were applied.", p.ID}, nil
	}
	if wait, why := held(p, set); wait {
		return result{Planned, strings.TrimSpace(what + ", wait for review. " + why), p.ID}, nil
	}
	if err := s.c.Gaps.Apply(ctx, sc, p); err != nil {
		return result{planID: p.ID}, err
	}
	return result{Applied, what + ", were applied.", p.ID}, nil
}

// principal is who has asked for a run: the portal, or the person who started it. A plan is of whoever asked for it, so that nobody approves their own by having the portal write it.
func (r Run) principal() scope.Principal {
	p := scope.Portal()
	if r.Trigger == ByPerson {
		p.ID, p.Name = r.StartedBy, r.StartedBy
	}
	return p
}

// lookAgain is how long a run waits before it looks again whether a collection has ended.
const lookAgain = 30 * time.Second

// awaitCollection has a run wait while figures are being read: what is planned from a part of them leaves customers out. A collection that waits itself is not waited for.
func (s *Service) awaitCollection(ctx context.Context, sc scope.Scope) error {
	last, ok, err := s.c.Collections.LastCollection(ctx, sc)
	if err != nil || !ok || last.Status != jobs.StatusQueued && last.Status != jobs.StatusRunning {
		return err
	}
	return &jobs.Wait{Reason: "A collection is running. Gaps are planned when it has ended.", After: lookAgain}
}

// held reports whether a plan waits for review, and why where it was meant to be applied by itself.
func held(p Plan, set Setting) (wait bool, why string) {
	switch {
	case !set.AutoApply || set.AutoApplyLimit == nil:
		return true, ""
	case p.Second:
		return true, "A second person has to approve it."
	case p.Unknown > 0:
		return true, "It was not applied by itself, because not every amount is known."
	}
	if most := set.AutoApplyMaxItems; most > 0 && p.Items > most {
		return true, fmt.Sprintf("It was not applied by itself, because it has more than %s.", counted(most, "line item"))
	}
	limit := *set.AutoApplyLimit
	for _, a := range p.Gross {
		if !below(a, limit) {
			return true, fmt.Sprintf("It was not applied by itself, because the %s that it changes in all is not below %s.", a.Text(), limit.Text())
		}
	}
	return false, ""
}

// below reports whether an amount without its sign is less than a limit. In another currency it is not comparable, so it is not.
func below(a, limit money.Amount) bool {
	return a.Currency == limit.Currency && a.Number.Abs().Cmp(limit.Number) < 0
}

func decode(args json.RawMessage, v any) error {
	if err := json.Unmarshal(args, v); err != nil {
		return fmt.Errorf("decode the arguments of a job: %w", err)
	}
	return nil
}

func monthName(m period.Month) string { return m.Start().Format("January 2006") }

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func amounts(as []money.Amount) string {
	texts := make([]string, len(as))
	for i, a := range as {
		texts[i] = a.Text()
	}
	return strings.Join(texts, " and ")
}
