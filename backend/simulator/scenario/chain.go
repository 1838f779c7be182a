package scenario

import "portal.example/simulator/scenario/draw"

// Traits of chains of two transfers.
const (
	TraitMiddle          = "middle_account"            // it pays for others and hands their bills on
	TraitIndirect        = "indirect"                  // its bill comes through the middle account
	TraitIndirectNoGroup = "indirect_no_billing_group" // and the receiver has not priced it
)

// middlePlan and middleLowPlan are the middle account's own plans, which nobody above it sees.
const (
	middlePlan    = "alder-retail-12"
	middleLowPlan = "alder-storage-first"
)

// chain is a seller that is a bill-transfer account itself and whose bill, with those of its
// three customers, is transferred to the receiver. Each customer's usage has three prices: what
// AWS bills, what the receiver charges the seller and what the seller charges the customer.
func chain() Customer {
	seller := plain("Alder Cloud Services Ltd", 6_800, 2, TraitMiddle)
	seller.Support, seller.Savings = Business, 1_500
	seller.Items = []Item{{Name: "distribution-fee", Description: "Distribution", Flat: 310, From: -13, Recurring: true}}

	full := plain("Bramble Foods Ltd", 14_000, 3, TraitIndirect)
	full.Support, full.Savings, full.Reserved, full.Marketplace, full.Tax = Business, 2_500, 1_500, 600, 500
	full.Above = Above{Group: Group{Plan: "managed-3"}, Items: []Item{
		{Name: "support-pass-through", Description: "AWS Support (Business)", Percent: 780, OnGroup: true, From: -13, Recurring: true, ExceptSPNeg: true},
		{Name: "launch-credit", Description: "Launch credit", Credit: true, Flat: 90, From: -2},
	}}
	full.Group = Group{Plan: middlePlan}
	full.Items = []Item{
		{Name: "alder-managed-service", Description: "Alder managed service", Flat: 450, From: -13, Recurring: true},
		{Name: "alder-support", Description: "Alder premium support", Percent: 1_100, OnGroup: true, From: -13, Recurring: true, ExceptSPNeg: true},
	}

	late := plain("Cinder Media AB", 7_500, 2, TraitIndirect, TraitStartedMid)
	late.Regions, late.Stay, late.UsedFrom = []string{"eu-north-1", "eu-west-1"}, Stay{From: -5}, -9
	late.Credits, late.CreditRole = []Credit{{Kind: Promotional, Share: 900, From: -4, To: 3, Rest: 900, Owner: 2}}, true
	late.Above = Above{Group: Group{Plan: "compute-and-storage"}}
	late.Group = Group{Plan: middleLowPlan, Switches: []Switch{{middlePlan, -1}}}

	// Nobody at the receiver has made a group for it: it is billed and not priced, and the
	// seller, who has priced it, sees no cost of it.
	bare := plain("Dovetail Legal LLP", 3_900, 1, TraitIndirect, TraitIndirectNoGroup)
	bare.Above, bare.Group = Above{Group: Group{Plan: NoGroup}}, Group{Plan: middlePlan}

	seller.Middle = &Middle{
		Customers: []Customer{full, late, bare},
		PricingPlans: []PricingPlan{
			{Name: middlePlan, Description: "Alder's customers with service", Rules: []string{"alder-global-markup-12", "alder-ec2-markup-15"}},
			{Name: middleLowPlan, Description: "Alder's introductory terms", Rules: []string{"alder-s3-discount-4"}},
		},
		PricingRules: []PricingRule{
			{Name: "alder-global-markup-12", Description: "Alder service surcharge", Scope: "GLOBAL", Type: "MARKUP", Percent: 1_200},
			{Name: "alder-ec2-markup-15", Description: "Alder compute operations", Scope: "SERVICE", Type: "MARKUP", Percent: 1_550, Service: "AmazonEC2"},
			{Name: "alder-s3-discount-4", Description: "Alder storage promotion", Scope: "SERVICE", Type: "DISCOUNT", Percent: 400, Service: "AmazonS3"},
		},
	}
	return seller
}

// longChain is chain with more customers of the ordinary mix, named from the family of k on
// from the 1,000th.
func longChain(k draw.Key, more int) Customer {
	seller := chain()
	for i := range more {
		c := ordinary(k.Sub("chain").At(i), CompanyName(k, 1_000+i))
		c.Traits, c.Above = append(c.Traits, TraitIndirect), Above{Group: c.Group, Items: c.Items}
		c.Group, c.Items = Group{Plan: middlePlan}, nil
		seller.Middle.Customers = append(seller.Middle.Customers, c)
	}
	return seller
}
