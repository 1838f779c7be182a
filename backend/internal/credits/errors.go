package credits

import (
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
)

// Codes of this room.
const (
	// CodeSettingsChanged says that somebody changed the settings since the caller read them.
	CodeSettingsChanged = "credit_settings_changed"
	// CodeInvalidSettings is the code of a part of settings that cannot be kept.
	CodeInvalidSettings = "invalid_credit_settings"
	// CodeInvalidAccess is the code of a part of an access that cannot be kept.
	CodeInvalidAccess = "invalid_credit_access"
	// CodeAccessNotFound is an access that is not kept.
	CodeAccessNotFound = "credit_access_not_found"
	// CodeCreditNotFound is a credit that there is not, or that cannot be seen.
	CodeCreditNotFound = "credit_not_found"
)

// mayChange refuses who may only look.
func mayChange(sc scope.Scope) error {
	if err := sc.Check(); err != nil {
		return err
	}
	if !sc.Principal().Has(scope.Operator) {
		return fault.New(fault.Forbidden, plans.CodeOperatorNeeded, "You may look at credits and not change how they are read. Ask somebody with the role operator.")
	}
	return nil
}

func invalid(code, pointer, detail string) error {
	return &fault.Error{
		Kind: fault.Invalid, Code: fault.CodeInvalidRequest, Message: "body" + pointer + ": " + detail,
		Fields: []fault.Field{{Pointer: pointer, Code: code, Detail: detail}},
	}
}
