package transfers

import (
	"context"

	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// Source reads what AWS knows of transfers and billing groups. Every method pages to the end; on an error nothing is returned.
type Source interface {
	// InboundTransfers lists invitations and transfers to the receiver in every status.
	InboundTransfers(ctx context.Context, s scope.Scope) ([]Transfer, error)
	// BillingGroups lists the receiver's billing groups of transfers.
	BillingGroups(ctx context.Context, s scope.Scope) ([]BillingGroup, error)
	// MyViews lists the My view of every source that the receiver ever had one of, those of ended transfers and of the sources of its sources included.
	MyViews(ctx context.Context, s scope.Scope) ([]View, error)
	// MyViewsIn says which of some My views AWS lists for a month.
	MyViewsIn(ctx context.Context, s scope.Scope, arns []string, m period.Month) ([]string, error)
	// PricingPlans lists the receiver's pricing plans, AWS-managed ones included.
	PricingPlans(ctx context.Context, s scope.Scope) ([]PricingPlan, error)
}
