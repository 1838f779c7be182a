package organizations

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/smithy-go/middleware"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
)

var (
	describeTransfer = awsapi.Call{Service: awsapi.Organizations, Operation: "DescribeResponsibilityTransfer"}
	invite           = awsapi.Call{Service: awsapi.Organizations, Operation: "InviteOrganizationToTransferResponsibility", Once: true}
	update           = awsapi.Call{Service: awsapi.Organizations, Operation: "UpdateResponsibilityTransfer", Once: true}
	terminate        = awsapi.Call{Service: awsapi.Organizations, Operation: "TerminateResponsibilityTransfer", Once: true}
	cancelHandshake  = awsapi.Call{Service: awsapi.Organizations, Operation: "CancelHandshake", Once: true}
)

// Transfer reads one transfer with the handshake that is open for it.
func (r *Reader) Transfer(ctx context.Context, s scope.Scope, id string) (plans.Found, error) {
	out, err := awsapi.Do(ctx, r.se, s, describeTransfer, func(ctx context.Context, cfg aws.Config) (*organizations.DescribeResponsibilityTransferOutput, error) {
		return organizations.NewFromConfig(cfg).DescribeResponsibilityTransfer(ctx, &organizations.DescribeResponsibilityTransferInput{Id: &id})
	})
	if _, gone := errors.AsType[*types.ResponsibilityTransferNotFoundException](err); gone {
		return plans.Found{}, fault.Wrap(err, fault.NotFound, plans.CodeTransferNotFound, "AWS knows no transfer "+id+". Read the transfers again.")
	}
	if err != nil {
		return plans.Found{}, err
	}
	if out.ResponsibilityTransfer == nil {
		return plans.Found{}, awsapi.InvalidAnswer(describeTransfer, "it has no transfer")
	}
	t, err := fromTransfer(out.ResponsibilityTransfer)
	return plans.Found{Transfer: t, Handshake: aws.ToString(out.ResponsibilityTransfer.ActiveHandshakeId)}, err
}

// Invite sends an invitation to transfer billing.
func (r *Reader) Invite(ctx context.Context, s scope.Scope, in plans.Invitation) (plans.Receipt, error) {
	request := &organizations.InviteOrganizationToTransferResponsibilityInput{
		Type: types.ResponsibilityTransferTypeBilling, SourceName: &in.Name, StartTimestamp: &in.Start,
		Target: &types.HandshakeParty{Id: &in.AccountID, Type: types.HandshakePartyTypeAccount},
	}
	if in.AccountID == "" {
		request.Target = &types.HandshakeParty{Id: &in.Email, Type: types.HandshakePartyTypeEmail}
	}
	if in.Notes != "" {
		request.Notes = &in.Notes
	}
	out, err := awsapi.Do(ctx, r.se, s, invite, func(ctx context.Context, cfg aws.Config) (*organizations.InviteOrganizationToTransferResponsibilityOutput, error) {
		return organizations.NewFromConfig(cfg).InviteOrganizationToTransferResponsibility(ctx, request)
	})
	if err != nil {
		return refusedReceipt(err), refusal(invite, err)
	}
	receipt := receiptOf(out.ResultMetadata)
	if out.Handshake != nil {
		for _, resource := range out.Handshake.Resources {
			if resource.Type == types.HandshakeResourceTypeResponsibilityTransfer {
				receipt.TransferID = aws.ToString(resource.Value)
			}
		}
	}
	return receipt, nil
}

// Rename gives a transfer another name.
func (r *Reader) Rename(ctx context.Context, s scope.Scope, id, name string) (plans.Receipt, error) {
	out, err := awsapi.Do(ctx, r.se, s, update, func(ctx context.Context, cfg aws.Config) (*organizations.UpdateResponsibilityTransferOutput, error) {
		return organizations.NewFromConfig(cfg).UpdateResponsibilityTransfer(ctx, &organizations.UpdateResponsibilityTransferInput{Id: &id, Name: &name})
	})
	if err != nil {
		return refusedReceipt(err), refusal(update, err)
	}
	return receiptOf(out.ResultMetadata), nil
}

// Withdraw ends a transfer; end is its last second.
func (r *Reader) Withdraw(ctx context.Context, s scope.Scope, id string, end time.Time) (plans.Receipt, error) {
	out, err := awsapi.Do(ctx, r.se, s, terminate, func(ctx context.Context, cfg aws.Config) (*organizations.TerminateResponsibilityTransferOutput, error) {
		return organizations.NewFromConfig(cfg).TerminateResponsibilityTransfer(ctx, &organizations.TerminateResponsibilityTransferInput{Id: &id, EndTimestamp: &end})
	})
	if err != nil {
		return refusedReceipt(err), refusal(terminate, err)
	}
	return receiptOf(out.ResultMetadata), nil
}

// CancelInvitation takes the invitation with the handshake back.
func (r *Reader) CancelInvitation(ctx context.Context, s scope.Scope, handshake string) (plans.Receipt, error) {
	out, err := awsapi.Do(ctx, r.se, s, cancelHandshake, func(ctx context.Context, cfg aws.Config) (*organizations.CancelHandshakeOutput, error) {
		return organizations.NewFromConfig(cfg).CancelHandshake(ctx, &organizations.CancelHandshakeInput{HandshakeId: &handshake})
	})
	if err != nil {
		return refusedReceipt(err), refusal(cancelHandshake, err)
	}
	return receiptOf(out.ResultMetadata), nil
}

func receiptOf(m middleware.Metadata) plans.Receipt {
	id, _ := awsmiddleware.GetRequestIDMetadata(m)
	return plans.Receipt{RequestID: id}
}

func refusedReceipt(err error) plans.Receipt { return plans.Receipt{RequestID: awsapi.RequestID(err)} }
