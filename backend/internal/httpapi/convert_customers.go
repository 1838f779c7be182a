package httpapi

import (
	"cmp"

	"portal.example/api"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/transfers"
)

// ToAPICustomer writes a customer without figures.
func ToAPICustomer(c transfers.Customer) api.Customer {
	out := api.Customer{
		CustomerId: c.ID, Name: c.Name, Email: text(c.Email), State: api.LifecycleState(c.State), TransferId: text(c.Transfer.ID),
		StartsAt: instant(c.Transfer.Start), EndsAt: instant(c.Transfer.End), BillingGroupStatus: api.BillingGroupStatus(c.GroupStatus),
		PricingPlanName: text(c.PlanName), Relation: relation(c.Transfer), ViaAccountId: text(c.Transfer.Via),
	}
	if g := c.Group; g != nil {
		out.BillingGroupName, out.BillingGroupArn, out.AccountCount = text(g.Name), text(g.ARN), number(g.Accounts)
	}
	return out
}

// ToAPICustomerDetail writes everything about a customer in a month.
func ToAPICustomerDetail(d *margin.Detail) api.CustomerDetail {
	cm := d.Ledger
	currency := d.Row.Figures.Currency
	out := api.CustomerDetail{
		Customer: ToAPICustomer(d.Customer), Month: d.Month.String(), Row: ToAPIMarginRow(d.Row),
		Views:        []api.ViewStatus{toAPIView(ledger.MyView, cm.MyView, currency), toAPIView(ledger.Showback, cm.Showback, currency)},
		ByRecordType: each(d.ByRecordType, toAPILine(currency)), ByService: each(d.ByService, toAPILine(currency)),
		Months: each(d.Months, ToAPITrendPoint), Adjustments: append(toAPIAdjustments(ledger.MyView, cm.MyView, currency), toAPIAdjustments(ledger.Showback, cm.Showback, currency)...),
		Provenance: ToAPIProvenance(d.Provenance),
	}
	out.Customer.Currency = text(string(cmp.Or(cm.MyView.Currency, cm.Showback.Currency)))
	if d.Bridge != nil {
		b := ToAPIBridge(*d.Bridge)
		out.Bridge = &b
	}
	if d.CrossCheck != nil {
		x := ToAPICrossCheck(*d.CrossCheck)
		out.CrossCheck = &x
	}
	return out
}

// currencyOf is the currency of a view; of the row where nothing was billed that would say.
func currencyOf(v ledger.ViewMonth, row money.Currency) money.Currency {
	return cmp.Or(v.Currency, row)
}

// toAPIView writes how a view was read. Only a view that was read has a total; tax is part of it.
func toAPIView(view ledger.View, v ledger.ViewMonth, row money.Currency) api.ViewStatus {
	out := api.ViewStatus{View: api.ViewKind(view), Status: api.ViewStatusStatus(v.Status), Detail: text(v.Detail), Arn: text(v.ARN), AsOf: instant(v.AsOf)}
	if v.Source != "" {
		s := api.Source(v.Source)
		out.Source = &s
	}
	if v.Status != ledger.ViewRead {
		return out
	}
	var tax money.Decimal
	for _, e := range v.AllEntries() {
		if _, compared := margin.Classify(view, e.RecordType, e.Service); !compared {
			tax = tax.Add(e.Amount)
		}
	}
	c := currencyOf(v, row)
	taxMoney, total := toAPINumber(tax, c), toAPINumber(v.FullTotal(), c)
	out.Tax, out.Total = &taxMoney, &total
	return out
}

func toAPILine(c money.Currency) func(margin.Line) api.LedgerLine {
	return func(l margin.Line) api.LedgerLine {
		out := api.LedgerLine{Key: l.Key, MyView: toAPIFigure(l.MyView, c), Showback: toAPIFigure(l.Showback, c), Difference: toAPIFigure(l.Difference(), c)}
		if l.Class != "" {
			class := api.ChargeClass(l.Class)
			out.Class = &class
		}
		return out
	}
}

func toAPIAdjustments(view ledger.View, v ledger.ViewMonth, row money.Currency) []api.Adjustment {
	c := currencyOf(v, row)
	return each(v.Adjustments, func(a ledger.Adjustment) api.Adjustment {
		return api.Adjustment{
			View: api.ViewKind(view), RecordType: a.RecordType, Service: a.Service, ObservedAt: a.ObservedAt.UTC(),
			Before: toAPINumber(a.Before, c), After: toAPINumber(a.After, c),
		}
	})
}
