package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"portal.example/backend/internal/accounts"
	"portal.example/backend/internal/anomalies"
	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/awsapi/gateway"
	"portal.example/backend/internal/awsapi/pace"
	"portal.example/backend/internal/budgets"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/commission"
	"portal.example/backend/internal/credits"
	"portal.example/backend/internal/finops"
	"portal.example/backend/internal/gaps"
	"portal.example/backend/internal/httpapi"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/objects"
	"portal.example/backend/internal/objects/file"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/preferences"
	"portal.example/backend/internal/pricing"
	"portal.example/backend/internal/schedules"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
	"portal.example/backend/internal/store/embedded"
	"portal.example/backend/internal/transfers"
	"portal.example/backend/internal/usage"
)

// Files under the data directory, beside the note of what it belongs to.
const (
	stateFile    = "state.db"
	objectFolder = "objects"
)

// Bounds of a collection. The limiter of the AWS adapter bounds the rate; this bounds what waits for it.
const (
	collectParallelism = 8
	collectFlush       = 2 * time.Second
)

// kept is the portal's own data.
type kept struct {
	store   store.Store
	objects objects.Objects
}

// openData opens the state file and the folder of files. What is damaged is refused and left as it is.
func openData(dir string) (kept, error) {
	s, err := embedded.Open(filepath.Join(dir, stateFile))
	if err != nil {
		return kept{}, err
	}
	o, err := file.Open(filepath.Join(dir, objectFolder))
	if err != nil {
		_ = s.Close() // nothing was written
		return kept{}, err
	}
	return kept{s, o}, nil
}

// portal is the wired house.
type portal struct {
	clock      clock.Clock
	log        *slog.Logger
	data       kept
	accounts   *accounts.Service
	transfers  *transfers.Service
	ledger     *ledger.Service
	collector  *ledger.Collector
	margin     *margin.Service
	usage      *usage.Service
	personal   *preferences.Service
	anomalies  *anomalies.Service
	budgets    *budgets.Service
	pricing    *pricing.Service
	lineItems  *lineitems.Service
	finops     *finops.Service
	gaps       *gaps.Service
	credits    *credits.Service
	plans      *plans.Service
	commission *commission.Service
	schedules  *schedules.Service
	jobs       *jobs.Engine
	aws        *awsStatus
	simulator  string // its address, when the portal started it
}

// access is the portal's way to AWS.
type access struct {
	endpoint string
	key      awsapi.Key // empty: the ordinary credential chain
}

