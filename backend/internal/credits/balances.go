package credits

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// Visibility says whether the balance of a customer's credits can be seen. Only Visible and Partial have credits; of the others nothing is known, which is not that there
// are none.
type Visibility string

// The visibilities; the contract lists the same.
const (
	Visible Visibility = "visible"
	Partial Visibility = "partial" // AWS told of some months only
	Denied  Visibility = "denied"  // the role does not let us in
	NoRole  Visibility = "no_role" // none is granted
	NotRead Visibility = "not_read"
)

// Visibilities lists them in the order in which lists sort them.
func Visibilities() []Visibility { return []Visibility{Visible, Partial, Denied, NotRead, NoRole} }

// seen reports whether credits are known.
func (v Visibility) seen() bool { return v == Visible || v == Partial }

// Row is a credit as lists show it.
type Row struct {
	Grant
	Balance
	CustomerID   string
	CustomerName string
	Kind         Kind
	AsOf         time.Time
	Simulated    bool
}

// AllocationRow is what a credit did, as lists show it.
type AllocationRow struct {
	Allocation
	CustomerID   string
	CustomerName string
	Kind         Kind
	Simulated    bool
	number       int // among the rows of the customer
}

// sight is what can be seen of a customer.
type sight struct {
	visibility Visibility
	note       string
	roleARN    string
	failed     []period.Month
	readAt     time.Time
	reading    Reading
	rows       []Row
}

// balances is what is known of the credits of all customers with a role. It is shared and must not be changed.
type balances struct {
	settings    Settings
	customers   map[string]sight // by customer; those without a role are not there
	rows        []Row
	allocations []AllocationRow
	failed      []period.Month     // of any customer, oldest first
	readAt      time.Time          // of the newest reading; zero: nothing was ever read
	problem     string             // why the last collection did not read them
	simulated   map[string]Reading // what a demonstration makes up, by customer
}

// sightOf returns what can be seen of a customer.
func (b *balances) sightOf(customer string) sight {
	if s, ok := b.customers[customer]; ok {
		return s
	}
	return sight{visibility: NoRole, note: "The customer has granted no role. Its credits are applied to its bill all the same; what is left of them can only be seen through a role in its organization."}
}

// balancesOf works out the balances of a receiver, or finds them worked out.
func (s *Service) balancesOf(ctx context.Context, sc scope.Scope) (*balances, error) {
	version, err := s.keptVersion(ctx, sc) // before anything it is the version of
	if err != nil {
		return nil, err
	}
	dir, err := s.c.Directory.Directory(ctx, sc)
	if err != nil {
		return nil, err
	}
	now := s.c.Clock.Now()
	version = fmt.Sprint(version, dir.AsOf.UnixNano(), dir.Epoch(now).UnixNano())
	s.mu.Lock()
	hit := s.balances[sc.Receiver()]
	s.mu.Unlock()
	if hit.version == version {
		return hit.value, nil
	}
	settings, err := s.Settings(ctx, sc)
	if err != nil {
		return nil, err
	}
	granted, err := s.accesses(ctx, sc)
	if err != nil {
		return nil, err
	}
	book, head, err := s.load(ctx, sc)
	if err != nil {
		return nil, err
	}
	b := newBalances(settings, dir.Customers(now), granted, book, now)
	b.problem = head.Problem
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.balances) >= mostDecoded {
		clear(s.balances)
	}
	s.balances[sc.Receiver()] = cached[*balances]{version, b}
	return b, nil
}

func newBalances(settings Settings, customers []transfers.Customer, granted map[string]Granted, book *Book, now time.Time) *balances {
	b := &balances{settings: settings, customers: map[string]sight{}}
	recognise := compile(settings.MAPPatterns)
	for _, c := range customers {
		g, ok := granted[c.ID]
		if !ok {
			continue
		}
		r, found := book.of(c.ID)
		seen := look(g, r, found)
		if seen.visibility.seen() {
			b.add(&seen, c.ID, c.Name, recognise, now)
		}
		b.customers[c.ID] = seen
	}
	slices.SortFunc(b.failed, period.Month.Compare)
	b.failed = slices.Compact(b.failed)
	return b
}

