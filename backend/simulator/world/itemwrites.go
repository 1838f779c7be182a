package world

import (
	"maps"
	"slices"
	"time"
)

// CreateCustomLineItem makes an item; idempotent by ClientToken.
func (w *World) CreateCustomLineItem(in CreateCustomLineItemInput) (CustomLineItem, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	arn, digest, err := w.replay("custom line item", in.ClientToken, in)
	if err != nil {
		return CustomLineItem{}, err
	}
	if it := w.itemByARN[arn]; it != nil {
		return it.describe(&it.changes[0]), nil
	}
	now := w.Now()
	period := PeriodRange{Start: MonthOf(now)}
	if in.Period != nil {
		period = *in.Period
	}
	if in.PresentationService == "" {
		in.PresentationService = DefaultPresentationService
	}
	if in.ComputationRule == "" {
		in.ComputationRule = ComputeConsolidated
	}
	g, err := w.checkNewItem(&in, period, now)
	if err != nil {
		return CustomLineItem{}, err
	}
	it := &item{
		arn:   "arn:aws:billingconductor::" + w.account + ":customlineitem/" + w.newID("item", 10),
		group: g, accountID: in.AccountID, service: in.PresentationService, computation: in.ComputationRule,
		charge: in.Charge.Type, flat: in.Charge.Flat != nil, period: period, created: now, tags: maps.Clone(in.Tags),
	}
	content := itemContent{name: in.Name, description: in.Description, filters: slices.Clone(in.Charge.Filters)}
	if it.flat {
		content.value = *in.Charge.Flat
	} else {
		content.value = *in.Charge.Percentage
	}
	for _, source := range in.Charge.AssociatedValues {
		content.sources = append(content.sources, Association{ARN: source, Relationship: "CHILD", EndPeriod: period.End})
	}
	it.changes = []itemChange{{at: now, from: period.Start, to: period.End, content: &content}}
	w.addItem(it)
	w.remember("custom line item", in.ClientToken, digest, it.arn)
	return it.describe(&it.changes[0]), nil
}

func (w *World) checkNewItem(in *CreateCustomLineItemInput, period PeriodRange, now time.Time) (*group, error) {
	if err := firstError(checkName(in.Name), checkItemDescription(in.Description), checkTags(in.Tags), checkCharge(&in.Charge, in.ComputationRule)); err != nil {
		return nil, err
	}
	g := w.groupByARN[in.BillingGroupARN]
	if g == nil {
		return nil, invalid("MISSING_BILLINGGROUP", "The billing group %s does not exist.", in.BillingGroupARN)
	}
	if err := checkPeriod(period, now); err != nil {
		return nil, err
	}
	if !g.view.ActiveIn(period.Start) {
		return nil, invalid("ILLEGAL_ENDED_BILLINGGROUP", "The billing group %s is not active in the billing period %s.", g.ARN, period.Start)
	}
	if in.AccountID == "" {
		in.AccountID = g.PrimaryAccountID
	}
	if !g.transfer.org.owns(in.AccountID) {
		return nil, invalid("ILLEGAL_ACCOUNT_ID", "The account %s is not in the billing group.", in.AccountID)
	}
	if err := w.checkItemName(g, in.Name, "", period); err != nil {
		return nil, err
	}
	if len(in.Charge.AssociatedValues) > mostSourcesAtCreate {
		return nil, invalidField("ChargeDetails.Percentage.AssociatedValues", "Member must have length less than or equal to %d", mostSourcesAtCreate)
	}
	if err := checkDistinct(in.Charge.AssociatedValues, "ILLEGAL_RESOURCE_ARNS", "resource"); err != nil {
		return nil, err
	}
	for _, source := range in.Charge.AssociatedValues {
		if err := w.checkSource(g, source, period.Start); err != nil {
			return nil, err
		}
	}
	if len(w.items) >= mostItems {
		return nil, limitExceeded("custom line item", "", "The account has %d custom line items.", mostItems)
	}
	return g, nil
}

func (o *org) owns(accountID string) bool {
	return o.customer.Account.ID == accountID || slices.ContainsFunc(o.customer.Members, func(a Account) bool { return a.ID == accountID })
}

