package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"testing"

	"portal.example/backend/internal/finops"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// finopsStub answers for the finops room with one of everything.
type finopsStub struct{ *rooms }

func figure(s string) margin.Figure {
	d, _ := money.ParseDecimal(s)
	return margin.Known(d)
}

func dollars(s string) *money.Amount {
	a, _ := money.Parse(s, "USD")
	return &a
}

func (s finopsStub) Overview(_ context.Context, in finops.OverviewInput) (*finops.Overview, error) {
	one := 1
	return &finops.Overview{
		Month:      in.Month,
		Totals:     []finops.Totals{{Currency: "USD", Credits: figure("-10.5").Value, Refunds: figure("-3").Value, Discounts: figure("-26").Value, Support: figure("100").Value, WithCredits: 2, WithRefunds: 1, WithReversals: 1}},
		Movers:     []finops.Mover{{CustomerID: "210000000001", Label: "Acme", Currency: "USD", Current: figure("41").Value, Previous: figure("30").Value}, {CustomerID: "210000000002", Label: "New", Currency: "USD", Current: figure("1").Value}},
		MoversNote: "1 to 2 November 2026 with the same days of October 2026",
		Receiver:   finops.ReceiverSummary{Anomalies: &one, AsOf: now, Problem: "AWS Budgets DescribeBudgets was denied."},
		Provenance: provenance(in.Month),
	}, errors.Join(in.Scope.Check(), s.fail)
}

func (s finopsStub) Usage(_ context.Context, in finops.UsageInput) (*finops.UsageList, error) {
	row := &finops.UsageRow{
		Key: "210000000001/300000000001", Label: "Production", CustomerID: "210000000001", CustomerName: "Acme", AccountID: "300000000001", Currency: "USD",
		Sides: finops.Sides{MyView: figure("1000.25")}, Previous: finops.Sides{MyView: figure("900"), Showback: figure("1100")},
	}
	page, err := paging.Apply("usage", []*finops.UsageRow{row}, in.Query, paging.Schema[*finops.UsageRow]{
		Properties: map[string]paging.Property[*finops.UsageRow]{
			"label":       paging.Text(func(r *finops.UsageRow) string { return r.Label }),
			"customer_id": paging.Text(func(r *finops.UsageRow) string { return r.CustomerID }),
		},
		Search: func(r *finops.UsageRow) []string { return []string{r.Label} }, ID: func(r *finops.UsageRow) string { return r.Key },
	})
	return &finops.UsageList{Page: page, Totals: []finops.UsageTotals{{Currency: "USD", Rows: 1, Sides: row.Sides}}, Provenance: provenance(in.Month)}, errors.Join(err, s.fail)
}

func (s finopsStub) Days(_ context.Context, _ scope.Scope, customer string, m period.Month) (*finops.CustomerDays, error) {
	if customer != "210000000001" {
		return nil, margin.CustomerNotFound(customer)
	}
	p := provenance(m)
	p.Standing, p.Warnings = ledger.StandingOpen, []margin.Warning{{Code: finops.WarnDaysIncomplete, Detail: "Days after 2026-11-02 were not complete when they were read.", CustomerID: customer}}
	return &finops.CustomerDays{CustomerID: customer, Month: m, Currency: "USD", ShowbackCurrency: "USD", Provenance: p, Days: []finops.Day{
		{Day: m.Day(1), MyView: figure("1.5"), Showback: figure("2")}, {Day: m.Day(2), MyView: figure("0")},
	}}, s.fail
}

