package server_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/billing"
	billingtypes "github.com/aws/aws-sdk-go-v2/service/billing/types"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor"
	bctypes "github.com/aws/aws-sdk-go-v2/service/billingconductor/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"portal.example/simulator/world"
)

// snapshot is the world behind the services, as the control API tells it.
func (s *sim) snapshot() world.Snapshot {
	s.t.Helper()
	var out world.Snapshot
	if status := s.control(http.MethodGet, "world", nil, &out); status != http.StatusOK {
		s.t.Fatalf("world: status %d", status)
	}
	return out
}

func TestTransfersAreListedOnceOverEmptyPages(t *testing.T) {
	t.Parallel()
	s := start(t, "reseller")
	var got []string
	emptyWithToken := 0
	in := organizations.ListInboundResponsibilityTransfersInput{Type: orgtypes.ResponsibilityTransferTypeBilling, MaxResults: aws.Int32(4)}
	for {
		page := must(s.sdk.org.ListInboundResponsibilityTransfers(t.Context(), &in))(t)
		if len(page.ResponsibilityTransfers) == 0 && page.NextToken != nil {
			emptyWithToken++
		}
		for _, tr := range page.ResponsibilityTransfers {
			got = append(got, *tr.Id)
		}
		if in.NextToken = page.NextToken; in.NextToken == nil {
			break
		}
	}
	var want []string
	for _, tr := range s.snapshot().Transfers {
		if tr.Direction == world.Inbound {
			want = append(want, tr.ID)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("listed %d transfers, the world has %d: %v", len(got), len(want), got)
	}
	if emptyWithToken == 0 {
		t.Error("no empty page carried a token: careless pagers would go unnoticed")
	}
}

func TestTransfersCarryTheirDatesAndParties(t *testing.T) {
	t.Parallel()
	s := start(t, "reseller")
	statuses := map[orgtypes.ResponsibilityTransferStatus]int{}
	for _, want := range s.snapshot().Transfers {
		out, err := s.sdk.org.DescribeResponsibilityTransfer(t.Context(), &organizations.DescribeResponsibilityTransferInput{Id: &want.ID})
		if err != nil {
			t.Fatal(err)
		}
		got := out.ResponsibilityTransfer
		statuses[got.Status]++
		if *got.Arn != want.ARN || *got.Name != want.Name || *got.Source.ManagementAccountId != want.Source.AccountID ||
			*got.Target.ManagementAccountId != want.Target.AccountID || !got.StartTimestamp.Equal(want.Start) || string(got.Type) != "BILLING" {
			t.Errorf("transfer %s = %+v", want.ID, got)
		}
		if (got.EndTimestamp == nil) != (want.End == nil) || (want.End != nil && !got.EndTimestamp.Equal(want.End.Truncate(time.Millisecond))) {
			t.Errorf("transfer %s ends %v, want %v", want.ID, got.EndTimestamp, want.End)
		}
	}
	for _, status := range orgtypes.ResponsibilityTransferStatus("").Values() {
		if statuses[status] == 0 {
			t.Errorf("no transfer is %s", status)
		}
	}
}

func TestTheReceiversOwnOrganization(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	org := must(s.sdk.org.DescribeOrganization(t.Context(), &organizations.DescribeOrganizationInput{}))(t).Organization
	if *org.MasterAccountId != receiver || !strings.HasPrefix(*org.Id, "o-") || org.FeatureSet != orgtypes.OrganizationFeatureSetAll {
		t.Errorf("organization %+v", org)
	}
	var ids []string
	pages := organizations.NewListAccountsPaginator(s.sdk.org, &organizations.ListAccountsInput{MaxResults: aws.Int32(1)})
	for pages.HasMorePages() {
		for _, a := range must(pages.NextPage(t.Context()))(t).Accounts {
			ids = append(ids, *a.Id)
		}
	}
	snapshot := s.snapshot()
	if len(ids) != 1+len(snapshot.Receiver.Members) || !slices.Contains(ids, receiver) {
		t.Errorf("accounts %v", ids)
	}
	for _, c := range snapshot.Customers {
		if slices.Contains(ids, c.Account.ID) {
			t.Errorf("customer %s is in the receiver's organization", c.Account.ID)
		}
	}
}

// listViews pages through ListBillingViews, three at a time.
func (s *sim) listViews(in billing.ListBillingViewsInput) []billingtypes.BillingViewListElement {
	s.t.Helper()
	in.MaxResults = aws.Int32(3)
	var out []billingtypes.BillingViewListElement
	pages := billing.NewListBillingViewsPaginator(s.sdk.billing, &in)
	for pages.HasMorePages() {
		page, err := pages.NextPage(s.t.Context())
		if err != nil {
			s.t.Fatal(err)
		}
		out = append(out, page.BillingViews...)
	}
	return out
}

func TestViewsWithoutAMonthAreEverythingThatEverExisted(t *testing.T) {
	t.Parallel()
	s := start(t, "reseller")
	all := s.listViews(billing.ListBillingViewsInput{})
	if want := len(s.snapshot().Views); len(all) != want {
		t.Errorf("%d views, the world has %d", len(all), want)
	}
	from := time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)
	to := time.Date(2026, time.November, 30, 23, 59, 59, 0, time.UTC)
	month := s.listViews(billing.ListBillingViewsInput{ActiveTimeRange: &billingtypes.ActiveTimeRange{ActiveAfterInclusive: &from, ActiveBeforeInclusive: &to}})
	if len(month) == 0 || len(month) >= len(all) {
		t.Errorf("%d views in one month, %d ever", len(month), len(all))
	}
	// Naive mistake 12: somewhere the first match for a customer is the wrong view.
	wrongFirst := 0
	for _, v := range month {
		first := slices.IndexFunc(all, func(a billingtypes.BillingViewListElement) bool {
			return a.BillingViewType == v.BillingViewType && aws.ToString(a.SourceAccountId) == aws.ToString(v.SourceAccountId)
		})
		if first >= 0 && *all[first].Arn != *v.Arn {
			wrongFirst++
		}
	}
	if wrongFirst == 0 {
		t.Error("the first match is always right: careless lookups would go unnoticed")
	}
}

