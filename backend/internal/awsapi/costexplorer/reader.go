// Package costexplorer reads the money of billing views, month by month. Every request costs money and is metered.
package costexplorer

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer/types"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

var getCostAndUsage = awsapi.Call{Service: awsapi.CostExplorer, Operation: "GetCostAndUsage", Paid: true}

// maxPages bounds what a broken answer can cost: two dollars.
const maxPages = 200

// metric is the basis of every figure: cost as billed, without spreading of upfront fees.
const metric = "UnblendedCost"

// Reader reads from Cost Explorer.
type Reader struct{ se *awsapi.Session }

// New returns a reader.
func New(se *awsapi.Session) *Reader { return &Reader{se} }

// MonthlyCosts reads unblended cost of a view by record type and service, every page, and returns each month of r, oldest first. A month
// that Cost Explorer does not answer for is an error, not a month without cost. An empty viewARN is refused: Cost Explorer would answer for
// the receiver's own organization.
func (r *Reader) MonthlyCosts(ctx context.Context, s scope.Scope, viewARN string, months period.Range) ([]ledger.MonthCosts, error) {
	if viewARN == "" {
		return nil, fault.New(fault.Internal, ledger.CodeAWSRefused, "The billing view to read is missing; without it AWS would answer for the receiver's own organization.")
	}
	if months.From.IsZero() || !months.From.Before(months.To) {
		return nil, fault.New(fault.Internal, ledger.CodeAWSRefused, "The months to read are missing.")
	}
	sums := newSums(months)
	err := awsapi.Pages(getCostAndUsage, maxPages, func(token *string) (*string, error) {
		in := request(viewARN, months, token)
		out, err := awsapi.Do(ctx, r.se, s, getCostAndUsage, func(ctx context.Context, cfg aws.Config) (*costexplorer.GetCostAndUsageOutput, error) {
			return costexplorer.NewFromConfig(cfg).GetCostAndUsage(ctx, in)
		})
		if err != nil {
			return nil, err
		}
		return out.NextPageToken, sums.add(out)
	})
	if err != nil {
		return nil, err
	}
	return sums.months()
}

func request(viewARN string, months period.Range, token *string) *costexplorer.GetCostAndUsageInput {
	return &costexplorer.GetCostAndUsageInput{
		BillingViewArn: aws.String(viewARN),
		TimePeriod:     &types.DateInterval{Start: day(months.From), End: day(months.To)}, // the end is exclusive for both
		Granularity:    types.GranularityMonthly,
		Metrics:        []string{metric},
		GroupBy: []types.GroupDefinition{
			{Type: types.GroupDefinitionTypeDimension, Key: aws.String("RECORD_TYPE")},
			{Type: types.GroupDefinitionTypeDimension, Key: aws.String("SERVICE")},
		},
		NextPageToken: token,
	}
}

// day is the first day of the month as Cost Explorer writes it.
func day(m period.Month) *string { return aws.String(m.String() + "-01") }
