package budgets

import (
	"strings"

	"portal.example/backend/internal/fault"
)

// Codes of this room.
const (
	// CodeNotFound is a budget that the receiver does not have.
	CodeNotFound = "budget_not_found"
	// CodeChanged says that somebody changed the budget since the caller read it.
	CodeChanged = "budget_changed"
	// CodeNameTaken is a name that another budget of the same customer has, in whatever case.
	CodeNameTaken = "budget_name_taken"
	// CodeTooMany is one budget more than are kept for a receiver.
	CodeTooMany = "too_many_budgets"
	// CodeInvalidBudget is the code of a part of a budget that cannot be kept.
	CodeInvalidBudget = "invalid_budget"
)

func notFound(id string) error {
	return fault.Newf(fault.NotFound, CodeNotFound, "The receiver has no budget %s. Budgets are listed under /finops/budgets.", id)
}

func changed() error {
	return fault.New(fault.Conflict, CodeChanged, "Somebody changed or deleted the budget since you read it. Read it again and repeat your change.")
}

// problems collects what is wrong with a budget.
type problems []fault.Field

func (p *problems) add(pointer, detail string) {
	*p = append(*p, fault.Field{Pointer: pointer, Code: CodeInvalidBudget, Detail: detail})
}

// fault is nil when nothing is wrong.
func (p problems) fault() error {
	if len(p) == 0 {
		return nil
	}
	details := make([]string, len(p))
	for i, f := range p {
		details[i] = "body" + f.Pointer + ": " + f.Detail
	}
	return &fault.Error{Kind: fault.Invalid, Code: fault.CodeInvalidRequest, Message: strings.Join(details, " "), Fields: p}
}
