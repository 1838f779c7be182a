package httpapi

import (
	"context"

	"portal.example/api"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/usage"
)

// usageRoom is the meter.
type usageRoom interface {
	ledger.Requests
	Read(ctx context.Context, sc scope.Scope, m period.Month) (usage.Reading, error)
	Cost(requests int64) money.Amount
}

// estimator knows what a collection would need.
type estimator interface {
	Estimates(ctx context.Context, sc scope.Scope, paid ledger.Requests) ([]ledger.Estimate, error)
}

type usageHandlers struct {
	usage     usageRoom
	collector estimator
	clock     clock.Clock
}

// GetUsage shows the meter of a month and what a collection would cost now.
func (h usageHandlers) GetUsage(ctx context.Context, r api.GetUsageRequestObject) (api.GetUsageResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	m, err := monthOrCurrent("month", r.Params.Month, h.clock)
	if err != nil {
		return nil, err
	}
	reading, err := h.usage.Read(ctx, sc, m)
	if err != nil {
		return nil, err
	}
	out := api.GetUsage200JSONResponse(ToAPIUsage(reading))
	estimates, err := h.collector.Estimates(ctx, sc, h.usage)
	if err != nil {
		return nil, err
	}
	out.Estimates = each(estimates, func(e ledger.Estimate) api.UsageEstimate {
		return api.UsageEstimate{Mode: api.CollectionMode(e.Mode), Requests: e.Requests, Cost: ToAPIMoney(h.usage.Cost(e.Requests)), Basis: e.Basis()}
	})
	return out, nil
}
