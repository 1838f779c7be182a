package server_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor"
	bctypes "github.com/aws/aws-sdk-go-v2/service/billingconductor/types"

	"portal.example/simulator/world"
)

// firstGroup is a billing group of the scenario.
func (s *sim) firstGroup() bctypes.BillingGroupListElement {
	s.t.Helper()
	return must(s.sdk.bc.ListBillingGroups(s.t.Context(), &billingconductor.ListBillingGroupsInput{}))(s.t).BillingGroups[0]
}

func TestPricingPlansAndRules(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	ctx, bc := t.Context(), s.sdk.bc
	rule := must(bc.CreatePricingRule(ctx, &billingconductor.CreatePricingRuleInput{
		Name: aws.String("markup"), Scope: bctypes.PricingRuleScopeService, Type: bctypes.PricingRuleTypeMarkup,
		Service: aws.String("AmazonEC2"), ModifierPercentage: aws.Float64(7.25), Tags: map[string]string{"team": "billing"},
	}))(t)
	plan := must(bc.CreatePricingPlan(ctx, &billingconductor.CreatePricingPlanInput{Name: aws.String("gold"), Description: aws.String("d")}))(t)
	must(bc.AssociatePricingRules(ctx, &billingconductor.AssociatePricingRulesInput{Arn: plan.Arn, PricingRuleArns: []string{*rule.Arn}}))(t)

	listed := must(bc.ListPricingRules(ctx, &billingconductor.ListPricingRulesInput{Filters: &bctypes.ListPricingRulesFilter{Arns: []string{*rule.Arn}}}))(t)
	if len(listed.PricingRules) != 1 || *listed.PricingRules[0].ModifierPercentage != 7.25 || listed.PricingRules[0].AssociatedPricingPlanCount != 1 ||
		*listed.PricingRules[0].Service != "AmazonEC2" || *listed.BillingPeriod != "2026-11" {
		t.Errorf("rules %+v", listed)
	}
	rules := must(bc.ListPricingRulesAssociatedToPricingPlan(ctx, &billingconductor.ListPricingRulesAssociatedToPricingPlanInput{PricingPlanArn: plan.Arn}))(t)
	plans := must(bc.ListPricingPlansAssociatedWithPricingRule(ctx, &billingconductor.ListPricingPlansAssociatedWithPricingRuleInput{PricingRuleArn: rule.Arn}))(t)
	if !slices.Equal(rules.PricingRuleArns, []string{*rule.Arn}) || !slices.Equal(plans.PricingPlanArns, []string{*plan.Arn}) {
		t.Errorf("associations %v %v", rules.PricingRuleArns, plans.PricingPlanArns)
	}

	updated := must(bc.UpdatePricingRule(ctx, &billingconductor.UpdatePricingRuleInput{
		Arn: rule.Arn, Type: bctypes.PricingRuleTypeDiscount, ModifierPercentage: aws.Float64(3),
	}))(t)
	if updated.Type != bctypes.PricingRuleTypeDiscount || *updated.ModifierPercentage != 3 {
		t.Errorf("updated rule %+v", updated)
	}
	renamed := must(bc.UpdatePricingPlan(ctx, &billingconductor.UpdatePricingPlanInput{Arn: plan.Arn, Name: aws.String("platinum")}))(t)
	if *renamed.Name != "platinum" || renamed.Size != 1 {
		t.Errorf("updated plan %+v", renamed)
	}

	_, err := bc.DeletePricingRule(ctx, &billingconductor.DeletePricingRuleInput{Arn: rule.Arn})
	if !typed[*bctypes.ConflictException](err) {
		t.Errorf("delete a rule in use: %v", err)
	}
	must(bc.DisassociatePricingRules(ctx, &billingconductor.DisassociatePricingRulesInput{Arn: plan.Arn, PricingRuleArns: []string{*rule.Arn}}))(t)
	must(bc.DeletePricingRule(ctx, &billingconductor.DeletePricingRuleInput{Arn: rule.Arn}))(t)
	must(bc.DeletePricingPlan(ctx, &billingconductor.DeletePricingPlanInput{Arn: plan.Arn}))(t)
}

