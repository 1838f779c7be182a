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

type pricingUnimplemented struct{}

func (pricingUnimplemented) ListPricingPlans(context.Context, api.ListPricingPlansRequestObject) (api.ListPricingPlansResponseObject, error) {
	return nil, notImplemented()
}

func (pricingUnimplemented) ListPricingRules(context.Context, api.ListPricingRulesRequestObject) (api.ListPricingRulesResponseObject, error) {
	return nil, notImplemented()
}

type lineItemsUnimplemented struct{}

func (lineItemsUnimplemented) ListCustomLineItems(context.Context, api.ListCustomLineItemsRequestObject) (api.ListCustomLineItemsResponseObject, error) {
	return nil, notImplemented()
}

func (lineItemsUnimplemented) GetCustomLineItem(context.Context, api.GetCustomLineItemRequestObject) (api.GetCustomLineItemResponseObject, error) {
	return nil, notImplemented()
}

type finopsUnimplemented struct{}

func (finopsUnimplemented) GetFinops(context.Context, api.GetFinopsRequestObject) (api.GetFinopsResponseObject, error) {
	return nil, notImplemented()
}

func (finopsUnimplemented) ListUsageCosts(context.Context, api.ListUsageCostsRequestObject) (api.ListUsageCostsResponseObject, error) {
	return nil, notImplemented()
}

func (finopsUnimplemented) GetDailyCosts(context.Context, api.GetDailyCostsRequestObject) (api.GetDailyCostsResponseObject, error) {
	return nil, notImplemented()
}

func (finopsUnimplemented) ListReceiverAnomalies(context.Context, api.ListReceiverAnomaliesRequestObject) (api.ListReceiverAnomaliesResponseObject, error) {
	return nil, notImplemented()
}

func (finopsUnimplemented) ListReceiverBudgets(context.Context, api.ListReceiverBudgetsRequestObject) (api.ListReceiverBudgetsResponseObject, error) {
	return nil, notImplemented()
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
