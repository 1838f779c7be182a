package plans

import (
	"context"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// freshness is what was found the last time a plan was worked out again.
type freshness struct {
	inputs string
	note   string // why it is stale; empty when it is not
}

// stale says why a draft is stale; empty when its request still comes to what was reviewed. Where the proposer says cheaply that nothing is new, nothing is worked out.
func (s *Service) stale(ctx context.Context, sc scope.Scope, k known, p Plan) (string, error) {
	inputs := ""
	if watched, ok := s.proposers[p.Kind].(Watched); ok {
		var err error
		if inputs, err = watched.Inputs(ctx, sc, p.Request); err != nil {
			if f, ok := fault.As(err); ok && f.Kind != fault.Internal {
				return f.Message, nil
			}
			return "", err
		}
		if open := lineitems.Writable(p.Period, k.now); open && inputs == p.Inputs {
			return "", nil
		}
		s.remembering.Lock()
		have, ok := s.fresh[p.ID]
		s.remembering.Unlock()
		if ok && have.inputs == inputs {
			return have.note, nil
		}
	}
	note, err := s.compare(ctx, sc, k, p)
	if err != nil {
		return "", err
	}
	if inputs != "" && lineitems.Writable(p.Period, k.now) {
		s.remembering.Lock()
		defer s.remembering.Unlock()
		if len(s.fresh) >= mostCovers {
			clear(s.fresh)
		}
		s.fresh[p.ID] = freshness{inputs, note}
	}
	return note, nil
}

// compare works a plan out again.
func (s *Service) compare(ctx context.Context, sc scope.Scope, k known, p Plan) (string, error) {
	again, err := s.propose(ctx, sc, k, p.ID, p.Request)
	if f, ok := fault.As(err); ok && f.Kind != fault.Internal {
		return f.Message, nil
	}
	if err != nil {
		return "", err
	}
	hash, err := again.hash(p.Receiver)
	if err == nil && hash != p.Hash {
		return "What the plan was made from has changed since. Make it again.", nil
	}
	return "", err
}

// aftermath says of the items of a plan what became of them at AWS, and counts what somebody changed.
func (s *Service) aftermath(ctx context.Context, sc scope.Scope, v *View) error {
	if !v.Kind.OfLineItems() || v.JobID == "" {
		return nil
	}
	months := map[period.Month]bool{}
	for _, t := range v.Totals {
		months[t.Month] = true
	}
	for m := range months {
		a, err := s.c.LineItems.Attributed(ctx, sc, m)
		if err != nil {
			return err
		}
		v.Drifted += a.Drifted[string(v.ID)]
		became(v.First, m, a)
	}
	return nil
}

// became writes into the items of a month what became of them: whether somebody changed them since, and whether Showback carries them by now.
func became(items []Item, m period.Month, a *lineitems.Attributed) {
	for i := range items {
		it := &items[i]
		if it.Line == nil || it.Line.Month != m || it.Made == "" || it.Line.Action != CreateLineItem {
			continue
		}
		if row := a.Rows[it.Made]; row != nil {
			it.Drift = row.Drift
		} else if _, gone := a.Gone[it.Made]; gone {
			it.Drift = lineitems.DriftGone
		}
		if carries, known := a.Showback[it.CustomerID]; known && it.Check == CheckWritten && it.Drift == "" {
			it.Check = CheckInShowback
			if !carries {
				it.Check = CheckDiffers
			}
		}
	}
}

// Check is whether what was written was found again.
type Check string

// The checks. The first two are kept; whether Showback carries an item is derived when it is read.
const (
	CheckPending    Check = "pending"
	CheckWritten    Check = "written"     // AWS lists the item as planned
	CheckInShowback Check = "in_showback" // the ledger, read after AWS's delay, carries what the customer's items come to
	CheckDiffers    Check = "differs"
)

// Checks lists the checks.
func Checks() []string {
	return []string{string(CheckPending), string(CheckWritten), string(CheckInShowback), string(CheckDiffers)}
}
