// Package scope says on whose behalf and for which receiver something is done. It is made at the edge and handed on in every input;
// the zero value is refused everywhere, so that a forgotten scope fails closed.
package scope

import (
	"regexp"
	"slices"

	"portal.example/backend/internal/fault"
)

// Role is what a principal may do.
type Role string

// The roles. Every one may view; approvers approve what operators propose and are none themselves; admins may everything.
const (
	Viewer   Role = "viewer"
	Operator Role = "operator"
	Approver Role = "approver"
	Admin    Role = "admin"
)

// Principal is a person, a machine client or the portal itself.
type Principal struct {
	ID    string
	Name  string
	Roles []Role
	// Receivers limits the principal to these accounts; AllReceivers lifts the limit.
	Receivers    []string
	AllReceivers bool
}

// MayUse reports whether the principal may use the receiver.
func (p Principal) MayUse(receiver string) bool {
	return p.ID != "" && (p.AllReceivers || slices.Contains(p.Receivers, receiver))
}

// Has reports whether the principal has the role; admin has every role, and whoever has a role is a viewer.
func (p Principal) Has(r Role) bool {
	return slices.ContainsFunc(p.Roles, func(have Role) bool {
		switch have {
		case r, Admin:
			return true
		case Viewer, Operator, Approver:
			return r == Viewer
		}
		return false
	})
}

// Portal is the principal of work nobody asked for by hand: first collection and schedules.
func Portal() Principal {
	return Principal{ID: "portal", Name: "Portal", Roles: []Role{Operator}, AllReceivers: true}
}

// Scope is one receiver and who acts on it.
type Scope struct {
	receiver  string
	principal Principal
}

var accountForm = regexp.MustCompile(`^[0-9]{12}$`)

// CodeScopeMissing is the code of a call without a scope; it is always our fault.
const CodeScopeMissing = "scope_missing"

// CodeReceiverForbidden is the code of a receiver the caller may not use or that is not registered.
const CodeReceiverForbidden = "receiver_forbidden"

// New returns the scope of a receiver for a principal who may use it.
func New(receiver string, p Principal) (Scope, error) {
	if !accountForm.MatchString(receiver) {
		return Scope{}, fault.InvalidParameter("X-Account-Id", "invalid_account_id", "Send the 12-digit account id of a registered receiver.")
	}
	if !p.MayUse(receiver) {
		return Scope{}, fault.New(fault.Forbidden, CodeReceiverForbidden, "You may not use receiver "+receiver+". Ask an administrator for access, or choose another receiver.")
	}
	return Scope{receiver: receiver, principal: p}, nil
}

// Receiver is the account id of the receiver.
func (s Scope) Receiver() string { return s.receiver }

// Principal is who acts.
func (s Scope) Principal() Principal { return s.principal }

// Check refuses the zero scope.
func (s Scope) Check() error {
	if s.receiver == "" || s.principal.ID == "" {
		return fault.New(fault.Internal, CodeScopeMissing, "The request was not bound to a receiver.")
	}
	return nil
}