func checkItemDescription(description string) error {
	if description == "" {
		return invalidField("Description", "Member must have length between 1 and 255")
	}
	return checkDescription(description, 255)
}

// checkPeriod allows the current and the previous billing period only.
func checkPeriod(p PeriodRange, now time.Time) error {
	current := MonthOf(now)
	if p.Start != current && p.Start != current-1 {
		return invalid("ILLEGAL_BILLING_PERIOD", "InclusiveStartBillingPeriod must be the current billing period %s or the previous one.", current)
	}
	if p.End != nil && *p.End <= p.Start {
		return invalid("ILLEGAL_BILLING_PERIOD_RANGE", "ExclusiveEndBillingPeriod must be after InclusiveStartBillingPeriod.")
	}
	return nil
}

// checkCharge enforces what a charge may be when it is made.
func checkCharge(c *ChargeDetails, computation string) error {
	if c.Type != ChargeCredit && c.Type != ChargeFee {
		return invalidField("ChargeDetails.Type", "Member must satisfy enum value set: [CREDIT, FEE]")
	}
	if (c.Flat == nil) == (c.Percentage == nil) {
		return invalid("ILLEGAL_CHARGE_DETAILS", "Exactly one of Flat and Percentage is required.")
	}
	if computation != ComputeConsolidated && computation != ComputeItemized {
		return invalidField("ComputationRule", "Member must satisfy enum value set: [ITEMIZED, CONSOLIDATED]")
	}
	if c.Flat != nil {
		if len(c.AssociatedValues) > 0 {
			return invalid("ILLEGAL_CHARGE_DETAILS", "A flat custom line item has no associated values.")
		}
		if computation == ComputeItemized {
			return invalid("ILLEGAL_COMPUTATION_RULE", "Only percentage custom line items can be ITEMIZED.")
		}
		return firstError(checkFlat(*c.Flat), checkFilters(c.Filters, true))
	}
	return firstError(checkPercentage(*c.Percentage), checkFilters(c.Filters, false))
}

func checkFlat(v Amount) error {
	if v < 0 || v > mostFlat {
		return invalidField("ChargeDetails.Flat.ChargeValue", "Member must be between 0 and 1000000")
	}
	return nil
}

func checkPercentage(v Amount) error {
	if v < 0 || v > mostItemPercent {
		return invalidField("ChargeDetails.Percentage.PercentageValue", "Member must be between 0 and 10000")
	}
	return nil
}

func checkFilters(filters []LineItemFilter, flat bool) error {
	if len(filters) == 0 {
		return nil
	}
	if flat || len(filters) > 1 {
		return invalid("ILLEGAL_LINE_ITEM_FILTER", "A percentage custom line item can have one line item filter, a flat one none.")
	}
	f := filters[0]
	if f.MatchOption != "EQUAL" && f.MatchOption != "NOT_EQUAL" {
		return invalidField("ChargeDetails.LineItemFilters.MatchOption", "Member must satisfy enum value set: [NOT_EQUAL, EQUAL]")
	}
	switch f.Attribute {
	case "LINE_ITEM_TYPE":
		if len(f.Values) != 1 || f.Values[0] != "SAVINGS_PLAN_NEGATION" || len(f.AttributeValues) > 0 {
			return invalid("ILLEGAL_LINE_ITEM_FILTER", "A LINE_ITEM_TYPE filter has the one value SAVINGS_PLAN_NEGATION.")
		}
	case "SERVICE":
		if len(f.AttributeValues) != 1 || len(f.Values) > 0 {
			return invalid("ILLEGAL_LINE_ITEM_FILTER", "A SERVICE filter has one service code in AttributeValues.")
		}
	default:
		return invalidField("ChargeDetails.LineItemFilters.Attribute", "Member must satisfy enum value set: [LINE_ITEM_TYPE, SERVICE]")
	}
	return nil
}

// checkItemName refuses a name that another item of the group has in the same months.
func (w *World) checkItemName(g *group, name, except string, p PeriodRange) error {
	for _, it := range g.items {
		if it.arn == except {
			continue
		}
		for m := p.Start; m <= p.Start+1 && (p.End == nil || m < *p.End); m++ {
			if content, _ := it.in(m); content != nil && content.name == name {
				return conflict("RESOURCE_NAME_CONFLICT", "custom line item", it.arn, "A custom line item named %s exists in the billing period %s.", name, m)
			}
		}
	}
	return nil
}

