package server_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/billing"
	btypes "github.com/aws/aws-sdk-go-v2/service/billing/types"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor"
	bctypes "github.com/aws/aws-sdk-go-v2/service/billingconductor/types"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer"
	cetypes "github.com/aws/aws-sdk-go-v2/service/costexplorer/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	otypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"portal.example/simulator/server"
	"portal.example/simulator/world"
)

// invite sends an invitation and returns the transfer's id.
func (s *sim) invite(c clients, target otypes.HandshakeParty, start time.Time) (transfer, handshake string) {
	s.t.Helper()
	h := must(c.org.InviteOrganizationToTransferResponsibility(s.t.Context(), &organizations.InviteOrganizationToTransferResponsibilityInput{
		Type: otypes.ResponsibilityTransferTypeBilling, SourceName: aws.String("Newcomer Ltd"), StartTimestamp: &start, Target: &target,
	}))(s.t).Handshake
	for _, r := range h.Resources {
		if r.Type == otypes.HandshakeResourceTypeResponsibilityTransfer {
			transfer = *r.Value
		}
	}
	return transfer, *h.Id
}

// answer accepts or declines in the place of the source.
func (s *sim) answer(id, how string) int {
	s.t.Helper()
	return s.control(http.MethodPost, "handshakes/"+id+"/"+how, struct{}{}, nil)
}

// viewsOf lists the views of a source in the present month.
func (s *sim) viewsOf(c clients, source string, now time.Time) []btypes.BillingViewListElement {
	s.t.Helper()
	first := world.MonthOf(now).Start()
	return must(c.billing.ListBillingViews(s.t.Context(), &billing.ListBillingViewsInput{
		SourceAccountId: &source, ActiveTimeRange: &btypes.ActiveTimeRange{ActiveAfterInclusive: &first, ActiveBeforeInclusive: &now},
	}))(s.t).BillingViews
}

func TestAnAcceptedInvitationBecomesACustomer(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	ctx := t.Context()
	id, handshake := s.invite(s.sdk, otypes.HandshakeParty{Id: aws.String("aws@newcomer.example"), Type: otypes.HandshakePartyTypeEmail}, nextMonth(0))
	if got := s.answer(handshake, "accept"); got != http.StatusOK {
		t.Fatalf("accepted with status %d", got)
	}
	for how, path := range map[string]string{"again": handshake + "/accept", "to decline": id + "/decline"} {
		if got := s.control(http.MethodPost, "handshakes/"+path, struct{}{}, nil); got != http.StatusConflict {
			t.Errorf("answered %s: status %d", how, got)
		}
	}
	if got := s.answer("h-00000000", "accept"); got != http.StatusNotFound {
		t.Errorf("an unknown invitation: status %d", got)
	}
	transfer := must(s.sdk.org.DescribeResponsibilityTransfer(ctx, &organizations.DescribeResponsibilityTransferInput{Id: &id}))(t).ResponsibilityTransfer
	source := aws.ToString(transfer.Source.ManagementAccountId)
	if transfer.Status != otypes.ResponsibilityTransferStatusAccepted || len(source) != 12 || *transfer.Source.ManagementAccountEmail != "aws@newcomer.example" {
		t.Fatalf("accepted: %+v of %+v", transfer, transfer.Source)
	}
	if _, err := s.sdk.org.CancelHandshake(ctx, &organizations.CancelHandshakeInput{HandshakeId: &handshake}); !typed[*otypes.InvalidHandshakeTransitionException](err) {
		t.Errorf("taken back after it was accepted: %v", err)
	}
	must(s.sdk.bc.CreateBillingGroup(ctx, &billingconductor.CreateBillingGroupInput{
		Name: aws.String("newcomer"), AccountGrouping: &bctypes.AccountGrouping{ResponsibilityTransferArn: transfer.Arn},
		ComputationPreference: &bctypes.ComputationPreference{PricingPlanArn: aws.String(world.BasicPlanARN)},
	}))(t)
	group := must(s.sdk.bc.ListBillingGroups(ctx, &billingconductor.ListBillingGroupsInput{Filters: &bctypes.ListBillingGroupsFilter{PrimaryAccountIds: []string{source}}}))(t).BillingGroups
	if len(group) != 1 || group[0].Status != bctypes.BillingGroupStatusPending || group[0].Size < 2 {
		t.Errorf("before the start: %+v", group)
	}
	if got := s.viewsOf(s.sdk, source, simNow); len(got) != 0 {
		t.Errorf("before the start there are %d views", len(got))
	}
	later := nextMonth(0).AddDate(0, 0, 12)
	s.control(http.MethodPost, "clock", map[string]any{"now": later}, nil)
	views := s.viewsOf(s.sdk, source, later)
	if len(views) != 2 {
		t.Fatalf("after the start there are %d views", len(views))
	}
	for _, v := range views {
		out := must(s.sdk.ce.GetCostAndUsage(ctx, &costexplorer.GetCostAndUsageInput{
			BillingViewArn: v.Arn, Granularity: cetypes.GranularityMonthly, Metrics: []string{"UnblendedCost"},
			TimePeriod: &cetypes.DateInterval{Start: aws.String(nextMonth(0).Format(time.DateOnly)), End: aws.String(nextMonth(1).Format(time.DateOnly))},
		}))(t)
		if rational(t, out.ResultsByTime[0].Total["UnblendedCost"].Amount).Sign() <= 0 {
			t.Errorf("%s has no cost", *v.Name)
		}
	}
	times := 0
	for _, c := range s.customers() {
		if c == source {
			times++
		}
	}
	if times != 1 {
		t.Errorf("the world has the newcomer %d times", times)
	}
}

