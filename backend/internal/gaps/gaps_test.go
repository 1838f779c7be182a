package gaps

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/plans"
)

func TestEachClassIsExactAndFollowsItsPolicy(t *testing.T) {
	t.Parallel()
	k := setup(t)
	for class, want := range map[Class]string{
		ClassSupport:         "open 123.456 0 123.456 123.456",
		ClassCredit:          "open -100.0000000001 0 -100.0000000001 -100.0000000001",
		ClassFreeTierCredit:  "open -3 0 -3 -3",
		ClassRefund:          "open -40.25 0 -40.25 -40.25",
		ClassTax:             "kept 70 0 0 -",
		ClassBundledDiscount: "kept -12.5 0 0 -",
		ClassPrivateDiscount: "kept -50 0 0 -",
		ClassOther:           "open 15 0 15 15",
	} {
		if got := k.gap(t, october, acme, class).text(); got != want {
			t.Errorf("%s: got %s, want %s", class, got, want)
		}
	}
	list := k.list(t, october, "customer_id:eq:"+acme)
	if list.Page.Total != len(Classes()) || list.Page.Items[0].Class != ClassSupport || !list.Plannable || list.Simulated {
		t.Errorf("%d rows, the first is %s", list.Page.Total, list.Page.Items[0].Class)
	}
	if got := fmt.Sprint(list.Totals); got != "[{USD 2.7059999999 0 -4.7940000001 7.5 0 1 5 0 0}]" {
		t.Errorf("totals %s", got)
	}
	if list.Provenance.Basis != BasisUnblended {
		t.Errorf("measured in %s", list.Provenance.Basis)
	}
}

// What Showback has itself was not dropped, whatever it is called.
func TestWhatShowbackHasItselfIsNoGap(t *testing.T) {
	t.Parallel()
	k := setup(t)
	c := everything(t)
	c.CustomerID, c.Month = acme, october
	c.Showback = read(append(c.Showback.Entries, entry(t, "Other", "Amazon Registrar", "16"))...)
	k.months[october][acme] = c
	if n := k.list(t, october, "customer_id:eq:"+acme, "class:eq:other").Page.Total; n != 0 {
		t.Errorf("%d rows", n)
	}
}

