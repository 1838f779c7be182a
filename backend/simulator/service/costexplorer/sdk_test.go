package costexplorer_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/costexplorer"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer/types"

	"portal.example/simulator/server"
)

// TestTheRealClientReadsTheAnswer goes through signature, wire and the SDK's own decoder.
func TestTheRealClientReadsTheAnswer(t *testing.T) {
	t.Parallel()
	handler, err := server.New(server.Config{
		Scenario: "tiny", Seed: 1, Now: time.Date(2026, time.November, 23, 6, 15, 0, 0, time.UTC), Frozen: true, Wall: time.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	ts := httptest.NewServer(handler)
	t.Cleanup(ts.Close)
	client := sdk.New(sdk.Options{
		Region: "us-east-1", BaseEndpoint: &ts.URL, RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider(server.AccessKey, server.SecretKey, ""),
	})
	out, err := client.GetCostAndUsage(context.Background(), &sdk.GetCostAndUsageInput{
		TimePeriod:  &types.DateInterval{Start: aws.String("2026-09-01"), End: aws.String("2026-11-01")},
		Granularity: types.GranularityMonthly,
		Metrics:     []string{"UnblendedCost"},
		GroupBy:     []types.GroupDefinition{{Type: types.GroupDefinitionTypeDimension, Key: aws.String("LINKED_ACCOUNT")}},
		Filter:      &types.Expression{Not: &types.Expression{Dimensions: &types.DimensionValues{Key: types.DimensionRecordType, Values: []string{"Tax"}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out.ResultsByTime) != 2 || len(out.ResultsByTime[0].Groups) != 3 || len(out.DimensionValueAttributes) != 3 {
		t.Fatalf("%d periods, %d groups, %d attributes", len(out.ResultsByTime), len(out.ResultsByTime[0].Groups), len(out.DimensionValueAttributes))
	}
	if cost := out.ResultsByTime[0].Groups[0].Metrics["UnblendedCost"]; aws.ToString(cost.Unit) != "USD" || aws.ToString(cost.Amount) == "0" {
		t.Errorf("cost is %s %s", aws.ToString(cost.Amount), aws.ToString(cost.Unit))
	}
	_, err = client.GetCostAndUsage(context.Background(), &sdk.GetCostAndUsageInput{
		TimePeriod:  &types.DateInterval{Start: aws.String("2026-09-01"), End: aws.String("2026-11-01")},
		Granularity: types.GranularityMonthly, Metrics: []string{"UnblendedCost"}, NextPageToken: aws.String("invented"),
	})
	if badToken := (*types.InvalidNextTokenException)(nil); !errors.As(err, &badToken) {
		t.Errorf("an invented token: %v", err)
	}
	names, err := client.GetDimensionValues(context.Background(), &sdk.GetDimensionValuesInput{
		TimePeriod: &types.DateInterval{Start: aws.String("2026-09-01"), End: aws.String("2026-11-01")}, Dimension: types.DimensionService,
	})
	if err != nil || aws.ToInt32(names.TotalSize) < 5 {
		t.Errorf("services: %+v, %v", names, err)
	}
}
