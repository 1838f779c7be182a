// Package plans keeps intended changes at AWS: works out what would follow, has a person review it, and applies it exactly once.
package plans

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/period"
)

// ID names a plan: "plan_" and a sortable random part of [0-9a-z].
type ID string

// Kind is what a plan changes.
type Kind string

// The kinds.
const (
	TransferInvite   Kind = "transfer_invite"
	TransferRename   Kind = "transfer_rename"
	TransferWithdraw Kind = "transfer_withdraw"
	TransferCancel   Kind = "transfer_cancel"

	CloseGaps        Kind = "gaps"
	ChargeCommission Kind = "commission"
	CreateItems      Kind = "line_items"
	EndItems         Kind = "line_items_end"
	DeleteItems      Kind = "line_items_delete"
	TakeBack         Kind = "undo"
)

// Kinds lists every kind.
func Kinds() []string {
	return []string{
		string(TransferInvite), string(TransferRename), string(TransferWithdraw), string(TransferCancel), string(CloseGaps), string(ChargeCommission), string(CreateItems),
		string(EndItems), string(DeleteItems), string(TakeBack),
	}
}

// OfLineItems reports whether plans of the kind change custom line items.
func (k Kind) OfLineItems() bool {
	switch k {
	case CloseGaps, ChargeCommission, CreateItems, EndItems, DeleteItems, TakeBack:
		return true
	case TransferInvite, TransferRename, TransferWithdraw, TransferCancel:
	}
	return false
}

// Status is where a plan stands.
type Status string

// The statuses. Stale and expired are derived when a draft is read; the others are kept.
const (
	Draft            Status = "draft"
	Rejected         Status = "rejected" // by a second person
	Stale            Status = "stale"    // what it was made from has changed
	Expired          Status = "expired"  // it waited too long for its review
	Discarded        Status = "discarded"
	Applying         Status = "applying"
	Applied          Status = "applied"
	PartiallyApplied Status = "partially_applied"
	Failed           Status = "failed"
	Undone           Status = "undone" // another plan took it back
)

// Statuses lists every status.
func Statuses() []string {
	return []string{
		string(Draft), string(Rejected), string(Stale), string(Expired), string(Discarded), string(Applying), string(Applied), string(PartiallyApplied), string(Failed),
		string(Undone),
	}
}

// Final reports whether a plan in the status will never change anything at AWS any more.
func (s Status) Final() bool {
	switch s {
	case Discarded, Rejected, Applied, PartiallyApplied, Failed, Undone:
		return true
	case Draft, Stale, Expired, Applying:
		return false
	}
	return false
}

// Request is what somebody intends. Exactly one member is set.
type Request struct {
	Invite   *Invite   `json:"invite,omitempty"`
	Rename   *Rename   `json:"rename,omitempty"`
	Withdraw *Withdraw `json:"withdraw,omitempty"`
	Cancel   *Cancel   `json:"cancel,omitempty"`

	Gaps       *Gaps           `json:"gaps,omitempty"`
	Commission *Commission     `json:"commission,omitempty"`
	LineItems  *LineItems      `json:"line_items,omitempty"`
	End        *LineItemChoice `json:"end_line_items,omitempty"`
	Delete     *LineItemChoice `json:"delete_line_items,omitempty"`
	Undo       *Undo           `json:"undo,omitempty"`
}

// Invite asks an organization to transfer its bill. Exactly one of AccountID and Email is set.
type Invite struct {
	AccountID string       `json:"account_id,omitempty"` // its management account
	Email     string       `json:"email,omitempty"`      // the address of its management account
	Name      string       `json:"name"`                 // what the transfer is called
	Notes     string       `json:"notes,omitempty"`      // what the invited organization reads
	Starts    period.Month `json:"starts"`
}

// Rename gives a transfer another name.
type Rename struct {
	TransferID string `json:"transfer_id"`
	Name       string `json:"name"`
}

// Withdraw ends a transfer with the last second of a month.
type Withdraw struct {
	TransferID string       `json:"transfer_id"`
	Ends       period.Month `json:"ends"`
}

// Cancel takes an open invitation back.
type Cancel struct {
	TransferID string `json:"transfer_id"`
}

