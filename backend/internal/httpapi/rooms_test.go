package httpapi

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"portal.example/api"
	"portal.example/backend/internal/accounts"
	"portal.example/backend/internal/anomalies"
	"portal.example/backend/internal/budgets"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/credits"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/gaps"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/preferences"
	"portal.example/backend/internal/pricing"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/snapshots"
	"portal.example/backend/internal/store/memory"
	"portal.example/backend/internal/transfers"
	"portal.example/backend/internal/usage"
)

const (
	receiver = "111122223333"
)

var now = time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)

// rooms answers for every room with little or nothing, or with a failure.
type rooms struct {
	fail           error
	transfers      []transfers.Row
	detail         *margin.Detail
	list           *margin.List
	plans          []pricing.PlanRow
	items          []lineitems.Row
	itemTotals     []lineitems.Totals
	reconciliation []lineitems.Reconciliation
	head           snapshots.Head
	job            jobs.Job
	panics         bool
	personal       *preferences.Service
	directory      []transfers.Transfer // plans are made from it
	groups         []transfers.BillingGroup
	anomalies      *anomalies.Service
	budgets        *budgets.Service
	gaps           *gaps.Service
	credits        *credits.Service
	version        string // of what pages are made of; empty while it changes
}

func (r *rooms) Version(_ context.Context, sc scope.Scope) (string, bool, error) {
	return r.version, r.version != "", sc.Check()
}

func (r *rooms) Open(_ context.Context, p scope.Principal, id string) (scope.Scope, error) {
	sc, err := scope.New(id, p)
	if err == nil && id != receiver {
		return scope.Scope{}, fault.New(fault.Forbidden, scope.CodeReceiverForbidden, "You may not use receiver "+id+". Choose another receiver.")
	}
	return sc, err
}

func (r *rooms) List(context.Context, scope.Principal) ([]accounts.Receiver, error) {
	return []accounts.Receiver{{ID: receiver, Name: "Example Distribution", Home: true, Status: accounts.StatusConnected}}, r.fail
}

func (r *rooms) Page(ctx context.Context, p scope.Principal, q paging.Query) (paging.Page[accounts.Receiver], error) {
	all, err := r.List(ctx, p)
	if err != nil {
		return paging.Page[accounts.Receiver]{}, err
	}
	return paging.Apply("accounts", all, q, paging.Schema[accounts.Receiver]{ID: func(a accounts.Receiver) string { return a.ID }, Search: func(a accounts.Receiver) []string { return []string{a.Name} }})
}

func (r *rooms) Months(context.Context, scope.Scope) ([]ledger.MonthSummary, error) {
	m, _ := period.ParseMonth("2026-10")
	return []ledger.MonthSummary{{Month: m, Standing: ledger.StandingFinal, Expected: 3, Collected: 3, Partial: 1, OldestAsOf: now, WrittenAt: now, Evidence: []ledger.Evidence{{Signal: "s", Value: "v", ObservedAt: now}}}}, r.fail
}

func (r *rooms) Details(context.Context, scope.Scope) ([]ledger.DetailSummary, error) {
	m, _ := period.ParseMonth("2026-10")
	return []ledger.DetailSummary{{Month: m.Add(1), Customers: 1, AsOf: now}, {Month: m, Customers: 3, AsOf: now}}, r.fail
}

func (r *rooms) History(ctx context.Context, sc scope.Scope) ([]margin.MonthRecord, error) {
	months, err := r.Months(ctx, sc)
	all := make([]margin.MonthRecord, len(months))
	for i, m := range months {
		all[i] = margin.MonthRecord{MonthSummary: m}
	}
	return all, err
}

func (r *rooms) Directory(context.Context, scope.Scope) (*transfers.Directory, error) {
	return &transfers.Directory{Receiver: receiver, AsOf: now, Transfers: r.directory, Groups: r.groups}, r.fail
}

func (r *rooms) Refresh(ctx context.Context, sc scope.Scope) (*transfers.Directory, error) {
	return r.Directory(ctx, sc)
}

func (r *rooms) Customer(_ context.Context, _ scope.Scope, id string, _ period.Month) (*margin.Detail, error) {
	if r.detail == nil {
		return nil, fault.New(fault.NotFound, margin.CodeCustomerNotFound, "Receiver has no customer "+id+".")
	}
	return r.detail, r.fail
}

func (r *rooms) Overview(_ context.Context, sc scope.Scope, m period.Month) (*margin.Overview, error) {
	if r.panics {
		panic("secret detail of a bug")
	}
	return &margin.Overview{Statement: &margin.Statement{Month: m, Provenance: provenance(m)}}, errors.Join(sc.Check(), r.fail)
}

