package web

import (
	"net"
	"net/http"
	"strings"

	"portal.example/backend/internal/httpapi/problems"
)

// OnlyLoopbackHosts refuses requests that name any other host than this machine, so that a page whose name was pointed at 127.0.0.1 (DNS
// rebinding) reaches nothing. It is for servers that listen on the loopback interface.
func OnlyLoopbackHosts(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isLoopbackHost(r.Host) {
			writeProblem(w, r, problems.CodeHostNotAllowed)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func isLoopbackHost(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// writeProblem sends the problem document of a code that explains itself.
func writeProblem(w http.ResponseWriter, r *http.Request, code string) {
	e, _ := problems.Lookup(code)
	id := r.Header.Get(headerRequestID)
	if !requestIDForm.MatchString(id) {
		id = newRequestID()
	}
	w.Header().Set(headerRequestID, id)
	d := problems.New(code, id, e.Explanation)
	if code == problems.CodeAPIUnavailable {
		d.RetryIn(apiRetry)
	}
	_ = d.Write(w) // the caller is gone; there is nobody to tell
}
