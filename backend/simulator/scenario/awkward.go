package scenario

import "portal.example/simulator/scenario/draw"

// Traits of the customers that only Awkward and Large have.
const (
	TraitPassthrough      = "passthrough_plan"
	TraitSKURules         = "sku_rules"
	TraitPlanSwitched     = "plan_switched"
	TraitGroupDeleted     = "group_deleted"
	TraitManyAccounts     = "many_accounts"
	TraitCreditOverMonth  = "credit_over_month"
	TraitCreditReversal   = "credit_reversal"
	TraitRefundAfterClose = "refund_after_close"
	TraitLateSupport      = "late_support"
	TraitFreeTier         = "free_tier"
	TraitForeignCurrency  = "foreign_currency"
	TraitPlantedAnomaly   = "planted_anomaly"
	TraitSupportSuccessor = "support_successor"
)

// awkward is every case that real partners stumble over, once each: tiny's three, the
// lifecycles, then one customer for each rule of pricing, credits, refunds and support that a
// naive reader gets wrong, and the ones with planted anomalies.
func awkward(k draw.Key) []Customer {
	customers := append(tiny(), lifecycles()...)
	customers = append(customers, oddlyPriced()...)
	customers = append(customers, oddlyBilled()...)
	customers = append(customers, anomalous(k.Sub("anomalous"))...)
	return append(customers, chain())
}

// plain is a customer nothing is wrong with, to start from.
func plain(name string, monthly int64, members int, traits ...string) Customer {
	return Customer{
		Name: name, Traits: traits, Members: members, Monthly: monthly, Growth: 40, Regions: []string{"us-east-1"},
		Stay: alwaysThere, UsedFrom: LongAgo, Partner: 500, Group: Group{Plan: "managed-3"},
	}
}

func lifecycles() []Customer {
	scheduled := plain("Osprey Rail AB", 5_200, 2, TraitScheduled)
	scheduled.Stay = Stay{From: 1}
	ending := plain("Fairway Hotels Group", 8_800, 3, TraitEnding)
	ending.Stay = Stay{From: LongAgo, To: new(0)}
	ended := plain("Sandstone Press Co.", 3_100, 1, TraitEnded)
	ended.Stay = Stay{From: LongAgo, To: new(-4)}
	// Left and came back: two transfers and two pairs of views of one source account.
	returned := plain("Yarrow Textiles S.A.", 7_400, 2, TraitReturned)
	returned.Former, returned.Stay = &Stay{From: LongAgo, To: new(-8)}, Stay{From: -4}
	return []Customer{scheduled, ending, ended, returned}
}

func oddlyPriced() []Customer {
	through := plain("Tern Optics BV", 12_000, 3, TraitPassthrough)
	through.Group.Plan = PassthroughPlan
	sku := plain("Quarry Robotics Inc.", 26_000, 5, TraitSKURules)
	sku.Group.Plan = skuPlan
	// One group on three plans in turn, each from the first of a month.
	switched := plain("Meridian Foods Ltd", 18_500, 4, TraitPlanSwitched)
	switched.Group = Group{Plan: BasicPlan, Switches: []Switch{{"managed-3", -8}, {PassthroughPlan, -3}}}
	// Its group is gone and nobody made another: billed, but not priced.
	deleted := plain("Larch Seeds GmbH", 6_300, 2, TraitGroupDeleted, TraitNoGroup)
	deleted.Group = Group{Plan: NoGroup, FormerPlan: "managed-3", FormerUntil: -3}
	many := plain("Palisade Bank Group", 140_000, 299, TraitManyAccounts)
	many.Regions, many.Savings, many.Reserved = []string{"us-east-1", "eu-west-1"}, 2_500, 1_500
	foreign := plain("Lantern Commerce Ltd", 95_000, 3, TraitForeignCurrency)
	foreign.Currency, foreign.Regions = "CNY", []string{"cn-north-1"}
	return []Customer{through, sku, switched, deleted, many, foreign}
}

