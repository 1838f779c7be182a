package billing

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/billing"
	"github.com/aws/aws-sdk-go-v2/service/billing/types"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/credits"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

var (
	getCredits     = awsapi.Call{Service: awsapi.Billing, Operation: "GetCredits"}
	getAllocations = awsapi.Call{Service: awsapi.Billing, Operation: "GetCreditAllocationHistory"}
)

// allocationPage is the largest page of allocations.
const allocationPage = 1_000

func inside(a credits.Access) awsapi.CustomerRole {
	return awsapi.CustomerRole{AccountID: a.AccountID, RoleARN: a.RoleARN, ExternalID: a.ExternalID}
}

// Credits lists the credits of a customer's organization. It is asked of the management account, whose role it takes, because to anybody else AWS silently tells of that account's own
// credits only; and an answer without a list is an error, never no credits.
func (r *Reader) Credits(ctx context.Context, s scope.Scope, a credits.Access, since time.Time) ([]credits.Grant, error) {
	if since.IsZero() {
		return nil, fault.New(fault.Internal, ledger.CodeAWSRefused, "The instant since when credits are wanted is missing.")
	}
	in := &billing.GetCreditsInput{AccountId: &a.AccountID, StartDate: &since, PayerAccountFlag: aws.Bool(true)}
	out, err := awsapi.DoInside(ctx, r.se, s, inside(a), getCredits, func(ctx context.Context, cfg aws.Config) (*billing.GetCreditsOutput, error) {
		return billing.NewFromConfig(cfg).GetCredits(ctx, in)
	})
	if err != nil {
		return nil, err
	}
	return fromCredits(out.Credits)
}

func fromCredits(list []types.CreditData) ([]credits.Grant, error) {
	if list == nil { // AWS says that there are none with an empty one
		return nil, awsapi.InvalidAnswer(getCredits, "it has no list of credits")
	}
	found, seen := make([]credits.Grant, 0, len(list)), map[string]bool{}
	for i := range list {
		g, err := fromCredit(&list[i])
		if err != nil {
			return nil, err
		}
		if seen[g.ID] {
			return nil, awsapi.InvalidAnswer(getCredits, "it lists credit "+g.ID+" twice")
		}
		seen[g.ID] = true
		found = append(found, g)
	}
	return found, nil
}

// fromCredit translates a credit. What it came to has to be there; a balance that is not stays unknown.
func fromCredit(c *types.CreditData) (credits.Grant, error) {
	g := credits.Grant{
		ID: aws.ToString(c.CreditId), AccountID: aws.ToString(c.AccountId), Type: aws.ToString(c.CreditType), Description: aws.ToString(c.Description),
		StartsAt: instant(c.StartDate), ExpiresAt: instant(c.EndDate), ExhaustedAt: instant(c.ExhaustDate), Services: slices.Clone(c.ApplicableProductNames),
		Application: string(c.ApplicationType), Sharing: string(c.CreditSharingType), Disabled: c.CreditStatus == types.CreditStatusDisabled,
	}
	if g.ID == "" {
		return credits.Grant{}, awsapi.InvalidAnswer(getCredits, "a credit has no id")
	}
	invalid := func(what string) (credits.Grant, error) {
		return credits.Grant{}, awsapi.InvalidAnswer(getCredits, "credit "+g.ID+" has no readable "+what)
	}
	var err error
	if g.Initial, g.Currency, err = fromAmount(c.InitialAmount); err != nil {
		return invalid("initialAmount")
	}
	for _, b := range []struct {
		name string
		from *types.Amount
		to   **money.Decimal
	}{{"remainingAmount", c.RemainingAmount, &g.Remaining}, {"estimatedAmount", c.EstimatedAmount, &g.Estimated}} {
		if b.from == nil {
			continue
		}
		d, currency, err := fromAmount(b.from)
		if err != nil || currency != g.Currency {
			return invalid(b.name)
		}
		*b.to = &d
	}
	return g, nil
}

