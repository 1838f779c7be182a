package httpapi

import (
	"portal.example/api"
	"portal.example/backend/internal/commission"
)

// ToAPICommission writes the commission of a customer.
func ToAPICommission(r commission.Row) api.Commission {
	out := api.Commission{
		CustomerId: r.CustomerID, CustomerName: r.CustomerName, Status: api.CommissionStatus(r.Status), Currency: text(string(r.Currency)),
		Base: toAPIFigure(r.Base, r.Currency), BaseNote: text(r.BaseNote), Amount: toAPIFigure(r.Amount, r.Currency), LineItemIds: r.ItemIDs, Note: text(r.Note),
	}
	if r.Percent != nil {
		out.Percent = text(r.Percent.String())
	}
	if r.SpanKnown {
		recurring := r.Recurring
		out.Starts, out.Recurring = text(r.Starts.String()), &recurring
		if !r.Ends.IsZero() {
			out.Ends = text(r.Ends.String())
		}
	}
	return out
}

func toAPICommissionTotals(t commission.Totals) api.CommissionTotals {
	return api.CommissionTotals{
		Currency: string(t.Currency), Base: toAPINumber(t.Base, t.Currency), Amount: toAPINumber(t.Amount, t.Currency),
		Customers: int32(t.Customers), WithCommission: int32(t.WithCommission),
	}
}
