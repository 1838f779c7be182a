package finops

import (
	"testing"
	"time"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
)

// usage asks for a breakdown and returns the rows by key.
func usage(t *testing.T, s *Service, m period.Month, by Grouping, q paging.Query) (*UsageList, map[string]*UsageRow) {
	t.Helper()
	list, err := s.Usage(t.Context(), UsageInput{Scope: testScope(t), Month: m, By: by, Query: q})
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]*UsageRow{}
	for _, r := range list.Page.Items {
		rows[r.Key] = r
	}
	return list, rows
}

func TestUsageByCustomerLeavesWhatIsNotKnownOut(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.statement(september, ledger.StandingFinal, figures{acme, "USD", "100", "120"}, figures{beta, "USD", "40", ""})
	h.statement(october, ledger.StandingFinal, figures{acme, "USD", "150", "170"}, figures{beta, "USD", "50", ""}, figures{china, "CNY", "7", "8"})
	s := h.room(t)
	list, rows := usage(t, s, october, ByCustomer, query())
	a, b, c := rows[acme], rows[beta], rows[china]
	if list.Page.Items[0] != a || !is(a.Change().MyView, "50") || !is(a.SharePercent(), "75") || !is(a.Previous.Showback, "120") {
		t.Errorf("Acme %+v changed by %+v with a share of %+v", a, a.Change(), a.SharePercent())
	}
	if b.Showback.Known || b.Change().Showback.Known || !is(b.Change().MyView, "10") {
		t.Errorf("Beta %+v", b)
	}
	if c.Previous.MyView.Known || c.Change().MyView.Known || !is(c.SharePercent(), "100") {
		t.Errorf("China %+v", c)
	}
	if len(list.Totals) != 2 || list.Totals[0].Currency != "CNY" || !is(list.Totals[1].MyView, "200") || list.Totals[1].Showback.Known || list.Totals[1].Rows != 2 {
		t.Errorf("totals %+v", list.Totals)
	}
	if _, found := usage(t, s, october, ByCustomer, query(paging.Term{Property: "my_view_change", Op: paging.Gt, Value: "20"})); len(found) != 1 || found[acme] == nil {
		t.Errorf("filtered by change: %v", found)
	}
	h.statements[october].Provenance.Standing = ledger.StandingOpen
	if _, rows := usage(t, s, october, ByCustomer, query()); rows[acme].Change().MyView.Known || !rows[acme].Previous.MyView.Known {
		t.Errorf("a running month is compared with a whole one: %+v", rows[acme].Change())
	}
}

func TestUsageByService(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.statement(september, ledger.StandingFinal, figures{acme, "USD", "100", "120"})
	h.statement(october, ledger.StandingFinal, figures{acme, "USD", "150", "170"}, figures{beta, "USD", "50", ""})
	service := func(name, cost, charged string) margin.Row {
		return margin.Row{Key: name, Label: name, Figures: margin.Figures{Currency: "USD", AWSCost: known(cost), Charged: known(charged)}}
	}
	h.statements[september].Services = []margin.Row{service("EC2", "90", "100"), service("Glacier", "10", "20")}
	h.statements[october].Services = []margin.Row{service("EC2", "100", "110"), service("S3", "50", "60")}
	s := h.room(t)
	list, rows := usage(t, s, october, ByService, query())
	if len(rows) != 3 || !is(rows["EC2"].Change().MyView, "10") || !is(rows["Glacier"].MyView, "0") || !is(rows["S3"].Previous.MyView, "0") {
		t.Errorf("services %+v", rows)
	}
	if w := list.Provenance.Warnings; len(w) != 1 || w[0].Code != WarnServicesCompared {
		t.Errorf("warnings %+v", w)
	}

	// Of one customer they come from its own ledger, without tax.
	entry := func(recordType, service, amount string) ledger.Entry {
		return ledger.Entry{RecordType: recordType, Service: service, Amount: dec(amount)}
	}
	h.months[october] = ledger.CustomerMonth{
		CustomerID: acme, Month: october,
		MyView:   ledger.ViewMonth{Status: ledger.ViewRead, Currency: "USD", Entries: []ledger.Entry{entry("Usage", "EC2", "30"), entry("Tax", "EC2", "6"), entry("Credit", "EC2", "-5")}},
		Showback: ledger.ViewMonth{Status: ledger.ViewNone},
	}
	list, rows = usage(t, s, october, ByService, query(paging.Term{Property: "customer_id", Op: paging.Eq, Value: acme}))
	if r := rows["EC2"]; len(rows) != 1 || !is(r.MyView, "25") || r.Showback.Known || r.Previous.MyView.Known || r.CustomerName != "Acme" || len(list.Totals) != 1 {
		t.Errorf("services of Acme %+v", r)
	}
	if _, rows := usage(t, s, october, ByService, query(paging.Term{Property: "customer_id", Op: paging.Eq, Value: beta})); len(rows) != 0 {
		t.Errorf("services of somebody of whom nothing is kept: %+v", rows)
	}
}

