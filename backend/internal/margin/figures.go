package margin

import (
	"cmp"
	"slices"
	"strings"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
)

// Basis names what figures measure.
type Basis string

// BasisUnblendedPreTax is unblended cost without the record type Tax, on both sides.
const BasisUnblendedPreTax Basis = "unblended_pre_tax"

// Figure is a number that may be unknown. Unknown is not zero and never adds.
type Figure struct {
	Value money.Decimal
	Known bool
}

// MarshalJSON writes the number, or null when it is unknown.
func (f Figure) MarshalJSON() ([]byte, error) {
	if !f.Known {
		return []byte("null"), nil
	}
	return f.Value.MarshalJSON()
}

// UnmarshalJSON reads what MarshalJSON writes.
func (f *Figure) UnmarshalJSON(b []byte) error {
	*f = Figure{}
	if string(b) == "null" {
		return nil
	}
	f.Known = true
	return f.Value.UnmarshalJSON(b)
}

// Known returns a known figure.
func Known(d money.Decimal) Figure { return Figure{d, true} }

// Figures is one like-for-like comparison in one currency.
type Figures struct {
	Currency  money.Currency `json:"currency"`
	AWSCost   Figure         `json:"aws_cost"`   // My view without tax
	Charged   Figure         `json:"charged"`    // Showback without tax
	LineItems Figure         `json:"line_items"` // custom line items, part of Charged
	Credits   Figure         `json:"credits"`    // AWS credits, part of AWSCost; negative
	Support   Figure         `json:"support"`    // part of AWSCost
	Tax       Figure         `json:"tax"`        // of My view; part of nothing
}

// Margin is Charged - AWSCost, known when both are.
func (f Figures) Margin() Figure {
	if !f.AWSCost.Known || !f.Charged.Known {
		return Figure{}
	}
	return Known(f.Charged.Value.Sub(f.AWSCost.Value))
}

// percentScale is the number of decimals of margin and markup percentages.
const percentScale = 4

// MarginPercent is margin over what is charged, in percent; unknown unless something is charged.
func (f Figures) MarginPercent() Figure { return f.marginOver(f.Charged) }

// MarkupPercent is margin over AWS cost, in percent; unknown unless the cost is positive.
func (f Figures) MarkupPercent() Figure { return f.marginOver(f.AWSCost) }

// marginOver is margin in percent of one of the two sides; when the margin is known, both are.
func (f Figures) marginOver(side Figure) Figure {
	m := f.Margin()
	if !m.Known {
		return Figure{}
	}
	p, ok := m.Value.PercentOf(side.Value, percentScale)
	return Figure{p, ok}
}

func (f Figures) compared() bool { return f.AWSCost.Known && f.Charged.Known }

// plus adds two comparisons of the same currency of which every figure is known.
func (f Figures) plus(o Figures) Figures {
	add := func(a, b Figure) Figure {
		if !a.Known || !b.Known {
			return Figure{}
		}
		return Known(a.Value.Add(b.Value))
	}
	return Figures{
		Currency: f.Currency, AWSCost: add(f.AWSCost, o.AWSCost), Charged: add(f.Charged, o.Charged), LineItems: add(f.LineItems, o.LineItems),
		Credits: add(f.Credits, o.Credits), Support: add(f.Support, o.Support), Tax: add(f.Tax, o.Tax),
	}
}

func zeroFigures(c money.Currency) Figures {
	z := Known(money.Zero)
	return Figures{Currency: c, AWSCost: z, Charged: z, LineItems: z, Credits: z, Support: z, Tax: z}
}

// sides is what both views carry in one class or service.
type sides struct{ my, showback money.Decimal }

func (s sides) plus(o sides) sides {
	return sides{s.my.Add(o.my), s.showback.Add(o.showback)}
}

// breakdown is a customer's month made comparable.
type breakdown struct {
	figures  Figures
	byClass  map[Class]sides
	residual money.Decimal // stored totals minus the sum of the parts, of both views; zero
}

