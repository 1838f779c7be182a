package e2e

import (
	"context"
	"flag"
	"log/slog"
	"testing"
	"time"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/awsapi/gateway"
	"portal.example/backend/internal/awsapi/pace"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/testkit/simulated"
	"portal.example/backend/internal/transfers"
)

var applied = flag.Int("applied", 2500, "items of the plan of BenchmarkApply")

// writesAllowed is how many requests a second the simulated account allows.
const writesAllowed = 10

// many proposes so many items of an amount, over all customers that are billed.
type many struct {
	p *parts
	n int
}

func (m many) Propose(ctx context.Context, sc scope.Scope, _ plans.Request) (plans.Wanted, error) {
	d, err := m.p.transfers.Directory(ctx, sc)
	if err != nil {
		return plans.Wanted{}, err
	}
	previous, _ := openMonths()
	var billed []transfers.Customer
	for _, c := range d.Customers(simulated.DefaultNow()) {
		if c.Group != nil && c.Bills(previous) {
			billed = append(billed, c)
		}
	}
	w := plans.Wanted{Title: "Close gaps", Period: previous}
	for i := range m.n {
		c, amount := billed[i%len(billed)], money.FromInt(int64(100+i))
		w.Items = append(w.Items, plans.WantedItem{
			Action: plans.CreateLineItem, CustomerID: c.ID, CustomerName: c.Name, GroupARN: c.Group.ARN, Class: lineitems.ClassSupport, Currency: money.USD, Flat: &amount, Amount: &amount,
			Month: previous, Description: "AWS Support (Business)", Source: "Ledger",
		})
	}
	return w, nil
}

// BenchmarkApply applies a plan as large as a distributor with a thousand customers has each month to an account that allows ten requests a second, at the pace the portal finds by itself,
// and reports how many times longer it takes than the writes alone need at that rate. Run it alone: go test ./e2e -run '^$' -bench Apply -benchtime 1x.
func BenchmarkApply(b *testing.B) {
	sim := simulated.Start(b, simulated.Options{Scenario: "large"})
	for b.Loop() {
		p := assemble(b, sim.URL, b.TempDir(), simulated.DefaultNow())
		if _, err := p.transfers.Refresh(b.Context(), p.scope); err != nil {
			b.Fatal(err)
		}
		p.hurry(b, sim.URL)
		p.plans.Register(plans.CloseGaps, many{p, *applied})
		previous, _ := openMonths()
		v, err := p.plans.Create(b.Context(), plans.CreateInput{Scope: p.scope, Receiver: receiver, Request: plans.Request{Gaps: &plans.Gaps{Period: previous}}})
		if err != nil {
			b.Fatal(err)
		}
		sim.SetRateLimits(map[string]int{"billingconductor": writesAllowed})
		sim.ClearJournal()
		began := time.Now()
		got := p.apply(b, v.ID, v.Hash)
		took := time.Since(began)
		if got.Now != plans.Applied {
			b.Fatal(got.Now, got.Note)
		}
		bound := time.Duration(*applied) * time.Second / writesAllowed
		b.ReportMetric(took.Seconds()/bound.Seconds(), "x-bound")
		b.ReportMetric(took.Seconds(), "s")
		sim.SetRateLimits(nil)
		p.close(b)
	}
}

// hurry gives the parts the pace of a real portal and the machine's time.
func (p *parts) hurry(t testing.TB, url string) {
	t.Helper()
	logger, clk := slog.New(slog.DiscardHandler), clock.Fixed(simulated.DefaultNow())
	session, err := awsapi.New(awsapi.Config{
		Endpoint: url, Key: awsapi.Key{ID: simulated.AccessKey, Secret: simulated.SecretKey},
		Receivers: awsapi.ReceiversFunc(func(context.Context, scope.Scope) (awsapi.Access, error) { return awsapi.Access{Home: true}, nil }),
		Meter:     p.usage, Clock: clk, Timer: pace.Machine{}, Jitter: awsapi.RandomJitter, Logger: logger,
	})
	if err != nil {
		t.Fatal(err)
	}
	p.gateway = gateway.New(session, logger)
	p.plans, err = plans.New(plans.Config{
		Store: p.store, Clock: clk, Logger: logger, AWS: p.gateway, Directory: p.transfers, Jobs: lateJobs{p}, Timer: pace.Machine{},
		Writer: p.gateway, Source: p.gateway, LineItems: p.lineItems, Ledger: p.ledger,
	})
	if err != nil {
		t.Fatal(err)
	}
	p.jobs, err = jobs.New(jobs.Config{Store: p.store, Clock: clock.System{}, Logger: logger, Handlers: map[jobs.Kind]jobs.Handler{plans.JobKind: p.plans.Run}})
	if err != nil {
		t.Fatal(err)
	}
}
