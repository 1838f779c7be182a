// Package scenario says what a simulated world contains, as plain data: which customers of
// which shape, what happened to their transfers, how they are priced and what is planted for
// tests. It knows nothing of lines, views or AWS; package world turns it into those.
//
// Months are relative to the month of the world's start instant: 0 is that month, -1 the one
// before. Shares and rates are basis points (1/10,000).
package scenario

import (
	"fmt"

	"portal.example/simulator/scenario/draw"
)

// LongAgo is a relative month before anything the world can be asked about.
const LongAgo = -40

// Names of the scenarios.
const (
	Tiny     = "tiny"
	Awkward  = "awkward"
	Reseller = "reseller"
	Large    = "large"
)

// Names lists the scenarios.
func Names() []string { return []string{Tiny, Awkward, Reseller, Large} }

// Plan is everything a world is made of.
type Plan struct {
	Customers    []Customer
	Prospects    []Prospect
	PricingPlans []PricingPlan // the managed Basic plan exists besides these
	PricingRules []PricingRule
	InboundQuota int // inbound transfers AWS allows; 0: the most there is
}

// Support plans of AWS as of 2026. From 2027 on their successors are billed.
const (
	NoSupport        = ""
	Developer        = "Developer"
	Business         = "Business"
	EnterpriseOnRamp = "Enterprise On-Ramp"
	Enterprise       = "Enterprise"
)

// Plan names that are not in Plan.PricingPlans.
const (
	BasicPlan       = "basic"
	PassthroughPlan = "Passthrough"
	NoGroup         = "" // the customer has no billing group, hence no pro forma
)

// Customer is the shape of one customer organization.
type Customer struct {
	Name     string
	Traits   []string
	Currency string // of its bill and prices; empty: USD
	Members  int    // member accounts besides the management account
	Monthly  int64  // usage at public rates in month 0, whole USD
	Growth   int    // basis points a month, compound; may be negative
	Regions  []string
	Stay     Stay  // the transfer that matters
	Former   *Stay // an earlier transfer of the same organization that has ended
	UsedFrom int   // first relative month with any usage

	Partner     int // Solution Provider Program discount on usage and commitments
	Bundled     int // usage-based discount on content delivery and transfer
	PrivateRate int // how far the billable rate of storage and delivery lies below the public one
	Tax         int // on what is left after discounts and credits
	Support     string
	SupportDay  int // day of the next month on which support is booked; 0: drawn
	Reserved    int // share of compute under reservations
	Savings     int // share of compute under Savings Plans
	Marketplace int // share of spend bought on AWS Marketplace
	Refunds     int // chance of a refund in a month
	LateRefunds int // chance of a refund in a month, booked only after the month's bill has closed
	Other       int // chance of an out-of-cycle charge in a month
	FlatRate    bool
	FreeTier    bool // uses services under the 12-month free tier and a trial
	Credits     []Credit
	CreditRole  bool // it lets whoever pays its bill read its credits, through a role
	Anomalies   []Anomaly

	Group Group
	Items []Item

	Middle *Middle // it pays for others, and hands their bills on with its own; at most one
	Above  Above   // of a middle account's customer: how the receiver prices it
}

// Middle is what a customer has that is a bill-transfer account itself. Group and Items of
// its customers are its own prices.
type Middle struct {
	PricingPlans []PricingPlan
	PricingRules []PricingRule
	Customers    []Customer
}

// Above is how an indirect customer is priced one tier up.
type Above struct {
	Group Group
	Items []Item
}

// Stay is one transfer of a customer's bill.
type Stay struct {
	From int  // first relative month
	To   *int // last relative month, inclusive; nil: open
}

// CreditKind tells how a credit is applied.
type CreditKind int

// Kinds of credits.
const (
	Promotional CreditKind = iota // against each day's eligible usage
	Migration                     // once a month, late, in the manner of MAP
	Lump                          // Amount once a month, late, whatever the month cost
	Reversal                      // Amount taken back once a month, late: a positive credit; it gives back to the credit before it
	Unused                        // a grant of Amount that nothing was ever taken of
)

// Credit is a grant that pays a share of usage during some months.
type Credit struct {
	Kind     CreditKind
	Share    int    // of eligible usage; Promotional and Migration
	From     int    // first relative month
	To       int    // last relative month, inclusive
	Amount   int64  // a month, whole units; Lump and Reversal; of an Unused one in all
	Label    string // description; empty: by kind
	Rest     int    // what is never used and expires with To, as a share of what is; 0: it is used up
	Owner    int    // index of the account it was given to, 0 being the management account
	Disabled bool   // its owner has switched it off
}

// Anomaly is a few days on which one meter of one account counts far more than usual.
type Anomaly struct {
	Account int // index of the account, 0 being the management account
	Rank    int // which of the account's on-demand meters, by cost; 0 is the largest
	DaysAgo int // first day, before the day of the world's start instant
	Days    int
	Factor  int // per mille of usual usage
}

// Group is how a customer is priced.
type Group struct {
	Plan        string // NoGroup, BasicPlan or the name of a PricingPlan
	FormerPlan  string // plan of an earlier, deleted group; empty: none
	FormerUntil int    // last relative month of the earlier group
	Switches    []Switch
}

// Switch is a change of a group's plan, which keeps the group.
type Switch struct {
	Plan string
	From int // first relative month at the new plan's prices
}

