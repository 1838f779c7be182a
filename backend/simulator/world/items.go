package world

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"portal.example/simulator/scenario"
)

// How long a change of a custom line item takes to show in Showback.
const (
	itemDelay         = 24 * time.Hour // in the month of the change and later
	itemDelayPrevious = 48 * time.Hour // in the month before
)

const (
	mostItems            = 50_000
	mostFlat             = 1_000_000 * Unit
	mostItemPercent      = 10_000 * Unit
	mostSourcesAtCreate  = 5
	mostSourcesPerBatch  = 30
	mostSources          = 100
	mostPercentagesAFlat = 100
)

// item is a custom line item as a list of changes; what is true for a month is the last
// change that covers it.
type item struct {
	arn         string
	group       *group
	accountID   string
	service     string // presentation service code
	computation string
	charge      string // CREDIT or FEE
	flat        bool
	period      PeriodRange
	created     time.Time
	tags        map[string]string
	changes     []itemChange // oldest first
}

// itemChange sets an item's content for a range of months.
type itemChange struct {
	at      time.Time
	from    Month
	to      *Month       // exclusive; nil: no end
	content *itemContent // nil: deleted
}

type itemContent struct {
	name        string
	description string
	value       Amount // flat amount or percent
	sources     []Association
	filters     []LineItemFilter
}

func (c *itemChange) covers(m Month) bool { return c.from <= m && (c.to == nil || m < *c.to) }

// showsAt returns when the change is in Showback's data of month m.
func (c *itemChange) showsAt(m Month) time.Time {
	if m < MonthOf(c.at) {
		return c.at.Add(itemDelayPrevious)
	}
	return c.at.Add(itemDelay)
}

// in returns the item's content in month m as Billing Conductor itself tells it, and the
// change it comes from; nil when the item does not charge in m.
func (it *item) in(m Month) (*itemContent, *itemChange) {
	for i := len(it.changes) - 1; i >= 0; i-- {
		if c := &it.changes[i]; c.covers(m) {
			return c.content, c
		}
	}
	return nil, nil
}

// shown returns the item's content in month m as Showback's data has it at now, and the next
// instant at which that will be different (zero: never).
func (it *item) shown(m Month, now time.Time) (content *itemContent, next time.Time) {
	for i := range it.changes {
		c := &it.changes[i]
		if !c.covers(m) {
			continue
		}
		at := c.showsAt(m)
		if !at.After(now) {
			content = c.content
		} else if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return content, next
}

// describe renders the item as of a change.
func (it *item) describe(c *itemChange) CustomLineItem {
	out := CustomLineItem{
		ARN: it.arn, Name: c.content.name, Description: c.content.description, BillingGroupARN: it.group.ARN,
		AccountID: it.accountID, Currency: it.group.transfer.org.customer.Currency, ProductCode: it.service,
		PresentationService: it.service, ComputationRule: it.computation, Period: it.period,
		AssociationSize: len(c.content.sources), Created: it.created, Modified: c.at, Tags: maps.Clone(it.tags),
	}
	value := c.content.value
	out.Charge = ChargeDetails{Type: it.charge, Filters: slices.Clone(c.content.filters)}
	if it.flat {
		out.Charge.Flat = &value
	} else {
		out.Charge.Percentage = &value
		for _, s := range c.content.sources {
			out.Charge.AssociatedValues = append(out.Charge.AssociatedValues, s.ARN)
		}
	}
	return out
}

// CustomLineItems returns the items that charge in month m.
func (w *World) CustomLineItems(m Month) []CustomLineItem {
	w.mu.RLock()
	defer w.mu.RUnlock()
	var out []CustomLineItem
	for _, it := range w.items {
		if content, c := it.in(m); content != nil && it.group.view.ActiveIn(m) {
			out = append(out, it.describe(c))
		}
	}
	return out
}

// CustomLineItemVersions returns every version of an item, oldest first. Where a later
// change covers the same months, the earlier version remains as history.
func (w *World) CustomLineItemVersions(arn string) ([]CustomLineItemVersion, error) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	it := w.itemByARN[arn]
	if it == nil {
		return nil, notFound("custom line item", arn)
	}
	var out []CustomLineItemVersion
	for i := range it.changes {
		if c := &it.changes[i]; c.content != nil {
			out = append(out, CustomLineItemVersion{Item: it.describe(c), Start: c.from, End: c.to, From: c.at})
		}
	}
	return out, nil
}

