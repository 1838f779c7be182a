package httpapi

import (
	"portal.example/api"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/usage"
)

// ToAPIUsage writes the meter of a month, without estimates.
func ToAPIUsage(r usage.Reading) api.Usage {
	out := api.Usage{
		Month: r.Month.String(), Total: ToAPIMoney(r.Total), PricePerRequest: ToAPIMoney(r.PricePerRequest), Estimates: []api.UsageEstimate{},
		Lines: each(r.Lines, func(l usage.Line) api.UsageLine {
			failed := l.Failed
			return api.UsageLine{Service: l.Service, Operation: l.Operation, Requests: l.Requests, Failed: &failed, Cost: ToAPIMoney(l.Cost)}
		}),
	}
	if r.Cap != nil {
		limit, remaining := ToAPIMoney(*r.Cap), ToAPIMoney(remainingOf(*r.Cap, r.Total))
		out.Cap, out.Remaining = &limit, &remaining
	}
	return out
}

// remainingOf is what is left under the cap; nothing when a lowered cap is already passed.
func remainingOf(limit, spent money.Amount) money.Amount {
	left := limit.Number.Sub(spent.Number)
	if left.Sign() < 0 {
		left = money.Zero
	}
	return money.New(left, limit.Currency)
}
