package schedules

import (
	"strings"

	"portal.example/backend/internal/fault"
)

// Codes of this room.
const (
	// CodeNotFound is a schedule that does not exist.
	CodeNotFound = "schedule_not_found"
	// CodeChanged says that somebody changed the schedule since the caller read it.
	CodeChanged = "schedule_changed"
	// CodeInvalidSchedule is the code of a part of a schedule that cannot be kept.
	CodeInvalidSchedule = "invalid_schedule"
)

func notFound(id ID) error {
	return fault.Newf(fault.NotFound, CodeNotFound, "There is no schedule “%s”. Schedules are listed under /schedules.", string(id))
}

func changed() error {
	return fault.New(fault.Conflict, CodeChanged, "Somebody changed the schedule since you read it. Read it again and repeat your change.")
}

// problems collects what is wrong with a schedule.
type problems []fault.Field

func (p *problems) add(pointer, detail string) {
	*p = append(*p, fault.Field{Pointer: pointer, Code: CodeInvalidSchedule, Detail: detail})
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
