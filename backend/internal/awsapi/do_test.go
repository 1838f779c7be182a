package awsapi_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/usage"
)

const view = "arn:aws:billing::111122223333:billingview/billing-transfer-a"

// wire answers Cost Explorer requests with one handler after the other; the last one stays. It stands in for failures that the simulator
// cannot make, below the level of AWS.
type wire struct {
	mu      sync.Mutex
	replies []http.HandlerFunc
	served  int
}

func serve(t *testing.T, replies ...http.HandlerFunc) (*wire, string) {
	t.Helper()
	w := &wire{replies: replies}
	srv := httptest.NewServer(w)
	t.Cleanup(srv.Close)
	return w, srv.URL
}

func (w *wire) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.Header.Get("Authorization"), "/sts/") {
		_, _ = io.WriteString(rw, `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/portal</Arn>`+
			`<Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)
		return
	}
	w.mu.Lock()
	reply := w.replies[min(w.served, len(w.replies)-1)]
	w.served++
	w.mu.Unlock()
	reply(rw, r)
}

func (w *wire) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.served
}

const october = `{"ResultsByTime":[{"TimePeriod":{"Start":"2026-10-01","End":"2026-11-01"},"Estimated":false,
	"Groups":[{"Keys":["Usage","Amazon S3"],"Metrics":{"UnblendedCost":{"Amount":"12.5","Unit":"USD"}}}]}]}`

func ok(rw http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(rw, october) }

func awsError(status int, code, message string, header ...string) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			rw.Header().Set(header[i], header[i+1])
		}
		rw.Header().Set("X-Amzn-Requestid", "request-1")
		rw.WriteHeader(status)
		_, _ = io.WriteString(rw, `{"__type":"`+code+`","message":"`+message+`"}`)
	}
}

// cut reads the request and hangs up.
func cut(rw http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	conn, _, err := rw.(http.Hijacker).Hijack()
	if err == nil {
		conn.Close()
	}
}

// half promises more than it sends.
func half(rw http.ResponseWriter, _ *http.Request) {
	rw.Header().Set("Content-Length", "5000")
	_, _ = io.WriteString(rw, october[:40])
}

func read(t *testing.T, b *bench) error {
	t.Helper()
	got, err := b.MonthlyCosts(t.Context(), b.scope, view, months(t, "2026-10", "2026-11"))
	if err == nil && (len(got) != 1 || len(got[0].Entries) != 1 || got[0].Entries[0].Amount.String() != "12.5") {
		t.Errorf("costs = %+v", got)
	}
	return err
}

func TestAFailedRequestIsMadeAgainAndMeteredByWhatAWSCharges(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		replies []http.HandlerFunc
		meter   [3]int // asked, charged, not charged
	}{
		"answered at once":         {[]http.HandlerFunc{ok}, [3]int{1, 1, 0}},
		"throttled twice":          {[]http.HandlerFunc{awsError(400, "LimitExceededException", "Rate exceeded"), awsError(429, "Whatever", "slow"), ok}, [3]int{3, 1, 2}},
		"failed inside AWS":        {[]http.HandlerFunc{awsError(500, "InternalFailure", ""), awsError(503, "ServiceUnavailable", ""), ok}, [3]int{3, 1, 2}},
		"failed before AWS":        {[]http.HandlerFunc{func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusBadGateway) }, ok}, [3]int{2, 1, 1}},
		"answer lost":              {[]http.HandlerFunc{cut, ok}, [3]int{2, 2, 0}},
		"answer cut in the middle": {[]http.HandlerFunc{half, ok}, [3]int{2, 2, 0}},
		"credentials expired once": {[]http.HandlerFunc{awsError(400, "ExpiredTokenException", ""), ok}, [3]int{2, 1, 1}},
		"everything one by one":    {[]http.HandlerFunc{cut, awsError(500, "InternalFailure", ""), half, awsError(400, "ThrottlingException", ""), ok}, [3]int{5, 3, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, url := serve(t, c.replies...)
			b := setup(t, url, nil)
			if err := read(t, b); err != nil {
				t.Fatal(err)
			}
			if got := b.meter.counts(); got != c.meter {
				t.Errorf("meter = %v, want %v (asked, charged, not charged)", got, c.meter)
			}
			if w.count() != len(c.replies) {
				t.Errorf("%d requests arrived, want %d", w.count(), len(c.replies))
			}
		})
	}
}

func TestAttemptsEndAndTheWaitsDouble(t *testing.T) {
	t.Parallel()
	w, url := serve(t, awsError(500, "InternalFailure", ""))
	b := setup(t, url, nil)
	wantFault(t, read(t, b), fault.Unavailable, ledger.CodeAWSUnavailable)
	if w.count() != awsapi.DefaultAttempts {
		t.Errorf("%d attempts, want %d", w.count(), awsapi.DefaultAttempts)
	}
	ms := time.Millisecond
	want := []time.Duration{200 * ms, 400 * ms, 800 * ms, 1600 * ms, 3200 * ms, 6400 * ms, 10_000 * ms}
	if got := b.timer.waits(); !slices.Equal(got, want) {
		t.Errorf("waits without jitter = %v, want %v", got, want)
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	t.Parallel()
	t.Run("a short one is waited for", func(t *testing.T) {
		t.Parallel()
		_, url := serve(t, awsError(429, "ThrottlingException", "", "Retry-After", "7"), ok)
		b := setup(t, url, nil)
		if err := read(t, b); err != nil {
			t.Fatal(err)
		}
		if got := b.timer.waits(); len(got) != 1 || got[0] != 7*time.Second+200*time.Millisecond {
			t.Errorf("waits = %v, want Retry-After and then the jitter", got)
		}
	})
	t.Run("a long one is handed on", func(t *testing.T) {
		t.Parallel()
		w, url := serve(t, awsError(429, "ThrottlingException", "", "Retry-After", "300"), ok)
		b := setup(t, url, nil)
		f := wantFault(t, read(t, b), fault.Unavailable, ledger.CodeAWSThrottled)
		if f.RetryAfter != 5*time.Minute || w.count() != 1 {
			t.Errorf("retry after %s, %d requests", f.RetryAfter, w.count())
		}
	})
}

func TestARequestThatNeverLeftIsNotCharged(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(&wire{replies: []http.HandlerFunc{func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Connection", "close") // nothing may be left to write to
		ok(rw, r)
	}}})
	srv.Config.SetKeepAlivesEnabled(false)
	b := setup(t, srv.URL, func(c *awsapi.Config) { c.Attempts = 3 })
	if err := read(t, b); err != nil { // proves the identity and is charged
		t.Fatal(err)
	}
	srv.Close()
	wantFault(t, read(t, b), fault.Unavailable, ledger.CodeAWSUnavailable)
	if got := b.meter.counts(); got != [3]int{4, 1, 3} {
		t.Errorf("meter = %v, want three attempts without a connection and so without a charge", got)
	}
}

func TestASilentServerIsGivenUp(t *testing.T) {
	t.Parallel()
	quit := make(chan struct{})
	t.Cleanup(func() { close(quit) })
	_, url := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		select {
		case <-quit:
		case <-r.Context().Done():
		}
	}, ok)
	b := setup(t, url, func(c *awsapi.Config) { c.Timeout = 300 * time.Millisecond })
	if err := read(t, b); err != nil {
		t.Fatal(err)
	}
	// On a busy machine the second answer may be late as well.
	if got := b.meter.counts(); got[0] < 2 || got[1] != got[0] {
		t.Errorf("meter = %v; a request without an answer may have been charged", got)
	}
}

func TestAnAnswerThatCannotBeReadIsAnError(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"no JSON":       `<html>captive portal</html>`,
		"another shape": `{"ResultsByTime":"none"}`,
		"empty":         ``,
		"nothing in it": `{}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, url := serve(t, func(rw http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(rw, body) })
			b := setup(t, url, nil)
			wantFault(t, read(t, b), fault.Unavailable, awsapi.CodeAnswerInvalid)
			if w.count() != 1 || b.meter.counts() != [3]int{1, 1, 0} {
				t.Errorf("%d requests, meter %v; AWS answered and charges", w.count(), b.meter.counts())
			}
		})
	}
}

