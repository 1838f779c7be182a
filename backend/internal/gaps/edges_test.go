package gaps

import (
	"context"
	"fmt"
	"testing"
	"time"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// withoutBeta is the directory after beta left at the end of September, or after its billing group was deleted.
type withoutBeta struct {
	*house
	left, deleted bool
}

func (w withoutBeta) Directory(ctx context.Context, sc scope.Scope) (*transfers.Directory, error) {
	d, err := w.house.Directory(ctx, sc)
	if err != nil {
		return nil, err
	}
	d.AsOf = d.AsOf.Add(time.Minute)
	for i, t := range d.Transfers {
		if t.SourceID == beta && w.left {
			d.Transfers[i].Status, d.Transfers[i].End = "WITHDRAWN", october.Start().Add(-1)
		}
	}
	var there []transfers.BillingGroup
	for _, g := range d.Groups {
		if g.PrimaryID == beta && w.deleted {
			d.Gone = append(d.Gone, g)
			continue
		}
		there = append(there, g)
	}
	d.Groups = there
	return d, nil
}

// has gives a customer charges of a month beside usage that both views have.
func (k kit) has(t testing.TB, customer string, m period.Month, charges ...ledger.Entry) ledger.CustomerMonth {
	t.Helper()
	usage := entry(t, "Usage", "Amazon Simple Storage Service", "10")
	c := ledger.CustomerMonth{CustomerID: customer, Month: m, MyView: read(append([]ledger.Entry{usage}, charges...)...), Showback: read(usage)}
	k.months[m][customer] = c
	k.etag++
	return c
}

func TestWhyALineItemCannotBeWritten(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		directory withoutBeta
		status    string // of the billing group; empty without one
		want      string
	}{
		"it can":            {withoutBeta{}, "ACTIVE", ""},
		"no group":          {withoutBeta{}, "", "Nothing can be planned: the customer has no billing group, and line items are written to one. Make one, then plan."},
		"group deleted":     {withoutBeta{deleted: true}, "ACTIVE", "Nothing can be planned: the billing group of the customer was deleted. Make another, then plan."},
		"group not active":  {withoutBeta{}, "PENDING", "Nothing can be planned: AWS says that the billing group of the customer is pending."},
		"not billed by now": {withoutBeta{left: true}, "ACTIVE", "Nothing can be planned: the customer is not billed to you in the month."},
	} {
		k := setup(t)
		k.groups[beta] = c.status
		c.directory.house = k.house
		k.c.Directory = c.directory
		k.has(t, beta, october, entry(t, "Support", "AWS Support (Business)", "29"))
		g := k.gap(t, october, beta, ClassSupport)
		if g.Note != c.want || (g.Proposal == nil) != (c.want != "") || !g.Known || g.MyView.String() != "29" {
			t.Errorf("%s: %s, %q", name, g.text(), g.Note)
		}
	}
}

func TestWhoLeftIsAskedOnlyForWhatWasRead(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.c.Directory = withoutBeta{house: k.house, left: true}
	covered := func() (n int) {
		list, err := k.Coverage(t.Context(), CoverageInput{k.sc, october, whole})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range list.Page.Items {
			if c.CustomerID == beta {
				n++
			}
		}
		return n
	}
	if covered() != 1 {
		t.Error("what was read of a customer that left is not shown")
	}
	delete(k.months[october], beta)
	k.etag++
	if covered() != 0 {
		t.Error("a customer that is not billed and was not read is shown")
	}
}

func TestOfHalfAMonthOnlyWhatMyViewHasIsNamed(t *testing.T) {
	t.Parallel()
	k := setup(t)
	c := k.has(t, beta, october, entry(t, "Support", "AWS Support (Business)", "29"))
	for status, note := range map[ledger.ViewStatus]string{ledger.ViewNone: "Showback of the month was not read: why", ledger.ViewPending: "Not collected yet."} {
		c.Showback = ledger.ViewMonth{Status: status, Detail: "why"}
		k.months[october][beta] = c
		k.etag++
		list := k.list(t, october, "customer_id:eq:"+beta)
		if list.Page.Total != 1 || list.Page.Items[0].Class != ClassSupport || list.Page.Items[0].Note != note {
			t.Errorf("%s: %d rows, the first is %+v", status, list.Page.Total, list.Page.Items[0])
		}
	}
}

func TestFiguresAreAsOldAsTheOlderView(t *testing.T) {
	t.Parallel()
	at := func(d time.Duration) ledger.ViewDigest {
		return ledger.ViewDigest{Status: ledger.ViewRead, AsOf: start.Add(d)}
	}
	unread := ledger.ViewDigest{Status: ledger.ViewDenied, AsOf: start.Add(-time.Hour)}
	for name, c := range map[string]struct {
		mine, showback ledger.ViewDigest
		want           time.Time
	}{
		"my view is older":         {at(0), at(time.Minute), start},
		"showback is older":        {at(time.Minute), at(0), start},
		"showback was not read":    {at(0), unread, start},
		"neither was read":         {unread, unread, time.Time{}},
		"my view was never read":   {unread, at(0), start},
		"both at the same instant": {at(0), at(0), start},
	} {
		if got := asOf(ledger.CustomerDigest{MyView: c.mine, Showback: c.showback}); !got.Equal(c.want) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// The worst class is the customer's, whether it comes first or last.
func TestCoverageIsThatOfTheWorstClass(t *testing.T) {
	t.Parallel()
	for class, id := range map[lineitems.Class]string{lineitems.ClassSupport: "first is covered", lineitems.ClassOther: "last is covered"} {
		k := setup(t)
		k.has(t, beta, october, entry(t, "Support", "AWS Support (Business)", "29"), entry(t, "Other", "Amazon Registrar", "29"))
		k.item(october, id, beta, class, "29")
		list, err := k.Coverage(t.Context(), CoverageInput{k.sc, october, whole})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range list.Page.Items {
			if c.CustomerID == beta && (c.Status != Open || c.Covered != 1 || c.Known != 2 || c.OpenGap.String() != "29") {
				t.Errorf("the %s: %+v", id, c)
			}
		}
	}
}

func TestAnItemSaysWhereItsAmountComesFrom(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.set(t, ClassTax, "", Percentage, "50")
	k.item(october, "half", acme, lineitems.ClassSupport, "100")
	for class, want := range map[Class]string{
		ClassSupport: "My view of October 2026 has 123.456 USD of record type Support, line items carry 100.",
		ClassTax:     "My view of October 2026 has 70 USD of record type Tax, the policy passes on 50 percent.",
		ClassRefund:  "My view of October 2026 has -40.25 USD of record type Refund.",
	} {
		w := k.propose(t, plans.Gaps{Period: october, GapIDs: []string{fmt.Sprint(acme, ".", class)}})
		if len(w.Items) != 1 || w.Items[0].Source != want {
			t.Errorf("%s: %+v", class, w.Items)
		}
	}
	// What is gone from My view and still carried has no record type.
	k.item(october, "left over", beta, lineitems.ClassSupport, "9")
	w := k.propose(t, plans.Gaps{Period: october, GapIDs: []string{beta + ".support"}})
	if got := w.Items[0]; got.Source != "My view of October 2026 has 0 USD, line items carry 9." || !got.Credit || got.Flat.String() != "9" || w.Skipped != "" {
		t.Errorf("%+v, %q", got, w.Skipped)
	}
}
