package wire

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"
)

// stsNamespace is the XML namespace of the query protocol's only service.
const stsNamespace = "https://sts.amazonaws.com/doc/2011-06-15/"

// summaryLength bounds the journal's copy of a request's input, in bytes.
const summaryLength = 512

// encoded is an answer ready to be sent.
type encoded struct {
	status      int
	contentType string
	header      map[string]string
	body        []byte
}

func (e encoded) write(w http.ResponseWriter, requestID string) {
	h := w.Header()
	h.Set("Content-Type", e.contentType)
	h.Set("Content-Length", strconv.Itoa(len(e.body)))
	h.Set("X-Amzn-Requestid", requestID)
	for name, value := range e.header {
		h.Set(name, value)
	}
	w.WriteHeader(e.status)
	_, _ = w.Write(e.body) // the caller may be gone; nobody is left to tell
}

// encodeResult encodes a success. A nil result is an empty structure.
func encodeResult(call *Request, result any) (encoded, error) {
	if call.protocol() == Query {
		return encodeXMLResult(call, result)
	}
	if result == nil {
		result = struct{}{}
	}
	body, err := marshalJSON(result)
	if err != nil {
		return encoded{}, fmt.Errorf("encode the answer of %s %s: %w", call.Service, call.Operation, err)
	}
	return encoded{status: http.StatusOK, contentType: jsonType(call.protocol()), body: body}, nil
}

// encodeError encodes a failure in the shape of the protocol.
func encodeError(call *Request, e *Error) encoded {
	out := encoded{status: e.status(), header: map[string]string{}}
	if e.RetryAfterSeconds > 0 {
		out.header["Retry-After"] = strconv.Itoa(e.RetryAfterSeconds)
	}
	p := call.protocol()
	if p == Query {
		out.contentType, out.body = "text/xml", xmlError(call, e)
		return out
	}
	members := map[string]any{}
	maps.Copy(members, e.Members)
	out.contentType = jsonType(p)
	switch p {
	case JSON10:
		members["__type"] = "com.amazonaws." + call.Service + "#" + e.Code
		members["message"] = e.Message
	case RestJSON:
		out.header["X-Amzn-Errortype"] = e.Code
		members["message"] = e.Message
	case JSON11, Query:
		members["__type"] = e.Code
		members["Message"] = e.Message
	}
	body, err := marshalJSON(members)
	if err != nil {
		body = []byte(`{"message":"the error could not be encoded"}`)
	}
	out.body = body
	return out
}

func jsonType(p Protocol) string {
	switch p {
	case JSON10:
		return "application/x-amz-json-1.0"
	case JSON11:
		return "application/x-amz-json-1.1"
	case Query, RestJSON:
	}
	return "application/json"
}

// marshalJSON encodes v without HTML escaping and without the final newline.
func marshalJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// encodeXMLResult wraps a result as <OpResponse><OpResult>…</OpResult>….
func encodeXMLResult(call *Request, result any) (encoded, error) {
	var b bytes.Buffer
	enc := xml.NewEncoder(&b)
	root := xml.StartElement{
		Name: xml.Name{Local: call.Operation + "Response"},
		Attr: []xml.Attr{{Name: xml.Name{Local: "xmlns"}, Value: stsNamespace}},
	}
	err := enc.EncodeToken(root)
	if err == nil && result != nil {
		err = enc.EncodeElement(result, xml.StartElement{Name: xml.Name{Local: call.Operation + "Result"}})
	}
	if err == nil {
		err = enc.EncodeElement(struct {
			RequestID string `xml:"RequestId"`
		}{call.RequestID}, xml.StartElement{Name: xml.Name{Local: "ResponseMetadata"}})
	}
	if err == nil {
		err = enc.EncodeToken(root.End())
	}
	if err == nil {
		err = enc.Close()
	}
	if err != nil {
		return encoded{}, fmt.Errorf("encode the answer of %s: %w", call.Operation, err)
	}
	return encoded{status: http.StatusOK, contentType: "text/xml", body: b.Bytes()}, nil
}

func xmlError(call *Request, e *Error) []byte {
	type detail struct {
		Type    string
		Code    string
		Message string
	}
	side := "Sender"
	if e.status() >= http.StatusInternalServerError {
		side = "Receiver"
	}
	body, err := xml.Marshal(struct {
		XMLName   xml.Name `xml:"ErrorResponse"`
		NS        string   `xml:"xmlns,attr"`
		Error     detail
		RequestID string `xml:"RequestId"`
	}{NS: stsNamespace, Error: detail{side, e.Code, e.Message}, RequestID: call.RequestID})
	if err != nil {
		return []byte("<ErrorResponse><Error><Code>InternalFailure</Code></Error></ErrorResponse>")
	}
	return body
}

// summary is the start of the request's input: path labels, query and body.
func summary(call *Request) string {
	var b strings.Builder
	if call.protocol() == RestJSON {
		if query := call.HTTP.URL.RawQuery; query != "" {
			b.WriteString("?" + query + " ")
		}
		for name, value := range call.PathParams {
			b.WriteString(name + "=" + value + " ")
		}
	}
	b.Write(call.Body[:min(len(call.Body), summaryLength)])
	s := strings.ToValidUTF8(b.String(), "\uFFFD")
	for len(s) > summaryLength {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return strings.TrimSpace(s)
}
