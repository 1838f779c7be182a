package lineitems

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/snapshots"
	"portal.example/backend/internal/transfers"
)

// view is everything a page of a month is made of. It is shared and must not be changed.
type view struct {
	rows           []Row
	attributed     *Attributed
	missing        []Made
	carries        map[string]bool
	reconciliation []Reconciliation
	head           snapshots.Head
	provenance     margin.Provenance
}

type cachedView struct {
	version string // of what it was made of
	view    *view
}

// mostViews bounds the views in memory.
const mostViews = 4

// Codes of warnings of a month.
const (
	WarnNotKept      = "line_items_not_kept"      // the items of the month were never read
	WarnNotRefreshed = "line_items_not_refreshed" // they are older than the last try to read them
)

// view computes a month, or finds it computed.
func (s *Service) view(ctx context.Context, sc scope.Scope, m period.Month) (*view, error) {
	version, err := s.Version(ctx, sc) // before anything it is the version of, so that a view is at most newer than what it is remembered by
	if err != nil {
		return nil, err
	}
	kept, head, err := s.load(ctx, sc, m)
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
	key := sc.Receiver() + "/" + m.String()
	version = fmt.Sprint(version, sum.ETag, sum.WrittenAt.UnixNano(), dir.AsOf.UnixNano(), dir.Epoch(now).UnixNano())
	s.mu.Lock()
	hit := s.views[key]
	s.mu.Unlock()
	if hit.version == version {
		return hit.view, nil
	}
	v, err := s.compute(ctx, sc, m, kept, head, dir, p)
	if err != nil {
		return nil, err
	}
	v.attributed = attributedOf(m, version, kept != nil, v)
	s.mu.Lock()
	if len(s.views) >= mostViews {
		clear(s.views)
	}
	s.views[key] = cachedView{version, v}
	s.mu.Unlock()
	return v, nil
}

