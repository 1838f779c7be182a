// Package budgets reads the AWS budgets of the receiver's own organization. Reading is free of charge.
package budgets

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/budgets"
	"github.com/aws/aws-sdk-go-v2/service/budgets/types"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/finops"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/scope"
)

// DescribeBudgets is allowed by a permission of another name.
var describeBudgets = awsapi.Call{Service: awsapi.Budgets, Operation: "DescribeBudgets", Action: "budgets:ViewBudget"}

// AWS's page size, and a bound on pages: an account has at most 20,000 budgets.
const (
	pageSize = 100
	maxPages = 300
)

// primaryView ends the ARN of the view of an organization's own costs.
const primaryView = ":billingview/primary"

// Reader reads from Budgets.
type Reader struct{ se *awsapi.Session }

// New returns a reader.
func New(se *awsapi.Session) *Reader { return &Reader{se} }

// ReceiverBudgets lists the budgets of the receiver's account, every page. Amounts exist for budgets of cost alone; the others are of hours or percent.
func (r *Reader) ReceiverBudgets(ctx context.Context, s scope.Scope) ([]finops.ReceiverBudget, error) {
	var found []finops.ReceiverBudget
	err := awsapi.Pages(describeBudgets, maxPages, func(token *string) (*string, error) {
		in := &budgets.DescribeBudgetsInput{AccountId: aws.String(s.Receiver()), MaxResults: aws.Int32(pageSize), NextToken: token}
		out, err := awsapi.Do(ctx, r.se, s, describeBudgets, func(ctx context.Context, cfg aws.Config) (*budgets.DescribeBudgetsOutput, error) {
			return budgets.NewFromConfig(cfg).DescribeBudgets(ctx, in)
		})
		if err != nil {
			return nil, err
		}
		for i := range out.Budgets {
			b, err := fromBudget(&out.Budgets[i])
			if err != nil {
				return nil, err
			}
			found = append(found, b)
		}
		return out.NextToken, nil
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

func fromBudget(b *types.Budget) (finops.ReceiverBudget, error) {
	out := finops.ReceiverBudget{Name: aws.ToString(b.BudgetName), Type: string(b.BudgetType), TimeUnit: string(b.TimeUnit)}
	if out.Name == "" {
		return out, awsapi.InvalidAnswer(describeBudgets, "a budget has no name")
	}
	if view := aws.ToString(b.BillingViewArn); !strings.HasSuffix(view, primaryView) {
		out.OnView = view
	}
	if h := b.HealthStatus; h != nil && h.Status == types.HealthStatusValueUnhealthy {
		out.Health = string(h.StatusReason)
		if out.Health == "" {
			out.Health = string(h.Status)
		}
	}
	if b.BudgetType != types.BudgetTypeCost {
		return out, nil
	}
	spends := map[**money.Amount]*types.Spend{&out.Limit: b.BudgetLimit}
	if c := b.CalculatedSpend; c != nil {
		spends[&out.Actual], spends[&out.Forecast] = c.ActualSpend, c.ForecastedSpend
	}
	for into, spend := range spends {
		if spend == nil {
			continue
		}
		a, err := money.Parse(aws.ToString(spend.Amount), aws.ToString(spend.Unit))
		if err != nil {
			return out, awsapi.InvalidAnswer(describeBudgets, "a budget of cost has an amount that is no money")
		}
		*into = &a
	}
	return out, nil
}
