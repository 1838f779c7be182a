package lineitems

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/objects"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// sums is what percentages of one customer and month are taken of: Showback without custom line items and without tax.
type sums struct {
	ETag     string         `json:"etag"` // of the customer's month in the ledger
	Currency money.Currency `json:"currency"`
	Total    money.Decimal  `json:"total"`
	Negation money.Decimal  `json:"negation"` // of Savings Plans; negative
	// Services is by Cost Explorer's name; only of customers who have an item that is narrowed to services, nil of others.
	Services map[string]money.Decimal `json:"services,omitempty"`
}

// sumsOf adds up a customer's month.
func sumsOf(c ledger.CustomerMonth, etag string, services bool) sums {
	s := sums{ETag: etag, Currency: c.Showback.Currency}
	if services {
		s.Services = map[string]money.Decimal{}
	}
	for _, e := range c.Showback.AllEntries() {
		class, compared := margin.Classify(ledger.Showback, e.RecordType, e.Service)
		if !compared || class == margin.ClassLineItem {
			continue
		}
		s.Total = s.Total.Add(e.Amount)
		if services {
			s.Services[e.Service] = s.Services[e.Service].Add(e.Amount)
		}
		if e.RecordType == recordTypeNegation {
			s.Negation = s.Negation.Add(e.Amount)
		}
	}
	return s
}

// recordTypeNegation is Cost Explorer's word for what a Savings Plan takes off covered usage.
const recordTypeNegation = "SavingsPlanNegation"

// through is the part of the sums that the filters of an item let through; false with the reason when it is not known.
func (s sums) through(filters []Filter) (money.Decimal, string, bool) {
	part := s.Total
	for i, f := range filters {
		if i > 0 {
			return money.Zero, "It has several filters, and what they leave together is not known.", false
		}
		narrowed, why := s.matching(f)
		if why != "" {
			return money.Zero, why, false
		}
		switch f.Match {
		case matchEqual:
			part = narrowed
		case matchNot:
			part = s.Total.Sub(narrowed)
		default:
			return money.Zero, "It has a filter of a kind the portal does not know.", false
		}
	}
	return part, "", true
}

// matching is what has the attribute of a filter.
func (s sums) matching(f Filter) (money.Decimal, string) {
	switch {
	case f.Attribute == filterLineItemType && slices.Equal(f.Values, []string{valueNegation}):
		return s.Negation, ""
	case f.Attribute == filterService && len(f.Values) > 0:
		var d money.Decimal
		for _, code := range f.Values {
			names, ok := serviceNames[code]
			if !ok {
				return money.Zero, "The ledger has services by Cost Explorer's names, and the portal does not know which of them " + code + " is."
			}
			for _, n := range names {
				d = d.Add(s.Services[n])
			}
		}
		return d, ""
	}
	return money.Zero, "It has a filter of a kind the portal does not know."
}

// baseBook keeps the sums of customers by month, made from the ledger and remade where it changed. They are in memory and, for the next process, in one object a month,
// because a page of a thousand customers must not read a thousand objects.
type baseBook struct {
	ledger  Ledger
	objects objects.Objects

	mu    sync.Mutex
	order []string
	kept  map[string]map[string]sums // by receiver and month, then by customer
}

// mostBases bounds the months in memory.
const mostBases = 4

func newBaseBook(l Ledger, o objects.Objects) *baseBook {
	return &baseBook{ledger: l, objects: o, kept: map[string]map[string]sums{}}
}

func basesKey(sc scope.Scope, m period.Month) string {
	return "line-item-bases/" + sc.Receiver() + "/" + m.String() + ".json"
}

// of returns the sums of the customers of a month whose Showback was read; p is the ledger's portfolio of it. Of customers that are true the services are needed too. The
// result is shared and must not be changed.
func (b *baseBook) of(ctx context.Context, sc scope.Scope, p *ledger.Portfolio, customers map[string]bool) (map[string]sums, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := basesKey(sc, p.Month)
	have, ok := b.kept[key]
	if !ok {
		have = b.stored(ctx, key)
	}
	next, changed := make(map[string]sums, max(len(have), len(customers))), false
	for id, s := range have { // those that nobody asks for now too: others ask for others
		if d, ok := p.Customer(id); ok && d.Showback.Read() && s.ETag == d.ETag {
			next[id] = s
		}
	}
	for id, services := range customers {
		d, ok := p.Customer(id)
		if !ok || !d.Showback.Read() {
			continue
		}
		if s, ok := next[id]; ok && (s.Services != nil || !services) {
			continue
		}
		c, found, err := b.ledger.CustomerMonth(ctx, sc, p.Month, id)
		if err != nil {
			return nil, err
		}
		if found {
			next[id], changed = sumsOf(c, d.ETag, services), true
		}
	}
	b.remember(key, next)
	if changed {
		return next, b.store(ctx, key, next)
	}
	return next, nil
}

// remember keeps sums in memory, and forgets those that were kept first.
func (b *baseBook) remember(key string, s map[string]sums) {
	if _, ok := b.kept[key]; !ok {
		if len(b.order) == mostBases {
			delete(b.kept, b.order[0])
			b.order = b.order[1:]
		}
		b.order = append(b.order, key)
	}
	b.kept[key] = s
}

// stored reads what an earlier process made; nothing when there is none or it cannot be used, for it can be made again.
func (b *baseBook) stored(ctx context.Context, key string) map[string]sums {
	content, _, err := b.objects.Get(ctx, key)
	if err != nil {
		return nil
	}
	var s map[string]sums
	if err := json.Unmarshal(content, &s); err != nil {
		return nil
	}
	return s
}

func (b *baseBook) store(ctx context.Context, key string, s map[string]sums) error {
	content, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("encode %s: %w", key, err)
	}
	if _, err := b.objects.Put(ctx, key, content); err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("keep %s: %w", key, err)
	}
	return nil
}
