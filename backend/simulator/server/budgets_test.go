package server_test

import (
	"math/big"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/budgets"
	btypes "github.com/aws/aws-sdk-go-v2/service/budgets/types"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer"
	cetypes "github.com/aws/aws-sdk-go-v2/service/costexplorer/types"

	"portal.example/simulator/server"
	"portal.example/simulator/world"
)

func ownBudgets(t *testing.T, c clients, account string, size int32) (all []btypes.Budget, pages int) {
	t.Helper()
	for p := budgets.NewDescribeBudgetsPaginator(c.budgets, &budgets.DescribeBudgetsInput{
		AccountId: &account, MaxResults: &size, ShowFilterExpression: aws.Bool(true),
	}); p.HasMorePages(); pages++ {
		all = append(all, must(p.NextPage(t.Context()))(t).Budgets...)
	}
	return all, pages
}

func rational(t *testing.T, s *string) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(aws.ToString(s))
	if !ok {
		t.Fatalf("%q is no amount", aws.ToString(s))
	}
	return r
}

// TestBudgetsCountTheReceiversOwnOrganization compares each budget with Cost Explorer.
func TestBudgetsCountTheReceiversOwnOrganization(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	all, pages := ownBudgets(t, s.sdk, receiver, 2)
	if len(all) != 5 || pages != 3 {
		t.Fatalf("%d budgets on %d pages", len(all), pages)
	}
	units, exceeded, held, unhealthy := map[btypes.TimeUnit]bool{}, 0, 0, 0
	for _, b := range all {
		units[b.TimeUnit] = true
		if b.HealthStatus.Status == btypes.HealthStatusValueUnhealthy {
			unhealthy++
			if b.CalculatedSpend != nil || b.HealthStatus.StatusReason != btypes.HealthStatusReasonBillingViewNoAccess {
				t.Errorf("%s: %+v", *b.BudgetName, b.HealthStatus)
			}
			continue
		}
		actual, limit := rational(t, b.CalculatedSpend.ActualSpend.Amount), rational(t, b.BudgetLimit.Amount)
		if got := ownCost(t, s, &b); got.Cmp(actual) != 0 || got.Sign() <= 0 {
			t.Errorf("%s has spent %s, Cost Explorer says %s", *b.BudgetName, actual.FloatString(10), got.FloatString(10))
		}
		if rational(t, b.CalculatedSpend.ForecastedSpend.Amount).Cmp(actual) < 0 {
			t.Errorf("%s is forecast below what is spent", *b.BudgetName)
		}
		if actual.Cmp(limit) > 0 {
			exceeded++
		} else {
			held++
		}
		notifications := must(s.sdk.budgets.DescribeNotificationsForBudget(t.Context(), &budgets.DescribeNotificationsForBudgetInput{AccountId: aws.String(receiver), BudgetName: b.BudgetName}))(t).Notifications
		if len(notifications) != 2 || actual.Cmp(limit) > 0 && notifications[0].NotificationState != btypes.NotificationStateAlarm {
			t.Errorf("%s notifies %+v", *b.BudgetName, notifications)
		}
		one := must(s.sdk.budgets.DescribeBudget(t.Context(), &budgets.DescribeBudgetInput{AccountId: aws.String(receiver), BudgetName: b.BudgetName}))(t).Budget
		if *one.CalculatedSpend.ActualSpend.Amount != *b.CalculatedSpend.ActualSpend.Amount || one.FilterExpression != nil {
			t.Errorf("%s alone: %+v", *b.BudgetName, one)
		}
	}
	if len(units) != 3 || exceeded == 0 || held == 0 || unhealthy != 1 {
		t.Errorf("units %v, %d exceeded, %d held, %d unhealthy", units, exceeded, held, unhealthy)
	}
}

