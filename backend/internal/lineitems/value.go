package lineitems

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

// Status is where an item stands in a month.
type Status string

// The statuses. Items that ended or begin with a neighbouring month are listed with it, so that a change of what is charged is seen.
const (
	StatusScheduled Status = "scheduled" // begins with the month after
	StatusActive    Status = "active"    // charges in the month
	StatusEnded     Status = "ended"     // charged in the month before and no longer
)

// Warning is something about an item that a person should look at.
type Warning string

// The warnings.
const (
	WarnNoResources   Warning = "no_associated_resources" // a percentage of nothing, so zero
	WarnNoEnd         Warning = "no_end"                  // repeats every month
	WarnNotInShowback Warning = "not_in_showback"         // younger than AWS's delay when Showback was read
	WarnDuplicateName Warning = "duplicate_name"          // another item of the customer has the name and the month
	WarnBaseUnknown   Warning = "base_unknown"            // the ledger has no base
)

// Warnings lists the warnings.
func Warnings() []string {
	return []string{string(WarnNoResources), string(WarnNoEnd), string(WarnNotInShowback), string(WarnDuplicateName), string(WarnBaseUnknown)}
}

// Row is an item of a month with its value.
type Row struct {
	Kept
	Status       Status
	CustomerName string
	Base         margin.Figure // what a percentage is taken of
	BaseNote     string        // what the base is of, or why it is not known
	Amount       margin.Figure // what the item adds to the customer's bill of the month, signed
	Warnings     []Warning
	Associations []Association
	Attribution  Attribution
	Drift        string // what somebody changed since the portal made it, for people; empty for nothing
}

// Association is what a percentage is taken of.
type Association struct {
	ARN   string
	Name  string // empty when it is not known
	Group bool   // a billing group; else a flat item
}

// AWS's delays until a change shows in Showback (domain handbook 3.3).
const (
	delay         = 24 * time.Hour // in the month of the change and later
	delayPrevious = 48 * time.Hour // in the month before
)

// showsBy is when an item shows in Showback of a month as it was last changed, at the latest.
func showsBy(changed time.Time, m period.Month) time.Time {
	if m.Before(period.MonthOf(changed)) {
		return changed.Add(delayPrevious)
	}
	if begins := m.Start(); changed.Before(begins) {
		changed = begins // an item of before is charged in the month, too, only when the data of its first day are there
	}
	return changed.Add(delay)
}

// valuer computes the values of the items of one month.
type valuer struct {
	month     period.Month
	items     map[string]Kept // by ARN; of the month
	portfolio *ledger.Portfolio
	bases     map[string]sums
	groups    map[string]string // names of billing groups by ARN
}

// amountScale is AWS's number of decimals of an amount.
const amountScale = 10

// row computes an item that charges in the month.
func (v *valuer) row(k Kept) Row {
	r := Row{Kept: k, Status: StatusActive}
	for _, arn := range k.Sources {
		r.Associations = append(r.Associations, v.association(arn))
	}
	if _, _, recurring, known := k.Span(); known && recurring {
		r.Warnings = append(r.Warnings, WarnNoEnd)
	}
	if d, ok := v.portfolio.Customer(k.CustomerID); ok && d.Showback.Read() && showsBy(k.ModifiedAt, v.month).After(d.Showback.AsOf) {
		r.Warnings = append(r.Warnings, WarnNotInShowback)
	}
	if k.Flat != nil {
		r.Amount = margin.Known(k.Signed(*k.Flat))
		return r
	}
	base, note, known := v.base(k)
	r.BaseNote = note
	if !known {
		r.Warnings = append(r.Warnings, WarnBaseUnknown)
		return r
	}
	if len(k.Sources) == 0 {
		r.Warnings = append(r.Warnings, WarnNoResources)
	}
	r.Base = margin.Known(base)
	r.Amount = margin.Known(k.Signed(base.Percent(*k.Percent, amountScale)))
	return r
}