func (r *rooms) Rows(_ context.Context, in margin.ListInput) (*margin.List, error) {
	if r.list != nil {
		return r.list, nil
	}
	page, err := paging.Apply("margins", nil, in.Query, paging.Schema[margin.Row]{Properties: map[string]paging.Property[margin.Row]{
		"label": paging.Text(func(r margin.Row) string { return r.Label }),
	}})
	return &margin.List{Page: page, Provenance: provenance(in.Month)}, errors.Join(err, r.fail)
}

func provenance(m period.Month) margin.Provenance {
	return margin.Provenance{From: m, To: m, Basis: margin.BasisUnblendedPreTax, Standing: ledger.StandingUnknown, Completeness: margin.Pending}
}

func (r *rooms) Request(sc scope.Scope, mode ledger.Mode) (jobs.StartInput, error) {
	return jobs.StartInput{Scope: sc, Kind: ledger.JobKind, Title: string(mode)}, r.fail
}

func (r *rooms) Estimates(context.Context, scope.Scope, ledger.Requests) ([]ledger.Estimate, error) {
	return each(ledger.Modes(), func(m ledger.Mode) ledger.Estimate {
		return ledger.Estimate{Mode: m, Customers: 3, Reads: 6, Requests: 6}
	}), r.fail
}

func (r *rooms) LastCollection(context.Context, scope.Scope) (jobs.Job, bool, error) {
	return r.job, r.job.ID != "", r.fail
}

func (r *rooms) Read(_ context.Context, _ scope.Scope, m period.Month) (usage.Reading, error) {
	one, _ := money.Parse("0.01", "USD")
	return usage.Reading{Month: m, Total: one, PricePerRequest: one, Cap: &one, Lines: []usage.Line{{Call: usage.Call{Service: "ce", Operation: "GetCostAndUsage"}, Requests: 1, Cost: one}}}, r.fail
}

func (r *rooms) CostRequests(context.Context, scope.Scope, period.Month) (int64, error) {
	return 1, r.fail
}

func (r *rooms) Cost(n int64) money.Amount { return money.New(money.FromInt(n), money.USD) }

func (r *rooms) ListPlans(_ context.Context, in pricing.PlansInput) (*pricing.PlanList, error) {
	page, err := paging.Apply("plans", r.plans, in.Query, paging.Schema[pricing.PlanRow]{
		Properties: map[string]paging.Property[pricing.PlanRow]{"name": paging.Text(func(p pricing.PlanRow) string { return p.Name })},
		ID:         func(p pricing.PlanRow) string { return p.ARN },
	})
	return &pricing.PlanList{Page: page, Head: r.head, Rules: 1, WithoutPlan: 2, Provenance: provenance(in.Month)}, errors.Join(err, in.Scope.Check(), r.fail)
}

func (r *rooms) ListRules(_ context.Context, in pricing.RulesInput) (*pricing.RuleList, error) {
	var rules []pricing.RuleRow
	for _, p := range r.plans {
		rules = append(rules, p.Rules...)
	}
	page, err := paging.Apply("rules", rules, in.Query, paging.Schema[pricing.RuleRow]{
		Properties: map[string]paging.Property[pricing.RuleRow]{"name": paging.Text(func(p pricing.RuleRow) string { return p.Name })},
		ID:         func(p pricing.RuleRow) string { return p.ARN },
	})
	return &pricing.RuleList{Page: page, Head: r.head}, errors.Join(err, in.Scope.Check(), r.fail)
}

// lineItemsStub has the items of rooms, whose method List is another's.
type lineItemsStub struct{ *rooms }

func (s lineItemsStub) List(_ context.Context, in lineitems.ListInput) (*lineitems.List, error) {
	page, err := paging.Apply("items", s.items, in.Query, paging.Schema[lineitems.Row]{
		Properties: map[string]paging.Property[lineitems.Row]{"name": paging.Text(func(i lineitems.Row) string { return i.Name })},
		ID:         func(i lineitems.Row) string { return i.ARN },
	})
	return &lineitems.List{
		Page: page, Head: s.head, Totals: s.itemTotals, Reconciliation: s.reconciliation, Provenance: provenance(in.Month),
	}, errors.Join(err, in.Scope.Check(), s.fail)
}

func (s lineItemsStub) Get(_ context.Context, sc scope.Scope, id string, m period.Month) (*lineitems.Detail, error) {
	for _, i := range s.items {
		if i.ID() == id {
			return &lineitems.Detail{Row: i, Provenance: provenance(m)}, errors.Join(sc.Check(), s.fail)
		}
	}
	return nil, fault.New(fault.NotFound, lineitems.CodeNotFound, "There is no custom line item "+id+".")
}

