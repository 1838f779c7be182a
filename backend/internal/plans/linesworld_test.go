package plans

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/objects"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
	"portal.example/backend/internal/transfers"
)

const groupARN = "arn:aws:billingconductor::111122223333:billinggroup/"

// customers of the tests of line items, all billed for a year.
var customers = []string{"210000000001", "210000000005", "210000000006", "210000000007"}

// charge is a line item at AWS, over some months.
type charge struct {
	lineitems.Item
	from, to period.Month // to is exclusive; zero: no end
	except   []period.Month
}

func (c charge) in(m period.Month) bool {
	return !m.Before(c.from) && (c.to.IsZero() || m.Before(c.to)) && !slices.Contains(c.except, m)
}

// billing is Billing Conductor as these tests see it; it outlives every process. Unless told otherwise it makes another item whenever it is asked, whatever the token: only looking
// first keeps an item from being made twice.
type billing struct {
	mu      sync.Mutex
	now     time.Time
	charges []*charge
	tokens  map[string]string // that were honoured
	honest  bool              // honours tokens, as AWS does
	writes  []string          // that had an effect
	lists   int
	refuse  map[string]error // creations by the name's beginning
}

func newBilling() *billing {
	return &billing{now: now, tokens: map[string]string{}, refuse: map[string]error{}}
}

