package lineitems

import (
	"slices"
	"strings"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
)

// Totals is the sum of the active items of one currency. Items without a known value are in no sum.
type Totals struct {
	Currency money.Currency
	Fees     money.Decimal
	Credits  money.Decimal // negative
	Items    int
	Unknown  int
}

// Net is what all of them add.
func (t Totals) Net() money.Decimal { return t.Fees.Add(t.Credits) }

// totalsOf sums rows by currency, in order of the currencies.
func totalsOf(rows []Row) []Totals {
	sums := map[money.Currency]*Totals{}
	for _, r := range rows {
		if r.Status != StatusActive {
			continue
		}
		t := sums[r.Currency]
		if t == nil {
			t = &Totals{Currency: r.Currency}
			sums[r.Currency] = t
		}
		t.Items++
		switch {
		case !r.Amount.Known:
			t.Unknown++
		case r.Credit:
			t.Credits = t.Credits.Add(r.Amount.Value)
		default:
			t.Fees = t.Fees.Add(r.Amount.Value)
		}
	}
	return sorted(sums, func(t *Totals) money.Currency { return t.Currency })
}

func sorted[T any](sums map[money.Currency]*T, currency func(*T) money.Currency) []T {
	all := make([]T, 0, len(sums))
	for _, s := range sums {
		all = append(all, *s)
	}
	slices.SortFunc(all, func(a, b T) int { return strings.Compare(string(currency(&a)), string(currency(&b))) })
	return all
}

// Reconciliation is what the items of a month come to beside what Showback carries as custom line items, in one currency. It is of the customers of whom both are known:
// Showback was read after AWS's delay since the last change of an item, and every item has a value.
type Reconciliation struct {
	Currency  money.Currency
	Computed  money.Decimal
	Showback  money.Decimal
	Customers int
	Differing int // customers whose difference is a cent or more
}

// Difference is what the items come to less what Showback carries.
func (r Reconciliation) Difference() money.Decimal { return r.Computed.Sub(r.Showback) }

// account is the items of one customer.
type account struct {
	computed money.Decimal
	unsure   bool // an item has no value, or Showback cannot carry it yet
}

// reconcile compares the active rows with the ledger, and says of each customer of whom both sides are known whether they agree.
func reconcile(rows []Row, p *ledger.Portfolio) ([]Reconciliation, map[string]bool) {
	accounts := map[string]*account{}
	for _, r := range rows {
		if r.Status != StatusActive || r.CustomerID == "" {
			continue
		}
		a := accounts[r.CustomerID]
		if a == nil {
			a = &account{}
			accounts[r.CustomerID] = a
		}
		a.unsure = a.unsure || !r.Amount.Known || slices.Contains(r.Warnings, WarnNotInShowback)
		a.computed = a.computed.Add(r.Amount.Value)
	}
	sums, agree := map[money.Currency]*Reconciliation{}, map[string]bool{}
	for _, d := range p.Customers {
		a := accounts[d.CustomerID]
		carried := d.Showback.Classes[string(margin.ClassLineItem)]
		if !d.Showback.Read() || a == nil && carried.IsZero() || a != nil && a.unsure {
			continue
		}
		if a == nil {
			a = &account{}
		}
		s := sums[d.Showback.Currency]
		if s == nil {
			s = &Reconciliation{Currency: d.Showback.Currency}
			sums[d.Showback.Currency] = s
		}
		s.Customers++
		s.Computed, s.Showback = s.Computed.Add(a.computed), s.Showback.Add(carried)
		cents := a.computed.Sub(carried).Mul(money.FromInt(100))
		agree[d.CustomerID] = cents.Mul(cents).Cmp(money.FromInt(1)) < 0
		if !agree[d.CustomerID] {
			s.Differing++
		}
	}
	return sorted(sums, func(r *Reconciliation) money.Currency { return r.Currency }), agree
}
