package httpapi

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/period"
)

// serve starts a server over the rooms.
func serve(t *testing.T, r *rooms) *httptest.Server {
	t.Helper()
	h, err := New(config(r, io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server
}

// ask sends a request over the wire, which HEAD, compression and 304 need, and returns the answer with its body as sent.
func ask(t *testing.T, server *httptest.Server, method, target string, headers map[string]string) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, server.URL+target, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set(headerAccountID, receiver)
	req.Header.Set("Accept-Encoding", "identity")
	for k, v := range headers {
		req.Header.Set(k, v)
	}
	resp, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, body
}

// settled are rooms whose pages do not change and fill more than what is left uncompressed.
func settled() *rooms {
	r := newRooms()
	r.version = "1"
	m, _ := period.ParseMonth("2026-10")
	r.list = &margin.List{Provenance: provenance(m)}
	for range 50 {
		r.list.Page.Items = append(r.list.Page.Items, margin.Row{Key: "a", Label: "A", Standing: ledger.StandingUnknown, Completeness: margin.Pending, Figures: margin.Figures{Currency: "USD"}})
	}
	return r
}

func TestWhoHasTheAnswerIsTold304(t *testing.T) {
	t.Parallel()
	server := serve(t, settled())
	for path := range conditionals {
		first, body := ask(t, server, http.MethodGet, path, nil)
		tag := first.Header.Get("ETag")
		if first.StatusCode != http.StatusOK || len(body) == 0 || !strings.HasPrefix(tag, `W/"`) {
			t.Fatalf("%s: %d with tag %q", path, first.StatusCode, tag)
		}
		for _, encoding := range []string{"identity", "gzip"} {
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				again, body := ask(t, server, method, path, map[string]string{"If-None-Match": `"other", ` + tag, "Accept-Encoding": encoding})
				h := again.Header
				if again.StatusCode != http.StatusNotModified || len(body) != 0 || h.Get("Content-Encoding") != "" || h.Get("Content-Type") != "" {
					t.Errorf("%s %s in %s: %d, %d bytes, %v", method, path, encoding, again.StatusCode, len(body), h)
				}
				vary := strings.Join(h.Values("Vary"), ",")
				if h.Get("ETag") != tag || h.Get("Cache-Control") != "private, no-cache" || !strings.Contains(vary, headerAccountID) || !strings.Contains(vary, "Accept-Encoding") {
					t.Errorf("%s %s in %s: the 304 has the headers %v", method, path, encoding, h)
				}
			}
		}
	}
}

func TestAnAnswerIsTheSameOnlyForTheSameRequestAndVersion(t *testing.T) {
	t.Parallel()
	server := serve(t, settled())
	const target = "/transfer-dashboard?limit=5"
	first, _ := ask(t, server, http.MethodGet, target, nil)
	condition := map[string]string{"If-None-Match": first.Header.Get("ETag")}
	later := settled()
	later.version = "2"
	for name, c := range map[string]struct {
		server *httptest.Server
		target string
	}{
		"another version": {serve(t, later), target},
		"another query":   {server, target + "&page=1"},
		"another list":    {server, "/customers?limit=5"},
	} {
		if got, _ := ask(t, c.server, http.MethodGet, c.target, condition); got.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", name, got.StatusCode)
		}
	}
	if entityTag("a", "bc") == entityTag("ab", "c") {
		t.Error("parts run into each other")
	}
}

func TestNothingIsKeptOfWhatChangesOrFails(t *testing.T) {
	t.Parallel()
	server := serve(t, settled())
	collecting := settled()
	collecting.version = ""
	for name, c := range map[string]struct {
		server *httptest.Server
		target string
		status int
	}{
		"while a collection runs": {serve(t, collecting), "/dashboard", http.StatusOK},
		"the meter":               {server, "/usage", http.StatusOK},
		"a refusal":               {server, "/dashboard?period=never", http.StatusBadRequest},
		"a refusal of a room":     {server, "/customers?sort=nothing", http.StatusBadRequest},
	} {
		got, _ := ask(t, c.server, http.MethodGet, c.target, nil)
		if got.StatusCode != c.status || got.Header.Get("ETag") != "" || got.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d with %v", name, got.StatusCode, got.Header)
		}
	}
	// Even with the right tag a stranger gets a refusal.
	first, _ := ask(t, server, http.MethodGet, "/dashboard", nil)
	if got, _ := ask(t, server, http.MethodGet, "/dashboard", map[string]string{"If-None-Match": first.Header.Get("ETag"), headerAccountID: "999999999999"}); got.StatusCode != http.StatusForbidden {
		t.Errorf("another receiver: %d", got.StatusCode)
	}
}

func TestALargeAnswerIsCompressedAndHeadHasNoBody(t *testing.T) {
	t.Parallel()
	server := serve(t, settled())
	plain, body := ask(t, server, http.MethodGet, "/transfer-dashboard", nil)
	packed, small := ask(t, server, http.MethodGet, "/transfer-dashboard", map[string]string{"Accept-Encoding": "gzip"})
	if packed.Header.Get("Content-Encoding") != "gzip" || len(small) >= len(body) || packed.Header.Get("ETag") != plain.Header.Get("ETag") {
		t.Errorf("%d bytes became %d: %v", len(body), len(small), packed.Header)
	}
	head, none := ask(t, server, http.MethodHead, "/transfer-dashboard", nil)
	if head.StatusCode != http.StatusOK || len(none) != 0 || head.Header.Get("ETag") != plain.Header.Get("ETag") {
		t.Errorf("HEAD: %d, %d bytes, %v", head.StatusCode, len(none), head.Header)
	}
}
