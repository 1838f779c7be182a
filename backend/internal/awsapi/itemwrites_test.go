package awsapi_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/awsapi/pace"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/testkit/simulated"
)

// thisMonth is the simulator's, moved by months.
func thisMonth(months int) period.Month { return period.MonthOf(simulated.DefaultNow()).Add(months) }

func decimalOf(t testing.TB, s string) *money.Decimal {
	t.Helper()
	d, err := money.ParseDecimal(s)
	if err != nil {
		t.Fatal(err)
	}
	return &d
}

// feeOf is an amount for last month in the first billing group there is.
func feeOf(t *testing.T, sim *simulated.Simulator, name, value string) plans.NewLineItem {
	t.Helper()
	return plans.NewLineItem{
		GroupARN: openGroup(t, sim), Name: name, Description: "AWS Support (Business)", Flat: decimalOf(t, value), From: thisMonth(-1), To: thisMonth(0),
	}
}

func openGroup(t *testing.T, sim *simulated.Simulator) string {
	t.Helper()
	for _, g := range sim.World().BillingGroups {
		if g.Deleted == nil && g.Status == "ACTIVE" {
			return g.ARN
		}
	}
	t.Fatal("the world has no billing group")
	return ""
}

// itemsNamed lists what has a name in a month.
func itemsNamed(t *testing.T, b *bench, name string, m period.Month) []lineitems.Item {
	t.Helper()
	items, err := b.LineItems(t.Context(), b.scope, m)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(items, func(i lineitems.Item) bool { return i.Name != name })
}

func TestLineItemsAreMadeAsAskedAndReadBack(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	b := setup(t, sim.URL, nil)
	ctx := t.Context()
	fee := feeOf(t, sim, "support-2026-10", "999999.987654321")
	fee.Service = "AWSSupportBusiness"
	receipt, err := b.CreateLineItem(ctx, b.scope, "token-1", fee)
	if err != nil || receipt.RequestID == "" || receipt.ARN == "" {
		t.Fatalf("made: %+v, %v", receipt, err)
	}
	got := itemsNamed(t, b, fee.Name, thisMonth(-1))
	if len(got) != 1 || got[0].ARN != receipt.ARN || got[0].Credit || got[0].Flat.String() != "999999.987654321" || got[0].Service != fee.Service || got[0].Description != fee.Description || got[0].GroupARN != fee.GroupARN {
		t.Errorf("read back: %+v", got)
	}
	if there := itemsNamed(t, b, fee.Name, thisMonth(0)); len(there) != 0 {
		t.Errorf("it charges in the month after too: %+v", there)
	}

	share := plans.NewLineItem{
		GroupARN: fee.GroupARN, Name: "commission-of-ours", Description: "Commission", Percent: decimalOf(t, "7.8"), Of: []string{fee.GroupARN},
		WithoutSavingsPlanNegation: true, Itemized: true, From: thisMonth(0),
	}
	made, err := b.CreateLineItem(ctx, b.scope, "token-2", share)
	if err != nil {
		t.Fatal(err)
	}
	got = itemsNamed(t, b, share.Name, thisMonth(0))
	want := lineitems.Filter{Attribute: "LINE_ITEM_TYPE", Match: "NOT_EQUAL", Values: []string{"SAVINGS_PLAN_NEGATION"}}
	if len(got) != 1 || got[0].Percent.String() != "7.8" || got[0].Associated != 1 || !got[0].Itemized || len(got[0].Filters) != 1 || got[0].Filters[0].Attribute != want.Attribute || got[0].Filters[0].Match != want.Match || !slices.Equal(got[0].Filters[0].Values, want.Values) {
		t.Errorf("read back: %+v", got)
	}
	if of, err := b.LineItemSources(ctx, b.scope, made.ARN, thisMonth(0)); err != nil || !slices.Equal(of, share.Of) {
		t.Errorf("taken of %v, %v", of, err)
	}

	credit := feeOf(t, sim, "credit-2026-10", "0.01")
	credit.Credit = true
	if _, err := b.CreateLineItem(ctx, b.scope, "token-3", credit); err != nil {
		t.Fatal(err)
	}
	if got = itemsNamed(t, b, credit.Name, thisMonth(-1)); len(got) != 1 || !got[0].Credit || got[0].Flat.String() != "0.01" {
		t.Errorf("read back: %+v", got)
	}
}