func TestLineItemsCarryWhatTheyStandFor(t *testing.T) {
	t.Parallel()
	k := setup(t)
	step := func(class Class, want string) {
		t.Helper()
		if got := k.gap(t, october, acme, class).text(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	k.item(october, "half", acme, lineitems.ClassSupport, "100")
	step(ClassSupport, "partly 123.456 100 123.456 23.456")
	k.item(october, "rest", acme, lineitems.ClassSupport, "23.456")
	step(ClassSupport, "covered 123.456 123.456 123.456 -")
	k.item(october, "twice", acme, lineitems.ClassSupport, "1")
	step(ClassSupport, "over 123.456 124.456 123.456 -1")
	k.item(october, "wrong sign", acme, lineitems.ClassRefund, "40.25") // a refund that was charged
	step(ClassRefund, "open -40.25 40.25 -40.25 -80.5")
	k.item(october, "tax", acme, lineitems.ClassTax, "70") // that the policy absorbs
	step(ClassTax, "over 70 70 0 -70")
	k.item(october, "near", acme, lineitems.ClassOther, "14.9951") // less than half a cent is no gap
	step(ClassOther, "covered 15 14.9951 15 -")
	k.item(october, "pct", acme, lineitems.ClassCredit, "") // a percentage of something that is not known
	step(ClassCredit, "unknown")
	if g := k.gap(t, october, acme, ClassSupport); strings.Join(g.Items, " ") != "half rest twice" || g.Parts[0].Service != "AWS Support (Business)" {
		t.Errorf("%+v", g)
	}
	k.item(october, "yuan", acme, lineitems.ClassFreeTierCredit, "-3").Currency = "CNY"
	step(ClassFreeTierCredit, "unknown")
	// A charge that is gone from the ledger and that an item still carries.
	k.item(october, "left over", beta, lineitems.ClassSupport, "9")
	if got := k.gap(t, october, beta, ClassSupport).text(); got != "over 0 9 0 -9" {
		t.Errorf("got %s", got)
	}
}

// Mistake 8: a name is no proof. Mistake 9: an item of another month carries nothing here.
func TestOnlyAttributedItemsOfTheMonthCount(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.item(october, "aws-support-credit", acme, lineitems.ClassUnattributed, "123.456")
	k.item(october, "handling", acme, lineitems.ClassUnrelated, "123.456")
	k.item(november, "support-2026-11", acme, lineitems.ClassSupport, "123.456")
	k.item(october, "ended", acme, lineitems.ClassSupport, "123.456").Status = lineitems.StatusEnded
	if got := k.gap(t, october, acme, ClassSupport).text(); got != "open 123.456 0 123.456 123.456" {
		t.Errorf("got %s", got)
	}
	if got := k.gap(t, november, acme, ClassSupport).text(); got != "covered 123.456 123.456 123.456 -" {
		t.Errorf("got %s", got)
	}
	if n := k.list(t, october).Unattributed; n != 1 {
		t.Errorf("%d items are unattributed", n)
	}
}

func TestWithoutAnExactSourceNothingIsKnownAndNothingProposed(t *testing.T) {
	t.Parallel()
	k := setup(t)
	for customer, c := range map[string]struct {
		rows int
		note string
	}{
		bare:    {8, "Showback of the month was not read: AWS lists no Showback of the customer."},
		denied:  {8, "My view of the month was not read: AWS denied ce:GetCostAndUsage."},
		pending: {8, "Not collected yet."},
		beta:    {0, ""},
	} {
		list := k.list(t, october, "customer_id:eq:"+customer)
		if list.Page.Total != c.rows {
			t.Errorf("%s: %d rows, want %d", customer, list.Page.Total, c.rows)
		}
		for _, g := range list.Page.Items {
			if g.Known || g.Proposal != nil || g.Status != Unknown || g.Note != c.note {
				t.Errorf("%s: %s, %q", customer, g.text(), g.Note)
			}
		}
	}
	if got := fmt.Sprint(k.list(t, october, "status:eq:unknown").Totals); got != "[{USD 0 0 0 0 0 3 0 0 24}]" {
		t.Errorf("totals %s", got)
	}
	k.unread, k.items = true, k.items+1
	if g := k.gap(t, october, acme, ClassSupport); g.Known || !strings.Contains(g.Note, "never read") {
		t.Errorf("without line items: %s, %q", g.text(), g.Note)
	}
}

func TestACustomerThatCannotBeWrittenIsNotPlanned(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.groups[acme] = "PRIMARY_ACCOUNT_MISSING"
	k.etag++
	g := k.gap(t, october, acme, ClassSupport)
	if g.Proposal != nil || g.Status != Open || !strings.Contains(g.Note, "primary account missing") || !g.Known {
		t.Errorf("%s, %q", g.text(), g.Note)
	}
	_, err := k.Propose(t.Context(), k.sc, plans.Request{Gaps: &plans.Gaps{Period: october}})
	if codeOf(err) != CodeNothing || !strings.Contains(err.Error(), "1 customer has no billing group that can be written to. ") && !strings.Contains(err.Error(), "1 customer has no billing group") {
		t.Errorf("got %v", err)
	}
}

// The parts and the rest come to what the ledger stored, to the last digit, whatever is in it, and the parts are what the rows say.
func TestPartsAndRestComeToTheTotal(t *testing.T) {
	t.Parallel()
	recordTypes := []string{
		"Usage", "Credit", "Refund", "Support", "Tax", "Other", "Bundled Discount", "Solution Provider Program Discount", "Some New Discount", "SavingsPlanNegation", "Recurring",
		"Fee", "Free Tier Credit", "Never Seen",
	}
	services := []string{"Amazon Simple Storage Service", "AWS Support (Enterprise)", "Tax", "AWS Free Tier", ""}
	rng := rand.New(rand.NewPCG(4, 26))
	for range 300 {
		var entries, own []ledger.Entry
		for range rng.IntN(40) {
			e := ledger.Entry{RecordType: recordTypes[rng.IntN(len(recordTypes))], Service: services[rng.IntN(len(services))], Amount: money.FromScaled(rng.Int64N(2e12)-1e12, 10)}
			entries = append(entries, e)
			if rng.IntN(10) == 0 {
				own = append(own, e)
			}
		}
		c := ledger.CustomerMonth{MyView: read(entries...), Showback: read(own...)}
		if rng.IntN(3) == 0 && len(entries) > 0 {
			e := entries[0]
			c.MyView.Adjustments = []ledger.Adjustment{{RecordType: e.RecordType, Service: e.Service, Before: e.Amount, After: e.Amount.Add(money.FromScaled(123, 10))}}
		}
		got := chargesOf(c)
		sum := got.Rest
		for _, class := range Classes() {
			parts, of := got.of(class)
			sum = sum.Add(of)
			for _, p := range parts {
				if want, dropped := Classify(p.RecordType, p.Service); !dropped || want != class {
					t.Errorf("%s of %s is %s and not %s", p.RecordType, p.Service, class, want)
				}
			}
		}
		if !sum.Equal(c.MyView.FullTotal()) || !got.Total.Equal(sum) {
			t.Fatalf("%s and not %s", sum, c.MyView.FullTotal())
		}
	}
}

// An amount that AWS can hold is proposed as it is; a larger one keeps the fifteen digits of a double.
func TestProposalsAreWhatAWSCanHold(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"0.0049999999":        "0",
		"-0.0049999999":       "0",
		"0.005":               "0.005",
		"-0.005":              "-0.005",
		"12345.1234567891":    "12345.1234567891",
		"99999.9999999999":    "99999.9999999999",
		"100000.1234567891":   "100000.123456789",
		"-100000.1234567895":  "-100000.12345679",
		"999999.1234567894":   "999999.123456789",
		"1234567.1234567894":  "1234567.12345679",
		"0.12345678905":       "0.123456789",
		"-98765432.123456789": "-98765432.1234568",
	} {
		got := writable(dec(t, in))
		if got.String() != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
		if plain := strings.Trim(strings.ReplaceAll(strings.Trim(got.String(), "-"), ".", ""), "0"); len(plain) > digits {
			t.Errorf("%s has %d digits", got, len(plain))
		}
	}
}

func TestUnfinishedPlansAreShownAndChangeNoPlan(t *testing.T) {
	t.Parallel()
	k := setup(t)
	before := k.propose(t, plans.Gaps{Period: october, Filter: []string{"status:eq:open"}})
	k.planned = map[Key]plans.ID{{acme, ClassSupport}: "plan_01jd2v9r3k8m", {acme, ClassTax}: "plan_01jd2v9r3k8m"}
	if g := k.gap(t, october, acme, ClassSupport); g.Status != Planned || g.PlanID != "plan_01jd2v9r3k8m" || g.Proposal == nil {
		t.Errorf("%s %s", g.text(), g.PlanID)
	}
	if g := k.gap(t, october, acme, ClassTax); g.Status != Kept || g.PlanID != "" {
		t.Errorf("%s %s", g.text(), g.PlanID)
	}
	after := k.propose(t, plans.Gaps{Period: october, Filter: []string{"status:eq:open"}})
	if fmt.Sprint(before) == "" || len(before.Items) != len(after.Items) || before.Inputs != after.Inputs {
		t.Errorf("%d items became %d", len(before.Items), len(after.Items))
	}
	first, err := k.Service.Version(t.Context(), k.sc)
	if err != nil {
		t.Fatal(err)
	}
	k.planned = nil
	if g := k.gap(t, october, acme, ClassSupport); g.Status != Open || g.PlanID != "" {
		t.Errorf("%s %s", g.text(), g.PlanID)
	}
	if second, err := k.Service.Version(t.Context(), k.sc); err != nil || second == first {
		t.Errorf("the version stays %s, %v", second, err)
	}
}

func TestCoverageIsOfEveryCustomer(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.item(october, "half", acme, lineitems.ClassSupport, "61.728")
	q, err := paging.Parse(paging.Raw{})
	if err != nil {
		t.Fatal(err)
	}
	list, err := k.Coverage(t.Context(), CoverageInput{k.sc, october, q})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range list.Page.Items {
		open := "-"
		if c.OpenGap != nil {
			open = c.OpenGap.String()
		}
		got = append(got, fmt.Sprint(c.CustomerID[11:], " ", c.Status, " ", c.Covered, "/", c.Known, "/", len(c.Classes), " ", open, " ", c.ExportStatus))
	}
	want := "1 open 3/8/8 -66.5220000001 unknown; 3 unknown 0/0/8 - unknown; 4 unknown 0/0/8 - unknown; 5 unknown 0/0/8 - unknown; 2 covered 0/0/0 - unknown"
	if s := strings.Join(got, "; "); s != want {
		t.Errorf("got %s\nwant %s", s, want)
	}
	// Nothing was charged that would say in which currency; the item does.
	k.months[october][beta] = ledger.CustomerMonth{CustomerID: beta, Month: october, MyView: ledger.ViewMonth{Status: ledger.ViewRead}, Showback: ledger.ViewMonth{Status: ledger.ViewRead}}
	k.etag++
	k.item(october, "left over", beta, lineitems.ClassSupport, "9")
	again, err := k.Coverage(t.Context(), CoverageInput{k.sc, october, whole})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range again.Page.Items {
		if c.CustomerID == beta && (c.Status != Over || c.Currency != money.USD || c.OpenGap.String() != "-9") {
			t.Errorf("%+v", c)
		}
	}
	for _, c := range list.Page.Items[0].Classes {
		switch c.Class {
		case ClassSupport:
			if !c.Percent.Known || c.Percent.Value.String() != "50" {
				t.Errorf("support: %+v", c)
			}
		case ClassTax:
			if c.Percent.Known {
				t.Errorf("tax: %+v", c)
			}
		case ClassCredit, ClassFreeTierCredit, ClassRefund, ClassBundledDiscount, ClassPrivateDiscount, ClassOther:
		}
	}
}

// Who has nothing that pro forma drops is covered, and only if that is known: without Showback, or without a list of the line items, a customer may see anything.
func TestWhoseViewsWereNotReadIsNotCovered(t *testing.T) {
	t.Parallel()
	k := setup(t)
	usage := read(entry(t, "Usage", "Amazon Simple Storage Service", "100"))
	k.months[october][beta] = ledger.CustomerMonth{CustomerID: beta, Month: october, MyView: usage, Showback: ledger.ViewMonth{Status: ledger.ViewNone, Detail: "There is no billing group."}}
	k.etag++
	status := func() (Status, int) {
		list, err := k.Coverage(t.Context(), CoverageInput{k.sc, october, whole})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range list.Page.Items {
			if c.CustomerID == beta {
				return c.Status, c.Known
			}
		}
		return "", 0
	}
	if got, known := status(); got != Unknown || known != 0 {
		t.Errorf("without Showback it is %s of %d known classes", got, known)
	}
	k.months[october][beta] = ledger.CustomerMonth{CustomerID: beta, Month: october, MyView: usage, Showback: usage}
	k.etag++
	if got, _ := status(); got != Covered {
		t.Errorf("with both views it is %s", got)
	}
	k.unread = true
	k.items++
	if got, _ := status(); got != Unknown {
		t.Errorf("without a list of the line items it is %s", got)
	}
}

func TestAttentionIsOfTheMonthBefore(t *testing.T) {
	t.Parallel()
	k := setup(t)
	for m, want := range map[string]int{"2026-11": 1, "2026-10": 1, "2026-09": 0} {
		got, err := k.Attention(t.Context(), k.sc, monthOf(t, m))
		if err != nil || len(got) != want {
			t.Fatalf("%s: %+v, %v", m, got, err)
		}
		if want == 1 && (got[0].Count != 5 || got[0].Amount.String() != "-4.7940000001 USD" || got[0].Title != "5 gaps of 1 customer in October 2026 are open" || got[0].Month != october) {
			t.Errorf("%s: %+v", m, got[0])
		}
	}
}

// A month is worked out once, and again only when something it is made of has changed.
func TestAMonthIsWorkedOutOnce(t *testing.T) {
	t.Parallel()
	k := setup(t)
	if err := k.Prepare(t.Context(), k.sc); err != nil || k.reads != 8 {
		t.Fatalf("%d reads, %v", k.reads, err)
	}
	k.list(t, october)
	k.list(t, november)
	k.item(october, "new", acme, lineitems.ClassSupport, "1")
	k.list(t, october)
	if k.reads != 8 {
		t.Errorf("%d details were read", k.reads)
	}
	k.etag++
	k.list(t, october)
	if k.reads != 12 {
		t.Errorf("%d details were read after the ledger changed", k.reads)
	}
	charges, err := k.Charges(t.Context(), k.sc, october)
	if err != nil || len(charges) != 3 || len(charges[acme].Parts) != 8 {
		t.Errorf("%d customers, %v", len(charges), err)
	}
}
