package transfers

import (
	"testing"
	"time"
)

func TestGroupOfATransferIsTheOneThatNamesItElseTheAccounts(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 16, 12, 0, 0, 0, time.UTC)
	transfer := Transfer{ID: "rt-1", ARN: "arn:rt-1", Status: "ACCEPTED", SourceID: "210000000001", Start: now.AddDate(-1, 0, 0)}
	named := BillingGroup{ARN: "named", TransferARN: "arn:rt-1", PrimaryID: "210000000001", Status: "ACTIVE", PlanARN: "arn:plan/p1"}
	unnamed := BillingGroup{ARN: "unnamed", PrimaryID: "210000000001", Status: "PENDING"}
	other := BillingGroup{ARN: "other", TransferARN: "arn:rt-2", PrimaryID: "210000000001", Status: "ACTIVE"}
	for name, c := range map[string]struct {
		groups []BillingGroup
		want   string // ARN; empty: none
		status GroupStatus
	}{
		"none":                               {nil, "", GroupMissing},
		"the one that names it":              {[]BillingGroup{unnamed, named}, "named", GroupActive},
		"in any order":                       {[]BillingGroup{named, unnamed}, "named", GroupActive},
		"the account's":                      {[]BillingGroup{unnamed}, "unnamed", GroupPending},
		"not that of another of the account": {[]BillingGroup{other}, "", GroupMissing},
	} {
		d := Directory{Transfers: []Transfer{transfer}, Groups: c.groups, Plans: []PricingPlan{{"arn:plan/p1", "Plan one"}}}
		row, customer := d.Rows(now)[0], d.Customers(now)[0]
		if row.GroupStatus != c.status || customer.GroupStatus != c.status {
			t.Errorf("%s: the transfer's group is %s and the customer's %s, want %s", name, row.GroupStatus, customer.GroupStatus, c.status)
		}
		for _, g := range []*BillingGroup{row.Group, customer.Group} {
			if got := g != nil; got != (c.want != "") || got && g.ARN != c.want {
				t.Errorf("%s: got %+v, want %q", name, g, c.want)
			}
		}
		if want := map[bool]string{true: "Plan one"}[c.want == "named"]; customer.PlanName != want {
			t.Errorf("%s: plan %q, want %q", name, customer.PlanName, want)
		}
	}
}

func TestNoStateChangesWithinAnEpoch(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, time.October, 1, 0, 0, 0, 0, time.UTC)
	end := time.Date(2026, time.December, 31, 23, 59, 59, 0, time.UTC)
	d := Directory{Transfers: []Transfer{{Status: "ACCEPTED", Start: start}, {Status: "WITHDRAWN", Start: start.AddDate(-1, 0, 0), End: end}}}
	states := func(at time.Time) [2]State { return [2]State{d.Transfers[0].StateAt(at), d.Transfers[1].StateAt(at)} }
	instants := []time.Time{
		start.AddDate(-2, 0, 0), start.AddDate(-1, 0, 0), start.Add(-1), start, start.Add(1), end.Add(-1), end, end.Add(1), end.AddDate(1, 0, 0),
	}
	for i, at := range instants[1:] {
		before := instants[i]
		if states(before) != states(at) && d.Epoch(before).Equal(d.Epoch(at)) {
			t.Errorf("between %s and %s states change and the epoch does not", before, at)
		}
		if d.Epoch(at).After(at) {
			t.Errorf("the epoch at %s is in the future: %s", at, d.Epoch(at))
		}
	}
	if !d.Epoch(start).Equal(d.Epoch(end)) {
		t.Error("the epoch changes although no state does")
	}
}
