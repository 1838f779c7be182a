package budgets

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
	"portal.example/backend/internal/store/memory"
	"portal.example/backend/internal/transfers"
)

const (
	receiver = "111122223333"
	acme     = "210000000001" // known day by day
	bare     = "210000000002" // known by months alone
	fresh    = "210000000003" // days of three weeks
	lantern  = "210000000004" // billed in CNY, no Showback
	unread   = "210000000005"
)

var now = time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)

func month(s string) period.Month { m, _ := period.ParseMonth(s); return m }

// neighbours are a ledger in which a day costs a hundred and AWS takes ninety.
type neighbours struct {
	now     time.Time
	changes int
}

func (n *neighbours) Now() time.Time { return n.now }

func (n *neighbours) digest(customer string, m period.Month) (ledger.CustomerDigest, bool) {
	if customer == unread || customer == fresh && m.Before(month("2026-11")) || m.Before(month("2026-07")) || period.MonthOf(n.now).Before(m) {
		return ledger.CustomerDigest{}, false
	}
	days := int64(m.Days())
	d := ledger.CustomerDigest{CustomerID: customer, Standing: ledger.StandingFinal}
	if m == period.MonthOf(n.now) {
		days, d.Standing = int64(n.now.Day()), ledger.StandingOpen
	}
	view := ledger.ViewDigest{Status: ledger.ViewRead, Currency: money.USD, AsOf: n.now, Total: money.FromInt(days*100 + 20), Apart: money.FromInt(20)}
	d.MyView, d.Showback = view, view
	d.MyView.Total = money.FromInt(days*90 + 20)
	if customer == lantern {
		d.MyView.Currency, d.Showback = "CNY", ledger.ViewDigest{Status: ledger.ViewNone, Detail: "AWS lists no Showback."}
	}
	return d, true
}

func (n *neighbours) Portfolio(_ context.Context, _ scope.Scope, m period.Month) (*ledger.Portfolio, ledger.MonthSummary, error) {
	p := &ledger.Portfolio{Receiver: receiver, Month: m}
	for _, c := range []string{acme, bare, fresh, lantern} {
		if d, ok := n.digest(c, m); ok {
			p.Customers = append(p.Customers, d)
		}
	}
	sum := ledger.MonthSummary{Month: m, Standing: ledger.StandingUnknown}
	if len(p.Customers) > 0 {
		sum.Standing, sum.OldestAsOf = p.Customers[0].Standing, n.now
	}
	return p, sum, nil
}

func (n *neighbours) Version(context.Context, scope.Scope) (string, error) {
	return fmt.Sprint(n.changes, n.now), nil
}

func (n *neighbours) Details(context.Context, scope.Scope) ([]ledger.DetailSummary, error) {
	return []ledger.DetailSummary{{Month: month("2026-11"), DaysETag: fmt.Sprint(n.changes)}}, nil
}

func (n *neighbours) MonthDays(_ context.Context, _ scope.Scope, m period.Month) (*ledger.MonthDays, ledger.DetailSummary, bool, error) {
	if m.Before(month("2026-08")) {
		return nil, ledger.DetailSummary{}, false, nil
	}
	all := &ledger.MonthDays{Receiver: receiver, Month: m}
	for _, customer := range []string{acme, fresh} {
		if customer == fresh && m.Before(month("2026-11")) {
			continue
		}
		v := ledger.DaysDigest{Status: ledger.ViewRead, Currency: money.USD, CoversTo: m.Day(m.Days())}
		if m == period.MonthOf(n.now) {
			v.CoversTo = period.DayOf(n.now).Add(-2)
		}
		for d := m.Day(1); d.Month() == m && !period.DayOf(n.now).Before(d); d = d.Add(1) {
			v.Daily = append(v.Daily, money.FromInt(100))
		}
		all.Customers = append(all.Customers, ledger.CustomerDaysDigest{CustomerID: customer, MyView: v, Showback: v})
	}
	return all, ledger.DetailSummary{}, true, nil
}

