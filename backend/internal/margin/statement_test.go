package margin

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/transfers"
)

var (
	now     = time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)
	october = mustMonth("2026-10")
)

func mustMonth(s string) period.Month {
	m, err := period.ParseMonth(s)
	if err != nil {
		panic(err)
	}
	return m
}

func dec(s string) money.Decimal {
	d, err := money.ParseDecimal(s)
	if err != nil {
		panic(err)
	}
	return d
}

func view(entries ...ledger.Entry) ledger.ViewMonth {
	v := ledger.ViewMonth{Status: ledger.ViewRead, Source: ledger.SourceCostExplorer, Currency: money.USD, AsOf: now, Entries: entries}
	for _, e := range entries {
		v.Total = v.Total.Add(e.Amount)
	}
	return v
}

func entry(recordType, service, amount string) ledger.Entry {
	return ledger.Entry{RecordType: recordType, Service: service, Amount: dec(amount)}
}

func active(id, name string) transfers.Customer {
	t := transfers.Transfer{ID: "rt-" + id, Status: "ACCEPTED", SourceID: id, Name: name, Start: mustMonth("2025-01").Start()}
	return transfers.Customer{ID: id, Name: name, State: transfers.StateActive, Transfer: t, GroupStatus: transfers.GroupActive}
}

func statement(t *testing.T, customers []transfers.Customer, months ...ledger.CustomerMonth) *Statement {
	t.Helper()
	p := ledger.NewPortfolio(Rules{}, "111122223333", october, months)
	for _, c := range customers {
		p.Expected = append(p.Expected, c.ID)
	}
	return newStatement(p, ledger.Summarize(p), customers)
}

func TestEveryChargeThatProFormaDropsHasItsOwnStep(t *testing.T) {
	t.Parallel()
	st := statement(t, []transfers.Customer{active("210000000001", "A")}, ledger.CustomerMonth{
		CustomerID: "210000000001", Month: october,
		MyView: view(
			entry("Usage", "EC2", "100"), entry("SavingsPlanRecurringFee", "Savings Plans", "30"), entry("SavingsPlanCoveredUsage", "EC2", "50"),
			entry("SavingsPlanNegation", "EC2", "-50"), entry("Solution Provider Program Discount", "EC2", "-6.5"), entry("Bundled Discount", "EC2", "-2"),
			entry("Credit", "EC2", "-20"), entry("Credit", "S3", "3"), entry("Refund", "EC2", "-1"), entry("Support", "AWS Support (Business)", "10"), entry("Tax", "Tax", "19.99"),
		),
		Showback: view(
			entry("Usage", "EC2", "110"), entry("SavingsPlanRecurringFee", "Savings Plans", "30"), entry("SavingsPlanCoveredUsage", "EC2", "55"),
			entry("SavingsPlanNegation", "EC2", "-55"), entry("Fee", "AWS Billing Conductor", "12"), entry("Credit", "AWS Billing Conductor", "-5"), entry("Proforma_Fee", "EC2", "1"),
		),
	})
	want := map[Class]string{
		ClassUsage: "10", ClassCommitment: "0", ClassPrivateDiscount: "6.5", ClassBundledDiscount: "2", ClassCredit: "17", ClassRefund: "1", ClassSupport: "-10", ClassLineItem: "8",
	}
	b := st.Bridges[0]
	if len(b.Steps) != len(want) {
		t.Errorf("%d steps, want %d: %+v", len(b.Steps), len(want), b.Steps)
	}
	for _, s := range b.Steps {
		if got := s.Effect(); !got.Equal(dec(want[s.Class])) {
			t.Errorf("%s: effect %s, want %s", s.Class, got, want[s.Class])
		}
	}
	r := st.Rows[0].Figures
	for name, f := range map[string]struct {
		got  Figure
		want string
	}{
		"aws cost without tax": {r.AWSCost, "113.5"}, "charged": {r.Charged, "148"}, "margin": {r.Margin(), "34.5"}, "margin percent": {r.MarginPercent(), "23.3108"},
		"markup percent": {r.MarkupPercent(), "30.3965"}, "credits keep their sign": {r.Credits, "-17"}, "support": {r.Support, "10"}, "tax beside": {r.Tax, "19.99"}, "line items": {r.LineItems, "8"},
	} {
		if !f.got.Known || !f.got.Value.Equal(dec(f.want)) {
			t.Errorf("%s: %v, want %s", name, f.got, f.want)
		}
	}
}

