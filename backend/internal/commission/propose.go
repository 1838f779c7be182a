package commission

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
)

// What becomes of customers that have a commission already.
const (
	existingSkip    = "skip"
	existingReplace = "replace"
	existingAdd     = "add"
)

// Percentages that need no second look; AWS would take up to 10,000.
const (
	usualFrom   = 5
	usualTo     = 25
	mostPercent = 100
	amountScale = 10 // AWS's decimals of an amount
)

// Codes of warnings of a plan.
const (
	WarnUnusual = "commission_unusual"
	WarnAdded   = "commission_added"
	WarnRunning = "month_running"
)

var (
	_ plans.Proposer = (*Service)(nil)
	_ plans.Watched  = (*Service)(nil)
)

// Propose implements plans.Proposer: a percentage fee of the billing group for each customer that was chosen, and the ends of those it replaces.
func (s *Service) Propose(ctx context.Context, sc scope.Scope, r plans.Request) (plans.Wanted, error) {
	if r.Commission == nil {
		return plans.Wanted{}, errors.New("commission: the request charges no commission")
	}
	in := *r.Commission
	percent, err := s.check(&in)
	if err != nil {
		return plans.Wanted{}, err
	}
	b, err := s.book(ctx, sc, in.Period)
	if err != nil {
		return plans.Wanted{}, err
	}
	rows, err := selected(sc, b.rows, in)
	if err != nil {
		return plans.Wanted{}, err
	}
	e, err := s.estimates(ctx, sc, in.Period)
	if err != nil {
		return plans.Wanted{}, err
	}
	d := &draft{in: in, percent: percent, running: in.Period == period.MonthOf(s.c.Clock.Now()), estimates: e, skipped: map[string][]string{}}
	for _, row := range rows {
		d.take(row)
	}
	w := d.wanted()
	for _, old := range b.provenance.Warnings {
		if old.Code == lineitems.WarnNotRefreshed {
			w.Warnings = append(w.Warnings, plans.Warning{Code: old.Code, Message: old.Detail + " A commission that somebody has made since is not counted, and would be charged beside this one."})
		}
	}
	w.Inputs, err = s.Inputs(ctx, sc, r)
	return w, err
}

// Inputs implements plans.Watched.
func (s *Service) Inputs(ctx context.Context, sc scope.Scope, r plans.Request) (string, error) {
	var versions []string
	for _, m := range []period.Month{r.Commission.Period, r.Commission.Period.Add(-1)} {
		a, err := s.c.Items.Attributed(ctx, sc, m)
		if err != nil {
			return "", err
		}
		versions = append(versions, a.Version)
	}
	return strings.Join(versions, "; "), nil
}

// percentForm keeps out what a decimal could be written as and a person would not mean: exponents, signs, more digits than AWS's console shows.
var percentForm = regexp.MustCompile(`^[0-9]{1,3}(\.[0-9]{1,2})?$`)

// check says everything that is wrong with a request.
func (s *Service) check(in *plans.Commission) (money.Decimal, error) {
	var fields []fault.Field
	add := func(pointer, code, detail string) {
		fields = append(fields, fault.Field{Pointer: "/commission" + pointer, Code: code, Detail: detail})
	}
	percent, err := money.ParseDecimal(in.Percent)
	switch {
	case !percentForm.MatchString(in.Percent) || err != nil:
		add("/percent", CodeInvalidCommission, "Send a percentage as digits with at most two decimals after a point, for example 10 or 7.25.")
	case percent.IsZero():
		add("/percent", CodeInvalidCommission, "Nothing would be charged. Send a percentage above 0.")
	case percent.Cmp(money.FromInt(mostPercent)) > 0:
		add("/percent", CodeInvalidCommission, "Send a percentage of at most 100.")
	}
	current := period.MonthOf(s.c.Clock.Now())
	if !lineitems.Writable(in.Period, s.c.Clock.Now()) {
		add("/period", plans.CodeMonthClosed, fmt.Sprintf("AWS takes line items of %s and %s only.", monthName(current.Add(-1)), monthName(current)))
	}
	switch in.Existing {
	case "":
		in.Existing = existingSkip
	case existingSkip, existingReplace, existingAdd:
	default:
		add("/existing", CodeInvalidCommission, "Use skip, replace or add.")
	}
	if len(fields) == 0 {
		return percent, nil
	}
	details := make([]string, len(fields))
	for i, f := range fields {
		details[i] = "body" + f.Pointer + ": " + f.Detail
	}
	return percent, &fault.Error{Kind: fault.Invalid, Code: fault.CodeInvalidRequest, Message: strings.Join(details, " "), Fields: fields}
}

// selected returns the rows a request is about, by customer.
func selected(sc scope.Scope, rows []Row, in plans.Commission) ([]Row, error) {
	if len(in.CustomerIDs) > 0 {
		return chosen(rows, in.CustomerIDs)
	}
	q, err := paging.ParseSelection(in.Search, in.Filter, in.Match)
	if err != nil {
		return nil, err
	}
	page, err := paging.Apply(listName(sc, in.Period), rows, q, schema)
	if err != nil {
		return nil, err
	}
	return byCustomer(slices.Clone(page.Matched)), nil
}