// wire connects every room with its neighbours and adapters. It starts nothing.
func wire(c Config, a access, data kept, clk clock.Clock, log *slog.Logger) (*portal, error) {
	p := &portal{clock: clk, log: log, data: data, aws: &awsStatus{clock: clk, since: clk.Now()}}
	if c.Simulated {
		p.simulator = a.endpoint
	}
	var err error
	if p.usage, err = usage.New(usage.Config{Store: data.store, Clock: clk, PricePerRequest: usage.CostExplorerPrice(), Cap: c.MonthlyCap}); err != nil {
		return nil, err
	}
	if p.personal, err = preferences.New(preferences.Config{Store: data.store, Clock: clk}); err != nil {
		return nil, err
	}
	session, err := awsapi.New(awsapi.Config{
		Endpoint: a.endpoint, Key: a.key, Receivers: awsapi.ReceiversFunc(p.access), Meter: p.usage,
		Clock: clk, Timer: pace.Machine{}, Jitter: awsapi.RandomJitter, Logger: log, Pace: paceOf(c),
	})
	if err != nil {
		return nil, err
	}
	aws := gateway.New(session, log)
	if p.accounts, err = accounts.New(accounts.Config{Store: data.store, Prober: aws, Clock: clk, Logger: log}); err != nil {
		return nil, err
	}
	if p.transfers, err = transfers.New(transfers.Config{Source: aws, Store: data.store, Objects: data.objects, Clock: clk, InboundQuota: c.InboundQuota}); err != nil {
		return nil, err
	}
	if p.ledger, err = ledger.New(ledger.Config{Store: data.store, Objects: data.objects, Clock: clk, Rules: margin.Rules{}}); err != nil {
		return nil, err
	}
	if p.margin, err = margin.New(margin.Config{Ledger: p.ledger, Directory: p.transfers, Collections: p, Watchers: []margin.Watcher{p}, Clock: clk}); err != nil {
		return nil, err
	}
	p.pricing, err = pricing.New(pricing.Config{
		Source: aws, Directory: p.transfers, Statements: p.margin, Store: data.store, Objects: data.objects, Clock: clk, Logger: log,
	})
	if err != nil {
		return nil, err
	}
	p.lineItems, err = lineitems.New(lineitems.Config{
		Source: aws, Directory: p.transfers, Ledger: p.ledger, Statements: p.margin, Store: data.store, Objects: data.objects, Clock: clk, Logger: log,
	})
	if err != nil {
		return nil, err
	}
	p.anomalies, err = anomalies.New(anomalies.Config{
		Ledger: p.ledger, Directory: p.transfers, Jobs: lateJobs{p}, Store: data.store, Objects: data.objects, Clock: clk, Parallelism: collectParallelism,
	})
	if err != nil {
		return nil, err
	}
	if p.budgets, err = budgets.New(budgets.Config{Ledger: p.ledger, Directory: p.transfers, Store: data.store, Clock: clk}); err != nil {
		return nil, err
	}
	p.finops, err = finops.New(finops.Config{
		Ledger: p.ledger, Margin: p.margin, Directory: p.transfers, Source: aws, Store: data.store, Objects: data.objects, Clock: clk,
		Anomalies: summaries{p.anomalies}, Budgets: budgetSummaries{p.budgets},
	})
	if err != nil {
		return nil, err
	}
	p.gaps, err = gaps.New(gaps.Config{
		Ledger: p.ledger, Directory: p.transfers, LineItems: p.lineItems, Plans: unfinished{p}, Store: data.store, Objects: data.objects, Clock: clk,
	})
	if err != nil {
		return nil, err
	}
	p.credits, err = credits.New(credits.Config{
		Source: aws, Directory: p.transfers, Ledger: p.ledger, Statements: p.margin, Bills: credits.BillsOf(p.gaps), Items: p.lineItems, Store: data.store, Objects: data.objects,
		Clock: clk, Logger: log,
	})
	if err != nil {
		return nil, err
	}
	p.collector, err = ledger.NewCollector(ledger.CollectorConfig{
		Ledger: p.ledger, Costs: aws, Directory: p.transfers, Logger: log, Parallelism: collectParallelism, FlushEvery: collectFlush,
		Snapshots:     p.snapshots(),
		HistoryMonths: &c.HistoryMonths, AfterDetail: p.anomalies.Look, Shown: p.lineItems.Shown,
	})
	if err != nil {
		return nil, err
	}
	p.plans, err = plans.New(plans.Config{
		Store: data.store, Clock: clk, Logger: log, AWS: aws, Directory: p.transfers, Jobs: lateJobs{p}, Timer: pace.Machine{}, InboundQuota: c.InboundQuota,
		Writer: aws, Source: aws, LineItems: p.lineItems, Ledger: p.ledger,
	})
	if err != nil {
		return nil, err
	}
	p.plans.Register(plans.CloseGaps, p.gaps)
	if p.commission, err = commission.New(commission.Config{Items: p.lineItems, Directory: p.transfers, Ledger: p.ledger, Clock: clk}); err != nil {
		return nil, err
	}
	p.plans.Register(plans.ChargeCommission, p.commission)
	p.schedules, err = schedules.New(schedules.Config{
		Store: data.store, Clock: clk, Logger: log, Jobs: lateJobs{p}, Receivers: registered{p.accounts}, Collections: p, Gaps: schedules.GapPlans{Plans: p.plans}, Credits: p.credits,
	})
	if err != nil {
		return nil, err
	}
	p.jobs, err = jobs.New(jobs.Config{Store: data.store, Clock: clk, Logger: log, Handlers: p.handlers()})
	return p, err
}

