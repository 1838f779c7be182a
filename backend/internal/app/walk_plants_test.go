package app

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// TestTheWalkNoticesFaults plants answers with one fault each; a walk that finds nothing is worth something only if it finds these.
func TestTheWalkNoticesFaults(t *testing.T) {
	t.Parallel()
	var echo, list *walked
	for _, op := range operationsOf(t) {
		switch op.id {
		case "EchoMessage":
			echo = op
		case "ListSavedViews":
			list = op
		}
	}
	const (
		good    = `{"type":"/docs#problem-invalid_request","title":"The request is not valid","status":400,"detail":"message: Send it.","instance":"urn:request:r1","code":"invalid_request","request_id":"r1","errors":[{"parameter":"message","code":"missing","detail":"The parameter is missing. Send it."}]}`
		problem = "application/problem+json"
		plain   = "application/json"
	)
	before, _, _ := strings.Cut(good, `,"errors"`)
	bare := before + "}"
	refusedAs := func(old, text string) string { return strings.ReplaceAll(good, old, text) }
	for _, tt := range []struct {
		name   string
		op     *walked
		want   probe
		status int
		kind   string
		body   string
		fault  string // part of what is told; empty for an answer without a fault
	}{
		{"a good answer", echo, probe{status: answered}, 200, plain, `{"message":"hello"}`, ""},
		{"a good refusal", echo, probe{status: badRequest, field: "message"}, 400, problem, good, ""},
		{"a failure inside", echo, probe{}, 500, problem, refusedAs("400", "500"), "failed inside"},
		{"another status than wanted", echo, probe{status: badRequest}, 200, plain, `{"message":"hello"}`, "answers 200 and not [400]"},
		{"another place than wanted", echo, probe{field: "/mode"}, 400, problem, good, "names [message] and not /mode"},
		{"an answer of another shape", echo, probe{}, 200, plain, `{"massage":"hello"}`, "not as promised"},
		{"a null", list, probe{}, 200, plain, `{"items":null,"total":0}`, "not as promised"},
		{"a status that is not promised", echo, probe{}, 404, problem, refusedAs("400", "404"), "answers 404, which it does not promise"},
		{"a page of text", echo, probe{}, 400, "text/html", "<h1>Bad request</h1>", "no problem document"},
		{"a code nobody knows", echo, probe{}, 400, problem, refusedAs("invalid_request", "bad_request"), "in no catalogue"},
		{"the code of a field nobody knows", echo, probe{}, 400, problem, refusedAs(`"missing"`, `"gone"`), "code gone of a field"},
		{"no field", echo, probe{}, 400, problem, refusedAs(`"parameter":"message",`, ""), "names a parameter or a pointer"},
		{"no fields", echo, probe{}, 400, problem, bare, "nothing is named"},
		{"no remedy", echo, probe{}, 400, problem, refusedAs("The parameter is missing. Send it.", "The parameter is missing."), "does not say what to do"},
		{"another request id", echo, probe{}, 400, problem, refusedAs("r1", "r2"), "request id"},
		{"a Go type", echo, probe{}, 400, problem, refusedAs("The parameter is missing.", "json: cannot unmarshal string into Go struct field."), "tells of its inside"},
		{"a map", echo, probe{}, 400, problem, refusedAs("The parameter is missing.", "map[] is not allowed."), "tells of its inside"},
		{"a path", echo, probe{}, 400, problem, refusedAs("The parameter is missing.", "open /home/portal/state.db."), "tells of its inside"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			target := "/echo?message=hello"
			if tt.op == list {
				target = "/me/views"
			}
			header := http.Header{"Content-Type": {tt.kind}, "X-Request-Id": {"r1"}, "X-Content-Type-Options": {"nosniff"}}
			got := reply{tt.status, header, []byte(tt.body), httptest.NewRequestWithContext(t.Context(), tt.op.method, "http://127.0.0.1"+target, nil)}
			tt.want.op = tt.op
			told := append(faultsOf(t, tt.want, got), unexpected(tt.want, got)...)
			if tt.fault == "" && len(told) > 0 || tt.fault != "" && !slices.ContainsFunc(told, func(f string) bool { return strings.Contains(f, tt.fault) }) {
				t.Errorf("told %q, want %q", told, tt.fault)
			}
		})
	}
}
