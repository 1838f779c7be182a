package schedules

import (
	"context"
	"slices"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/gaps"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
)

// Plans is the neighbour that keeps plans.
type Plans interface {
	Create(ctx context.Context, in plans.CreateInput) (plans.View, error)
	List(ctx context.Context, sc scope.Scope, q paging.Query) (paging.Page[plans.View], error)
	Apply(ctx context.Context, in plans.ApplyInput) (plans.View, jobs.Job, error)
}

// GapPlans plans gaps with the neighbour that keeps plans.
type GapPlans struct{ Plans Plans }

// nothing is the codes of faults that say that there is nothing to plan.
var nothing = []string{plans.CodePlanEmpty, gaps.CodeNothing} //nolint:gochecknoglobals // a constant

// Plan implements Gaps.
func (g GapPlans) Plan(ctx context.Context, sc scope.Scope, m period.Month, since time.Time) (p *Plan, why string, err error) {
	page, err := g.Plans.List(ctx, sc, paging.Query{Limit: paging.MaxLimit, Match: paging.All, Terms: []paging.Term{
		{Property: "kind", Op: paging.Eq, Value: string(plans.CloseGaps)}, {Property: "created_by", Op: paging.Eq, Value: sc.Principal().ID},
	}})
	if err != nil {
		return nil, "", err
	}
	for _, v := range page.Matched {
		if v.Period == m && !v.CreatedAt.Before(since) && ofWholeMonth(v) {
			return planOf(v), "", nil
		}
	}
	v, err := g.Plans.Create(ctx, plans.CreateInput{Scope: sc, Receiver: sc.Receiver(), Request: plans.Request{Gaps: &plans.Gaps{Period: m}}})
	if f, ok := fault.As(err); ok && slices.Contains(nothing, f.Code) {
		return nil, f.Message, nil
	}
	if err != nil {
		return nil, "", err
	}
	return planOf(v), "", nil
}

// ofWholeMonth reports whether a plan closes all gaps of its month. A person may have planned some of them while a run that they started goes on.
func ofWholeMonth(v plans.View) bool {
	in := v.Request.Gaps
	return in != nil && len(in.GapIDs) == 0 && in.Search == "" && len(in.Filter) == 0 && !in.Demo
}

// Apply implements Gaps.
func (g GapPlans) Apply(ctx context.Context, sc scope.Scope, p Plan) error {
	_, _, err := g.Plans.Apply(ctx, plans.ApplyInput{Scope: sc, ID: plans.ID(p.ID), Receiver: sc.Receiver(), Hash: p.Hash, Confirm: p.Confirm})
	return err
}

// planOf is what has to be known of a plan. The sums of a currency are of all its months.
func planOf(v plans.View) *Plan {
	p := &Plan{ID: string(v.ID), Hash: v.Hash, Confirm: v.ConfirmWord, Items: v.ItemCount, Unknown: v.Unknown, Started: v.JobID != ""}
	p.Second = v.Approval != nil && v.Approval.State == plans.ApprovalNeeded
	for _, t := range v.Totals {
		p.Customers += t.Customers
		if n := len(p.Net); n > 0 && p.Net[n-1].Currency == t.Currency {
			p.Net[n-1].Number, p.Gross[n-1].Number = p.Net[n-1].Number.Add(t.Change), p.Gross[n-1].Number.Add(t.Gross)
			continue
		}
		p.Net, p.Gross = append(p.Net, money.New(t.Change, t.Currency)), append(p.Gross, money.New(t.Gross, t.Currency))
	}
	return p
}
