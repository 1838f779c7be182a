package httpapi

import (
	"context"

	"portal.example/api"
	"portal.example/backend/internal/fault"
)

// What the contract promises and no room answers yet. A room that comes to life takes its handlers out of here.

// CodeNotImplemented is the code of an operation that no room answers yet.
const CodeNotImplemented = "not_implemented"

func notImplemented() error {
	return fault.New(fault.NotImplemented, CodeNotImplemented, "This operation is in the contract and not in this portal yet.")
}

type budgetsUnimplemented struct{}

func (budgetsUnimplemented) ListBudgets(context.Context, api.ListBudgetsRequestObject) (api.ListBudgetsResponseObject, error) {
	return nil, notImplemented()
}

func (budgetsUnimplemented) CreateBudget(context.Context, api.CreateBudgetRequestObject) (api.CreateBudgetResponseObject, error) {
	return nil, notImplemented()
}

func (budgetsUnimplemented) UpdateBudget(context.Context, api.UpdateBudgetRequestObject) (api.UpdateBudgetResponseObject, error) {
	return nil, notImplemented()
}

func (budgetsUnimplemented) DeleteBudget(context.Context, api.DeleteBudgetRequestObject) (api.DeleteBudgetResponseObject, error) {
	return nil, notImplemented()
}
