// Package sts asks AWS whose credentials the portal works with.
package sts

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"portal.example/backend/internal/accounts"
	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/scope"
)

var getCallerIdentity = awsapi.Call{Service: awsapi.STS, Operation: "GetCallerIdentity"}

// Caller asks for identities. Organizations are not its business: OrganizationID stays empty.
type Caller struct{ se *awsapi.Session }

// New returns a caller.
func New(se *awsapi.Session) *Caller { return &Caller{se} }

// Ambient identifies the portal's own credentials.
func (c *Caller) Ambient(ctx context.Context) (accounts.Identity, error) {
	return fromAnswer(awsapi.DoAmbient(ctx, c.se, getCallerIdentity, ask))
}

// Probe identifies the credentials for a receiver.
func (c *Caller) Probe(ctx context.Context, s scope.Scope) (accounts.Identity, error) {
	return fromAnswer(awsapi.Do(ctx, c.se, s, getCallerIdentity, ask))
}

func ask(ctx context.Context, cfg aws.Config) (*sts.GetCallerIdentityOutput, error) {
	return sts.NewFromConfig(cfg).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
}

func fromAnswer(out *sts.GetCallerIdentityOutput, err error) (accounts.Identity, error) {
	if err != nil {
		return accounts.Identity{}, err
	}
	id := accounts.Identity{AccountID: aws.ToString(out.Account), ARN: aws.ToString(out.Arn)}
	if id.AccountID == "" {
		return accounts.Identity{}, awsapi.InvalidAnswer(getCallerIdentity, "it names no account")
	}
	return id, nil
}
