package world

import (
	"sync"
	"time"

	"portal.example/simulator/scenario"
	"portal.example/simulator/scenario/draw"
)

// org is one organization whose lines can be generated: a customer, or the receiver's own.
type org struct {
	draw     draw.Key
	customer Customer
	shape    scenario.Customer
	via      string // the middle account its bill comes through; empty: none
	epoch    Month  // month 0 of the shape's relative months
	start    time.Time
	closeDay int // the day of the next month on which a month's bill closes, 00:00 UTC

	once sync.Once
	site *site // what it runs, made on first use

	credits creditBook
}

// site is everything an organization runs, laid out once and valid for every month.
type site struct {
	accounts []Account // management first
	cells    []cell
	plans    []savingsPlan
	planted  []plantedAnomaly
	legal    string // seller of the home region
	home     string
}

// cell is what one account uses of one service in one region; discounts and credits are
// lines of a cell.
type cell struct {
	account int // index into site.accounts
	offer   *offer
	entity  string
	meters  []meter
	partner *LineKey
	bundled *LineKey
	credits []*LineKey // by index into shape.Credits; nil where the credit does not apply
}

// commitment is how a meter's usage is paid.
type commitment int

const (
	onDemand commitment = iota
	reserved            // DiscountedUsage under a reservation, plus its Recurring fee
	saved               // covered by the site's Savings Plan
)

// meter measures one SKU in one account and region.
type meter struct {
	draw     draw.Key
	key      *LineKey
	negation *LineKey // saved only
	fee      *LineKey // reserved only
	sku      *sku
	kind     commitment
	public   Amount // public price of a unit
	billable Amount // what AWS charges the receiver for a unit before discounts
	held     Amount // price of a unit under the commitment
	base     Quantity
	from, to Month // inclusive, exclusive; to 0: no end
}

// savingsPlan is the Compute Savings Plan of an organization.
type savingsPlan struct {
	fee      *LineKey
	from, to Month
	hourly   Amount // commitment an hour at the committed rates
}

// reservedRate and savingsRate are the committed prices in basis points of the public price.
const (
	reservedRate basisPoints = 6_200
	savingsRate  basisPoints = 7_200
)

// layout returns the organization's site.
func (o *org) layout() *site {
	o.once.Do(func() { o.site = o.build() })
	return o.site
}

func (o *org) month(relative int) Month { return o.epoch + Month(relative) }

func (o *org) build() *site {
	s := &site{accounts: append([]Account{o.customer.Account}, o.customer.Members...)}
	s.home = o.shape.Regions[0]
	s.legal = regions[s.home].legal
	shares := o.accountShares(len(s.accounts))
	planned := o.commitmentMonths("savings plan")
	var promised Amount // daily cost at the committed rate
	for i := range s.accounts {
		daily := Amount(mulDiv(o.shape.Monthly*int64(Unit)/304*10, shares[i], 1_000_000))
		promised += o.buildAccount(s, i, daily, planned)
	}
	if o.shape.FreeTier {
		for i := range introductory {
			o.buildCell(s, 1, &introductory[i], s.home, Unit, o.draw.Sub("introductory").At(i), planned)
		}
	}
	s.planted = o.plant(s)
	if promised > 0 {
		s.plans = []savingsPlan{{
			fee:    o.key(s, 0, "Savings Plans for AWS Compute usage", "ComputeSavingsPlans", RecordSPFee, "ComputeSP:1yrNoUpfront", ""),
			from:   planned[0],
			to:     planned[1],
			hourly: promised/24 + 1,
		}}
	}
	return s
}

// accountShares splits spend among accounts, in millionths: the management account has
// little, the others fall off like 1/rank.
func (o *org) accountShares(n int) []int64 {
	weights, sum := make([]int64, n), int64(0)
	for i := range weights {
		weights[i] = 1_000_000 / int64(i+1) * int64(o.draw.Sub("account share").At(i).Between(70, 130)) / 100
		if i == 0 {
			weights[i] = 60_000
		}
		sum += weights[i]
	}
	for i := range weights {
		weights[i] = weights[i] * 1_000_000 / sum
	}
	return weights
}

// commitmentMonths draws a twelve-month term, renewed without a gap, that began within the
// last year.
func (o *org) commitmentMonths(label string) [2]Month {
	from := o.month(-o.draw.Sub(label).Between(4, 20))
	return [2]Month{from, from + 36}
}

