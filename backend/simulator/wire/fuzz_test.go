package wire

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// probe is a service per protocol whose only operation echoes what it decoded.
func probes() []Service {
	type input struct {
		Name   string   `aws:"form=Name"`
		Arn    string   `json:"-" aws:"path=ResourceArn"`
		Keys   []string `json:"-" aws:"query=tagKeys"`
		Nested map[string]any
	}
	echo := func(r *Request) (any, error) {
		in, err := Decode[input](r)
		if err != nil {
			return nil, err
		}
		if in.Name == "page" {
			page, next, err := Page(r, []int{1, 2, 3}, in.Arn, 1)
			return struct {
				Page []int
				Next string
			}{page, next}, err
		}
		return struct{ Name string }{in.Name}, nil
	}
	var out []Service
	for _, s := range []Service{
		{Name: "json10", Protocol: JSON10, TargetPrefix: "P"},
		{Name: "json11", Protocol: JSON11, TargetPrefix: "P"},
		{Name: "query", Protocol: Query},
		{Name: "rest", Protocol: RestJSON, Routes: map[string]string{"POST /echo": "Echo", "POST /tags/{ResourceArn}": "Echo"}},
	} {
		s.Operations = map[string]Handler{"Echo": func(_ context.Context, r *Request) (any, error) { return echo(r) }}
		out = append(out, s)
	}
	return out
}

func probeMux(tb testing.TB, observe func(Exchange)) *Mux {
	tb.Helper()
	m, err := NewMux(Config{
		Services: probes(), Keys: exampleRing(), Wall: func() time.Time { return exampleTime }, Observe: observe,
		Panicked: func(r *Request, v any, stack []byte) { tb.Errorf("panic in %s: %v\n%s", r.Service, v, stack) },
	})
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// checkShape fails unless an answer is one an SDK can read.
func checkShape(tb testing.TB, w *httptest.ResponseRecorder) {
	tb.Helper()
	if w.Header().Get("X-Amzn-Requestid") == "" {
		tb.Error("no request id")
	}
	body := w.Body.Bytes()
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/xml") {
		var v struct {
			XMLName xml.Name
			Error   struct{ Code string }
		}
		if err := xml.Unmarshal(body, &v); err != nil || (w.Code != http.StatusOK && v.Error.Code == "") {
			tb.Errorf("status %d, not AWS's XML: %q (%v)", w.Code, body, err)
		}
		return
	}
	var v map[string]any
	if err := json.Unmarshal(body, &v); err != nil {
		tb.Errorf("status %d, not JSON: %q", w.Code, body)
	}
	if w.Code != http.StatusOK && v["__type"] == nil && w.Header().Get("X-Amzn-Errortype") == "" {
		tb.Errorf("status %d without an error code: %q", w.Code, body)
	}
}

// FuzzSigned drives the decoders behind a valid signature.
func FuzzSigned(f *testing.F) {
	for _, s := range []string{"json10", "json11", "query", "rest"} {
		f.Add(s, "/", "P.Echo", `{"Name":"x","Nested":{"a":[1,{"b":null}]}}`)
		f.Add(s, "/echo", "P.Echo", `Action=Echo&Version=2011-06-15&Name=%3C%26`)
		f.Add(s, "/tags/arn%3Aaws%2Fx?tagKeys=a&tagKeys=%zz", "P.Other", `{"Name":"page"}`)
		f.Add(s, "/", "P.Echo", `[`)
		f.Add(s, "/", "", "\x00\xff")
	}
	f.Fuzz(func(t *testing.T, service, target, amzTarget, body string) {
		if !strings.HasPrefix(target, "/") || strings.ContainsAny(target, " \r\n#") {
			return
		}
		if _, err := url.ParseRequestURI(target); err != nil {
			return
		}
		if strings.ContainsAny(amzTarget, "\r\n") || strings.ContainsAny(service, "/,= \t\r\n") || service == "" {
			return
		}
		r := get(t, http.MethodPost, target, map[string]string{"X-Amz-Target": amzTarget}, body)
		sign(r, service, body, exampleTime)
		w := httptest.NewRecorder()
		probeMux(t, nil).ServeHTTP(w, r)
		checkShape(t, w)
		if code := w.Header().Get("X-Amzn-Errortype"); strings.Contains(code+w.Body.String(), "InvalidSignature") {
			t.Errorf("our own signature was refused: %s", w.Body)
		}
	})
}

// FuzzUnsigned drives what reads a request before its signature is known to hold.
func FuzzUnsigned(f *testing.F) {
	f.Add("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/ce/aws4_request, SignedHeaders=host;x-amz-date, Signature=00", "20150830T123600Z", "", "{}")
	f.Add("AWS4-HMAC-SHA256 Credential=A/20150830/us-east-1/query/aws4_request,SignedHeaders=host,Signature=0", "", "AAAA", "Action=Echo")
	f.Add("AWS4-HMAC-SHA256 =,=,=", "x", "x", "x")
	f.Add("", "", "", "")
	f.Fuzz(func(t *testing.T, authorization, date, token, body string) {
		r := get(t, http.MethodPost, "/", nil, body)
		r.Header["Authorization"] = []string{authorization}
		r.Header["X-Amz-Date"] = []string{date}
		r.Header["X-Amz-Security-Token"] = []string{token}
		w := httptest.NewRecorder()
		probeMux(t, nil).ServeHTTP(w, r)
		checkShape(t, w)
		if w.Code == http.StatusOK {
			t.Error("accepted without a valid signature")
		}
	})
}

// FuzzToken opens arbitrary page tokens.
func FuzzToken(f *testing.F) {
	r := &Request{Service: "s", Operation: "o", Body: []byte(`{"a":1}`)}
	f.Add(r.NextToken("10"), `{"a":1}`)
	f.Add("", "")
	f.Add("AAAA", "[")
	f.Fuzz(func(t *testing.T, token, body string) {
		r := &Request{Service: "s", Operation: "o", Body: []byte(body)}
		position, err := r.Position(token)
		if err == nil && token != "" && r.NextToken(position) != token {
			t.Errorf("token %q was accepted but is not ours", token)
		}
	})
}
