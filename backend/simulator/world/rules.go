package world

import (
	"maps"
	"slices"
)

// mostPercent bounds rule modifiers, so that a repriced line cannot leave the range of Amount.
const mostPercent = 1_000_000 * Unit

// CreatePricingRule makes a rule; idempotent by ClientToken.
func (w *World) CreatePricingRule(in CreatePricingRuleInput) (PricingRule, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	arn, digest, err := w.replay("pricing rule", in.ClientToken, in)
	if err != nil {
		return PricingRule{}, err
	}
	if r := w.rule(arn); r != nil {
		return w.ruleCopy(r), nil
	}
	if err := firstError(checkName(in.Name), checkDescription(in.Description, 1024), checkTags(in.Tags), w.checkRuleName(in.Name, "")); err != nil {
		return PricingRule{}, err
	}
	if err := firstError(checkScope(in), checkModifier(in.Type, in.Modifier, in.FreeTier)); err != nil {
		return PricingRule{}, err
	}
	if len(w.rules) >= mostRules {
		return PricingRule{}, limitExceeded("pricing rule", "", "The account has %d pricing rules.", mostRules)
	}
	now := w.Now()
	r := &rule{PricingRule{
		ARN:  "arn:aws:billingconductor::" + w.account + ":pricingrule/" + w.newID("rule", 10),
		Name: in.Name, Description: in.Description, Scope: in.Scope, Type: in.Type, Modifier: in.Modifier,
		Service: in.Service, UsageType: in.UsageType, Operation: in.Operation, BillingEntity: in.BillingEntity,
		FreeTier: in.FreeTier, Created: now, Modified: now, Tags: maps.Clone(in.Tags),
	}}
	w.rules = append(w.rules, r)
	w.remember("pricing rule", in.ClientToken, digest, r.ARN)
	return w.ruleCopy(r), nil
}

func (w *World) checkRuleName(name, except string) error {
	for _, r := range w.rules {
		if r.Name == name && r.ARN != except {
			return conflict("RESOURCE_NAME_CONFLICT", "pricing rule", r.ARN, "A pricing rule named %s exists already.", name)
		}
	}
	return nil
}

// checkScope demands exactly the members a scope needs.
func checkScope(in CreatePricingRuleInput) error {
	switch in.Scope {
	case ScopeGlobal:
		if in.Service+in.BillingEntity+in.UsageType+in.Operation != "" {
			return invalid("ILLEGAL_SCOPE", "A GLOBAL pricing rule names neither a service nor a billing entity.")
		}
	case ScopeService:
		if in.Service == "" {
			return invalid("ILLEGAL_SERVICE", "A SERVICE pricing rule needs a service.")
		}
		if in.BillingEntity+in.UsageType+in.Operation != "" {
			return invalid("ILLEGAL_SCOPE", "A SERVICE pricing rule names a service only.")
		}
	case ScopeBillingEntity:
		if in.BillingEntity == "" {
			return invalid("ILLEGAL_BILLING_ENTITY", "A BILLING_ENTITY pricing rule needs a billing entity.")
		}
		if in.Service+in.UsageType+in.Operation != "" {
			return invalid("ILLEGAL_SCOPE", "A BILLING_ENTITY pricing rule names a billing entity only.")
		}
	case ScopeSKU:
		if in.Service == "" || in.UsageType == "" {
			return invalid("INVALID_SKU_COMBO", "A SKU pricing rule needs a service and a usage type.")
		}
		if in.BillingEntity != "" {
			return invalid("ILLEGAL_SCOPE", "A SKU pricing rule names no billing entity.")
		}
	default:
		return invalidField("Scope", "Member must satisfy enum value set: [BILLING_ENTITY, GLOBAL, SERVICE, SKU]")
	}
	if in.Type == RuleTiering && in.Scope != ScopeGlobal && in.Scope != ScopeService {
		return invalid("ILLEGAL_SCOPE", "A TIERING pricing rule has the scope GLOBAL or SERVICE.")
	}
	return nil
}

func checkModifier(kind string, modifier *Amount, freeTier *bool) error {
	switch kind {
	case RuleMarkup, RuleDiscount:
		if freeTier != nil {
			return invalid("ILLEGAL_TIERING_INPUT", "Only TIERING pricing rules have a free tier.")
		}
		if modifier == nil || *modifier < 0 || *modifier > mostPercent || *modifier%(Unit/100) != 0 {
			return invalid("ILLEGAL_MODIFIER_PERCENTAGE", "ModifierPercentage must be at least 0 with at most 2 decimals.")
		}
		if kind == RuleDiscount && *modifier > 100*Unit {
			return invalid("ILLEGAL_MODIFIER_PERCENTAGE", "A discount cannot exceed 100 percent.")
		}
	case RuleTiering:
		if modifier != nil {
			return invalid("ILLEGAL_MODIFIER_PERCENTAGE", "A TIERING pricing rule has no percentage.")
		}
		if freeTier == nil {
			return invalid("ILLEGAL_TIERING_INPUT", "A TIERING pricing rule needs Tiering.FreeTier.Activated.")
		}
	default:
		return invalidField("Type", "Member must satisfy enum value set: [MARKUP, DISCOUNT, TIERING]")
	}
	return nil
}

// UpdatePricingRule changes a rule.
func (w *World) UpdatePricingRule(in UpdatePricingRuleInput) (PricingRule, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := w.rule(in.ARN)
	if r == nil {
		return PricingRule{}, notFound("pricing rule", in.ARN)
	}
	next := r.PricingRule
	if in.Name != nil {
		if err := firstError(checkName(*in.Name), w.checkRuleName(*in.Name, r.ARN)); err != nil {
			return PricingRule{}, err
		}
		next.Name = *in.Name
	}
	if in.Description != nil {
		next.Description = *in.Description
	}
	if in.Type != nil {
		if (*in.Type == RuleTiering) != (r.Type == RuleTiering) {
			return PricingRule{}, invalid("ILLEGAL_TYPE", "A TIERING pricing rule cannot become another type, nor the reverse.")
		}
		next.Type = *in.Type
	}
	if in.Modifier != nil {
		next.Modifier = in.Modifier
	}
	if in.FreeTier != nil {
		next.FreeTier = in.FreeTier
	}
	if err := firstError(checkDescription(next.Description, 1024), checkModifier(next.Type, next.Modifier, next.FreeTier)); err != nil {
		return PricingRule{}, err
	}
	next.Modified = w.Now()
	r.PricingRule = next
	w.reprice(next.Modified)
	return w.ruleCopy(r), nil
}

// DeletePricingRule deletes a rule that no plan uses.
func (w *World) DeletePricingRule(arn string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := w.rule(arn)
	if r == nil {
		return notFound("pricing rule", arn)
	}
	for _, p := range w.plans {
		if slices.Contains(p.RuleARNs, arn) {
			return conflict("PRICING_RULE_ATTACHED_TO_PRICING_PLAN_DELETE_CONFLICT", "pricing rule", arn, "The pricing rule is attached to the pricing plan %s.", p.ARN)
		}
	}
	w.rules = slices.DeleteFunc(w.rules, func(x *rule) bool { return x == r })
	return nil
}
