package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/testkit/simulated"
	"portal.example/backend/internal/transfers"
)

// Environment of the child that is killed.
const (
	childPlan = "E2E_PLAN"
	childHash = "E2E_PLAN_HASH"
)

const newcomer = "210000000999"

// lateJobs gives the plans the engine that is made after them.
type lateJobs struct{ p *parts }

func (l lateJobs) Start(ctx context.Context, in jobs.StartInput) (jobs.Job, bool, error) {
	return l.p.jobs.Start(ctx, in)
}

func (l lateJobs) Get(ctx context.Context, s scope.Scope, id jobs.ID) (jobs.Job, error) {
	return l.p.jobs.Get(ctx, s, id)
}

// apply applies a plan and works until its job has ended.
func (p *parts) apply(t testing.TB, id plans.ID, hash string) plans.View {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- p.jobs.Run(ctx) }()
	_, job, err := p.plans.Apply(ctx, plans.ApplyInput{Scope: p.scope, ID: id, Receiver: receiver, Hash: hash, Confirm: p.word(t, id)})
	if err != nil {
		t.Fatal(err)
	}
	for {
		if job, err = p.jobs.Get(ctx, p.scope, job.ID); err != nil {
			t.Fatal(err)
		}
		if job.Status.Final() {
			break
		}
		if job.Status == jobs.StatusWaiting {
			_, _ = p.jobs.Resume(ctx, p.scope, job.ID)
		}
		time.Sleep(2 * time.Millisecond)
	}
	stop()
	<-ended
	v, err := p.plans.Get(t.Context(), p.scope, id)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (p *parts) word(t testing.TB, id plans.ID) string {
	t.Helper()
	v, err := p.plans.Get(t.Context(), p.scope, id)
	if err != nil {
		t.Fatal(err)
	}
	return v.ConfirmWord
}

// step is one plan of the walk below: what is asked, by which operation, and how the world is when it was done.
type step struct {
	operation string
	request   func(d *transfers.Directory) plans.Request
	done      func(simulated.Transfer) bool
}

func walk(now time.Time) []step {
	next := period.MonthOf(now).Add(1)
	invited := func(d *transfers.Directory) string {
		i := slices.IndexFunc(d.Transfers, func(t transfers.Transfer) bool { return t.SourceID == newcomer })
		return d.Transfers[i].ID
	}
	active := func(d *transfers.Directory) string {
		i := slices.IndexFunc(d.Transfers, func(t transfers.Transfer) bool { return t.StateAt(now) == transfers.StateActive })
		return d.Transfers[i].ID
	}
	return []step{
		{
			"InviteOrganizationToTransferResponsibility", func(*transfers.Directory) plans.Request {
				return plans.Request{Invite: &plans.Invite{AccountID: newcomer, Name: "Newcomer", Notes: "Welcome", Starts: next.Add(1)}}
			},
			func(t simulated.Transfer) bool {
				return t.Source.AccountID == newcomer && t.Status == "REQUESTED" && t.Name == "Newcomer" && t.Start.Equal(next.Add(1).Start())
			},
		},
		{
			"UpdateResponsibilityTransfer", func(d *transfers.Directory) plans.Request {
				return plans.Request{Rename: &plans.Rename{TransferID: active(d), Name: "Renamed once"}}
			},
			func(t simulated.Transfer) bool { return t.Name == "Renamed once" },
		},
		{
			"CancelHandshake", func(d *transfers.Directory) plans.Request {
				return plans.Request{Cancel: &plans.Cancel{TransferID: invited(d)}}
			},
			func(t simulated.Transfer) bool { return t.Source.AccountID == newcomer && t.Status == "CANCELED" },
		},
		{
			"TerminateResponsibilityTransfer", func(d *transfers.Directory) plans.Request {
				return plans.Request{Withdraw: &plans.Withdraw{TransferID: active(d), Ends: next}}
			},
			func(t simulated.Transfer) bool {
				return t.Status == "WITHDRAWN" && t.End != nil && t.End.Equal(next.End().Add(-time.Second))
			},
		},
	}
}

// With throttling, failures, lost answers and a kill in the middle of each plan, each is done once: AWS's own journal says so, and the world.
func TestPlansSurviveFaultsAndKills(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	for seed := range uint64(6) {
		sim.Reset(simulated.Reset{Seed: new(seed + 1)})
		dir := t.TempDir()
		for n, s := range walk(simulated.DefaultNow()) {
			when := fmt.Sprintf("seed %d, %s", seed, s.operation)
			sim.ClearFaults()
			p := assemble(t, sim.URL, dir, simulated.DefaultNow())
			d, err := p.transfers.Refresh(t.Context(), p.scope)
			if err != nil {
				t.Fatal(err)
			}
			v, err := p.plans.Create(t.Context(), plans.CreateInput{Scope: p.scope, Receiver: receiver, Request: s.request(d)})
			if err != nil {
				t.Fatalf("%s: %v", when, err)
			}
			p.close(t)
			weather := rough(100*seed + 10*uint64(n) + 1)
			if (seed+uint64(n))%2 == 0 { // half of the answers to the change itself are lost
				weather = append(weather, simulated.Fault{Service: "organizations", Operation: s.operation, Kind: simulated.LostResponse, Count: 1})
			}
			sim.ClearJournal()
			sim.SetFaults(weather...)
			killWhileApplying(t, sim, dir, v, "organizations", 1+int(seed+uint64(n))%4)

			p = assemble(t, sim.URL, dir, simulated.DefaultNow())
			got := p.apply(t, v.ID, v.Hash)
			again := p.apply(t, v.ID, v.Hash)
			if got.Now != plans.Applied || got.First[0].Status != plans.ItemDone || again.JobID != got.JobID {
				t.Errorf("%s: the plan is %s, its item %s: %s", when, got.Now, got.First[0].Status, got.First[0].Detail)
			}
			p.close(t)
			matching := 0
			for _, tr := range sim.World().Transfers {
				if s.done(tr) {
					matching++
				}
			}
			calls := sim.Counted("organizations", s.operation)
			if effects := calls.Succeeded + calls.Faults[simulated.LostResponse]; matching != 1 || effects != 1 {
				t.Errorf("%s: %d transfers are as they should be, AWS did it %d times: %+v", when, matching, effects, calls)
			}
		}
	}
}

// killWhileApplying lets a child process apply a plan and kills it after some requests to an AWS service.
func killWhileApplying(t *testing.T, sim *simulated.Simulator, dir string, v plans.View, service string, afterCalls int) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestChildApplies$")
	child.Env = append(os.Environ(), childURL+"="+sim.URL, childDir+"="+dir, childPlan+"="+string(v.ID), childHash+"="+v.Hash)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = child.Wait(); close(ended) }()
	for {
		select {
		case <-ended:
			return // it was faster than we
		case <-time.After(time.Millisecond):
		}
		requests := uint64(0)
		for _, c := range sim.Counts() {
			if c.Service == service {
				requests += c.Requests
			}
		}
		if requests >= uint64(afterCalls) {
			break
		}
	}
	_ = child.Process.Kill()
	<-ended
}

// TestChildApplies is the child of killWhileApplying; by itself it does nothing.
func TestChildApplies(t *testing.T) { //nolint:paralleltest // the body of a child process
	id := os.Getenv(childPlan)
	if id == "" {
		return
	}
	p := assemble(t, os.Getenv(childURL), os.Getenv(childDir), simulated.DefaultNow())
	p.apply(t, plans.ID(id), os.Getenv(childHash))
	p.close(t)
}
