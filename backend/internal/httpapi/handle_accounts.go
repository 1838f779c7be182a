package httpapi

import (
	"context"

	"portal.example/api"
	"portal.example/backend/internal/accounts"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// accountsRoom is what this surface needs of the accounts room.
type accountsRoom interface {
	receivers
	List(ctx context.Context, p scope.Principal) ([]accounts.Receiver, error)
	Page(ctx context.Context, p scope.Principal, q paging.Query) (paging.Page[accounts.Receiver], error)
}

// monthsKeeper knows which months were collected.
type monthsKeeper interface {
	Months(ctx context.Context, sc scope.Scope) ([]ledger.MonthSummary, error)
}

// directory knows the transfers as last collected.
type directory interface {
	Directory(ctx context.Context, sc scope.Scope) (*transfers.Directory, error)
}

type accountsHandlers struct {
	accounts  accountsRoom
	directory directory
	ledger    monthsKeeper
	clock     clock.Clock
}

// ListAccounts lists the receivers the caller may use.
func (h accountsHandlers) ListAccounts(ctx context.Context, r api.ListAccountsRequestObject) (api.ListAccountsResponseObject, error) {
	q, err := fromAPIQuery(r.Params.Search, r.Params.Filter, r.Params.Match, r.Params.Sort, r.Params.Limit, r.Params.Cursor, r.Params.Page)
	if err != nil {
		return nil, err
	}
	p := principalOf(ctx)
	page, err := h.accounts.Page(ctx, p, q)
	if err != nil {
		return nil, err
	}
	out := api.ListAccounts200JSONResponse{Items: make([]api.Account, len(page.Items)), Total: int32(page.Total), NextCursor: text(page.NextCursor)}
	for i, receiver := range page.Items {
		if out.Items[i], err = h.account(ctx, p, receiver); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// account adds what the other rooms know of a receiver. Before the first collection that is nothing.
func (h accountsHandlers) account(ctx context.Context, p scope.Principal, r accounts.Receiver) (api.Account, error) {
	a := ToAPIAccount(r)
	sc, err := scope.New(r.ID, p)
	if err != nil {
		return a, err
	}
	d, err := h.directory.Directory(ctx, sc)
	if err != nil {
		return a, err
	}
	if !d.AsOf.IsZero() {
		a.CustomerCount = number(len(d.Customers(h.clock.Now())))
	}
	months, err := h.ledger.Months(ctx, sc)
	if err != nil {
		return a, err
	}
	for _, m := range months {
		if at := instant(m.WrittenAt); at != nil && (a.LastCollectedAt == nil || at.After(*a.LastCollectedAt)) {
			a.LastCollectedAt = at
		}
	}
	return a, nil
}
