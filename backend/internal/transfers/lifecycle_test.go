package transfers

import (
	"strings"
	"testing"
	"time"

	"portal.example/backend/internal/period"
)

var instantNow = time.Date(2026, time.November, 23, 6, 0, 0, 0, time.UTC)

func TestWhatHoldsQuotaAndWhatCanBeDone(t *testing.T) {
	t.Parallel()
	past, soon := instantNow.AddDate(-1, 0, 0), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	over, later := time.Date(2026, 10, 31, 23, 59, 59, 0, time.UTC), time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC)
	rows := Directory{Transfers: []Transfer{
		{ID: "invited", SourceID: "1", Status: "REQUESTED", Start: soon},
		{ID: "late", SourceID: "2", Status: "REQUESTED", Start: instantNow.Add(time.Hour)},
		{ID: "scheduled", SourceID: "3", Status: "ACCEPTED", Start: soon},
		{ID: "active", SourceID: "4", Status: "ACCEPTED", Start: past},
		{ID: "indirect", SourceID: "5", Status: "ACCEPTED", Start: past, Relation: Indirect},
		{ID: "ending", SourceID: "6", Status: "WITHDRAWN", Start: past, End: later},
		{ID: "ended", SourceID: "7", Status: "WITHDRAWN", Start: past, End: over},
		{ID: "declined", SourceID: "8", Status: "DECLINED", Start: past},
		{ID: "expired", SourceID: "9", Status: "EXPIRED", Start: past},
		{ID: "cancelled", SourceID: "10", Status: "CANCELED", Start: past},
		{ID: "declined before", SourceID: "4", Status: "DECLINED", Start: past},
		{ID: "new status", SourceID: "11", Status: "SOMETHING", Start: past},
	}, Groups: []BillingGroup{{ARN: "a", PrimaryID: "3", Status: "PENDING"}, {ARN: "b", PrimaryID: "4", Status: "ACTIVE"}, {ARN: "c", PrimaryID: "6", Status: "ACTIVE"}}}
	end := time.Date(2026, 11, 30, 23, 59, 59, 0, time.UTC)
	for i, want := range []struct {
		id     string
		holds  bool
		accept time.Time
		end    time.Time
		step   string // a part of it; empty: none
	}{
		{"invited", true, soon.AddDate(0, 0, -1), time.Time{}, "expires on 31 December 2026, 00:00 (UTC), 24 hours before"},
		{"late", true, instantNow.Add(-23 * time.Hour), time.Time{}, "time to accept was over"},
		{"scheduled", true, time.Time{}, end, "Billed to you from 1 January 2027"},
		{"active", true, time.Time{}, end, ""},
		{"indirect", true, time.Time{}, time.Time{}, "by hand"},
		{"ending", true, time.Time{}, time.Time{}, "until 31 December 2026"},
		{"ended", false, time.Time{}, time.Time{}, "It is over"},
		{"declined", false, time.Time{}, time.Time{}, "The customer declined"},
		{"expired", false, time.Time{}, time.Time{}, "Nobody accepted"},
		{"cancelled", false, time.Time{}, time.Time{}, ""},
		{"declined before", false, time.Time{}, time.Time{}, ""},
		{"new status", true, time.Time{}, time.Time{}, "does not know"},
	} {
		r := rows.Rows(instantNow)[i]
		if r.ID != want.id || r.HoldsQuota != want.holds || !r.AcceptBefore.Equal(want.accept) || !r.EarliestEnd.Equal(want.end) {
			t.Errorf("%s: holds %t, accept before %s, earliest end %s", want.id, r.HoldsQuota, r.AcceptBefore, r.EarliestEnd)
		}
		if (want.step == "") != (r.NextStep == "") || !strings.Contains(r.NextStep, want.step) {
			t.Errorf("%s: the next step is %q", want.id, r.NextStep)
		}
	}
	if got, want := rows.Quota(instantNow), (Quota{Used: 7, Invitations: 3}); got != want {
		t.Errorf("quota %+v, want %+v", got, want)
	}
}

func TestAGroupThatIsGoneIsRememberedUntilThereIsOneAgain(t *testing.T) {
	t.Parallel()
	ts := []Transfer{{ID: "rt-1", ARN: "arn:rt-1", SourceID: "1", Status: "ACCEPTED", Start: instantNow.AddDate(-1, 0, 0)}}
	named, byAccount := BillingGroup{ARN: "g1", TransferARN: "arn:rt-1", PrimaryID: "1", Status: "ACTIVE"}, BillingGroup{ARN: "g2", PrimaryID: "1", Status: "ACTIVE"}
	other := BillingGroup{ARN: "g9", PrimaryID: "9", Status: "ACTIVE"}
	status := func(d *Directory, groups ...BillingGroup) GroupStatus {
		next := Directory{Transfers: ts, Groups: groups}
		next.Gone = next.gone(d)
		*d = next
		customer, row := next.Customers(instantNow)[0].GroupStatus, next.Rows(instantNow)[0].GroupStatus
		if customer != row {
			t.Errorf("the customer's is %s and the transfer's %s", customer, row)
		}
		return row
	}
	d := &Directory{}
	for i, step := range []struct {
		groups []BillingGroup
		want   GroupStatus
	}{
		{nil, GroupMissing},
		{[]BillingGroup{named, other}, GroupActive},
		{nil, GroupDeleted},
		{nil, GroupDeleted},
		{[]BillingGroup{byAccount}, GroupActive},
		{nil, GroupDeleted},
		{[]BillingGroup{named}, GroupActive},
	} {
		if got := status(d, step.groups...); got != step.want {
			t.Errorf("step %d: %s, want %s", i, got, step.want)
		}
		for _, g := range d.Gone {
			if g.ARN == "g9" {
				t.Errorf("step %d: a group of nobody is remembered", i)
			}
		}
	}
}

func TestTheEpochChangesWhenTheTimeToAcceptIsOver(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	d := Directory{Transfers: []Transfer{{Status: "REQUESTED", Start: start}}}
	deadline := AcceptBefore(start)
	if d.Epoch(deadline.Add(-1)).Equal(d.Epoch(deadline)) || d.Rows(deadline.Add(-1))[0].NextStep == d.Rows(deadline)[0].NextStep {
		t.Error("the page changes and its epoch does not, or the other way round")
	}
	if got := EndOf(period.MonthOf(start)); !got.Equal(time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC)) {
		t.Errorf("the end of December is %s", got)
	}
}
