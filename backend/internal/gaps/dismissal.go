package gaps

import (
	"fmt"
	"time"

	"portal.example/backend/internal/period"
)

// Dismissed sets a class of a customer aside for a while: what is missing stays shown and is proposed no more. It is a mode of a policy and not a record of its own, so that it
// has the history, the version and the permission of a policy. See ADR 0026.
const Dismissed Mode = "dismissed"

// How long a class stays dismissed.
const (
	usualDismissal = 6  // months, when nobody says until when
	mostDismissal  = 24 // months; what holds for longer is a policy
)

// Dismissal is who set a class of a customer aside, until when and why.
type Dismissal struct {
	Until  period.Day // the last day, in UTC
	Reason string
	By     string
	At     time.Time
}

// monthsAhead is the same day some months later, or the last one of that month.
func monthsAhead(d period.Day, n int) period.Day {
	m := d.Month().Add(n)
	return m.Day(min(d.Number(), m.Days()))
}

// dismiss checks what a policy of the mode Dismissed needs besides, and fills in until when it holds.
func (in *PolicyInput) dismiss(now time.Time) error {
	today := period.DayOf(now)
	last := monthsAhead(today, mostDismissal)
	switch {
	case in.Mode != Dismissed && !in.Until.IsZero():
		return invalid("/until", "Only the mode dismissed has a last day.")
	case in.Mode != Dismissed:
		return nil
	case in.CustomerID == "":
		return invalid("/mode", "A class is dismissed of one customer. Use keep or absorb for all of them.")
	case in.Note == "":
		return invalid("/note", "Say why the class is dismissed. Who reads the history has to understand it.")
	case !in.Until.IsZero() && (in.Until.Before(today) || last.Before(in.Until)):
		return invalid("/until", fmt.Sprintf("Use a day from %s to %s. What holds for longer is a policy of the customer.", today, last))
	case in.Until.IsZero():
		in.Until = monthsAhead(today, usualDismissal)
	}
	return nil
}

// over reports whether a dismissal has ended by itself.
func (p Policy) over(now time.Time) bool { return p.Mode == Dismissed && !now.Before(p.Until.End()) }

// beneath is what is in force once a dismissal has ended: the customer's policy before it; false when it had none.
func (p Policy) beneath() (Policy, bool) {
	if p.Mode != Dismissed {
		return p, true
	}
	if p.Before == nil {
		return Policy{}, false
	}
	before := *p.Before
	before.Version = p.Version
	return before, true
}

// DismissalOf is the dismissal of a class of a customer; nil when it is not dismissed.
func (s PolicySet) DismissalOf(customer string, c Class) *Dismissal {
	p, ok := s.customers[Key{customer, c}]
	if !ok || p.Mode != Dismissed {
		return nil
	}
	return &Dismissal{p.Until, p.Note, p.ChangedBy, p.ChangedAt}
}

// add puts a policy of a customer into the set as it is in force now, and notes when the next dismissal ends.
func (s *PolicySet) add(p Policy, now time.Time) {
	if p.over(now) {
		s.ended++
		before, ok := p.beneath()
		if !ok {
			return
		}
		p = before
	}
	if p.Mode == Dismissed && (s.until.IsZero() || p.Until.End().Before(s.until)) {
		s.until = p.Until.End()
	}
	s.customers[Key{p.CustomerID, p.Class}] = p
}

// holds reports whether the set is still what is in force.
func (s PolicySet) holds(version int64, now time.Time) bool {
	return s.kept == version && (s.until.IsZero() || now.Before(s.until))
}

// Version changes with every change of a policy, and when a dismissal ends.
func (s PolicySet) Version() string { return fmt.Sprint(s.kept, "-", s.ended) }

// setAside takes the proposal of a row that is dismissed. What needs nothing is not dismissed.
func (g *Gap) setAside(d *Dismissal) {
	g.Dismissal = d
	if d == nil || g.Proposal == nil {
		return
	}
	g.Status, g.Withheld, g.Proposal = SetAside, g.Proposal, nil
}