// buildAccount adds an account's cells and returns the daily cost, at the committed rate, of
// what it has under the Savings Plan.
func (o *org) buildAccount(s *site, index int, daily Amount, planned [2]Month) (promised Amount) {
	k := o.draw.Sub("account").At(index)
	appetite := k.Sub("appetite").Between(35, 100)
	var used []*offer
	weight := 0
	for i := range offers {
		// Everyone has compute and storage somewhere, so that no account is empty.
		if i == 0 && index == 1 || k.Sub("uses").At(i).Chance(offers[i].chance*appetite/100) {
			used, weight = append(used, &offers[i]), weight+offers[i].weight
		}
	}
	if len(used) == 0 {
		used, weight = append(used, &offers[3]), offers[3].weight
	}
	market := basisPoints(o.shape.Marketplace).of(daily)
	for i, of := range used {
		at := k.Sub("offer").At(i)
		spend := Amount(mulDiv(int64(daily-market), int64(of.weight), int64(weight)))
		for n, name := range o.regionsOf(of, at) {
			share := spend
			if n == 0 && !of.global && len(o.shape.Regions) > 1 {
				share = spend / 4 * 3
			} else if n > 0 {
				share = spend / 4
			}
			promised += o.buildCell(s, index, of, name, share, at.At(n), planned)
		}
	}
	if market > 0 {
		product := &marketplaceProducts[k.Sub("product").N(len(marketplaceProducts))]
		o.buildMarketplace(s, index, product, market, k.Sub("marketplace"))
	}
	return promised
}

// regionsOf returns where an account uses an offer: "" for a global one, the home region
// always, and sometimes a second one.
func (o *org) regionsOf(of *offer, k draw.Key) []string {
	if of.global {
		return []string{""}
	}
	list := o.shape.Regions[:1]
	if len(o.shape.Regions) > 1 {
		list = append(list[:1:1], o.shape.Regions[1+k.Sub("region").N(len(o.shape.Regions)-1)])
	}
	return list
}

func (o *org) buildCell(s *site, index int, of *offer, regionName string, daily Amount, k draw.Key, planned [2]Month) (promised Amount) {
	c := cell{account: index, offer: of, entity: EntityAWS}
	weight := 0
	for i := range of.skus {
		weight += of.skus[i].weight
	}
	for i := range of.skus {
		spend := Amount(mulDiv(int64(daily), int64(of.skus[i].weight), int64(weight)))
		promised += o.addMeters(s, &c, &of.skus[i], regionName, spend, k.Sub("sku").At(i), planned)
	}
	c.partner = o.cellKey(s, &c, regionName, RecordPartnerDiscount, "Solution Provider Program Discount")
	c.bundled = o.cellKey(s, &c, regionName, RecordBundled, "Usage based discount")
	c.credits = make([]*LineKey, len(o.shape.Credits))
	for i, credit := range o.shape.Credits {
		if credit.Kind == scenario.Promotional && (of.credit || credit.Share == 10_000) {
			c.credits[i] = o.cellKey(s, &c, regionName, RecordCredit, o.creditDescription(i))
		}
	}
	s.cells = append(s.cells, c)
	return promised
}

// addMeters adds the meters of one SKU: on demand, and what is under commitments. Before the
// commitment began the same usage was on demand.
func (o *org) addMeters(s *site, c *cell, u *sku, regionName string, daily Amount, k draw.Key, planned [2]Month) (promised Amount) {
	m := meter{draw: k, sku: u, public: u.rate}
	if r, ok := regions[regionName]; ok {
		m.public = r.price.of(u.rate)
	}
	m.billable = m.public
	if u.intro {
		m.billable = 0
	}
	if u.private {
		m.billable -= basisPoints(o.shape.PrivateRate).of(m.public)
	}
	m.key = o.skuKey(s, c, u, regionName, RecordUsage)
	m.from = MonthOf(s.accounts[c.account].Joined)
	if k.Sub("adopted").Chance(900) {
		m.from = max(m.from, o.month(-k.Sub("when").Between(1, 12)))
	} else if k.Sub("dropped").Chance(300) {
		m.to = o.month(-k.Sub("when").Between(0, 9))
	}
	if u.instance != "" && u.norm > 0 && u.pattern != &batch {
		committed := m
		var splitBP basisPoints
		switch {
		case k.Sub("reserved").Chance(o.shape.Reserved * 2):
			committed.kind, splitBP = reserved, basisPoints(5_000)
			term := o.commitmentMonths("reservation")
			committed.from, committed.to = term[0], term[1]
			committed.held = reservedRate.of(m.public)
			committed.key = o.skuKey(s, c, u, regionName, RecordDiscountedUsage)
			committed.fee = o.skuKey(s, c, u, regionName, RecordRecurring)
		case c.offer.code == "AmazonEC2" && o.shape.Savings > 0:
			committed.kind, splitBP = saved, basisPoints(o.shape.Savings)
			committed.from, committed.to = planned[0], planned[1]
			committed.held = savingsRate.of(m.public)
			committed.key = o.skuKey(s, c, u, regionName, RecordSPCovered)
			committed.negation = o.skuKey(s, c, u, regionName, RecordSPNegation)
		}
		if committed.kind != onDemand && (committed.from < m.to || m.to == 0) && committed.from >= m.from {
			part := splitBP.of(daily)
			before := m
			before.draw, before.to = k.Sub("before"), committed.from
			before.base = quantityFor(part, m.public)
			committed.draw, committed.base = k.Sub("committed"), before.base
			if m.to != 0 {
				before.to, committed.to = min(before.to, m.to), m.to
			}
			c.meters = append(c.meters, before, committed)
			daily -= part
			if committed.kind == saved {
				promised = cost(committed.base, committed.held)
			}
		}
	}
	m.base = quantityFor(daily, m.public)
	c.meters = append(c.meters, m)
	return promised
}

