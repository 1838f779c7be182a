package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/jobs/jobstest"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store/memory"
)

// daily is a house whose days cost a dollar each, unless it fails.
type daily struct {
	house

	fails     error
	estimated bool
	from, to  period.Day // asked for last
}

func (d *daily) DailyCosts(_ context.Context, _ scope.Scope, arn string, from, to period.Day) ([]DayCosts, int, error) {
	d.note("days " + arn)
	d.from, d.to = from, to
	if d.fails != nil {
		return nil, 0, d.fails
	}
	var all []DayCosts
	for day := from; day.Before(to); day = day.Add(1) {
		all = append(all, DayCosts{Day: day, Currency: money.USD, Estimated: d.estimated, Entries: []Entry{{RecordType: "Usage", Service: "EC2", Amount: money.FromInt(1)}}})
	}
	return all, 3, nil
}

func detailCollector(t *testing.T, d *daily) *Collector {
	t.Helper()
	c, err := NewCollector(CollectorConfig{
		Ledger: testService(t, versioned(1), t.TempDir(), memory.New()), Costs: d, Directory: d, Logger: slog.New(slog.DiscardHandler), Parallelism: 1, FlushEvery: time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func runDetail(t *testing.T, c *Collector) error {
	t.Helper()
	in, err := c.Request(testScope(t), ModeDetail)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(in.Args)
	if err != nil {
		t.Fatal(err)
	}
	return c.Run(t.Context(), jobstest.NewRun(jobs.Job{Args: b, Kind: JobKind}, testScope(t)))
}

func TestDetailsAreReadUntilTheyAreComplete(t *testing.T) {
	t.Parallel()
	d := &daily{house: house{journal: &journal{}, month: october, now: after}, estimated: true}
	c := detailCollector(t, d)
	if err := runDetail(t, c); err != nil {
		t.Fatal(err)
	}
	// Billed since October: October and November in one question, up to today.
	if d.from != october.Day(1) || d.to != period.DayOf(after).Add(1) || d.count("days my") != 1 || d.count("accounts sb") != 1 {
		t.Fatalf("asked from %s to %s: %v", d.from, d.to, d.lines)
	}
	days, sum, found, err := c.c.Ledger.MonthDays(t.Context(), testScope(t), october)
	if err != nil || !found || sum.Customers != 1 || days.Customers[0].MyView.Sum(31).String() != "31" || days.Customers[0].MyView.Complete {
		t.Fatalf("days %+v of %+v, %v", days, sum, err)
	}
	if running, _, _, err := c.c.Ledger.MonthDays(t.Context(), testScope(t), october.Add(1)); err != nil || running.Customers[0].MyView.CoversTo != october.Add(1).Day(7) {
		t.Errorf("the running month: %+v, %v", running, err)
	}
	d.estimated = false
	if err := runDetail(t, c); err != nil || d.from != october.Day(1) {
		t.Fatalf("an estimated month was not read again: from %s, %v", d.from, err)
	}
	if err := runDetail(t, c); err != nil || d.from != october.Add(1).Day(1) {
		t.Fatalf("a final month was read again: from %s, %v", d.from, err)
	}
}

func TestTheCapMakesDetailsWaitAndKeepsWhatWasRead(t *testing.T) {
	t.Parallel()
	d := &daily{house: house{journal: &journal{}, month: october, now: after}}
	c := detailCollector(t, d)
	if err := runDetail(t, c); err != nil {
		t.Fatal(err)
	}
	d.fails = fault.New(fault.Precondition, "cost_cap_reached", "The cap is reached.")
	err := runDetail(t, c)
	if w, ok := errors.AsType[*jobs.Wait](err); !ok || w.Reason != "The cap is reached." {
		t.Errorf("at the cap the job ends with %v", err)
	}
	d.fails = fault.New(fault.UpstreamDenied, CodeAWSDenied, "Denied.")
	if err := runDetail(t, c); err != nil {
		t.Fatal(err)
	}
	days, found, err := c.c.Ledger.Days(t.Context(), testScope(t), "210000000001", october.Add(1))
	if err != nil || !found || !days.MyView.Read() || days.MyView.Detail != "Denied." || days.MyView.Daily(nil)[0].String() != "1" {
		t.Errorf("after a denial: %+v, %v", days.MyView, err)
	}
}

func TestDaysAreStaleWhenTheLedgerChangedSince(t *testing.T) {
	t.Parallel()
	one := money.FromInt(1)
	read := func(my money.Decimal, asOf time.Time) *CustomerDigest {
		v := ViewDigest{Status: ViewRead, AsOf: asOf, Total: my.Add(one), Apart: one}
		return &CustomerDigest{MyView: v, Showback: v, Final: true}
	}
	complete := DetailRead{Complete: true, AsOf: after, MyView: money.FromInt(10), Showback: money.FromInt(10)}
	for name, c := range map[string]struct {
		read DetailRead
		have *CustomerDigest
		want bool
	}{
		"complete":                       {complete, nil, false},
		"never read":                     {DetailRead{}, nil, true},
		"the ledger is the same":         {complete, read(money.FromInt(10), muchLater), false},
		"the ledger is another since":    {complete, read(money.FromInt(11), muchLater), true},
		"the ledger is older":            {complete, read(money.FromInt(11), inMonth), false},
		"the ledger could not be read":   {complete, &CustomerDigest{MyView: ViewDigest{Status: ViewDenied, AsOf: muchLater}}, false},
		"the ledger differs in tax only": {complete, &CustomerDigest{MyView: ViewDigest{Status: ViewRead, AsOf: muchLater, Total: money.FromInt(15), Apart: money.FromInt(5)}}, false},
	} {
		if got := c.read.stale(c.have); got != c.want {
			t.Errorf("%s: stale = %t", name, got)
		}
	}
}

func TestLastCollectionIsTheOnePeopleMean(t *testing.T) {
	t.Parallel()
	job := func(id string, status jobs.Status, mode Mode) jobs.Job {
		b, err := json.Marshal(args{Mode: mode})
		if err != nil {
			t.Fatal(err)
		}
		return jobs.Job{ID: jobs.ID(id), Kind: JobKind, Status: status, Args: b}
	}
	other := jobs.Job{ID: "other", Kind: "anomalies", Status: jobs.StatusRunning}
	for name, c := range map[string]struct {
		all  []jobs.Job
		want jobs.ID
	}{
		"nothing":                         {[]jobs.Job{other}, ""},
		"details after the ledger":        {[]jobs.Job{other, job("d", jobs.StatusSucceeded, ModeDetail), job("l", jobs.StatusFailed, ModeRefresh)}, "l"},
		"details that wait for it":        {[]jobs.Job{job("d", jobs.StatusQueued, ModeDetail), job("l", jobs.StatusRunning, ModeBackfill)}, "l"},
		"details that run":                {[]jobs.Job{job("d", jobs.StatusRunning, ModeDetail), job("l", jobs.StatusSucceeded, ModeBackfill)}, "d"},
		"details alone":                   {[]jobs.Job{job("e", jobs.StatusFailed, ModeDetail), job("d", jobs.StatusSucceeded, ModeDetail)}, "e"},
		"the newest of those of a ledger": {[]jobs.Job{job("m", jobs.StatusSucceeded, ModeRefresh), job("l", jobs.StatusFailed, ModeBackfill)}, "m"},
	} {
		if got, ok := Last(c.all); got.ID != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q", name, got.ID)
		}
	}
}
