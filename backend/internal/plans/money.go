package plans

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// LinesLifetime is how long a plan of line items waits for its review: until the month it is of is nearly closed. That it is still right is looked at whenever it is read.
const LinesLifetime = 14 * 24 * time.Hour

// Totals is what the items of a plan come to in one currency and month.
type Totals struct {
	Currency  money.Currency `json:"currency"`
	Month     period.Month   `json:"month"`
	Fees      money.Decimal  `json:"fees"`    // of the line items
	Credits   money.Decimal  `json:"credits"` // negative
	Change    money.Decimal  `json:"change"`  // of what customers are charged, signed
	Gross     money.Decimal  `json:"gross"`   // the changes without their signs
	Items     int            `json:"items"`
	Customers int            `json:"customers"`
	Estimated bool           `json:"estimated,omitempty"`
}

// Register says who works out what requests of a kind come to. It is called before the portal serves, by whoever made the rooms: those rooms know this one.
func (s *Service) Register(k Kind, p Proposer) { s.proposers[k] = p }

// kindOf is the kind of what a request intends; empty for transfers.
func kindOf(r Request) Kind {
	switch {
	case r.Gaps != nil:
		return CloseGaps
	case r.Commission != nil:
		return ChargeCommission
	case r.LineItems != nil:
		return CreateItems
	case r.End != nil:
		return EndItems
	case r.Delete != nil:
		return DeleteItems
	case r.Undo != nil:
		return TakeBack
	}
	return ""
}

// proposer is who works out requests of a kind.
func (s *Service) proposer(k Kind) (Proposer, error) {
	if p := s.proposers[k]; p != nil {
		return p, nil
	}
	return nil, fault.Newf(fault.Conflict, CodePlanKindUnknown, "This portal cannot make plans of the kind %s.", string(k))
}

// proposeLines works out what a request of line items comes to.
func (s *Service) proposeLines(ctx context.Context, sc scope.Scope, id ID, now time.Time, r Request) (proposal, error) {
	kind := kindOf(r)
	by, err := s.proposer(kind)
	if err != nil {
		return proposal{}, err
	}
	set, err := s.Settings(ctx, sc)
	if err != nil {
		return proposal{}, err
	}
	w, err := by.Propose(ctx, sc, r)
	if err != nil {
		return proposal{}, err
	}
	m := maker{id: id, now: now, split: set.BeyondLimit == SplitBeyondLimit}
	for _, one := range w.Items {
		if err := m.add(one); err != nil {
			return proposal{}, err
		}
	}
	if len(m.items) == 0 {
		message := "There is nothing to do."
		if w.Skipped != "" {
			message += " " + w.Skipped
		}
		return proposal{}, fault.New(fault.Conflict, CodePlanEmpty, message)
	}
	p := proposal{
		kind: kind, title: w.Title, items: m.items, consequences: w.Consequences, warnings: slices.Clone(w.Warnings), reversible: true, undo: undoNote(kind),
		period: w.Period, totals: totalsOf(m.items), largest: largestOf(m.items), skipped: w.Skipped, ledgerAsOf: w.LedgerAsOf, inputs: w.Inputs, simulated: w.Simulated,
	}
	if r.Undo != nil {
		p.undoes = r.Undo.PlanID
	}
	p.remark(m.parted)
	p.confirm = wordOf(m.items, period.MonthOf(now))
	return p, nil
}

// mostByButton is how many items a plan of line items may have for a button to be enough.
const mostByButton = 25

// wordOf is the word that has to be typed before items are applied; empty where a button is enough: few of them, all of the current month, and nothing is deleted.
func wordOf(items []Item, current period.Month) string {
	if len(items) > mostByButton || slices.ContainsFunc(items, func(it Item) bool { return it.Line.Action == DeleteLineItem || it.Line.Month.Before(current) }) {
		return confirmWord
	}
	return ""
}