func (s lineItemsStub) AttributeAll(_ context.Context, in lineitems.AttributeAllInput) (attributed, skipped int, err error) {
	if in.Month.IsZero() || in.Class == "" {
		return 0, 0, errors.New("not told of the month or the class")
	}
	return len(in.IDs), len(in.Query.Terms), errors.Join(in.Scope.Check(), s.fail)
}

func (s lineItemsStub) Attribute(_ context.Context, in lineitems.AttributeInput) (lineitems.Attribution, error) {
	if in.Receiver != in.Scope.Receiver() {
		return lineitems.Attribution{}, fault.New(fault.Conflict, lineitems.CodeReceiverMismatch, "The body names another receiver.")
	}
	return lineitems.Attribution{Class: in.Class, Ground: lineitems.ByPerson, By: in.Scope.Principal().ID, At: now}, errors.Join(in.Scope.Check(), s.fail)
}

// transfersStub has the list methods whose names other rooms have too.
type transfersStub struct{ *rooms }

func (s transfersStub) List(_ context.Context, in transfers.ListInput) (paging.Page[transfers.Row], *transfers.Directory, error) {
	page, err := paging.Apply("transfers", s.transfers, in.Query, paging.Schema[transfers.Row]{
		Properties: map[string]paging.Property[transfers.Row]{"name": paging.Text(func(r transfers.Row) string { return r.Name })},
		ID:         func(r transfers.Row) string { return r.ID },
		Search:     func(r transfers.Row) []string { return []string{r.Name} },
	})
	return page, &transfers.Directory{Receiver: receiver, AsOf: now}, errors.Join(err, in.Scope.Check(), s.fail)
}

func (s transfersStub) ListCustomers(_ context.Context, in transfers.ListInput) (paging.Page[transfers.Customer], *transfers.Directory, error) {
	page, err := paging.Apply("customers", nil, in.Query, paging.Schema[transfers.Customer]{
		Properties: map[string]paging.Property[transfers.Customer]{"name": paging.Text(func(c transfers.Customer) string { return c.Name })},
	})
	return page, &transfers.Directory{Receiver: receiver}, errors.Join(err, in.Scope.Check(), s.fail)
}

func (s transfersStub) Quota(*transfers.Directory) transfers.Quota {
	return transfers.Quota{Used: 3, Invitations: 1, Limit: 10}
}

// jobsStub knows one job.
type jobsStub struct{ *rooms }

func (s jobsStub) known(sc scope.Scope, id jobs.ID) (jobs.Job, error) {
	if err := errors.Join(sc.Check(), s.fail); err != nil {
		return jobs.Job{}, err
	}
	if id != s.job.ID {
		return jobs.Job{}, fault.New(fault.NotFound, jobs.CodeJobNotFound, "There is no such job.")
	}
	return s.job, nil
}

func (s jobsStub) Start(_ context.Context, in jobs.StartInput) (jobs.Job, bool, error) {
	return s.job, true, errors.Join(in.Scope.Check(), s.fail)
}

func (s jobsStub) Get(_ context.Context, sc scope.Scope, id jobs.ID) (jobs.Job, error) {
	return s.known(sc, id)
}

func (s jobsStub) Cancel(_ context.Context, sc scope.Scope, id jobs.ID) (jobs.Job, error) {
	return s.known(sc, id)
}

func (s jobsStub) Page(_ context.Context, _ scope.Scope, q paging.Query) (paging.Page[jobs.Job], error) {
	return paging.Apply("jobs", []jobs.Job{s.job}, q, paging.Schema[jobs.Job]{ID: func(j jobs.Job) string { return string(j.ID) }, Search: func(j jobs.Job) []string { return []string{j.Title} }})
}

func (s jobsStub) ItemPage(_ context.Context, sc scope.Scope, id jobs.ID, q paging.Query) (paging.Page[jobs.Item], error) {
	if _, err := s.known(sc, id); err != nil {
		return paging.Page[jobs.Item]{}, err
	}
	return paging.Apply("items", []jobs.Item{{ID: "210000000001", Label: "Acme", Status: jobs.ItemDone}}, q, paging.Schema[jobs.Item]{ID: func(i jobs.Item) string { return i.ID }, Search: func(i jobs.Item) []string { return []string{i.Label} }})
}

