package world

import (
	"testing"
	"time"

	"portal.example/simulator/scenario"
)

func TestTheMostSpecificRuleWins(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Tiny, present)
	percent := func(p Amount) *Amount { return new(p * Unit) }
	var arns []string
	for _, in := range []CreatePricingRuleInput{
		{Name: "g", Scope: ScopeGlobal, Type: RuleMarkup, Modifier: percent(10)},
		{Name: "s", Scope: ScopeService, Type: RuleDiscount, Modifier: percent(20), Service: "AmazonS3"},
		{Name: "k", Scope: ScopeSKU, Type: RuleMarkup, Modifier: percent(50), Service: "AmazonS3", UsageType: "TimedStorage-ByteHrs"},
		{Name: "e", Scope: ScopeBillingEntity, Type: RuleMarkup, Modifier: percent(5), BillingEntity: EntityMarketplace},
	} {
		arns = append(arns, must(w.CreatePricingRule(in))(t).ARN)
	}
	p := must(w.CreatePricingPlan(CreatePricingPlanInput{Name: "layers", RuleARNs: arns}))(t)
	book := w.compile(p.ARN)
	storage, requests := &sku{usage: "TimedStorage-ByteHrs"}, &sku{usage: "Requests-Tier1"}
	for name, c := range map[string]struct {
		key  LineKey
		sku  *sku
		want factor
	}{
		"sku":     {LineKey{ServiceCode: "AmazonS3", UsageType: "EU-TimedStorage-ByteHrs", Operation: "StandardStorage", BillingEntity: EntityAWS}, storage, 15e9},
		"service": {LineKey{ServiceCode: "AmazonS3", UsageType: "EU-Requests-Tier1", BillingEntity: EntityAWS}, requests, 8e9},
		"entity":  {LineKey{ServiceCode: "datadogpro", BillingEntity: EntityMarketplace}, requests, 10.5e9},
		"global":  {LineKey{ServiceCode: "AmazonEC2", BillingEntity: EntityAWS}, requests, 11e9},
	} {
		if got := book.of(&c.key, c.sku); got != c.want {
			t.Errorf("%s: factor %d, want %d", name, got, c.want)
		}
	}
}

func TestANewPlanRepricesTheCurrentMonthAfterADay(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	total := func(m Month) Amount {
		return sum(t, b.w, b.view.ARN, m, unblended, func(l *Line) bool { return l.ItemARN == "" && l.Day < b.m.FirstDay()+15 })
	}
	before, earlier := total(b.m), total(b.m-1)
	must(b.w.UpdateBillingGroup(UpdateBillingGroupInput{ARN: b.group.ARN, PricingPlanARN: new(BasicPlanARN)}))(t)
	if got := total(b.m); got != before {
		t.Errorf("the new plan shows at once")
	}
	b.w.Clock().Advance(24 * time.Hour)
	after := total(b.m)
	// The old plan took 2 % off the public rates, which have 10 decimals after that too.
	if off := Amount(mulDiv(int64(after), 98, 100)) - before; off > Unit/50 || off < -Unit/50 {
		t.Errorf("repriced from %s to %s", before, after)
	}
	if got := total(b.m - 1); got != earlier {
		t.Errorf("the previous month changed from %s to %s", earlier, got)
	}
}

func TestRuleChangesReachTheGroupsOfThePlan(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var r PricingRule
	for _, x := range b.w.PricingRules() {
		if x.Name == "global-discount-2" {
			r = x
		}
	}
	before := sum(t, b.w, b.view.ARN, b.m, unblended, ofType(RecordUsage))
	must(b.w.UpdatePricingRule(UpdatePricingRuleInput{ARN: r.ARN, Modifier: new(50 * Unit)}))(t)
	b.w.Clock().Advance(24 * time.Hour)
	if after := sum(t, b.w, b.view.ARN, b.m, unblended, ofType(RecordUsage)); after > before*6/10 {
		t.Errorf("usage is %s, was %s", after, before)
	}
}

