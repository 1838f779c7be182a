package awsapi_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/billing"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor"
	bctypes "github.com/aws/aws-sdk-go-v2/service/billingconductor/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/testkit/simulated"
)

// naiveItem is a request as one writes it who has read only what AWS requires.
func naiveItem(group, name string, charge bctypes.CustomLineItemChargeDetails) *billingconductor.CreateCustomLineItemInput {
	charge.Type = bctypes.CustomLineItemTypeFee
	return &billingconductor.CreateCustomLineItemInput{
		BillingGroupArn: &group, Name: &name, Description: aws.String("Support"), ChargeDetails: &charge,
		BillingPeriodRange: &bctypes.CustomLineItemBillingPeriodRange{InclusiveStartBillingPeriod: aws.String(thisMonth(-1).String())},
	}
}

func flatOf(value float64) bctypes.CustomLineItemChargeDetails {
	return bctypes.CustomLineItemChargeDetails{Flat: &bctypes.CustomLineItemFlatChargeDetails{ChargeValue: &value}}
}

// Mistake 5: a line item with a start and no end repeats every month.
func TestNaiveMistake05_AnItemWithoutAnEndRecurs(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	b := setup(t, sim.URL, nil)
	fee := feeOf(t, sim, "support-once", "100")
	if _, err := billingconductor.NewFromConfig(naive(sim)).CreateCustomLineItem(t.Context(), naiveItem(fee.GroupARN, "support-naive", flatOf(100))); err != nil {
		t.Fatal(err)
	}
	if _, err := b.CreateLineItem(t.Context(), b.scope, "once", fee); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][2]int{"support-naive": {1, 1}, "support-once": {1, 0}} {
		if got := [2]int{len(itemsNamed(t, b, name, thisMonth(-1))), len(itemsNamed(t, b, name, thisMonth(0)))}; got != want {
			t.Errorf("%s charges %v times last month and this month, want %v", name, got, want)
		}
	}
}

// Mistake 6: a percentage of nothing comes to nothing, and nobody is told.
func TestNaiveMistake06_APercentageWithoutAssociatedValuesIsZero(t *testing.T) {
	t.Parallel()
	for associated, charges := range map[bool]bool{false: false, true: true} {
		sim := simulated.Start(t, simulated.Options{})
		b := setup(t, sim.URL, nil)
		group := openGroup(t, sim)
		var customer string
		for _, g := range sim.World().BillingGroups {
			if g.ARN == group {
				customer = g.PrimaryAccountID
			}
		}
		fees := func() money.Decimal {
			sum := money.Zero
			for _, r := range sim.Truth(customer, thisMonth(-1).String(), thisMonth(-1).String()) {
				if r.View == "showback" && r.RecordType == "Fee" {
					sum = sum.Add(*decimalOf(t, r.Amount))
				}
			}
			return sum
		}
		before := fees()
		if associated {
			in := plans.NewLineItem{GroupARN: group, Name: "commission-right", Description: "Commission", Percent: decimalOf(t, "10"), Of: []string{group}, From: thisMonth(-1), To: thisMonth(0)}
			if _, err := b.CreateLineItem(t.Context(), b.scope, "commission", in); err != nil {
				t.Fatal(err)
			}
		} else {
			in := naiveItem(group, "commission-naive", bctypes.CustomLineItemChargeDetails{Percentage: &bctypes.CustomLineItemPercentageChargeDetails{PercentageValue: aws.Float64(10)}})
			if _, err := billingconductor.NewFromConfig(naive(sim)).CreateCustomLineItem(t.Context(), in); err != nil {
				t.Fatalf("AWS takes it: %v", err)
			}
		}
		sim.Advance(49 * time.Hour) // when Showback has it
		if more := fees().Sub(before); (more.Sign() > 0) != charges {
			t.Errorf("associated is %v, and the commission comes to %s", associated, more)
		}
	}
}

