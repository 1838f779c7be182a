package awsapi_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"portal.example/backend/internal/accounts"
	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/awsapi/pace"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/testkit/simulated"
)

func TestAmbientNamesThePortalsOwnAccount(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	got, err := setup(t, sim.URL, nil).Ambient(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got.AccountID != simulated.Receiver || !strings.HasSuffix(got.ARN, ":user/portal") || !strings.HasPrefix(got.OrganizationID, "o-") {
		t.Errorf("identity = %+v", got)
	}
}

func TestAnIdentityStandsWithoutItsOrganization(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	sim.SetFaults(simulated.Fault{Service: awsapi.Organizations, Kind: simulated.Deny})
	b := setup(t, sim.URL, nil)
	for name, ask := range map[string]func() (accounts.Identity, error){
		"ambient": func() (accounts.Identity, error) { return b.Ambient(t.Context()) },
		"probe":   func() (accounts.Identity, error) { return b.Probe(t.Context(), b.scope) },
	} {
		if got, err := ask(); err != nil || got.AccountID != simulated.Receiver || got.OrganizationID != "" {
			t.Errorf("%s = %+v, %v", name, got, err)
		}
	}
}

func TestAReceiverIsReachedByItsRole(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	b := setup(t, sim.URL, func(c *awsapi.Config) { c.Receivers = byRole(simulated.RoleARN, simulated.ExternalID) })
	got, err := b.Probe(t.Context(), b.scope)
	if err != nil {
		t.Fatal(err)
	}
	if got.AccountID != simulated.Receiver || !strings.Contains(got.ARN, ":assumed-role/") || !strings.HasSuffix(got.ARN, "/"+awsapi.RoleSessionName) {
		t.Errorf("identity = %+v", got)
	}
}

func TestAssumedCredentialsAreKeptUntilShortlyBeforeTheyExpire(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	b := setup(t, sim.URL, func(c *awsapi.Config) { c.Receivers = byRole(simulated.RoleARN, simulated.ExternalID) })
	read := func() {
		t.Helper()
		if _, err := b.BillingGroups(t.Context(), b.scope); err != nil {
			t.Error(err)
		}
	}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(read)
	}
	wg.Wait()
	if got := sim.Counted(awsapi.STS, "AssumeRole").Requests; got != 1 {
		t.Errorf("20 reads at once assumed the role %d times, want once", got)
	}
	b.timer.advance(54 * time.Minute) // of the hour the role is given for
	read()
	if got := sim.Counted(awsapi.STS, "AssumeRole").Requests; got != 1 {
		t.Errorf("assumed %d times after 54 minutes, want once", got)
	}
	b.timer.advance(2 * time.Minute)
	read()
	if got := sim.Counted(awsapi.STS, "AssumeRole").Requests; got != 2 {
		t.Errorf("assumed %d times after 56 minutes, want twice", got)
	}
	// The simulator dates credentials by the machine's clock, so the new ones end four minutes from the test's now as well.
	sim.SetFaults(simulated.Fault{Service: awsapi.STS, Kind: simulated.Error5xx})
	read() // what is left of the old credentials is better than nothing
	b.timer.advance(5 * time.Minute)
	if _, err := b.BillingGroups(t.Context(), b.scope); !fault.Is(err, fault.Unavailable) {
		t.Errorf("error with expired credentials and no new ones = %v", err)
	}
}

func TestARoleThatIsNotGivenIsADenialThatNamesIt(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	b := setup(t, sim.URL, func(c *awsapi.Config) { c.Receivers = byRole(simulated.RoleARN, "a-guess") })
	_, err := b.BillingGroups(t.Context(), b.scope)
	if f := wantFault(t, err, fault.UpstreamDenied, ledger.CodeAWSDenied); f.Permission != "sts:AssumeRole" || !strings.Contains(f.Message, "external id") {
		t.Errorf("fault = %+v", f)
	}
	if got := sim.Counted(awsapi.BillingConductor, "ListBillingGroups").Requests; got != 0 {
		t.Errorf("%d requests were made without the role", got)
	}
}

func TestCredentialsOfAnotherAccountAreRefused(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	const other = "999988887777"
	for name, receivers := range map[string]awsapi.Receivers{
		"home":               home,
		"role of another":    byRole(simulated.RoleARN, simulated.ExternalID),
		"role of a stranger": byRole("arn:aws:iam::555566667777:role/x", simulated.ExternalID),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, sim.URL, func(c *awsapi.Config) { c.Receivers = receivers })
			_, err := b.InboundTransfers(t.Context(), receiver(t, other))
			wantFault(t, err, fault.UpstreamDenied, ledger.CodeAWSWrongAccount)
		})
	}
	t.Run("nothing was read", func(t *testing.T) {
		if got := sim.Counted(awsapi.Organizations, "ListInboundResponsibilityTransfers").Requests; got != 0 {
			t.Errorf("%d requests were made with credentials of another account", got)
		}
	})
}

