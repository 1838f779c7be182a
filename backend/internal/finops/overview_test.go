package finops

import (
	"strings"
	"testing"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

func classes(credit, refund, discount, bundled, support string) map[string]money.Decimal {
	return map[string]money.Decimal{
		string(margin.ClassCredit): dec(credit), string(margin.ClassRefund): dec(refund), string(margin.ClassPrivateDiscount): dec(discount),
		string(margin.ClassBundledDiscount): dec(bundled), string(margin.ClassSupport): dec(support), string(margin.ClassUsage): dec("1000"),
	}
}

func TestCreditsAndRefundsAreTwoFigures(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.statement(october, ledger.StandingFinal, figures{acme, "USD", "1", "2"}, figures{beta, "USD", "1", "2"}, figures{china, "CNY", "1", "2"}, figures{"210000000004", "USD", "", "2"})
	read := func(id string, c money.Currency, sums map[string]money.Decimal) ledger.CustomerDigest {
		return ledger.CustomerDigest{CustomerID: id, MyView: ledger.ViewDigest{Status: ledger.ViewRead, Currency: c, Classes: sums}}
	}
	h.portfolios[october] = &ledger.Portfolio{Month: october, Customers: []ledger.CustomerDigest{
		read(acme, "USD", classes("-10.5", "-3", "-20", "-1", "100")),
		read(beta, "USD", classes("4", "0", "-5", "0", "0")), // AWS took a credit back
		read(china, "CNY", classes("0", "-7", "0", "0", "0")),
		{CustomerID: "210000000004", MyView: ledger.ViewDigest{Status: ledger.ViewDenied, Classes: classes("-999", "-999", "-999", "0", "0")}},
	}}
	o, err := h.room(t).Overview(t.Context(), OverviewInput{Scope: testScope(t), Month: october, Months: 24})
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Totals) != 2 || h.asked != 24 {
		t.Fatalf("totals %+v, trend of %d months", o.Totals, h.asked)
	}
	cny, usd := o.Totals[0], o.Totals[1]
	if usd.Credits.String() != "-6.5" || usd.Refunds.String() != "-3" || usd.Discounts.String() != "-26" || usd.Support.String() != "100" {
		t.Errorf("USD: %+v", usd)
	}
	if usd.WithCredits != 2 || usd.WithRefunds != 1 || usd.WithReversals != 1 {
		t.Errorf("customers: %+v", usd)
	}
	if cny.Currency != "CNY" || cny.Refunds.String() != "-7" || !cny.Credits.IsZero() || cny.WithCredits != 0 {
		t.Errorf("CNY: %+v", cny)
	}
	if a := o.Anomalies; a.Found != 0 || !a.AsOf.IsZero() || o.Budgets.Total != 0 {
		t.Errorf("a room without anomalies and budgets has %+v, %+v", a, o.Budgets)
	}
}

func TestMoversOfWholeMonths(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.statement(september, ledger.StandingFinal, figures{acme, "USD", "100", "1"}, figures{beta, "USD", "50", "1"}, figures{china, "CNY", "1000", "1"}, figures{"210000000004", "USD", "", "1"}, figures{"210000000005", "USD", "7", "1"})
	h.statement(october, ledger.StandingEstimated, figures{acme, "USD", "110", "1"}, figures{beta, "USD", "10", "1"}, figures{china, "CNY", "1001", "1"}, figures{"210000000004", "USD", "900", "1"}, figures{"210000000005", "USD", "7", "1"})
	s := h.room(t)
	o, err := s.Overview(t.Context(), OverviewInput{Scope: testScope(t), Month: october})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, m := range o.Movers {
		ids = append(ids, m.CustomerID)
	}
	// The first of each currency, then the second; who did not move, or was not known, is none.
	if strings.Join(ids, " ") != china+" "+beta+" "+acme || o.Movers[1].Change().String() != "-40" || o.Movers[1].ChangePercent().Value.String() != "-80" {
		t.Errorf("movers %+v", o.Movers)
	}
	if !strings.Contains(o.MoversNote, "October 2026 with September 2026") || h.asked != MinTrend {
		t.Errorf("note %q, trend of %d months", o.MoversNote, h.asked)
	}
	if o, err = s.Overview(t.Context(), OverviewInput{Scope: testScope(t), Month: september}); err != nil || o.Movers != nil || !strings.Contains(o.MoversNote, "Nothing of August 2026") {
		t.Errorf("movers of the first month: %+v, %q, %v", o.Movers, o.MoversNote, err)
	}
	h.statements[september].Provenance.Standing = ledger.StandingOpen
	if o, err = s.Overview(t.Context(), OverviewInput{Scope: testScope(t), Month: october}); err != nil || o.Movers != nil || !strings.Contains(o.MoversNote, "not read after its end") {
		t.Errorf("movers against a part of a month: %+v, %q, %v", o.Movers, o.MoversNote, err)
	}
}

