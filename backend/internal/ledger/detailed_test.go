package ledger

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/store/memory"
)

// taxFree are rules by which tax is on neither side.
type taxFree struct{ versioned }

func (taxFree) Class(_ View, recordType, _ string) (string, bool) {
	return "class of " + recordType, recordType != "Tax"
}

func amounts(t *testing.T, texts ...string) []money.Decimal {
	t.Helper()
	all := make([]money.Decimal, len(texts))
	for i, s := range texts {
		d, err := money.ParseDecimal(s)
		if err != nil {
			t.Fatal(err)
		}
		all[i] = d
	}
	return all
}

func texts(ds []money.Decimal) []string {
	var all []string
	for _, d := range ds {
		all = append(all, d.String())
	}
	return all
}

// threeDays is three days of a view.
func threeDays(t *testing.T, asOf time.Time) ViewDays {
	t.Helper()
	return ViewDays{
		Status: ViewRead, Currency: "USD", AsOf: asOf, Days: 3, CoversTo: october.Day(2),
		Series: []Series{
			{RecordType: "Usage", Service: "S3", Amounts: amounts(t, "1", "2.5", "0")},
			{RecordType: "Tax", Service: "S3", Amounts: amounts(t, "0.19", "0", "0")},
			{RecordType: "Credit", Service: "S3", Amounts: amounts(t, "-1", "0", "0")},
			{RecordType: "Usage", Service: "EC2", Amounts: amounts(t, "10", "20", "30.0000000001")},
		},
	}
}

func TestDaysAndAccountsOfAllCustomersAreSumsOfTheirs(t *testing.T) {
	t.Parallel()
	ctx, sc := t.Context(), testScope(t)
	dir, st := t.TempDir(), memory.New()
	s := testService(t, taxFree{1}, dir, st)
	if _, _, found, err := s.MonthDays(ctx, sc, october); err != nil || found {
		t.Fatalf("days of a month nobody collected: %v, %v", found, err)
	}
	before, err := s.Version(ctx, sc)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"210000000002", "210000000001"} {
		none := ViewDays{Status: ViewNone, Detail: "no view", AsOf: after}
		days := CustomerDays{CustomerID: id, Month: october, MyView: threeDays(t, after), Showback: none}
		if _, err := putObject(ctx, s.c.Objects, daysKey(sc.Receiver(), october, id), days); err != nil {
			t.Fatal(err)
		}
		accounts := CustomerAccounts{
			CustomerID: id, Month: october,
			MyView: ViewAccounts{Status: ViewRead, Currency: "USD", AsOf: after, Accounts: []AccountCosts{
				{AccountID: "300000000001", Services: []ServiceAmount{{"EC2", amounts(t, "2")[0]}, {"S3", amounts(t, "0.5")[0]}}},
			}},
			Showback: ViewAccounts{Status: ViewRead, Currency: "USD", AsOf: after.Add(-time.Hour), Accounts: []AccountCosts{
				{AccountID: "300000000002", Name: "Two", Services: []ServiceAmount{{"EC2", amounts(t, "7")[0]}}},
			}},
		}
		if _, err := putObject(ctx, s.c.Objects, accountsKey(sc.Receiver(), october, id), accounts); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.sumDetails(ctx, sc, october); err != nil {
		t.Fatal(err)
	}
	if now, err := s.Version(ctx, sc); err != nil || now == before {
		t.Errorf("the version is still %q: %v", now, err)
	}
	days, sum, found, err := s.MonthDays(ctx, sc, october)
	if err != nil || !found {
		t.Fatalf("no days: %v", err)
	}
	one, ok := days.Customer("210000000001")
	if want := []string{"10", "22.5", "30.0000000001"}; !ok || cmp.Diff(want, texts(one.MyView.Daily)) != "" || one.MyView.Sum(2).String() != "32.5" {
		t.Errorf("days without tax are %v, want %v", texts(one.MyView.Daily), want)
	}
	if one.Showback.Read() || one.Showback.Daily != nil || !one.MyView.Complete || sum.Customers != 2 || sum.AccountsCustomers != 2 || !sum.AsOf.Equal(after) {
		t.Errorf("summary %+v of %+v", sum, one)
	}
	accounts, _, found, err := s.MonthAccounts(ctx, sc, october)
	if err != nil || !found || len(accounts.Accounts) != 4 {
		t.Fatalf("accounts %+v: %v", accounts, err)
	}
	if a, b := accounts.Accounts[2], accounts.Accounts[3]; a.CustomerID != "210000000002" || a.MyView.String() != "2.5" || !a.Showback.IsZero() || b.Name != "Two" || b.Showback.String() != "7" {
		t.Errorf("accounts of the second customer: %+v, %+v", a, b)
	}
	if d, ok := accounts.Customer("210000000002"); !ok || !d.AsOf.Equal(after.Add(-time.Hour)) {
		t.Errorf("digest %+v", d)
	}

	read, err := s.monthDetail(ctx, sc, october)
	if err != nil {
		t.Fatal(err)
	}
	if d, ok := read.Customer("210000000002"); !ok || !d.Days.Complete || d.Days.MyView.String() != "62.5000000001" || !d.Accounts.AsOf.Equal(after.Add(-time.Hour)) || d.Accounts.Showback.String() != "7" {
		t.Errorf("how it was read: %+v", d)
	}

	// Rules of another version sum up again.
	again := testService(t, versioned(2), dir, st)
	days, sum, found, err = again.MonthDays(ctx, sc, october)
	if err != nil || !found || sum.Rules != 2 || days.Customers[0].MyView.Sum(3).String() != "62.6900000001" {
		t.Errorf("by other rules: %+v, %v", days, err)
	}
}

