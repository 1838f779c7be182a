package billingconductor

import (
	"context"
	"slices"
	"strings"

	"portal.example/simulator/wire"
	"portal.example/simulator/world"
)

// Limits of GetBillingGroupCostReport.
const (
	minReportPage   = 200
	maxReportPage   = 300
	maxReportMonths = 12
	reportDecimals  = 10
)

// costs are the figures of a report: plain decimals with ten decimals.
type costs struct {
	AWSCost          string
	ProformaCost     string
	Margin           string // ProformaCost - AWSCost
	MarginPercentage string // of ProformaCost
	Currency         string
}

func newCosts(c world.CostReport) costs {
	return costs{
		AWSCost: tenDecimals(c.AWSCost), ProformaCost: tenDecimals(c.ProformaCost), Margin: tenDecimals(c.Margin),
		MarginPercentage: tenDecimals(c.MarginPercentage), Currency: c.Currency,
	}
}

// tenDecimals pads an amount to the ten decimals it is exact to.
func tenDecimals(a world.Amount) string {
	whole, fraction, _ := strings.Cut(a.String(), ".")
	return whole + "." + fraction + strings.Repeat("0", reportDecimals-len(fraction))
}

type costReportElement struct {
	Arn string
	costs
}

func (s *service) listCostReports(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[struct {
		listing
		Filters struct{ BillingGroupArns []string }
	}](r)
	if err != nil {
		return nil, err
	}
	if err := atMost("Filters.BillingGroupArns", len(in.Filters.BillingGroupArns), maxFilterARNs); err != nil {
		return nil, err
	}
	month, err := s.month(in.BillingPeriod)
	if err != nil {
		return nil, err
	}
	size, err := in.size()
	if err != nil {
		return nil, err
	}
	// The page is cut before its costs are computed, so that a page of many
	// groups costs no more than its own. A group whose Showback has no life in
	// the month has no report, so a page can be shorter than asked for.
	var groups []string
	for _, g := range s.world.BillingGroupsIn(month) {
		deleted := g.Deleted != nil && !g.Deleted.After(s.world.Now())
		if !deleted && selects(in.Filters.BillingGroupArns, g.ARN) {
			groups = append(groups, g.ARN)
		}
	}
	page, next, err := wire.Page(r, groups, in.NextToken, size)
	if err != nil {
		return nil, err
	}
	elements := []costReportElement{}
	for _, arn := range page {
		reports, err := s.world.GroupCostReports(arn, month, month, false)
		if err != nil {
			return nil, err
		}
		for _, c := range reports {
			elements = append(elements, costReportElement{c.GroupARN, newCosts(c)})
		}
	}
	return struct {
		BillingGroupCostReports []costReportElement
		NextToken               string `json:",omitempty"`
	}{elements, next}, nil
}

type attribute struct {
	Key   string
	Value string
}

type costReportResult struct {
	Arn string
	costs
	Attributes []attribute
}

type getReportInput struct {
	Arn                string
	BillingPeriodRange *struct {
		InclusiveStartBillingPeriod string
		ExclusiveEndBillingPeriod   string
	}
	GroupBy    []string
	MaxResults *int
	NextToken  string
}

func (s *service) getCostReport(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[getReportInput](r)
	if err != nil {
		return nil, err
	}
	size, err := in.validate()
	if err != nil {
		return nil, err
	}
	from, to, err := in.months(world.MonthOf(s.world.Now()))
	if err != nil {
		return nil, err
	}
	byProduct := slices.Contains(in.GroupBy, "PRODUCT_NAME")
	byMonth := slices.Contains(in.GroupBy, "BILLING_PERIOD")
	reports, err := s.world.GroupCostReports(in.Arn, from, to, byProduct)
	if err != nil {
		return nil, err
	}
	if !byMonth {
		if reports, err = mergeMonths(reports); err != nil {
			return nil, err
		}
	}
	results := make([]costReportResult, len(reports))
	for i, c := range reports {
		results[i] = costReportResult{Arn: in.Arn, costs: newCosts(c), Attributes: []attribute{}}
		if byProduct {
			results[i].Attributes = append(results[i].Attributes, attribute{"PRODUCT_NAME", c.ProductName})
		}
		if byMonth {
			results[i].Attributes = append(results[i].Attributes, attribute{"BILLING_PERIOD", c.Month.Start().Format("Jan 2006")})
		}
	}
	page, next, err := wire.Page(r, results, in.NextToken, size)
	if err != nil {
		return nil, err
	}
	return struct {
		BillingGroupCostReportResults []costReportResult
		NextToken                     string `json:",omitempty"`
	}{page, next}, nil
}

// validate checks the input and returns the page size.
func (in *getReportInput) validate() (int, error) {
	if err := firstError(required("Arn", in.Arn), atMost("GroupBy", len(in.GroupBy), 2)); err != nil {
		return 0, err
	}
	for _, g := range in.GroupBy {
		if err := oneOf("GroupBy", g, "PRODUCT_NAME", "BILLING_PERIOD"); err != nil {
			return 0, err
		}
	}
	if in.MaxResults == nil {
		return maxReportPage, nil
	}
	if *in.MaxResults < minReportPage || *in.MaxResults > maxReportPage {
		return 0, invalidField("MaxResults", "must be between %d and %d", minReportPage, maxReportPage)
	}
	return *in.MaxResults, nil
}

// months returns the first and the last month asked for, both inclusive.
func (in *getReportInput) months(current world.Month) (from, to world.Month, err error) {
	if in.BillingPeriodRange == nil {
		return current, current, nil
	}
	const name = "BillingPeriodRange."
	p := in.BillingPeriodRange
	if err := required(name+"InclusiveStartBillingPeriod", p.InclusiveStartBillingPeriod,
		name+"ExclusiveEndBillingPeriod", p.ExclusiveEndBillingPeriod); err != nil {
		return 0, 0, err
	}
	if from, err = parseMonth(name+"InclusiveStartBillingPeriod", p.InclusiveStartBillingPeriod); err != nil {
		return 0, 0, err
	}
	end, err := parseMonth(name+"ExclusiveEndBillingPeriod", p.ExclusiveEndBillingPeriod)
	if err != nil {
		return 0, 0, err
	}
	if end <= from || end-from > maxReportMonths {
		return 0, 0, invalid("ILLEGAL_BILLING_PERIOD_RANGE", "The billing period range must cover 1 to %d billing periods.", maxReportMonths)
	}
	return from, end - 1, nil
}

// mergeMonths sums the months of each product (or of the whole group).
func mergeMonths(reports []world.CostReport) ([]world.CostReport, error) {
	var out []world.CostReport
	index := map[string]int{}
	for _, c := range reports {
		i, ok := index[c.ProductName]
		if !ok {
			index[c.ProductName] = len(out)
			out = append(out, c)
			continue
		}
		var errs [2]error
		sum := &out[i]
		sum.AWSCost, errs[0] = sum.AWSCost.Plus(c.AWSCost)
		sum.ProformaCost, errs[1] = sum.ProformaCost.Plus(c.ProformaCost)
		if err := firstError(errs[:]...); err != nil {
			return nil, err
		}
		sum.Margin = sum.ProformaCost - sum.AWSCost
		sum.MarginPercentage = world.MarginPercentage(sum.Margin, sum.ProformaCost)
	}
	return out, nil
}