func TestOneTokenMakesOneLineItem(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	b := setup(t, sim.URL, nil)
	fee := feeOf(t, sim, "once", "12.5")
	first, err := b.CreateLineItem(t.Context(), b.scope, "plan-1-item-1", fee)
	if err != nil {
		t.Fatal(err)
	}
	again, err := b.CreateLineItem(t.Context(), b.scope, "plan-1-item-1", fee)
	if err != nil || again.ARN != first.ARN || again.RequestID == first.RequestID {
		t.Errorf("again: %+v, %v; first %+v", again, err, first)
	}
	other := fee
	other.Flat = decimalOf(t, "12.51")
	_, err = b.CreateLineItem(t.Context(), b.scope, "plan-1-item-1", other)
	wantFault(t, err, fault.Unavailable, plans.CodeWriteConflict)
	_, err = b.CreateLineItem(t.Context(), b.scope, "another-token", fee)
	wantFault(t, err, fault.Conflict, plans.CodeDoneAtAWS)

	// The work is done and the answer lost: asked for once, nobody knows, and the same token finds it.
	sim.SetFaults(simulated.Fault{Service: "billingconductor", Operation: "CreateCustomLineItem", Kind: simulated.LostResponse, Count: 1})
	lost := feeOf(t, sim, "lost", "3")
	before := sim.Counted("billingconductor", "CreateCustomLineItem").Requests
	_, err = b.CreateLineItem(t.Context(), b.scope, "lost-token", lost)
	wantFault(t, err, fault.Unavailable, ledger.CodeAWSUnavailable)
	if n := sim.Counted("billingconductor", "CreateCustomLineItem").Requests - before; n != 1 {
		t.Errorf("asked for %d times", n)
	}
	found := itemsNamed(t, b, lost.Name, thisMonth(-1))
	if again, err = b.CreateLineItem(t.Context(), b.scope, "lost-token", lost); err != nil || len(found) != 1 || again.ARN != found[0].ARN {
		t.Errorf("after the loss: %+v, %+v, %v", found, again, err)
	}
	if n := len(itemsNamed(t, b, fee.Name, thisMonth(-1))) + len(itemsNamed(t, b, lost.Name, thisMonth(-1))); n != 2 {
		t.Errorf("%d items instead of 2", n)
	}
}