func (n *neighbours) Directory(context.Context, scope.Scope) (*transfers.Directory, error) {
	d := &transfers.Directory{Receiver: receiver}
	for id, name := range map[string]string{acme: "Acme", bare: "Bare", fresh: "Fresh", lantern: "Lantern", unread: "Unread"} {
		d.Transfers = append(d.Transfers, transfers.Transfer{ID: "rt-" + id, SourceID: id, Name: name, Status: "ACCEPTED", Start: month("2026-01").Start()})
	}
	return d, nil
}

type bundle struct {
	*Service
	*neighbours

	scope scope.Scope
}

func setup(t *testing.T) bundle {
	t.Helper()
	n := &neighbours{now: now}
	s, err := New(Config{Ledger: n, Directory: n, Store: memory.New(), Clock: n})
	if err != nil {
		t.Fatal(err)
	}
	sc, err := scope.New(receiver, scope.Principal{ID: "local", AllReceivers: true})
	if err != nil {
		t.Fatal(err)
	}
	return bundle{s, n, sc}
}

func wanted(customer, name string, limit int64, thresholds ...int) Input {
	return Input{CustomerID: customer, Name: name, Measure: MeasureCharged, Limit: money.New(money.FromInt(limit), money.USD), Thresholds: thresholds}
}

