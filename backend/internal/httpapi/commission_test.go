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
