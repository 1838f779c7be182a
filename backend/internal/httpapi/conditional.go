package httpapi

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"portal.example/backend/internal/scope"
)

// versions knows the version of everything that the pages of a receiver are made of; false while it changes all the time. A version read before a page is at most
// older than the page, which costs a second answer and never a wrong one.
type versions interface {
	Version(ctx context.Context, sc scope.Scope) (string, bool, error)
}

// conditionals are the operations whose answers depend on the receiver, the request and the version alone. The meter of /usage, single jobs and the details of a
// customer change without it.
var conditionals = map[string]bool{
	"/dashboard": true, "/transfer-dashboard": true, "/customers": true, "/transfers": true, "/collections": true,
	"/billing-conductor": true, "/billing-conductor/rules": true, "/custom-line-items": true, "/finops": true, "/finops/usage": true,
	"/finops/receiver-anomalies": true, "/finops/receiver-budgets": true, "/finops/anomalies": true, "/finops/budgets": true,
	"/credit-tracker": true, "/credit-tracker/customers": true, "/credit-tracker/credits": true, "/credit-tracker/allocations": true, "/credit-tracker/applied": true,
	"/commission": true, "/gap-analysis": true, "/gap-analysis/coverage": true,
}

// conditional answers 304 to a caller that already has the answer, before anything is read or computed for it, and lets callers keep other answers on the condition
// that they ask each time. It runs after the receiver was resolved: who may not read it learns nothing.
func conditional(v versions, build string) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r, h := c.Request(), c.Response().Header()
			sc, scoped := scopeIn(r.Context())
			if r.Method != http.MethodGet || !scoped || !conditionals[c.Path()] {
				return next(c)
			}
			version, settled, err := v.Version(r.Context(), sc)
			if err != nil {
				return err
			}
			if !settled {
				return next(c)
			}
			tag := entityTag(build, sc.Receiver(), c.Path(), r.URL.RawQuery, version)
			keep := func() {
				h.Set("ETag", tag)
				h.Set(echo.HeaderCacheControl, "private, no-cache")
				h.Add(echo.HeaderVary, headerAccountID)
			}
			if holds(r.Header.Values("If-None-Match"), tag) {
				keep()
				return c.NoContent(http.StatusNotModified)
			}
			c.Response().Before(func() {
				if c.Response().Status == http.StatusOK {
					keep()
				}
			})
			return next(c)
		}
	}
}

// buildOf names the program that makes the answers. One that was built from changed sources is not told apart by its version, so each process is another.
func buildOf(e Environment) string {
	if e.Version == "" || e.Version == "development" || e.Version == "unknown" || strings.HasSuffix(e.Version, "-dirty") {
		return newRequestID()
	}
	return e.Version
}

// entityTag is weak: the same answer compressed has other bytes.
func entityTag(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return `W/"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
}

// holds reports whether a list of entity tags names the tag, by weak comparison. The tag "*" is not asked for by caches and names none.
func holds(lists []string, tag string) bool {
	for _, list := range lists {
		for one := range strings.SplitSeq(list, ",") {
			if strings.TrimPrefix(strings.TrimSpace(one), "W/") == strings.TrimPrefix(tag, "W/") {
				return true
			}
		}
	}
	return false
}
