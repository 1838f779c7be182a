package server_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	otypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/smithy-go"

	"portal.example/simulator/world"
)

var inbound = &organizations.ListInboundResponsibilityTransfersInput{Type: otypes.ResponsibilityTransferTypeBilling}

// nextMonth is the first instant of the month after simNow's, moved by months.
func nextMonth(months int) time.Time {
	return world.MonthOf(simNow).Next().Start().AddDate(0, months, 0)
}

func invitation(account string, start time.Time) *organizations.InviteOrganizationToTransferResponsibilityInput {
	return &organizations.InviteOrganizationToTransferResponsibilityInput{
		Type: otypes.ResponsibilityTransferTypeBilling, SourceName: aws.String("New customer"), StartTimestamp: &start,
		Target: &otypes.HandshakeParty{Id: &account, Type: otypes.HandshakePartyTypeAccount},
	}
}

// reasonOf returns the code and the reason of a refusal by Organizations.
func reasonOf(err error) string {
	var input *otypes.InvalidInputException
	var state *otypes.HandshakeConstraintViolationException
	var quota *otypes.ConstraintViolationException
	var api smithy.APIError
	switch {
	case errors.As(err, &input):
		return string(input.Reason)
	case errors.As(err, &state):
		return string(state.Reason)
	case errors.As(err, &quota):
		return string(quota.Reason)
	case errors.As(err, &api):
		return api.ErrorCode()
	}
	return fmt.Sprint(err)
}

func TestAnInvitationIsSentAndTakenBack(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	ctx, org := t.Context(), s.sdk.org
	in := invitation("222233334444", nextMonth(1))
	in.Notes = aws.String("Welcome")
	h := must(org.InviteOrganizationToTransferResponsibility(ctx, in))(t).Handshake
	var id string
	for _, r := range h.Resources {
		if r.Type == otypes.HandshakeResourceTypeResponsibilityTransfer {
			id = *r.Value
		}
	}
	describe := func() *otypes.ResponsibilityTransfer {
		return must(org.DescribeResponsibilityTransfer(ctx, &organizations.DescribeResponsibilityTransferInput{Id: &id}))(t).ResponsibilityTransfer
	}
	if got := describe(); got.Status != otypes.ResponsibilityTransferStatusRequested || *got.ActiveHandshakeId != *h.Id ||
		*got.Source.ManagementAccountId != "222233334444" || !got.StartTimestamp.Equal(nextMonth(1)) {
		t.Errorf("invited: %+v", got)
	}
	if _, err := org.InviteOrganizationToTransferResponsibility(ctx, invitation("222233334444", nextMonth(0))); reasonOf(err) != "RESPONSIBILITY_TRANSFER_ALREADY_EXISTS" {
		t.Errorf("invited twice: %v", err)
	}
	must(org.CancelHandshake(ctx, &organizations.CancelHandshakeInput{HandshakeId: h.Id}))(t)
	if _, err := org.CancelHandshake(ctx, &organizations.CancelHandshakeInput{HandshakeId: h.Id}); !typed[*otypes.HandshakeAlreadyInStateException](err) {
		t.Errorf("canceled twice: %v", err)
	}
	again := must(org.DescribeHandshake(ctx, &organizations.DescribeHandshakeInput{HandshakeId: h.Id}))(t).Handshake
	if got := describe(); got.Status != otypes.ResponsibilityTransferStatusCanceled || got.ActiveHandshakeId != nil || again.State != otypes.HandshakeStateCanceled {
		t.Errorf("canceled: %+v, %+v", got, again)
	}
	must(org.InviteOrganizationToTransferResponsibility(ctx, invitation("222233334444", nextMonth(0))))(t)
}

func TestInvitationsObeyAWSsRules(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	customer := must(s.sdk.org.ListInboundResponsibilityTransfers(t.Context(), inbound))(t).ResponsibilityTransfers[0]
	for want, in := range map[string]*organizations.InviteOrganizationToTransferResponsibilityInput{
		"START_DATE_TOO_EARLY":                   invitation("222233334444", nextMonth(-1)),
		"START_DATE_TOO_LATE":                    invitation("222233334444", nextMonth(2)),
		"START_DATE_NOT_BEGINNING_OF_MONTH":      invitation("222233334444", nextMonth(0).AddDate(0, 0, 1)),
		"START_DATE_NOT_BEGINNING_OF_DAY":        invitation("222233334444", nextMonth(0).Add(time.Hour)),
		"INVALID_PATTERN_TARGET_ID":              invitation("2222", nextMonth(0)),
		"SOURCE_AND_TARGET_CANNOT_MATCH":         invitation(world.ReceiverAccountID, nextMonth(0)),
		"RESPONSIBILITY_TRANSFER_ALREADY_EXISTS": invitation(*customer.Source.ManagementAccountId, nextMonth(0)),
	} {
		if _, err := s.sdk.org.InviteOrganizationToTransferResponsibility(t.Context(), in); reasonOf(err) != want {
			t.Errorf("want %s, got %v", want, err)
		}
	}
	// On the day before the start it is too late to accept, hence to invite.
	s.control("POST", "clock", map[string]any{"now": nextMonth(0).Add(-24 * time.Hour)}, nil)
	if _, err := s.sdk.org.InviteOrganizationToTransferResponsibility(t.Context(), invitation("222233334444", nextMonth(0))); reasonOf(err) != "START_DATE_TOO_EARLY" {
		t.Errorf("invited too late: %v", err)
	}
}