// checkSource allows the item's own billing group and flat items of the same group.
func (w *World) checkSource(g *group, arn string, m Month) error {
	if arn == g.ARN {
		return nil
	}
	it := w.itemByARN[arn]
	if it == nil {
		return invalid("ILLEGAL_RESOURCE_ARNS", "The resource %s cannot be associated with the custom line item.", arn)
	}
	if !it.flat || it.group != g {
		return invalid("ILLEGAL_CHILD_ASSOCIATE_RESOURCE", "The resource %s is not a flat custom line item of the same billing group.", arn)
	}
	percentages := 0
	for _, other := range g.items {
		if content, _ := other.in(m); content != nil && content.computedFrom(arn) {
			percentages++
		}
	}
	if percentages >= mostPercentagesAFlat {
		return limitExceeded("custom line item", arn, "A flat custom line item can be the source of %d percentage items.", mostPercentagesAFlat)
	}
	return nil
}

// span settles the months a change of an item covers: from the current month on unless a
// range is given, and never beyond the item's own end.
func (it *item) span(p *PeriodRange, now time.Time) (PeriodRange, error) {
	out := PeriodRange{Start: max(MonthOf(now), it.period.Start)}
	if p != nil {
		out = *p
	} else if it.period.End != nil && out.Start >= *it.period.End {
		out.Start = *it.period.End - 1
	}
	if out.End == nil || it.period.End != nil && *it.period.End < *out.End {
		out.End = it.period.End
	}
	if err := checkPeriod(out, now); err != nil {
		return out, err
	}
	if content, _ := it.in(out.Start); content == nil {
		return out, invalid("INVALID_BILLING_PERIOD_FOR_OPERATION", "The custom line item does not exist in the billing period %s.", out.Start)
	}
	return out, nil
}

// UpdateCustomLineItem changes an item in the current or previous billing period.
func (w *World) UpdateCustomLineItem(in UpdateCustomLineItemInput) (CustomLineItem, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	it := w.itemByARN[in.ARN]
	if it == nil {
		return CustomLineItem{}, notFound("custom line item", in.ARN)
	}
	now := w.Now()
	span, err := it.span(in.Period, now)
	if err != nil {
		return CustomLineItem{}, err
	}
	have, _ := it.in(span.Start)
	next := *have
	if in.Period != nil && in.Name == nil && in.Description == nil && in.Flat == nil && in.Percentage == nil && in.Filters == nil {
		return it.end(span, now), nil
	}
	if in.Name != nil {
		if err := firstError(checkName(*in.Name), w.checkItemName(it.group, *in.Name, it.arn, span)); err != nil {
			return CustomLineItem{}, err
		}
		next.name = *in.Name
	}
	if in.Description != nil {
		if err := checkItemDescription(*in.Description); err != nil {
			return CustomLineItem{}, err
		}
		next.description = *in.Description
	}
	if err := it.recharge(&next, in); err != nil {
		return CustomLineItem{}, err
	}
	it.changes = append(it.changes, itemChange{at: now, from: span.Start, to: span.End, content: &next})
	it.group.version++
	return it.describe(&it.changes[len(it.changes)-1]), nil
}

// end makes the end of a span that of the item: what an update does that names months and nothing to change in them. Earlier months stay as they are.
func (it *item) end(span PeriodRange, now time.Time) CustomLineItem {
	have, _ := it.in(span.Start)
	content := *have
	content.sources = slices.Clone(have.sources)
	for i := range content.sources {
		content.sources[i].EndPeriod = span.End
	}
	it.changes = append(it.changes, itemChange{at: now, from: span.Start, to: span.End, content: &content})
	made := &it.changes[len(it.changes)-1]
	if span.End != nil && (it.period.End == nil || *span.End < *it.period.End) {
		it.changes = append(it.changes, itemChange{at: now, from: *span.End, to: it.period.End})
		it.period.End = span.End
	}
	it.group.version++
	return it.describe(made)
}

