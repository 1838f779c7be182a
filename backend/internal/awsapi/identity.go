package awsapi

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/scope"
)

// RoleSessionName names the portal in the CloudTrail of receivers.
const RoleSessionName = "billing-transfer-portal"

var assumeRole = Call{Service: STS, Operation: "AssumeRole"}

// renewBefore is how long before their expiry assumed credentials are renewed.
const renewBefore = 5 * time.Minute

// identity is one set of credentials: the portal's own, those of one receiver, or those of a customer that lets the receiver in. Another access to the same account is another
// identity.
type identity struct {
	account string // whose they are; empty for the portal's own
	access  Access
	by      *identity  // who assumes the role; nil: the portal's own
	base    aws.Config // without credentials when a role is assumed

	busy     chan struct{} // held while credentials are renewed or proven; a channel, so that waiting ends with its context
	proven   bool          // home: AWS said that these credentials are the receiver's; guarded by busy
	mu       sync.Mutex
	assumed  aws.Credentials // guarded by mu
	rejected bool            // AWS called the assumed credentials expired; guarded by mu
}

// open returns the identity for a scope. Access is asked for every time, so that a changed registration counts at once.
func (se *Session) open(ctx context.Context, s scope.Scope) (*identity, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	own, err := se.ambient(ctx)
	if err != nil {
		return nil, err
	}
	access, err := se.c.Receivers.Access(ctx, s)
	if err != nil {
		return nil, fmt.Errorf("find the access to receiver %s: %w", s.Receiver(), err)
	}
	if err := access.check(s.Receiver()); err != nil {
		return nil, err
	}
	se.mu.Lock()
	defer se.mu.Unlock()
	if id := se.receivers[s.Receiver()]; id != nil && id.access == access {
		return id, nil
	}
	id := &identity{account: s.Receiver(), access: access, base: own.base, busy: make(chan struct{}, 1)}
	se.receivers[s.Receiver()] = id
	return id, nil
}

// check refuses an access that would not lead to the receiver.
func (a Access) check(receiver string) error {
	if a.Home {
		return nil
	}
	role, err := arn.Parse(a.RoleARN)
	switch {
	case err != nil || role.Service != "iam" || a.ExternalID == "":
		return fault.Newf(fault.UpstreamDenied, ledger.CodeAWSCredentials,
			"Receiver %s is registered without a role and external id. Register the role the portal may assume there.", receiver)
	case role.AccountID != receiver:
		return wrongAccount(receiver, role.AccountID)
	}
	return nil
}

func wrongAccount(receiver, found string) *fault.Error {
	return fault.Newf(fault.UpstreamDenied, ledger.CodeAWSWrongAccount,
		"The credentials for receiver %s belong to account %s. Start the portal with credentials of the receiver, or register a role of it.", receiver, found)
}

// ambient returns the portal's own identity. A failure is not remembered: the credentials may be there next time.
func (se *Session) ambient(ctx context.Context) (*identity, error) {
	if err := lock(ctx, se.ownLoading); err != nil {
		return nil, err
	}
	defer func() { <-se.ownLoading }()
	if se.own == nil {
		cfg, err := se.load(ctx)
		if err != nil {
			return nil, CredentialsFault(err)
		}
		se.own = &identity{base: cfg, access: Access{Home: true}, proven: true, busy: make(chan struct{}, 1)}
	}
	return se.own, nil
}

// lock takes a one-place channel unless the context ends first.
func lock(ctx context.Context, c chan struct{}) error {
	select {
	case c <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// config returns the SDK's configuration with credentials that are good now.
func (se *Session) config(ctx context.Context, id *identity) (aws.Config, error) {
	if id.access.Home {
		if _, err := id.base.Credentials.Retrieve(ctx); err != nil {
			if ctx.Err() != nil {
				return aws.Config{}, context.Cause(ctx)
			}
			return aws.Config{}, CredentialsFault(err)
		}
		return id.base, se.prove(ctx, id)
	}
	cfg := id.base.Copy()
	creds, err := se.assume(ctx, id)
	cfg.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return creds, nil })
	return cfg, err
}

