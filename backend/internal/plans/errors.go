package plans

import "portal.example/backend/internal/fault"

// Codes of the faults of this room.
const (
	// CodePlanNotFound is a plan the receiver does not have.
	CodePlanNotFound = "plan_not_found"
	// CodePlanExpired is a plan whose review took too long.
	CodePlanExpired = "plan_expired"
	// CodePlanStale is a plan whose basis has changed.
	CodePlanStale = "plan_stale"
	// CodePlanDiscarded is a plan that was discarded.
	CodePlanDiscarded = "plan_discarded"
	// CodePlanStarted is a plan that was applied, so it cannot be discarded.
	CodePlanStarted = "plan_started"
	// CodePlanChanged is a content hash that is not the plan's: something else was reviewed.
	CodePlanChanged = "plan_changed"
	// CodePlanNotConfirmed is a plan whose word was not typed.
	CodePlanNotConfirmed = "plan_not_confirmed"
	// CodeInvalidPlan is a part of a request that AWS would refuse or that says nothing.
	CodeInvalidPlan = "invalid_plan"
	// CodeReceiverMismatch is a body that names another receiver than the header.
	CodeReceiverMismatch = "receiver_mismatch"
	// CodeOperatorNeeded is somebody who may look and not change.
	CodeOperatorNeeded = "operator_needed"
	// CodeDirectoryUnknown is a receiver whose transfers were never read, so nothing can be worked out.
	CodeDirectoryUnknown = "transfers_unknown"
	// CodeTransferNotFound is a transfer the receiver does not have.
	CodeTransferNotFound = "transfer_not_found"
	// CodeTransferExists is an invitation of an organization that has one, or a transfer.
	CodeTransferExists = "transfer_exists"
	// CodeTransferIndirect is a change of a transfer that belongs to a middle account.
	CodeTransferIndirect = "transfer_indirect"
	// CodeTransferState is a change that the state of the transfer does not allow.
	CodeTransferState = "transfer_state"
	// CodeQuotaReached is an invitation for which there is no quota.
	CodeQuotaReached = "transfer_quota_reached"
	// CodeRefusedByAWS is a change that AWS refused, for a reason the message says.
	CodeRefusedByAWS = "aws_refused_change"
	// CodeMonthClosed is a month in which AWS takes no line items any more, or not yet.
	CodeMonthClosed = "month_closed"
	// CodeBeyondLimit is an amount above what AWS takes in one line item, where it is not to be split.
	CodeBeyondLimit = "amount_beyond_limit"
	// CodePlanEmpty is a request that comes to nothing.
	CodePlanEmpty = "plan_empty"
	// CodePlanKindUnknown is a request of which no room of this portal knows what it comes to.
	CodePlanKindUnknown = "plan_kind_unknown"
	// CodePlanSimulated is a plan of figures for a demonstration.
	CodePlanSimulated = "plan_simulated"
	// CodeApprovalNeeded is a plan that a second person has to approve before it is applied.
	CodeApprovalNeeded = "plan_approval_needed"
	// CodeApprovalNotNeeded is a decision on a plan that nobody has to decide on.
	CodeApprovalNotNeeded = "plan_approval_not_needed"
	// CodePlanDecided is a second decision on a plan.
	CodePlanDecided = "plan_decided"
	// CodePlanRejected is a plan that a second person rejected.
	CodePlanRejected = "plan_rejected"
	// CodeOwnPlan is a decision on a plan of one's own.
	CodeOwnPlan = "plan_is_your_own"
	// CodeApproverNeeded is a decision of somebody who may not decide.
	CodeApproverNeeded = "approver_needed"
	// CodeAdminNeeded is a change of settings by somebody who may not change them.
	CodeAdminNeeded = "admin_needed"
	// CodeSettingsChanged is a change of settings that somebody else changed meanwhile.
	CodeSettingsChanged = "plan_settings_changed"
	// CodeNotApplied is a plan of which there is nothing to take back.
	CodeNotApplied = "plan_not_applied"
	// CodePlanUndone is a plan that was taken back already.
	CodePlanUndone = "plan_undone"
	// CodeLineItemUnknown is a line item that the receiver does not have in the month.
	CodeLineItemUnknown = "line_item_not_found"
	// CodeDoneAtAWS is a change that AWS refused because things are that way already; whoever asked has to look.
	CodeDoneAtAWS = "aws_done_already"
)

func invalid(pointer, detail string) error {
	return &fault.Error{
		Kind: fault.Invalid, Code: fault.CodeInvalidRequest, Message: "body" + pointer + ": " + detail,
		Fields: []fault.Field{{Pointer: pointer, Code: CodeInvalidPlan, Detail: detail}},
	}
}

func planNotFound(id ID) error {
	return fault.Newf(fault.NotFound, CodePlanNotFound, "This receiver has no plan %q. Plans are listed under /plans.", string(id))
}
