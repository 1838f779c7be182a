package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/testkit/simulated"
)

// Environment of the child that is killed.
const (
	childURL  = "E2E_COLLECT_URL"
	childDir  = "E2E_COLLECT_DIR"
	childMode = "E2E_COLLECT_MODE"
)

// rough is the weather of the issue: a fifth throttled, a twentieth failing, a fiftieth answered into the void.
func rough(seed uint64) []simulated.Fault {
	return []simulated.Fault{
		{Kind: simulated.Throttle, Probability: new(0.20), Seed: seed},
		{Kind: simulated.Error5xx, Probability: new(0.05), Seed: seed + 1},
		{Kind: simulated.LostResponse, Probability: new(0.02), Seed: seed + 2},
	}
}

// With throttling, failures, lost responses and kills in the middle, collection ends with the same ledger as without.
func TestCollectionSurvivesFaultsAndKills(t *testing.T) {
	t.Parallel()
	span := ledger.Span(simulated.DefaultNow())
	sim := simulated.Start(t, simulated.Options{Scenario: "reseller"})

	calm := assemble(t, sim.URL, t.TempDir(), simulated.DefaultNow())
	if job := calm.collect(t, ledger.ModeBackfill); job.Status != jobs.StatusSucceeded {
		t.Fatalf("the calm collection ended as %s: %s", job.Status, job.Message)
	}
	want := calm.kept(t, span)
	calm.close(t)

	for seed := range uint64(3) {
		sim.ClearFaults()
		sim.ClearJournal()
		sim.SetFaults(rough(10*seed + 1)...)
		dir := t.TempDir()
		for kill := range 3 {
			killInTheMiddle(t, sim, dir, 12*(kill+1), ledger.ModeBackfill)
		}
		p := assemble(t, sim.URL, dir, simulated.DefaultNow())
		job := p.collect(t, ledger.ModeBackfill)
		if job.Status != jobs.StatusSucceeded || job.Progress.Failed != 0 {
			t.Errorf("seed %d: the collection ended as %s: %s", seed, job.Status, job.Message)
		}
		all, err := p.jobs.List(t.Context(), p.scope)
		if err != nil {
			t.Fatal(err)
		}
		if len(all) != 1 || all[0].Attempts < 2 {
			t.Errorf("seed %d: %d jobs, %d attempts; want one job that was resumed", seed, len(all), all[0].Attempts)
		}
		sameCells(t, fmt.Sprintf("seed %d", seed), want, p.kept(t, span))
		p.checkPortfolios(t, span)
		throttled := sim.Counted("ce", "GetCostAndUsage").Faults[simulated.Throttle]
		if throttled == 0 {
			t.Errorf("seed %d: no call was throttled, so nothing was proved", seed)
		}
		p.close(t)
	}
}

// killInTheMiddle lets a child process collect and kills it after some paid calls were answered.
func killInTheMiddle(t *testing.T, sim *simulated.Simulator, dir string, afterCalls int, mode ledger.Mode) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestChildCollects$")
	child.Env = append(os.Environ(), childURL+"="+sim.URL, childDir+"="+dir, childMode+"="+string(mode))
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = child.Wait(); close(ended) }()
	for {
		select {
		case <-ended:
			return // it was faster than we
		case <-time.After(2 * time.Millisecond):
		}
		if sim.Counted("ce", "GetCostAndUsage").Succeeded >= uint64(afterCalls) {
			break
		}
	}
	_ = child.Process.Kill()
	<-ended
}

// TestChildCollects is the child of killInTheMiddle; by itself it does nothing.
func TestChildCollects(t *testing.T) { //nolint:paralleltest // the body of a child process
	url, dir := os.Getenv(childURL), os.Getenv(childDir)
	if url == "" {
		return
	}
	p := assemble(t, url, dir, simulated.DefaultNow())
	p.collect(t, ledger.Mode(os.Getenv(childMode)))
	p.close(t)
}

// A denied permission is a status with its remedy, never a zero, and what was read before stays.
func TestDeniedIsNotZero(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	p := assemble(t, sim.URL, t.TempDir(), simulated.DefaultNow())
	defer p.close(t)
	sim.SetFaults(simulated.Fault{Service: "ce", Kind: simulated.Deny})
	job := p.collect(t, ledger.ModeBackfill)
	if job.Status != jobs.StatusFailed {
		t.Errorf("a collection that was denied everything ended as %s", job.Status)
	}
	span := ledger.Span(simulated.DefaultNow())
	if kept := p.kept(t, span); len(kept) != 0 {
		t.Errorf("%d cells were made up", len(kept))
	}
	st, err := p.margin.Statement(t.Context(), p.scope, span.To.Add(-2))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range st.Rows {
		if r.Figures.AWSCost.Known || r.Figures.Margin().Known || r.Note == "" {
			t.Errorf("%s has figures though AWS denied them: %+v", r.Label, r)
		}
	}
	for _, tot := range st.Totals {
		if tot.Figures.AWSCost.Known {
			t.Errorf("the total of nothing is %s", tot.Figures.AWSCost.Value)
		}
	}

	sim.ClearFaults()
	p.collect(t, ledger.ModeRefresh)
	want := truth(t, sim, span)
	sameCells(t, "after the permission was given", want, p.kept(t, span))
	sim.SetFaults(simulated.Fault{Service: "ce", Kind: simulated.Deny})
	p.collect(t, ledger.ModeVerify)
	sameCells(t, "after the permission was taken again", want, p.kept(t, span))
}