// prove asks AWS once whether the portal's own credentials are those of the home receiver. Without it a portal that is started with other
// credentials on the same data would file one account's costs under another.
func (se *Session) prove(ctx context.Context, id *identity) error {
	if err := lock(ctx, id.busy); err != nil {
		return err
	}
	defer func() { <-id.busy }()
	if id.proven {
		return nil
	}
	own, err := se.ambient(ctx)
	if err != nil {
		return err
	}
	out, err := do(ctx, se, own, scope.Scope{}, Call{Service: STS, Operation: "GetCallerIdentity"},
		func(ctx context.Context, cfg aws.Config) (*sts.GetCallerIdentityOutput, error) {
			return sts.NewFromConfig(cfg).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		})
	if err != nil {
		return err
	}
	if found := aws.ToString(out.Account); found != id.account {
		return wrongAccount(id.account, found)
	}
	id.proven = true
	return nil
}

// assume returns the receiver's credentials, renewed when they end soon. When renewal fails and the old ones still hold, those are used.
func (se *Session) assume(ctx context.Context, id *identity) (aws.Credentials, error) {
	if creds, good := id.current(se.c.Timer.Now().Add(renewBefore)); good {
		return creds, nil
	}
	if err := lock(ctx, id.busy); err != nil {
		return aws.Credentials{}, err
	}
	defer func() { <-id.busy }()
	if creds, good := id.current(se.c.Timer.Now().Add(renewBefore)); good {
		return creds, nil // renewed while this one waited
	}
	by := id.by
	if by == nil {
		own, err := se.ambient(ctx)
		if err != nil {
			return aws.Credentials{}, err
		}
		by = own
	}
	out, err := do(ctx, se, by, scope.Scope{}, assumeRole,
		func(ctx context.Context, cfg aws.Config) (*sts.AssumeRoleOutput, error) {
			return sts.NewFromConfig(cfg).AssumeRole(ctx, &sts.AssumeRoleInput{
				RoleArn: aws.String(id.access.RoleARN), ExternalId: aws.String(id.access.ExternalID), RoleSessionName: aws.String(RoleSessionName),
			})
		})
	if err != nil {
		if creds, good := id.current(se.c.Timer.Now()); good && ctx.Err() == nil {
			return creds, nil
		}
		return aws.Credentials{}, fmt.Errorf("assume the role in account %s: %w", id.account, id.refused(err))
	}
	c := out.Credentials
	if c == nil || aws.ToString(c.AccessKeyId) == "" || aws.ToString(c.SecretAccessKey) == "" || aws.ToString(c.SessionToken) == "" || c.Expiration == nil {
		return aws.Credentials{}, InvalidAnswer(assumeRole, "it has no complete credentials")
	}
	id.mu.Lock()
	defer id.mu.Unlock()
	id.rejected = false
	id.assumed = aws.Credentials{
		AccessKeyID: *c.AccessKeyId, SecretAccessKey: *c.SecretAccessKey, SessionToken: *c.SessionToken,
		CanExpire: true, Expires: *c.Expiration, Source: "AssumeRole",
	}
	return id.assumed, nil
}

// current returns the assumed credentials and whether they hold at the instant.
func (id *identity) current(at time.Time) (aws.Credentials, bool) {
	id.mu.Lock()
	defer id.mu.Unlock()
	return id.assumed, id.assumed.HasKeys() && !id.rejected && at.Before(id.assumed.Expires)
}

// reject drops credentials that AWS calls expired, so that the next attempt fetches new ones.
func (id *identity) reject() {
	id.mu.Lock()
	id.rejected = true
	id.mu.Unlock()
	if cache, ok := id.base.Credentials.(*aws.CredentialsCache); ok && id.access.Home {
		cache.Invalidate()
	}
}
