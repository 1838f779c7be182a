package httpapi

import (
	"context"

	"portal.example/api"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// lineItemsRoom knows custom line items.
type lineItemsRoom interface {
	List(ctx context.Context, in lineitems.ListInput) (*lineitems.List, error)
	Get(ctx context.Context, sc scope.Scope, id string, m period.Month) (*lineitems.Detail, error)
	Attribute(ctx context.Context, in lineitems.AttributeInput) (lineitems.Attribution, error)
	AttributeAll(ctx context.Context, in lineitems.AttributeAllInput) (attributed, skipped int, err error)
}

type lineItemsHandlers struct {
	lineItems lineItemsRoom
	clock     clock.Clock
}

// ListCustomLineItems lists the custom line items of a month.
func (h lineItemsHandlers) ListCustomLineItems(ctx context.Context, r api.ListCustomLineItemsRequestObject) (api.ListCustomLineItemsResponseObject, error) {
	sc, m, q, err := scopeMonthAndQuery(ctx, monthListParams(r.Params), h.clock)
	if err != nil {
		return nil, err
	}
	list, err := h.lineItems.List(ctx, lineitems.ListInput{Scope: sc, Month: m, Query: q})
	if err != nil {
		return nil, err
	}
	reconciliation := each(list.Reconciliation, toAPIReconciliation)
	return api.ListCustomLineItems200JSONResponse{
		Items: each(list.Page.Items, ToAPICustomLineItem), Total: int32(list.Page.Total), NextCursor: text(list.Page.NextCursor),
		Totals: each(list.Totals, toAPILineItemTotals), Reconciliation: &reconciliation,
		AsOf: instant(list.Head.AsOf), Problem: text(list.Head.Problem), Provenance: ToAPIProvenance(list.Provenance),
	}, nil
}

// GetCustomLineItem shows one custom line item with its versions.
func (h lineItemsHandlers) GetCustomLineItem(ctx context.Context, r api.GetCustomLineItemRequestObject) (api.GetCustomLineItemResponseObject, error) {
	sc, m, err := scopeAndMonth(ctx, r.Params.Period, h.clock)
	if err != nil {
		return nil, err
	}
	d, err := h.lineItems.Get(ctx, sc, r.LineItemId, m)
	if err != nil {
		return nil, err
	}
	return api.GetCustomLineItem200JSONResponse{
		Item: ToAPICustomLineItem(d.Row), Versions: each(d.Row.Versions, toAPILineItemVersion), VersionsReadAt: instant(d.Row.VersionsReadAt),
		Provenance: ToAPIProvenance(d.Provenance),
	}, nil
}

// UpdateLineItemAttribution keeps what a person says that a line item stands for.
func (h lineItemsHandlers) UpdateLineItemAttribution(ctx context.Context, r api.UpdateLineItemAttributionRequestObject) (api.UpdateLineItemAttributionResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	a, err := h.lineItems.Attribute(ctx, lineitems.AttributeInput{Scope: sc, Receiver: r.Body.ReceiverId, ID: r.LineItemId, Class: lineitems.Class(r.Body.Class)})
	if err != nil {
		return nil, err
	}
	return api.UpdateLineItemAttribution200JSONResponse(*toAPIAttribution(a)), nil
}

// UpdateLineItemAttributions keeps what a person says that many line items of a month stand for.
func (h lineItemsHandlers) UpdateLineItemAttributions(ctx context.Context, r api.UpdateLineItemAttributionsRequestObject) (api.UpdateLineItemAttributionsResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	b := r.Body
	in := lineitems.AttributeAllInput{Scope: sc, Receiver: b.ReceiverId, Class: lineitems.Class(b.Class)}
	if in.IDs, err = selected("/line_item_ids", b.LineItemIds); err != nil {
		return nil, err
	}
	if in.Month, err = fromAPIMonth("/period", b.Period); err != nil {
		return nil, err
	}
	if in.Query, err = fromAPIQuery(b.Search, b.Filter, b.Match, nil, nil, nil, nil); err != nil {
		return nil, fault.InBody(err, "")
	}
	attributed, skipped, err := h.lineItems.AttributeAll(ctx, in)
	if err != nil {
		return nil, fault.InBody(err, "")
	}
	return api.UpdateLineItemAttributions200JSONResponse{Attributed: int32(attributed), Skipped: int32(skipped)}, nil
}