func TestUsageByAccount(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.statement(october, ledger.StandingFinal, figures{acme, "USD", "150", "170"}, figures{beta, "USD", "50", ""}, figures{china, "CNY", "1", ""})
	s := h.room(t)
	list, rows := usage(t, s, october, ByAccount, query())
	if w := list.Provenance.Warnings; len(rows) != 0 || len(w) != 1 || w[0].Code != WarnAccountsNotCollected || list.Provenance.Completeness != margin.Pending {
		t.Fatalf("before they were collected: %+v, %+v", rows, list.Provenance)
	}
	account := func(customer, id, my, showback string) ledger.AccountSum {
		return ledger.AccountSum{CustomerID: customer, AccountID: id, Currency: "USD", MyView: dec(my), Showback: dec(showback)}
	}
	h.accounts[september] = &ledger.MonthAccounts{
		Month: september, Customers: []ledger.AccountsDigest{{CustomerID: acme, MyView: ledger.ViewRead, Showback: ledger.ViewRead, AsOf: now}},
		Accounts: []ledger.AccountSum{account(acme, "300000000001", "90", "100"), account(acme, "300000000009", "5", "6")},
	}
	h.accounts[october] = &ledger.MonthAccounts{
		Month: october,
		Customers: []ledger.AccountsDigest{
			{CustomerID: acme, MyView: ledger.ViewRead, Showback: ledger.ViewRead, AsOf: now.Add(-time.Hour)},
			{CustomerID: beta, MyView: ledger.ViewRead, Showback: ledger.ViewDenied, AsOf: now},
		},
		Accounts: []ledger.AccountSum{account(acme, "300000000001", "100", "110"), account(beta, "300000000002", "50", "0")},
	}
	list, rows = usage(t, s, october, ByAccount, query())
	if r := rows[acme+"/300000000001"]; len(rows) != 3 || !is(r.Change().MyView, "10") || r.CustomerName != "Acme" || r.AccountID != "300000000001" || r.Label != "300000000001" {
		t.Errorf("account %+v", r)
	}
	if r := rows[acme+"/300000000009"]; !is(r.MyView, "0") || !is(r.Change().MyView, "-5") {
		t.Errorf("an account that is gone: %+v", r)
	}
	if r := rows[beta+"/300000000002"]; r.Showback.Known || r.Previous.MyView.Known || !is(r.MyView, "50") {
		t.Errorf("an account of whom Showback was denied: %+v", r)
	}
	if p := list.Provenance; p.Completeness != margin.Partial || len(p.Warnings) != 1 || p.Warnings[0].Count != 1 || !p.AsOf.Equal(now.Add(-time.Hour)) {
		t.Errorf("provenance %+v", p)
	}
	again, _ := usage(t, s, october, ByAccount, query())
	if again.Page.Items[0] != list.Page.Items[0] {
		t.Error("the rows were made again though nothing changed")
	}
	for i := range h.accounts[october].Customers {
		h.accounts[october].Customers[i].AsOf = october.Start()
	}
	other := *h.accounts[october]
	h.accounts[october] = &other
	if list, rows := usage(t, s, october, ByAccount, query()); rows[acme+"/300000000001"].Change().MyView.Known || list.Provenance.Standing != ledger.StandingOpen {
		t.Errorf("accounts of a running month are compared with a whole one: %+v", list.Provenance)
	}
}
