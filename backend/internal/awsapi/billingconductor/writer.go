package billingconductor

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor/types"
	"github.com/aws/smithy-go/middleware"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
)

var (
	createItem = awsapi.Call{Service: awsapi.BillingConductor, Operation: "CreateCustomLineItem", Once: true}
	updateItem = awsapi.Call{Service: awsapi.BillingConductor, Operation: "UpdateCustomLineItem", Once: true}
	deleteItem = awsapi.Call{Service: awsapi.BillingConductor, Operation: "DeleteCustomLineItem", Once: true}
)

// CreateLineItem makes a custom line item. Without a token AWS would make another one each time, so there has to be one.
func (r *Reader) CreateLineItem(ctx context.Context, s scope.Scope, token string, in plans.NewLineItem) (plans.Receipt, error) {
	request, err := toItem(token, in)
	if err != nil {
		return plans.Receipt{}, err
	}
	out, err := awsapi.Do(ctx, r.se, s, createItem, func(ctx context.Context, cfg aws.Config) (*billingconductor.CreateCustomLineItemOutput, error) {
		return billingconductor.NewFromConfig(cfg).CreateCustomLineItem(ctx, request)
	})
	if err != nil {
		return refusedReceipt(err), refusal(createItem, err)
	}
	return receiptOf(out.ResultMetadata, out.Arn), nil
}

// toItem is the item in AWS's words. What cannot be said in them is refused before anything is sent.
func toItem(token string, in plans.NewLineItem) (*billingconductor.CreateCustomLineItemInput, error) {
	if token == "" || in.From.IsZero() || (in.Flat == nil) == (in.Percent == nil) {
		return nil, fault.New(fault.Internal, ledger.CodeAWSRefused, "A custom line item needs a token, a first month and one value.")
	}
	charge := &types.CustomLineItemChargeDetails{Type: types.CustomLineItemTypeFee}
	if in.Credit {
		charge.Type = types.CustomLineItemTypeCredit
	}
	value := in.Flat
	if value == nil {
		value = in.Percent
	}
	number, err := awsapi.Binary(*value)
	if err != nil {
		return nil, fault.Wrap(err, fault.Conflict, plans.CodeRefusedByAWS, "The value has more digits than AWS can be told exactly. Round it.")
	}
	if in.Flat != nil {
		charge.Flat = &types.CustomLineItemFlatChargeDetails{ChargeValue: number}
	} else {
		charge.Percentage = &types.CustomLineItemPercentageChargeDetails{PercentageValue: number, AssociatedValues: in.Of}
	}
	if in.WithoutSavingsPlanNegation {
		charge.LineItemFilters = []types.LineItemFilter{{
			Attribute: types.LineItemFilterAttributeNameLineItemType, MatchOption: types.MatchOptionNotEqual,
			Values: []types.LineItemFilterValue{types.LineItemFilterValueSavingsPlanNegation},
		}}
	}
	request := &billingconductor.CreateCustomLineItemInput{
		ClientToken: &token, BillingGroupArn: &in.GroupARN, Name: &in.Name, Description: &in.Description, ChargeDetails: charge,
		BillingPeriodRange: months(in.From, in.To),
	}
	if in.Itemized {
		request.ComputationRule = types.ComputationRuleEnumItemized
	}
	if in.Service != "" {
		request.PresentationDetails = &types.PresentationObject{Service: &in.Service}
	}
	return request, nil
}

// months is a range of billing periods; a zero end is left out, which is no end.
func months(from, to period.Month) *types.CustomLineItemBillingPeriodRange {
	out := &types.CustomLineItemBillingPeriodRange{InclusiveStartBillingPeriod: aws.String(from.String())}
	if !to.IsZero() {
		out.ExclusiveEndBillingPeriod = aws.String(to.String())
	}
	return out
}

// EndLineItem makes a month the last one that an item charges, by an update of its range that changes nothing else.
func (r *Reader) EndLineItem(ctx context.Context, s scope.Scope, itemARN string, last period.Month) (plans.Receipt, error) {
	if last.IsZero() {
		return plans.Receipt{}, fault.New(fault.Internal, ledger.CodeAWSRefused, "The last month of the line item is missing.")
	}
	in := &billingconductor.UpdateCustomLineItemInput{Arn: &itemARN, BillingPeriodRange: months(last, last.Add(1))}
	out, err := awsapi.Do(ctx, r.se, s, updateItem, func(ctx context.Context, cfg aws.Config) (*billingconductor.UpdateCustomLineItemOutput, error) {
		return billingconductor.NewFromConfig(cfg).UpdateCustomLineItem(ctx, in)
	})
	if err != nil {
		return refusedReceipt(err), refusal(updateItem, err)
	}
	return receiptOf(out.ResultMetadata, out.Arn), nil
}

// DeleteLineItem takes an item out of some months. They are never left out: without them AWS takes the current one.
func (r *Reader) DeleteLineItem(ctx context.Context, s scope.Scope, itemARN string, of period.Range) (plans.Receipt, error) {
	if of.From.IsZero() {
		return plans.Receipt{}, fault.New(fault.Internal, ledger.CodeAWSRefused, "The months that the line item is deleted of are missing.")
	}
	in := &billingconductor.DeleteCustomLineItemInput{Arn: &itemARN, BillingPeriodRange: months(of.From, of.To)}
	out, err := awsapi.Do(ctx, r.se, s, deleteItem, func(ctx context.Context, cfg aws.Config) (*billingconductor.DeleteCustomLineItemOutput, error) {
		return billingconductor.NewFromConfig(cfg).DeleteCustomLineItem(ctx, in)
	})
	if err != nil {
		return refusedReceipt(err), refusal(deleteItem, err)
	}
	return receiptOf(out.ResultMetadata, out.Arn), nil
}

func receiptOf(m middleware.Metadata, arn *string) plans.Receipt {
	id, _ := awsmiddleware.GetRequestIDMetadata(m)
	return plans.Receipt{RequestID: id, ARN: aws.ToString(arn)}
}

func refusedReceipt(err error) plans.Receipt { return plans.Receipt{RequestID: awsapi.RequestID(err)} }
