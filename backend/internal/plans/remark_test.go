package plans

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

func dollars(n int64) *money.Decimal {
	d := money.FromInt(n)
	return &d
}

func reviewed(action Action, class lineitems.Class, flat, amount *money.Decimal, recurring bool) Item {
	return Item{CustomerID: "210000000001", Line: &Line{
		Action: action, Class: class, Flat: flat, Amount: amount, Currency: money.USD, Recurring: recurring, Month: period.MonthOf(time.Date(2026, time.November, 16, 0, 0, 0, 0, time.UTC)), Description: "Support",
	}}
}

func TestWhatHasToBeSaidOfAPlanIsSaid(t *testing.T) {
	t.Parallel()
	support := lineitems.ClassSupport
	for name, c := range map[string]struct {
		items     []Item
		simulated bool
		want      string // codes of the warnings
		recurring int
	}{
		"nothing":               {[]Item{reviewed(CreateLineItem, support, dollars(5), dollars(5), false)}, false, "", 0},
		"repeats":               {[]Item{reviewed(CreateLineItem, support, dollars(5), dollars(5), true)}, false, "recurring", 1},
		"ends what repeats":     {[]Item{reviewed(EndLineItem, support, dollars(5), dollars(-5), true)}, false, "", 0},
		"deletes what repeats":  {[]Item{reviewed(DeleteLineItem, support, dollars(5), dollars(-5), true)}, false, "", 0},
		"a little less":         {[]Item{reviewed(CreateLineItem, support, dollars(mostCharge-1), dollars(mostCharge-1), false)}, false, "", 0},
		"comes to nobody knows": {[]Item{reviewed(CreateLineItem, support, nil, nil, true), reviewed(DeleteLineItem, support, nil, nil, false)}, false, "recurring amount_unknown", 1},
		"made up":               {[]Item{reviewed(CreateLineItem, support, dollars(5), dollars(5), false)}, true, "simulated", 0},
	} {
		p := proposal{items: c.items, simulated: c.simulated}
		p.remark(false)
		var codes []string
		for _, w := range p.warnings {
			codes = append(codes, w.Code)
		}
		if got := strings.Join(codes, " "); got != c.want || p.recurring != c.recurring {
			t.Errorf("%s: %q, %d that repeat", name, got, p.recurring)
		}
	}
}

func TestOnlyAnAmountThatWasSplitIsSaidToBe(t *testing.T) {
	t.Parallel()
	for charge, want := range map[string]bool{"999999.99": false, "1000000": false, "1000000.01": true} {
		b := billed(t)
		v := b.plan(Request{LineItems: &LineItems{Items: []LineItemDraft{
			{CustomerID: customers[2], Type: "fee", Charge: charge, Currency: "USD", Period: november, Description: "Onboarding"},
		}}})
		if got := slices.ContainsFunc(v.Warnings, func(w Warning) bool { return w.Code == "split" }); got != want {
			t.Errorf("%s: %v, %+v", charge, got, v.Warnings)
		}
	}
}

func TestTheLargestChangeIsOfPartsTogetherAndOfWhatIsKnown(t *testing.T) {
	t.Parallel()
	items := []Item{
		reviewed(CreateLineItem, lineitems.ClassSupport, dollars(60), dollars(60), false),
		reviewed(CreateLineItem, lineitems.ClassSupport, dollars(50), dollars(50), false), // a part of the same
		reviewed(CreateLineItem, lineitems.ClassCredit, dollars(100), dollars(-100), false),
		reviewed(CreateLineItem, lineitems.ClassRefund, nil, nil, false),
	}
	if got := fmt.Sprint(largestOf(items)); got != fmt.Sprint([]Amount{money.New(money.FromInt(110), money.USD)}) {
		t.Errorf("the largest is %s", got)
	}
	if got := largestOf(items[3:]); got != nil {
		t.Errorf("of what is not known: %v", got)
	}
}

func TestATokenIsOfPlanAndPlaceAndNoLongerThanAWSTakes(t *testing.T) {
	t.Parallel()
	if got := token("plan_01jd2v9r3k8m", "00001"); got != "btp-01jd2v9r3k8m-00001" {
		t.Errorf("got %s", got)
	}
	long := ID("plan_" + strings.Repeat("x", mostToken))
	one, two := token(long, "00001"), token(long, "00002")
	if len(one) > mostToken || len(two) > mostToken || one == two || one != token(long, "00001") {
		t.Errorf("%s and %s", one, two)
	}
}
