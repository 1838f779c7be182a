package httpapi

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/scope"
)

// Authenticator says who sends a request. It fails with a fault of kind Unauthenticated.
type Authenticator interface {
	Authenticate(r *http.Request) (scope.Principal, error)
}

// LocalPrincipal is the authenticator of a portal that only this machine can reach: everybody is the same operator. It has no place on any other address.
type LocalPrincipal struct{}

// Authenticate returns the local operator.
func (LocalPrincipal) Authenticate(*http.Request) (scope.Principal, error) {
	return scope.Principal{ID: "local", Name: "Local operator", Roles: []scope.Role{scope.Admin}, AllReceivers: true}, nil
}

// receivers finds the scope of a receiver for a principal; a receiver that is not registered or not allowed is a fault of kind Forbidden.
type receivers interface {
	Open(ctx context.Context, p scope.Principal, receiver string) (scope.Scope, error)
}

type contextKey int

const (
	principalKey contextKey = iota
	scopeKey
)

func principalOf(ctx context.Context) scope.Principal {
	p, _ := ctx.Value(principalKey).(scope.Principal)
	return p
}

func scopeIn(ctx context.Context) (scope.Scope, bool) {
	s, ok := ctx.Value(scopeKey).(scope.Scope)
	return s, ok
}

// scopeOf gives a handler the receiver of its request, to be put into the inputs of the rooms. Only this package can read it from the context.
func scopeOf(ctx context.Context) (scope.Scope, error) {
	s, _ := scopeIn(ctx)
	return s, s.Check()
}

func setContext(c echo.Context, key contextKey, value any) {
	c.SetRequest(c.Request().WithContext(context.WithValue(c.Request().Context(), key, value)))
}

// authenticate puts who is calling into the context.
func authenticate(a Authenticator) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			p, err := a.Authenticate(c.Request())
			if err != nil {
				return err
			}
			setContext(c, principalKey, p)
			return next(c)
		}
	}
}

// bind resolves the receiver of every operation that names one. It runs after validation, so the header is there and has its form.
func bind(ct contract, rs receivers) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			op := ct.of(c)
			if op == nil || !op.scoped {
				return next(c)
			}
			r := c.Request()
			s, err := rs.Open(r.Context(), principalOf(r.Context()), r.Header.Get(headerAccountID))
			if err != nil {
				return namingReceiver(err)
			}
			setContext(c, scopeKey, s)
			return next(c)
		}
	}
}

// namingReceiver makes a refusal of the receiver point at the header that named it.
func namingReceiver(err error) error {
	fe, ok := fault.As(err)
	if !ok || fe.Kind != fault.Forbidden || len(fe.Fields) > 0 {
		return err
	}
	named := *fe
	named.Fields = []fault.Field{{Parameter: headerAccountID, Code: fe.Code, Detail: fe.Message}}
	return &named
}