func oddlyBilled() []Customer {
	// Every month one credit larger than all that the month cost: the bill is negative.
	lump := plain("Zinnia Studios LLC", 4_000, 2, TraitCreditOverMonth)
	lump.Credits, lump.CreditRole = []Credit{{Kind: Lump, From: -5, To: 3, Amount: 9_000}}, true
	// A credit that AWS took back later: positive lines of record type Credit.
	reversal := plain("Cobalt Legal LLC", 9_600, 2, TraitCreditReversal)
	reversal.Credits = []Credit{
		{Kind: Promotional, Share: 1_500, From: -7, To: -2, Rest: 2_000},
		{Kind: Reversal, From: -3, To: 0, Amount: 480},
	}
	reversal.CreditRole = true
	refund := plain("Ember Freight Pty Ltd", 22_000, 4, TraitRefundAfterClose)
	refund.LateRefunds, refund.Tax = 10_000, 800
	late := plain("Basalt Energy AB", 31_000, 4, TraitLateSupport, TraitSupportSuccessor)
	late.Support, late.SupportDay = Business, 7
	late.Items = []Item{{Name: "support-pass-through", Description: "AWS Support (Business)", Percent: 780, OnGroup: true, From: -13, Recurring: true, ExceptSPNeg: true}}
	ramp := plain("Vantage Insurance Co.", 72_000, 6, TraitSupportSuccessor)
	ramp.Support, ramp.SupportDay = EnterpriseOnRamp, 6
	developer := plain("Acorn Dental GmbH", 900, 1, TraitSupportSuccessor)
	developer.Support = Developer
	free := plain("Willow Education LLC", 1_200, 2, TraitFreeTier)
	free.FreeTier, free.Group.Plan = true, "no-free-tier"
	free.Credits = []Credit{{Kind: Promotional, Share: 3_000, From: -4, To: 2, Label: "AWS Free Tier credits", Rest: 1_200}}
	market := plain("Sundial Security Inc.", 15_000, 3, TraitMarketplace)
	market.Marketplace, market.Tax, market.Group.Plan = 4_500, 700, "managed-8"
	return []Customer{lump, reversal, refund, late, ramp, developer, free, market}
}

// anomalous is four customers with three planted anomalies each. What is planted depends on
// the seed, so that a detector can be judged over many worlds.
func anomalous(k draw.Key) []Customer {
	customers := []Customer{
		plain("Redwood Games Inc.", 34_000, 4, TraitPlantedAnomaly),
		plain("Skylark Retail Ltd", 11_000, 2, TraitPlantedAnomaly),
		plain("Kestrel Telecom S.A.", 88_000, 9, TraitPlantedAnomaly),
		plain("Juniper Analytics BV", 5_500, 1, TraitPlantedAnomaly),
	}
	for i := range customers {
		customers[i].Growth = k.Sub("growth").At(i).Between(-60, 150)
		// Far enough apart that one does not hide in the baseline of the next.
		for n, ago := range [][2]int{{12, 24}, {70, 95}, {140, 170}} {
			at := k.At(i).Sub("anomaly").At(n)
			customers[i].Anomalies = append(customers[i].Anomalies, Anomaly{
				Account: 1, Rank: at.Sub("rank").N(3),
				DaysAgo: at.Sub("ago").Between(ago[0], ago[1]), Days: at.Sub("days").Between(2, 6),
				Factor: at.Sub("factor").Between(3_500, 7_000),
			})
		}
	}
	return customers
}

// skuPlan is a plan of SKU rules, which only Awkward and Large have.
const skuPlan = "sku-negotiated"

// awkwardPricing is what awkward customers are priced by besides the plans all scenarios have.
func awkwardPricing() ([]PricingPlan, []PricingRule) {
	plans := []PricingPlan{
		{Name: skuPlan, Description: "Agreed rates of single usage types", Rules: []string{"global-markup-3", "s3-standard-tier-rate", "m5-large-minus-7-5", "lambda-duration-plus-12"}},
	}
	rules := []PricingRule{
		{Name: "m5-large-minus-7-5", Description: "Agreed rate of m5.large", Scope: "SKU", Type: "DISCOUNT", Percent: 750, Service: "AmazonEC2", UsageType: "BoxUsage:m5.large"},
		{Name: "lambda-duration-plus-12", Description: "Serverless operations", Scope: "SKU", Type: "MARKUP", Percent: 1_200, Service: "AWSLambda", UsageType: "Lambda-GB-Second", Operation: "Invoke"},
	}
	return plans, rules
}
