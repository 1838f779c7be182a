package httpapi

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"portal.example/api"
)

// FuzzRequest sends anything over method, path, query, receiver, content type and body. Nothing may panic, nothing of a caller may look like a fault of ours,
// and every refusal is a problem document of the contract.
func FuzzRequest(f *testing.F) {
	for _, s := range [][6]string{
		{"GET", "/dashboard", "period=2026-10", receiver, "", ""},
		{"GET", "/customers/210000000001", "period=2026-13", receiver, "", ""},
		{"GET", "/transfer-dashboard", "by=service&filter=label%3Acontains%3Aa&filter=aws_cost:lt:5&sort=-label,label&limit=2&page=3", receiver, "", ""},
		{"GET", "/transfers", "search=a%00&cursor=eyJvIjoxfQ&match=any", receiver, "", ""},
		{"GET", "/echo", "message=%ff;%zz", "", "", ""},
		{"POST", "/collections", "", receiver, "application/json", `{"mode":"refresh"}`},
		{"POST", "/collections", "x[]=1", receiver, "application/json; charset=utf-8", `{"mode":{"a":[1e999,"\ud800"]},"mode":null}`},
		{"POST", "/jobs/job_01jd2v9r3k8m/cancel", "", receiver, "text/plain", "x"},
		{"HEAD", "/jobs/%2e%2e/items", "limit=-1", "999999999999", "", ""},
		{"OPTIONS", "/accounts", "", "", "", ""},
		{"", "//", "&&==;", "\x00", "multipart/form-data; boundary=", "\x00\xff"},
	} {
		f.Add(s[0], s[1], s[2], s[3], s[4], s[5])
	}
	h, err := New(config(newRooms(), io.Discard))
	if err != nil {
		f.Fatal(err)
	}
	spec, err := api.GetSpec()
	if err != nil {
		f.Fatal(err)
	}
	problemSchema := spec.Components.Schemas["Problem"].Value
	f.Fuzz(func(t *testing.T, method, path, query, account, contentType, body string) {
		r := &http.Request{
			Method: method, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Host: "127.0.0.1:8000", Header: http.Header{},
			URL: &url.URL{Path: "/" + strings.TrimPrefix(path, "/"), RawQuery: query}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
		}
		if u, err := url.ParseRequestURI(r.URL.Path); err == nil { // as a server would have read it, escapes included
			r.URL.Path, r.URL.RawPath = u.Path, u.RawPath
		}
		if account != "" {
			r.Header["X-Account-Id"] = []string{account}
		}
		if contentType != "" {
			r.Header["Content-Type"] = []string{contentType}
		}
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r.WithContext(t.Context()))
		if rec.Code >= http.StatusInternalServerError {
			t.Fatalf("%q %q?%q: %d %s", method, path, query, rec.Code, rec.Body)
		}
		if rec.Code < http.StatusBadRequest {
			return
		}
		var value any
		if err := json.Unmarshal(rec.Body.Bytes(), &value); err != nil {
			t.Fatalf("%d is not JSON: %q", rec.Code, rec.Body)
		}
		if err := problemSchema.VisitJSON(value); err != nil {
			t.Fatalf("%d is not a problem document: %v\n%s", rec.Code, err, rec.Body)
		}
		if rec.Header().Get("Content-Type") != "application/problem+json" || rec.Body.Len() > 16<<10 {
			t.Fatalf("%d with %s and %d bytes", rec.Code, rec.Header().Get("Content-Type"), rec.Body.Len())
		}
	})
}
