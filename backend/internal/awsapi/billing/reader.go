// Package billing lists the billing views of transfers, and the credits of customers that let us in.
package billing

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/billing"
	"github.com/aws/aws-sdk-go-v2/service/billing/types"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

var listViews = awsapi.Call{Service: awsapi.Billing, Operation: "ListBillingViews"}

// AWS's page size, and a bound on pages: two views of each of a thousand customers are twenty.
const (
	pageSize = 100
	maxPages = 500
	maxARNs  = 10 // of a filter
)

// Reader reads from Billing.
type Reader struct{ se *awsapi.Session }

// New returns a reader.
func New(se *awsapi.Session) *Reader { return &Reader{se} }

// Views lists the views of transfers that are active in the month, both kinds, in AWS's order. The month is never left out: without it AWS
// lists every view that ever existed.
func (r *Reader) Views(ctx context.Context, s scope.Scope, m period.Month) ([]ledger.BillingView, error) {
	if m.IsZero() {
		return nil, fault.New(fault.Internal, ledger.CodeAWSRefused, "The month of the billing views is missing.")
	}
	var found []ledger.BillingView
	err := r.list(ctx, s, billing.ListBillingViewsInput{
		ActiveTimeRange:  within(m),
		BillingViewTypes: []types.BillingViewType{types.BillingViewTypeBillingTransfer, types.BillingViewTypeBillingTransferShowback},
	}, func(in *types.BillingViewListElement) error {
		v, err := fromView(in)
		found = append(found, v)
		return err
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// within is a month as AWS demands it: both ends are inclusive and lie in it.
func within(m period.Month) *types.ActiveTimeRange {
	return &types.ActiveTimeRange{ActiveAfterInclusive: aws.Time(m.Start()), ActiveBeforeInclusive: aws.Time(m.End().Add(-time.Second))}
}

// MyViews lists the My views that the receiver ever had, in AWS's order.
func (r *Reader) MyViews(ctx context.Context, s scope.Scope) ([]transfers.View, error) {
	var found []transfers.View
	err := r.list(ctx, s, billing.ListBillingViewsInput{BillingViewTypes: []types.BillingViewType{types.BillingViewTypeBillingTransfer}},
		func(in *types.BillingViewListElement) error {
			v, err := fromView(in)
			found = append(found, transfers.View{ARN: v.ARN, Name: aws.ToString(in.Name), SourceID: v.SourceID})
			return err
		})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// MyViewsIn says which of some My views AWS lists for a month, a few at a time as it demands.
func (r *Reader) MyViewsIn(ctx context.Context, s scope.Scope, arns []string, m period.Month) ([]string, error) {
	var found []string
	for some := range slices.Chunk(arns, maxARNs) {
		err := r.list(ctx, s, billing.ListBillingViewsInput{Arns: some, ActiveTimeRange: within(m)}, func(in *types.BillingViewListElement) error {
			found = append(found, aws.ToString(in.Arn))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// list pages through a listing to its end.
func (r *Reader) list(ctx context.Context, s scope.Scope, in billing.ListBillingViewsInput, take func(*types.BillingViewListElement) error) error {
	in.MaxResults = aws.Int32(pageSize)
	return awsapi.Pages(listViews, maxPages, func(token *string) (*string, error) {
		in.NextToken = token
		out, err := awsapi.Do(ctx, r.se, s, listViews, func(ctx context.Context, cfg aws.Config) (*billing.ListBillingViewsOutput, error) {
			return billing.NewFromConfig(cfg).ListBillingViews(ctx, &in)
		})
		if err != nil {
			return nil, err
		}
		for i := range out.BillingViews {
			if err := take(&out.BillingViews[i]); err != nil {
				return nil, err
			}
		}
		return out.NextToken, nil
	})
}

// fromView translates a view. Only a view that AWS calls healthy, or of whose health it says nothing, is: figures of a view that is being
// made or changed are not facts.
func fromView(v *types.BillingViewListElement) (ledger.BillingView, error) {
	out := ledger.BillingView{ARN: aws.ToString(v.Arn), SourceID: aws.ToString(v.SourceAccountId), Healthy: true}
	switch v.BillingViewType {
	case types.BillingViewTypeBillingTransfer:
		out.View = ledger.MyView
	case types.BillingViewTypeBillingTransferShowback:
		out.View = ledger.Showback
	default:
		return ledger.BillingView{}, awsapi.InvalidAnswer(listViews, "it has a view of a type that was not asked for")
	}
	switch {
	case out.ARN == "":
		return ledger.BillingView{}, awsapi.InvalidAnswer(listViews, "a view has no ARN")
	case out.SourceID == "":
		return ledger.BillingView{}, awsapi.InvalidAnswer(listViews, "a view of a transfer has no source account")
	}
	if h := v.HealthStatus; h != nil && h.StatusCode != "" && h.StatusCode != types.BillingViewStatusHealthy {
		reasons := make([]string, 0, len(h.StatusReasons))
		for _, r := range h.StatusReasons {
			reasons = append(reasons, string(r))
		}
		out.Healthy = false
		out.Reason = strings.TrimSpace(string(h.StatusCode) + " " + strings.Join(reasons, ", "))
	}
	return out, nil
}