// remark counts and says what has to be said of every plan of line items, whoever proposed it.
func (p *proposal) remark(parted bool) {
	for _, it := range p.items {
		if it.Line.Amount == nil {
			p.unknown++
		}
		if it.Line.Action != CreateLineItem {
			continue
		}
		if it.Line.Recurring {
			p.recurring++
		}
	}
	if p.recurring > 0 {
		p.warnings = append(p.warnings, Warning{"recurring", fmt.Sprintf("%s repeat every month without an end, until somebody ends them.", counted(p.recurring, "line item"))})
	}
	if parted {
		p.warnings = append(p.warnings, Warning{"split", "AWS takes at most 1,000,000 in one line item, so larger amounts are split into several."})
	}
	if p.unknown > 0 {
		p.warnings = append(p.warnings, Warning{"amount_unknown", fmt.Sprintf("It is not known what %s would come to.", counted(p.unknown, "change"))})
	}
	if p.simulated {
		p.warnings = append(p.warnings, Warning{"simulated", "The plan is made of simulated figures. It cannot be applied."})
	}
}

func undoNote(k Kind) string {
	switch k {
	case EndItems:
		return "The plan can be undone: line items that were ended are made again from the month after, while AWS takes changes of it."
	case DeleteItems:
		return "The plan can be undone while AWS takes changes of the month: the line items are made again."
	case TransferInvite, TransferRename, TransferWithdraw, TransferCancel, CloseGaps, ChargeCommission, CreateItems, TakeBack:
	}
	return "The plan can be undone: what it made is deleted, and offset in the current month once AWS has closed its month."
}

// totalsOf sums the items of a plan by currency and month. An end changes nothing in the month that it names; where it is known what it changes, that is in the month after.
func totalsOf(items []Item) []Totals {
	type key struct {
		currency money.Currency
		month    period.Month
	}
	sums, customers := map[key]*Totals{}, map[key]map[string]bool{}
	for _, it := range items {
		l := it.Line
		k := key{l.Currency, l.Month}
		if l.Action == EndLineItem && l.Amount != nil {
			k.month = l.Month.Add(1)
		}
		t := sums[k]
		if t == nil {
			t = &Totals{Currency: k.currency, Month: k.month}
			sums[k], customers[k] = t, map[string]bool{}
		}
		t.Items++
		customers[k][it.CustomerID] = true
		t.Customers = len(customers[k])
		t.Estimated = t.Estimated || l.Estimated
		if l.Amount == nil {
			continue
		}
		t.Change, t.Gross = t.Change.Add(*l.Amount), t.Gross.Add(l.Amount.Abs())
		value := *l.Amount
		if l.Action != CreateLineItem { // what the line item came to, which goes
			value = value.Neg()
		}
		if l.Credit {
			t.Credits = t.Credits.Add(value)
		} else {
			t.Fees = t.Fees.Add(value)
		}
	}
	all := make([]Totals, 0, len(sums))
	for _, t := range sums {
		all = append(all, *t)
	}
	slices.SortFunc(all, func(a, b Totals) int {
		if c := a.Month.Compare(b.Month); c != 0 {
			return c
		}
		return strings.Compare(string(a.Currency), string(b.Currency))
	})
	return all
}

// largestOf is the largest single change in each currency, without its sign. Parts of one amount count together: what was split is still one change for whoever approves it.
func largestOf(items []Item) []Amount {
	most := map[money.Currency]money.Decimal{}
	type wish struct{ customer, class, description, month string }
	sums := map[wish]money.Decimal{}
	for _, it := range items {
		l := it.Line
		if l.Amount == nil {
			continue
		}
		w := wish{it.CustomerID, string(l.Class), l.Description, l.Month.String() + string(l.Action) + string(l.Currency)}
		sums[w] = sums[w].Add(l.Amount.Abs())
		if sums[w].Cmp(most[l.Currency]) > 0 {
			most[l.Currency] = sums[w]
		}
	}
	var all []Amount
	for c, d := range most {
		all = append(all, money.New(d, c))
	}
	slices.SortFunc(all, func(a, b Amount) int { return strings.Compare(string(a.Currency), string(b.Currency)) })
	return all
}