func TestTieringRules(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	rule := must(s.sdk.bc.CreatePricingRule(t.Context(), &billingconductor.CreatePricingRuleInput{
		Name: aws.String("no-free-tier"), Scope: bctypes.PricingRuleScopeGlobal, Type: bctypes.PricingRuleTypeTiering,
		Tiering: &bctypes.CreateTieringInput{FreeTier: &bctypes.CreateFreeTierConfig{Activated: aws.Bool(false)}},
	}))(t)
	got := must(s.sdk.bc.ListPricingRules(t.Context(), &billingconductor.ListPricingRulesInput{
		Filters: &bctypes.ListPricingRulesFilter{Arns: []string{*rule.Arn}},
	}))(t).PricingRules
	if len(got) != 1 || got[0].Tiering == nil || *got[0].Tiering.FreeTier.Activated || got[0].ModifierPercentage != nil {
		t.Errorf("rule %+v", got)
	}
}

func TestCustomLineItemLifecycle(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	ctx, bc, group := t.Context(), s.sdk.bc, s.firstGroup()
	create := billingconductor.CreateCustomLineItemInput{
		Name: aws.String("Support-2026-10"), Description: aws.String("Support of October"), BillingGroupArn: group.Arn,
		ClientToken: aws.String("plan-1-item-1"),
		BillingPeriodRange: &bctypes.CustomLineItemBillingPeriodRange{
			InclusiveStartBillingPeriod: aws.String("2026-10"), ExclusiveEndBillingPeriod: aws.String("2026-11"),
		},
		ChargeDetails: &bctypes.CustomLineItemChargeDetails{
			Type: bctypes.CustomLineItemTypeFee, Flat: &bctypes.CustomLineItemFlatChargeDetails{ChargeValue: aws.Float64(1234.56)},
		},
		PresentationDetails: &bctypes.PresentationObject{Service: aws.String("AWSSupportBusiness")},
	}
	first := must(bc.CreateCustomLineItem(ctx, &create))(t)
	again := must(bc.CreateCustomLineItem(ctx, &create))(t)
	if *first.Arn != *again.Arn {
		t.Errorf("the same token made %s and %s", *first.Arn, *again.Arn)
	}
	list := func(period *string) []bctypes.CustomLineItemListElement {
		return must(bc.ListCustomLineItems(ctx, &billingconductor.ListCustomLineItemsInput{
			BillingPeriod: period, Filters: &bctypes.ListCustomLineItemsFilter{Arns: []string{*first.Arn}},
		}))(t).CustomLineItems
	}
	if got := list(nil); len(got) != 0 {
		t.Errorf("an item of October is listed without a period: %+v", got)
	}
	got := list(aws.String("2026-10"))
	if len(got) != 1 || *got[0].ChargeDetails.Flat.ChargeValue != 1234.56 || got[0].ChargeDetails.Type != bctypes.CustomLineItemTypeFee ||
		*got[0].AccountId != *group.PrimaryAccountId || got[0].CurrencyCode != bctypes.CurrencyCodeUsd || got[0].CreationTime != simNow.Unix() ||
		*got[0].PresentationDetails.Service != "AWSSupportBusiness" {
		t.Fatalf("items of October: %+v", got)
	}

	updated := must(bc.UpdateCustomLineItem(ctx, &billingconductor.UpdateCustomLineItemInput{
		Arn: first.Arn, BillingPeriodRange: create.BillingPeriodRange,
		ChargeDetails: &bctypes.UpdateCustomLineItemChargeDetails{Flat: &bctypes.UpdateCustomLineItemFlatChargeDetails{ChargeValue: aws.Float64(10)}},
	}))(t)
	if *updated.ChargeDetails.Flat.ChargeValue != 10 {
		t.Errorf("updated %+v", updated)
	}
	versions := must(bc.ListCustomLineItemVersions(ctx, &billingconductor.ListCustomLineItemVersionsInput{Arn: first.Arn}))(t).CustomLineItemVersions
	if len(versions) == 0 || *versions[0].StartBillingPeriod != "2026-10" {
		t.Errorf("versions %+v", versions)
	}
	must(bc.DeleteCustomLineItem(ctx, &billingconductor.DeleteCustomLineItemInput{Arn: first.Arn, BillingPeriodRange: create.BillingPeriodRange}))(t)
	if got := list(aws.String("2026-10")); len(got) != 0 {
		t.Errorf("after the delete: %+v", got)
	}
}

