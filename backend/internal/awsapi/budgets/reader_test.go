package budgets

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/budgets/types"

	"portal.example/backend/internal/finops"
)

func spend(amount, unit string) *types.Spend {
	return &types.Spend{Amount: aws.String(amount), Unit: aws.String(unit)}
}

func TestBudgetsOfCostHaveMoney(t *testing.T) {
	t.Parallel()
	b, err := fromBudget(&types.Budget{
		BudgetName: aws.String("own"), BudgetType: types.BudgetTypeCost, TimeUnit: types.TimeUnitMonthly, BudgetLimit: spend("100.0", "USD"),
		CalculatedSpend: &types.CalculatedSpend{ActualSpend: spend("80.25", "USD"), ForecastedSpend: spend("120", "USD")},
		BillingViewArn:  aws.String("arn:aws:billing::111122223333:billingview/primary"),
		HealthStatus:    &types.HealthStatus{Status: types.HealthStatusValueHealthy},
	})
	if err != nil || b.Limit == nil || b.Actual == nil || b.Forecast == nil {
		t.Fatalf("%+v, %v", b, err)
	}
	if b.Actual.Number.String() != "80.25" || b.State() != finops.BudgetForecastToExceed || b.OnView != "" || b.Health != "" {
		t.Errorf("budget %+v is %s", b, b.State())
	}
}

func TestBudgetsOfHoursHaveNone(t *testing.T) {
	t.Parallel()
	b, err := fromBudget(&types.Budget{
		BudgetName: aws.String("hours"), BudgetType: types.BudgetTypeUsage, BudgetLimit: spend("100", "Hrs"),
		BillingViewArn: aws.String("arn:aws:billing::111122223333:billingview/billing-transfer-1"),
		HealthStatus:   &types.HealthStatus{Status: types.HealthStatusValueUnhealthy, StatusReason: types.HealthStatusReasonBillingViewNoAccess},
	})
	if err != nil || b.Limit != nil || b.State() != finops.BudgetUnknown || b.OnView == "" || b.Health != "BILLING_VIEW_NO_ACCESS" {
		t.Errorf("%+v, %v", b, err)
	}
}

func TestWhatABudgetLacksIsAnError(t *testing.T) {
	t.Parallel()
	for name, b := range map[string]types.Budget{
		"no name":   {BudgetType: types.BudgetTypeCost},
		"no money":  {BudgetName: aws.String("b"), BudgetType: types.BudgetTypeCost, BudgetLimit: spend("1", "GB")},
		"no number": {BudgetName: aws.String("b"), BudgetType: types.BudgetTypeCost, CalculatedSpend: &types.CalculatedSpend{ActualSpend: spend("NaN", "USD")}},
	} {
		if got, err := fromBudget(&b); err == nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
