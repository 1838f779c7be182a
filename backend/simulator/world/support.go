package world

import "portal.example/simulator/scenario"

// supportPlan is what AWS calls and charges for a plan of support.
type supportPlan struct {
	name  string // as services and lines are named
	code  string // service code
	least Amount // a month
	each  bool   // least counts for every account
	tiers []supportTier
}

// supportTier charges rate on the part of the base up to upTo; 0 is without limit.
type supportTier struct {
	upTo Amount
	rate basisPoints
}

// supportPlans are the plans that are sold until the end of 2026.
var supportPlans = map[string]supportPlan{
	scenario.Developer:        {"Developer", "AWSSupportDeveloper", 29 * Unit, false, []supportTier{{0, 300}}},
	scenario.Business:         {"Business", "AWSSupportBusiness", 100 * Unit, false, []supportTier{{10_000 * Unit, 1_000}, {80_000 * Unit, 700}, {250_000 * Unit, 500}, {0, 300}}},
	scenario.EnterpriseOnRamp: {"Enterprise On-Ramp", "AWSSupportEnterpriseOnRamp", 5_500 * Unit, false, []supportTier{{0, 1_000}}},
	scenario.Enterprise:       {"Enterprise", "AWSSupportEnterprise", 15_000 * Unit, false, []supportTier{{150_000 * Unit, 1_000}, {500_000 * Unit, 700}, {1_000_000 * Unit, 500}, {0, 300}}},
}

// supportSuccessors are what the same customers have from the first month of 2027 on.
var supportSuccessors = map[string]supportPlan{
	scenario.Developer:        businessPlus,
	scenario.Business:         businessPlus,
	scenario.EnterpriseOnRamp: newEnterprise,
	scenario.Enterprise:       newEnterprise,
}

var (
	businessPlus  = supportPlan{"Business+", "AWSSupportBusinessPlus", 29 * Unit, true, []supportTier{{10_000 * Unit, 900}, {80_000 * Unit, 700}, {250_000 * Unit, 500}, {0, 300}}}
	newEnterprise = supportPlan{"Enterprise", "AWSSupportEnterprise", 5_000 * Unit, false, []supportTier{{150_000 * Unit, 1_000}, {500_000 * Unit, 700}, {1_000_000 * Unit, 500}, {0, 300}}}
)

// successorsFrom is the month in which the plans of 2026 have ended.
const successorsFrom = Month(2027 * 12)

// supportIn returns what a customer of the named plan of 2026 has in month m. No plan is the
// zero value, which costs nothing.
func supportIn(plan string, m Month) supportPlan {
	if m >= successorsFrom {
		return supportSuccessors[plan]
	}
	return supportPlans[plan]
}

// fee returns a month's fee on a base: the sum of the tiers, at least the plan's minimum.
// No plan, or nothing used at all, costs nothing.
func (p supportPlan) fee(base Amount, accounts int) Amount {
	if base <= 0 {
		return 0
	}
	var fee, below Amount
	for _, t := range p.tiers {
		part := base - below
		if t.upTo != 0 {
			part = min(part, t.upTo-below)
		}
		fee += t.rate.of(part)
		if below = t.upTo; t.upTo == 0 || base <= t.upTo {
			break
		}
	}
	least := p.least
	if p.each {
		least *= Amount(accounts)
	}
	return max(fee, least)
}

// supportCharge emits the fee of the support plan, which AWS books in the first days of the
// next month.
func (b *bill) supportCharge() error {
	plan := supportIn(b.org.shape.Support, b.month)
	amount := plan.fee(b.support, len(b.site.accounts))
	if amount == 0 {
		return nil
	}
	name := "AWS Support (" + plan.name + ")"
	key := b.org.key(b.site, 0, name, plan.code, RecordSupport, "Dollar", name)
	if err := b.one(key, b.lastDay(), b.supportPosted(), amount); err != nil {
		return err
	}
	tax := b.org.key(b.site, 0, "Tax", "Tax", RecordTax, "", "Tax on support")
	return b.one(tax, b.lastDay(), b.supportPosted(), basisPoints(b.org.shape.Tax).of(amount))
}

func (b *bill) supportPosted() int64 {
	if day := b.org.shape.SupportDay; day != 0 {
		return b.after(day)
	}
	return b.after(1 + b.org.draw.Sub("support posted").N(b.org.closeDay-1))
}
