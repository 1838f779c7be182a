package ledger

import (
	"context"

	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// Costs reads the money of customers from AWS.
type Costs interface {
	// Views lists the billing views of transfers that are active in the month, paged to the end. It never leaves the month out: without it AWS lists every
	// view that ever existed.
	Views(ctx context.Context, s scope.Scope, m period.Month) ([]BillingView, error)
	// MonthlyCosts reads unblended cost of a view by record type and service for the months of r, every page. It refuses an empty viewARN: without one AWS
	// answers for the receiver's own organization. Each request is metered.
	MonthlyCosts(ctx context.Context, s scope.Scope, viewARN string, r period.Range) ([]MonthCosts, error)
	// DailyCosts reads the same for each day from one up to another, which is not of them, and tells how many requests that took. The period may begin and end within months.
	DailyCosts(ctx context.Context, s scope.Scope, viewARN string, from, to period.Day) ([]DayCosts, int, error)
	// AccountCosts reads unblended cost of a view without tax by member account and service for the months of r, and tells how many requests that took.
	AccountCosts(ctx context.Context, s scope.Scope, viewARN string, r period.Range) ([]MonthAccountCosts, int, error)
	// CostReports lists AWS's own cost reports of all billing groups for the month, by group ARN. Free of charge.
	CostReports(ctx context.Context, s scope.Scope, m period.Month) (map[string]CostReport, error)
}

// Error codes of Costs implementations that the collector understands; see awsapi.
const (
	CodeAWSDenied       = "aws_denied"         // fault.UpstreamDenied
	CodeAWSThrottled    = "aws_throttled"      // fault.Unavailable, after all retries
	CodeAWSUnavailable  = "aws_unavailable"    // fault.Unavailable, after all retries
	CodeViewUnhealthy   = "view_unhealthy"     // fault.Conflict
	CodeAWSDataNotReady = "aws_data_not_ready" // fault.Conflict: DataUnavailableException
	CodeAWSRefused      = "aws_refused"        // fault.Internal: AWS says the request is wrong
	CodeAWSCredentials  = "aws_credentials"    // fault.UpstreamDenied: the portal's own credentials are missing, expired or unknown to AWS
	CodeAWSWrongAccount = "aws_wrong_account"  // fault.UpstreamDenied: the credentials belong to another account than the receiver
)
