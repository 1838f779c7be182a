package credits

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// classes are those of the gaps that credits belong to.
var classes = []lineitems.Class{lineitems.ClassCredit, lineitems.ClassFreeTierCredit}

// ListInput asks for a page of a month. Credits and allocations have no month: theirs is the current one.
type ListInput struct {
	Scope scope.Scope
	Month period.Month
	Demo  bool
	Query paging.Query
}

func (in ListInput) name(list string) string {
	return list + "/" + in.Scope.Receiver() + "/" + in.Month.String() + "/" + strconv.FormatBool(in.Demo)
}

// CustomerList is a page of customers.
type CustomerList struct {
	Page       paging.Page[CustomerRow]
	Totals     []Totals
	Provenance margin.Provenance
}

// ListCustomers returns a page of customers. It never calls AWS.
func (s *Service) ListCustomers(ctx context.Context, in ListInput) (*CustomerList, error) {
	v, err := s.view(ctx, in.Scope, in.Month, in.Demo)
	if err != nil {
		return nil, err
	}
	page, err := paging.Apply(in.name("credit-customers"), v.customers, in.Query, customerSchema)
	if err != nil {
		return nil, err
	}
	return &CustomerList{Page: page, Totals: totalsOf(page.Matched, v.balances.settings.longest()), Provenance: v.provenance}, nil
}

// BalanceTotals is the sum of credits in one currency. What is unknown of one of them is left out of it.
type BalanceTotals struct {
	Currency  money.Currency
	Initial   money.Decimal
	Remaining margin.Figure
	Left      margin.Figure
	Unused    margin.Figure
	Credits   int
}

// CreditList is a page of credits. Hidden customers may have credits too.
type CreditList struct {
	Page            paging.Page[Row]
	Totals          []BalanceTotals
	Visible, Hidden int
	ReadAt          time.Time
}

// ListCredits returns a page of the credits whose balance is visible. It never calls AWS.
func (s *Service) ListCredits(ctx context.Context, in ListInput) (*CreditList, error) {
	v, err := s.current(ctx, in)
	if err != nil {
		return nil, err
	}
	page, err := paging.Apply(in.name("credits"), v.balances.rows, in.Query, rowSchema)
	if err != nil {
		return nil, err
	}
	list := &CreditList{Page: page, Totals: balanceTotals(page.Matched), ReadAt: v.balances.readAt}
	list.Visible, list.Hidden = v.visible()
	return list, nil
}

// current is the view of the current month, of which credits and allocations are.
func (s *Service) current(ctx context.Context, in ListInput) (*view, error) {
	return s.view(ctx, in.Scope, period.MonthOf(s.c.Clock.Now()), in.Demo)
}

// visible counts the customers whose credits are known, and the others.
func (v *view) visible() (seen, hidden int) {
	for _, r := range v.customers {
		if r.Visibility.seen() {
			seen++
		} else {
			hidden++
		}
	}
	return seen, hidden
}

func balanceTotals(rows []Row) []BalanceTotals {
	by := map[money.Currency]*BalanceTotals{}
	for _, r := range rows {
		t := by[r.Currency]
		if t == nil {
			t = &BalanceTotals{Currency: r.Currency}
			by[r.Currency] = t
		}
		t.Credits++
		t.Initial = t.Initial.Add(r.Initial)
		plus(&t.Remaining, r.AtClose)
		plus(&t.Left, r.Left)
		plus(&t.Unused, r.Unused)
	}
	totals := make([]BalanceTotals, 0, len(by))
	for _, t := range by {
		totals = append(totals, *t)
	}
	slices.SortFunc(totals, func(a, b BalanceTotals) int { return cmp.Compare(a.Currency, b.Currency) })
	return totals
}

// AllocationList is a page of allocations.
type AllocationList struct {
	Page    paging.Page[AllocationRow]
	Totals  []money.Amount
	Failed  []period.Month // that AWS did not tell of for some customer
	Visible int
	ReadAt  time.Time
}

