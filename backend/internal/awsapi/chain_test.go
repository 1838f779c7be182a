package awsapi_test

import (
	"path/filepath"
	"testing"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/testkit/simulated"
)

// alone takes the machine's own AWS configuration out of the test's way.
func alone(t *testing.T) {
	t.Helper()
	for _, name := range []string{
		"AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN",
		"AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CA_BUNDLE",
	} {
		t.Setenv(name, "")
	}
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("AWS_CONFIG_FILE", filepath.Join(t.TempDir(), "config"))
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(t.TempDir(), "credentials"))
}

func TestWithoutAKeyTheOrdinaryChainIsUsed(t *testing.T) {
	alone(t)
	sim := simulated.Start(t, simulated.Options{})
	t.Setenv("AWS_ACCESS_KEY_ID", simulated.AccessKey)
	t.Setenv("AWS_SECRET_ACCESS_KEY", simulated.SecretKey)
	t.Setenv("AWS_REGION", "eu-central-1")                           // billing APIs live in us-east-1 whatever the profile says
	t.Setenv("AWS_ENDPOINT_URL_COST_EXPLORER", "http://127.0.0.1:1") // the endpoint that was configured wins
	b := setup(t, sim.URL, func(c *awsapi.Config) { c.Key = awsapi.Key{} })
	if got, err := b.Ambient(t.Context()); err != nil || got.AccountID != simulated.Receiver {
		t.Errorf("ambient = %+v, %v", got, err)
	}
	wantTruth(t, sim, b, months(t, "2026-10", "2026-11"))
}

func TestNoCredentialsAtAllIsAFaultWithARemedy(t *testing.T) { //nolint:paralleltest // alone changes the environment
	alone(t)
	w, url := serve(t, ok)
	b := setup(t, url, func(c *awsapi.Config) { c.Key = awsapi.Key{} })
	_, err := b.Ambient(t.Context())
	wantFault(t, err, fault.UpstreamDenied, ledger.CodeAWSCredentials)
	_, err = b.MonthlyCosts(t.Context(), b.scope, view, months(t, "2026-10", "2026-11"))
	wantFault(t, err, fault.UpstreamDenied, ledger.CodeAWSCredentials)
	if w.count() != 0 || b.meter.counts() != [3]int{} {
		t.Errorf("%d requests, meter %v", w.count(), b.meter.counts())
	}
}

func TestAnUnreadableProfileIsAFaultOfCredentials(t *testing.T) {
	alone(t)
	t.Setenv("AWS_PROFILE", "a-profile-nobody-wrote")
	b := setup(t, "", func(c *awsapi.Config) { c.Key = awsapi.Key{} })
	_, err := b.Ambient(t.Context())
	wantFault(t, err, fault.UpstreamDenied, ledger.CodeAWSCredentials)
}
