package web

import (
	"bufio"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var build = map[string]string{
	"index.html":            "<!doctype html><title>Portal</title>",
	"favicon.svg":           "<svg/>",
	"assets/app-1a2b.js":    "plain",
	"assets/app-1a2b.js.br": "brotli",
	"assets/app-1a2b.js.gz": "gzipped",
	"assets/font-9z.woff2":  "font",
	".secret":               "dot file",
}

func newServer(t *testing.T, api http.Handler) *httptest.Server {
	t.Helper()
	dir := t.TempDir()
	for name, content := range build {
		path := filepath.Join(dir, "dist", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "outside.txt"), []byte("outside"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "outside.txt"), filepath.Join(dir, "dist", "link.txt")); err != nil {
		t.Fatal(err)
	}
	upstream := httptest.NewServer(api)
	t.Cleanup(upstream.Close)
	u, err := url.Parse(upstream.URL)
	if err != nil {
		t.Fatal(err)
	}
	h, err := New(Config{Dir: filepath.Join(dir, "dist"), API: u, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(OnlyLoopbackHosts(h))
	t.Cleanup(s.Close)
	return s
}

func get(t *testing.T, s *httptest.Server, method, target string, header map[string]string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+target, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "identity")
	for k, v := range header {
		if k == "Host" {
			r.Host = v
		}
		r.Header.Set(k, v)
	}
	resp, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func TestFiles(t *testing.T) {
	t.Parallel()
	s := newServer(t, http.NotFoundHandler())
	browser := map[string]string{"Accept": "text/html,*/*", "Sec-Fetch-Mode": "navigate"}
	const immutable = "public, max-age=31536000, immutable"
	tests := []struct {
		name, method, path string
		header             map[string]string
		status             int
		body, cache, kind  string // body is a part
	}{
		{"start page", "GET", "/", nil, 200, "Portal", "no-cache", "text/html"},
		{"route of the application", "GET", "/receivers/111122223333/dashboard", browser, 200, "Portal", "no-cache", "text/html"},
		{"route with a dot", "GET", "/receivers/acme.example", browser, 200, "Portal", "no-cache", "text/html"},
		{"route for an old browser", "GET", "/receivers/1", map[string]string{"Accept": "text/html"}, 200, "Portal", "no-cache", "text/html"},
		{"unknown path for a program", "GET", "/receivers/1", map[string]string{"Accept": "application/json"}, 404, "no such file", "no-store", "text/plain"},
		{"fetch of a script is no navigation", "GET", "/old.js", map[string]string{"Accept": "*/*", "Sec-Fetch-Mode": "no-cors"}, 404, "", "no-store", "text/plain"},
		{"hashed asset", "GET", "/assets/app-1a2b.js", nil, 200, "plain", immutable, "text/javascript"},
		{"brotli first", "GET", "/assets/app-1a2b.js", map[string]string{"Accept-Encoding": "gzip, br"}, 200, "brotli", immutable, "text/javascript"},
		{"gzip when brotli is refused", "GET", "/assets/app-1a2b.js", map[string]string{"Accept-Encoding": "gzip, br;q=0"}, 200, "gzipped", immutable, "text/javascript"},
		{"missing asset is not the application", "GET", "/assets/app-0000.js", browser, 404, "no such file", "no-store", "text/plain"},
		{"file without a hash", "GET", "/favicon.svg", nil, 200, "<svg/>", "no-cache", "image/svg+xml"},
		{"font", "GET", "/assets/font-9z.woff2", nil, 200, "font", immutable, "font/woff2"},
		{"compressed form by its own name", "GET", "/assets/app-1a2b.js.br", nil, 404, "no such file", "no-store", "text/plain"},
		{"folder", "GET", "/assets/", nil, 404, "no such file", "no-store", "text/plain"},
		{"out of the folder", "GET", "/../outside.txt", nil, 404, "no such file", "no-store", "text/plain"},
		{"out of the folder, encoded", "GET", "/%2e%2e/outside.txt", nil, 404, "no such file", "no-store", "text/plain"},
		{"out of the folder by a link", "GET", "/link.txt", nil, 404, "no such file", "no-store", "text/plain"},
		{"NUL", "GET", "/%00", nil, 404, "no such file", "no-store", "text/plain"},
		{"post", "POST", "/", nil, 405, "Only GET and HEAD", "", "text/plain"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			resp, body := get(t, s, tt.method, tt.path, tt.header)
			if resp.StatusCode != tt.status || !strings.Contains(body, tt.body) {
				t.Errorf("got %d %q, want %d %q", resp.StatusCode, body, tt.status, tt.body)
			}
			if got := resp.Header.Get("Cache-Control"); got != tt.cache {
				t.Errorf("Cache-Control %q, want %q", got, tt.cache)
			}
			if got := resp.Header.Get("Content-Type"); !strings.HasPrefix(got, tt.kind) {
				t.Errorf("Content-Type %q, want %q", got, tt.kind)
			}
			for k, want := range map[string]string{
				"Content-Security-Policy": contentPolicy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
				"Cross-Origin-Opener-Policy": "same-origin", "Permissions-Policy": permissionsPolicy,
			} {
				if got := resp.Header.Get(k); got != want {
					t.Errorf("%s is %q, want %q", k, got, want)
				}
			}
		})
	}
}

func TestUnchangedFileIsNotSentAgain(t *testing.T) {
	t.Parallel()
	s := newServer(t, http.NotFoundHandler())
	first, _ := get(t, s, http.MethodGet, "/", nil)
	tag := first.Header.Get("ETag")
	if again, body := get(t, s, http.MethodGet, "/", map[string]string{"If-None-Match": tag}); tag == "" || again.StatusCode != http.StatusNotModified || body != "" {
		t.Errorf("with %q: %d %q", tag, again.StatusCode, body)
	}
	plain, _ := get(t, s, http.MethodGet, "/assets/app-1a2b.js", nil)
	packed, _ := get(t, s, http.MethodGet, "/assets/app-1a2b.js", map[string]string{"Accept-Encoding": "br"})
	if plain.Header.Get("ETag") == packed.Header.Get("ETag") || packed.Header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("two forms of a file look alike: %v, %v", plain.Header, packed.Header)
	}
}

func TestProxyRemovesThePrefix(t *testing.T) {
	t.Parallel()
	api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-ID", r.Header.Get("X-Request-ID"))
		w.Header().Set("Location", "/jobs/1")
		_, _ = io.WriteString(w, r.Method+" "+r.URL.EscapedPath()+"?"+r.URL.RawQuery+" origin="+r.Header.Get("Origin"))
	})
	s := newServer(t, api)
	tests := []struct{ path, want string }{
		{"/api/dashboard?period=2026-11&x=%2F", "GET /dashboard?period=2026-11&x=%2F origin="},
		{"/api/customers/a%2Fb", "GET /customers/a%2Fb? origin="},
		{"/api", "GET /? origin="},
		{"/api/", "GET /? origin="},
		{"/api/api/x", "GET /api/x? origin="},
	}
	for _, tt := range tests {
		resp, body := get(t, s, http.MethodGet, tt.path, map[string]string{"X-Request-ID": "abc", "Origin": s.URL})
		if got := resp.Header.Get("Location"); got != "/api/jobs/1" {
			t.Errorf("%s: Location is %q", tt.path, got)
		}
		if body != tt.want || resp.Header.Get("X-Request-ID") != "abc" {
			t.Errorf("%s: got %q (request id %q), want %q", tt.path, body, resp.Header.Get("X-Request-ID"), tt.want)
		}
	}
	if _, body := get(t, s, http.MethodGet, "/apis", map[string]string{"Accept": "text/html"}); !strings.Contains(body, "Portal") {
		t.Errorf("/apis went to the API: %q", body)
	}
}

