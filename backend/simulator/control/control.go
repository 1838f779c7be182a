// Package control is the simulator's own API under /_sim/: reset, clock,
// faults, journal, truth. It is for tests and demonstrations on the same
// machine: both the peer address and the Host header must be loopback, and
// no answer carries CORS headers, so neither another machine nor a web page
// can reach it.
package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"portal.example/simulator/chaos"
	"portal.example/simulator/journal"
	"portal.example/simulator/world"
)

// Prefix is the path everything here lives under.
const Prefix = "/_sim/"

// maxBody bounds a control request's body, in bytes.
const maxBody = 1 << 20

// Reset says which world to build; zero members keep what the present one
// was built with.
type Reset struct {
	Scenario string     `json:"scenario,omitempty"`
	Seed     *uint64    `json:"seed,omitempty"`
	Now      *time.Time `json:"now,omitempty"`
	Frozen   *bool      `json:"frozen,omitempty"`
}

// Backend is the simulator as this API sees it. The accessors return the
// parts of the present world; a Reset replaces all of them.
type Backend interface {
	Reset(ctx context.Context, r Reset) error
	World() *world.World
	Chaos() *chaos.Engine
	Journal() *journal.Journal
	// Coverage lists the simulated operations by service, sorted.
	Coverage() map[string][]string
}

// ErrInvalid marks a Reset that asks for a world that cannot be built.
var ErrInvalid = errors.New("invalid reset")

type api struct{ b Backend }

// New returns the handler of everything under Prefix.
func New(b Backend) http.Handler {
	a := api{b}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_sim/health", a.health)
	mux.HandleFunc("POST /_sim/reset", a.reset)
	mux.HandleFunc("GET /_sim/clock", a.clock)
	mux.HandleFunc("POST /_sim/clock", a.setClock)
	mux.HandleFunc("GET /_sim/faults", a.faults)
	mux.HandleFunc("PUT /_sim/faults", a.setFaults)
	mux.HandleFunc("DELETE /_sim/faults", a.clearFaults)
	mux.HandleFunc("GET /_sim/rate-limits", a.rateLimits)
	mux.HandleFunc("PUT /_sim/rate-limits", a.setRateLimits)
	mux.HandleFunc("GET /_sim/journal", a.entries)
	mux.HandleFunc("DELETE /_sim/journal", a.clearJournal)
	mux.HandleFunc("GET /_sim/journal/counts", a.counts)
	mux.HandleFunc("GET /_sim/unknown", a.unknown)
	mux.HandleFunc("GET /_sim/coverage", a.coverage)
	mux.HandleFunc("GET /_sim/world", a.world)
	mux.HandleFunc("GET /_sim/truth", a.truth)
	mux.HandleFunc("POST /_sim/handshakes/{id}/accept", a.answer((*world.World).AcceptInvitation))
	mux.HandleFunc("POST /_sim/handshakes/{id}/decline", a.answer((*world.World).DeclineInvitation))
	return guard(mux)
}

// guard lets only this machine in, and only as itself: the Host check stops a
// web page whose name was rebound to 127.0.0.1.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !loopbackPeer(r.RemoteAddr) || !loopbackHost(r.Host) {
			fail(w, http.StatusForbidden, "the control API answers only to this machine, under a loopback host name")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func loopbackPeer(remote string) bool {
	peer, err := netip.ParseAddrPort(remote)
	return err == nil && peer.Addr().Unmap().IsLoopback()
}