// customers are the management accounts of the receiver's customers.
func (s *sim) customers() []string {
	s.t.Helper()
	var snapshot struct {
		Customers []struct {
			Account struct{ ID string }
		}
	}
	s.control(http.MethodGet, "world", nil, &snapshot)
	ids := make([]string, len(snapshot.Customers))
	for i, c := range snapshot.Customers {
		ids[i] = c.Account.ID
	}
	return ids
}

func TestADeclinedOrExpiredInvitationIsOver(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	target := otypes.HandshakeParty{Id: aws.String("222233334444"), Type: otypes.HandshakePartyTypeAccount}
	id, handshake := s.invite(s.sdk, target, nextMonth(0))
	if got := s.answer(id, "decline"); got != http.StatusOK {
		t.Fatalf("declined by the transfer's id: status %d", got)
	}
	h := must(s.sdk.org.DescribeHandshake(t.Context(), &organizations.DescribeHandshakeInput{HandshakeId: &handshake}))(t).Handshake
	if h.State != otypes.HandshakeStateDeclined || s.answer(handshake, "accept") != http.StatusConflict {
		t.Errorf("declined: %s, and can be accepted", h.State)
	}
	_, handshake = s.invite(s.sdk, target, nextMonth(0))
	s.control(http.MethodPost, "clock", map[string]any{"now": nextMonth(0).Add(-24 * time.Hour)}, nil)
	if got := s.answer(handshake, "accept"); got != http.StatusConflict {
		t.Errorf("accepted 24 hours before the start: status %d", got)
	}
}

// TestASourceOfTheMiddleAccountIsInherited: what the middle account is handed, the receiver pays.
func TestASourceOfTheMiddleAccountIsInherited(t *testing.T) {
	t.Parallel()
	s := start(t, "awkward")
	mid := s.as(credentials.NewStaticCredentialsProvider(server.MiddleAccessKey, server.SecretKey, ""))
	target := otypes.HandshakeParty{Id: aws.String("222233334444"), Type: otypes.HandshakePartyTypeAccount}
	_, above := s.invite(s.sdk, target, nextMonth(0))
	id, _ := s.invite(mid, target, nextMonth(0))
	if got := s.answer(id, "accept"); got != http.StatusOK {
		t.Fatalf("accepted with status %d", got)
	}
	if got := s.answer(above, "accept"); got != http.StatusConflict {
		t.Errorf("an organization hands its bill to two: status %d", got)
	}
	later := nextMonth(0).AddDate(0, 0, 5)
	s.control(http.MethodPost, "clock", map[string]any{"now": later}, nil)
	for name, c := range map[string]clients{"receiver": s.sdk, "middle account": mid} {
		if got := s.viewsOf(c, *target.Id, later); len(got) != 1 || got[0].BillingViewType != btypes.BillingViewTypeBillingTransfer {
			t.Errorf("the %s has the views %+v", name, got)
		}
	}
}
