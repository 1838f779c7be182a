package gaps

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/objects/file"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store/memory"
	"portal.example/backend/internal/transfers"
)

const (
	receiver = "111122223333"
	acme     = "210000000001" // has one of everything
	beta     = "210000000002"
	bare     = "210000000003" // without Showback
	denied   = "210000000004" // My view was denied
	pending  = "210000000005" // not collected
	group    = "arn:aws:billingconductor::111122223333:billinggroup/"
)

var (
	start    = time.Date(2026, time.November, 16, 12, 0, 0, 0, time.UTC)
	november = period.MonthOf(start)
	october  = november.Add(-1)
)

func dec(t testing.TB, s string) money.Decimal {
	t.Helper()
	d, err := money.ParseDecimal(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// entry is written "record type|service|amount".
func entry(t testing.TB, recordType, service, amount string) ledger.Entry {
	t.Helper()
	return ledger.Entry{RecordType: recordType, Service: service, Amount: dec(t, amount)}
}

func read(entries ...ledger.Entry) ledger.ViewMonth {
	v := ledger.ViewMonth{Status: ledger.ViewRead, Currency: money.USD, AsOf: start.Add(-time.Hour), Entries: entries}
	for _, e := range entries {
		v.Total = v.Total.Add(e.Amount)
	}
	return v
}

// house is the neighbours of the room.
type house struct {
	t       testing.TB
	months  map[period.Month]map[string]ledger.CustomerMonth
	reads   int
	etag    int
	rows    map[period.Month][]lineitems.Row
	gone    []lineitems.Made
	unread  bool // line items were never read
	items   int  // version of the line items
	planned map[Key]plans.ID
	groups  map[string]string // status by customer
	now     time.Time
}

func (h *house) Now() time.Time { return h.now }

func (h *house) Portfolio(_ context.Context, sc scope.Scope, m period.Month) (*ledger.Portfolio, ledger.MonthSummary, error) {
	var details []ledger.CustomerMonth
	for _, c := range h.months[m] {
		details = append(details, c)
	}
	slices.SortFunc(details, func(a, b ledger.CustomerMonth) int {
		if a.CustomerID < b.CustomerID {
			return -1
		}
		return 1
	})
	p := ledger.NewPortfolio(margin.Rules{}, sc.Receiver(), m, details)
	for i := range p.Customers {
		p.Customers[i].ETag = fmt.Sprint(h.etag)
	}
	return p, ledger.MonthSummary{Month: m, ETag: fmt.Sprint(h.etag)}, sc.Check()
}

func (h *house) CustomerMonth(_ context.Context, _ scope.Scope, m period.Month, id string) (ledger.CustomerMonth, bool, error) {
	h.reads++
	c, ok := h.months[m][id]
	return c, ok, nil
}

func (h *house) Directory(context.Context, scope.Scope) (*transfers.Directory, error) {
	d := &transfers.Directory{Receiver: receiver, AsOf: start}
	for id, status := range h.groups {
		d.Transfers = append(d.Transfers, transfers.Transfer{ID: "rt-" + id, Name: "Customer " + id[11:], Status: "ACCEPTED", SourceID: id, Start: november.Add(-9).Start()})
		if status != "" {
			d.Groups = append(d.Groups, transfers.BillingGroup{ARN: group + id, Name: "group-" + id, PrimaryID: id, Status: status})
		}
	}
	return d, nil
}

func (h *house) Values(_ context.Context, _ scope.Scope, m period.Month) (lineitems.Values, error) {
	v := lineitems.Values{Rows: h.rows[m], Missing: h.gone, Provenance: margin.Provenance{From: m, To: m, Basis: margin.BasisUnblendedPreTax, Standing: ledger.StandingFinal, Completeness: margin.Complete}}
	if h.unread {
		v.Provenance.Warnings = []margin.Warning{{Code: lineitems.WarnNotKept}}
	}
	return v, nil
}

// Version is of the line items.
func (h *house) Version(context.Context, scope.Scope) (string, error) {
	return fmt.Sprint(h.items), nil
}

func (h *house) Planned(context.Context, scope.Scope, period.Month) (map[Key]plans.ID, error) {
	return h.planned, nil
}

// item is a line item of a customer in a month; its amount is signed, and empty when it is not known.
func (h *house) item(m period.Month, id, customer string, class lineitems.Class, amount string) *lineitems.Row {
	h.t.Helper()
	r := lineitems.Row{
		Kept:        lineitems.Kept{Item: lineitems.Item{ARN: "arn:aws:billingconductor::111122223333:customlineitem/" + id, Name: id, Currency: money.USD}, CustomerID: customer},
		Status:      lineitems.StatusActive,
		Attribution: lineitems.Attribution{Class: class},
	}
	if amount != "" {
		r.Amount = margin.Known(dec(h.t, amount))
	}
	if h.rows == nil {
		h.rows = map[period.Month][]lineitems.Row{}
	}
	h.rows[m] = append(h.rows[m], r)
	h.items++
	return &h.rows[m][len(h.rows[m])-1]
}

// whole is a page of everything.
var whole = paging.Query{Limit: 100, Match: paging.All}

type kit struct {
	*Service
	*house

	sc scope.Scope
}

func operator(t testing.TB) scope.Scope {
	t.Helper()
	sc, err := scope.New(receiver, scope.Principal{ID: "local", Roles: []scope.Role{scope.Admin}, AllReceivers: true})
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

// everything is a month of Acme with each class, and Showback at list prices.
func everything(t testing.TB) ledger.CustomerMonth {
	t.Helper()
	return ledger.CustomerMonth{
		MyView: read(
			entry(t, "Bundled Discount", "Amazon CloudFront", "-12.5"),
			entry(t, "Credit", "Amazon Elastic Compute Cloud - Compute", "-100.0000000001"),
			entry(t, "Credit", "AWS Free Tier", "-3"),
			entry(t, "Other", "Amazon Registrar", "15"),
			entry(t, "Refund", "Amazon Relational Database Service", "-40.25"),
			entry(t, "SavingsPlanNegation", "Savings Plans for AWS Compute usage", "-60"),
			entry(t, "Solution Provider Program Discount", "Amazon Elastic Compute Cloud - Compute", "-50"),
			entry(t, "Support", "AWS Support (Business)", "123.456"),
			entry(t, "Tax", "Amazon Elastic Compute Cloud - Compute", "70"),
			entry(t, "Usage", "Amazon Elastic Compute Cloud - Compute", "1000"),
		),
		Showback: read(
			entry(t, "SavingsPlanNegation", "Savings Plans for AWS Compute usage", "-60"),
			entry(t, "Usage", "Amazon Elastic Compute Cloud - Compute", "1100"),
		),
	}
}

func setup(t testing.TB) kit {
	t.Helper()
	files, err := file.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	failed := func(s ledger.ViewStatus, why string) ledger.ViewMonth {
		return ledger.ViewMonth{Status: s, Detail: why}
	}
	usage := read(entry(t, "Usage", "Amazon Simple Storage Service", "10"))
	month := func(c ledger.CustomerMonth, id string, m period.Month) ledger.CustomerMonth {
		c.CustomerID, c.Month = id, m
		return c
	}
	h := &house{t: t, now: start, months: map[period.Month]map[string]ledger.CustomerMonth{}, groups: map[string]string{acme: "ACTIVE", beta: "ACTIVE", bare: "", denied: "ACTIVE", pending: "ACTIVE"}}
	for _, m := range []period.Month{october, november} {
		all := map[string]ledger.CustomerMonth{
			acme:   month(everything(t), acme, m),
			beta:   month(ledger.CustomerMonth{MyView: usage, Showback: usage}, beta, m),
			bare:   month(ledger.CustomerMonth{MyView: everything(t).MyView, Showback: failed(ledger.ViewNone, "AWS lists no Showback of the customer.")}, bare, m),
			denied: month(ledger.CustomerMonth{MyView: failed(ledger.ViewDenied, "AWS denied ce:GetCostAndUsage."), Showback: usage}, denied, m),
		}
		h.months[m] = all
	}
	s, err := New(Config{Ledger: h, Directory: h, LineItems: h, Plans: h, Store: memory.New(), Objects: files, Clock: h})
	if err != nil {
		t.Fatal(err)
	}
	return kit{s, h, operator(t)}
}

func (k kit) list(t testing.TB, m period.Month, filter ...string) *List {
	t.Helper()
	q, err := paging.Parse(paging.Raw{Filter: &filter, Limit: new(int32(100))})
	if err != nil {
		t.Fatal(err)
	}
	list, err := k.List(t.Context(), ListInput{Scope: k.sc, Month: m, Query: q})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// gap finds a row of a month.
func (k kit) gap(t testing.TB, m period.Month, customer string, class Class) *Gap {
	t.Helper()
	list := k.list(t, m, "customer_id:eq:"+customer, "class:eq:"+string(class))
	if list.Page.Total != 1 {
		t.Fatalf("%d rows of %s of %s", list.Page.Total, class, customer)
	}
	return list.Page.Items[0]
}

func (k kit) set(t testing.TB, class Class, customer string, mode Mode, percent string) {
	t.Helper()
	in := PolicyInput{Scope: k.sc, Receiver: receiver, Class: class, CustomerID: customer, Mode: mode}
	if percent != "" {
		p := dec(t, percent)
		in.Percent = &p
	}
	if _, err := k.SetPolicy(t.Context(), in); err != nil {
		t.Fatal(err)
	}
}

func (k kit) propose(t testing.TB, in plans.Gaps) plans.Wanted {
	t.Helper()
	w, err := k.Propose(t.Context(), k.sc, plans.Request{Gaps: &in})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// text is a row for people who compare: status my view, carried, wanted and proposal.
func (g *Gap) text() string {
	if !g.Known {
		return string(g.Status)
	}
	proposal := "-"
	if g.Proposal != nil {
		proposal = g.Proposal.String()
	}
	return fmt.Sprint(g.Status, " ", g.MyView, " ", g.Carried, " ", g.Wanted, " ", proposal)
}