func TestUnknownIsNotZero(t *testing.T) {
	t.Parallel()
	none := ledger.ViewMonth{Status: ledger.ViewNone, Detail: "no billing group"}
	customers := []transfers.Customer{active("210000000001", "A"), active("210000000002", "B"), active("210000000003", "C")}
	st := statement(t, customers,
		ledger.CustomerMonth{CustomerID: "210000000001", Month: october, MyView: view(entry("Usage", "EC2", "100")), Showback: view(entry("Usage", "EC2", "110"))},
		ledger.CustomerMonth{CustomerID: "210000000002", Month: october, MyView: view(entry("Usage", "EC2", "50")), Showback: none},
	)
	b, c := st.Rows[1], st.Rows[2]
	if b.Figures.Charged.Known || b.Figures.Margin().Known || b.Completeness != Partial || b.Note == "" {
		t.Errorf("a customer without Showback has a charge: %+v", b)
	}
	if c.Figures.AWSCost.Known || c.Completeness != Pending {
		t.Errorf("a customer that was not collected has a cost: %+v", c)
	}
	tot := st.Totals[0]
	if !tot.Figures.AWSCost.Value.Equal(dec("100")) || !tot.Figures.Margin().Value.Equal(dec("10")) || tot.Compared != 1 || tot.Rows != 3 || !tot.Uncompared.Equal(dec("50")) {
		t.Errorf("like is not compared with like: %+v", tot)
	}
	if st.Counts != (Counts{Total: 3, Billed: 3, Compared: 1, WithoutShowback: 1, NotCollected: 1}) {
		t.Errorf("counts: %+v", st.Counts)
	}
	if st.Provenance.Completeness != Pending || len(st.Provenance.Warnings) != 2 {
		t.Errorf("provenance: %+v", st.Provenance)
	}
	if empty := TotalsOf([]Row{c}); empty[0].Figures.AWSCost.Known || empty[0].Figures.Margin().Known {
		t.Errorf("the total of nothing is %+v", empty[0])
	}
}

func TestCurrenciesNeverAdd(t *testing.T) {
	t.Parallel()
	cny := view(entry("Usage", "EC2", "700"))
	cny.Currency = "CNY"
	mixed := view(entry("Usage", "EC2", "1"))
	customers := []transfers.Customer{active("210000000001", "A"), active("210000000002", "B"), active("210000000003", "C")}
	st := statement(t, customers,
		ledger.CustomerMonth{CustomerID: "210000000001", Month: october, MyView: view(entry("Usage", "EC2", "100")), Showback: view(entry("Usage", "EC2", "110"))},
		ledger.CustomerMonth{CustomerID: "210000000002", Month: october, MyView: cny, Showback: cny},
		ledger.CustomerMonth{CustomerID: "210000000003", Month: october, MyView: cny, Showback: mixed},
	)
	if len(st.Totals) != 2 || len(st.Bridges) != 2 || len(st.Services) != 2 {
		t.Fatalf("totals %d, bridges %d, services %d; want 2 of each", len(st.Totals), len(st.Bridges), len(st.Services))
	}
	if st.Rows[2].Figures.Margin().Known || st.Rows[2].Note == "" {
		t.Errorf("CNY was compared with USD: %+v", st.Rows[2])
	}
}

func TestPercentagesNeedAPositiveBase(t *testing.T) {
	t.Parallel()
	for _, f := range []Figures{
		{AWSCost: Known(dec("0")), Charged: Known(dec("0"))},
		{AWSCost: Known(dec("-5")), Charged: Known(dec("-5"))},
		{AWSCost: Known(dec("5"))},
	} {
		if f.MarginPercent().Known || f.MarkupPercent().Known && f.AWSCost.Value.Sign() <= 0 {
			t.Errorf("%+v has a percentage", f)
		}
	}
}

func TestARunningMonthIsNotComparedWithAWholeOne(t *testing.T) {
	t.Parallel()
	cu := []transfers.Customer{active("210000000001", "A")}
	full := ledger.CustomerMonth{CustomerID: "210000000001", Month: october, MyView: view(entry("Usage", "EC2", "100")), Showback: view(entry("Usage", "EC2", "110"))}
	prev, st := statement(t, cu, full), statement(t, cu, full)
	if withChanges(st, prev)[0].Change == nil {
		t.Error("two whole months have no change")
	}
	st.Provenance.Standing = ledger.StandingOpen
	if c := withChanges(st, prev)[0].Change; c != nil {
		t.Errorf("a running month has a change: %+v", c)
	}
}

