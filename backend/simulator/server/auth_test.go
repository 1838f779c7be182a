package server_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/billing"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor"
	"github.com/aws/aws-sdk-go-v2/service/budgets"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer"
	cetypes "github.com/aws/aws-sdk-go-v2/service/costexplorer/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"portal.example/simulator/server"
)

// calls is one read of each service; all of them have a body.
var calls = map[string]func(context.Context, clients) error{
	"sts": func(ctx context.Context, c clients) error {
		_, err := c.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		return err
	},
	"organizations": func(ctx context.Context, c clients) error {
		_, err := c.org.ListInboundResponsibilityTransfers(ctx, &organizations.ListInboundResponsibilityTransfersInput{Type: orgtypes.ResponsibilityTransferTypeBilling})
		return err
	},
	"billing": func(ctx context.Context, c clients) error {
		_, err := c.billing.ListBillingViews(ctx, &billing.ListBillingViewsInput{})
		return err
	},
	"billingconductor": func(ctx context.Context, c clients) error {
		_, err := c.bc.ListBillingGroups(ctx, &billingconductor.ListBillingGroupsInput{})
		return err
	},
	"budgets": func(ctx context.Context, c clients) error {
		_, err := c.budgets.DescribeBudgets(ctx, &budgets.DescribeBudgetsInput{AccountId: aws.String(receiver)})
		return err
	},
	"ce": func(ctx context.Context, c clients) error {
		_, err := c.ce.GetCostAndUsage(ctx, &costexplorer.GetCostAndUsageInput{
			TimePeriod:  &cetypes.DateInterval{Start: aws.String("2026-10-01"), End: aws.String("2026-11-01")},
			Granularity: cetypes.GranularityMonthly, Metrics: []string{"UnblendedCost"},
		})
		return err
	},
}

func code(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return api.ErrorCode()
	}
	return ""
}

func status(err error) int {
	var res interface{ HTTPStatusCode() int }
	if errors.As(err, &res) {
		return res.HTTPStatusCode()
	}
	return 0
}

// tamper changes the body after it was signed.
type tamper struct{ next http.RoundTripper }

func (t tamper) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	// The same length: Content-Length is signed too.
	changed := bytes.ToUpper(body)
	if bytes.Equal(changed, body) {
		changed = bytes.ReplaceAll(body, []byte("{}"), []byte("[]"))
	}
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(changed))
	return t.next.RoundTrip(r)
}

func TestSignaturesAreVerified(t *testing.T) {
	t.Parallel()
	skewed := func(d time.Duration) option {
		return withWall(func() time.Time { return time.Now().Add(d) })
	}
	for name, tc := range map[string]struct {
		option    option
		json, xml string // expected error codes; empty means success
	}{
		"the right key": {option: withKey(server.AccessKey, server.SecretKey)},
		"a wrong secret": {
			option: withKey(server.AccessKey, "another-secret"),
			json:   "InvalidSignatureException", xml: "SignatureDoesNotMatch",
		},
		"an unknown key": {
			option: withKey("AKIDUNKNOWN000000001", server.SecretKey),
			json:   "UnrecognizedClientException", xml: "InvalidClientTokenId",
		},
		"a tampered body": {
			option: withTransport(func(next http.RoundTripper) http.RoundTripper { return tamper{next} }),
			json:   "InvalidSignatureException", xml: "SignatureDoesNotMatch",
		},
		"an expired date": {option: skewed(16 * time.Minute), json: "InvalidSignatureException", xml: "SignatureDoesNotMatch"},
		"a future date":   {option: skewed(-16 * time.Minute), json: "InvalidSignatureException", xml: "SignatureDoesNotMatch"},
		"a date in time":  {option: skewed(14 * time.Minute)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, "tiny", tc.option)
			for service, call := range calls {
				want := tc.json
				if service == "sts" {
					want = tc.xml
				}
				if err := call(t.Context(), s.sdk); code(err) != want || (want == "" && err != nil) {
					t.Errorf("%s: code %q, want %q: %v", service, code(err), want, err)
				}
			}
		})
	}
}

func TestUnsignedRequestsAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	for target, header := range map[string]string{"AWSBilling.ListBillingViews": "", "": "Bearer abc"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Amz-Target", target)
		r.Header.Set("Authorization", header)
		res := must(http.DefaultClient.Do(r))(t)
		body := must(io.ReadAll(res.Body))(t)
		_ = res.Body.Close()
		if res.StatusCode < 400 || res.StatusCode > 403 || res.Header.Get("X-Amzn-Requestid") == "" {
			t.Errorf("%q: status %d, %s", target, res.StatusCode, body)
		}
	}
}

