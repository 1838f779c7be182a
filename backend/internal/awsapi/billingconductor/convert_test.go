package billingconductor

import (
	"math"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/billingconductor/types"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/pricing"
)

func flatItem(value *float64) *types.CustomLineItemListElement {
	return &types.CustomLineItemListElement{
		Arn: aws.String("arn:item"), Name: aws.String("n"), CurrencyCode: types.CurrencyCodeUsd, ProductCode: aws.String("product"),
		ChargeDetails: &types.ListCustomLineItemChargeDetails{Type: types.CustomLineItemTypeCredit, Flat: &types.ListCustomLineItemFlatChargeDetails{ChargeValue: value}},
	}
}

func TestFromItemNamesTheValueItLacks(t *testing.T) {
	t.Parallel()
	got, err := fromItem(flatItem(aws.Float64(19.99)))
	if err != nil || got.Flat.String() != "19.99" || !got.Credit || got.Percent != nil || got.Service != "product" {
		t.Errorf("item = %+v, %v", got, err)
	}
	for want, spoil := range map[string]func(*types.CustomLineItemListElement){
		"ARN":                func(e *types.CustomLineItemListElement) { e.Arn = nil },
		"CurrencyCode":       func(e *types.CustomLineItemListElement) { e.CurrencyCode = "" },
		"ChargeDetails.Type": func(e *types.CustomLineItemListElement) { e.ChargeDetails.Type = "REBATE" },
		"ChargeValue":        func(e *types.CustomLineItemListElement) { e.ChargeDetails.Flat.ChargeValue = nil },
		"PercentageValue": func(e *types.CustomLineItemListElement) {
			e.ChargeDetails.Flat, e.ChargeDetails.Percentage = nil, &types.ListCustomLineItemPercentageChargeDetails{PercentageValue: aws.Float64(math.NaN())}
		},
		"ChargeDetails": func(e *types.CustomLineItemListElement) { e.ChargeDetails = nil },
		"readable ChargeDetails": func(e *types.CustomLineItemListElement) {
			e.ChargeDetails.Percentage = &types.ListCustomLineItemPercentageChargeDetails{PercentageValue: aws.Float64(1)}
		},
	} {
		e := flatItem(aws.Float64(1))
		spoil(e)
		if _, err := fromItem(e); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error = %v, want one that names %s", err, want)
		}
	}
}

func TestFromRuleGivesDiscountsTheirSign(t *testing.T) {
	t.Parallel()
	rule := func(kind types.PricingRuleType, percent *float64) *types.PricingRuleListElement {
		return &types.PricingRuleListElement{Arn: aws.String("arn:rule"), Type: kind, Scope: types.PricingRuleScopeGlobal, ModifierPercentage: percent}
	}
	for kind, want := range map[types.PricingRuleType]string{types.PricingRuleTypeMarkup: "7.8", types.PricingRuleTypeDiscount: "-7.8"} {
		got, err := fromRule(rule(kind, aws.Float64(7.8)))
		if err != nil || got.Percent.String() != want || got.Scope != pricing.ScopeGlobal {
			t.Errorf("%s became %+v, %v", kind, got, err)
		}
		if _, err := fromRule(rule(kind, nil)); err == nil {
			t.Errorf("a %s without a percentage is accepted", kind)
		}
	}
	for kind, want := range map[types.PricingRuleType]pricing.RuleType{"CUSTOM": pricing.RuleCustom, "SOMETHING_NEW": pricing.RuleUnknown, types.PricingRuleTypeTiering: pricing.RuleTiering} {
		if got, err := fromRule(rule(kind, aws.Float64(1))); err != nil || got.Type != want || got.Percent != nil {
			t.Errorf("%s became %+v, %v", kind, got, err)
		}
	}
}

// FuzzFromCharge: either a fault, or one value.
func FuzzFromCharge(f *testing.F) {
	f.Add(true, false, 1.5, 0.0, "FEE", "USD")
	f.Add(true, true, 1.5, 2.5, "CREDIT", "CNY")
	f.Add(false, true, 0.0, math.Inf(1), "FEE", "")
	f.Fuzz(func(t *testing.T, flat, percentage bool, value, percent float64, kind, currency string) {
		e := &types.ListCustomLineItemChargeDetails{Type: types.CustomLineItemType(kind)}
		if flat {
			e.Flat = &types.ListCustomLineItemFlatChargeDetails{ChargeValue: &value}
		}
		if percentage {
			e.Percentage = &types.ListCustomLineItemPercentageChargeDetails{PercentageValue: &percent}
		}
		out, err := fromCharge(listItems, "arn", e, types.CurrencyCode(currency))
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatalf("%v is not a fault", err)
			}
			return
		}
		if flat == percentage || (out.flat == nil) == (out.percent == nil) || string(out.currency) != currency || (kind == "CREDIT") != out.credit {
			t.Fatalf("%v %v became %+v", flat, percentage, out)
		}
	})
}
