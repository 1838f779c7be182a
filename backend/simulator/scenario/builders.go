package scenario

import (
	"fmt"

	"portal.example/simulator/scenario/draw"
)

// Traits that tests look customers up by.
const (
	TraitHealthy        = "healthy"
	TraitNegativeMargin = "negative_margin"
	TraitNoGroup        = "no_billing_group"
	TraitFormerGroup    = "former_billing_group"
	TraitStartedMid     = "started_mid_window"
	TraitScheduled      = "scheduled"
	TraitEnding         = "ending"
	TraitEnded          = "ended"
	TraitReturned       = "returned"
	TraitIdleFirstMonth = "idle_first_month"
	TraitZeroInvoice    = "zero_invoice"
	TraitHostileName    = "hostile_name"
	TraitMarketplace    = "marketplace"
	TraitMigration      = "migration_credit"
	TraitNewcomer       = "newcomer" // accepted an invitation after the world had begun
)

var alwaysThere = Stay{From: LongAgo}

// tiny is three customers that between them show what most tests need: H earns, passes
// support on and has credits; N loses money and changed its billing group; G came later,
// has no billing group and used nothing in its first month.
func tiny() []Customer {
	return []Customer{
		{
			Name: "Harbor Health Inc.", Traits: []string{TraitHealthy, TraitMarketplace, TraitMigration},
			Members: 4, Monthly: 42_000, Growth: 120, Regions: []string{"us-east-1", "eu-west-1"},
			Stay: alwaysThere, UsedFrom: LongAgo, Partner: 600, Bundled: 1_000, Tax: 625, Support: Business,
			Reserved: 2_500, Savings: 2_000, Marketplace: 500, Refunds: 2_500, Other: 3_000,
			Credits: []Credit{
				{Kind: Promotional, Share: 150, From: -9, To: -2},
				{Kind: Migration, Share: 400, From: -6, To: 2, Rest: 2_200, Owner: 1},
				{Kind: Unused, Amount: 2_500, From: -3, To: 5, Disabled: true, Label: "AWS Partner Proof of Concept Credit PoC-4471"},
			},
			CreditRole: true,
			Group:      Group{Plan: "managed-3"},
			Items: []Item{
				{Name: "support-pass-through", Description: "AWS Support", Percent: 750, OnGroup: true, From: -13, Recurring: true, ExceptSPNeg: true},
				{Name: "onboarding", Description: "Onboarding workshop", Flat: 1_500, From: -1, RevisedFlat: 1_800, RevisedAfter: 3},
				{Name: "loyalty-credit", Description: "Loyalty credit", Credit: true, Flat: 250, From: 0},
			},
		},
		{
			Name: "Northwind Games Ltd", Traits: []string{TraitNegativeMargin, TraitFormerGroup},
			Members: 2, Monthly: 9_500, Growth: -60, Regions: []string{"eu-central-1"},
			Stay: alwaysThere, UsedFrom: LongAgo, Partner: 400, PrivateRate: 300, Support: Business, Savings: 3_500, Other: 1_500, CreditRole: true,
			Group: Group{Plan: "volume-minus-2", FormerPlan: BasicPlan, FormerUntil: -5},
			Items: []Item{
				{Name: "commission", Description: "Commission", Percent: 300, From: -4, Recurring: true}, // no base: 0.00
				{Name: "goodwill", Description: "Goodwill for outage", Credit: true, Flat: 120, From: 0, Service: "AmazonEC2"},
			},
		},
		{
			Name: "Grünwald Søstre GmbH", Traits: []string{TraitNoGroup, TraitStartedMid, TraitIdleFirstMonth},
			Members: 1, Monthly: 1_900, Growth: 250, Regions: []string{"eu-central-1", "eu-north-1"},
			Stay: Stay{From: -5}, UsedFrom: -4, Partner: 500, Tax: 1_900,
			Credits: []Credit{{Kind: Promotional, Share: 2_000, From: -4, To: -1, Rest: 3_000}},
			Group:   Group{Plan: NoGroup},
		},
	}
}

// reseller is 24 customers: twelve special ones and twelve of the ordinary mix.
func reseller(k draw.Key) []Customer {
	customers := special(k)
	for i := len(customers); i < 24; i++ {
		customers = append(customers, ordinary(k.Sub("customer").At(i), CompanyName(k, i)))
	}
	return customers
}

