package simulated_test

import (
	"net/http"
	"testing"
	"time"

	"portal.example/backend/internal/testkit/simulated"
)

func TestSimulatorStartsAndAnswers(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	if got := sim.Clock(); !got.Now.Equal(simulated.DefaultNow()) || !got.Frozen {
		t.Errorf("clock = %+v, want frozen at %s", got, simulated.DefaultNow())
	}
	sim.Advance(48 * time.Hour)
	if got, want := sim.Clock().Now, simulated.DefaultNow().Add(48*time.Hour); !got.Equal(want) {
		t.Errorf("clock after two days = %s, want %s", got, want)
	}
	w := sim.World()
	if w.Scenario != "tiny" || len(w.Customers) == 0 || len(w.Views) == 0 {
		t.Errorf("world = %+v", w)
	}
	if rows := sim.Truth("", "2026-10", "2026-10"); len(rows) == 0 {
		t.Error("the truth of October is empty")
	}
	sim.SetFaults(simulated.Fault{Kind: simulated.Throttle, Service: "ce", Probability: new(0.5)})
	sim.ClearFaults()
	if got := sim.Journal("", ""); len(got) != 0 {
		t.Errorf("the control API is in the journal: %+v", got)
	}
	sim.Reset(simulated.Reset{Scenario: "reseller"})
	if got := sim.World().Scenario; got != "reseller" {
		t.Errorf("scenario after a reset = %s", got)
	}
}

func TestSimulatorEndsWithItsTest(t *testing.T) { //nolint:tparallel // the end of the subtest is what is tested
	t.Parallel()
	url := ""
	if !t.Run("started", func(t *testing.T) { url = simulated.Start(t, simulated.Options{}).URL }) {
		return
	}
	client := http.Client{Timeout: time.Second}
	if res, err := client.Get(url + "/_sim/health"); err == nil {
		res.Body.Close()
		t.Error("the simulator still answers after its test ended")
	}
}
