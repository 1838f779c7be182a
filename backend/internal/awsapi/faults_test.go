package awsapi_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/testkit/simulated"
	"portal.example/backend/internal/transfers"
)

func TestWhatIsReadIsTheWorldToTheLastDigit(t *testing.T) {
	t.Parallel()
	for scenario, r := range map[string]period.Range{
		"tiny":     months(t, "2025-11", "2026-12"),
		"reseller": months(t, "2026-09", "2026-12"),
	} {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			sim := simulated.Start(t, simulated.Options{Scenario: scenario})
			wantTruth(t, sim, setup(t, sim.URL, nil), r)
			if got := sim.Unknown(); len(got) > 0 {
				t.Errorf("the simulator does not know %v", got)
			}
		})
	}
}

func TestFaultsChangeNothingButTheNumberOfRequests(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	r := months(t, "2026-06", "2026-12")
	sim.SetFaults(
		simulated.Fault{Kind: simulated.Throttle, Probability: new(0.2), Seed: 1},
		simulated.Fault{Kind: simulated.Error5xx, Probability: new(0.05), Seed: 2},
		simulated.Fault{Kind: simulated.LostResponse, Probability: new(0.05), Seed: 3},
	)
	b := setup(t, sim.URL, func(c *awsapi.Config) { c.Attempts = 20 })
	wantTruth(t, sim, b, r)

	// The meter says what AWS would charge: every request it answered, and every one it did the work for before the connection was lost.
	n := sim.Counted(awsapi.CostExplorer, "GetCostAndUsage")
	if n.Faults[simulated.LostResponse] == 0 || n.Faults[simulated.Throttle] == 0 || n.Faults[simulated.Error5xx] == 0 {
		t.Errorf("faults = %v: not every kind struck", n.Faults)
	}
	want := [3]int{int(n.Requests), int(n.Succeeded + n.Cut), int(n.Requests - n.Succeeded - n.Cut)}
	if got := b.meter.counts(); got != want {
		t.Errorf("meter = %v, journal %v (asked, charged, not charged)", got, want)
	}
}

// Each port method, so that a fault can strike every one.
func everyRead(t *testing.T, b *bench, viewARN string) map[string]func() error {
	t.Helper()
	m := month(t, "2026-10")
	return map[string]func() error{
		"sts GetCallerIdentity": func() error { _, err := b.Probe(t.Context(), b.scope); return err },
		"organizations ListInboundResponsibilityTransfers": func() error {
			_, err := b.InboundTransfers(t.Context(), b.scope)
			return err
		},
		"billing ListBillingViews":                     func() error { _, err := b.Views(t.Context(), b.scope, m); return err },
		"billingconductor ListBillingGroups":           func() error { _, err := b.BillingGroups(t.Context(), b.scope); return err },
		"billingconductor ListPricingPlans":            func() error { _, err := b.PricingPlans(t.Context(), b.scope); return err },
		"billingconductor ListBillingGroupCostReports": func() error { _, err := b.CostReports(t.Context(), b.scope, m); return err },
		"ce GetCostAndUsage": func() error {
			_, err := b.MonthlyCosts(t.Context(), b.scope, viewARN, period.Range{From: m, To: m.Add(1)})
			return err
		},
	}
}

func TestEveryReadOutlivesPassingFaultsAndReportsLastingOnes(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	views, err := setup(t, sim.URL, nil).Views(t.Context(), receiver(t, simulated.Receiver), month(t, "2026-10"))
	if err != nil {
		t.Fatal(err)
	}
	for name := range everyRead(t, setup(t, sim.URL, nil), "") {
		service, operation, _ := strings.Cut(name, " ")
		for _, kind := range []string{simulated.Throttle, simulated.Error5xx, simulated.LostResponse, simulated.Drop} {
			b := setup(t, sim.URL, nil)
			read := everyRead(t, b, views[0].ARN)[name]
			sim.SetFaults(simulated.Fault{Service: service, Operation: operation, Kind: kind, Count: 2})
			if err := read(); err != nil {
				t.Errorf("%s fails after two faults of kind %s: %v", name, kind, err)
			}
			code := ledger.CodeAWSUnavailable
			if kind == simulated.Throttle {
				code = ledger.CodeAWSThrottled
			}
			sim.SetFaults(simulated.Fault{Service: service, Operation: operation, Kind: kind})
			if f, ok := fault.As(read()); !ok || f.Code != code || f.Kind != fault.Unavailable {
				t.Errorf("%s under lasting faults of kind %s reports %+v, want %s", name, kind, f, code)
			}
		}
		b := setup(t, sim.URL, nil)
		read := everyRead(t, b, views[0].ARN)[name]
		sim.SetFaults(simulated.Fault{Service: service, Operation: operation, Kind: simulated.Deny})
		if f, ok := fault.As(read()); !ok || f.Code != ledger.CodeAWSDenied || f.Permission != service+":"+operation {
			t.Errorf("%s when denied reports %+v", name, f)
		}
	}
}

