package httpapi

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite golden files")

func decode(b []byte) (any, error) {
	var v any
	err := json.Unmarshal(b, &v)
	return v, err
}

// problem is a problem document as a client reads it.
type problem struct {
	Type, Title, Detail, Instance, Code string
	Status                              int
	RequestID                           string `json:"request_id"`
	Errors                              []struct {
		Parameter    string
		Pointer      *string
		Code, Detail string
	}
}

type request struct {
	method, target string
	header         map[string]string
	body           string
}

func (q request) send(t testing.TB, h http.Handler) (*httptest.ResponseRecorder, problem) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), q.method, "http://127.0.0.1:8000/", strings.NewReader(q.body))
	path, query, _ := strings.Cut(q.target, "?")
	r.URL.Path, r.URL.RawQuery, r.RequestURI = path, query, q.target
	r.Header.Set("X-Account-Id", receiver)
	r.Header.Set("X-Request-ID", "test")
	for k, v := range q.header {
		if v == "" {
			r.Header.Del(k)
			continue
		}
		r.Header.Set(k, v)
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	var p problem
	if rec.Code >= 400 {
		if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil {
			t.Fatalf("%s %s: %q is not JSON: %v", q.method, q.target, rec.Body, err)
		}
	}
	return rec, p
}

func TestBadInputIsToldWhereAndWhatToDo(t *testing.T) {
	t.Parallel()
	h := newAPI(t, newRooms())
	js := map[string]string{"Content-Type": "application/json"}
	long := strings.Repeat("x", 10_000)
	tellsWhatToDo(t, h, []bad{
		{"unknown receiver", request{"GET", "/dashboard", map[string]string{"X-Account-Id": "999999999999"}, ""}, 403, "receiver_forbidden", "X-Account-Id", "Choose another receiver"},
		{"malformed receiver", request{"GET", "/dashboard", map[string]string{"X-Account-Id": "12"}, ""}, 400, "invalid_request", "X-Account-Id", "12 digits"},
		{"receiver with a NUL", request{"GET", "/dashboard", map[string]string{"X-Account-Id": "11112222333\x00"}, ""}, 400, "invalid_request", "X-Account-Id", "12 digits"},
		{"no receiver", request{"GET", "/dashboard", map[string]string{"X-Account-Id": ""}, ""}, 400, "invalid_request", "X-Account-Id", "Send the account id"},
		{"malformed month", request{"GET", "/dashboard?period=2026-13", nil, ""}, 400, "invalid_request", "period", "Use YYYY-MM"},
		{"month with more behind it", request{"GET", "/dashboard?period=2026-10%0A", nil, ""}, 400, "invalid_request", "period", "Use YYYY-MM"},
		{"month before AWS", request{"GET", "/dashboard?period=0000-01", nil, ""}, 400, "invalid_request", "period", "from 2000"},
		{"empty month", request{"GET", "/dashboard?period=", nil, ""}, 400, "invalid_request", "period", "Use YYYY-MM"},
		{"month of the meter", request{"GET", "/usage?month=november", nil, ""}, 400, "invalid_request", "month", "Use YYYY-MM"},
		{"bad cursor", request{"GET", "/transfers?cursor=zzz", nil, ""}, 400, "invalid_request", "cursor", "without a cursor"},
		{"oversized page", request{"GET", "/customers?limit=101", nil, ""}, 400, "invalid_request", "limit", "from 1 to 100"},
		{"empty page", request{"GET", "/customers?limit=0", nil, ""}, 400, "invalid_request", "limit", "from 1 to 100"},
		{"page beyond int32", request{"GET", "/customers?page=99999999999999999999", nil, ""}, 400, "invalid_request", "page", "from 1 to 100000"},
		{"page that is no number", request{"GET", "/jobs?page=two", nil, ""}, 400, "invalid_request", "page", "whole number"},
		{"cursor with page", request{"GET", "/transfers?cursor=abc&page=2", nil, ""}, 400, "invalid_request", "cursor", "not both"},
		{"unknown operator", request{"GET", "/transfers?filter=name:like:x", nil, ""}, 400, "invalid_request", "filter", "Use one of eq"},
		{"unknown property", request{"GET", "/transfers?filter=size:eq:1", nil, ""}, 400, "invalid_request", "filter", "Use one of name"},
		{"malformed sort", request{"GET", "/transfers?sort=Name;drop", nil, ""}, 400, "invalid_request", "query", "Encode"},
		{"sort of another form", request{"GET", "/transfers?sort=Name", nil, ""}, 400, "invalid_request", "sort", "separated by commas"},
		{"unknown sort", request{"GET", "/transfers?sort=-size", nil, ""}, 400, "invalid_request", "sort", "Use one of name"},
		{"unknown grouping", request{"GET", "/transfer-dashboard?by=day", nil, ""}, 400, "invalid_request", "by", "customer, service, month"},
		{"unknown query parameter", request{"GET", "/dashboard?perid=2026-10", nil, ""}, 400, "invalid_request", "perid", "It has period"},
		{"query parameter where there is none", request{"GET", "/me?verbose=1", nil, ""}, 400, "invalid_request", "verbose", "no query parameters"},
		{"repeated query parameter", request{"GET", "/dashboard?period=2026-10&period=2026-11", nil, ""}, 400, "invalid_request", "period", "once"},
		{"query that is not encoded", request{"GET", "/echo?message=%zz", nil, ""}, 400, "invalid_request", "query", "Encode"},
		{"NUL", request{"GET", "/echo?message=a%00b", nil, ""}, 400, "invalid_request", "message", "plain text"},
		{"control character", request{"GET", "/transfers?search=%1b%5b31m", nil, ""}, 400, "invalid_request", "search", "plain text"},
		{"not UTF-8", request{"GET", "/transfers?search=%ff%fe", nil, ""}, 400, "invalid_request", "search", "UTF-8"},
		{"very long value", request{"GET", "/echo?message=" + long, nil, ""}, 400, "invalid_request", "message", "at most 1000"},
		{"very long path", request{"GET", "/customers/" + long, nil, ""}, 400, "invalid_request", "customer_id", "12 digits"},
		{"address that is too long", request{"GET", "/echo?message=" + long + long, nil, ""}, 414, "url_too_long", "", "16 KiB"},
		{"missing query parameter", request{"GET", "/echo", nil, ""}, 400, "invalid_request", "message", "Send it"},
		{"malformed job", request{"GET", "/jobs/42", nil, ""}, 400, "invalid_request", "job_id", "job_id of an answer"},
		{"unknown job", request{"GET", "/jobs/job_00000000", nil, ""}, 404, "job_not_found", "", "no such job"},
		{"unknown customer", request{"GET", "/customers/210000000009", nil, ""}, 404, "customer_not_found", "", "210000000009"},
		{"key of a preference", request{"PUT", "/me/preferences/Table", js, `{"value":""}`}, 400, "invalid_request", "preference_key", "beginning with a letter"},
		{"long preference", request{"PUT", "/me/preferences/a", js, `{"value":"` + long + `"}`}, 400, "invalid_request", "/value", "at most 8000"},
		{"preference without a value", request{"PUT", "/me/preferences/a", js, `{}`}, 400, "invalid_request", "/value", "Send it"},
		{"blank name of a view", request{"POST", "/me/views", js, `{"table":"jobs","name":" ","query":""}`}, 400, "invalid_request", "/name", "not all spaces"},
		{"view of two lines", request{"POST", "/me/views", js, `{"table":"jobs","name":"a\nb","query":""}`}, 400, "invalid_request", "/name", "in one line"},
		{"view that is no query", request{"POST", "/me/views", js, `{"table":"jobs","name":"a","query":"%zz"}`}, 400, "invalid_request", "/query", "query of an address"},
		{"unknown view", request{"PUT", "/me/views/view_00000000", js, `{"table":"jobs","name":"a","query":""}`}, 404, "saved_view_not_found", "", "/me/views"},
		{"malformed view", request{"DELETE", "/me/views/7", nil, ""}, 400, "invalid_request", "view_id", "view_id of an answer"},
		{"plan of nothing", request{"POST", "/plans", js, `{"receiver_id":"111122223333"}`}, 400, "invalid_request", "body", "exactly one"},
		{"plan of two things", request{"POST", "/plans", js, `{"receiver_id":"111122223333","rename":{"transfer_id":"rt-00000001","name":"x"},"cancel_invitation":{"transfer_id":"rt-00000001"}}`}, 400, "invalid_request", "body", "exactly one"},
		{"plan for another receiver", request{"POST", "/plans", js, `{"receiver_id":"222233334444","cancel_invitation":{"transfer_id":"rt-00000001"}}`}, 409, "receiver_mismatch", "", "another receiver"},
		{"plan without a receiver", request{"POST", "/plans", js, `{"cancel_invitation":{"transfer_id":"rt-00000001"}}`}, 400, "invalid_request", "/receiver_id", "Send it"},
		{"plan for an unknown transfer", request{"POST", "/plans", js, `{"receiver_id":"111122223333","cancel_invitation":{"transfer_id":"rt-00000001"}}`}, 404, "transfer_not_found", "", "/transfers"},
		{"malformed transfer", request{"POST", "/plans", js, `{"receiver_id":"111122223333","cancel_invitation":{"transfer_id":"7"}}`}, 400, "invalid_request", "/cancel_invitation/transfer_id", "transfer_id of an answer"},
		{"invitation of nobody", request{"POST", "/plans", js, `{"receiver_id":"111122223333","invite":{"name":"x","starts":"2026-12"}}`}, 400, "invalid_request", "/invite", "exactly one"},
		{"invitation with an umlaut", request{"POST", "/plans", js, `{"receiver_id":"111122223333","invite":{"account_id":"210000000099","name":"Müller","starts":"2026-12"}}`}, 400, "invalid_request", "/invite/name", "English alphabet"},
		{"invitation for this month", request{"POST", "/plans", js, `{"receiver_id":"111122223333","invite":{"account_id":"210000000099","name":"x","starts":"2026-11"}}`}, 400, "invalid_request", "/invite/starts", "Use 2026-12 or 2027-01"},
		{"invitation for no month", request{"POST", "/plans", js, `{"receiver_id":"111122223333","invite":{"account_id":"210000000099","name":"x","starts":"soon"}}`}, 400, "invalid_request", "/invite/starts", "Use YYYY-MM"},
		{"invitation with a sender", request{"POST", "/plans", js, `{"receiver_id":"111122223333","invite":{"account_id":"210000000099","name":"x","starts":"2026-12","from":"me"}}`}, 400, "invalid_request", "/invite/from", "no such property"},
		{"unknown plan", request{"GET", "/plans/plan_00000000", nil, ""}, 404, "plan_not_found", "", "/plans"},
		{"malformed plan", request{"GET", "/plans/7", nil, ""}, 400, "invalid_request", "plan_id", "plan_id of an answer"},
		{"applying nothing", request{"POST", "/plans/plan_00000000/apply", js, `{}`}, 400, "invalid_request", "/content_hash", "Send it"},
		{"applying an unknown plan", request{"POST", "/plans/plan_00000000/apply", js, `{"receiver_id":"111122223333","content_hash":"00000000"}`}, 404, "plan_not_found", "", "/plans"},
		{"discarding an unknown plan", request{"POST", "/plans/plan_00000000/discard", nil, ""}, 404, "plan_not_found", "", "/plans"},
		{"unknown path", request{"GET", "/dashbord", nil, ""}, 404, "path_unknown", "", "/docs"},
		{"path with a slash too many", request{"GET", "/dashboard/", nil, ""}, 404, "path_unknown", "", "/docs"},
		{"wrong method", request{"DELETE", "/dashboard", nil, ""}, 405, "method_not_allowed", "", "Allow"},
		{"unknown method", request{"BREW", "/dashboard", nil, ""}, 405, "method_not_allowed", "", "Allow"},
		{"no content type", request{"POST", "/collections", nil, `{"mode":"refresh"}`}, 415, "content_type_unsupported", "", "application/json"},
		{"wrong content type", request{"POST", "/collections", map[string]string{"Content-Type": "text/plain"}, `{"mode":"refresh"}`}, 415, "content_type_unsupported", "", "application/json"},
		{"wrong charset", request{"POST", "/collections", map[string]string{"Content-Type": "application/json; charset=latin1"}, `{"mode":"refresh"}`}, 415, "content_type_unsupported", "", "UTF-8"},
		{"no body", request{"POST", "/collections", js, ""}, 400, "invalid_request", "body", "Send a JSON object"},
		{"broken JSON", request{"POST", "/collections", js, `{"mode":`}, 400, "invalid_request", "body", "breaks at byte 8"},
		{"two JSON values", request{"POST", "/collections", js, `{"mode":"refresh"} {}`}, 400, "invalid_request", "body", "breaks at byte"},
		{"JSON of another type", request{"POST", "/collections", js, `[1]`}, 400, "invalid_request", "body", "Send a JSON object"},
		{"missing property", request{"POST", "/collections", js, `{}`}, 400, "invalid_request", "/mode", "Send it"},
		{"property of another type", request{"POST", "/collections", js, `{"mode":7}`}, 400, "invalid_request", "/mode", "refresh, backfill, verify"},
		{"value that is not allowed", request{"POST", "/collections", js, `{"mode":"all"}`}, 400, "invalid_request", "/mode", "refresh, backfill, verify"},
		{"unknown JSON property", request{"POST", "/collections", js, `{"mode":"refresh","customer~/x":1}`}, 400, "invalid_request", "/customer~0~1x", "no such property"},
		{"property in another case", request{"POST", "/collections", js, `{"Mode":"refresh"}`}, 400, "invalid_request", "/Mode", "no such property"},
		{"body that is too large", request{"POST", "/collections", js, `{"mode":"` + strings.Repeat("x", 1<<20) + `"}`}, 413, "body_too_large", "", "1 MiB"},
		{"change from another site", request{"POST", "/jobs/job_01jd2v9r3k8m/cancel", map[string]string{"Sec-Fetch-Site": "cross-site"}, ""}, 403, "origin_not_allowed", "", "another site"},
	})
}

