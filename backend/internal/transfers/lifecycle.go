package transfers

import (
	"time"

	"portal.example/backend/internal/period"
)

// acceptAhead is how long before its start an invitation has to be accepted; then it expires. Source: domain handbook 1.2.
const acceptAhead = 24 * time.Hour

// HoldsQuota reports whether the transfer counts against the quota of inbound transfers at an instant: open invitations do, and what is accepted until it is over.
func (t Transfer) HoldsQuota(now time.Time) bool {
	switch t.StateAt(now) {
	case StateInvited, StateScheduled, StateActive, StateEnding:
		return true
	case StateEnded, StateDead:
		return false
	}
	return true
}

// AcceptBefore is the instant before which an open invitation has to be accepted; zero for everything else.
func (t Transfer) AcceptBefore() time.Time {
	if t.Status != "REQUESTED" || t.Start.IsZero() {
		return time.Time{}
	}
	return AcceptBefore(t.Start)
}

// AcceptBefore is the instant before which an invitation to a transfer with the start has to be accepted.
func AcceptBefore(start time.Time) time.Time { return start.Add(-acceptAhead) }

// EndOf is the end of a transfer that ends with a month: its last second, which is AWS's form.
func EndOf(m period.Month) time.Time { return m.End().Add(-time.Second) }

// EarliestEnd is the earliest end a withdrawal at an instant would have; zero where there is nothing that this receiver could withdraw from.
func (t Transfer) EarliestEnd(now time.Time) time.Time {
	if t.Status != "ACCEPTED" || t.Relation == Indirect {
		return time.Time{}
	}
	return EndOf(period.MonthOf(now))
}

// Quota is how much of the quota of inbound transfers is used.
type Quota struct {
	Used        int // transfers and open invitations that count, chains included
	Invitations int // open invitations among them
	Limit       int // 0: not known
}

// Quota is how much of the quota a directory uses now, and how much there is where that is known.
func (s *Service) Quota(d *Directory) Quota {
	q := d.Quota(s.c.Clock.Now())
	q.Limit = s.c.InboundQuota
	return q
}

// Quota counts what holds quota at an instant.
func (d Directory) Quota(now time.Time) Quota {
	var q Quota
	for _, t := range d.Transfers {
		if !t.HoldsQuota(now) {
			continue
		}
		q.Used++
		if t.StateAt(now) == StateInvited {
			q.Invitations++
		}
	}
	return q
}