// large is 1,000 customers with the same special ones and the awkward ones.
func large(k draw.Key) []Customer {
	customers := append(special(k), awkward(k.Sub("awkward"))[len(tiny()):]...)
	seller := longChain(k, 9)
	customers[len(customers)-1] = seller // instead of awkward's
	for i := len(customers); i < 1_000-len(seller.Middle.Customers); i++ {
		c := ordinary(k.Sub("customer").At(i), CompanyName(k, i))
		charge(k.Sub("items").At(i), &c)
		switch life := k.Sub("life").At(i); {
		case life.Chance(300):
			c.Stay, c.Traits = Stay{From: LongAgo, To: new(-life.Sub("to").Between(1, 9))}, append(c.Traits, TraitEnded)
		case life.Chance(500):
			c.Stay, c.Traits = Stay{From: LongAgo, To: new(life.Sub("to").Between(0, 1))}, append(c.Traits, TraitEnding)
		case life.Chance(600):
			c.Stay, c.Traits = Stay{From: 1}, append(c.Traits, TraitScheduled)
		case life.Chance(2_200):
			from := -life.Sub("from").Between(0, 11)
			c.Stay, c.Traits = Stay{From: from}, append(c.Traits, TraitStartedMid)
			moveItems(&c, from)
		}
		customers = append(customers, c)
	}
	return customers
}

// charge adds the line items of a reseller who charges for more than AWS: two or three a customer.
func charge(k draw.Key, c *Customer) {
	if k.Sub("platform").Chance(7_000) {
		c.Items = append(c.Items, Item{Name: "platform-fee", Description: "Platform fee", Flat: c.Monthly/100 + 15, From: -13, Recurring: true})
		if k.Sub("insurance").Chance(6_000) {
			c.Items = append(c.Items, Item{Name: "platform-insurance", Description: "Insurance of the platform", Percent: 350, OnItem: "platform-fee", From: -13, Recurring: true})
		}
	}
	if k.Sub("operations").Chance(5_000) {
		c.Items = append(c.Items, Item{Name: "compute-operations", Description: "Compute operations", Percent: 250, OnGroup: true, OnlyService: "AmazonEC2", From: -13, Recurring: true})
	}
	if k.Sub("loyalty").Chance(4_000) {
		c.Items = append(c.Items, Item{Name: "loyalty-credit", Description: "Loyalty credit", Credit: true, Flat: c.Monthly/200 + 5, From: -13, Recurring: true})
	}
	if once := k.Sub("workshop"); once.Chance(4_000) {
		c.Items = append(c.Items, Item{Name: "workshop", Description: "Workshop", Flat: 900, From: -once.Sub("month").Between(0, 12)})
	}
}

// moveItems starts line items no earlier than the customer.
func moveItems(c *Customer, from int) {
	for i := range c.Items {
		c.Items[i].From = max(c.Items[i].From, from)
	}
}

