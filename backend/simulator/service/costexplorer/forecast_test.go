package costexplorer_test

import (
	"errors"
	"log/slog"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/costexplorer"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer/types"

	"portal.example/simulator/server"
	"portal.example/simulator/world"
)

// forecaster is a client of a world at an instant.
func forecaster(t *testing.T, now time.Time) (*sdk.Client, *world.World) {
	t.Helper()
	handler, err := server.New(server.Config{Scenario: "tiny", Seed: 1, Now: now, Frozen: true, Wall: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ts := httptest.NewServer(handler)
	t.Cleanup(ts.Close)
	return sdk.New(sdk.Options{
		Region: "us-east-1", BaseEndpoint: &ts.URL, RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider(server.AccessKey, server.SecretKey, ""),
	}), handler.World()
}

func forecastOf(view, from, to string, granularity types.Granularity) *sdk.GetCostForecastInput {
	return &sdk.GetCostForecastInput{
		TimePeriod: &types.DateInterval{Start: &from, End: &to}, Granularity: granularity, Metric: types.MetricUnblendedCost, BillingViewArn: &view,
	}
}

func viewOf(t *testing.T, w *world.World, kind world.ViewType) world.BillingView {
	t.Helper()
	m := world.MonthOf(w.Now())
	return w.Views(world.ViewFilter{Types: []world.ViewType{kind}, ActiveIn: &m})[0]
}

func TestAForecastGoesOnLikeThePast(t *testing.T) {
	t.Parallel()
	client, w := forecaster(t, time.Date(2026, time.November, 23, 6, 15, 0, 0, time.UTC))
	view := viewOf(t, w, world.ViewMy).ARN
	out, err := client.GetCostForecast(t.Context(), forecastOf(view, "2026-11-23", "2027-01-01", types.GranularityMonthly))
	if err != nil {
		t.Fatal(err)
	}
	past, err := client.GetCostAndUsage(t.Context(), &sdk.GetCostAndUsageInput{
		TimePeriod: &types.DateInterval{Start: aws.String("2026-10-01"), End: aws.String("2026-11-01")}, Granularity: types.GranularityMonthly,
		Metrics: []string{"UnblendedCost"}, BillingViewArn: &view,
	})
	if err != nil {
		t.Fatal(err)
	}
	number := func(s *string) float64 {
		f, err := strconv.ParseFloat(aws.ToString(s), 64)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	if len(out.ForecastResultsByTime) != 2 {
		t.Fatalf("%d periods, want the rest of November and December", len(out.ForecastResultsByTime))
	}
	december, october := out.ForecastResultsByTime[1], past.ResultsByTime[0].Total["UnblendedCost"]
	if got, want := number(december.MeanValue), number(october.Amount); got < 0.7*want || got > 1.3*want {
		t.Errorf("December is forecast at %.2f, October was %.2f", got, want)
	}
	if low, mean, high := number(december.PredictionIntervalLowerBound), number(december.MeanValue), number(december.PredictionIntervalUpperBound); low >= mean || mean >= high {
		t.Errorf("the interval is %.2f to %.2f around %.2f", low, high, mean)
	}
}

func TestForecastsAreRefused(t *testing.T) {
	t.Parallel()
	client, w := forecaster(t, time.Date(2026, time.November, 23, 6, 15, 0, 0, time.UTC))
	view := viewOf(t, w, world.ViewMy).ARN
	for name, in := range map[string]*sdk.GetCostForecastInput{
		"past":       forecastOf(view, "2026-11-22", "2026-12-01", types.GranularityDaily),
		"backwards":  forecastOf(view, "2026-12-22", "2026-12-01", types.GranularityDaily),
		"far days":   forecastOf(view, "2026-11-23", "2027-06-01", types.GranularityDaily),
		"far months": forecastOf(view, "2026-11-23", "2029-01-01", types.GranularityMonthly),
		"hours":      forecastOf(view, "2026-11-23", "2026-12-01", types.GranularityHourly),
		"not money":  {TimePeriod: &types.DateInterval{Start: aws.String("2026-11-23"), End: aws.String("2026-12-01")}, Granularity: types.GranularityDaily, Metric: types.MetricUsageQuantity},
	} {
		if _, err := client.GetCostForecast(t.Context(), in); err == nil {
			t.Errorf("%s: want a refusal", name)
		}
	}
	// A group that was made this month has no full cycle behind it.
	g := w.BillingGroups()[0]
	if err := w.DeleteBillingGroup(g.ARN); err != nil {
		t.Fatal(err)
	}
	w.Clock().Set(time.Date(2026, time.December, 3, 0, 0, 0, 0, time.UTC))
	if _, err := w.CreateBillingGroup(world.CreateBillingGroupInput{Name: "fresh", PricingPlanARN: world.BasicPlanARN, TransferARN: g.TransferARN}); err != nil {
		t.Fatal(err)
	}
	m := world.MonthOf(w.Now())
	for _, v := range w.Views(world.ViewFilter{Types: []world.ViewType{world.ViewShowback}, ActiveIn: &m}) {
		if v.ActiveFrom != m {
			continue
		}
		_, err := client.GetCostForecast(t.Context(), forecastOf(v.ARN, "2026-12-03", "2027-01-01", types.GranularityMonthly))
		if none := (*types.DataUnavailableException)(nil); !errors.As(err, &none) {
			t.Errorf("a view without a full cycle: %v", err)
		}
		return
	}
	t.Error("no view began this month")
}
