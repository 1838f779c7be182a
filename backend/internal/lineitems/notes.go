package lineitems

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/snapshots"
)

// Codes of faults.
const (
	// CodeAttributed is an item that the portal made, so that nobody else says what it stands for.
	CodeAttributed = "line_item_made_here"
	// CodeOperatorNeeded is somebody who may look and not change.
	CodeOperatorNeeded = "operator_needed"
	// CodeReceiverMismatch is a body that names another receiver than the request is for.
	CodeReceiverMismatch = "receiver_mismatch"
)

// Made is an item that the portal made, as it made it. It is known by its ARN, so that it is still known when somebody renames it.
type Made struct {
	ARN         string         `json:"arn"`
	Plan        string         `json:"plan"`
	Item        string         `json:"item"`
	Class       Class          `json:"class"`
	CustomerID  string         `json:"customer_id"`
	Name        string         `json:"name"`
	Description string         `json:"description"`
	GroupARN    string         `json:"group_arn"`
	Credit      bool           `json:"credit,omitempty"`
	Currency    money.Currency `json:"currency"`
	Flat        *money.Decimal `json:"flat,omitempty"`
	Percent     *money.Decimal `json:"percent,omitempty"`
	Of          []string       `json:"of,omitempty"` // ARNs of what the percentage is taken of
	At          time.Time      `json:"at"`           // when AWS was found to have it
	From        period.Month   `json:"from"`
	Last        period.Month   `json:"last,omitzero"`       // zero while it has no end
	Recurring   bool           `json:"recurring,omitempty"` // made without an end, whatever became of it
	Without     []period.Month `json:"without,omitempty"`   // months that a plan took it out of
	Gone        bool           `json:"gone,omitempty"`      // a plan deleted it
}

// charges reports whether the item is to charge in a month, as the portal made and ended it.
func (m Made) charges(in period.Month) bool {
	return !m.Gone && !in.Before(m.From) && (m.Last.IsZero() || !m.Last.Before(in)) && !slices.Contains(m.Without, in)
}

// Retired is what a plan took out of some months: from the first on, up to an exclusive end. A zero end is none.
type Retired struct {
	ARN  string
	From period.Month
	To   period.Month
}

// without is an item that the portal made less the months it was taken out of.
func (m Made) without(r Retired) Made {
	switch {
	case !m.From.Before(r.From) && (r.To.IsZero() || !m.Recurring):
		m.Gone = true
	case r.To.IsZero():
		if last := r.From.Add(-1); m.Last.IsZero() || last.Before(m.Last) {
			m.Last = last
		}
	default:
		m.Without = slices.Clone(m.Without)
		for at := r.From; at.Before(r.To); at = at.Add(1) {
			if !slices.Contains(m.Without, at) {
				m.Without = append(m.Without, at)
			}
		}
	}
	return m
}

// Link is what a person said that an item stands for.
type Link struct {
	Class Class     `json:"class"`
	By    string    `json:"by"`
	At    time.Time `json:"at"`
}

// notes is what is kept about items beside what AWS tells of them. A loaded one is shared and must not be changed.
type notes struct {
	Made  map[string]Made `json:"made,omitempty"`  // by ARN
	Links map[string]Link `json:"links,omitempty"` // by ARN
	// Written is by customer when a plan last wrote something into the month of the part; also what is gone by now, which no listing shows.
	Written map[string]time.Time `json:"written,omitempty"`
}

// Parts of the notes: what was made for one month lies under that month, so that a page reads little however long the portal runs.
const (
	partLinks     = "links"
	partRecurring = "recurring"
)

// tell says what a percentage is taken of, which its listing does not: AWS took it from the portal, and counts as many. The next collection but one reads it anyway.
func (m Made) tell(k *Kept) {
	if !k.sourcesKnown() && k.Associated == len(m.Of) {
		k.Sources, k.SourcesReadAt = m.Of, m.At
	}
}

func (m Made) part() string {
	if m.Recurring {
		return partRecurring
	}
	return m.From.String()
}

