package wire

import (
	"fmt"
	"net/http"
)

// defaults fills what a service left out of its Failures with the common
// codes of its protocol.
func (s *Service) defaults() {
	def := Failures{
		Throttled: Error{Status: http.StatusBadRequest, Code: "ThrottlingException"},
		Denied:    Error{Status: http.StatusBadRequest, Code: "AccessDeniedException"},
		Internal:  Error{Status: http.StatusInternalServerError, Code: "InternalServerException"},
		BadToken:  Error{Status: http.StatusBadRequest, Code: "ValidationException"},
	}
	switch s.Protocol {
	case RestJSON:
		def.Throttled.Status = http.StatusTooManyRequests
		def.Denied.Status = http.StatusForbidden
	case Query:
		def.Throttled.Code = "Throttling"
		def.Denied.Code, def.Denied.Status = "AccessDenied", http.StatusForbidden
		def.Internal.Code = "InternalFailure"
		def.BadToken.Code = "ValidationError"
	case JSON10, JSON11:
	}
	for _, f := range []struct {
		have *Error
		def  Error
		text string
	}{
		{&s.Failures.Throttled, def.Throttled, "Rate exceeded"},
		{&s.Failures.Denied, def.Denied, ""},
		{&s.Failures.Internal, def.Internal, "The request processing has failed because of an unknown error, exception or failure."},
		{&s.Failures.BadToken, def.BadToken, "The pagination token is not valid."},
	} {
		if f.have.Code == "" {
			f.have.Code = f.def.Code
		}
		if f.have.Status == 0 {
			f.have.Status = f.def.Status
		}
		if f.have.Message == "" {
			f.have.Message = f.text
		}
	}
}

// Throttled is the service's refusal by rate. A positive retryAfterSeconds is
// sent as Retry-After.
func (r *Request) Throttled(retryAfterSeconds int) *Error {
	e := r.failures().Throttled
	e.RetryAfterSeconds = retryAfterSeconds
	return &e
}

// Denied is the service's refusal by policy, naming the caller and the action
// in the way IAM words it.
func (r *Request) Denied() *Error {
	e := r.failures().Denied
	action := r.Service + ":" + r.Operation
	e.Message = fmt.Sprintf("User: %s is not authorized to perform: %s on resource: %s because no identity-based policy allows the %s action",
		r.PrincipalARN, action, r.resource(), action)
	return &e
}

// resource is the resource IAM names in a denial of this request.
func (r *Request) resource() string {
	if r.Service == "ce" {
		return fmt.Sprintf("arn:aws:ce:%s:%s:/%s", r.Region, r.Account, r.Operation)
	}
	return "*"
}

// Internal is the service's 500.
func (r *Request) Internal() *Error {
	e := r.failures().Internal
	return &e
}

func (r *Request) failures() Failures {
	if r.service == nil {
		s := Service{Protocol: JSON11}
		s.defaults()
		return s.Failures
	}
	return r.service.Failures
}
