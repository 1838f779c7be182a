package gaps

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/transfers"
)

// Status is how far a class of a customer is covered.
type Status string

// The statuses, the worst first.
const (
	Open     Status = "open"      // Showback carries none of it
	Partly   Status = "partly"    // some of it
	Over     Status = "over"      // more than the policy wants
	Planned  Status = "planned"   // an unfinished plan will change it
	Unknown  Status = "unknown"   // the ledger has no exact source
	SetAside Status = "dismissed" // something is missing, and a person set it aside for a while
	Covered  Status = "covered"   // Showback carries what the policy wants
	Kept     Status = "kept"      // the policy passes nothing on
)

// Statuses lists the statuses, the worst first.
func Statuses() []string {
	return []string{string(Open), string(Partly), string(Over), string(Planned), string(Unknown), string(SetAside), string(Covered), string(Kept)}
}

func (s Status) rank() int { return slices.Index(Statuses(), string(s)) }

// Gap is a class of charges of a customer and a month. Amounts are there when Known; unknown is not zero.
type Gap struct {
	Key

	CustomerName string
	Currency     money.Currency
	Known        bool
	MyView       money.Decimal
	Carried      money.Decimal  // by line items attributed to the class; percentages by what they come to
	Wanted       money.Decimal  // by the policy
	Proposal     *money.Decimal // what a plan would add to Showback; nil for nothing
	Withheld     *money.Decimal // what would be proposed were it not dismissed
	Policy       Policy         // in force, or again in force once it is dismissed no more
	Dismissal    *Dismissal     // nil for none
	Outside      []Drift        // what plans made for it and somebody changed or deleted at AWS
	Status       Status
	Standing     ledger.Standing
	Note         string // why there are no amounts or no proposal, or what to mind
	Parts        []Part
	Items        []string  // ids of the line items that carry it
	Carriers     []Carrier // the same with their amounts, when Known
	PlanID       plans.ID  // the unfinished plan
	AsOf         time.Time
	Simulated    bool

	groupARN string
	charged  money.Decimal // all of Showback
}

// Gap is what Showback does not carry of My view.
func (g *Gap) Gap() money.Decimal { return g.MyView.Sub(g.Carried) }

// size is what the row is about, without its sign: the proposal, else the gap.
func (g *Gap) size() (money.Decimal, bool) {
	if !g.Known {
		return money.Zero, false
	}
	d := g.Gap()
	switch {
	case g.Proposal != nil:
		d = *g.Proposal
	case g.Withheld != nil:
		d = *g.Withheld
	}
	return d.Abs(), true
}

// holder is what is known of a customer's month.
type holder struct {
	customer transfers.Customer
	digest   ledger.CustomerDigest
	have     bool // whether the ledger has anything
	charges  Charges
	items    []*lineitems.Row // of the customer, active in the month
	missing  []lineitems.Made // what plans made for the month and AWS no longer lists
}

// month is what all rows of a month are made of.
type month struct {
	month      period.Month
	itemsKnown bool
	policies   PolicySet
}

// rows works a customer out: a row for every class it has charges or line items of. Without an exact source there is a row for every class it may have, without amounts.
func (m month) rows(h holder) []*Gap {
	base := Gap{
		CustomerName: h.customer.Name, Currency: h.digest.Currency(), Standing: h.digest.Standing, AsOf: asOf(h.digest), charged: h.digest.Showback.Total,
	}
	if !h.have {
		base.Standing = ledger.StandingUnknown
	}
	why, remedy := m.unknown(h), m.unwritable(h.customer)
	if h.customer.Group != nil {
		base.groupARN = h.customer.Group.ARN
	}
	var all []*Gap
	for _, class := range Classes() {
		parts, sum := h.charges.of(class)
		items := slices.DeleteFunc(slices.Clone(h.items), func(i *lineitems.Row) bool { return Class(i.Attribution.Class) != class })
		g := base
		g.Key, g.Policy = Key{h.customer.ID, class}, m.policies.Of(h.customer.ID, class)
		for _, i := range items {
			g.Items = append(g.Items, i.ID())
		}
		g.Outside = outside(items, h.missing, class)
		switch {
		case why != "":
			if !h.digest.MyView.Read() || len(parts) > 0 || len(items) > 0 {
				g.Status, g.Note = Unknown, why
				all = append(all, &g)
			}
		case len(parts) > 0 || len(items) > 0:
			g.Parts, g.MyView = bySize(parts), sum
			g.settle(items, remedy)
			g.setAside(m.policies.DismissalOf(h.customer.ID, class))
			if len(parts) == 0 && g.Known && g.Carried.IsZero() {
				continue
			}
			all = append(all, &g)
		}
	}
	return all
}

// unknown says why a customer has no exact figures; empty when it has.
func (m month) unknown(h holder) string {
	my, sb := h.digest.MyView, h.digest.Showback
	switch {
	case !h.have || my.Status == ledger.ViewPending || sb.Status == ledger.ViewPending:
		return "Not collected yet."
	case !my.Read():
		return "My view of the month was not read: " + my.Detail
	case !sb.Read():
		return "Showback of the month was not read: " + sb.Detail
	case !h.digest.Comparable():
		return h.digest.Unlike()
	case !m.itemsKnown:
		return "The custom line items of the month were never read, so it is not known what Showback carries of it. Collect, then look again."
	}
	return ""
}

