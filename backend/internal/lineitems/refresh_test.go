package lineitems

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/period"
)

func TestMonthsAreListedUntilTheyAreClosedAndOnceAfter(t *testing.T) {
	t.Parallel()
	k := setup(t, flat(t, "one", acme, "1"))
	k.refresh(t)
	if n := len(ledger.Span(start).Months()); len(k.aws.listed) != n {
		t.Errorf("the first time %d months were listed, want %d", len(k.aws.listed), n)
	}
	for _, c := range []struct {
		now  time.Time
		want []string
	}{
		{start.AddDate(0, 0, 1), []string{"2026-11", "2026-10"}},
		{start.AddDate(0, 1, 0), []string{"2026-12", "2026-11", "2026-10"}}, // October closed since it was listed
		{start.AddDate(0, 1, 1), []string{"2026-12", "2026-11"}},
		{start.AddDate(0, 3, 0), []string{"2027-02", "2027-01", "2026-12", "2026-11"}},
		{start.AddDate(0, 3, 1), []string{"2027-02", "2027-01"}},
	} {
		*k.now = c.now
		k.refresh(t)
		if d := cmp.Diff(c.want, k.aws.listed); d != "" {
			t.Errorf("on %s listed (-want +got):\n%s", c.now.Format(time.DateOnly), d)
		}
	}
	if got := k.list(t, october).Page.Total; got != 1 {
		t.Errorf("a closed month has %d items, want the one that was kept", got)
	}
}

func TestOnlyItemsThatAreNewOrChangedAreAskedAbout(t *testing.T) {
	t.Parallel()
	k := setup(t, flat(t, "flat", acme, "1"), percentage(t, "share", acme, "5", 1), percentage(t, "nothing", acme, "5", 0))
	expect := func(what string, sources, versions int) {
		t.Helper()
		if k.aws.asked["sources"] != sources || k.aws.asked["versions"] != versions {
			t.Errorf("%s: %d calls for sources and %d for versions, want %d and %d", what, k.aws.asked["sources"], k.aws.asked["versions"], sources, versions)
		}
	}
	k.refresh(t)
	expect("the first time, in two months", 1, 3)
	*k.now = start.Add(time.Hour)
	k.refresh(t)
	expect("nothing changed", 0, 0)
	k.aws.items[november] = slices.Clone(k.aws.items[november])
	k.aws.items[november][1].ModifiedAt = start
	k.refresh(t)
	expect("one was modified for November", 1, 1)
	k.aws.items[november][2].Associated = 1
	k.refresh(t)
	expect("one was associated", 1, 0)
	*k.now = start.Add(readAgain + time.Minute)
	k.refresh(t)
	expect("a week after the first time", 1, 2) // but not what was read an hour later
}

func TestFiveThousandItemsAreNotFiveThousandCalls(t *testing.T) {
	t.Parallel()
	var items []Item
	for i := range 5_000 {
		item := flat(t, fmt.Sprintf("i%04d", i), acme, "1")
		if i%10 == 0 {
			item = percentage(t, fmt.Sprintf("i%04d", i), acme, "1", 1)
		}
		if i == 4_321 {
			item.ModifiedAt = item.CreatedAt.Add(time.Hour)
		}
		items = append(items, item)
	}
	k := setup(t, items...)
	k.refresh(t)
	if k.aws.asked["sources"] != 500 || k.aws.asked["versions"] != mostVersions-500 {
		t.Errorf("the first time: %v", k.aws.asked)
	}
	// It was changed, so it is asked about before the other 4,499.
	if _, _, _, known := k.row(t, october, "i4321").Span(); !known {
		t.Error("what was read in one month is not known in the other")
	}
	unread := 0
	for _, r := range k.list(t, november).Page.Matched {
		if _, _, _, known := r.Span(); !known {
			unread++
		}
	}
	if unread != 4_500 {
		t.Errorf("the months of %d items are not known, want 4500", unread)
	}
	total := k.aws.asked["versions"]
	for range 5 {
		k.refresh(t)
		total += k.aws.asked["versions"]
		if k.aws.asked["versions"] > mostVersions || k.aws.asked["sources"] != 0 {
			t.Errorf("a later time: %v", k.aws.asked)
		}
	}
	if total != 5_000 {
		t.Errorf("%d versions were read, want each once", total)
	}
}