// Item is a custom line item. Exactly one of Flat and Percent is set.
type Item struct {
	Name         string // the month is appended for bounded items
	Description  string
	Credit       bool   // otherwise a fee
	Flat         int64  // whole USD
	Percent      int    // basis points
	OnGroup      bool   // percentage of the group's total
	OnItem       string // percentage of the flat item of this name
	From         int    // first relative month
	Recurring    bool   // otherwise it is for the month From alone
	Service      string // service code it is shown under; empty: AWSBillingConductor
	Itemized     bool
	ExceptSPNeg  bool   // leaves Savings Plan negation out of the base
	OnlyService  string // narrows the base to one service code
	RevisedFlat  int64  // a later version's amount; 0: never revised
	RevisedAfter int    // days after creation
}

// Prospect is an organization that was invited and is not a customer.
type Prospect struct {
	Name   string
	Status string // REQUESTED, DECLINED, CANCELED or EXPIRED
	From   int    // relative month in which the transfer was to start
}

// PricingPlan is a customer-managed plan.
type PricingPlan struct {
	Name        string
	Description string
	Rules       []string // names
}

// PricingRule is a rule of a plan.
type PricingRule struct {
	Name        string
	Description string
	Scope       string // GLOBAL, SERVICE, BILLING_ENTITY or SKU
	Type        string // MARKUP, DISCOUNT or TIERING
	Percent     int    // basis points
	Service     string
	UsageType   string
	Operation   string
	Entity      string
	FreeTierOff bool
}

// Newcomer is an organization that accepts an invitation after the world has begun.
func Newcomer(k draw.Key, name string) Customer {
	c := plain(name, int64(k.Sub("usd").Between(2_000, 20_000)), k.Sub("members").Between(1, 4), TraitNewcomer)
	c.Group = Group{Plan: NoGroup}
	return c
}

// Build returns the named scenario. The same name and seed give the same plan.
func Build(name string, seed uint64) (Plan, error) {
	p := Plan{PricingPlans: pricingPlans(), PricingRules: pricingRules()}
	k := draw.New(seed).Sub("scenario " + name)
	switch name {
	case Tiny:
		p.Customers = tiny()
	case Awkward:
		p.Customers, p.Prospects = awkward(k), prospects(k)
		p.InboundQuota = 32 // little room, so that it can be used up
		p.addAwkwardPricing()
	case Reseller:
		p.Customers, p.Prospects = reseller(k), prospects(k)
	case Large:
		p.Customers, p.Prospects = large(k), prospects(k)
		p.addAwkwardPricing()
	default:
		return Plan{}, fmt.Errorf("unknown scenario %q: want one of %v", name, Names())
	}
	return p, nil
}

func (p *Plan) addAwkwardPricing() {
	plans, rules := awkwardPricing()
	p.PricingPlans, p.PricingRules = append(p.PricingPlans, plans...), append(p.PricingRules, rules...)
}

func pricingRules() []PricingRule {
	return []PricingRule{
		{Name: "global-markup-3", Description: "Managed service surcharge", Scope: "GLOBAL", Type: "MARKUP", Percent: 300},
		{Name: "global-markup-8", Description: "Full service surcharge", Scope: "GLOBAL", Type: "MARKUP", Percent: 800},
		{Name: "global-discount-2", Description: "Volume customers", Scope: "GLOBAL", Type: "DISCOUNT", Percent: 200},
		{Name: "ec2-markup-4-5", Description: "Compute operations", Scope: "SERVICE", Type: "MARKUP", Percent: 450, Service: "AmazonEC2"},
		{Name: "s3-discount-5", Description: "Storage promotion", Scope: "SERVICE", Type: "DISCOUNT", Percent: 500, Service: "AmazonS3"},
		{Name: "marketplace-markup-2", Description: "Marketplace handling", Scope: "BILLING_ENTITY", Type: "MARKUP", Percent: 200, Entity: "AWS Marketplace"},
		{Name: "s3-standard-tier-rate", Description: "Agreed S3 Standard rate", Scope: "SKU", Type: "DISCOUNT", Percent: 1250, Service: "AmazonS3", UsageType: "TimedStorage-ByteHrs", Operation: "StandardStorage"},
		{Name: "no-always-free", Description: "Always Free is not passed on", Scope: "GLOBAL", Type: "TIERING", FreeTierOff: true},
	}
}

func pricingPlans() []PricingPlan {
	return []PricingPlan{
		{Name: "managed-3", Description: "Standard managed customers", Rules: []string{"global-markup-3"}},
		{Name: "managed-8", Description: "Customers with operations included", Rules: []string{"global-markup-8", "marketplace-markup-2"}},
		{Name: "volume-minus-2", Description: "Large customers on negotiated terms", Rules: []string{"global-discount-2"}},
		{Name: "compute-and-storage", Description: "Priced by service", Rules: []string{"ec2-markup-4-5", "s3-discount-5", "s3-standard-tier-rate", "marketplace-markup-2"}},
		{Name: "no-free-tier", Description: "Public rates without Always Free", Rules: []string{"no-always-free"}},
	}
}

func prospects(k draw.Key) []Prospect {
	out := []Prospect{
		{Status: "REQUESTED", From: 1},
		{Status: "REQUESTED", From: 2},
		{Status: "DECLINED", From: -2},
		{Status: "CANCELED", From: -1},
		{Status: "EXPIRED", From: 0},
	}
	for i := range out {
		out[i].Name = CompanyName(k.Sub("prospect"), i)
	}
	return out
}
