// Package billing lists the billing views of transfers.
package billing

import (
	"context"
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
)

var listViews = awsapi.Call{Service: awsapi.Billing, Operation: "ListBillingViews"}

// AWS's page size, and a bound on pages: two views of each of a thousand customers are twenty.
const (
	pageSize = 100
	maxPages = 500
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
	// Both ends are inclusive and lie in one calendar month, as AWS demands.
	active := &types.ActiveTimeRange{ActiveAfterInclusive: aws.Time(m.Start()), ActiveBeforeInclusive: aws.Time(m.End().Add(-time.Second))}
	var found []ledger.BillingView
	err := awsapi.Pages(listViews, maxPages, func(token *string) (*string, error) {
		in := &billing.ListBillingViewsInput{
			ActiveTimeRange:  active,
			BillingViewTypes: []types.BillingViewType{types.BillingViewTypeBillingTransfer, types.BillingViewTypeBillingTransferShowback},
			MaxResults:       aws.Int32(pageSize), NextToken: token,
		}
		out, err := awsapi.Do(ctx, r.se, s, listViews, func(ctx context.Context, cfg aws.Config) (*billing.ListBillingViewsOutput, error) {
			return billing.NewFromConfig(cfg).ListBillingViews(ctx, in)
		})
		if err != nil {
			return nil, err
		}
		for i := range out.BillingViews {
			v, err := fromView(&out.BillingViews[i])
			if err != nil {
				return nil, err
			}
			found = append(found, v)
		}
		return out.NextToken, nil
	})
	if err != nil {
		return nil, err
	}
	return found, nil
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
