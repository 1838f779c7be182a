package awsapi

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
)

// Codes of faults of this package, beside those of ledger.Costs.
const (
	// CodeNoOrganization is an account that is in no organization and so receives no transfers. Conflict.
	CodeNoOrganization = "aws_no_organization"
	// CodeAnswerInvalid is an answer of AWS that lacks what it must have or cannot be read. Unavailable: nothing was made of it.
	CodeAnswerInvalid = "aws_answer_invalid"
)

// class is what an outcome of one attempt means for the next.
type class int

const (
	answered    class = iota
	refused           // AWS will say the same again
	throttled         // slower, then again
	unavailable       // again
	expired           // again with fresh credentials
)

// verdict is the judgement of one attempt. The zero value is success.
type verdict struct {
	class      class
	code       string        // AWS's error code; empty when AWS did not answer
	replied    bool          // AWS answered the request with an error, and so did not charge for it
	retryAfter time.Duration // AWS's wish; zero when it has none
	requestID  string
	fault      *fault.Error // what to report when nothing further is tried
}

// The error codes that services share, by meaning. Everything else AWS refuses is taken for our mistake.
var (
	credentialCodes = set("UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId", "SignatureDoesNotMatch",
		"InvalidSignatureException", "IncompleteSignature", "IncompleteSignatureException", "MissingAuthenticationToken",
		"MissingAuthenticationTokenException", "RequestTimeTooSkewed")
	expiredCodes = set("ExpiredToken", "ExpiredTokenException", "RequestExpired")
	deniedCodes  = set("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "UnauthorizedException",
		"AuthorizationError", "AuthorizationErrorException", "NotAuthorized")
	failureCodes = set("InternalFailure", "InternalError", "InternalServerException", "InternalServerError", "ServiceException",
		"ServiceUnavailable", "ServiceUnavailableException", "RequestTimeout", "RequestTimeoutException")
)

func set(codes ...string) map[string]bool {
	m := make(map[string]bool, len(codes))
	for _, c := range codes {
		m[c] = true
	}
	return m
}

// judge translates the outcome of an attempt, once and for all services. where says for people whose credentials were used.
// Messages name operations, permissions and account ids, never names of accounts or amounts; the cause keeps AWS's own words and request id.
func judge(c Call, where place, err error) verdict {
	if err == nil {
		return verdict{class: answered}
	}
	if f, ok := fault.As(err); ok {
		return verdict{class: refused, fault: f}
	}
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return judgeAPIError(c, where, err, api)
	}
	if response, ok := errors.AsType[*smithyhttp.ResponseError](err); ok && response.HTTPStatusCode() >= http.StatusInternalServerError {
		return verdict{class: unavailable, replied: true, fault: unavailableFault(c, err), requestID: requestID(err), retryAfter: retryAfter(err)}
	}
	_, incomplete := errors.AsType[smithy.InvalidParamsError](err)
	_, unwritable := errors.AsType[*smithy.SerializationError](err)
	if incomplete || unwritable {
		return verdict{class: refused, fault: refusedFault(c, err)} // never sent
	}
	if _, unreadable := errors.AsType[*smithy.DeserializationError](err); unreadable && !cutOff(err) {
		return verdict{class: refused, requestID: requestID(err), fault: fault.Wrap(err, fault.Unavailable, CodeAnswerInvalid,
			c.title()+" answered with something that cannot be read. Try again later.")}
	}
	// What is left never reached AWS, or its answer never reached us: no connection, a cut one, no answer in time.
	return verdict{class: unavailable, fault: unavailableFault(c, err)}
}

// cutOff reports whether an answer ended before it was whole.
func cutOff(err error) bool {
	_, network := errors.AsType[net.Error](err)
	return network || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.DeadlineExceeded)
}