func TestDaysOfACustomer(t *testing.T) {
	t.Parallel()
	ctx, sc := t.Context(), testScope(t)
	s := testService(t, taxFree{1}, t.TempDir(), memory.New())
	days := CustomerDays{CustomerID: "210000000001", Month: october, MyView: threeDays(t, after)}
	if _, err := putObject(ctx, s.c.Objects, daysKey(sc.Receiver(), october, days.CustomerID), days); err != nil {
		t.Fatal(err)
	}
	got, found, err := s.Days(ctx, sc, days.CustomerID, october)
	if err != nil || !found {
		t.Fatalf("no days: %v", err)
	}
	if len(got.MyView.Series) != 3 || got.MyView.Series[1].Class != "class of Credit" {
		t.Errorf("series without tax: %+v", got.MyView.Series)
	}
	usage := func(x Series) bool { return x.RecordType == "Usage" }
	by := got.MyView.ByService(usage)
	if len(by) != 2 || by[0].Service != "EC2" || cmp.Diff([]string{"1", "2.5", "0"}, texts(by[1].Amounts)) != "" {
		t.Errorf("by service: %+v", by)
	}
	if cmp.Diff([]string{"11", "22.5", "30.0000000001"}, texts(got.MyView.Daily(usage))) != "" {
		t.Errorf("daily: %v", texts(got.MyView.Daily(usage)))
	}
	if _, found, err := s.Days(ctx, sc, days.CustomerID, october.Add(1)); err != nil || found {
		t.Errorf("days of another month: %v, %v", found, err)
	}
}

func TestTheLastCompleteDayIsADayOld(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]string{
		"2026-10-16T12:00:00Z": "2026-10-14",
		"2026-10-16T00:00:00Z": "2026-10-14",
		"2026-10-15T23:59:59Z": "2026-10-13",
		"2026-10-01T12:00:00Z": "",
		"2026-10-03T00:00:00Z": "2026-10-01",
		"2026-11-09T00:00:00Z": "2026-10-31",
	} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		got := completeAt(october, now)
		if text := got.String(); got.IsZero() != (want == "") || want != "" && text != want {
			t.Errorf("at %s: %s, want %s", at, text, want)
		}
	}
	var none period.Day
	if completeAt(october, october.Start()) != none {
		t.Error("a month that begins has no complete day")
	}
}

func TestTheCacheForgetsWhatWasKeptFirst(t *testing.T) {
	t.Parallel()
	c := newCache[int](2)
	one, two, three, newer := 1, 2, 3, 10
	c.put("a", "1", &one)
	c.put("b", "1", &two)
	c.put("a", "2", &newer)
	if _, ok := c.peek("a", "1"); ok {
		t.Error("an object is found by its old ETag")
	}
	c.put("c", "1", &three)
	if _, ok := c.peek("a", "2"); ok {
		t.Error("three objects are kept where two are allowed")
	}
	if v, ok := c.peek("b", "1"); !ok || *v != 2 {
		t.Error("the second object is gone")
	}
}
