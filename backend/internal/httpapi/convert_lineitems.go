package httpapi

import (
	"portal.example/api"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

// ToAPICustomLineItem writes an item of a month with its value.
func ToAPICustomLineItem(r lineitems.Row) api.CustomLineItem {
	itemized := r.Itemized
	out := api.CustomLineItem{
		LineItemId: r.ID(), Arn: r.ARN, Name: r.Name, Description: text(r.Description), Type: api.LineItemType(r.Type()), Kind: api.LineItemKind(r.Kind()),
		Status: api.LineItemStatus(r.Status), Percent: toAPIDecimal(r.Percent), Base: toAPIFigure(r.Base, r.Currency), BaseNote: text(r.BaseNote),
		Amount: toAPIFigure(r.Amount, r.Currency), CustomerId: text(r.CustomerID), CustomerName: text(r.CustomerName), BillingGroupArn: text(r.GroupARN),
		BillingGroupName: text(r.GroupName), AccountId: text(r.AccountID), Service: text(r.Service), Itemized: &itemized, Filter: text(lineitems.FilterText(r.Filters)),
		Warnings:    each(r.Warnings, func(w lineitems.Warning) api.LineItemWarning { return api.LineItemWarning(w) }),
		Attribution: toAPIAttribution(r.Attribution), Drift: text(r.Drift), CreatedAt: instant(r.CreatedAt), ModifiedAt: instant(r.ModifiedAt),
	}
	if r.Flat != nil {
		out.Charge = toAPICharge(r.Signed(*r.Flat), r.Currency)
	}
	if first, last, recurring, known := r.Span(); known {
		out.Starts, out.Recurring = monthText(first), &recurring
		if !recurring {
			out.Ends = monthText(last)
		}
	}
	if len(r.Associations) > 0 {
		associations := each(r.Associations, toAPIAssociation)
		out.Associations = &associations
	}
	return out
}

// toAPIAttribution is absent of an item that nobody could look at, because it charges in another month than the one that is shown.
func toAPIAttribution(a lineitems.Attribution) *api.LineItemAttribution {
	if a.Ground == "" {
		return nil
	}
	return &api.LineItemAttribution{
		Class: api.AttributionClass(a.Class), Source: api.LineItemAttributionSource(a.Ground), PlanId: text(a.Plan), AttributedBy: text(a.By), AttributedAt: instant(a.At),
	}
}

func toAPICharge(d money.Decimal, c money.Currency) *api.Money {
	m := toAPINumber(d, c)
	return &m
}

// monthText is absent for no month.
func monthText(m period.Month) *string {
	if m.IsZero() {
		return nil
	}
	s := m.String()
	return &s
}

func toAPIAssociation(a lineitems.Association) api.LineItemAssociation {
	kind := api.AssociatedLineItem
	if a.Group {
		kind = api.AssociatedBillingGroup
	}
	return api.LineItemAssociation{Kind: kind, Arn: a.ARN, Name: text(a.Name)}
}

func toAPILineItemTotals(t lineitems.Totals) api.LineItemTotals {
	c := t.Currency
	return api.LineItemTotals{
		Currency: string(c), Fees: toAPINumber(t.Fees, c), Credits: toAPINumber(t.Credits, c), Net: toAPINumber(t.Net(), c), Items: int32(t.Items), Unknown: int32(t.Unknown),
	}
}

func toAPIReconciliation(r lineitems.Reconciliation) api.LineItemReconciliation {
	c := r.Currency
	return api.LineItemReconciliation{
		Currency: string(c), Computed: toAPINumber(r.Computed, c), Showback: toAPINumber(r.Showback, c), Difference: toAPINumber(r.Difference(), c),
		Customers: int32(r.Customers), CustomersDiffering: int32(r.Differing),
	}
}

func toAPILineItemVersion(v lineitems.Version) api.LineItemVersion {
	out := api.LineItemVersion{
		Name: v.Name, Description: text(v.Description), Kind: api.LineItemFlat, Percent: toAPIDecimal(v.Percent), Starts: monthText(v.From),
		ValidFromAt: instant(v.ValidFrom), CreatedAt: instant(v.CreatedAt), ModifiedAt: instant(v.ModifiedAt),
	}
	if v.Percent != nil {
		out.Kind = api.LineItemPercentage
	}
	if v.Flat != nil {
		out.Charge = toAPICharge(v.Signed(*v.Flat), v.Currency)
	}
	if !v.To.IsZero() {
		out.Ends = monthText(v.Last())
	}
	return out
}