// special is one customer for each thing that goes wrong in practice.
func special(k draw.Key) []Customer {
	base := func(i int) Customer { return ordinary(k.Sub("special").At(i), CompanyName(k, i)) }
	list := make([]Customer, 12)
	for i := range list {
		list[i] = base(i)
	}
	list[0] = tiny()[0]
	list[1] = tiny()[1]
	list[2] = tiny()[2]

	c := &list[3] // its transfer starts next month: there is nothing to see yet
	c.Traits, c.Stay, c.Items = []string{TraitScheduled}, Stay{From: 1}, nil

	c = &list[4] // withdrawn, still billed to the receiver until the month ends
	c.Traits, c.Stay = []string{TraitEnding}, Stay{From: LongAgo, To: new(0)}

	c = &list[5] // gone; its months stay readable
	c.Traits, c.Stay, c.Items = []string{TraitEnded}, Stay{From: LongAgo, To: new(-4)}, nil

	c = &list[6] // left and came back: two transfers, two pairs of views, one source account
	c.Traits, c.Former, c.Stay, c.Items = []string{TraitReturned}, &Stay{From: LongAgo, To: new(-8)}, Stay{From: -4}, nil

	c = &list[7] // every credit of a start-up programme: the invoice is close to zero
	c.Name, c.Traits = "=1+1 Ventures, \"Seed\" LLC", []string{TraitZeroInvoice, TraitHostileName}
	c.Members, c.Monthly, c.Support, c.Tax = 1, 6_400, NoSupport, 0
	c.Credits, c.CreditRole = []Credit{{Kind: Promotional, Share: 10_000, From: -5, To: 3, Rest: 800}}, true

	c = &list[8]
	c.Name = "Société Générale des Télécommunications Transatlantiques, Câbles Sous-Marins et Réseaux Optiques du Littoral Méditerranéen 株式会社"
	c.Traits = []string{TraitHostileName}
	c.Members, c.Monthly, c.Support, c.Tax = 11, 188_000, Enterprise, 0
	c.Items = []Item{{Name: "support-pass-through", Description: "AWS Support (Enterprise)", Percent: 930, OnGroup: true, From: -13, Recurring: true, ExceptSPNeg: true}}

	c = &list[9] // sold below cost: bought private rates do not make up for what was promised
	c.Traits, c.Monthly, c.Members = []string{TraitNegativeMargin}, 61_000, 9
	c.Partner, c.PrivateRate, c.Support, c.Tax = 350, 0, Business, 0
	c.Group, c.Items = Group{Plan: "volume-minus-2"}, nil

	c = &list[10] // the biggest one
	c.Traits, c.Monthly, c.Members, c.Regions = []string{TraitHealthy, TraitMigration}, 396_000, 38, []string{"us-east-1", "us-west-2", "eu-west-1"}
	c.Partner, c.Support, c.Tax = 700, Enterprise, 0
	c.Credits, c.CreditRole = []Credit{{Kind: Migration, Share: 250, From: LongAgo, To: 6, Rest: 1_500}}, true
	c.Group = Group{Plan: "compute-and-storage", FormerPlan: "managed-3", FormerUntil: -7}
	c.Items = []Item{{Name: "support-pass-through", Description: "AWS Support (Enterprise)", Percent: 820, OnGroup: true, From: -13, Recurring: true, ExceptSPNeg: true}}

	c = &list[11] // line items of every kind
	c.Traits, c.Monthly, c.Support, c.Tax = []string{TraitStartedMid}, 27_500, Business, 0
	c.Stay, c.Group, c.FlatRate = Stay{From: -7}, Group{Plan: "no-free-tier"}, true
	c.Items = []Item{
		{Name: "platform-fee", Description: "Platform fee", Flat: 900, From: -7, Recurring: true},
		{Name: "fee-on-platform-fee", Description: "VAT on the platform fee", Percent: 1_900, OnItem: "platform-fee", From: -7, Recurring: true},
		{Name: "ec2-operations", Description: "Compute operations", Percent: 500, OnGroup: true, OnlyService: "AmazonEC2", From: -7, Recurring: true, Service: "AmazonEC2"},
		{Name: "database-rebate", Description: "Database rebate", Credit: true, Percent: 200, OnGroup: true, OnlyService: "AmazonRDS", From: -3, Recurring: true, Itemized: true},
		{Name: "commission", Description: "Commission", Percent: 250, From: -7, Recurring: true},
	}
	return list
}

var regionSets = [][]string{
	{"us-east-1"},
	{"us-east-1", "us-west-2"},
	{"eu-west-1"},
	{"eu-central-1"},
	{"eu-central-1", "eu-west-1"},
	{"ap-southeast-2"},
	{"us-east-1", "eu-west-1"},
	{"ap-south-1"},
	{"sa-east-1", "us-east-1"},
	{"ca-central-1"},
}

// ordinary draws one customer of the mix a reseller has: many small, few large.
func ordinary(k draw.Key, name string) Customer {
	size := k.Sub("size").N(1_000)
	c := Customer{
		Name: name, Stay: alwaysThere, UsedFrom: LongAgo,
		Growth:  k.Sub("growth").Between(-120, 320),
		Regions: draw.Of(k.Sub("regions"), regionSets),
		Partner: k.Sub("partner").Between(300, 800),
		Refunds: k.Sub("refunds").Between(0, 900),
		Other:   k.Sub("other").Between(0, 1_500),
	}
	switch {
	case size < 330:
		c.Monthly, c.Members = int64(k.Sub("usd").Between(300, 2_500)), k.Sub("members").Between(1, 3)
	case size < 760:
		c.Monthly, c.Members = int64(k.Sub("usd").Between(2_500, 22_000)), k.Sub("members").Between(2, 8)
	case size < 960:
		c.Monthly, c.Members = int64(k.Sub("usd").Between(22_000, 110_000)), k.Sub("members").Between(4, 14)
	default:
		c.Monthly, c.Members = int64(k.Sub("usd").Between(110_000, 390_000)), k.Sub("members").Between(10, 36)
	}
	c.Support = supportFor(k.Sub("support"), c.Monthly)
	if k.Sub("committed").Chance(5_500) && c.Monthly > 2_500 {
		c.Reserved, c.Savings = k.Sub("reserved").Between(0, 2_500), k.Sub("savings").Between(500, 4_000)
	}
	if k.Sub("bundled").Chance(3_500) {
		c.Bundled = k.Sub("bundled share").Between(300, 1_500)
	}
	if k.Sub("private").Chance(1_500) {
		c.PrivateRate = k.Sub("private rate").Between(300, 1_800)
	}
	if k.Sub("taxed").Chance(2_500) {
		c.Tax = draw.Of(k.Sub("tax"), []int{400, 600, 625, 725, 825})
	}
	if k.Sub("marketplace").Chance(3_000) {
		c.Marketplace, c.Traits = k.Sub("marketplace share").Between(200, 1_400), append(c.Traits, TraitMarketplace)
	}
	c.FlatRate = k.Sub("flat rate").Chance(600)
	switch credit := k.Sub("credit"); {
	case credit.Chance(1_800):
		from := -credit.Sub("from").Between(1, 14)
		c.Credits = []Credit{{Kind: Promotional, Share: credit.Sub("share").Between(100, 900), From: from, To: from + credit.Sub("length").Between(2, 9)}}
	case credit.Sub("migration").Chance(1_200):
		c.Credits, c.Traits = []Credit{{Kind: Migration, Share: credit.Sub("share").Between(200, 700), From: -credit.Sub("from").Between(2, 16), To: 8}}, append(c.Traits, TraitMigration)
	}
	balance(k.Sub("credit balance"), &c)
	price(k.Sub("price"), &c)
	return c
}

