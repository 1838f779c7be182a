package plans

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// intent is what a change of one transfer needs.
type intent struct {
	TransferID string    `json:"transfer_id"`
	Name       string    `json:"name,omitempty"` // the new one
	Was        string    `json:"was,omitempty"`  // the name before
	End        time.Time `json:"end,omitzero"`   // its last second
}

func intentOf(it *Item) (intent, error) {
	var in intent
	if err := json.Unmarshal(it.Intent, &in); err != nil {
		return in, fmt.Errorf("decode an item: %w", err)
	}
	return in, nil
}

func proposeRename(k known, r Rename) (proposal, error) {
	t, err := k.find(r.TransferID)
	if err != nil {
		return proposal{}, err
	}
	if err := checkName("/rename/name", r.Name); err != nil {
		return proposal{}, err
	}
	switch {
	case t.Name == r.Name:
		return proposal{}, invalid("/rename/name", "The transfer has this name already.")
	case !t.HoldsQuota(k.now):
		return proposal{}, state("Transfer “%s” is over, and AWS does not rename what is over.", t.Name)
	}
	items, err := one(t.Name, t.SourceID, "organizations:UpdateResponsibilityTransfer", intent{TransferID: t.ID, Name: r.Name, Was: t.Name},
		Field{Name: "Name of the transfer", Before: t.Name, After: r.Name})
	if err != nil {
		return proposal{}, err
	}
	return proposal{
		kind: TransferRename, title: fmt.Sprintf("Rename %s to %s", t.Name, r.Name), items: items,
		consequences: []string{
			"Only the name changes. Nothing about prices, bills or access does.",
			"Invoices that AWS issues from now on carry the new name; those that are there keep the old one.",
		},
		warnings: k.alike(r.Name, t.ID), reversible: true, undo: fmt.Sprintf("Rename it to “%s” again.", t.Name),
	}, nil
}

func proposeWithdraw(k known, r Withdraw) (proposal, error) {
	t, err := k.find(r.TransferID)
	if err != nil {
		return proposal{}, err
	}
	if err := withdrawable(t, k); err != nil {
		return proposal{}, err
	}
	current := period.MonthOf(k.now)
	if r.Ends != current && r.Ends != current.Add(1) {
		return proposal{}, invalid("/withdraw/ends", fmt.Sprintf("A transfer ends with the current month or the next. Use %s or %s.", current, current.Add(1)))
	}
	end := transfers.EndOf(r.Ends)
	items, err := one(t.Name, t.SourceID, "organizations:TerminateResponsibilityTransfer", intent{TransferID: t.ID, End: end},
		Field{Name: "End of the transfer", Before: endText(t.End), After: endText(end)})
	if err != nil {
		return proposal{}, err
	}
	p := proposal{
		kind: TransferWithdraw, title: fmt.Sprintf("Withdraw from %s at the end of %s", t.Name, monthName(r.Ends)), items: items, confirm: confirmWord,
		undo: "A new invitation is needed, which the customer has to accept; it can start in a later month only.",
		consequences: []string{
			fmt.Sprintf("You pay for usage until %s. AWS invoices later usage to the customer again; what belongs to earlier usage comes to you, even if it is invoiced later.", second(end)),
			"It cannot be undone. To go on a new invitation is needed, which the customer has to accept.",
			"From then on the customer sees again what AWS bills, and no longer your prices. It loses the history of what it saw through you, and its exports stop.",
			"Its credits show on its own bills again.",
			"Your two views of the customer stay readable. Exports of them that you still charge by have to be created before the end.",
			"Custom line items of its billing group end with it. Those that are open, and percentages of the last month, are worth a look before the end.",
		},
		warnings: k.aboutWithdrawal(t),
	}
	if end.Before(t.Start) {
		p.consequences[0] = fmt.Sprintf("The transfer never begins: it would have on %s. You pay for nothing.", day(t.Start))
	}
	return p, nil
}

func withdrawable(t transfers.Transfer, k known) error {
	switch t.StateAt(k.now) {
	case transfers.StateScheduled, transfers.StateActive:
		return nil
	case transfers.StateInvited:
		return state("“%s” was not accepted yet. Cancel the invitation instead.", t.Name)
	case transfers.StateEnding:
		return state("“%s” is withdrawn already and ends on %s. That cannot be changed.", t.Name, day(t.End))
	case transfers.StateEnded, transfers.StateDead:
		return state("“%s” is over already.", t.Name)
	}
	return state("“%s” is in a state that the portal does not know.", t.Name)
}

func (k known) aboutWithdrawal(t transfers.Transfer) []Warning {
	ws := []Warning{{"service_period", "If the customer has a service period in Partner Central, AWS refuses an end before that is over."}}
	behind := 0
	for _, o := range k.directory.Transfers {
		if o.Relation == transfers.Indirect && o.Via == t.SourceID && o.HoldsQuota(k.now) {
			behind++
		}
	}
	if behind > 0 {
		ws = append(ws, Warning{"chain", fmt.Sprintf("This is a middle account. What comes to you through it ends too: %s.", counted(behind, "transfer"))})
	}
	return ws
}

