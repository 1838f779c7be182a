package organizations

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/smithy-go"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/plans"
)

// sentences say what AWS's reasons and codes mean and what to do. Source: domain handbook 1.2 to 1.4.
var sentences = map[string]string{
	"ORGANIZATION_NOT_IN_ALL_FEATURES_MODE":                  "One of the two organizations is not in all-features mode. Both have to be; the owner of its management account can switch it on in AWS Organizations.",
	"ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION": "One of the two organizations is just switching to all-features mode. Try again when it has.",
	"RESPONSIBILITY_TRANSFER_MAX_LEVEL_VIOLATION":            "The chain of transfers would become too long: AWS allows one transfer behind another, and that only on request. Ask AWS for a longer chain.",
	"RESPONSIBILITY_TRANSFER_MAX_INBOUND_QUOTA_VIOLATION":    "All inbound transfers of your quota are used. Cancel invitations that nobody will accept, or ask AWS for a higher quota.",
	"RESPONSIBILITY_TRANSFER_MAX_OUTBOUND_QUOTA_VIOLATION":   "The organization transfers its bill to somebody already, and can to one account only. Its present transfer has to end first.",
	"RESPONSIBILITY_TRANSFER_MAX_TRANSFERS_QUOTA_VIOLATION":  "You would have more than 1,000 transfers over all chains, which is as many as AWS allows.",
	"ACTIVE_RESPONSIBILITY_TRANSFER_PROCESS":                 "AWS is still at work on another change of this transfer. Try again later.",
	"UNSUPPORTED_PRICING":                                    "The organization has a pricing agreement that cannot be transferred. Ask your AWS account team.",
	"UNUSED_PREPAYMENT_BALANCE":                              "The organization has money paid in advance (Advance Pay) that is not used up. It has to be used or returned first.",
	"ORGANIZATION_FROM_DIFFERENT_SELLER_OF_RECORD":           "The organization buys from another AWS seller than you (for example AWS India or AWS Europe). Bills can be transferred within one seller only.",
	"LEGACY_PERMISSIONS_STILL_IN_USE":                        "The organization still uses AWS's old billing permissions. It has to move to the fine-grained ones first.",
	"MANAGEMENT_ACCOUNT_EMAIL_NOT_VERIFIED":                  "The email address of the organization's management account is not verified. Its owner has to verify it first.",
	"TRANSFER_RESPONSIBILITY_TARGET_DELETION_IN_PROGRESS":    "Your organization is being deleted at AWS.",
	"TRANSFER_RESPONSIBILITY_SOURCE_DELETION_IN_PROGRESS":    "The organization is being deleted at AWS.",
	"TRANSFER_RESPONSIBILITY_UPDATE_NOT_ALLOWED":             "AWS does not change a transfer that is over.",
	"ACCOUNT_NOT_ACTIVE_FOR_TRANSFER_RESPONSIBILITY":         "The management account is not active. Its owner has to settle that with AWS first.",
	"SOURCE_AND_TARGET_CANNOT_MATCH":                         "The account is in your own organization. Invite the management account of the customer's.",
	"HANDSHAKE_RATE_LIMIT_EXCEEDED":                          "AWS allows no more invitations today. Try again tomorrow.",
	"START_DATE_TOO_EARLY":                                   "The start is too early for AWS: an invitation has to be accepted 24 hours before. Make the plan again with a later start.",
	"START_DATE_TOO_LATE":                                    "The start is too late for AWS: it may be the next month or the one after. Make the plan again.",
	"START_DATE_NOT_BEGINNING_OF_MONTH":                      "AWS wants a transfer to start with a month. Make the plan again.",
	"START_DATE_NOT_BEGINNING_OF_DAY":                        "AWS wants a transfer to start with a month. Make the plan again.",
	"INVALID_START_DATE":                                     "AWS does not take this start. Make the plan again with another.",
	"END_DATE_TOO_EARLY":                                     "The end is too early for AWS. It may be that of the current month or the next, and not before a service period of Partner Central is over.",
	"END_DATE_TOO_LATE":                                      "The end is too late for AWS: it may be that of the current month or the next. Make the plan again.",
	"END_DATE_NOT_END_OF_MONTH":                              "AWS wants a transfer to end with a month. Make the plan again.",
	"INVALID_END_DATE":                                       "AWS does not take this end. If the customer has a service period in Partner Central, it may not end before that is over.",
	"INVALID_PATTERN":                                        "AWS does not take the text: names are printable ASCII of at most 128 characters.",
	"INVALID_PATTERN_TARGET_ID":                              "This is no account id of AWS. Check its 12 digits.",
	"INVALID_EMAIL_ADDRESS_TARGET":                           "AWS does not take the email address. Check it, or invite by account id.",
	"UNSUPPORTED_ACTION_IN_RESPONSIBILITY_TRANSFER":          "AWS does not allow this change of a transfer.",
	"InvalidResponsibilityTransferTransitionException":       "The transfer is in a state that does not allow this change. Read the transfers again.",
	"InvalidHandshakeTransitionException":                    "The invitation was answered or has expired. Read the transfers again.",
	"HandshakeNotFoundException":                             "AWS does not know the invitation any more. Read the transfers again.",
	"ResponsibilityTransferNotFoundException":                "AWS does not know the transfer any more. Read the transfers again.",
	"UnsupportedAPIEndpointException":                        "AWS does not offer this operation where the receiver is.",
	"AccountOwnerNotVerifiedException":                       "The owner of the receiver's management account has to verify its email address first.",
}

// already are the refusals of a change that has been made, by this request or another one: whoever asked has to look.
var already = map[string]string{
	"RESPONSIBILITY_TRANSFER_ALREADY_EXISTS":         "The organization has an invitation or a transfer to you already. Read the transfers again.",
	"ResponsibilityTransferAlreadyInStatusException": "The transfer is withdrawn already. Read the transfers again.",
	"HandshakeAlreadyInStateException":               "The invitation is cancelled already. Read the transfers again.",
	"DuplicateHandshakeException":                    "The organization has an open invitation from you already. Read the transfers again.",
}

// refusal says to people why AWS refused a change. Faults that awsapi has words for (rate, permission, credentials, no answer) stay as they are.
func refusal(c awsapi.Call, err error) error {
	f, ok := fault.As(err)
	if !ok || f.Code != ledger.CodeAWSRefused {
		return err
	}
	reason := reasonOf(err)
	if sentence, done := already[reason]; done {
		return fault.Wrap(err, fault.Conflict, plans.CodeDoneAtAWS, sentence)
	}
	if reason == "ConcurrentModificationException" {
		return fault.Wrap(err, fault.Unavailable, ledger.CodeAWSUnavailable, "Somebody else changes the organization at this moment. Try again.")
	}
	sentence, known := sentences[reason]
	if !known {
		sentence = "AWS refused " + c.String() + " for the reason " + reason + ". Nothing was done."
	}
	return fault.Wrap(err, fault.Conflict, plans.CodeRefusedByAWS, sentence)
}

// reasonOf is the reason AWS gives, or its error code where it gives none.
func reasonOf(err error) string {
	reason := ""
	if e, ok := errors.AsType[*types.HandshakeConstraintViolationException](err); ok {
		reason = string(e.Reason)
	} else if e, ok := errors.AsType[*types.ConstraintViolationException](err); ok {
		reason = string(e.Reason)
	} else if e, ok := errors.AsType[*types.InvalidInputException](err); ok {
		reason = string(e.Reason)
	}
	if e, ok := errors.AsType[smithy.APIError](err); ok && reason == "" {
		reason = e.ErrorCode()
	}
	return reason
}
