package transfers

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/period"
)

// Directory is everything known about a receiver's transfers at one time.
type Directory struct {
	Receiver  string         `json:"receiver"`
	AsOf      time.Time      `json:"as_of"`
	Transfers []Transfer     `json:"transfers"`
	Groups    []BillingGroup `json:"groups"`
	Plans     []PricingPlan  `json:"plans"`
	// Gone are groups that were there when the directory was read before and are not any more. AWS lists none that is deleted, so what is not remembered is unknown.
	Gone []BillingGroup `json:"gone,omitempty"`
}

// GroupStatus is the state of a customer's billing group as people need it.
type GroupStatus string

// The statuses: AWS's three, and those that say that there is no group.
const (
	GroupActive                GroupStatus = "active"
	GroupPending               GroupStatus = "pending"
	GroupPrimaryAccountMissing GroupStatus = "primary_account_missing"
	GroupMissing               GroupStatus = "missing"    // the customer is or will be billed and has no group
	GroupDeleted               GroupStatus = "deleted"    // the same, and there was one before
	GroupNotNeeded             GroupStatus = "not_needed" // the transfer does not bill, so no group is expected
	GroupUnknown               GroupStatus = "unknown"    // a status AWS did not have when this was written
)

// Customer is one bill-source organization that has or had an accepted transfer to the receiver.
type Customer struct {
	ID          string // management account id of the organization
	Name        string // of the transfer that counts now
	Email       string
	State       State
	Transfer    Transfer   // the transfer that counts now
	Past        []Transfer // other accepted transfers of the same organization
	Group       *BillingGroup
	GroupStatus GroupStatus
	PlanName    string // empty when unknown
}

// Bills reports whether any transfer of the customer makes the receiver pay for a part of the month.
func (c Customer) Bills(m period.Month) bool {
	if c.Transfer.Bills(m) {
		return true
	}
	return slices.ContainsFunc(c.Past, func(t Transfer) bool { return t.Bills(m) })
}

// rank orders states by how much a transfer in it counts now.
func rank(s State) int {
	switch s {
	case StateActive:
		return 0
	case StateEnding:
		return 1
	case StateScheduled:
		return 2
	case StateEnded:
		return 3
	case StateInvited:
		return 4
	case StateDead:
		return 5
	}
	return 6
}

// Customers derives the customers at an instant, by id. Organizations that were only ever invited are not customers.
func (d Directory) Customers(now time.Time) []Customer {
	bySource := map[string][]Transfer{}
	for _, t := range d.Transfers {
		if t.Status == "ACCEPTED" || t.Status == "WITHDRAWN" {
			bySource[t.SourceID] = append(bySource[t.SourceID], t)
		}
	}
	groups, gone := indexGroups(d.Groups), indexGroups(d.Gone)
	plans := make(map[string]string, len(d.Plans))
	for _, p := range d.Plans {
		plans[p.ARN] = p.Name
	}
	customers := make([]Customer, 0, len(bySource))
	for id, ts := range bySource {
		slices.SortFunc(ts, func(a, b Transfer) int {
			return cmp.Or(cmp.Compare(rank(a.StateAt(now)), rank(b.StateAt(now))), b.Start.Compare(a.Start), strings.Compare(a.ID, b.ID))
		})
		t := ts[0]
		c := Customer{ID: id, Name: t.Name, Email: t.SourceEmail, State: t.StateAt(now), Transfer: t, Past: ts[1:]}
		c.Group = groups.of(t)
		c.GroupStatus = groupStatus(c.Group, gone.of(t), c.State)
		if c.Group != nil {
			c.PlanName = planName(plans, c.Group.PlanARN)
		}
		customers = append(customers, c)
	}
	slices.SortFunc(customers, func(a, b Customer) int { return strings.Compare(a.ID, b.ID) })
	return customers
}

