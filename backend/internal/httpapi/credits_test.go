package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3filter"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/credits"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store/memory"
)

const acmeRole = "arn:aws:iam::" + acme + ":role/billing-transfer-portal-credits"

// creditHouse is what the room of credits asks: Acme, its bill, and its credits through the one role there is.
type creditHouse struct{ fourMonths }

func (creditHouse) Statement(_ context.Context, _ scope.Scope, m period.Month) (*margin.Statement, error) {
	return &margin.Statement{Month: m, Rows: []margin.Row{{Key: acme}}, Provenance: provenance(m)}, nil
}

func (creditHouse) Applied(context.Context, scope.Scope, period.Month) (map[string]credits.Applied, error) {
	return map[string]credits.Applied{acme: {Currency: money.USD, Parts: []credits.Part{
		{Class: lineitems.ClassCredit, Service: "Amazon EC2", Amount: money.FromInt(-120)}, {Class: lineitems.ClassFreeTierCredit, Service: "AWS Lambda", Amount: money.FromInt(-3)},
	}}}, nil
}

func (creditHouse) Policies(context.Context, scope.Scope) (func(string) string, error) {
	return func(string) string { return "pass_through" }, nil
}

func (creditHouse) Attributed(_ context.Context, _ scope.Scope, m period.Month) (*lineitems.Attributed, error) {
	return &lineitems.Attributed{Month: m, Kept: true, Customers: map[string]*lineitems.OfCustomer{acme: {Classes: map[lineitems.Class]*lineitems.Carried{
		lineitems.ClassCredit: {Sums: map[money.Currency]money.Decimal{money.USD: money.FromInt(-100)}},
	}}}}, nil
}

func (creditHouse) Credits(_ context.Context, _ scope.Scope, a credits.Access, _ time.Time) ([]credits.Grant, error) {
	if a.RoleARN != acmeRole {
		return nil, fault.New(fault.UpstreamDenied, ledger.CodeAWSDenied, "The role could not be assumed: AccessDenied.")
	}
	left := money.FromInt(700)
	return []credits.Grant{
		{
			ID: "1234567890", AccountID: acme, Type: "Promotion", Description: "MAP 2.0 migration credits", Currency: money.USD, Initial: money.FromInt(1_000), Remaining: &left, Estimated: &left,
			StartsAt: period.MonthOf(now).Add(-2).Start(), ExpiresAt: now.AddDate(0, 0, 45), Services: []string{"Amazon EC2"}, Application: "AFTER_DISCOUNTS", Sharing: "DEFAULT",
		},
		{ID: "2", AccountID: acme, Currency: "EUR", Initial: money.FromInt(5)},
	}, nil
}

func (creditHouse) Allocations(_ context.Context, _ scope.Scope, _ credits.Access, _, to period.Month) (credits.Allocations, error) {
	return credits.Allocations{Partial: true, Failed: []period.Month{to.Add(-20)}, Rows: []credits.Allocation{
		{Month: to, CreditID: "1234567890", AccountID: acme, Service: "Amazon EC2", Currency: money.USD, Amount: money.FromInt(-120), Estimated: true},
		{Month: to.Add(-1), CreditID: "1234567890", AccountID: acme, Currency: money.USD, Amount: money.FromInt(-180)},
	}}, nil
}

