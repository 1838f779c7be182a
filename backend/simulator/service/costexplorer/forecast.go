package costexplorer

import (
	"context"

	"portal.example/simulator/wire"
	"portal.example/simulator/world"
)

type forecastInput struct {
	TimePeriod              *dateInterval `json:"TimePeriod"`
	Granularity             string        `json:"Granularity"`
	Metric                  string        `json:"Metric"`
	Filter                  *expression   `json:"Filter"`
	BillingViewArn          string        `json:"BillingViewArn"`
	PredictionIntervalLevel *int          `json:"PredictionIntervalLevel"`
}

type forecastResult struct {
	TimePeriod                   dateInterval `json:"TimePeriod"`
	MeanValue                    string       `json:"MeanValue"`
	PredictionIntervalLowerBound string       `json:"PredictionIntervalLowerBound,omitempty"`
	PredictionIntervalUpperBound string       `json:"PredictionIntervalUpperBound,omitempty"`
}

type forecastOutput struct {
	Total                 metricValue      `json:"Total"`
	ForecastResultsByTime []forecastResult `json:"ForecastResultsByTime"`
}

// How far a forecast reaches, and the number of past days it is made from.
const (
	mostForecastDays   = 93
	mostForecastMonths = 18
	historyDays        = 56 // whole weeks
)

// getCostForecast forecasts the mean of the last eight weeks a day. AWS's model is its own;
// what is like AWS's is the shape, the limits and that there is none before the view has a
// full billing cycle behind it.
func (s *service) getCostForecast(ctx context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[forecastInput](r)
	if err != nil {
		return nil, err
	}
	level := 80
	if in.PredictionIntervalLevel != nil {
		level = *in.PredictionIntervalLevel
	}
	if level < 51 || level > 99 {
		return nil, invalid("PredictionIntervalLevel must be between 51 and 99")
	}
	q, err := s.forecastQuery(r, &in)
	if err != nil {
		return nil, err
	}
	mean, deviation, err := s.history(ctx, q)
	if err != nil {
		return nil, err
	}
	// The interval is the mean absolute deviation, twice of it at a level of 100.
	width := deviation * world.Amount(level) / 50
	out := forecastOutput{ForecastResultsByTime: []forecastResult{}}
	for from := q.span.from; from < q.span.to; {
		to := from + 1
		if !q.daily {
			to = min(q.span.to, from.Month().Next().FirstDay())
		}
		days := world.Amount(to - from)
		out.ForecastResultsByTime = append(out.ForecastResultsByTime, forecastResult{
			TimePeriod: span{from, to}.interval(), MeanValue: (mean * days).String(),
			PredictionIntervalLowerBound: ((mean - width) * days).String(), PredictionIntervalUpperBound: ((mean + width) * days).String(),
		})
		from = to
	}
	out.Total = metricValue{(mean * world.Amount(q.span.to-q.span.from)).String(), q.currency}
	return out, nil
}

// forecastQuery applies AWS's rules to the request.
func (s *service) forecastQuery(r *wire.Request, in *forecastInput) (*query, error) {
	q := &query{}
	var err error
	if in.TimePeriod == nil {
		return nil, invalid("TimePeriod is required")
	}
	if q.span.from, err = world.ParseDay(in.TimePeriod.Start); err != nil {
		return nil, invalid("Start time %s is invalid. Valid format is: yyyy-MM-dd.", in.TimePeriod.Start)
	}
	if q.span.to, err = world.ParseDay(in.TimePeriod.End); err != nil {
		return nil, invalid("End time %s is invalid. Valid format is: yyyy-MM-dd.", in.TimePeriod.End)
	}
	today := world.DayOf(s.world.Now())
	switch {
	case q.span.from >= q.span.to:
		return nil, invalid("Start date (and hour) should be before end date (and hour)")
	case q.span.from < today:
		return nil, invalid("Start date can not be in the past")
	}
	switch in.Granularity {
	case "DAILY":
		q.daily = true
		if q.span.to > today+mostForecastDays {
			return nil, invalid("Daily forecasts reach three months ahead")
		}
	case "MONTHLY":
		if q.span.to.Month() > today.Month()+mostForecastMonths {
			return nil, invalid("Monthly forecasts reach 18 months ahead")
		}
	default:
		return nil, invalid("Invalid granularity: %s. Valid values are DAILY and MONTHLY", in.Granularity)
	}
	if q.metrics, err = pickMetrics([]string{in.Metric}); err != nil {
		return nil, err
	}
	if name := q.metrics[0].name; name == "UsageQuantity" || name == "NormalizedUsageAmount" {
		return nil, invalid("Metric %s can not be forecast as a cost", in.Metric)
	}
	if q.passes, err = in.Filter.compile(); err != nil {
		return nil, err
	}
	if q.view, err = s.view(r, in.BillingViewArn); err != nil {
		return nil, err
	}
	if this := today.Month(); q.view.ActiveFrom >= this || !q.view.ActiveIn(this) {
		return nil, wire.Errorf("DataUnavailableException", "Insufficient amount of historical data to generate forecast.")
	}
	q.currency = s.currency(q.view)
	return q, nil
}

// history returns the mean cost of the days behind a forecast and how far they lie from it.
func (s *service) history(ctx context.Context, q *query) (mean, deviation world.Amount, err error) {
	last := world.DayOf(s.world.Now()) - 1 // exclusive: yesterday is not reported yet
	past := *q
	past.daily, past.span = true, span{max(last-historyDays, q.view.ActiveFrom.FirstDay(), s.world.EarliestMonth().FirstDay()), last}
	buckets, err := s.collect(ctx, &past)
	if err != nil || len(buckets) == 0 {
		return 0, 0, err
	}
	costs, sum := make([]world.Amount, len(buckets)), world.Amount(0)
	for i, b := range buckets {
		for _, t := range b.sums {
			amount, err := q.metrics[0].total(&t.Sums).Amount()
			if err != nil {
				return 0, 0, err
			}
			costs[i] += amount
		}
		sum += costs[i]
	}
	mean = sum / world.Amount(len(costs))
	for _, c := range costs {
		deviation += max(c-mean, mean-c)
	}
	return mean, deviation / world.Amount(len(costs)), nil
}