func judgeAPIError(c Call, where place, err error, api smithy.APIError) verdict {
	v := verdict{class: refused, code: api.ErrorCode(), replied: true, requestID: requestID(err), retryAfter: retryAfter(err)}
	status := 0
	if response, ok := errors.AsType[*smithyhttp.ResponseError](err); ok {
		status = response.HTTPStatusCode()
	}
	_, throttling := retry.DefaultThrottleErrorCodes[v.code]
	switch {
	case throttling || status == http.StatusTooManyRequests:
		v.class = throttled
		v.fault = fault.Wrap(err, fault.Unavailable, ledger.CodeAWSThrottled, c.title()+" answers too many requests at present. Try again later.")
		v.fault.RetryAfter = v.retryAfter
	case expiredCodes[v.code]:
		v.class, v.fault = expired, CredentialsFault(err)
	case credentialCodes[v.code]:
		v.fault = CredentialsFault(err)
	case deniedCodes[v.code]:
		v.fault = deniedFault(c, where, err, api.ErrorMessage())
	case v.code == "BillingViewHealthStatusException":
		v.fault = fault.Wrap(err, fault.Conflict, ledger.CodeViewUnhealthy,
			"AWS reports that the billing view is not healthy, so its costs cannot be read now. Try again after AWS has mended it.")
	case v.code == "DataUnavailableException":
		v.fault = fault.Wrap(err, fault.Conflict, ledger.CodeAWSDataNotReady,
			"Cost Explorer has no data for this view and period yet. It usually appears within 24 hours of the start of a transfer.")
	case v.code == "AWSOrganizationsNotInUseException":
		v.fault = fault.Wrap(err, fault.Conflict, CodeNoOrganization,
			"The account is not in an organization. Only the management account of an organization can receive billing transfers.")
	case failureCodes[v.code] || status >= http.StatusInternalServerError:
		v.class, v.fault = unavailable, unavailableFault(c, err)
		v.fault.RetryAfter = v.retryAfter
	default:
		v.fault = refusedFault(c, err)
	}
	return v
}

// CredentialsFault reports credentials that AWS does not accept or that could not be found.
func CredentialsFault(cause error) *fault.Error {
	return fault.Wrap(cause, fault.UpstreamDenied, ledger.CodeAWSCredentials,
		"The portal has no AWS credentials that AWS accepts. Sign in again (for example with `aws sso login`) or set AWS_PROFILE or the AWS_ACCESS_KEY_ID variables, check the machine's clock, then try again.")
}

func unavailableFault(c Call, cause error) *fault.Error {
	return fault.Wrap(cause, fault.Unavailable, ledger.CodeAWSUnavailable, c.title()+" could not be reached or failed. Try again later.")
}

func refusedFault(c Call, cause error) *fault.Error {
	return fault.Wrap(cause, fault.Internal, ledger.CodeAWSRefused, c.title()+" refused the portal's request as not valid.")
}

// InvalidAnswer reports an answer of AWS that lacks something; what says which thing, without amounts or names.
func InvalidAnswer(c Call, what string) *fault.Error {
	return fault.Newf(fault.Unavailable, CodeAnswerInvalid, "The answer of %s cannot be used: %s.", c.title(), what)
}

// action finds the IAM action in AWS's sentence "User: ... is not authorized to perform: ce:GetCostAndUsage on resource: ...".
var action = regexp.MustCompile(`not authorized to perform:? ([a-zA-Z0-9-]+:[A-Za-z0-9]+)`)

// place says for people whose credentials a request was made with, and whose policy allows it.
type place struct{ on, policy string }

func deniedFault(c Call, where place, cause error, message string) *fault.Error {
	permission := c.String()
	if m := action.FindStringSubmatch(message); m != nil {
		permission = m[1]
	}
	remedy := "Allow " + permission + " in the policy of " + where.policy + "."
	if permission == "sts:AssumeRole" {
		remedy = "Check that the role's trust policy names the portal and its external id, and that the portal may call sts:AssumeRole."
	}
	if strings.Contains(message, "explicit deny") {
		remedy += " AWS says that a policy denies it explicitly."
	}
	f := fault.Wrap(cause, fault.UpstreamDenied, ledger.CodeAWSDenied, c.title()+" was denied "+where.on+". "+remedy)
	f.Permission = permission
	return f
}

// serviceRequestIDer is what the SDK's errors of answered requests have in common.
type serviceRequestIDer interface {
	error
	ServiceRequestID() string
}

// RequestID finds AWS's id of the request in an error; empty when AWS did not answer.
func RequestID(err error) string { return requestID(err) }

// requestID finds AWS's id of the request, for the log.
func requestID(err error) string {
	if r, ok := errors.AsType[serviceRequestIDer](err); ok {
		return r.ServiceRequestID()
	}
	return ""
}

// maxRetryAfter bounds what is believed of a Retry-After.
const maxRetryAfter = time.Hour

// retryAfter reads the Retry-After header in its form of whole seconds, the one AWS sends; Billing Conductor's RetryAfterSeconds is the same header.
func retryAfter(err error) time.Duration {
	response, ok := errors.AsType[*smithyhttp.ResponseError](err)
	if !ok || response.Response == nil || response.Response.Response == nil {
		return 0
	}
	seconds, convErr := strconv.Atoi(strings.TrimSpace(response.Response.Header.Get("Retry-After")))
	if convErr != nil || seconds <= 0 {
		return 0
	}
	return min(time.Duration(min(seconds, int(maxRetryAfter/time.Second)))*time.Second, maxRetryAfter)
}
