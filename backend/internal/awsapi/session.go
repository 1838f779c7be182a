// Package awsapi is the portal's way to AWS and the only importer of its SDK.
//
// A Session holds what every call needs: credentials per receiver, the pace, the retries, the translation of errors and the meter. The
// folders below hold one service each and implement the ports of the rooms on top of it; gateway joins them. See README.md.
package awsapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"portal.example/backend/internal/awsapi/pace"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/usage"
)

// Region is where AWS serves all billing APIs, and the only region the portal calls.
const Region = "us-east-1"

// Access says how the portal gets at a receiver.
type Access struct {
	Home       bool   // the portal's own credentials are the receiver's
	RoleARN    string // the role to assume, unless Home
	ExternalID string // sent with AssumeRole; required with a role
}

// Receivers knows how the portal gets at the registered receivers; the accounts room does.
type Receivers interface {
	Access(ctx context.Context, s scope.Scope) (Access, error)
}

// ReceiversFunc is a function that knows receivers.
type ReceiversFunc func(ctx context.Context, s scope.Scope) (Access, error)

// Access calls the function.
func (f ReceiversFunc) Access(ctx context.Context, s scope.Scope) (Access, error) { return f(ctx, s) }

// Key is a long-term access key.
type Key struct{ ID, Secret string }

// Config is what a Session needs. Fields are required unless they say otherwise.
type Config struct {
	Endpoint  string    // URL of all services, for example the simulator's; empty: AWS's own
	Key       Key       // the portal's own credentials; empty: the ordinary chain (environment, profile, SSO, role of the machine)
	Receivers Receivers // how to get at a receiver
	Meter     usage.Meter
	Clock     clock.Clock // the portal's; dates what was read
	Timer     pace.Timer  // the machine's; paces, waits and watches the expiry of credentials
	Jitter    Jitter      // RandomJitter but in tests
	Logger    *slog.Logger
	Pace      map[string]pace.Limits // by service; those left out take DefaultPace
	Attempts  int                    // of one request, the first included; 0: DefaultAttempts
	Timeout   time.Duration          // of one attempt; 0: DefaultTimeout
}

// Jitter picks a wait from [0, limit].
type Jitter func(limit time.Duration) time.Duration

// RandomJitter picks evenly, so that clients that failed together do not come back together.
func RandomJitter(limit time.Duration) time.Duration {
	return time.Duration(rand.Int64N(int64(max(limit, 0)) + 1))
}

// Defaults of a Config.
const (
	DefaultAttempts = 8
	DefaultTimeout  = 60 * time.Second
)

// DefaultPace is where every service begins. AWS publishes no limits for them; its staff once named ten requests a second for Cost
// Explorer, and others use the same quota.
var DefaultPace = pace.Limits{Start: 8, Floor: 2, Ceiling: 20, Burst: 4}

// Session is the portal's access to AWS. It is safe for concurrent use.
type Session struct {
	c Config

	ownLoading chan struct{} // held while own is loaded
	own        *identity     // the portal's own credentials; nil until first used

	mu        sync.Mutex
	receivers map[string]*identity      // by receiver
	customers map[customerKey]*identity // by receiver, customer and role
	limiters  map[string]*pace.Limiter  // by account and service
}

// New returns a session. It does not touch the network; credentials are looked for when they are first needed.
func New(c Config) (*Session, error) {
	if c.Receivers == nil || c.Meter == nil || c.Clock == nil || c.Timer == nil || c.Jitter == nil || c.Logger == nil {
		return nil, errors.New("awsapi: receivers, meter, clock, timer, jitter and logger are required")
	}
	if (c.Key.ID == "") != (c.Key.Secret == "") {
		return nil, errors.New("awsapi: an access key needs both its id and its secret")
	}
	for service, limits := range c.Pace {
		if err := limits.Check(); err != nil {
			return nil, fmt.Errorf("awsapi: pace of %s: %w", service, err)
		}
	}
	if c.Attempts == 0 {
		c.Attempts = DefaultAttempts
	}
	if c.Timeout == 0 {
		c.Timeout = DefaultTimeout
	}
	if c.Attempts < 1 || c.Timeout < 0 {
		return nil, errors.New("awsapi: attempts and timeout must be positive")
	}
	return &Session{
		c: c, ownLoading: make(chan struct{}, 1),
		receivers: map[string]*identity{}, customers: map[customerKey]*identity{}, limiters: map[string]*pace.Limiter{},
	}, nil
}

// Now is the portal's time, by which answers are dated.
func (se *Session) Now() time.Time { return se.c.Clock.Now() }

// limiter returns the pace of an account at a service.
func (se *Session) limiter(account, service string) (*pace.Limiter, error) {
	se.mu.Lock()
	defer se.mu.Unlock()
	key := account + " " + service
	if l := se.limiters[key]; l != nil {
		return l, nil
	}
	limits, ok := se.c.Pace[service]
	if !ok {
		limits = DefaultPace
	}
	l, err := pace.New(limits, se.c.Timer)
	if err != nil {
		return nil, err
	}
	se.limiters[key] = l
	return l, nil
}

// load makes the SDK's configuration of the portal's own credentials. Retries are ours, so the SDK's are off.
func (se *Session) load(ctx context.Context) (aws.Config, error) {
	client := awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
		t.MaxIdleConnsPerHost = 64
	})
	if se.c.Key.ID != "" {
		return se.pointed(aws.Config{
			Region: Region, HTTPClient: client, Retryer: noRetries,
			Credentials: credentials.NewStaticCredentialsProvider(se.c.Key.ID, se.c.Key.Secret, ""),
		}), nil
	}
	cfg, err := config.LoadDefaultConfig(ctx, config.WithRegion(Region), config.WithRetryer(noRetries), config.WithHTTPClient(client))
	if err != nil {
		return aws.Config{}, err
	}
	return se.pointed(cfg), nil
}

func noRetries() aws.Retryer { return aws.NopRetryer{} }

// pointed applies the endpoint. The sources are dropped with it, because they may name other endpoints per service.
func (se *Session) pointed(cfg aws.Config) aws.Config {
	if se.c.Endpoint != "" {
		cfg.BaseEndpoint = aws.String(se.c.Endpoint)
		cfg.ConfigSources = nil
	}
	return cfg
}
