package commission

import (
	"fmt"
	"strings"
	"testing"

	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/transfers"
)

func figure(f margin.Figure) string {
	if !f.Known {
		return "?"
	}
	return f.Value.String()
}

func TestWhatACustomerHasOfCommissions(t *testing.T) {
	t.Parallel()
	credit, service, flat := item(t, "credit", acme, "10"), item(t, "service", acme, "10"), item(t, "flat", acme, "10")
	credit.Credit, service.Attribution.Class = true, lineitems.ClassSupport
	flat.Percent, flat.Flat = nil, flat.Percent
	other := nobody(item(t, "other", acme, "10"))
	other.Sources = append(other.Sources, "arn:aws:billingconductor::111122223333:customlineitem/flat")
	young, unknown, ended, next := item(t, "young", acme, "10"), item(t, "unknown", acme, "10"), item(t, "ended", acme, "10"), item(t, "next", acme, "10")
	young.Warnings = append(young.Warnings, lineitems.WarnNotInShowback)
	unknown.Base, unknown.Amount, unknown.BaseNote = margin.Figure{}, margin.Figure{}, "It has not been read yet."
	ended.Status, next.Status = lineitems.StatusEnded, lineitems.StatusScheduled
	different := item(t, "different", acme, "2.5")
	different.Base = margin.Known(dec(t, "700"))
	unspanned := item(t, "unspanned", acme, "10")
	unspanned.Versions = nil
	for name, c := range map[string]struct {
		rows                          []lineitems.Row
		status                        Status
		percent, base, amount, months string
		note                          string
	}{
		"nothing":                       {nil, StatusNone, "-", "1000", "?", "-", ""},
		"one, certain":                  {[]lineitems.Row{item(t, "a", acme, "10")}, StatusActive, "10", "1000", "100", "2026-08 recurring", ""},
		"of one month":                  {[]lineitems.Row{ofMonth(item(t, "a", acme, "12.5"), october)}, StatusActive, "12.5", "1000", "125", "2026-10 to 2026-10", ""},
		"months not read yet":           {[]lineitems.Row{unspanned}, StatusActive, "10", "1000", "100", "-", ""},
		"two":                           {[]lineitems.Row{item(t, "a", acme, "10"), ofMonth(item(t, "b", acme, "5"), october)}, StatusSeveral, "15", "1000", "150", "2026-08 recurring", "2 items"},
		"of different bases":            {[]lineitems.Row{item(t, "a", acme, "10"), different}, StatusSeveral, "12.5", "?", "125", "2026-08 recurring", "2 items"},
		"one that looks like it":        {[]lineitems.Row{nobody(item(t, "a", acme, "10"))}, StatusLikely, "10", "1000", "100", "2026-08 recurring", "Nobody said"},
		"certain beats likely":          {[]lineitems.Row{nobody(item(t, "a", acme, "7")), item(t, "b", acme, "10")}, StatusActive, "10", "1000", "100", "2026-08 recurring", ""},
		"of nothing":                    {[]lineitems.Row{empty(item(t, "a", acme, "10"))}, StatusWithoutBase, "10", "0", "0", "2026-08 recurring", "associated to nothing"},
		"of nothing, of nobody":         {[]lineitems.Row{empty(nobody(item(t, "a", acme, "10")))}, StatusWithoutBase, "10", "0", "0", "2026-08 recurring", "Nobody said"},
		"one of two of nothing":         {[]lineitems.Row{item(t, "a", acme, "10"), empty(item(t, "b", acme, "10"))}, StatusSeveral, "20", "?", "100", "2026-08 recurring", "associated to nothing"},
		"younger than AWS's delay":      {[]lineitems.Row{young}, StatusActive, "10", "1000", "100", "2026-08 recurring", "does not carry it yet"},
		"of an unknown base":            {[]lineitems.Row{unknown}, StatusActive, "10", "?", "?", "2026-08 recurring", "not been read yet"},
		"a credit":                      {[]lineitems.Row{credit}, StatusNone, "-", "1000", "?", "-", ""},
		"a percentage for support":      {[]lineitems.Row{service}, StatusNone, "-", "1000", "?", "-", ""},
		"an amount":                     {[]lineitems.Row{flat}, StatusNone, "-", "1000", "?", "-", ""},
		"of more than the group":        {[]lineitems.Row{other}, StatusNone, "-", "1000", "?", "-", ""},
		"before and after, not now":     {[]lineitems.Row{ended, next}, StatusNone, "-", "1000", "?", "-", ""},
		"another customer's is another": {[]lineitems.Row{item(t, "a", beta, "10")}, StatusNone, "-", "1000", "?", "-", ""},
	} {
		k := setup(t, c.rows...)
		r := k.of(t, october, acme)
		percent, months := "-", "-"
		if r.Percent != nil {
			percent = r.Percent.String()
		}
		switch {
		case r.Recurring:
			months = r.Starts.String() + " recurring"
		case r.SpanKnown:
			months = r.Starts.String() + " to " + r.Ends.String()
		}
		if got := fmt.Sprint(r.Status, " ", percent, " ", figure(r.Base), " ", figure(r.Amount), " ", months); got != fmt.Sprint(c.status, " ", c.percent, " ", c.base, " ", c.amount, " ", c.months) {
			t.Errorf("%s: %s", name, got)
		}
		if (c.note == "") != (r.Note == "") || !strings.Contains(r.Note, c.note) || r.Currency != money.USD {
			t.Errorf("%s: note %q, currency %s", name, r.Note, r.Currency)
		}
	}
}