// Cover is what a plan does something about.
type Cover struct {
	CustomerID string
	Class      lineitems.Class
	Month      period.Month
}

// unfinished is what the open plans of a receiver do something about.
type unfinished struct {
	plans  string // the ids of the open plans
	covers map[Cover]ID
}

// openPlans lists the plans of line items that can still be applied, or are being applied, the newest first. It works nothing out, so one may be stale.
func (s *Service) openPlans(ctx context.Context, receiver string) ([]Plan, error) {
	all, err := s.plans(ctx, receiver)
	if err != nil {
		return nil, err
	}
	now := s.c.Clock.Now()
	return slices.DeleteFunc(all, func(p Plan) bool {
		return !p.Kind.OfLineItems() || p.Simulated || p.Status != Applying && (p.Status != Draft || !now.Before(p.ExpiresAt))
	}), nil
}

// Unfinished returns what the open plans do something about, with the newest such plan. The result is shared and must not be changed.
func (s *Service) Unfinished(ctx context.Context, sc scope.Scope) (map[Cover]ID, error) {
	if err := sc.Check(); err != nil {
		return nil, err
	}
	open, err := s.openPlans(ctx, sc.Receiver())
	if err != nil {
		return nil, err
	}
	var ids strings.Builder
	for _, p := range open {
		ids.WriteString(string(p.ID) + " ")
	}
	s.remembering.Lock()
	have := s.open[sc.Receiver()]
	s.remembering.Unlock()
	if have.covers != nil && have.plans == ids.String() {
		return have.covers, nil
	}
	next := unfinished{ids.String(), map[Cover]ID{}}
	for _, p := range slices.Backward(open) { // the newest last, so that it stays
		covers, err := s.covers(ctx, p)
		if err != nil {
			return nil, err
		}
		for _, c := range covers {
			next.covers[c] = p.ID
		}
	}
	s.remembering.Lock()
	defer s.remembering.Unlock()
	s.open[sc.Receiver()] = next
	return next.covers, nil
}

// mostAlsoIn bounds the other plans that a draft names.
const mostAlsoIn = 20

// alsoIn lists the other open plans that do something about what a plan does something about.
func (s *Service) alsoIn(ctx context.Context, p Plan) ([]ID, error) {
	if !p.Kind.OfLineItems() || p.Simulated {
		return nil, nil
	}
	open, err := s.openPlans(ctx, p.Receiver)
	if err != nil {
		return nil, err
	}
	mine := map[Cover]bool{}
	var ids []ID
	for _, other := range open {
		if other.ID == p.ID {
			continue
		}
		if len(mine) == 0 {
			covers, err := s.covers(ctx, p)
			if err != nil {
				return nil, err
			}
			for _, c := range covers {
				mine[c] = c.Class != lineitems.ClassUnrelated // two fees of their own are no mistake
			}
		}
		covers, err := s.covers(ctx, other)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(covers, func(c Cover) bool { return mine[c] }) {
			if ids = append(ids, other.ID); len(ids) == mostAlsoIn {
				break
			}
		}
	}
	return ids, nil
}

// mostCovers bounds the plans of which something is in memory.
const mostCovers = 500

// covers lists what a plan does something about. What was reviewed never changes, so it is read once.
func (s *Service) covers(ctx context.Context, p Plan) ([]Cover, error) {
	s.remembering.Lock()
	have, ok := s.covered[p.ID]
	s.remembering.Unlock()
	if ok {
		return have, nil
	}
	items, err := s.items(ctx, p, p.ItemCount)
	if err != nil {
		return nil, err
	}
	covers := make([]Cover, 0, len(items))
	for _, it := range items {
		if it.Line != nil {
			covers = append(covers, Cover{it.CustomerID, it.Line.Class, it.Line.Month})
		}
	}
	s.remembering.Lock()
	defer s.remembering.Unlock()
	if len(s.covered) >= mostCovers {
		clear(s.covered)
	}
	s.covered[p.ID] = covers
	return covers, nil
}
