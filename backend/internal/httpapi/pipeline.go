package httpapi

import (
	"io"
	"log/slog"
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"portal.example/api"
	"portal.example/backend/internal/clock"
)

// gzipFrom is the size in bytes from which an answer is compressed.
const gzipFrom = 1 << 10

// pipeline is what every request passes before a handler sees it, and what every failure passes on its way out.
type pipeline struct {
	log       *slog.Logger
	clock     clock.Clock
	auth      Authenticator
	receivers receivers
	versions  versions
	program   string // that makes the answers, by its build
	spec      *openapi3.T
}

// page is a document that is served as it is.
type page struct {
	path, contentType string
	content           []byte
}

// build returns the handler: the operations of the contract behind the middlewares, and the pages beside them.
func (p pipeline) build(operations api.StrictServerInterface, pages []page) http.Handler {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.Logger.SetOutput(io.Discard) // everything worth a line goes through slog
	e.HTTPErrorHandler = funnel{p.log}.handle
	ct := newContract(p.spec)
	e.Use(
		recovered,
		identify,
		accessLog(p.log, p.clock),
		limitURL,
		limitBody,
		secure,
		middleware.GzipWithConfig(middleware.GzipConfig{MinLength: gzipFrom}),
		sameOrigin(),
		authenticate(p.auth),
		ct.validate,
		bind(ct, p.receivers),
		newTables(ct, e, api.Document(), p.clock, p.log).middleware,
		conditional(p.versions, p.program),
	)
	api.RegisterHandlers(e, api.NewStrictHandler(operations, nil))
	for _, pg := range pages {
		e.GET(pg.path, func(c echo.Context) error {
			c.Response().Header().Set(echo.HeaderCacheControl, "no-cache")
			return c.Blob(http.StatusOK, pg.contentType, pg.content)
		})
	}
	return answerHead(e)
}
