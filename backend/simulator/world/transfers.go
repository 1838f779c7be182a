package world

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// inboundQuota is how many inbound transfers AWS allows at most, open invitations included.
const inboundQuota = 1_000

// InvitationInput is the input of InviteOrganizationToTransferResponsibility. Exactly one of
// TargetID and TargetEmail is set.
type InvitationInput struct {
	TargetID    string
	TargetEmail string
	SourceName  string
	Notes       string
	Start       time.Time
}

// Handshake is the invitation behind a transfer.
type Handshake struct {
	ID        string
	ARN       string
	State     string // OPEN, CANCELED, ACCEPTED, DECLINED or EXPIRED
	Requested time.Time
	Expires   time.Time
	Notes     string
	Transfer  Transfer
}

// TransferQuota is how much of the inbound quota is used.
type TransferQuota struct {
	Used  int `json:"used"` // open invitations, accepted transfers and those still ending, inherited ones included
	Limit int `json:"limit"`
}

// TransferQuota returns the receiver's inbound quota.
func (w *World) TransferQuota() TransferQuota {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.quota(w.Now())
}

func (w *World) quota(now time.Time) TransferQuota {
	q := TransferQuota{Limit: w.inboundQuota}
	for _, t := range slices.Concat(w.transfers, w.inherited) {
		if t.holdsQuota(now) {
			q.Used++
		}
	}
	return q
}

// holdsQuota reports whether the transfer is invited to, accepted or not over yet.
func (t *transfer) holdsQuota(now time.Time) bool {
	switch t.asOf(now).Status {
	case TransferRequested, TransferAccepted:
		return true
	case TransferWithdrawn:
		return !now.After(*t.End)
	default:
		return false
	}
}

// refused is Organizations' InvalidInputException.
func refused(reason, format string, args ...any) *Error {
	return &Error{Code: "InvalidInputException", Reason: reason, Message: fmt.Sprintf(format, args...), HTTPStatus: 400}
}

// constrained is one of Organizations' refusals by its own state.
func constrained(code, reason, format string, args ...any) *Error {
	return &Error{Code: code, Reason: reason, Message: fmt.Sprintf(format, args...), HTTPStatus: 400}
}

var printable = regexp.MustCompile(`^[ -~]{1,128}$`)

func checkTransferName(member, name string) error {
	switch {
	case name == "":
		return refused("INPUT_REQUIRED", "You must provide a value for %s.", member)
	case len(name) > 128:
		return refused("MAX_LENGTH_EXCEEDED", "You provided a value for %s that is longer than the maximum of 128.", member)
	case !printable.MatchString(name):
		return refused("INVALID_PATTERN", "You provided a value for %s that doesn't match the required pattern [ -~]+.", member)
	}
	return nil
}

// checkStart allows the first instant of the next month or of the one after, as long as it
// can still be accepted 24 hours before.
func checkStart(start, now time.Time) error {
	start = start.UTC()
	next := MonthOf(now).Next()
	switch {
	case !start.Equal(start.Truncate(24 * time.Hour)):
		return refused("START_DATE_NOT_BEGINNING_OF_DAY", "The start date must be at 00:00:00 UTC.")
	case start.Day() != 1:
		return refused("START_DATE_NOT_BEGINNING_OF_MONTH", "The start date must be the first day of a month.")
	case MonthOf(start) < next, !now.Before(start.Add(-24 * time.Hour)):
		return refused("START_DATE_TOO_EARLY", "The start date is too early.")
	case MonthOf(start) > next+1:
		return refused("START_DATE_TOO_LATE", "The start date is too late.")
	}
	return nil
}

// InviteOrganization invites an organization to hand over its bill.
func (w *World) InviteOrganization(in InvitationInput) (Handshake, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.Now()
	if len([]rune(in.Notes)) > 1_024 {
		return Handshake{}, refused("MAX_LENGTH_EXCEEDED", "You provided a value for Notes that is longer than the maximum of 1024.")
	}
	if err := firstError(checkTransferName("SourceName", in.SourceName), checkStart(in.Start, now)); err != nil {
		return Handshake{}, err
	}
	source := w.invited(in)
	if source.ID == w.account {
		return Handshake{}, constrained("HandshakeConstraintViolationException", "SOURCE_AND_TARGET_CANNOT_MATCH", "You cannot invite your own organization.")
	}
	for _, t := range w.transfers {
		same := source.ID != "" && t.Source.AccountID == source.ID || source.Email != "" && strings.EqualFold(t.Source.Email, source.Email)
		if same && t.holdsQuota(now) && (t.End == nil || !in.Start.After(*t.End)) {
			return Handshake{}, constrained("HandshakeConstraintViolationException", "RESPONSIBILITY_TRANSFER_ALREADY_EXISTS", "The responsibility transfer %s exists already.", t.ID)
		}
	}
	if q := w.quota(now); q.Used >= q.Limit {
		return Handshake{}, constrained("ConstraintViolationException", "RESPONSIBILITY_TRANSFER_MAX_INBOUND_QUOTA_VIOLATION", "You have reached the quota of %d inbound responsibility transfers.", q.Limit)
	}
	w.serial++
	t := w.newTransfer(w.draw.Sub("api transfer").At(w.serial), source, in.SourceName, MonthOf(in.Start))
	t.requested, t.notes = now, in.Notes
	w.transfers = append(w.transfers, t)
	return w.handshake(t, now), nil
}

