package httpapi

import (
	"context"

	"portal.example/api"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/preferences"
	"portal.example/backend/internal/scope"
)

// preferencesRoom is what this surface needs of the preferences room. Everything is the caller's own.
type preferencesRoom interface {
	Preferences(ctx context.Context, p scope.Principal, q paging.Query) (paging.Page[preferences.Preference], error)
	Keep(ctx context.Context, p scope.Principal, key, value string) (preferences.Preference, error)
	Forget(ctx context.Context, p scope.Principal, key string) error
	Views(ctx context.Context, p scope.Principal, q paging.Query) (paging.Page[preferences.View], error)
	SaveView(ctx context.Context, p scope.Principal, in preferences.ViewInput) (preferences.View, error)
	ChangeView(ctx context.Context, p scope.Principal, id string, in preferences.ViewInput) (preferences.View, error)
	DeleteView(ctx context.Context, p scope.Principal, id string) error
}

type preferencesHandlers struct{ preferences preferencesRoom }

// ListPreferences lists the preferences of the caller.
func (h preferencesHandlers) ListPreferences(ctx context.Context, r api.ListPreferencesRequestObject) (api.ListPreferencesResponseObject, error) {
	q, err := fromAPIQuery(nil, nil, nil, nil, r.Params.Limit, r.Params.Cursor, r.Params.Page)
	if err != nil {
		return nil, err
	}
	page, err := h.preferences.Preferences(ctx, principalOf(ctx), q)
	if err != nil {
		return nil, err
	}
	return api.ListPreferences200JSONResponse{Items: each(page.Items, ToAPIPreference), Total: int32(page.Total), NextCursor: text(page.NextCursor)}, nil
}

// UpdatePreference keeps a preference of the caller.
func (h preferencesHandlers) UpdatePreference(ctx context.Context, r api.UpdatePreferenceRequestObject) (api.UpdatePreferenceResponseObject, error) {
	kept, err := h.preferences.Keep(ctx, principalOf(ctx), r.PreferenceKey, r.Body.Value)
	if err != nil {
		return nil, err
	}
	return api.UpdatePreference200JSONResponse(ToAPIPreference(kept)), nil
}

// DeletePreference forgets a preference of the caller.
func (h preferencesHandlers) DeletePreference(ctx context.Context, r api.DeletePreferenceRequestObject) (api.DeletePreferenceResponseObject, error) {
	if err := h.preferences.Forget(ctx, principalOf(ctx), r.PreferenceKey); err != nil {
		return nil, err
	}
	return api.DeletePreference204Response{}, nil
}

// ListSavedViews lists the saved views of the caller.
func (h preferencesHandlers) ListSavedViews(ctx context.Context, r api.ListSavedViewsRequestObject) (api.ListSavedViewsResponseObject, error) {
	q, err := fromAPIQuery(r.Params.Search, r.Params.Filter, r.Params.Match, r.Params.Sort, r.Params.Limit, r.Params.Cursor, r.Params.Page)
	if err != nil {
		return nil, err
	}
	page, err := h.preferences.Views(ctx, principalOf(ctx), q)
	if err != nil {
		return nil, err
	}
	return api.ListSavedViews200JSONResponse{Items: each(page.Items, ToAPISavedView), Total: int32(page.Total), NextCursor: text(page.NextCursor)}, nil
}

// CreateSavedView saves a view.
func (h preferencesHandlers) CreateSavedView(ctx context.Context, r api.CreateSavedViewRequestObject) (api.CreateSavedViewResponseObject, error) {
	view, err := h.preferences.SaveView(ctx, principalOf(ctx), fromAPISavedView(*r.Body))
	if err != nil {
		return nil, err
	}
	at := "/me/views/" + view.ID
	return api.CreateSavedView201JSONResponse{Body: ToAPISavedView(view), Headers: api.CreateSavedView201ResponseHeaders{Location: &at}}, nil
}

// UpdateSavedView changes a saved view.
func (h preferencesHandlers) UpdateSavedView(ctx context.Context, r api.UpdateSavedViewRequestObject) (api.UpdateSavedViewResponseObject, error) {
	view, err := h.preferences.ChangeView(ctx, principalOf(ctx), r.ViewId, fromAPISavedView(*r.Body))
	if err != nil {
		return nil, err
	}
	return api.UpdateSavedView200JSONResponse(ToAPISavedView(view)), nil
}

// DeleteSavedView deletes a saved view.
func (h preferencesHandlers) DeleteSavedView(ctx context.Context, r api.DeleteSavedViewRequestObject) (api.DeleteSavedViewResponseObject, error) {
	if err := h.preferences.DeleteView(ctx, principalOf(ctx), r.ViewId); err != nil {
		return nil, err
	}
	return api.DeleteSavedView204Response{}, nil
}
