package e2e

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor"
	bctypes "github.com/aws/aws-sdk-go-v2/service/billingconductor/types"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer"
	cetypes "github.com/aws/aws-sdk-go-v2/service/costexplorer/types"

	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/testkit/simulated"
)

// raw is a bare SDK client's configuration, as somebody without our adapters would have it.
func raw(sim *simulated.Simulator) aws.Config { return rawWith(sim, simulated.AccessKey) }

func rawWith(sim *simulated.Simulator, accessKey string) aws.Config {
	return aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String(sim.URL),
		Credentials: credentials.NewStaticCredentialsProvider(accessKey, simulated.SecretKey, ""),
	}
}

// onlyAccount reads what one account of a customer costs on My view without tax.
func onlyAccount(t *testing.T, f fixture, account string) money.Decimal {
	t.Helper()
	cm, ok := ledgerMonth(t, f, account)
	if !ok {
		t.Fatalf("%s is not in the ledger", account)
	}
	out, err := costexplorer.NewFromConfig(raw(f.sim)).GetCostAndUsage(t.Context(), &costexplorer.GetCostAndUsageInput{
		BillingViewArn: aws.String(cm.MyView.ARN), Granularity: cetypes.GranularityMonthly, Metrics: []string{"UnblendedCost"},
		TimePeriod: &cetypes.DateInterval{Start: aws.String(f.month.String() + "-01"), End: aws.String(f.month.Add(1).String() + "-01")},
		Filter: &cetypes.Expression{And: []cetypes.Expression{
			{Dimensions: &cetypes.DimensionValues{Key: cetypes.DimensionLinkedAccount, Values: []string{account}}},
			{Not: &cetypes.Expression{Dimensions: &cetypes.DimensionValues{Key: cetypes.DimensionRecordType, Values: []string{"Tax"}}}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return number(t, aws.ToString(out.ResultsByTime[0].Total["UnblendedCost"].Amount))
}

func ledgerMonth(t *testing.T, f fixture, customer string) (ledger.CustomerMonth, bool) {
	t.Helper()
	c, ok, err := f.parts.ledger.CustomerMonth(t.Context(), f.parts.scope, f.month, customer)
	if err != nil {
		t.Fatal(err)
	}
	return c, ok
}

// A line item created through the API changes Showback after AWS's delay on the simulator's clock, by exactly its value, and the ledger with the next collection.
func TestLineItemReachesTheLedgerAfterItsDelay(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	now := simulated.DefaultNow()
	dir := t.TempDir()
	p := assemble(t, sim.URL, dir, now)
	p.collect(t, ledger.ModeBackfill)
	m := period.MonthOf(now)
	world := sim.World()
	i := 0
	for world.BillingGroups[i].Deleted != nil {
		i++
	}
	group := world.BillingGroups[i]
	charged := func(p *parts) money.Decimal {
		c, _, err := p.ledger.CustomerMonth(t.Context(), p.scope, m, group.PrimaryAccountID)
		if err != nil {
			t.Fatal(err)
		}
		return c.Showback.FullTotal()
	}
	before := charged(p)

	created, err := billingconductor.NewFromConfig(raw(sim)).CreateCustomLineItem(t.Context(), &billingconductor.CreateCustomLineItemInput{
		Name: aws.String("support-" + m.String()), Description: aws.String("Support of the month"), BillingGroupArn: aws.String(group.ARN),
		BillingPeriodRange: &bctypes.CustomLineItemBillingPeriodRange{InclusiveStartBillingPeriod: aws.String(m.String()), ExclusiveEndBillingPeriod: aws.String(m.Add(1).String())},
		ChargeDetails:      &bctypes.CustomLineItemChargeDetails{Type: bctypes.CustomLineItemTypeFee, Flat: &bctypes.CustomLineItemFlatChargeDetails{ChargeValue: aws.Float64(123.45)}},
	})
	if err != nil || aws.ToString(created.Arn) == "" {
		t.Fatalf("create a line item: %v", err)
	}
	if job := p.collect(t, ledger.ModeRefresh); job.Status != jobs.StatusSucceeded {
		t.Fatalf("refresh ended as %s: %s", job.Status, job.Message)
	}
	if got := charged(p); !got.Equal(before) {
		t.Errorf("Showback changed at once from %s to %s", before, got)
	}
	p.close(t)

	later := now.Add(25 * time.Hour)
	sim.SetClock(later)
	p = assemble(t, sim.URL, dir, later)
	defer p.close(t)
	p.collect(t, ledger.ModeRefresh)
	span := ledger.Span(later)
	sameCells(t, "a day later", truth(t, sim, span), p.kept(t, span))
	item := cell{customer: group.PrimaryAccountID, month: m.String(), view: ledger.Showback, recordType: "Fee", service: "AWS Billing Conductor"}
	if got := p.kept(t, span)[item]; got.Cmp(number(t, "123.45")) < 0 {
		t.Errorf("the line item is %s in the ledger, want at least 123.45", got)
	}
}

// Refunds that AWS posts into a month after it was final become adjustments: the frozen figures stay, and with the adjustments the ledger is the world again.
func TestLateRefundsBecomeAdjustments(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{Scenario: "awkward"})
	now, dir := simulated.DefaultNow(), t.TempDir()
	p := assemble(t, sim.URL, dir, now)
	p.collect(t, ledger.ModeBackfill)
	before := ledger.Span(now)
	p.close(t)

	later := now.AddDate(0, 0, 45)
	sim.SetClock(later)
	p = assemble(t, sim.URL, dir, later)
	defer p.close(t)
	p.collect(t, ledger.ModeVerify)
	span := ledger.Span(later)
	sameCells(t, "after the refunds", truth(t, sim, span), p.kept(t, span))
	p.checkPortfolios(t, span)
	adjusted := 0
	months, err := p.ledger.Months(t.Context(), p.scope)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range months {
		adjusted += m.Adjustments
		if m.Adjustments > 0 && !before.Contains(m.Month) {
			t.Errorf("%s was not final before, and has %d adjustments", m.Month, m.Adjustments)
		}
	}
	if adjusted == 0 {
		t.Error("no final month changed, so nothing was proved")
	}
}
