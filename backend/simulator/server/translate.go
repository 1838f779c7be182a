package server

import (
	"errors"

	"portal.example/simulator/wire"
	"portal.example/simulator/world"
)

// field is a member of ValidationException.Fields.
type field struct {
	Name    string `json:"Name"`
	Message string `json:"Message"`
}

// translate gives a refusal by the world's rules its wire shape. Billing
// Conductor and Organizations write to the world; their members are spelled alike.
func translate(err error) *wire.Error {
	var e *world.Error
	if !errors.As(err, &e) {
		return nil
	}
	out := &wire.Error{
		Status: e.HTTPStatus, Code: e.Code, Message: e.Message,
		Members: map[string]any{}, RetryAfterSeconds: e.RetryAfterSeconds,
	}
	for name, value := range map[string]string{
		"Reason": e.Reason, "ResourceId": e.ResourceID, "ResourceType": e.ResourceType,
	} {
		if value != "" {
			out.Members[name] = value
		}
	}
	if len(e.Fields) > 0 {
		fields := make([]field, len(e.Fields))
		for i, f := range e.Fields {
			fields[i] = field(f)
		}
		out.Members["Fields"] = fields
	}
	return out
}