func TestWhatIsNotKnownIsNotNone(t *testing.T) {
	t.Parallel()
	k := setup(t, item(t, "a", acme, "10"))
	k.w.unread[october] = true
	delete(k.w.bases[october], beta)
	if r := k.of(t, october, acme); r.Status != StatusUnknown || r.Percent != nil || r.Amount.Known || r.Note == "" {
		t.Errorf("of a month whose items were never read: %+v", r)
	}
	if r := k.of(t, october, beta); r.Base.Known || r.Currency != "" || r.BaseNote == "" {
		t.Errorf("of a customer whose Showback was not read: %+v", r)
	}
	k.w.missing[acme] = []lineitems.Made{{ARN: "x", Class: lineitems.ClassCommission}}
	k.w.rows[november] = nil
	if r := k.of(t, november, acme); r.Status != StatusNone || !strings.Contains(r.Note, "deleted") {
		t.Errorf("what somebody deleted at AWS: %+v", r)
	}
	k.w.missing[acme] = []lineitems.Made{{ARN: "x", Class: lineitems.ClassSupport}}
	k.w.version++
	if r := k.of(t, november, acme); r.Note != "" {
		t.Errorf("what was deleted is no commission: %q", r.Note)
	}
}

func TestWhoIsNotBilledIsListedOnlyForWhatThereIs(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.c.Directory = static{&transfers.Directory{AsOf: start, Transfers: []transfers.Transfer{
		{ID: "rt-left", Name: "Left", Status: "WITHDRAWN", SourceID: acme, Start: august.Start(), End: october.Start().Add(-1)},
	}, Groups: []transfers.BillingGroup{{ARN: groups + acme, PrimaryID: acme}}}}
	if r := k.of(t, october, acme); r.Status != StatusNone {
		t.Errorf("charged after all: %+v", r)
	}
	if w := k.propose(t, plans.Commission{Percent: "10", Period: october}); len(w.Items) != 0 || w.Skipped != "1 customer not billed in October 2026: Left." {
		t.Errorf("%s, %q", text(w), w.Skipped)
	}
	delete(k.w.bases[october], acme)
	k.w.version++
	if n := k.list(t, october).Page.Total; n != 0 {
		t.Errorf("%d rows of who is neither billed nor charged", n)
	}
	k.w.rows[october] = []lineitems.Row{item(t, "left", acme, "10")}
	k.w.version++
	if r := k.of(t, october, acme); r.Status != StatusActive {
		t.Errorf("a commission that was left behind: %+v", r)
	}
}

func TestRowsAreFoundByTheirPercentage(t *testing.T) {
	t.Parallel()
	k := setup(t, item(t, "a", acme, "10"), item(t, "b", beta, "5"))
	list, err := k.List(t.Context(), ListInput{Scope: k.sc, Month: october, Query: paging.Query{Limit: 100, Match: paging.All, Terms: []paging.Term{{Property: "percent", Op: paging.Gte, Value: "10"}}}})
	if err != nil || list.Page.Total != 1 || list.Page.Items[0].CustomerID != acme {
		t.Errorf("%+v (%v)", list, err)
	}
}

func TestTotalsAreOfWhatMatchesAndOneOfACurrency(t *testing.T) {
	t.Parallel()
	yuan := item(t, "b", beta, "5")
	yuan.Currency = "CNY"
	k := setup(t, item(t, "a", acme, "10"), yuan, empty(item(t, "c", delta, "10")))
	list := k.list(t, october)
	if got := fmt.Sprint(list.Totals); got != fmt.Sprint([]Totals{{"CNY", dec(t, "1000"), dec(t, "50"), 1, 1}, {money.USD, dec(t, "1010"), dec(t, "100"), 3, 2}}) {
		t.Errorf("%s", got)
	}
	if w := list.Provenance.Warnings; len(w) != 1 || w[0].Code != warnWithoutBase || w[0].Count != 1 {
		t.Errorf("%+v", w)
	}
	one, err := k.List(t.Context(), ListInput{Scope: k.sc, Month: october, Query: paging.Query{Limit: 100, Match: paging.All, Terms: []paging.Term{{Property: "status", Op: paging.Eq, Value: "none"}}}})
	if err != nil || len(one.Totals) != 1 || one.Totals[0].Customers != 1 || !one.Totals[0].Amount.IsZero() {
		t.Errorf("%+v (%v)", one.Totals, err)
	}
	made := k.w.made
	k.list(t, october)
	if k.w.made != made {
		t.Error("a month that did not change is worked out again")
	}
	k.w.version++
	k.list(t, october)
	if k.w.made == made {
		t.Error("a month that changed is not worked out again")
	}
}

// BenchmarkAThousandCustomers works a month out from the start, and lists a page of it.
func BenchmarkAThousandCustomers(b *testing.B) {
	k := setup(b)
	var rows []lineitems.Row
	dir := &transfers.Directory{AsOf: start}
	for i := range 1000 {
		id := fmt.Sprintf("21%010d", i)
		dir.Transfers = append(dir.Transfers, transfers.Transfer{ID: "rt-" + id, Name: "Customer " + id, Status: "ACCEPTED", SourceID: id, Start: august.Start()})
		k.w.bases[october][id] = base(b, "1000", october)
		rows = append(rows, item(b, id+"a", id, "10"), nobody(item(b, id+"b", id, "5")))
	}
	k.w.rows[october] = rows
	k.c.Directory = static{dir}
	for b.Loop() {
		k.w.version++
		if list := k.list(b, october); list.Page.Total != 1000 {
			b.Fatal(list.Page.Total)
		}
	}
}
