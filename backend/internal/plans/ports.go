package plans

import (
	"context"
	"time"

	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// AWS changes responsibility transfers and reads them back. A method that changes asks AWS once: it is asked again only when AWS said that nothing was done
// for the rate of requests. A fault of kind Unavailable, and any error that is no fault, means that nobody knows whether it was done; every other fault means
// that it was not. The message of a refusal says to people what to do.
type AWS interface {
	// InboundTransfers lists invitations and transfers to the receiver in every status.
	InboundTransfers(ctx context.Context, s scope.Scope) ([]transfers.Transfer, error)
	// Transfer reads one; NotFound when there is none.
	Transfer(ctx context.Context, s scope.Scope, id string) (Found, error)
	// Invite sends an invitation.
	Invite(ctx context.Context, s scope.Scope, in Invitation) (Receipt, error)
	// Rename gives a transfer another name.
	Rename(ctx context.Context, s scope.Scope, id, name string) (Receipt, error)
	// Withdraw ends a transfer; end is its last second.
	Withdraw(ctx context.Context, s scope.Scope, id string, end time.Time) (Receipt, error)
	// CancelInvitation takes the invitation with the handshake back.
	CancelInvitation(ctx context.Context, s scope.Scope, handshake string) (Receipt, error)
}

// Found is a transfer with the handshake that is open for it.
type Found struct {
	transfers.Transfer

	Handshake string // empty when none is open
}

// Invitation is what AWS sends.
type Invitation struct {
	AccountID string    `json:"account_id,omitempty"`
	Email     string    `json:"email,omitempty"`
	Name      string    `json:"name"`
	Notes     string    `json:"notes,omitempty"`
	Start     time.Time `json:"start"`
}

// Receipt is what AWS says of a change it made.
type Receipt struct {
	RequestID  string
	TransferID string // of an invitation; empty when AWS did not say
	ARN        string // of a line item that was made or changed; empty when AWS did not say
}

// Directory knows the transfers as last read, and reads them again.
type Directory interface {
	Directory(ctx context.Context, sc scope.Scope) (*transfers.Directory, error)
	Refresh(ctx context.Context, sc scope.Scope) (*transfers.Directory, error)
}

// LineItemSource reads custom line items from AWS.
type LineItemSource interface {
	// LineItems lists the items that charge in a month.
	LineItems(ctx context.Context, s scope.Scope, m period.Month) ([]lineitems.Item, error)
	// LineItemVersions lists every version of an item, the newest first.
	LineItemVersions(ctx context.Context, s scope.Scope, itemARN string) ([]lineitems.Version, error)
}

// ItemBook is the neighbour that keeps what was listed. It never calls AWS for this room.
type ItemBook interface {
	// Attributed is the items of a month as last listed, with what each stands for and is worth.
	Attributed(ctx context.Context, sc scope.Scope, m period.Month) (*lineitems.Attributed, error)
	// Bases is what a percentage of each customer's billing group would be taken of.
	Bases(ctx context.Context, sc scope.Scope, m period.Month, withoutNegation bool) (map[string]lineitems.Base, error)
	// Remember keeps what a plan made, ended or deleted.
	Remember(ctx context.Context, sc scope.Scope, made []lineitems.Made) error
	// Retire keeps what a plan took out of months.
	Retire(ctx context.Context, sc scope.Scope, gone []lineitems.Retired) error
	// Wrote keeps into which months of which customers a plan wrote.
	Wrote(ctx context.Context, sc scope.Scope, written map[period.Month][]string) error
	// Relisted keeps the items of a month as they were listed at an instant.
	Relisted(ctx context.Context, sc scope.Scope, m period.Month, items []lineitems.Item, at time.Time) error
}

// Ledger is the neighbour that keeps the money. It never calls AWS.
type Ledger interface {
	Portfolio(ctx context.Context, sc scope.Scope, m period.Month) (*ledger.Portfolio, ledger.MonthSummary, error)
}

// Jobs starts and knows jobs.
type Jobs interface {
	Start(ctx context.Context, in jobs.StartInput) (jobs.Job, bool, error)
	Get(ctx context.Context, s scope.Scope, id jobs.ID) (jobs.Job, error)
}
