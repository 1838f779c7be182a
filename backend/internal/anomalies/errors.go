package anomalies

import "portal.example/backend/internal/fault"

// Codes of this room.
const (
	// CodeNotFound is an anomaly that is not among those that were found last.
	CodeNotFound = "anomaly_not_found"
	// CodeSettingsChanged says that somebody changed the settings since the caller read them.
	CodeSettingsChanged = "anomaly_settings_changed"
	// CodeInvalidSetting is the code of a setting or review that cannot be kept.
	CodeInvalidSetting = "invalid_anomaly_setting"
)

func notFound(id string) error {
	return fault.Newf(fault.NotFound, CodeNotFound, "There is no anomaly %s among those that were found last. Anomalies are listed under /finops/anomalies.", id)
}

func invalid(pointer, detail string) error {
	return &fault.Error{
		Kind: fault.Invalid, Code: fault.CodeInvalidRequest, Message: "body" + pointer + ": " + detail,
		Fields: []fault.Field{{Pointer: pointer, Code: CodeInvalidSetting, Detail: detail}},
	}
}
