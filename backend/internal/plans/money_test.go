package plans

import (
	"fmt"
	"testing"

	"portal.example/backend/internal/money"
)

// An end changes what is charged in the month after the one it names, and is counted there, under that month's name.
func TestTotalsAreOfTheMonthThatChanges(t *testing.T) {
	t.Parallel()
	amount := func(s string) *money.Decimal {
		d, err := money.ParseDecimal(s)
		if err != nil {
			t.Fatal(err)
		}
		return &d
	}
	october := november.Add(-1)
	items := []Item{
		{CustomerID: "210000000001", Line: &Line{Action: EndLineItem, Currency: money.USD, Month: october, Amount: amount("-80")}},
		{CustomerID: "210000000001", Line: &Line{Action: CreateLineItem, Currency: money.USD, Month: november, Amount: amount("100")}},
		{CustomerID: "210000000005", Line: &Line{Action: EndLineItem, Currency: money.USD, Month: october}},
		{CustomerID: "210000000005", Line: &Line{Action: CreateLineItem, Currency: "CNY", Month: november, Amount: amount("7"), Credit: false}},
	}
	var got []string
	for _, x := range totalsOf(items) {
		got = append(got, fmt.Sprint(x.Month, " ", x.Currency, " ", x.Change, " of ", x.Items, " items, ", x.Customers, " customers"))
	}
	want := fmt.Sprint([]string{
		october.String() + " USD 0 of 1 items, 1 customers", november.String() + " CNY 7 of 1 items, 1 customers", november.String() + " USD 20 of 2 items, 1 customers",
	})
	if fmt.Sprint(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// AWS is told a number without a currency and charges it in that of the bill. An amount in another one would be charged as if it were not.
func TestAnAmountIsInTheCurrencyOfTheBill(t *testing.T) {
	t.Parallel()
	b := billed(t)
	request := func(c money.Currency) Request {
		return Request{LineItems: &LineItems{Items: []LineItemDraft{
			{CustomerID: customers[0], Type: "fee", Charge: "100", Currency: "USD", Period: october, Description: "Onboarding"},
			{CustomerID: customers[1], Type: "fee", Charge: "100", Currency: c, Period: october, Description: "Onboarding"},
		}}}
	}
	if _, err := b.Create(t.Context(), CreateInput{b.me, receiver, request("CNY")}); code(t, err) != "/line_items/items/1/charge/currency" {
		t.Errorf("100 CNY of a customer that is billed in USD: %v", err)
	}
	if v := b.plan(request("USD")); v.ItemCount != 2 {
		t.Errorf("%d items", v.ItemCount)
	}
}
