// Package server puts the simulator together: one world, the services that
// answer from it, faults, journal and the control API, as one http.Handler.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"portal.example/simulator/chaos"
	"portal.example/simulator/control"
	"portal.example/simulator/journal"
	"portal.example/simulator/service/billing"
	"portal.example/simulator/service/billingconductor"
	"portal.example/simulator/service/budgets"
	"portal.example/simulator/service/costexplorer"
	"portal.example/simulator/service/organizations"
	"portal.example/simulator/service/sts"
	"portal.example/simulator/wire"
	"portal.example/simulator/world"
)

// The long-term credentials. AccessKey belongs to an IAM user of the receiver's account in
// every scenario, MiddleAccessKey to one of the middle account where there is one; both have
// the same secret and open nothing but the simulator.
const (
	AccessKey       = "AKIDSIMULATOR0000001"
	MiddleAccessKey = "AKIDSIMULATOR0000002"
	SecretKey       = "simulator-secret-key-not-a-secret"
)

// DefaultExternalID is what AssumeRole expects unless configured otherwise.
const DefaultExternalID = "simulator-external-id"

// Config says what to simulate.
type Config struct {
	// Scenario is one of scenario.Names.
	Scenario string
	// Seed makes the world; the same seed and Now give the same bytes.
	Seed uint64
	// Now is the simulator clock's first instant.
	Now time.Time
	// Frozen stops the clock there.
	Frozen bool
	// ExternalID is what AssumeRole demands; empty means DefaultExternalID.
	ExternalID string
	// RateLimits are requests a second by service, for each account as a whole.
	RateLimits map[string]int
	// Wall returns real time, which dates signatures and sessions.
	Wall func() time.Time
	// Log receives unknown calls (Error), panics (Error) and resets (Info).
	Log *slog.Logger
}

// Server is the simulator. It is safe for concurrent use.
type Server struct {
	wall       func() time.Time
	log        *slog.Logger
	externalID string
	control    http.Handler
	present    atomic.Pointer[state]
	resetting  sync.Mutex
	config     Config // of the present state; guarded by resetting
}

// state is everything a reset replaces together. A request in flight
// finishes on the state it began with.
type state struct {
	world    *world.World
	services []wire.Service
	chaos    *chaos.Engine
	journal  *journal.Journal
	mux      *wire.Mux
}

// New builds the first world.
func New(cfg Config) (*Server, error) {
	if cfg.Wall == nil || cfg.Log == nil {
		return nil, errors.New("server: Wall and Log are required")
	}
	if cfg.ExternalID == "" {
		cfg.ExternalID = DefaultExternalID
	}
	s := &Server{
		wall: cfg.Wall, log: cfg.Log, externalID: cfg.ExternalID,
	}
	s.control = control.New(s)
	st, err := s.build(cfg)
	if err != nil {
		return nil, err
	}
	s.config = cfg
	s.present.Store(st)
	return s, nil
}

// build makes a world and all that answers from it.
func (s *Server) build(cfg Config) (*state, error) {
	clock := world.NewClock(cfg.Now)
	if cfg.Frozen {
		clock = world.NewFrozenClock(cfg.Now)
	}
	w, err := world.New(world.Config{Scenario: cfg.Scenario, Seed: cfg.Seed, Clock: clock})
	if err != nil {
		return nil, fmt.Errorf("build scenario %q: %w", cfg.Scenario, err)
	}
	keys := keyRing(w)
	st := &state{
		world:    w,
		services: s.services(w, keys),
		journal:  journal.New(),
	}
	st.chaos = chaos.NewEngine(operations(st.services), s.wall)
	if err := st.chaos.SetLimits(cfg.RateLimits); err != nil {
		return nil, err
	}
	st.mux, err = wire.NewMux(wire.Config{
		Services: st.services, Keys: keys, Wall: s.wall, Seed: cfg.Seed,
		Translate: translate,
		Around:    st.chaos.Around,
		Observe:   func(x wire.Exchange) { s.observe(st, x) },
		Panicked:  s.panicked,
	})
	if err != nil {
		return nil, err
	}
	return st, nil
}