func loopbackHost(hostPort string) bool {
	host := hostPort
	if h, _, err := net.SplitHostPort(hostPort); err == nil {
		host = h
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && addr.Unmap().IsLoopback()
}

// health is also the readiness probe.
func (a api) health(w http.ResponseWriter, _ *http.Request) {
	wd := a.b.World()
	scenario, seed, start := wd.Scenario()
	reply(w, map[string]any{
		"status": "ok", "scenario": scenario, "seed": seed, "start": start,
		"now": wd.Now(), "frozen": wd.Clock().Frozen(), "receiver": wd.ReceiverID(),
	})
}

func (a api) reset(w http.ResponseWriter, r *http.Request) {
	var in Reset
	if !read(w, r, &in) {
		return
	}
	switch err := a.b.Reset(r.Context(), in); {
	case errors.Is(err, ErrInvalid):
		fail(w, http.StatusBadRequest, err.Error())
	case err != nil:
		fail(w, http.StatusInternalServerError, err.Error())
	default:
		a.health(w, r)
	}
}

type clockState struct {
	Now    time.Time `json:"now"`
	Start  time.Time `json:"start"`
	Frozen bool      `json:"frozen"`
}

func (a api) clock(w http.ResponseWriter, _ *http.Request) {
	wd := a.b.World()
	_, _, start := wd.Scenario()
	reply(w, clockState{Now: wd.Now(), Start: start, Frozen: wd.Clock().Frozen()})
}

// setClock applies now, then advance, then frozen; each is optional.
func (a api) setClock(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Now     *time.Time `json:"now"`
		Advance string     `json:"advance"` // a Go duration such as "24h"; may be negative
		Frozen  *bool      `json:"frozen"`
	}
	if !read(w, r, &in) {
		return
	}
	var advance time.Duration
	if in.Advance != "" {
		var err error
		if advance, err = time.ParseDuration(in.Advance); err != nil {
			fail(w, http.StatusBadRequest, "advance must be a duration such as 24h or 90m")
			return
		}
	}
	clock := a.b.World().Clock()
	// Freezing comes first and thawing last, so that no time slips by between.
	if in.Frozen != nil && *in.Frozen {
		clock.Freeze()
	}
	if in.Now != nil {
		clock.Set(in.Now.UTC())
	}
	clock.Advance(advance)
	if in.Frozen != nil && !*in.Frozen {
		clock.Resume()
	}
	a.clock(w, r)
}

func (a api) faults(w http.ResponseWriter, _ *http.Request) { reply(w, a.b.Chaos().Rules()) }

func (a api) setFaults(w http.ResponseWriter, r *http.Request) {
	var rules []chaos.Rule
	if !read(w, r, &rules) {
		return
	}
	if err := a.b.Chaos().Set(rules); err != nil {
		fail(w, http.StatusBadRequest, err.Error())
		return
	}
	a.faults(w, r)
}

func (a api) clearFaults(w http.ResponseWriter, r *http.Request) {
	_ = a.b.Chaos().Set(nil) // no rules cannot be invalid
	a.faults(w, r)
}

func (a api) rateLimits(w http.ResponseWriter, _ *http.Request) { reply(w, a.b.Chaos().Limits()) }

// setRateLimits takes requests a second by service, such as {"ce": 10}.
func (a api) setRateLimits(w http.ResponseWriter, r *http.Request) {
	var limits map[string]int
	if !read(w, r, &limits) {
		return
	}
	if err := a.b.Chaos().SetLimits(limits); err != nil {
		fail(w, http.StatusBadRequest, err.Error())
		return
	}
	a.rateLimits(w, r)
}

// entries answers ?after=N&limit=N&service=S&operation=O.
func (a api) entries(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	f := journal.Filter{Service: q.Get("service"), Operation: q.Get("operation")}
	var err error
	if v := q.Get("after"); v != "" {
		if f.After, err = strconv.ParseUint(v, 10, 64); err != nil {
			fail(w, http.StatusBadRequest, "after must be a number of an entry")
			return
		}
	}
	if v := q.Get("limit"); v != "" {
		if f.Limit, err = strconv.Atoi(v); err != nil || f.Limit < 1 {
			fail(w, http.StatusBadRequest, "limit must be a positive number")
			return
		}
	}
	reply(w, a.b.Journal().Entries(f))
}

func (a api) clearJournal(w http.ResponseWriter, _ *http.Request) {
	a.b.Journal().Clear()
	w.WriteHeader(http.StatusNoContent)
}

