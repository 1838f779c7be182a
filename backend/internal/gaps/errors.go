package gaps

import (
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
)

// Codes of this room.
const (
	// CodeNotFound is a gap that the month does not have.
	CodeNotFound = "gap_not_found"
	// CodeNothing is a request to close gaps of which none needs anything, or none can be closed.
	CodeNothing = "no_gap_to_close"
	// CodePolicyNotFound is a policy of a customer that was never set.
	CodePolicyNotFound = "gap_policy_not_found"
	// CodePolicyChanged says that somebody changed the policy since the caller read it.
	CodePolicyChanged = "gap_policy_changed"
	// CodeInvalidPolicy is the code of a part of a policy that cannot be kept.
	CodeInvalidPolicy = "invalid_gap_policy"
)

func invalid(pointer, detail string) error {
	return &fault.Error{
		Kind: fault.Invalid, Code: fault.CodeInvalidRequest, Message: "body" + pointer + ": " + detail,
		Fields: []fault.Field{{Pointer: pointer, Code: CodeInvalidPolicy, Detail: detail}},
	}
}

func notFound(id string, m period.Month) error {
	return fault.Newf(fault.NotFound, CodeNotFound, "There is no gap %s in %s any more. Gaps are listed under /gap-analysis with a period.", id, m)
}

// mayChange refuses who may only look, and a body that names another receiver than its request.
func mayChange(sc scope.Scope, receiver string) error {
	if err := sc.Check(); err != nil {
		return err
	}
	if !sc.Principal().Has(scope.Operator) {
		return fault.New(fault.Forbidden, plans.CodeOperatorNeeded, "You may look at policies and not change them. Ask somebody with the role operator.")
	}
	if receiver != sc.Receiver() {
		return fault.New(fault.Conflict, plans.CodeReceiverMismatch, "The body names another receiver than the request is for. Nothing was done. Send the same account in both.")
	}
	return nil
}
