package server_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/billing"
	billingtypes "github.com/aws/aws-sdk-go-v2/service/billing/types"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor"
	bctypes "github.com/aws/aws-sdk-go-v2/service/billingconductor/types"
	budgetstypes "github.com/aws/aws-sdk-go-v2/service/budgets/types"
	cetypes "github.com/aws/aws-sdk-go-v2/service/costexplorer/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// typed reports whether err is the SDK's error type E.
func typed[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

func TestInjectedRefusalsAreTheSDKsTypes(t *testing.T) {
	t.Parallel()
	for kind, services := range map[string]map[string]struct {
		typed  func(error) bool // nil where the service models no such type
		code   string
		status int
	}{
		"throttle": {
			"sts":              {nil, "Throttling", 400},
			"organizations":    {typed[*orgtypes.TooManyRequestsException], "TooManyRequestsException", 400},
			"billing":          {typed[*billingtypes.ThrottlingException], "ThrottlingException", 400},
			"billingconductor": {typed[*bctypes.ThrottlingException], "ThrottlingException", 429},
			"budgets":          {typed[*budgetstypes.ThrottlingException], "ThrottlingException", 400},
			"ce":               {typed[*cetypes.LimitExceededException], "LimitExceededException", 400},
		},
		"deny": {
			"sts":              {nil, "AccessDenied", 403},
			"organizations":    {typed[*orgtypes.AccessDeniedException], "AccessDeniedException", 400},
			"billing":          {typed[*billingtypes.AccessDeniedException], "AccessDeniedException", 400},
			"billingconductor": {typed[*bctypes.AccessDeniedException], "AccessDeniedException", 403},
			"budgets":          {typed[*budgetstypes.AccessDeniedException], "AccessDeniedException", 400},
			"ce":               {nil, "AccessDeniedException", 400},
		},
		"error5xx": {
			"sts":              {nil, "InternalFailure", 500},
			"organizations":    {typed[*orgtypes.ServiceException], "ServiceException", 500},
			"billing":          {typed[*billingtypes.InternalServerException], "InternalServerException", 500},
			"billingconductor": {typed[*bctypes.InternalServerException], "InternalServerException", 500},
			"budgets":          {typed[*budgetstypes.InternalErrorException], "InternalErrorException", 500},
			"ce":               {nil, "", 500},
		},
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			s := start(t, "tiny")
			s.faults(map[string]any{"kind": kind})
			for service, want := range services {
				err := calls[service](t.Context(), s.sdk)
				if want.code != "" && code(err) != want.code || status(err) != want.status {
					t.Errorf("%s: %s with status %d, want %+v: %v", service, code(err), status(err), want, err)
				}
				if want.typed != nil && !want.typed(err) {
					t.Errorf("%s: %T is not the SDK's type", service, err)
				}
				if kind == "deny" {
					for _, part := range []string{"User: arn:aws:iam::" + receiver + ":user/", " is not authorized to perform: " + service + ":"} {
						if !strings.Contains(err.Error(), part) {
							t.Errorf("%s: %q lacks %q", service, err, part)
						}
					}
				}
			}
		})
	}
}

func TestThrottlingSaysWhenToRetry(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	s.faults(map[string]any{"kind": "throttle", "service": "billingconductor", "retry_after_s": 7})
	_, err := s.sdk.bc.ListBillingGroups(t.Context(), &billingconductor.ListBillingGroupsInput{})
	var throttled *bctypes.ThrottlingException
	if !errors.As(err, &throttled) || throttled.RetryAfterSeconds != 7 {
		t.Errorf("%v, want RetryAfterSeconds 7", err)
	}
	if err := calls["ce"](t.Context(), s.sdk); err != nil {
		t.Errorf("another service was struck: %v", err)
	}
}

func TestUnknownOperationsAreLoud(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	_, errOrg := s.sdk.org.ListRoots(t.Context(), &organizations.ListRootsInput{})
	_, errBilling := s.sdk.billing.ListSourceViewsForBillingView(t.Context(), &billing.ListSourceViewsForBillingViewInput{Arn: aws.String("arn:aws:billing::111122223333:billingview/primary")})
	_, errBC := s.sdk.bc.AssociateAccounts(t.Context(), &billingconductor.AssociateAccountsInput{Arn: aws.String("x"), AccountIds: []string{receiver}})
	_, errSTS := s.sdk.sts.GetSessionToken(t.Context(), &sts.GetSessionTokenInput{})
	for want, err := range map[string]error{"organizations": errOrg, "billing": errBilling, "billingconductor": errBC} {
		if code(err) != "UnknownOperationException" || status(err) != http.StatusBadRequest {
			t.Errorf("%s: %v", want, err)
		}
	}
	if code(errSTS) != "InvalidAction" {
		t.Errorf("sts: %v", errSTS)
	}
	var unknown []struct{ Service, Operation string }
	s.control(http.MethodGet, "unknown", nil, &unknown)
	got := map[string]string{}
	for _, u := range unknown {
		got[u.Service] = u.Operation
	}
	for service, operation := range map[string]string{
		"organizations": "ListRoots", "billing": "ListSourceViewsForBillingView",
		"billingconductor": "POST /associate-accounts", "sts": "GetSessionToken",
	} {
		if got[service] != operation {
			t.Errorf("unknown %s lists %q, want %q", service, got[service], operation)
		}
	}
}

