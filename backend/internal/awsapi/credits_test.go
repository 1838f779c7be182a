package awsapi_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/credits"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/testkit/simulated"
)

// creditRoles are the roles of customers: in their management accounts, and those in member accounts, which see that account's credits alone.
func creditRoles(sim *simulated.Simulator) (management, members []credits.Access) {
	for _, r := range sim.World().CreditRoles {
		a := credits.Access{AccountID: r.CustomerID, RoleARN: r.RoleARN, ExternalID: r.ExternalID}
		if r.AccountID == r.CustomerID {
			management = append(management, a)
		} else {
			members = append(members, a)
		}
	}
	return management, members
}

func aYearBack() time.Time { return simulated.DefaultNow().AddDate(-1, 0, 1) }

// Every credit comes to what was applied and what is left, and what was applied is what My view has, month by month.
func TestCreditsOfCustomersAddUpToMyView(t *testing.T) {
	t.Parallel()
	for _, scenario := range []string{"tiny", "reseller"} {
		sim := simulated.Start(t, simulated.Options{Scenario: scenario})
		b := setup(t, sim.URL, nil)
		access, _ := creditRoles(sim)
		current, found := thisMonth(0), 0
		for _, a := range access {
			grants, err := b.Credits(t.Context(), b.scope, a, aYearBack())
			if err != nil {
				t.Fatal(err)
			}
			told, err := b.Allocations(t.Context(), b.scope, a, current.Add(-23), current)
			if err != nil || told.Partial || told.Failed != nil {
				t.Fatalf("%+v, %v", told, err)
			}
			applied, months := map[string]money.Decimal{}, map[string]money.Decimal{}
			for _, r := range told.Rows {
				applied[r.CreditID] = applied[r.CreditID].Add(r.Amount)
				months[r.Month.String()] = months[r.Month.String()].Add(r.Amount)
			}
			for _, g := range grants {
				found++
				if g.StartsAt.Before(current.Add(-23).Start()) {
					continue // AWS does not tell of all its allocations
				}
				if left := g.Initial.Add(applied[g.ID]); !left.Equal(*g.Estimated) || g.Remaining.Cmp(*g.Estimated) < 0 {
					t.Errorf("%s: credit %s came to %s, and %s of it are left; AWS says %s and %s at close", a.AccountID, g.ID, g.Initial, left, g.Estimated, g.Remaining)
				}
			}
			truth := map[string]money.Decimal{}
			for _, row := range sim.Truth(a.AccountID, current.Add(-11).String(), current.String()) {
				if row.View == "my" && row.RecordType == "Credit" {
					truth[row.Month] = truth[row.Month].Add(*decimalOf(t, row.Amount))
				}
			}
			for m, want := range truth {
				if !months[m].Equal(want) {
					t.Errorf("%s in %s: allocations come to %s, My view to %s", a.AccountID, m, months[m], want)
				}
			}
		}
		if found == 0 {
			t.Errorf("%s: nobody has credits", scenario)
		}
		if got := sim.Unknown(); len(got) > 0 {
			t.Errorf("the simulator does not know %v", got)
		}
	}
}

func TestAllocationsAreReadToTheirEnd(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	b := setup(t, sim.URL, nil)
	access, _ := creditRoles(sim)
	sim.SetFaults(simulated.Fault{Kind: simulated.PartialResults, Operation: "GetCreditAllocationHistory"})
	told, err := b.Allocations(t.Context(), b.scope, access[0], thisMonth(-5), thisMonth(0))
	if err != nil || !told.Partial || len(told.Failed) != 1 || told.Failed[0] != thisMonth(-1) {
		t.Errorf("%+v, %v", told, err)
	}
	for _, r := range told.Rows {
		if r.Month == thisMonth(-1) {
			t.Errorf("a row of the month that failed: %+v", r)
		}
	}
	_, err = b.Allocations(t.Context(), b.scope, access[0], thisMonth(0), thisMonth(-1))
	wantFault(t, err, fault.Internal, ledger.CodeAWSRefused)
	_, err = b.Allocations(t.Context(), b.scope, access[0], thisMonth(-24), thisMonth(0))
	wantFault(t, err, fault.Internal, ledger.CodeAWSRefused)
	_, err = b.Credits(t.Context(), b.scope, access[0], time.Time{})
	wantFault(t, err, fault.Internal, ledger.CodeAWSRefused)
}

