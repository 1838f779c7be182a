package finops

import (
	"cmp"
	"context"
	"fmt"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// accountRows are the rows of all member accounts of a month, kept because there are thousands. What they are made of is shared and never changed, so the same parts
// make the same rows.
type accountRows struct {
	now, before *ledger.MonthAccounts
	directory   *transfers.Directory
	alike       bool
	rows        []*UsageRow
}

func (a *accountRows) of(now, before *ledger.MonthAccounts, dir *transfers.Directory, alike bool) bool {
	return a.rows != nil && a.now == now && a.before == before && a.directory == dir && a.alike == alike
}

// accountRows returns the member accounts of a month; none, with a warning that says what to do, when they were not collected.
func (s *Service) accountRows(ctx context.Context, in UsageInput, st *margin.Statement) ([]*UsageRow, margin.Provenance, error) {
	p := st.Provenance
	now, sum, found, err := s.c.Ledger.MonthAccounts(ctx, in.Scope, in.Month)
	if err != nil {
		return nil, p, err
	}
	if !found {
		p.Completeness, p.Sources, p.Evidence = margin.Pending, nil, nil
		return nil, withWarning(p, margin.Warning{
			Code:   WarnAccountsNotCollected,
			Detail: fmt.Sprintf("Member accounts of %s were not read. A collection in mode detail reads those of the current month and the one before.", in.Month),
		}), nil
	}
	before, _, _, err := s.c.Ledger.MonthAccounts(ctx, in.Scope, in.Month.Add(-1))
	if err != nil {
		return nil, p, err
	}
	rows, err := s.joinAccounts(ctx, in.Scope, now, before)
	if err != nil {
		return nil, p, err
	}
	for i := range now.Customers {
		p.AsOf = earliest(p.AsOf, now.Customers[i].AsOf)
	}
	if p.AsOf.Before(in.Month.End()) {
		p.Standing = ledger.StandingOpen
	}
	if left := st.Counts.Billed - sum.AccountsCustomers; left > 0 {
		p.Completeness = margin.Partial
		p = withWarning(p, margin.Warning{
			Code: WarnAccountsMissing, Count: left, Detail: fmt.Sprintf("Member accounts of %d of %d customers were not read.", left, st.Counts.Billed),
		})
	}
	return rows, p, nil
}

func (s *Service) joinAccounts(ctx context.Context, sc scope.Scope, now, before *ledger.MonthAccounts) ([]*UsageRow, error) {
	dir, err := s.c.Directory.Directory(ctx, sc)
	if err != nil {
		return nil, err
	}
	alike := before != nil && wholeAccounts(now) && wholeAccounts(before)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.accounts.of(now, before, dir, alike) {
		return s.accounts.rows, nil
	}
	names := customerNames(dir.Customers(s.c.Clock.Now()))
	s.accounts = accountRows{now, before, dir, alike, finish(joinedAccounts(now, before, names), alike)}
	return s.accounts.rows, nil
}

// wholeAccounts reports whether the accounts of every customer were read after the end of the month.
func wholeAccounts(m *ledger.MonthAccounts) bool {
	for i := range m.Customers {
		if at := m.Customers[i].AsOf; !at.IsZero() && at.Before(m.Month.End()) {
			return false
		}
	}
	return true
}

// joinedAccounts puts the accounts of both months side by side. An account that a month does not have cost nothing in it, if the customer's was read.
func joinedAccounts(now, before *ledger.MonthAccounts, names map[string]string) []*UsageRow {
	type key struct{ customer, account string }
	then := map[key]*ledger.AccountSum{}
	if before != nil {
		for i := range before.Accounts {
			a := &before.Accounts[i]
			then[key{a.CustomerID, a.AccountID}] = a
		}
	}
	rows := make([]*UsageRow, 0, len(now.Accounts))
	add := func(a, was *ledger.AccountSum) {
		of := cmp.Or(a, was)
		row := &UsageRow{
			Key: of.CustomerID + "/" + of.AccountID, Label: cmp.Or(of.Name, of.AccountID), CustomerID: of.CustomerID,
			CustomerName: cmp.Or(names[of.CustomerID], of.CustomerID), AccountID: of.AccountID, Currency: cmp.Or(of.Currency, money.USD),
		}
		row.Sides = accountSides(now, of.CustomerID, a)
		if before != nil && (a == nil || was == nil || a.Currency == was.Currency) {
			row.Previous = accountSides(before, of.CustomerID, was)
		}
		rows = append(rows, row)
	}
	for i := range now.Accounts {
		a := &now.Accounts[i]
		k := key{a.CustomerID, a.AccountID}
		add(a, then[k])
		delete(then, k)
	}
	if before == nil {
		return rows
	}
	for i := range before.Accounts { // those that are gone
		a := &before.Accounts[i]
		if _, gone := then[key{a.CustomerID, a.AccountID}]; gone {
			add(nil, a)
		}
	}
	return rows
}

// accountSides is what an account cost in a month: nothing when it is not there, unknown when the view of its customer was not read.
func accountSides(m *ledger.MonthAccounts, customer string, a *ledger.AccountSum) Sides {
	var s Sides
	c, ok := m.Customer(customer)
	if !ok {
		return s
	}
	if a == nil {
		a = &ledger.AccountSum{}
	}
	if c.MyView == ledger.ViewRead {
		s.MyView = margin.Known(a.MyView)
	}
	if c.Showback == ledger.ViewRead {
		s.Showback = margin.Known(a.Showback)
	}
	return s
}
