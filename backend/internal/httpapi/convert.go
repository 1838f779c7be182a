package httpapi

import (
	"context"
	"time"

	"portal.example/api"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// An optional property of the contract is absent when it is not known. The helpers below make absence of the zero values by which rooms say "unknown"; none
// of them is for numbers that may be zero and known.

// text is absent when empty.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// instant is absent when zero.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// number is a known number.
func number(n int) *int32 {
	v := int32(n)
	return &v
}

// each converts a list; nil becomes an empty list, because a required list is never null.
func each[From, To any](xs []From, convert func(From) To) []To {
	out := make([]To, len(xs))
	for i, x := range xs {
		out[i] = convert(x)
	}
	return out
}

// months outside of these years are refused: there was no AWS, and arithmetic on months stays within four digits.
const (
	firstYear = 2000
	lastYear  = 2999
)

// monthOrCurrent reads the month a caller asks for; the current one when none is named.
func monthOrCurrent(parameter string, m *api.Month, clk clock.Clock) (period.Month, error) {
	if m == nil {
		return period.MonthOf(clk.Now()), nil
	}
	month, err := period.ParseMonth(*m)
	if err != nil {
		return period.Month{}, fault.InvalidParameter(parameter, codeInvalidMonth, shown(*m)+" is not a month. Use YYYY-MM, for example 2026-10.")
	}
	if y := month.Start().Year(); y < firstYear || y > lastYear {
		return period.Month{}, fault.InvalidParameter(parameter, codeInvalidMonth, "The portal has no figures of "+shown(*m)+". Use a month from 2000 on.")
	}
	return month, nil
}

// scopeAndMonth reads whose figures of which month a caller asks for.
func scopeAndMonth(ctx context.Context, m *api.Month, clk clock.Clock) (scope.Scope, period.Month, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return scope.Scope{}, period.Month{}, err
	}
	month, err := monthOrCurrent("period", m, clk)
	return sc, month, err
}

// fromAPIQuery reads the list parameters that all lists share.
func fromAPIQuery(search *api.Search, filter *api.Filter, match *api.Match, sort *api.Sort, limit *api.Limit, cursor *api.Cursor, page *api.Page) (paging.Query, error) {
	return paging.Parse(paging.Raw{Search: search, Filter: filter, Match: (*string)(match), Sort: sort, Limit: limit, Cursor: cursor, Page: page})
}

// listParams are the parameters of a list of a receiver. Those that the contract gives an operation convert to it as long as it has these and no others.
type listParams struct {
	Search     *api.Search
	Filter     *api.Filter
	Match      *api.Match
	Sort       *api.Sort
	Limit      *api.Limit
	Cursor     *api.Cursor
	Page       *api.Page
	Columns    *api.Columns
	XAccountId api.AccountId
}

// monthListParams are listParams of a list of a month.
type monthListParams struct {
	Period     *api.Period
	Search     *api.Search
	Filter     *api.Filter
	Match      *api.Match
	Sort       *api.Sort
	Limit      *api.Limit
	Cursor     *api.Cursor
	Page       *api.Page
	Columns    *api.Columns
	XAccountId api.AccountId
}

// scopeAndQuery reads whose list a caller asks for and which rows of it.
func scopeAndQuery(ctx context.Context, p listParams) (scope.Scope, paging.Query, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return scope.Scope{}, paging.Query{}, err
	}
	q, err := fromAPIQuery(p.Search, p.Filter, p.Match, p.Sort, p.Limit, p.Cursor, p.Page)
	return sc, q, err
}

// scopeMonthAndQuery reads whose list of which month a caller asks for and which rows of it.
func scopeMonthAndQuery(ctx context.Context, p monthListParams, clk clock.Clock) (scope.Scope, period.Month, paging.Query, error) {
	sc, m, err := scopeAndMonth(ctx, p.Period, clk)
	if err != nil {
		return scope.Scope{}, period.Month{}, paging.Query{}, err
	}
	q, err := fromAPIQuery(p.Search, p.Filter, p.Match, p.Sort, p.Limit, p.Cursor, p.Page)
	return sc, m, q, err
}
