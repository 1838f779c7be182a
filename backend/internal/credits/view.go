package credits

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// CustomerRow is the credits of a customer in a month, as lists show them.
type CustomerRow struct {
	ID, Name   string
	Currency   money.Currency // of the bill, else of the credits; empty when neither is known
	Applied    margin.Figure  // what credits took off the bill; negative
	Modelled   margin.Figure  // what of it custom line items pass on; negative
	Policy     string
	Allocated  margin.Figure // by AWS's allocation ledger; need not agree with Applied
	Visibility Visibility
	Note       string
	RoleARN    string
	Failed     []period.Month
	Credits    []Row // that are visible
	Remaining  margin.Figure
	Left       margin.Figure
	Expiring   margin.Figure
	NextExpiry time.Time
	Standing   ledger.Standing
	ReadAt     time.Time
	Simulated  bool
}

// Unmodelled is what customers do not see of what was applied.
func (r CustomerRow) Unmodelled() margin.Figure {
	if !r.Applied.Known || !r.Modelled.Known {
		return margin.Figure{}
	}
	return margin.Known(r.Applied.Value.Sub(r.Modelled.Value))
}

// AppliedRow is what credits took off one service of a customer.
type AppliedRow struct {
	CustomerID, CustomerName string
	Part
	Currency  money.Currency
	Simulated bool
}

// view is everything a page of a month is made of. It is shared and must not be changed.
type view struct {
	balances   *balances
	customers  []CustomerRow // by customer
	applied    []AppliedRow
	trend      []MonthRow
	provenance margin.Provenance
	simulated  bool
	tracker    *Tracker // made of all of it
}

// Codes of warnings.
const (
	WarnItemsNotRead  = "line_items_not_kept"   // as lineitems has it
	WarnNotRefreshed  = "credits_not_refreshed" // balances are older than the last collection
	WarnMonthsUntold  = "credit_months_failed"  // AWS did not tell of every month
	WarnOtherCurrency = "credit_currency"       // a line item has another currency than the credits it stands for
)

// view computes a month, or finds it computed.
func (s *Service) view(ctx context.Context, sc scope.Scope, m period.Month, demo bool) (*view, error) {
	version, err := s.pageVersion(ctx, sc) // before anything it is the version of, so that a view is at most newer than what it is remembered by
	if err != nil {
		return nil, err
	}
	key := fmt.Sprint(sc.Receiver(), "/", m, "/", demo)
	s.mu.Lock()
	hit := s.views[key]
	s.mu.Unlock()
	if hit.version == version {
		return hit.value, nil
	}
	v, err := s.compute(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	if demo {
		dir, err := s.c.Directory.Directory(ctx, sc)
		if err != nil {
			return nil, err
		}
		now := s.c.Clock.Now()
		v = demonstration(v, dir.Customers(now), m, now)
	}
	v.tracker = trackerOf(v)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.views) >= mostViews {
		clear(s.views)
	}
	s.views[key] = cached[*view]{version, v}
	return v, nil
}

// pageVersion is the version of everything a page is made of.
func (s *Service) pageVersion(ctx context.Context, sc scope.Scope) (string, error) {
	parts := []string{}
	for _, of := range []interface {
		Version(ctx context.Context, sc scope.Scope) (string, error)
	}{s, s.c.Ledger, s.c.Bills, s.c.Items} {
		v, err := of.Version(ctx, sc)
		if err != nil {
			return "", err
		}
		parts = append(parts, v)
	}
	dir, err := s.c.Directory.Directory(ctx, sc)
	if err != nil {
		return "", err
	}
	return fmt.Sprint(strings.Join(parts, "; "), dir.AsOf.UnixNano(), dir.Epoch(s.c.Clock.Now()).UnixNano()), nil
}