func instant(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// fromAmount reads an amount. AWS's pattern for it knows no sign, but there are signs.
func fromAmount(a *types.Amount) (money.Decimal, money.Currency, error) {
	if a == nil {
		a = &types.Amount{}
	}
	d, err := money.ParseDecimal(aws.ToString(a.CurrencyAmount))
	if err != nil {
		return money.Zero, "", err
	}
	currency, err := money.ParseCurrency(aws.ToString(a.CurrencyCode))
	return d, currency, err
}

// Allocations lists what credits were applied to in the organization of a customer between two months, both included, page by page.
func (r *Reader) Allocations(ctx context.Context, s scope.Scope, a credits.Access, from, to period.Month) (credits.Allocations, error) {
	if from.IsZero() || to.Before(from) {
		return credits.Allocations{}, fault.New(fault.Internal, ledger.CodeAWSRefused, "The months of the allocations are missing or the wrong way round.")
	}
	end := to.End().Add(-time.Second)
	if now := r.se.Now(); now.Before(end) && !now.Before(from.Start()) {
		end = now // AWS says of credits, not of allocations, that it takes no end to come
	}
	in := &billing.GetCreditAllocationHistoryInput{AccountId: &a.AccountID, StartDate: aws.Time(from.Start()), EndDate: &end, MaxResults: aws.Int32(allocationPage)}
	var found credits.Allocations
	err := awsapi.Pages(getAllocations, maxPages, func(token *string) (*string, error) {
		in.NextToken = token
		out, err := awsapi.DoInside(ctx, r.se, s, inside(a), getAllocations, func(ctx context.Context, cfg aws.Config) (*billing.GetCreditAllocationHistoryOutput, error) {
			return billing.NewFromConfig(cfg).GetCreditAllocationHistory(ctx, in)
		})
		if err != nil {
			return nil, err
		}
		return out.NextToken, take(&found, out)
	})
	if err != nil {
		return credits.Allocations{}, err
	}
	slices.SortFunc(found.Failed, period.Month.Compare)
	found.Failed = slices.Compact(found.Failed)
	return found, nil
}

// take adds a page.
func take(found *credits.Allocations, page *billing.GetCreditAllocationHistoryOutput) error {
	if page.PartialResults == nil {
		return awsapi.InvalidAnswer(getAllocations, "it does not say whether it is whole")
	}
	found.Partial = found.Partial || *page.PartialResults || len(page.FailedMonths) > 0
	for _, text := range page.FailedMonths {
		m, err := period.ParseMonth(text)
		if err != nil {
			return awsapi.InvalidAnswer(getAllocations, "a month that failed cannot be read")
		}
		found.Failed = append(found.Failed, m)
	}
	for i := range page.CreditAllocationHistoryList {
		row, err := fromAllocation(&page.CreditAllocationHistoryList[i])
		if err != nil {
			return err
		}
		found.Rows = append(found.Rows, row)
	}
	return nil
}

func fromAllocation(e *types.CreditAllocationHistoryEntry) (credits.Allocation, error) {
	out := credits.Allocation{
		CreditID: aws.ToString(e.CreditId), AccountID: aws.ToString(e.AccountId), Service: aws.ToString(e.AppliedServiceName),
		Description: aws.ToString(e.Description), Estimated: aws.ToBool(e.IsEstimatedBill),
	}
	if out.CreditID == "" {
		return credits.Allocation{}, awsapi.InvalidAnswer(getAllocations, "an allocation names no credit")
	}
	invalid := func(what string) (credits.Allocation, error) {
		return credits.Allocation{}, awsapi.InvalidAnswer(getAllocations, "an allocation of credit "+out.CreditID+" has no readable "+what)
	}
	var err error
	if out.Month, err = period.ParseMonth(aws.ToString(e.BillingMonth)); err != nil {
		return invalid("billingMonth")
	}
	if e.IsEstimatedBill == nil {
		return invalid("isEstimatedBill")
	}
	if out.Amount, out.Currency, err = fromAmount(e.CreditAmount); err != nil {
		return invalid("creditAmount")
	}
	return out, nil
}
