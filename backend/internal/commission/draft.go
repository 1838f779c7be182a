package commission

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/plans"
)

// draft is a plan while it is worked out.
type draft struct {
	in      plans.Commission
	percent money.Decimal
	running bool
	*estimates

	items    []plans.WantedItem
	skipped  map[string][]string // names of customers by why they are left out
	sums     map[money.Currency]money.Decimal
	charged  int // customers
	replaced int // items
	beside   int // customers that have several now
	oldest   time.Time
}

// take adds a customer, or notes why it is left out.
func (d *draft) take(r Row) {
	if why := d.refusal(r); why != "" {
		d.skipped[why] = append(d.skipped[why], r.CustomerName)
		return
	}
	without := d.in.WithoutSavingsPlanNegation
	base, _ := d.base(r.CustomerID, without)
	amount := base.Amount.Percent(d.percent, amountScale)
	item := plans.WantedItem{
		Action: plans.CreateLineItem, CustomerID: r.CustomerID, CustomerName: r.CustomerName, GroupARN: r.customer.Group.ARN, Class: lineitems.ClassCommission, Currency: base.Currency,
		Percent: &d.percent, WithoutSavingsPlanNegation: without, Month: d.in.Period, Recurring: d.in.Recurring, Description: d.description(), Pointer: "/commission",
		Amount: &amount, Estimated: true, Source: d.source(r.CustomerID, without, d.percent),
	}
	if before, ok := d.estimates.charged[r.CustomerID]; ok && before.Currency == base.Currency && d.ofOwn(r.CustomerID, without) {
		item.Before = &before.Number // else what is charged so far would be added to a fee of a whole month
	}
	if d.in.Existing == existingReplace {
		for _, old := range d.existing(r) {
			d.replace(old, &item)
		}
	} else if len(d.existing(r)) > 0 {
		d.beside++
	}
	d.items = append(d.items, item)
	if d.sums == nil {
		d.sums = map[money.Currency]money.Decimal{}
	}
	d.sums[base.Currency] = d.sums[base.Currency].Add(amount)
	d.charged++
	if at := d.asOf[r.CustomerID]; !at.IsZero() && (d.oldest.IsZero() || at.Before(d.oldest)) {
		d.oldest = at
	}
}

// existing is the commissions that one of this plan would meet: of the month, and of the month after when it repeats.
func (d *draft) existing(r Row) []*lineitems.Row {
	if !d.in.Recurring {
		return r.items
	}
	return slices.Concat(r.items, r.scheduled)
}

// refusal says why a customer is left out; empty when it is not.
func (d *draft) refusal(r Row) string {
	base, known := d.base(r.CustomerID, d.in.WithoutSavingsPlanNegation)
	existing := d.existing(r)
	switch {
	case !r.customer.Bills(d.in.Period):
		return "not billed in " + monthName(d.in.Period)
	case r.customer.Group == nil:
		return "without a billing group"
	case r.Status == StatusUnknown:
		return "whose line items were never read, so that it is not known whether they have a commission"
	case !known:
		return "whose Showback was not read, so that there is no base"
	case base.Currency == "":
		return "without a currency"
	case base.Amount.Sign() <= 0:
		return "charged nothing that a percentage could be taken of"
	case len(existing) == 0 || d.in.Existing == existingAdd:
		return ""
	case d.in.Existing == existingSkip && r.Status == StatusLikely:
		return "with an item that looks like a commission"
	case d.in.Existing == existingSkip:
		return "with a commission already"
	}
	for _, old := range existing {
		if old.Attribution.Class != lineitems.ClassCommission {
			return "with an item that looks like a commission, of which somebody has to say what it stands for before it is replaced"
		}
		if _, _, _, spanned := old.Span(); !spanned {
			return "with a commission whose months were not read yet"
		}
	}
	return ""
}

