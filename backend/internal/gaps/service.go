package gaps

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"sync"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/ident"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/objects"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
	"portal.example/backend/internal/transfers"
)

// Config is what the room needs; every field is required.
type Config struct {
	Ledger    Ledger
	Directory Directory
	LineItems LineItems
	Plans     Plans
	Store     store.Store
	Objects   objects.Objects
	Clock     clock.Clock
}

// Service finds gaps and keeps policies. It never calls AWS.
type Service struct {
	c     Config
	ids   *ident.Maker
	books *ledger.Book[Charges]

	mu       sync.Mutex
	views    map[string]*view     // by receiver, month and whether it is a demonstration
	policies map[string]PolicySet // by receiver
}

// Bounds of what stays in memory.
const (
	mostMonths = 4
	mostViews  = 6
)

// New returns the room.
func New(c Config) (*Service, error) {
	if c.Ledger == nil || c.Directory == nil || c.LineItems == nil || c.Plans == nil || c.Store == nil || c.Objects == nil || c.Clock == nil {
		return nil, errors.New("gaps: ledger, directory, line items, plans, store, objects and clock are required")
	}
	return &Service{
		c: c, ids: ident.NewMaker(c.Clock), views: map[string]*view{}, policies: map[string]PolicySet{},
		books: ledger.NewBook("gap-charges", chargesRules, c.Ledger, c.Objects, mostMonths, chargesOf),
	}, nil
}

