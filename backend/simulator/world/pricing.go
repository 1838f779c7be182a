package world

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"portal.example/simulator/scenario"
)

// rateDelay is how long a change of rates takes to show.
const rateDelay = 24 * time.Hour

const (
	mostPlans        = 5_000
	mostRules        = 50_000
	mostRulesPerPlan = 500
	mostRulesPerCall = 30
)

// describe renders an input for comparison; pointers by what they point to.
func describe(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf("%+v", v) // inputs are plain data; this cannot happen
	}
	return string(b)
}

// furnishPricing makes a scenario's plans and rules.
func (w *World) furnishPricing(plans []scenario.PricingPlan, rules []scenario.PricingRule) error {
	long := w.epoch.Start().AddDate(-3, 0, 0)
	for _, managed := range []struct{ arn, name, description string }{
		{BasicPlanARN, "BasicPricingPlan", "Public rates, without discounts"},
		{PassthroughPlanARN, "Passthrough", "Public rates, without discounts"},
	} {
		w.plans = append(w.plans, &plan{PricingPlan{ARN: managed.arn, Name: managed.name, Description: managed.description, Created: long, Modified: long}})
	}
	ruleARN := map[string]string{}
	for _, r := range rules {
		arn := "arn:aws:billingconductor::" + w.account + ":pricingrule/" + text(w.draw.Sub("rule "+r.Name), alnumSet, 10)
		ruleARN[r.Name] = arn
		made := PricingRule{
			ARN: arn, Name: r.Name, Description: r.Description, Scope: r.Scope, Type: r.Type, Service: r.Service,
			UsageType: r.UsageType, Operation: r.Operation, BillingEntity: r.Entity, Created: long, Modified: long,
		}
		if r.Type == RuleTiering {
			activated := !r.FreeTierOff
			made.FreeTier = &activated
		} else {
			modifier := Amount(r.Percent) * Unit / 100
			made.Modifier = &modifier
		}
		w.rules = append(w.rules, &rule{made})
	}
	for _, pp := range plans {
		made := PricingPlan{
			ARN:  "arn:aws:billingconductor::" + w.account + ":pricingplan/" + text(w.draw.Sub("plan "+pp.Name), alnumSet, 10),
			Name: pp.Name, Description: pp.Description, Created: long, Modified: long,
		}
		for _, name := range pp.Rules {
			if ruleARN[name] == "" {
				return fmt.Errorf("pricing plan %q names the unknown rule %q", pp.Name, name)
			}
			made.RuleARNs = append(made.RuleARNs, ruleARN[name])
		}
		w.plans = append(w.plans, &plan{made})
	}
	return nil
}

func (w *World) planNamed(name string) (string, error) {
	if name == scenario.BasicPlan {
		return BasicPlanARN, nil
	}
	for _, p := range w.plans {
		if p.Name == name {
			return p.ARN, nil
		}
	}
	return "", fmt.Errorf("unknown pricing plan %q", name)
}

func (w *World) plan(arn string) *plan {
	i := slices.IndexFunc(w.plans, func(p *plan) bool { return p.ARN == arn })
	if i < 0 {
		return nil
	}
	return w.plans[i]
}

func (w *World) rule(arn string) *rule {
	i := slices.IndexFunc(w.rules, func(r *rule) bool { return r.ARN == arn })
	if i < 0 {
		return nil
	}
	return w.rules[i]
}

// compile turns a plan into a price book. AWS's managed plans have no rules.
func (w *World) compile(planARN string) *priceBook {
	book := newPriceBook()
	p := w.plan(planARN)
	if p == nil {
		return book
	}
	for _, arn := range p.RuleARNs {
		r := w.rule(arn)
		if r.Type == RuleTiering {
			off := r.FreeTier != nil && !*r.FreeTier
			if r.Scope == ScopeService {
				book.freeOffs[r.Service] = off
			} else {
				book.freeOff = off
			}
			continue
		}
		f := unchanged + factor(*r.Modifier/100)
		if r.Type == RuleDiscount {
			f = unchanged - factor(*r.Modifier/100)
		}
		switch r.Scope {
		case ScopeSKU:
			book.sku[skuRef{r.Service, r.UsageType, r.Operation}] = f
		case ScopeService:
			book.service[r.Service] = f
		case ScopeBillingEntity:
			book.entity[r.BillingEntity] = f
		default:
			book.global = f
		}
	}
	return book
}

