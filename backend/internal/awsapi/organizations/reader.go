// Package organizations reads responsibility transfers and the organization itself.
package organizations

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

var (
	listInbound          = awsapi.Call{Service: awsapi.Organizations, Operation: "ListInboundResponsibilityTransfers"}
	describeOrganization = awsapi.Call{Service: awsapi.Organizations, Operation: "DescribeOrganization"}
)

// AWS's page size, and a bound on pages: a thousand transfers are fifty, but dead invitations and empty pages come on top.
const (
	pageSize = 20
	maxPages = 2000
)

// Reader reads from Organizations.
type Reader struct{ se *awsapi.Session }

// New returns a reader.
func New(se *awsapi.Session) *Reader { return &Reader{se} }

// InboundTransfers lists invitations and transfers to the receiver in every status, in AWS's order.
func (r *Reader) InboundTransfers(ctx context.Context, s scope.Scope) ([]transfers.Transfer, error) {
	var found []transfers.Transfer
	err := awsapi.Pages(listInbound, maxPages, func(token *string) (*string, error) {
		in := &organizations.ListInboundResponsibilityTransfersInput{
			Type: types.ResponsibilityTransferTypeBilling, MaxResults: aws.Int32(pageSize), NextToken: token,
		}
		out, err := awsapi.Do(ctx, r.se, s, listInbound, func(ctx context.Context, cfg aws.Config) (*organizations.ListInboundResponsibilityTransfersOutput, error) {
			return organizations.NewFromConfig(cfg).ListInboundResponsibilityTransfers(ctx, in)
		})
		if err != nil {
			return nil, err
		}
		for i := range out.ResponsibilityTransfers {
			t, err := fromTransfer(&out.ResponsibilityTransfers[i])
			if err != nil {
				return nil, err
			}
			found = append(found, t)
		}
		return out.NextToken, nil
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// fromTransfer translates a transfer. An invitation by e-mail may not know its source account yet; a transfer that bills must, and must have a start.
func fromTransfer(t *types.ResponsibilityTransfer) (transfers.Transfer, error) {
	out := transfers.Transfer{
		ID: aws.ToString(t.Id), ARN: aws.ToString(t.Arn), Name: aws.ToString(t.Name), Status: string(t.Status),
		Start: instant(t.StartTimestamp), End: instant(t.EndTimestamp),
	}
	if t.Source != nil {
		out.SourceID, out.SourceEmail = aws.ToString(t.Source.ManagementAccountId), aws.ToString(t.Source.ManagementAccountEmail)
	}
	if t.Target != nil {
		out.TargetID = aws.ToString(t.Target.ManagementAccountId)
	}
	bills := t.Status == types.ResponsibilityTransferStatusAccepted || t.Status == types.ResponsibilityTransferStatusWithdrawn
	switch {
	case out.ID == "":
		return transfers.Transfer{}, awsapi.InvalidAnswer(listInbound, "a transfer has no id")
	case out.Status == "":
		return transfers.Transfer{}, awsapi.InvalidAnswer(listInbound, "transfer "+out.ID+" has no status")
	case bills && out.SourceID == "":
		return transfers.Transfer{}, awsapi.InvalidAnswer(listInbound, "transfer "+out.ID+" has no source account")
	case bills && out.Start.IsZero():
		return transfers.Transfer{}, awsapi.InvalidAnswer(listInbound, "transfer "+out.ID+" has no start")
	}
	return out, nil
}

func instant(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// AmbientOrganization is the id of the organization of the portal's own account.
func (r *Reader) AmbientOrganization(ctx context.Context) (string, error) {
	return organizationID(awsapi.DoAmbient(ctx, r.se, describeOrganization, describe))
}

// Organization is the id of the receiver's organization.
func (r *Reader) Organization(ctx context.Context, s scope.Scope) (string, error) {
	return organizationID(awsapi.Do(ctx, r.se, s, describeOrganization, describe))
}

func describe(ctx context.Context, cfg aws.Config) (*organizations.DescribeOrganizationOutput, error) {
	return organizations.NewFromConfig(cfg).DescribeOrganization(ctx, &organizations.DescribeOrganizationInput{})
}

func organizationID(out *organizations.DescribeOrganizationOutput, err error) (string, error) {
	if err != nil {
		return "", err
	}
	if out.Organization == nil || aws.ToString(out.Organization.Id) == "" {
		return "", awsapi.InvalidAnswer(describeOrganization, "it names no organization")
	}
	return *out.Organization.Id, nil
}
