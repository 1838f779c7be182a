package httpapi

import (
	"context"

	"portal.example/api"
	"portal.example/backend/internal/anomalies"
	"portal.example/backend/internal/scope"
)

// anomaliesRoom is what this surface needs of the anomalies room.
type anomaliesRoom interface {
	List(ctx context.Context, in anomalies.ListInput) (*anomalies.List, error)
	Anomaly(ctx context.Context, sc scope.Scope, id string) (*anomalies.Detail, error)
	Review(ctx context.Context, sc scope.Scope, id string, in anomalies.Review) (anomalies.Row, error)
	Settings(ctx context.Context, sc scope.Scope) (anomalies.Settings, error)
	ChangeSettings(ctx context.Context, sc scope.Scope, in anomalies.Settings) (anomalies.Settings, error)
}

type anomaliesHandlers struct{ anomalies anomaliesRoom }

// ListAnomalies lists the cost anomalies of customers.
func (h anomaliesHandlers) ListAnomalies(ctx context.Context, r api.ListAnomaliesRequestObject) (api.ListAnomaliesResponseObject, error) {
	sc, q, err := scopeAndQuery(ctx, listParams(r.Params))
	if err != nil {
		return nil, err
	}
	list, err := h.anomalies.List(ctx, anomalies.ListInput{Scope: sc, Query: q})
	if err != nil {
		return nil, err
	}
	return api.ListAnomalies200JSONResponse(ToAPIAnomalyList(list)), nil
}

// GetAnomaly shows one anomaly with the days around it.
func (h anomaliesHandlers) GetAnomaly(ctx context.Context, r api.GetAnomalyRequestObject) (api.GetAnomalyResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	d, err := h.anomalies.Anomaly(ctx, sc, r.AnomalyId)
	if err != nil {
		return nil, err
	}
	return api.GetAnomaly200JSONResponse(ToAPIAnomalyDetail(d)), nil
}

// UpdateAnomalyReview keeps what was made of an anomaly.
func (h anomaliesHandlers) UpdateAnomalyReview(ctx context.Context, r api.UpdateAnomalyReviewRequestObject) (api.UpdateAnomalyReviewResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	row, err := h.anomalies.Review(ctx, sc, r.AnomalyId, fromAPIAnomalyReview(*r.Body))
	if err != nil {
		return nil, err
	}
	return api.UpdateAnomalyReview200JSONResponse(ToAPIAnomaly(row)), nil
}

// GetAnomalySettings shows when a deviation is an anomaly.
func (h anomaliesHandlers) GetAnomalySettings(ctx context.Context, _ api.GetAnomalySettingsRequestObject) (api.GetAnomalySettingsResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	s, err := h.anomalies.Settings(ctx, sc)
	if err != nil {
		return nil, err
	}
	return api.GetAnomalySettings200JSONResponse(ToAPIAnomalySettings(s)), nil
}

// UpdateAnomalySettings changes when a deviation is an anomaly.
func (h anomaliesHandlers) UpdateAnomalySettings(ctx context.Context, r api.UpdateAnomalySettingsRequestObject) (api.UpdateAnomalySettingsResponseObject, error) {
	sc, err := scopeOf(ctx)
	if err != nil {
		return nil, err
	}
	in, err := fromAPIAnomalySettings(*r.Body)
	if err != nil {
		return nil, err
	}
	s, err := h.anomalies.ChangeSettings(ctx, sc, in)
	if err != nil {
		return nil, err
	}
	return api.UpdateAnomalySettings200JSONResponse(ToAPIAnomalySettings(s)), nil
}
