package costexplorer_test

import (
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

// TestAnomaliesAreTheReceiversOwn looks at several seeds, as not every receiver has one.
func TestAnomaliesAreTheReceiversOwn(t *testing.T) {
	t.Parallel()
	now, found := time.Date(2026, time.November, 23, 6, 15, 0, 0, time.UTC), 0
	for seed := uint64(1); seed <= 12; seed++ {
		handler, err := server.New(server.Config{Scenario: "tiny", Seed: seed, Now: now, Frozen: true, Wall: time.Now, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		ts := httptest.NewServer(handler)
		t.Cleanup(ts.Close)
		client := sdk.New(sdk.Options{
			Region: "us-east-1", BaseEndpoint: &ts.URL, RetryMaxAttempts: 1,
			Credentials: credentials.NewStaticCredentialsProvider(server.AccessKey, server.SecretKey, ""),
		})
		out, err := client.GetAnomalies(t.Context(), &sdk.GetAnomaliesInput{DateInterval: &types.AnomalyDateInterval{StartDate: aws.String("2025-11-01")}})
		if err != nil {
			t.Fatal(err)
		}
		own := map[string]bool{handler.World().ReceiverID(): true}
		for _, a := range handler.World().Receiver().Members {
			own[a.ID] = true
		}
		for _, a := range out.Anomalies {
			found++
			i, cause := a.Impact, a.RootCauses[0]
			if !own[aws.ToString(cause.LinkedAccount)] || aws.ToString(cause.UsageType) == "" {
				t.Errorf("seed %d: caused by %+v", seed, cause)
			}
			if aws.ToFloat64(i.TotalExpectedSpend) <= 0 || i.TotalImpact <= 0 || i.MaxImpact <= 0 || i.MaxImpact > i.TotalImpact+1e-6 {
				t.Errorf("seed %d: impact %+v", seed, i)
			}
		}
	}
	if found == 0 {
		t.Error("no receiver has an anomaly")
	}
}