func newCredits() *credits.Service {
	h := creditHouse{}
	room, err := credits.New(credits.Config{
		Source: h, Directory: h, Ledger: h, Statements: h, Bills: h, Items: h, Store: memory.New(), Objects: &shelf{kept: map[string][]byte{}}, Clock: clock.Fixed(now), Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		panic(err)
	}
	return room
}

// collect reads the credits of the room, as a collection does.
func collect(t *testing.T, r *rooms) {
	t.Helper()
	sc, err := scope.New(receiver, scope.Portal())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.credits.Refresh(t.Context(), sc); err != nil {
		t.Fatal(err)
	}
}

func accessOf(role string) string {
	return `{"receiver_id":"` + receiver + `","role_arn":"` + role + `","external_id":"btp-` + receiver + `"}`
}

func TestCreditsSayWhatIsKnownAndLeaveOutTheRest(t *testing.T) {
	t.Parallel()
	r := newRooms()
	h := newAPI(t, r)
	do := call(t, h)
	hidden := do("GET", "/credit-tracker", "", http.StatusOK)
	if totals := hidden["totals"].([]any)[0].(map[string]any); totals["remaining"] != nil || totals["initial"] != nil || totals["applied"] == nil || hidden["balances_read_at"] != nil {
		t.Errorf("without a role nothing is said of balances: %v", hidden)
	}
	if got := do("PUT", "/customers/"+acme+"/credit-access", accessOf(acmeRole), http.StatusOK); got["role_arn"] != acmeRole || got["changed_by"] != "local" {
		t.Errorf("%v", got)
	}
	collect(t, r)
	for file, target := range map[string]string{
		"credit_tracker.json": "/credit-tracker?period=2026-11", "credit_customers.json": "/credit-tracker/customers?period=2026-11", "credits.json": "/credit-tracker/credits",
		"credit_allocations.json": "/credit-tracker/allocations", "applied_credits.json": "/credit-tracker/applied?period=2026-11",
		"credit_course.json": "/customers/" + acme + "/credits/1234567890", "credit_settings.json": "/credit-tracker/settings",
	} {
		rec, _ := request{"GET", target, nil, ""}.send(t, h)
		if rec.Code != http.StatusOK {
			t.Errorf("%s answers %d: %s", target, rec.Code, rec.Body)
			continue
		}
		golden(t, file, rec.Body.Bytes())
	}
	for _, list := range []string{"customers", "credits", "allocations", "applied"} {
		if rec, _ := asCSV("/credit-tracker/"+list).send(t, h); rec.Code != http.StatusOK || strings.Count(rec.Body.String(), "\n") < 2 {
			t.Errorf("%s as a table: %d %s", list, rec.Code, rec.Body)
		}
		if demo := do("GET", "/credit-tracker/"+list+"?demo=true", "", http.StatusOK); demo["total"].(float64) < 1 {
			t.Errorf("%v", demo)
		}
	}
	do("DELETE", "/customers/"+acme+"/credit-access", "", http.StatusNoContent)
	if got := do("DELETE", "/customers/"+acme+"/credit-access", "", http.StatusNotFound); got["code"] != credits.CodeAccessNotFound {
		t.Errorf("%v", got)
	}
	if got := do("GET", "/credit-tracker/credits", "", http.StatusOK); got["total"] != 0.0 || got["customers_hidden"] != 1.0 {
		t.Errorf("%v", got)
	}
}

func TestARoleThatDoesNotLetUsInIsSaid(t *testing.T) {
	t.Parallel()
	r := newRooms()
	do := call(t, newAPI(t, r))
	do("PUT", "/customers/"+acme+"/credit-access", accessOf(acmeRole+"-other"), http.StatusOK)
	collect(t, r)
	got := do("GET", "/credit-tracker/customers", "", http.StatusOK)["items"].([]any)[0].(map[string]any)
	if got["visibility"] != "denied" || got["remaining"] != nil || !strings.Contains(got["visibility_note"].(string), "AccessDenied") {
		t.Errorf("%v", got)
	}
}

func TestTheRoleTemplateIsFilledIn(t *testing.T) {
	t.Parallel()
	rec, _ := request{"GET", "/credit-tracker/role-template", nil, ""}.send(t, newAPI(t, newRooms()))
	if rec.Code != http.StatusOK || !strings.HasPrefix(rec.Header().Get("Content-Type"), "text/yaml") || !strings.Contains(rec.Body.String(), `Default: "btp-`+receiver+`"`) {
		t.Errorf("%d %v %s", rec.Code, rec.Header(), rec.Body)
	}
}

func TestCreditsRefuseWhatCannotBe(t *testing.T) {
	t.Parallel()
	do := call(t, newAPI(t, newRooms()))
	settings := do("PUT", "/credit-tracker/settings", `{"map_patterns":["MAP*","*migration*"],"alert_days":[10,45],"version":0}`, http.StatusOK)
	if settings["version"] != 1.0 || settings["changed_by"] != "local" {
		t.Errorf("%v", settings)
	}
	for _, c := range []struct {
		method, target, body string
		status               int
		code, field          string
	}{
		{"GET", "/credit-tracker?period=2026-13", "", 400, "invalid_request", "period"},
		{"GET", "/credit-tracker/credits?period=2026-11", "", 400, "invalid_request", "period"},
		{"GET", "/credit-tracker/credits?filter=nonsense:eq:1", "", 400, "invalid_request", "filter"},
		{"GET", "/credit-tracker/customers?filter=visibility:eq:maybe", "", 400, "invalid_request", "filter"},
		{"GET", "/credit-tracker/allocations?sort=nonsense", "", 400, "invalid_request", "sort"},
		{"GET", "/credit-tracker/applied?demo=perhaps", "", 400, "invalid_request", "demo"},
		{"PUT", "/credit-tracker/settings", `{"map_patterns":[],"alert_days":[30],"version":0}`, 409, credits.CodeSettingsChanged, ""},
		{"PUT", "/credit-tracker/settings", `{"map_patterns":[],"alert_days":[],"version":1}`, 400, "invalid_request", "/alert_days"},
		{"PUT", "/credit-tracker/settings", `{"map_patterns":[],"alert_days":[400],"version":1}`, 400, "invalid_request", "/alert_days/0"},
		{"PUT", "/credit-tracker/settings", `{"map_patterns":["**"],"alert_days":[30],"version":1}`, 400, "invalid_request", "/map_patterns/0"},
		{"PUT", "/customers/" + acme + "/credit-access", accessOf("arn:aws:iam::210000000002:role/x"), 400, "invalid_request", "/role_arn"},
		{"PUT", "/customers/" + acme + "/credit-access", accessOf("arn:aws:iam::" + acme + ":user/x"), 400, "invalid_request", "/role_arn"},
		{"PUT", "/customers/" + acme + "/credit-access", strings.Replace(accessOf(acmeRole), `"`+receiver+`"`, `"222233334444"`, 1), 409, "receiver_mismatch", ""},
		{"PUT", "/customers/210000000009/credit-access", accessOf("arn:aws:iam::210000000009:role/x"), 404, "customer_not_found", ""},
		{"DELETE", "/customers/" + acme + "/credit-access", "", 404, credits.CodeAccessNotFound, ""},
	} {
		got := do(c.method, c.target, c.body, c.status)
		if got["code"] != c.code {
			t.Errorf("%s %s %s: %v", c.method, c.target, c.body, got)
		}
		if c.field == "" {
			continue
		}
		first := got["errors"].([]any)[0].(map[string]any)
		if first["parameter"] != c.field && first["pointer"] != c.field {
			t.Errorf("%s %s %s: %v", c.method, c.target, c.body, first)
		}
	}
}

func TestAViewerMayNotChangeHowCreditsAreRead(t *testing.T) {
	t.Parallel()
	c := config(newRooms(), new(strings.Builder))
	c.Authenticator = viewers{}
	h, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	do := call(t, validated(t, h))
	do("GET", "/credit-tracker", "", http.StatusOK)
	for target, body := range map[string]string{"/credit-tracker/settings": `{"map_patterns":[],"alert_days":[30],"version":0}`, "/customers/" + acme + "/credit-access": accessOf(acmeRole)} {
		if got := do("PUT", target, body, http.StatusForbidden); got["code"] != "operator_needed" {
			t.Errorf("%s: %v", target, got)
		}
	}
}

// viewers lets everybody look.
type viewers struct{}

func (viewers) Authenticate(*http.Request) (scope.Principal, error) {
	return scope.Principal{ID: "viewer", Roles: []scope.Role{scope.Viewer}, AllReceivers: true}, nil
}

// TestMain teaches the validator of answers that a template is a text.
func TestMain(m *testing.M) {
	openapi3filter.RegisterBodyDecoder("text/yaml", openapi3filter.FileBodyDecoder)
	m.Run()
}