// ListAllocations returns a page of AWS's allocation ledger. It never calls AWS.
func (s *Service) ListAllocations(ctx context.Context, in ListInput) (*AllocationList, error) {
	v, err := s.current(ctx, in)
	if err != nil {
		return nil, err
	}
	page, err := paging.Apply(in.name("credit-allocations"), v.balances.allocations, in.Query, allocationSchema)
	if err != nil {
		return nil, err
	}
	list := &AllocationList{Page: page, Failed: v.balances.failed, ReadAt: v.balances.readAt}
	list.Totals = amounts(page.Matched, func(r AllocationRow) money.Amount { return money.New(r.Amount, r.Currency) })
	list.Visible, _ = v.visible()
	return list, nil
}

// AppliedList is a page of what credits took off services.
type AppliedList struct {
	Page       paging.Page[AppliedRow]
	Totals     []money.Amount
	Provenance margin.Provenance
}

// ListApplied returns a page of what credits took off the bills of a month, by customer and service. It never calls AWS.
func (s *Service) ListApplied(ctx context.Context, in ListInput) (*AppliedList, error) {
	v, err := s.view(ctx, in.Scope, in.Month, in.Demo)
	if err != nil {
		return nil, err
	}
	page, err := paging.Apply(in.name("applied-credits"), v.applied, in.Query, appliedSchema)
	if err != nil {
		return nil, err
	}
	totals := amounts(page.Matched, func(r AppliedRow) money.Amount { return money.New(r.Amount, r.Currency) })
	return &AppliedList{Page: page, Totals: totals, Provenance: v.provenance}, nil
}

// amounts adds up, by currency.
func amounts[T any](rows []T, of func(T) money.Amount) []money.Amount {
	sums := map[money.Currency]money.Decimal{}
	for _, r := range rows {
		a := of(r)
		sums[a.Currency] = sums[a.Currency].Add(a.Number)
	}
	all := make([]money.Amount, 0, len(sums))
	for c, d := range sums {
		all = append(all, money.New(d, c))
	}
	slices.SortFunc(all, func(a, b money.Amount) int { return cmp.Compare(a.Currency, b.Currency) })
	return all
}

// number is a figure that a list is sorted and filtered by.
func number[T any](of func(T) margin.Figure) paging.Property[T] {
	return paging.Number(func(r T) (money.Decimal, bool) {
		f := of(r)
		return f.Value, f.Known
	})
}

// known is a number that is always known.
func known[T any](of func(T) money.Decimal) paging.Property[T] {
	return paging.Number(func(r T) (money.Decimal, bool) { return of(r), true })
}

func texts[T ~string](values ...T) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}

var kinds = texts(KindMAP, KindPromotional, KindRefund, KindOther)

var customerSchema = paging.Schema[CustomerRow]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[CustomerRow]{
		"customer_id":         paging.Text(func(r CustomerRow) string { return r.ID }),
		"customer_name":       paging.Text(func(r CustomerRow) string { return r.Name }),
		"currency":            paging.Text(func(r CustomerRow) string { return string(r.Currency) }),
		"applied":             number(func(r CustomerRow) margin.Figure { return r.Applied }),
		"modelled":            number(func(r CustomerRow) margin.Figure { return r.Modelled }),
		"unmodelled":          number(CustomerRow.Unmodelled),
		"remaining":           number(func(r CustomerRow) margin.Figure { return r.Remaining }),
		"estimated_remaining": number(func(r CustomerRow) margin.Figure { return r.Left }),
		"expiring":            number(func(r CustomerRow) margin.Figure { return r.Expiring }),
		"visibility":          paging.Enum(func(r CustomerRow) string { return string(r.Visibility) }, texts(Visibilities()...)...),
	},
	Search:  func(r CustomerRow) []string { return []string{r.Name, r.ID} },
	Default: []paging.Key{{Property: "applied"}, {Property: "customer_name"}},
	ID:      func(r CustomerRow) string { return r.ID },
}

