package anomalies

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/objects"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// Config is what the room needs; every field is required.
type Config struct {
	Ledger    Ledger
	Directory Directory
	Jobs      Jobs
	Store     store.Store
	Objects   objects.Objects
	Clock     clock.Clock
	// Parallelism is how many customers are looked at at once.
	Parallelism int
}

// Service finds anomalies in the ledger and keeps what was found and what people made of it. It never calls AWS.
type Service struct {
	c  Config
	mu sync.Mutex // one search at a time

	cached sync.Mutex
	found  map[string]kept // by receiver
}

// kept is what was found, decoded, with what people made of it.
type kept struct {
	version  string
	findings *Findings
	rows     []Row
}

// New returns the room.
func New(c Config) (*Service, error) {
	if c.Ledger == nil || c.Directory == nil || c.Jobs == nil || c.Store == nil || c.Objects == nil || c.Clock == nil || c.Parallelism < 1 {
		return nil, errors.New("anomalies: every part of the configuration is required")
	}
	return &Service{c: c, found: map[string]kept{}}, nil
}

// Keys of the store and of objects. Whatever a page is made of has a record whose version changes with it.
func pointerKey(receiver string) string   { return "anomalies/" + receiver }            // points at findingsKey
func settingsKey(receiver string) string  { return "anomaly-settings/" + receiver }     // the settings
func reviewsKey(receiver string) string   { return "anomaly-reviews/" + receiver }      // changes with every review
func reviewPrefix(receiver string) string { return "anomaly-review/" + receiver + "/" } // a review by anomaly
func findingsKey(receiver string) string  { return "anomalies/" + receiver + "/found.json" }
func daysKey(receiver, customer string) string {
	return "anomalies/" + receiver + "/days/" + customer + ".json"
}

// Findings are the anomalies of a receiver's customers, as they were found last.
type Findings struct {
	Receiver  string    `json:"receiver"`
	LookedAt  time.Time `json:"looked_at"` // zero: never
	Settings  int64     `json:"settings"`  // their version
	Coverage  Coverage  `json:"coverage"`
	Anomalies []Anomaly `json:"anomalies"`
}

// Coverage says of whom anomalies could be found.
type Coverage struct {
	Customers  int          `json:"customers"` // whose days were read
	TooShort   int          `json:"too_short"` // of those, with too few days for any to be judged
	Unread     int          `json:"unread"`    // billed in the newest month, and no day was read
	Judged     int          `json:"judged"`    // days, over all customers
	From       period.Month `json:"from"`      // the months that were looked at, both inclusive
	To         period.Month `json:"to"`
	AsOf       time.Time    `json:"as_of"`    // of the oldest figure; zero: none was read
	Complete   bool         `json:"complete"` // nothing more is expected of any of the days
	Currencies []string     `json:"currencies"`
}

// version changes with whatever pages of a receiver are made of.
func (s *Service) version(ctx context.Context, receiver string) (string, error) {
	var version strings.Builder
	for _, key := range []string{pointerKey(receiver), reviewsKey(receiver), settingsKey(receiver)} {
		rec, err := s.c.Store.Get(ctx, key)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return "", fmt.Errorf("read %s: %w", key, err)
		}
		fmt.Fprintf(&version, "%d ", rec.Version)
	}
	return version.String(), nil
}

// Version changes whenever anomalies, what was made of them or the settings do. It never calls AWS.
func (s *Service) Version(ctx context.Context, sc scope.Scope) (string, error) {
	if err := sc.Check(); err != nil {
		return "", err
	}
	return s.version(ctx, sc.Receiver())
}

// load returns what was found last with what was made of it, the newest anomaly first. The result is shared and must not be changed.
func (s *Service) load(ctx context.Context, sc scope.Scope) (kept, error) {
	if err := sc.Check(); err != nil {
		return kept{}, err
	}
	receiver := sc.Receiver()
	version, err := s.version(ctx, receiver)
	if err != nil {
		return kept{}, err
	}
	s.cached.Lock()
	have, ok := s.found[receiver]
	s.cached.Unlock()
	if ok && have.version == version {
		return have, nil
	}
	findings, err := s.read(ctx, receiver)
	if err != nil {
		return kept{}, err
	}
	reviews, err := s.reviews(ctx, receiver)
	if err != nil {
		return kept{}, err
	}
	k := kept{version, findings, rows(findings, reviews)}
	s.cached.Lock()
	s.found[receiver] = k
	s.cached.Unlock()
	return k, nil
}

// read returns what was found last; findings that were never looked for when there are none.
func (s *Service) read(ctx context.Context, receiver string) (*Findings, error) {
	if _, err := s.c.Store.Get(ctx, pointerKey(receiver)); errors.Is(err, store.ErrNotFound) {
		return &Findings{Receiver: receiver}, nil
	} else if err != nil {
		return nil, fmt.Errorf("find anomalies: %w", err)
	}
	b, _, err := s.c.Objects.Get(ctx, findingsKey(receiver))
	if err != nil {
		return nil, fmt.Errorf("read anomalies: %w", err)
	}
	var f Findings
	if err := json.Unmarshal(b, &f); err != nil {
		return nil, fmt.Errorf("decode anomalies of %s: %w", receiver, err)
	}
	if f.Receiver != receiver {
		return nil, fmt.Errorf("anomalies of %s belong to %s", receiver, f.Receiver)
	}
	return &f, nil
}
