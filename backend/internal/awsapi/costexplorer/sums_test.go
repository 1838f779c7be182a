package costexplorer

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer/types"
	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

func month(t testing.TB, s string) period.Month {
	t.Helper()
	m, err := period.ParseMonth(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func decimal(t testing.TB, s string) money.Decimal {
	t.Helper()
	d, err := money.ParseDecimal(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func row(recordType, service, amount, unit string) types.Group {
	return types.Group{
		Keys:    []string{recordType, service},
		Metrics: map[string]types.MetricValue{metric: {Amount: aws.String(amount), Unit: aws.String(unit)}},
	}
}

func result(start, end string, estimated bool, rows ...types.Group) types.ResultByTime {
	return types.ResultByTime{
		TimePeriod: &types.DateInterval{Start: aws.String(start), End: aws.String(end)}, Estimated: estimated, Groups: rows,
	}
}

func page(results ...types.ResultByTime) *costexplorer.GetCostAndUsageOutput {
	return &costexplorer.GetCostAndUsageOutput{ResultsByTime: results}
}

func TestPagesOfTheSameMonthAddUpExactly(t *testing.T) {
	t.Parallel()
	s := newSums(period.Range{From: month(t, "2026-09"), To: month(t, "2026-11")})
	for _, p := range []*costexplorer.GetCostAndUsageOutput{
		page(
			result("2026-10-01", "2026-11-01", false, row("Usage", "Amazon S3", "0.1", "USD"), row("Credit", "Amazon S3", "-0.3", "USD")),
			result("2026-09-01", "2026-10-01", false),
		),
		page(result("2026-10-01", "2026-11-01", true, row("Usage", "Amazon S3", "0.2", "USD"), row("Usage", "Amazon EC2", "1.5E-7", "USD"))),
		page(),
	} {
		if err := s.add(p); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.months()
	if err != nil {
		t.Fatal(err)
	}
	want := []ledger.MonthCosts{
		{Month: month(t, "2026-09")},
		{Month: month(t, "2026-10"), Currency: "USD", Estimated: true, Entries: []ledger.Entry{
			{RecordType: "Credit", Service: "Amazon S3", Amount: decimal(t, "-0.3")},
			{RecordType: "Usage", Service: "Amazon EC2", Amount: decimal(t, "0.00000015")},
			{RecordType: "Usage", Service: "Amazon S3", Amount: decimal(t, "0.3")},
		}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("months (-want +got):\n%s", d)
	}
}

func TestWhatAnAnswerLacksIsNamedAndNeverZero(t *testing.T) {
	t.Parallel()
	metrics := func(m map[string]types.MetricValue) types.ResultByTime {
		return result("2026-10-01", "2026-11-01", false, types.Group{Keys: []string{"Usage", "S3"}, Metrics: m})
	}
	october := func(rows ...types.Group) types.ResultByTime {
		return result("2026-10-01", "2026-11-01", false, rows...)
	}
	for name, c := range map[string]struct {
		result types.ResultByTime
		names  string
	}{
		"no metric":            {metrics(nil), "UnblendedCost"},
		"another metric":       {metrics(map[string]types.MetricValue{"BlendedCost": {Amount: aws.String("1"), Unit: aws.String("USD")}}), "UnblendedCost"},
		"no amount":            {metrics(map[string]types.MetricValue{metric: {Unit: aws.String("USD")}}), "UnblendedCost"},
		"no unit":              {metrics(map[string]types.MetricValue{metric: {Amount: aws.String("1")}}), "currency"},
		"amount of letters":    {october(row("Usage", "S3", "n/a", "USD")), "not a number"},
		"empty amount":         {october(row("Usage", "S3", "", "USD")), "not a number"},
		"infinite amount":      {october(row("Usage", "S3", "Infinity", "USD")), "not a number"},
		"unit of quantities":   {october(row("Usage", "S3", "1", "N/A")), "currency"},
		"two currencies":       {october(row("Usage", "S3", "1", "USD"), row("Usage", "EC2", "1", "CNY")), "CNY"},
		"one key":              {october(types.Group{Keys: []string{"Usage"}}), "keys"},
		"not asked for":        {result("2026-11-01", "2026-12-01", false), "2026-11"},
		"no period":            {types.ResultByTime{}, "period"},
		"not a date":           {result("October", "November", false), "period"},
		"middle of a month":    {result("2026-10-02", "2026-11-01", false), "calendar month"},
		"two months":           {result("2026-10-01", "2026-12-01", false), "calendar month"},
		"backwards":            {result("2026-10-01", "2026-10-01", false), "calendar month"},
		"a total without rows": {types.ResultByTime{TimePeriod: october().TimePeriod, Total: map[string]types.MetricValue{metric: {Amount: aws.String("7")}}}, "no rows"},
		"an unreadable total":  {types.ResultByTime{TimePeriod: october().TimePeriod, Total: map[string]types.MetricValue{metric: {}}}, "no rows"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSums(period.Range{From: month(t, "2026-10"), To: month(t, "2026-11")})
			err := s.add(page(c.result))
			if f, ok := fault.As(err); !ok || f.Kind != fault.Unavailable || !strings.Contains(f.Message, c.names) {
				t.Errorf("error = %v, want one that names %q", err, c.names)
			}
		})
	}
}

func TestAMonthWithoutAnAnswerIsNotAMonthWithoutCost(t *testing.T) {
	t.Parallel()
	s := newSums(period.Range{From: month(t, "2026-09"), To: month(t, "2026-11")})
	if err := s.add(page(result("2026-10-01", "2026-11-01", false))); err != nil {
		t.Fatal(err)
	}
	if _, err := s.months(); err == nil || !strings.Contains(err.Error(), "2026-09") {
		t.Errorf("error = %v, want one that names 2026-09", err)
	}
	zero := types.ResultByTime{TimePeriod: result("2026-09-01", "2026-10-01", false).TimePeriod, Total: map[string]types.MetricValue{metric: {Amount: aws.String("0")}}}
	if err := s.add(page(zero)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.months(); err != nil {
		t.Errorf("a total of 0 is AWS's way to say that there was no cost: %v", err)
	}
}

func TestDaysComeEachByItselfAndNoneIsLeftOut(t *testing.T) {
	t.Parallel()
	from := month(t, "2026-10").Day(31)
	s := newDaySums(from, from.Add(2))
	for _, p := range []*costexplorer.GetCostAndUsageOutput{
		page(result("2026-10-31", "2026-11-01", false, row("Usage", "EC2", "0.1", "USD"))),
		page(result("2026-10-31", "2026-11-01", true, row("Usage", "EC2", "0.2", "USD"), row("Tax", "EC2", "1", "USD"))),
	} {
		if err := s.add(p); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := days(s, from, from.Add(2)); err == nil || !strings.Contains(err.Error(), "2026-11-01") {
		t.Errorf("error = %v, want one that names the missing day", err)
	}
	if err := s.add(page(result("2026-11-01", "2026-11-02", true))); err != nil {
		t.Fatal(err)
	}
	got, err := days(s, from, from.Add(2))
	if err != nil {
		t.Fatal(err)
	}
	want := []ledger.DayCosts{
		{Day: from, Currency: "USD", Estimated: true, Entries: []ledger.Entry{
			{RecordType: "Tax", Service: "EC2", Amount: decimal(t, "1")}, {RecordType: "Usage", Service: "EC2", Amount: decimal(t, "0.3")},
		}},
		{Day: from.Add(1), Estimated: true},
	}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(period.Day{}, period.Month{})); d != "" {
		t.Errorf("days (-want +got):\n%s", d)
	}
	for name, bad := range map[string]types.ResultByTime{
		"a month": result("2026-10-01", "2026-11-01", false), "another day": result("2026-11-02", "2026-11-03", false), "no day": result("2026-10-31", "", false), "no period": {},
	} {
		if err := newDaySums(from, from.Add(2)).add(page(bad)); err == nil {
			t.Errorf("%s was taken for a day", name)
		}
	}
}

func TestAccountsHaveTheirServicesAndNames(t *testing.T) {
	t.Parallel()
	r := period.Range{From: month(t, "2026-10"), To: month(t, "2026-11")}
	s := newMonthSums(r, [2]string{"account", "service"})
	if err := s.add(page(result("2026-10-01", "2026-11-01", false,
		row("300000000002", "S3", "5", "USD"), row("300000000001", "S3", "1", "USD"), row("300000000002", "EC2", "7", "USD")))); err != nil {
		t.Fatal(err)
	}
	got, err := s.accounts(map[string]string{"300000000002": "Two"})
	if err != nil {
		t.Fatal(err)
	}
	want := []ledger.MonthAccountCosts{{Month: r.From, Currency: "USD", Accounts: []ledger.AccountCosts{
		{AccountID: "300000000001", Services: []ledger.ServiceAmount{{Service: "S3", Amount: decimal(t, "1")}}},
		{AccountID: "300000000002", Name: "Two", Services: []ledger.ServiceAmount{{Service: "EC2", Amount: decimal(t, "7")}, {Service: "S3", Amount: decimal(t, "5")}}},
	}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("accounts (-want +got):\n%s", d)
	}
	if err := newMonthSums(r, [2]string{"account", "service"}).add(page(result("2026-10-01", "2026-11-01", false, types.Group{Keys: []string{"1"}}))); err == nil || !strings.Contains(err.Error(), "account") {
		t.Errorf("error = %v, want one that names what rows are by", err)
	}
}

// FuzzSums feeds two rows with arbitrary text: either an error, or exactly their sum.
func FuzzSums(f *testing.F) {
	f.Add("2026-10-01", "2026-11-01", "Usage", "S3", "1.25", "USD", "Usage", "S3", "-0.25", "USD")
	f.Add("2026-10-01", "2026-10-17", "", "", "1e-9", "USD", "Tax", "S3", "99999999999999999999999999", "USD")
	f.Add("2026-10-01", "2026-11-01", "Usage", "S3", "1e99", "EUR", "Usage", "S3", "1E-99", "USD")
	f.Add("0000-00-00", "9999-99-99", "\x00", "=1+1", "NaN", "", "Usage", "S3", "0x10", "usd")
	f.Fuzz(func(t *testing.T, start, end, recordA, serviceA, amountA, unitA, recordB, serviceB, amountB, unitB string) {
		s := newSums(period.Range{From: month(t, "2026-10"), To: month(t, "2026-11")})
		err := s.add(page(result(start, end, false, row(recordA, serviceA, amountA, unitA), row(recordB, serviceB, amountB, unitB))))
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatalf("%v is not a fault", err)
			}
			return
		}
		got, err := s.months()
		if err != nil {
			t.Fatal(err)
		}
		a, errA := money.ParseDecimal(amountA)
		b, errB := money.ParseDecimal(amountB)
		if errA != nil || errB != nil || unitA != unitB {
			t.Fatalf("accepted %q %q and %q %q", amountA, unitA, amountB, unitB)
		}
		var total money.Decimal
		for _, e := range got[0].Entries {
			total = total.Add(e.Amount)
		}
		if !total.Equal(a.Add(b)) || string(got[0].Currency) != unitA {
			t.Fatalf("%s + %s became %s %s", a, b, total, got[0].Currency)
		}
	})
}
