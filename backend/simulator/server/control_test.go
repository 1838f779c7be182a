package server_test

import (
	"bufio"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor"
	"github.com/google/go-cmp/cmp"

	"portal.example/simulator/server"
	"portal.example/simulator/world"
)

type health struct {
	Status, Scenario string
	Seed             uint64
	Start, Now       time.Time
	Frozen           bool
}

func TestTheControlAPIIsForThisMachineOnly(t *testing.T) {
	t.Parallel()
	handler := must(server.New(server.Config{
		Scenario: "tiny", Seed: 1, Now: simNow, Frozen: true, Wall: time.Now, Log: slog.New(slog.DiscardHandler),
	}))(t)
	for _, tc := range []struct {
		peer, host string
		want       int
	}{
		{"127.0.0.1:5000", "127.0.0.1:4566", 200},
		{"127.0.0.1:5000", "localhost:4566", 200},
		{"127.0.0.1:5000", "LocalHost", 200},
		{"[::1]:5000", "[::1]:4566", 200},
		{"[::1]:5000", "[::1]", 200},
		{"[::ffff:127.0.0.1]:5000", "127.0.0.1", 200},
		{"10.0.0.7:5000", "127.0.0.1:4566", 403},
		{"[2001:db8::1]:5000", "localhost", 403},
		{"127.0.0.1:5000", "rebound.example:4566", 403},
		{"127.0.0.1:5000", "localhost.evil.example", 403},
		{"127.0.0.1:5000", "", 403},
		{"@", "localhost", 403},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/_sim/health", nil)
		r.RemoteAddr, r.Host = tc.peer, tc.host
		r.Header.Set("Origin", "https://evil.example")
		r.Header.Set("X-Forwarded-For", "127.0.0.1")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != tc.want {
			t.Errorf("peer %s host %q: status %d, want %d", tc.peer, tc.host, w.Code, tc.want)
		}
		for name := range w.Header() {
			if strings.HasPrefix(name, "Access-Control") {
				t.Errorf("a CORS header: %s", name)
			}
		}
	}
}

func TestControlRefusesWhatItDoesNotUnderstand(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	for _, tc := range []struct {
		method, path, contentType, body string
		want                            int
	}{
		{http.MethodPost, "reset", "text/plain", `{}`, 415},
		{http.MethodPost, "reset", "application/json", `{"scenrio":"tiny"}`, 400},
		{http.MethodPost, "reset", "application/json", `{"scenario":"enormous"}`, 400},
		{http.MethodPost, "reset", "application/json", `{`, 400},
		{http.MethodPost, "clock", "application/json", `{"advance":"two days"}`, 400},
		{http.MethodPost, "clock", "application/json", `{"now":"yesterday"}`, 400},
		{http.MethodPost, "clock", "application/json", `{} {}`, 400},
		{http.MethodPut, "faults", "application/json", `[{"kind":"explode"}]`, 400},
		{http.MethodPut, "faults", "application/json", `{"kind":"deny"}`, 400},
		{http.MethodGet, "journal?limit=0", "", "", 400},
		{http.MethodGet, "journal?after=x", "", "", 400},
		{http.MethodGet, "truth?from=2026", "", "", 400},
		{http.MethodGet, "truth?customer=000000000000", "", "", 404},
		{http.MethodGet, "nothing", "", "", 404},
		{http.MethodDelete, "world", "", "", 405},
	} {
		r := must(http.NewRequestWithContext(t.Context(), tc.method, s.url+"/_sim/"+tc.path, strings.NewReader(tc.body)))(t)
		r.Header.Set("Content-Type", tc.contentType)
		res := must(http.DefaultClient.Do(r))(t)
		body := must(io.ReadAll(res.Body))(t)
		_ = res.Body.Close()
		if res.StatusCode != tc.want {
			t.Errorf("%s %s %s: status %d, want %d: %s", tc.method, tc.path, tc.body, res.StatusCode, tc.want, body)
		}
	}
}

func TestResetReplacesWorldFaultsAndJournal(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	s.faults(map[string]any{"kind": "deny"})
	if err := calls["sts"](t.Context(), s.sdk); err == nil {
		t.Fatal("the fault did not strike")
	}
	before := s.snapshot()
	var got health
	if status := s.control(http.MethodPost, "reset", map[string]any{"seed": 2, "now": "2026-12-03T00:00:00Z"}, &got); status != 200 {
		t.Fatalf("reset: status %d", status)
	}
	want := health{"ok", "tiny", 2, time.Date(2026, 12, 3, 0, 0, 0, 0, time.UTC), time.Date(2026, 12, 3, 0, 0, 0, 0, time.UTC), true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("after reset (-want +got):\n%s", diff)
	}
	if err := calls["sts"](t.Context(), s.sdk); err != nil {
		t.Errorf("the fault outlived the reset: %v", err)
	}
	var entries []map[string]any
	s.control(http.MethodGet, "journal", nil, &entries)
	if len(entries) != 1 {
		t.Errorf("%d journal entries after the reset, want 1", len(entries))
	}
	after := s.snapshot()
	if cmp.Equal(before.Customers, after.Customers) {
		t.Error("another seed made the same customers")
	}
	s.control(http.MethodPost, "reset", map[string]any{"seed": 1, "now": simNow}, nil)
	if diff := cmp.Diff(before, s.snapshot()); diff != "" {
		t.Errorf("the same seed made another world:\n%s", diff)
	}
	if status := s.control(http.MethodPost, "reset", map[string]any{"scenario": "none"}, nil); status != 400 {
		t.Errorf("reset to nothing: status %d", status)
	}
	if diff := cmp.Diff(before, s.snapshot()); diff != "" {
		t.Errorf("a refused reset changed the world:\n%s", diff)
	}
}