func TestViewFilters(t *testing.T) {
	t.Parallel()
	s := start(t, "reseller")
	all := s.listViews(billing.ListBillingViewsInput{})
	source := aws.ToString(all[len(all)-1].SourceAccountId)
	for name, tc := range map[string]struct {
		in   billing.ListBillingViewsInput
		keep func(billingtypes.BillingViewListElement) bool
	}{
		"type": {
			billing.ListBillingViewsInput{BillingViewTypes: []billingtypes.BillingViewType{billingtypes.BillingViewTypeBillingTransferShowback}},
			func(v billingtypes.BillingViewListElement) bool {
				return v.BillingViewType == billingtypes.BillingViewTypeBillingTransferShowback
			},
		},
		"source": {
			billing.ListBillingViewsInput{SourceAccountId: &source},
			func(v billingtypes.BillingViewListElement) bool { return aws.ToString(v.SourceAccountId) == source },
		},
		"arn": {
			billing.ListBillingViewsInput{Arns: []string{*all[1].Arn}},
			func(v billingtypes.BillingViewListElement) bool { return *v.Arn == *all[1].Arn },
		},
		"name": {
			billing.ListBillingViewsInput{Names: []billingtypes.StringSearch{{SearchOption: billingtypes.SearchOptionStartsWith, SearchValue: all[1].Name}}},
			func(v billingtypes.BillingViewListElement) bool { return strings.HasPrefix(*v.Name, *all[1].Name) },
		},
		"a type nobody has": {
			billing.ListBillingViewsInput{BillingViewTypes: []billingtypes.BillingViewType{billingtypes.BillingViewTypeCustom}},
			func(billingtypes.BillingViewListElement) bool { return false },
		},
	} {
		var want, got []string
		for _, v := range all {
			if tc.keep(v) {
				want = append(want, *v.Arn)
			}
		}
		for _, v := range s.listViews(tc.in) {
			got = append(got, *v.Arn)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	out := must(s.sdk.billing.GetBillingView(t.Context(), &billing.GetBillingViewInput{Arn: all[1].Arn}))(t)
	if *out.BillingView.Arn != *all[1].Arn || out.BillingView.CreatedAt == nil || out.BillingView.HealthStatus.StatusCode == "" {
		t.Errorf("view %+v", out.BillingView)
	}
}

func TestViewRangesMustStayInOneMonth(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	at := func(month time.Month, day int) *time.Time {
		v := time.Date(2026, month, day, 0, 0, 0, 0, time.UTC)
		return &v
	}
	for name, r := range map[string]billingtypes.ActiveTimeRange{
		"two months":  {ActiveAfterInclusive: at(10, 15), ActiveBeforeInclusive: at(11, 15)},
		"end first":   {ActiveAfterInclusive: at(11, 15), ActiveBeforeInclusive: at(11, 14)},
		"a year away": {ActiveAfterInclusive: at(11, 1), ActiveBeforeInclusive: at(23, 1)},
	} {
		_, err := s.sdk.billing.ListBillingViews(t.Context(), &billing.ListBillingViewsInput{ActiveTimeRange: &r})
		if !typed[*billingtypes.ValidationException](err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBillingGroupsPageAndFilter(t *testing.T) {
	t.Parallel()
	s := start(t, "reseller")
	list := func(in billingconductor.ListBillingGroupsInput) []bctypes.BillingGroupListElement {
		in.MaxResults = aws.Int32(5)
		var out []bctypes.BillingGroupListElement
		pages := billingconductor.NewListBillingGroupsPaginator(s.sdk.bc, &in)
		for pages.HasMorePages() {
			out = append(out, must(pages.NextPage(t.Context()))(t).BillingGroups...)
		}
		return out
	}
	all := list(billingconductor.ListBillingGroupsInput{})
	byARN := map[string]world.BillingGroup{}
	for _, g := range s.snapshot().BillingGroups {
		if g.Deleted == nil {
			byARN[g.ARN] = g
		}
	}
	if len(all) != len(byARN) {
		t.Errorf("%d groups, the world has %d", len(all), len(byARN))
	}
	for _, g := range all {
		want, ok := byARN[*g.Arn]
		if !ok || *g.Name != want.Name || *g.PrimaryAccountId != want.PrimaryAccountID || g.Size != int64(want.Size) ||
			*g.ComputationPreference.PricingPlanArn != want.PricingPlanARN || g.BillingGroupType != bctypes.BillingGroupTypeTransferBilling ||
			*g.AccountGrouping.ResponsibilityTransferArn != want.TransferARN || g.CreationTime != want.Created.Unix() {
			t.Errorf("group %+v, want %+v", g, want)
		}
	}
	one := list(billingconductor.ListBillingGroupsInput{Filters: &bctypes.ListBillingGroupsFilter{PrimaryAccountIds: []string{*all[0].PrimaryAccountId}}})
	if len(one) != 1 || *one[0].Arn != *all[0].Arn {
		t.Errorf("by primary account: %d groups", len(one))
	}
	one = list(billingconductor.ListBillingGroupsInput{Filters: &bctypes.ListBillingGroupsFilter{
		ResponsibilityTransferArns: []string{*all[1].AccountGrouping.ResponsibilityTransferArn},
	}})
	if len(one) != 1 || *one[0].Arn != *all[1].Arn {
		t.Errorf("by transfer: %d groups", len(one))
	}
}

func TestAssociationsListTheAccountsOfAGroup(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	group := must(s.sdk.bc.ListBillingGroups(t.Context(), &billingconductor.ListBillingGroupsInput{}))(t).BillingGroups[0]
	out := must(s.sdk.bc.ListAccountAssociations(t.Context(), &billingconductor.ListAccountAssociationsInput{
		Filters: &bctypes.ListAccountAssociationsFilter{Association: group.Arn},
	}))(t)
	if int64(len(out.LinkedAccounts)) != group.Size {
		t.Errorf("%d accounts, the group says %d", len(out.LinkedAccounts), group.Size)
	}
	none := must(s.sdk.bc.ListAccountAssociations(t.Context(), &billingconductor.ListAccountAssociationsInput{
		Filters: &bctypes.ListAccountAssociationsFilter{Association: aws.String("UNMONITORED")},
	}))(t)
	for _, a := range none.LinkedAccounts {
		if a.BillingGroupArn != nil {
			t.Errorf("unmonitored account %s is in %s", *a.AccountId, *a.BillingGroupArn)
		}
	}
}

func TestCostReportsAddUp(t *testing.T) {
	t.Parallel()
	s := start(t, "reseller")
	var got int
	pages := billingconductor.NewListBillingGroupCostReportsPaginator(s.sdk.bc, &billingconductor.ListBillingGroupCostReportsInput{
		BillingPeriod: aws.String("2026-10"), MaxResults: aws.Int32(7),
	})
	for pages.HasMorePages() {
		for _, r := range must(pages.NextPage(t.Context()))(t).BillingGroupCostReports {
			got++
			cost, proforma, margin := amount(t, r.AWSCost), amount(t, r.ProformaCost), amount(t, r.Margin)
			if proforma-cost != margin || *r.Currency != "USD" {
				t.Errorf("%s: %s - %s is not %s", *r.Arn, *r.ProformaCost, *r.AWSCost, *r.Margin)
			}
			if _, decimals, _ := strings.Cut(*r.MarginPercentage, "."); len(decimals) != 10 {
				t.Errorf("margin percentage %s has not ten decimals", *r.MarginPercentage)
			}
		}
	}
	if got == 0 {
		t.Error("no reports")
	}
}

func amount(t *testing.T, s *string) world.Amount {
	t.Helper()
	return must(world.ParseAmount(aws.ToString(s)))(t)
}

func TestGroupCostReportSumsItsRows(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	group := must(s.sdk.bc.ListBillingGroups(t.Context(), &billingconductor.ListBillingGroupsInput{}))(t).BillingGroups[0]
	get := func(by ...bctypes.GroupByAttributeName) []bctypes.BillingGroupCostReportResultElement {
		return must(s.sdk.bc.GetBillingGroupCostReport(t.Context(), &billingconductor.GetBillingGroupCostReportInput{
			Arn: group.Arn, GroupBy: by, MaxResults: aws.Int32(300),
			BillingPeriodRange: &bctypes.BillingPeriodRange{InclusiveStartBillingPeriod: aws.String("2026-08"), ExclusiveEndBillingPeriod: aws.String("2026-11")},
		}))(t).BillingGroupCostReportResults
	}
	total := get()
	if len(total) != 1 || len(total[0].Attributes) != 0 {
		t.Fatalf("ungrouped: %+v", total)
	}
	months := get(bctypes.GroupByAttributeNameBillingPeriod)
	if len(months) != 3 || *months[0].Attributes[0].Key != "BILLING_PERIOD" || *months[0].Attributes[0].Value != "Aug 2026" {
		t.Errorf("by month: %+v", months)
	}
	for name, rows := range map[string][]bctypes.BillingGroupCostReportResultElement{
		"month": months, "product": get(bctypes.GroupByAttributeNameProductName),
		"both": get(bctypes.GroupByAttributeNameProductName, bctypes.GroupByAttributeNameBillingPeriod),
	} {
		var cost, proforma world.Amount
		for _, r := range rows {
			cost += amount(t, r.AWSCost)
			proforma += amount(t, r.ProformaCost)
		}
		if cost != amount(t, total[0].AWSCost) || proforma != amount(t, total[0].ProformaCost) {
			t.Errorf("by %s: %s and %s, the total says %s and %s", name, cost, proforma, *total[0].AWSCost, *total[0].ProformaCost)
		}
	}
	for _, size := range []int32{199, 301} {
		_, err := s.sdk.bc.GetBillingGroupCostReport(t.Context(), &billingconductor.GetBillingGroupCostReportInput{Arn: group.Arn, MaxResults: &size})
		if !typed[*bctypes.ValidationException](err) {
			t.Errorf("page of %d: %v", size, err)
		}
	}
}
