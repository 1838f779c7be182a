package httpapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"strings"
	"sync"
	"testing"

	"portal.example/backend/internal/anomalies"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/objects"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store/memory"
	"portal.example/backend/internal/transfers"
)

// shelf keeps objects in memory.
type shelf struct {
	mu   sync.Mutex
	kept map[string][]byte
}

func (s *shelf) Get(_ context.Context, key string) ([]byte, objects.Info, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.kept[key]
	if !ok {
		return nil, objects.Info{}, objects.ErrNotFound
	}
	return b, objects.Info{Key: key, ETag: tagOf(b)}, nil
}

func (s *shelf) Put(_ context.Context, key string, b []byte) (objects.Info, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept[key] = b
	return objects.Info{Key: key, ETag: tagOf(b)}, nil
}

func (s *shelf) Delete(context.Context, string) error { return nil }

func (s *shelf) List(context.Context, string) iter.Seq2[objects.Info, error] {
	return func(func(objects.Info, error) bool) {}
}

func tagOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

const acme = "210000000001"

// fourMonths is a ledger with the days of one customer that costs a hundred a day, and on three days three hundred.
type fourMonths struct{}

func (fourMonths) months() []period.Month {
	current := period.MonthOf(now)
	return []period.Month{current, current.Add(-1), current.Add(-2), current.Add(-3)}
}

func (f fourMonths) Details(context.Context, scope.Scope) ([]ledger.DetailSummary, error) {
	return each(f.months(), func(m period.Month) ledger.DetailSummary { return ledger.DetailSummary{Month: m} }), nil
}

func (fourMonths) Days(_ context.Context, _ scope.Scope, customer string, m period.Month) (ledger.CustomerDays, bool, error) {
	if customer != acme {
		return ledger.CustomerDays{}, false, nil
	}
	view := ledger.ViewDays{Status: ledger.ViewRead, Currency: money.USD, AsOf: now, Days: m.Days(), CoversTo: m.Day(m.Days())}
	if m == period.MonthOf(now) {
		view.Days, view.CoversTo = 22, m.Day(21)
	}
	usage := ledger.Series{RecordType: "Usage", Service: "Amazon EC2", Class: string(margin.ClassUsage)}
	for d := range view.Days {
		cost := int64(100)
		if m == period.MonthOf(now) && d >= 8 && d <= 10 {
			cost = 300
		}
		usage.Amounts = append(usage.Amounts, money.FromInt(cost))
	}
	view.Series = []ledger.Series{usage}
	return ledger.CustomerDays{CustomerID: customer, Month: m, MyView: view, Showback: view}, true, nil
}

func (fourMonths) Directory(context.Context, scope.Scope) (*transfers.Directory, error) {
	start := period.MonthOf(now).Add(-12).Start()
	return &transfers.Directory{Receiver: receiver, AsOf: now, Transfers: []transfers.Transfer{
		{ID: "rt-1", SourceID: acme, Name: "Acme", Status: "ACCEPTED", Start: start}, {ID: "rt-2", SourceID: "210000000002", Name: "Unread", Status: "ACCEPTED", Start: start},
	}}, nil
}

func (fourMonths) Start(_ context.Context, in jobs.StartInput) (jobs.Job, bool, error) {
	return jobs.Job{Kind: in.Kind}, true, nil
}

func newAnomalies() *anomalies.Service {
	room, err := anomalies.New(anomalies.Config{
		Ledger: fourMonths{}, Directory: fourMonths{}, Jobs: fourMonths{}, Store: memory.New(), Objects: &shelf{kept: map[string][]byte{}}, Clock: clock.Fixed(now), Parallelism: 1,
	})
	if err != nil {
		panic(err)
	}
	return room
}

