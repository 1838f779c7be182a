package pricing

import (
	"context"

	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// Source reads plans and rules from AWS, free of charge. Every method pages to the end; on an error nothing is returned.
type Source interface {
	// Plans lists the receiver's pricing plans as they are now, AWS-managed ones included.
	Plans(ctx context.Context, s scope.Scope) ([]Plan, error)
	// Rules lists the receiver's pricing rules as they are now.
	Rules(ctx context.Context, s scope.Scope) ([]Rule, error)
	// RulesOfPlan lists the ARNs of the rules of one plan.
	RulesOfPlan(ctx context.Context, s scope.Scope, planARN string) ([]string, error)
}

// Directory is the neighbour that knows customers and their billing groups. It never calls AWS.
type Directory interface {
	Directory(ctx context.Context, sc scope.Scope) (*transfers.Directory, error)
}

// Statements is the neighbour that compares what customers cost and pay. It never calls AWS.
type Statements interface {
	Statement(ctx context.Context, sc scope.Scope, m period.Month) (*margin.Statement, error)
}
