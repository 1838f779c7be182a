package billingconductor

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor/types"
	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/transfers"
)

func TestFromGroupMapsByPrimaryAccountNotByARN(t *testing.T) {
	t.Parallel()
	got, err := fromGroup(&types.BillingGroupListElement{
		Arn: aws.String("arn:aws:billingconductor::111122223333:billinggroup/abcdefghij"), Name: aws.String("g"), PrimaryAccountId: aws.String("222233334444"),
		Status: types.BillingGroupStatusPending, StatusReason: aws.String("starts later"), Size: 7,
		AccountGrouping:       &types.ListBillingGroupAccountGrouping{ResponsibilityTransferArn: aws.String("transfer")},
		ComputationPreference: &types.ComputationPreference{PricingPlanArn: aws.String("plan")},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := transfers.BillingGroup{
		ARN: "arn:aws:billingconductor::111122223333:billinggroup/abcdefghij", Name: "g", PrimaryID: "222233334444", TransferARN: "transfer",
		PlanARN: "plan", Status: "PENDING", StatusReason: "starts later", Accounts: 7,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("group (-want +got):\n%s", d)
	}
	if _, err := fromGroup(&types.BillingGroupListElement{Arn: aws.String("arn")}); err == nil {
		t.Error("a group of nobody is accepted")
	}
	if _, err := fromGroup(&types.BillingGroupListElement{PrimaryAccountId: aws.String("222233334444")}); err == nil {
		t.Error("a group without an ARN is accepted")
	}
}

func TestFromReportNamesTheCostItLacks(t *testing.T) {
	t.Parallel()
	full := func() *types.BillingGroupCostReportElement {
		return &types.BillingGroupCostReportElement{
			Arn: aws.String("group"), AWSCost: aws.String("12.3400000000"), ProformaCost: aws.String("-0.5"), Currency: aws.String("USD"),
		}
	}
	if got, err := fromReport(full()); err != nil || got.AWSCost.String() != "12.34" || got.Proforma.String() != "-0.5" {
		t.Errorf("report = %+v, %v", got, err)
	}
	for name, spoil := range map[string]func(*types.BillingGroupCostReportElement){
		"AWSCost":      func(e *types.BillingGroupCostReportElement) { e.AWSCost = nil },
		"ProformaCost": func(e *types.BillingGroupCostReportElement) { e.ProformaCost = aws.String("-") },
		"Currency":     func(e *types.BillingGroupCostReportElement) { e.Currency = aws.String("") },
		"group":        func(e *types.BillingGroupCostReportElement) { e.Arn = nil },
	} {
		e := full()
		spoil(e)
		if _, err := fromReport(e); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("error = %v, want one that names %s", err, name)
		}
	}
}

// FuzzFromReport: either an error, or the numbers as they were.
func FuzzFromReport(f *testing.F) {
	f.Add("group", "12.34", "1e-7", "USD")
	f.Add("", "NaN", "", "usd")
	f.Add("group", "-99999999999999999999.9999999999", "+1", "CNY")
	f.Fuzz(func(t *testing.T, arn, cost, proforma, currency string) {
		out, err := fromReport(&types.BillingGroupCostReportElement{Arn: &arn, AWSCost: &cost, ProformaCost: &proforma, Currency: &currency})
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatalf("%v is not a fault", err)
			}
			return
		}
		if out.GroupARN != arn || arn == "" || cost == "" || proforma == "" || string(out.Currency) != currency {
			t.Fatalf("%q %q %q %q became %+v", arn, cost, proforma, currency, out)
		}
	})
}