func (b bundle) create(t *testing.T, in Input) Budget {
	t.Helper()
	made, err := b.Create(t.Context(), b.scope, in)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func (b bundle) list(t *testing.T, m period.Month) *List {
	t.Helper()
	l, err := b.List(t.Context(), ListInput{b.scope, m, paging.Query{Limit: 100, Match: paging.All}})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func (b bundle) stand(t *testing.T, id string) Stand {
	t.Helper()
	st, err := b.Stand(t.Context(), b.scope, id)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func codesOf(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return fmt.Sprint(err)
	}
	if len(f.Fields) == 0 {
		return f.Code
	}
	var all []string
	for _, x := range f.Fields {
		all = append(all, x.Pointer)
	}
	return strings.Join(all, " ")
}

func TestABudgetStandsWhereTheLedgerSays(t *testing.T) {
	t.Parallel()
	b := setup(t)
	// 23 days are there, 21 are complete, 9 are left: 2,300 so far, 3,000 in the end.
	for name, c := range map[string]struct {
		in   Input
		want string // state, actual, used, passed
	}{
		"far from it":     {wanted(acme, "a", 5_000, 80, 40), "ok 2300 46 [40]"},
		"will exceed":     {wanted(acme, "b", 2_900, 50, 79, 80), "forecast_to_exceed 2300 79.31 [50 79]"},
		"exceeded":        {wanted(acme, "c", 2_299, 100), "exceeded 2300 100.04 [100]"},
		"just reached":    {wanted(acme, "d", 2_300, 100), "forecast_to_exceed 2300 100 [100]"},
		"nothing is read": {wanted(unread, "e", 100), "unknown"},
	} {
		st := b.stand(t, b.create(t, c.in).ID)
		got := string(st.State)
		if st.Known {
			got = fmt.Sprint(st.State, " ", st.Actual, " ", st.Used, " ", st.Passed)
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
		if st.Known != (st.Forecast != nil) || st.Known == (st.Note != "") {
			t.Errorf("%s: forecast %v, note %q", name, st.Forecast, st.Note)
		}
		if st.Forecast != nil && fmt.Sprint(*st.Forecast) != "{3000 3000 3000 56}" {
			t.Errorf("%s: forecast %v", name, *st.Forecast)
		}
	}
	cost := wanted(acme, "f", 5_000)
	cost.Measure = MeasureAWSCost
	if st := b.stand(t, b.create(t, cost).ID); st.Actual.String() != "2070" || st.CustomerName != "Acme" || st.Standing != ledger.StandingOpen {
		t.Errorf("AWS cost: %+v", st)
	}
	sum, err := b.Summary(t.Context(), b.scope, month("2026-11"))
	if err != nil || sum[StateOK] != 2 || sum[StateForecastToExceed] != 2 || sum[StateExceeded] != 1 || sum[StateUnknown] != 1 {
		t.Errorf("%v %v", sum, err)
	}
	if p := b.list(t, month("2026-11")).Provenance; p.Completeness != margin.Partial || len(p.Warnings) != 1 || p.Standing != ledger.StandingOpen {
		t.Errorf("%+v", p)
	}
}

func TestAForecastIsRefusedWithTheReason(t *testing.T) {
	t.Parallel()
	b := setup(t)
	cny := wanted(lantern, "d", 100)
	cny.Limit.Currency, cny.Measure = "CNY", MeasureAWSCost
	noShowback := cny
	noShowback.Name, noShowback.Measure = "e", MeasureCharged
	for _, c := range []struct {
		in   Input
		want string
	}{
		{wanted(bare, "a", 10_000), noteDaysUnknown},
		{wanted(fresh, "b", 10_000), noteTooShort},
		{wanted(unread, "c", 10_000), "The ledger has nothing"},
		{cny, noteDaysUnknown},
		{noShowback, "AWS lists no Showback."},
	} {
		if st := b.stand(t, b.create(t, c.in).ID); st.Forecast != nil || !strings.HasPrefix(st.Note, c.want) {
			t.Errorf("%s: forecast %v, note %q, want %q", c.in.Name, st.Forecast, st.Note, c.want)
		}
	}
	for m, want := range map[string]string{"2026-10": notePast, "2026-12": "The ledger has nothing"} {
		for _, st := range b.list(t, month(m)).Page.Items {
			if st.Forecast != nil || st.CustomerID == bare && m == "2026-10" && (st.Note != want || !st.Known || st.Standing != ledger.StandingFinal || st.Actual.String() != "3100") {
				t.Errorf("%s: %+v", m, st)
			}
		}
	}
}

func TestBudgetsAreGuarded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	kept := b.create(t, wanted(acme, " Acme monthly ", 100, 100, 80))
	if kept.Name != "Acme monthly" || fmt.Sprint(kept.Thresholds) != "[80 100]" || kept.Version != 1 || kept.CreatedBy != "local" {
		t.Errorf("%+v", kept)
	}
	long := wanted(acme, strings.Repeat("é", maxName+1), 100)
	lines := wanted(acme, "a\nb", 100)
	measure := wanted(acme, "m", 100)
	measure.Measure = "usage"
	euros := wanted(acme, "e", 100)
	euros.Limit.Currency = "EUR"
	for name, c := range map[string]struct {
		in   Input
		want string
	}{
		"nameless":             {wanted(acme, "  ", 100), "/name"},
		"long name":            {long, "/name"},
		"two lines":            {lines, "/name"},
		"unknown measure":      {measure, "/measure"},
		"nothing":              {wanted(acme, "z", 0), "/limit/amount"},
		"less than nothing":    {wanted(acme, "z", -5), "/limit/amount"},
		"another currency":     {euros, "/limit/currency"},
		"unknown customer":     {wanted("210000000099", "z", 1), "/customer_id"},
		"too many thresholds":  {wanted(acme, "z", 1, 1, 2, 3, 4, 5, 6), "/thresholds"},
		"twice the same":       {wanted(acme, "z", 1, 80, 100, 80), "/thresholds"},
		"no percentage":        {wanted(acme, "z", 1, 0), "/thresholds"},
		"too much":             {wanted(acme, "z", 1, 1_001), "/thresholds"},
		"all at once":          {Input{CustomerID: acme, Thresholds: []int{5, 5}}, "/name /measure /limit/amount /thresholds /limit/currency"},
		"a name that is taken": {wanted(acme, "ACME MONTHLY", 100), CodeNameTaken},
	} {
		if _, err := b.Create(t.Context(), b.scope, c.in); codesOf(err) != c.want {
			t.Errorf("%s: got %s, want %s", name, codesOf(err), c.want)
		}
	}
	b.create(t, wanted(bare, "Acme monthly", 100)) // of another customer
	change := func(id string, version int64, in Input) error {
		in.Version = &version
		_, err := b.Change(t.Context(), b.scope, id, in)
		return err
	}
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"unknown":          {change("bud_00000000", 1, wanted(acme, "x", 1)), CodeNotFound},
		"stale":            {change(kept.ID, 7, wanted(acme, "x", 1)), CodeChanged},
		"another customer": {change(kept.ID, 1, wanted(bare, "x", 1)), "/customer_id"},
		"no version":       {func() error { _, err := b.Change(t.Context(), b.scope, kept.ID, wanted(acme, "x", 1)); return err }(), "/version"},
		"in order":         {change(kept.ID, 1, wanted(acme, "Acme Monthly", 150)), "<nil>"},
		"lost update":      {change(kept.ID, 1, wanted(acme, "Mine", 160)), CodeChanged},
		"delete unknown":   {b.Delete(t.Context(), b.scope, "bud_00000000"), CodeNotFound},
	} {
		if got := codesOf(c.err); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
	if l := b.list(t, month("2026-11")).Page; l.Total != 2 || l.Items[0].Limit.Number.String() != "150" && l.Items[1].Limit.Number.String() != "150" {
		t.Errorf("%+v", l.Items)
	}
	if err := b.Delete(t.Context(), b.scope, kept.ID); err != nil {
		t.Fatal(err)
	}
	if l := b.list(t, month("2026-11")).Page; l.Total != 1 {
		t.Errorf("%d budgets after one was deleted", l.Total)
	}
	if _, err := b.Create(t.Context(), scope.Scope{}, wanted(acme, "x", 1)); codesOf(err) != scope.CodeScopeMissing {
		t.Errorf("without a scope: %v", err)
	}
}

func TestChangesOfManyAreNotLost(t *testing.T) {
	t.Parallel()
	b := setup(t)
	kept := b.create(t, wanted(acme, "shared", 1))
	var done sync.WaitGroup
	var mu sync.Mutex
	won, lost := 0, 0
	for i := range 20 {
		done.Go(func() {
			in, version := wanted(acme, "shared", int64(i)+10), kept.Version
			in.Version = &version
			_, err := b.Change(context.WithoutCancel(t.Context()), b.scope, kept.ID, in)
			_, cerr := b.Create(context.WithoutCancel(t.Context()), b.scope, wanted(acme, "same name", 5))
			mu.Lock()
			defer mu.Unlock()
			for _, err := range []error{err, cerr} {
				if err == nil {
					won++
				} else if c := codesOf(err); c == CodeChanged || c == CodeNameTaken {
					lost++
				}
			}
		})
	}
	done.Wait()
	if won != 2 || lost != 38 {
		t.Errorf("%d won and %d lost, want one of each kind", won, lost)
	}
}

func TestStandsAreComputedOncePerVersion(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.create(t, wanted(acme, "a", 5_000))
	first := b.list(t, month("2026-11")).Page.Items[0]
	before, _ := b.Service.Version(t.Context(), b.scope)
	b.now = now.AddDate(0, 0, 1)
	b.changes++
	if again := b.list(t, month("2026-11")).Page.Items[0]; again.Actual.Equal(first.Actual) {
		t.Error("the figures stay although the ledger changed")
	}
	if after, _ := b.Service.Version(t.Context(), b.scope); after == before {
		t.Error("the version stays although the ledger changed")
	}
}

func TestDamagedBudgetsAreNotTakenForNone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if err := b.c.Store.Apply(t.Context(), store.Write{Key: key(receiver, "bud_1"), Value: []byte("{"), Version: store.AnyVersion}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.List(t.Context(), ListInput{b.scope, month("2026-11"), paging.Query{Limit: 1}}); err == nil {
		t.Error("a damaged record was passed over")
	}
	if err := b.Delete(t.Context(), b.scope, "bud_1"); err == nil || errors.Is(err, store.ErrVersion) {
		t.Errorf("%v", err)
	}
}

// days makes a history that ends the day before end.
func days(end string, n int, cost func(d period.Day) int64) history {
	last, _ := period.ParseDay(end)
	h := history{first: last.Add(-n)}
	for i := range n {
		h.amounts = append(h.amounts, cost(h.first.Add(i))*10_000)
	}
	return h
}

func TestForecastOfAFinishedRangeIsNearTheTruth(t *testing.T) {
	t.Parallel()
	business := func(d period.Day) int64 {
		noise := d.Start().Unix()/86_400*7_919%601 - 300
		if w := d.Start().Weekday(); w == time.Saturday || w == time.Sunday {
			return 5_500 + noise/2
		}
		return 10_000 + noise
	}
	growing := func(d period.Day) int64 {
		return business(d) * (10_000 + 80*int64(month("2026-08").Day(1).Until(d))) / 10_000
	}
	fees := func(d period.Day) int64 {
		switch d.Number() {
		case 1:
			return business(d) + 90_000
		case d.Month().Days():
			return business(d) - 60_000 // a credit
		}
		return business(d)
	}
	stepped := func(d period.Day) int64 {
		if d.Month() == month("2026-11") {
			return business(d) * 140 / 100
		}
		return business(d)
	}
	for name, c := range map[string]struct {
		cost    func(period.Day) int64
		end     string
		percent int64 // how far off it may be
	}{
		"weekends":                 {business, "2026-11-16", 1},
		"of a whole month":         {business, "2026-11-01", 2},
		"growth":                   {growing, "2026-11-16", 3},
		"fees and credits":         {fees, "2026-11-16", 1},
		"a new level from the 1st": {stepped, "2026-11-16", 2},
		"the last day":             {business, "2026-11-30", 1},
		"nothing is left":          {business, "2026-12-01", 0},
	} {
		f, note := days(c.end, 107, c.cost).forecast(month("2026-11"))
		if note != "" {
			t.Errorf("%s: %s", name, note)
			continue
		}
		var truth int64
		for d := month("2026-11").Day(1); d.Month() == month("2026-11"); d = d.Add(1) {
			truth += c.cost(d)
		}
		want := money.FromScaled(truth, 2)
		off, _ := f.Amount.Sub(want).PercentOf(want, 2)
		if off.Cmp(money.FromInt(c.percent)) > 0 || off.Cmp(money.FromInt(-c.percent)) < 0 {
			t.Errorf("%s: %s is %s %% off %s", name, f.Amount, off, want)
		}
		if f.Lower.Cmp(f.Amount) > 0 || f.Amount.Cmp(f.Upper) > 0 {
			t.Errorf("%s: %+v is not in order", name, f)
		}
	}
}

func TestForecastsNeedAFullCycleAndSteadyCosts(t *testing.T) {
	t.Parallel()
	hundred := func(period.Day) int64 { return 100 }
	for name, c := range map[string]struct {
		h    history
		want string
	}{
		"no days":                   {history{}, noteDaysUnknown},
		"not the whole last month":  {days("2026-11-20", 45, hundred), noteTooShort},
		"the whole month, few days": {days("2026-11-03", 33, hundred), noteTooShort},
		"few trials":                {days("2026-11-08", 38, hundred), noteFewTrials},
		"days are missing":          {days("2026-10-20", 90, hundred), noteGap},
		"credits alone":             {days("2026-11-20", 100, func(period.Day) int64 { return -100 }), noteUnsteady},
		"nothing at all":            {days("2026-11-20", 100, func(period.Day) int64 { return 0 }), noteUnsteady},
	} {
		if f, note := c.h.forecast(month("2026-11")); note != c.want {
			t.Errorf("%s: got %+v %q, want %q", name, f, note, c.want)
		}
	}
	if _, note := days("2026-11-20", 50, hundred).forecast(month("2026-11")); note != "" {
		t.Errorf("one full cycle is enough: %s", note)
	}
	if !slices.Contains(States(), string(StateUnknown)) {
		t.Error("unknown is a state")
	}
}
