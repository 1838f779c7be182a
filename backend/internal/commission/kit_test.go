package commission

import (
	"context"
	"fmt"
	"testing"
	"time"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/snapshots"
	"portal.example/backend/internal/transfers"
)

var (
	start    = time.Date(2026, time.November, 16, 12, 0, 0, 0, time.UTC)
	november = period.MonthOf(start)
	october  = november.Add(-1)
	august   = november.Add(-3)
)

const (
	acme   = "210000000001"
	beta   = "210000000002"
	gamma  = "210000000003" // has no billing group
	delta  = "210000000004" // was charged nothing
	groups = "arn:aws:billingconductor::111122223333:billinggroup/"
)

func dec(t testing.TB, s string) money.Decimal {
	t.Helper()
	d, err := money.ParseDecimal(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// world is the neighbours: what they know of each month.
type world struct {
	rows    map[period.Month][]lineitems.Row
	bases   map[period.Month]map[string]lineitems.Base
	without map[period.Month]map[string]lineitems.Base
	missing map[string][]lineitems.Made
	unread  map[period.Month]bool // items that were never read
	version int
	made    int // how often a month was worked out
}

func (w *world) Directory(context.Context, scope.Scope) (*transfers.Directory, error) {
	d := &transfers.Directory{AsOf: start}
	for id, name := range map[string]string{acme: "Acme", beta: "Beta", gamma: "Gamma", delta: "Delta"} {
		d.Transfers = append(d.Transfers, transfers.Transfer{ID: "rt-" + id, Name: name, Status: "ACCEPTED", SourceID: id, Start: august.Start()})
		if id != gamma {
			d.Groups = append(d.Groups, transfers.BillingGroup{ARN: groups + id, Name: name, PrimaryID: id})
		}
	}
	return d, nil
}

func (w *world) Values(_ context.Context, _ scope.Scope, m period.Month) (lineitems.Values, error) {
	w.made++
	v := lineitems.Values{Provenance: margin.Provenance{From: m, To: m, AsOf: start}}
	if !w.unread[m] {
		v.Rows, v.Head = w.rows[m], snapshots.Head{AsOf: start}
	}
	return v, nil
}

func (w *world) Attributed(_ context.Context, _ scope.Scope, m period.Month) (*lineitems.Attributed, error) {
	a := &lineitems.Attributed{Month: m, Kept: !w.unread[m], Version: fmt.Sprint(w.version), Customers: map[string]*lineitems.OfCustomer{}}
	for id, made := range w.missing {
		a.Customers[id] = &lineitems.OfCustomer{Missing: made}
	}
	return a, nil
}

func (w *world) Bases(_ context.Context, _ scope.Scope, m period.Month, without bool) (map[string]lineitems.Base, error) {
	if without {
		return w.without[m], nil
	}
	return w.bases[m], nil
}

func (w *world) Portfolio(_ context.Context, sc scope.Scope, m period.Month) (*ledger.Portfolio, ledger.MonthSummary, error) {
	p := &ledger.Portfolio{Receiver: sc.Receiver(), Month: m}
	for _, id := range []string{acme, beta, gamma, delta} {
		if b, ok := w.bases[m][id]; ok {
			p.Customers = append(p.Customers, ledger.CustomerDigest{CustomerID: id, Showback: ledger.ViewDigest{Status: ledger.ViewRead, Currency: b.Currency, AsOf: start, Total: b.Amount.Add(money.FromInt(50))}})
		}
	}
	return p, ledger.MonthSummary{Month: m}, nil
}

func base(t testing.TB, amount string, m period.Month) lineitems.Base {
	t.Helper()
	return lineitems.Base{Currency: money.USD, Amount: dec(t, amount), Note: "Showback of " + monthName(m) + " without custom line items."}
}

// item is a percentage fee of a customer's billing group with a base of 1000, attributed as a commission since August.
func item(t testing.TB, id, customer, percent string) lineitems.Row {
	p := dec(t, percent)
	b := dec(t, "1000")
	return lineitems.Row{
		Kept: lineitems.Kept{
			Item:       lineitems.Item{ARN: "arn:aws:billingconductor::111122223333:customlineitem/" + id, Name: id, GroupARN: groups + customer, Currency: money.USD, Percent: &p, Associated: 1},
			CustomerID: customer, Sources: []string{groups + customer}, Versions: []lineitems.Version{{From: august}},
		},
		Status: lineitems.StatusActive, Attribution: lineitems.Attribution{Class: lineitems.ClassCommission, Ground: lineitems.ByPerson},
		Base: margin.Known(b), BaseNote: "Showback.", Amount: margin.Known(b.Percent(p, 10)),
	}
}

// ofMonth makes an item one of a single month.
func ofMonth(r lineitems.Row, m period.Month) lineitems.Row {
	r.Versions = []lineitems.Version{{From: m, To: m.Add(1)}}
	return r
}

// nobody takes the attribution away.
func nobody(r lineitems.Row) lineitems.Row {
	r.Attribution = lineitems.Attribution{Class: lineitems.ClassUnattributed, Ground: lineitems.ByNobody}
	return r
}

// empty makes an item a percentage of nothing.
func empty(r lineitems.Row) lineitems.Row {
	r.Sources, r.Base, r.Amount = nil, margin.Known(money.Zero), margin.Known(money.Zero)
	r.Warnings = append(r.Warnings, lineitems.WarnNoResources)
	return r
}

type kit struct {
	*Service
	w  *world
	sc scope.Scope
}

type fixed struct{}

func (fixed) Now() time.Time { return start }

// setup knows four customers; Showback of the first two was read, with a base of 1000 in October and 400 so far in November.
func setup(t testing.TB, rows ...lineitems.Row) *kit {
	t.Helper()
	w := &world{
		rows: map[period.Month][]lineitems.Row{october: rows, november: rows}, unread: map[period.Month]bool{}, missing: map[string][]lineitems.Made{},
		bases: map[period.Month]map[string]lineitems.Base{
			october:  {acme: base(t, "1000", october), beta: base(t, "2000", october), gamma: base(t, "10", october), delta: base(t, "0", october)},
			november: {acme: base(t, "400", november), beta: base(t, "800", november), gamma: base(t, "5", november), delta: base(t, "0", november)},
		},
		without: map[period.Month]map[string]lineitems.Base{
			october:  {acme: base(t, "1250", october), beta: base(t, "2000", october)},
			november: {acme: base(t, "500", november), beta: base(t, "800", november)},
		},
	}
	k := &kit{w: w}
	var err error
	if k.Service, err = New(Config{Items: w, Directory: w, Ledger: w, Clock: fixed{}}); err != nil {
		t.Fatal(err)
	}
	if k.sc, err = scope.New("111122223333", scope.Portal()); err != nil {
		t.Fatal(err)
	}
	return k
}

var everything = paging.Query{Limit: 100, Match: paging.All} //nolint:gochecknoglobals // a constant

func (k *kit) list(t testing.TB, m period.Month) *List {
	t.Helper()
	list, err := k.List(t.Context(), ListInput{Scope: k.sc, Month: m, Query: everything})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func (k *kit) of(t testing.TB, m period.Month, customer string) Row {
	t.Helper()
	for _, r := range k.list(t, m).Page.Matched {
		if r.CustomerID == customer {
			return r
		}
	}
	t.Fatalf("%s is not listed", customer)
	return Row{}
}

// static is a directory that was made before.
type static struct{ d *transfers.Directory }

func (s static) Directory(context.Context, scope.Scope) (*transfers.Directory, error) {
	return s.d, nil
}
