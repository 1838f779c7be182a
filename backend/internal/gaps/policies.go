package gaps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
)

// Mode is what is done with a class of charges.
type Mode string

// The modes. Keep and Absorb both pass nothing on; the words say who gains.
const (
	PassThrough Mode = "pass_through" // the customer gets all of it
	Percentage  Mode = "percentage"   // the customer gets a part
	Keep        Mode = "keep"         // the receiver keeps what AWS gives
	Absorb      Mode = "absorb"       // the receiver bears what AWS charges
)

// Modes lists the modes.
func Modes() []string {
	return []string{string(PassThrough), string(Percentage), string(Keep), string(Absorb), string(Dismissed)}
}

// Policy is what is done with a class of charges, by default or for one customer.
type Policy struct {
	Class      Class          `json:"class"`
	CustomerID string         `json:"customer_id,omitempty"` // empty for the default of the class
	Mode       Mode           `json:"mode"`
	Percent    *money.Decimal `json:"percent,omitempty"` // of Percentage; above 0 and below 100
	Until      period.Day     `json:"until,omitzero"`    // the last day of Dismissed
	Before     *Policy        `json:"before,omitempty"`  // of Dismissed: the customer's policy that it interrupts; nil for the default
	Note       string         `json:"note,omitempty"`
	ChangedBy  string         `json:"changed_by,omitempty"`
	ChangedAt  time.Time      `json:"changed_at,omitzero"`
	Version    int64          `json:"-"` // 0 while it is as it came
}

// ID names the policy: the class, and the customer after a dot.
func (p Policy) ID() string {
	if p.CustomerID == "" {
		return string(p.Class)
	}
	return string(p.Class) + "." + p.CustomerID
}

// percentScale is AWS's number of decimals of an amount; what a percentage comes to is rounded to it, half to even.
const percentScale = 10

// Wants is what Showback should carry of an amount of My view.
func (p Policy) Wants(d money.Decimal) money.Decimal {
	switch p.Mode {
	case PassThrough:
		return d
	case Percentage:
		if p.Percent != nil {
			return d.Percent(*p.Percent, percentScale)
		}
	case Keep, Absorb, Dismissed:
	}
	return money.Zero
}

// passesOn reports whether the customer gets anything.
func (p Policy) passesOn() bool { return p.Mode == PassThrough || p.Mode == Percentage }

// DefaultPolicy is in force for a class until somebody changes it: charges and credits of the customer's own pass through, discounts are the receiver's margin, and tax is a
// matter between the receiver and its own tax office.
func DefaultPolicy(c Class) Policy {
	p := Policy{Class: c, Mode: PassThrough}
	switch c {
	case ClassBundledDiscount, ClassPrivateDiscount:
		p.Mode = Keep
	case ClassTax:
		p.Mode = Absorb
	case ClassSupport, ClassCredit, ClassFreeTierCredit, ClassRefund, ClassOther:
	}
	return p
}

// PolicySet is every policy of a receiver that is in force at an instant.
type PolicySet struct {
	defaults  map[Class]Policy
	customers map[Key]Policy
	kept      int64     // version of what is kept
	ended     int       // dismissals that have ended by themselves
	until     time.Time // when the next one does; zero when none is running
}

// Of is the policy in force for a class of a customer. A dismissal hides none: it is asked for with DismissalOf.
func (s PolicySet) Of(customer string, c Class) Policy {
	if p, ok := s.customers[Key{customer, c}]; ok {
		if own, ok := p.beneath(); ok {
			return own
		}
	}
	if p, ok := s.defaults[c]; ok {
		return p
	}
	return DefaultPolicy(c)
}

// all lists the policies, the defaults first, in the order of the classes.
func (s PolicySet) all() []Policy {
	out := make([]Policy, 0, len(Classes())+len(s.customers))
	for _, c := range Classes() {
		out = append(out, s.Of("", c))
	}
	for _, p := range s.customers {
		out = append(out, p)
	}
	return out
}

// Keys of the store: a policy, a change, and a record that changes with each of them, by which readers know that theirs are old.
func policyPrefix(receiver string) string { return "gap-policy/" + receiver + "/" }
func changePrefix(receiver string) string { return "gap-policy-change/" + receiver + "/" }
func policiesKey(receiver string) string  { return "gap-policies/" + receiver }

