package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// The bounds, for the scenario large.
const (
	boundWarm  = 25 * time.Millisecond  // p95
	boundFirst = 300 * time.Millisecond // p95
	boundRSS   = 300 << 20              // bytes
	// boundPace is how far a collection may be above the time that its limiter demands.
	boundPace = 1.10
	// pacePerSecond is the ceiling of the portal's limiter for one service.
	pacePerSecond = 20
	// boundRepeated is how many calls a back-fill that was killed may make, as a ratio to those of one that was not.
	boundRepeated = 1.1
	// broken is how far above a bound a figure fails the run; less is only marked, because the machine has a say in it.
	tooFar = 2
)

// measured is an operation with what was measured of it.
type measured struct {
	operation
	warm, first []time.Duration
	wire, plain int // bytes of an answer, as sent and unpacked
}

// collection is how the first collection went.
type collection struct {
	took      time.Duration
	customers int
	calls     calls
	costRate  int // ceiling of the limiter of Cost Explorer, in requests a second
	attempts  int
}

// costExplorer is the service whose pace can be set.
const costExplorer = "ce"

// atBest is how long the limiters let a collection take at least: the calls to the service that takes longest at its ceiling.
func (c collection) atBest() time.Duration {
	var best time.Duration
	for service, n := range c.calls {
		rate := pacePerSecond
		if service == costExplorer {
			rate = max(c.costRate, 1)
		}
		best = max(best, time.Duration(n)*time.Second/time.Duration(rate))
	}
	return best
}

// figure compares a collection with what its limiter demands.
func (c collection) figure(name string) figure {
	best := c.atBest()
	f := timeFigure(name, c.took, time.Duration(boundPace*float64(best)))
	f.value = c.took.Round(100 * time.Millisecond).String()
	f.bound = fmt.Sprintf("%s (%.2f of the limiter's %s)", time.Duration(boundPace*float64(best)).Round(100*time.Millisecond), boundPace, best.Round(100*time.Millisecond))
	return f
}

// killed is how a back-fill went that was killed.
type killed struct {
	kills, attempts int
	calls           calls
	differs         bool // whether it came to other figures than one that was left in peace
}

// figures say whether it resumed: one attempt more than kills, the same figures, and next to nothing read twice.
func (k killed) figures(calm calls) []figure {
	_, n := k.calls.busiest()
	_, of := calm.busiest()
	most := boundRepeated * float64(of)
	broken := func(wrong bool) float64 {
		if wrong {
			return tooFar + 1
		}
		return 0
	}
	return []figure{
		{"Collection killed: attempts of one job", fmt.Sprintf("%d after %d kills", k.attempts, k.kills), fmt.Sprintf("%d after %d", kills+1, kills), broken(k.attempts != kills+1)},
		{"Collection killed: calls of the busiest service", fmt.Sprint(n), fmt.Sprintf("%.0f", most), float64(n) / max(most, 1)},
		{"Figures differ after kills", fmt.Sprint(k.differs), "false", broken(k.differs)},
	}
}

// report is what is known at the end.
type report struct {
	options

	at             time.Time
	load           string
	collection     collection
	operations     []measured
	serving        memory
	peakCollecting int64 // bytes
	awsCalls       int64 // for the pages that were measured
	pages          []pageFigure
	detailTook     time.Duration // of days and member accounts, as fast as the simulator answers
	paced          collection    // of one month, at a fixed pace
	killed         killed
}

// figure is a number with its bound.
type figure struct {
	name, value, bound string
	ratio              float64 // of the number to the bound; a bound of zero gives 0 or tooFar and more
}

func (f figure) verdict() string {
	switch {
	case f.ratio > tooFar:
		return "BROKEN"
	case f.ratio > 1:
		return "above"
	}
	return "ok"
}

