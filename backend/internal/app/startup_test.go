package app

import (
	"context"
	"errors"
	"testing"
	"time"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
)

func TestDueMode(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)
	written := func(ago time.Duration) []ledger.MonthSummary {
		return []ledger.MonthSummary{{WrittenAt: now.Add(-48 * time.Hour)}, {WrittenAt: now.Add(-ago)}}
	}
	tests := []struct {
		name   string
		months []ledger.MonthSummary
		last   jobs.Status
		want   ledger.Mode // empty: nothing
	}{
		{"an empty ledger is filled", nil, "", ledger.ModeBackfill},
		{"and again when that failed", nil, jobs.StatusFailed, ledger.ModeBackfill},
		{"and when it was cancelled before anything was there", nil, jobs.StatusCanceled, ledger.ModeBackfill},
		{"a fresh ledger is left alone", written(time.Hour), jobs.StatusSucceeded, ""},
		{"up to six hours", written(refreshAfter), jobs.StatusSucceeded, ""},
		{"an old ledger is refreshed", written(refreshAfter + time.Second), jobs.StatusSucceeded, ledger.ModeRefresh},
		{"a failed collection is tried again", written(time.Hour), jobs.StatusFailed, ledger.ModeRefresh},
		{"a cancelled one is not", written(time.Hour), jobs.StatusCanceled, ""},
		{"a clock that was set back", written(-time.Hour), jobs.StatusSucceeded, ""},
	}
	for _, tt := range tests {
		mode, due := dueMode(tt.months, jobs.Job{Status: tt.last}, now)
		if mode != tt.want || due != (tt.want != "") {
			t.Errorf("%s: got %q, %v", tt.name, mode, due)
		}
	}
}

// moving is a clock that a test moves.
type moving struct{ at time.Time }

func (m *moving) Now() time.Time { return m.at }

var _ clock.Clock = (*moving)(nil)

func TestHealthOfAWS(t *testing.T) {
	t.Parallel()
	clk := &moving{time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)}
	s := &awsStatus{clock: clk, since: clk.at}
	expect := func(when, detail string, ok bool) {
		t.Helper()
		if d, o := s.check(context.Background()); d != detail || o != ok {
			t.Errorf("%s: got %q, %v", when, d, o)
		}
	}
	expect("at first", "AWS has not answered yet.", true)
	clk.at = clk.at.Add(awsPatience)
	expect("after a while", "AWS has not answered yet.", false)
	s.set(fault.New(fault.UpstreamDenied, "aws_credentials", "The credentials are expired."))
	expect("after a fault", "The credentials are expired.", false)
	s.set(errors.New("secret"))
	expect("after another error", "AWS could not be reached with the portal's credentials; it tries again by itself.", false)
	s.set(nil)
	expect("in the end", "", true)
}
