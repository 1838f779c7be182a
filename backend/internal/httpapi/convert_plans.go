package httpapi

import (
	"portal.example/api"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
)

// ToAPIPlan writes a plan as it stands now.
func ToAPIPlan(v plans.View) api.Plan {
	request := ToAPIPlanRequest(v.Receiver, v.Request)
	out := api.Plan{
		PlanId: string(v.ID), ReceiverId: v.Receiver, Kind: api.PlanKind(v.Kind), Status: api.PlanStatus(v.Now), StatusNote: text(v.Note), Title: v.Title, Request: &request,
		CreatedAt: v.CreatedAt.UTC(), CreatedBy: v.CreatedBy, ExpiresAt: v.ExpiresAt.UTC(), ContentHash: v.Hash, ItemCount: int32(v.ItemCount),
		FirstItems: each(v.First, ToAPIPlanItem), Consequences: each(v.Consequences, func(s string) string { return s }),
		Warnings:   each(v.Warnings, func(w plans.Warning) api.Warning { return api.Warning{Code: w.Code, Detail: w.Message} }),
		Reversible: v.Reversible, UndoNote: text(v.UndoNote), ConfirmWord: text(v.ConfirmWord), JobId: text(string(v.JobID)), AppliedBy: text(v.AppliedBy), AppliedAt: instant(v.AppliedAt),
		Approval: toAPIApproval(v.Approval), Undoes: text(string(v.Undoes)), UndoneBy: text(string(v.UndoneBy)),
	}
	if v.Kind.OfLineItems() {
		totals, recurring, drifted := each(v.Totals, toAPIPlanTotals), int32(v.Recurring), int32(v.Drifted)
		out.Period, out.Totals, out.RecurringItems, out.SkippedNote = monthText(v.Period), &totals, &recurring, text(v.Skipped)
		out.LedgerReadAt, out.DriftedItems, out.Simulated = instant(v.LedgerAsOf), &drifted, ifSo(v.Simulated)
		if len(v.AlsoIn) > 0 {
			also := each(v.AlsoIn, func(id plans.ID) string { return string(id) })
			out.AlsoInPlans = &also
		}
	}
	return out
}

// ToAPIPlanItem writes one change of a plan.
func ToAPIPlanItem(i plans.Item) api.PlanItem {
	return api.PlanItem{
		ItemId: i.ID, Label: i.Label, CustomerId: text(i.CustomerID), Operation: i.Operation, Status: api.PlanItemStatus(i.Status), Detail: text(i.Detail), FinishedAt: instant(i.FinishedAt),
		LineItem: toAPIPlanLine(i),
		Fields: each(i.Fields, func(f plans.Field) api.PlanField {
			return api.PlanField{Name: f.Name, Before: text(f.Before), After: text(f.After)}
		}),
	}
}

// ToAPIPlanRequest writes what a plan was made from.
func ToAPIPlanRequest(receiver string, r plans.Request) api.PlanRequest {
	out := api.PlanRequest{ReceiverId: receiver}
	if in := r.Invite; in != nil {
		out.Invite = &api.InviteRequest{AccountId: text(in.AccountID), Email: text(in.Email), Name: in.Name, Notes: text(in.Notes), Starts: in.Starts.String()}
	}
	if in := r.Rename; in != nil {
		out.Rename = &api.RenameRequest{TransferId: in.TransferID, Name: in.Name}
	}
	if in := r.Withdraw; in != nil {
		out.Withdraw = &api.WithdrawRequest{TransferId: in.TransferID, Ends: in.Ends.String()}
	}
	if in := r.Cancel; in != nil {
		out.CancelInvitation = &api.CancelInvitationRequest{TransferId: in.TransferID}
	}
	toAPILineRequest(r, &out)
	return out
}

func fromAPIPlanRequest(r api.PlanRequest) (plans.Request, error) {
	var out plans.Request
	var err error
	if in := r.Invite; in != nil {
		out.Invite = &plans.Invite{AccountID: given(in.AccountId), Email: given(in.Email), Name: in.Name, Notes: given(in.Notes)}
		if out.Invite.Starts, err = fromAPIMonth("/invite/starts", in.Starts); err != nil {
			return out, err
		}
	}
	if in := r.Rename; in != nil {
		out.Rename = &plans.Rename{TransferID: in.TransferId, Name: in.Name}
	}
	if in := r.Withdraw; in != nil {
		out.Withdraw = &plans.Withdraw{TransferID: in.TransferId}
		if out.Withdraw.Ends, err = fromAPIMonth("/withdraw/ends", in.Ends); err != nil {
			return out, err
		}
	}
	if in := r.CancelInvitation; in != nil {
		out.Cancel = &plans.Cancel{TransferID: in.TransferId}
	}
	return out, fromAPILineRequest(r, &out)
}

// given is the text of an optional property; empty when it is absent.
func given(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// fromAPIMonth reads a month of a body.
func fromAPIMonth(pointer, m string) (period.Month, error) {
	month, err := period.ParseMonth(m)
	if err != nil {
		return month, invalid([]fault.Field{{Pointer: pointer, Code: codeInvalidMonth, Detail: shown(m) + " is not a month. Use YYYY-MM, for example 2026-12."}})
	}
	return month, nil
}
