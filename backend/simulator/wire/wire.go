// Package wire speaks AWS's protocols over one HTTP endpoint: it routes a
// request by the service named in its SigV4 credential scope, verifies the
// signature, decodes the body, runs the service's handler, and encodes the
// answer or the error in the shape AWS uses for that protocol.
//
// wire knows nothing of the simulated world: services hand it handlers.
package wire

import (
	"context"
	"net/http"
)

// Protocol is one of the AWS wire protocols the simulator speaks.
type Protocol int

const (
	// JSON10 is awsJson 1.0: POST / with X-Amz-Target, used by billing.
	JSON10 Protocol = iota + 1
	// JSON11 is awsJson 1.1: POST / with X-Amz-Target, used by ce and organizations.
	JSON11
	// Query is the AWS query protocol: form in, XML out, used by sts.
	Query
	// RestJSON is restJson1: method and path name the operation, used by billingconductor.
	RestJSON
)

// Request is one verified AWS call as a handler sees it.
type Request struct {
	// Service is the signing name from the credential scope, for example "ce".
	Service string
	// Operation is the AWS operation name, for example "GetCostAndUsage".
	Operation string
	// Account is the twelve-digit account the verified credentials belong to.
	Account string
	// AccessKey is the verified access key id.
	AccessKey string
	// PrincipalARN is the caller's ARN: an IAM user or an assumed-role session.
	PrincipalARN string
	// Region is the region of the credential scope.
	Region string
	// Body is the whole request body, already checked against its signed hash.
	Body []byte
	// PathParams holds the labels of a rest-json route, percent-decoded.
	PathParams map[string]string
	// HTTP is the underlying request; its body has been consumed.
	HTTP *http.Request
	// RequestID is the id the answer carries in x-amzn-RequestId.
	RequestID string

	protocol Protocol
}

// Handler runs one operation. Its result is encoded by the service's
// protocol; an error that is an *Error, or that the mux's translator turns
// into one, is encoded in AWS's shape, and any other error becomes the
// protocol's internal failure (500).
type Handler func(ctx context.Context, r *Request) (any, error)

// Service is everything the mux needs to serve one AWS service.
type Service struct {
	// Name is the signing name in the credential scope.
	Name string
	// Protocol says how requests and answers are encoded.
	Protocol Protocol
	// TargetPrefix precedes the operation in X-Amz-Target (JSON protocols only), without the dot.
	TargetPrefix string
	// Operations maps operation names to handlers; it is also the coverage registry.
	Operations map[string]Handler
	// Routes maps "METHOD /path/{Label}" to an operation name (RestJSON only).
	Routes map[string]string
	// Errors names the codes this service uses for failures that arise before
	// or around a handler (throttling, denial, bad input, internal failure).
	Errors Codes
}

// Codes are a service's own names for common failures: the SDK's typed
// errors differ from service to service, so the mux and the fault rules must
// speak the right one. An empty field takes the protocol's common default.
type Codes struct {
	// Throttling is the code of a refused-by-rate answer.
	Throttling string
	// ThrottlingStatus is its HTTP status; zero means 400.
	ThrottlingStatus int
	// AccessDenied is the code of a refused-by-policy answer.
	AccessDenied string
	// AccessDeniedStatus is its HTTP status; zero means 400.
	AccessDeniedStatus int
	// Internal is the code of a 500.
	Internal string
	// InvalidToken is the code for a page token that is not ours.
	InvalidToken string
	// Validation is the code for a request that breaks a rule of the model.
	Validation string
}
