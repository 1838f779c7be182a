package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/jobs/jobstest"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store/memory"
	"portal.example/backend/internal/transfers"
)

// journal notes what was read in which order.
type journal struct {
	mu    sync.Mutex
	lines []string
}

func (j *journal) note(line string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, line)
}

func (j *journal) count(line string) (n int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, l := range j.lines {
		if l == line {
			n++
		}
	}
	return n
}

// house is everything a collector needs, over one customer of one month.
type house struct {
	*journal
	month period.Month
	now   time.Time
}

func (h house) Refresh(context.Context, scope.Scope) (*transfers.Directory, error) {
	h.note("directory")
	return h.Directory(context.Background(), scope.Scope{})
}

func (h house) Directory(context.Context, scope.Scope) (*transfers.Directory, error) {
	return &transfers.Directory{AsOf: h.now, Transfers: []transfers.Transfer{{ID: "rt-1", Status: "ACCEPTED", SourceID: "210000000001", Start: h.month.Start()}}}, nil
}

func (h house) Views(_ context.Context, _ scope.Scope, _ period.Month) ([]BillingView, error) {
	return []BillingView{{ARN: "my", View: MyView, SourceID: "210000000001", Healthy: true}, {ARN: "sb", View: Showback, SourceID: "210000000001", Healthy: true}}, nil
}

func (h house) MonthlyCosts(_ context.Context, _ scope.Scope, arn string, r period.Range) ([]MonthCosts, error) {
	h.note("costs " + arn)
	var all []MonthCosts
	for _, m := range r.Months() {
		all = append(all, MonthCosts{Month: m})
	}
	return all, nil
}

func (h house) DailyCosts(_ context.Context, _ scope.Scope, arn string, from, to period.Day) ([]DayCosts, int, error) {
	h.note("days " + arn)
	var all []DayCosts
	for d := from; d.Before(to); d = d.Add(1) {
		all = append(all, DayCosts{Day: d})
	}
	return all, 1, nil
}

func (h house) AccountCosts(_ context.Context, _ scope.Scope, arn string, r period.Range) ([]MonthAccountCosts, int, error) {
	h.note("accounts " + arn)
	var all []MonthAccountCosts
	for _, m := range r.Months() {
		all = append(all, MonthAccountCosts{Month: m})
	}
	return all, 1, nil
}

func (h house) CostReports(context.Context, scope.Scope, period.Month) (map[string]CostReport, error) {
	return map[string]CostReport{}, nil
}

// snapshot calls what it is told to.
type snapshot struct {
	name    string
	refresh func(ctx context.Context) error
}

func (s snapshot) Name() string                                     { return s.name }
func (s snapshot) Refresh(ctx context.Context, _ scope.Scope) error { return s.refresh(ctx) }

// gather runs one collection with the snapshots and returns its error and what was logged.
func gather(ctx context.Context, t *testing.T, j *journal, snapshots ...Snapshot) (string, error) {
	t.Helper()
	service := testService(t, versioned(1), t.TempDir(), memory.New())
	var log bytes.Buffer
	h := house{j, period.MonthOf(after), after}
	c, err := NewCollector(CollectorConfig{
		Ledger: service, Costs: h, Directory: h, Logger: slog.New(slog.NewTextHandler(&log, nil)), Parallelism: 2, FlushEvery: time.Second, Snapshots: snapshots,
	})
	if err != nil {
		t.Fatal(err)
	}
	sc := testScope(t)
	in, err := c.Request(sc, ModeRefresh)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(in.Args)
	if err != nil {
		t.Fatal(err)
	}
	err = c.Run(ctx, jobstest.NewRun(jobs.Job{Args: b}, sc))
	return log.String(), err
}

func TestEveryCollectionRefreshesSnapshotsAfterTheDirectory(t *testing.T) {
	t.Parallel()
	j := &journal{}
	seen := func(name string) Snapshot {
		return snapshot{name, func(context.Context) error {
			if j.count("directory") == 0 {
				t.Errorf("%s was read before the directory", name)
			}
			j.note(name)
			return nil
		}}
	}
	if _, err := gather(t.Context(), t, j, seen("one"), seen("two"), seen("three"), seen("four"), seen("five"), seen("six")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"one", "two", "three", "four", "five", "six", "costs my", "costs sb"} {
		if j.count(name) != 1 {
			t.Errorf("%s was read %d times", name, j.count(name))
		}
	}
}

func TestASnapshotThatFailsDoesNotFailTheCollection(t *testing.T) {
	t.Parallel()
	for name, refresh := range map[string]func(context.Context) error{
		"denied": func(context.Context) error { return fault.New(fault.UpstreamDenied, CodeAWSDenied, "Denied.") },
		"the cap": func(context.Context) error {
			return fault.New(fault.Precondition, "cap_reached", "The cap is reached.")
		},
		"a panic":  func(context.Context) error { panic("broken") },
		"whatever": func(context.Context) error { return errors.New("whatever") },
	} {
		j := &journal{}
		other := snapshot{"other", func(context.Context) error { j.note("other"); return nil }}
		log, err := gather(t.Context(), t, j, snapshot{"line items", refresh}, other)
		if err != nil {
			t.Errorf("%s: the collection failed: %v", name, err)
		}
		if j.count("costs my") != 1 || j.count("other") != 1 {
			t.Errorf("%s: not everything else was read: %v", name, j.lines)
		}
		if !strings.Contains(log, `snapshot="line items"`) || !strings.Contains(log, "level=WARN") {
			t.Errorf("%s: the log says nothing of it: %s", name, log)
		}
	}
}

func TestAStoppedCollectionStopsItsSnapshots(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	waits := snapshot{"waits", func(ctx context.Context) error {
		cancel()
		<-ctx.Done()
		return ctx.Err()
	}}
	if log, err := gather(ctx, t, &journal{}, waits); !errors.Is(err, context.Canceled) || strings.Contains(log, "snapshot=waits") {
		t.Errorf("error = %v, want that of the context and no warning: %s", err, log)
	}
}

// prepared is a snapshot whose room makes something of it.
type prepared struct {
	snapshot
	prepare func() error
}

func (p prepared) Prepare(context.Context, scope.Scope) error { return p.prepare() }

func TestRoomsPrepareWhenLedgerAndSnapshotsAreRead(t *testing.T) {
	t.Parallel()
	j := &journal{}
	refresh := func(context.Context) error { j.note("refreshed"); return nil }
	room := prepared{snapshot{"line items", refresh}, func() error {
		if j.count("refreshed") != 2 || j.count("costs my") != 1 || j.count("costs sb") != 1 {
			t.Errorf("prepared too early: %v", j.lines)
		}
		j.note("prepared")
		return errors.New("whatever")
	}}
	log, err := gather(t.Context(), t, j, room, snapshot{"other", refresh})
	if err != nil || j.count("prepared") != 1 || !strings.Contains(log, "could not be prepared") {
		t.Errorf("error %v, journal %v, log %s", err, j.lines, log)
	}
}
