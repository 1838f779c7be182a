package httpapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/httpapi/problems"
)

// statusClientGone is logged when the caller went away before the answer; nobody receives it.
const statusClientGone = 499

// statusOf is the one place where kinds of failure become HTTP statuses.
func statusOf(k fault.Kind) int {
	switch k {
	case fault.Invalid:
		return http.StatusBadRequest
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.Precondition:
		return http.StatusPreconditionFailed
	case fault.TooMany:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case fault.UpstreamDenied:
		return http.StatusBadGateway
	case fault.NotImplemented:
		return http.StatusNotImplemented
	case fault.Internal:
		return http.StatusInternalServerError
	}
	return http.StatusInternalServerError
}

// funnel is Echo's error handler: every failure, wherever it was found, becomes a problem document here, and the cause of those that are
// ours is logged here and nowhere else.
type funnel struct{ log *slog.Logger }

func (f funnel) handle(err error, c echo.Context) {
	id := requestID(c)
	c.Set(keyFailure, err)
	switch {
	case c.Response().Committed:
		f.log.Error("failed after the answer had begun", "request_id", id, "error", err)
		return
	case errors.Is(err, context.Canceled) && c.Request().Context().Err() != nil:
		c.Response().Status = statusClientGone
		return
	}
	d := documentOf(err, id)
	c.Set(keyErrorCode, d.Code)
	if d.Status >= http.StatusInternalServerError {
		f.log.Error("request failed", "request_id", id, "operation", c.Path(), "error_code", d.Code, "error", err)
	}
	if d.Status == http.StatusMethodNotAllowed {
		allowHead(c.Response().Header())
	}
	if d.Status == http.StatusUnauthorized {
		c.Response().Header().Set(echo.HeaderWWWAuthenticate, "Bearer")
	}
	if err := d.Write(c.Response()); err != nil {
		f.log.Info("the problem document was not delivered", "request_id", id, "error", err)
	}
}

// refusal is a failure that the HTTP surface finds by itself and that its code explains completely.
type refusal string

func (r refusal) Error() string { return "refused: " + string(r) }

// documentOf describes a failure to the caller. What is our fault is described in general words.
func documentOf(err error, id string) problems.Document {
	var (
		tooLarge *http.MaxBytesError
		byEcho   *echo.HTTPError
		refused  refusal
	)
	switch fe, isFault := fault.As(err); {
	case isFault:
		return documentOfFault(fe, id)
	case errors.As(err, &refused):
		return generic(string(refused), id)
	case errors.As(err, &tooLarge):
		return generic(problems.CodeBodyTooLarge, id)
	case errors.Is(err, context.DeadlineExceeded):
		return generic(problems.CodeTimeout, id)
	case errors.As(err, &byEcho):
		return documentOfEcho(byEcho, id)
	}
	return generic(problems.CodeInternal, id)
}

func documentOfFault(fe *fault.Error, id string) problems.Document {
	entry, known := problems.Lookup(fe.Code)
	if !known || fe.Kind == fault.Internal {
		return generic(problems.CodeInternal, id)
	}
	d := problems.New(entry.Code, id, cut(fe.Message, maxDetail))
	d.Status = statusOf(fe.Kind)
	d.RetryIn(fe.RetryAfter)
	d.MissingPermission = fe.Permission
	for _, f := range fe.Fields {
		field := problems.Field{Parameter: f.Parameter, Code: f.Code, Detail: cut(f.Detail, maxDetail)}
		if f.Parameter == "" {
			field.Pointer = &f.Pointer
		}
		d.Errors = append(d.Errors, field)
	}
	return d
}

// documentOfEcho describes what Echo's router and the generated binding report. Their messages are not shown: the binding runs after
// validation, so what it refuses was not foreseen.
func documentOfEcho(he *echo.HTTPError, id string) problems.Document {
	switch he.Code {
	case http.StatusNotFound:
		return generic(problems.CodePathUnknown, id)
	case http.StatusMethodNotAllowed:
		return generic(problems.CodeMethodNotAllowed, id)
	case http.StatusUnsupportedMediaType:
		return generic(problems.CodeContentType, id)
	case http.StatusRequestEntityTooLarge:
		return generic(problems.CodeBodyTooLarge, id)
	case http.StatusBadRequest:
		return problems.New(fault.CodeInvalidRequest, id, "The request could not be read. Compare it with the operation in /docs.")
	}
	return generic(problems.CodeInternal, id)
}

// generic is the document of a code whose explanation says all there is to say.
func generic(code, id string) problems.Document {
	e, _ := problems.Lookup(code)
	return problems.New(code, id, e.Explanation)
}

// allowHead adds HEAD, which the server answers wherever GET is, to an Allow header.
func allowHead(h http.Header) {
	allow := h.Get(echo.HeaderAllow)
	if strings.Contains(allow, http.MethodGet) && !strings.Contains(allow, http.MethodHead) {
		h.Set(echo.HeaderAllow, allow+", "+http.MethodHead)
	}
}
