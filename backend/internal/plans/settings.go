package plans

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// Amount is money in a plan: a number and its currency.
type Amount = money.Amount

// BeyondLimit is what becomes of an amount above what AWS takes in one line item.
type BeyondLimit string

// What becomes of it.
const (
	SplitBeyondLimit  BeyondLimit = "split"  // it becomes several items
	RefuseBeyondLimit BeyondLimit = "refuse" // there is no plan
)

// Settings say when a second person has to approve a plan of line items. As they come nobody has to: until people sign in there is one.
type Settings struct {
	ApprovePlanAbove *Amount     `json:"approve_plan_above,omitempty"` // of all changes of a plan together, without their signs; nil: no limit
	ApproveItemAbove *Amount     `json:"approve_item_above,omitempty"` // of a single one
	BeyondLimit      BeyondLimit `json:"beyond_limit"`
	Version          int64       `json:"version"` // 0 while they are as they came
	ChangedBy        string      `json:"changed_by,omitempty"`
	ChangedAt        time.Time   `json:"changed_at,omitzero"`
}

func settingsKey(receiver string) string { return "plan-settings/" + receiver }

// Settings returns the settings of a receiver.
func (s *Service) Settings(ctx context.Context, sc scope.Scope) (Settings, error) {
	if err := sc.Check(); err != nil {
		return Settings{}, err
	}
	rec, err := s.c.Store.Get(ctx, settingsKey(sc.Receiver()))
	if errors.Is(err, store.ErrNotFound) {
		return Settings{BeyondLimit: SplitBeyondLimit}, nil
	}
	if err != nil {
		return Settings{}, fmt.Errorf("read the settings of plans: %w", err)
	}
	set, err := decode[Settings](rec)
	set.Version = rec.Version
	return set, err
}

// SettingsInput changes the settings.
type SettingsInput struct {
	Scope    scope.Scope
	Receiver string   // as the request says it; it has to be the scope's
	Settings Settings // with the version that is changed
}

// SetSettings changes when a second person has to approve. Only admins do, because it is what binds operators.
func (s *Service) SetSettings(ctx context.Context, in SettingsInput) (Settings, error) {
	if err := in.Scope.Check(); err != nil {
		return Settings{}, err
	}
	who := in.Scope.Principal()
	if !who.Has(scope.Admin) {
		return Settings{}, fault.New(fault.Forbidden, CodeAdminNeeded, "You may not say when a second person has to approve. Ask somebody with the role admin.")
	}
	if in.Receiver != in.Scope.Receiver() {
		return Settings{}, otherReceiver()
	}
	next := in.Settings
	for pointer, limit := range map[string]*Amount{"/approve_plan_above": next.ApprovePlanAbove, "/approve_item_above": next.ApproveItemAbove} {
		if limit != nil && limit.Number.Sign() < 0 {
			return Settings{}, invalid(pointer, "A limit is not below zero. Send 0 or more, or leave it out so that nobody is asked.")
		}
	}
	if next.BeyondLimit != SplitBeyondLimit && next.BeyondLimit != RefuseBeyondLimit {
		return Settings{}, invalid("/beyond_limit", "Send split or refuse.")
	}
	next.ChangedBy, next.ChangedAt = who.ID, s.c.Clock.Now()
	b, err := json.Marshal(next)
	if err != nil {
		return Settings{}, fmt.Errorf("encode the settings of plans: %w", err)
	}
	err = s.c.Store.Apply(ctx, store.Write{Key: settingsKey(in.Receiver), Value: b, Version: next.Version})
	if errors.Is(err, store.ErrVersion) {
		return Settings{}, fault.New(fault.Conflict, CodeSettingsChanged, "Somebody changed the settings since you read them. Read them again and repeat your change.")
	}
	if err != nil {
		return Settings{}, fmt.Errorf("write the settings of plans: %w", err)
	}
	return s.Settings(ctx, in.Scope)
}

func otherReceiver() error {
	return fault.New(fault.Conflict, CodeReceiverMismatch, "The body names another receiver than the request is for. Nothing was done. Send the same account in both.")
}

// Decision is the word of a second person on a plan. It is about the content with the hash.
type Decision struct {
	Approved bool      `json:"approved"`
	Reason   string    `json:"reason"` // why somebody was asked
	Hash     string    `json:"hash"`
	By       string    `json:"by"`
	At       time.Time `json:"at"`
	Note     string    `json:"note,omitempty"`
}

// Approval is how a plan stands with its second person.
type Approval struct {
	State    ApprovalState
	Reason   string
	Decision *Decision
}

// ApprovalState is whether somebody has to decide, or did.
type ApprovalState string

// The states.
const (
	ApprovalNeeded  ApprovalState = "needed"
	ApprovalGiven   ApprovalState = "approved"
	ApprovalRefused ApprovalState = "rejected"
)

// ApprovalStates lists the states.
func ApprovalStates() []string {
	return []string{string(ApprovalNeeded), string(ApprovalGiven), string(ApprovalRefused)}
}