// Policies returns the policies in force. The set is shared and must not be changed.
func (s *Service) Policies(ctx context.Context, sc scope.Scope) (PolicySet, error) {
	version, err := s.policiesVersion(ctx, sc)
	if err != nil {
		return PolicySet{}, err
	}
	now := s.c.Clock.Now()
	s.mu.Lock()
	have, ok := s.policies[sc.Receiver()]
	s.mu.Unlock()
	if ok && have.holds(version, now) {
		return have, nil
	}
	set := PolicySet{defaults: map[Class]Policy{}, customers: map[Key]Policy{}, kept: version}
	for rec, err := range s.c.Store.List(ctx, policyPrefix(sc.Receiver()), "") {
		if err != nil {
			return PolicySet{}, fmt.Errorf("list policies of gaps: %w", err)
		}
		p, err := decodePolicy(rec)
		if err != nil {
			return PolicySet{}, err
		}
		if p.CustomerID == "" {
			set.defaults[p.Class] = p
		} else {
			set.add(p, now)
		}
	}
	s.mu.Lock()
	s.policies[sc.Receiver()] = set
	s.mu.Unlock()
	return set, nil
}

// policiesVersion changes with every change of a policy; 0 before the first.
func (s *Service) policiesVersion(ctx context.Context, sc scope.Scope) (int64, error) {
	if err := sc.Check(); err != nil {
		return 0, err
	}
	rec, err := s.c.Store.Get(ctx, policiesKey(sc.Receiver()))
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read the version of policies: %w", err)
	}
	return rec.Version, nil
}

func decodePolicy(rec store.Record) (Policy, error) {
	var p Policy
	if err := json.Unmarshal(rec.Value, &p); err != nil {
		return Policy{}, fmt.Errorf("decode %s: %w", rec.Key, err)
	}
	p.Version = rec.Version
	return p, nil
}

// PolicyRow is a policy with the name of its customer.
type PolicyRow struct {
	Policy

	CustomerName string
}

// ListPolicies returns a page of policies, the defaults first unless sorted.
func (s *Service) ListPolicies(ctx context.Context, sc scope.Scope, q paging.Query) (paging.Page[PolicyRow], error) {
	set, err := s.Policies(ctx, sc)
	if err != nil {
		return paging.Page[PolicyRow]{}, err
	}
	names, err := s.names(ctx, sc)
	if err != nil {
		return paging.Page[PolicyRow]{}, err
	}
	all := set.all()
	rows := make([]PolicyRow, len(all))
	for i, p := range all {
		rows[i] = PolicyRow{p, names[p.CustomerID]}
	}
	return paging.Apply("gap-policies/"+sc.Receiver(), rows, q, policySchema)
}

var policySchema = paging.Schema[PolicyRow]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[PolicyRow]{
		"class":         paging.Enum(func(r PolicyRow) string { return string(r.Class) }, classNames()...),
		"customer_id":   paging.Text(func(r PolicyRow) string { return r.CustomerID }),
		"customer_name": paging.Text(func(r PolicyRow) string { return r.CustomerName }),
		"mode":          paging.Enum(func(r PolicyRow) string { return string(r.Mode) }, Modes()...),
		"changed_at":    paging.Time(func(r PolicyRow) (time.Time, bool) { return r.ChangedAt, !r.ChangedAt.IsZero() }),
	},
	Search: func(r PolicyRow) []string { return []string{string(r.Class), r.CustomerID, r.CustomerName, r.Note} },
	ID:     func(r PolicyRow) string { return fmt.Sprintf("%s/%d", r.CustomerID, r.Class.rank()) }, // the defaults first, in the order of the classes
}

func classNames() []string {
	var names []string
	for _, c := range Classes() {
		names = append(names, string(c))
	}
	return names
}

// PolicyInput asks for a policy.
type PolicyInput struct {
	Scope      scope.Scope
	Receiver   string // as the request says it; it has to be the scope's
	Class      Class
	CustomerID string // empty for the default of the class
	Mode       Mode
	Percent    *money.Decimal
	Until      period.Day // the last day of Dismissed; zero for half a year
	Note       string     // why, of Dismissed
	Version    *int64     // of the policy that is changed; nil overwrites
}