// text is everything that is at AWS, but for what is made anew each time it is made.
func (b *billing) text() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var lines []string
	for _, c := range b.charges {
		var months []string
		for m := period.MonthOf(b.now).Add(-3); m.Before(period.MonthOf(b.now).Add(4)); m = m.Add(1) {
			if c.in(m) {
				months = append(months, m.String())
			}
		}
		if len(months) > 0 {
			lines = append(lines, fmt.Sprint(c.Name, " ", c.GroupARN, " ", c.Type(), " ", c.Flat, c.Percent, " ", c.Associated, " ", c.Description, " ", months))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func (b *billing) find(arn string) *charge {
	for _, c := range b.charges {
		if c.ARN == arn {
			return c
		}
	}
	return nil
}

// add puts an item there without anybody asking, as a person at the console does.
func (b *billing) add(name, customer, amount string, credit bool, from, to period.Month) *charge {
	value, err := money.ParseDecimal(amount)
	if err != nil {
		panic(err)
	}
	c := &charge{from: from, to: to, Item: lineitems.Item{
		ARN: fmt.Sprintf("arn:aws:billingconductor::111122223333:customlineitem/c%06d", len(b.charges)+1), Name: name, Description: name, GroupARN: groupARN + customer, Credit: credit,
		Currency: "USD", Flat: &value, CreatedAt: b.now.Add(-time.Hour), ModifiedAt: b.now.Add(-time.Hour),
	}}
	b.charges = append(b.charges, c)
	return c
}

// conductor is Billing Conductor as a process reaches it.
type conductor struct {
	b *billing
	l *life
}

func (c conductor) change(what string, change func() (string, error)) (Receipt, error) {
	effect, heard := c.l.weather()
	if !effect {
		return Receipt{}, heard
	}
	c.b.mu.Lock()
	defer c.b.mu.Unlock()
	arn, refused := change()
	if refused == nil {
		c.b.writes = append(c.b.writes, what)
	}
	if heard == nil {
		heard = refused
	}
	if heard != nil {
		arn = ""
	}
	return Receipt{RequestID: fmt.Sprint("request-", len(c.b.writes)), ARN: arn}, heard
}

func (c conductor) CreateLineItem(_ context.Context, _ scope.Scope, token string, in NewLineItem) (Receipt, error) {
	return c.change("create "+in.Name, func() (string, error) {
		if arn := c.b.tokens[token]; arn != "" && c.b.honest {
			return arn, nil
		}
		for beginning, err := range c.b.refuse {
			if strings.HasPrefix(in.Name, beginning) {
				return "", err
			}
		}
		current := period.MonthOf(c.b.now)
		if in.From != current && in.From != current.Add(-1) {
			return "", fault.New(fault.Conflict, CodeRefusedByAWS, "The month is closed.")
		}
		item := &charge{from: in.From, to: in.To, Item: lineitems.Item{
			ARN: fmt.Sprintf("arn:aws:billingconductor::111122223333:customlineitem/i%06d", len(c.b.charges)+1), Name: in.Name, Description: in.Description, GroupARN: in.GroupARN,
			Credit: in.Credit, Currency: "USD", Flat: in.Flat, Percent: in.Percent, Service: in.Service, Associated: len(in.Of), CreatedAt: c.b.now, ModifiedAt: c.b.now,
		}}
		c.b.charges = append(c.b.charges, item)
		c.b.tokens[token] = item.ARN
		return item.ARN, nil
	})
}

func (c conductor) EndLineItem(_ context.Context, _ scope.Scope, arn string, last period.Month) (Receipt, error) {
	return c.change("end "+arn, func() (string, error) {
		c.b.find(arn).to = last.Add(1)
		return arn, nil
	})
}

func (c conductor) DeleteLineItem(_ context.Context, _ scope.Scope, arn string, of period.Range) (Receipt, error) {
	return c.change("delete "+arn, func() (string, error) {
		item := c.b.find(arn)
		switch {
		case !item.in(of.From):
			return "", fault.New(fault.Conflict, CodeDoneAtAWS, "The line item is not there in this month.")
		case of.To.IsZero():
			item.to = of.From
		default:
			item.except = append(item.except, of.From)
		}
		return arn, nil
	})
}

func (c conductor) LineItems(_ context.Context, _ scope.Scope, m period.Month) ([]lineitems.Item, error) {
	if _, err := c.l.weather(); err != nil {
		return nil, err
	}
	c.b.mu.Lock()
	defer c.b.mu.Unlock()
	c.b.lists++
	var items []lineitems.Item
	for _, charge := range c.b.charges {
		if charge.in(m) {
			items = append(items, charge.Item)
		}
	}
	return items, nil
}

func (c conductor) LineItemSources(_ context.Context, _ scope.Scope, arn string, _ period.Month) ([]string, error) {
	if _, err := c.l.weather(); err != nil {
		return nil, err
	}
	c.b.mu.Lock()
	defer c.b.mu.Unlock()
	return []string{c.b.find(arn).GroupARN}[:c.b.find(arn).Associated], nil
}

func (c conductor) LineItemVersions(_ context.Context, _ scope.Scope, arn string) ([]lineitems.Version, error) {
	if _, err := c.l.weather(); err != nil {
		return nil, err
	}
	c.b.mu.Lock()
	defer c.b.mu.Unlock()
	item := c.b.find(arn)
	return []lineitems.Version{{Name: item.Name, From: item.from, To: item.to, Currency: "USD", Flat: item.Flat, Percent: item.Percent, Credit: item.Credit}}, nil
}

// books are the ledger of these tests: Showback of each customer is 1000 USD in every month, read long after everything else.
type books struct{ asOf time.Time }

func (b books) month(m period.Month, customer string) ledger.CustomerMonth {
	total := money.FromInt(1000)
	return ledger.CustomerMonth{CustomerID: customer, Month: m, Showback: ledger.ViewMonth{
		Status: ledger.ViewRead, Currency: "USD", AsOf: b.asOf, Total: total, Entries: []ledger.Entry{{RecordType: "Usage", Service: "Amazon EC2", Amount: total}},
	}}
}

func (b books) Portfolio(_ context.Context, sc scope.Scope, m period.Month) (*ledger.Portfolio, ledger.MonthSummary, error) {
	var all []ledger.CustomerMonth
	for _, id := range customers {
		all = append(all, b.month(m, id))
	}
	p := ledger.NewPortfolio(margin.Rules{}, sc.Receiver(), m, all)
	return p, ledger.MonthSummary{Month: m, ETag: b.asOf.String(), WrittenAt: b.asOf}, nil
}

func (b books) CustomerMonth(_ context.Context, _ scope.Scope, m period.Month, id string) (ledger.CustomerMonth, bool, error) {
	return b.month(m, id), true, nil
}

func (b books) Statement(_ context.Context, _ scope.Scope, m period.Month) (*margin.Statement, error) {
	return &margin.Statement{Month: m}, nil
}

// groups gives every customer of the tests a transfer and a billing group.
func groups(d *transfers.Directory) {
	for _, id := range customers {
		if !slices.ContainsFunc(d.Transfers, func(t transfers.Transfer) bool {
			return t.SourceID == id && t.Status == "ACCEPTED" && t.Relation != transfers.Indirect
		}) {
			d.Transfers = append(d.Transfers, transfers.Transfer{ID: "rt-" + id, Name: "Customer " + id, Status: "ACCEPTED", SourceID: id, Start: now.AddDate(-1, 0, 0)})
		}
		d.Groups = append(d.Groups, transfers.BillingGroup{ARN: groupARN + id, Name: "group-" + id, PrimaryID: id})
	}
}

func newItems(t testing.TB, c conductor, st store.Store, files objects.Objects, d lineitems.Directory, at time.Time, b books) *lineitems.Service {
	t.Helper()
	s, err := lineitems.New(lineitems.Config{
		Source: c, Directory: d, Ledger: b, Statements: b, Store: st, Objects: files, Clock: clock.Fixed(at), Logger: quiet(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