func TestRefusalsOfAWSBecomeFaults(t *testing.T) {
	t.Parallel()
	denied := "User: arn:aws:iam::111122223333:user/portal is not authorized to perform: ce:GetCostAndUsageX on resource: arn:aws:ce:us-east-1:111122223333:/GetCostAndUsage because no identity-based policy allows it"
	for _, c := range []struct {
		status     int
		code       string
		message    string
		kind       fault.Kind
		faultCode  string
		permission string
	}{
		{400, "AccessDeniedException", denied, fault.UpstreamDenied, ledger.CodeAWSDenied, "ce:GetCostAndUsageX"},
		{403, "AccessDeniedException", "no", fault.UpstreamDenied, ledger.CodeAWSDenied, "ce:GetCostAndUsage"},
		{400, "UnrecognizedClientException", "", fault.UpstreamDenied, ledger.CodeAWSCredentials, ""},
		{403, "InvalidSignatureException", "", fault.UpstreamDenied, ledger.CodeAWSCredentials, ""},
		{400, "ExpiredTokenException", "", fault.UpstreamDenied, ledger.CodeAWSCredentials, ""},
		{400, "BillingViewHealthStatusException", "", fault.Conflict, ledger.CodeViewUnhealthy, ""},
		{400, "DataUnavailableException", "", fault.Conflict, ledger.CodeAWSDataNotReady, ""},
		{400, "ValidationException", "", fault.Internal, ledger.CodeAWSRefused, ""},
		{400, "InvalidNextTokenException", "", fault.Internal, ledger.CodeAWSRefused, ""},
		{400, "BillExpirationException", "", fault.Internal, ledger.CodeAWSRefused, ""},
		{404, "ResourceNotFoundException", "", fault.Internal, ledger.CodeAWSRefused, ""},
		{418, "NeverHeardOfException", "", fault.Internal, ledger.CodeAWSRefused, ""},
	} {
		t.Run(c.code, func(t *testing.T) {
			t.Parallel()
			_, url := serve(t, awsError(c.status, c.code, c.message))
			b := setup(t, url, nil)
			err := read(t, b)
			f := wantFault(t, err, c.kind, c.faultCode)
			if f.Permission != c.permission {
				t.Errorf("permission = %q, want %q", f.Permission, c.permission)
			}
			if c.permission != "" && (!strings.Contains(f.Message, c.permission) || !strings.Contains(f.Message, "111122223333") || !strings.Contains(f.Message, "GetCostAndUsage")) {
				t.Errorf("message %q does not name permission, operation and account", f.Message)
			}
			if !strings.Contains(err.Error(), c.code) || !strings.Contains(err.Error(), "request-1") {
				t.Errorf("error %q lost its cause or request id", err)
			}
			if strings.Contains(f.Message, "request-1") || strings.Contains(f.Message, "user/portal") {
				t.Errorf("message %q tells what only the log may know", f.Message)
			}
			if got := b.meter.counts(); got[1] != 0 {
				t.Errorf("meter = %v; what AWS refuses it does not charge", got)
			}
		})
	}
}