// invited returns what is known of the invited management account.
func (w *World) invited(in InvitationInput) Account {
	for _, o := range w.orgs {
		if a := o.customer.Account; a.ID == in.TargetID || in.TargetEmail != "" && strings.EqualFold(a.Email, in.TargetEmail) {
			return a
		}
	}
	if a := w.receiver.Management; a.ID == in.TargetID || strings.EqualFold(a.Email, in.TargetEmail) {
		return a
	}
	return Account{ID: in.TargetID, Email: in.TargetEmail}
}

// handshake describes the invitation behind a transfer.
func (w *World) handshake(t *transfer, now time.Time) Handshake {
	h := Handshake{
		ID: t.handshake, State: string(t.asOf(now).Status), Requested: t.requested, Expires: t.Start.Add(-24 * time.Hour),
		ARN:   "arn:aws:organizations::" + w.account + ":handshake/" + w.receiver.ID + "/transfer_responsibility/" + t.handshake,
		Notes: t.notes, Transfer: t.asOf(now),
	}
	switch t.asOf(now).Status {
	case TransferRequested:
		h.State = "OPEN"
	case TransferWithdrawn:
		h.State = string(TransferAccepted)
	default:
	}
	return h
}

// Handshake returns one invitation by id ("h-...").
func (w *World) Handshake(id string) (Handshake, error) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	t, err := w.transferByHandshake(id)
	if err != nil {
		return Handshake{}, err
	}
	return w.handshake(t, w.Now()), nil
}

func (w *World) transferByHandshake(id string) (*transfer, error) {
	i := slices.IndexFunc(w.transfers, func(t *transfer) bool { return t.handshake == id })
	if i < 0 {
		return nil, constrained("HandshakeNotFoundException", "", "The handshake with ID %s doesn't exist.", id)
	}
	return w.transfers[i], nil
}

// CancelHandshake takes an open invitation back, which frees its quota.
func (w *World) CancelHandshake(id string) (Handshake, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.Now()
	t, err := w.transferByHandshake(id)
	if err != nil {
		return Handshake{}, err
	}
	switch t.asOf(now).Status {
	case TransferRequested:
	case TransferCanceled:
		return Handshake{}, constrained("HandshakeAlreadyInStateException", "", "The handshake is canceled already.")
	default:
		return Handshake{}, constrained("InvalidHandshakeTransitionException", "", "A handshake in the state %s can't be canceled.", w.handshake(t, now).State)
	}
	t.Status, t.ActiveHandshakeID = TransferCanceled, ""
	return w.handshake(t, now), nil
}

func (w *World) transferByID(id string) (*transfer, error) {
	i := slices.IndexFunc(w.transfers, func(t *transfer) bool { return t.ID == id })
	if i < 0 {
		return nil, constrained("ResponsibilityTransferNotFoundException", "", "The responsibility transfer with ID %s doesn't exist.", id)
	}
	return w.transfers[i], nil
}

// RenameTransfer changes a transfer's name, the only thing of it that can change.
func (w *World) RenameTransfer(id, name string) (Transfer, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.Now()
	t, err := w.transferByID(id)
	if err != nil {
		return Transfer{}, err
	}
	if err := checkTransferName("Name", name); err != nil {
		return Transfer{}, err
	}
	if !t.holdsQuota(now) {
		return Transfer{}, constrained("ConstraintViolationException", "TRANSFER_RESPONSIBILITY_UPDATE_NOT_ALLOWED", "A responsibility transfer that is over can't be updated.")
	}
	t.Name = name
	return t.asOf(now), nil
}

// TerminateTransfer withdraws an accepted transfer as of the last second of this month or the
// next; nil is this month. It cannot be undone.
func (w *World) TerminateTransfer(id string, end *time.Time) (Transfer, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.Now()
	owner, t, err := w.partyTo(id)
	if err != nil {
		return Transfer{}, err
	}
	switch t.asOf(now).Status {
	case TransferAccepted:
	case TransferWithdrawn:
		return Transfer{}, constrained("ResponsibilityTransferAlreadyInStatusException", "", "The responsibility transfer is withdrawn already.")
	default:
		return Transfer{}, constrained("InvalidResponsibilityTransferTransitionException", "", "A responsibility transfer in the status %s can't be terminated.", t.asOf(now).Status)
	}
	this := MonthOf(now)
	at := this.Next().Start().Add(-time.Second)
	if end != nil {
		at = end.UTC()
	}
	last := MonthOf(at)
	switch {
	case !at.Equal(last.Next().Start().Add(-time.Second)):
		return Transfer{}, refused("END_DATE_NOT_END_OF_MONTH", "The end date must be 23:59:59 UTC of the last day of a month.")
	case last < this:
		return Transfer{}, refused("END_DATE_TOO_EARLY", "The end date is too early.")
	case last > this+1:
		return Transfer{}, refused("END_DATE_TOO_LATE", "The end date is too late.")
	}
	owner.end(t, at, now)
	w.endInherited(t, at, now)
	if owner != w {
		return w.outward(t, now), nil
	}
	return t.asOf(now), nil
}

// end gives a transfer its last instant, and its views their last month.
func (w *World) end(t *transfer, at, now time.Time) {
	t.End, t.Status, t.ActiveHandshakeID = &at, TransferWithdrawn, ""
	last := MonthOf(at)
	for _, v := range w.views {
		if v.TransferID == t.ID && (v.ActiveTo == 0 || v.ActiveTo > last) {
			v.ActiveTo, v.Updated = last, now
		}
	}
}
