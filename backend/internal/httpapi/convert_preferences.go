package httpapi

import (
	"portal.example/api"
	"portal.example/backend/internal/preferences"
)

// ToAPIPreference writes what is kept under a key.
func ToAPIPreference(p preferences.Preference) api.Preference {
	return api.Preference{Key: p.Key, Value: p.Value, UpdatedAt: p.UpdatedAt.UTC()}
}

// ToAPISavedView writes a saved view.
func ToAPISavedView(v preferences.View) api.SavedView {
	return api.SavedView{ViewId: v.ID, Table: v.Table, Name: v.Name, Query: v.Query, IsDefault: v.Default, UpdatedAt: v.UpdatedAt.UTC()}
}

func fromAPISavedView(v api.SavedViewRequest) preferences.ViewInput {
	return preferences.ViewInput{Table: v.Table, Name: v.Name, Query: v.Query, Default: v.IsDefault != nil && *v.IsDefault}
}