// Epoch is the newest start, end or last instant to accept of a transfer that has passed at an instant: between two epochs no state and no next step changes. It
// is zero before the first.
func (d Directory) Epoch(now time.Time) time.Time {
	var newest time.Time
	for _, t := range d.Transfers {
		if !t.Start.After(now) && t.Start.After(newest) {
			newest = t.Start
		}
		if late := t.AcceptBefore(); !late.IsZero() && !late.After(now) && late.After(newest) {
			newest = late
		}
		if over := t.End.Add(1); !t.End.IsZero() && !over.After(now) && over.After(newest) { // the end itself is still billed
			newest = over
		}
	}
	return newest
}

// Rows derives the transfers as lists show them at an instant, in the order AWS gave them.
func (d Directory) Rows(now time.Time) []Row {
	groups, gone := indexGroups(d.Groups), indexGroups(d.Gone)
	held := map[string]bool{} // organizations with an open transfer or invitation: what came to nothing before needs no step any more
	for _, t := range d.Transfers {
		if t.HoldsQuota(now) {
			held[t.SourceID] = true
		}
	}
	rows := make([]Row, len(d.Transfers))
	for i, t := range d.Transfers {
		r := Row{
			Transfer: t, State: t.StateAt(now), Group: groups.of(t), HoldsQuota: t.HoldsQuota(now), AcceptBefore: t.AcceptBefore(), EarliestEnd: t.EarliestEnd(now),
		}
		r.GroupStatus = groupStatus(r.Group, gone.of(t), r.State)
		if r.HoldsQuota || !held[t.SourceID] {
			r.NextStep = r.nextStep(now)
		}
		rows[i] = r
	}
	return rows
}

// groupIndex finds billing groups of transfers without looking at each group.
type groupIndex struct {
	byTransfer map[string]*BillingGroup // by the transfer's ARN; the first one AWS lists
	byAccount  map[string]*BillingGroup // by the primary account, of groups that name no transfer; the last one AWS lists
}

func indexGroups(groups []BillingGroup) groupIndex {
	x := groupIndex{make(map[string]*BillingGroup, len(groups)), map[string]*BillingGroup{}}
	for i := range groups {
		g := &groups[i]
		if g.TransferARN == "" {
			x.byAccount[g.PrimaryID] = g
		} else if x.byTransfer[g.TransferARN] == nil {
			x.byTransfer[g.TransferARN] = g
		}
	}
	return x
}

// of finds the billing group of a transfer: by the transfer's ARN, else by the source's management account; nil when there is none.
func (x groupIndex) of(t Transfer) *BillingGroup {
	if g := x.byTransfer[t.ARN]; g != nil {
		return g
	}
	return x.byAccount[t.SourceID]
}

// gone lists the groups that were there before, or were gone already, and are not there now, as long as there is a transfer they were for.
func (d Directory) gone(before *Directory) []BillingGroup {
	there := make(map[string]bool, len(d.Groups))
	for _, g := range d.Groups {
		there[g.ARN] = true
	}
	wanted := make(map[string]bool, 2*len(d.Transfers))
	for _, t := range d.Transfers {
		wanted[t.ARN], wanted[t.SourceID] = true, true
	}
	var gone []BillingGroup
	for _, g := range slices.Concat(before.Gone, before.Groups) {
		if !there[g.ARN] && (wanted[g.TransferARN] || wanted[g.PrimaryID]) {
			gone = append(gone, g)
			there[g.ARN] = true
		}
	}
	return gone
}

func groupStatus(g, gone *BillingGroup, s State) GroupStatus {
	if g == nil {
		switch s {
		case StateActive, StateEnding, StateScheduled:
			if gone != nil {
				return GroupDeleted
			}
			return GroupMissing
		case StateInvited, StateEnded, StateDead:
			return GroupNotNeeded
		}
		return GroupUnknown
	}
	switch g.Status {
	case "ACTIVE":
		return GroupActive
	case "PENDING":
		return GroupPending
	case "PRIMARY_ACCOUNT_MISSING":
		return GroupPrimaryAccountMissing
	default:
		return GroupUnknown
	}
}

// planName is the name of a plan, else the end of its ARN.
func planName(plans map[string]string, arn string) string {
	if name, ok := plans[arn]; ok {
		return name
	}
	if i := strings.LastIndex(arn, "/"); i >= 0 {
		return arn[i+1:]
	}
	return ""
}
