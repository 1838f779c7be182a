package world

import (
	"portal.example/simulator/scenario"
)

// billableRates are what AWS charges the receiver before discounts.
type billableRates struct{}

func (billableRates) unit(_ *cell, m *meter) Amount {
	if m.sku.freeTier {
		return 0
	}
	return m.billable
}
func (billableRates) held(_ *cell, m *meter) Amount { return m.held }
func (billableRates) plan() factor                  { return unchanged }
func (billableRates) flat(string) factor            { return unchanged }

// bill is a month of the billable view in the making.
type bill struct {
	*run
	partner  basisPoints
	bundled  basisPoints
	taxable  [31]Amount // by day: usage and fees after discounts and promotional credits
	foreign  Amount     // Marketplace, taxed apart
	support  Amount     // what the support plan is a percentage of: usage and fees before discounts
	accounts []Amount   // on-demand usage by account, for migration credits
	covered  Amount     // amortized by Savings Plan usage
	netCover Amount
}

// daySums are amounts by day of the month.
type daySums [31]Amount

// billable emits everything AWS charges for the organization in month m.
func (o *org) billable(m Month, out sink) error {
	r := o.newRun(m, billableRates{}, out)
	if r == nil {
		return nil
	}
	b := &bill{
		run: r, partner: basisPoints(o.shape.Partner), bundled: basisPoints(o.shape.Bundled),
		accounts: make([]Amount, len(r.site.accounts)),
	}
	for i := range r.site.cells {
		if err := b.cell(&r.site.cells[i]); err != nil {
			return err
		}
	}
	for _, step := range []func() error{b.savingsPlans, b.flatRate, b.other, b.migrationCredits, b.lumpCredits, b.refund, b.lateRefund, b.supportCharge, b.tax} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// cell emits a cell's meters, then the discounts and credits on them.
func (b *bill) cell(c *cell) error {
	var partner, bundled, left daySums
	active := false
	for i := range c.meters {
		m := &c.meters[i]
		if !b.uses(m) {
			continue
		}
		active = true
		used := b.measure(c, m)
		var err error
		switch m.kind {
		case reserved:
			err = b.reserved(m, used, &partner)
		case saved:
			err = b.saved(m, used)
		default:
			b.discount(c, m, &partner, &bundled, &left)
			err = b.out(&b.s)
		}
		if err != nil {
			return err
		}
	}
	if !active || c.entity != EntityAWS {
		return nil
	}
	if err := b.reductions(c.partner, &partner); err != nil {
		return err
	}
	if err := b.reductions(c.bundled, &bundled); err != nil {
		return err
	}
	return b.promotional(c, &left)
}

// discount takes the usage in b.s down to its net cost and adds up what was taken.
func (b *bill) discount(c *cell, m *meter, partner, bundled, left *daySums) {
	for i := range b.s.n {
		e := &b.s.e[i]
		if c.entity != EntityAWS {
			b.foreign += e.Unblended
			continue
		}
		off := b.partner.of(e.Unblended)
		partner[e.day] += off
		if m.sku.delivery {
			usage := b.bundled.of(e.Unblended)
			bundled[e.day] += usage
			off += usage
		}
		e.NetUnblended -= off
		e.NetAmortized -= off
		left[e.day] += e.NetUnblended
		b.taxable[e.day] += e.NetUnblended
		b.support += e.Unblended
		b.accounts[c.account] += e.Unblended
	}
}

// reserved emits discounted usage and the reservation's fee of the month.
func (b *bill) reserved(m *meter, used Amount, partner *daySums) error {
	var netUsed Amount
	for i := range b.s.n {
		e := &b.s.e[i]
		e.NetAmortized -= b.partner.of(e.Amortized)
		netUsed += e.NetAmortized
	}
	if err := b.out(&b.s); err != nil {
		return err
	}
	total := cost(m.base*Quantity(b.days), m.held)
	off := b.partner.of(total)
	partner[0] += off
	b.taxable[0] += total - off
	b.support += total
	b.fee(m.fee, total, off, used, netUsed)
	return b.out(&b.s)
}

// saved emits covered usage and its negation.
func (b *bill) saved(m *meter, used Amount) error {
	b.covered += used
	for i := range b.s.n {
		e := &b.s.e[i]
		e.NetAmortized -= b.partner.of(e.Amortized)
		b.netCover += e.NetAmortized
	}
	if err := b.out(&b.s); err != nil {
		return err
	}
	b.negate(m)
	return b.out(&b.s)
}

// reductions emits discounts by day. Net costs of the usage already contain them.
func (b *bill) reductions(key *LineKey, off *daySums) error {
	b.s.reset(key)
	for day := range b.days {
		if off[day] != 0 {
			e := b.s.add(day, reportedAt(b.first+Day(day)))
			e.Unblended, e.Blended, e.Amortized = -off[day], -off[day], -off[day]
		}
	}
	if b.s.n == 0 {
		return nil
	}
	return b.out(&b.s)
}

// promotional emits the promotional credits on a cell's usage.
func (b *bill) promotional(c *cell, left *daySums) error {
	for i, key := range c.credits {
		credit := b.org.shape.Credits[i]
		if key == nil || b.month < b.org.month(credit.From) || b.month > b.org.month(credit.To) {
			continue
		}
		until := b.days
		if b.month == b.org.month(credit.To) { // the grant runs out within its last month
			until = b.org.draw.Sub("exhausted").At(i).Between(5, 24)
		}
		b.s.reset(key)
		for day := range until {
			off := min(basisPoints(credit.Share).of(left[day]), left[day])
			if off <= 0 {
				continue
			}
			left[day] -= off
			b.taxable[day] -= off
			b.s.addCost(day, reportedAt(b.first+Day(day)), -off)
		}
		if b.s.n == 0 {
			continue
		}
		if err := b.out(&b.s); err != nil {
			return err
		}
	}
	return nil
}

func (b *bill) savingsPlans() error {
	for _, p := range b.site.plans {
		if b.month < p.from || b.month >= p.to {
			continue
		}
		total := p.hourly * Amount(24*b.days)
		off := b.partner.of(total)
		b.taxable[0] += total - off
		b.support += total
		b.fee(p.fee, total, off, b.covered, b.netCover)
		if err := b.out(&b.s); err != nil {
			return err
		}
		key := *p.fee
		key.RecordType, key.Description, key.UsageType = RecordPartnerDiscount, "Solution Provider Program Discount", ""
		var sums daySums
		sums[0] = off
		if err := b.reductions(&key, &sums); err != nil {
			return err
		}
	}
	return nil
}

// flatRatePrice is a month of the simulated content delivery plan.
const flatRatePrice = 200 * Unit

// flatRate emits a flat-rate subscription.
func (b *bill) flatRate() error {
	if !b.org.shape.FlatRate {
		return nil
	}
	b.taxable[0] += flatRatePrice
	return b.one(b.org.flatRateKey(b.site), 0, reportedAt(b.first), flatRatePrice)
}

func (o *org) flatRateKey(s *site) *LineKey {
	return o.key(s, 0, "Amazon CloudFront", "AmazonCloudFront", RecordFlatRate, "CloudFront-Plan-Business", "CloudFront flat-rate plan")
}

// other emits an out-of-cycle charge now and then.
func (b *bill) other() error {
	k := b.choice("other")
	if !k.Chance(b.org.shape.Other) {
		return nil
	}
	key := b.org.key(b.site, 0, "Amazon Registrar", "AmazonRegistrar", RecordOther, "RegisterDomain", "Registration of a domain name")
	day := k.Sub("day").N(b.days)
	amount := Amount(k.Sub("price").Between(3, 10)) * 5 * Unit
	b.taxable[day] += amount
	return b.one(key, day, reportedAt(b.first+Day(day)), amount)
}

// migrationCredits emits credits in the manner of the Migration Acceleration Program: once a
// month for each member account, after the month has ended.
func (b *bill) migrationCredits() error {
	for i, credit := range b.org.shape.Credits {
		if credit.Kind != scenario.Migration || b.month < b.org.month(credit.From) || b.month > b.org.month(credit.To) {
			continue
		}
		posted := b.after(1 + b.org.draw.Sub("migration posted").N(b.org.closeDay-1))
		for account, usage := range b.accounts {
			if account == 0 || usage <= 0 {
				continue
			}
			key := b.org.key(b.site, account, offers[0].name, offers[0].code, RecordCredit, "", b.org.creditDescription(i))
			if err := b.one(key, b.lastDay(), posted, -basisPoints(credit.Share).of(usage)); err != nil {
				return err
			}
		}
	}
	return nil
}

// lumpCredits emits the credits that do not depend on what the month cost: grants booked as a
// whole, which can be larger than the bill, and grants taken back.
func (b *bill) lumpCredits() error {
	for i, credit := range b.org.shape.Credits {
		amount := Amount(credit.Amount) * Unit
		if amount == 0 || credit.Kind == scenario.Unused || b.month < b.org.month(credit.From) || b.month > b.org.month(credit.To) {
			continue
		}
		if credit.Kind == scenario.Lump {
			amount = -amount
		}
		key := b.org.key(b.site, 0, offers[0].name, offers[0].code, RecordCredit, "", b.org.creditDescription(i))
		posted := b.after(1 + b.org.draw.Sub("lump posted").At(i).N(b.org.closeDay-1))
		if err := b.one(key, b.lastDay(), posted, amount); err != nil {
			return err
		}
	}
	return nil
}

// refund emits a refund now and then; half of them are booked only after the month.
func (b *bill) refund() error {
	k := b.choice("refund")
	if !k.Chance(b.org.shape.Refunds) {
		return nil
	}
	account := k.Sub("account").N(len(b.accounts))
	amount := basisPoints(k.Sub("share").Between(20, 400)).of(b.accounts[account])
	day := k.Sub("day").N(b.days)
	posted := reportedAt(b.first + Day(day))
	if k.Sub("late").Chance(5_000) {
		posted = b.after(k.Sub("posted").Between(2, 12))
	}
	of := &offers[k.Sub("offer").N(4)]
	key := b.org.key(b.site, account, of.name, of.code, RecordRefund, "", "Refund for case "+digits(k.Sub("case"), 10))
	return b.one(key, day, posted, -amount)
}

// lateRefund emits a refund that is booked 2 to 40 days after the month's bill has closed: the
// month was final before, and changes nevertheless.
func (b *bill) lateRefund() error {
	k := b.choice("late refund")
	if !k.Chance(b.org.shape.LateRefunds) {
		return nil
	}
	account := 1 + k.Sub("account").N(len(b.accounts)-1)
	key := b.org.key(b.site, account, offers[0].name, offers[0].code, RecordRefund, "", "Refund for case "+digits(k.Sub("case"), 10))
	posted := b.after(b.org.closeDay + k.Sub("posted").Between(2, 40))
	return b.one(key, k.Sub("day").N(b.days), posted, -basisPoints(k.Sub("share").Between(100, 900)).of(b.accounts[account]))
}

// tax emits tax by week of the month, and apart for Marketplace.
func (b *bill) tax() error {
	rate := basisPoints(b.org.shape.Tax)
	if rate == 0 {
		return nil
	}
	key := b.org.key(b.site, 0, "Tax", "Tax", RecordTax, "", "Tax on usage")
	b.s.reset(key)
	var due Amount
	for day := range b.days {
		due += b.taxable[day]
		if (day%7 == 6 || day == b.lastDay()) && due > 0 {
			b.s.addCost(day, reportedAt(b.first+Day(day)), rate.of(due))
			due = 0
		}
	}
	if b.s.n > 0 {
		if err := b.out(&b.s); err != nil {
			return err
		}
	}
	market := *key
	market.BillingEntity, market.Description = EntityMarketplace, "Tax on Marketplace purchases"
	return b.one(&market, b.lastDay(), reportedAt(b.first+Day(b.lastDay())), rate.of(b.foreign))
}
