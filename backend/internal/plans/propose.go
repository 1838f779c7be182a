package plans

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// known is what a plan is worked out from; nothing is asked of AWS for it.
type known struct {
	receiver  string
	directory *transfers.Directory
	now       time.Time
	quota     int // inbound transfers the receiver may have; 0: not known
}

// proposal is what a request comes to.
type proposal struct {
	kind         Kind
	title        string
	items        []Item
	consequences []string
	warnings     []Warning
	reversible   bool
	undo         string
	confirm      string

	// Of line items only.
	period     period.Month
	totals     []Totals
	largest    []Amount
	unknown    int
	recurring  int
	skipped    string
	ledgerAsOf time.Time
	inputs     string
	simulated  bool
	undoes     ID
}

// confirmWord has to be typed where a change cannot be undone.
const confirmWord = "confirm"

// propose works out what the plan with the id would do, and refuses what AWS would refuse.
func (s *Service) propose(ctx context.Context, sc scope.Scope, k known, id ID, r Request) (proposal, error) {
	asked := 0
	for _, set := range []bool{
		r.Invite != nil, r.Rename != nil, r.Withdraw != nil, r.Cancel != nil, r.Gaps != nil, r.Commission != nil, r.LineItems != nil, r.End != nil, r.Delete != nil, r.Undo != nil,
	} {
		if set {
			asked++
		}
	}
	if asked != 1 {
		return proposal{}, invalid("", "Send exactly one member that says what is intended.")
	}
	if kindOf(r) != "" {
		return s.proposeLines(ctx, sc, id, k.now, r)
	}
	return propose(k, r)
}

// propose works out what a request about a transfer would do.
func propose(k known, r Request) (proposal, error) {
	if k.directory.AsOf.IsZero() {
		return proposal{}, fault.New(fault.Conflict, CodeDirectoryUnknown, "The transfers of this receiver were never read from AWS. Collect first, then plan.")
	}
	switch {
	case r.Invite != nil:
		return proposeInvite(k, *r.Invite)
	case r.Rename != nil:
		return proposeRename(k, *r.Rename)
	case r.Withdraw != nil:
		return proposeWithdraw(k, *r.Withdraw)
	default:
		return proposeCancel(k, *r.Cancel)
	}
}

// hash is over what will be applied, as it is reviewed.
func (p proposal) hash(receiver string) (string, error) {
	type reviewed struct {
		ID, Label, CustomerID, Operation string
		Fields                           []Field
		Intent                           json.RawMessage
		Line                             *Line `json:"line,omitempty"`
	}
	items := make([]reviewed, len(p.items))
	for i, it := range p.items {
		items[i] = reviewed{it.ID, it.Label, it.CustomerID, it.Operation, it.Fields, it.Intent, nil}
		if it.Line != nil {
			line := it.Line.reviewed()
			items[i].Line, items[i].Fields, items[i].Label = &line, nil, ""
		}
	}
	b, err := json.Marshal(struct { //nolint:musttag // hashed, never read
		Receiver string
		Kind     Kind
		Items    []reviewed
	}{receiver, p.kind, items})
	if err != nil {
		return "", fmt.Errorf("encode a plan: %w", err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16]), nil
}

// one makes the only item of a plan.
func one(label, customer, operation string, intent any, fields ...Field) ([]Item, error) {
	b, err := json.Marshal(intent)
	if err != nil {
		return nil, fmt.Errorf("encode an item of a plan: %w", err)
	}
	return []Item{{
		ID: itemID(1), Label: label, CustomerID: customer, Operation: operation, Fields: fields, Intent: b, Status: ItemPending,
	}}, nil
}

// itemID names the nth item so that items sort by their place.
func itemID(n int) string { return fmt.Sprintf("%05d", n) }

// find returns a transfer that this receiver may change.
func (k known) find(id string) (transfers.Transfer, error) {
	for _, t := range k.directory.Transfers {
		if t.ID != id {
			continue
		}
		if t.Relation == transfers.Indirect {
			return t, fault.New(fault.Conflict, CodeTransferIndirect, "This transfer comes through a middle account, which invited the customer. Only the middle account can change it.")
		}
		return t, nil
	}
	return transfers.Transfer{}, fault.Newf(fault.NotFound, CodeTransferNotFound, "This receiver has no transfer %s. Transfers are listed under /transfers.", id)
}

// state refuses a change that the state of a transfer does not allow.
func state(format string, args ...any) error {
	return fault.Newf(fault.Conflict, CodeTransferState, format, args...)
}

// nameForm is AWS's: printable ASCII.
var nameForm = regexp.MustCompile(`^[ -~]{1,128}$`)

func checkName(pointer, name string) error {
	if !nameForm.MatchString(name) || strings.TrimSpace(name) == "" {
		return invalid(pointer, "AWS does not take this name. Use 1 to 128 letters, digits and signs of the English alphabet, not all spaces.")
	}
	return nil
}

// alike is the transfers that have a name already, but for one.
func (k known) alike(name, except string) []Warning {
	for _, t := range k.directory.Transfers {
		if t.ID != except && t.HoldsQuota(k.now) && strings.EqualFold(t.Name, name) {
			return []Warning{{"name_used", fmt.Sprintf("Transfer %s has the same name. Invoices carry the name, so two alike are hard to tell apart.", t.ID)}}
		}
	}
	return nil
}

// usage says how much quota is used.
func (k known) usage() string {
	q := k.directory.Quota(k.now)
	if k.quota == 0 {
		return fmt.Sprintf("%s of your quota are used", counted(q.Used, "inbound transfer"))
	}
	return fmt.Sprintf("%d of %s are used", q.Used, counted(k.quota, "inbound transfer"))
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// day, second and month write instants for people, in UTC as all of AWS's billing is.
func day(t time.Time) string    { return t.UTC().Format("2 January 2006") }
func second(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04:05 UTC") }
func monthName(m period.Month) string {
	return m.Start().Format("January 2006")
}

// endText is the end of a transfer for people.
func endText(end time.Time) string {
	if end.IsZero() {
		return "No end"
	}
	return second(end)
}
