// Package accounts is the registry of receivers: the bill-transfer accounts the portal works for and who may use them.
package accounts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// Status says whether the portal can work for a receiver.
type Status string

// The statuses of a receiver.
const (
	StatusConnected          Status = "connected"
	StatusPermissionsMissing Status = "permissions_missing"
	StatusUnreachable        Status = "unreachable"
	StatusPending            Status = "pending"
)

// Receiver is a bill-transfer account registered in the portal.
type Receiver struct {
	ID             string    `json:"id"` // 12 digits
	Name           string    `json:"name"`
	OrganizationID string    `json:"organization_id,omitempty"`
	RoleARN        string    `json:"role_arn,omitempty"`    // empty for the home receiver
	ExternalID     string    `json:"external_id,omitempty"` // sent with AssumeRole
	Home           bool      `json:"home"`                  // the account of the portal's own credentials
	Status         Status    `json:"status"`
	StatusDetail   string    `json:"status_detail,omitempty"`
	RegisteredAt   time.Time `json:"registered_at"`
	ProbedAt       time.Time `json:"probed_at"`
}

// Config is what the room needs; every field is required.
type Config struct {
	Store  store.Store
	Prober Prober
	Clock  clock.Clock
	Logger *slog.Logger
}

// Service keeps the registry of receivers.
type Service struct{ c Config }

// New returns the room.
func New(c Config) (*Service, error) {
	if c.Store == nil || c.Prober == nil || c.Clock == nil || c.Logger == nil {
		return nil, errors.New("accounts: store, prober, clock and logger are required")
	}
	return &Service{c}, nil
}

const keyPrefix = "receiver/"

// EnsureHome registers the account of the portal's own credentials as the home receiver, or refreshes what is known of it. It asks AWS; when
// AWS cannot be asked, a home receiver that is already registered is marked unreachable and the error is returned.
func (s *Service) EnsureHome(ctx context.Context) (Receiver, error) {
	who, err := s.c.Prober.Ambient(ctx)
	if err != nil {
		return Receiver{}, errors.Join(fmt.Errorf("identify the portal's own AWS credentials: %w", err), s.markHomeUnreachable(ctx, err))
	}
	now := s.c.Clock.Now()
	r, err := s.get(ctx, who.AccountID)
	if fault.Is(err, fault.Forbidden) {
		r, err = Receiver{ID: who.AccountID, Name: "Receiver " + who.AccountID, Home: true, RegisteredAt: now}, nil
	}
	if err != nil {
		return Receiver{}, err
	}
	r.Status, r.StatusDetail, r.ProbedAt = StatusConnected, "", now
	if who.OrganizationID != "" {
		r.OrganizationID = who.OrganizationID
	}
	return r, s.put(ctx, r)
}

func (s *Service) markHomeUnreachable(ctx context.Context, cause error) error {
	all, err := s.all(ctx)
	if err != nil {
		return err
	}
	for _, r := range all {
		if !r.Home {
			continue
		}
		r.Status, r.ProbedAt = StatusUnreachable, s.c.Clock.Now()
		r.StatusDetail = "AWS could not be reached with the portal's credentials."
		if f, ok := fault.As(cause); ok {
			r.StatusDetail = f.Message
		}
		if err := s.put(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// List returns the receivers the principal may use, by account id.
func (s *Service) List(ctx context.Context, p scope.Principal) ([]Receiver, error) {
	all, err := s.all(ctx)
	if err != nil {
		return nil, err
	}
	var mine []Receiver
	for _, r := range all {
		if p.MayUse(r.ID) {
			mine = append(mine, r)
		}
	}
	return mine, nil
}

// Open returns the scope of a registered receiver for a principal who may use it. A receiver that is not registered and one that is
// forbidden are answered alike, so that nobody can find out which exist.
func (s *Service) Open(ctx context.Context, p scope.Principal, id string) (scope.Scope, error) {
	sc, err := scope.New(id, p)
	if err != nil {
		return scope.Scope{}, err
	}
	if _, err := s.get(ctx, id); err != nil {
		return scope.Scope{}, err
	}
	return sc, nil
}

// Get returns one receiver of the scope.
func (s *Service) Get(ctx context.Context, sc scope.Scope) (Receiver, error) {
	if err := sc.Check(); err != nil {
		return Receiver{}, err
	}
	return s.get(ctx, sc.Receiver())
}

func (s *Service) get(ctx context.Context, id string) (Receiver, error) {
	rec, err := s.c.Store.Get(ctx, keyPrefix+id)
	if errors.Is(err, store.ErrNotFound) {
		return Receiver{}, fault.New(fault.Forbidden, scope.CodeReceiverForbidden,
			"You may not use receiver "+id+". Ask an administrator for access, or choose another receiver.")
	}
	if err != nil {
		return Receiver{}, fmt.Errorf("read receiver %s: %w", id, err)
	}
	return decode(rec)
}

func (s *Service) put(ctx context.Context, r Receiver) error {
	b, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("encode receiver %s: %w", r.ID, err)
	}
	if err := s.c.Store.Apply(ctx, store.Write{Key: keyPrefix + r.ID, Value: b, Version: store.AnyVersion}); err != nil {
		return fmt.Errorf("store receiver %s: %w", r.ID, err)
	}
	return nil
}

func (s *Service) all(ctx context.Context) ([]Receiver, error) {
	var all []Receiver
	for rec, err := range s.c.Store.List(ctx, keyPrefix, "") {
		if err != nil {
			return nil, fmt.Errorf("list receivers: %w", err)
		}
		r, err := decode(rec)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

func decode(rec store.Record) (Receiver, error) {
	var r Receiver
	if err := json.Unmarshal(rec.Value, &r); err != nil {
		return Receiver{}, fmt.Errorf("decode %s: %w", rec.Key, err)
	}
	return r, nil
}
