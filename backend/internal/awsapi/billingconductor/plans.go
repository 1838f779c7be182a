package billingconductor

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor/types"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/pricing"
	"portal.example/backend/internal/scope"
)

var (
	listRules       = awsapi.Call{Service: awsapi.BillingConductor, Operation: "ListPricingRules"}
	listRulesOfPlan = awsapi.Call{Service: awsapi.BillingConductor, Operation: "ListPricingRulesAssociatedToPricingPlan"}
)

// Plans lists the receiver's pricing plans as they are now, AWS-managed ones included, in AWS's order.
func (r *Reader) Plans(ctx context.Context, s scope.Scope) ([]pricing.Plan, error) {
	var found []pricing.Plan
	err := r.planElements(ctx, s, func(e *types.PricingPlanListElement) {
		found = append(found, pricing.Plan{
			ARN: aws.ToString(e.Arn), Name: aws.ToString(e.Name), Description: aws.ToString(e.Description), Size: int(e.Size),
			CreatedAt: awsapi.Epoch(e.CreationTime), ModifiedAt: awsapi.Epoch(e.LastModifiedTime),
		})
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// planElements yields every pricing plan, each with an ARN.
func (r *Reader) planElements(ctx context.Context, s scope.Scope, yield func(*types.PricingPlanListElement)) error {
	return awsapi.Pages(listPlans, maxPages, func(token *string) (*string, error) {
		in := &billingconductor.ListPricingPlansInput{MaxResults: aws.Int32(pageSize), NextToken: token}
		out, err := awsapi.Do(ctx, r.se, s, listPlans, func(ctx context.Context, cfg aws.Config) (*billingconductor.ListPricingPlansOutput, error) {
			return billingconductor.NewFromConfig(cfg).ListPricingPlans(ctx, in)
		})
		if err != nil {
			return nil, err
		}
		for i := range out.PricingPlans {
			if aws.ToString(out.PricingPlans[i].Arn) == "" {
				return nil, awsapi.InvalidAnswer(listPlans, "a pricing plan has no ARN")
			}
			yield(&out.PricingPlans[i])
		}
		return out.NextToken, nil
	})
}

// Rules lists the receiver's pricing rules as they are now, in AWS's order.
func (r *Reader) Rules(ctx context.Context, s scope.Scope) ([]pricing.Rule, error) {
	var found []pricing.Rule
	err := awsapi.Pages(listRules, maxPages, func(token *string) (*string, error) {
		in := &billingconductor.ListPricingRulesInput{MaxResults: aws.Int32(pageSize), NextToken: token}
		out, err := awsapi.Do(ctx, r.se, s, listRules, func(ctx context.Context, cfg aws.Config) (*billingconductor.ListPricingRulesOutput, error) {
			return billingconductor.NewFromConfig(cfg).ListPricingRules(ctx, in)
		})
		if err != nil {
			return nil, err
		}
		for i := range out.PricingRules {
			rule, err := fromRule(&out.PricingRules[i])
			if err != nil {
				return nil, err
			}
			found = append(found, rule)
		}
		return out.NextToken, nil
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// ruleTypeCustom is a rule with its own rates for one SKU, which AWS documents and this SDK does not know.
const ruleTypeCustom types.PricingRuleType = "CUSTOM"

var ruleTypes = map[types.PricingRuleType]pricing.RuleType{
	types.PricingRuleTypeMarkup: pricing.RuleMarkup, types.PricingRuleTypeDiscount: pricing.RuleDiscount, types.PricingRuleTypeTiering: pricing.RuleTiering,
	ruleTypeCustom: pricing.RuleCustom,
}

var ruleScopes = map[types.PricingRuleScope]pricing.Scope{
	types.PricingRuleScopeGlobal: pricing.ScopeGlobal, types.PricingRuleScopeService: pricing.ScopeService,
	types.PricingRuleScopeBillingEntity: pricing.ScopeBillingEntity, types.PricingRuleScopeSku: pricing.ScopeSKU,
}

// fromRule translates a rule. AWS gives percentages without sign; a discount becomes negative here. A markup or discount without a readable percentage is an error.
func fromRule(e *types.PricingRuleListElement) (pricing.Rule, error) {
	out := pricing.Rule{
		ARN: aws.ToString(e.Arn), Name: aws.ToString(e.Name), Description: aws.ToString(e.Description), Type: pricing.RuleUnknown, Scope: pricing.ScopeUnknown,
		Service: aws.ToString(e.Service), UsageType: aws.ToString(e.UsageType), Operation: aws.ToString(e.Operation), BillingEntity: aws.ToString(e.BillingEntity),
		Plans: int(e.AssociatedPricingPlanCount), CreatedAt: awsapi.Epoch(e.CreationTime), ModifiedAt: awsapi.Epoch(e.LastModifiedTime),
	}
	if out.ARN == "" {
		return pricing.Rule{}, awsapi.InvalidAnswer(listRules, "a pricing rule has no ARN")
	}
	if t, ok := ruleTypes[e.Type]; ok {
		out.Type = t
	}
	if s, ok := ruleScopes[e.Scope]; ok {
		out.Scope = s
	}
	if e.Tiering != nil && e.Tiering.FreeTier != nil {
		out.FreeTier = e.Tiering.FreeTier.Activated
	}
	if out.Type != pricing.RuleMarkup && out.Type != pricing.RuleDiscount {
		return out, nil
	}
	percent, err := awsapi.Decimal(e.ModifierPercentage)
	if err != nil {
		return pricing.Rule{}, awsapi.InvalidAnswer(listRules, "pricing rule "+out.ARN+" has no readable ModifierPercentage")
	}
	if out.Type == pricing.RuleDiscount {
		percent = percent.Neg()
	}
	out.Percent = &percent
	return out, nil
}

// RulesOfPlan lists the ARNs of the rules of one plan, in AWS's order.
func (r *Reader) RulesOfPlan(ctx context.Context, s scope.Scope, planARN string) ([]string, error) {
	found := []string{}
	err := awsapi.Pages(listRulesOfPlan, maxPages, func(token *string) (*string, error) {
		in := &billingconductor.ListPricingRulesAssociatedToPricingPlanInput{PricingPlanArn: aws.String(planARN), MaxResults: aws.Int32(pageSize), NextToken: token}
		out, err := awsapi.Do(ctx, r.se, s, listRulesOfPlan,
			func(ctx context.Context, cfg aws.Config) (*billingconductor.ListPricingRulesAssociatedToPricingPlanOutput, error) {
				return billingconductor.NewFromConfig(cfg).ListPricingRulesAssociatedToPricingPlan(ctx, in)
			})
		if err != nil {
			return nil, err
		}
		found = append(found, out.PricingRuleArns...)
		return out.NextToken, nil
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}