// unwritable says why no line item can be written for a customer; empty when it can.
func (m month) unwritable(c transfers.Customer) string {
	switch {
	case c.Group == nil && c.GroupStatus == transfers.GroupDeleted:
		return "Nothing can be planned: the billing group of the customer was deleted. Make another, then plan."
	case c.Group == nil:
		return "Nothing can be planned: the customer has no billing group, and line items are written to one. Make one, then plan."
	case c.GroupStatus != transfers.GroupActive:
		return "Nothing can be planned: AWS says that the billing group of the customer is " + strings.ToLower(strings.ReplaceAll(c.Group.Status, "_", " ")) + "."
	case !c.Bills(m.month):
		return "Nothing can be planned: the customer is not billed to you in the month."
	}
	return ""
}

// settle fills in what line items carry, what the policy wants and what would close the difference.
func (g *Gap) settle(items []*lineitems.Row, unwritable string) {
	for _, i := range items {
		switch {
		case !i.Amount.Known:
			g.Status, g.Note = Unknown, "What the line item "+i.Name+" comes to is not known, so neither is what is carried."
			return
		case g.Currency != "" && i.Currency != g.Currency:
			g.Status, g.Note = Unknown, fmt.Sprintf("The line item %s is in %s and the customer is billed in %s.", i.Name, i.Currency, g.Currency)
			return
		}
		g.Carried = g.Carried.Add(i.Amount.Value)
		g.Carriers = append(g.Carriers, Carrier{i.ID(), i.Name, i.Amount.Value})
		g.Currency = i.Currency
	}
	g.Known, g.Wanted = true, g.Policy.Wants(g.MyView)
	missing := writable(g.Wanted.Sub(g.Carried))
	g.Status = statusOf(g, missing)
	switch {
	case missing.IsZero():
	case unwritable != "":
		g.Note = unwritable
	default:
		g.Proposal = &missing
	}
}

// statusOf says how far the class is covered, given what is missing in Showback.
func statusOf(g *Gap, missing money.Decimal) Status {
	switch {
	case missing.IsZero() && g.Carried.IsZero() && !g.Policy.passesOn():
		return Kept
	case missing.IsZero():
		return Covered
	case g.Carried.Sign()*g.Wanted.Sign() < 0, g.Carried.IsZero():
		return Open
	case missing.Sign() == g.Wanted.Sign():
		return Partly
	}
	return Over
}

// What AWS can hold of an amount: it takes the value of a line item as a double, which keeps fifteen digits of any decimal, and computes with ten decimals. Less than half a
// cent is no gap: an invoice does not show it. See ADR 0026.
const (
	digits   = 15
	decimals = 10
)

var halfCent = money.FromScaled(5, 3) //nolint:gochecknoglobals // a constant

// writable is the difference as a line item can carry it; zero when it is less than half a cent.
func writable(d money.Decimal) money.Decimal {
	abs := d.Abs()
	if abs.Cmp(halfCent) < 0 {
		return money.Zero
	}
	scale := int32(decimals)
	for limit := int64(100_000); scale > 0 && abs.Cmp(money.FromInt(limit)) >= 0; limit *= 10 {
		scale-- // fifteen digits are five before the point and ten behind it
	}
	return d.Round(scale)
}

// Carrier is a line item that carries a part, and what it comes to.
type Carrier struct {
	ItemID string
	Name   string
	Amount money.Decimal
}

// Drift is a line item that a plan made for a gap and that is not as it was written.
type Drift struct {
	PlanID plans.ID
	ItemID string // empty when it was deleted
	Change string // for people
}

// outside lists what plans made of a class and somebody changed or deleted at AWS.
func outside(items []*lineitems.Row, missing []lineitems.Made, class Class) []Drift {
	var all []Drift
	for _, i := range items {
		if i.Drift != "" {
			all = append(all, Drift{plans.ID(i.Attribution.Plan), i.ID(), i.Drift})
		}
	}
	for _, made := range missing {
		if Class(made.Class) == class {
			all = append(all, Drift{PlanID: plans.ID(made.Plan), Change: lineitems.DriftGone})
		}
	}
	return all
}

// bySize sorts parts, the largest first whatever their sign.
func bySize(parts []Part) []Part {
	sorted := slices.Clone(parts)
	slices.SortStableFunc(sorted, func(a, b Part) int { return b.Amount.Abs().Cmp(a.Amount.Abs()) })
	return sorted
}

// asOf is when the older of the views was read; zero when none was.
func asOf(d ledger.CustomerDigest) time.Time {
	var t time.Time
	for _, v := range []ledger.ViewDigest{d.MyView, d.Showback} {
		if v.Read() && (t.IsZero() || v.AsOf.Before(t)) {
			t = v.AsOf
		}
	}
	return t
}