// call sends requests and decodes the answers.
func call(t *testing.T, h http.Handler) func(method, target, body string, status int) map[string]any {
	return func(method, target, body string, status int) map[string]any {
		t.Helper()
		rec, _ := request{method, target, map[string]string{"Content-Type": "application/json"}, body}.send(t, h)
		if rec.Code != status {
			t.Fatalf("%s %s: got %d, want %d: %s", method, target, rec.Code, status, rec.Body)
		}
		var got map[string]any
		if rec.Body.Len() > 0 {
			if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
		}
		return got
	}
}

func TestAnomaliesAreListedExplainedAndReviewed(t *testing.T) {
	t.Parallel()
	r := newRooms()
	do := call(t, newAPI(t, r))
	if got := do("GET", "/finops/anomalies", "", 200); got["total"] != 0.0 || got["as_of"] != nil || got["covered_customers"] != nil {
		t.Errorf("before anything was looked for: %v", got)
	}
	sc, err := scope.New(receiver, scope.Portal())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.anomalies.Look(t.Context(), sc); err != nil {
		t.Fatal(err)
	}
	list := do("GET", "/finops/anomalies?filter=status:eq:open&sort=-impact", "", 200)
	if list["total"] != 1.0 || list["covered_customers"] != 1.0 {
		t.Fatalf("%v", list)
	}
	id := list["items"].([]any)[0].(map[string]any)["anomaly_id"].(string)
	rec, _ := request{"GET", "/finops/anomalies/" + id, nil, ""}.send(t, newAPI(t, r))
	golden(t, "anomaly.json", rec.Body.Bytes())
	got := do("PUT", "/finops/anomalies/"+id+"/review", `{"status":"dismissed","note":"Load test"}`, 200)
	if got["status"] != "dismissed" || got["note"] != "Load test" || got["reviewed_by"] != "local" {
		t.Errorf("%v", got)
	}
	if got := do("GET", "/finops/anomalies?filter=status:eq:open", "", 200); got["total"] != 0.0 {
		t.Errorf("%v", got)
	}
	do("PUT", "/finops/anomalies/an_00000000/review", `{"status":"open"}`, 404)
	do("GET", "/finops/anomalies/an_00000000", "", 404)
	do("PUT", "/finops/anomalies/"+id+"/review", `{"status":"seen"}`, 400)
	do("PUT", "/finops/anomalies/"+id+"/review", `{"status":"open","note":"`+strings.Repeat("x", 501)+`"}`, 400)
}

func TestAnomalySettingsAreGuarded(t *testing.T) {
	t.Parallel()
	do := call(t, newAPI(t, newRooms()))
	got := do("GET", "/finops/anomaly-settings", "", 200)
	if got["sensitivity"] != "medium" || got["min_percent"] != "20" || got["version"] != 0.0 {
		t.Errorf("%v", got)
	}
	settings := func(percent, impact, currency string, version int) string {
		return fmt.Sprintf(`{"sensitivity":"low","min_percent":%q,"min_impact":{"amount":%q,"currency":%q},"version":%d}`, percent, impact, currency, version)
	}
	if got := do("PUT", "/finops/anomaly-settings", settings("35.5", "100", "USD", 0), 200); got["min_percent"] != "35.5" || got["version"] != 1.0 || got["updated_by"] != "local" {
		t.Errorf("%v", got)
	}
	if got := do("PUT", "/finops/anomaly-settings", settings("40", "100", "USD", 0), 409); got["code"] != "anomaly_settings_changed" {
		t.Errorf("%v", got)
	}
	for _, body := range []string{
		settings("-1", "100", "USD", 1), settings("10001", "100", "USD", 1), settings("1e3", "100", "USD", 1), settings("30", "-5", "USD", 1), settings("30", "5", "dollars", 1),
		settings("30", "5", "USD", -1),
	} {
		do("PUT", "/finops/anomaly-settings", body, 400)
	}
	if got := do("GET", "/finops/anomaly-settings", "", 200); got["version"] != 1.0 {
		t.Errorf("%v", got)
	}
}
