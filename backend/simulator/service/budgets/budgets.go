// Package budgets simulates the reading side of AWS Budgets: the caller's own cost budgets with
// what the present period has cost, and their notifications.
package budgets

import (
	"context"
	"net/http"
	"regexp"
	"slices"

	"portal.example/simulator/wire"
	"portal.example/simulator/world"
)

// Page sizes of DescribeBudgets and DescribeNotificationsForBudget.
const (
	defaultBudgets = 100
	maxBudgets     = 1_000
	maxOther       = 100
)

type service struct{ world *world.World }

// New returns the service.
func New(w *world.World) wire.Service {
	s := &service{world: w}
	return wire.Service{
		Name: "budgets", Protocol: wire.JSON11, TargetPrefix: "AWSBudgetServiceGateway",
		Operations: map[string]wire.Handler{
			"DescribeBudget":                 s.describeBudget,
			"DescribeBudgets":                s.describeBudgets,
			"DescribeNotificationsForBudget": s.describeNotifications,
		},
		Failures: wire.Failures{
			Internal: wire.Error{Code: "InternalErrorException", Message: "An error on the server occurred during the processing of your request. Try again later."},
			BadToken: wire.Error{Code: "InvalidNextTokenException", Message: "The pagination token is invalid."},
		},
	}
}

type input struct {
	AccountID            string `json:"AccountId"`
	BudgetName           string `json:"BudgetName"`
	MaxResults           *int   `json:"MaxResults"`
	NextToken            string `json:"NextToken"`
	ShowFilterExpression bool   `json:"ShowFilterExpression"`
}

type spend struct {
	Amount string `json:"Amount"`
	Unit   string `json:"Unit"`
}

type calculatedSpend struct {
	ActualSpend     spend `json:"ActualSpend"`
	ForecastedSpend spend `json:"ForecastedSpend"`
}

type timePeriod struct {
	Start wire.Timestamp `json:"Start"`
	End   wire.Timestamp `json:"End"`
}

type dimension struct {
	Key    string   `json:"Key"`
	Values []string `json:"Values"`
}

type expression struct {
	Dimensions *dimension `json:"Dimensions"`
}

type healthStatus struct {
	Status          string         `json:"Status"`
	StatusReason    string         `json:"StatusReason,omitempty"`
	LastUpdatedTime wire.Timestamp `json:"LastUpdatedTime"`
}

type budget struct {
	BudgetName       string              `json:"BudgetName"`
	BudgetType       string              `json:"BudgetType"`
	BudgetLimit      spend               `json:"BudgetLimit"`
	TimeUnit         string              `json:"TimeUnit"`
	TimePeriod       timePeriod          `json:"TimePeriod"`
	CalculatedSpend  *calculatedSpend    `json:"CalculatedSpend,omitempty"`
	BillingViewArn   string              `json:"BillingViewArn"`
	HealthStatus     healthStatus        `json:"HealthStatus"`
	CostFilters      map[string][]string `json:"CostFilters,omitempty"`
	CostTypes        map[string]bool     `json:"CostTypes,omitempty"`
	FilterExpression *expression         `json:"FilterExpression,omitempty"`
	Metrics          []string            `json:"Metrics,omitempty"`
	LastUpdatedTime  wire.Timestamp      `json:"LastUpdatedTime"`
}

// newBudget describes a budget. One account's is filtered in the old manner, by services in the
// new one, which is shown on request only.
func (s *service) newBudget(b *world.OwnBudget, withExpression bool) budget {
	out := budget{
		BudgetName: b.Name, BudgetType: "COST", BudgetLimit: spend{b.Limit.String(), "USD"}, TimeUnit: b.TimeUnit,
		TimePeriod:      timePeriod{wire.Timestamp(b.Since), wire.Timestamp(noEnd)},
		BillingViewArn:  s.world.PrimaryViewARN(),
		HealthStatus:    healthStatus{Status: "HEALTHY", LastUpdatedTime: wire.Timestamp(b.Updated)},
		LastUpdatedTime: wire.Timestamp(b.Since),
	}
	if b.Readable() {
		out.CalculatedSpend = &calculatedSpend{spend{b.Actual.String(), "USD"}, spend{b.Forecast.String(), "USD"}}
	} else {
		out.BillingViewArn, out.HealthStatus.Status, out.HealthStatus.StatusReason = b.ViewARN, "UNHEALTHY", "BILLING_VIEW_NO_ACCESS"
	}
	switch {
	case len(b.Services) > 0 && withExpression:
		out.Metrics, out.FilterExpression = []string{"UnblendedCost"}, &expression{&dimension{"SERVICE", b.Services}}
	case len(b.Services) > 0:
	case b.AccountID != "":
		out.CostTypes, out.CostFilters = costTypes(), map[string][]string{"LinkedAccount": {b.AccountID}}
	default:
		out.CostTypes = costTypes()
	}
	return out
}

