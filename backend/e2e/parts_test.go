package e2e

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/awsapi/gateway"
	"portal.example/backend/internal/awsapi/pace"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/finops"
	"portal.example/backend/internal/gaps"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/objects/file"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/pricing"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store/embedded"
	"portal.example/backend/internal/testkit/simulated"
	"portal.example/backend/internal/transfers"
	"portal.example/backend/internal/usage"
)

// receiver is the simulator's.
const receiver = simulated.Receiver

// parts is the portal without its HTTP side, over a data directory and a simulator.
type parts struct {
	scope     scope.Scope
	store     *embedded.Store
	usage     *usage.Service
	transfers *transfers.Service
	ledger    *ledger.Service
	collector *ledger.Collector
	margin    *margin.Service
	pricing   *pricing.Service
	lineItems *lineitems.Service
	finops    *finops.Service
	gaps      *gaps.Service
	jobs      *jobs.Engine
	plans     *plans.Service
	gateway   *gateway.Gateway

	afterDetail func(context.Context, scope.Scope) error // nil: nothing follows
}

// noCollections stands for a portal in which no collection was asked about.
type noCollections struct{}

func (noCollections) LastCollection(context.Context, scope.Scope) (jobs.Job, bool, error) {
	return jobs.Job{}, false, nil
}

// assemble puts the parts together for the receiver. Close releases the data directory.
func assemble(t testing.TB, url, dir string, now time.Time) *parts {
	t.Helper()
	return assembleFor(t, receiver, simulated.AccessKey, url, dir, now)
}

// assembleFor puts the parts together for a bill-transfer account.
func assembleFor(t testing.TB, account, accessKey, url, dir string, now time.Time) *parts {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	p := &parts{}
	logger := slog.New(slog.DiscardHandler)
	clk := clock.Fixed(now)
	var err error
	p.scope, err = scope.New(account, scope.Portal())
	must(err)
	p.store, err = embedded.Open(filepath.Join(dir, "state.db"))
	must(err)
	files, err := file.Open(filepath.Join(dir, "objects"))
	must(err)
	p.usage, err = usage.New(usage.Config{Store: p.store, Clock: clk, PricePerRequest: usage.CostExplorerPrice()})
	must(err)
	session, err := awsapi.New(awsapi.Config{
		Endpoint: url, Key: awsapi.Key{ID: accessKey, Secret: simulated.SecretKey},
		Receivers: awsapi.ReceiversFunc(func(context.Context, scope.Scope) (awsapi.Access, error) { return awsapi.Access{Home: true}, nil }),
		Meter:     p.usage, Clock: clk, Timer: quick{}, Jitter: awsapi.RandomJitter, Logger: logger, Attempts: 12, Pace: unhurried(),
	})
	must(err)
	p.gateway = gateway.New(session, logger)
	p.transfers, err = transfers.New(transfers.Config{Source: p.gateway, Store: p.store, Objects: files, Clock: clk})
	must(err)
	p.ledger, err = ledger.New(ledger.Config{Store: p.store, Objects: files, Clock: clk, Rules: margin.Rules{}})
	must(err)
	p.margin, err = margin.New(margin.Config{Ledger: p.ledger, Directory: p.transfers, Collections: noCollections{}, Clock: clk})
	must(err)
	p.pricing, err = pricing.New(pricing.Config{
		Source: p.gateway, Directory: p.transfers, Statements: p.margin, Store: p.store, Objects: files, Clock: clk, Logger: logger,
	})
	must(err)
	p.lineItems, err = lineitems.New(lineitems.Config{
		Source: p.gateway, Directory: p.transfers, Ledger: p.ledger, Statements: p.margin, Store: p.store, Objects: files, Clock: clk, Logger: logger,
	})
	must(err)
	p.finops, err = finops.New(finops.Config{
		Ledger: p.ledger, Margin: p.margin, Directory: p.transfers, Source: p.gateway, Store: p.store, Objects: files, Clock: clk,
	})
	must(err)
	p.gaps, err = gaps.New(gaps.Config{
		Ledger: p.ledger, Directory: p.transfers, LineItems: p.lineItems, Plans: planned{p}, Store: p.store, Objects: files, Clock: clk,
	})
	must(err)
	p.collector, err = ledger.NewCollector(ledger.CollectorConfig{
		Ledger: p.ledger, Costs: p.gateway, Directory: p.transfers, Logger: logger, Parallelism: 8, FlushEvery: 200 * time.Millisecond,
		Snapshots: []ledger.Snapshot{p.pricing, p.lineItems, p.finops, p.gaps},
		Shown:     p.lineItems.Shown,
		AfterDetail: func(ctx context.Context, sc scope.Scope) error {
			if p.afterDetail == nil {
				return nil
			}
			return p.afterDetail(ctx, sc)
		},
	})
	must(err)
	p.plans, err = plans.New(plans.Config{
		Store: p.store, Clock: clk, Logger: logger, AWS: p.gateway, Directory: p.transfers, Jobs: lateJobs{p}, Timer: quick{},
		Writer: p.gateway, Source: p.gateway, LineItems: p.lineItems, Ledger: p.ledger,
	})
	must(err)
	p.plans.Register(plans.CloseGaps, p.gaps)
	p.jobs, err = jobs.New(jobs.Config{Store: p.store, Clock: clock.System{}, Logger: logger, Handlers: map[jobs.Kind]jobs.Handler{ledger.JobKind: p.collector.Run, plans.JobKind: p.plans.Run}})
	must(err)
	return p
}

// quick is the machine's time with waits cut short, so that back-off is exercised and tests stay short.
type quick struct{ pace.Machine }

// Sleep waits a fiftieth of d.
func (q quick) Sleep(ctx context.Context, d time.Duration) error { return q.Machine.Sleep(ctx, d/50) }

// unhurried lets the simulator answer as fast as it can.
func unhurried() map[string]pace.Limits {
	fast := pace.Limits{Start: 500, Floor: 50, Ceiling: 1000, Burst: 50}
	return map[string]pace.Limits{
		awsapi.CostExplorer: fast, awsapi.Organizations: fast, awsapi.Billing: fast, awsapi.BillingConductor: fast, awsapi.STS: fast, awsapi.Budgets: fast,
	}
}

// collect runs one collection to its end and returns the job.
func (p *parts) collect(t testing.TB, mode ledger.Mode) jobs.Job {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- p.jobs.Run(ctx) }()
	in, err := p.collector.Request(p.scope, mode)
	if err != nil {
		t.Fatal(err)
	}
	job, _, err := p.jobs.Start(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	job = p.await(t, job.ID)
	stop()
	<-ended
	return job
}

// await waits for the end of a job.
func (p *parts) await(t testing.TB, id jobs.ID) jobs.Job {
	t.Helper()
	deadline := time.Now().Add(5 * time.Minute)
	for time.Now().Before(deadline) {
		job, err := p.jobs.Get(t.Context(), p.scope, id)
		if err != nil {
			t.Fatal(err)
		}
		if job.Status.Final() {
			return job
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the job did not end")
	return jobs.Job{}
}

// close releases the data directory.
func (p *parts) close(t testing.TB) {
	t.Helper()
	if err := p.store.Close(); err != nil {
		t.Fatal(err)
	}
}
