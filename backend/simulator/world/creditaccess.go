package world

import (
	"errors"
	"slices"
	"time"
)

// CreditRoleName is the role by which customers let whoever pays their bill read their credits. It is in the management account and in the first member account.
const CreditRoleName = "billing-transfer-portal-credits"

// CreditRole is such a role of a customer that has granted it.
type CreditRole struct {
	CustomerID string `json:"customer_id"` // the management account
	AccountID  string `json:"account_id"`  // that the role is of
	ARN        string `json:"role_arn"`
	ExternalID string `json:"external_id"`
}

// ErrNotInFamily is an account whose credits the caller may not see.
var ErrNotInFamily = errors.New("the account is not in the caller's consolidated billing family, or the caller does not manage it")

// CreditRoles lists the roles that the account's own customers have granted it.
func (w *World) CreditRoles() []CreditRole {
	w.mu.RLock()
	defer w.mu.RUnlock()
	var out []CreditRole
	for _, o := range w.orgs {
		if !o.shape.CreditRole || o.via != "" && o.via != w.account {
			continue
		}
		for _, account := range append([]Account{o.customer.Account}, o.customer.Members[:1]...) {
			out = append(out, CreditRole{
				CustomerID: o.customer.Account.ID, AccountID: account.ID,
				ARN: "arn:aws:iam::" + account.ID + ":role/" + CreditRoleName, ExternalID: "btp-" + w.account,
			})
		}
	}
	return out
}

// CreditRole finds a role by its ARN.
func (w *World) CreditRole(arn string) (CreditRole, bool) {
	roles := w.CreditRoles()
	i := slices.IndexFunc(roles, func(r CreditRole) bool { return r.ARN == arn })
	if i < 0 {
		return CreditRole{}, false
	}
	return roles[i], true
}

// Credits returns the credits of an account that were valid at some time between two instants. With family, and asked for by a management account, they are those of its whole
// organization; asked for by anybody else, family changes nothing and says nothing.
func (w *World) Credits(caller, account string, family bool, from, to time.Time) ([]Credit, error) {
	o, accounts, err := w.creditFamily(caller, account)
	if err != nil || o == nil {
		return nil, err
	}
	if !family || caller != o.customer.Account.ID {
		accounts = []string{account}
	}
	return o.creditsOf(accounts, from, to, w.Now())
}

// CreditAllocations returns what credits did to an account between two months, both inclusive, the newest first; to every account of the organization when it is the
// management account. An empty id is every credit.
func (w *World) CreditAllocations(caller, account string, from, to Month, creditID string) ([]CreditAllocation, error) {
	o, accounts, err := w.creditFamily(caller, account)
	if err != nil || o == nil {
		return nil, err
	}
	if account != o.customer.Account.ID {
		accounts = []string{account}
	}
	return o.allocationsOf(accounts, from, to, creditID, w.Now())
}

// creditFamily finds the organization of the caller, nil when it has no credits at all, and the accounts of it. The management account may ask for every one of them, a member for
// itself.
func (w *World) creditFamily(caller, account string) (*org, []string, error) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	o := w.worlds[0].orgWith(caller)
	receiver := w.worlds[0].receiver
	management, members := receiver.Management.ID, receiver.Members // which has no credits
	if o != nil {
		management, members = o.customer.Account.ID, o.customer.Members
	}
	accounts := []string{management}
	for _, m := range members {
		accounts = append(accounts, m.ID)
	}
	if account != caller && (caller != management || !slices.Contains(accounts, account)) {
		return nil, nil, ErrNotInFamily
	}
	return o, accounts, nil
}

// orgWith finds the customer that an account belongs to, nil when there is none. The caller holds the lock.
func (w *World) orgWith(account string) *org {
	for _, o := range w.orgs {
		if o.owns(account) {
			return o
		}
	}
	return nil
}