func TestPercentageItemsAndTheirAssociations(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	ctx, bc, group := t.Context(), s.sdk.bc, s.firstGroup()
	item := must(bc.CreateCustomLineItem(ctx, &billingconductor.CreateCustomLineItemInput{
		Name: aws.String("Commission"), Description: aws.String("d"), BillingGroupArn: group.Arn,
		ChargeDetails: &bctypes.CustomLineItemChargeDetails{
			Type: bctypes.CustomLineItemTypeFee,
			Percentage: &bctypes.CustomLineItemPercentageChargeDetails{
				PercentageValue: aws.Float64(2.5), AssociatedValues: []string{*group.Arn},
			},
			LineItemFilters: []bctypes.LineItemFilter{{
				Attribute: bctypes.LineItemFilterAttributeNameLineItemType, MatchOption: bctypes.MatchOptionNotEqual,
				Values: []bctypes.LineItemFilterValue{bctypes.LineItemFilterValueSavingsPlanNegation},
			}},
		},
	}))(t)
	listed := must(bc.ListCustomLineItems(ctx, &billingconductor.ListCustomLineItemsInput{
		Filters: &bctypes.ListCustomLineItemsFilter{Arns: []string{*item.Arn}},
	}))(t).CustomLineItems
	if len(listed) != 1 || *listed[0].ChargeDetails.Percentage.PercentageValue != 2.5 || listed[0].AssociationSize != 1 ||
		len(listed[0].ChargeDetails.LineItemFilters) != 1 {
		t.Errorf("item %+v", listed)
	}
	associated := func() []bctypes.ListResourcesAssociatedToCustomLineItemResponseElement {
		return must(bc.ListResourcesAssociatedToCustomLineItem(ctx, &billingconductor.ListResourcesAssociatedToCustomLineItemInput{Arn: item.Arn}))(t).AssociatedResources
	}
	if got := associated(); len(got) != 1 || *got[0].Arn != *group.Arn {
		t.Errorf("associated with %+v", got)
	}
	removed := must(bc.BatchDisassociateResourcesFromCustomLineItem(ctx, &billingconductor.BatchDisassociateResourcesFromCustomLineItemInput{
		TargetArn: item.Arn, ResourceArns: []string{*group.Arn},
	}))(t)
	if len(removed.SuccessfullyDisassociatedResources) != 1 || len(removed.FailedDisassociatedResources) != 0 {
		t.Errorf("disassociated %+v", removed)
	}
	out := must(bc.BatchAssociateResourcesToCustomLineItem(ctx, &billingconductor.BatchAssociateResourcesToCustomLineItemInput{
		TargetArn: item.Arn, ResourceArns: []string{*group.Arn, "arn:aws:billingconductor::" + receiver + ":customlineitem/zzzzzzzzzz"},
	}))(t)
	if len(out.SuccessfullyAssociatedResources) != 1 || len(out.FailedAssociatedResources) != 1 || out.FailedAssociatedResources[0].Error == nil {
		t.Errorf("associated %+v", out)
	}
}

func TestMonthsOtherThanThisAndTheLastAreClosed(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	group := s.firstGroup()
	for _, month := range []string{"2026-09", "2027-01", "2025-11", "soon"} {
		_, err := s.sdk.bc.CreateCustomLineItem(t.Context(), &billingconductor.CreateCustomLineItemInput{
			Name: aws.String("x"), Description: aws.String("d"), BillingGroupArn: group.Arn,
			BillingPeriodRange: &bctypes.CustomLineItemBillingPeriodRange{InclusiveStartBillingPeriod: aws.String(month)},
			ChargeDetails: &bctypes.CustomLineItemChargeDetails{
				Type: bctypes.CustomLineItemTypeFee, Flat: &bctypes.CustomLineItemFlatChargeDetails{ChargeValue: aws.Float64(1)},
			},
		})
		var invalid *bctypes.ValidationException
		if !errors.As(err, &invalid) || invalid.Reason == "" {
			t.Errorf("%s: %v", month, err)
		}
	}
}

func TestGroupsAreMadeChangedAndDeleted(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	ctx, bc := t.Context(), s.sdk.bc
	transfer := s.transferWithoutGroup()
	group := must(bc.CreateBillingGroup(ctx, &billingconductor.CreateBillingGroupInput{
		Name: aws.String("New-Customer"), ClientToken: aws.String("one"),
		AccountGrouping:       &bctypes.AccountGrouping{ResponsibilityTransferArn: &transfer.ARN},
		ComputationPreference: &bctypes.ComputationPreference{PricingPlanArn: aws.String(world.BasicPlanARN)},
	}))(t)
	updated := must(bc.UpdateBillingGroup(ctx, &billingconductor.UpdateBillingGroupInput{Arn: group.Arn, Description: aws.String("renewed")}))(t)
	if *updated.PrimaryAccountId != transfer.Source.AccountID || *updated.Description != "renewed" || updated.Size == 0 {
		t.Errorf("group %+v", updated)
	}
	must(bc.TagResource(ctx, &billingconductor.TagResourceInput{ResourceArn: group.Arn, Tags: map[string]string{"a": "1", "b": "2"}}))(t)
	must(bc.UntagResource(ctx, &billingconductor.UntagResourceInput{ResourceArn: group.Arn, TagKeys: []string{"a"}}))(t)
	tags := must(bc.ListTagsForResource(ctx, &billingconductor.ListTagsForResourceInput{ResourceArn: group.Arn}))(t).Tags
	if len(tags) != 1 || tags["b"] != "2" {
		t.Errorf("tags %v", tags)
	}
	must(bc.DeleteBillingGroup(ctx, &billingconductor.DeleteBillingGroupInput{Arn: group.Arn}))(t)
	if _, err := bc.UpdateBillingGroup(ctx, &billingconductor.UpdateBillingGroupInput{Arn: group.Arn, Description: aws.String("x")}); err == nil {
		t.Error("a deleted group was changed")
	}
}

