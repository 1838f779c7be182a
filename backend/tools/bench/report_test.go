package main

import (
	"strings"
	"testing"
	"time"
)

func TestPercentileIsAValueThatWasMeasured(t *testing.T) {
	t.Parallel()
	values := []time.Duration{5, 1, 4, 2, 3}
	for p, want := range map[int]time.Duration{0: 1, 20: 1, 21: 2, 50: 3, 95: 5, 100: 5} {
		if got := percentile(values, p); got != want {
			t.Errorf("percentile %d of %v = %d, want %d", p, values, got, want)
		}
	}
	if got := percentile(nil, 95); got != 0 {
		t.Errorf("percentile of nothing = %d, want 0", got)
	}
}

func TestReportFailsOnlyFarAboveABound(t *testing.T) {
	t.Parallel()
	good := func() report {
		m := measured{operation: operation{"GET /x", "/x", boundWarm}, warm: []time.Duration{boundWarm}, first: []time.Duration{boundFirst}}
		return report{
			options: options{scenario: "large"}, operations: []measured{m}, serving: memory{boundRSS, boundRSS}, peakCollecting: boundRSS,
			collection: collection{took: 11 * time.Second, calls: calls{"ce": 10 * pacePerSecond, "billing": 1}, costRate: pacePerSecond},
			paced:      collection{took: 11 * time.Second, calls: calls{"ce": 10 * slowPace}, costRate: slowPace},
			killed:     killed{kills: kills, attempts: kills + 1, calls: calls{"ce": 11 * pacePerSecond}},
		}
	}
	for name, c := range map[string]struct {
		change  func(*report)
		broken  bool
		verdict string // that occurs in the text; "" when all are ok
	}{
		"at the bounds":              {func(*report) {}, false, ""},
		"a little above":             {func(r *report) { r.operations[0].warm[0] *= 2 }, false, "| above |"},
		"far above":                  {func(r *report) { r.operations[0].first[0] *= 3 }, true, "| BROKEN |"},
		"one AWS call":               {func(r *report) { r.awsCalls = 1 }, true, "| BROKEN |"},
		"too much memory":            {func(r *report) { r.serving.peak *= 3 }, true, "| BROKEN |"},
		"slow collection":            {func(r *report) { r.collection.took *= 3 }, true, "| BROKEN |"},
		"slow collection, tiny":      {func(r *report) { r.collection.took *= 3; r.scenario = "tiny" }, false, "| BROKEN |"},
		"slow at a fixed pace":       {func(r *report) { r.paced.took *= 3 }, true, "| BROKEN |"},
		"other figures after kills":  {func(r *report) { r.killed.differs = true; r.scenario = "tiny" }, true, "| BROKEN |"},
		"never killed":               {func(r *report) { r.killed.attempts = 1 }, true, "| BROKEN |"},
		"everything read twice":      {func(r *report) { r.killed.calls["ce"] *= 3 }, true, "| BROKEN |"},
		"AWS calls in a small world": {func(r *report) { r.awsCalls = 1; r.scenario = "tiny" }, true, "| BROKEN |"},
	} {
		r := good()
		c.change(&r)
		if got := r.broken(); got != c.broken {
			t.Errorf("%s: broken = %t, want %t", name, got, c.broken)
		}
		text := r.String()
		if marked := strings.Contains(text, "| above |") || strings.Contains(text, "| BROKEN |"); marked != (c.verdict != "") || !strings.Contains(text, c.verdict) {
			t.Errorf("%s: want the verdict %q in\n%s", name, c.verdict, text)
		}
	}
}