func TestLineItemsAreEndedAndDeleted(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	b := setup(t, sim.URL, nil)
	ctx := t.Context()
	recurring := func(name string) string {
		t.Helper()
		in := feeOf(t, sim, name, "5")
		in.To = period.Month{}
		receipt, err := b.CreateLineItem(ctx, b.scope, name, in)
		if err != nil {
			t.Fatal(err)
		}
		return receipt.ARN
	}
	charges := func(name string) [3]bool {
		t.Helper()
		var in [3]bool
		for i := range in {
			in[i] = len(itemsNamed(t, b, name, thisMonth(i-1))) == 1
		}
		return in
	}
	for _, c := range []struct {
		name   string
		change func(arn string) (plans.Receipt, error)
		want   [3]bool // last month, this month, next month
	}{
		{"for-ever", func(string) (plans.Receipt, error) { return plans.Receipt{RequestID: "none"}, nil }, [3]bool{true, true, true}},
		{"ended-this-month", func(arn string) (plans.Receipt, error) { return b.EndLineItem(ctx, b.scope, arn, thisMonth(0)) }, [3]bool{true, true, false}},
		{"ended-last-month", func(arn string) (plans.Receipt, error) { return b.EndLineItem(ctx, b.scope, arn, thisMonth(-1)) }, [3]bool{true, false, false}},
		{"deleted", func(arn string) (plans.Receipt, error) {
			return b.DeleteLineItem(ctx, b.scope, arn, period.Range{From: thisMonth(-1)})
		}, [3]bool{false, false, false}},
		{"deleted-of-a-month", func(arn string) (plans.Receipt, error) {
			return b.DeleteLineItem(ctx, b.scope, arn, period.Range{From: thisMonth(-1), To: thisMonth(0)})
		}, [3]bool{false, true, true}},
	} {
		arn := recurring(c.name)
		receipt, err := c.change(arn)
		if err != nil || receipt.RequestID == "" {
			t.Errorf("%s: %+v, %v", c.name, receipt, err)
		}
		if got := charges(c.name); got != c.want {
			t.Errorf("%s charges in %v, want %v", c.name, got, c.want)
		}
		if strings.HasPrefix(c.name, "ended") {
			last := thisMonth(-1)
			if c.want[1] {
				last = thisMonth(0)
			}
			versions, err := b.LineItemVersions(ctx, b.scope, arn)
			if err != nil || len(versions) != 2 || !slices.ContainsFunc(versions, func(v lineitems.Version) bool { return v.To == last.Add(1) && v.Flat.String() == "5" }) {
				t.Errorf("%s: versions %+v, %v", c.name, versions, err)
			}
			if _, err := b.EndLineItem(ctx, b.scope, arn, last); err != nil {
				t.Errorf("%s: to end it again: %v", c.name, err)
			}
		}
		if c.name == "deleted" {
			_, err := c.change(arn)
			if f := wantFault(t, err, fault.Conflict, plans.CodeDoneAtAWS); !strings.Contains(f.Message, "not there in this month") {
				t.Errorf("deleted twice: %s", f.Message)
			}
		}
	}
}