// reprice gives every group whose prices have changed a new price book. It prices the month
// that contains now from its start, and shows after rateDelay. The caller holds the lock.
func (w *World) reprice(now time.Time) {
	compiled := map[string]*priceBook{}
	for _, g := range w.groups {
		if g.endedAt(now) {
			continue
		}
		book, ok := compiled[g.PricingPlanARN]
		if !ok {
			book = w.compile(g.PricingPlanARN)
			compiled[g.PricingPlanARN] = book
		}
		if !book.equal(g.books[len(g.books)-1].book) {
			g.books = append(g.books, bookVersion{at: now, from: MonthOf(now), book: book})
			g.version++
		}
	}
}

// PricingPlans returns all plans, AWS-managed ones first.
func (w *World) PricingPlans() []PricingPlan {
	w.mu.RLock()
	defer w.mu.RUnlock()
	out := make([]PricingPlan, len(w.plans))
	for i, p := range w.plans {
		out[i] = p.copy()
	}
	return out
}

func (p *plan) copy() PricingPlan {
	out := p.PricingPlan
	out.RuleARNs, out.Tags = slices.Clone(p.RuleARNs), maps.Clone(p.Tags)
	return out
}

// PricingRules returns all rules.
func (w *World) PricingRules() []PricingRule {
	w.mu.RLock()
	defer w.mu.RUnlock()
	out := make([]PricingRule, len(w.rules))
	for i, r := range w.rules {
		out[i] = w.ruleCopy(r)
	}
	return out
}

func (w *World) ruleCopy(r *rule) PricingRule {
	out := r.PricingRule
	out.Tags = maps.Clone(r.Tags)
	for _, p := range w.plans {
		if slices.Contains(p.RuleARNs, r.ARN) {
			out.PlanCount++
		}
	}
	return out
}

// CreatePricingPlan makes a plan; idempotent by ClientToken.
func (w *World) CreatePricingPlan(in CreatePricingPlanInput) (PricingPlan, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	arn, digest, err := w.replay("pricing plan", in.ClientToken, in)
	if err != nil {
		return PricingPlan{}, err
	}
	if p := w.plan(arn); p != nil {
		return p.copy(), nil
	}
	if err := firstError(checkName(in.Name), checkDescription(in.Description, 1024), checkTags(in.Tags), w.checkPlanName(in.Name, "")); err != nil {
		return PricingPlan{}, err
	}
	if len(w.plans) >= mostPlans {
		return PricingPlan{}, limitExceeded("pricing plan", "", "The account has %d pricing plans.", mostPlans)
	}
	now := w.Now()
	p := &plan{PricingPlan{
		ARN:  "arn:aws:billingconductor::" + w.account + ":pricingplan/" + w.newID("plan", 10),
		Name: in.Name, Description: in.Description, Created: now, Modified: now, Tags: maps.Clone(in.Tags),
	}}
	if err := w.addRules(p, in.RuleARNs); err != nil {
		return PricingPlan{}, err
	}
	w.plans = append(w.plans, p)
	w.remember("pricing plan", in.ClientToken, digest, p.ARN)
	return p.copy(), nil
}

// firstError returns the first error that is not nil.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *World) checkPlanName(name, except string) error {
	for _, p := range w.plans {
		if p.Name == name && p.ARN != except {
			return conflict("RESOURCE_NAME_CONFLICT", "pricing plan", p.ARN, "A pricing plan named %s exists already.", name)
		}
	}
	return nil
}

// addRules associates rules with a plan, all or none.
func (w *World) addRules(p *plan, arns []string) error {
	if len(arns) > mostRulesPerCall {
		return invalidField("PricingRuleArns", "Member must have length less than or equal to %d", mostRulesPerCall)
	}
	if err := checkDistinct(arns, "DUPLICATE_PRICINGRULE_ARNS", "pricing rule"); err != nil {
		return err
	}
	scopes := map[string]bool{}
	for _, arn := range p.RuleARNs {
		scopes[w.rule(arn).reach()] = true
	}
	for _, arn := range arns {
		r := w.rule(arn)
		switch {
		case r == nil:
			return invalid("PRICINGRULES_NOT_EXIST", "The pricing rule %s does not exist.", arn)
		case slices.Contains(p.RuleARNs, arn):
			return invalid("PRICINGRULES_ALREADY_ASSOCIATED", "The pricing rule %s is associated with the plan already.", arn)
		case scopes[r.reach()]:
			return conflict("PRICING_RULE_IN_PRICING_PLAN_CONFLICT", "pricing rule", arn, "The plan has a pricing rule of the same scope already.")
		}
		scopes[r.reach()] = true
	}
	if len(p.RuleARNs)+len(arns) > mostRulesPerPlan {
		return limitExceeded("pricing plan", p.ARN, "A pricing plan can have %d rules.", mostRulesPerPlan)
	}
	p.RuleARNs = append(slices.Clone(p.RuleARNs), arns...)
	return nil
}

