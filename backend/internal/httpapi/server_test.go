package httpapi

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"portal.example/api"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

func TestEveryOperationAnswersAsPromised(t *testing.T) {
	t.Parallel()
	h := newAPI(t, newRooms()) // compares every answer with the contract
	for _, target := range []string{
		"/health", "/echo?message=hello", "/me", "/accounts", "/accounts?search=example", "/transfers", "/customers", "/dashboard", "/dashboard?period=2026-10",
		"/transfer-dashboard?by=service&limit=5&page=1", "/collections", "/jobs", "/jobs/job_01jd2v9r3k8m", "/jobs/job_01jd2v9r3k8m/items", "/usage", "/usage?month=2026-10",
		"/me/preferences", "/me/views", "/plans", "/plans?filter=status:eq:draft&sort=title", "/me/views?filter=table:eq:jobs&sort=-updated_at",
	} {
		if rec, _ := (request{"GET", target, nil, ""}).send(t, h); rec.Code != http.StatusOK {
			t.Errorf("GET %s: %d %s", target, rec.Code, rec.Body)
		}
	}
	for _, target := range []string{"/collections", "/jobs/job_01jd2v9r3k8m/cancel"} {
		rec, _ := request{"POST", target, map[string]string{"Content-Type": "application/json"}, `{"mode":"verify"}`}.send(t, h)
		if rec.Code != http.StatusAccepted {
			t.Errorf("POST %s: %d %s", target, rec.Code, rec.Body)
		}
		if target == "/collections" && rec.Header().Get("Location") != "/jobs/job_01jd2v9r3k8m" {
			t.Errorf("Location is %q", rec.Header().Get("Location"))
		}
	}
}