// quantityFor returns the usage that costs daily at a unit price.
func quantityFor(daily, price Amount) Quantity {
	return Quantity(mulDiv(int64(daily), int64(oneQuantity), int64(price)))
}

func (o *org) buildMarketplace(s *site, index int, of *offer, daily Amount, k draw.Key) {
	u := &of.skus[0]
	c := cell{account: index, offer: of, entity: EntityMarketplace, credits: make([]*LineKey, len(o.shape.Credits))}
	c.meters = []meter{{
		draw: k, sku: u, public: u.rate, billable: u.rate, base: quantityFor(daily, u.rate),
		key: o.skuKey(s, &c, u, s.home, RecordUsage),
	}}
	s.cells = append(s.cells, c)
}

// key makes a key for a line of the organization as a whole or of one account.
func (o *org) key(s *site, account int, service, code, record, usage, description string) *LineKey {
	return &LineKey{
		AccountID: s.accounts[account].ID, Service: service, ServiceCode: code, RecordType: record, UsageType: usage,
		BillingEntity: EntityAWS, LegalEntity: s.legal, InvoicingEntity: s.legal, Description: description,
	}
}

func (o *org) cellKey(s *site, c *cell, regionName, record, description string) *LineKey {
	k := o.key(s, c.account, c.offer.name, c.offer.code, record, "", description)
	k.Region, k.BillingEntity = regionName, c.entity
	if c.offer.global {
		k.Region = "global"
	}
	return k
}

func (o *org) skuKey(s *site, c *cell, u *sku, regionName, record string) *LineKey {
	k := o.cellKey(s, c, regionName, record, "")
	k.UsageType = regions[regionName].prefix + u.usage
	k.Operation, k.Unit, k.InstanceType = u.operation, u.unit, u.instance
	k.PurchaseType = "On Demand Instances"
	if u.instance != "" && regionName != "" {
		k.AZ = regionName + string(rune('a'+o.draw.Sub("az").Sub(u.usage).N(3)))
	}
	switch record {
	case RecordDiscountedUsage, RecordRecurring:
		k.PurchaseType = "Standard Reserved Instances"
	case RecordSPCovered, RecordSPNegation:
		k.PurchaseType = "Savings Plans"
	}
	if record == RecordRecurring {
		k.UsageType = regions[regionName].prefix + "HeavyUsage:" + u.instance
		k.AZ = ""
		k.Description = "Recurring reservation fee"
	}
	return k
}

// creditDescription is what AWS prints beside a credit.
func (o *org) creditDescription(i int) string {
	k := o.draw.Sub("credit").At(i)
	switch credit := o.shape.Credits[i]; {
	case credit.Label != "":
		return credit.Label
	case credit.Kind == scenario.Unused:
		return "AWS Partner Funding Credit PF" + digits(k, 6)
	case credit.Kind == scenario.Lump:
		return "AWS service credit SC" + digits(k, 7)
	case credit.Kind == scenario.Reversal:
		return "Reversal of AWS_Promotional_Credit_PC" + digits(k, 8)
	case credit.Kind == scenario.Migration:
		return "MAP2.0 migration credit MPE" + digits(k, 5) + " for map-migrated usage"
	case credit.Share == 10_000:
		return "AWS Activate Credits - Portfolio " + digits(k, 6)
	default:
		return "AWS_Promotional_Credit_PC" + digits(k, 8)
	}
}

const digitSet, lowerSet, alnumSet = "0123456789", "0123456789abcdefghijklmnopqrstuvwxyz", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

func digits(k draw.Key, n int) string { return text(k, digitSet, n) }

// text draws n characters of a set.
func text(k draw.Key, set string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = set[k.At(i).N(len(set))]
	}
	return string(b)
}
