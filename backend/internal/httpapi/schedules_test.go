package httpapi

import (
	"context"
	"io"
	"log/slog"
	"testing"
	"time"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/schedules"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store/memory"
)

// noNeighbours have one receiver, no gaps and no credits.
type noNeighbours struct{}

func (noNeighbours) Receivers(context.Context) ([]string, error) { return []string{receiver}, nil }

func (noNeighbours) Plan(context.Context, scope.Scope, period.Month, time.Time) (*schedules.Plan, string, error) {
	return nil, "There is no gap to close.", nil
}

func (noNeighbours) Apply(context.Context, scope.Scope, schedules.Plan) error { return nil }

func (noNeighbours) Expiring(context.Context, scope.Scope) (string, int, error) { return "", 0, nil }

// newSchedules is the real room; nobody works on its jobs.
func newSchedules(r *rooms) *schedules.Service {
	room, err := schedules.New(schedules.Config{
		Store: memory.New(), Clock: clock.Fixed(now), Logger: slog.New(slog.DiscardHandler), Jobs: jobsStub{r}, Receivers: noNeighbours{}, Collections: r, Gaps: noNeighbours{}, Credits: noNeighbours{},
	})
	if err != nil {
		panic(err)
	}
	return room
}

const everyThirtyFirst = `{"receiver_id":"111122223333","enabled":true,"day":31,"hour":22,"auto_apply":true,"auto_apply_limit":{"amount":"500","currency":"USD"},"auto_apply_max_items":40,"version":0}`

func TestSchedulesAreShownChangedAndStarted(t *testing.T) {
	t.Parallel()
	h := newAPI(t, newRooms())
	rec, _ := request{"GET", "/schedules", nil, ""}.send(t, h)
	golden(t, "schedules.json", rec.Body.Bytes())
	do := call(t, h)
	got := do("PUT", "/schedules/gap_run", everyThirtyFirst, 200)
	if got["next_run_at"] != "2026-11-30T22:00:00Z" || got["version"] != 1.0 || got["changed_by"] != "local" || got["auto_apply_limit"].(map[string]any)["amount"] != "500" || got["auto_apply_max_items"] != 40.0 {
		t.Errorf("%v", got)
	}
	do("PUT", "/schedules/gap_run", everyThirtyFirst, 409)
	if job := do("POST", "/schedules/gap_run/run", "", 202); job["job_id"] != "job_01jd2v9r3k8m" {
		t.Errorf("%v", job)
	}
	runs := do("GET", "/schedules/gap_run/runs?filter=trigger:eq:person", "", 200)
	if run := runs["items"].([]any)[0].(map[string]any); runs["total"] != 1.0 || run["outcome"] != "running" || run["started_by"] != "local" || run["job_id"] != "job_01jd2v9r3k8m" || run["finished_at"] != nil {
		t.Errorf("%v", runs)
	}
	if got := do("GET", "/schedules?filter=enabled:eq:true&sort=-next_run_at", "", 200); got["total"] != 2.0 || got["items"].([]any)[0].(map[string]any)["last_run"] == nil {
		t.Errorf("%v", got)
	}
}

func TestSchedulesRefuseWhatCannotBe(t *testing.T) {
	t.Parallel()
	h := newAPI(t, newRooms())
	body := func(more string) string {
		return `{"receiver_id":"111122223333","enabled":true,"version":0` + more + `}`
	}
	for name, c := range map[string]struct {
		method, target, body string
		status               int
		code, field          string
	}{
		"no day":              {"PUT", "/schedules/gap_run", body(`,"hour":6`), 400, "invalid_request", "/day"},
		"day 32":              {"PUT", "/schedules/gap_run", body(`,"hour":6,"day":32`), 400, "invalid_request", "/day"},
		"hour 24":             {"PUT", "/schedules/gap_run", body(`,"hour":24,"day":1`), 400, "invalid_request", "/hour"},
		"without a limit":     {"PUT", "/schedules/gap_run", body(`,"hour":6,"day":1,"auto_apply":true`), 400, "invalid_request", "/auto_apply_limit"},
		"no item at all":      {"PUT", "/schedules/gap_run", body(`,"hour":6,"day":1,"auto_apply_max_items":0`), 400, "invalid_request", "/auto_apply_max_items"},
		"items of a check":    {"PUT", "/schedules/credit_expiry_check", body(`,"hour":6,"auto_apply_max_items":5`), 400, "invalid_request", "/auto_apply_max_items"},
		"a limit that is not": {"PUT", "/schedules/gap_run", body(`,"hour":6,"day":1,"auto_apply_limit":{"amount":"1e3","currency":"USD"}`), 400, "invalid_request", "/auto_apply_limit/amount"},
		"a limit of zero":     {"PUT", "/schedules/gap_run", body(`,"hour":6,"day":1,"auto_apply_limit":{"amount":"0","currency":"USD"}`), 400, "invalid_request", "/auto_apply_limit/amount"},
		"a day of every day":  {"PUT", "/schedules/credit_expiry_check", body(`,"hour":6,"day":1`), 400, "invalid_request", "/day"},
		"something besides":   {"PUT", "/schedules/gap_run", body(`,"hour":6,"day":1,"minute":5`), 400, "invalid_request", "/minute"},
		"another receiver":    {"PUT", "/schedules/gap_run", `{"receiver_id":"999988887777","enabled":true,"hour":6,"day":1,"version":0}`, 409, "receiver_mismatch", ""},
		"an old version":      {"PUT", "/schedules/gap_run", `{"receiver_id":"111122223333","enabled":true,"hour":6,"day":1,"version":4}`, 409, "schedule_changed", ""},
		"an unknown one":      {"PUT", "/schedules/coffee", body(`,"hour":6`), 404, "schedule_not_found", ""},
		"unknown runs":        {"GET", "/schedules/coffee/runs", "", 404, "schedule_not_found", ""},
		"start of unknown":    {"POST", "/schedules/coffee/run", "", 404, "schedule_not_found", ""},
		"a malformed id":      {"GET", "/schedules/7/runs", "", 400, "invalid_request", "schedule_id"},
		"an unknown outcome":  {"GET", "/schedules/gap_run/runs?filter=outcome:eq:great", "", 400, "invalid_request", "filter"},
	} {
		rec, p := request{c.method, c.target, map[string]string{"Content-Type": "application/json"}, c.body}.send(t, h)
		if rec.Code != c.status || p.Code != c.code || c.field != "" && !names(p, c.field, "") {
			t.Errorf("%s: got %d %s", name, rec.Code, rec.Body)
		}
	}
	c := config(newRooms(), io.Discard)
	c.Authenticator = viewer{}
	looking, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	for target, method := range map[string]string{"/schedules/gap_run": "PUT", "/schedules/gap_run/run": "POST"} {
		if rec, p := (request{method, target, map[string]string{"Content-Type": "application/json"}, everyThirtyFirst}).send(t, looking); rec.Code != 403 || p.Code != "operator_needed" {
			t.Errorf("%s by who may only look: %d %s", target, rec.Code, rec.Body)
		}
	}
}
