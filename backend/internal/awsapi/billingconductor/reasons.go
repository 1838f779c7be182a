package billingconductor

import (
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor/types"
	"github.com/aws/smithy-go"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/plans"
)

// sentences say what AWS's reasons mean and what to do. Source: domain handbook 3.3.
var sentences = map[types.ValidationExceptionReason]string{
	types.ValidationExceptionReasonMissingBillinggroup:               "AWS does not know the billing group any more. Read the transfers again and make the plan again.",
	types.ValidationExceptionReasonMismatchedBillinggroupArn:         "The billing group is another account's. Read the transfers again and make the plan again.",
	types.ValidationExceptionReasonInvalidBillingGroup:               "AWS does not take line items for this billing group. Look at its state in Billing Conductor.",
	types.ValidationExceptionReasonIllegalEndedBillinggroup:          "The billing group is not there in this month: the transfer had not begun or has ended. Nothing can be charged in it.",
	types.ValidationExceptionReasonIllegalBillingPeriod:              "AWS changes line items of the current month and the one before only; older months are closed. Make the plan again for a month that is open.",
	types.ValidationExceptionReasonIllegalBillingPeriodRange:         "AWS does not take these months: the end has to lie after the beginning. Make the plan again.",
	types.ValidationExceptionReasonIllegalChargeDetails:              "AWS does not take the charge: it is either an amount or a percentage, and an amount is taken of nothing else.",
	types.ValidationExceptionReasonIllegalUpdateChargeDetails:        "An amount stays an amount and a percentage a percentage. Delete the line item and make another one.",
	types.ValidationExceptionReasonIllegalResourceArns:               "AWS does not know what the percentage is taken of. Read the line items again and make the plan again.",
	types.ValidationExceptionReasonIllegalChildAssociateResource:     "A percentage can be taken of its own billing group and of amounts in it only.",
	types.ValidationExceptionReasonIllegalAccountId:                  "The account is not in the billing group.",
	types.ValidationExceptionReasonIllegalComputationRule:            "Only a percentage can be shown beside each line.",
	types.ValidationExceptionReasonIllegalLineItemFilter:             "AWS does not take the filter: a percentage has one with one value, an amount none.",
	types.ValidationExceptionReasonInvalidFilter:                     "AWS does not take the filter: a percentage has one with one value, an amount none.",
	types.ValidationExceptionReasonIllegalService:                    "AWS does not know the service that the line item is to be shown under. Choose another service code.",
	types.ValidationExceptionReasonIllegalCustomlineitemUpdate:       "AWS does not allow this change of a line item. Delete it and make another one.",
	types.ValidationExceptionReasonIllegalCustomlineitemModification: "AWS does not allow this change of a line item. Delete it and make another one.",
	types.ValidationExceptionReasonCustomLineItemAssociationExists:   "A percentage is taken of this line item. Delete that one first.",
}

// already are the refusals of a change that has nothing left to do, or that was made by this request or another one: whoever asked has to look.
var already = map[types.ValidationExceptionReason]string{
	types.ValidationExceptionReasonMissingCustomlineitem:            "AWS does not know the line item any more. Read the line items again.",
	types.ValidationExceptionReasonInvalidBillingPeriodForOperation: "The line item is not there in this month. Read the line items again.",
}

// refusal says to people why AWS refused a change. Faults that awsapi has words for (rate, permission, credentials, no answer) stay as they are.
func refusal(c awsapi.Call, err error) error {
	f, ok := fault.As(err)
	if !ok || f.Code != ledger.CodeAWSRefused {
		return err
	}
	if e, ok := errors.AsType[*types.ConflictException](err); ok {
		return conflict(c, err, e.Reason)
	}
	if e, ok := errors.AsType[*types.ValidationException](err); ok {
		return validation(c, err, e)
	}
	if _, ok := errors.AsType[*types.ResourceNotFoundException](err); ok {
		return fault.Wrap(err, fault.Conflict, plans.CodeDoneAtAWS, already[types.ValidationExceptionReasonMissingCustomlineitem])
	}
	if e, ok := errors.AsType[*types.ServiceLimitExceededException](err); ok {
		quota := "an AWS quota"
		if code := aws.ToString(e.LimitCode); code != "" {
			quota = "the AWS quota " + code
		}
		return fault.Wrap(err, fault.Conflict, plans.CodeAWSLimit, "All of "+quota+" is used. Delete line items that are not needed any more, or ask AWS for a higher quota. Nothing was done.")
	}
	return unknown(c, err, code(err))
}

func conflict(c awsapi.Call, err error, reason types.ConflictExceptionReason) error {
	switch reason {
	case types.ConflictExceptionReasonWriteConflictRetry:
		return fault.Wrap(err, fault.Unavailable, plans.CodeWriteConflict, "Something else in Billing Conductor is being changed at this moment, so nothing was done. Try again.")
	case types.ConflictExceptionReasonResourceNameConflict:
		return fault.Wrap(err, fault.Conflict, plans.CodeDoneAtAWS, "The billing group has a line item of this name in the month already. Read the line items again.")
	default:
		return unknown(c, err, string(reason))
	}
}

func validation(c awsapi.Call, err error, e *types.ValidationException) error {
	if sentence, done := already[e.Reason]; done {
		return fault.Wrap(err, fault.Conflict, plans.CodeDoneAtAWS, sentence)
	}
	if sentence, known := sentences[e.Reason]; known {
		return fault.Wrap(err, fault.Conflict, plans.CodeRefusedByAWS, sentence)
	}
	var told []string
	for _, f := range e.Fields {
		if sentence, known := fields[aws.ToString(f.Name)]; known {
			told = append(told, sentence)
		} else {
			told = append(told, "AWS does not take the value of "+aws.ToString(f.Name)+".")
		}
	}
	if len(told) > 0 {
		return fault.Wrap(err, fault.Conflict, plans.CodeRefusedByAWS, strings.Join(told, " ")+" Nothing was done.")
	}
	return unknown(c, err, string(e.Reason))
}

// fields say what AWS wants of the members of a request.
var fields = map[string]string{
	"Name":                           "The name has 1 to 128 letters, digits and characters of _+=.-@, without spaces.",
	"Description":                    "The description has 1 to 255 characters.",
	"ChargeDetails.Flat.ChargeValue": "An amount lies between 0 and 1,000,000. Split it into several line items.",
	"ChargeDetails.Percentage.PercentageValue":  "A percentage lies between 0 and 10,000.",
	"ChargeDetails.Percentage.AssociatedValues": "A percentage can be taken of 5 things when it is made.",
	"X-Amzn-Client-Token":                       "The token has 1 to 64 letters, digits and hyphens.",
}

func unknown(c awsapi.Call, err error, reason string) error {
	return fault.Wrap(err, fault.Conflict, plans.CodeRefusedByAWS, "AWS refused "+c.String()+" for the reason "+reason+". Nothing was done.")
}

// code is AWS's code of an error that has no reason.
func code(err error) string {
	if e, ok := errors.AsType[smithy.APIError](err); ok {
		return e.ErrorCode()
	}
	return "it does not say"
}