func TestClosedMonthsAreFinishedLater(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.aws.items[august] = []Item{percentage(t, "old", acme, "5", 1)}
	k.aws.failOne = fault.New(fault.UpstreamDenied, ledger.CodeAWSDenied, "AWS denied it.")
	if err := k.Refresh(t.Context(), k.sc); err == nil {
		t.Error("the failure is not handed on")
	}
	if list := k.list(t, august); list.Page.Total != 1 || list.Head.Problem != "AWS denied it." || list.Page.Items[0].Amount.Known {
		t.Errorf("what was listed is not kept with the reason: %+v", list)
	}
	k.aws.failOne, k.aws.sources = nil, map[string][]string{arn("old"): {group + acme}}
	k.refresh(t)
	if r := k.row(t, august, "old"); len(r.Sources) != 1 || slices.Contains(k.aws.listed, "2026-08") {
		t.Errorf("the closed month is not finished, or listed again: %v, %v", r.Sources, k.aws.listed)
	}
	if list := k.list(t, august); list.Head.Problem != "" || list.Head.Unfinished {
		t.Errorf("the problem outlives it: %+v", list.Head)
	}
}

func TestMonthsThatAWSRefusesToListAreNotAskedForAgain(t *testing.T) {
	t.Parallel()
	k := setup(t, flat(t, "one", acme, "1"))
	k.aws.failOld = fault.New(fault.Internal, ledger.CodeAWSRefused, "Refused.")
	k.refresh(t)
	k.refresh(t)
	if d := cmp.Diff([]string{"2026-11", "2026-10"}, k.aws.listed); d != "" {
		t.Errorf("listed (-want +got):\n%s", d)
	}
	list := k.list(t, august)
	if w := list.Provenance.Warnings; list.Page.Total != 0 || len(w) != 1 || w[0].Code != WarnNotKept {
		t.Errorf("a month that is not known: %d items, %+v", list.Page.Total, list.Provenance.Warnings)
	}
}

func TestWhatCannotBeListedStaysWithTheReason(t *testing.T) {
	t.Parallel()
	k := setup(t, flat(t, "one", acme, "1"))
	k.refresh(t)
	k.aws.failList = fault.New(fault.UpstreamDenied, ledger.CodeAWSDenied, "AWS denied it.")
	*k.now = start.Add(time.Hour)
	k.aws.forget()
	if err := k.Refresh(t.Context(), k.sc); err == nil || len(k.aws.listed) != 1 {
		t.Errorf("error %v after %d tries", err, len(k.aws.listed))
	}
	for _, m := range []period.Month{november, october} {
		list := k.list(t, m)
		if list.Page.Total != 1 || list.Head.Problem != "AWS denied it." || !list.Head.AsOf.Equal(start) {
			t.Errorf("%s: %d items, %+v", m, list.Page.Total, list.Head)
		}
		if w := list.Provenance.Warnings; len(w) != 1 || w[0].Code != WarnNotRefreshed {
			t.Errorf("%s: warnings %+v", m, w)
		}
	}
	before, _ := k.Version(t.Context(), k.sc)
	k.aws.failList = nil
	k.refresh(t)
	if after, _ := k.Version(t.Context(), k.sc); after == before || k.list(t, november).Head.Problem != "" {
		t.Error("reading it anew changes nothing")
	}
}

func TestAnItemThatAWSTellsNothingOfStaysUnknown(t *testing.T) {
	t.Parallel()
	k := setup(t, percentage(t, "gone", acme, "5", 1))
	k.aws.failOne = fault.New(fault.Internal, ledger.CodeAWSRefused, "Refused.")
	k.refresh(t)
	if r := k.row(t, november, "gone"); r.Amount.Known || !slices.Contains(r.Warnings, WarnBaseUnknown) {
		t.Errorf("%+v", r)
	}
}
