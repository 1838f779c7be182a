package httpapi

import (
	"context"
	"testing"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/commission"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

const beta = "210000000002"

// tenPercent knows two customers with a bill of a thousand; Acme has a commission of 10 % since October.
type tenPercent struct{}

func (tenPercent) Directory(context.Context, scope.Scope) (*transfers.Directory, error) {
	d := &transfers.Directory{Receiver: receiver, AsOf: now}
	for id, name := range map[string]string{acme: "Acme", beta: "Beta"} {
		arn := "arn:aws:billingconductor::111122223333:billinggroup/" + id
		d.Transfers = append(d.Transfers, transfers.Transfer{ID: "rt-" + id, Name: name, Status: "ACCEPTED", SourceID: id, Start: now.AddDate(-1, 0, 0)})
		d.Groups = append(d.Groups, transfers.BillingGroup{ARN: arn, Name: name, PrimaryID: id})
	}
	return d, nil
}

func (tenPercent) Values(_ context.Context, _ scope.Scope, m period.Month) (lineitems.Values, error) {
	percent := money.FromInt(10)
	group := "arn:aws:billingconductor::111122223333:billinggroup/" + acme
	r := lineitems.Row{
		Kept: lineitems.Kept{
			Item:       lineitems.Item{ARN: "arn:aws:billingconductor::111122223333:customlineitem/a1b2c3d4e5", Name: "commission", GroupARN: group, Currency: money.USD, Percent: &percent, Associated: 1},
			CustomerID: acme, Sources: []string{group}, Versions: []lineitems.Version{{From: period.MonthOf(now).Add(-1)}},
		},
		Attribution: lineitems.Attribution{Class: lineitems.ClassCommission, Ground: lineitems.ByPortal}, Status: lineitems.StatusActive, CustomerName: "Acme",
		Base: margin.Known(money.FromInt(1000)), BaseNote: "Showback without custom line items.", Amount: margin.Known(money.FromInt(100)),
	}
	return lineitems.Values{Rows: []lineitems.Row{r}, Provenance: provenance(m)}, nil
}

func (tenPercent) Attributed(_ context.Context, _ scope.Scope, m period.Month) (*lineitems.Attributed, error) {
	return &lineitems.Attributed{Month: m, Kept: true, Version: m.String(), Customers: map[string]*lineitems.OfCustomer{}}, nil
}

func (tenPercent) Bases(context.Context, scope.Scope, period.Month, bool) (map[string]lineitems.Base, error) {
	b := lineitems.Base{Currency: money.USD, Amount: money.FromInt(1000), Note: "Showback without custom line items."}
	return map[string]lineitems.Base{acme: b, beta: b}, nil
}

func (tenPercent) Portfolio(_ context.Context, _ scope.Scope, m period.Month) (*ledger.Portfolio, ledger.MonthSummary, error) {
	v := ledger.ViewDigest{Status: ledger.ViewRead, Currency: money.USD, AsOf: now, Total: money.FromInt(1100)}
	return &ledger.Portfolio{Receiver: receiver, Month: m, Customers: []ledger.CustomerDigest{{CustomerID: acme, Showback: v}, {CustomerID: beta, Showback: v}}}, ledger.MonthSummary{Month: m}, nil
}

func newCommission() *commission.Service {
	room, err := commission.New(commission.Config{Items: tenPercent{}, Directory: tenPercent{}, Ledger: tenPercent{}, Clock: clock.Fixed(now)})
	if err != nil {
		panic(err)
	}
	return room
}

func TestCommissionsAreListedByCustomer(t *testing.T) {
	t.Parallel()
	h := newAPI(t, newRooms())
	rec, _ := request{"GET", "/commission?period=2026-11", nil, ""}.send(t, h)
	golden(t, "commission.json", rec.Body.Bytes())
	do := call(t, h)
	if got := do("GET", "/commission?filter=status:eq:none&sort=-base", "", 200); got["total"] != 1.0 || got["items"].([]any)[0].(map[string]any)["amount"] != nil {
		t.Errorf("%v", got)
	}
	if got := do("GET", "/commission?filter=percent:gte:10", "", 200); got["total"] != 1.0 {
		t.Errorf("%v", got)
	}
	for _, target := range []string{"/commission?filter=status:eq:perhaps", "/commission?sort=size", "/commission?period=soon"} {
		do("GET", target, "", 400)
	}
}

func TestACommissionIsChargedAtOnce(t *testing.T) {
	t.Parallel()
	h := newAPI(t, newRooms())
	do := call(t, h)
	body := func(more string) string { return `{"receiver_id":"111122223333"` + more + `}` }
	got := do("POST", "/commission/apply", body(`,"percent":"12.5","period":"2026-10"`), 202)
	plan, job := got["plan"].(map[string]any), got["job"].(map[string]any)
	item := plan["first_items"].([]any)[0].(map[string]any)
	if plan["kind"] != "commission" || plan["status"] != "applying" || plan["item_count"] != 1.0 || job["job_id"] == nil || item["customer_id"] != beta {
		t.Errorf("%v", got)
	}
	line := item["line_item"].(map[string]any)
	if amountOf(line, "amount") != "125" || line["percent"] != "12.5" || line["class"] != "commission" || line["type"] != "fee" {
		t.Errorf("%v", line)
	}
	for name, c := range map[string]struct {
		body        string
		status      int
		code, field string
	}{
		"no percent":          {body(`,"percent":"","period":"2026-10"`), 400, "invalid_request", "/percent"},
		"0":                   {body(`,"percent":"0","period":"2026-10"`), 400, "invalid_request", "/percent"},
		"101":                 {body(`,"percent":"101","period":"2026-10"`), 400, "invalid_request", "/percent"},
		"1e3":                 {body(`,"percent":"1e3","period":"2026-10"`), 400, "invalid_request", "/percent"},
		"a comma":             {body(`,"percent":"10,5","period":"2026-10"`), 400, "invalid_request", "/percent"},
		"a number":            {body(`,"percent":10,"period":"2026-10"`), 400, "invalid_request", "/percent"},
		"a closed month":      {body(`,"percent":"10","period":"2026-09"`), 400, "invalid_request", "/period"},
		"no customers":        {body(`,"percent":"10","period":"2026-10","customer_ids":[]`), 400, "invalid_request", "/customer_ids"},
		"an unknown customer": {body(`,"percent":"10","period":"2026-10","customer_ids":["219999999999"]`), 404, "customer_not_found", ""},
		"one who has one":     {body(`,"percent":"10","period":"2026-10","customer_ids":["210000000001"]`), 409, "plan_empty", ""},
		"an unknown wish":     {body(`,"percent":"10","period":"2026-10","existing":"both"`), 400, "invalid_request", "/existing"},
		"another receiver":    {`{"receiver_id":"222233334444","percent":"10","period":"2026-10"}`, 409, "receiver_mismatch", ""},
		"something besides":   {body(`,"percent":"10","period":"2026-10","amount":"5"`), 400, "invalid_request", "/amount"},
	} {
		rec, p := request{"POST", "/commission/apply", map[string]string{"Content-Type": "application/json"}, c.body}.send(t, h)
		if rec.Code != c.status || p.Code != c.code || c.field != "" && !names(p, c.field, "") {
			t.Errorf("%s: got %d %s", name, rec.Code, rec.Body)
		}
	}
}