func TestAssumedRoleSessionsWork(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	role := "arn:aws:iam::" + receiver + ":role/BillingPortalCrossAccountRole"
	session := s.as(stscreds.NewAssumeRoleProvider(s.sdk.sts, role, func(o *stscreds.AssumeRoleOptions) {
		o.ExternalID = aws.String(server.DefaultExternalID)
		o.RoleSessionName = "collector"
	}))
	for service, call := range calls {
		if err := call(t.Context(), session); err != nil {
			t.Errorf("%s: %v", service, err)
		}
	}
	who := must(session.sts.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{}))(t)
	if *who.Account != receiver || *who.Arn != "arn:aws:sts::"+receiver+":assumed-role/BillingPortalCrossAccountRole/collector" {
		t.Errorf("caller %s %s", *who.Account, *who.Arn)
	}
}

func TestSessionsExpireAndNeedTheirToken(t *testing.T) {
	t.Parallel()
	// The sessions of the first server end ten minutes from now; the second
	// lives eleven minutes later and knows sessions the first one issued.
	live := start(t, "tiny")
	later := start(t, "tiny", withWall(func() time.Time { return time.Now().Add(14 * time.Minute) }))
	issuer := start(t, "tiny", withWall(func() time.Time { return time.Now().Add(-5 * time.Minute) }))
	out := must(issuer.sdk.sts.AssumeRole(t.Context(), &sts.AssumeRoleInput{
		RoleArn: aws.String("arn:aws:iam::" + receiver + ":role/BillingPortalCrossAccountRole"), RoleSessionName: aws.String("test"),
		ExternalId: aws.String(server.DefaultExternalID), DurationSeconds: aws.Int32(900),
	}))(t)
	session := func(token string) aws.CredentialsProvider {
		return credentials.NewStaticCredentialsProvider(*out.Credentials.AccessKeyId, *out.Credentials.SecretAccessKey, token)
	}
	whole := session(*out.Credentials.SessionToken)
	if left := time.Until(*out.Credentials.Expiration); left < 9*time.Minute || left > 11*time.Minute {
		t.Errorf("the session ends in %s, want about 10m", left)
	}
	for service, call := range calls {
		expired, unknown := "ExpiredTokenException", "UnrecognizedClientException"
		if service == "sts" {
			expired, unknown = "ExpiredToken", "InvalidClientTokenId"
		}
		if err := call(t.Context(), live.as(whole)); err != nil {
			t.Errorf("%s with a live session: %v", service, err)
		}
		if err := call(t.Context(), later.as(whole)); code(err) != expired {
			t.Errorf("%s with an expired session: %v", service, err)
		}
		if err := call(t.Context(), live.as(session(""))); code(err) != unknown {
			t.Errorf("%s with a session key but no token: %v", service, err)
		}
	}
}

func TestAssumeRoleRefuses(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	role := "arn:aws:iam::" + receiver + ":role/BillingPortalCrossAccountRole"
	for name, tc := range map[string]struct {
		in   sts.AssumeRoleInput
		want string
	}{
		"a wrong external id":  {sts.AssumeRoleInput{RoleArn: &role, ExternalId: aws.String("guess")}, "AccessDenied"},
		"no external id":       {sts.AssumeRoleInput{RoleArn: &role}, "AccessDenied"},
		"another account":      {sts.AssumeRoleInput{RoleArn: aws.String("arn:aws:iam::999999999999:role/BillingPortalCrossAccountRole")}, "AccessDenied"},
		"another role":         {sts.AssumeRoleInput{RoleArn: aws.String("arn:aws:iam::" + receiver + ":role/Admin")}, "AccessDenied"},
		"not an ARN":           {sts.AssumeRoleInput{RoleArn: aws.String("BillingPortalCrossAccountRole-role")}, "ValidationError"},
		"a bad session name":   {sts.AssumeRoleInput{RoleArn: &role, RoleSessionName: aws.String("a b")}, "ValidationError"},
		"too short":            {sts.AssumeRoleInput{RoleArn: &role, DurationSeconds: aws.Int32(899)}, "ValidationError"},
		"longer than the role": {sts.AssumeRoleInput{RoleArn: &role, ExternalId: aws.String(server.DefaultExternalID), DurationSeconds: aws.Int32(7200)}, "ValidationError"},
	} {
		if tc.in.RoleSessionName == nil {
			tc.in.RoleSessionName = aws.String("test")
		}
		if _, err := s.sdk.sts.AssumeRole(t.Context(), &tc.in); code(err) != tc.want {
			t.Errorf("%s: %v, want %s", name, err, tc.want)
		}
	}
}
