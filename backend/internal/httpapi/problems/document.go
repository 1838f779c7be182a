// Package problems holds what the portal says about a failure over HTTP: the RFC 9457 document and the catalogue of its codes.
// It knows nothing of rooms; httpapi turns faults into documents, web and app use it where there is no Echo.
package problems

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// ContentType is the media type of a problem document.
const ContentType = "application/problem+json"

// Document is a problem document as openapi.yaml describes it.
type Document struct {
	Type              string  `json:"type"`
	Title             string  `json:"title"`
	Status            int     `json:"status"`
	Detail            string  `json:"detail,omitempty"`
	Instance          string  `json:"instance,omitempty"`
	Code              string  `json:"code"`
	RequestID         string  `json:"request_id"`
	Errors            []Field `json:"errors,omitempty"`
	RetryAfterSeconds int     `json:"retry_after_seconds,omitempty"`
	MissingPermission string  `json:"missing_permission,omitempty"`
}

// Field is one thing that is wrong with a request. Either Parameter or Pointer is set; a pointer to "" means the whole body.
type Field struct {
	Parameter string  `json:"parameter,omitempty"`
	Pointer   *string `json:"pointer,omitempty"`
	Code      string  `json:"code"`
	Detail    string  `json:"detail"`
}

// New returns the document of a code of the catalogue. An unknown code becomes the internal error: a failure never fails to be told.
func New(code, requestID, detail string) Document {
	e, ok := Lookup(code)
	if !ok {
		e, _ = Lookup(CodeInternal)
		detail = e.Explanation
	}
	return Document{
		Type: "/docs#problem-" + e.Code, Title: e.Title, Status: e.Status, Detail: detail,
		Instance: "urn:request:" + requestID, Code: e.Code, RequestID: requestID,
	}
}

// RetryIn notes after how long the caller should try again, rounded up to seconds.
func (d *Document) RetryIn(after time.Duration) {
	if after > 0 {
		d.RetryAfterSeconds = int((after + time.Second - 1) / time.Second)
	}
}

// Write sends the document. Headers that were set for a success and do not fit a failure are removed.
func (d *Document) Write(w http.ResponseWriter) error {
	body, err := json.Marshal(d)
	if err != nil {
		return err
	}
	h := w.Header()
	for _, k := range []string{"Content-Encoding", "Content-Length", "ETag", "Last-Modified", "Location"} {
		h.Del(k)
	}
	h.Set("Content-Type", ContentType)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if d.RetryAfterSeconds > 0 {
		h.Set("Retry-After", strconv.Itoa(d.RetryAfterSeconds))
	}
	w.WriteHeader(d.Status)
	_, err = w.Write(append(body, '\n'))
	return err
}
