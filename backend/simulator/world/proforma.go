package world

// priceBook is a pricing plan's rules, compiled: public rates times the factor of the most
// specific rule. It is never changed once it is in use.
type priceBook struct {
	sku      map[skuRef]factor
	service  map[string]factor
	entity   map[string]factor
	global   factor
	freeOff  bool            // Always Free is charged everywhere
	freeOffs map[string]bool // by service code; overrides freeOff
}

// skuRef is what a SKU rule names; an empty operation means any.
type skuRef struct{ service, usage, operation string }

func newPriceBook() *priceBook {
	return &priceBook{
		sku: map[skuRef]factor{}, service: map[string]factor{}, entity: map[string]factor{}, global: unchanged,
		freeOffs: map[string]bool{},
	}
}

// of returns the factor of a SKU: SKU before SERVICE before BILLING_ENTITY before GLOBAL.
func (p *priceBook) of(key *LineKey, u *sku) factor {
	if len(p.sku) > 0 {
		// Rules name usage types without the region's prefix, or with it.
		for _, usage := range []string{key.UsageType, u.usage} {
			for _, operation := range []string{key.Operation, ""} {
				if f, ok := p.sku[skuRef{key.ServiceCode, usage, operation}]; ok {
					return f
				}
			}
		}
	}
	if f, ok := p.service[key.ServiceCode]; ok {
		return f
	}
	if f, ok := p.entity[key.BillingEntity]; ok {
		return f
	}
	return p.global
}

func (p *priceBook) unit(_ *cell, m *meter) Amount {
	if m.sku.freeTier && !p.chargesFreeTier(m.key.ServiceCode) {
		return 0
	}
	return p.of(m.key, m.sku).of(m.public)
}

func (p *priceBook) chargesFreeTier(serviceCode string) bool {
	if off, ok := p.freeOffs[serviceCode]; ok {
		return off
	}
	return p.freeOff
}

// held prices committed usage like the fee it is paid by, so that the two always agree.
func (p *priceBook) held(_ *cell, m *meter) Amount {
	if m.kind == saved {
		return p.plan().of(m.held)
	}
	return p.flat(m.key.ServiceCode).of(m.held)
}

func (p *priceBook) plan() factor { return p.flat("ComputeSavingsPlans") }

func (p *priceBook) flat(serviceCode string) factor {
	if f, ok := p.service[serviceCode]; ok {
		return f
	}
	if f, ok := p.entity[EntityAWS]; ok {
		return f
	}
	return p.global
}

// equal reports whether two books price everything alike.
func (p *priceBook) equal(o *priceBook) bool {
	return p.global == o.global && p.freeOff == o.freeOff && mapsEqual(p.sku, o.sku) &&
		mapsEqual(p.service, o.service) && mapsEqual(p.entity, o.entity) && mapsEqual(p.freeOffs, o.freeOffs)
}

func mapsEqual[K, V comparable](a, b map[K]V) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if w, ok := b[k]; !ok || v != w {
			return false
		}
	}
	return true
}

// proforma emits the organization's consumption of month m at the book's rates: usage,
// commitments, flat-rate plans and Marketplace; no discounts, credits, refunds, support,
// tax or out-of-cycle charges.
func (o *org) proforma(m Month, book *priceBook, out sink) error {
	r := o.newRun(m, book, out)
	if r == nil {
		return nil
	}
	var covered Amount
	for i := range r.site.cells {
		c := &r.site.cells[i]
		for j := range c.meters {
			m := &c.meters[j]
			if !r.uses(m) {
				continue
			}
			used := r.measure(c, m)
			if m.kind == saved {
				covered += used
			}
			if err := out(&r.s); err != nil {
				return err
			}
			if err := r.repricedFee(c, m, used); err != nil {
				return err
			}
		}
	}
	for _, p := range r.site.plans {
		if m < p.from || m >= p.to {
			continue
		}
		// At least what the usage amortizes: both sides are rounded by the line.
		total := max(book.plan().of(p.hourly*Amount(24*r.days)), covered)
		r.fee(p.fee, total, 0, covered, covered)
		if err := out(&r.s); err != nil {
			return err
		}
	}
	if !o.shape.FlatRate {
		return nil
	}
	return r.one(o.flatRateKey(r.site), 0, reportedAt(r.first), book.flat("AmazonCloudFront").of(flatRatePrice))
}

// repricedFee emits what follows a committed meter's usage: a negation or a fee.
func (r *run) repricedFee(c *cell, m *meter, used Amount) error {
	switch m.kind {
	case saved:
		r.negate(m)
	case reserved:
		r.fee(m.fee, cost(m.base*Quantity(r.days), r.rates.held(c, m)), 0, used, used)
	default:
		return nil
	}
	return r.out(&r.s)
}