func (r report) figures() []figure {
	var all []figure
	for _, m := range r.operations {
		all = append(all, timeFigure(m.name+", p95 warm", percentile(m.warm, 95), m.bound))
	}
	for _, m := range r.operations {
		all = append(all, timeFigure(m.name+", p95 just started", percentile(m.first, 95), boundFirst))
	}
	all = append(all,
		sizeFigure("RSS of the portal, serving", r.serving.peak), sizeFigure("RSS of the portal, collecting", r.peakCollecting),
		figure{"AWS calls for the pages measured", fmt.Sprint(r.awsCalls), "0", float64(r.awsCalls) * (tooFar + 1)})
	all = append(all, r.collection.figure("Collection of 14 months"))
	if !r.leaves(pacePart) {
		all = append(all, r.paced.figure(fmt.Sprintf("Collection of one month at %d calls a second", slowPace)))
	}
	if !r.leaves(killsPart) {
		all = append(all, r.killed.figures(r.collection.calls)...)
	}
	return append(all, r.browserFigures()...)
}

func timeFigure(name string, d, bound time.Duration) figure {
	return figure{name, milliseconds(d), milliseconds(bound), float64(d) / float64(max(bound, 1))}
}

func sizeFigure(name string, bytes int64) figure {
	return figure{name, mebibytes(bytes), mebibytes(boundRSS), float64(bytes) / boundRSS}
}

// broken reports whether a figure is too far above its bound. Small worlds have the bounds of the large one, but for the collection: the limiter speeds up
// while it learns, which takes longer than a small one, and a small one may end before it is killed.
func (r report) broken() bool {
	return slices.ContainsFunc(r.figures(), func(f figure) bool {
		return f.ratio > tooFar && (r.scenario == "large" || !strings.HasPrefix(f.name, "Collection"))
	})
}

// String is the report as Markdown.
func (r report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Benchmark\n\nScenario %s, %s. %d warm requests of each operation; %d just-started processes for each, the first request of each process. ",
		r.scenario, r.at.UTC().Format("2006-01-02 15:04 MST"), r.requests, r.restarts)
	fmt.Fprintf(&b, "Load of the machine at the start: %s.\n\n", r.load)
	b.WriteString("| Figure | Measured | Bound | Ratio | |\n|---|---:|---:|---:|---|\n")
	for _, f := range r.figures() {
		fmt.Fprintf(&b, "| %s | %s | %s | %.2f | %s |\n", f.name, f.value, f.bound, f.ratio, f.verdict())
	}
	b.WriteString("\n| Operation | Median warm | p95 warm | Median just started | Slowest just started | Bytes sent | Unpacked |\n|---|---:|---:|---:|---:|---:|---:|\n")
	for _, m := range r.operations {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %d | %d |\n", m.path, milliseconds(percentile(m.warm, 50)), milliseconds(percentile(m.warm, 95)),
			milliseconds(percentile(m.first, 50)), milliseconds(percentile(m.first, 100)), m.wire, m.plain)
	}
	service, n := r.collection.calls.busiest()
	fmt.Fprintf(&b, "\nCollection: %d customers, %d AWS calls with %s latency each, %d of them to %q at no more than %d a second. Days and member accounts took %s without latency and limit. RSS of the portal after the warm requests: %s.\n",
		r.collection.customers, r.collection.calls.total(), r.latency, n, service, pacePerSecond, r.detailTook.Round(time.Second), mebibytes(r.serving.now))
	if len(r.pages) > 0 {
		b.WriteString("\n| Page | Action | Elements | Longest task | Shown after |\n|---|---|---:|---:|---:|\n")
		for _, p := range r.pages {
			fmt.Fprintf(&b, "| %s | %s | %d | %d ms | %d ms |\n", p.Page, p.What, p.Elements, p.LongestTask, p.Shown)
		}
	}
	return b.String()
}

// percentile is the smallest of the values that at least p percent do not exceed; 0 without values.
func percentile(values []time.Duration, p int) time.Duration {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[max((len(sorted)*p+99)/100, 1)-1]
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
}

func mebibytes(n int64) string { return fmt.Sprintf("%.0f MiB", float64(n)/(1<<20)) }
