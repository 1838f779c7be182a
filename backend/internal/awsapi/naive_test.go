package awsapi_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/billing"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer/types"
	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/testkit/simulated"
)

// Each of these tests first makes the mistake, with AWS's own SDK on the same simulated account, and shows that it gives a wrong answer; then it
// shows that the portal's adapter gives the right one. The numbers are those of the domain handbook.

// Mistake 1: Cost Explorer without BillingViewArn reads the partner's own organization.
func TestNaiveMistake01_CostsWithoutAViewAreThePartnersOwn(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	r := months(t, "2026-10", "2026-11")
	world := truth(t, sim, r)

	got := naiveTotal(t, sim, "", r)
	if got.IsZero() {
		t.Fatal("the partner's own organization has no cost: the mistake would not show")
	}
	var all money.Decimal
	for _, c := range sim.World().Customers {
		own := sum(t, world, c.Account.ID, "my", r.From)
		all = all.Add(own)
		if got.Equal(own) {
			t.Errorf("without a view Cost Explorer answers for customer %s", c.Account.ID)
		}
	}
	if got.Equal(all) {
		t.Error("without a view Cost Explorer answers for all customers")
	}

	sim.ClearJournal()
	wantTruth(t, sim, setup(t, sim.URL, nil), r)
	for _, e := range sim.Journal(awsapi.CostExplorer, "GetCostAndUsage") {
		if !strings.Contains(e.Params, "billingview/billing-transfer-") {
			t.Errorf("a request names no billing view: %s", e.Params)
		}
	}
}

// naiveTotal sums up a view's unblended cost, or with no view whatever Cost Explorer answers for.
func naiveTotal(t *testing.T, sim *simulated.Simulator, viewARN string, r period.Range) money.Decimal {
	t.Helper()
	in := &costexplorer.GetCostAndUsageInput{
		TimePeriod:  &types.DateInterval{Start: aws.String(r.From.String() + "-01"), End: aws.String(r.To.String() + "-01")},
		Granularity: types.GranularityMonthly, Metrics: []string{"UnblendedCost"},
	}
	if viewARN != "" {
		in.BillingViewArn = aws.String(viewARN)
	}
	out, err := costexplorer.NewFromConfig(naive(sim)).GetCostAndUsage(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	var total money.Decimal
	for _, result := range out.ResultsByTime {
		n, err := money.ParseDecimal(aws.ToString(result.Total["UnblendedCost"].Amount))
		if err != nil {
			t.Fatal(err)
		}
		total = total.Add(n)
	}
	return total
}

// Mistake 12: ListBillingViews, first page, no month, first match.
func TestNaiveMistake12_TheFirstViewThatMatchesIsAnEndedOne(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{Scenario: "reseller"})
	customer := withTrait(t, sim, "former_billing_group").Account.ID
	r := months(t, "2026-10", "2026-11")

	out, err := billing.NewFromConfig(naive(sim)).ListBillingViews(t.Context(), &billing.ListBillingViewsInput{MaxResults: aws.Int32(20)})
	if err != nil {
		t.Fatal(err)
	}
	if aws.ToString(out.NextToken) == "" {
		t.Error("one page holds all views: the mistake of reading one page would not show")
	}
	matches := map[string]string{} // customer to the first Showback view found
	for page := billing.NewListBillingViewsPaginator(billing.NewFromConfig(naive(sim)), &billing.ListBillingViewsInput{}); page.HasMorePages(); {
		out, err := page.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range out.BillingViews {
			source := aws.ToString(v.SourceAccountId)
			if _, found := matches[source]; !found && v.BillingViewType == "BILLING_TRANSFER_SHOWBACK" {
				matches[source] = aws.ToString(v.Arn)
			}
		}
	}

	b := setup(t, sim.URL, nil)
	views, err := b.Views(t.Context(), b.scope, r.From)
	if err != nil {
		t.Fatal(err)
	}
	ours := ""
	for _, v := range views {
		if v.SourceID == customer && v.View == ledger.Showback {
			if ours != "" {
				t.Errorf("%s has two Showback views in one month: %s and %s", customer, ours, v.ARN)
			}
			ours = v.ARN
		}
	}
	if ours == "" || ours == matches[customer] {
		t.Fatalf("ours %q, first match %q: the mistake does not show", ours, matches[customer])
	}
	costs, err := b.MonthlyCosts(t.Context(), b.scope, ours, r)
	if err != nil {
		t.Fatal(err)
	}
	var total money.Decimal
	for _, e := range costs[0].Entries {
		total = total.Add(e.Amount)
	}
	right := sum(t, truth(t, sim, r), customer, "showback", r.From)
	if right.IsZero() || !total.Equal(right) {
		t.Errorf("our view holds %s, the world %s", total, right)
	}
	wrong := func() money.Decimal {
		costs, err := b.MonthlyCosts(t.Context(), b.scope, matches[customer], r)
		if err != nil {
			return money.Zero // AWS refuses the month, which is at least not a wrong figure
		}
		var total money.Decimal
		for _, e := range costs[0].Entries {
			total = total.Add(e.Amount)
		}
		return total
	}()
	if wrong.Equal(right) {
		t.Errorf("the ended view holds the same %s", wrong)
	}
}