// transferWithoutGroup is an accepted transfer no billing group belongs to.
func (s *sim) transferWithoutGroup() world.Transfer {
	s.t.Helper()
	snapshot := s.snapshot()
	for _, tr := range snapshot.Transfers {
		grouped := slices.ContainsFunc(snapshot.BillingGroups, func(g world.BillingGroup) bool {
			return g.Deleted == nil && g.TransferARN == tr.ARN
		})
		if tr.Status == world.TransferAccepted && tr.Direction == world.Inbound && !grouped {
			return tr
		}
	}
	s.t.Fatal("every accepted transfer has a group")
	return world.Transfer{}
}

func TestALostResponseDidTheWork(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	s.faults(map[string]any{"kind": "lost_response", "service": "billingconductor", "operation": "CreatePricingPlan", "count": 1})
	in := billingconductor.CreatePricingPlanInput{Name: aws.String("once"), ClientToken: aws.String("token-1")}
	if _, err := s.sdk.bc.CreatePricingPlan(t.Context(), &in); err == nil || code(err) != "" {
		t.Fatalf("the answer arrived: %v", err)
	}
	count := func() (n int) {
		for _, p := range must(s.sdk.bc.ListPricingPlans(t.Context(), &billingconductor.ListPricingPlansInput{}))(t).PricingPlans {
			if *p.Name == "once" {
				n++
			}
		}
		return n
	}
	if count() != 1 {
		t.Fatal("the work was not done")
	}
	must(s.sdk.bc.CreatePricingPlan(t.Context(), &in))(t) // the retry
	if count() != 1 {
		t.Error("the retry with the same token doubled the work")
	}
	var counts []struct {
		Operation string
		Cut       uint64
		Faults    map[string]uint64
	}
	s.control(http.MethodGet, "journal/counts", nil, &counts)
	for _, c := range counts {
		if c.Operation == "CreatePricingPlan" && (c.Cut != 1 || c.Faults["lost_response"] != 1) {
			t.Errorf("counts %+v", c)
		}
	}
}

func TestADroppedRequestDidNothing(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	s.faults(map[string]any{"kind": "drop", "operation": "CreatePricingPlan", "count": 1})
	in := billingconductor.CreatePricingPlanInput{Name: aws.String("dropped")}
	if _, err := s.sdk.bc.CreatePricingPlan(t.Context(), &in); err == nil || code(err) != "" {
		t.Fatalf("the answer arrived: %v", err)
	}
	must(s.sdk.bc.CreatePricingPlan(t.Context(), &in))(t) // the name is still free
}

func TestABrokenPageTokenIsRefusedLater(t *testing.T) {
	t.Parallel()
	s := start(t, "reseller")
	s.faults(map[string]any{"kind": "broken_page_token", "operation": "ListBillingGroups", "count": 1})
	in := billingconductor.ListBillingGroupsInput{MaxResults: aws.Int32(2)}
	page := must(s.sdk.bc.ListBillingGroups(t.Context(), &in))(t)
	in.NextToken = page.NextToken
	if _, err := s.sdk.bc.ListBillingGroups(t.Context(), &in); !typed[*bctypes.ValidationException](err) {
		t.Errorf("the broken token: %v", err)
	}
	in.NextToken = nil
	page = must(s.sdk.bc.ListBillingGroups(t.Context(), &in))(t)
	in.NextToken = page.NextToken
	must(s.sdk.bc.ListBillingGroups(t.Context(), &in))(t)
	in.Filters = &bctypes.ListBillingGroupsFilter{Statuses: []bctypes.BillingGroupStatus{bctypes.BillingGroupStatusActive}}
	if _, err := s.sdk.bc.ListBillingGroups(t.Context(), &in); !typed[*bctypes.ValidationException](err) {
		t.Errorf("a token of another filter: %v", err)
	}
}