func TestPricingRulesOfAWS(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Tiny, present)
	for name, c := range map[string]struct {
		in     CreatePricingRuleInput
		reason string
	}{
		"three decimals":       {CreatePricingRuleInput{Name: "x", Scope: ScopeGlobal, Type: RuleMarkup, Modifier: new(Unit / 1000)}, "ILLEGAL_MODIFIER_PERCENTAGE"},
		"negative":             {CreatePricingRuleInput{Name: "x", Scope: ScopeGlobal, Type: RuleMarkup, Modifier: new(-Unit)}, "ILLEGAL_MODIFIER_PERCENTAGE"},
		"discount beyond 100":  {CreatePricingRuleInput{Name: "x", Scope: ScopeGlobal, Type: RuleDiscount, Modifier: new(101 * Unit)}, "ILLEGAL_MODIFIER_PERCENTAGE"},
		"no percentage":        {CreatePricingRuleInput{Name: "x", Scope: ScopeGlobal, Type: RuleMarkup}, "ILLEGAL_MODIFIER_PERCENTAGE"},
		"unknown scope":        {CreatePricingRuleInput{Name: "x", Scope: "WORLD", Type: RuleMarkup, Modifier: new(Amount(0))}, "FIELD_VALIDATION_FAILED"},
		"service without one":  {CreatePricingRuleInput{Name: "x", Scope: ScopeService, Type: RuleMarkup, Modifier: new(Amount(0))}, "ILLEGAL_SERVICE"},
		"sku without usage":    {CreatePricingRuleInput{Name: "x", Scope: ScopeSKU, Type: RuleMarkup, Modifier: new(Amount(0)), Service: "AmazonS3"}, "INVALID_SKU_COMBO"},
		"tiering without tier": {CreatePricingRuleInput{Name: "x", Scope: ScopeGlobal, Type: RuleTiering}, "ILLEGAL_TIERING_INPUT"},
		"tiering of an entity": {CreatePricingRuleInput{Name: "x", Scope: ScopeBillingEntity, Type: RuleTiering, FreeTier: new(true), BillingEntity: "AWS"}, "ILLEGAL_SCOPE"},
	} {
		_, err := w.CreatePricingRule(c.in)
		wantCode(t, name, err, "ValidationException", c.reason)
	}
	_, err := w.CreatePricingRule(CreatePricingRuleInput{Name: "global-markup-3", Scope: ScopeGlobal, Type: RuleMarkup, Modifier: new(Amount(0))})
	wantCode(t, "a taken name", err, "ConflictException", "RESOURCE_NAME_CONFLICT")

	var used PricingPlan
	for _, p := range w.PricingPlans() {
		if p.Name == "managed-3" {
			used = p
		}
	}
	wantCode(t, "delete a used plan", w.DeletePricingPlan(used.ARN), "ConflictException", "PRICING_PLAN_ATTACHED_TO_BILLING_GROUP_DELETE_CONFLICT")
	wantCode(t, "delete a used rule", w.DeletePricingRule(used.RuleARNs[0]), "ConflictException", "PRICING_RULE_ATTACHED_TO_PRICING_PLAN_DELETE_CONFLICT")
	wantCode(t, "delete AWS's plan", w.DeletePricingPlan(BasicPlanARN), "AccessDeniedException", "")
	wantCode(t, "associate twice", w.AssociatePricingRules(used.ARN, used.RuleARNs), "ValidationException", "PRICINGRULES_ALREADY_ASSOCIATED")
	second := must(w.CreatePricingRule(CreatePricingRuleInput{Name: "second-global", Scope: ScopeGlobal, Type: RuleDiscount, Modifier: new(Unit)}))(t)
	wantCode(t, "overlap", w.AssociatePricingRules(used.ARN, []string{second.ARN}), "ConflictException", "PRICING_RULE_IN_PRICING_PLAN_CONFLICT")
	if err := w.DisassociatePricingRules(used.ARN, used.RuleARNs); err != nil {
		t.Error(err)
	}
	if err := w.DeletePricingRule(used.RuleARNs[0]); err != nil {
		t.Error(err)
	}
}

