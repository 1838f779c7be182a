package wire

import (
	"fmt"
	"net/http"
)

// Error is a failure in AWS's terms. Handlers return it (or a *world.Error,
// which the server translates) and the protocol encodes it.
type Error struct {
	// Status is the HTTP status; zero means 400.
	Status int
	// Code is the error code the SDK matches, for example "ValidationException".
	Code string
	// Message is the human text, in AWS's manner.
	Message string
	// Members are further modelled members of the error shape, encoded beside
	// the message (for example "Reason" and "Fields").
	Members map[string]any
	// RetryAfterSeconds, when positive, is sent as the Retry-After header.
	RetryAfterSeconds int
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("%s: %s", e.Code, e.Message) }

func (e *Error) status() int {
	if e.Status == 0 {
		return http.StatusBadRequest
	}
	return e.Status
}

// Errorf builds an Error with status 400 and a formatted message.
func Errorf(code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}
