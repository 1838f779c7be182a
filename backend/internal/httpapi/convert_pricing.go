package httpapi

import (
	"portal.example/api"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/pricing"
)

// shownPlanNames is how many of the plans that use a rule an answer names.
const shownPlanNames = 25

// ToAPIPricingPlan writes a plan with its rules and what it did in the month.
func ToAPIPricingPlan(p pricing.PlanRow) api.PricingPlan {
	return api.PricingPlan{
		PlanId: p.ID(), Arn: p.ARN, Name: p.Name, Description: text(p.Description), ManagedBy: api.PlanManager(p.ManagedBy()), Summary: text(p.Summary),
		RuleCount: int32(p.RuleCount), Rules: each(p.Rules, ToAPIPricingRule), CustomerCount: int32(p.Customers), Figures: each(p.Figures, ToAPIFigures),
		CreatedAt: instant(p.CreatedAt), ModifiedAt: instant(p.ModifiedAt),
	}
}

// ToAPIPricingRule writes a rule.
func ToAPIPricingRule(r pricing.RuleRow) api.PricingRule {
	out := api.PricingRule{
		RuleId: r.ID(), Arn: r.ARN, Name: r.Name, Description: text(r.Description), Type: api.PricingRuleType(r.Type), Scope: api.PricingRuleScope(r.Scope),
		Percent: toAPIDecimal(r.Percent), Service: text(r.Service), UsageType: text(r.UsageType), Operation: text(r.Operation), BillingEntity: text(r.BillingEntity),
		FreeTier: r.FreeTier, PlanCount: int32(r.PlanCount), VisibleToCustomer: text(r.Visible), CreatedAt: instant(r.CreatedAt), ModifiedAt: instant(r.ModifiedAt),
	}
	if names := r.PlanNames[:min(len(r.PlanNames), shownPlanNames)]; len(names) > 0 {
		out.PlanNames = &names
	}
	return out
}

// toAPIDecimal is absent when there is no number.
func toAPIDecimal(d *money.Decimal) *string {
	if d == nil {
		return nil
	}
	s := d.String()
	return &s
}
