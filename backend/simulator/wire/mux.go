package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"
)

// maxBody bounds a request body, in bytes; the simulated services accept far less.
const maxBody = 1 << 20

// queryVersion is the API version of the only query-protocol service, STS.
const queryVersion = "2011-06-15"

// ErrCutConnection closes the connection without an answer when a handler or
// Around returns it.
var ErrCutConnection = errors.New("cut the connection without an answer")

// Config is what a Mux is made of.
type Config struct {
	// Services are served by their signing names, which must differ.
	Services []Service
	// Keys authenticates callers.
	Keys *KeyRing
	// Wall returns the wall clock's time, against which signatures and
	// sessions are dated.
	Wall func() time.Time
	// Seed makes request ids and page tokens.
	Seed uint64
	// Translate turns an error of another package into AWS's terms; it
	// returns nil for errors it does not know. May be nil.
	Translate func(error) *Error
	// Around runs every known operation: it may refuse, wait, or call next.
	// May be nil.
	Around func(ctx context.Context, r *Request, next Handler) (any, error)
	// Observe is told of every exchange after its answer was decided, once.
	// May be nil.
	Observe func(Exchange)
	// Panicked is told of a handler's panic, which the caller sees as a 500.
	// May be nil.
	Panicked func(r *Request, value any, stack []byte)
}

// Exchange is one request and what became of it.
type Exchange struct {
	// Started is when the request's head had been read, by the wall clock.
	Started time.Time
	// Took is the time until the answer was decided, injected delays included.
	Took time.Duration
	// Service and Operation are as the caller named them; either may be empty
	// when the request did not say.
	Service, Operation string
	// Account and AccessKey are empty until the signature held.
	Account, AccessKey string
	RequestID          string
	// Status is the HTTP status sent; 0 when the connection was cut.
	Status int
	// ErrorCode is the AWS error code sent, empty on success.
	ErrorCode string
	// Fault is the kind of the injected fault, empty when there was none.
	Fault string
	// Params is the start of the request's input, for people.
	Params string
	// Unknown is set when the simulator has no such service or operation;
	// their names are then the caller's, of any length and content.
	Unknown bool
}

// Mux serves all services on one endpoint.
type Mux struct {
	cfg      Config
	services map[string]*Service
	tokens   *tokenSealer
	requests atomic.Uint64
}

// NewMux checks the configuration and returns the handler.
func NewMux(cfg Config) (*Mux, error) {
	if cfg.Keys == nil || cfg.Wall == nil {
		return nil, errors.New("wire: Keys and Wall are required")
	}
	m := &Mux{cfg: cfg, services: map[string]*Service{}, tokens: newTokenSealer(cfg.Seed)}
	for _, s := range cfg.Services {
		if _, twice := m.services[s.Name]; twice || s.Name == "" {
			return nil, fmt.Errorf("wire: service name %q is empty or used twice", s.Name)
		}
		for route, op := range s.Routes {
			if _, ok := s.Operations[op]; !ok {
				return nil, fmt.Errorf("wire: route %q of %s leads to unknown operation %q", route, s.Name, op)
			}
		}
		s.defaults()
		m.services[s.Name] = &s
	}
	return m, nil
}

// ServeHTTP implements http.Handler.
func (m *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call := &Request{HTTP: r, RequestID: m.requestID(), tokens: m.tokens}
	x := Exchange{Started: m.cfg.Wall(), RequestID: call.RequestID}
	result, err := m.handle(r.Context(), call, &x)
	x.Took = m.cfg.Wall().Sub(x.Started)
	x.Service, x.Operation, x.Fault = call.Service, call.Operation, call.fault
	x.Account, x.AccessKey = call.Account, call.AccessKey
	x.Params = summary(call)

	if errors.Is(err, ErrCutConnection) {
		m.observe(x)
		panic(http.ErrAbortHandler) //nolint:forbidigo // net/http's own way to cut a connection
	}
	var answer encoded
	if err == nil {
		answer, err = encodeResult(call, result)
	}
	if err != nil {
		failure := m.toError(call, err)
		x.ErrorCode = failure.Code
		answer = encodeError(call, failure)
	}
	x.Status = answer.status
	// A reader of the journal that has seen the answer must find its entry.
	m.observe(x)
	answer.write(w, call.RequestID)
}

// handle takes a request from its raw form to the handler's result.
func (m *Mux) handle(ctx context.Context, call *Request, x *Exchange) (any, error) {
	r := call.HTTP
	auth, authErr := parseAuthorization(r.Header.Get("Authorization"))
	call.Service, call.Region = auth.service, auth.region
	call.service = m.services[auth.service]
	if call.service == nil {
		call.service = guessService(r)
		x.Unknown = auth.service != ""
	}
	if authErr != nil {
		return nil, authErr
	}
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	call.Body = body
	// The operation is named before the signature is judged, so that the
	// journal can tell what was refused; nothing runs before it holds.
	handler, routeErr := m.route(call)
	x.Unknown = routeErr != nil
	id, authErr := m.cfg.Keys.verify(r, body, auth, x.Started)
	if authErr != nil {
		return nil, authErr
	}
	call.Account, call.AccessKey = id.Account, id.AccessKey
	call.PrincipalARN, call.UserID = id.PrincipalARN, id.UserID
	if routeErr != nil {
		return nil, routeErr
	}
	return m.run(ctx, call, handler)
}