// bad is a request that cannot be right, with what it is told.
type bad struct {
	name   string
	req    request
	status int
	code   string
	field  string // parameter, or pointer when it begins with a slash, or "body" for the whole body; empty: no field
	detail string // what to do; a part of the field's detail, or of the problem's
}

func tellsWhatToDo(t *testing.T, h http.Handler, tests []bad) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rec, p := tt.req.send(t, h)
			if rec.Code != tt.status || p.Code != tt.code || p.Status != tt.status {
				t.Fatalf("got %d %s, want %d %s\n%s", rec.Code, p.Code, tt.status, tt.code, rec.Body)
			}
			if tt.field == "" {
				if !strings.Contains(p.Detail, tt.detail) {
					t.Errorf("detail %q does not say %q", p.Detail, tt.detail)
				}
			} else if !names(p, tt.field, tt.detail) {
				t.Errorf("%+v does not name %q with %q", p.Errors, tt.field, tt.detail)
			}
			if strings.Contains(rec.Body.String(), strings.Repeat("x", 101)) || rec.Body.Len() > 8_000 {
				t.Errorf("the answer repeats too much of the request: %d bytes", rec.Body.Len())
			}
		})
	}
}

// names reports whether the problem has the field with the detail.
func names(p problem, field, detail string) bool {
	for _, e := range p.Errors {
		at := e.Parameter
		if at == "" && e.Pointer != nil {
			if at = *e.Pointer; at == "" {
				at = "body"
			}
		}
		if at == field && strings.Contains(e.Detail, detail) {
			return true
		}
	}
	return false
}

