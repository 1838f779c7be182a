package credits

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/objects/file"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store/memory"
	"portal.example/backend/internal/transfers"
)

const (
	receiver = "111122223333"
	acme     = "210000000001"
	beta     = "210000000002"
	gamma    = "210000000003"
)

// aws answers by customer and counts.
type aws struct {
	mu      sync.Mutex
	grants  map[string][]Grant
	told    map[string]Allocations
	fails   map[string]error // of Credits
	untold  map[string]error // of Allocations
	asked   []string
	since   time.Time
	from    period.Month
	to      period.Month
	access  map[string]Access
	running int
	most    int
}

func (a *aws) Credits(ctx context.Context, s scope.Scope, ac Access, since time.Time) ([]Grant, error) {
	a.mu.Lock()
	a.asked, a.since = append(a.asked, ac.AccountID), since
	a.access[ac.AccountID] = ac
	a.running++
	a.most = max(a.most, a.running)
	a.mu.Unlock()
	defer func() {
		a.mu.Lock()
		a.running--
		a.mu.Unlock()
	}()
	if s.Receiver() != receiver {
		return nil, fmt.Errorf("asked for %s", s.Receiver())
	}
	return slices.Clone(a.grants[ac.AccountID]), cmpErr(ctx.Err(), a.fails[ac.AccountID])
}

