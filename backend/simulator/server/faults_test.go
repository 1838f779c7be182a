package server_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer"
	cetypes "github.com/aws/aws-sdk-go-v2/service/costexplorer/types"

	"portal.example/simulator/server"
	"portal.example/simulator/world"
)

// patient returns clients that retry at once and often, as a robust caller's would after waiting.
func (s *sim) patient() clients {
	return newClients(aws.Config{
		Region: "us-east-1", BaseEndpoint: &s.url,
		Credentials: credentials.NewStaticCredentialsProvider(server.AccessKey, server.SecretKey, ""),
		Retryer: func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) {
				o.MaxAttempts, o.RateLimiter = 12, ratelimit.None
				o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
			})
		},
	})
}

// readEverything reads each given view's year by record type and service,
// eight views at a time, and the pages of the billing groups.
func (s *sim) readEverything(ctx context.Context, views []world.BillingView, c clients) []string {
	s.t.Helper()
	out := make([]string, len(views)+1)
	work := make(chan int)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range work {
				out[i] = readView(ctx, s.t, c, views[i].ARN)
			}
		})
	}
	for i := range views {
		work <- i
	}
	close(work)
	wg.Wait()
	pages := billingconductor.NewListBillingGroupsPaginator(c.bc, &billingconductor.ListBillingGroupsInput{MaxResults: aws.Int32(4)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			s.t.Fatal(err)
		}
		for _, g := range page.BillingGroups {
			out[len(views)] += *g.Arn + "\n"
		}
	}
	return out
}

func readView(ctx context.Context, t testing.TB, c clients, arn string) string {
	t.Helper()
	in := costexplorer.GetCostAndUsageInput{
		TimePeriod:  &cetypes.DateInterval{Start: aws.String("2025-11-01"), End: aws.String("2026-11-24")},
		Granularity: cetypes.GranularityMonthly, Metrics: []string{"UnblendedCost"}, BillingViewArn: &arn,
		GroupBy: []cetypes.GroupDefinition{
			{Type: cetypes.GroupDefinitionTypeDimension, Key: aws.String("RECORD_TYPE")},
			{Type: cetypes.GroupDefinitionTypeDimension, Key: aws.String("SERVICE")},
		},
	}
	var text strings.Builder
	for {
		page, err := c.ce.GetCostAndUsage(ctx, &in)
		if err != nil {
			t.Errorf("%s: %v", arn, err)
			return ""
		}
		for _, r := range page.ResultsByTime {
			for _, g := range r.Groups {
				fmt.Fprintln(&text, *r.TimePeriod.Start, g.Keys, *g.Metrics["UnblendedCost"].Amount)
			}
		}
		if in.NextPageToken = page.NextPageToken; in.NextPageToken == nil {
			return text.String()
		}
	}
}

func TestAPatientCallerReadsTheSameThroughFaults(t *testing.T) {
	t.Parallel()
	s := start(t, "reseller")
	views := slices.DeleteFunc(s.snapshot().Views, func(v world.BillingView) bool { return v.Type == world.ViewPrimary })[:20]
	want := s.readEverything(t.Context(), views, s.sdk)
	s.faults(
		map[string]any{"id": "throttled", "kind": "throttle", "probability": 0.2},
		map[string]any{"id": "failed", "kind": "error5xx", "probability": 0.1},
		map[string]any{"id": "lost", "kind": "lost_response", "probability": 0.1},
		map[string]any{"id": "dropped", "kind": "drop", "probability": 0.1},
	)
	got := s.readEverything(t.Context(), views, s.patient())
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("answer %d differs under faults:\n%s\nwant\n%s", i, got[i], want[i])
		}
	}
	var rules []struct {
		ID      string
		Applied int
	}
	s.control(http.MethodGet, "faults", nil, &rules)
	for _, r := range rules {
		if r.Applied == 0 {
			t.Errorf("rule %s never struck", r.ID)
		}
	}
}

// TestRateLimitsRefuseWithTheServicesOwnErrors: an account's third request in a moment is over a
// limit of two a second.
func TestRateLimitsRefuseWithTheServicesOwnErrors(t *testing.T) {
	t.Parallel()
	frozen := time.Now()
	s := start(t, "tiny", withWall(func() time.Time { return frozen }))
	if got := s.control(http.MethodPut, "rate-limits", map[string]int{"ec2": 2}, nil); got != http.StatusBadRequest {
		t.Errorf("a limit of a service that is not there: status %d", got)
	}
	limits := map[string]int{}
	if got := s.control(http.MethodPut, "rate-limits", map[string]int{"ce": 2, "organizations": 2}, &limits); got != http.StatusOK || limits["ce"] != 2 {
		t.Fatalf("status %d, %v", got, limits)
	}
	for service, want := range map[string]string{"ce": "LimitExceededException", "organizations": "TooManyRequestsException", "billing": ""} {
		var err error
		for range 3 {
			err = calls[service](t.Context(), s.sdk)
		}
		if code(err) != want {
			t.Errorf("%s: %v, want %q", service, err, want)
		}
	}
	s.control(http.MethodPut, "rate-limits", map[string]int{}, nil)
	if err := calls["ce"](t.Context(), s.sdk); err != nil {
		t.Errorf("without limits: %v", err)
	}
}
