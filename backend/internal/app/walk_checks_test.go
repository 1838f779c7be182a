package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3filter"

	"portal.example/backend/internal/httpapi/problems"
)

// told is a problem document as a client reads it.
type told struct {
	Type, Title, Detail, Instance, Code string
	Status                              int
	RequestID                           string `json:"request_id"`
	Errors                              []struct {
		Parameter, Pointer *string
		Code, Detail       string
	}
}

// inside is what a caller must never read: paths, types and words of the program and of the libraries it is made of.
var inside = strings.Split("/work/|/home/|/tmp/|.go:|goroutine |panic:|runtime error|portal.example|openapi3|kin-openapi|echo.|json: |strconv.|sqlite|bbolt|invalid character|"+
	"unexpected EOF|%!|map[|(0x|<nil>|reflect.", "|")

// ofInside is the first word of the inside in an answer; empty when there is none.
func ofInside(answer []byte) string {
	for _, word := range inside {
		if bytes.Contains(answer, []byte(word)) {
			return word
		}
	}
	return ""
}

// remedy is a word with which a sentence says what to do.
var remedy = regexp.MustCompile(`\b(Use|Send|Leave|Choose|Write|Compare|Encode|Read|Add|Ask|Make|Name|Collect|Try|Check|Say|Give|Set|Delete|Start|Wait|Shorten|Cancel|Look|Create|Take|Withdraw|Change|Undo|Repeat|choose|It has|no query parameters|list|lists|listed|GET|may hold)\b`)

// faultsOf compares an answer with the contract and with what holds for every answer.
func faultsOf(t *testing.T, p probe, got reply) []string {
	t.Helper()
	var faults []string
	add := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if got.status >= http.StatusInternalServerError {
		add("it failed inside")
	}
	if err := againstContract(t, got); err != nil {
		add("not as promised: %.400s", err)
	}
	for _, status := range []int{http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusConflict} {
		if got.status == status && !bytes.Contains(got.body, []byte(`"origin_not_allowed"`)) && (p.method == "" || p.method == http.MethodHead) && !p.op.promises(status) {
			add("answers %d, which it does not promise by itself", status)
		}
	}
	if got.header.Get("X-Content-Type-Options") != "nosniff" || got.header.Get("X-Request-ID") == "" {
		add("headers are missing: %v", got.header)
	}
	if got.asked.Method != http.MethodHead && len(got.body) > 0 {
		if word := ofInside(got.body); word != "" {
			add("tells of its inside: %s", word)
		}
	}
	if got.status >= http.StatusBadRequest && got.asked.Method != http.MethodHead {
		faults = append(faults, faultsOfProblem(got)...)
	}
	return faults
}

func faultsOfProblem(got reply) []string {
	var faults []string
	add := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	var d told
	if err := json.Unmarshal(got.body, &d); err != nil || got.header.Get("Content-Type") != "application/problem+json" {
		return []string{"the refusal is no problem document but " + got.header.Get("Content-Type")}
	}
	entry, known := problems.Lookup(d.Code)
	switch {
	case !known || entry.OfField:
		add("the code %s is in no catalogue", d.Code)
	case entry.Status != got.status || d.Status != got.status:
		add("%s has status %d here, %d in the catalogue and %d in its document", d.Code, got.status, entry.Status, d.Status)
	case d.Title != entry.Title || d.Type != "/docs#problem-"+d.Code:
		add("title or type is another than the catalogue's: %s, %s", d.Title, d.Type)
	}
	if d.RequestID == "" || d.RequestID != got.header.Get("X-Request-ID") || !strings.HasSuffix(d.Instance, d.RequestID) {
		add("the request id is %q, in the header %q, in the instance %q", d.RequestID, got.header.Get("X-Request-ID"), d.Instance)
	}
	if d.Code == "invalid_request" && len(d.Errors) == 0 {
		add("nothing is named that is not valid")
	}
	if len(got.body) > 8<<10 {
		add("the refusal has %d bytes", len(got.body))
	}
	for _, e := range d.Errors {
		if _, known := problems.Lookup(e.Code); !known {
			add("the code %s of a field is in no catalogue", e.Code)
		}
		if (e.Parameter == nil || *e.Parameter == "") == (e.Pointer == nil) {
			add("a field names a parameter or a pointer: %+v", e)
		}
		if !remedy.MatchString(e.Detail) {
			add("a field does not say what to do: %s", e.Detail)
		}
	}
	if len(d.Errors) == 0 && !remedy.MatchString(d.Detail) && !remedy.MatchString(entry.Explanation) {
		add("the refusal does not say what to do: %s", d.Detail)
	}
	return faults
}

// unexpected compares an answer with what the probe wants.
func unexpected(p probe, got reply) []string {
	if p.status != nil && !slices.Contains(p.status, got.status) {
		return []string{fmt.Sprintf("answers %d and not %v", got.status, p.status)}
	}
	if p.field == "" || got.status != http.StatusBadRequest || got.asked.Method == http.MethodHead {
		return nil
	}
	var d told
	if json.Unmarshal(got.body, &d) != nil {
		return nil // told already
	}
	var named []string
	for _, e := range d.Errors {
		switch {
		case e.Parameter != nil && *e.Parameter != "":
			named = append(named, *e.Parameter)
		case e.Pointer != nil && *e.Pointer != "":
			named = append(named, *e.Pointer)
		default:
			named = append(named, "body")
		}
	}
	if !slices.Contains(named, p.field) {
		return []string{fmt.Sprintf("names %v and not %s", named, p.field)}
	}
	return nil
}

func againstContract(t *testing.T, got reply) error {
	t.Helper()
	router, err := operations()
	if err != nil {
		t.Fatal(err)
	}
	asked := got.asked.Clone(got.asked.Context())
	asked.URL.Scheme, asked.URL.Host, asked.Host = "", "", ""
	if asked.Method == http.MethodHead {
		asked.Method = http.MethodGet
	}
	route, params, err := router.FindRoute(asked)
	if err != nil {
		return nil //nolint:nilerr // a method that the path does not have
	}
	if got.asked.Method == http.MethodHead || got.status == http.StatusNotModified {
		if len(got.body) > 0 {
			return fmt.Errorf("%d bytes where there is no body", len(got.body))
		}
		return nil
	}
	if strings.HasPrefix(got.header.Get("Content-Type"), "text/yaml") {
		return nil // a text is a text
	}
	return openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: asked, PathParams: params, Route: route},
		Status:                 got.status, Header: got.header, Body: io.NopCloser(bytes.NewReader(got.body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	})
}
