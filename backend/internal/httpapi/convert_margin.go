package httpapi

import (
	"portal.example/api"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
)

// ToAPIFigures writes one comparison; what is not known is absent.
func ToAPIFigures(f margin.Figures) api.MarginFigures {
	c := f.Currency
	return api.MarginFigures{
		Currency: string(c), AwsCost: toAPIFigure(f.AWSCost, c), Charged: toAPIFigure(f.Charged, c), Margin: toAPIFigure(f.Margin(), c),
		MarginPercent: toAPIShare(f.MarginPercent()), MarkupPercent: toAPIShare(f.MarkupPercent()),
		LineItems: toAPIFigure(f.LineItems, c), Credits: toAPIFigure(f.Credits, c), Support: toAPIFigure(f.Support, c), Tax: toAPIFigure(f.Tax, c),
	}
}

// ToAPIMarginRow writes a customer, service or month.
func ToAPIMarginRow(r margin.Row) api.MarginRow {
	row := api.MarginRow{
		Key: r.Key, Label: r.Label, Figures: ToAPIFigures(r.Figures), Standing: api.Standing(r.Standing),
		Completeness: api.Completeness(r.Completeness), AsOf: instant(r.AsOf), Note: text(r.Note),
	}
	if cu := r.Customer; cu != nil {
		id, state, group := cu.ID, api.LifecycleState(cu.State), api.BillingGroupStatus(cu.GroupStatus)
		row.CustomerId, row.State, row.BillingGroupStatus, row.PricingPlanName = &id, &state, &group, text(cu.PlanName)
	}
	if ch := r.Change; ch != nil {
		row.Change = &api.MarginChange{
			PreviousMonth: ch.Previous.String(), Margin: toAPINumber(ch.Margin, r.Figures.Currency), MarginPoints: toAPIShare(ch.Points()),
		}
	}
	return row
}

// ToAPITotals writes the sum of the rows of one currency.
func ToAPITotals(t margin.Totals) api.MarginTotals {
	out := api.MarginTotals{Figures: ToAPIFigures(t.Figures), Rows: int32(t.Rows), RowsCompared: int32(t.Compared)}
	if t.HasUncompared {
		m := toAPINumber(t.Uncompared, t.Figures.Currency)
		out.AwsCostWithoutShowback = &m
	}
	return out
}

// ToAPIProvenance writes what figures mean and how far they can be trusted.
func ToAPIProvenance(p margin.Provenance) api.Provenance {
	out := api.Provenance{
		Period:     api.MonthRange{From: p.From.String(), To: p.To.String()},
		Currencies: each(p.Currencies, func(c money.Currency) string { return string(c) }),
		Basis:      api.Basis(p.Basis), Sources: toAPISources(p.Sources), AsOf: instant(p.AsOf),
		Standing: api.Standing(p.Standing), Completeness: api.Completeness(p.Completeness), Warnings: each(p.Warnings, toAPIWarning),
	}
	if len(p.Evidence) > 0 {
		evidence := each(p.Evidence, ToAPIEvidence)
		out.Evidence = &evidence
	}
	return out
}

// toAPISources names where figures came from; no source is a source too.
func toAPISources(ss []ledger.Source) []api.Source {
	if len(ss) == 0 {
		return []api.Source{api.None}
	}
	return each(ss, func(s ledger.Source) api.Source { return api.Source(s) })
}

func toAPIWarning(w margin.Warning) api.Warning {
	out := api.Warning{Code: w.Code, Detail: w.Detail, CustomerId: text(w.CustomerID)}
	if w.Count > 0 {
		out.Count = number(w.Count)
	}
	return out
}

// ToAPIEvidence writes one reason for the standing of a month.
func ToAPIEvidence(e ledger.Evidence) api.Evidence {
	return api.Evidence{Signal: e.Signal, Value: e.Value, ObservedAt: e.ObservedAt.UTC()}
}

// ToAPIBridge writes the way from AWS cost to what is charged.
func ToAPIBridge(b margin.Bridge) api.Bridge {
	c := b.Currency
	return api.Bridge{
		Currency: string(c), AwsCost: toAPINumber(b.AWSCost, c), Charged: toAPINumber(b.Charged, c), Margin: toAPINumber(b.Margin(), c),
		Residual: toAPINumber(b.Residual, c), Customers: number(b.Customers),
		Steps: each(b.Steps, func(s margin.Step) api.BridgeStep {
			return api.BridgeStep{
				Class: api.ChargeClass(s.Class), MyView: toAPINumber(s.MyView, c), Showback: toAPINumber(s.Showback, c), Effect: toAPINumber(s.Effect(), c),
			}
		}),
	}
}

// ToAPICrossCheck writes AWS's own cost reports beside the ledger.
func ToAPICrossCheck(x margin.CrossCheck) api.CrossCheck {
	c := x.Currency
	cost, charge := toAPINumber(x.ReportedCost, c), toAPINumber(x.ReportedCharge, c)
	return api.CrossCheck{
		Currency: string(c), ReportedAwsCost: &cost, ReportedCharged: &charge, AwsCostDifference: toAPIFigure(x.CostDiff, c),
		ChargedDifference: toAPIFigure(x.ChargeDiff, c), Groups: number(x.Groups), AsOf: instant(x.AsOf),
	}
}

// ToAPITrendPoint writes one month and currency of a trend.
func ToAPITrendPoint(p margin.Point) api.TrendPoint {
	return api.TrendPoint{
		Month: p.Month.String(), Figures: ToAPIFigures(p.Figures), Standing: api.Standing(p.Standing),
		Completeness: api.Completeness(p.Completeness), Customers: number(p.Customers),
	}
}
