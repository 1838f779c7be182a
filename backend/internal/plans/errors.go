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
