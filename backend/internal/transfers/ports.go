package transfers

import (
	"context"

	"portal.example/backend/internal/scope"
)

// Source reads what AWS knows of transfers and billing groups. Every method pages to the end; on an error nothing is returned.
type Source interface {
	// InboundTransfers lists invitations and transfers to the receiver in every status.
	InboundTransfers(ctx context.Context, s scope.Scope) ([]Transfer, error)
	// BillingGroups lists the receiver's billing groups of transfers.
	BillingGroups(ctx context.Context, s scope.Scope) ([]BillingGroup, error)
	// PricingPlans lists the receiver's pricing plans, AWS-managed ones included.
	PricingPlans(ctx context.Context, s scope.Scope) ([]PricingPlan, error)
}