func (s *Service) compute(ctx context.Context, sc scope.Scope, m period.Month) (*view, error) {
	b, err := s.balancesOf(ctx, sc)
	if err != nil {
		return nil, err
	}
	st, err := s.c.Statements.Statement(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	p, _, err := s.c.Ledger.Portfolio(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	applied, err := s.c.Bills.Applied(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	policy, err := s.c.Bills.Policies(ctx, sc)
	if err != nil {
		return nil, err
	}
	items, err := s.c.Items.Attributed(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	dir, err := s.c.Directory.Directory(ctx, sc)
	if err != nil {
		return nil, err
	}
	v := &view{balances: b, provenance: st.Provenance}
	v.provenance.Warnings = slices.Clone(st.Provenance.Warnings)
	v.warn(m, items.Kept)
	billed := make(map[string]bool, len(st.Rows))
	for _, r := range st.Rows {
		billed[r.Key] = true
	}
	foreign := 0
	for _, c := range dir.Customers(s.c.Clock.Now()) {
		seen := b.sightOf(c.ID)
		if !billed[c.ID] && seen.visibility == NoRole {
			continue
		}
		row := CustomerRow{
			ID: c.ID, Name: c.Name, Policy: policy(c.ID), Visibility: seen.visibility, Note: seen.note, RoleARN: seen.roleARN, Failed: seen.failed, Credits: seen.rows, ReadAt: seen.readAt,
			Standing: ledger.StandingUnknown,
		}
		if d, ok := p.Customer(c.ID); ok {
			row.Standing, row.Currency = d.Standing, d.MyView.Currency
		}
		if a, ok := applied[c.ID]; ok {
			if row.Currency = cmp.Or(a.Currency, row.Currency); row.Currency != "" {
				row.Applied = margin.Known(v.addApplied(c.ID, c.Name, a, row.Currency))
			}
		}
		if row.Modelled = row.carried(items); items.Kept && row.Currency != "" && !row.Modelled.Known {
			foreign++
		}
		row.balance(b.settings.longest(), m, seen)
		v.customers = append(v.customers, row)
	}
	if foreign > 0 {
		v.provenance.Warnings = append(v.provenance.Warnings, margin.Warning{
			Code: WarnOtherCurrency, Count: foreign, Detail: "What custom line items carry of the credits of some customers cannot be told: the value of an item is unknown or in another currency.",
		})
	}
	slices.SortFunc(v.customers, func(a, b CustomerRow) int { return strings.Compare(a.ID, b.ID) })
	v.trend, err = s.trend(ctx, sc, m, b)
	return v, err
}

// addApplied adds the rows of a customer's bill and returns their sum.
func (v *view) addApplied(id, name string, a Applied, c money.Currency) money.Decimal {
	var sum money.Decimal
	for _, p := range a.Parts {
		v.applied = append(v.applied, AppliedRow{CustomerID: id, CustomerName: name, Part: p, Currency: c})
		sum = sum.Add(p.Amount)
	}
	return sum
}

// carried is what items carry of the customer's credits. Without an item nothing is carried, as soon as it is known which items there are. Currencies never add.
func (r *CustomerRow) carried(items *lineitems.Attributed) margin.Figure {
	if !items.Kept {
		return margin.Figure{}
	}
	var all money.Decimal
	for _, class := range classes {
		of := items.Of(r.ID, class)
		for c := range of.Sums {
			r.Currency = cmp.Or(r.Currency, c)
			if c != r.Currency {
				return margin.Figure{}
			}
		}
		d, known := of.In(r.Currency)
		if !known {
			return margin.Figure{}
		}
		all = all.Add(d)
	}
	if r.Currency == "" {
		return margin.Figure{} // nothing was charged that would say in what nothing is carried
	}
	return margin.Known(all)
}

// balance sums up what is visible of the customer's credits in its currency.
func (r *CustomerRow) balance(alertDays int, m period.Month, seen sight) {
	if !r.Visibility.seen() {
		return
	}
	if r.Currency == "" && len(r.Credits) > 0 {
		r.Currency = r.Credits[0].Currency
	}
	if r.Currency == "" {
		return // no amount without a currency, not even none
	}
	r.Allocated = seen.allocatedIn(m, r.Currency)
	var remaining, left, expiring sum
	for _, c := range r.Credits {
		if c.Usable() && c.Expires && (r.NextExpiry.IsZero() || c.ExpiresAt.Before(r.NextExpiry)) {
			r.NextExpiry = c.ExpiresAt
		}
		if c.Currency != r.Currency {
			continue
		}
		remaining.add(c.AtClose)
		left.add(c.Left)
		if c.expiresWithin(alertDays) {
			expiring.add(c.Left)
		}
	}
	r.Remaining, r.Left, r.Expiring = remaining.figure(), left.figure(), expiring.figure()
}

// sum adds figures; it is unknown as soon as one of them is.
type sum struct {
	value   money.Decimal
	unknown bool
}

func (s *sum) add(f margin.Figure) {
	s.value = s.value.Add(f.Value)
	s.unknown = s.unknown || !f.Known
}

func (s sum) figure() margin.Figure {
	if s.unknown {
		return margin.Figure{}
	}
	return margin.Known(s.value)
}

// warn adds what readers of the month have to know.
func (v *view) warn(m period.Month, itemsKnown bool) {
	add := func(code, detail string, count int) {
		v.provenance.Warnings = append(v.provenance.Warnings, margin.Warning{Code: code, Detail: detail, Count: count})
	}
	if !itemsKnown {
		add(WarnItemsNotRead, "The custom line items of "+m.String()+" were never read, so it is not known what of the credits customers see.", 0)
	}
	if v.balances.problem != "" {
		add(WarnNotRefreshed, "Balances are older than the last collection: "+v.balances.problem, 0)
	}
	untold := 0
	for _, s := range v.balances.customers {
		if s.visibility == Partial {
			untold++
		}
	}
	if untold > 0 {
		add(WarnMonthsUntold, "AWS did not tell of every month what the credits of some customers were applied to.", untold)
	}
}
