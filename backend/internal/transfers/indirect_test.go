package transfers

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/objects/file"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store/embedded"
)

const (
	testReceiver = "111122223333"
	testMiddle   = "444455556666"
	priced       = "210000000001" // indirect, with a billing group
	unpriced     = "210000000002" // indirect, known by its view alone
	direct       = "210000000003"
)

// listings is AWS with a middle account and two customers of it.
type listings struct {
	alive map[string]period.Range // by My view
	asked []string                // "month count"
	group BillingGroup
}

func (l *listings) InboundTransfers(context.Context, scope.Scope) ([]Transfer, error) {
	return []Transfer{
		{ID: "rt-1", ARN: "arn:aws:organizations::" + testReceiver + ":transfer/o-1/billing/inbound/rt-1", Name: "Middle", Status: "ACCEPTED", SourceID: testMiddle},
		{ID: "rt-2", ARN: "arn:aws:organizations::" + testReceiver + ":transfer/o-1/billing/inbound/rt-2", Name: "Direct", Status: "ACCEPTED", SourceID: direct},
	}, nil
}

func (l *listings) BillingGroups(context.Context, scope.Scope) ([]BillingGroup, error) {
	return []BillingGroup{l.group}, nil
}

func (l *listings) PricingPlans(context.Context, scope.Scope) ([]PricingPlan, error) { return nil, nil }

func (l *listings) MyViews(context.Context, scope.Scope) ([]View, error) {
	return []View{{"view-direct", "Direct", direct}, {"view-priced", "Priced", priced}, {"view-unpriced", "Unpriced", unpriced}}, nil
}

func (l *listings) MyViewsIn(_ context.Context, _ scope.Scope, arns []string, m period.Month) ([]string, error) {
	var out []string
	for _, arn := range arns {
		l.asked = append(l.asked, m.String()+" "+arn)
		if l.alive[arn].Contains(m) {
			out = append(out, arn)
		}
	}
	return out, nil
}

func month(t testing.TB, s string) period.Month {
	t.Helper()
	m, err := period.ParseMonth(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// refreshAt refreshes a room over a data directory and returns the customers.
func refreshAt(t *testing.T, dir string, aws Source, now time.Time) (*Directory, map[string]Customer) {
	t.Helper()
	st, err := embedded.Open(dir + "/state.db")
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	files, err := file.Open(dir + "/objects")
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Config{Source: aws, Store: st, Objects: files, Clock: clock.Fixed(now)})
	if err != nil {
		t.Fatal(err)
	}
	sc, err := scope.New(testReceiver, scope.Portal())
	if err != nil {
		t.Fatal(err)
	}
	d, err := s.Refresh(t.Context(), sc)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := s.Directory(t.Context(), sc)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d, kept); diff != "" {
		t.Errorf("kept is not what was read (-read +kept):\n%s", diff)
	}
	customers := map[string]Customer{}
	for _, c := range kept.Customers(now) {
		customers[c.ID] = c
	}
	return kept, customers
}

func TestCustomersOfAMiddleAccountAreFoundAndDatedByWhatAWSLists(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 16, 12, 0, 0, 0, time.UTC)
	aws := &listings{
		alive: map[string]period.Range{
			"view-priced":   {From: month(t, "2026-06"), To: month(t, "2027-01")},
			"view-unpriced": {From: month(t, "2020-01"), To: month(t, "2026-09")},
		},
		group: BillingGroup{
			ARN: "g", Name: "priced", PrimaryID: priced, Status: "ACTIVE",
			TransferARN: "arn:aws:organizations::" + testMiddle + ":transfer/o-2/billing/inbound/rt-3",
		},
	}
	dir := t.TempDir()
	d, customers := refreshAt(t, dir, aws, now)
	if c := customers[direct]; c.Transfer.Relation != Direct || c.Transfer.Via != "" {
		t.Errorf("direct: %+v", c.Transfer)
	}
	c := customers[priced]
	if c.Transfer.Relation != Indirect || c.Transfer.Via != testMiddle || c.Transfer.ID != "rt-3" || c.State != StateActive || c.GroupStatus != GroupActive || c.Name != "priced" {
		t.Errorf("with a group: %+v", c)
	}
	if !c.Transfer.Start.Equal(month(t, "2026-06").Start()) || !c.Transfer.End.IsZero() {
		t.Errorf("with a group, from %s to %s", c.Transfer.Start, c.Transfer.End)
	}
	u := customers[unpriced]
	if u.Transfer.Relation != Indirect || u.Transfer.Via != "" || u.State != StateEnded || !u.Transfer.Start.IsZero() || !u.Transfer.End.Equal(month(t, "2026-08").End().Add(-time.Second)) {
		t.Errorf("by its view alone: %+v", u)
	}
	for m, want := range map[string][2]bool{"2026-05": {false, true}, "2026-06": {true, true}, "2026-09": {true, false}, "2026-11": {true, false}, "2027-03": {true, false}} {
		if got := [2]bool{c.Bills(month(t, m)), u.Bills(month(t, m))}; got != want {
			t.Errorf("%s: bills %v, want %v", m, got, want)
		}
	}
	if got := len(aws.asked); got != 2*(listedMonths+1) || len(d.Rows(now)) != 4 {
		t.Errorf("%d questions and %d rows", got, len(d.Rows(now)))
	}

	// Two months later the first has left with the end of December; what was settled is not asked again.
	aws.asked = nil
	_, customers = refreshAt(t, dir, aws, now.AddDate(0, 2, 0))
	if c := customers[priced]; c.State != StateEnded || !c.Transfer.End.Equal(month(t, "2026-12").End().Add(-time.Second)) || !c.Transfer.Start.Equal(month(t, "2026-06").Start()) {
		t.Errorf("after it left: %+v", c.Transfer)
	}
	slices.Sort(aws.asked)
	want := []string{"2026-11 view-priced", "2026-11 view-unpriced", "2026-12 view-priced", "2026-12 view-unpriced", "2027-01 view-priced", "2027-01 view-unpriced"}
	if diff := cmp.Diff(want, aws.asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

func TestAnIndirectCustomerWithoutAnyMonthIsScheduled(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 16, 12, 0, 0, 0, time.UTC)
	aws := &listings{group: BillingGroup{
		ARN: "g", Name: "priced", PrimaryID: priced, Status: "PENDING",
		TransferARN: "arn:aws:organizations::" + testMiddle + ":transfer/o-2/billing/inbound/rt-3",
	}}
	_, customers := refreshAt(t, t.TempDir(), aws, now)
	if c := customers[priced]; c.State != StateScheduled || c.Bills(month(t, "2026-11")) {
		t.Errorf("%+v", c)
	}
}
