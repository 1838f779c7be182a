package awsapi

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/usage"
)

// The waits between attempts: at most firstWait before the second, twice that before the third, never more than longestWait; evenly
// spread below (full jitter).
const (
	firstWait   = 200 * time.Millisecond
	longestWait = 10 * time.Second
	// longestRetryAfter is how long an attempt waits at AWS's wish. When AWS asks for more, the caller is told instead and may put its work off.
	longestRetryAfter = 30 * time.Second
)

// Do makes one request for a receiver: at the receiver's pace, with its credentials, again when it is worth it, metered when it is paid.
// Errors are faults, except the context's own. It refuses a zero scope.
func Do[T any](ctx context.Context, se *Session, s scope.Scope, c Call, request func(context.Context, aws.Config) (T, error)) (T, error) {
	id, err := se.open(ctx, s)
	if err != nil {
		var none T
		return none, err
	}
	return do(ctx, se, id, s, c, request)
}

// DoInside makes one request in the organization of a customer, through the role it has granted to the receiver, as Do does for the receiver. What the customer's role does not
// allow is a denial that names the customer's account; what is wrong with the receiver's own credentials never is.
func DoInside[T any](ctx context.Context, se *Session, s scope.Scope, r CustomerRole, c Call, request func(context.Context, aws.Config) (T, error)) (T, error) {
	id, err := se.inside(ctx, s, r)
	if err != nil {
		var none T
		return none, err
	}
	return do(ctx, se, id, s, c, request)
}

// DoAmbient makes one request with the portal's own credentials, on behalf of no receiver. Only for asking who we are.
func DoAmbient[T any](ctx context.Context, se *Session, c Call, request func(context.Context, aws.Config) (T, error)) (T, error) {
	id, err := se.ambient(ctx)
	if err != nil {
		var none T
		return none, err
	}
	return do(ctx, se, id, scope.Scope{}, c, request)
}

// do is the one way to AWS: limit, attempt, judge, wait.
func do[T any](ctx context.Context, se *Session, id *identity, s scope.Scope, c Call, request func(context.Context, aws.Config) (T, error)) (T, error) {
	var none T
	limiter, err := se.limiter(id.account, c.Service)
	if err != nil {
		return none, err
	}
	renewed := false
	for attempt := 1; ; attempt++ {
		cfg, err := se.config(ctx, id)
		if err != nil {
			return none, err
		}
		if err := limiter.Wait(ctx); err != nil {
			return none, err
		}
		out, v, err := try(ctx, se, id, s, c, attempt, cfg, request)
		switch {
		case err != nil: // not about AWS: the context ended or the meter refused
			return none, err
		case v.class == answered:
			limiter.Succeeded()
			return out, nil
		case v.class == throttled:
			limiter.Throttled()
		case v.class == expired && !renewed:
			renewed = true
			id.reject()
			continue
		case v.class == refused || v.class == expired:
			limiter.Succeeded()
			return none, v.fault
		case c.Once: // it may have been done
			return none, v.fault
		}
		if attempt >= se.c.Attempts || v.retryAfter > longestRetryAfter {
			return none, v.fault
		}
		if err := se.c.Timer.Sleep(ctx, se.wait(attempt, v.retryAfter)); err != nil {
			return none, err
		}
	}
}

// wait is how long to wait after a failed attempt: the jittered back-off, after what AWS asked for.
func (se *Session) wait(attempt int, asked time.Duration) time.Duration {
	limit := longestWait
	if attempt < 7 {
		limit = min(firstWait<<(attempt-1), longestWait)
	}
	return asked + se.c.Jitter(limit)
}

// try makes one attempt and meters it. The error is set when the outcome is not AWS's to say.
func try[T any](
	ctx context.Context, se *Session, id *identity, s scope.Scope, c Call, attempt int, cfg aws.Config, request func(context.Context, aws.Config) (T, error),
) (T, verdict, error) {
	var none T
	paid := usage.Call{Service: c.Service, Operation: c.Operation}
	if c.Paid {
		if err := se.c.Meter.Allow(ctx, s, paid); err != nil {
			return none, verdict{}, err
		}
	}
	limited, cancel := context.WithTimeout(ctx, se.c.Timeout)
	defer cancel()
	var p passage
	traced := httptrace.WithClientTrace(limited, p.trace())
	began := se.c.Timer.Now()
	out, err := request(traced, cfg)
	v := judge(c, id.where(), err)
	se.observe(ctx, id, c, attempt, v, se.c.Timer.Now().Sub(began))
	if c.Paid {
		charged := v.class == answered || (p.arrived() && !v.replied)
		// An ended context must not hide a request that may have been charged.
		if err := se.c.Meter.Count(context.WithoutCancel(ctx), s, paid, charged); err != nil {
			return none, v, fmt.Errorf("meter %s: %w", c, err)
		}
	}
	if err != nil && ctx.Err() != nil {
		return none, v, fmt.Errorf("%s: %w", c, context.Cause(ctx))
	}
	return out, v, nil
}

// passage tells whether a request may have arrived at AWS, which then did the work.
type passage struct {
	// connections counts those the request got but for those it could not be written to. The transport takes a second one by itself when an
	// idle one turns out closed. That writing ended is not waited for: the end of the connection may be seen before.
	connections atomic.Int32
	replied     atomic.Bool // the first byte of an answer came back
}

func (p *passage) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { p.connections.Add(1) },
		WroteRequest: func(i httptrace.WroteRequestInfo) {
			if i.Err != nil {
				p.connections.Add(-1)
			}
		},
		GotFirstResponseByte: func() { p.replied.Store(true) },
	}
}

func (p *passage) arrived() bool { return p.replied.Load() || p.connections.Load() > 0 }

// observe logs an attempt.
func (se *Session) observe(ctx context.Context, id *identity, c Call, attempt int, v verdict, took time.Duration) {
	attrs := []slog.Attr{
		slog.String("aws_service", c.Service), slog.String("aws_operation", c.Operation), slog.String("payer_id", id.account),
		slog.Int("attempt", attempt), slog.Int64("duration_ms", took.Milliseconds()),
	}
	if v.class != answered {
		code := v.code
		if code == "" && v.fault != nil {
			code = v.fault.Code
		}
		attrs = append(attrs, slog.String("error_code", code))
	}
	if v.requestID != "" {
		attrs = append(attrs, slog.String("aws_request_id", v.requestID))
	}
	se.c.Logger.LogAttrs(ctx, slog.LevelDebug, "aws call", attrs...)
}