// defaultCurrency is what AWS bills in where nothing was billed that would say otherwise.
const defaultCurrency = money.USD

// breakDown compares a customer's month. Sides that were not read stay unknown.
func breakDown(d ledger.CustomerDigest) (breakdown, string) {
	b := breakdown{byClass: map[Class]sides{}}
	b.figures.Currency = cmp.Or(d.Currency(), defaultCurrency)
	note := strings.TrimSpace(unreadNote(d.MyView) + " " + unreadNote(d.Showback))
	my, sb := d.MyView.Read(), d.Showback.Read()
	if my && sb && !d.Comparable() {
		sb, note = false, "The views cannot be compared. "+d.Unlike()
	}
	if my {
		cost := b.addView(ledger.MyView, d.MyView)
		b.figures.AWSCost, b.figures.Tax = Known(cost), Known(d.MyView.Apart)
		b.figures.Credits, b.figures.Support = Known(b.byClass[ClassCredit].my), Known(b.byClass[ClassSupport].my)
	}
	if sb {
		b.figures.Charged = Known(b.addView(ledger.Showback, d.Showback))
		b.figures.LineItems = Known(b.byClass[ClassLineItem].showback)
	}
	return b, note
}

// addView adds one side and returns its total without tax, which comes from the stored total and not from the parts.
func (b *breakdown) addView(view ledger.View, v ledger.ViewDigest) money.Decimal {
	total := v.Total.Sub(v.Apart)
	missing := total
	for class, d := range v.Classes {
		missing = missing.Sub(d)
		c := Class(class)
		b.byClass[c] = b.byClass[c].add(view, d)
	}
	if view == ledger.MyView {
		missing = missing.Neg()
	}
	b.residual = b.residual.Add(missing)
	return total
}

func (s sides) add(view ledger.View, d money.Decimal) sides {
	if view == ledger.Showback {
		s.showback = s.showback.Add(d)
	} else {
		s.my = s.my.Add(d)
	}
	return s
}

func unreadNote(v ledger.ViewDigest) string {
	if v.Read() {
		return ""
	}
	return v.Detail
}

// Step is one class of a bridge; the effect on margin is Showback - MyView.
type Step struct {
	Class    Class
	MyView   money.Decimal
	Showback money.Decimal
}

// Effect is what the class adds to margin.
func (s Step) Effect() money.Decimal { return s.Showback.Sub(s.MyView) }

// Bridge leads from AWS cost to what is charged: AWSCost + the effects = Charged, and the effects sum to margin.
type Bridge struct {
	Currency  money.Currency
	AWSCost   money.Decimal
	Charged   money.Decimal
	Steps     []Step
	Customers int
	Residual  money.Decimal // what does not add up against the stored totals; zero
}

// Margin is what the bridge explains.
func (b Bridge) Margin() money.Decimal { return b.Charged.Sub(b.AWSCost) }

// bridgeOf builds the bridge over the breakdowns, which are all compared and of one currency.
func bridgeOf(currency money.Currency, bs []breakdown) Bridge {
	br := Bridge{Currency: currency, Customers: len(bs)}
	classes := map[Class]sides{}
	for _, b := range bs {
		br.AWSCost = br.AWSCost.Add(b.figures.AWSCost.Value)
		br.Charged = br.Charged.Add(b.figures.Charged.Value)
		br.Residual = br.Residual.Add(b.residual)
		for c, s := range b.byClass {
			classes[c] = classes[c].plus(s)
		}
	}
	for _, c := range Classes() {
		if s, ok := classes[c]; ok && (!s.my.IsZero() || !s.showback.IsZero()) {
			br.Steps = append(br.Steps, Step{c, s.my, s.showback})
		}
	}
	return br
}

// currencies lists the currencies of rows in order.
func currencies(rows []Row) []money.Currency {
	var cs []money.Currency
	for _, r := range rows {
		if !slices.Contains(cs, r.Figures.Currency) {
			cs = append(cs, r.Figures.Currency)
		}
	}
	slices.Sort(cs)
	return cs
}
