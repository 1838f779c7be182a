package server_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"portal.example/simulator/server"
)

// operationRequest says how to ask for an operation on the wire.
type operationRequest struct{ service, method, path, target string }

// operationRequests are all simulated operations. Their order is part of the fuzz corpus.
func operationRequests(s *server.Server) []operationRequest {
	var out []operationRequest
	covered := s.Coverage()
	for _, json := range []struct{ service, prefix string }{
		{"billing", "AWSBilling"}, {"budgets", "AWSBudgetServiceGateway"}, {"ce", "AWSInsightsIndexService"}, {"organizations", "AWSOrganizationsV20161128"},
	} {
		for _, op := range covered[json.service] {
			out = append(out, operationRequest{json.service, http.MethodPost, "/", json.prefix + "." + op})
		}
	}
	for _, op := range covered["billingconductor"] {
		method, path := http.MethodPost, "/"+kebab(op)
		switch {
		case strings.HasPrefix(op, "Batch") || strings.HasSuffix(op, "PricingRules") && strings.Contains(op, "ssociate") || strings.HasPrefix(op, "UpdatePricing"):
			method = http.MethodPut
		case op == "ListTagsForResource":
			method, path = http.MethodGet, "/tags/arn%3Ax"
		case op == "TagResource":
			path = "/tags/arn%3Ax"
		case op == "UntagResource":
			method, path = http.MethodDelete, "/tags/arn%3Ax?tagKeys=a"
		}
		out = append(out, operationRequest{"billingconductor", method, path, ""})
	}
	return append(out, operationRequest{"sts", http.MethodPost, "/", ""})
}

// kebab turns ListBillingGroups into list-billing-groups.
func kebab(op string) string {
	var b strings.Builder
	for i, c := range op {
		if c >= 'A' && c <= 'Z' && i > 0 {
			b.WriteByte('-')
		}
		b.WriteString(strings.ToLower(string(c)))
	}
	return b.String()
}

// signedRequest signs a request with the SDK's own signer.
func signedRequest(t testing.TB, op operationRequest, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), op.method, "http://127.0.0.1:4566"+op.path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Amz-Target", op.target)
	hash := sha256.Sum256([]byte(body))
	key := aws.Credentials{AccessKeyID: server.AccessKey, SecretAccessKey: server.SecretKey}
	if err := v4.NewSigner().SignHTTP(t.Context(), key, r, hex.EncodeToString(hash[:]), op.service, "us-east-1", simNow); err != nil {
		t.Fatal(err)
	}
	r.RequestURI = op.path // as a server sees it
	return r
}

// FuzzOperations gives every operation arbitrary input behind a valid
// signature: whatever comes in, the answer is a result or a refusal in AWS's
// shape, never an internal failure.
func FuzzOperations(f *testing.F) {
	handler, err := server.New(server.Config{
		Scenario: "tiny", Seed: 1, Now: simNow, Frozen: true, Log: slog.New(slog.DiscardHandler),
		Wall: func() time.Time { return simNow },
	})
	if err != nil {
		f.Fatal(err)
	}
	operations := operationRequests(handler)
	group := handler.World().BillingGroups()[0].ARN
	bodies := []string{
		`{}`, `null`, `[]`, `{"MaxResults":-1}`, `{"NextToken":"AAAA"}`, `{"BillingPeriod":"2026-13"}`, `{"Arn":"` + group + `"}`,
		`{"TimePeriod":{"Start":"2026-10-01","End":"2026-11-01"},"Granularity":"MONTHLY","Metrics":["UnblendedCost"],"Filter":{"Not":{"Dimensions":{"Key":"RECORD_TYPE","Values":["Tax"]}}}}`,
		`{"Name":"x","Description":"d","BillingGroupArn":"` + group + `","ChargeDetails":{"Type":"FEE","Flat":{"ChargeValue":1e300}},"BillingPeriodRange":{"InclusiveStartBillingPeriod":"2026-11"}}`,
		`{"Name":"x","Scope":"SKU","Type":"MARKUP","ModifierPercentage":0.001,"Service":"AmazonEC2"}`,
		`Action=AssumeRole&Version=2011-06-15&RoleArn=arn:aws:iam::111122223333:role/x&RoleSessionName=a`,
		`{"activeTimeRange":{"activeAfterInclusive":1e308,"activeBeforeInclusive":-1}}`,
	}
	for i := range operations {
		f.Add(uint8(i), bodies[i%len(bodies)])
		f.Add(uint8(i), bodies[(i+7)%len(bodies)])
	}
	f.Fuzz(func(t *testing.T, index uint8, body string) {
		op := operations[int(index)%len(operations)]
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, signedRequest(t, op, body))
		if w.Code >= http.StatusInternalServerError {
			t.Errorf("%+v: status %d: %s", op, w.Code, w.Body)
		}
		code, err := errorCode(w)
		if err != nil {
			t.Errorf("%+v: %v: %s", op, err, w.Body)
		}
		if strings.HasSuffix(code, "UnknownOperationException") || strings.Contains(code, "Signature") {
			t.Errorf("%+v did not reach its handler: %s", op, w.Body)
		}
	})
}

// errorCode reads the AWS error code of an answer; it fails on an answer no SDK could read.
func errorCode(w *httptest.ResponseRecorder) (string, error) {
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/xml") {
		var answer struct {
			XMLName xml.Name
			Error   struct{ Code string }
		}
		err := xml.Unmarshal(w.Body.Bytes(), &answer)
		return answer.Error.Code, err
	}
	var members map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &members); err != nil {
		return "", err
	}
	if w.Code == http.StatusOK {
		return "", nil
	}
	code := w.Header().Get("X-Amzn-Errortype")
	if code == "" {
		code, _ = members["__type"].(string)
	}
	if code == "" {
		return "", fmt.Errorf("status %d without an error code", w.Code)
	}
	return code, nil
}