// reach names what a rule applies to; two rules of a plan must not share it.
func (r *rule) reach() string {
	kind := "rate"
	if r.Type == RuleTiering {
		kind = RuleTiering
	}
	return fmt.Sprint(kind, "|", r.Scope, "|", r.Service, "|", r.UsageType, "|", r.Operation, "|", r.BillingEntity)
}

// ownPlan finds a plan that may be changed; AWS's own may not.
func (w *World) ownPlan(arn string) (*plan, error) {
	p := w.plan(arn)
	switch {
	case arn == BasicPlanARN || arn == PassthroughPlanARN:
		return nil, &Error{Code: "AccessDeniedException", Message: "AWS-managed pricing plans cannot be changed.", HTTPStatus: 403}
	case p == nil:
		return nil, notFound("pricing plan", arn)
	}
	return p, nil
}

// UpdatePricingPlan changes a plan's name or description.
func (w *World) UpdatePricingPlan(in UpdatePricingPlanInput) (PricingPlan, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, err := w.ownPlan(in.ARN)
	if err != nil {
		return PricingPlan{}, err
	}
	if in.Name != nil {
		if err := firstError(checkName(*in.Name), w.checkPlanName(*in.Name, p.ARN)); err != nil {
			return PricingPlan{}, err
		}
	}
	if in.Description != nil {
		if err := checkDescription(*in.Description, 1024); err != nil {
			return PricingPlan{}, err
		}
		p.Description = *in.Description
	}
	if in.Name != nil {
		p.Name = *in.Name
	}
	p.Modified = w.Now()
	return p.copy(), nil
}

// DeletePricingPlan deletes a plan that no group uses.
func (w *World) DeletePricingPlan(arn string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, err := w.ownPlan(arn)
	if err != nil {
		return err
	}
	now := w.Now()
	for _, g := range w.groups {
		if g.PricingPlanARN == arn && !g.endedAt(now) {
			return conflict("PRICING_PLAN_ATTACHED_TO_BILLING_GROUP_DELETE_CONFLICT", "pricing plan", arn, "The pricing plan is attached to the billing group %s.", g.ARN)
		}
	}
	w.plans = slices.DeleteFunc(w.plans, func(x *plan) bool { return x == p })
	return nil
}

// AssociatePricingRules adds rules to a plan.
func (w *World) AssociatePricingRules(planARN string, ruleARNs []string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, err := w.ownPlan(planARN)
	if err != nil {
		return err
	}
	if len(ruleARNs) == 0 {
		return invalidField("PricingRuleArns", "Member must not be empty")
	}
	if err := w.addRules(p, ruleARNs); err != nil {
		return err
	}
	p.Modified = w.Now()
	w.reprice(p.Modified)
	return nil
}

// DisassociatePricingRules removes rules from a plan.
func (w *World) DisassociatePricingRules(planARN string, ruleARNs []string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, err := w.ownPlan(planARN)
	if err != nil {
		return err
	}
	if len(ruleARNs) == 0 || len(ruleARNs) > mostRulesPerCall {
		return invalidField("PricingRuleArns", "Member must have between 1 and %d elements", mostRulesPerCall)
	}
	for _, arn := range ruleARNs {
		if !slices.Contains(p.RuleARNs, arn) {
			return invalid("PRICINGRULES_NOT_ASSOCIATED", "The pricing rule %s is not associated with the plan.", arn)
		}
	}
	p.RuleARNs = slices.DeleteFunc(slices.Clone(p.RuleARNs), func(arn string) bool { return slices.Contains(ruleARNs, arn) })
	p.Modified = w.Now()
	w.reprice(p.Modified)
	return nil
}