func chosen(rows []Row, ids []string) ([]Row, error) {
	byID := make(map[string]Row, len(rows))
	for _, r := range rows {
		byID[r.CustomerID] = r
	}
	var out []Row
	for i, id := range ids {
		r, ok := byID[id]
		if !ok {
			return nil, &fault.Error{
				Kind: fault.NotFound, Code: margin.CodeCustomerNotFound, Message: "This receiver has no customer " + id + " in the month. Customers are listed under /commission.",
				Fields: []fault.Field{{Pointer: fmt.Sprintf("/commission/customer_ids/%d", i), Code: CodeInvalidCommission, Detail: "There is no such customer in the month. Use the customer_id of an answer of /commission."}},
			}
		}
		if !slices.Contains(ids[:i], id) {
			out = append(out, r)
		}
	}
	return byCustomer(out), nil
}

// byCustomer sorts rows, so that the same request comes to the same plan however its rows came.
func byCustomer(rows []Row) []Row {
	slices.SortFunc(rows, func(a, b Row) int { return strings.Compare(a.CustomerID, b.CustomerID) })
	return rows
}

// estimates are what percentages of a month would be taken of.
type estimates struct {
	month   period.Month
	running bool
	own     [2]map[string]lineitems.Base // of the month itself; without and with the filter
	last    [2]map[string]lineitems.Base // of the month before
	charged map[string]money.Amount      // Showback of the month
	asOf    map[string]time.Time         // when it was read, else when the one of the month before was
}

func (s *Service) estimates(ctx context.Context, sc scope.Scope, m period.Month) (*estimates, error) {
	e := &estimates{month: m, running: m == period.MonthOf(s.c.Clock.Now()), charged: map[string]money.Amount{}, asOf: map[string]time.Time{}}
	for i, without := range []bool{false, true} {
		var err error
		if e.own[i], err = s.c.Items.Bases(ctx, sc, m, without); err != nil {
			return nil, err
		}
		if e.last[i], err = s.c.Items.Bases(ctx, sc, m.Add(-1), without); err != nil {
			return nil, err
		}
	}
	for _, month := range []period.Month{m.Add(-1), m} {
		p, _, err := s.c.Ledger.Portfolio(ctx, sc, month)
		if err != nil {
			return nil, err
		}
		for _, c := range p.Customers {
			if !c.Showback.Read() {
				continue
			}
			e.asOf[c.CustomerID] = c.Showback.AsOf
			if month == m {
				e.charged[c.CustomerID] = money.New(c.Showback.Total, c.Showback.Currency)
			}
		}
	}
	return e, nil
}

func index(without bool) int {
	if without {
		return 1
	}
	return 0
}

// base is what a percentage of a customer is estimated to be taken of: in a month that is over of the month itself, in the running one of the month before, which is whole.
func (e *estimates) base(customer string, without bool) (b lineitems.Base, ok bool) {
	own, last := e.own[index(without)], e.last[index(without)]
	if e.running {
		if b, ok = last[customer]; ok {
			return b, true
		}
	}
	if b, ok = own[customer]; ok {
		return b, true
	}
	b, ok = last[customer]
	return b, ok
}

// ofOwn reports whether a percentage of a customer is estimated to be taken of the month itself.
func (e *estimates) ofOwn(customer string, without bool) bool {
	_, own := e.own[index(without)][customer]
	_, last := e.last[index(without)][customer]
	return own && (!e.running || !last)
}

// source says for people what a percentage was taken of.
func (e *estimates) source(customer string, without bool, percent money.Decimal) string {
	b, _ := e.base(customer, without)
	text := fmt.Sprintf("Estimate: %s %% of %s. %s", percent, money.New(b.Amount, b.Currency).Text(), b.Note)
	own, ok := e.own[index(without)][customer]
	if e.running && ok && own.Note != b.Note {
		text += fmt.Sprintf(" So far in %s it would be %s, of %s.", monthName(e.month), money.New(own.Amount.Percent(percent, amountScale), own.Currency).Text(), money.New(own.Amount, own.Currency).Text())
	}
	return text
}

// amount is what an item that is there is estimated to come to in the month.
func (e *estimates) amount(r *lineitems.Row) *money.Decimal {
	without := slices.EqualFunc(r.Filters, lineitems.WithoutNegation(), sameFilter)
	if b, ok := e.base(r.CustomerID, without); ok && !ofNothing(r) && (without || len(r.Filters) == 0) && slices.Equal(r.Sources, []string{r.GroupARN}) {
		d := b.Amount.Percent(*r.Percent, amountScale)
		return &d
	}
	if !r.Amount.Known {
		return nil
	}
	d := r.Amount.Value
	return &d
}

func sameFilter(a, b lineitems.Filter) bool {
	return a.Attribute == b.Attribute && a.Match == b.Match && slices.Equal(a.Values, b.Values)
}
