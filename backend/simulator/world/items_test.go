package world

import (
	"errors"
	"strings"
	"testing"
	"time"

	"portal.example/simulator/scenario"
)

// bench is a world with one customer's group to put line items on.
type bench struct {
	w     *World
	m     Month
	group BillingGroup
	view  BillingView
}

func newBench(t testing.TB) *bench {
	t.Helper()
	w := build(t, scenario.Tiny, present)
	v := viewIn(t, w, withTrait(t, w, scenario.TraitNegativeMargin).Account.ID, ViewShowback, MonthOf(present))
	for _, g := range w.BillingGroups() {
		if g.ARN == v.GroupARN {
			return &bench{w: w, m: MonthOf(present), group: g, view: v}
		}
	}
	t.Fatal("the view's group is not listed")
	return nil
}

// item returns a valid input; change adjusts it.
func (b *bench) item(name string, change func(*CreateCustomLineItemInput)) CreateCustomLineItemInput {
	end := b.m.Next()
	in := CreateCustomLineItemInput{
		Name: name, Description: "For a test", BillingGroupARN: b.group.ARN,
		Charge: ChargeDetails{Type: ChargeFee, Flat: new(100 * Unit)}, Period: &PeriodRange{Start: b.m, End: &end},
	}
	if change != nil {
		change(&in)
	}
	return in
}

func (b *bench) create(t testing.TB, name string, change func(*CreateCustomLineItemInput)) CustomLineItem {
	t.Helper()
	return must(b.w.CreateCustomLineItem(b.item(name, change)))(t)
}

// charged returns what Showback has of an item in a month.
func (b *bench) charged(t testing.TB, arn string, m Month) Amount {
	t.Helper()
	return sum(t, b.w, b.view.ARN, m, unblended, func(l *Line) bool { return l.ItemARN == arn })
}

func percentage(percent Amount, sources ...string) func(*CreateCustomLineItemInput) {
	return func(in *CreateCustomLineItemInput) {
		in.Charge = ChargeDetails{Type: ChargeFee, Percentage: &percent, AssociatedValues: sources}
	}
}

func TestItemsShowAfterADayInTheCurrentMonthAndTwoInThePrevious(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	current := b.create(t, "current", nil)
	previous := b.create(t, "previous", func(in *CreateCustomLineItemInput) {
		end := b.m
		in.Period = &PeriodRange{Start: b.m - 1, End: &end}
	})
	if n := len(b.w.CustomLineItems(b.m)); n == 0 {
		t.Fatal("Billing Conductor does not list the new item at once")
	}
	for _, step := range []struct {
		after             time.Duration
		current, previous Amount
	}{
		{24*time.Hour - time.Second, 0, 0},
		{24 * time.Hour, 100 * Unit, 0},
		{48*time.Hour - time.Second, 100 * Unit, 0},
		{48 * time.Hour, 100 * Unit, 100 * Unit},
	} {
		b.w.Clock().Set(present.Add(step.after))
		if got := b.charged(t, current.ARN, b.m); got != step.current {
			t.Errorf("after %s the current month has %s, want %s", step.after, got, step.current)
		}
		if got := b.charged(t, previous.ARN, b.m-1); got != step.previous {
			t.Errorf("after %s the previous month has %s, want %s", step.after, got, step.previous)
		}
	}
	if got := b.charged(t, current.ARN, b.m-1); got != 0 {
		t.Errorf("the current month's item charges %s in the previous month", got)
	}
}

func TestRowsSeeItemsWhenLinesDo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rows := func() string {
		var s Total
		for _, r := range must(b.w.Rows(b.view.ARN, b.m-1))(t) {
			s.AddTotal(r.Unblended)
		}
		return s.String()
	}
	before := rows()
	b.create(t, "late", func(in *CreateCustomLineItemInput) {
		end := b.m
		in.Period = &PeriodRange{Start: b.m - 1, End: &end}
	})
	if got := rows(); got != before {
		t.Errorf("an item shows at once: %s, was %s", got, before)
	}
	b.w.Clock().Advance(48 * time.Hour)
	var want Total
	if err := b.w.Lines(b.view.ARN, b.m-1, func(l *Line) error { want.Add(int64(l.Unblended)); return nil }); err != nil {
		t.Fatal(err)
	}
	if got := rows(); got == before || got != want.String() {
		t.Errorf("two days later the month is %s, want %s (was %s)", got, want, before)
	}
}

