package billingconductor

import (
	"context"
	"slices"

	"portal.example/simulator/wire"
	"portal.example/simulator/world"
)

// maxRulesPerCall bounds the rules of CreatePricingPlan and the association calls.
const maxRulesPerCall = 30

type arnFilter struct{ Arns []string }

type listByARNInput struct {
	listing
	Filters arnFilter
}

// decodeListByARN reads and checks the input of the plan and rule listings.
func (s *service) decodeListByARN(r *wire.Request) (in listByARNInput, month world.Month, size int, err error) {
	if in, err = wire.Decode[listByARNInput](r); err != nil {
		return
	}
	if err = atMost("Filters.Arns", len(in.Filters.Arns), maxFilterARNs); err != nil {
		return
	}
	if month, err = s.month(in.BillingPeriod); err != nil {
		return
	}
	size, err = in.size()
	return
}

type planElement struct {
	Name             string
	Arn              string
	Description      string `json:",omitempty"`
	Size             int    // associated rules
	CreationTime     int64
	LastModifiedTime int64
}

func (s *service) listPricingPlans(_ context.Context, r *wire.Request) (any, error) {
	in, month, size, err := s.decodeListByARN(r)
	if err != nil {
		return nil, err
	}
	elements := []planElement{}
	for _, p := range s.world.PricingPlans() {
		if selects(in.Filters.Arns, p.ARN) {
			elements = append(elements, planElement{p.Name, p.ARN, p.Description, len(p.RuleARNs), unix(p.Created), unix(p.Modified)})
		}
	}
	page, next, err := wire.Page(r, elements, in.NextToken, size)
	if err != nil {
		return nil, err
	}
	return struct {
		BillingPeriod string
		PricingPlans  []planElement
		NextToken     string `json:",omitempty"`
	}{month.String(), page, next}, nil
}

func (s *service) createPricingPlan(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[struct {
		ClientToken     string `json:"-" aws:"header=X-Amzn-Client-Token"`
		Name            string
		Description     string
		PricingRuleArns []string
		Tags            map[string]string
	}](r)
	if err != nil {
		return nil, err
	}
	if err := firstError(
		required("Name", in.Name), checkClientToken(in.ClientToken),
		atMost("PricingRuleArns", len(in.PricingRuleArns), maxRulesPerCall),
	); err != nil {
		return nil, err
	}
	p, err := s.world.CreatePricingPlan(world.CreatePricingPlanInput{
		ClientToken: in.ClientToken, Name: in.Name, Description: in.Description, RuleARNs: in.PricingRuleArns, Tags: in.Tags,
	})
	return arnOnly{p.ARN}, err
}

func (s *service) updatePricingPlan(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[struct {
		Arn         string
		Name        *string
		Description *string
	}](r)
	if err != nil {
		return nil, err
	}
	if err := required("Arn", in.Arn); err != nil {
		return nil, err
	}
	p, err := s.world.UpdatePricingPlan(world.UpdatePricingPlanInput{ARN: in.Arn, Name: in.Name, Description: in.Description})
	if err != nil {
		return nil, err
	}
	return struct {
		Arn              string
		Name             string
		Description      string
		Size             int
		LastModifiedTime int64
	}{p.ARN, p.Name, p.Description, len(p.RuleARNs), unix(p.Modified)}, nil
}

func (s *service) deletePricingPlan(_ context.Context, r *wire.Request) (any, error) {
	in, err := decodeARN(r)
	if err != nil {
		return nil, err
	}
	return arnOnly(in), asValidation(s.world.DeletePricingPlan(in.Arn), "MISSING_PRICINGPLAN")
}

type ruleAssociationInput struct {
	Arn             string
	PricingRuleArns []string
}

func decodeRuleAssociation(r *wire.Request) (ruleAssociationInput, error) {
	in, err := wire.Decode[ruleAssociationInput](r)
	if err != nil {
		return in, err
	}
	if len(in.PricingRuleArns) == 0 {
		err = invalidField("PricingRuleArns", "must have length greater than or equal to 1")
	}
	return in, firstError(required("Arn", in.Arn), err, atMost("PricingRuleArns", len(in.PricingRuleArns), maxRulesPerCall))
}

func (s *service) associatePricingRules(_ context.Context, r *wire.Request) (any, error) {
	in, err := decodeRuleAssociation(r)
	if err != nil {
		return nil, err
	}
	return arnOnly{in.Arn}, s.world.AssociatePricingRules(in.Arn, in.PricingRuleArns)
}

func (s *service) disassociatePricingRules(_ context.Context, r *wire.Request) (any, error) {
	in, err := decodeRuleAssociation(r)
	if err != nil {
		return nil, err
	}
	return arnOnly{in.Arn}, s.world.DisassociatePricingRules(in.Arn, in.PricingRuleArns)
}

type associationsOfInput struct {
	listing
	PricingPlanArn string
	PricingRuleArn string
}

func (s *service) listRulesOfPlan(_ context.Context, r *wire.Request) (any, error) {
	in, month, size, err := s.decodeAssociationsOf(r, "PricingPlanArn")
	if err != nil {
		return nil, err
	}
	plans := s.world.PricingPlans()
	i := slices.IndexFunc(plans, func(p world.PricingPlan) bool { return p.ARN == in.PricingPlanArn })
	if i < 0 {
		return nil, notFound("pricing plan", in.PricingPlanArn)
	}
	page, next, err := wire.Page(r, plans[i].RuleARNs, in.NextToken, size)
	if err != nil {
		return nil, err
	}
	return struct {
		BillingPeriod   string
		PricingPlanArn  string
		PricingRuleArns []string
		NextToken       string `json:",omitempty"`
	}{month.String(), in.PricingPlanArn, nonNil(page), next}, nil
}

func (s *service) listPlansOfRule(_ context.Context, r *wire.Request) (any, error) {
	in, month, size, err := s.decodeAssociationsOf(r, "PricingRuleArn")
	if err != nil {
		return nil, err
	}
	rules := s.world.PricingRules()
	if !slices.ContainsFunc(rules, func(p world.PricingRule) bool { return p.ARN == in.PricingRuleArn }) {
		return nil, notFound("pricing rule", in.PricingRuleArn)
	}
	var plans []string
	for _, p := range s.world.PricingPlans() {
		if slices.Contains(p.RuleARNs, in.PricingRuleArn) {
			plans = append(plans, p.ARN)
		}
	}
	page, next, err := wire.Page(r, plans, in.NextToken, size)
	if err != nil {
		return nil, err
	}
	return struct {
		BillingPeriod   string
		PricingRuleArn  string
		PricingPlanArns []string
		NextToken       string `json:",omitempty"`
	}{month.String(), in.PricingRuleArn, nonNil(page), next}, nil
}

func (s *service) decodeAssociationsOf(r *wire.Request, member string) (in associationsOfInput, month world.Month, size int, err error) {
	if in, err = wire.Decode[associationsOfInput](r); err != nil {
		return
	}
	value := in.PricingPlanArn
	if member == "PricingRuleArn" {
		value = in.PricingRuleArn
	}
	if err = required(member, value); err != nil {
		return
	}
	if month, err = s.month(in.BillingPeriod); err != nil {
		return
	}
	size, err = in.size()
	return
}

// nonNil makes an empty list encode as [] rather than null.
func nonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