// Charges returns what pro forma drops of every customer of a month whose My view was read, by customer. The parts are shared and must not be changed.
func (s *Service) Charges(ctx context.Context, sc scope.Scope, m period.Month) (map[string]Charges, error) {
	p, _, err := s.c.Ledger.Portfolio(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	all, err := s.books.Of(ctx, sc, p)
	if err != nil {
		return nil, err
	}
	for _, d := range p.Customers {
		if !d.MyView.Read() {
			delete(all, d.CustomerID)
		}
	}
	return all, nil
}

// names returns the names of the customers of a receiver.
func (s *Service) names(ctx context.Context, sc scope.Scope) (map[string]string, error) {
	if err := sc.Check(); err != nil {
		return nil, err
	}
	dir, err := s.c.Directory.Directory(ctx, sc)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, c := range dir.Customers(s.c.Clock.Now()) {
		names[c.ID] = c.Name
	}
	return names, nil
}

// view is every gap of a month. It is shared and must not be changed.
type view struct {
	version      string         // of what it was made of, plans left out
	rows         []*Gap         // by customer, then by class
	customers    []Coverage     // of every customer, without its classes
	unattributed map[string]int // items that nobody has said anything of, by customer; empty where that is not known
	provenance   margin.Provenance

	planned string // version of the plans that shown has
	shown   []*Gap // the rows with their unfinished plans
}

// view works a month out, or finds it worked out. Unfinished plans are not in its rows.
func (s *Service) view(ctx context.Context, sc scope.Scope, m period.Month, demo bool) (*view, error) {
	items, err := s.c.LineItems.Version(ctx, sc) // versions before what they are the versions of, so that a view is at most newer than what it is remembered by
	if err != nil {
		return nil, err
	}
	policies, err := s.Policies(ctx, sc)
	if err != nil {
		return nil, err
	}
	dir, err := s.c.Directory.Directory(ctx, sc)
	if err != nil {
		return nil, err
	}
	p, sum, err := s.c.Ledger.Portfolio(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	now := s.c.Clock.Now()
	key := fmt.Sprint(sc.Receiver(), "/", m, "/", demo)
	version := fmt.Sprint(items, "; ", policies.Version(), " ", sum.ETag, sum.WrittenAt.UnixNano(), dir.AsOf.UnixNano(), dir.Epoch(now).UnixNano())
	s.mu.Lock()
	hit := s.views[key]
	s.mu.Unlock()
	if hit != nil && hit.version == version {
		return hit, nil
	}
	v, err := s.compute(ctx, sc, p, dir.Customers(now), policies)
	if err != nil {
		return nil, err
	}
	if demo {
		v.rows = overlay(v.rows, dir.Customers(now), m, policies)
	}
	v.version = version
	s.remember(key, v)
	return v, nil
}

func (s *Service) remember(key string, v *view) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.views[key]; !ok && len(s.views) >= mostViews {
		clear(s.views)
	}
	s.views[key] = v
}

func (s *Service) compute(ctx context.Context, sc scope.Scope, p *ledger.Portfolio, customers []transfers.Customer, policies PolicySet) (*view, error) {
	charges, err := s.books.Of(ctx, sc, p)
	if err != nil {
		return nil, err
	}
	items, err := s.c.LineItems.Values(ctx, sc, p.Month)
	if err != nil {
		return nil, err
	}
	v := &view{provenance: items.Provenance, unattributed: map[string]int{}}
	v.provenance.Basis, v.provenance.Warnings = BasisUnblended, slices.Clone(v.provenance.Warnings)
	byCustomer := map[string][]*lineitems.Row{}
	for i := range items.Rows {
		r := &items.Rows[i]
		if r.Status != lineitems.StatusActive {
			continue
		}
		byCustomer[r.CustomerID] = append(byCustomer[r.CustomerID], r)
		if r.Attribution.Class == lineitems.ClassUnattributed {
			v.unattributed[r.CustomerID]++
		}
	}
	missing := map[string][]lineitems.Made{}
	for _, made := range items.Missing {
		missing[made.CustomerID] = append(missing[made.CustomerID], made)
	}
	unread := slices.ContainsFunc(items.Provenance.Warnings, func(w margin.Warning) bool { return w.Code == lineitems.WarnNotKept })
	m := month{p.Month, !unread, policies}
	for _, c := range customers {
		d, have := p.Customer(c.ID)
		if !have && !c.Bills(p.Month) {
			continue
		}
		v.rows = append(v.rows, m.rows(holder{c, d, have, charges[c.ID], byCustomer[c.ID], missing[c.ID]})...)
		v.customers = append(v.customers, Coverage{
			CustomerID: c.ID, CustomerName: c.Name, Status: Covered, Currency: d.Currency(), ExportStatus: ExportUnknown, AsOf: asOf(d),
		})
		if m.unknown(holder{digest: d, have: have}) != "" {
			v.customers[len(v.customers)-1].Status = Unknown // that nothing is missing is not known either
		}
	}
	return v, nil
}

// BasisUnblended is unblended cost with tax: what gaps are measured in, because pro forma drops tax too.
const BasisUnblended margin.Basis = "unblended"

// shown returns the rows of a view with the unfinished plans that will change them.
func (s *Service) shown(ctx context.Context, sc scope.Scope, m period.Month, v *view) ([]*Gap, error) {
	planned, err := s.c.Plans.Planned(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	version := plannedVersion(planned)
	s.mu.Lock()
	defer s.mu.Unlock()
	if v.shown != nil && v.planned == version {
		return v.shown, nil
	}
	rows := v.rows
	if len(planned) > 0 {
		rows = slices.Clone(v.rows)
		for i, g := range rows {
			id, ok := planned[g.Key]
			if ok && g.Proposal != nil && !g.Simulated {
				changed := *g // the others are as the view has them
				changed.Status, changed.PlanID = Planned, id
				rows[i] = &changed
			}
		}
	}
	v.planned, v.shown = version, rows
	return rows, nil
}

// plannedVersion is the same for the same plans.
func plannedVersion(planned map[Key]plans.ID) string {
	if len(planned) == 0 {
		return ""
	}
	lines := make([]string, 0, len(planned))
	for k, id := range planned {
		lines = append(lines, k.ID()+" "+string(id))
	}
	slices.Sort(lines)
	h := sha256.New()
	for _, l := range lines {
		h.Write([]byte(l + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Version changes whenever a policy does, or the plans of a month that can still be written. What the ledger and the line items have is versioned by them.
func (s *Service) Version(ctx context.Context, sc scope.Scope) (string, error) {
	policies, err := s.Policies(ctx, sc)
	if err != nil {
		return "", err
	}
	current := period.MonthOf(s.c.Clock.Now())
	now, err := s.c.Plans.Planned(ctx, sc, current)
	if err != nil {
		return "", err
	}
	before, err := s.c.Plans.Planned(ctx, sc, current.Add(-1))
	return fmt.Sprint("gap policies ", policies.Version(), " ", plannedVersion(now), " ", plannedVersion(before)), err
}

// Name implements ledger.Snapshot.
func (s *Service) Name() string { return "gaps" }

// Refresh implements ledger.Snapshot. Nothing is kept of AWS here.
func (s *Service) Refresh(context.Context, scope.Scope) error { return nil }

// preparedMonths is how many months Prepare works out: those that people open. The page of an older one does it itself, once.
const preparedMonths = 3

// Prepare implements ledger.Preparer: it works the newest months out, so that no page has to read the details of all customers.
func (s *Service) Prepare(ctx context.Context, sc scope.Scope) error {
	current := period.MonthOf(s.c.Clock.Now())
	for n := range preparedMonths {
		if _, err := s.view(ctx, sc, current.Add(-n), false); err != nil {
			return err
		}
	}
	return nil
}

var _ ledger.Preparer = (*Service)(nil)