func TestRefusalsOfLineItemsSayWhatToDo(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	b := setup(t, sim.URL, nil)
	for name, c := range map[string]struct {
		code, says string
		spoil      func(*plans.NewLineItem)
	}{
		"closed month":     {plans.CodeRefusedByAWS, "older months are closed", func(i *plans.NewLineItem) { i.From, i.To = thisMonth(-2), thisMonth(-1) }},
		"next month":       {plans.CodeRefusedByAWS, "the current month and the one before", func(i *plans.NewLineItem) { i.From, i.To = thisMonth(1), thisMonth(2) }},
		"no month at all":  {plans.CodeRefusedByAWS, "end has to lie after the beginning", func(i *plans.NewLineItem) { i.To = i.From }},
		"a space":          {plans.CodeRefusedByAWS, "without spaces", func(i *plans.NewLineItem) { i.Name = "two words" }},
		"a long name":      {plans.CodeRefusedByAWS, "1 to 128", func(i *plans.NewLineItem) { i.Name = strings.Repeat("x", 129) }},
		"no description":   {plans.CodeRefusedByAWS, "1 to 255", func(i *plans.NewLineItem) { i.Description = "" }},
		"long description": {plans.CodeRefusedByAWS, "1 to 255", func(i *plans.NewLineItem) { i.Description = strings.Repeat("x", 256) }},
		"a cent too much":  {plans.CodeRefusedByAWS, "1,000,000", func(i *plans.NewLineItem) { i.Flat = decimalOf(t, "1000000.01") }},
		"below zero":       {plans.CodeRefusedByAWS, "between 0 and", func(i *plans.NewLineItem) { i.Flat = decimalOf(t, "-1") }},
		"too many digits":  {plans.CodeRefusedByAWS, "Round it", func(i *plans.NewLineItem) { i.Flat = decimalOf(t, "123456.123456789012345678") }},
		"percentage":       {plans.CodeRefusedByAWS, "10,000", func(i *plans.NewLineItem) { i.Flat, i.Percent = nil, decimalOf(t, "10000.01") }},
		"of too much": {plans.CodeRefusedByAWS, "5 things", func(i *plans.NewLineItem) {
			i.Flat, i.Percent, i.Of = nil, decimalOf(t, "1"), slices.Repeat([]string{i.GroupARN}, 6)
		}},
		"of a stranger": {plans.CodeRefusedByAWS, "what the percentage is taken of", func(i *plans.NewLineItem) {
			i.Flat, i.Percent, i.Of = nil, decimalOf(t, "1"), []string{"arn:aws:billingconductor::111122223333:customlineitem/0000000000"}
		}},
		"itemized amount": {plans.CodeRefusedByAWS, "Only a percentage", func(i *plans.NewLineItem) { i.Itemized = true }},
		"filtered amount": {plans.CodeRefusedByAWS, "an amount none", func(i *plans.NewLineItem) { i.WithoutSavingsPlanNegation = true }},
		"unknown group": {plans.CodeRefusedByAWS, "does not know the billing group", func(i *plans.NewLineItem) {
			i.GroupARN = "arn:aws:billingconductor::111122223333:billinggroup/000000000000"
		}},
	} {
		in := feeOf(t, sim, "refused", "1")
		c.spoil(&in)
		_, err := b.CreateLineItem(t.Context(), b.scope, "t-"+strings.ReplaceAll(name, " ", "-"), in)
		if f, ok := fault.As(err); !ok || f.Code != c.code || f.Kind != fault.Conflict || !strings.Contains(f.Message, c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(itemsNamed(t, b, "refused", thisMonth(-1))) + len(itemsNamed(t, b, "refused", thisMonth(0))); n != 0 {
		t.Errorf("%d items were made all the same", n)
	}
	nowhere := "arn:aws:billingconductor::111122223333:customlineitem/0000000000"
	_, err := b.DeleteLineItem(t.Context(), b.scope, nowhere, period.Range{From: thisMonth(0)})
	wantFault(t, err, fault.Conflict, plans.CodeDoneAtAWS)
	_, err = b.EndLineItem(t.Context(), b.scope, nowhere, thisMonth(0))
	wantFault(t, err, fault.Conflict, plans.CodeDoneAtAWS)
	// What would mean something else at AWS is never sent.
	before := len(sim.Journal("billingconductor", ""))
	for name, ask := range map[string]func() (plans.Receipt, error){
		"no token": func() (plans.Receipt, error) {
			return b.CreateLineItem(t.Context(), b.scope, "", feeOf(t, sim, "x", "1"))
		},
		"no value": func() (plans.Receipt, error) {
			return b.CreateLineItem(t.Context(), b.scope, "t", plans.NewLineItem{From: thisMonth(0)})
		},
		"no month": func() (plans.Receipt, error) {
			return b.CreateLineItem(t.Context(), b.scope, "t", plans.NewLineItem{Flat: decimalOf(t, "1")})
		},
		"no end":    func() (plans.Receipt, error) { return b.EndLineItem(t.Context(), b.scope, nowhere, period.Month{}) },
		"no months": func() (plans.Receipt, error) { return b.DeleteLineItem(t.Context(), b.scope, nowhere, period.Range{}) },
	} {
		if _, err := ask(); !fault.Is(err, fault.Internal) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(sim.Journal("billingconductor", "")); n != before {
		t.Errorf("%d requests were made", n-before)
	}
}

// The three ways in which AWS says that it did nothing and something is too much are different things to do.
func TestRateQuotaAndConflictAreToldApart(t *testing.T) {
	t.Parallel()
	accepted := func(rw http.ResponseWriter, _ *http.Request) {
		_, _ = rw.Write([]byte(`{"Arn":"arn:aws:billingconductor::111122223333:customlineitem/abcdefghij"}`))
	}
	answer := func(status int, code, body string) http.HandlerFunc {
		return func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("X-Amzn-Errortype", code)
			rw.WriteHeader(status)
			_, _ = rw.Write([]byte(body))
		}
	}
	for name, c := range map[string]struct {
		first    http.HandlerFunc
		requests int
		kind     fault.Kind
		code     string
	}{
		"rate":         {answer(429, "ThrottlingException", `{"Message":"slow"}`), 2, "", ""},
		"quota":        {answer(402, "ServiceLimitExceededException", `{"Message":"full","LimitCode":"L-1"}`), 1, fault.Conflict, plans.CodeAWSLimit},
		"conflict":     {answer(409, "ConflictException", `{"Message":"retry","Reason":"WRITE_CONFLICT_RETRY"}`), 1, fault.Unavailable, plans.CodeWriteConflict},
		"name":         {answer(409, "ConflictException", `{"Message":"name","Reason":"RESOURCE_NAME_CONFLICT"}`), 1, fault.Conflict, plans.CodeDoneAtAWS},
		"unknown":      {answer(409, "ConflictException", `{"Message":"other","Reason":"SOMETHING_NEW"}`), 1, fault.Conflict, plans.CodeRefusedByAWS},
		"invalid":      {answer(400, "ValidationException", `{"Message":"no","Reason":"OTHER"}`), 1, fault.Conflict, plans.CodeRefusedByAWS},
		"failed":       {answer(500, "InternalServerException", `{"Message":"oops"}`), 1, fault.Unavailable, ledger.CodeAWSUnavailable},
		"failed early": {answer(502, "", ""), 1, fault.Unavailable, ledger.CodeAWSUnavailable},
		"lost":         {cut, 1, fault.Unavailable, ledger.CodeAWSUnavailable},
		"garbled":      {half, 1, fault.Unavailable, ledger.CodeAWSUnavailable},
		"denied":       {answer(403, "AccessDeniedException", `{"Message":"no"}`), 1, fault.UpstreamDenied, ledger.CodeAWSDenied},
	} {
		w, url := serve(t, c.first, accepted)
		b := setup(t, url, nil)
		in := plans.NewLineItem{GroupARN: "arn:aws:billingconductor::111122223333:billinggroup/000000000000", Name: "x", Description: "x", Flat: decimalOf(t, "1"), From: thisMonth(0)}
		receipt, err := b.CreateLineItem(t.Context(), b.scope, "token", in)
		f, _ := fault.As(err)
		if w.count() != c.requests || (c.code == "") != (err == nil && receipt.ARN != "") || f != nil && (f.Kind != c.kind || f.Code != c.code) {
			t.Errorf("%s: %d requests, %v", name, w.count(), err)
		}
	}
}

// Eight workers write at once at an account that takes ten requests a second: they come to that rate by themselves and lose less than a tenth of the time.
func TestConcurrentWritesConvergeToTheRateAWSAllows(t *testing.T) {
	t.Parallel()
	const n, rate, workers = 50, 10, 8
	sim := simulated.Start(t, simulated.Options{Scenario: "reseller"})
	sim.SetRateLimits(map[string]int{"billingconductor": rate})
	b := setup(t, sim.URL, func(c *awsapi.Config) {
		c.Timer, c.Jitter, c.Pace = pace.Machine{}, awsapi.RandomJitter, nil
	})
	group := openGroup(t, sim)
	work := make(chan int)
	var wg sync.WaitGroup
	began := time.Now()
	for range workers {
		wg.Go(func() {
			for i := range work {
				name := "item-" + thisMonth(-1).String() + "-" + string(rune('a'+i/26)) + string(rune('a'+i%26))
				in := plans.NewLineItem{GroupARN: group, Name: name, Description: "Support", Flat: decimalOf(t, "1"), From: thisMonth(-1), To: thisMonth(0)}
				if _, err := b.CreateLineItem(t.Context(), b.scope, name, in); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	}
	for i := range n {
		work <- i
	}
	close(work)
	wg.Wait()
	took, bound := time.Since(began), time.Duration(n-rate)*time.Second/rate
	counted := sim.Counted("billingconductor", "CreateCustomLineItem")
	t.Logf("%d writes took %s; at %d a second they take %s; %d requests, %d throttled", n, took, rate, bound, counted.Requests, counted.Requests-counted.Succeeded)
	if counted.Succeeded != n {
		t.Errorf("%d items were made", counted.Succeeded)
	}
	if took > bound*110/100+time.Second {
		t.Errorf("%d writes took %s; at %d a second they take %s", n, took, rate, bound)
	}
}