func TestABrokenPageTokenIsAnErrorNotHalfAList(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{Scenario: "reseller"})
	b := setup(t, sim.URL, nil)
	sim.SetFaults(simulated.Fault{Kind: simulated.BrokenPageToken})
	_, err := b.InboundTransfers(t.Context(), b.scope)
	wantFault(t, err, fault.Internal, ledger.CodeAWSRefused)
	sim.ClearFaults()
	if _, err := b.InboundTransfers(t.Context(), b.scope); err != nil {
		t.Errorf("the list cannot be read afterwards: %v", err)
	}
}

func TestARetryAfterOfAWSIsWaitedFor(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	b := setup(t, sim.URL, nil)
	sim.SetFaults(simulated.Fault{Service: awsapi.BillingConductor, Kind: simulated.Throttle, Count: 1, RetryAfterSeconds: 9})
	if _, err := b.BillingGroups(t.Context(), b.scope); err != nil {
		t.Fatal(err)
	}
	if waits := b.timer.waits(); len(waits) != 1 || waits[0].Seconds() < 9 {
		t.Errorf("waits = %v", waits)
	}
}

func TestListsAreReadToTheirEnds(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{Scenario: "reseller"})
	b := setup(t, sim.URL, nil)
	w := sim.World()

	inbound, err := b.InboundTransfers(t.Context(), b.scope)
	if err != nil {
		t.Fatal(err)
	}
	want, got := map[string]string{}, map[string]string{}
	for _, x := range w.Transfers {
		want[x.ID] = x.Status + " " + x.Source.AccountID
	}
	for _, x := range inbound {
		got[x.ID] = x.Status + " " + x.SourceID
	}
	if d := cmp.Diff(want, got); d != "" || len(inbound) != len(w.Transfers) {
		t.Errorf("transfers (-world +read):\n%s", d)
	}
	if len(inbound) <= 20 {
		t.Errorf("%d transfers fit one page: the end was not needed", len(inbound))
	}
	states := map[transfers.State]int{}
	for _, x := range inbound {
		states[x.StateAt(w.Now)]++
	}
	for _, s := range []transfers.State{
		transfers.StateInvited, transfers.StateScheduled, transfers.StateActive, transfers.StateEnding, transfers.StateEnded, transfers.StateDead,
	} {
		if states[s] == 0 {
			t.Errorf("no transfer is %s: %v", s, states)
		}
	}

	groups, err := b.BillingGroups(t.Context(), b.scope)
	if err != nil {
		t.Fatal(err)
	}
	plans, err := b.PricingPlans(t.Context(), b.scope)
	if err != nil {
		t.Fatal(err)
	}
	want, got = map[string]string{}, map[string]string{}
	for _, g := range w.BillingGroups {
		if g.Deleted == nil {
			want[g.ARN] = g.PrimaryAccountID + " " + g.TransferARN + " " + g.PricingPlanARN
		}
	}
	known := map[string]bool{}
	for _, p := range plans {
		known[p.ARN] = true
	}
	for _, g := range groups {
		got[g.ARN] = g.PrimaryID + " " + g.TransferARN + " " + g.PlanARN
		if !known[g.PlanARN] {
			t.Errorf("group %s has plan %s, which is not listed", g.ARN, g.PlanARN)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("billing groups (-world +read):\n%s", d)
	}

	reports, err := b.CostReports(t.Context(), b.scope, month(t, "2026-10"))
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range groups {
		if g.Status != "ACTIVE" {
			continue
		}
		if r, ok := reports[g.ARN]; !ok || r.Currency == "" || !r.AsOf.Equal(simulated.DefaultNow()) {
			t.Errorf("report of %s = %+v, %t", g.ARN, r, ok)
		}
	}
}

func TestPagesOfSeveralMonthsAreTheSameAsMonthByMonth(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{Scenario: "reseller"})
	b := setup(t, sim.URL, nil)
	r := months(t, "2025-10", "2026-12")
	views, err := b.Views(t.Context(), b.scope, month(t, "2026-10"))
	if err != nil {
		t.Fatal(err)
	}
	paged := ""
	for _, v := range views[:6] {
		sim.ClearJournal()
		together, err := b.MonthlyCosts(t.Context(), b.scope, v.ARN, r)
		if err != nil {
			t.Fatalf("%s: %v", v.ARN, err)
		}
		if sim.Counted(awsapi.CostExplorer, "GetCostAndUsage").Requests > 1 {
			paged = v.ARN
		}
		for i, m := range r.Months() {
			alone, err := b.MonthlyCosts(t.Context(), b.scope, v.ARN, period.Range{From: m, To: m.Add(1)})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(alone[0], together[i]); d != "" {
				t.Errorf("%s of %s (-alone +together):\n%s", m, v.ARN, d)
			}
		}
	}
	if paged == "" {
		t.Fatal("no answer had a second page")
	}
	sim.SetFaults(simulated.Fault{Service: awsapi.CostExplorer, Kind: simulated.BrokenPageToken})
	costs, err := b.MonthlyCosts(t.Context(), b.scope, paged, r)
	wantFault(t, err, fault.Internal, ledger.CodeAWSRefused)
	if costs != nil {
		t.Error("beside the error there are costs")
	}
}