func proposeCancel(k known, r Cancel) (proposal, error) {
	t, err := k.find(r.TransferID)
	if err != nil {
		return proposal{}, err
	}
	if s := t.StateAt(k.now); s != transfers.StateInvited {
		instead := "There is nothing to take back."
		if s == transfers.StateActive || s == transfers.StateScheduled {
			instead = "Withdraw from the transfer instead."
		}
		return proposal{}, state("“%s” is no open invitation: it is %s. %s", t.Name, s, instead)
	}
	items, err := one(t.Name, t.SourceID, "organizations:CancelHandshake", intent{TransferID: t.ID},
		Field{Name: "Invitation", Before: "Open, to be accepted before " + second(transfers.AcceptBefore(t.Start)), After: "Cancelled"})
	if err != nil {
		return proposal{}, err
	}
	return proposal{
		kind: TransferCancel, title: "Cancel the invitation " + t.Name, items: items, confirm: confirmWord, undo: "Send a new invitation.",
		consequences: []string{
			"The customer can no longer accept this invitation. Nothing else changes for it.",
			fmt.Sprintf("The inbound transfer it holds is free again: %s now.", k.usage()),
			"It cannot be undone. To invite the customer again, send a new invitation.",
		},
	}, nil
}

// renaming does items of the kind transfer_rename.
type renaming struct{ aws AWS }

func (w renaming) look(ctx context.Context, sc scope.Scope, it *Item) (finding, error) {
	in, t, err := lookAt(ctx, w.aws, sc, it)
	switch {
	case err != nil:
		return finding{}, err
	case t.Name == in.Name:
		return finding{state: isDone, detail: "The transfer has the new name.", after: t.Name}, nil
	case t.Name != in.Was:
		return finding{state: cannotBe, detail: fmt.Sprintf("Somebody else renamed the transfer to “%s” meanwhile. Make a new plan if it still needs another name.", t.Name)}, nil
	}
	return finding{state: isOpen}, nil
}

func (w renaming) call(ctx context.Context, sc scope.Scope, it *Item, _ finding) (Receipt, error) {
	in, err := intentOf(it)
	if err != nil {
		return Receipt{}, err
	}
	return w.aws.Rename(ctx, sc, in.TransferID, in.Name)
}

// withdrawing does items of the kind transfer_withdraw.
type withdrawing struct{ aws AWS }

func (w withdrawing) look(ctx context.Context, sc scope.Scope, it *Item) (finding, error) {
	in, t, err := lookAt(ctx, w.aws, sc, it)
	switch {
	case err != nil:
		return finding{}, err
	case t.Status == "WITHDRAWN" && t.End.Equal(in.End):
		return finding{state: isDone, detail: "The transfer ends on " + second(t.End) + ".", after: second(t.End)}, nil
	case t.Status == "WITHDRAWN":
		return finding{state: cannotBe, detail: fmt.Sprintf("Somebody else withdrew from the transfer meanwhile: it ends on %s.", second(t.End))}, nil
	case t.Status != "ACCEPTED":
		return finding{state: cannotBe, detail: fmt.Sprintf("The transfer is %s at AWS, so there is nothing to withdraw from.", t.Status)}, nil
	}
	return finding{state: isOpen}, nil
}

func (w withdrawing) call(ctx context.Context, sc scope.Scope, it *Item, _ finding) (Receipt, error) {
	in, err := intentOf(it)
	if err != nil {
		return Receipt{}, err
	}
	return w.aws.Withdraw(ctx, sc, in.TransferID, in.End)
}

// canceling does items of the kind transfer_cancel.
type canceling struct{ aws AWS }

func (w canceling) look(ctx context.Context, sc scope.Scope, it *Item) (finding, error) {
	_, t, err := lookAt(ctx, w.aws, sc, it)
	switch {
	case err != nil:
		return finding{}, err
	case t.Status == "CANCELED":
		return finding{state: isDone, detail: "The invitation is cancelled.", after: "Cancelled"}, nil
	case t.Status == "DECLINED" || t.Status == "EXPIRED":
		return finding{state: isMoot, detail: fmt.Sprintf("The invitation is %s at AWS, so there was nothing to cancel.", t.Status)}, nil
	case t.Status != "REQUESTED":
		return finding{state: cannotBe, detail: "The customer accepted the invitation meanwhile. Withdraw from the transfer instead, if that is still wanted."}, nil
	case t.Handshake == "":
		return finding{state: cannotBe, detail: "AWS does not say which handshake the invitation has, so it cannot be cancelled here. Cancel it in the AWS console."}, nil
	}
	return finding{state: isOpen, handshake: t.Handshake}, nil
}

func (w canceling) call(ctx context.Context, sc scope.Scope, _ *Item, f finding) (Receipt, error) {
	return w.aws.CancelInvitation(ctx, sc, f.handshake)
}

func lookAt(ctx context.Context, aws AWS, sc scope.Scope, it *Item) (intent, Found, error) {
	in, err := intentOf(it)
	if err != nil {
		return in, Found{}, err
	}
	t, err := aws.Transfer(ctx, sc, in.TransferID)
	return in, t, err
}
