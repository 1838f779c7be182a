package lineitems

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/objects/file"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store/memory"
	"portal.example/backend/internal/transfers"
)

var (
	start    = time.Date(2026, time.November, 16, 12, 0, 0, 0, time.UTC)
	november = period.MonthOf(start)
	october  = november.Add(-1)
	august   = november.Add(-3)
)

const (
	acme  = "210000000001"
	beta  = "210000000002"
	group = "arn:aws:billingconductor::111122223333:billinggroup/" // and the customer's id
)

func dec(t testing.TB, s string) money.Decimal {
	t.Helper()
	d, err := money.ParseDecimal(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func arn(id string) string { return "arn:aws:billingconductor::111122223333:customlineitem/" + id }

// flat is an item of an amount, percentage one of a share; both were made long ago.
func flat(t testing.TB, id, customer, amount string) Item {
	v := dec(t, amount)
	return Item{ARN: arn(id), Name: id, GroupARN: group + customer, Currency: money.USD, Flat: &v, CreatedAt: start.AddDate(-1, 0, 0), ModifiedAt: start.AddDate(-1, 0, 0)}
}

func percentage(t testing.TB, id, customer, share string, associated int) Item {
	i := flat(t, id, customer, share)
	i.Flat, i.Percent, i.Associated = nil, i.Flat, associated
	return i
}

// aws answers with what it has and counts what it is asked for.
type aws struct {
	items    map[period.Month][]Item
	sources  map[string][]string
	failList error
	failOld  error // of months before October
	failOne  error // of calls about single items

	mu       sync.Mutex
	listed   []string
	asked    map[string]int // calls about single items, by kind
	versions []string
}

func (a *aws) LineItems(_ context.Context, _ scope.Scope, m period.Month) ([]Item, error) {
	a.listed = append(a.listed, m.String())
	if a.failOld != nil && m.Before(october) {
		return nil, a.failOld
	}
	return a.items[m], a.failList
}

func (a *aws) LineItemSources(_ context.Context, _ scope.Scope, id string, _ period.Month) ([]string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked["sources"]++
	return a.sources[id], a.failOne
}

func (a *aws) LineItemVersions(_ context.Context, _ scope.Scope, id string) ([]Version, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked["versions"]++
	a.versions = append(a.versions, id)
	return []Version{{Name: id, From: august}}, a.failOne
}

func (a *aws) forget() { a.listed, a.versions, a.asked = nil, nil, map[string]int{} }

// neighbours know two customers; of Acme there is Showback.
type neighbours struct {
	entries  []ledger.Entry // Showback of Acme in October and November
	asOf     time.Time      // when it was read
	currency money.Currency
	reads    *int // of details
}

func (n neighbours) Directory(context.Context, scope.Scope) (*transfers.Directory, error) {
	d := &transfers.Directory{AsOf: start}
	for _, id := range []string{acme, beta} {
		d.Transfers = append(d.Transfers, transfers.Transfer{ID: "rt-" + id, Name: "Customer " + id, Status: "ACCEPTED", SourceID: id, Start: august.Start()})
		d.Groups = append(d.Groups, transfers.BillingGroup{ARN: group + id, Name: "group-" + id, PrimaryID: id})
	}
	return d, nil
}

func (n neighbours) month(m period.Month, id string) ledger.CustomerMonth {
	c := ledger.CustomerMonth{CustomerID: id, Month: m, Showback: ledger.ViewMonth{Status: ledger.ViewFailed}}
	if id == acme && !m.Before(october) {
		c.Showback = ledger.ViewMonth{Status: ledger.ViewRead, Currency: n.currency, AsOf: n.asOf, Entries: n.entries}
		for _, e := range n.entries {
			c.Showback.Total = c.Showback.Total.Add(e.Amount)
		}
	}
	return c
}

func (n neighbours) Portfolio(_ context.Context, sc scope.Scope, m period.Month) (*ledger.Portfolio, ledger.MonthSummary, error) {
	p := ledger.NewPortfolio(margin.Rules{}, sc.Receiver(), m, []ledger.CustomerMonth{n.month(m, acme), n.month(m, beta)})
	for i := range p.Customers {
		p.Customers[i].ETag = fmt.Sprint(n.entries)
	}
	return p, ledger.MonthSummary{Month: m, ETag: fmt.Sprint(n.entries), WrittenAt: n.asOf}, nil
}

func (n neighbours) CustomerMonth(_ context.Context, _ scope.Scope, m period.Month, id string) (ledger.CustomerMonth, bool, error) {
	*n.reads++
	return n.month(m, id), true, nil
}

func (n neighbours) Statement(_ context.Context, _ scope.Scope, m period.Month) (*margin.Statement, error) {
	return &margin.Statement{Month: m, Provenance: margin.Provenance{From: m, To: m, AsOf: n.asOf}}, nil
}

type kit struct {
	*Service
	aws        *aws
	neighbours *neighbours
	now        *time.Time
	sc         scope.Scope
}

// clockAt reads a variable.
type clockAt struct{ now *time.Time }

func (c clockAt) Now() time.Time { return *c.now }

func setup(t testing.TB, items ...Item) kit {
	t.Helper()
	files, err := file.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	now := start
	k := kit{
		aws: &aws{items: map[period.Month][]Item{october: items, november: items}, sources: map[string][]string{}, asked: map[string]int{}},
		now: &now, neighbours: &neighbours{asOf: start, currency: money.USD, reads: new(int)},
	}
	k.Service, err = New(Config{
		Source: k.aws, Directory: k.neighbours, Ledger: k.neighbours, Statements: k.neighbours, Store: memory.New(), Objects: files, Clock: clockAt{&now},
		Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	if k.sc, err = scope.New("111122223333", scope.Portal()); err != nil {
		t.Fatal(err)
	}
	return k
}

// refresh reads anew after the counters were set back.
func (k kit) refresh(t testing.TB) {
	t.Helper()
	k.aws.forget()
	if err := k.Refresh(t.Context(), k.sc); err != nil {
		t.Fatal(err)
	}
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

// row finds an item of a month.
func (k kit) row(t testing.TB, m period.Month, id string) Row {
	t.Helper()
	d, err := k.Get(t.Context(), k.sc, id, m)
	if err != nil {
		t.Fatal(err)
	}
	return d.Row
}