func TestEveryFaultOfARequestIsTold(t *testing.T) {
	t.Parallel()
	_, p := request{"GET", "/customers?limit=500&page=0&serch=x&match=some", map[string]string{"X-Account-Id": "1"}, ""}.send(t, newAPI(t, newRooms()))
	for _, field := range []string{"limit", "page", "serch", "match", "X-Account-Id"} {
		if !names(p, field, "") {
			t.Errorf("%s is missing in %+v", field, p.Errors)
		}
	}
	if len(p.Errors) != 5 {
		t.Errorf("got %d errors: %+v", len(p.Errors), p.Errors)
	}
}

func TestProblemDocuments(t *testing.T) {
	t.Parallel()
	h := newAPI(t, newRooms())
	for name, req := range map[string]request{
		"malformed_month":   {"GET", "/dashboard?period=2026-13", nil, ""},
		"unknown_receiver":  {"GET", "/dashboard", map[string]string{"X-Account-Id": "999999999999"}, ""},
		"several_faults":    {"GET", "/customers?limit=500&serch=x", nil, ""},
		"broken_json":       {"POST", "/collections", map[string]string{"Content-Type": "application/json"}, `{"mode":`},
		"unknown_path":      {"GET", "/nowhere", nil, ""},
		"method":            {"PUT", "/me", nil, ""},
		"customer_notfound": {"GET", "/customers/210000000009", nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rec, _ := req.send(t, h)
			golden(t, "problem_"+name+".json", rec.Body.Bytes())
		})
	}
}

// golden compares JSON with a file, indented.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, got, "", "  "); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; go test -update writes it", err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s: -want +got\n%s", name, diff)
	}
}
