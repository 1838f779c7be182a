package server_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/billing"
	btypes "github.com/aws/aws-sdk-go-v2/service/billing/types"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"portal.example/simulator/world"
)

// through returns clients that work by a role, or AWS's refusal.
func (s *sim) through(role, externalID string) (clients, error) {
	out, err := s.sdk.sts.AssumeRole(s.t.Context(), &sts.AssumeRoleInput{RoleArn: &role, ExternalId: &externalID, RoleSessionName: aws.String("test")})
	if err != nil {
		return clients{}, err
	}
	c := out.Credentials
	return s.as(credentials.NewStaticCredentialsProvider(*c.AccessKeyId, *c.SecretAccessKey, *c.SessionToken)), nil
}

// granted returns the roles of the one customer that has credits and lets them be read: of its management account and of a member.
func (s *sim) granted() (management, member world.CreditRole) {
	s.t.Helper()
	for _, c := range s.snapshot().Customers {
		for _, trait := range c.Traits {
			if trait != "migration_credit" {
				continue
			}
			for _, r := range s.snapshot().CreditRoles {
				if r.AccountID == c.Account.ID {
					management = r
				} else if r.CustomerID == c.Account.ID {
					member = r
				}
			}
			return management, member
		}
	}
	s.t.Fatal("nobody has migration credits")
	return management, member
}

func credits(account string, family bool, since time.Time) *billing.GetCreditsInput {
	return &billing.GetCreditsInput{AccountId: &account, PayerAccountFlag: &family, StartDate: &since}
}

func history(account string, from, to time.Time) *billing.GetCreditAllocationHistoryInput {
	return &billing.GetCreditAllocationHistoryInput{AccountId: &account, StartDate: &from, EndDate: &to}
}

func TestCreditsAreSeenThroughTheCustomersRoleOnly(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	ctx, since := t.Context(), simNow.AddDate(-1, 0, 0)
	management, member := s.granted()
	for _, account := range []string{management.AccountID, member.AccountID} {
		if _, err := s.sdk.billing.GetCredits(ctx, credits(account, true, since)); code(err) != "AccessDeniedException" {
			t.Errorf("the receiver asks for credits of %s: %v", account, err)
		}
		if _, err := s.sdk.billing.GetCreditAllocationHistory(ctx, history(account, since, simNow)); code(err) != "AccessDeniedException" {
			t.Errorf("the receiver asks for allocations of %s: %v", account, err)
		}
	}
	if out := must(s.sdk.billing.GetCredits(ctx, credits(receiver, true, since)))(t); len(out.Credits) != 0 {
		t.Errorf("the receiver has credits: %+v", out.Credits)
	}
	var without string
	for _, c := range s.snapshot().Customers {
		if len(c.Members) == 1 { // Grünwald has granted none
			without = c.Account.ID
		}
	}
	for _, refused := range [][2]string{
		{management.ARN, "btp-999988887777"},
		{management.ARN, "simulator-external-id"},
		{management.ARN + "s", management.ExternalID},
		{"arn:aws:iam::" + without + ":role/" + world.CreditRoleName, management.ExternalID},
	} {
		if _, err := s.through(refused[0], refused[1]); code(err) != "AccessDenied" || status(err) != http.StatusForbidden {
			t.Errorf("%v: %v", refused, err)
		}
	}
	inside := must(s.through(management.ARN, management.ExternalID))(t)
	if id := must(inside.sts.GetCallerIdentity(ctx, nil))(t); *id.Account != management.AccountID {
		t.Errorf("the role works as %s", *id.Account)
	}
	if all, own := must(inside.billing.GetCredits(ctx, credits(management.AccountID, true, since)))(t), must(inside.billing.GetCredits(ctx, credits(management.AccountID, false, since)))(t); len(all.Credits) != 3 || len(own.Credits) != 2 {
		t.Errorf("the organization has %d credits, its management account %d", len(all.Credits), len(own.Credits))
	}
	// The role allows nothing else.
	if _, err := inside.bc.ListBillingGroups(ctx, &billingconductor.ListBillingGroupsInput{}); code(err) != "AccessDeniedException" {
		t.Errorf("billing groups through the role: %v", err)
	}
	if _, err := inside.billing.ListBillingViews(ctx, &billing.ListBillingViewsInput{}); code(err) != "AccessDeniedException" {
		t.Errorf("views through the role: %v", err)
	}
	if _, err := inside.sts.AssumeRole(ctx, &sts.AssumeRoleInput{RoleArn: &management.ARN, ExternalId: &management.ExternalID, RoleSessionName: aws.String("x")}); err == nil {
		t.Error("the role leads to itself")
	}
	// Inside a member account the flag is silently without effect.
	below := must(s.through(member.ARN, member.ExternalID))(t)
	trap := must(below.billing.GetCredits(ctx, credits(member.AccountID, true, since)))(t)
	if len(trap.Credits) != 1 || *trap.Credits[0].AccountId != member.AccountID {
		t.Errorf("the member sees %+v", trap.Credits)
	}
	if _, err := below.billing.GetCredits(ctx, credits(management.AccountID, true, since)); code(err) != "AccessDeniedException" {
		t.Errorf("a member asks for its organization: %v", err)
	}
}