// replace ends an item with the month before, or takes it out of the month where it begins in it or the month before can no longer be written to.
func (d *draft) replace(old *lineitems.Row, item *plans.WantedItem) {
	first, _, recurring, _ := old.Span()
	was := old.Item
	w := plans.WantedItem{
		Action: plans.DeleteLineItem, CustomerID: old.CustomerID, CustomerName: item.CustomerName, GroupARN: old.GroupARN, LineItemARN: old.ARN, Was: &was,
		Class: lineitems.ClassCommission, Currency: old.Currency, Percent: old.Percent, Month: d.in.Period, Recurring: recurring, Name: old.Name, Description: old.Description,
		Service: old.Service, Pointer: "/commission", Estimated: true, Source: "Replaced by a commission of " + d.percent.String() + " %.",
		WithoutSavingsPlanNegation: slices.EqualFunc(old.Filters, lineitems.WithoutNegation(), sameFilter),
	}
	if amount := d.amount(old); amount != nil && old.Status == lineitems.StatusActive {
		gone := amount.Neg()
		w.Amount = &gone
	}
	switch {
	case d.in.Period.Before(first): // begins with the month after
		w.Month = first
	case first.Before(d.in.Period) && d.running:
		w.Action, w.Month, w.Recurring = plans.EndLineItem, d.in.Period.Add(-1), false
	}
	if w.Action == plans.DeleteLineItem && w.Month == d.in.Period && w.Currency == item.Currency {
		w.Before = item.Before
		if after := (plans.Line{Before: w.Before, Amount: w.Amount}).After(); after != nil {
			item.Before = after
		}
	}
	d.items = append(d.items, w)
	d.replaced++
}

// description is what the customer reads on the bill.
func (d *draft) description() string {
	text := "Reseller fee of " + d.percent.String() + "% on AWS charges"
	if d.in.Recurring {
		return text
	}
	return text + " of " + monthName(d.in.Period)
}

func (d *draft) wanted() plans.Wanted {
	w := plans.Wanted{
		Title:  fmt.Sprintf("Charge %s a commission of %s %% for %s", counted(d.charged, "customer"), d.percent, monthName(d.in.Period)),
		Period: d.in.Period, Items: d.items, Skipped: d.leftOut(), LedgerAsOf: d.oldest,
		Consequences: []string{"The customers see the commission on their bills, with its percentage. AWS shows it in Showback within 24 hours, that of the month before within 48."},
	}
	if d.in.Recurring {
		w.Title += " and every month after"
	}
	for _, c := range slices.Sorted(maps.Keys(d.sums)) {
		text := fmt.Sprintf("The commission comes to about %s in %s", money.New(d.sums[c], c).Text(), monthName(d.in.Period))
		if d.in.Recurring {
			text += ", and to as much again every month until somebody ends it"
		}
		w.Consequences = append(w.Consequences, text+".")
	}
	if d.replaced > 0 {
		w.Consequences = append(w.Consequences, counted(d.replaced, "commission")+" that customers have now no longer charge from "+monthName(d.in.Period)+" on.")
	}
	add := func(code, text string) { w.Warnings = append(w.Warnings, plans.Warning{Code: code, Message: text}) }
	if d.percent.Cmp(money.FromInt(usualFrom)) < 0 || d.percent.Cmp(money.FromInt(usualTo)) > 0 {
		add(WarnUnusual, fmt.Sprintf("A commission is usually from %d to %d %%, and this one is %s %%.", usualFrom, usualTo, d.percent))
	}
	if d.beside > 0 {
		add(WarnAdded, counted(d.beside, "customer")+" pay then more than one commission, each of the same base.")
	}
	if d.running {
		add(WarnRunning, monthName(d.in.Period)+" has not ended. What the commission comes to is known when it has; the amounts are estimates from the month before.")
	}
	return w
}

// mostNames is how many customers are named of each reason.
const mostNames = 10

// leftOut names the customers that are left out, by why; empty for nobody.
func (d *draft) leftOut() string {
	var parts []string
	for _, why := range slices.Sorted(maps.Keys(d.skipped)) {
		names := d.skipped[why]
		text := counted(len(names), "customer") + " " + why + ": " + strings.Join(names[:min(mostNames, len(names))], ", ")
		if more := len(names) - mostNames; more > 0 {
			text += fmt.Sprintf(" and %d more", more)
		}
		parts = append(parts, text+".")
	}
	return strings.Join(parts, " ")
}