// keyRing has the keys of the world's bill-transfer accounts.
func keyRing(w *world.World) *wire.KeyRing {
	var identities []wire.Identity
	for i, account := range w.Payers() {
		identities = append(identities, wire.Identity{
			AccessKey: []string{AccessKey, MiddleAccessKey}[i], Secret: SecretKey, Account: account,
			PrincipalARN: "arn:aws:iam::" + account + ":user/portal",
			UserID:       fmt.Sprintf("AIDASIMULATOR%08d", i+1),
		})
	}
	return wire.NewKeyRing(identities...)
}

// services are all services of a world, each answering every account from what that account
// sees; the coverage page is made from them.
func (s *Server) services(w *world.World, keys *wire.KeyRing) []wire.Service {
	perAccount := map[string][]wire.Service{}
	for _, account := range w.Payers() {
		own, _ := w.As(account)
		perAccount[account] = s.servicesOf(own, keys)
	}
	out, uppermost := s.servicesOf(w, keys), perAccount[w.Payers()[0]]
	for i := range out {
		for name := range out[i].Operations {
			out[i].Operations[name] = func(ctx context.Context, r *wire.Request) (any, error) {
				own, payer := perAccount[r.Account]
				switch {
				case payer:
				case mayCustomer[name]:
					own = uppermost
				default:
					return nil, r.Denied()
				}
				return own[i].Operations[name](ctx, r)
			}
		}
	}
	return out
}

// mayCustomer are the operations that the roles of customers allow.
var mayCustomer = map[string]bool{"GetCallerIdentity": true, "GetCredits": true, "GetCreditAllocationHistory": true}

// servicesOf are all services as one account has them.
func (s *Server) servicesOf(w *world.World, keys *wire.KeyRing) []wire.Service {
	return []wire.Service{
		billing.New(w),
		billingconductor.New(w),
		budgets.New(w),
		costexplorer.New(w),
		organizations.New(w),
		sts.New(w, sts.Config{Keys: keys, ExternalID: s.externalID, Wall: s.wall}),
	}
}

func (s *Server) observe(st *state, x wire.Exchange) {
	st.journal.Record(x, st.world.Now())
	if x.Unknown {
		s.log.Error("UNKNOWN OPERATION: the simulator has no such call",
			"service", x.Service, "operation", x.Operation, "request_id", x.RequestID)
	}
}

func (s *Server) panicked(r *wire.Request, value any, stack []byte) {
	s.log.Error("the simulator failed", "service", r.Service, "operation", r.Operation,
		"request_id", r.RequestID, "cause", fmt.Sprint(value), "stack", string(stack))
}

// ServeHTTP serves the AWS endpoint and, under /_sim/, the control API.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, control.Prefix) {
		s.control.ServeHTTP(w, r)
		return
	}
	s.present.Load().mux.ServeHTTP(w, r)
}

// Reset implements control.Backend: it replaces world, faults and journal
// together. On an error the present world stays.
func (s *Server) Reset(ctx context.Context, r control.Reset) error {
	s.resetting.Lock()
	defer s.resetting.Unlock()
	cfg := s.config
	if r.Scenario != "" {
		cfg.Scenario = r.Scenario
	}
	if r.Seed != nil {
		cfg.Seed = *r.Seed
	}
	if r.Now != nil {
		cfg.Now = r.Now.UTC()
	}
	if r.Frozen != nil {
		cfg.Frozen = *r.Frozen
	}
	st, err := s.build(cfg)
	if err != nil {
		return fmt.Errorf("%w: %w", control.ErrInvalid, err)
	}
	s.config = cfg
	s.present.Store(st)
	s.log.InfoContext(ctx, "reset", "scenario", cfg.Scenario, "seed", cfg.Seed, "now", cfg.Now)
	return nil
}

// World implements control.Backend.
func (s *Server) World() *world.World { return s.present.Load().world }

// Chaos implements control.Backend.
func (s *Server) Chaos() *chaos.Engine { return s.present.Load().chaos }

// Journal implements control.Backend.
func (s *Server) Journal() *journal.Journal { return s.present.Load().journal }

// Coverage implements control.Backend.
func (s *Server) Coverage() map[string][]string { return operations(s.present.Load().services) }

// operations lists the operations of each service, sorted.
func operations(services []wire.Service) map[string][]string {
	out := make(map[string][]string, len(services))
	for _, svc := range services {
		for op := range svc.Operations {
			out[svc.Name] = append(out[svc.Name], op)
		}
		slices.Sort(out[svc.Name])
	}
	return out
}
