package httpapi

import (
	"context"

	"portal.example/api"
	"portal.example/backend/internal/budgets"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/scope"
)

// budgetsRoom is what this surface needs of the budgets room.
type budgetsRoom interface {
	List(ctx context.Context, in budgets.ListInput) (*budgets.List, error)
	Stand(ctx context.Context, sc scope.Scope, id string) (budgets.Stand, error)
	Create(ctx context.Context, sc scope.Scope, in budgets.Input) (budgets.Budget, error)
	Change(ctx context.Context, sc scope.Scope, id string, in budgets.Input) (budgets.Budget, error)
	Delete(ctx context.Context, sc scope.Scope, id string) error
}

type budgetsHandlers struct {
	budgets budgetsRoom
	clock   clock.Clock
}

// ListBudgets lists the budgets of customers with where they stand in a month.
func (h budgetsHandlers) ListBudgets(ctx context.Context, r api.ListBudgetsRequestObject) (api.ListBudgetsResponseObject, error) {
	sc, m, q, err := scopeMonthAndQuery(ctx, monthListParams(r.Params), h.clock)
	if err != nil {
		return nil, err
	}
	list, err := h.budgets.List(ctx, budgets.ListInput{Scope: sc, Month: m, Query: q})
	if err != nil {
		return nil, err
	}
	return api.ListBudgets200JSONResponse{
		Items: each(list.Page.Items, ToAPIBudget), Total: int32(list.Page.Total), NextCursor: text(list.Page.NextCursor), Provenance: ToAPIProvenance(list.Provenance),
	}, nil
}

// CreateBudget creates a budget.
func (h budgetsHandlers) CreateBudget(ctx context.Context, r api.CreateBudgetRequestObject) (api.CreateBudgetResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	in, err := fromAPIBudget(*r.Body)
	if err != nil {
		return nil, err
	}
	b, err := h.budgets.Create(ctx, sc, in)
	if err != nil {
		return nil, err
	}
	st, err := h.budgets.Stand(ctx, sc, b.ID)
	if err != nil {
		return nil, err
	}
	at := "/finops/budgets/" + b.ID
	return api.CreateBudget201JSONResponse{Body: ToAPIBudget(st), Headers: api.CreateBudget201ResponseHeaders{Location: &at}}, nil
}

// GetBudget reads a budget and where it stands in the current month.
func (h budgetsHandlers) GetBudget(ctx context.Context, r api.GetBudgetRequestObject) (api.GetBudgetResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	st, err := h.budgets.Stand(ctx, sc, r.BudgetId)
	if err != nil {
		return nil, err
	}
	return api.GetBudget200JSONResponse(ToAPIBudget(st)), nil
}

// UpdateBudget changes a budget.
func (h budgetsHandlers) UpdateBudget(ctx context.Context, r api.UpdateBudgetRequestObject) (api.UpdateBudgetResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	in, err := fromAPIBudget(*r.Body)
	if err != nil {
		return nil, err
	}
	b, err := h.budgets.Change(ctx, sc, r.BudgetId, in)
	if err != nil {
		return nil, err
	}
	st, err := h.budgets.Stand(ctx, sc, b.ID)
	if err != nil {
		return nil, err
	}
	return api.UpdateBudget200JSONResponse(ToAPIBudget(st)), nil
}

// DeleteBudget deletes a budget.
func (h budgetsHandlers) DeleteBudget(ctx context.Context, r api.DeleteBudgetRequestObject) (api.DeleteBudgetResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	if err := h.budgets.Delete(ctx, sc, r.BudgetId); err != nil {
		return nil, err
	}
	return api.DeleteBudget204Response{}, nil
}
