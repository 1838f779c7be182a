package ledger

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// ServiceAmount is what one service cost.
type ServiceAmount struct {
	Service string        `json:"service"`
	Amount  money.Decimal `json:"amount"`
}

// AccountCosts is what one member account cost in a month, without tax.
type AccountCosts struct {
	AccountID string          `json:"account_id"`
	Name      string          `json:"name,omitempty"` // empty when AWS does not say
	Services  []ServiceAmount `json:"services"`       // by name
}

// Total adds the services up.
func (a AccountCosts) Total() money.Decimal {
	var t money.Decimal
	for _, s := range a.Services {
		t = t.Add(s.Amount)
	}
	return t
}

// ViewAccounts is what was read from one view for the member accounts of one month.
type ViewAccounts struct {
	Status    ViewStatus     `json:"status"`
	Detail    string         `json:"detail,omitempty"` // why it was not read
	ARN       string         `json:"arn,omitempty"`
	Source    Source         `json:"source,omitempty"`
	Currency  money.Currency `json:"currency,omitempty"`
	AsOf      time.Time      `json:"as_of"`
	Estimated bool           `json:"estimated"`          // Cost Explorer's flag
	Accounts  []AccountCosts `json:"accounts,omitempty"` // by id
}

// Read reports whether the view has figures.
func (v ViewAccounts) Read() bool { return v.Status == ViewRead }

// Complete reports whether nothing more is expected: read after the month had ended and not marked as estimated.
func (v ViewAccounts) Complete(m period.Month) bool {
	return v.Read() && !v.Estimated && !v.AsOf.Before(m.End())
}

// CustomerAccounts is the member accounts of one customer and month.
type CustomerAccounts struct {
	CustomerID string       `json:"customer_id"`
	Month      period.Month `json:"month"`
	MyView     ViewAccounts `json:"my_view"`
	Showback   ViewAccounts `json:"showback"`
}

// AccountSum is one member account of a customer. A view that the account is not in, of a customer whose view was read, has nothing of it.
type AccountSum struct {
	CustomerID string         `json:"customer_id"`
	AccountID  string         `json:"account_id"`
	Name       string         `json:"name,omitempty"`
	Currency   money.Currency `json:"currency"`
	MyView     money.Decimal  `json:"my_view"`  // known when the customer's My view was read
	Showback   money.Decimal  `json:"showback"` // known when the customer's Showback was read
}

// AccountsDigest says how a customer's accounts were read.
type AccountsDigest struct {
	CustomerID string     `json:"customer_id"`
	MyView     ViewStatus `json:"my_view"`
	Showback   ViewStatus `json:"showback"`
	AsOf       time.Time  `json:"as_of"` // of the older view that was read
}

// MonthAccounts is the member accounts of all customers of a receiver for one month. A loaded one is shared and must not be changed.
type MonthAccounts struct {
	Receiver  string           `json:"receiver"`
	Month     period.Month     `json:"month"`
	Customers []AccountsDigest `json:"customers"` // by customer id
	Accounts  []AccountSum     `json:"accounts"`  // by customer and account id
}

// Customer finds how the accounts of one customer were read.
func (m *MonthAccounts) Customer(id string) (AccountsDigest, bool) {
	i, ok := slices.BinarySearchFunc(m.Customers, id, func(c AccountsDigest, id string) int { return strings.Compare(c.CustomerID, id) })
	if !ok {
		return AccountsDigest{}, false
	}
	return m.Customers[i], true
}

// Accounts returns the member accounts of a customer's month; false when they were not collected.
func (s *Service) Accounts(ctx context.Context, sc scope.Scope, customer string, m period.Month) (CustomerAccounts, bool, error) {
	if err := sc.Check(); err != nil {
		return CustomerAccounts{}, false, err
	}
	a, etag, err := readObject[CustomerAccounts](ctx, s.c.Objects, accountsKey(sc.Receiver(), m, customer))
	return a, err == nil && etag != "", err
}

func digestAccounts(c CustomerAccounts) AccountsDigest {
	d := AccountsDigest{CustomerID: c.CustomerID, MyView: c.MyView.Status, Showback: c.Showback.Status}
	if my, sb := c.MyView.Currency, c.Showback.Currency; my != "" && sb != "" && my != sb {
		d.Showback = ViewFailed // the views do not compare, and a row has one currency
	}
	for _, v := range []ViewAccounts{c.MyView, c.Showback} {
		if v.Read() {
			d.AsOf = earlier(d.AsOf, v.AsOf)
		}
	}
	return d
}

// total adds the accounts up.
func (v ViewAccounts) total() money.Decimal {
	var t money.Decimal
	for _, a := range v.Accounts {
		t = t.Add(a.Total())
	}
	return t
}

// sums joins the views of the accounts, by account id.
func (c CustomerAccounts) sums() []AccountSum {
	currency := cmp.Or(c.MyView.Currency, c.Showback.Currency)
	byID := map[string]AccountSum{}
	for view, v := range map[View]ViewAccounts{MyView: c.MyView, Showback: c.Showback} {
		for _, a := range v.Accounts {
			sum := byID[a.AccountID]
			sum.CustomerID, sum.AccountID, sum.Currency, sum.Name = c.CustomerID, a.AccountID, currency, cmp.Or(a.Name, sum.Name)
			if view == MyView {
				sum.MyView = a.Total()
			} else {
				sum.Showback = a.Total()
			}
			byID[a.AccountID] = sum
		}
	}
	all := make([]AccountSum, 0, len(byID))
	for _, sum := range byID {
		all = append(all, sum)
	}
	slices.SortFunc(all, func(a, b AccountSum) int { return strings.Compare(a.AccountID, b.AccountID) })
	return all
}