func TestPercentageItems(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	flatItem := b.create(t, "flat", nil)
	none := b.create(t, "none", percentage(10*Unit))
	ofGroup := b.create(t, "of-group", percentage(10*Unit, b.group.ARN))
	ofFlat := b.create(t, "of-flat", percentage(19*Unit, flatItem.ARN))
	ofBoth := b.create(t, "of-both", percentage(10*Unit, b.group.ARN, flatItem.ARN))
	filtered := func(f LineItemFilter) func(*CreateCustomLineItemInput) {
		return func(in *CreateCustomLineItemInput) {
			percentage(100*Unit, b.group.ARN)(in)
			in.Charge.Filters = []LineItemFilter{f}
		}
	}
	noNegation := b.create(t, "no-negation", filtered(LineItemFilter{Attribute: "LINE_ITEM_TYPE", MatchOption: "NOT_EQUAL", Values: []string{"SAVINGS_PLAN_NEGATION"}}))
	onlyS3 := b.create(t, "only-s3", filtered(LineItemFilter{Attribute: "SERVICE", MatchOption: "EQUAL", AttributeValues: []string{"AmazonS3"}}))
	credit := b.create(t, "rebate", func(in *CreateCustomLineItemInput) {
		percentage(10*Unit, b.group.ARN)(in)
		in.Charge.Type = ChargeCredit
	})
	b.w.Clock().Advance(25 * time.Hour)

	consumption := func(passes func(*Line) bool) Amount {
		return sum(t, b.w, b.view.ARN, b.m, unblended, func(l *Line) bool { return l.ItemARN == "" && passes(l) })
	}
	tenth := func(a Amount) Amount { return Amount(mulDiv(int64(a), 1, 10)) }
	total := consumption(anyLine)
	for _, c := range []struct {
		name string
		arn  string
		want Amount
	}{
		{"without associated values", none.ARN, 0},
		{"of the group", ofGroup.ARN, tenth(total)},
		{"of a flat item", ofFlat.ARN, 19 * Unit},
		{"of both", ofBoth.ARN, tenth(total + 100*Unit)},
		{"without negation", noNegation.ARN, consumption(func(l *Line) bool { return l.RecordType != RecordSPNegation })},
		{"of one service", onlyS3.ARN, consumption(func(l *Line) bool { return l.ServiceCode == "AmazonS3" })},
		{"as a credit", credit.ARN, -tenth(total)},
	} {
		if got := b.charged(t, c.arn, b.m); got != c.want {
			t.Errorf("%s: charged %s, want %s", c.name, got, c.want)
		}
	}
	if total <= 0 {
		t.Errorf("the group's total is %s", total)
	}
}

