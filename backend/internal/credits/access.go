package credits

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// Granted is a role that a customer has granted, as it is kept.
type Granted struct {
	CustomerID string    `json:"customer_id"`
	RoleARN    string    `json:"role_arn"`
	ExternalID string    `json:"external_id"`
	ChangedBy  string    `json:"changed_by"`
	ChangedAt  time.Time `json:"changed_at"`
}

func (g Granted) access() Access { return Access{g.CustomerID, g.RoleARN, g.ExternalID} }

// AccessInput says which role a customer has granted.
type AccessInput struct {
	Scope      scope.Scope
	Receiver   string // that the caller means
	CustomerID string
	RoleARN    string
	ExternalID string
}

func accessPrefix(receiver string) string        { return "credit-access/" + receiver + "/" }
func accessKey(receiver, customer string) string { return accessPrefix(receiver) + customer }
func offeredKey(receiver string) string          { return "credit-access-offered/" + receiver }

var (
	roleForm       = regexp.MustCompile(`^arn:aws[a-z-]*:iam::([0-9]{12}):role/[0-9A-Za-z+=,.@_/-]{1,150}$`)
	externalIDForm = regexp.MustCompile(`^[0-9A-Za-z+=,.@:/_-]{2,128}$`)
)

// PutAccess keeps the role of a customer; it is tried with the next collection. A role of another account than the customer's is refused: it would show somebody else's
// credits under the customer's name.
func (s *Service) PutAccess(ctx context.Context, in AccessInput) (Granted, error) {
	if err := mayChange(in.Scope); err != nil {
		return Granted{}, err
	}
	if in.Receiver != in.Scope.Receiver() {
		return Granted{}, fault.New(fault.Conflict, plans.CodeReceiverMismatch, "The body names another receiver than the request is for. Nothing was done. Send the same account in both.")
	}
	if err := s.known(ctx, in.Scope, in.CustomerID); err != nil {
		return Granted{}, err
	}
	g := Granted{in.CustomerID, in.RoleARN, in.ExternalID, in.Scope.Principal().ID, s.c.Clock.Now()}
	if err := g.check(); err != nil {
		return Granted{}, err
	}
	return g, s.keepAccess(ctx, in.Scope, g)
}

func (g Granted) check() error {
	role := roleForm.FindStringSubmatch(g.RoleARN)
	switch {
	case role == nil:
		return invalid(CodeInvalidAccess, "/role_arn", "Use the ARN of an IAM role.")
	case role[1] != g.CustomerID:
		return invalid(CodeInvalidAccess, "/role_arn", "The role is of account "+role[1]+". Use a role of the customer's management account "+g.CustomerID+".")
	case !externalIDForm.MatchString(g.ExternalID):
		return invalid(CodeInvalidAccess, "/external_id", "Use the external id that the role asks for: 2 to 128 letters, digits and +=,.@:/_-.")
	}
	return nil
}

func (s *Service) keepAccess(ctx context.Context, sc scope.Scope, g Granted) error {
	b, err := json.Marshal(g)
	if err != nil {
		return fmt.Errorf("encode the access to the credits of %s: %w", g.CustomerID, err)
	}
	if err := s.c.Store.Apply(ctx, store.Write{Key: accessKey(sc.Receiver(), g.CustomerID), Value: b, Version: store.AnyVersion}); err != nil {
		return fmt.Errorf("keep the access to the credits of %s: %w", g.CustomerID, err)
	}
	return nil
}

// DeleteAccess forgets the role of a customer, and with it what was read through it.
func (s *Service) DeleteAccess(ctx context.Context, sc scope.Scope, customer string) error {
	if err := mayChange(sc); err != nil {
		return err
	}
	if err := s.known(ctx, sc, customer); err != nil {
		return err
	}
	key := accessKey(sc.Receiver(), customer)
	rec, err := s.c.Store.Get(ctx, key)
	if errors.Is(err, store.ErrNotFound) {
		return fault.New(fault.NotFound, CodeAccessNotFound, "No role is kept for customer "+customer+".")
	}
	if err != nil {
		return fmt.Errorf("find the access to the credits of %s: %w", customer, err)
	}
	if err := s.c.Store.Apply(ctx, store.Write{Key: key, Version: rec.Version}); err != nil {
		return fmt.Errorf("forget the access to the credits of %s: %w", customer, err)
	}
	return nil
}

// known refuses a customer that the receiver does not have.
func (s *Service) known(ctx context.Context, sc scope.Scope, customer string) error {
	dir, err := s.c.Directory.Directory(ctx, sc)
	if err != nil {
		return err
	}
	for _, c := range dir.Customers(s.c.Clock.Now()) {
		if c.ID == customer {
			return nil
		}
	}
	return margin.CustomerNotFound(customer)
}

// accesses returns the roles of all customers, by customer.
func (s *Service) accesses(ctx context.Context, sc scope.Scope) (map[string]Granted, error) {
	if err := sc.Check(); err != nil {
		return nil, err
	}
	all := map[string]Granted{}
	for rec, err := range s.c.Store.List(ctx, accessPrefix(sc.Receiver()), "") {
		if err != nil {
			return nil, fmt.Errorf("list accesses to credits: %w", err)
		}
		var g Granted
		if err := json.Unmarshal(rec.Value, &g); err != nil {
			return nil, fmt.Errorf("decode %s: %w", rec.Key, err)
		}
		all[strings.TrimPrefix(rec.Key, accessPrefix(sc.Receiver()))] = g
	}
	return all, nil
}

// Offer keeps roles that are known from elsewhere, once in the life of a receiver: what people change or forget afterwards stays so. By says who knew of them. It reports
// whether they were kept.
func (s *Service) Offer(ctx context.Context, sc scope.Scope, by string, offered []Access) (bool, error) {
	if err := sc.Check(); err != nil {
		return false, err
	}
	_, err := s.c.Store.Get(ctx, offeredKey(sc.Receiver()))
	if err == nil {
		return false, nil
	}
	if !errors.Is(err, store.ErrNotFound) {
		return false, fmt.Errorf("find whether accesses were offered: %w", err)
	}
	have, err := s.accesses(ctx, sc)
	if err != nil {
		return false, err
	}
	for _, a := range offered {
		if _, ok := have[a.AccountID]; ok {
			continue
		}
		g := Granted{a.AccountID, a.RoleARN, a.ExternalID, by, s.c.Clock.Now()}
		if err := g.check(); err != nil {
			return false, err
		}
		if err := s.keepAccess(ctx, sc, g); err != nil {
			return false, err
		}
	}
	if err := s.c.Store.Apply(ctx, store.Write{Key: offeredKey(sc.Receiver()), Value: []byte(`{}`), Version: store.AnyVersion}); err != nil {
		return false, fmt.Errorf("note that accesses were offered: %w", err)
	}
	return true, nil
}