// Mistake 24: exceptions swallowed into zeros.
func TestNaiveMistake24_AFailureIsNotZero(t *testing.T) {
	t.Parallel()
	r := months(t, "2026-10", "2026-11")
	// The mistake, as it is usually written: total starts at zero and every error is skipped.
	swallow := func(costs []ledger.MonthCosts, err error) money.Decimal {
		var total money.Decimal
		if err == nil {
			for _, e := range costs[0].Entries {
				total = total.Add(e.Amount)
			}
		}
		return total
	}
	for name, c := range map[string]struct {
		fault simulated.Fault
		kind  fault.Kind
		code  string
	}{
		"denied":    {simulated.Fault{Service: awsapi.CostExplorer, Kind: simulated.Deny}, fault.UpstreamDenied, ledger.CodeAWSDenied},
		"throttled": {simulated.Fault{Service: awsapi.CostExplorer, Kind: simulated.Throttle}, fault.Unavailable, ledger.CodeAWSThrottled},
		"failing":   {simulated.Fault{Service: awsapi.CostExplorer, Kind: simulated.Error5xx}, fault.Unavailable, ledger.CodeAWSUnavailable},
		"cut off":   {simulated.Fault{Service: awsapi.CostExplorer, Kind: simulated.LostResponse}, fault.Unavailable, ledger.CodeAWSUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := simulated.Start(t, simulated.Options{})
			b := setup(t, sim.URL, nil)
			views, err := b.Views(t.Context(), b.scope, r.From)
			if err != nil || len(views) == 0 {
				t.Fatalf("views = %v, %v", views, err)
			}
			sim.SetFaults(c.fault)
			costs, err := b.MonthlyCosts(t.Context(), b.scope, views[0].ARN, r)
			wantFault(t, err, c.kind, c.code)
			if costs != nil {
				t.Errorf("beside the error there are costs: %+v", costs)
			}
			right := sum(t, truth(t, sim, r), views[0].SourceID, viewName(views[0].View), r.From)
			if wrong := swallow(costs, err); !wrong.IsZero() || right.IsZero() {
				t.Errorf("the mistake gives %s, the world holds %s: it does not show", wrong, right)
			}
		})
	}
	t.Run("no view", func(t *testing.T) {
		t.Parallel()
		sim := simulated.Start(t, simulated.Options{})
		b := setup(t, sim.URL, nil)
		without := withTrait(t, sim, "no_billing_group").Account.ID
		views, err := b.Views(t.Context(), b.scope, r.From)
		if err != nil {
			t.Fatal(err)
		}
		kinds := map[ledger.View]bool{}
		for _, v := range views {
			if v.SourceID == without {
				kinds[v.View] = true
			}
		}
		if d := cmp.Diff(map[ledger.View]bool{ledger.MyView: true}, kinds); d != "" {
			t.Errorf("the customer without a billing group has these views (-want +got):\n%s", d)
		}
	})
	t.Run("a page is missing", func(t *testing.T) {
		t.Parallel()
		sim := simulated.Start(t, simulated.Options{Scenario: "reseller"})
		b := setup(t, sim.URL, nil)
		sim.SetFaults(simulated.Fault{Service: awsapi.Organizations, Kind: simulated.BrokenPageToken})
		if found, err := b.InboundTransfers(t.Context(), b.scope); err == nil || found != nil {
			t.Errorf("half a list was returned: %d transfers, %v", len(found), err)
		}
	})
}

// Mistake 25: months by 30-day steps.
func TestNaiveMistake25_ThirtyDayStepsSkipFebruary(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	sim := simulated.Start(t, simulated.Options{Now: now})
	last := period.MonthOf(now)
	r := period.Range{From: last.Add(-2), To: last.Add(1)}

	stepped := map[string]bool{}
	for i := range 3 {
		stepped[now.AddDate(0, 0, -30*i).Format("2006-01")] = true
	}
	if stepped["2026-02"] {
		t.Fatal("30-day steps find February: the mistake does not show")
	}
	world := truth(t, sim, r)
	inFebruary := 0
	for k := range world {
		if k.Month == "2026-02" {
			inFebruary++
		}
	}
	if inFebruary == 0 {
		t.Fatal("February is empty: the mistake does not show")
	}

	b := setup(t, sim.URL, nil)
	if d := cmp.Diff(world, collected(t, b, r)); d != "" {
		t.Errorf("what was read differs from the world (-world +read):\n%.4000s", d)
	}
	views, err := b.Views(t.Context(), b.scope, last)
	if err != nil {
		t.Fatal(err)
	}
	costs, err := b.MonthlyCosts(t.Context(), b.scope, views[0].ARN, r)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range costs {
		got = append(got, c.Month.String()+" "+strconv.FormatBool(c.Estimated))
	}
	if d := cmp.Diff([]string{"2026-01 false", "2026-02 true", "2026-03 true"}, got); d != "" {
		t.Errorf("months and whether they are estimated (-want +got):\n%s", d)
	}
}