// Warning is something to think of before applying.
type Warning struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Plan is an intended change with what follows from it. What was reviewed never changes; the rest is how it went.
type Plan struct {
	ID           ID        `json:"id"`
	Receiver     string    `json:"receiver"`
	Kind         Kind      `json:"kind"`
	Title        string    `json:"title"`
	Request      Request   `json:"request"`
	CreatedAt    time.Time `json:"created_at"`
	CreatedBy    string    `json:"created_by"`
	ExpiresAt    time.Time `json:"expires_at"`
	Hash         string    `json:"hash"` // over receiver, kind and the items as they were reviewed
	ItemCount    int       `json:"item_count"`
	Consequences []string  `json:"consequences"`
	Warnings     []Warning `json:"warnings"`
	Reversible   bool      `json:"reversible"`
	UndoNote     string    `json:"undo_note,omitempty"`
	ConfirmWord  string    `json:"confirm_word,omitempty"` // empty when a button is enough

	// Of line items only.
	Period     period.Month `json:"period,omitzero"`
	Totals     []Totals     `json:"totals,omitempty"`
	Largest    []Amount     `json:"largest,omitempty"`   // the largest single change, one per currency, without sign
	Unknown    int          `json:"unknown,omitempty"`   // items of which it is not known what they change
	Recurring  int          `json:"recurring,omitempty"` // items without an end
	Skipped    string       `json:"skipped,omitempty"`
	LedgerAsOf time.Time    `json:"ledger_as_of,omitzero"`
	Inputs     string       `json:"inputs,omitempty"` // see Wanted
	Simulated  bool         `json:"simulated,omitempty"`
	Undoes     ID           `json:"undoes,omitempty"`
	UndoneBy   ID           `json:"undone_by,omitempty"`
	Decision   *Decision    `json:"decision,omitempty"`   // of a second person
	Begun      bool         `json:"begun,omitempty"`      // it was still what was reviewed when its first job began
	UndoesJob  jobs.ID      `json:"undoes_job,omitempty"` // the last job of the plan that is taken back, when this began

	Status    Status    `json:"status"` // never stale or expired here
	Note      string    `json:"note,omitempty"`
	JobID     jobs.ID   `json:"job_id,omitempty"`
	AppliedBy string    `json:"applied_by,omitempty"`
	AppliedAt time.Time `json:"applied_at,omitzero"`
	Trail     []Event   `json:"trail"` // only ever longer
}

// Event is one line of the trail of a plan or an item: who did what, when, and what AWS calls it.
type Event struct {
	At        time.Time `json:"at"`
	By        string    `json:"by"`
	What      string    `json:"what"`
	RequestID string    `json:"request_id,omitempty"` // AWS's
	Before    string    `json:"before,omitempty"`
	After     string    `json:"after,omitempty"`
}

// ItemStatus is how an item ended.
type ItemStatus string

// The statuses of items. Skipped found done already, by somebody else.
const (
	ItemPending ItemStatus = "pending"
	ItemDone    ItemStatus = "done"
	ItemSkipped ItemStatus = "skipped"
	ItemFailed  ItemStatus = "failed"
)

// ItemStatuses lists every status of items, those that need attention first.
func ItemStatuses() []string {
	return []string{string(ItemFailed), string(ItemPending), string(ItemSkipped), string(ItemDone)}
}

// Field is one thing an item changes. A side is empty when there is nothing.
type Field struct {
	Name   string `json:"name"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// Item is one change at AWS. What is reviewed and hashed is all above Status.
type Item struct {
	ID         string          `json:"id"` // its place in the plan: 00001
	Label      string          `json:"label"`
	CustomerID string          `json:"customer_id,omitempty"`
	Operation  string          `json:"operation"` // as IAM names it
	Fields     []Field         `json:"fields"`
	Intent     json.RawMessage `json:"intent,omitempty"` // what the kind needs to do it
	Line       *Line           `json:"line,omitempty"`   // of plans of line items, in place of an intent

	Status     ItemStatus      `json:"status"`
	Detail     string          `json:"detail,omitempty"`
	FinishedAt time.Time       `json:"finished_at,omitzero"`
	Seen       json.RawMessage `json:"seen,omitempty"`     // what was there before AWS was asked first, where the kind has to know
	Asked      bool            `json:"asked,omitempty"`    // AWS may have been asked; written before it is
	Accepted   bool            `json:"accepted,omitempty"` // AWS said yes
	Made       string          `json:"made,omitempty"`     // the id of what AWS made, where it says so
	Job        jobs.ID         `json:"job,omitempty"`      // that ended it
	Check      Check           `json:"check,omitempty"`    // whether what was written was found again
	Trail      []Event         `json:"trail,omitempty"`    // only ever longer, up to mostTrail
	LeftOut    int             `json:"left_out,omitempty"` // events of the trail

	Drift string `json:"-"` // what somebody changed at AWS since; derived when it is read
}

// mostTrail bounds the trail of an item, which is part of a record of the store: AWS may fail for hours.
const mostTrail = 100

// event adds a line to the trail of an item. One that is long keeps its beginning and its end, and says how much is left out.
func (it *Item) event(e Event) {
	const head = mostTrail / 2
	if it.Trail = append(it.Trail, e); len(it.Trail) <= mostTrail {
		return
	}
	if it.LeftOut++; it.LeftOut == 1 { // the line that says so takes a place too
		it.LeftOut++
	}
	it.Trail[head] = Event{At: it.Trail[head+1].At, By: "portal", What: fmt.Sprintf("%d events are left out here", it.LeftOut)}
	it.Trail = slices.Delete(it.Trail, head+1, head+2)
}

// View is a plan as it stands now.
type View struct {
	Plan

	Now   Status // with stale and expired
	Note  string // why it cannot be applied; empty when it can
	First []Item // at most FirstItems

	Approval *Approval // nil when no second person is asked
	Drifted  int       // items that somebody changed at AWS since
	AlsoIn   []ID      // of a draft that is read alone: other open plans of the same customers, classes and months, the newest first; at most mostAlsoIn
}

// FirstItems is how many items come with a plan.
const FirstItems = 25