// CustomLineItemAssociations returns what is tied to an item in month m.
func (w *World) CustomLineItemAssociations(arn string, m Month) ([]Association, error) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	it := w.itemByARN[arn]
	if it == nil {
		return nil, notFound("custom line item", arn)
	}
	content, _ := it.in(m)
	if content == nil {
		return nil, nil
	}
	out := slices.Clone(content.sources)
	for _, other := range it.group.items {
		if oc, c := other.in(m); oc != nil && oc.computedFrom(arn) {
			out = append(out, Association{ARN: other.arn, Relationship: "PARENT", EndPeriod: c.to})
		}
	}
	return out, nil
}

func (c *itemContent) computedFrom(arn string) bool {
	return slices.ContainsFunc(c.sources, func(a Association) bool { return a.ARN == arn })
}

// furnishItems makes a scenario's items; they may lie further back than AWS would allow.
func (w *World) furnishItems(o *org, g *group, items []scenario.Item, from Month) error {
	byName := map[string]string{}
	for i, spec := range items {
		start := max(o.month(spec.From), from)
		at := start.Start().Add(36 * time.Hour)
		if at.After(w.start) {
			at = w.start
		}
		it := &item{
			arn:   "arn:aws:billingconductor::" + w.account + ":customlineitem/" + text(o.draw.Sub(w.keyed("item")).At(i), alnumSet, 10),
			group: g, accountID: o.customer.Account.ID, service: spec.Service, computation: ComputeConsolidated,
			charge: ChargeFee, flat: spec.Percent == 0, period: PeriodRange{Start: start}, created: at,
		}
		if it.service == "" {
			it.service = DefaultPresentationService
		}
		if spec.Itemized {
			it.computation = ComputeItemized
		}
		if spec.Credit {
			it.charge = ChargeCredit
		}
		content := itemContent{name: spec.Name, description: spec.Description, value: Amount(spec.Flat) * Unit}
		if !spec.Recurring {
			end := start.Next()
			it.period.End = &end
			content.name += "-" + start.String()
		}
		if !it.flat {
			content.value = Amount(spec.Percent) * Unit / 100
		}
		content.sources, content.filters = sourcesOf(spec, g, byName)
		if spec.OnItem != "" && len(content.sources) == 0 {
			return fmt.Errorf("line item %q names the unknown item %q", spec.Name, spec.OnItem)
		}
		it.changes = []itemChange{{at: at, from: start, to: it.period.End, content: &content}}
		if spec.RevisedFlat != 0 {
			revised := content
			revised.value = Amount(spec.RevisedFlat) * Unit
			if again := at.AddDate(0, 0, spec.RevisedAfter); again.Before(w.start) {
				it.changes = append(it.changes, itemChange{at: again, from: start, to: it.period.End, content: &revised})
			}
		}
		byName[spec.Name] = it.arn
		w.addItem(it)
	}
	return nil
}

func sourcesOf(spec scenario.Item, g *group, byName map[string]string) (sources []Association, filters []LineItemFilter) {
	if spec.OnGroup {
		sources = append(sources, Association{ARN: g.ARN, Relationship: "CHILD"})
	}
	if arn := byName[spec.OnItem]; arn != "" {
		sources = append(sources, Association{ARN: arn, Relationship: "CHILD"})
	}
	switch {
	case spec.ExceptSPNeg:
		filters = []LineItemFilter{{Attribute: "LINE_ITEM_TYPE", MatchOption: "NOT_EQUAL", Values: []string{"SAVINGS_PLAN_NEGATION"}}}
	case spec.OnlyService != "":
		filters = []LineItemFilter{{Attribute: "SERVICE", MatchOption: "EQUAL", AttributeValues: []string{spec.OnlyService}}}
	}
	return sources, filters
}

func (w *World) addItem(it *item) {
	w.items = append(w.items, it)
	w.itemByARN[it.arn] = it
	it.group.items = append(it.group.items, it)
	it.group.version++
}