var rowSchema = paging.Schema[Row]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[Row]{
		"credit_id":     paging.Text(func(r Row) string { return r.ID }),
		"customer_id":   paging.Text(func(r Row) string { return r.CustomerID }),
		"customer_name": paging.Text(func(r Row) string { return r.CustomerName }),
		"kind":          paging.Enum(func(r Row) string { return string(r.Kind) }, kinds...),
		"status": paging.Enum(func(r Row) string { return string(r.Status) },
			texts(StatusExpiring, StatusActive, StatusScheduled, StatusDisabled, StatusExhausted, StatusExpired)...),
		"description":         paging.Text(func(r Row) string { return r.Description }),
		"initial":             known(func(r Row) money.Decimal { return r.Initial }),
		"remaining":           number(func(r Row) margin.Figure { return r.AtClose }),
		"estimated_remaining": number(func(r Row) margin.Figure { return r.Left }),
		"expires_at":          paging.Time(func(r Row) (time.Time, bool) { return r.ExpiresAt, !r.ExpiresAt.IsZero() }),
		"days_left":           paging.Number(func(r Row) (money.Decimal, bool) { return money.FromInt(int64(r.DaysLeft)), r.Expires }),
		"expiring_unused":     number(func(r Row) margin.Figure { return r.Unused }),
		"currency":            paging.Text(func(r Row) string { return string(r.Currency) }),
	},
	Search:  func(r Row) []string { return []string{r.CustomerName, r.CustomerID, r.ID, r.Description} },
	Default: []paging.Key{{Property: "status"}, {Property: "expires_at"}},
	ID:      func(r Row) string { return r.CustomerID + "/" + r.ID },
}

var allocationSchema = paging.Schema[AllocationRow]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[AllocationRow]{
		"month":         paging.Time(func(r AllocationRow) (time.Time, bool) { return r.Month.Start(), true }),
		"customer_id":   paging.Text(func(r AllocationRow) string { return r.CustomerID }),
		"customer_name": paging.Text(func(r AllocationRow) string { return r.CustomerName }),
		"account_id":    paging.Text(func(r AllocationRow) string { return r.AccountID }),
		"service":       paging.Text(func(r AllocationRow) string { return r.Service }),
		"credit_id":     paging.Text(func(r AllocationRow) string { return r.CreditID }),
		"amount":        known(func(r AllocationRow) money.Decimal { return r.Amount }),
		"estimated":     paging.Enum(func(r AllocationRow) string { return strconv.FormatBool(r.Estimated) }, "true", "false"),
	},
	Search: func(r AllocationRow) []string {
		return []string{r.CustomerName, r.CustomerID, r.AccountID, r.Service, r.CreditID, r.Description}
	},
	Default: []paging.Key{{Property: "month", Desc: true}, {Property: "amount"}},
	ID:      func(r AllocationRow) string { return r.CustomerID + "/" + strconv.Itoa(r.number) },
}

var appliedSchema = paging.Schema[AppliedRow]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[AppliedRow]{
		"customer_id":   paging.Text(func(r AppliedRow) string { return r.CustomerID }),
		"customer_name": paging.Text(func(r AppliedRow) string { return r.CustomerName }),
		"service":       paging.Text(func(r AppliedRow) string { return r.Service }),
		"class":         paging.Enum(func(r AppliedRow) string { return string(r.Class) }, texts(classes...)...),
		"amount":        known(func(r AppliedRow) money.Decimal { return r.Amount }),
		"currency":      paging.Text(func(r AppliedRow) string { return string(r.Currency) }),
	},
	Search:  func(r AppliedRow) []string { return []string{r.CustomerName, r.CustomerID, r.Service} },
	Default: []paging.Key{{Property: "amount"}},
	ID:      func(r AppliedRow) string { return r.CustomerID + "/" + string(r.Class) + "/" + r.Service },
}