func (s finopsStub) ReceiverAnomalies(_ context.Context, _ scope.Scope, q paging.Query) (*finops.ReceiverList[finops.ReceiverAnomaly], error) {
	m := period.MonthOf(now)
	page, err := paging.Apply("receiver-anomalies", []finops.ReceiverAnomaly{
		{ID: "a-1", Service: "Amazon EC2", AccountID: receiver, Start: m.Day(3), End: m.Day(6), Impact: *dollars("812.5"), Expected: dollars("100")},
		{ID: "a-2", Start: m.Day(9), Impact: *dollars("5")},
	}, q, paging.Schema[finops.ReceiverAnomaly]{ID: func(a finops.ReceiverAnomaly) string { return a.ID }, Search: func(a finops.ReceiverAnomaly) []string { return []string{a.ID} }})
	return &finops.ReceiverList[finops.ReceiverAnomaly]{Page: page, AsOf: now}, errors.Join(err, s.fail)
}

func (s finopsStub) ReceiverBudgets(_ context.Context, _ scope.Scope, q paging.Query) (*finops.ReceiverList[finops.ReceiverBudget], error) {
	page, err := paging.Apply("receiver-budgets", []finops.ReceiverBudget{
		{Name: "Own tooling", Type: "COST", TimeUnit: "MONTHLY", Limit: dollars("100"), Actual: dollars("80"), Forecast: dollars("120")},
		{Name: "On a transfer", Type: "COST", Health: "BILLING_VIEW_NO_ACCESS", OnView: "arn:aws:billing::111122223333:billingview/billing-transfer-0a1b2c"},
	}, q, paging.Schema[finops.ReceiverBudget]{ID: func(b finops.ReceiverBudget) string { return b.Name }, Search: func(b finops.ReceiverBudget) []string { return []string{b.Name} }})
	return &finops.ReceiverList[finops.ReceiverBudget]{Page: page, Problem: "AWS Budgets DescribeBudgets was denied."}, errors.Join(err, s.fail)
}

func TestFinopsAnswers(t *testing.T) {
	t.Parallel()
	h := newAPI(t, newRooms())
	answers := map[string]json.RawMessage{}
	for name, target := range map[string]string{
		"overview": "/finops?period=2026-11&months=6", "usage": "/finops/usage?period=2026-10&by=account&filter=customer_id:eq:210000000001",
		"days": "/finops/days?customer_id=210000000001&period=2026-11", "receiver_anomalies": "/finops/receiver-anomalies", "receiver_budgets": "/finops/receiver-budgets",
	} {
		rec, _ := request{"GET", target, nil, ""}.send(t, h)
		if rec.Code != http.StatusOK {
			t.Errorf("%s: %d %s", target, rec.Code, rec.Body)
			continue
		}
		answers[name] = rec.Body.Bytes()
	}
	all, err := json.Marshal(answers)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "finops.json", all)
}

func TestFinopsRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	h := newAPI(t, newRooms())
	for target, want := range map[string]int{
		"/finops?months=5": 400, "/finops?months=25": 400, "/finops?period=2026-13": 400, "/finops/usage?by=region": 400,
		"/finops/usage?filter=colour:eq:red": 400, "/finops/usage?sort=colour": 400, "/finops/days": 400, "/finops/days?customer_id=acme": 400,
		"/finops/days?customer_id=219999999999": 404, "/finops/receiver-budgets?limit=0": 400, "/finops/receiver-anomalies?page=0": 400,
	} {
		if rec, p := (request{"GET", target, nil, ""}).send(t, h); rec.Code != want || p.Code == "" {
			t.Errorf("%s: %d %s, want %d", target, rec.Code, p.Code, want)
		}
	}
}

func TestCollectionsSayWhatIsKnownOfDays(t *testing.T) {
	t.Parallel()
	rec, _ := request{"GET", "/collections", nil, ""}.send(t, newAPI(t, newRooms()))
	var list struct {
		Items []struct {
			Details *struct {
				Customers int    `json:"customers"`
				AsOf      string `json:"as_of"`
			} `json:"details"`
		} `json:"items"`
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	if len(list.Items) != 1 || list.Items[0].Details == nil || list.Items[0].Details.Customers != 3 || list.Items[0].Details.AsOf != "2026-11-23T06:00:00Z" {
		t.Errorf("collections %s", rec.Body)
	}
}