// Remember keeps what a plan made. Remembering again changes nothing.
func (s *Service) Remember(ctx context.Context, sc scope.Scope, made []Made) error {
	parts := map[string][]Made{}
	for _, m := range made {
		parts[m.part()] = append(parts[m.part()], m)
	}
	for part, items := range parts {
		err := s.note(ctx, sc, part, func(n *notes) {
			for _, m := range items {
				if _, known := n.Made[m.ARN]; !known {
					n.Made[m.ARN] = m
				}
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Retire keeps that a plan took items out of months, so that they are not missed there. Of items that the portal did not make nothing is kept.
func (s *Service) Retire(ctx context.Context, sc scope.Scope, all []Retired) error {
	parts := map[string][]Retired{}
	for _, r := range all {
		for _, part := range []string{r.From.String(), partRecurring} {
			parts[part] = append(parts[part], r)
		}
	}
	for part, gone := range parts {
		have, _, err := s.notes.Load(ctx, sc, part)
		if err != nil {
			return err
		}
		if have == nil {
			continue
		}
		err = s.note(ctx, sc, part, func(n *notes) {
			for _, r := range gone {
				if m, ok := n.Made[r.ARN]; ok {
					n.Made[r.ARN] = m.without(r)
				}
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Wrote keeps that a plan wrote something into the months of customers, so that their Showback is read once it shows.
func (s *Service) Wrote(ctx context.Context, sc scope.Scope, written map[period.Month][]string) error {
	now := s.c.Clock.Now()
	for m, customers := range written {
		err := s.note(ctx, sc, m.String(), func(n *notes) {
			for _, id := range customers {
				n.Written[id] = now
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Shown says by customer from when on Showback of a month shows what was last written into it, by a plan or by somebody else.
func (s *Service) Shown(ctx context.Context, sc scope.Scope, m period.Month) (map[string]time.Time, error) {
	listed, err := s.changes(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	written, _, err := s.notes.Load(ctx, sc, m.String())
	if err != nil {
		return nil, err
	}
	shown := make(map[string]time.Time, len(listed))
	for id, at := range listed {
		shown[id] = showsBy(at, m)
	}
	if written != nil {
		for id, at := range written.Written {
			if by := showsBy(at, m); by.After(shown[id]) {
				shown[id] = by
			}
		}
	}
	return shown, nil
}

// cachedChanges is when the items of customers were changed last, as one listing says.
type cachedChanges struct {
	etag string
	at   map[string]time.Time // by customer
}

// changes says by customer when an item of a month was changed last, as AWS lists it. An estimate asks for every month there is, of which few stay decoded.
func (s *Service) changes(ctx context.Context, sc scope.Scope, m period.Month) (map[string]time.Time, error) {
	head, err := s.keeper.Head(ctx, sc, m.String())
	if err != nil {
		return nil, err
	}
	key := sc.Receiver() + "/" + m.String()
	s.mu.Lock()
	have, ok := s.changed[key]
	s.mu.Unlock()
	if ok && have.etag == head.ETag {
		return have.at, nil
	}
	kept, h, err := s.load(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	at := map[string]time.Time{}
	if kept != nil {
		for _, k := range kept.Items {
			if k.ModifiedAt.After(at[k.CustomerID]) {
				at[k.CustomerID] = k.ModifiedAt
			}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changed[key] = cachedChanges{h.ETag, at}
	return at, nil
}

// note changes a part of the notes. One process has the store, and this is the only writer.
func (s *Service) note(ctx context.Context, sc scope.Scope, part string, change func(*notes)) error {
	s.noting.Lock()
	defer s.noting.Unlock()
	have, _, err := s.notes.Load(ctx, sc, part)
	if err != nil {
		return err
	}
	next := notes{Made: map[string]Made{}, Links: map[string]Link{}, Written: map[string]time.Time{}}
	if have != nil {
		maps.Copy(next.Made, have.Made)
		maps.Copy(next.Links, have.Links)
		maps.Copy(next.Written, have.Written)
	}
	change(&next)
	return s.notes.Keep(ctx, sc, part, &next, snapshots.Head{AsOf: s.c.Clock.Now()})
}

// noted is what is kept about the items of a month.
type noted struct {
	made  []map[string]Made
	links map[string]Link
}

func (s *Service) noted(ctx context.Context, sc scope.Scope, m period.Month) (noted, error) {
	var n noted
	for _, part := range []string{m.String(), partRecurring, partLinks} {
		have, _, err := s.notes.Load(ctx, sc, part)
		if err != nil {
			return n, err
		}
		if have == nil {
			continue
		}
		if part == partLinks {
			n.links = have.Links
			continue
		}
		n.made = append(n.made, have.Made)
	}
	return n, nil
}

func (n noted) madeHere(arn string) (Made, bool) {
	for _, made := range n.made {
		if m, ok := made[arn]; ok {
			return m, true
		}
	}
	return Made{}, false
}

// Ground is how it is known what an item stands for.
type Ground string

// The grounds.
const (
	ByPortal Ground = "portal" // it made the item
	ByPerson Ground = "person" // somebody said so
	ByNobody Ground = "none"
)

// Attribution is what an item stands for.
type Attribution struct {
	Class  Class
	Ground Ground
	Plan   string // that made the item; empty unless a plan did
	By     string
	At     time.Time
}

// attribution is what an item stands for: what the portal made says so itself, by what was kept of it or by the marker in its name; else a person's word holds.
func (n noted) attribution(i Item) Attribution {
	if m, ok := n.madeHere(i.ARN); ok {
		return Attribution{Class: m.Class, Ground: ByPortal, Plan: m.Plan}
	}
	marker, marked := ParseMarker(i.Name)
	if class, ok := marker.Class(); marked && ok {
		return Attribution{Class: class, Ground: ByPortal, Plan: marker.Plan}
	}
	if l, ok := n.links[i.ARN]; ok {
		return Attribution{Class: l.Class, Ground: ByPerson, Plan: marker.Plan, By: l.By, At: l.At}
	}
	return Attribution{Class: ClassUnattributed, Ground: ByNobody, Plan: marker.Plan}
}

// Drift says for people what somebody changed of an item since the portal made it; empty when it is as it was made.
func (m Made) Drift(now Item) string {
	switch {
	case now.GroupARN != m.GroupARN:
		return "It belongs to another billing group than the plan wrote it for."
	case now.Credit != m.Credit:
		return fmt.Sprintf("It is a %s, the plan made a %s.", now.Type(), Item{Credit: m.Credit}.Type())
	case now.Currency != m.Currency || !same(now.Flat, m.Flat) || !same(now.Percent, m.Percent):
		return fmt.Sprintf("It is %s, the plan made %s.", valueText(now.Flat, now.Percent, now.Currency), valueText(m.Flat, m.Percent, m.Currency))
	case now.Name != m.Name:
		return "It was renamed to " + now.Name + ", the plan called it " + m.Name + "."
	case now.Description != m.Description:
		return fmt.Sprintf("Customers read %q, the plan wrote %q.", now.Description, m.Description)
	}
	return ""
}

// DriftGone is the drift of an item that somebody deleted.
const DriftGone = "Somebody deleted it at AWS, or ended it before this month."

func same(a, b *money.Decimal) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}

func valueText(flat, percent *money.Decimal, c money.Currency) string {
	switch {
	case flat != nil:
		return flat.String() + " " + string(c)
	case percent != nil:
		return percent.String() + " %"
	}
	return "nothing"
}

// find returns the newest kept state of an item by the last part of its ARN, with its month.
func (s *Service) find(ctx context.Context, sc scope.Scope, id string) (Kept, period.Month, error) {
	heads, err := s.keeper.Heads(ctx, sc)
	if err != nil {
		return Kept{}, period.Month{}, err
	}
	var months []period.Month
	for part := range heads {
		m, err := period.ParseMonth(part)
		if err != nil {
			return Kept{}, m, fmt.Errorf("a part of the line items is called %q: %w", part, err)
		}
		months = append(months, m)
	}
	slices.SortFunc(months, func(a, b period.Month) int { return b.Compare(a) })
	for _, m := range months {
		kept, _, err := s.load(ctx, sc, m)
		if err != nil {
			return Kept{}, m, err
		}
		if kept == nil {
			continue
		}
		if i := slices.IndexFunc(kept.Items, func(k Kept) bool { return k.ID() == id }); i >= 0 {
			return kept.Items[i], m, nil
		}
	}
	return Kept{}, period.Month{}, fault.New(fault.NotFound, CodeNotFound, "There is no custom line item "+id+". Items are listed under /custom-line-items with a period.")
}