func (a api) counts(w http.ResponseWriter, _ *http.Request)   { reply(w, a.b.Journal().Counts()) }
func (a api) unknown(w http.ResponseWriter, _ *http.Request)  { reply(w, a.b.Journal().Unknown()) }
func (a api) coverage(w http.ResponseWriter, _ *http.Request) { reply(w, a.b.Coverage()) }

// owned returns the world as the bill-transfer account of ?owner=ID sees it, by default the
// receiver; false after it has answered that there is no such account.
func (a api) owned(w http.ResponseWriter, r *http.Request) (*world.World, bool) {
	wd := a.b.World()
	owner := r.URL.Query().Get("owner")
	if owner == "" {
		return wd, true
	}
	as, ok := wd.As(owner)
	if !ok {
		fail(w, http.StatusNotFound, fmt.Sprintf("%q is no bill-transfer account of this world", owner))
	}
	return as, ok
}

func (a api) world(w http.ResponseWriter, r *http.Request) {
	if wd, ok := a.owned(w, r); ok {
		reply(w, wd.Snapshot())
	}
}

// answer answers an invitation in the place of the invited organization.
func (a api) answer(do func(*world.World, string) (world.Transfer, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var nothing struct{}
		if !read(w, r, &nothing) {
			return
		}
		t, err := do(a.b.World(), r.PathValue("id"))
		var refusal *world.Error
		switch {
		case errors.As(err, &refusal) && refusal.Code == "HandshakeNotFoundException":
			fail(w, http.StatusNotFound, refusal.Message)
		case err != nil:
			fail(w, http.StatusConflict, err.Error())
		default:
			reply(w, t)
		}
	}
}

// truth streams ?owner=ID&customer=ID&from=YYYY-MM&to=YYYY-MM as JSON lines. from and
// to are inclusive; by default the last 14 months. A stream that fails part
// way is cut, never ended as if it were whole.
func (a api) truth(w http.ResponseWriter, r *http.Request) {
	wd, ok := a.owned(w, r)
	if !ok {
		return
	}
	q := r.URL.Query()
	to := world.MonthOf(wd.Now())
	from := to - 13
	for _, p := range []struct {
		name  string
		month *world.Month
	}{{"from", &from}, {"to", &to}} {
		v := q.Get(p.name)
		if v == "" {
			continue
		}
		m, err := world.ParseMonth(v)
		if err != nil {
			fail(w, http.StatusBadRequest, p.name+" must be a month such as 2026-11")
			return
		}
		*p.month = m
	}
	customer := q.Get("customer")
	if _, ok := wd.Customer(customer); !ok && customer != "" {
		fail(w, http.StatusNotFound, fmt.Sprintf("customer %q does not exist", customer))
		return
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	enc := json.NewEncoder(w)
	err := wd.Truth(customer, from, to, func(row world.TruthRow) error {
		if err := r.Context().Err(); err != nil {
			return err
		}
		return enc.Encode(row)
	})
	if err != nil {
		panic(http.ErrAbortHandler) //nolint:forbidigo // net/http's own way to cut a connection
	}
}

// read decodes a JSON body strictly. Requiring the JSON content type makes a
// browser ask first, and nobody answers.
func read(w http.ResponseWriter, r *http.Request, v any) bool {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		fail(w, http.StatusUnsupportedMediaType, "send Content-Type: application/json")
		return false
	}
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		fail(w, http.StatusBadRequest, "the body is not what this call takes: "+err.Error())
		return false
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		fail(w, http.StatusBadRequest, "the body goes on after its JSON value")
		return false
	}
	return true
}

func reply(w http.ResponseWriter, v any) { send(w, http.StatusOK, v) }

func fail(w http.ResponseWriter, status int, message string) {
	send(w, status, map[string]string{"error": message})
}

func send(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(`{"error":"the answer could not be encoded"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n')) // the caller may be gone
}