// run calls the handler through Around and turns a panic into an internal failure.
func (m *Mux) run(ctx context.Context, call *Request, handler Handler) (result any, err error) {
	defer func() {
		if v := recover(); v != nil {
			if m.cfg.Panicked != nil {
				m.cfg.Panicked(call, v, debug.Stack())
			}
			result, err = nil, call.Internal()
		}
	}()
	if m.cfg.Around != nil {
		return m.cfg.Around(ctx, call, handler)
	}
	return handler(ctx, call)
}

// readBody reads the whole body, up to maxBody.
func readBody(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, Errorf("RequestTimeoutException", "The request body could not be read.")
	}
	if len(body) > maxBody {
		return nil, &Error{Status: http.StatusRequestEntityTooLarge, Code: "RequestEntityTooLargeException", Message: "Request entity too large"}
	}
	return body, nil
}

// route names the operation and finds its handler.
func (m *Mux) route(call *Request) (Handler, error) {
	var found bool
	switch call.service.Protocol {
	case JSON10, JSON11:
		prefix, op, ok := strings.Cut(call.HTTP.Header.Get("X-Amz-Target"), ".")
		call.Operation = op
		found = ok && prefix == call.service.TargetPrefix && call.HTTP.Method == http.MethodPost
	case Query:
		form, err := url.ParseQuery(string(call.Body))
		if err != nil {
			return nil, Errorf("MalformedQueryString", "The query string is malformed.")
		}
		call.Operation = form.Get("Action")
		found = form.Get("Version") == queryVersion && call.HTTP.Method == http.MethodPost
	case RestJSON:
		call.Operation, call.PathParams, found = matchRoute(call.service.Routes, call.HTTP)
	}
	handler, ok := call.service.Operations[call.Operation]
	if !found || !ok {
		return nil, unknownOperation(call)
	}
	return handler, nil
}

// matchRoute finds the operation whose route fits the request. For an
// unknown route the operation is the method and path, so that the journal
// names it.
func matchRoute(routes map[string]string, r *http.Request) (operation string, labels map[string]string, ok bool) {
	path, _, _ := strings.Cut(r.RequestURI, "?")
	got := strings.Split(path, "/")
	for route, op := range routes {
		method, pattern, _ := strings.Cut(route, " ")
		want := strings.Split(pattern, "/")
		if method != r.Method || len(want) != len(got) {
			continue
		}
		if labels, ok := matchSegments(want, got); ok {
			return op, labels, true
		}
	}
	return r.Method + " " + path, nil, false
}

func matchSegments(want, got []string) (map[string]string, bool) {
	labels := map[string]string{}
	for i, segment := range want {
		name, isLabel := strings.CutPrefix(segment, "{")
		if !isLabel {
			if segment != got[i] {
				return nil, false
			}
			continue
		}
		value, err := url.PathUnescape(got[i])
		if err != nil || value == "" {
			return nil, false
		}
		labels[strings.TrimSuffix(name, "}")] = value
	}
	return labels, true
}

func unknownOperation(call *Request) *Error {
	if call.protocol() == Query {
		return Errorf("InvalidAction", "Could not find operation %s for version %s", call.Operation, queryVersion)
	}
	return Errorf("UnknownOperationException", "The operation %s is not known to %s.", call.Operation, call.Service)
}

// guessService stands in for an unknown service, so that the refusal has the
// shape the caller's protocol expects.
func guessService(r *http.Request) *Service {
	s := &Service{Protocol: RestJSON}
	switch {
	case r.Header.Get("X-Amz-Target") != "":
		s.Protocol = JSON11
	case strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded"):
		s.Protocol = Query
	}
	s.defaults()
	return s
}

// toError brings any failure into AWS's terms.
func (m *Mux) toError(call *Request, err error) *Error {
	var own *Error
	var auth *authError
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &auth):
		return auth.toError(call.protocol())
	}
	if m.cfg.Translate != nil {
		if e := m.cfg.Translate(err); e != nil {
			return e
		}
	}
	if m.cfg.Panicked != nil && call.HTTP.Context().Err() == nil {
		m.cfg.Panicked(call, err, nil)
	}
	return call.Internal()
}

// toError gives a refused authentication the code of the protocol.
func (e *authError) toError(p Protocol) *Error {
	codes := map[authFailure][2]string{ // JSON protocols, query protocol
		authMissing:      {"MissingAuthenticationTokenException", "MissingAuthenticationToken"},
		authIncomplete:   {"IncompleteSignatureException", "IncompleteSignature"},
		authUnknownKey:   {"UnrecognizedClientException", "InvalidClientTokenId"},
		authExpiredToken: {"ExpiredTokenException", "ExpiredToken"},
		authMismatch:     {"InvalidSignatureException", "SignatureDoesNotMatch"},
	}[e.failure]
	out := &Error{Status: http.StatusBadRequest, Code: codes[0], Message: e.message}
	if p == Query {
		out.Code = codes[1]
	}
	if p == Query || p == RestJSON {
		out.Status = http.StatusForbidden
	}
	return out
}

func (m *Mux) observe(x Exchange) {
	if m.cfg.Observe != nil {
		m.cfg.Observe(x)
	}
}

// requestID returns the next id: the same sequence for the same seed.
func (m *Mux) requestID() string {
	sum := hexSHA256(fmt.Appendf(nil, "request %d of %d", m.requests.Add(1), m.cfg.Seed))
	return strings.Join([]string{sum[:8], sum[8:12], "4" + sum[13:16], "a" + sum[17:20], sum[20:32]}, "-")
}