// approval says how a plan stands with its second person under the settings of now: a limit that was lowered binds the plans that wait.
func (set Settings) approval(p Plan) *Approval {
	switch {
	case p.Decision != nil && p.Decision.Approved:
		return &Approval{ApprovalGiven, p.Decision.Reason, p.Decision}
	case p.Decision != nil:
		return &Approval{ApprovalRefused, p.Decision.Reason, p.Decision}
	case p.Status != Draft || !p.Kind.OfLineItems():
		return nil
	}
	if reason := set.reason(p); reason != "" {
		return &Approval{State: ApprovalNeeded, Reason: reason}
	}
	return nil
}

// reason is why a second person has to approve a plan; empty when nobody has to. What cannot be compared with a limit is taken to be above it.
func (set Settings) reason(p Plan) string {
	gross := map[money.Currency]money.Decimal{}
	for _, t := range p.Totals {
		gross[t.Currency] = gross[t.Currency].Add(t.Gross)
	}
	var sums []Amount
	for c, d := range gross {
		sums = append(sums, money.New(d, c))
	}
	slices.SortFunc(sums, func(a, b Amount) int { return strings.Compare(string(a.Currency), string(b.Currency)) })
	for _, bound := range []struct {
		limit   *Amount
		amounts []Amount
		what    string
	}{{set.ApprovePlanAbove, sums, "The plan changes"}, {set.ApproveItemAbove, p.Largest, "A single change is of"}} {
		if bound.limit == nil {
			continue
		}
		for _, a := range bound.amounts {
			switch {
			case a.Currency != bound.limit.Currency:
				return fmt.Sprintf("%s %s, which cannot be compared with the limit in %s.", bound.what, a.Currency, bound.limit.Currency)
			case a.Number.Cmp(bound.limit.Number) > 0:
				return fmt.Sprintf("%s more than %s.", bound.what, bound.limit)
			}
		}
		if p.Unknown > 0 {
			return fmt.Sprintf("It is not known what %s of the plan would come to, so they cannot be compared with the limit of %s.", counted(p.Unknown, "change"), bound.limit)
		}
	}
	return ""
}

// DecideInput is a decision on a plan that was reviewed.
type DecideInput struct {
	Scope    scope.Scope
	ID       ID
	Receiver string // as the request says it; it has to be the scope's
	Hash     string // of what was reviewed
	Note     string
	Approve  bool
}

// Decide keeps the word of a second person: somebody with the role approver who did not propose the plan.
func (s *Service) Decide(ctx context.Context, in DecideInput) (View, error) {
	if err := in.Scope.Check(); err != nil {
		return View{}, err
	}
	who := in.Scope.Principal()
	if !who.Has(scope.Approver) {
		return View{}, fault.New(fault.Forbidden, CodeApproverNeeded, "You may not decide on plans. Ask somebody with the role approver.")
	}
	if in.Receiver != in.Scope.Receiver() {
		return View{}, otherReceiver()
	}
	s.applying.Lock()
	defer s.applying.Unlock()
	v, err := s.Get(ctx, in.Scope, in.ID)
	if err != nil {
		return View{}, err
	}
	if err := decidable(v, in, who.ID); err != nil {
		return View{}, err
	}
	now := s.c.Clock.Now()
	_, err = s.update(ctx, in.Receiver, in.ID, func(p *Plan) error {
		if p.Status != Draft || p.Decision != nil {
			return decided()
		}
		p.Decision = &Decision{Approved: in.Approve, Reason: v.Approval.Reason, Hash: p.Hash, By: who.ID, At: now, Note: in.Note}
		what := "approved"
		if !in.Approve {
			what, p.Status, p.Note = "rejected", Rejected, "A second person rejected the plan."
		}
		p.Trail = append(p.Trail, Event{At: now, By: who.ID, What: what, After: in.Note})
		return nil
	})
	if err != nil {
		return View{}, err
	}
	return s.Get(ctx, in.Scope, in.ID)
}

func decided() error {
	return fault.New(fault.Conflict, CodePlanDecided, "Somebody decided on the plan already, or it was applied.")
}

func decidable(v View, in DecideInput, who string) error {
	switch {
	case v.Decision != nil:
		return decided()
	case v.CreatedBy == who:
		return fault.New(fault.Forbidden, CodeOwnPlan, "You made this plan, so somebody else has to decide on it.")
	case in.Hash != v.Hash:
		return changedPlan()
	case v.Now != Draft:
		return applicable(v, v.ConfirmWord)
	case v.Approval == nil:
		return fault.New(fault.Conflict, CodeApprovalNotNeeded, "Nobody has to decide on this plan: it is within the limits of the settings.")
	}
	return nil
}

func changedPlan() error {
	return fault.New(fault.Conflict, CodePlanChanged, "This is not what was reviewed: the content hash is another. Read the plan again.")
}