// look says what can be seen through a role.
func look(g Granted, r Reading, found bool) sight {
	seen := sight{roleARN: g.RoleARN, reading: r, readAt: r.ReadAt}
	switch {
	case !found || !r.through(g):
		seen.visibility, seen.note, seen.readAt = NotRead, "The role is tried with the next collection.", time.Time{}
	case r.Denied:
		seen.visibility, seen.note = Denied, r.Problem+" Whether the customer has credits is not known."
	case r.ReadAt.IsZero():
		seen.visibility, seen.note = NotRead, r.Problem
	case r.ToldAt.IsZero():
		seen.visibility, seen.note = Partial, "What the credits were applied to could not be read: "+r.Problem
	case r.Partial:
		seen.visibility, seen.failed = Partial, r.Failed
		seen.note = untold(len(r.Failed))
	default:
		seen.visibility = Visible
	}
	if seen.visibility.seen() && r.Problem != "" && !r.ToldAt.IsZero() {
		seen.note = joined(seen.note, "It is older than the last collection: "+r.Problem)
	}
	return seen
}

func untold(months int) string {
	switch months {
	case 0:
		return "AWS did not tell of every month, and not of which."
	case 1:
		return "AWS did not tell of 1 month; what it told of the others is shown."
	}
	return "AWS did not tell of " + strconv.Itoa(months) + " months; what it told of the others is shown."
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}

// add adds the credits and allocations of a customer.
func (b *balances) add(seen *sight, id, name string, recognise patterns, now time.Time) {
	r := seen.reading
	if r.ReadAt.After(b.readAt) {
		b.readAt = r.ReadAt
	}
	b.failed = append(b.failed, seen.failed...)
	byCredit := map[string][]Allocation{}
	for _, a := range r.Allocations {
		byCredit[a.CreditID] = append(byCredit[a.CreditID], a)
	}
	kinds := map[string]Kind{}
	for _, g := range r.Grants {
		k := recognise.kind(g.Type, g.Description)
		kinds[g.ID] = k
		seen.rows = append(seen.rows, Row{
			Grant: g, Balance: balanceOf(g, r, byCredit[g.ID], b.settings.longest(), now), CustomerID: id, CustomerName: name, Kind: k, AsOf: r.ReadAt,
		})
	}
	b.rows = append(b.rows, seen.rows...)
	for i, a := range r.Allocations {
		k, ok := kinds[a.CreditID]
		if !ok {
			k = recognise.kind("", a.Description)
		}
		b.allocations = append(b.allocations, AllocationRow{Allocation: a, CustomerID: id, CustomerName: name, Kind: k, number: i})
	}
}

// allocatedIn sums what AWS's allocation ledger has of a month; unknown when it did not tell of it, or in another currency.
func (s sight) allocatedIn(m period.Month, c money.Currency) margin.Figure {
	if !s.visibility.seen() || !s.reading.tells(m) {
		return margin.Figure{}
	}
	var sum money.Decimal
	for _, a := range s.reading.Allocations {
		if a.Month != m {
			continue
		}
		if a.Currency != c {
			return margin.Figure{}
		}
		sum = sum.Add(a.Amount)
	}
	return margin.Known(sum)
}

// Usable reports whether something of the credit can still be used.
func (r Row) Usable() bool {
	switch r.Status {
	case StatusActive, StatusExpiring, StatusScheduled, StatusDisabled:
		return true
	case StatusExhausted, StatusExpired:
	}
	return false
}

// expiresWithin reports whether the credit expires within so many days with something left.
func (r Row) expiresWithin(days int) bool { return r.Usable() && r.Expires && r.DaysLeft <= days }
