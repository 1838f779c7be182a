package httpapi

import (
	"portal.example/api"
	"portal.example/backend/internal/finops"
	"portal.example/backend/internal/money"
)

// ToAPIFinops writes the overview.
func ToAPIFinops(o *finops.Overview) api.Finops {
	return api.Finops{
		Month: o.Month.String(), Totals: each(o.Totals, ToAPIFinopsTotals), Movers: each(o.Movers, ToAPIMover), MoversNote: text(o.MoversNote),
		Anomalies: ToAPIAnomalySummary(o.Anomalies), Budgets: ToAPIBudgetSummary(o.Budgets), Receiver: ToAPIReceiverSummary(o.Receiver),
		Trend: each(o.Trend, ToAPITrendPoint), Provenance: ToAPIProvenance(o.Provenance),
	}
}

// ToAPIFinopsTotals writes what reduced AWS's bill, each kind by itself.
func ToAPIFinopsTotals(t finops.Totals) api.FinopsTotals {
	support := toAPINumber(t.Support, t.Currency)
	return api.FinopsTotals{
		Currency: string(t.Currency), Credits: toAPINumber(t.Credits, t.Currency), Refunds: toAPINumber(t.Refunds, t.Currency),
		Discounts: toAPINumber(t.Discounts, t.Currency), Support: &support, CustomersWithCredits: int32(t.WithCredits),
		CustomersWithRefunds: int32(t.WithRefunds), CustomersWithReversals: number(t.WithReversals),
	}
}

// ToAPIMover writes a customer whose cost changed.
func ToAPIMover(m finops.Mover) api.Mover {
	return api.Mover{
		CustomerId: m.CustomerID, Label: m.Label, Currency: string(m.Currency), Current: toAPINumber(m.Current, m.Currency),
		Previous: toAPINumber(m.Previous, m.Currency), Change: toAPINumber(m.Change(), m.Currency), ChangePercent: toAPIShare(m.ChangePercent()),
	}
}

// ToAPIAnomalySummary writes the anomalies of customers.
func ToAPIAnomalySummary(s finops.AnomalySummary) api.AnomalySummary {
	return api.AnomalySummary{
		Found: int32(s.Found), Open: int32(s.Open), Impact: each(s.Impact, ToAPIMoney), AsOf: instant(s.AsOf), CoveredCustomers: number(s.Covered),
	}
}

// ToAPIBudgetSummary writes where the budgets of customers stand.
func ToAPIBudgetSummary(s finops.BudgetSummary) api.BudgetSummary {
	return api.BudgetSummary{
		Total: int32(s.Total), Ok: int32(s.OK), ForecastToExceed: int32(s.ForecastToExceed), Exceeded: int32(s.Exceeded), Unknown: int32(s.Unknown),
	}
}

// ToAPIReceiverSummary writes what AWS watches in the receiver's own organization; what was never read is absent.
func ToAPIReceiverSummary(s finops.ReceiverSummary) api.ReceiverSummary {
	count := func(n *int) *int32 {
		if n == nil {
			return nil
		}
		return number(*n)
	}
	return api.ReceiverSummary{
		Note: finops.ReceiverNote, Anomalies: count(s.Anomalies), Budgets: count(s.Budgets), BudgetsExceeded: count(s.BudgetsExceeded), AsOf: instant(s.AsOf),
		Problem: text(s.Problem),
	}
}

// ToAPIUsageCost writes a row of the breakdown; what is not known is absent.
func ToAPIUsageCost(r *finops.UsageRow) api.UsageCost {
	c, change := r.Currency, r.Change()
	return api.UsageCost{
		Key: r.Key, Label: r.Label, CustomerId: text(r.CustomerID), CustomerName: text(r.CustomerName), AccountId: text(r.AccountID), Currency: string(c),
		MyView: toAPIFigure(r.MyView, c), Showback: toAPIFigure(r.Showback, c),
		PreviousMyView: toAPIFigure(r.Previous.MyView, c), PreviousShowback: toAPIFigure(r.Previous.Showback, c),
		MyViewChange: toAPIFigure(change.MyView, c), ShowbackChange: toAPIFigure(change.Showback, c), SharePercent: toAPIShare(r.SharePercent()),
	}
}

// ToAPIUsageTotals writes the sum of what matches in one currency.
func ToAPIUsageTotals(t finops.UsageTotals) api.UsageTotals {
	return api.UsageTotals{
		Currency: string(t.Currency), Rows: int32(t.Rows), MyView: toAPIFigure(t.MyView, t.Currency), Showback: toAPIFigure(t.Showback, t.Currency),
	}
}

// ToAPIDailyCosts writes the complete days of a customer's month.
func ToAPIDailyCosts(d *finops.CustomerDays) api.DailyCosts {
	return api.DailyCosts{
		CustomerId: d.CustomerID, Month: d.Month.String(), Currency: string(d.Currency), Provenance: ToAPIProvenance(d.Provenance),
		Days: each(d.Days, func(day finops.Day) api.DailyCost {
			return api.DailyCost{Day: toAPIDay(day.Day), MyView: toAPIFigure(day.MyView, d.Currency), Showback: toAPIFigure(day.Showback, d.ShowbackCurrency)}
		}),
	}
}

// ToAPIReceiverAnomaly writes an anomaly of the receiver's own organization.
func ToAPIReceiverAnomaly(a finops.ReceiverAnomaly) api.ReceiverAnomaly {
	out := api.ReceiverAnomaly{
		AnomalyId: a.ID, Service: text(a.Service), AccountId: text(a.AccountID), Region: text(a.Region), UsageType: text(a.UsageType),
		StartsOn: toAPIDay(a.Start), Impact: ToAPIMoney(a.Impact), Expected: toAPIAmount(a.Expected), Actual: toAPIAmount(a.Actual),
	}
	if !a.End.IsZero() {
		end := toAPIDay(a.End)
		out.EndsOn = &end
	}
	return out
}

// ToAPIReceiverBudget writes an AWS budget of the receiver's own organization.
func ToAPIReceiverBudget(b finops.ReceiverBudget) api.ReceiverBudget {
	return api.ReceiverBudget{
		Name: b.Name, BudgetType: b.Type, TimeUnit: text(b.TimeUnit), Limit: toAPIAmount(b.Limit), Actual: toAPIAmount(b.Actual), Forecast: toAPIAmount(b.Forecast),
		UsedPercent: toAPIShare(b.UsedPercent()), State: api.BudgetState(b.State()), Health: text(b.Health), OnView: text(b.OnView),
	}
}

func toAPIAmount(a *money.Amount) *api.Money {
	if a == nil {
		return nil
	}
	m := ToAPIMoney(*a)
	return &m
}
