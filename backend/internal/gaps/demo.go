package gaps

import (
	"hash/fnv"

	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/transfers"
)

// demoNote says of a row that it is made up.
const demoNote = "Simulated for a demonstration; nothing made of it can be applied."

// overlay lays made-up rows over the rows of a month: some customers that are billed have a credit of the Migration Acceleration Program, and every fourth a support charge,
// neither of them passed on. Who has true credits gets none that are made up; a made-up support charge takes the place of a true one. The same month has the same rows every time.
func overlay(rows []*Gap, customers []transfers.Customer, m period.Month, policies PolicySet) []*Gap {
	shown := map[Key]*Gap{}
	own := map[string]bool{}
	for _, g := range rows {
		own[g.CustomerID] = own[g.CustomerID] || g.Class == ClassCredit
	}
	for _, c := range DemoCustomers(customers, m, own) {
		amount, _ := DemoCredit(c, m)
		d := demoGap(c, m, policies, Part{ClassCredit, "Credit", DemoCreditService, amount})
		shown[d.Key] = d
	}
	for i, c := range customers {
		if i%4 == 0 && demoBilled(c, m) {
			d := demoGap(c, m, policies, Part{ClassSupport, "Support", "AWS Support (Business)", demoAmount(c.ID, m, ClassSupport, 100, 2_500)})
			shown[d.Key] = d
		}
	}
	out := make([]*Gap, 0, len(rows)+len(shown))
	charged := map[string]*Gap{}
	for _, g := range rows {
		charged[g.CustomerID] = g
		if _, ok := shown[g.Key]; !ok {
			out = append(out, g)
		}
	}
	for _, d := range shown {
		if g, ok := charged[d.CustomerID]; ok {
			d.charged, d.AsOf, d.Standing = g.charged, g.AsOf, g.Standing
			if g.Currency != "" {
				d.Currency = g.Currency
			}
		}
		out = append(out, d)
	}
	return inOrder(out)
}

// DemoCreditService is the service under which a demonstration has credits.
const DemoCreditService = "MAP 2.0 credits"

// DemoCustomers are the customers that a demonstration gives credits to in a month; the room of credits tells of the same. The customers are all there are, in their order: every
// third of them that is billed and has no credits of its own, and where that is nobody the first that is and has none.
func DemoCustomers(customers []transfers.Customer, m period.Month, own map[string]bool) []transfers.Customer {
	var chosen, others []transfers.Customer
	for i, c := range customers {
		switch {
		case own[c.ID] || !demoBilled(c, m):
		case i%3 == 0:
			chosen = append(chosen, c)
		default:
			others = append(others, c)
		}
	}
	if len(chosen) == 0 && len(others) > 0 {
		return others[:1]
	}
	return chosen
}

// DemoCredit is what the credits of a demonstration take off the bill of a customer in a month, negative; false where it was not billed.
func DemoCredit(c transfers.Customer, m period.Month) (money.Decimal, bool) {
	return demoAmount(c.ID, m, ClassCredit, 400, 9_000).Neg(), demoBilled(c, m)
}

func demoBilled(c transfers.Customer, m period.Month) bool { return c.Bills(m) && c.Group != nil }

// demoGap is a made-up row of one charge that nothing carries.
func demoGap(c transfers.Customer, m period.Month, policies PolicySet, p Part) *Gap {
	g := &Gap{
		Key: Key{c.ID, p.Class}, CustomerName: c.Name, Currency: defaultCurrency, MyView: p.Amount, Policy: policies.Of(c.ID, p.Class), Parts: []Part{p},
		Simulated: true, groupARN: c.Group.ARN,
	}
	g.settle(nil, month{month: m}.unwritable(c))
	g.setAside(policies.DismissalOf(c.ID, p.Class))
	g.Note = demoNote
	return g
}

// demoAmount is an amount between two bounds that hangs on nothing but what it is of.
func demoAmount(customer string, m period.Month, class Class, least, most int64) money.Decimal {
	h := fnv.New64a()
	for _, s := range []string{customer, m.String(), string(class)} {
		_, _ = h.Write([]byte(s + "/")) // a hash never fails
	}
	cents := least*100 + int64(h.Sum64()%uint64((most-least)*100))
	return money.FromScaled(cents, 2)
}