func TestTheCapStopsRequestsBeforeTheyAreMade(t *testing.T) {
	t.Parallel()
	w, url := serve(t, cut)
	b := setup(t, url, func(c *awsapi.Config) { c.Attempts = 10 })
	b.meter.cap = 3
	wantFault(t, read(t, b), fault.Precondition, usage.CodeCapReached)
	if w.count() != 3 || b.meter.counts() != [3]int{3, 3, 0} {
		t.Errorf("%d requests, meter %v; want three and then none", w.count(), b.meter.counts())
	}
}

func TestAZeroScopeIsRefused(t *testing.T) {
	t.Parallel()
	w, url := serve(t, ok)
	b := setup(t, url, nil)
	_, err := b.MonthlyCosts(t.Context(), scope.Scope{}, view, months(t, "2026-10", "2026-11"))
	wantFault(t, err, fault.Internal, scope.CodeScopeMissing)
	if w.count() != 0 {
		t.Errorf("%d requests were made without a scope", w.count())
	}
}

func TestARequestWithoutViewOrMonthsIsRefused(t *testing.T) {
	t.Parallel()
	w, url := serve(t, ok)
	b := setup(t, url, nil)
	_, err := b.MonthlyCosts(t.Context(), b.scope, "", months(t, "2026-10", "2026-11"))
	wantFault(t, err, fault.Internal, ledger.CodeAWSRefused)
	_, err = b.MonthlyCosts(t.Context(), b.scope, view, months(t, "2026-10", "2026-10"))
	wantFault(t, err, fault.Internal, ledger.CodeAWSRefused)
	if w.count() != 0 || b.meter.counts() != [3]int{} {
		t.Errorf("%d requests were made", w.count())
	}
}

func TestACancelledReadEndsWithItsCauseAndIsMetered(t *testing.T) {
	t.Parallel()
	stop := errors.New("the job was cancelled")
	ctx, cancel := context.WithCancelCause(t.Context())
	_, url := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		cancel(stop)
		<-r.Context().Done()
	})
	b := setup(t, url, nil)
	_, err := b.MonthlyCosts(ctx, b.scope, view, months(t, "2026-10", "2026-11"))
	if !errors.Is(err, stop) {
		t.Errorf("error = %v, want the cause of the cancellation", err)
	}
	if got := b.meter.counts(); got != [3]int{1, 1, 0} {
		t.Errorf("meter = %v; the request had left", got)
	}
}

func TestPageTokensThatDoNotEndAreAnError(t *testing.T) {
	t.Parallel()
	t.Run("the same token again", func(t *testing.T) {
		t.Parallel()
		w, url := serve(t, func(rw http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(rw, `{"ResultsByTime":[],"NextPageToken":"again"}`)
		})
		b := setup(t, url, nil)
		wantFault(t, read(t, b), fault.Unavailable, awsapi.CodeAnswerInvalid)
		if w.count() != 2 {
			t.Errorf("%d pages were paid for", w.count())
		}
	})
	t.Run("ever new tokens", func(t *testing.T) {
		t.Parallel()
		w, url := serve(t, func(rw http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(rw, `{"ResultsByTime":[],"NextPageToken":"`+time.Now().Format(time.RFC3339Nano)+`"}`)
		})
		b := setup(t, url, nil)
		wantFault(t, read(t, b), fault.Unavailable, awsapi.CodeAnswerInvalid)
		if w.count() != 200 {
			t.Errorf("%d pages were paid for, want the bound of 200", w.count())
		}
	})
}
