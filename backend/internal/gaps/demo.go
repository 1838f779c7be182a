package gaps

import (
	"hash/fnv"

	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/transfers"
)

// demoNote says of a row that it is made up.
const demoNote = "Simulated for a demonstration; nothing made of it can be applied."

// overlay lays made-up rows over the rows of a month: every third customer that is billed has a credit of the Migration Acceleration Program, and every fourth a support charge,
// neither of them passed on. Where the customer has a true row of the class, the made-up one takes its place. The same month has the same rows every time.
func overlay(rows []*Gap, customers []transfers.Customer, m period.Month, policies PolicySet) []*Gap {
	shown := map[Key]*Gap{}
	credits := DemoCredits(customers, m)
	for i, c := range customers {
		if !c.Bills(m) || c.Group == nil {
			continue
		}
		if amount, ok := credits[c.ID]; ok {
			d := demoGap(c, m, policies, Part{ClassCredit, "Credit", DemoCreditService, amount})
			shown[d.Key] = d
		}
		if i%4 == 0 {
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

// DemoCredits are the credits that a demonstration makes up for a month, negative, by customer; the room of credits tells of the same. The customers are all there are, in their order.
func DemoCredits(customers []transfers.Customer, m period.Month) map[string]money.Decimal {
	made := map[string]money.Decimal{}
	for i, c := range customers {
		if i%3 == 0 && c.Bills(m) && c.Group != nil {
			made[c.ID] = demoAmount(c.ID, m, ClassCredit, 400, 9_000).Neg()
		}
	}
	return made
}

// demoGap is a made-up row of one charge that nothing carries.
func demoGap(c transfers.Customer, m period.Month, policies PolicySet, p Part) *Gap {
	g := &Gap{
		Key: Key{c.ID, p.Class}, CustomerName: c.Name, Currency: defaultCurrency, MyView: p.Amount, Policy: policies.Of(c.ID, p.Class), Parts: []Part{p},
		Simulated: true, groupARN: c.Group.ARN,
	}
	g.settle(nil, month{month: m}.unwritable(c))
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
