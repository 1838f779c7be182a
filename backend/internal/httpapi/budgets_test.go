package httpapi

import (
	"context"
	"fmt"
	"testing"

	"portal.example/backend/internal/budgets"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store/memory"
)

// Portfolio has Acme in every month, a hundred a day of both views.
func (fourMonths) Portfolio(_ context.Context, _ scope.Scope, m period.Month) (*ledger.Portfolio, ledger.MonthSummary, error) {
	days, standing := int64(m.Days()), ledger.StandingFinal
	if m == period.MonthOf(now) {
		days, standing = 22, ledger.StandingOpen
	}
	view := ledger.ViewDigest{Status: ledger.ViewRead, Currency: money.USD, AsOf: now, Total: money.FromInt(100 * days)}
	return &ledger.Portfolio{Receiver: receiver, Month: m, Customers: []ledger.CustomerDigest{{CustomerID: acme, MyView: view, Showback: view, Standing: standing}}},
		ledger.MonthSummary{Month: m, Standing: standing, OldestAsOf: now}, nil
}

func (fourMonths) Version(context.Context, scope.Scope) (string, error) { return "1", nil }

func (f fourMonths) MonthDays(ctx context.Context, sc scope.Scope, m period.Month) (*ledger.MonthDays, ledger.DetailSummary, bool, error) {
	d, _, err := f.Days(ctx, sc, acme, m)
	v := ledger.DaysDigest{Status: ledger.ViewRead, Currency: money.USD, CoversTo: d.Showback.CoversTo}
	for range d.Showback.Days {
		v.Daily = append(v.Daily, money.FromInt(100))
	}
	return &ledger.MonthDays{Receiver: receiver, Month: m, Customers: []ledger.CustomerDaysDigest{{CustomerID: acme, MyView: v, Showback: v}}}, ledger.DetailSummary{}, true, err
}

func newBudgets() *budgets.Service {
	room, err := budgets.New(budgets.Config{Ledger: fourMonths{}, Directory: fourMonths{}, Store: memory.New(), Clock: clock.Fixed(now)})
	if err != nil {
		panic(err)
	}
	return room
}

func wantedBudget(customer, name, limit, currency, thresholds, more string) string {
	return fmt.Sprintf(`{"customer_id":%q,"name":%q,"measure":"charged","limit":{"amount":%q,"currency":%q},"thresholds":[%s]%s}`, customer, name, limit, currency, thresholds, more)
}

func TestBudgetsAreKeptAndStandInAMonth(t *testing.T) {
	t.Parallel()
	do := call(t, newAPI(t, newRooms()))
	got := do("POST", "/finops/budgets", wantedBudget(acme, "Acme monthly", "2500.50", "USD", "100,80", ""), 201)
	if got["state"] != "forecast_to_exceed" || got["used_percent"] != "87.98" || got["version"] != 1.0 || got["forecast"].(map[string]any)["amount"].(map[string]any)["amount"] != "3000" {
		t.Errorf("%v", got)
	}
	if f := got["forecast"].(map[string]any); f["level_percent"] != 80.0 || f["method"] == "" || got["forecast_note"] != nil {
		t.Errorf("%v", f)
	}
	at := "/finops/budgets/" + got["budget_id"].(string)
	if got := do("PUT", at, wantedBudget(acme, "Acme monthly", "2000", "USD", "", `,"version":1`), 200); got["state"] != "exceeded" || got["version"] != 2.0 {
		t.Errorf("%v", got)
	}
	if got := do("PUT", at, wantedBudget(acme, "Mine", "1", "USD", "", `,"version":1`), 409); got["code"] != "budget_changed" {
		t.Errorf("%v", got)
	}
	if got := do("GET", "/finops/budgets?filter=state:eq:exceeded&sort=-used_percent", "", 200); got["total"] != 1.0 {
		t.Errorf("%v", got)
	}
	past := do("GET", "/finops/budgets?period=2026-10", "", 200)["items"].([]any)[0].(map[string]any)
	if past["forecast"] != nil || past["forecast_note"] == nil || past["standing"] != "final" || past["actual"].(map[string]any)["amount"] != "3100" {
		t.Errorf("%v", past)
	}
	do("DELETE", at, "", 204)
	do("DELETE", at, "", 404)
}