func TestARegistrationWithoutRoleOrExternalIDIsRefused(t *testing.T) {
	t.Parallel()
	_, url := serve(t, ok)
	for name, receivers := range map[string]awsapi.Receivers{
		"nothing":        byRole("", ""),
		"no external id": byRole(simulated.RoleARN, ""),
		"no ARN":         byRole("BillingRole", "x"),
		"not a role":     byRole("arn:aws:s3:::bucket", "x"),
	} {
		b := setup(t, url, func(c *awsapi.Config) { c.Receivers = receivers })
		if _, err := b.BillingGroups(t.Context(), b.scope); !fault.Is(err, fault.UpstreamDenied) {
			t.Errorf("%s: error = %v", name, err)
		}
	}
}

func TestAChangedRegistrationCountsAtOnce(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	access := awsapi.Access{Home: true}
	b := setup(t, sim.URL, func(c *awsapi.Config) {
		c.Receivers = awsapi.ReceiversFunc(func(context.Context, scope.Scope) (awsapi.Access, error) { return access, nil })
	})
	first, err := b.Probe(t.Context(), b.scope)
	if err != nil {
		t.Fatal(err)
	}
	access = awsapi.Access{RoleARN: simulated.RoleARN, ExternalID: simulated.ExternalID}
	second, err := b.Probe(t.Context(), b.scope)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(first.ARN, ":user/") || !strings.Contains(second.ARN, ":assumed-role/") {
		t.Errorf("identities = %s, then %s", first.ARN, second.ARN)
	}
}

func TestAKeyThatAWSDoesNotKnowIsAFaultOfCredentials(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	for name, key := range map[string]awsapi.Key{
		"unknown key":  {ID: "AKIDNOBODY0000000001", Secret: simulated.SecretKey},
		"wrong secret": {ID: simulated.AccessKey, Secret: "another-secret"},
	} {
		b := setup(t, sim.URL, func(c *awsapi.Config) { c.Key = key })
		_, err := b.Ambient(t.Context())
		if f := wantFault(t, err, fault.UpstreamDenied, ledger.CodeAWSCredentials); strings.Contains(f.Message, key.ID) {
			t.Errorf("%s: message %q shows the key", name, f.Message)
		}
		_, err = b.MonthlyCosts(t.Context(), b.scope, view, months(t, "2026-10", "2026-11"))
		wantFault(t, err, fault.UpstreamDenied, ledger.CodeAWSCredentials)
	}
}

func TestNewRefusesWhatItCannotWorkWith(t *testing.T) {
	t.Parallel()
	full := func() awsapi.Config {
		var c awsapi.Config
		setup(t, "http://127.0.0.1:1", func(given *awsapi.Config) { c = *given })
		return c
	}
	for name, spoil := range map[string]func(*awsapi.Config){
		"no receivers":  func(c *awsapi.Config) { c.Receivers = nil },
		"no meter":      func(c *awsapi.Config) { c.Meter = nil },
		"no clock":      func(c *awsapi.Config) { c.Clock = nil },
		"no timer":      func(c *awsapi.Config) { c.Timer = nil },
		"no jitter":     func(c *awsapi.Config) { c.Jitter = nil },
		"no logger":     func(c *awsapi.Config) { c.Logger = nil },
		"half a key":    func(c *awsapi.Config) { c.Key.Secret = "" },
		"no attempts":   func(c *awsapi.Config) { c.Attempts = -1 },
		"a broken pace": func(c *awsapi.Config) { c.Pace = map[string]pace.Limits{awsapi.STS: {}} },
	} {
		c := full()
		spoil(&c)
		if _, err := awsapi.New(c); err == nil {
			t.Errorf("%s: New accepts it", name)
		}
	}
}

func TestRandomJitterStaysWithinItsLimit(t *testing.T) {
	t.Parallel()
	for _, limit := range []time.Duration{-1, 0, 1, time.Second} {
		for range 1000 {
			if got := awsapi.RandomJitter(limit); got < 0 || got > max(limit, 0) {
				t.Fatalf("RandomJitter(%s) = %s", limit, got)
			}
		}
	}
}