// Mistake 7: without a client token of our own, an answer that is lost makes a second item.
func TestNaiveMistake07_ALostAnswerMakesTwo(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	b := setup(t, sim.URL, nil)
	fee := feeOf(t, sim, "support-right", "100")
	lost := simulated.Fault{Service: "billingconductor", Operation: "CreateCustomLineItem", Kind: simulated.LostResponse, Count: 1}
	total := func(stem string) (n int) {
		items, err := b.LineItems(t.Context(), b.scope, thisMonth(-1))
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range items {
			if strings.HasPrefix(i.Name, stem) {
				n++
			}
		}
		return n
	}
	client := billingconductor.NewFromConfig(naive(sim), func(o *billingconductor.Options) { o.RetryMaxAttempts = 1 })
	sim.SetFaults(lost)
	for _, name := range []string{"support-naive-101500", "support-naive-101501"} { // the time in the name, as scripts do
		if _, err := client.CreateCustomLineItem(t.Context(), naiveItem(fee.GroupARN, name, flatOf(100))); err == nil {
			break
		}
	}
	sim.SetFaults(lost)
	for range 2 {
		if _, err := b.CreateLineItem(t.Context(), b.scope, "plan-item-1", fee); err == nil {
			break
		}
	}
	if naive, right := total("support-naive"), total("support-right"); naive != 2 || right != 1 {
		t.Errorf("%d items the naive way, %d with a token", naive, right)
	}
}

// Mistake 23: an amount above AWS's cap is refused as a whole; whoever cuts it to a binary number on the way charges something else.
func TestNaiveMistake23_AnAmountAboveTheCapIsNotCharged(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	b := setup(t, sim.URL, nil)
	if _, err := billingconductor.NewFromConfig(naive(sim)).CreateCustomLineItem(t.Context(), naiveItem(openGroup(t, sim), "naive", flatOf(1_250_000))); err == nil {
		t.Error("AWS takes 1,250,000")
	}
	_, err := b.CreateLineItem(t.Context(), b.scope, "t", feeOf(t, sim, "capped", "1250000"))
	if f := wantFault(t, err, fault.Conflict, plans.CodeRefusedByAWS); !strings.Contains(f.Message, "Split it") {
		t.Errorf("the refusal says %q", f.Message)
	}
}

// Mistake 24, of credits: an answer that is empty for want of a role is not that there are none.
func TestNaiveMistake24_CreditsOfTheWrongAccountAreNotNoCredits(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	b := setup(t, sim.URL, nil)
	management, members := creditRoles(sim)
	since := aYearBack()
	ask := func(c aws.Config, account string) int {
		out, err := billing.NewFromConfig(c).GetCredits(t.Context(), &billing.GetCreditsInput{AccountId: &account, StartDate: &since, PayerAccountFlag: aws.Bool(true)})
		if err != nil {
			t.Fatal(err)
		}
		return len(out.Credits)
	}
	all, err := b.Credits(t.Context(), b.scope, management[0], since)
	if err != nil || len(all) < 2 {
		t.Fatalf("credits: %v, %v", all, err)
	}
	if n := ask(naive(sim), simulated.Receiver); n != 0 {
		t.Errorf("the receiver has %d credits itself: the mistake would not show", n)
	}
	member := members[0]
	out, err := sts.NewFromConfig(naive(sim)).AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: &member.RoleARN, ExternalId: &member.ExternalID, RoleSessionName: aws.String("naive")})
	if err != nil {
		t.Fatal(err)
	}
	c := naive(sim)
	c.Credentials = credentials.NewStaticCredentialsProvider(*out.Credentials.AccessKeyId, *out.Credentials.SecretAccessKey, *out.Credentials.SessionToken)
	account, _, _ := strings.Cut(strings.TrimPrefix(member.RoleARN, "arn:aws:iam::"), ":")
	if n := ask(c, account); n >= len(all) {
		t.Errorf("a member account that asks for its organization is told of %d of %d credits: the mistake would not show", n, len(all))
	}
	_, err = b.Credits(t.Context(), b.scope, member, since)
	wantFault(t, err, fault.UpstreamDenied, ledger.CodeAWSDenied)
}
