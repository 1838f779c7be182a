// Package sts simulates AWS STS: GetCallerIdentity, and AssumeRole of the
// portal's role in the receiver's account and of the roles by which customers
// let their credits be read, each guarded by its external id.
package sts

import (
	"context"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"portal.example/simulator/wire"
	"portal.example/simulator/world"
)

// RoleName is the only role there is in the receiver's account.
const RoleName = "BillingPortalCrossAccountRole"

// roleID is the unique id of that role, the first part of a session's UserId.
const roleID = "AROASIMULATOR00000001"

// Bounds of DurationSeconds. The role's own maximum is the default hour.
const (
	minDuration     = 900
	defaultDuration = 3600
	maxDuration     = 43200
	roleMaxDuration = 3600
)

// maxExternalID is the longest external id, in characters.
const maxExternalID = 1224

// Config is what the service needs besides the world.
type Config struct {
	// Keys issues the session credentials.
	Keys *wire.KeyRing
	// ExternalID is what the role's trust policy demands; empty demands none.
	ExternalID string
	// Wall is real time: sessions expire by it, as the SDK reckons with it.
	Wall func() time.Time
}

type service struct {
	world *world.World
	cfg   Config
}

// New returns the service.
func New(w *world.World, cfg Config) wire.Service {
	s := &service{world: w, cfg: cfg}
	return wire.Service{
		Name: "sts", Protocol: wire.Query,
		Operations: map[string]wire.Handler{
			"AssumeRole":        s.assumeRole,
			"GetCallerIdentity": s.getCallerIdentity,
		},
	}
}

// RoleARN is the role's ARN in an account.
func RoleARN(account string) string { return "arn:aws:iam::" + account + ":role/" + RoleName }

type callerIdentity struct {
	Arn     string
	UserID  string `xml:"UserId"`
	Account string
}

func (s *service) getCallerIdentity(_ context.Context, r *wire.Request) (any, error) {
	return callerIdentity{Arn: r.PrincipalARN, UserID: r.UserID, Account: r.Account}, nil
}

type assumeRoleInput struct {
	RoleArn         string `aws:"form=RoleArn"`
	RoleSessionName string `aws:"form=RoleSessionName"`
	ExternalID      string `aws:"form=ExternalId"`
	DurationSeconds string `aws:"form=DurationSeconds"`
}

type assumeRoleOutput struct {
	Credentials     credentials
	AssumedRoleUser assumedRoleUser
}

type credentials struct {
	AccessKeyID     string `xml:"AccessKeyId"`
	SecretAccessKey string
	SessionToken    string
	Expiration      string // ISO 8601, UTC
}

type assumedRoleUser struct {
	Arn           string
	AssumedRoleID string `xml:"AssumedRoleId"`
}

var (
	roleARNPattern     = regexp.MustCompile(`^arn:aws:iam::[0-9]{12}:role/[\w+=,.@/-]{1,512}$`)
	sessionNamePattern = regexp.MustCompile(`^[\w+=,.@-]{2,64}$`)
	externalIDPattern  = regexp.MustCompile(`^[\w+=,.@:/-]{2,}$`)
)

func (s *service) assumeRole(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[assumeRoleInput](r)
	if err != nil {
		return nil, err
	}
	duration, err := in.validate()
	if err != nil {
		return nil, err
	}
	// AWS answers the same for a role that does not exist, a caller it does
	// not trust and a wrong external id.
	account, role, trusted := s.trusts(in)
	if !trusted {
		return nil, &wire.Error{
			Status: http.StatusForbidden, Code: "AccessDenied",
			Message: "User: " + r.PrincipalARN + " is not authorized to perform: sts:AssumeRole on resource: " + in.RoleArn,
		}
	}
	if duration > roleMaxDuration {
		return nil, wire.Errorf("ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
	}
	principal := "arn:aws:sts::" + account + ":assumed-role/" + role + "/" + in.RoleSessionName
	userID := roleID + ":" + in.RoleSessionName
	session := s.cfg.Keys.Issue(account, principal, userID, s.cfg.Wall().Add(time.Duration(duration)*time.Second))
	return assumeRoleOutput{
		Credentials: credentials{
			AccessKeyID: session.AccessKey, SecretAccessKey: session.Secret, SessionToken: session.SessionToken,
			Expiration: session.Expires.Format(time.RFC3339),
		},
		AssumedRoleUser: assumedRoleUser{Arn: principal, AssumedRoleID: userID},
	}, nil
}

// trusts finds the account and the name of a role that trusts the caller with the external id.
func (s *service) trusts(in assumeRoleInput) (account, name string, ok bool) {
	if account = s.world.ReceiverID(); in.RoleArn == RoleARN(account) {
		return account, RoleName, s.cfg.ExternalID == "" || in.ExternalID == s.cfg.ExternalID
	}
	role, granted := s.world.CreditRole(in.RoleArn)
	return role.AccountID, world.CreditRoleName, granted && in.ExternalID == role.ExternalID
}

// validate checks the input against the model and returns the duration in seconds.
func (in assumeRoleInput) validate() (int, error) {
	const failed = "1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must satisfy regular expression pattern: %s"
	for _, c := range []struct {
		member, value string
		pattern       *regexp.Regexp
		required      bool
	}{
		{"roleArn", in.RoleArn, nil, true},
		{"roleSessionName", in.RoleSessionName, sessionNamePattern, true},
		{"externalId", in.ExternalID, externalIDPattern, false},
	} {
		switch {
		case c.value == "" && c.required:
			return 0, wire.Errorf("ValidationError",
				"1 validation error detected: Value null at '%s' failed to satisfy constraint: Member must not be null", c.member)
		case c.value != "" && c.pattern != nil && (!c.pattern.MatchString(c.value) || len(c.value) > maxExternalID):
			return 0, wire.Errorf("ValidationError", failed, c.value, c.member, strings.Trim(c.pattern.String(), "^$"))
		}
	}
	if !roleARNPattern.MatchString(in.RoleArn) {
		return 0, wire.Errorf("ValidationError", "%s is invalid", in.RoleArn)
	}
	if in.DurationSeconds == "" {
		return defaultDuration, nil
	}
	duration, err := strconv.Atoi(in.DurationSeconds)
	switch {
	case err != nil:
		return 0, wire.Errorf("MalformedInput", "DurationSeconds is not a number")
	case duration < minDuration:
		return 0, wire.Errorf("ValidationError",
			"1 validation error detected: Value '%d' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to %d", duration, minDuration)
	case duration > maxDuration:
		return 0, wire.Errorf("ValidationError",
			"1 validation error detected: Value '%d' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to %d", duration, maxDuration)
	}
	return duration, nil
}
