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

// String names the protocol as AWS's models do.
func (p Protocol) String() string {
	switch p {
	case JSON10:
		return "awsJson 1.0"
	case JSON11:
		return "awsJson 1.1"
	case Query:
		return "query"
	case RestJSON:
		return "restJson 1"
	}
	return "unknown"
}

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
	// UserID is the caller's unique id, as GetCallerIdentity answers it.
	UserID string
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

	service *Service
	tokens  *tokenSealer
	fault   string
	// tokensBroken makes NextToken hand out tokens that will be refused.
	tokensBroken bool
	// tokenBroken is set once it has.
	tokenBroken bool
	// partial asks the handler for an answer that lacks something and says so.
	partial bool
}

// AskPartial asks for an answer that lacks something and says so, of an operation that has such answers.
func (r *Request) AskPartial() { r.partial = true }

// Partial reports whether that was asked for.
func (r *Request) Partial() bool { return r.partial }

// NoteFault records the injected fault for the observer of this exchange.
func (r *Request) NoteFault(kind string) { r.fault = kind }

func (r *Request) protocol() Protocol {
	if r.service == nil {
		return JSON11
	}
	return r.service.Protocol
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
	// Failures are this service's own shapes of the common refusals.
	Failures Failures
}

// Failures are templates of the refusals that arise around a handler. The
// SDK's typed errors differ from service to service, so the mux and the fault
// rules must speak the right one. A template without a Code takes the
// protocol's common default; one without a Message gets AWS's usual wording.
type Failures struct {
	// Throttled refuses by rate.
	Throttled Error
	// Denied refuses by policy; its message names principal and action.
	Denied Error
	// Internal is the 500 of a failure that is not the caller's.
	Internal Error
	// BadToken refuses a page token that is damaged or belongs to another request.
	BadToken Error
}