const maxNote = 500

func (in PolicyInput) check() error {
	switch {
	case in.Class.rank() < 0:
		return invalid("/class", "Use one of "+strings.Join(classNames(), ", ")+".")
	case !slices.Contains(Modes(), string(in.Mode)):
		return invalid("/mode", "Use one of "+strings.Join(Modes(), ", ")+".")
	case in.Mode == Percentage && in.Percent == nil:
		return invalid("/percent", "The mode percentage needs a percentage above 0 and below 100.")
	case in.Mode != Percentage && in.Percent != nil:
		return invalid("/percent", "Only the mode percentage has a percentage. Leave it out, or send that mode.")
	case in.Percent != nil && (in.Percent.Sign() <= 0 || in.Percent.Cmp(money.FromInt(100)) >= 0):
		return invalid("/percent", "Use a percentage above 0 and below 100; pass_through passes all of it on, keep and absorb nothing.")
	case !utf8.ValidString(in.Note) || utf8.RuneCountInString(in.Note) > maxNote:
		return invalid("/note", fmt.Sprintf("Use at most %d characters.", maxNote))
	}
	return nil
}

// SetPolicy keeps a policy and the change in the history. Plans that were made before become stale.
func (s *Service) SetPolicy(ctx context.Context, in PolicyInput) (PolicyRow, error) {
	in.Note = strings.TrimSpace(in.Note)
	if err := mayChange(in.Scope, in.Receiver); err != nil {
		return PolicyRow{}, err
	}
	if err := in.check(); err != nil {
		return PolicyRow{}, err
	}
	if err := in.dismiss(s.c.Clock.Now()); err != nil {
		return PolicyRow{}, err
	}
	names, err := s.names(ctx, in.Scope)
	if err != nil {
		return PolicyRow{}, err
	}
	name, ok := names[in.CustomerID]
	if in.CustomerID != "" && !ok {
		return PolicyRow{}, margin.CustomerNotFound(in.CustomerID)
	}
	p := Policy{
		Class: in.Class, CustomerID: in.CustomerID, Mode: in.Mode, Percent: in.Percent, Until: in.Until, Note: in.Note, ChangedBy: in.Scope.Principal().ID,
		ChangedAt: s.c.Clock.Now(),
	}
	before, err := s.kept(ctx, in.Scope, p.ID())
	if err != nil {
		return PolicyRow{}, err
	}
	if in.Version != nil && *in.Version != before.Version {
		return PolicyRow{}, policyChanged()
	}
	if own, ok := before.beneath(); ok && p.Mode == Dismissed && before.Version > 0 {
		p.Before = &own
	}
	p.Version = before.Version + 1
	if err := s.change(ctx, in.Scope, before, &p); err != nil {
		return PolicyRow{}, err
	}
	return PolicyRow{p, name}, nil
}

// DeletePolicy returns a customer to the default of a class, or ends a dismissal: then what it interrupted is in force again. A default cannot be deleted.
func (s *Service) DeletePolicy(ctx context.Context, sc scope.Scope, id string) error {
	if err := mayChange(sc, sc.Receiver()); err != nil {
		return err
	}
	before, err := s.kept(ctx, sc, id)
	if err != nil {
		return err
	}
	if before.Version == 0 || before.CustomerID == "" {
		return fault.Newf(fault.NotFound, CodePolicyNotFound, "There is no policy %s of a customer. Policies are listed under /gap-analysis/policies.", id)
	}
	if own, ok := before.beneath(); ok && before.Mode == Dismissed && !before.over(s.c.Clock.Now()) {
		return s.change(ctx, sc, before, &own)
	}
	return s.change(ctx, sc, before, nil)
}

// kept is the policy as it is in the store; version 0 when it is not.
func (s *Service) kept(ctx context.Context, sc scope.Scope, id string) (Policy, error) {
	rec, err := s.c.Store.Get(ctx, policyPrefix(sc.Receiver())+id)
	if errors.Is(err, store.ErrNotFound) {
		return Policy{}, nil
	}
	if err != nil {
		return Policy{}, fmt.Errorf("read policy %s: %w", id, err)
	}
	return decodePolicy(rec)
}

