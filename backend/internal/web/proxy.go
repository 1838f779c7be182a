package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"time"

	"portal.example/backend/internal/httpapi/problems"
)

const (
	headerRequestID = "X-Request-ID"
	apiPrefix       = "/api"
	apiRetry        = 2 * time.Second // when to try again while the API is down
)

var requestIDForm = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

func newRequestID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// newAPIProxy hands /api/* on to the API without the prefix. What the API writes is passed on at once, so streams stream. While the API does not
// answer, the caller gets a problem document.
func newAPIProxy(api *url.URL, log *slog.Logger) http.Handler {
	guard := http.NewCrossOriginProtection()
	proxy := &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) {
			p.Out.URL.Scheme, p.Out.URL.Host, p.Out.Host = api.Scheme, api.Host, api.Host
			p.Out.URL.Path = strings.TrimPrefix(p.In.URL.Path, apiPrefix)
			p.Out.URL.RawPath = strings.TrimPrefix(p.In.URL.RawPath, apiPrefix)
			if p.Out.URL.Path == "" {
				p.Out.URL.Path = "/"
			}
			p.SetXForwarded()
			// The origin was checked here, where it can be compared with the host the browser used.
			p.Out.Header.Del("Origin")
		},
		Transport: &http.Transport{
			DialContext:           (&net.Dialer{Timeout: 2 * time.Second}).DialContext,
			MaxIdleConnsPerHost:   64,
			IdleConnTimeout:       90 * time.Second,
			ResponseHeaderTimeout: 60 * time.Second,
			DisableCompression:    true, // pass on what the API compressed
		},
		// Addresses in answers are those of the API; here they lie under the prefix.
		ModifyResponse: func(r *http.Response) error {
			if at := r.Header.Get("Location"); strings.HasPrefix(at, "/") && !strings.HasPrefix(at, "//") {
				r.Header.Set("Location", apiPrefix+at)
			}
			return nil
		},
		FlushInterval: -1,
		ErrorLog:      slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			var tooLarge *http.MaxBytesError
			switch {
			case errors.Is(err, context.Canceled):
				return
			case errors.As(err, &tooLarge):
				writeProblem(w, r, problems.CodeBodyTooLarge)
			default:
				log.WarnContext(r.Context(), "the API does not answer", "error", err)
				writeProblem(w, r, problems.CodeAPIUnavailable)
			}
		},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if guard.Check(r) != nil {
			writeProblem(w, r, problems.CodeOriginNotAllowed)
			return
		}
		proxy.ServeHTTP(w, r)
	})
}
