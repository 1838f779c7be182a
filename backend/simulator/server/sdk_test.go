package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/billing"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor"
	"github.com/aws/aws-sdk-go-v2/service/budgets"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"portal.example/simulator/server"
)

// simNow is the simulator's time in these tests; its clock is frozen there.
var simNow = time.Date(2026, time.November, 23, 8, 0, 0, 0, time.UTC)

const receiver = "111122223333"

// sim is a running simulator with the real SDK's clients pointed at it.
type sim struct {
	t   testing.TB
	url string
	sdk clients
}

type clients struct {
	sts     *sts.Client
	org     *organizations.Client
	billing *billing.Client
	bc      *billingconductor.Client
	ce      *costexplorer.Client
	budgets *budgets.Client
}

// option changes the server or the SDK's configuration of a test.
type option func(*server.Config, *aws.Config)

func withKey(accessKey, secret string) option {
	return func(_ *server.Config, c *aws.Config) {
		c.Credentials = credentials.NewStaticCredentialsProvider(accessKey, secret, "")
	}
}

func withTransport(wrap func(http.RoundTripper) http.RoundTripper) option {
	return func(_ *server.Config, c *aws.Config) {
		c.HTTPClient = &http.Client{Transport: wrap(http.DefaultTransport)}
	}
}

func withWall(wall func() time.Time) option {
	return func(c *server.Config, _ *aws.Config) { c.Wall = wall }
}

// start runs a scenario. The SDK does not retry, so each test sees the first answer.
func start(t testing.TB, scenario string, options ...option) *sim {
	t.Helper()
	cfg := server.Config{
		Scenario: scenario, Seed: 1, Now: simNow, Frozen: true, Wall: time.Now,
		Log: slog.New(slog.NewTextHandler(testWriter{t}, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	awsCfg := aws.Config{
		Region:           "us-east-1",
		Credentials:      credentials.NewStaticCredentialsProvider(server.AccessKey, server.SecretKey, ""),
		RetryMaxAttempts: 1,
	}
	for _, o := range options {
		o(&cfg, &awsCfg)
	}
	handler, err := server.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ts := httptest.NewServer(handler)
	t.Cleanup(ts.Close)
	awsCfg.BaseEndpoint = &ts.URL
	return &sim{t: t, url: ts.URL, sdk: newClients(awsCfg)}
}

func newClients(cfg aws.Config) clients {
	return clients{
		sts:     sts.NewFromConfig(cfg),
		org:     organizations.NewFromConfig(cfg),
		billing: billing.NewFromConfig(cfg),
		bc:      billingconductor.NewFromConfig(cfg),
		ce:      costexplorer.NewFromConfig(cfg),
		budgets: budgets.NewFromConfig(cfg),
	}
}

// as returns clients with other credentials.
func (s *sim) as(provider aws.CredentialsProvider) clients {
	return newClients(aws.Config{Region: "us-east-1", Credentials: provider, RetryMaxAttempts: 1, BaseEndpoint: &s.url})
}

// control calls the control API, decodes the answer into out (unless nil)
// and returns the status.
func (s *sim) control(method, path string, in, out any) int {
	s.t.Helper()
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			s.t.Fatal(err)
		}
		body = bytes.NewReader(b)
	}
	r, err := http.NewRequestWithContext(context.Background(), method, s.url+"/_sim/"+path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	if out != nil {
		if err := json.NewDecoder(res.Body).Decode(out); err != nil {
			s.t.Fatalf("%s %s: %v", method, path, err)
		}
	}
	return res.StatusCode
}

// faults puts the given rules in force.
func (s *sim) faults(rules ...map[string]any) {
	s.t.Helper()
	if status := s.control(http.MethodPut, "faults", rules, nil); status != http.StatusOK {
		s.t.Fatalf("set faults: status %d", status)
	}
}

// must fails the test on an error.
func must[T any](v T, err error) func(t testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// testWriter sends the simulator's log to the test's.
type testWriter struct{ t testing.TB }

func (w testWriter) Write(b []byte) (int, error) {
	w.t.Logf("simulator: %s", bytes.TrimSpace(b))
	return len(b), nil
}
