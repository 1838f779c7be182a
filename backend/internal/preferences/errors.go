package preferences

import "portal.example/backend/internal/fault"

// Codes of the faults of this room.
const (
	// CodeTooManyPreferences is one preference more than are kept for a person.
	CodeTooManyPreferences = "too_many_preferences"
	// CodeTooManyViews is one saved view more than are kept for a person.
	CodeTooManyViews = "too_many_saved_views"
	// CodeViewNotFound is a saved view that the caller does not have.
	CodeViewNotFound = "saved_view_not_found"
	// CodeViewNameTaken is a name that another view of the same table has, in whatever case.
	CodeViewNameTaken = "saved_view_name_taken"
	// CodeInvalidPreference is a part of a preference or saved view that cannot be kept.
	CodeInvalidPreference = "invalid_preference"
)

func invalid(pointer, detail string) error {
	return &fault.Error{
		Kind: fault.Invalid, Code: fault.CodeInvalidRequest, Message: "body" + pointer + ": " + detail,
		Fields: []fault.Field{{Pointer: pointer, Code: CodeInvalidPreference, Detail: detail}},
	}
}

func viewNotFound(id string) error {
	return fault.Newf(fault.NotFound, CodeViewNotFound, "You have no saved view %q. Saved views are listed under /me/views.", id)
}