func TestTheClockObeys(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	type clock struct {
		Now    time.Time
		Frozen bool
	}
	set := func(in map[string]any) (out clock) {
		if status := s.control(http.MethodPost, "clock", in, &out); status != 200 {
			t.Fatalf("%v: status %d", in, status)
		}
		return out
	}
	if got := set(map[string]any{"advance": "36h"}); !got.Now.Equal(simNow.Add(36 * time.Hour)) {
		t.Errorf("advanced to %s", got.Now)
	}
	target := time.Date(2026, 12, 9, 1, 2, 3, 0, time.UTC)
	if got := set(map[string]any{"now": target, "advance": "1m"}); !got.Now.Equal(target.Add(time.Minute)) || !got.Frozen {
		t.Errorf("set to %+v", got)
	}
	if got := set(map[string]any{"frozen": false}); got.Frozen || got.Now.Before(target) {
		t.Errorf("thawed: %+v", got)
	}
	if got := set(map[string]any{"frozen": true, "now": target}); !got.Frozen || !got.Now.Equal(target) {
		t.Errorf("frozen: %+v", got)
	}
	// The services live by this clock.
	s.control(http.MethodPost, "clock", map[string]any{"now": "2027-01-15T00:00:00Z"}, nil)
	plans := must(s.sdk.bc.ListPricingPlans(t.Context(), &billingconductor.ListPricingPlansInput{}))(t)
	if *plans.BillingPeriod != "2027-01" {
		t.Errorf("the current billing period is %s", *plans.BillingPeriod)
	}
}

func TestTheJournalTellsWhatArrived(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	must(s.sdk.bc.ListBillingGroups(t.Context(), &billingconductor.ListBillingGroupsInput{MaxResults: aws.Int32(7)}))(t)
	s.faults(map[string]any{"kind": "throttle", "service": "ce", "count": 1})
	_ = calls["ce"](t.Context(), s.sdk)
	_ = calls["ce"](t.Context(), s.sdk)
	_ = calls["billing"](t.Context(), s.as(aws.AnonymousCredentials{}))

	type entry struct {
		N                                  uint64
		Service, Operation, Account, Fault string
		AccessKey                          string `json:"access_key"`
		ErrorCode                          string `json:"error_code"`
		RequestID                          string `json:"request_id"`
		Status                             int
		Params                             string
		SimTime                            time.Time `json:"sim_time"`
	}
	var all []entry
	s.control(http.MethodGet, "journal", nil, &all)
	if len(all) != 4 {
		t.Fatalf("%d entries: %+v", len(all), all)
	}
	first := all[0]
	if first.N != 1 || first.Service != "billingconductor" || first.Operation != "ListBillingGroups" || first.Account != receiver ||
		first.AccessKey != server.AccessKey || first.Status != 200 || first.RequestID == "" || !strings.Contains(first.Params, `"MaxResults":7`) ||
		!first.SimTime.Equal(simNow) {
		t.Errorf("first entry %+v", first)
	}
	if all[1].Fault != "throttle" || all[1].ErrorCode != "LimitExceededException" || all[2].Fault != "" || all[2].Status != 200 {
		t.Errorf("cost explorer entries %+v", all[1:3])
	}
	if all[3].Account != "" || all[3].Status < 400 {
		t.Errorf("the unsigned request: %+v", all[3])
	}
	var some []entry
	s.control(http.MethodGet, "journal?after=1&service=ce&limit=1", nil, &some)
	if len(some) != 1 || some[0].N != 3 {
		t.Errorf("filtered: %+v", some)
	}
	s.control(http.MethodDelete, "journal", nil, nil)
	s.control(http.MethodGet, "journal", nil, &all)
	if len(all) != 0 {
		t.Errorf("after DELETE: %+v", all)
	}
}

func TestTheTruthIsStreamedByCustomerAndMonth(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	customer := s.snapshot().Customers[0].Account.ID
	res := must(http.Get(s.url + "/_sim/truth?customer=" + customer + "&from=2026-09&to=2026-10"))(t)
	defer res.Body.Close()
	views := map[string]int{}
	scanner := bufio.NewScanner(res.Body)
	for scanner.Scan() {
		var row world.TruthRow
		if err := json.Unmarshal(scanner.Bytes(), &row); err != nil {
			t.Fatalf("%s: %v", scanner.Bytes(), err)
		}
		if row.Customer != customer || row.Month.String() < "2026-09" || row.Month.String() > "2026-10" || row.Currency == "" {
			t.Errorf("row %+v", row)
		}
		views[row.View]++
	}
	if views["my"] == 0 || views["showback"] == 0 {
		t.Errorf("rows by view: %v", views)
	}
}

func TestTheSameSeedAnswersTheSameBytes(t *testing.T) {
	t.Parallel()
	read := func() string {
		s := start(t, "tiny")
		var b strings.Builder
		for _, path := range []string{"world", "truth?from=2026-09", "coverage"} {
			res := must(http.Get(s.url + "/_sim/" + path))(t)
			b.Write(must(io.ReadAll(res.Body))(t))
			_ = res.Body.Close()
		}
		return b.String()
	}
	if first, second := read(), read(); first != second {
		t.Error("two simulators of one seed differ")
	}
}

func TestCoveragePageIsCurrent(t *testing.T) {
	t.Parallel()
	want := must(server.CoveragePage())(t)
	got := string(must(os.ReadFile("../COVERAGE.md"))(t))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("COVERAGE.md is stale; run go generate ./server (-want +got):\n%s", diff)
	}
}
