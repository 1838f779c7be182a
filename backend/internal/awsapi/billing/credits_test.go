package billing

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/billing"
	"github.com/aws/aws-sdk-go-v2/service/billing/types"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/credits"
	"portal.example/backend/internal/fault"
)

func dollars(text string) *types.Amount {
	return &types.Amount{CurrencyAmount: &text, CurrencyCode: aws.String("USD")}
}

func credit() *types.CreditData {
	return &types.CreditData{
		CreditId: aws.String("123456789"), AccountId: aws.String("222233334444"), CreditType: aws.String("Promotion"), Description: aws.String("d"),
		InitialAmount: dollars("100"), RemainingAmount: dollars("40.5"), EstimatedAmount: dollars("0.0000000001"), StartDate: aws.Time(time.Unix(0, 0)), CreditStatus: types.CreditStatusDisabled,
	}
}

// invalid reports whether an error says that an answer lacks something.
func invalid(err error, what string) bool {
	f, ok := fault.As(err)
	return ok && f.Code == awsapi.CodeAnswerInvalid && strings.Contains(f.Message, what)
}

func TestACreditIsReadToTheLastDigitOrNotAtAll(t *testing.T) {
	t.Parallel()
	got, err := fromCredit(credit())
	if err != nil || got.Initial.String() != "100" || got.Remaining.String() != "40.5" || got.Estimated.String() != "0.0000000001" || !got.Disabled || !got.ExpiresAt.IsZero() || got.Currency != "USD" {
		t.Errorf("credit %+v, %v", got, err)
	}
	bare := credit()
	bare.RemainingAmount, bare.EstimatedAmount = nil, nil
	if got, err = fromCredit(bare); err != nil || got.Remaining != nil || got.Estimated != nil {
		t.Errorf("a balance that AWS does not tell became %v and %v, %v", got.Remaining, got.Estimated, err)
	}
	for what, spoil := range map[string]func(*types.CreditData){
		"no id":           func(c *types.CreditData) { c.CreditId = nil },
		"initialAmount":   func(c *types.CreditData) { c.InitialAmount = nil },
		"remainingAmount": func(c *types.CreditData) { c.RemainingAmount = dollars("forty") },
		"estimatedAmount": func(c *types.CreditData) { c.EstimatedAmount.CurrencyCode = aws.String("EUR") },
	} {
		c := credit()
		spoil(c)
		if _, err := fromCredit(c); !invalid(err, what) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestNoListOfCreditsIsNotNoCredits(t *testing.T) {
	t.Parallel()
	if got, err := fromCredits(nil); !invalid(err, "no list") {
		t.Errorf("an answer without a list is %v, %v", got, err)
	}
	if got, err := fromCredits([]types.CreditData{}); err != nil || got == nil || len(got) != 0 {
		t.Errorf("an empty list is %v, %v", got, err)
	}
	if _, err := fromCredits([]types.CreditData{*credit(), *credit()}); !invalid(err, "twice") {
		t.Errorf("a credit listed twice: %v", err)
	}
}

func TestAllocationsKeepTheirSignAndSayWhatTheyLack(t *testing.T) {
	t.Parallel()
	row := func(amount string) types.CreditAllocationHistoryEntry {
		return types.CreditAllocationHistoryEntry{
			CreditId: aws.String("1"), AccountId: aws.String("222233334444"), AppliedServiceName: aws.String("s"), BillingMonth: aws.String("2026-10"),
			CreditAmount: dollars(amount), IsEstimatedBill: aws.Bool(true),
		}
	}
	page := func(partial bool, failed []string, rows ...types.CreditAllocationHistoryEntry) *billing.GetCreditAllocationHistoryOutput {
		return &billing.GetCreditAllocationHistoryOutput{PartialResults: &partial, FailedMonths: failed, CreditAllocationHistoryList: rows}
	}
	var got credits.Allocations
	for _, p := range []*billing.GetCreditAllocationHistoryOutput{page(true, []string{"2026-09"}, row("-743.21")), page(false, nil, row("12"))} {
		if err := take(&got, p); err != nil {
			t.Fatal(err)
		}
	}
	if len(got.Rows) != 2 || got.Rows[0].Amount.String() != "-743.21" || got.Rows[1].Amount.String() != "12" || !got.Rows[0].Estimated || !got.Partial || len(got.Failed) != 1 || got.Failed[0].String() != "2026-09" {
		t.Errorf("allocations %+v", got)
	}
	// Months that failed are a part that is missing, whatever the flag says.
	var odd credits.Allocations
	if err := take(&odd, page(false, []string{"2026-09"})); err != nil || !odd.Partial {
		t.Errorf("%+v, %v", odd, err)
	}
	for what, p := range map[string]*billing.GetCreditAllocationHistoryOutput{
		"whether it is whole": {},
		"month that failed":   page(true, []string{"September"}),
		"names no credit":     page(false, nil, types.CreditAllocationHistoryEntry{}),
		"billingMonth":        page(false, nil, types.CreditAllocationHistoryEntry{CreditId: aws.String("1")}),
		"isEstimatedBill":     page(false, nil, types.CreditAllocationHistoryEntry{CreditId: aws.String("1"), BillingMonth: aws.String("2026-10")}),
		"creditAmount":        page(false, nil, types.CreditAllocationHistoryEntry{CreditId: aws.String("1"), BillingMonth: aws.String("2026-10"), IsEstimatedBill: aws.Bool(false)}),
	} {
		var none credits.Allocations
		if err := take(&none, p); !invalid(err, what) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