func (s *Service) compute(ctx context.Context, sc scope.Scope, m period.Month, kept *Month, head snapshots.Head, dir *transfers.Directory, p *ledger.Portfolio) (*view, error) {
	st, err := s.c.Statements.Statement(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	v := &view{head: head, provenance: provenanceOf(st.Provenance, m, kept, head)}
	if kept == nil {
		return v, nil
	}
	bases, err := s.bases.OfSome(ctx, sc, p, takenOfGroups(kept.Items, p))
	if err != nil {
		return nil, err
	}
	val := &valuer{month: m, items: make(map[string]Kept, len(kept.Items)), portfolio: p, bases: bases, groups: make(map[string]string, len(dir.Groups))}
	for _, k := range kept.Items {
		val.items[k.ARN] = k
		val.groups[k.GroupARN] = k.GroupName
	}
	v.rows = make([]Row, 0, len(kept.Items))
	for _, k := range kept.Items {
		v.rows = append(v.rows, val.row(k))
	}
	if err := s.neighbours(ctx, sc, m, val.items, v); err != nil {
		return nil, err
	}
	n, err := s.noted(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	for i := range v.rows {
		r := &v.rows[i]
		r.Attribution = n.attribution(r.Item)
		if made, ok := n.madeHere(r.ARN); ok {
			r.Drift = made.Drift(r.Item)
		}
	}
	v.missing = n.missing(m, val.items, head.AsOf)
	names := map[string]string{}
	for _, c := range dir.Customers(s.c.Clock.Now()) {
		names[c.ID] = c.Name
	}
	for i := range v.rows {
		v.rows[i].CustomerName = names[v.rows[i].CustomerID]
	}
	doubles(v.rows)
	v.reconciliation, v.carries = reconcile(v.rows, p)
	return v, nil
}

// takenOfGroups lists the customers of whom an item needs the billing group's total, as far as their Showback was read.
func takenOfGroups(items []Kept, p *ledger.Portfolio) map[string]bool {
	customers := map[string]bool{}
	for _, k := range items {
		if k.Percent == nil || !slices.Contains(k.Sources, k.GroupARN) {
			continue
		}
		if d, ok := p.Customer(k.CustomerID); ok && d.Showback.Read() {
			customers[k.CustomerID] = true
		}
	}
	return customers
}

// preparedMonths is how many months Prepare looks at: those that people open. The page of an older one makes its bases itself, once.
const preparedMonths = 3

// Prepare implements ledger.Preparer: it makes the bases of the newest months, so that no page has to read the details of all customers.
func (s *Service) Prepare(ctx context.Context, sc scope.Scope) error {
	current := period.MonthOf(s.c.Clock.Now())
	for n := range preparedMonths {
		m := current.Add(-n)
		kept, _, err := s.load(ctx, sc, m)
		if err != nil {
			return err
		}
		if kept == nil {
			continue
		}
		p, _, err := s.c.Ledger.Portfolio(ctx, sc, m)
		if err != nil {
			return err
		}
		if _, err := s.bases.OfSome(ctx, sc, p, takenOfGroups(kept.Items, p)); err != nil {
			return err
		}
	}
	return nil
}

// neighbours adds the items that ended with the month before and those that begin with the month after. They add nothing in this one.
func (s *Service) neighbours(ctx context.Context, sc scope.Scope, m period.Month, items map[string]Kept, v *view) error {
	for _, n := range []struct {
		month  period.Month
		status Status
	}{{m.Add(-1), StatusEnded}, {m.Add(1), StatusScheduled}} {
		other, _, err := s.load(ctx, sc, n.month)
		if err != nil {
			return err
		}
		if other == nil {
			continue
		}
		for _, k := range other.Items {
			if _, active := items[k.ARN]; !active {
				v.rows = append(v.rows, Row{Kept: k, Status: n.status, Amount: margin.Known(money.Zero)})
			}
		}
	}
	return nil
}

// provenanceOf is what the ledger says of the month, with what is known of the items.
func provenanceOf(p margin.Provenance, m period.Month, kept *Month, head snapshots.Head) margin.Provenance {
	p.Warnings = slices.Clone(p.Warnings)
	switch {
	case kept == nil:
		p.Warnings = append(p.Warnings, margin.Warning{Code: WarnNotKept, Detail: "The custom line items of " + m.String() + " were never read, so it is not known which there were."})
	case p.AsOf.IsZero() || head.AsOf.Before(p.AsOf):
		p.AsOf = head.AsOf
	}
	if head.Problem != "" {
		p.Warnings = append(p.Warnings, margin.Warning{Code: WarnNotRefreshed, Detail: "The custom line items are older than the last collection: " + head.Problem})
	}
	return p
}

// ListInput asks for a page of the items of a month.
type ListInput struct {
	Scope scope.Scope
	Month period.Month
	Query paging.Query
}

// List is a page of items with the totals of all that match.
type List struct {
	Page           paging.Page[Row]
	Totals         []Totals
	Reconciliation []Reconciliation // of the whole month
	Head           snapshots.Head
	Provenance     margin.Provenance
}

// List returns a page of items. It never calls AWS. A month whose items were never read has none, and a warning.
func (s *Service) List(ctx context.Context, in ListInput) (*List, error) {
	v, err := s.view(ctx, in.Scope, in.Month)
	if err != nil {
		return nil, err
	}
	page, err := paging.Apply("line-items/"+in.Scope.Receiver()+"/"+in.Month.String(), v.rows, in.Query, rowSchema)
	if err != nil {
		return nil, err
	}
	return &List{Page: page, Totals: totalsOf(page.Matched), Reconciliation: v.reconciliation, Head: v.head, Provenance: v.provenance}, nil
}

// Detail is one item of a month.
type Detail struct {
	Row        Row
	Provenance margin.Provenance
}

// CodeNotFound is the code of an item that is not kept.
const CodeNotFound = "line_item_not_found"

// Get returns an item by the last part of its ARN, as it is in the month.
func (s *Service) Get(ctx context.Context, sc scope.Scope, id string, m period.Month) (*Detail, error) {
	v, err := s.view(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(v.rows, func(r Row) bool { return r.ID() == id })
	if i < 0 {
		return nil, notFound(id, m)
	}
	return &Detail{Row: v.rows[i], Provenance: v.provenance}, nil
}

func notFound(id string, m period.Month) error {
	return fault.New(fault.NotFound, CodeNotFound, "There is no custom line item "+id+" in "+m.String()+". Items are listed under /custom-line-items with a period.")
}

// Attention implements margin.Watcher: items of the month that are a percentage of nothing.
func (s *Service) Attention(ctx context.Context, sc scope.Scope, m period.Month) ([]margin.Attention, error) {
	kept, _, err := s.load(ctx, sc, m)
	if err != nil || kept == nil {
		return nil, err
	}
	n := 0
	for _, k := range kept.Items {
		if k.Percent != nil && k.sourcesKnown() && len(k.Sources) == 0 {
			n++
		}
	}
	if n == 0 {
		return nil, nil
	}
	title := "1 custom line item is a percentage of nothing"
	if n > 1 {
		title = strconv.Itoa(n) + " custom line items are a percentage of nothing"
	}
	return []margin.Attention{{
		Code: margin.AttentionLineItemEmpty, Severity: margin.SeverityMedium, Count: n, Title: title,
		Detail: "They have no associated resources, so they charge 0.00. Associate their billing groups.", Filter: []string{"warning:eq:" + string(WarnNoResources)},
	}}, nil
}

func classTexts() []string {
	texts := make([]string, 0, len(Classes()))
	for _, c := range Classes() {
		texts = append(texts, string(c))
	}
	return texts
}

// Who made an item.
const (
	madeByPortal = "portal"
	madeByOther  = "other"
)

func madeBy(r Row) string {
	if r.Attribution.Ground == ByPortal {
		return madeByPortal
	}
	return madeByOther
}

func instant(t time.Time) (time.Time, bool) { return t, !t.IsZero() }

func boolText(b, known bool) string {
	switch {
	case !known:
		return ""
	case b:
		return "true"
	default:
		return "false"
	}
}

var rowSchema = paging.Schema[Row]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[Row]{
		"name":          paging.Text(func(r Row) string { return r.Name }),
		"type":          paging.Enum(func(r Row) string { return r.Type() }, TypeFee, TypeCredit),
		"kind":          paging.Enum(func(r Row) string { return r.Kind() }, KindFlat, KindPercentage),
		"status":        paging.Enum(func(r Row) string { return string(r.Status) }, string(StatusScheduled), string(StatusActive), string(StatusEnded)),
		"customer_id":   paging.Text(func(r Row) string { return r.CustomerID }),
		"customer_name": paging.Text(func(r Row) string { return r.CustomerName }),
		"amount":        paging.Number(func(r Row) (money.Decimal, bool) { return r.Amount.Value, r.Amount.Known }),
		"starts": paging.Time(func(r Row) (time.Time, bool) {
			first, _, _, known := r.Span()
			return first.Start(), known
		}),
		"ends": paging.Time(func(r Row) (time.Time, bool) {
			_, last, recurring, known := r.Span()
			return last.Start(), known && !recurring
		}),
		"recurring": paging.Enum(func(r Row) string {
			_, _, recurring, known := r.Span()
			return boolText(recurring, known)
		}, "true", "false"),
		"service":    paging.Text(func(r Row) string { return r.Service }),
		"account_id": paging.Text(func(r Row) string { return r.AccountID }),
		"warning": paging.Enums(func(r Row) []string {
			texts := make([]string, len(r.Warnings))
			for i, w := range r.Warnings {
				texts[i] = string(w)
			}
			return texts
		}, Warnings()...),
		"attribution": paging.Enum(func(r Row) string { return string(r.Attribution.Class) }, classTexts()...),
		"made_by":     paging.Enum(madeBy, madeByPortal, madeByOther),
		"drifted":     paging.Enum(func(r Row) string { return boolText(r.Drift != "", true) }, "true", "false"),
		"modified_at": paging.Time(func(r Row) (time.Time, bool) { return instant(r.ModifiedAt) }),
	},
	Search: func(r Row) []string {
		return []string{r.Name, r.Description, r.CustomerName, r.CustomerID, r.ID(), r.GroupName}
	},
	Default: []paging.Key{{Property: "name"}},
	ID:      func(r Row) string { return r.ARN },
}