// costTypes is what budgets in the old manner count: everything, unblended.
func costTypes() map[string]bool {
	return map[string]bool{
		"IncludeTax": true, "IncludeSubscription": true, "IncludeRefund": true, "IncludeCredit": true, "IncludeUpfront": true,
		"IncludeRecurring": true, "IncludeOtherSubscription": true, "IncludeSupport": true, "IncludeDiscount": true,
		"UseBlended": false, "UseAmortized": false,
	}
}

// noEnd is how AWS says that a budget has no end.
var noEnd = world.Month(2087*12+5).Start().AddDate(0, 0, 14)

var (
	accountPattern = regexp.MustCompile(`^[0-9]{12}$`)
	namePattern    = regexp.MustCompile(`^[^:\\]{1,100}$`)
)

// decode reads an input of the caller's own budgets.
func decode(r *wire.Request, defaultSize, most int, named bool) (input, int, error) {
	in, err := wire.Decode[input](r)
	size := defaultSize
	switch {
	case err != nil:
		return in, 0, err
	case !accountPattern.MatchString(in.AccountID):
		return in, 0, invalid("Invalid account id: %q.", in.AccountID)
	case in.AccountID != r.Account:
		return in, 0, r.Denied()
	case named && !namePattern.MatchString(in.BudgetName):
		return in, 0, invalid("Invalid budget name: %q.", in.BudgetName)
	case in.MaxResults != nil && (*in.MaxResults < 1 || *in.MaxResults > most):
		return in, 0, invalid("MaxResults must be between 1 and %d.", most)
	case in.MaxResults != nil:
		size = *in.MaxResults
	}
	return in, size, nil
}

func invalid(format string, args ...any) *wire.Error {
	return wire.Errorf("InvalidParameterException", format, args...)
}

func (s *service) describeBudgets(_ context.Context, r *wire.Request) (any, error) {
	in, size, err := decode(r, defaultBudgets, maxBudgets, false)
	if err != nil {
		return nil, err
	}
	own, err := s.world.OwnBudgets()
	if err != nil {
		return nil, err
	}
	all := make([]budget, len(own))
	for i := range own {
		all[i] = s.newBudget(&own[i], in.ShowFilterExpression)
	}
	page, next, err := wire.Page(r, all, in.NextToken, size)
	if err != nil {
		return nil, err
	}
	return struct {
		Budgets   []budget `json:"Budgets"`
		NextToken string   `json:"NextToken,omitempty"`
	}{page, next}, nil
}

// named finds one of the caller's budgets.
func (s *service) named(name string) (*world.OwnBudget, error) {
	own, err := s.world.OwnBudgets()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(own, func(b world.OwnBudget) bool { return b.Name == name })
	if i < 0 {
		e := wire.Errorf("NotFoundException", "Unable to get budget: %s - the budget doesn't exist.", name)
		e.Status = http.StatusBadRequest
		return nil, e
	}
	return &own[i], nil
}

func (s *service) describeBudget(_ context.Context, r *wire.Request) (any, error) {
	in, _, err := decode(r, 1, 1, true)
	if err != nil {
		return nil, err
	}
	b, err := s.named(in.BudgetName)
	if err != nil {
		return nil, err
	}
	return map[string]budget{"Budget": s.newBudget(b, in.ShowFilterExpression)}, nil
}

type notification struct {
	NotificationType   string `json:"NotificationType"`
	ComparisonOperator string `json:"ComparisonOperator"`
	Threshold          int    `json:"Threshold"`
	ThresholdType      string `json:"ThresholdType"`
	NotificationState  string `json:"NotificationState"`
}

// describeNotifications lists the two notifications every budget has: at 80 percent of the limit
// spent, and when the forecast is above it.
func (s *service) describeNotifications(_ context.Context, r *wire.Request) (any, error) {
	in, size, err := decode(r, maxOther, maxOther, true)
	if err != nil {
		return nil, err
	}
	b, err := s.named(in.BudgetName)
	if err != nil {
		return nil, err
	}
	state := func(spent world.Amount, percent int) string {
		if spent > b.Limit/100*world.Amount(percent) {
			return "ALARM"
		}
		return "OK"
	}
	all := []notification{
		{"ACTUAL", "GREATER_THAN", 80, "PERCENTAGE", state(b.Actual, 80)},
		{"FORECASTED", "GREATER_THAN", 100, "PERCENTAGE", state(b.Forecast, 100)},
	}
	page, next, err := wire.Page(r, all, in.NextToken, size)
	if err != nil {
		return nil, err
	}
	return struct {
		Notifications []notification `json:"Notifications"`
		NextToken     string         `json:"NextToken,omitempty"`
	}{page, next}, nil
}
