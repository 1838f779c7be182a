package world

import (
	"errors"
	"slices"
	"sync"
	"time"

	"portal.example/simulator/scenario/draw"
)

// universe is what all bill-transfer accounts share.
type universe struct {
	scenario string
	seed     uint64
	start    time.Time
	epoch    Month
	clock    *Clock
	tables   *tableCache
	totals   *tableCache // one row a table: the totals of cost reports
	worlds   []*World    // of the bill-transfer accounts, the uppermost first

	mu       sync.RWMutex
	accounts map[string]Account // of every organization
}

// World is the simulated truth as one bill-transfer account sees it: what is its own, and
// through the universe what everybody shares. All methods are safe for concurrent use.
type World struct {
	*universe

	account  string // whose world this is
	upper    *World // the account that this one's bill is transferred to; nil: it pays AWS itself
	draw     draw.Key
	receiver Organization // the account's own

	inboundQuota int

	// The universe's mu guards what follows.
	orgs       []*org // customers, in a stable order
	orgByID    map[string]*org
	transfers  []*transfer
	inherited  []*transfer // of the sources of its sources
	views      []*view
	viewByARN  map[string]*view
	groups     []*group
	plans      []*plan
	rules      []*rule
	items      []*item
	itemByARN  map[string]*item
	tokens     map[string]tokenUse
	serial     int // of resources made through the API
	groupByARN map[string]*group
}

// transfer is a responsibility transfer; org is nil for an organization that never became
// a customer.
type transfer struct {
	Transfer
	org       *org
	handshake string    // id of the invitation, which outlives ActiveHandshakeID
	requested time.Time // when it was sent
	notes     string
	lower     *transfer // of an inherited one: that of the source's source
	via       *transfer // of an inherited one: that of the middle account
}

// view is a billing view and what it is computed from.
type view struct {
	BillingView
	org   *org
	group *group // Showback only
	paid  bool   // what the account pays for the organization, which an upper account may price
}

// group is a billing group and its prices over time.
type group struct {
	BillingGroup
	transfer *transfer
	view     *view
	books    []bookVersion // oldest first, never empty
	items    []*item
	version  uint64 // counts changes that a cached table may not know of
}

// bookVersion is a price book from the instant it was configured.
type bookVersion struct {
	at   time.Time
	from Month // first month it prices
	book *priceBook
}

type plan struct{ PricingPlan }

type rule struct{ PricingRule }

// New builds the world of c.Scenario as of c.Clock's origin, so that it does not matter how long
// the clock has been running.
func New(c Config) (*World, error) {
	if c.Clock == nil {
		return nil, errors.New("a world needs a clock")
	}
	start := c.Clock.Origin()
	u := &universe{
		scenario: c.Scenario, seed: c.Seed, start: start, epoch: MonthOf(start), clock: c.Clock,
		accounts: map[string]Account{}, tables: newTableCache(maxCachedRows), totals: newTableCache(maxCachedTotals),
	}
	w := u.add(ReceiverAccountID, draw.New(c.Seed).Sub("world"))
	if err := w.furnish(); err != nil {
		return nil, err
	}
	return w, nil
}

// add makes the empty world of a bill-transfer account.
func (u *universe) add(account string, key draw.Key) *World {
	w := &World{
		universe: u, account: account, draw: key, inboundQuota: inboundQuota,
		orgByID: map[string]*org{}, viewByARN: map[string]*view{}, itemByARN: map[string]*item{},
		groupByARN: map[string]*group{}, tokens: map[string]tokenUse{},
	}
	u.worlds = append(u.worlds, w)
	return w
}

// Payers returns the bill-transfer accounts there are: the receiver, then middle accounts.
func (w *World) Payers() []string {
	out := make([]string, len(w.worlds))
	for i, other := range w.worlds {
		out[i] = other.account
	}
	return out
}

// As returns the same truth as another bill-transfer account sees it.
func (w *World) As(account string) (*World, bool) {
	for _, other := range w.worlds {
		if other.account == account {
			return other, true
		}
	}
	return nil, false
}

// Scenario returns the name, seed and start instant the world was built with.
func (w *World) Scenario() (name string, seed uint64, start time.Time) {
	return w.scenario, w.seed, w.start
}

// Now returns the world's present instant.
func (w *World) Now() time.Time { return w.clock.Now() }

// Clock returns the world's clock.
func (w *World) Clock() *Clock { return w.clock }

// ReceiverID returns the id of the bill-transfer account whose world this is.
func (w *World) ReceiverID() string { return w.account }

// Receiver returns that account's own organization.
func (w *World) Receiver() Organization { return w.receiver }