// Without the role nothing is known, which is not that there are no credits; and whose fault it is, is told apart.
func TestARoleThatDoesNotLetUsInIsNeverNoCredits(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	b := setup(t, sim.URL, nil)
	access, members := creditRoles(sim)
	good := access[0]
	changed := func(change func(*credits.Access)) credits.Access {
		a := good
		change(&a)
		return a
	}
	for name, c := range map[string]struct {
		access credits.Access
		says   string
	}{
		"wrong external id": {changed(func(a *credits.Access) { a.ExternalID = "btp-000000000000" }), "does not let receiver"},
		"no such role":      {changed(func(a *credits.Access) { a.RoleARN += "-2" }), "does not let receiver"},
		"no external id":    {changed(func(a *credits.Access) { a.ExternalID = "" }), "no usable role"},
		"no role":           {changed(func(a *credits.Access) { a.RoleARN = "" }), "no usable role"},
		"a member's role":   {members[0], "management account"}, // AWS would silently tell of the member's credits alone
	} {
		got, err := b.Credits(t.Context(), b.scope, c.access, aYearBack())
		if f := wantFault(t, err, fault.UpstreamDenied, ledger.CodeAWSDenied); !strings.Contains(f.Message, c.says) || got != nil {
			t.Errorf("%s: %v, %s", name, got, f.Message)
		}
	}
	sim.SetFaults(simulated.Fault{Service: awsapi.Billing, Kind: simulated.Deny})
	_, err := b.Credits(t.Context(), b.scope, good, aYearBack())
	if f := wantFault(t, err, fault.UpstreamDenied, ledger.CodeAWSDenied); f.Permission != "billing:GetCredits" || !strings.Contains(f.Message, good.AccountID) || !strings.Contains(f.Message, "the customer's role") {
		t.Errorf("the role allows nothing: %+v", f)
	}
	sim.SetFaults(simulated.Fault{Service: awsapi.Billing, Kind: simulated.Throttle})
	_, err = b.Allocations(t.Context(), b.scope, good, thisMonth(-1), thisMonth(0))
	wantFault(t, err, fault.Unavailable, ledger.CodeAWSThrottled)
	sim.ClearFaults()
	if got, err := b.Credits(t.Context(), b.scope, good, aYearBack()); err != nil || len(got) == 0 {
		t.Errorf("afterwards: %v, %v", got, err)
	}

	// A receiver that cannot be had itself says nothing about the customer.
	locked := setup(t, sim.URL, func(c *awsapi.Config) { c.Receivers = byRole(simulated.RoleARN, "a-guess") })
	_, err = locked.Credits(t.Context(), locked.scope, good, aYearBack())
	wantFault(t, err, fault.UpstreamDenied, ledger.CodeAWSCredentials)
}

func TestTheRoleOfACustomerIsAssumedOnceAndByTheReceiver(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	b := setup(t, sim.URL, func(c *awsapi.Config) { c.Receivers = byRole(simulated.RoleARN, simulated.ExternalID) })
	access, _ := creditRoles(sim)
	if len(access) < 2 {
		t.Fatalf("%d customers have granted a role", len(access))
	}
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			got, err := b.Credits(t.Context(), b.scope, access[i%2], aYearBack())
			if err != nil {
				t.Error(err)
			}
			for _, g := range got {
				if i%2 == 1 {
					t.Errorf("customer %s, who has none, is told of credit %s", access[1].AccountID, g.ID)
				}
			}
		})
	}
	wg.Wait()
	assumed := sim.Journal(awsapi.STS, "AssumeRole")
	own := 0
	for _, e := range assumed {
		if strings.HasPrefix(e.AccessKey, "AKID") {
			own++
		}
	}
	if len(assumed) != 3 || own != 1 {
		t.Errorf("roles were assumed %d times, %d of them by the portal itself; want the receiver's once, and two customers' by the receiver", len(assumed), own)
	}
	for _, e := range sim.Journal(awsapi.Billing, "GetCredits") {
		if e.Account != access[0].AccountID && e.Account != access[1].AccountID {
			t.Errorf("credits were asked for as %s", e.Account)
		}
	}
	// Another external id is another way in, and may be a wrong one.
	wrong := access[0]
	wrong.ExternalID += "x"
	_, err := b.Credits(t.Context(), b.scope, wrong, aYearBack())
	wantFault(t, err, fault.UpstreamDenied, ledger.CodeAWSDenied)
	b.timer.advance(56 * time.Minute)
	if _, err := b.Credits(t.Context(), b.scope, access[0], aYearBack()); err != nil {
		t.Errorf("an hour later: %v", err)
	}
	// The wrong one, and both links of the chain anew; the simulator dates by the machine's clock, so that the receiver's is renewed for each use.
	if n := len(sim.Journal(awsapi.STS, "AssumeRole")); n < 6 {
		t.Errorf("roles were assumed %d times", n)
	}
}
