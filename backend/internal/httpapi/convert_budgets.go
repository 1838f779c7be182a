package httpapi

import (
	"portal.example/api"
	"portal.example/backend/internal/budgets"
	"portal.example/backend/internal/money"
)

func toInt32(n int) int32 { return int32(n) }

// ToAPIBudget writes a budget with where it stands in a month.
func ToAPIBudget(st budgets.Stand) api.Budget {
	amount := func(d money.Decimal) api.Money { return toAPINumber(d, st.Limit.Currency) }
	standing := api.Standing(st.Standing)
	out := api.Budget{
		BudgetId: st.ID, CustomerId: st.CustomerID, CustomerName: st.CustomerName, Name: st.Name, Measure: api.BudgetMeasure(st.Measure), Limit: ToAPIMoney(st.Limit),
		Thresholds: each(st.Thresholds, toInt32), Month: st.Month.String(), State: api.BudgetState(st.State), Standing: &standing, ForecastNote: text(st.Note),
		Version: st.Version, CreatedBy: text(st.CreatedBy), UpdatedAt: instant(st.UpdatedAt),
	}
	if st.Known {
		actual, passed := amount(st.Actual), each(st.Passed, toInt32)
		out.Actual, out.UsedPercent, out.ThresholdsPassed = &actual, text(st.Used.String()), &passed
	}
	if f := st.Forecast; f != nil {
		out.Forecast = &api.Forecast{
			Amount: amount(f.Amount), Lower: amount(f.Lower), Upper: amount(f.Upper), LevelPercent: budgets.Level, Method: budgets.Method, Days: int32(f.Days),
		}
	}
	return out
}

func fromAPIBudget(r api.BudgetRequest) (budgets.Input, error) {
	limit, err := fromAPIMoney("/limit", r.Limit)
	return budgets.Input{
		CustomerID: r.CustomerId, Name: r.Name, Measure: budgets.Measure(r.Measure), Limit: limit,
		Thresholds: each(r.Thresholds, func(n int32) int { return int(n) }), Version: r.Version,
	}, err
}