func TestProxyStreams(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	s := newServer(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "first\n")
		_ = http.NewResponseController(w).Flush()
		<-release
		_, _ = io.WriteString(w, "second\n")
	}))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/api/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	lines := bufio.NewReader(resp.Body)
	if line, err := lines.ReadString('\n'); line != "first\n" || err != nil {
		t.Fatalf("got %q, %v before the end of the answer", line, err)
	}
	close(release)
	if line, _ := lines.ReadString('\n'); line != "second\n" {
		t.Errorf("got %q", line)
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	down := httptest.NewServer(http.NotFoundHandler())
	u, _ := url.Parse(down.URL)
	down.Close()
	h, err := New(Config{Dir: t.TempDir(), API: u, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(OnlyLoopbackHosts(h))
	t.Cleanup(s.Close)
	tests := []struct {
		name, method, path string
		header             map[string]string
		status             int
		code               string
	}{
		{"the API is down", "GET", "/api/dashboard", nil, 503, "api_unavailable"},
		{"a name that was pointed here", "GET", "/", map[string]string{"Host": "evil.example:4200"}, 421, "host_not_allowed"},
		{"an address of this machine in another net", "GET", "/", map[string]string{"Host": "192.168.1.2"}, 421, "host_not_allowed"},
		{"a name that begins like us", "GET", "/", map[string]string{"Host": "localhost.evil.example"}, 421, "host_not_allowed"},
		{"a change from another site", "POST", "/api/collections", map[string]string{"Sec-Fetch-Site": "cross-site"}, 403, "origin_not_allowed"},
		{"a change from another origin, old browser", "POST", "/api/collections", map[string]string{"Origin": "http://evil.example"}, 403, "origin_not_allowed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			resp, body := get(t, s, tt.method, tt.path, tt.header)
			var p struct {
				Code      string
				Status    int
				RequestID string `json:"request_id"`
				Detail    string
			}
			if err := json.Unmarshal([]byte(body), &p); err != nil {
				t.Fatalf("%q is no JSON: %v", body, err)
			}
			if resp.StatusCode != tt.status || p.Status != tt.status || p.Code != tt.code || p.Detail == "" {
				t.Errorf("got %d %+v, want %d %s", resp.StatusCode, p, tt.status, tt.code)
			}
			if resp.Header.Get("Content-Type") != "application/problem+json" || p.RequestID == "" || p.RequestID != resp.Header.Get("X-Request-ID") {
				t.Errorf("headers %v do not fit %+v", resp.Header, p)
			}
			if tt.status == 503 && resp.Header.Get("Retry-After") == "" {
				t.Error("Retry-After is missing")
			}
		})
	}
}

func TestLoopbackHosts(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"localhost": true, "LOCALHOST:4200": true, "127.0.0.1:4200": true, "127.1.2.3": true, "[::1]:4200": true, "[::1]": true,
		"": false, "0.0.0.0:4200": false, "example.com": false, "127.0.0.1.nip.io": false, "[fe80::1]:80": false,
	} {
		if got := isLoopbackHost(host); got != want {
			t.Errorf("%q: got %v", host, got)
		}
	}
}

func TestFindDirSaysWhatToDo(t *testing.T) {
	t.Parallel()
	_, err := FindDir(t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "--web-dir") || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v", err)
	}
}