func cmpErr(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func (a *aws) Allocations(_ context.Context, _ scope.Scope, ac Access, from, to period.Month) (Allocations, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.from, a.to = from, to
	return a.told[ac.AccountID], a.untold[ac.AccountID]
}

// house is the neighbours: three customers, of which two have a bill.
type house struct {
	applied  map[period.Month]map[string]Applied
	items    map[period.Month]*lineitems.Attributed
	policies map[string]string
	version  int
	details  int // how often a month was asked for
	more     int // customers beside the three
}

func (h *house) customers() []string {
	ids := []string{acme, beta, gamma}
	for i := range h.more {
		ids = append(ids, fmt.Sprintf("22%010d", i))
	}
	return ids
}

func (h *house) Directory(context.Context, scope.Scope) (*transfers.Directory, error) {
	d := &transfers.Directory{AsOf: now}
	for _, id := range h.customers() {
		d.Transfers = append(d.Transfers, transfers.Transfer{ID: "rt-" + id, Name: "Customer " + id[11:], Status: "ACCEPTED", SourceID: id, Start: november.Add(-30).Start()})
		d.Groups = append(d.Groups, transfers.BillingGroup{ARN: "arn:aws:billingconductor::" + receiver + ":billinggroup/" + id, Name: "group-" + id, PrimaryID: id})
	}
	return d, nil
}

func (h *house) Version(context.Context, scope.Scope) (string, error) {
	return fmt.Sprint(h.version), nil
}

func (h *house) Portfolio(_ context.Context, sc scope.Scope, m period.Month) (*ledger.Portfolio, ledger.MonthSummary, error) {
	applied, ok := h.applied[m]
	if !ok {
		return &ledger.Portfolio{Receiver: sc.Receiver(), Month: m}, ledger.MonthSummary{Month: m, Standing: ledger.StandingUnknown}, nil
	}
	var details []ledger.CustomerMonth
	for _, id := range h.customers() {
		c := ledger.CustomerMonth{CustomerID: id, Month: m, MyView: ledger.ViewMonth{Status: ledger.ViewFailed}, Showback: ledger.ViewMonth{Status: ledger.ViewFailed}}
		if a, ok := applied[id]; ok {
			c.MyView = ledger.ViewMonth{Status: ledger.ViewRead, Currency: a.Currency, AsOf: now}
			for _, p := range a.Parts {
				c.MyView.Entries = append(c.MyView.Entries, ledger.Entry{RecordType: "Credit", Service: p.Service, Amount: p.Amount})
				c.MyView.Total = c.MyView.Total.Add(p.Amount)
			}
		}
		details = append(details, c)
	}
	p := ledger.NewPortfolio(margin.Rules{}, sc.Receiver(), m, details)
	return p, ledger.Summarize(p), nil
}

func (h *house) Statement(_ context.Context, _ scope.Scope, m period.Month) (*margin.Statement, error) {
	st := &margin.Statement{Month: m, Provenance: margin.Provenance{From: m, To: m, AsOf: now}}
	if _, ok := h.applied[m]; ok {
		for _, id := range h.customers() {
			st.Rows = append(st.Rows, margin.Row{Key: id})
		}
	}
	return st, nil
}

func (h *house) Applied(_ context.Context, _ scope.Scope, m period.Month) (map[string]Applied, error) {
	h.details++
	return h.applied[m], nil
}

func (h *house) Policies(context.Context, scope.Scope) (func(string) string, error) {
	return func(customer string) string {
		if p, ok := h.policies[customer]; ok {
			return p
		}
		return "pass_through"
	}, nil
}

func (h *house) Attributed(_ context.Context, _ scope.Scope, m period.Month) (*lineitems.Attributed, error) {
	if a := h.items[m]; a != nil {
		return a, nil
	}
	return &lineitems.Attributed{Month: m}, nil
}

// carry says that the items of a month are known, and gives a customer items of a class.
func (h *house) carry(m period.Month, customer string, class lineitems.Class, amounts ...margin.Figure) {
	a := h.items[m]
	if a == nil {
		a = &lineitems.Attributed{Month: m, Kept: true, Customers: map[string]*lineitems.OfCustomer{}}
		h.items[m] = a
	}
	if len(amounts) == 0 {
		return
	}
	c := &lineitems.Carried{Sums: map[money.Currency]money.Decimal{}}
	for _, f := range amounts {
		row := &lineitems.Row{Kept: lineitems.Kept{Item: lineitems.Item{Currency: money.USD, Credit: true}, CustomerID: customer}, Amount: f}
		c.Items = append(c.Items, row)
		if !f.Known {
			c.Unknown++
			continue
		}
		c.Sums[money.USD] = c.Sums[money.USD].Add(f.Value)
	}
	if a.Customers[customer] == nil {
		a.Customers[customer] = &lineitems.OfCustomer{Classes: map[lineitems.Class]*lineitems.Carried{}}
	}
	a.Customers[customer].Classes[class] = c
	h.version++
}

type clockAt struct{ now *time.Time }

func (c clockAt) Now() time.Time { return *c.now }

type kit struct {
	*Service
	aws   *aws
	house *house
	now   *time.Time
	sc    scope.Scope
	c     Config
}

func as(t testing.TB, p scope.Principal) scope.Scope {
	t.Helper()
	sc, err := scope.New(receiver, p)
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

// setup is a receiver with two customers that have a bill for October and November: Acme with credits, Beta without. Of Gamma nothing could be read. None has granted a role.
func setup(t testing.TB) kit {
	t.Helper()
	files, err := file.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	at := now
	k := kit{
		aws:   &aws{grants: map[string][]Grant{}, told: map[string]Allocations{}, fails: map[string]error{}, untold: map[string]error{}, access: map[string]Access{}},
		house: &house{applied: map[period.Month]map[string]Applied{}, items: map[period.Month]*lineitems.Attributed{}, policies: map[string]string{beta: "keep"}},
		now:   &at,
	}
	for _, m := range []period.Month{november, november.Add(-1)} {
		k.house.applied[m] = map[string]Applied{
			acme: {money.USD, []Part{{lineitems.ClassCredit, "Amazon EC2", dec(t, "-100")}, {lineitems.ClassCredit, "Amazon RDS", dec(t, "-30.5")}, {lineitems.ClassFreeTierCredit, "AWS Lambda", dec(t, "-0.25")}}},
			beta: {money.USD, nil},
		}
	}
	k.c = Config{
		Source: k.aws, Directory: k.house, Ledger: k.house, Statements: k.house, Bills: k.house, Items: k.house, Store: memory.New(), Objects: files, Clock: clockAt{&at},
		Logger: slog.New(slog.DiscardHandler),
	}
	if k.Service, err = New(k.c); err != nil {
		t.Fatal(err)
	}
	k.sc = as(t, scope.Portal())
	return k
}

func role(customer string) string { return "arn:aws:iam::" + customer + ":role/credits" }

func (k kit) grant(t testing.TB, customers ...string) {
	t.Helper()
	for _, id := range customers {
		if _, err := k.PutAccess(t.Context(), AccessInput{k.sc, receiver, id, role(id), "btp-" + receiver}); err != nil {
			t.Fatal(err)
		}
	}
}

func (k kit) refresh(t testing.TB) {
	t.Helper()
	k.aws.asked = nil
	if err := k.Refresh(t.Context(), k.sc); err != nil {
		t.Fatal(err)
	}
}

// known credits of Acme: one of MAP that expires in 20 days, one without an end.
func (k kit) credit(t testing.TB, customer string) {
	t.Helper()
	k.aws.grants[customer] = []Grant{
		{ID: "9", AccountID: customer, Type: "Promotion", Description: "AWS Promotional Credit", Currency: money.USD, Initial: dec(t, "500"), Remaining: new(dec(t, "500")), StartsAt: november.Start()},
		{
			ID: "1", AccountID: customer, Type: "Promotion", Description: "MAP 2.0", Currency: money.USD, Initial: dec(t, "1000"), Remaining: new(dec(t, "700")), Estimated: new(dec(t, "600")),
			StartsAt: november.Add(-2).Start(), ExpiresAt: now.AddDate(0, 0, 20),
		},
	}
	k.aws.told[customer] = Allocations{Rows: []Allocation{
		{Month: november.Add(-2), CreditID: "1", AccountID: customer, Service: "Amazon EC2", Currency: money.USD, Amount: dec(t, "-200")},
		{Month: november, CreditID: "1", AccountID: customer, Service: "Amazon EC2", Currency: money.USD, Amount: dec(t, "-100"), Estimated: true},
		{Month: november.Add(-1), CreditID: "1", AccountID: customer, Service: "Amazon RDS", Currency: money.USD, Amount: dec(t, "-100")},
	}}
}

func query(t testing.TB, filter ...string) paging.Query {
	t.Helper()
	q, err := paging.Parse(paging.Raw{Filter: &filter, Limit: new(int32(100))})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func (k kit) tracker(t testing.TB) *Tracker {
	t.Helper()
	tr, err := k.Tracker(t.Context(), TrackerInput{Scope: k.sc, Month: november})
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func (k kit) customer(t testing.TB, id string) CustomerRow {
	t.Helper()
	list, err := k.ListCustomers(t.Context(), ListInput{Scope: k.sc, Month: november, Query: query(t, "customer_id:eq:"+id)})
	if err != nil || len(list.Page.Items) != 1 {
		t.Fatal(list, err)
	}
	return list.Page.Items[0]
}

func code(t testing.TB, err error) string {
	t.Helper()
	f, ok := fault.As(err)
	if !ok {
		return fmt.Sprint(err)
	}
	if len(f.Fields) > 0 {
		return f.Fields[0].Code
	}
	return f.Code
}

func (k kit) directory(t testing.TB) []transfers.Customer {
	t.Helper()
	d, err := k.house.Directory(t.Context(), k.sc)
	if err != nil {
		t.Fatal(err)
	}
	return d.Customers(*k.now)
}