func TestUnknownIsAbsentAndNeverZero(t *testing.T) {
	t.Parallel()
	m, _ := period.ParseMonth("2026-10")
	cost, _ := money.ParseDecimal("12.340")
	r := newRooms()
	known := margin.Figures{Currency: "EUR", AWSCost: margin.Known(cost), Charged: margin.Known(money.Zero), Tax: margin.Known(money.Zero)}
	r.list = &margin.List{Provenance: provenance(m), Totals: []margin.Totals{{Figures: margin.Figures{Currency: "EUR"}, Rows: 1}}}
	r.list.Page.Items = []margin.Row{
		{Key: "a", Label: "A", Standing: ledger.StandingUnknown, Completeness: margin.Pending, Figures: margin.Figures{Currency: "EUR"}},
		{Key: "b", Label: "B", Standing: ledger.StandingFinal, Completeness: margin.Complete, Figures: known, AsOf: now, Customer: &transfers.Customer{ID: "210000000001", State: transfers.StateActive, GroupStatus: transfers.GroupActive}},
	}
	rec, _ := request{"GET", "/transfer-dashboard", nil, ""}.send(t, newAPI(t, r))
	var got struct {
		Items []struct {
			Figures map[string]json.RawMessage
			AsOf    *string `json:"as_of"`
		}
		Totals []struct{ Figures map[string]json.RawMessage }
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if n := len(got.Items[0].Figures); n != 1 || got.Items[0].AsOf != nil {
		t.Errorf("an unknown row shows %v, as of %v", got.Items[0].Figures, got.Items[0].AsOf)
	}
	if n := len(got.Totals[0].Figures); n != 1 {
		t.Errorf("an unknown total shows %v", got.Totals[0].Figures)
	}
	for field, want := range map[string]string{
		"aws_cost": `{"amount":"12.34","currency":"EUR"}`, "charged": `{"amount":"0","currency":"EUR"}`, "margin": `{"amount":"-12.34","currency":"EUR"}`,
		"markup_percent": `"-100"`, "tax": `{"amount":"0","currency":"EUR"}`, "margin_percent": "", "credits": "", "support": "", "line_items": "",
	} {
		if got := string(got.Items[1].Figures[field]); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
}

func TestCustomerDetail(t *testing.T) {
	t.Parallel()
	m, _ := period.ParseMonth("2026-10")
	d := func(s string) money.Decimal { v, _ := money.ParseDecimal(s); return v }
	cu := transfers.Customer{ID: "210000000001", Name: "Acme", State: transfers.StateActive, GroupStatus: transfers.GroupMissing}
	r := newRooms()
	r.detail = &margin.Detail{
		Customer: cu, Month: m, Provenance: provenance(m),
		Row: margin.Row{Key: cu.ID, Label: cu.Name, Customer: &cu, Standing: ledger.StandingFinal, Completeness: margin.Partial, Figures: margin.Figures{Currency: "USD", AWSCost: margin.Known(d("10"))}},
		Ledger: ledger.CustomerMonth{
			CustomerID: cu.ID, Month: m,
			MyView: ledger.ViewMonth{
				Status: ledger.ViewRead, Source: ledger.SourceCostExplorer, Currency: "USD", AsOf: now, Total: d("11"),
				Entries:     []ledger.Entry{{RecordType: "Tax", Service: "Tax", Amount: d("1")}, {RecordType: "Usage", Service: "S3", Amount: d("10")}},
				Adjustments: []ledger.Adjustment{{RecordType: "Refund", Service: "S3", Before: d("0"), After: d("-2.5"), ObservedAt: now}},
			},
			Showback: ledger.ViewMonth{Status: ledger.ViewNone, Detail: "There is no Showback."},
		},
		ByRecordType: []margin.Line{{Key: "Usage", Class: margin.ClassUsage, MyView: margin.Known(d("10"))}, {Key: "Tax", MyView: margin.Known(d("1"))}},
	}
	rec, _ := request{"GET", "/customers/210000000001?period=2026-10", nil, ""}.send(t, newAPI(t, r))
	golden(t, "customer.json", rec.Body.Bytes())
}

func TestFailures(t *testing.T) {
	t.Parallel()
	denied := fault.Wrap(errors.New("User: arn:aws:iam::111122223333:user/secret"), fault.UpstreamDenied, ledger.CodeAWSDenied, "AWS denied ce:GetCostAndUsage.")
	denied.Permission = "ce:GetCostAndUsage"
	later := fault.New(fault.Unavailable, ledger.CodeAWSThrottled, "AWS limits the rate.")
	later.RetryAfter = 1500 * time.Millisecond
	tests := []struct {
		name   string
		fail   error
		status int
		code   string
		says   string // part of the answer
	}{
		{"our fault is told in general words", errors.New("secret: no such table"), 500, "internal_error", "request id"},
		{"an internal fault too", fault.New(fault.Internal, scope.CodeScopeMissing, "secret"), 500, "internal_error", "request id"},
		{"a code that is not in the catalogue", fault.New(fault.Conflict, "secret_code", "secret"), 500, "internal_error", "request id"},
		{"a denial names the permission", denied, 502, "aws_denied", `"missing_permission":"ce:GetCostAndUsage"`},
		{"later", later, 503, "aws_throttled", `"retry_after_seconds":2`},
		{"a deadline", context.DeadlineExceeded, 503, "request_timed_out", "smaller page"},
		{"wrapped", errors.Join(errors.New("secret"), fault.New(fault.Conflict, jobs.CodeJobFinished, "It has ended.")), 409, "job_finished", "It has ended."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRooms()
			r.fail = tt.fail
			var log bytes.Buffer
			h, err := New(config(r, &log))
			if err != nil {
				t.Fatal(err)
			}
			rec, p := request{"GET", "/dashboard?period=2026-10", nil, ""}.send(t, validated(t, h))
			if rec.Code != tt.status || p.Code != tt.code || !strings.Contains(rec.Body.String(), tt.says) || strings.Contains(rec.Body.String(), "secret") {
				t.Errorf("got %d %s", rec.Code, rec.Body)
			}
			if tt.status == 503 && tt.name == "later" && rec.Header().Get("Retry-After") != "2" {
				t.Errorf("Retry-After is %q", rec.Header().Get("Retry-After"))
			}
			if causes := strings.Count(log.String(), `"level":"ERROR"`); causes != map[bool]int{true: 1}[tt.status >= 500] {
				t.Errorf("the cause is logged %d times:\n%s", causes, &log)
			}
		})
	}
}

func TestPanicIsAnAnswerAndALine(t *testing.T) {
	t.Parallel()
	r := newRooms()
	r.panics = true
	var log bytes.Buffer
	h, err := New(config(r, &log))
	if err != nil {
		t.Fatal(err)
	}
	rec, p := request{"GET", "/dashboard", nil, ""}.send(t, validated(t, h))
	if rec.Code != 500 || p.Code != "internal_error" || strings.Contains(rec.Body.String(), "bug") {
		t.Errorf("got %d %s", rec.Code, rec.Body)
	}
	if !strings.Contains(log.String(), "secret detail of a bug") || strings.Count(log.String(), `"msg":"request"`) != 1 {
		t.Errorf("log:\n%s", &log)
	}
}

func TestAccessLogNamesTheRequestAndNotItsQuery(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h, err := New(config(newRooms(), &log))
	if err != nil {
		t.Fatal(err)
	}
	request{"GET", "/transfers?search=Acme+Secret", nil, ""}.send(t, h)
	request{"GET", "/transfers?cursor=zzz", map[string]string{"X-Request-ID": "two words"}, ""}.send(t, h)
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	if len(lines) != 2 || strings.Contains(log.String(), "Acme") || strings.Contains(log.String(), "two words") {
		t.Fatalf("log:\n%s", &log)
	}
	var first, second map[string]any
	if err := errors.Join(json.Unmarshal([]byte(lines[0]), &first), json.Unmarshal([]byte(lines[1]), &second)); err != nil {
		t.Fatal(err)
	}
	for k, want := range map[string]any{"request_id": "test", "operation": "/transfers", "status": 200.0, "principal": "local", "account_id": receiver, "method": "GET"} {
		if first[k] != want {
			t.Errorf("%s is %v, want %v", k, first[k], want)
		}
	}
	if second["error_code"] != "invalid_request" || second["status"] != 400.0 {
		t.Errorf("second line: %v", second)
	}
}

func TestDegradedHealthStillAnswers(t *testing.T) {
	t.Parallel()
	c := config(newRooms(), io.Discard)
	c.Checks = append(c.Checks, Check{"aws", func(context.Context) (string, bool) { return "AWS does not answer.", false }})
	h, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	rec, _ := request{"GET", "/health", map[string]string{"X-Account-Id": ""}, ""}.send(t, validated(t, h))
	golden(t, "health_degraded.json", rec.Body.Bytes())
}

// nobody refuses everybody.
type nobody struct{}

func (nobody) Authenticate(*http.Request) (scope.Principal, error) {
	return scope.Principal{}, fault.New(fault.Unauthenticated, fault.CodeInvalidRequest, "Sign in.")
}

func TestAuthenticationComesBeforeValidation(t *testing.T) {
	t.Parallel()
	c := config(newRooms(), io.Discard)
	c.Authenticator = nobody{}
	h, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	rec, _ := request{"GET", "/dashboard?period=x", nil, ""}.send(t, h)
	if rec.Code != http.StatusUnauthorized || rec.Header().Get("WWW-Authenticate") == "" {
		t.Errorf("got %d %v", rec.Code, rec.Header())
	}
}

func TestNewRefusesWhatIsMissing(t *testing.T) {
	t.Parallel()
	c := config(newRooms(), io.Discard)
	c.Usage = nil
	if _, err := New(c); err == nil || !strings.Contains(err.Error(), "usage") {
		t.Errorf("got %v", err)
	}
}

func TestDocumentIsTheRepositorysByteForByte(t *testing.T) {
	t.Parallel()
	want, err := os.ReadFile("../../../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	rec, _ := request{"GET", "/openapi.yaml", nil, ""}.send(t, newAPI(t, newRooms()))
	if !bytes.Equal(rec.Body.Bytes(), want) || !bytes.Equal(api.Document(), want) {
		t.Error("/openapi.yaml is not openapi.yaml: run 'make generate'")
	}
}

func TestServerOverTheWire(t *testing.T) {
	t.Parallel()
	h, err := New(config(newRooms(), io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	do := func(method, path string, header map[string]string) (*http.Response, []byte) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range header {
			r.Header.Set(k, v)
		}
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp, body
	}
	get, body := do(http.MethodGet, "/me", map[string]string{"Accept-Encoding": "identity"})
	head, none := do(http.MethodHead, "/me", map[string]string{"Accept-Encoding": "identity"})
	if head.StatusCode != http.StatusOK || len(none) != 0 || head.ContentLength != int64(len(body)) || get.Header.Get("Content-Type") != head.Header.Get("Content-Type") {
		t.Errorf("HEAD: %d, %d bytes, length %d, want %d", head.StatusCode, len(none), head.ContentLength, len(body))
	}
	if options, _ := do(http.MethodOptions, "/collections", nil); options.StatusCode != http.StatusNoContent || !strings.Contains(options.Header.Get("Allow"), "POST") || options.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("OPTIONS: %d %v", options.StatusCode, options.Header)
	}
	if put, _ := do(http.MethodPut, "/me", nil); put.StatusCode != http.StatusMethodNotAllowed || !strings.Contains(put.Header.Get("Allow"), "GET") || !strings.Contains(put.Header.Get("Allow"), "HEAD") {
		t.Errorf("PUT: %d %v", put.StatusCode, put.Header)
	}
	packed, compressed := do(http.MethodGet, "/openapi.yaml", map[string]string{"Accept-Encoding": "gzip"})
	zr, err := gzip.NewReader(bytes.NewReader(compressed))
	if err != nil {
		t.Fatalf("%v; %v", packed.Header, err)
	}
	if plain, err := io.ReadAll(zr); err != nil || !bytes.Equal(plain, api.Document()) {
		t.Errorf("the compressed document is another: %v", err)
	}
	if small, _ := do(http.MethodGet, "/health", map[string]string{"Accept-Encoding": "gzip"}); small.Header.Get("Content-Encoding") != "" {
		t.Error("a small answer is compressed")
	}
	if failed, body := do(http.MethodGet, "/dashboard", map[string]string{"Accept-Encoding": "gzip"}); failed.Header.Get("Content-Encoding") != "" || !json.Valid(body) {
		t.Errorf("a problem is not plain: %v", failed.Header)
	}
	for k, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "Content-Security-Policy": contentPolicy} {
		if got := get.Header.Get(k); got != want {
			t.Errorf("%s is %q, want %q", k, got, want)
		}
	}
	docs, page := do(http.MethodGet, "/docs", nil)
	style, _ := do(http.MethodGet, "/docs/style.css", nil)
	if docs.StatusCode != http.StatusOK || !strings.Contains(string(page), `id="problem-invalid_month"`) || style.StatusCode != http.StatusOK || !strings.HasPrefix(style.Header.Get("Content-Type"), "text/css") {
		t.Errorf("docs %d %v, style %d %v", docs.StatusCode, docs.Header, style.StatusCode, style.Header)
	}
}

func TestEveryPatternOfARequestIsExplained(t *testing.T) {
	t.Parallel()
	spec, err := api.GetSpec()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for path, item := range spec.Paths.Map() {
		for method, op := range item.Operations() {
			for _, p := range op.Parameters {
				if pattern := p.Value.Schema.Value.Pattern; pattern != "" {
					seen++
					if _, ok := forms[pattern]; !ok {
						t.Errorf("%s %s: the pattern %s of %s has no explanation in forms", method, path, pattern, p.Value.Name)
					}
				}
			}
		}
	}
	if seen == 0 {
		t.Error("no parameter has a pattern: the test looks in the wrong place")
	}
}