// ownCost reads the period of a budget from the primary view.
func ownCost(t *testing.T, s *sim, b *btypes.Budget) *big.Rat {
	t.Helper()
	from := map[btypes.TimeUnit]string{btypes.TimeUnitMonthly: "2026-11-01", btypes.TimeUnitQuarterly: "2026-10-01", btypes.TimeUnitAnnually: "2026-01-01"}[b.TimeUnit]
	in := &costexplorer.GetCostAndUsageInput{
		BillingViewArn: b.BillingViewArn, Granularity: cetypes.GranularityMonthly, Metrics: []string{"UnblendedCost"},
		TimePeriod: &cetypes.DateInterval{Start: &from, End: aws.String("2026-12-01")},
	}
	if e := b.FilterExpression; e != nil {
		in.Filter = &cetypes.Expression{Dimensions: &cetypes.DimensionValues{Key: cetypes.Dimension(e.Dimensions.Key), Values: e.Dimensions.Values}}
	} else if ids := b.CostFilters["LinkedAccount"]; ids != nil { //nolint:staticcheck // budgets made before 2025 still have it
		in.Filter = &cetypes.Expression{Dimensions: &cetypes.DimensionValues{Key: cetypes.DimensionLinkedAccount, Values: ids}}
	}
	sum := new(big.Rat)
	for _, r := range must(s.sdk.ce.GetCostAndUsage(t.Context(), in))(t).ResultsByTime {
		sum.Add(sum, rational(t, r.Total["UnblendedCost"].Amount))
	}
	return sum
}

func TestBudgetsAreRefusedByTheirOwnErrors(t *testing.T) {
	t.Parallel()
	s := start(t, "awkward")
	ctx := t.Context()
	_, err := s.sdk.budgets.DescribeBudgets(ctx, &budgets.DescribeBudgetsInput{AccountId: aws.String(world.MiddleAccountID)})
	if !typed[*btypes.AccessDeniedException](err) {
		t.Errorf("another account's: %v", err)
	}
	_, err = s.sdk.budgets.DescribeBudgets(ctx, &budgets.DescribeBudgetsInput{AccountId: aws.String(receiver), MaxResults: aws.Int32(1_001)})
	if !typed[*btypes.InvalidParameterException](err) {
		t.Errorf("a page of 1,001: %v", err)
	}
	_, err = s.sdk.budgets.DescribeBudgets(ctx, &budgets.DescribeBudgetsInput{AccountId: aws.String(receiver), NextToken: aws.String("x")})
	if !typed[*btypes.InvalidNextTokenException](err) {
		t.Errorf("a damaged token: %v", err)
	}
	_, err = s.sdk.budgets.DescribeBudget(ctx, &budgets.DescribeBudgetInput{AccountId: aws.String(receiver), BudgetName: aws.String("nothing")})
	if !typed[*btypes.NotFoundException](err) {
		t.Errorf("an unknown budget: %v", err)
	}
	mid := s.as(credentials.NewStaticCredentialsProvider(server.MiddleAccessKey, server.SecretKey, ""))
	if all, _ := ownBudgets(t, mid, world.MiddleAccountID, 100); len(all) != 0 {
		t.Errorf("the middle account has %d budgets", len(all))
	}
}

// TestBudgetsOfTheFirstDays: a period that has just begun has spent nothing and is forecast.
func TestBudgetsOfTheFirstDays(t *testing.T) {
	t.Parallel()
	first := time.Date(2027, time.January, 1, 3, 0, 0, 0, time.UTC)
	s := start(t, "tiny", func(c *server.Config, _ *aws.Config) { c.Now = first })
	all, _ := ownBudgets(t, s.sdk, receiver, 100)
	for _, b := range all {
		if b.CalculatedSpend == nil {
			continue
		}
		if rational(t, b.CalculatedSpend.ActualSpend.Amount).Sign() != 0 || rational(t, b.CalculatedSpend.ForecastedSpend.Amount).Sign() <= 0 {
			t.Errorf("%s: %+v", *b.BudgetName, b.CalculatedSpend)
		}
	}
}