func TestItemizedItemsStandBesideEachLine(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	it := b.create(t, "itemized", func(in *CreateCustomLineItemInput) {
		percentage(10*Unit, b.group.ARN)(in)
		in.ComputationRule = ComputeItemized
	})
	b.w.Clock().Advance(25 * time.Hour)
	var consumption, charged Sums
	services := map[string]bool{}
	err := b.w.Lines(b.view.ARN, b.m, func(l *Line) error {
		switch l.ItemARN {
		case "":
			consumption.Add(&l.Figures)
		case it.ARN:
			charged.Add(&l.Figures)
			if services[l.Service] = true; l.RecordType != RecordProformaFee {
				t.Errorf("an itemized fee is of type %s", l.RecordType)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	whole, part := must(consumption.Unblended.Amount())(t), must(charged.Unblended.Amount())(t)
	if off := part*10 - whole; off > 50_000 || off < -50_000 || part == 0 { // a line is rounded at 1e-10
		t.Errorf("the items come to %s of %s", part, whole)
	}
	if len(services) < 3 {
		t.Errorf("itemized over %d services", len(services))
	}
}

func TestRecordTypeFollowsThePresentation(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for name, c := range map[string]struct{ service, charge, wantType, wantService string }{
		"a": {"", ChargeFee, RecordFee, "AWS Billing Conductor"},
		"b": {"", ChargeCredit, RecordCredit, "AWS Billing Conductor"},
		"c": {"AmazonS3", ChargeFee, RecordProformaFee, "Amazon Simple Storage Service"},
		"d": {"AmazonS3", ChargeCredit, RecordProformaCredit, "Amazon Simple Storage Service"},
	} {
		it := b.create(t, name, func(in *CreateCustomLineItemInput) {
			in.PresentationService, in.Charge.Type = c.service, c.charge
		})
		w, m := b.w, b.m
		w.Clock().Advance(25 * time.Hour)
		found := 0
		if err := w.Lines(b.view.ARN, m, func(l *Line) error {
			if l.ItemARN == it.ARN {
				if found++; l.RecordType != c.wantType || l.Service != c.wantService || (l.Unblended < 0) != (c.charge == ChargeCredit) {
					t.Errorf("%+v is a %s of %s for %s", c, l.RecordType, l.Service, l.Unblended)
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if found != 1 {
			t.Errorf("%+v has %d lines, want 1", c, found)
		}
	}
}

func TestUpdateAndDeleteKeepTheOtherMonth(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	it := b.create(t, "recurring", func(in *CreateCustomLineItemInput) { in.Period = &PeriodRange{Start: b.m - 1} })
	end := b.m
	in := UpdateCustomLineItemInput{ARN: it.ARN, Flat: new(70 * Unit), Period: &PeriodRange{Start: b.m - 1, End: &end}}
	if updated := must(b.w.UpdateCustomLineItem(in))(t); *updated.Charge.Flat != 70*Unit {
		t.Errorf("the update answers %s", updated.Charge.Flat)
	}
	b.w.Clock().Advance(49 * time.Hour)
	if got := [2]Amount{b.charged(t, it.ARN, b.m-1), b.charged(t, it.ARN, b.m)}; got != [2]Amount{70 * Unit, 100 * Unit} {
		t.Errorf("after the update: %s", got)
	}
	if err := b.w.DeleteCustomLineItem(it.ARN, nil); err != nil {
		t.Fatal(err)
	}
	if got := [2]Amount{b.charged(t, it.ARN, b.m-1), b.charged(t, it.ARN, b.m)}; got != [2]Amount{70 * Unit, 100 * Unit} {
		t.Errorf("right after the deletion Showback has %s", got)
	}
	for _, listed := range b.w.CustomLineItems(b.m) {
		if listed.ARN == it.ARN {
			t.Error("the deleted item is still listed")
		}
	}
	b.w.Clock().Advance(49 * time.Hour)
	if got := [2]Amount{b.charged(t, it.ARN, b.m-1), b.charged(t, it.ARN, b.m)}; got != [2]Amount{70 * Unit, 0} {
		t.Errorf("two days after the deletion: %s", got)
	}
	if versions := must(b.w.CustomLineItemVersions(it.ARN))(t); len(versions) != 2 || *versions[1].Item.Charge.Flat != 70*Unit {
		t.Errorf("versions: %+v", versions)
	}
}

// An update that names months and nothing else ends the item with them, in what Billing Conductor tells at once and in Showback after AWS's delay.
func TestAnUpdateOfTheMonthsAloneEndsAnItem(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	it := b.create(t, "ends", func(in *CreateCustomLineItemInput) { in.Period = &PeriodRange{Start: b.m - 1} })
	other := b.create(t, "goes-on", func(in *CreateCustomLineItemInput) { in.Period = &PeriodRange{Start: b.m - 1} })
	end := b.m + 1
	must(b.w.UpdateCustomLineItem(UpdateCustomLineItemInput{ARN: it.ARN, Period: &PeriodRange{Start: b.m, End: &end}}))(t)
	must(b.w.UpdateCustomLineItem(UpdateCustomLineItemInput{ARN: other.ARN, Period: &PeriodRange{Start: b.m, End: &end}, Flat: new(70 * Unit)}))(t)
	b.w.Clock().Set(b.m.Next().Start().AddDate(0, 0, 9))
	for m, want := range map[Month][2]Amount{b.m - 1: {100 * Unit, 100 * Unit}, b.m: {100 * Unit, 70 * Unit}, b.m + 1: {0, 100 * Unit}} {
		if got := [2]Amount{b.charged(t, it.ARN, m), b.charged(t, other.ARN, m)}; got != want {
			t.Errorf("%s: charged %v, want %v", m, got, want)
		}
	}
	versions := must(b.w.CustomLineItemVersions(it.ARN))(t)
	if len(versions) != 2 || versions[1].End == nil || *versions[1].End != end {
		t.Errorf("versions = %+v", versions)
	}
}

func TestOpenEndedItemsRecur(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	it := b.create(t, "recurring", func(in *CreateCustomLineItemInput) { in.Period = nil })
	b.w.Clock().Set(b.m.Next().Start().AddDate(0, 0, 9))
	if got := b.charged(t, it.ARN, b.m.Next()); got != 100*Unit {
		t.Errorf("the next month has %s, want 100", got)
	}
}

func TestClientTokensMakeCreationIdempotent(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token := func(in *CreateCustomLineItemInput) { in.ClientToken = "once-1" }
	first, second := b.create(t, "same", token), b.create(t, "same", token)
	if first.ARN != second.ARN {
		t.Errorf("the same token made %s and %s", first.ARN, second.ARN)
	}
	_, err := b.w.CreateCustomLineItem(b.item("other", token))
	wantCode(t, "another request with the token", err, "ConflictException", "WRITE_CONFLICT_RETRY")
	_, err = b.w.CreateCustomLineItem(b.item("same", nil))
	wantCode(t, "the same name without a token", err, "ConflictException", "RESOURCE_NAME_CONFLICT")
}

func wantCode(t testing.TB, what string, err error, code, reason string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Code != code || e.Reason != reason {
		t.Errorf("%s: got %v (reason %q), want %s %s", what, err, reasonOf(err), code, reason)
	}
}

func reasonOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Reason
	}
	return ""
}

func TestItemRulesOfAWS(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	flatItem := b.create(t, "flat", nil)
	month := func(m Month) func(*CreateCustomLineItemInput) {
		return func(in *CreateCustomLineItemInput) { in.Period = &PeriodRange{Start: m} }
	}
	charge := func(c ChargeDetails) func(*CreateCustomLineItemInput) {
		return func(in *CreateCustomLineItemInput) { in.Charge = c }
	}
	const field = "FIELD_VALIDATION_FAILED"
	for name, c := range map[string]struct {
		change func(*CreateCustomLineItemInput)
		reason string
	}{
		"two months ago":      {month(b.m - 2), "ILLEGAL_BILLING_PERIOD"},
		"next month":          {month(b.m + 1), "ILLEGAL_BILLING_PERIOD"},
		"an empty range":      {func(in *CreateCustomLineItemInput) { in.Period = &PeriodRange{Start: b.m, End: &b.m} }, "ILLEGAL_BILLING_PERIOD_RANGE"},
		"a space in the name": {func(in *CreateCustomLineItemInput) { in.Name = "two words" }, field},
		"a slash in the name": {func(in *CreateCustomLineItemInput) { in.Name = "a/b" }, field},
		"a long name":         {func(in *CreateCustomLineItemInput) { in.Name = strings.Repeat("a", 129) }, field},
		"no description":      {func(in *CreateCustomLineItemInput) { in.Description = "" }, field},
		"a long description":  {func(in *CreateCustomLineItemInput) { in.Description = strings.Repeat("a", 256) }, field},
		"a negative amount":   {charge(ChargeDetails{Type: ChargeFee, Flat: new(Amount(-1))}), field},
		"beyond the cap":      {charge(ChargeDetails{Type: ChargeFee, Flat: new(1_000_000*Unit + 1)}), field},
		"too many percent":    {charge(ChargeDetails{Type: ChargeFee, Percentage: new(10_000*Unit + 1)}), field},
		"flat and percentage": {charge(ChargeDetails{Type: ChargeFee, Flat: new(Amount(1)), Percentage: new(Amount(1))}), "ILLEGAL_CHARGE_DETAILS"},
		"neither":             {charge(ChargeDetails{Type: ChargeFee}), "ILLEGAL_CHARGE_DETAILS"},
		"no type":             {charge(ChargeDetails{Flat: new(Amount(1))}), field},
		"flat and itemized":   {func(in *CreateCustomLineItemInput) { in.ComputationRule = ComputeItemized }, "ILLEGAL_COMPUTATION_RULE"},
		"flat with a source":  {charge(ChargeDetails{Type: ChargeFee, Flat: new(Amount(1)), AssociatedValues: []string{b.group.ARN}}), "ILLEGAL_CHARGE_DETAILS"},
		"six sources":         {percentage(Unit, "1", "2", "3", "4", "5", "6"), field},
		"a foreign source":    {percentage(Unit, "arn:aws:billingconductor::1:customlineitem/none"), "ILLEGAL_RESOURCE_ARNS"},
		"another's account":   {func(in *CreateCustomLineItemInput) { in.AccountID = ReceiverAccountID }, "ILLEGAL_ACCOUNT_ID"},
		"no such group":       {func(in *CreateCustomLineItemInput) { in.BillingGroupARN += "x" }, "MISSING_BILLINGGROUP"},
		"a bad token":         {func(in *CreateCustomLineItemInput) { in.ClientToken = "a b" }, field},
		"two filters": {func(in *CreateCustomLineItemInput) {
			percentage(Unit)(in)
			in.Charge.Filters = make([]LineItemFilter, 2)
		}, "ILLEGAL_LINE_ITEM_FILTER"},
		"a percentage of a percentage": {percentage(Unit, b.create(t, "p", percentage(Unit)).ARN), "ILLEGAL_CHILD_ASSOCIATE_RESOURCE"},
	} {
		_, err := b.w.CreateCustomLineItem(b.item("rule", c.change))
		wantCode(t, name, err, "ValidationException", c.reason)
	}
	_, err := b.w.UpdateCustomLineItem(UpdateCustomLineItemInput{ARN: flatItem.ARN, Percentage: new(Unit)})
	wantCode(t, "flat into percentage", err, "ValidationException", "ILLEGAL_UPDATE_CHARGE_DETAILS")
	_, err = b.w.UpdateCustomLineItem(UpdateCustomLineItemInput{ARN: flatItem.ARN, Period: &PeriodRange{Start: b.m - 1}})
	wantCode(t, "update before it began", err, "ValidationException", "INVALID_BILLING_PERIOD_FOR_OPERATION")
	b.w.Clock().Set(b.m.Start().AddDate(0, 3, 0))
	err = b.w.DeleteCustomLineItem(flatItem.ARN, nil)
	wantCode(t, "delete from a closed month", err, "ValidationException", "ILLEGAL_BILLING_PERIOD")
}

func TestAssociationsChangeWhatAPercentageIsOf(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	it := b.create(t, "share", percentage(10*Unit))
	results := must(b.w.BatchAssociateResources(it.ARN, []string{b.group.ARN, "arn:aws:none"}, nil))(t)
	if results[0].Err != nil || results[1].Err == nil {
		t.Errorf("results: %+v", results)
	}
	if got := must(b.w.CustomLineItemAssociations(it.ARN, b.m))(t); len(got) != 1 || got[0].ARN != b.group.ARN || got[0].Relationship != "CHILD" {
		t.Errorf("associations: %+v", got)
	}
	b.w.Clock().Advance(25 * time.Hour)
	if got := b.charged(t, it.ARN, b.m); got <= 0 {
		t.Errorf("a day after the association it charges %s", got)
	}
	if results := must(b.w.BatchDisassociateResources(it.ARN, []string{b.group.ARN}, nil))(t); results[0].Err != nil {
		t.Error(results[0].Err)
	}
	b.w.Clock().Advance(25 * time.Hour)
	if got := b.charged(t, it.ARN, b.m); got != 0 {
		t.Errorf("without a base it charges %s", got)
	}
}