func (v *valuer) association(arn string) Association {
	if strings.Contains(arn, ":billinggroup/") {
		return Association{ARN: arn, Name: v.groups[arn], Group: true}
	}
	return Association{ARN: arn, Name: v.items[arn].Name}
}

// base is what a percentage item is taken of: the billing group's total without custom line items, narrowed by the item's filters, and the flat items it names (domain
// handbook 3.3). What is associated to nothing is taken of nothing.
func (v *valuer) base(k Kept) (money.Decimal, string, bool) {
	var base money.Decimal
	var parts []string
	unknown := func(why string) (money.Decimal, string, bool) { return money.Zero, why, false }
	if !k.sourcesKnown() {
		return unknown("What it is taken of has not been read yet. The next collection goes on with it.")
	}
	for _, arn := range k.Sources {
		if arn == k.GroupARN {
			part, note, known := v.group(k)
			if !known {
				return unknown(note)
			}
			base, parts = base.Add(part), append(parts, note)
			continue
		}
		source, charges := v.items[arn]
		switch {
		case strings.Contains(arn, ":billinggroup/"):
			return unknown("It is taken of another billing group than its own.")
		case !charges:
			parts = append(parts, "a flat item that does not charge in the month")
		case source.Flat == nil:
			return unknown("It is taken of " + source.Name + ", which is a percentage itself.")
		case source.Currency != k.Currency:
			return unknown("It is taken of " + source.Name + ", which is in " + string(source.Currency) + ".")
		default:
			base, parts = base.Add(source.Signed(*source.Flat)), append(parts, "flat item "+source.Name)
		}
	}
	if len(parts) == 0 {
		return base, "Nothing is associated to it, so it is a percentage of zero.", true
	}
	return base, strings.Join(parts, ", and ") + ".", true
}

// group is the billing group's total as an item counts it.
func (v *valuer) group(k Kept) (money.Decimal, string, bool) {
	if k.CustomerID == "" {
		return money.Zero, "Its billing group is not known to the portal, so neither is the customer.", false
	}
	s, ok := v.bases[k.CustomerID]
	if !ok {
		return money.Zero, "Showback of the customer was not read for the month.", false
	}
	if s.Currency != "" && s.Currency != k.Currency {
		return money.Zero, fmt.Sprintf("The item is in %s and Showback in %s.", k.Currency, s.Currency), false
	}
	part, why, known := s.through(k.Filters)
	if !known {
		return money.Zero, why, false
	}
	return part, groupNote(v.month, k.Filters), true
}

// groupNote says what the billing group's total is of.
func groupNote(m period.Month, filters []Filter) string {
	note := "Showback of " + m.Start().Format("January 2006") + " without custom line items"
	if f := FilterText(filters); f != "" {
		note += ", " + strings.ToLower(f[:1]) + f[1:]
	}
	return note
}

// FilterText says what filters leave of a base; empty without any.
func FilterText(filters []Filter) string {
	var texts []string
	for _, f := range filters {
		what := strings.Join(f.Values, ", ")
		switch {
		case f.Attribute == filterLineItemType && slices.Equal(f.Values, []string{valueNegation}):
			what = "Savings Plan negation"
		case f.Attribute == filterService:
			names := make([]string, len(f.Values))
			for i, code := range f.Values {
				names[i] = nameOf(code)
			}
			what = strings.Join(names, ", ")
		}
		if f.Match == matchNot {
			texts = append(texts, "Without "+what)
		} else {
			texts = append(texts, "Only "+what)
		}
	}
	return strings.Join(texts, "; ")
}

// doubles marks the items of which a customer has another with the same name in the month.
func doubles(rows []Row) {
	type named struct{ customer, name string }
	seen := map[named][]int{}
	for i, r := range rows {
		if r.Status == StatusActive && r.CustomerID != "" {
			n := named{r.CustomerID, r.Name}
			seen[n] = append(seen[n], i)
		}
	}
	for _, at := range seen {
		if len(at) < 2 {
			continue
		}
		for _, i := range at {
			rows[i].Warnings = append(rows[i].Warnings, WarnDuplicateName)
		}
	}
}
