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
