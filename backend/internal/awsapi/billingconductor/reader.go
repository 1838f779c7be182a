// Package billingconductor reads billing groups, pricing plans and rules, custom line items and AWS's own cost reports of groups, and makes, ends and deletes line items. Nothing here is charged for.
package billingconductor

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor/types"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

var (
	listGroups  = awsapi.Call{Service: awsapi.BillingConductor, Operation: "ListBillingGroups"}
	listPlans   = awsapi.Call{Service: awsapi.BillingConductor, Operation: "ListPricingPlans"}
	listReports = awsapi.Call{Service: awsapi.BillingConductor, Operation: "ListBillingGroupCostReports"}
)

// AWS's page size, and a bound on pages: a thousand groups are ten, the quota of 5,000 plans is fifty.
const (
	pageSize = 100
	maxPages = 500
)

// Reader reads from Billing Conductor and changes line items there.
type Reader struct{ se *awsapi.Session }

// New returns a reader.
func New(se *awsapi.Session) *Reader { return &Reader{se} }

// BillingGroups lists the receiver's groups of transfers as they are now, in AWS's order.
func (r *Reader) BillingGroups(ctx context.Context, s scope.Scope) ([]transfers.BillingGroup, error) {
	var found []transfers.BillingGroup
	err := awsapi.Pages(listGroups, maxPages, func(token *string) (*string, error) {
		in := &billingconductor.ListBillingGroupsInput{
			Filters:    &types.ListBillingGroupsFilter{BillingGroupTypes: []types.BillingGroupType{types.BillingGroupTypeTransferBilling}},
			MaxResults: aws.Int32(pageSize), NextToken: token,
		}
		out, err := awsapi.Do(ctx, r.se, s, listGroups, func(ctx context.Context, cfg aws.Config) (*billingconductor.ListBillingGroupsOutput, error) {
			return billingconductor.NewFromConfig(cfg).ListBillingGroups(ctx, in)
		})
		if err != nil {
			return nil, err
		}
		for i := range out.BillingGroups {
			g, err := fromGroup(&out.BillingGroups[i])
			if err != nil {
				return nil, err
			}
			found = append(found, g)
		}
		return out.NextToken, nil
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

func fromGroup(g *types.BillingGroupListElement) (transfers.BillingGroup, error) {
	out := transfers.BillingGroup{
		ARN: aws.ToString(g.Arn), Name: aws.ToString(g.Name), PrimaryID: aws.ToString(g.PrimaryAccountId),
		Status: string(g.Status), StatusReason: aws.ToString(g.StatusReason), Accounts: int(g.Size),
	}
	if g.AccountGrouping != nil {
		out.TransferARN = aws.ToString(g.AccountGrouping.ResponsibilityTransferArn)
	}
	if g.ComputationPreference != nil {
		out.PlanARN = aws.ToString(g.ComputationPreference.PricingPlanArn)
	}
	switch {
	case out.ARN == "":
		return transfers.BillingGroup{}, awsapi.InvalidAnswer(listGroups, "a billing group has no ARN")
	case out.PrimaryID == "" && out.TransferARN == "":
		return transfers.BillingGroup{}, awsapi.InvalidAnswer(listGroups, "billing group "+out.ARN+" names neither its primary account nor its transfer")
	}
	return out, nil
}

// PricingPlans lists the names of the receiver's pricing plans as they are now, AWS-managed ones included, in AWS's order.
func (r *Reader) PricingPlans(ctx context.Context, s scope.Scope) ([]transfers.PricingPlan, error) {
	var found []transfers.PricingPlan
	err := r.planElements(ctx, s, func(e *types.PricingPlanListElement) {
		found = append(found, transfers.PricingPlan{ARN: aws.ToString(e.Arn), Name: aws.ToString(e.Name)})
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// CostReports lists AWS's own cost reports of all billing groups for the month, by group ARN.
func (r *Reader) CostReports(ctx context.Context, s scope.Scope, m period.Month) (map[string]ledger.CostReport, error) {
	if m.IsZero() {
		return nil, fault.New(fault.Internal, ledger.CodeAWSRefused, "The month of the cost reports is missing.")
	}
	found := map[string]ledger.CostReport{}
	err := awsapi.Pages(listReports, maxPages, func(token *string) (*string, error) {
		in := &billingconductor.ListBillingGroupCostReportsInput{BillingPeriod: aws.String(m.String()), MaxResults: aws.Int32(pageSize), NextToken: token}
		out, err := awsapi.Do(ctx, r.se, s, listReports, func(ctx context.Context, cfg aws.Config) (*billingconductor.ListBillingGroupCostReportsOutput, error) {
			return billingconductor.NewFromConfig(cfg).ListBillingGroupCostReports(ctx, in)
		})
		if err != nil {
			return nil, err
		}
		for i := range out.BillingGroupCostReports {
			report, err := fromReport(&out.BillingGroupCostReports[i])
			if err != nil {
				return nil, err
			}
			if _, twice := found[report.GroupARN]; twice {
				return nil, awsapi.InvalidAnswer(listReports, "it reports billing group "+report.GroupARN+" twice")
			}
			report.AsOf = r.se.Now()
			found[report.GroupARN] = report
		}
		return out.NextToken, nil
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// fromReport translates a report; a cost that is missing or unreadable is an error, never zero.
func fromReport(e *types.BillingGroupCostReportElement) (ledger.CostReport, error) {
	out := ledger.CostReport{GroupARN: aws.ToString(e.Arn)}
	if out.GroupARN == "" {
		return ledger.CostReport{}, awsapi.InvalidAnswer(listReports, "a cost report names no billing group")
	}
	invalid := func(what string) (ledger.CostReport, error) {
		return ledger.CostReport{}, awsapi.InvalidAnswer(listReports, "the report of billing group "+out.GroupARN+" has no readable "+what)
	}
	var err error
	if out.AWSCost, err = money.ParseDecimal(aws.ToString(e.AWSCost)); err != nil {
		return invalid("AWSCost")
	}
	if out.Proforma, err = money.ParseDecimal(aws.ToString(e.ProformaCost)); err != nil {
		return invalid("ProformaCost")
	}
	if out.Currency, err = money.ParseCurrency(aws.ToString(e.Currency)); err != nil {
		return invalid("Currency")
	}
	return out, nil
}
