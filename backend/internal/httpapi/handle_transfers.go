package httpapi

import (
	"context"

	"portal.example/api"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// transfersRoom is what this surface needs of the transfers room.
type transfersRoom interface {
	directory
	List(ctx context.Context, in transfers.ListInput) (paging.Page[transfers.Row], *transfers.Directory, error)
	ListCustomers(ctx context.Context, in transfers.ListInput) (paging.Page[transfers.Customer], *transfers.Directory, error)
	Quota(d *transfers.Directory) transfers.Quota
}

type transfersHandlers struct {
	transfers transfersRoom
	clock     clock.Clock
}

// ListTransfers lists the transfers of the receiver.
func (h transfersHandlers) ListTransfers(ctx context.Context, r api.ListTransfersRequestObject) (api.ListTransfersResponseObject, error) {
	sc, q, err := scopeAndQuery(ctx, listParams(r.Params))
	if err != nil {
		return nil, err
	}
	page, d, err := h.transfers.List(ctx, transfers.ListInput{Scope: sc, Query: q})
	if err != nil {
		return nil, err
	}
	out := api.ListTransfers200JSONResponse{
		Items: each(page.Items, ToAPITransfer), Total: int32(page.Total), NextCursor: text(page.NextCursor), AsOf: instant(d.AsOf),
		States: each(margin.CountStates(d, h.clock.Now()), toAPIStateCount),
	}
	if !d.AsOf.IsZero() {
		quota := ToAPITransferQuota(h.transfers.Quota(d))
		out.Quota = &quota
	}
	return out, nil
}

// customersRoom knows one customer's figures.
type customersRoom interface {
	Customer(ctx context.Context, sc scope.Scope, id string, m period.Month) (*margin.Detail, error)
}

type customersHandlers struct {
	transfers transfersRoom
	customers customersRoom
	clock     clock.Clock
}

// ListCustomers lists the customers of the receiver.
func (h customersHandlers) ListCustomers(ctx context.Context, r api.ListCustomersRequestObject) (api.ListCustomersResponseObject, error) {
	sc, q, err := scopeAndQuery(ctx, listParams(r.Params))
	if err != nil {
		return nil, err
	}
	page, d, err := h.transfers.ListCustomers(ctx, transfers.ListInput{Scope: sc, Query: q})
	if err != nil {
		return nil, err
	}
	return api.ListCustomers200JSONResponse{
		Items: each(page.Items, ToAPICustomer), Total: int32(page.Total), NextCursor: text(page.NextCursor), AsOf: instant(d.AsOf),
	}, nil
}

// GetCustomer shows one customer with its figures for a month.
func (h customersHandlers) GetCustomer(ctx context.Context, r api.GetCustomerRequestObject) (api.GetCustomerResponseObject, error) {
	sc, m, err := scopeAndMonth(ctx, r.Params.Period, h.clock)
	if err != nil {
		return nil, err
	}
	d, err := h.customers.Customer(ctx, sc, r.CustomerId, m)
	if err != nil {
		return nil, err
	}
	return api.GetCustomer200JSONResponse(ToAPICustomerDetail(d)), nil
}