func TestCreditsObeyAWSsRules(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	ctx := t.Context()
	role, _ := s.granted()
	c := must(s.through(role.ARN, role.ExternalID))(t)
	since := simNow.AddDate(-1, 0, 0)
	for name, change := range map[string]func(*billing.GetCreditsInput){
		"a short account":     func(in *billing.GetCreditsInput) { in.AccountId = aws.String("123") },
		"more than a year":    func(in *billing.GetCreditsInput) { in.StartDate = aws.Time(since.Add(-time.Second)) },
		"a start to come":     func(in *billing.GetCreditsInput) { in.StartDate = aws.Time(simNow.Add(time.Hour)) },
		"an end to come":      func(in *billing.GetCreditsInput) { in.EndDate = aws.Time(simNow.Add(time.Hour)) },
		"an end before start": func(in *billing.GetCreditsInput) { in.EndDate = aws.Time(since.Add(-time.Hour)) },
	} {
		in := credits(role.AccountID, true, since)
		change(in)
		if _, err := c.billing.GetCredits(ctx, in); !typed[*btypes.ValidationException](err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, change := range map[string]func(*billing.GetCreditAllocationHistoryInput){
		"25 months":        func(in *billing.GetCreditAllocationHistoryInput) { in.StartDate = aws.Time(simNow.AddDate(0, -24, 0)) },
		"end first":        func(in *billing.GetCreditAllocationHistoryInput) { in.EndDate = aws.Time(since.Add(-time.Second)) },
		"a page too large": func(in *billing.GetCreditAllocationHistoryInput) { in.MaxResults = aws.Int32(1_001) },
		"a page of none":   func(in *billing.GetCreditAllocationHistoryInput) { in.MaxResults = aws.Int32(0) },
		"a credit below 0": func(in *billing.GetCreditAllocationHistoryInput) { in.CreditId = aws.Int64(-1) },
	} {
		in := history(role.AccountID, since, simNow)
		change(in)
		if _, err := c.billing.GetCreditAllocationHistory(ctx, in); !typed[*btypes.ValidationException](err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(c.billing.GetCreditAllocationHistory(ctx, history(role.AccountID, simNow.AddDate(0, -23, 0), simNow)))(t)
	// A credit that was over before the range is not in it.
	late := credits(role.AccountID, true, simNow.AddDate(0, 0, -1))
	if n := len(must(c.billing.GetCredits(ctx, late))(t).Credits); n == 0 || n > 3 {
		t.Errorf("%d credits are valid now", n)
	}
}

func TestAllocationsPageAndSayWhatTheyLack(t *testing.T) {
	t.Parallel()
	s := start(t, "tiny")
	ctx := t.Context()
	role, _ := s.granted()
	c := must(s.through(role.ARN, role.ExternalID))(t)
	in := history(role.AccountID, simNow.AddDate(0, -23, 0), simNow)
	read := func(size int32) (rows []btypes.CreditAllocationHistoryEntry, pages int, failed []string) {
		t.Helper()
		in.MaxResults, in.NextToken = nil, nil
		if size > 0 {
			in.MaxResults = &size
		}
		for more := true; more; more = in.NextToken != nil {
			out := must(c.billing.GetCreditAllocationHistory(ctx, in))(t)
			if *out.PartialResults != (len(out.FailedMonths) > 0) {
				t.Errorf("partial is %v, failed are %v", *out.PartialResults, out.FailedMonths)
			}
			rows, failed, in.NextToken = append(rows, out.CreditAllocationHistoryList...), out.FailedMonths, out.NextToken
			pages++
		}
		return rows, pages, failed
	}
	whole, one, failed := read(1_000)
	paged, many, _ := read(7)
	if len(whole) == 0 || len(whole) != len(paged) || one != 1 || many != (len(whole)+6)/7 || failed != nil {
		t.Errorf("%d rows on %d pages, %d on %d; failed %v", len(whole), one, len(paged), many, failed)
	}
	open := 0
	for i, r := range whole {
		if !strings.HasPrefix(*r.CreditAmount.CurrencyAmount, "-") || *r.CreditAmount.CurrencyCode != "USD" || *r.CreditId == "" || *r.AppliedServiceName == "" {
			t.Errorf("row %+v", r)
		}
		if i > 0 && *r.BillingMonth > *whole[i-1].BillingMonth {
			t.Errorf("%s comes after %s", *r.BillingMonth, *whole[i-1].BillingMonth)
		}
		if *r.IsEstimatedBill {
			open++
		}
		if *r.IsEstimatedBill != (*r.BillingMonth == "2026-11") {
			t.Errorf("%s is estimated: %v", *r.BillingMonth, *r.IsEstimatedBill)
		}
	}
	// The id is a number in a request, and text in answers.
	id, err := strconv.ParseInt(*whole[0].CreditId, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	in.CreditId = &id
	some, _, _ := read(0)
	if len(some) == 0 || len(some) >= len(whole) {
		t.Errorf("%d of %d rows are of one credit", len(some), len(whole))
	}
	in.CreditId = nil

	s.faults(map[string]any{"kind": "partial_results", "operation": "GetCreditAllocationHistory"})
	part, _, failed := read(1_000)
	lost := 0
	for _, r := range whole {
		if len(failed) == 1 && *r.BillingMonth == failed[0] {
			lost++
		}
	}
	if len(failed) != 1 || failed[0] != "2026-10" || lost == 0 || len(part) != len(whole)-lost {
		t.Errorf("%d of %d rows; failed %v, which has %d", len(part), len(whole), failed, lost)
	}
}