// handlers does the jobs of every kind that there is; the contract lists the same.
func (p *portal) handlers() map[jobs.Kind]jobs.Handler {
	return map[jobs.Kind]jobs.Handler{
		ledger.JobKind: p.collector.Run, anomalies.JobKind: p.anomalies.Run, plans.JobKind: p.plans.Run, schedules.JobKind: p.schedules.Run,
	}
}

// Attention is what the neighbours of the margin room find that needs a person.
func (p *portal) Attention(ctx context.Context, sc scope.Scope, m period.Month) ([]margin.Attention, error) {
	var all []margin.Attention
	for _, room := range p.watchers() {
		found, err := room.Attention(ctx, sc, m)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// paceOf is the pace of the services that do not have the usual one.
func paceOf(c Config) map[string]pace.Limits {
	if c.CostRate == 0 {
		return nil
	}
	usual := awsapi.DefaultPace
	n := c.CostRate
	return map[string]pace.Limits{awsapi.CostExplorer: {Start: float64(n), Floor: min(usual.Floor, float64(n)), Ceiling: n, Burst: min(usual.Burst, n)}}
}

// access tells the AWS adapter how to get at a receiver.
func (p *portal) access(ctx context.Context, sc scope.Scope) (awsapi.Access, error) {
	r, err := p.accounts.Get(ctx, sc)
	if err != nil {
		return awsapi.Access{}, err
	}
	return awsapi.Access{Home: r.Home, RoleARN: r.RoleARN, ExternalID: r.ExternalID}, nil
}

// LastCollection returns the collection of a receiver that people mean, see ledger.Last; false when there was none.
func (p *portal) LastCollection(ctx context.Context, sc scope.Scope) (jobs.Job, bool, error) {
	last, ok, err := p.jobs.Last(ctx, sc, ledger.JobKind)
	if err != nil || !ok || last.Status.Final() && !ledger.IsDetail(last) {
		return last, ok, err
	}
	all, err := p.jobs.List(ctx, sc)
	if err != nil {
		return jobs.Job{}, false, err
	}
	last, ok = ledger.Last(all)
	return last, ok, nil
}

// Version is the version of everything that the pages of a receiver are made of; false while a collection changes it all the time.
func (p *portal) Version(ctx context.Context, sc scope.Scope) (string, bool, error) {
	last, ok, err := p.LastCollection(ctx, sc)
	if err != nil || ok && !last.Status.Final() {
		return "", false, err
	}
	parts := []string{period.MonthOf(p.clock.Now()).String()} // the month is what a page without one shows
	for _, room := range p.versioned() {
		v, err := room.Version(ctx, sc)
		if err != nil {
			return "", false, err
		}
		parts = append(parts, v)
	}
	return strings.Join(append(parts, string(last.ID), last.UpdatedAt.Format(time.RFC3339Nano)), "; "), true, nil
}

// api returns the handler of the HTTP surface.
func (p *portal) api(environment httpapi.Environment) (http.Handler, error) {
	h, err := httpapi.New(httpapi.Config{
		Logger: p.log, Clock: p.clock, Authenticator: httpapi.LocalPrincipal{}, Environment: environment, Checks: p.checks(),
		Accounts: p.accounts, Transfers: p.transfers, Ledger: p.ledger, Margin: p.margin, Collector: p.collector, Collections: p, Jobs: p.jobs, Usage: p.usage, Versions: p,
		Preferences: p.personal, Plans: p.plans, Pricing: p.pricing, LineItems: p.lineItems, Anomalies: p.anomalies, Budgets: p.budgets, Finops: p.finops,
		Gaps: p.gaps, Credits: p.credits,
		Commission: p.commission, Schedules: p.schedules,
	})
	if err != nil {
		return nil, fmt.Errorf("build the API: %w", err)
	}
	return h, nil
}