func TestBudgetsThatCannotBeAreTold(t *testing.T) {
	t.Parallel()
	h := newAPI(t, newRooms())
	do := call(t, h)
	do("POST", "/finops/budgets", wantedBudget(acme, "Taken", "1", "USD", "", ""), 201)
	for name, c := range map[string]struct {
		method, target, body string
		status               int
		code, field          string
	}{
		"nothing":            {"POST", "/finops/budgets", wantedBudget(acme, "a", "0", "USD", "", ""), 400, "invalid_request", "/limit/amount"},
		"less than nothing":  {"POST", "/finops/budgets", wantedBudget(acme, "a", "-1", "USD", "", ""), 400, "invalid_request", "/limit/amount"},
		"no number":          {"POST", "/finops/budgets", wantedBudget(acme, "a", "1e9", "USD", "", ""), 400, "invalid_request", "/limit/amount"},
		"another currency":   {"POST", "/finops/budgets", wantedBudget(acme, "a", "1", "EUR", "", ""), 400, "invalid_request", "/limit/currency"},
		"no currency":        {"POST", "/finops/budgets", wantedBudget(acme, "a", "1", "dollar", "", ""), 400, "invalid_request", "/limit/currency"},
		"unknown customer":   {"POST", "/finops/budgets", wantedBudget("210000000099", "a", "1", "USD", "", ""), 400, "invalid_request", "/customer_id"},
		"threshold of zero":  {"POST", "/finops/budgets", wantedBudget(acme, "a", "1", "USD", "0", ""), 400, "invalid_request", "/thresholds/0"},
		"threshold too high": {"POST", "/finops/budgets", wantedBudget(acme, "a", "1", "USD", "1001", ""), 400, "invalid_request", "/thresholds/0"},
		"twice the same":     {"POST", "/finops/budgets", wantedBudget(acme, "a", "1", "USD", "80,80", ""), 400, "invalid_request", "/thresholds"},
		"too many":           {"POST", "/finops/budgets", wantedBudget(acme, "a", "1", "USD", "1,2,3,4,5,6", ""), 400, "invalid_request", "/thresholds"},
		"nameless":           {"POST", "/finops/budgets", wantedBudget(acme, " ", "1", "USD", "", ""), 400, "invalid_request", "/name"},
		"unknown property":   {"POST", "/finops/budgets", wantedBudget(acme, "a", "1", "USD", "", `,"owner":"me"`), 400, "invalid_request", "/owner"},
		"a name twice":       {"POST", "/finops/budgets", wantedBudget(acme, "TAKEN", "1", "USD", "", ""), 409, "budget_name_taken", ""},
		"unknown budget":     {"PUT", "/finops/budgets/bud_00000000", wantedBudget(acme, "a", "1", "USD", "", `,"version":1`), 404, "budget_not_found", ""},
		"malformed id":       {"DELETE", "/finops/budgets/7", "", 400, "invalid_request", "budget_id"},
		"malformed month":    {"GET", "/finops/budgets?period=soon", "", 400, "invalid_request", "period"},
		"unknown sort":       {"GET", "/finops/budgets?sort=size", "", 400, "invalid_request", "sort"},
	} {
		rec, p := request{c.method, c.target, map[string]string{"Content-Type": "application/json"}, c.body}.send(t, h)
		if rec.Code != c.status || p.Code != c.code || c.field != "" && !names(p, c.field, "") {
			t.Errorf("%s: got %d %s", name, rec.Code, rec.Body)
		}
	}
}