func TestAGroupThatIsDeletedTakesTheCurrentMonthAway(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if err := b.w.DeleteBillingGroup(b.group.ARN); err != nil {
		t.Fatal(err)
	}
	if v, ok := b.w.View(b.view.ARN); !ok || v.ActiveTo != b.m-1 {
		t.Errorf("the view lives until %s", v.ActiveTo)
	}
	if rows := must(b.w.Rows(b.view.ARN, b.m))(t); len(rows) != 0 {
		t.Errorf("the current month has %d rows", len(rows))
	}
	if rows := must(b.w.Rows(b.view.ARN, b.m-1))(t); len(rows) == 0 {
		t.Error("the previous month is gone")
	}
	in := CreateBillingGroupInput{ClientToken: "again", Name: "again", TransferARN: b.group.TransferARN, PricingPlanARN: BasicPlanARN}
	_, err := b.w.CreateBillingGroup(in)
	wantCode(t, "a new group in the same month", err, "ValidationException", "BILLING_GROUP_ALREADY_EXIST_IN_CURRENT_BILLING_PERIOD")
	b.w.Clock().Set(b.m.Next().Start())
	made := must(b.w.CreateBillingGroup(in))(t)
	if again := must(b.w.CreateBillingGroup(in))(t); again.ARN != made.ARN {
		t.Errorf("the same token made %s and %s", made.ARN, again.ARN)
	}
	if v := viewIn(t, b.w, made.PrimaryAccountID, ViewShowback, b.m.Next()); v.GroupARN != made.ARN {
		t.Errorf("the next month's view is of %s", v.GroupARN)
	}
}

func TestGroupRulesOfAWS(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	in := CreateBillingGroupInput{Name: "new", TransferARN: b.group.TransferARN, PricingPlanARN: BasicPlanARN}
	change := func(f func(*CreateBillingGroupInput)) CreateBillingGroupInput { c := in; f(&c); return c }
	for name, c := range map[string]struct {
		in           CreateBillingGroupInput
		code, reason string
	}{
		"a second one":    {in, "ValidationException", "ACCOUNTS_ALREADY_ASSOCIATED"},
		"no transfer":     {change(func(c *CreateBillingGroupInput) { c.TransferARN = "" }), "ValidationException", "ILLEGAL_BILLING_GROUP_TYPE"},
		"unknown":         {change(func(c *CreateBillingGroupInput) { c.TransferARN += "x" }), "ResourceNotFoundException", ""},
		"a taken name":    {change(func(c *CreateBillingGroupInput) { c.Name = b.group.Name }), "ConflictException", "RESOURCE_NAME_CONFLICT"},
		"linked accounts": {change(func(c *CreateBillingGroupInput) { c.LinkedAccountIDs = []string{"1"} }), "ValidationException", "ILLEGAL_ACCOUNTS"},
	} {
		_, err := b.w.CreateBillingGroup(c.in)
		wantCode(t, name, err, c.code, c.reason)
	}
	c := withTrait(t, b.w, scenario.TraitNoGroup)
	for _, tr := range b.w.Transfers(Inbound) {
		if tr.Source.AccountID != c.Account.ID {
			continue
		}
		_, err := b.w.CreateBillingGroup(CreateBillingGroupInput{Name: "g", TransferARN: tr.ARN, PricingPlanARN: "arn:none"})
		wantCode(t, "unknown plan", err, "ValidationException", "MISSING_PRICINGPLAN")
		made := must(b.w.CreateBillingGroup(CreateBillingGroupInput{Name: "g", TransferARN: tr.ARN, PricingPlanARN: BasicPlanARN}))(t)
		if v := viewIn(t, b.w, c.Account.ID, ViewShowback, b.m); v.GroupARN != made.ARN || v.ActiveFrom != b.m {
			t.Errorf("the new group's view is %+v", v)
		}
	}
}