// Whatever the ledger holds, the parts of every figure sum to its total exactly.
func TestPartsSumToTotals(t *testing.T) {
	t.Parallel()
	types := []string{"Usage", "Recurring", "SavingsPlanNegation", "Solution Provider Program Discount", "Bundled Discount", "Credit", "Refund", "Support", "Tax", "Fee", "Something New", "X Discount"}
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 1))
		var customers []transfers.Customer
		var months []ledger.CustomerMonth
		for i := range 1 + rng.IntN(6) {
			id := fmt.Sprintf("2100000%05d", i)
			customers = append(customers, active(id, id))
			random := func() ledger.ViewMonth {
				var es []ledger.Entry
				for range rng.IntN(12) {
					service := "S" + strconv.Itoa(rng.IntN(12))
					if rng.IntN(8) == 0 {
						service = "AWS Billing Conductor"
					}
					es = append(es, entry(types[rng.IntN(len(types))], service, strconv.Itoa(rng.IntN(20001)-10000)+"."+fmt.Sprintf("%010d", rng.Int64N(10_000_000_000))))
				}
				return view(es...)
			}
			cm := ledger.CustomerMonth{CustomerID: id, Month: october, MyView: random(), Showback: random()}
			if rng.IntN(5) == 0 {
				cm.Showback = ledger.ViewMonth{Status: ledger.ViewNone}
			}
			months = append(months, cm)
		}
		st := statement(t, customers, months...)
		for i, b := range st.Bridges {
			var effects money.Decimal
			for _, s := range b.Steps {
				effects = effects.Add(s.Effect())
			}
			tot := st.Totals[i].Figures
			if !effects.Equal(b.Margin()) || !b.Residual.IsZero() || !b.AWSCost.Equal(tot.AWSCost.Value) || !b.Charged.Equal(tot.Charged.Value) || !b.Margin().Equal(tot.Margin().Value) {
				t.Fatalf("seed %d: bridge %+v does not sum to %+v", seed, b, tot)
			}
			services := TotalsOf(st.Services)[0].Figures
			if !services.AWSCost.Value.Equal(tot.AWSCost.Value) || !services.Charged.Value.Equal(tot.Charged.Value) {
				t.Fatalf("seed %d: services sum to %+v, customers to %+v", seed, services, tot)
			}
			var sliced Figures
			for j, s := range topServices(st.Services) {
				if j == 0 {
					sliced = s.Figures
					continue
				}
				sliced = sliced.plus(s.Figures)
			}
			if !sliced.AWSCost.Value.Equal(tot.AWSCost.Value) {
				t.Fatalf("seed %d: shown services sum to %s, total %s", seed, sliced.AWSCost.Value, tot.AWSCost.Value)
			}
		}
		broken := months[0]
		broken.MyView.Total = broken.MyView.Total.Add(dec("0.0000000001"))
		if broken.Showback.Status == ledger.ViewRead {
			b, _ := breakDown(ledger.Digest(Rules{}, broken, ""))
			if b.residual.IsZero() {
				t.Fatalf("seed %d: a total that is off by 1e-10 leaves no residual", seed)
			}
		}
	}
}

func TestExtremesAreTheEndsOfTheRowsInOrder(t *testing.T) {
	t.Parallel()
	var customers []transfers.Customer
	var months []ledger.CustomerMonth
	for i := range 25 {
		id := fmt.Sprintf("2100000000%02d", i)
		customers = append(customers, active(id, "c"+id))
		months = append(months, ledger.CustomerMonth{
			CustomerID: id, Month: october, MyView: view(entry("Usage", "S3", "10")), Showback: view(entry("Usage", "S3", strconv.Itoa(i*7%12))), // margins occur twice
		})
	}
	st := statement(t, customers, months...)
	sorted := slices.Clone(st.Rows)
	slices.SortFunc(sorted, func(a, b Row) int {
		return cmp.Or(a.Figures.Margin().Value.Cmp(b.Figures.Margin().Value), strings.Compare(a.Key, b.Key))
	})
	bottom, top := extremes(st, nil)
	if len(bottom) != extremeRows || len(top) != extremeRows {
		t.Fatalf("%d at the bottom and %d at the top, want %d", len(bottom), len(top), extremeRows)
	}
	for i := range extremeRows {
		if bottom[i].Key != sorted[i].Key || top[i].Key != sorted[len(sorted)-1-i].Key {
			t.Errorf("place %d: bottom %s, top %s; want %s and %s", i, bottom[i].Key, top[i].Key, sorted[i].Key, sorted[len(sorted)-1-i].Key)
		}
	}
}

func TestPointsAreTheChangeOfMarginPercent(t *testing.T) {
	t.Parallel()
	of := func(cost, charged string) Figures {
		return Figures{Currency: money.USD, AWSCost: Known(dec(cost)), Charged: Known(dec(charged))}
	}
	for name, c := range map[string]struct {
		before, now Figures
		want        Figure
	}{
		"up":              {of("90", "100"), of("80", "100"), Known(dec("10"))},
		"down":            {of("90", "100"), of("110", "100"), Known(dec("-20"))},
		"nothing charged": {of("90", "0"), of("80", "100"), Figure{}},
	} {
		change := changeOf(october, c.before, c.now)
		if got := change.Points(); got.Known != c.want.Known || !got.Value.Equal(c.want.Value) {
			t.Errorf("%s: %v points, want %v", name, got, c.want)
		}
	}
}

func TestWhatNeedsAttentionComesMostSevereFirst(t *testing.T) {
	t.Parallel()
	all := []Attention{{Code: "a", Severity: SeverityLow}, {Code: "b", Severity: SeverityMedium}, {Code: "c", Severity: SeverityHigh}, {Code: "d", Severity: SeverityMedium}}
	mostSevereFirst(all)
	var codes string
	for _, a := range all {
		codes += a.Code
	}
	if codes != "cbda" {
		t.Errorf("the order is %s, want cbda", codes)
	}
}
