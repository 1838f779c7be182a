package world

import "portal.example/simulator/scenario/draw"

// rates says what a view charges for public usage. The billable view and every pro forma
// view are the same consumption at different rates.
type rates interface {
	// unit returns the price of a unit on demand.
	unit(c *cell, m *meter) Amount
	// held returns the price of a unit under the meter's commitment.
	held(c *cell, m *meter) Amount
	// plan returns the factor on a Savings Plan's fee.
	plan() factor
	// flat returns the factor on a fixed fee of a service.
	flat(serviceCode string) factor
}

// run generates one month of one organization.
type run struct {
	org   *org
	site  *site
	month Month
	first Day
	days  int
	trend int64 // millionths
	surge surge
	rates rates
	out   sink
	s     series
}

// surge is a few days on which one service is used far more than usual.
type surge struct {
	offer    *offer
	from, to int   // days of the month, inclusive
	factor   int64 // per mille
}

// newRun returns nil when the organization used nothing in the month.
func (o *org) newRun(m Month, r rates, out sink) *run {
	if m < o.month(o.shape.UsedFrom) {
		return nil
	}
	return &run{
		org: o, site: o.layout(), month: m, first: m.FirstDay(), days: m.Days(),
		trend: o.trend(m), surge: o.surge(m), rates: r, out: out,
	}
}

// trend returns the size of the organization in month m against month 0, in millionths.
func (o *org) trend(m Month) int64 {
	t, growth := int64(1_000_000), int64(10_000+o.shape.Growth)
	for i := o.epoch; i < m; i++ {
		t = t * growth / 10_000
	}
	for i := m; i < o.epoch; i++ {
		t = t * 10_000 / growth
	}
	return t
}

func (o *org) surge(m Month) surge {
	k := o.draw.Sub("surge").At(int(m))
	if !k.Chance(700) {
		return surge{}
	}
	from := k.Sub("day").N(25)
	return surge{
		offer: &offers[k.Sub("offer").N(8)], from: from, to: from + k.Sub("length").Between(1, 4),
		factor: int64(k.Sub("factor").Between(1_400, 2_600)),
	}
}

// uses reports whether the meter counts in the run's month.
func (r *run) uses(m *meter) bool {
	return m.from <= r.month && (m.to == 0 || r.month < m.to)
}

// factor returns a day's usage against the meter's base, in millionths.
func (r *run) factor(c *cell, m *meter, day int) int64 {
	h := m.draw.At(int(r.first) + day).Uint64()
	if m.kind != onDemand {
		return 1_000_000 - int64(h%60_001) // commitments are used to 94..100 %
	}
	p := m.sku.pattern
	noise := int64(h%uint64(2*p.noise+1)) - p.noise
	f := p.week[(r.first+Day(day)).weekday()] * (1_000 + noise) / 1_000 * r.trend / 1_000
	if c.offer == r.surge.offer && r.surge.from <= day && day <= r.surge.to {
		f = f * r.surge.factor / 1_000
	}
	return r.site.swell(m.key, r.first+Day(day), f)
}

// measure fills r.s with the meter's month and returns the commitment's amortized cost.
func (r *run) measure(c *cell, m *meter) (amortized Amount) {
	unit := r.rates.unit(c, m)
	var held Amount
	if m.kind != onDemand {
		held = r.rates.held(c, m)
	}
	r.s.reset(m.key)
	for day := range r.days {
		e := r.s.add(day, reportedAt(r.first+Day(day)))
		e.Quantity = Quantity(mulDiv(int64(m.base), r.factor(c, m, day), 1_000_000))
		if m.sku.norm != 0 {
			e.Normalized = Quantity(mulDiv(int64(e.Quantity), int64(m.sku.norm), int64(oneQuantity)))
		}
		switch m.kind {
		case onDemand:
			e.setCost(cost(e.Quantity, unit))
		case reserved:
			e.Amortized = cost(e.Quantity, held)
			e.NetAmortized = e.Amortized
		case saved:
			e.setCost(cost(e.Quantity, unit))
			e.Amortized = cost(e.Quantity, held)
			e.NetAmortized = e.Amortized
		}
		amortized += e.Amortized
	}
	return amortized
}

// negate turns the covered usage in r.s into its negation.
func (r *run) negate(m *meter) {
	r.s.key = m.negation
	for i := range r.s.n {
		e := &r.s.e[i]
		unblended := e.Unblended
		e.Figures = Figures{Quantity: e.Quantity, Unblended: -unblended, Blended: -unblended, NetUnblended: -unblended}
	}
}

// fee fills r.s with a commitment's monthly fee on the first day. used and netUsed are what
// the month's usage amortizes of it; the fee's own amortized cost is what was left unused.
func (r *run) fee(key *LineKey, total, discount, used, netUsed Amount) {
	r.s.reset(key)
	e := r.s.add(0, reportedAt(r.first))
	e.Quantity = Quantity(int64(r.days) * 24 * int64(oneQuantity))
	e.Unblended, e.Blended, e.NetUnblended = total, total, total-discount
	e.Amortized, e.NetAmortized = total-used, total-discount-netUsed
}

// one emits a single line.
func (r *run) one(key *LineKey, day int, posted int64, a Amount) error {
	if a == 0 {
		return nil
	}
	r.s.reset(key)
	r.s.addCost(day, posted, a)
	return r.out(&r.s)
}

// lastDay returns the index of the month's last day.
func (r *run) lastDay() int { return r.days - 1 }

// after returns the instant of a day of the following month, 1 being its first, at 06:00 UTC.
func (r *run) after(day int) int64 {
	return int64(r.month.Next().FirstDay())*86400 + int64(day-1)*86400 + 6*3600
}

// choice returns the key of a choice made for this month.
func (r *run) choice(label string) draw.Key { return r.org.draw.Sub(label).At(int(r.month)) }
