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

// Dimensions that rows are grouped by.
const (
	byRecordType = "RECORD_TYPE"
	byService    = "SERVICE"
	byAccount    = "LINKED_ACCOUNT"
)

// recordTypeTax is left out where rows are not by record type.
const recordTypeTax = "Tax"

// query is one question, asked page by page.
type query struct {
	view        string
	period      *types.DateInterval // the end is exclusive
	granularity types.Granularity
	groupBy     [2]string
	filter      *types.Expression
}

// MonthlyCosts reads unblended cost of a view by record type and service, every page, and returns each month of r, oldest first. A month
// that Cost Explorer does not answer for is an error, not a month without cost. An empty viewARN is refused: Cost Explorer would answer for
// the receiver's own organization.
func (r *Reader) MonthlyCosts(ctx context.Context, s scope.Scope, viewARN string, months period.Range) ([]ledger.MonthCosts, error) {
	if err := checkMonths(months); err != nil {
		return nil, err
	}
	sums := newSums(months)
	q := query{view: viewARN, period: monthsOf(months), granularity: types.GranularityMonthly, groupBy: [2]string{byRecordType, byService}}
	if _, err := r.ask(ctx, s, q, sums.add); err != nil {
		return nil, err
	}
	return sums.months()
}

// DailyCosts reads the same for each day from one up to another, which is not read, and returns every day. It tells how many requests that took.
func (r *Reader) DailyCosts(ctx context.Context, s scope.Scope, viewARN string, from, to period.Day) ([]ledger.DayCosts, int, error) {
	if from.IsZero() || !from.Before(to) {
		return nil, 0, refused("The days to read are missing.")
	}
	sums := newDaySums(from, to)
	q := query{
		view: viewARN, period: &types.DateInterval{Start: aws.String(from.String()), End: aws.String(to.String())}, granularity: types.GranularityDaily,
		groupBy: [2]string{byRecordType, byService},
	}
	requests, err := r.ask(ctx, s, q, sums.add)
	if err != nil {
		return nil, requests, err
	}
	all, err := days(sums, from, to)
	return all, requests, err
}

// AccountCosts reads unblended cost of a view without tax by member account and service, every page, and returns each month of r, oldest first. It tells how many
// requests that took.
func (r *Reader) AccountCosts(ctx context.Context, s scope.Scope, viewARN string, months period.Range) ([]ledger.MonthAccountCosts, int, error) {
	if err := checkMonths(months); err != nil {
		return nil, 0, err
	}
	sums, names := newMonthSums(months, [2]string{"account", "service"}), map[string]string{}
	q := query{
		view: viewARN, period: monthsOf(months), granularity: types.GranularityMonthly, groupBy: [2]string{byAccount, byService},
		filter: &types.Expression{Not: &types.Expression{Dimensions: &types.DimensionValues{Key: types.DimensionRecordType, Values: []string{recordTypeTax}}}},
	}
	requests, err := r.ask(ctx, s, q, func(out *costexplorer.GetCostAndUsageOutput) error {
		for _, a := range out.DimensionValueAttributes {
			if name := a.Attributes["description"]; name != "" {
				names[aws.ToString(a.Value)] = name
			}
		}
		return sums.add(out)
	})
	if err != nil {
		return nil, requests, err
	}
	all, err := sums.accounts(names)
	return all, requests, err
}

// ask reads every page of an answer and tells how many there were. It refuses an empty view.
func (r *Reader) ask(ctx context.Context, s scope.Scope, q query, page func(*costexplorer.GetCostAndUsageOutput) error) (int, error) {
	if q.view == "" {
		return 0, refused("The billing view to read is missing; without it AWS would answer for the receiver's own organization.")
	}
	requests := 0
	err := awsapi.Pages(getCostAndUsage, maxPages, func(token *string) (*string, error) {
		in := q.request(token)
		out, err := awsapi.Do(ctx, r.se, s, getCostAndUsage, func(ctx context.Context, cfg aws.Config) (*costexplorer.GetCostAndUsageOutput, error) {
			return costexplorer.NewFromConfig(cfg).GetCostAndUsage(ctx, in)
		})
		if err != nil {
			return nil, err
		}
		requests++
		return out.NextPageToken, page(out)
	})
	return requests, err
}

func checkMonths(months period.Range) error {
	if months.From.IsZero() || !months.From.Before(months.To) {
		return refused("The months to read are missing.")
	}
	return nil
}

func refused(why string) error { return fault.New(fault.Internal, ledger.CodeAWSRefused, why) }

func monthsOf(r period.Range) *types.DateInterval {
	return &types.DateInterval{Start: aws.String(r.From.Day(1).String()), End: aws.String(r.To.Day(1).String())}
}

func (q query) request(token *string) *costexplorer.GetCostAndUsageInput {
	return &costexplorer.GetCostAndUsageInput{
		BillingViewArn: aws.String(q.view), TimePeriod: q.period, Granularity: q.granularity, Metrics: []string{metric}, Filter: q.filter,
		GroupBy: []types.GroupDefinition{
			{Type: types.GroupDefinitionTypeDimension, Key: aws.String(q.groupBy[0])},
			{Type: types.GroupDefinitionTypeDimension, Key: aws.String(q.groupBy[1])},
		},
		NextPageToken: token,
	}
}
