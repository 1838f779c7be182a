package ledger

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

var (
	october   = mustMonth("2026-10")
	inMonth   = time.Date(2026, 10, 20, 6, 0, 0, 0, time.UTC)
	after     = time.Date(2026, 11, 9, 6, 0, 0, 0, time.UTC)
	muchLater = time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)
)

func mustMonth(s string) period.Month {
	m, err := period.ParseMonth(s)
	if err != nil {
		panic(err)
	}
	return m
}

func dec(t testing.TB, s string) money.Decimal {
	t.Helper()
	d, err := money.ParseDecimal(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func read(t testing.TB, asOf time.Time, estimated bool, usage string) ViewMonth {
	t.Helper()
	return ViewMonth{
		Status: ViewRead, ARN: "arn", Source: SourceCostExplorer, Currency: money.USD, AsOf: asOf, Estimated: estimated,
		Entries: []Entry{{RecordType: "Usage", Service: "EC2", Amount: dec(t, usage)}}, Total: dec(t, usage),
	}
}

func month(my, sb ViewMonth) CustomerMonth {
	return CustomerMonth{CustomerID: "210000000001", Month: october, MyView: my, Showback: sb}
}

func TestMergeReplacesWhatIsNotFinal(t *testing.T) {
	t.Parallel()
	prev := month(read(t, inMonth, true, "10"), read(t, inMonth, true, "12"))
	next := month(read(t, after, false, "20"), read(t, after, false, "24"))
	if diff := cmp.Diff(next, merge(prev, next, after)); diff != "" {
		t.Errorf("an open month was not replaced (-want +got):\n%s", diff)
	}
}

func TestMergeTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	final := month(read(t, after, false, "20"), read(t, after, false, "24"))
	again := month(read(t, muchLater, false, "20"), read(t, muchLater, false, "24"))
	got := merge(merge(final, again, muchLater), again, muchLater)
	if len(got.MyView.Adjustments)+len(got.Showback.Adjustments) != 0 {
		t.Errorf("reading the same again made adjustments: %+v", got)
	}
	if diff := cmp.Diff(final.MyView.Entries, got.MyView.Entries); diff != "" {
		t.Errorf("entries changed (-want +got):\n%s", diff)
	}
}

func TestMergeTurnsLateChangesOfAFinalMonthIntoAdjustments(t *testing.T) {
	t.Parallel()
	final := month(read(t, after, false, "20"), read(t, after, false, "24"))
	late := month(read(t, muchLater, false, "20"), read(t, muchLater, false, "24"))
	late.MyView.Entries = []Entry{{RecordType: "Usage", Service: "EC2", Amount: dec(t, "19")}, {RecordType: "Refund", Service: "EC2", Amount: dec(t, "-3.5")}}
	late.MyView.Total = dec(t, "15.5")

	got := merge(final, late, muchLater)
	if !got.MyView.Total.Equal(dec(t, "20")) || len(got.MyView.Entries) != 1 {
		t.Errorf("the frozen figures were overwritten: %+v", got.MyView)
	}
	want := []Adjustment{
		{RecordType: "Refund", Service: "EC2", Before: money.Zero, After: dec(t, "-3.5"), ObservedAt: muchLater},
		{RecordType: "Usage", Service: "EC2", Before: dec(t, "20"), After: dec(t, "19"), ObservedAt: muchLater},
	}
	if diff := cmp.Diff(want, got.MyView.Adjustments); diff != "" {
		t.Errorf("adjustments (-want +got):\n%s", diff)
	}
	if !got.MyView.FullTotal().Equal(late.MyView.Total) {
		t.Errorf("total with adjustments is %s, AWS says %s", got.MyView.FullTotal(), late.MyView.Total)
	}
	twice := merge(got, late, muchLater)
	if len(twice.MyView.Adjustments) != len(want) {
		t.Errorf("seeing the same change twice counted it twice: %+v", twice.MyView.Adjustments)
	}
	back := merge(twice, month(read(t, muchLater, false, "20"), read(t, muchLater, false, "24")), muchLater)
	if !back.MyView.FullTotal().Equal(dec(t, "20")) {
		t.Errorf("a change that AWS took back leaves %s", back.MyView.FullTotal())
	}
}

func TestMergeKeepsFiguresThatCanNoLongerBeRead(t *testing.T) {
	t.Parallel()
	for _, status := range []ViewStatus{ViewNone, ViewDenied, ViewFailed, ViewUnhealthy} {
		prev := month(read(t, inMonth, true, "10"), read(t, inMonth, true, "12"))
		lost := ViewMonth{Status: status, Detail: "reason", AsOf: after}
		got := merge(prev, month(lost, lost), after)
		if got.MyView.Status != ViewRead || !got.MyView.Total.Equal(dec(t, "10")) || !got.MyView.AsOf.Equal(inMonth) || got.MyView.Detail != "reason" {
			t.Errorf("%s: figures or their age were lost: %+v", status, got.MyView)
		}
	}
}

func TestMergeNeverMakesUnknownZero(t *testing.T) {
	t.Parallel()
	unread := ViewMonth{Status: ViewDenied, Detail: "denied", AsOf: after}
	got := merge(CustomerMonth{}, month(unread, unread), after)
	if got.MyView.Status != ViewDenied || got.Standing() != StandingUnknown || got.Final() {
		t.Errorf("a view that was denied has figures: %+v", got)
	}
}

func TestStandingComesFromEvidence(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		month CustomerMonth
		want  Standing
		final bool
	}{
		"read while it ran":                          {month(read(t, inMonth, false, "1"), read(t, inMonth, false, "1")), StandingOpen, false},
		"estimated after its end":                    {month(read(t, after, true, "1"), read(t, after, true, "1")), StandingEstimated, false},
		"one view still estimated":                   {month(read(t, after, false, "1"), read(t, after, true, "1")), StandingEstimated, false},
		"neither estimated":                          {month(read(t, after, false, "1"), read(t, after, false, "1")), StandingFinal, true},
		"one view old":                               {month(read(t, after, false, "1"), read(t, inMonth, false, "1")), StandingOpen, false},
		"no showback exists":                         {month(read(t, after, false, "1"), ViewMonth{Status: ViewNone}), StandingFinal, true},
		"showback denied: nothing is settled for it": {month(read(t, after, false, "1"), ViewMonth{Status: ViewDenied}), StandingFinal, false},
		"nothing read":                               {month(ViewMonth{Status: ViewPending}, ViewMonth{Status: ViewPending}), StandingUnknown, false},
	}
	for name, tt := range tests {
		if got := tt.month.Standing(); got != tt.want {
			t.Errorf("%s: standing %s, want %s", name, got, tt.want)
		}
		if got := tt.month.Final(); got != tt.final {
			t.Errorf("%s: final %v, want %v", name, got, tt.final)
		}
	}
}

func TestWorkingMonthChoosesNoViewWhenItCannotTell(t *testing.T) {
	t.Parallel()
	wm := newWorkingMonth(nil, &Portfolio{Month: october}, nil)
	wm.indexViews([]BillingView{
		{ARN: "a", View: MyView, SourceID: "1", Healthy: true},
		{ARN: "b", View: Showback, SourceID: "1", Healthy: true},
		{ARN: "c", View: Showback, SourceID: "1", Healthy: true},
		{ARN: "d", View: MyView, SourceID: "2", Healthy: false, Reason: "SOURCE_VIEW_UPDATING"},
	})
	for _, tt := range []struct {
		customer string
		view     View
		want     ViewStatus
	}{{"1", MyView, ViewRead}, {"1", Showback, ViewFailed}, {"2", MyView, ViewUnhealthy}, {"2", Showback, ViewNone}, {"3", MyView, ViewNone}} {
		if _, got := wm.view(tt.customer, tt.view); got.Status != tt.want {
			t.Errorf("customer %s %s: %s, want %s", tt.customer, tt.view, got.Status, tt.want)
		}
	}
}
