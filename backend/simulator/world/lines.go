package world

import (
	"math"
	"slices"
	"time"
)

// projection is one view's month as of an instant: everything that is needed to compute its
// lines without holding the world's lock.
type projection struct {
	org   *org
	month Month
	now   time.Time
	until time.Time // when what is known of prices and items changes; zero: never
	book  *priceBook
	items []shownItem
	group *group // nil: what AWS bills
	vers  uint64
	empty bool // the view has no life in the month
}

// shownItem is a custom line item as Showback's data has it.
type shownItem struct {
	*item
	itemContent
}

// viewError is the refusal of an unknown billing view.
func viewError(arn string) *Error {
	return &Error{Code: "ResourceNotFoundException", Message: "The specified billing view " + arn + " does not exist.", HTTPStatus: 404, ResourceID: arn, ResourceType: "billing view"}
}

// projectionOf settles what a view's month is computed from.
func (w *World) projectionOf(viewARN string, m Month) (*projection, error) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	now := w.Now()
	v := w.viewByARN[viewARN]
	if v == nil || !v.exists(now) {
		return nil, viewError(viewARN)
	}
	p := &projection{org: v.org, month: m, now: now, empty: !v.ActiveIn(m), group: v.group}
	if v.paid {
		paidAbove, priced := w.pricedAbove(v.org, m)
		p.group = priced
		p.empty = p.empty || paidAbove && priced == nil
	}
	if p.group == nil {
		return p, nil
	}
	p.vers = p.group.version
	for _, b := range p.group.books {
		if b.from > m {
			continue
		}
		if at := b.at.Add(rateDelay); b.at.IsZero() || !at.After(now) {
			p.book = b.book
		} else {
			p.changesAt(at)
		}
	}
	for _, it := range p.group.items {
		content, next := it.shown(m, now)
		if !next.IsZero() {
			p.changesAt(next)
		}
		if content != nil {
			p.items = append(p.items, shownItem{it, *content})
		}
	}
	return p, nil
}

func (p *projection) changesAt(t time.Time) {
	if p.until.IsZero() || t.Before(p.until) {
		p.until = t
	}
}

// emit sends the lines that are reported by p.now to out, and notes when there will be more.
func (p *projection) emit(out sink) error {
	if p.empty || p.month.Start().After(p.now) {
		p.changesAt(p.month.Start().Add(time.Second))
		return nil
	}
	now, next := p.now.Unix(), int64(math.MaxInt64)
	reported := func(s *series) error {
		n := 0
		for i := range s.n {
			if s.e[i].posted > now {
				next = min(next, s.e[i].posted)
				continue
			}
			if n != i {
				s.e[n] = s.e[i]
			}
			n++
		}
		if s.n = n; n == 0 {
			return nil
		}
		return out(s)
	}
	var err error
	if p.group != nil {
		err = p.showback(reported, now)
	} else {
		err = p.org.billable(p.month, reported)
	}
	if next != math.MaxInt64 {
		p.changesAt(time.Unix(next, 0))
	}
	return err
}

// showback emits the pro forma consumption and then the custom line items on it.
func (p *projection) showback(reported sink, now int64) error {
	bases := p.bases()
	consume := reported
	if len(bases) > 0 {
		consume = func(s *series) error {
			for _, b := range bases {
				b.take(s, now)
			}
			return reported(s)
		}
	}
	if err := p.org.proforma(p.month, p.book, consume); err != nil {
		return err
	}
	posted := reportedAt(p.month.FirstDay())
	var s series
	for i := range p.items {
		it := &p.items[i]
		if it.computation == ComputeItemized {
			for _, part := range bases[i].parts {
				if err := reported(part); err != nil {
					return err
				}
			}
			continue
		}
		amount, err := p.charge(it, bases[i])
		if err != nil {
			return err
		}
		if posted > now || amount == 0 {
			if posted > now {
				p.changesAt(time.Unix(posted, 0))
			}
			continue
		}
		s.reset(p.itemKey(it, nil))
		s.addCost(0, posted, amount).Quantity = oneQuantity
		if err := reported(&s); err != nil {
			return err
		}
	}
	return nil
}

