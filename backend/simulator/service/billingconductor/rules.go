package billingconductor

import (
	"context"
	"encoding/json"

	"portal.example/simulator/wire"
	"portal.example/simulator/world"
)

type freeTier struct{ Activated *bool }

type tiering struct{ FreeTier *freeTier }

// activated is Tiering.FreeTier.Activated; nil when any part is missing.
func (t *tiering) activated() *bool {
	if t == nil || t.FreeTier == nil {
		return nil
	}
	return t.FreeTier.Activated
}

func newTiering(activated *bool) *tiering {
	if activated == nil {
		return nil
	}
	return &tiering{&freeTier{activated}}
}

// ruleBody is what the rule listing and UpdatePricingRule both answer.
type ruleBody struct {
	Name                       string
	Arn                        string
	Description                string `json:",omitempty"`
	Scope                      string
	Type                       string
	ModifierPercentage         *json.Number `json:",omitempty"`
	Service                    string       `json:",omitempty"`
	BillingEntity              string       `json:",omitempty"`
	Tiering                    *tiering     `json:",omitempty"`
	UsageType                  string       `json:",omitempty"`
	Operation                  string       `json:",omitempty"`
	AssociatedPricingPlanCount int
	LastModifiedTime           int64
}

type ruleElement struct {
	ruleBody
	CreationTime int64
}

func newRuleBody(p world.PricingRule) ruleBody {
	return ruleBody{
		Name: p.Name, Arn: p.ARN, Description: p.Description, Scope: p.Scope, Type: p.Type,
		ModifierPercentage: number(p.Modifier), Service: p.Service, BillingEntity: p.BillingEntity,
		Tiering: newTiering(p.FreeTier), UsageType: p.UsageType, Operation: p.Operation,
		AssociatedPricingPlanCount: p.PlanCount, LastModifiedTime: unix(p.Modified),
	}
}

func (s *service) listPricingRules(_ context.Context, r *wire.Request) (any, error) {
	in, month, size, err := s.decodeListByARN(r)
	if err != nil {
		return nil, err
	}
	elements := []ruleElement{}
	for _, p := range s.world.PricingRules() {
		if selects(in.Filters.Arns, p.ARN) {
			elements = append(elements, ruleElement{newRuleBody(p), unix(p.Created)})
		}
	}
	page, next, err := wire.Page(r, elements, in.NextToken, size)
	if err != nil {
		return nil, err
	}
	return struct {
		BillingPeriod string
		PricingRules  []ruleElement
		NextToken     string `json:",omitempty"`
	}{month.String(), page, next}, nil
}

func (s *service) createPricingRule(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[struct {
		ClientToken        string `json:"-" aws:"header=X-Amzn-Client-Token"`
		Name               string
		Description        string
		Scope              string
		Type               string
		ModifierPercentage *json.Number
		Service            string
		UsageType          string
		Operation          string
		BillingEntity      string
		Tiering            *tiering
		Tags               map[string]string
	}](r)
	if err != nil {
		return nil, err
	}
	modifier, amountErr := amount("ModifierPercentage", in.ModifierPercentage)
	if err := firstError(
		required("Name", in.Name, "Scope", in.Scope, "Type", in.Type),
		oneOf("Scope", in.Scope, world.ScopeGlobal, world.ScopeService, world.ScopeBillingEntity, world.ScopeSKU),
		oneOf("Type", in.Type, world.RuleMarkup, world.RuleDiscount, world.RuleTiering),
		checkClientToken(in.ClientToken), amountErr, checkTiering(in.Tiering),
	); err != nil {
		return nil, err
	}
	p, err := s.world.CreatePricingRule(world.CreatePricingRuleInput{
		ClientToken: in.ClientToken, Name: in.Name, Description: in.Description, Scope: in.Scope, Type: in.Type,
		Modifier: modifier, Service: in.Service, UsageType: in.UsageType, Operation: in.Operation,
		BillingEntity: in.BillingEntity, FreeTier: in.Tiering.activated(), Tags: in.Tags,
	})
	return arnOnly{p.ARN}, err
}

func checkTiering(t *tiering) error {
	if t != nil && t.activated() == nil {
		return invalidField("Tiering.FreeTier.Activated", "is required")
	}
	return nil
}

func (s *service) updatePricingRule(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[struct {
		Arn                string
		Name               *string
		Description        *string
		Type               *string
		ModifierPercentage *json.Number
		Tiering            *tiering
	}](r)
	if err != nil {
		return nil, err
	}
	modifier, amountErr := amount("ModifierPercentage", in.ModifierPercentage)
	if err := firstError(required("Arn", in.Arn), amountErr, checkTiering(in.Tiering)); err != nil {
		return nil, err
	}
	if in.Type != nil {
		if err := oneOf("Type", *in.Type, world.RuleMarkup, world.RuleDiscount, world.RuleTiering); err != nil {
			return nil, err
		}
	}
	p, err := s.world.UpdatePricingRule(world.UpdatePricingRuleInput{
		ARN: in.Arn, Name: in.Name, Description: in.Description, Type: in.Type, Modifier: modifier, FreeTier: in.Tiering.activated(),
	})
	if err != nil {
		return nil, err
	}
	return newRuleBody(p), nil
}

func (s *service) deletePricingRule(_ context.Context, r *wire.Request) (any, error) {
	in, err := decodeARN(r)
	if err != nil {
		return nil, err
	}
	return arnOnly(in), asValidation(s.world.DeletePricingRule(in.Arn), "PRICINGRULES_NOT_EXIST")
}
