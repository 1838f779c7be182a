package httpapi

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"

	"github.com/labstack/echo/v4"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/httpapi/problems"
)

const (
	headerRequestID = "X-Request-ID"
	headerAccountID = "X-Account-Id"

	maxBody = 1 << 20  // bytes of a request body
	maxURL  = 16 << 10 // bytes of a request's address
)

// Keys of Echo's context; they do not leave this package.
const (
	keyRequestID = "portal.request_id"
	keyErrorCode = "portal.error_code"
	keyFailure   = "portal.failure"
)

var requestIDForm = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// identify gives the request an id: the caller's, when it is one, else a new one. It is always returned.
func identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		id := c.Request().Header.Get(headerRequestID)
		if !requestIDForm.MatchString(id) {
			id = newRequestID()
		}
		c.Set(keyRequestID, id)
		c.Response().Header().Set(headerRequestID, id)
		return next(c)
	}
}

func newRequestID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

func requestID(c echo.Context) string {
	id, _ := c.Get(keyRequestID).(string)
	if id == "" {
		id = newRequestID()
	}
	return id
}

// recovered turns a panic into a failure with its stack as the cause.
func recovered(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			if r := recover(); r != nil {
				if r == http.ErrAbortHandler { //nolint:errorlint,err113 // net/http's own sentinel, compared as it compares
					panic(r) //nolint:forbidigo // net/http asks for it to be passed on
				}
				c.Error(fmt.Errorf("panic: %v\n%s", r, debug.Stack()))
			}
		}()
		return next(c)
	}
}

// accessLog writes one line for every request, failed ones included. Queries are left out: they may name customers. The pages a table is made of are no requests.
func accessLog(log *slog.Logger, clk clock.Clock) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if isPart(c.Request().Context()) {
				return next(c)
			}
			start := clk.Now()
			returned := false
			defer func() {
				status := c.Response().Status
				if !returned {
					status = http.StatusInternalServerError
				}
				r := c.Request()
				attrs := []slog.Attr{
					slog.String("request_id", requestID(c)), slog.String("method", cut(r.Method, maxShown)), slog.String("path", cut(r.URL.Path, 200)),
					slog.String("operation", c.Path()), slog.Int("status", status), slog.Int64("bytes", c.Response().Size),
					slog.Float64("duration_ms", float64(clk.Now().Sub(start).Microseconds())/1000),
					slog.String("principal", principalOf(r.Context()).ID),
				}
				if s, ok := scopeIn(r.Context()); ok {
					attrs = append(attrs, slog.String("account_id", s.Receiver()))
				}
				if code, ok := c.Get(keyErrorCode).(string); ok {
					attrs = append(attrs, slog.String("error_code", code))
				}
				log.LogAttrs(context.WithoutCancel(r.Context()), slog.LevelInfo, "request", attrs...)
			}()
			if err := next(c); err != nil {
				c.Error(err)
			}
			returned = true
			return nil
		}
	}
}

// limitBody refuses bodies that no operation can need, announced or not.
func limitBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if r.ContentLength > maxBody {
			return refusal(problems.CodeBodyTooLarge)
		}
		if r.Body != nil && r.Body != http.NoBody {
			r.Body = http.MaxBytesReader(c.Response(), r.Body, maxBody)
		}
		return next(c)
	}
}

// limitURL refuses addresses that no operation can need.
func limitURL(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if len(c.Request().URL.Path)+len(c.Request().URL.RawQuery) > maxURL {
			return refusal(problems.CodeURLTooLong)
		}
		return next(c)
	}
}

// contentPolicy is for an API and its documentation: nothing is loaded but the documentation's own style sheet.
const contentPolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// secure sets the headers that keep a browser from making more of an answer than it is.
func secure(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		return next(c)
	}
}

// sameOrigin refuses changes that a page of another site asks for; programs, which send neither Origin nor Sec-Fetch-Site, may.
func sameOrigin() echo.MiddlewareFunc {
	guard := http.NewCrossOriginProtection()
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if guard.Check(c.Request()) != nil {
				return refusal(problems.CodeOriginNotAllowed)
			}
			return next(c)
		}
	}
}

// answerHead answers HEAD as GET; net/http leaves the body out. Echo's router knows only the methods that were registered.
func answerHead(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		get := r.WithContext(r.Context())
		get.Method = http.MethodGet
		next.ServeHTTP(w, get)
	})
}