// change writes a policy, or deletes it, with what the history says of it. The version of the policy that was read has to be the one that is there.
func (s *Service) change(ctx context.Context, sc scope.Scope, before Policy, after *Policy) error {
	c := Change{ID: s.ids.Next("gpc_"), ChangedBy: sc.Principal().ID, ChangedAt: s.c.Clock.Now(), Class: before.Class, CustomerID: before.CustomerID}
	if before.Version > 0 {
		c.Before = &Terms{before.Mode, before.Percent, before.Until}
	}
	write := store.Write{Version: before.Version}
	if after != nil {
		c.Class, c.CustomerID, c.Note, c.After = after.Class, after.CustomerID, after.Note, &Terms{after.Mode, after.Percent, after.Until}
		b, err := json.Marshal(after)
		if err != nil {
			return fmt.Errorf("encode a policy: %w", err)
		}
		write.Value = b
	}
	if c.CustomerID == "" && c.Before == nil {
		d := DefaultPolicy(c.Class)
		c.Before = &Terms{Mode: d.Mode}
	}
	write.Key = policyPrefix(sc.Receiver()) + Policy{Class: c.Class, CustomerID: c.CustomerID}.ID()
	b, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("encode a change of a policy: %w", err)
	}
	err = s.c.Store.Apply(ctx, write,
		store.Write{Key: changePrefix(sc.Receiver()) + c.ID, Value: b, Version: store.Absent},
		store.Write{Key: policiesKey(sc.Receiver()), Value: []byte(c.ID), Version: store.AnyVersion})
	if errors.Is(err, store.ErrVersion) {
		return policyChanged()
	}
	if err != nil {
		return fmt.Errorf("keep policy %s: %w", write.Key, err)
	}
	return nil
}

func policyChanged() error {
	return fault.New(fault.Conflict, CodePolicyChanged, "Somebody changed this policy since you read it. Read it again and repeat your change.")
}

// Terms is what a policy said.
type Terms struct {
	Mode    Mode           `json:"mode"`
	Percent *money.Decimal `json:"percent,omitempty"`
	Until   period.Day     `json:"until,omitzero"` // the last day of Dismissed
}

// Change is one change of a policy. A side is nil where there was none: a customer had the default of the class.
type Change struct {
	ID         string    `json:"id"`
	Class      Class     `json:"class"`
	CustomerID string    `json:"customer_id,omitempty"`
	Before     *Terms    `json:"before,omitempty"`
	After      *Terms    `json:"after,omitempty"`
	Note       string    `json:"note,omitempty"`
	ChangedBy  string    `json:"changed_by"`
	ChangedAt  time.Time `json:"changed_at"`

	CustomerName string `json:"-"`
}

// History returns a page of changes of policies, the newest first unless sorted.
func (s *Service) History(ctx context.Context, sc scope.Scope, q paging.Query) (paging.Page[Change], error) {
	names, err := s.names(ctx, sc)
	if err != nil {
		return paging.Page[Change]{}, err
	}
	var all []Change
	for rec, err := range s.c.Store.List(ctx, changePrefix(sc.Receiver()), "") {
		if err != nil {
			return paging.Page[Change]{}, fmt.Errorf("list changes of policies: %w", err)
		}
		var c Change
		if err := json.Unmarshal(rec.Value, &c); err != nil {
			return paging.Page[Change]{}, fmt.Errorf("decode %s: %w", rec.Key, err)
		}
		c.CustomerName = names[c.CustomerID]
		all = append(all, c)
	}
	slices.Reverse(all) // several in one instant stay in their order
	return paging.Apply("gap-policy-history/"+sc.Receiver(), all, q, changeSchema)
}

var changeSchema = paging.Schema[Change]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[Change]{
		"class":       paging.Enum(func(c Change) string { return string(c.Class) }, classNames()...),
		"customer_id": paging.Text(func(c Change) string { return c.CustomerID }),
		"changed_by":  paging.Text(func(c Change) string { return c.ChangedBy }),
		"changed_at":  paging.Time(func(c Change) (time.Time, bool) { return c.ChangedAt, true }),
	},
	Search: func(c Change) []string {
		return []string{string(c.Class), c.CustomerID, c.CustomerName, c.ChangedBy, c.Note}
	},
	Default: []paging.Key{{Property: "changed_at", Desc: true}},
	ID:      func(c Change) string { return c.ID },
}