func newRooms() *rooms {
	personal, _ := preferences.New(preferences.Config{Store: memory.New(), Clock: clock.Fixed(now)})
	return &rooms{personal: personal, anomalies: newAnomalies(), budgets: newBudgets(), gaps: newGaps(), credits: newCredits(), job: jobs.Job{
		ID: "job_01jd2v9r3k8m", Kind: ledger.JobKind, Receiver: receiver, Title: "Collect", Status: jobs.StatusRunning, Message: "Reading",
		CreatedAt: now, CreatedBy: "local", UpdatedAt: now, Attempts: 1,
	}}
}

// itemBook knows no line items.
type itemBook struct{ plans.ItemBook }

func (itemBook) Attributed(_ context.Context, _ scope.Scope, m period.Month) (*lineitems.Attributed, error) {
	return &lineitems.Attributed{Month: m, Kept: true}, nil
}

func (itemBook) Bases(context.Context, scope.Scope, period.Month, bool) (map[string]lineitems.Base, error) {
	return nil, nil
}

// noLedger has read nothing.
type noLedger struct{}

func (noLedger) Portfolio(_ context.Context, sc scope.Scope, m period.Month) (*ledger.Portfolio, ledger.MonthSummary, error) {
	return ledger.NewPortfolio(margin.Rules{}, sc.Receiver(), m, nil), ledger.MonthSummary{Month: m}, nil
}

// plansRoomOf is the real room over the rooms' directory; nobody runs its jobs, so nothing is asked of AWS.
func plansRoomOf(r *rooms) *plans.Service {
	room, err := plans.New(plans.Config{
		Store: memory.New(), Clock: clock.Fixed(now), Logger: slog.New(slog.DiscardHandler), AWS: struct{ plans.AWS }{}, Directory: r, Jobs: jobsStub{r},
		Timer: struct{ plans.Timer }{}, InboundQuota: 10, Writer: struct{ plans.LineItemWriter }{}, Source: struct{ plans.LineItemSource }{}, LineItems: itemBook{},
		Ledger: noLedger{},
	})
	if err != nil {
		panic(err)
	}
	room.Register(plans.CloseGaps, r.gaps)
	room.Register(plans.ChargeCommission, newCommission())
	return room
}

func config(r *rooms, log io.Writer) Config {
	return Config{
		Logger: slog.New(slog.NewJSONHandler(log, nil)), Clock: clock.Fixed(now), Authenticator: LocalPrincipal{}, Environment: Environment{Version: "test", Simulated: true},
		Checks:   []Check{{"state", func(context.Context) (string, bool) { return "", true }}},
		Accounts: r, Transfers: transfersStub{r}, Ledger: r, Margin: r, Collector: r, Collections: r, Jobs: jobsStub{r}, Usage: r, Versions: r, Preferences: r.personal, Plans: plansRoomOf(r),
		Anomalies: r.anomalies, Budgets: r.budgets, Pricing: r, LineItems: lineItemsStub{r}, Finops: finopsStub{r}, Gaps: r.gaps, Credits: r.credits,
		Commission: newCommission(), Schedules: newSchedules(r),
	}
}

// newAPI returns the surface over the rooms; every answer is compared with the contract.
func newAPI(t testing.TB, r *rooms) http.Handler {
	t.Helper()
	h, err := New(config(r, io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	return validated(t, h)
}

// validated fails the test when an answer is not what openapi.yaml promises.
func validated(t testing.TB, next http.Handler) http.Handler {
	t.Helper()
	spec, err := api.GetSpec()
	if err != nil {
		t.Fatal(err)
	}
	router, err := gorillamux.NewRouter(spec)
	if err != nil {
		t.Fatal(err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		next.ServeHTTP(rec, r)
		if err := checkAnswer(spec, router, r, rec); err != nil {
			t.Errorf("%s %q: %v\n%s", r.Method, r.URL, err, rec.Body)
		}
		maps.Copy(w.Header(), rec.Header())
		w.WriteHeader(rec.Code)
		_, _ = w.Write(rec.Body.Bytes())
	})
}

func checkAnswer(spec *openapi3.T, router routers.Router, r *http.Request, rec *httptest.ResponseRecorder) error {
	body := rec.Body.Bytes()
	if rec.Code >= 400 {
		if got := rec.Header().Get("Content-Type"); got != "application/problem+json" {
			return errors.New("a failure is " + got)
		}
		value, err := decode(body)
		if err != nil {
			return err
		}
		return spec.Components.Schemas["Problem"].Value.VisitJSON(value)
	}
	route, params, err := router.FindRoute(r)
	if err != nil {
		return nil //nolint:nilerr // not of the contract, such as /docs
	}
	return openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route},
		Status:                 rec.Code, Header: rec.Header(), Body: io.NopCloser(bytes.NewReader(body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	})
}