func TestBillingConductorErrorsCarryTheirMembers(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	ctx := t.Context()
	_, err := s.sdk.bc.ListBillingGroups(ctx, &billingconductor.ListBillingGroupsInput{MaxResults: aws.Int32(101)})
	var invalid *bctypes.ValidationException
	if !errors.As(err, &invalid) || invalid.Reason != bctypes.ValidationExceptionReasonFieldValidationFailed ||
		len(invalid.Fields) != 1 || *invalid.Fields[0].Name != "MaxResults" || *invalid.Fields[0].Message == "" {
		t.Errorf("oversized page: %v %+v", err, invalid)
	}
	// DeletePricingPlan models no ResourceNotFoundException.
	_, err = s.sdk.bc.DeletePricingPlan(ctx, &billingconductor.DeletePricingPlanInput{
		Arn: aws.String("arn:aws:billingconductor::" + receiver + ":pricingplan/aaaaaaaaaa"),
	})
	if !errors.As(err, &invalid) || invalid.Reason != bctypes.ValidationExceptionReasonMissingPricingplan {
		t.Errorf("delete an unknown plan: %v", err)
	}
	create := func(name string) error {
		_, err := s.sdk.bc.CreatePricingPlan(ctx, &billingconductor.CreatePricingPlanInput{Name: &name})
		return err
	}
	if err := create("twice"); err != nil {
		t.Fatal(err)
	}
	var conflict *bctypes.ConflictException
	if err := create("twice"); !errors.As(err, &conflict) || conflict.Reason != bctypes.ConflictExceptionReasonResourceNameConflict || status(err) != http.StatusConflict {
		t.Errorf("a name twice: %v", err)
	}
	arn := "arn:aws:billingconductor::" + receiver + ":pricingrule/aaaaaaaaaa"
	_, err = s.sdk.bc.ListPricingPlansAssociatedWithPricingRule(ctx, &billingconductor.ListPricingPlansAssociatedWithPricingRuleInput{PricingRuleArn: &arn})
	var missing *bctypes.ResourceNotFoundException
	if !errors.As(err, &missing) || aws.ToString(missing.ResourceId) != arn || status(err) != http.StatusNotFound {
		t.Errorf("an unknown rule: %v", err)
	}
}

func TestBillingErrorsCarryTheirMembers(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	_, err := s.sdk.billing.ListBillingViews(t.Context(), &billing.ListBillingViewsInput{MaxResults: aws.Int32(101)})
	var invalid *billingtypes.ValidationException
	if !errors.As(err, &invalid) || invalid.Reason != billingtypes.ValidationExceptionReasonFieldValidationFailed ||
		len(invalid.FieldList) != 1 || *invalid.FieldList[0].Name != "maxResults" {
		t.Errorf("oversized page: %v", err)
	}
	arn := "arn:aws:billing::" + receiver + ":billingview/none"
	_, err = s.sdk.billing.GetBillingView(t.Context(), &billing.GetBillingViewInput{Arn: &arn})
	var missing *billingtypes.ResourceNotFoundException
	if !errors.As(err, &missing) || aws.ToString(missing.ResourceId) != arn {
		t.Errorf("an unknown view: %v", err)
	}
}

func TestOrganizationsErrorsCarryTheirReason(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	for name, tc := range map[string]struct {
		in   organizations.ListInboundResponsibilityTransfersInput
		want orgtypes.InvalidInputExceptionReason
	}{
		"oversized page": {organizations.ListInboundResponsibilityTransfersInput{MaxResults: aws.Int32(21)}, orgtypes.InvalidInputExceptionReasonMaxValueExceeded},
		"no page":        {organizations.ListInboundResponsibilityTransfersInput{MaxResults: aws.Int32(0)}, orgtypes.InvalidInputExceptionReasonMinValueExceeded},
		"foreign token":  {organizations.ListInboundResponsibilityTransfersInput{NextToken: aws.String("abc")}, orgtypes.InvalidInputExceptionReasonInvalidPaginationToken},
		"a malformed id": {organizations.ListInboundResponsibilityTransfersInput{Id: aws.String("transfer-1")}, orgtypes.InvalidInputExceptionReasonInvalidPattern},
		"another type":   {organizations.ListInboundResponsibilityTransfersInput{Type: "SUPPORT"}, orgtypes.InvalidInputExceptionReasonInvalidEnum},
	} {
		if tc.in.Type == "" {
			tc.in.Type = orgtypes.ResponsibilityTransferTypeBilling
		}
		_, err := s.sdk.org.ListInboundResponsibilityTransfers(t.Context(), &tc.in)
		var invalid *orgtypes.InvalidInputException
		if !errors.As(err, &invalid) || invalid.Reason != tc.want {
			t.Errorf("%s: %v, want reason %s", name, err, tc.want)
		}
	}
	_, err := s.sdk.org.DescribeResponsibilityTransfer(t.Context(), &organizations.DescribeResponsibilityTransferInput{Id: aws.String("rt-00000000")})
	if !typed[*orgtypes.ResponsibilityTransferNotFoundException](err) {
		t.Errorf("an unknown transfer: %v", err)
	}
}