// recharge applies a change of value or filters.
func (it *item) recharge(next *itemContent, in UpdateCustomLineItemInput) error {
	if it.flat && in.Percentage != nil || !it.flat && in.Flat != nil || in.Flat != nil && in.Percentage != nil {
		return invalid("ILLEGAL_UPDATE_CHARGE_DETAILS", "A custom line item stays flat or percentage as it was created.")
	}
	if in.Flat != nil {
		if err := checkFlat(*in.Flat); err != nil {
			return err
		}
		next.value = *in.Flat
	}
	if in.Percentage != nil {
		if err := checkPercentage(*in.Percentage); err != nil {
			return err
		}
		next.value = *in.Percentage
	}
	if in.Filters != nil {
		if err := checkFilters(*in.Filters, it.flat); err != nil {
			return err
		}
		next.filters = slices.Clone(*in.Filters)
	}
	return nil
}

// DeleteCustomLineItem deletes an item in the given range; nil means from the current month on.
func (w *World) DeleteCustomLineItem(arn string, period *PeriodRange) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	it := w.itemByARN[arn]
	if it == nil {
		return notFound("custom line item", arn)
	}
	now := w.Now()
	span, err := it.span(period, now)
	if err != nil {
		return err
	}
	it.changes = append(it.changes, itemChange{at: now, from: span.Start, to: span.End})
	it.group.version++
	return nil
}

// BatchAssociateResources ties resources to a percentage item.
func (w *World) BatchAssociateResources(itemARN string, resources []string, period *PeriodRange) ([]AssociationResult, error) {
	return w.changeSources(itemARN, resources, period, func(it *item, next *itemContent, arn string, span PeriodRange) *Error {
		if next.computedFrom(arn) {
			return invalid("INVALID_ARN", "The resource is associated with the custom line item already.")
		}
		if len(next.sources) >= mostSources {
			return invalid("SERVICE_LIMIT_EXCEEDED", "A percentage custom line item can have %d associated resources.", mostSources)
		}
		if err := w.checkSource(it.group, arn, span.Start); err != nil {
			return invalid("INVALID_ARN", "%s", err)
		}
		next.sources = append(next.sources, Association{ARN: arn, Relationship: "CHILD", EndPeriod: span.End})
		return nil
	})
}

// BatchDisassociateResources unties resources from a percentage item.
func (w *World) BatchDisassociateResources(itemARN string, resources []string, period *PeriodRange) ([]AssociationResult, error) {
	return w.changeSources(itemARN, resources, period, func(_ *item, next *itemContent, arn string, _ PeriodRange) *Error {
		if !next.computedFrom(arn) {
			return invalid("INVALID_ARN", "The resource is not associated with the custom line item.")
		}
		next.sources = slices.DeleteFunc(next.sources, func(a Association) bool { return a.ARN == arn })
		return nil
	})
}

// changeSources applies a change to each resource; those that fail do not stop the others.
func (w *World) changeSources(itemARN string, resources []string, period *PeriodRange, change func(*item, *itemContent, string, PeriodRange) *Error) ([]AssociationResult, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	it := w.itemByARN[itemARN]
	if it == nil {
		return nil, notFound("custom line item", itemARN)
	}
	if it.flat {
		return nil, invalid("ILLEGAL_CUSTOMLINEITEM", "Resources can be associated with percentage custom line items only.")
	}
	if len(resources) < 1 || len(resources) > mostSourcesPerBatch {
		return nil, invalidField("ResourceArns", "Member must have between 1 and %d elements", mostSourcesPerBatch)
	}
	if err := checkDistinct(resources, "ILLEGAL_RESOURCE_ARNS", "resource"); err != nil {
		return nil, err
	}
	now := w.Now()
	span, err := it.span(period, now)
	if err != nil {
		return nil, err
	}
	have, _ := it.in(span.Start)
	next := *have
	next.sources = slices.Clone(have.sources)
	results, changed := make([]AssociationResult, len(resources)), false
	for i, arn := range resources {
		results[i] = AssociationResult{ARN: arn, Err: change(it, &next, arn, span)}
		changed = changed || results[i].Err == nil
	}
	if changed {
		it.changes = append(it.changes, itemChange{at: now, from: span.Start, to: span.End, content: &next})
		it.group.version++
	}
	return results, nil
}