// balance draws what nobody sees in bills: whose credits are and what is left of them when they expire, and whether the payer may look.
func balance(k draw.Key, c *Customer) {
	for i := range c.Credits {
		credit := &c.Credits[i]
		if credit.Kind == Migration || k.Sub("rest").Chance(5_000) {
			credit.Rest = k.Sub("rest share").Between(200, 6_000)
		}
		if k.Sub("member").Chance(2_500) {
			credit.Owner = k.Sub("owner").Between(1, c.Members)
		}
	}
	if unused := k.Sub("unused"); unused.Chance(600) {
		c.Credits = append(c.Credits, Credit{
			Kind: Unused, Amount: int64(unused.Sub("amount").Between(2, 60)) * 250, From: -unused.Sub("from").Between(0, 6), To: unused.Sub("to").Between(0, 9),
			Disabled: unused.Sub("disabled").Chance(5_000),
		})
	}
	c.CreditRole = k.Sub("role").Chance(3_000)
}

// supportFor picks the plan a customer of that size would have.
func supportFor(k draw.Key, monthly int64) string {
	switch {
	case monthly >= 150_000 && k.Chance(7_000):
		return Enterprise
	case monthly >= 4_000 && k.Chance(5_500):
		return Business
	case monthly < 4_000 && k.Chance(2_000):
		return Developer
	}
	return NoSupport
}

// price puts the customer on a plan; most, but not all, pay for their support.
func price(k draw.Key, c *Customer) {
	switch n := k.N(100); {
	case n < 45:
		c.Group.Plan = BasicPlan
	case n < 70:
		c.Group.Plan = "managed-3"
	case n < 78:
		c.Group.Plan = "managed-8"
	case n < 86:
		c.Group.Plan = "volume-minus-2"
	case n < 93:
		c.Group.Plan = "compute-and-storage"
	case n < 98:
		c.Group.Plan = "no-free-tier"
	default:
		c.Group.Plan, c.Traits = NoGroup, append(c.Traits, TraitNoGroup)
		return
	}
	if k.Sub("former").Chance(500) {
		c.Group.FormerPlan, c.Group.FormerUntil = BasicPlan, -k.Sub("until").Between(2, 10)
		c.Traits = append(c.Traits, TraitFormerGroup)
	}
	if c.Support != NoSupport && k.Sub("pass on").Chance(8_000) {
		c.Items = append(c.Items, Item{
			Name: "support-pass-through", Description: fmt.Sprintf("AWS Support (%s)", c.Support),
			Percent: supportPercent(c), OnGroup: true, From: -13, Recurring: true, ExceptSPNeg: true,
		})
	}
	if k.Sub("fee").Chance(2_000) {
		c.Items = append(c.Items, Item{Name: "managed-service", Description: "Managed service fee", Flat: c.Monthly/50 + 25, From: -13, Recurring: true})
	}
}

// supportPercent is what the reseller charges for support: about what it costs.
func supportPercent(c *Customer) int {
	switch {
	case c.Support == Developer:
		return 350
	case c.Support == Enterprise:
		return 900
	case c.Monthly < 10_000:
		return 1_000
	case c.Monthly < 80_000:
		return 780
	default:
		return 620
	}
}
