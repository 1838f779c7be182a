package httpapi

import (
	"net/http"
	"testing"

	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/pricing"
	"portal.example/backend/internal/snapshots"
)

func decimal(t *testing.T, s string) money.Decimal {
	t.Helper()
	d, err := money.ParseDecimal(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// priced are rooms with two plans and a few items, of which not everything is known.
func priced(t *testing.T) *rooms {
	t.Helper()
	r := newRooms()
	r.head = snapshots.Head{ETag: "1", AsOf: now.AddDate(0, 0, -1), Problem: "AWS denied billingconductor:ListPricingRules.", ProblemAt: now}
	discount := decimal(t, "-2.5")
	off := false
	r.plans = []pricing.PlanRow{
		{Plan: pricing.Plan{ARN: "arn:aws:billingconductor::aws:pricingplan/BasicPricingPlan", Name: "Basic"}, Summary: "Public rates, AWS-managed."},
		{
			Plan:    pricing.Plan{ARN: "arn:aws:billingconductor::111122223333:pricingplan/p1", Name: "volume", Description: "Large customers", Size: 2, CreatedAt: now, ModifiedAt: now},
			Summary: "Public rates minus 2.5%; no Always Free.", RuleCount: 2, Customers: 3,
			Rules: []pricing.RuleRow{
				{
					Rule:      pricing.Rule{ARN: "arn:aws:billingconductor::111122223333:pricingrule/r1", Name: "minus", Type: pricing.RuleDiscount, Scope: pricing.ScopeGlobal, Percent: &discount},
					PlanCount: 1, PlanNames: []string{"volume"}, Visible: `AWS shows "(-2.5%)".`,
				},
				{Rule: pricing.Rule{ARN: "arn:aws:billingconductor::111122223333:pricingrule/r2", Name: "no-free", Type: pricing.RuleTiering, Scope: pricing.ScopeGlobal, FreeTier: &off, ModifiedAt: now}},
			},
			Figures: []margin.Figures{{Currency: "EUR", AWSCost: margin.Known(decimal(t, "10")), Charged: margin.Known(decimal(t, "12.5"))}},
		},
	}
	m, err := period.ParseMonth("2026-10")
	if err != nil {
		t.Fatal(err)
	}
	flat, percent := decimal(t, "120"), decimal(t, "7.8")
	group := "arn:aws:billingconductor::111122223333:billinggroup/g1"
	kept := func(id string, i lineitems.Item) lineitems.Kept {
		i.ARN, i.GroupARN, i.Currency = "arn:aws:billingconductor::111122223333:customlineitem/"+id, group, "USD"
		return lineitems.Kept{Item: i, GroupName: "acme", CustomerID: "210000000001"}
	}
	goodwill := kept("i1", lineitems.Item{Name: "goodwill-2026-10", Description: "Goodwill", Credit: true, Flat: &flat, Service: "AmazonEC2", AccountID: "210000000001", CreatedAt: now, ModifiedAt: now})
	goodwill.Versions = []lineitems.Version{{Name: "goodwill-2026-10", Currency: "USD", Credit: true, Flat: &flat, From: m, To: m.Add(1), ValidFrom: now, CreatedAt: now, ModifiedAt: now}}
	goodwill.VersionsReadAt = now
	support := kept("i2", lineitems.Item{
		Name: "support", Percent: &percent, Itemized: true, Associated: 1, Filters: []lineitems.Filter{{Attribute: "LINE_ITEM_TYPE", Match: "NOT_EQUAL", Values: []string{"SAVINGS_PLAN_NEGATION"}}},
	})
	support.Versions = []lineitems.Version{{Name: "support", Currency: "USD", Percent: &percent, From: m}}
	r.items = []lineitems.Row{
		{Kept: goodwill, Status: lineitems.StatusActive, CustomerName: "Acme", Amount: margin.Known(flat.Neg())},
		{
			Kept: support, Status: lineitems.StatusActive, CustomerName: "Acme", Base: margin.Known(decimal(t, "1000")), BaseNote: "Showback of October 2026 without custom line items.",
			Amount: margin.Known(decimal(t, "78")), Warnings: []lineitems.Warning{lineitems.WarnNoEnd, lineitems.WarnNotInShowback},
			Associations: []lineitems.Association{{ARN: group, Name: "acme", Group: true}, {ARN: goodwill.ARN}},
		},
		{Kept: kept("i3", lineitems.Item{Name: "unknown", Percent: &percent, Associated: 1}), Status: lineitems.StatusActive, BaseNote: "Not read.", Warnings: []lineitems.Warning{lineitems.WarnBaseUnknown}},
	}
	r.itemTotals = []lineitems.Totals{{Currency: "USD", Fees: decimal(t, "78"), Credits: decimal(t, "-120"), Items: 3, Unknown: 1}}
	r.reconciliation = []lineitems.Reconciliation{{Currency: "USD", Computed: decimal(t, "-42"), Showback: decimal(t, "-42.5"), Customers: 1, Differing: 1}}
	return r
}

func TestPricingAndLineItemsSayWhatIsKnownAndLeaveOutTheRest(t *testing.T) {
	t.Parallel()
	h := newAPI(t, priced(t))
	for file, target := range map[string]string{
		"pricing_plans.json": "/billing-conductor?period=2026-10", "pricing_rules.json": "/billing-conductor/rules",
		"line_items.json": "/custom-line-items?period=2026-10", "line_item.json": "/custom-line-items/i1?period=2026-10",
	} {
		rec, _ := request{"GET", target, nil, ""}.send(t, h)
		if rec.Code != http.StatusOK {
			t.Errorf("%s answers %d: %s", target, rec.Code, rec.Body)
			continue
		}
		golden(t, file, rec.Body.Bytes())
	}
}

func TestPricingAndLineItemsRefuseWhatCannotBe(t *testing.T) {
	t.Parallel()
	h := newAPI(t, priced(t))
	for target, want := range map[string]struct {
		status int
		code   string
	}{
		"/billing-conductor?period=2026-13":             {http.StatusBadRequest, "invalid_request"},
		"/billing-conductor?filter=nonsense:eq:1":       {http.StatusBadRequest, "invalid_request"},
		"/billing-conductor/rules?sort=nonsense":        {http.StatusBadRequest, "invalid_request"},
		"/billing-conductor/rules?period=2026-10":       {http.StatusBadRequest, "invalid_request"}, // rules have no month
		"/custom-line-items?period=1999-01":             {http.StatusBadRequest, "invalid_request"},
		"/custom-line-items?filter=name:between:1":      {http.StatusBadRequest, "invalid_request"},
		"/custom-line-items/i9?period=2026-10":          {http.StatusNotFound, lineitems.CodeNotFound},
		"/custom-line-items/i%2F9":                      {http.StatusBadRequest, "invalid_request"},
		"/custom-line-items/arn:aws:billingconductor:i": {http.StatusBadRequest, "invalid_request"},
	} {
		if rec, p := (request{"GET", target, nil, ""}).send(t, h); rec.Code != want.status || p.Code != want.code {
			t.Errorf("%s answers %d %s, want %d %s", target, rec.Code, p.Code, want.status, want.code)
		}
	}
}
