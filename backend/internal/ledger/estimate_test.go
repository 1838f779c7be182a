package ledger

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/period"
	"portal.example/backend/internal/transfers"
)

func TestReadsAreOneForEachViewAndRunOfMonths(t *testing.T) {
	t.Parallel()
	first := period.MonthOf(time.Date(2026, time.June, 1, 0, 0, 0, 0, time.UTC))
	since := func(m period.Month) transfers.Transfer {
		return transfers.Transfer{ID: "rt", Status: "ACCEPTED", Start: m.Start()}
	}
	group := &transfers.BillingGroup{ARN: "group"}
	both := func(final bool) *CustomerDigest {
		return &CustomerDigest{MyView: ViewDigest{Status: ViewRead}, Showback: ViewDigest{Status: ViewRead}, Final: final}
	}
	noShowback := &CustomerDigest{MyView: ViewDigest{Status: ViewRead}, Showback: ViewDigest{Status: ViewNone}}
	for name, c := range map[string]struct {
		customer transfers.Customer
		kept     [4]*CustomerDigest // of June to September; nil: nothing
		want     []int              // refresh, backfill, verify
	}{
		"nothing kept":                      {transfers.Customer{Transfer: since(first), Group: group}, [4]*CustomerDigest{}, []int{2, 2, 2}},
		"nothing kept, no group":            {transfers.Customer{Transfer: since(first)}, [4]*CustomerDigest{}, []int{1, 1, 1}},
		"all final":                         {transfers.Customer{Transfer: since(first), Group: group}, [4]*CustomerDigest{both(true), both(true), both(true), both(true)}, []int{0, 0, 2}},
		"the last month is open":            {transfers.Customer{Transfer: since(first), Group: group}, [4]*CustomerDigest{both(true), both(true), both(true), both(false)}, []int{2, 2, 2}},
		"two runs":                          {transfers.Customer{Transfer: since(first), Group: group}, [4]*CustomerDigest{both(false), both(true), both(false), both(false)}, []int{4, 4, 2}},
		"no Showback in between":            {transfers.Customer{Transfer: since(first), Group: group}, [4]*CustomerDigest{both(false), noShowback, both(false), both(false)}, []int{3, 3, 3}},
		"billed from the third month alone": {transfers.Customer{Transfer: since(first.Add(2)), Group: group}, [4]*CustomerDigest{}, []int{2, 2, 2}},
		"never billed":                      {transfers.Customer{Transfer: since(first.Add(9)), Group: group}, [4]*CustomerDigest{}, []int{0, 0, 0}},
	} {
		c.customer.ID = "210000000002"
		kept := make([]*keptMonth, len(c.kept))
		for i, d := range c.kept {
			p := &Portfolio{Month: first.Add(i), Customers: []CustomerDigest{{CustomerID: "210000000001"}, {CustomerID: "210000000003"}}}
			if d != nil {
				mine := *d
				mine.CustomerID = c.customer.ID
				p.Customers = []CustomerDigest{p.Customers[0], mine, p.Customers[1]}
			}
			kept[i] = &keptMonth{Portfolio: p}
		}
		if diff := cmp.Diff(c.want, reads(c.customer, kept, time.Time{})); diff != "" {
			t.Errorf("%s: reads differ (-want +got)\n%s", name, diff)
		}
	}
}

// A month that is final is read again once Showback shows what was written into it after it was read, and not before and not twice.
func TestAFinalMonthIsReadAgainForWhatWasWrittenIntoIt(t *testing.T) {
	t.Parallel()
	read := time.Date(2026, time.November, 16, 12, 0, 0, 0, time.UTC)
	have := &CustomerDigest{Final: true, Showback: ViewDigest{Status: ViewRead, AsOf: read}}
	hours := func(n int) time.Time { return read.Add(time.Duration(n) * time.Hour) }
	for name, c := range map[string]struct {
		mode       Mode
		shown, now time.Time
		want       bool
	}{
		"nothing was written":          {ModeRefresh, time.Time{}, hours(100), false},
		"written, not shown yet":       {ModeRefresh, hours(48), hours(47), false},
		"shown":                        {ModeRefresh, hours(48), hours(48), true},
		"shown before it was read":     {ModeRefresh, hours(-1), hours(48), false},
		"shown when it was read":       {ModeBackfill, read, hours(48), false},
		"shown, by a wider collection": {ModeBackfill, hours(48), hours(50), true},
		"verified anyway":              {ModeVerify, time.Time{}, hours(1), true},
	} {
		if got := needed(c.mode, have, c.shown, c.now); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
	if needed(ModeRefresh, &CustomerDigest{Final: true}, hours(1), hours(2)) {
		t.Error("a customer without Showback is read again for it")
	}
}
