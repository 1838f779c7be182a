// Package costexplorer simulates Cost Explorer's costs, forecasts and dimension values over
// the world's billing views. It holds no data of its own.
package costexplorer

import (
	"regexp"

	"portal.example/simulator/wire"
	"portal.example/simulator/world"
)

// groupsPerPage is how many groups a page of GetCostAndUsage carries. AWS does not publish
// its number.
const groupsPerPage = 500

// valuesPerPage is how many values a page of GetDimensionValues carries unless the request
// asks for fewer.
const valuesPerPage = 1_000

type service struct {
	world     *world.World
	pageSize  int
	valueSize int
}

// Option changes the service; tests use it to lower limits.
type Option func(*service)

// WithPageSize sets the number of groups, and of dimension values, on a page.
func WithPageSize(n int) Option { return func(s *service) { s.pageSize, s.valueSize = n, n } }

// New returns the service.
func New(w *world.World, options ...Option) wire.Service {
	s := &service{world: w, pageSize: groupsPerPage, valueSize: valuesPerPage}
	for _, o := range options {
		o(s)
	}
	return wire.Service{
		Name: "ce", Protocol: wire.JSON11, TargetPrefix: "AWSInsightsIndexService",
		Operations: map[string]wire.Handler{
			"GetAnomalies":       s.getAnomalies,
			"GetCostAndUsage":    s.getCostAndUsage,
			"GetCostForecast":    s.getCostForecast,
			"GetDimensionValues": s.getDimensionValues,
		},
		Failures: wire.Failures{
			Throttled: wire.Error{Code: "LimitExceededException", Message: "Rate exceeded"},
			BadToken:  wire.Error{Code: "InvalidNextTokenException", Message: "Invalid pagination token"},
		},
	}
}

func invalid(format string, args ...any) error {
	return wire.Errorf("ValidationException", format, args...)
}

var viewPattern = regexp.MustCompile(`^arn:aws[a-z-]*:billing::[0-9]{12}:billingview/[-a-zA-Z0-9/:_+=.@]{1,75}$`)

// view finds the billing view of a request: the caller's primary view unless one is named.
// A view that the caller's account does not own is as unknown as one that does not exist.
func (s *service) view(r *wire.Request, arn string) (world.BillingView, error) {
	if arn == "" {
		for _, v := range s.world.Views(world.ViewFilter{Types: []world.ViewType{world.ViewPrimary}, OwnerAccountID: r.Account}) {
			return v, nil
		}
		return world.BillingView{}, wire.Errorf("DataUnavailableException", "Data is not available for account %s.", r.Account)
	}
	if !viewPattern.MatchString(arn) {
		return world.BillingView{}, invalid("1 validation error detected: Value '%s' at 'billingViewArn' failed to satisfy constraint", arn)
	}
	v, ok := s.world.View(arn)
	if !ok || v.OwnerAccountID != r.Account {
		return world.BillingView{}, wire.Errorf("ResourceNotFoundException", "The specified billing view does not exist: %s", arn)
	}
	if v.Health != "HEALTHY" && v.Health != "UPDATING" {
		return world.BillingView{}, wire.Errorf("BillingViewHealthStatusException", "The billing view %s has the health status %s.", arn, v.Health)
	}
	return v, nil
}

// currency returns the currency a view is in.
func (s *service) currency(v world.BillingView) string {
	if c, ok := s.world.Customer(v.SourceAccountID); ok {
		return c.Currency
	}
	return "USD"
}

// attribute is a value with what AWS tells about it; accounts have their names.
type attribute struct {
	Value      string            `json:"Value"`
	Attributes map[string]string `json:"Attributes"`
}

func (s *service) attributes(dimension, value string) attribute {
	a := attribute{Value: value, Attributes: map[string]string{}}
	if dimension == "LINKED_ACCOUNT" {
		if account, ok := s.world.Account(value); ok {
			a.Attributes["description"] = account.Name
		}
	}
	return a
}
