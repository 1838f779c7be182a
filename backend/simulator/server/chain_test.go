package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/billing"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor"
	bctypes "github.com/aws/aws-sdk-go-v2/service/billingconductor/types"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer"
	cetypes "github.com/aws/aws-sdk-go-v2/service/costexplorer/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	otypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"portal.example/simulator/server"
	"portal.example/simulator/world"
)

// TestTheMiddleAccountIsACallerOfItsOwn: every service answers it with what is its own.
func TestTheMiddleAccountIsACallerOfItsOwn(t *testing.T) {
	t.Parallel()
	s := start(t, "awkward")
	ctx, up := t.Context(), s.sdk
	mid := s.as(credentials.NewStaticCredentialsProvider(server.MiddleAccessKey, server.SecretKey, ""))

	if id := must(mid.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{}))(t); *id.Account != world.MiddleAccountID {
		t.Errorf("identity %s", *id.Account)
	}
	assume := func(c clients, account string) error {
		_, err := c.sts.AssumeRole(ctx, &sts.AssumeRoleInput{
			RoleArn: aws.String("arn:aws:iam::" + account + ":role/BillingPortalCrossAccountRole"), RoleSessionName: aws.String("chain"),
			ExternalId: aws.String(server.DefaultExternalID),
		})
		return err
	}
	for account, clients := range map[string]clients{receiver: up, world.MiddleAccountID: mid} {
		if err := assume(clients, account); err != nil {
			t.Errorf("%s cannot assume its role: %v", account, err)
		}
	}
	if assume(up, world.MiddleAccountID) == nil || assume(mid, receiver) == nil {
		t.Error("an account assumes the other's role")
	}
	if org := must(mid.org.DescribeOrganization(ctx, &organizations.DescribeOrganizationInput{}))(t).Organization; *org.MasterAccountId != world.MiddleAccountID {
		t.Errorf("organization of %s", *org.MasterAccountId)
	}
	in := must(mid.org.ListInboundResponsibilityTransfers(ctx, inbound))(t).ResponsibilityTransfers
	out := must(mid.org.ListOutboundResponsibilityTransfers(ctx, &organizations.ListOutboundResponsibilityTransfersInput{Type: otypes.ResponsibilityTransferTypeBilling}))(t).ResponsibilityTransfers
	if len(in) != 3 || len(out) != 1 || *out[0].Target.ManagementAccountId != receiver || !strings.Contains(*out[0].Arn, world.MiddleAccountID+":transfer") {
		t.Fatalf("inbound %+v, outbound %+v", in, out)
	}
	if _, err := up.org.DescribeResponsibilityTransfer(ctx, &organizations.DescribeResponsibilityTransferInput{Id: in[0].Id}); !typed[*otypes.ResponsibilityTransferNotFoundException](err) {
		t.Errorf("the receiver describes a transfer it is no party to: %v", err)
	}
}

// TestNeitherTierReadsTheOthersViews: what one lists, the other is refused.
func TestNeitherTierReadsTheOthersViews(t *testing.T) {
	t.Parallel()
	s := start(t, "awkward")
	ctx := t.Context()
	tiers := map[string]clients{
		receiver:              s.sdk,
		world.MiddleAccountID: s.as(credentials.NewStaticCredentialsProvider(server.MiddleAccessKey, server.SecretKey, "")),
	}
	views := map[string][]string{}
	for account, c := range tiers {
		for pages := billing.NewListBillingViewsPaginator(c.billing, &billing.ListBillingViewsInput{}); pages.HasMorePages(); {
			for _, v := range must(pages.NextPage(ctx))(t).BillingViews {
				if *v.OwnerAccountId != account {
					t.Errorf("%s lists a view of %s", account, *v.OwnerAccountId)
				}
				views[account] = append(views[account], *v.Arn)
			}
		}
	}
	if n := len(views[world.MiddleAccountID]); n != 7 { // its primary view, and two of each source
		t.Errorf("the middle account lists %d views", n)
	}
	read := func(c clients, arn string) error {
		_, err := c.ce.GetCostAndUsage(ctx, &costexplorer.GetCostAndUsageInput{
			BillingViewArn: &arn, Granularity: cetypes.GranularityMonthly, Metrics: []string{"UnblendedCost"},
			TimePeriod: &cetypes.DateInterval{Start: aws.String("2026-10-01"), End: aws.String("2026-11-01")},
		})
		return err
	}
	for account, c := range tiers {
		for owner, arns := range views {
			for _, arn := range arns[:4] {
				_, viewErr := c.billing.GetBillingView(ctx, &billing.GetBillingViewInput{Arn: &arn})
				if readErr := read(c, arn); (readErr == nil) != (account == owner) || (viewErr == nil) != (account == owner) {
					t.Errorf("%s reads %s: %v, %v", account, arn, readErr, viewErr)
				}
			}
		}
	}
}

// TestTheReceiverPricesAnIndirectCustomerByHand: the pair of accounts shows in the group's
// transfer, and the group gives the middle account its cost.
func TestTheReceiverPricesAnIndirectCustomerByHand(t *testing.T) {
	t.Parallel()
	s := start(t, "awkward")
	ctx := t.Context()
	var snapshot struct {
		Payers    []string
		Transfers []struct{ ARN string }
	}
	if status := s.control(http.MethodGet, "world?owner="+world.MiddleAccountID, nil, &snapshot); status != http.StatusOK || len(snapshot.Payers) != 2 {
		t.Fatalf("status %d, %+v", status, snapshot)
	}
	if status := s.control(http.MethodGet, "world?owner=123456789012", nil, nil); status != http.StatusNotFound {
		t.Errorf("the world of a stranger: status %d", status)
	}
	list := func(transfers ...string) int {
		groups := must(s.sdk.bc.ListBillingGroups(ctx, &billingconductor.ListBillingGroupsInput{
			Filters: &bctypes.ListBillingGroupsFilter{ResponsibilityTransferArns: transfers},
		}))(t).BillingGroups
		for _, g := range groups {
			if !strings.Contains(*g.AccountGrouping.ResponsibilityTransferArn, "::"+world.MiddleAccountID+":transfer/") {
				t.Errorf("group %s is of %s", *g.Name, *g.AccountGrouping.ResponsibilityTransferArn)
			}
		}
		return len(groups)
	}
	arns := []string{snapshot.Transfers[0].ARN, snapshot.Transfers[1].ARN, snapshot.Transfers[2].ARN}
	if n := list(arns...); n != 2 {
		t.Fatalf("%d of the middle account's sources are priced, want 2", n)
	}
	must(s.sdk.bc.CreateBillingGroup(ctx, &billingconductor.CreateBillingGroupInput{
		Name: aws.String("by-hand"), AccountGrouping: &bctypes.AccountGrouping{ResponsibilityTransferArn: &arns[2]},
		ComputationPreference: &bctypes.ComputationPreference{PricingPlanArn: aws.String(world.BasicPlanARN)},
	}))(t)
	if n := list(arns...); n != 3 {
		t.Errorf("%d are priced then, want 3", n)
	}
}
