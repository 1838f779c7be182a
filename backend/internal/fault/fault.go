// Package fault is the one error type that rooms return to whoever called them.
//
// A fault says what kind of failure it is, gives it a stable code and a sentence that is safe to show to a person.
// The wrapped cause is for the log only. HTTP statuses and tool errors are made of faults at the edge, nowhere else.
package fault

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Kind is what went wrong in general; the edge maps it to a status.
type Kind string

// The kinds of failure.
const (
	Invalid         Kind = "invalid"         // the request cannot be right; Fields say why
	Unauthenticated Kind = "unauthenticated" // nobody is signed in
	Forbidden       Kind = "forbidden"       // the caller may not do this
	NotFound        Kind = "not_found"       // there is no such thing in the scope
	Conflict        Kind = "conflict"        // the state of the thing does not allow it
	Precondition    Kind = "precondition"    // the thing changed since the caller read it
	TooMany         Kind = "too_many"        // the caller sends too much
	Unavailable     Kind = "unavailable"     // try again later; RetryAfter may say when
	UpstreamDenied  Kind = "upstream_denied" // AWS refused for want of a permission
	NotImplemented  Kind = "not_implemented" // the operation does not exist here
	Internal        Kind = "internal"        // our fault
)

// Field is one thing about a request that is wrong.
type Field struct {
	Parameter string // query, path or header parameter, when it is one
	Pointer   string // JSON pointer into the body, when it is there
	Code      string // stable snake_case code
	Detail    string // what is wrong and what to do
}

// Error is a failure as rooms report it.
type Error struct {
	Kind       Kind
	Code       string // stable snake_case code, unique over all rooms
	Message    string // one or two sentences, safe for people: what failed and what to do
	Fields     []Field
	RetryAfter time.Duration // zero when unknown
	Permission string        // the missing IAM action, for UpstreamDenied
	cause      error
}

// New returns a fault without a cause.
func New(kind Kind, code, message string) *Error {
	return &Error{Kind: kind, Code: code, Message: message}
}

// Newf is New with a formatted message.
func Newf(kind Kind, code, format string, args ...any) *Error {
	return New(kind, code, fmt.Sprintf(format, args...))
}

// Wrap returns a fault whose cause is logged and never shown.
func Wrap(cause error, kind Kind, code, message string) *Error {
	return &Error{Kind: kind, Code: code, Message: message, cause: cause}
}

// InvalidParameter is the fault of one wrong query, path or header parameter.
func InvalidParameter(parameter, code, detail string) *Error {
	return &Error{
		Kind: Invalid, Code: CodeInvalidRequest, Message: parameter + ": " + detail,
		Fields: []Field{{Parameter: parameter, Code: code, Detail: detail}},
	}
}

// CodeInvalidRequest is the code of every fault of kind Invalid that is explained by its fields.
const CodeInvalidRequest = "invalid_request"

// Error gives the message and, for the log, the cause.
func (e *Error) Error() string {
	if e.cause == nil {
		return e.Code + ": " + e.Message
	}
	return e.Code + ": " + e.Message + ": " + e.cause.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.cause }

// As finds the fault in a chain of errors.
func As(err error) (*Error, bool) {
	var f *Error
	ok := errors.As(err, &f)
	return f, ok
}

// Is reports whether err is a fault of the kind.
func Is(err error, kind Kind) bool {
	f, ok := As(err)
	return ok && f.Kind == kind
}

// InBody says of an error about parameters of a list that it is about the members of a body that have their names, under a JSON pointer such as "/gaps"; other errors are returned as
// they are. A body that selects what a list would select is checked by what checks the list.
func InBody(err error, under string) error {
	f, ok := As(err)
	if !ok {
		return err
	}
	of := *f
	of.Fields = slices.Clone(f.Fields)
	for i, field := range of.Fields {
		if field.Parameter != "" {
			of.Fields[i].Pointer, of.Fields[i].Parameter = under+"/"+field.Parameter, ""
		}
	}
	return &of
}
