package httpapi

import (
	"context"

	"portal.example/api"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/pricing"
)

// pricingRoom knows pricing plans and rules.
type pricingRoom interface {
	ListPlans(ctx context.Context, in pricing.PlansInput) (*pricing.PlanList, error)
	ListRules(ctx context.Context, in pricing.RulesInput) (*pricing.RuleList, error)
}

type pricingHandlers struct {
	pricing pricingRoom
	clock   clock.Clock
}

// ListPricingPlans lists the pricing plans with their rules.
func (h pricingHandlers) ListPricingPlans(ctx context.Context, r api.ListPricingPlansRequestObject) (api.ListPricingPlansResponseObject, error) {
	sc, m, q, err := scopeMonthAndQuery(ctx, monthListParams(r.Params), h.clock)
	if err != nil {
		return nil, err
	}
	list, err := h.pricing.ListPlans(ctx, pricing.PlansInput{Scope: sc, Month: m, Query: q})
	if err != nil {
		return nil, err
	}
	return api.ListPricingPlans200JSONResponse{
		Items: each(list.Page.Items, ToAPIPricingPlan), Total: int32(list.Page.Total), NextCursor: text(list.Page.NextCursor),
		AsOf: instant(list.Head.AsOf), Problem: text(list.Head.Problem), RuleTotal: number(list.Rules), CustomersWithoutPlan: number(list.WithoutPlan),
		Provenance: ToAPIProvenance(list.Provenance),
	}, nil
}

// ListPricingRules lists the pricing rules.
func (h pricingHandlers) ListPricingRules(ctx context.Context, r api.ListPricingRulesRequestObject) (api.ListPricingRulesResponseObject, error) {
	sc, q, err := scopeAndQuery(ctx, listParams(r.Params))
	if err != nil {
		return nil, err
	}
	list, err := h.pricing.ListRules(ctx, pricing.RulesInput{Scope: sc, Query: q})
	if err != nil {
		return nil, err
	}
	return api.ListPricingRules200JSONResponse{
		Items: each(list.Page.Items, ToAPIPricingRule), Total: int32(list.Page.Total), NextCursor: text(list.Page.NextCursor),
		AsOf: instant(list.Head.AsOf), Problem: text(list.Head.Problem),
	}, nil
}