// charge returns a consolidated item's amount with its sign.
func (p *projection) charge(it *shownItem, b *base) (Amount, error) {
	amount := it.value
	if !it.flat {
		total := b.total
		for i := range p.items {
			if source := &p.items[i]; source.flat && it.computedFrom(source.arn) {
				total.Add(int64(source.signed(source.value)))
			}
		}
		var err error
		if amount, err = percentOf(it.value, total); err != nil {
			return 0, err
		}
	}
	return it.signed(amount), nil
}

// signed gives a charge its sign: fees are positive, credits negative.
func (it *item) signed(a Amount) Amount {
	if it.charge == ChargeCredit {
		return -a
	}
	return a
}

// itemKey makes the key of an item's line. on is the line an itemized item is shown beside.
func (p *projection) itemKey(it *shownItem, on *LineKey) *LineKey {
	proforma := on != nil || it.service != DefaultPresentationService
	var k LineKey
	if on != nil {
		k = *on
	} else {
		k = LineKey{
			AccountID: it.accountID, ServiceCode: it.service, Service: serviceName(it.service), UsageType: "CustomLineItem",
			BillingEntity: EntityAWS, LegalEntity: p.org.layout().legal, InvoicingEntity: p.org.layout().legal,
		}
	}
	k.RecordType = RecordFee
	switch {
	case proforma && it.charge == ChargeCredit:
		k.RecordType = RecordProformaCredit
	case proforma:
		k.RecordType = RecordProformaFee
	case it.charge == ChargeCredit:
		k.RecordType = RecordCredit
	}
	k.Description, k.ItemARN, k.Unit, k.PurchaseType = it.description, it.arn, "", ""
	return &k
}

// base gathers what a percentage item is computed from.
type base struct {
	p        *projection
	it       *shownItem
	group    bool // the billing group's total counts
	itemized bool
	total    Total
	parts    []*series
}

// bases returns one base for each item, or none when no item needs one.
func (p *projection) bases() []*base {
	if len(p.items) == 0 {
		return nil
	}
	out := make([]*base, len(p.items))
	for i := range p.items {
		it := &p.items[i]
		out[i] = &base{p: p, it: it, group: !it.flat && it.computedFrom(p.group.ARN), itemized: it.computation == ComputeItemized}
	}
	return out
}

// take counts a series of consumption that the item's filters let through.
func (b *base) take(s *series, now int64) {
	if !b.group || !b.it.accepts(s.key) {
		return
	}
	var part *series
	if b.itemized {
		part = &series{key: b.p.itemKey(b.it, s.key)}
	}
	for i := range s.n {
		e := &s.e[i]
		if e.posted > now {
			continue
		}
		b.total.Add(int64(e.Unblended))
		if part == nil {
			continue
		}
		var one Total
		one.Add(int64(e.Unblended))
		if amount, err := percentOf(b.it.value, one); err == nil && amount != 0 {
			part.addCost(int(e.day), e.posted, b.it.signed(amount))
		}
	}
	if part != nil && part.n > 0 {
		b.parts = append(b.parts, part)
	}
}

// accepts applies the item's line item filters.
func (c *itemContent) accepts(k *LineKey) bool {
	for _, f := range c.filters {
		matches := false
		switch f.Attribute {
		case "LINE_ITEM_TYPE":
			matches = k.RecordType == RecordSPNegation
		case "SERVICE":
			matches = slices.Contains(f.AttributeValues, k.ServiceCode)
		}
		if matches != (f.MatchOption == "EQUAL") {
			return false
		}
	}
	return true
}

// Lines yields every line of a view's month that is reported by now, in a stable order. The
// Line is reused between calls; its LineKey is not. A month outside the view's life has no
// lines; an unknown view is an error.
func (w *World) Lines(viewARN string, m Month, yield func(*Line) error) error {
	p, err := w.projectionOf(viewARN, m)
	if err != nil {
		return err
	}
	first := m.FirstDay()
	var line Line
	return p.emit(func(s *series) error {
		for i := range s.n {
			e := &s.e[i]
			line = Line{LineKey: s.key, Day: first + Day(e.day), Figures: e.Figures}
			if err := yield(&line); err != nil {
				return err
			}
		}
		return nil
	})
}