func TestInvitationsHoldQuota(t *testing.T) {
	t.Parallel()
	s := start(t, "awkward")
	var w struct {
		Quota world.TransferQuota `json:"transfer_quota"`
	}
	s.control("GET", "world", nil, &w)
	free := w.Quota.Limit - w.Quota.Used
	if free < 1 || free > 10 {
		t.Fatalf("%+v leaves room for %d", w.Quota, free)
	}
	var last *otypes.Handshake
	for i := range free {
		last = must(s.sdk.org.InviteOrganizationToTransferResponsibility(t.Context(), invitation(fmt.Sprintf("%012d", 300_000_000_000+i), nextMonth(0))))(t).Handshake
	}
	one := invitation("222233334444", nextMonth(0))
	if _, err := s.sdk.org.InviteOrganizationToTransferResponsibility(t.Context(), one); reasonOf(err) != "RESPONSIBILITY_TRANSFER_MAX_INBOUND_QUOTA_VIOLATION" {
		t.Errorf("invited over quota: %v", err)
	}
	must(s.sdk.org.CancelHandshake(t.Context(), &organizations.CancelHandshakeInput{HandshakeId: last.Id}))(t)
	must(s.sdk.org.InviteOrganizationToTransferResponsibility(t.Context(), one))(t)
}

func TestATransferIsRenamedAndWithdrawn(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	ctx, org := t.Context(), s.sdk.org
	id := must(org.ListInboundResponsibilityTransfers(ctx, inbound))(t).ResponsibilityTransfers[0].Id
	if got := must(org.UpdateResponsibilityTransfer(ctx, &organizations.UpdateResponsibilityTransferInput{Id: id, Name: aws.String("Renamed")}))(t); *got.ResponsibilityTransfer.Name != "Renamed" {
		t.Errorf("renamed: %+v", got.ResponsibilityTransfer)
	}
	if _, err := org.UpdateResponsibilityTransfer(ctx, &organizations.UpdateResponsibilityTransferInput{Id: id, Name: aws.String("Grün")}); reasonOf(err) != "INVALID_PATTERN" {
		t.Errorf("a name with an umlaut: %v", err)
	}
	endOf := func(months int) *time.Time { return aws.Time(nextMonth(months).Add(-time.Second)) }
	for want, end := range map[string]*time.Time{
		"END_DATE_NOT_END_OF_MONTH": aws.Time(nextMonth(0)), "END_DATE_TOO_EARLY": endOf(-1), "END_DATE_TOO_LATE": endOf(2),
	} {
		if _, err := org.TerminateResponsibilityTransfer(ctx, &organizations.TerminateResponsibilityTransferInput{Id: id, EndTimestamp: end}); reasonOf(err) != want {
			t.Errorf("want %s, got %v", want, err)
		}
	}
	got := must(org.TerminateResponsibilityTransfer(ctx, &organizations.TerminateResponsibilityTransferInput{Id: id, EndTimestamp: endOf(1)}))(t).ResponsibilityTransfer
	if got.Status != otypes.ResponsibilityTransferStatusWithdrawn || !got.EndTimestamp.Equal(*endOf(1)) {
		t.Errorf("withdrawn: %+v", got)
	}
	if _, err := org.TerminateResponsibilityTransfer(ctx, &organizations.TerminateResponsibilityTransferInput{Id: id}); !typed[*otypes.ResponsibilityTransferAlreadyInStatusException](err) {
		t.Errorf("withdrawn twice: %v", err)
	}
	var w struct {
		Views []world.BillingView `json:"views"`
	}
	s.control("GET", "world", nil, &w)
	for _, v := range w.Views {
		if v.TransferID == *id && v.ActiveTo != world.MonthOf(*endOf(1)) && v.ActiveTo >= world.MonthOf(simNow) {
			t.Errorf("the view %s is alive until %s", v.Name, v.ActiveTo)
		}
		if v.TransferID == *id && v.ActiveTo == 0 {
			t.Errorf("the view %s does not end", v.Name)
		}
	}
}