// Customers returns all customers in a stable order.
func (w *World) Customers() []Customer {
	w.mu.RLock()
	defer w.mu.RUnlock()
	out := make([]Customer, len(w.orgs))
	for i, o := range w.orgs {
		out[i] = w.customerOf(o)
	}
	return out
}

// customerOf describes a customer to the account; who is in the middle is not told itself.
func (w *World) customerOf(o *org) Customer {
	c := o.customer
	if o.via != w.account {
		c.Via = o.via
	}
	return c
}

// Customer returns the customer whose management account is id.
func (w *World) Customer(id string) (Customer, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if o, ok := w.orgByID[id]; ok {
		return w.customerOf(o), true
	}
	return Customer{}, false
}

// Account returns any account of any organization.
func (w *World) Account(id string) (Account, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	a, ok := w.accounts[id]
	return a, ok
}

// Transfers returns the account's transfers in a stable order, invitations included: inbound
// those of its own sources, not of theirs; outbound that of its own bill.
func (w *World) Transfers(d Direction) []Transfer {
	w.mu.RLock()
	defer w.mu.RUnlock()
	now := w.Now()
	var out []Transfer
	if d == Inbound {
		for _, t := range w.transfers {
			out = append(out, t.asOf(now))
		}
		return out
	}
	for _, t := range w.outbound() {
		out = append(out, w.outward(t, now))
	}
	return out
}

// Transfer returns one of the account's transfers by id ("rt-..."), of either direction.
func (w *World) Transfer(id string) (Transfer, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	for _, t := range w.outbound() {
		if t.ID == id {
			return w.outward(t, w.Now()), true
		}
	}
	t, err := w.transferByID(id)
	if err != nil {
		return Transfer{}, false
	}
	return t.asOf(w.Now()), true
}

// asOf returns the transfer as it stands at now: an invitation that is not accepted a day
// before its start has expired.
func (t *transfer) asOf(now time.Time) Transfer {
	out := t.Transfer
	if out.Status == TransferRequested && !now.Before(out.Start.Add(-24*time.Hour)) {
		out.Status, out.ActiveHandshakeID = TransferExpired, ""
	}
	return out
}

// Views returns the receiver's billing views in a stable order: those of former groups and
// ended transfers before the present ones of the same source account.
func (w *World) Views(f ViewFilter) []BillingView {
	w.mu.RLock()
	defer w.mu.RUnlock()
	now := w.Now()
	var out []BillingView
	for _, v := range w.views {
		if v.exists(now) && f.matches(&v.BillingView) {
			out = append(out, v.BillingView)
		}
	}
	return out
}

// View returns one view by ARN.
func (w *World) View(arn string) (BillingView, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	v, ok := w.viewByARN[arn]
	if !ok || !v.exists(w.Now()) {
		return BillingView{}, false
	}
	return v.BillingView, true
}

// exists reports whether AWS has made the view yet. A view is never taken away again; one
// whose transfer was withdrawn before it started is never made.
func (v *view) exists(now time.Time) bool {
	return !now.Before(v.ActiveFrom.Start()) && (v.ActiveTo == 0 || v.ActiveFrom <= v.ActiveTo)
}

// ActiveIn reports whether the view has a life in month m.
func (v *BillingView) ActiveIn(m Month) bool {
	return v.ActiveFrom <= m && (v.ActiveTo == 0 || m <= v.ActiveTo)
}

func (f *ViewFilter) matches(v *BillingView) bool {
	return matchesAny(f.ARNs, v.ARN) && matchesAny(f.Types, v.Type) &&
		(f.NamePrefix == "" || len(v.Name) >= len(f.NamePrefix) && v.Name[:len(f.NamePrefix)] == f.NamePrefix) &&
		(f.OwnerAccountID == "" || f.OwnerAccountID == v.OwnerAccountID) &&
		(f.SourceAccountID == "" || f.SourceAccountID == v.SourceAccountID) &&
		(f.ActiveIn == nil || v.ActiveIn(*f.ActiveIn))
}

// matchesAny reports whether list is empty or contains v.
func matchesAny[T comparable](list []T, v T) bool {
	if slices.Contains(list, v) {
		return true
	}
	return len(list) == 0
}

// Estimated reports whether amounts of month m in the view may still change: until the bill
// of that month closes, on the 5th to 8th of the next.
func (w *World) Estimated(viewARN string, m Month) bool {
	w.mu.RLock()
	v, ok := w.viewByARN[viewARN]
	w.mu.RUnlock()
	return ok && v.org.estimated(m, w.Now())
}

func (o *org) estimated(m Month, now time.Time) bool {
	return now.Before(m.Next().Start().AddDate(0, 0, o.closeDay-1))
}

// EarliestMonth returns the first month Cost Explorer still answers for: 13 before this one.
func (w *World) EarliestMonth() Month { return MonthOf(w.Now()) - 13 }