func digest(id string, m period.Month, covers int, daily ...string) ledger.CustomerDaysDigest {
	d := ledger.DaysDigest{Status: ledger.ViewRead, Currency: "USD", AsOf: now}
	if covers > 0 {
		d.CoversTo = m.Day(covers)
	}
	for _, s := range daily {
		d.Daily = append(d.Daily, dec(s))
	}
	return ledger.CustomerDaysDigest{CustomerID: id, MyView: d}
}

func TestMoversOfARunningMonthCompareTheSameDays(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.statement(october, ledger.StandingFinal, figures{acme, "USD", "1000", "1"}, figures{beta, "USD", "1000", "1"})
	h.statement(november, ledger.StandingOpen, figures{acme, "USD", "3", "1"}, figures{beta, "USD", "5", "1"})
	s := h.room(t)
	in := OverviewInput{Scope: testScope(t), Month: november}
	o, err := s.Overview(t.Context(), in)
	if err != nil || o.Movers != nil || !strings.Contains(o.MoversNote, "a collection in mode detail") {
		t.Fatalf("without days: %+v, %q, %v", o.Movers, o.MoversNote, err)
	}
	h.days[october] = &ledger.MonthDays{Month: october, Customers: []ledger.CustomerDaysDigest{
		digest(acme, october, 31, "10", "20", "970"), digest(beta, october, 31, "1", "1", "998"),
	}}
	h.days[november] = &ledger.MonthDays{Month: november, Customers: []ledger.CustomerDaysDigest{
		digest(acme, november, 2, "11", "30", "2"), digest(beta, november, 1, "4", "1"), // beta could not be read again
	}}
	if o, err = s.Overview(t.Context(), in); err != nil || len(o.Movers) != 1 || o.Movers[0].CustomerID != acme {
		t.Fatalf("movers %+v, %q, %v", o.Movers, o.MoversNote, err)
	}
	if m := o.Movers[0]; m.Current.String() != "41" || m.Previous.String() != "30" || m.Change().String() != "11" {
		t.Errorf("mover %+v", m)
	}
	if !strings.Contains(o.MoversNote, "1 to 2 November 2026") || !strings.Contains(o.MoversNote, "1 of 2 customers") {
		t.Errorf("note %q", o.MoversNote)
	}
	h.days[november] = &ledger.MonthDays{Month: november, Customers: []ledger.CustomerDaysDigest{digest(acme, november, 0, "1")}}
	if o, err = s.Overview(t.Context(), in); err != nil || o.Movers != nil || !strings.Contains(o.MoversNote, "No day") {
		t.Errorf("on the first of a month: %+v, %q, %v", o.Movers, o.MoversNote, err)
	}
}

func TestDaysOfACustomerEndWithTheLastCompleteOne(t *testing.T) {
	t.Parallel()
	h := newHouse()
	s := h.room(t)
	got, err := s.Days(t.Context(), testScope(t), acme, november)
	if err != nil || len(got.Days) != 0 || len(got.Provenance.Warnings) != 1 || got.Provenance.Warnings[0].Code != WarnDaysNotCollected || !got.Provenance.AsOf.IsZero() {
		t.Fatalf("before they were collected: %+v, %v", got, err)
	}
	if _, err := s.Days(t.Context(), testScope(t), "219999999999", november); err == nil {
		t.Error("days of somebody who is no customer")
	}
	view := func(covers int, amounts ...string) ledger.ViewDays {
		v := ledger.ViewDays{Status: ledger.ViewRead, Currency: "USD", AsOf: now, Days: len(amounts), CoversTo: november.Day(covers), Estimated: true, Series: []ledger.Series{{Service: "EC2"}}}
		for _, a := range amounts {
			v.Series[0].Amounts = append(v.Series[0].Amounts, dec(a))
		}
		return v
	}
	h.daily[november] = ledger.CustomerDays{CustomerID: acme, Month: november, MyView: view(2, "1", "0", "0.1"), Showback: view(1, "2", "0.2", "0")}
	if got, err = s.Days(t.Context(), testScope(t), acme, november); err != nil || len(got.Days) != 2 {
		t.Fatalf("days %+v, %v", got, err)
	}
	if first, second := got.Days[0], got.Days[1]; !is(first.MyView, "1") || !is(first.Showback, "2") || !second.MyView.Known || second.Showback.Known || second.Day.String() != "2026-11-02" {
		t.Errorf("days %+v", got.Days)
	}
	if p := got.Provenance; p.Standing != ledger.StandingOpen || p.Completeness != margin.Complete || len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0].Detail, "2026-11-01") {
		t.Errorf("provenance %+v", p)
	}
	h.daily[november] = ledger.CustomerDays{CustomerID: acme, Month: november, MyView: view(2, "1", "0", "0.1"), Showback: ledger.ViewDays{Status: ledger.ViewNone, Detail: "No view."}}
	if got, err = s.Days(t.Context(), testScope(t), acme, november); err != nil || got.Days[0].Showback.Known || got.Provenance.Completeness != margin.Partial {
		t.Errorf("without Showback: %+v, %v", got, err)
	}
}
