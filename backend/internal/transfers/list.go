package transfers

import (
	"context"
	"time"

	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/scope"
)

// States lists the lifecycle states in their order.
func States() []string {
	return []string{string(StateInvited), string(StateScheduled), string(StateActive), string(StateEnding), string(StateEnded), string(StateDead)}
}

// GroupStatuses lists the billing group statuses.
func GroupStatuses() []string {
	return []string{
		string(GroupActive), string(GroupPending), string(GroupPrimaryAccountMissing), string(GroupMissing), string(GroupDeleted), string(GroupNotNeeded), string(GroupUnknown),
	}
}

// Row is a transfer as lists show it.
type Row struct {
	Transfer
	State        State
	Group        *BillingGroup // nil when there is none
	GroupStatus  GroupStatus
	HoldsQuota   bool
	AcceptBefore time.Time // of an open invitation; zero for everything else
	EarliestEnd  time.Time // that a withdrawal now would have; zero where there is nothing to withdraw from
	NextStep     string    // what a person should do now; empty when nothing
}

// ListInput asks for a page of transfers or customers.
type ListInput struct {
	Scope scope.Scope
	Query paging.Query
}

// List returns a page of transfers with the directory they are of; its AsOf is zero when nothing was ever read.
func (s *Service) List(ctx context.Context, in ListInput) (paging.Page[Row], *Directory, error) {
	d, err := s.Directory(ctx, in.Scope)
	if err != nil {
		return paging.Page[Row]{}, nil, err
	}
	page, err := paging.Apply("transfers/"+d.Receiver, d.Rows(s.c.Clock.Now()), in.Query, transferSchema)
	return page, d, err
}

// ListCustomers returns a page of customers with the directory they are of.
func (s *Service) ListCustomers(ctx context.Context, in ListInput) (paging.Page[Customer], *Directory, error) {
	d, err := s.Directory(ctx, in.Scope)
	if err != nil {
		return paging.Page[Customer]{}, nil, err
	}
	page, err := paging.Apply("customers/"+d.Receiver, d.Customers(s.c.Clock.Now()), in.Query, customerSchema)
	return page, d, err
}

func known(t time.Time) (time.Time, bool) { return t, !t.IsZero() }

var transferSchema = paging.Schema[Row]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[Row]{
		"name":                 paging.Text(func(r Row) string { return r.Name }),
		"customer_id":          paging.Text(func(r Row) string { return r.SourceID }),
		"state":                paging.Enum(func(r Row) string { return string(r.State) }, States()...),
		"aws_status":           paging.Text(func(r Row) string { return r.Status }),
		"starts_at":            paging.Time(func(r Row) (time.Time, bool) { return known(r.Start) }),
		"ends_at":              paging.Time(func(r Row) (time.Time, bool) { return known(r.End) }),
		"billing_group_status": paging.Enum(func(r Row) string { return string(r.GroupStatus) }, GroupStatuses()...),
		"relation":             paging.Enum(func(r Row) string { return string(r.Relation) }, Relations()...),
	},
	Search:  func(r Row) []string { return []string{r.Name, r.SourceID, r.SourceEmail, r.ID} },
	Default: []paging.Key{{Property: "name"}},
	ID:      func(r Row) string { return r.ID },
}

var customerSchema = paging.Schema[Customer]{ //nolint:gochecknoglobals // a constant table
	Properties: map[string]paging.Property[Customer]{
		"name":                 paging.Text(func(c Customer) string { return c.Name }),
		"customer_id":          paging.Text(func(c Customer) string { return c.ID }),
		"state":                paging.Enum(func(c Customer) string { return string(c.State) }, States()...),
		"starts_at":            paging.Time(func(c Customer) (time.Time, bool) { return known(c.Transfer.Start) }),
		"ends_at":              paging.Time(func(c Customer) (time.Time, bool) { return known(c.Transfer.End) }),
		"billing_group_status": paging.Enum(func(c Customer) string { return string(c.GroupStatus) }, GroupStatuses()...),
		"pricing_plan_name":    paging.Text(func(c Customer) string { return c.PlanName }),
		"account_count": paging.Number(func(c Customer) (money.Decimal, bool) {
			if c.Group == nil {
				return money.Zero, false
			}
			return money.FromInt(int64(c.Group.Accounts)), true
		}),
	},
	Search:  func(c Customer) []string { return []string{c.Name, c.ID, c.Email} },
	Default: []paging.Key{{Property: "name"}},
	ID:      func(c Customer) string { return c.ID },
}
