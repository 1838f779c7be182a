package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/transfers"
)

// How far a collection in mode `detail` looks back: days of every month that has one of the last DetailDays days, which is what anomalies need for a baseline of eight weeks
// before the month they are looked for in; member accounts of the current month and the one before.
const (
	DetailDays     = 100
	detailAccounts = 2 // months
)

// DetailSpan is the months whose days a collection looks at.
func DetailSpan(now time.Time) period.Range {
	return period.Range{From: period.MonthOf(now.AddDate(0, 0, -DetailDays)), To: period.MonthOf(now).Add(1)}
}

// accountMonths is the months of a span whose member accounts are looked at.
func accountMonths(span period.Range) []period.Month {
	months := span.Months()
	return months[max(0, len(months)-detailAccounts):]
}

// needsDays reports whether the days of a customer who is billed in the month are to be read; have is the month in the ledger, nil when it is not kept.
func (m *MonthDetail) needsDays(customer string, have *CustomerDigest) bool {
	c, ok := m.Customer(customer)
	return !ok || c.Days.stale(have)
}

// needsAccounts is the same of member accounts.
func (m *MonthDetail) needsAccounts(customer string, have *CustomerDigest) bool {
	c, ok := m.Customer(customer)
	return !ok || c.Accounts.stale(have)
}

// stale reports whether something is to be read again: it is not complete, or the ledger changed after it was read.
func (r DetailRead) stale(have *CustomerDigest) bool {
	return !r.Complete || have != nil && (changedSince(have.MyView, r.AsOf, r.MyView) || changedSince(have.Showback, r.AsOf, r.Showback))
}

// changedSince reports whether the ledger read another total before tax after something was read that summed up to sum: a late refund, for example.
func changedSince(have ViewDigest, asOf time.Time, sum money.Decimal) bool {
	return have.Read() && have.AsOf.After(asOf) && !have.Total.Sub(have.Apart).Equal(sum)
}

// detailWork is one attempt of a job in mode `detail`.
type detailWork struct {
	*work

	kept map[period.Month]*MonthDetail
}

// fillDetails reads days and member accounts and sums them up. What was read is summed up even when the rest could not be read.
func (w *work) fillDetails(ctx context.Context) error {
	d := &detailWork{work: w, kept: map[period.Month]*MonthDetail{}}
	if err := d.prepare(ctx); err != nil {
		return err
	}
	err := d.collect(ctx)
	if serr := d.sum(context.WithoutCancel(ctx)); serr != nil || err != nil {
		return errors.Join(err, serr)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if w.c.AfterDetail == nil {
		return nil
	}
	w.run.Say("Looking for anomalies")
	return w.c.AfterDetail(ctx, w.sc)
}

// prepare loads what is kept and lists the views of every month that needs reading, which is free.
func (d *detailWork) prepare(ctx context.Context) error {
	for _, m := range d.args.Span.Months() {
		p, _, err := d.c.Ledger.Portfolio(ctx, d.sc, m)
		if err != nil {
			return err
		}
		d.months[m] = newWorkingMonth(d.c.Ledger.c.Rules, p, expected(d.customers, m))
		if d.kept[m], err = d.c.Ledger.monthDetail(ctx, d.sc, m); err != nil {
			return err
		}
	}
	d.run.Say("Listing billing views")
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(d.c.Parallelism)
	for m, wm := range d.months {
		if slices.ContainsFunc(d.customers, func(cu transfers.Customer) bool { return d.needsDays(cu, m) || d.needsAccounts(cu, m) }) {
			g.Go(func() error { return d.listViews(gctx, m, wm) })
		}
	}
	return g.Wait()
}

func (d *detailWork) needsDays(cu transfers.Customer, m period.Month) bool {
	return cu.Bills(m) && d.kept[m].needsDays(cu.ID, d.months[m].digest(cu.ID))
}

func (d *detailWork) needsAccounts(cu transfers.Customer, m period.Month) bool {
	return cu.Bills(m) && slices.Contains(accountMonths(d.args.Span), m) && d.kept[m].needsAccounts(cu.ID, d.months[m].digest(cu.ID))
}

// needed lists the months of which a customer's days, and those of which its accounts, are to be read.
func (d *detailWork) needed(cu transfers.Customer) (days, accounts []period.Month) {
	for _, m := range d.args.Span.Months() {
		if d.needsDays(cu, m) {
			days = append(days, m)
		}
		if d.needsAccounts(cu, m) {
			accounts = append(accounts, m)
		}
	}
	return days, accounts
}

func (d *detailWork) collect(ctx context.Context) error {
	todo, err := d.remaining(ctx, func(cu transfers.Customer) bool {
		days, accounts := d.needed(cu)
		return len(days)+len(accounts) > 0
	})
	if err != nil {
		return err
	}
	d.run.Say("Reading days and member accounts of every customer")
	return d.each(ctx, todo, d.customer)
}

// sum makes the sums of every month that has anything.
func (d *detailWork) sum(ctx context.Context) error {
	for _, m := range d.args.Span.Months() {
		if len(d.months[m].expected) == 0 && len(d.kept[m].Customers) == 0 {
			continue
		}
		if _, err := d.c.Ledger.sumDetails(ctx, d.sc, m); err != nil {
			return err
		}
	}
	return nil
}

// customer reads and keeps the days and accounts of one customer and records the result.
func (d *detailWork) customer(ctx context.Context, cu transfers.Customer) error {
	dayMonths, accountMonths := d.needed(cu)
	days, accounts := map[View]map[period.Month]ViewDays{}, map[View]map[period.Month]ViewAccounts{}
	for _, view := range []View{MyView, Showback} {
		var err error
		if days[view], err = d.readDays(ctx, cu, view, dayMonths); err != nil {
			return err
		}
		if accounts[view], err = d.readAccounts(ctx, cu, view, accountMonths); err != nil {
			return err
		}
	}
	var out outcome
	for _, m := range dayMonths {
		next := CustomerDays{CustomerID: cu.ID, Month: m, MyView: days[MyView][m], Showback: days[Showback][m]}
		out.add(next.MyView.Status, next.MyView.Detail)
		out.add(next.Showback.Status, next.Showback.Detail)
		if err := d.keepDays(ctx, next); err != nil {
			return err
		}
	}
	for _, m := range accountMonths {
		next := CustomerAccounts{CustomerID: cu.ID, Month: m, MyView: accounts[MyView][m], Showback: accounts[Showback][m]}
		out.add(next.MyView.Status, next.MyView.Detail)
		out.add(next.Showback.Status, next.Showback.Detail)
		if err := d.keepAccounts(ctx, next); err != nil {
			return err
		}
	}
	return d.run.Record(ctx, out.item(cu, fmt.Sprintf("Days of %d months, accounts of %d.", len(dayMonths), len(accountMonths))))
}

// readDays reads the days of a view for the months. Only what stops the job is an error; everything else is a status of the month.
func (d *detailWork) readDays(ctx context.Context, cu transfers.Customer, view View, months []period.Month) (map[period.Month]ViewDays, error) {
	read, unread := map[period.Month]ViewDays{}, map[period.Month]ViewMonth{}
	today := period.DayOf(d.c.Ledger.c.Clock.Now())
	for _, span := range d.spans(cu, view, months, unread) {
		from, to := span.months.From.Day(1), span.months.To.Day(1)
		if today.Before(to) {
			to = today.Add(1)
		}
		days, requests, err := d.c.Costs.DailyCosts(ctx, d.sc, span.arn, from, to)
		if stops(ctx, err) {
			return nil, err
		}
		if cerr := d.countDetail(ctx, d.sc, len(span.months.Months()), requests); cerr != nil {
			return nil, cerr
		}
		for _, m := range span.months.Months() {
			read[m] = d.viewDays(span.arn, m, days, err)
		}
	}
	for m, v := range unread {
		read[m] = ViewDays{Status: v.Status, Detail: v.Detail, ARN: v.ARN, AsOf: v.AsOf}
	}
	return read, nil
}

// viewDays cuts a month out of the days that were read.
func (d *detailWork) viewDays(arn string, m period.Month, days []DayCosts, err error) ViewDays {
	v := ViewDays{ARN: arn, AsOf: d.c.Ledger.c.Clock.Now()}
	if err != nil {
		v.Status, v.Detail = statusOf(err)
		return v
	}
	days = slices.DeleteFunc(slices.Clone(days), func(c DayCosts) bool { return c.Day.Month() != m })
	v.Status, v.Source, v.Days, v.CoversTo = ViewRead, SourceCostExplorer, len(days), completeAt(m, v.AsOf)
	type key struct{ recordType, service string }
	at := map[key]int{}
	for i, day := range days {
		v.Estimated = v.Estimated || day.Estimated
		if day.Currency != "" && v.Currency != "" && day.Currency != v.Currency {
			return ViewDays{Status: ViewFailed, ARN: arn, AsOf: v.AsOf, Detail: fmt.Sprintf("The days of %s are in %s and %s, which do not add.", m, v.Currency, day.Currency)}
		}
		v.Currency = cmp.Or(v.Currency, day.Currency)
		for _, e := range day.Entries {
			k := key{e.RecordType, e.Service}
			j, ok := at[k]
			if !ok {
				j = len(v.Series)
				at[k] = j
				v.Series = append(v.Series, Series{RecordType: e.RecordType, Service: e.Service, Amounts: make([]money.Decimal, len(days))})
			}
			v.Series[j].Amounts[i] = e.Amount
		}
	}
	slices.SortFunc(v.Series, func(a, b Series) int {
		return cmp.Or(cmp.Compare(a.RecordType, b.RecordType), cmp.Compare(a.Service, b.Service))
	})
	return v
}

// readAccounts reads the member accounts of a view for the months.
func (d *detailWork) readAccounts(ctx context.Context, cu transfers.Customer, view View, months []period.Month) (map[period.Month]ViewAccounts, error) {
	read, unread := map[period.Month]ViewAccounts{}, map[period.Month]ViewMonth{}
	for _, span := range d.spans(cu, view, months, unread) {
		costs, requests, err := d.c.Costs.AccountCosts(ctx, d.sc, span.arn, span.months)
		if stops(ctx, err) {
			return nil, err
		}
		if cerr := d.countDetail(ctx, d.sc, 1, requests); cerr != nil {
			return nil, cerr
		}
		for _, m := range span.months.Months() {
			v := ViewAccounts{ARN: span.arn, AsOf: d.c.Ledger.c.Clock.Now()}
			i := slices.IndexFunc(costs, func(c MonthAccountCosts) bool { return c.Month == m })
			switch {
			case err != nil:
				v.Status, v.Detail = statusOf(err)
			case i < 0:
				v.Status, v.Detail = ViewFailed, "Cost Explorer did not answer for this month."
			default:
				v.Status, v.Source, v.Currency, v.Estimated, v.Accounts = ViewRead, SourceCostExplorer, costs[i].Currency, costs[i].Estimated, costs[i].Accounts
			}
			read[m] = v
		}
	}
	for m, v := range unread {
		read[m] = ViewAccounts{Status: v.Status, Detail: v.Detail, ARN: v.ARN, AsOf: v.AsOf}
	}
	return read, nil
}

// keepDays keeps a customer's days. A view that can no longer be read keeps what was read of it, with the reason beside.
func (d *detailWork) keepDays(ctx context.Context, next CustomerDays) error {
	key := daysKey(d.sc.Receiver(), next.Month, next.CustomerID)
	have, _, err := readObject[CustomerDays](ctx, d.c.Ledger.c.Objects, key)
	if err != nil {
		return err
	}
	keep := func(have, next ViewDays) ViewDays {
		if have.Read() && !next.Read() {
			have.Detail = next.Detail
			return have
		}
		return next
	}
	next.MyView, next.Showback = keep(have.MyView, next.MyView), keep(have.Showback, next.Showback)
	_, err = putObject(ctx, d.c.Ledger.c.Objects, key, next)
	return err
}

// keepAccounts is the same for member accounts.
func (d *detailWork) keepAccounts(ctx context.Context, next CustomerAccounts) error {
	key := accountsKey(d.sc.Receiver(), next.Month, next.CustomerID)
	have, _, err := readObject[CustomerAccounts](ctx, d.c.Ledger.c.Objects, key)
	if err != nil {
		return err
	}
	keep := func(have, next ViewAccounts) ViewAccounts {
		if have.Read() && !next.Read() {
			have.Detail = next.Detail
			return have
		}
		return next
	}
	next.MyView, next.Showback = keep(have.MyView, next.MyView), keep(have.Showback, next.Showback)
	_, err = putObject(ctx, d.c.Ledger.c.Objects, key, next)
	return err
}

// Last picks the collection of a receiver that people mean, from its jobs, newest first: the one that runs or comes next, else the newest that read the ledger, else the
// newest of days and accounts. False when there is none.
func Last(all []jobs.Job) (jobs.Job, bool) {
	var next, newest, details *jobs.Job
	for i := range all {
		switch j := &all[i]; {
		case j.Kind != JobKind:
		case !j.Status.Final():
			next = j
		case IsDetail(*j):
			details = cmp.Or(details, j)
		default:
			newest = cmp.Or(newest, j)
		}
	}
	if j := cmp.Or(next, newest, details); j != nil {
		return *j, true
	}
	return jobs.Job{}, false
}

// IsDetail reports whether a collection reads days and accounts only, and so leaves the months of the ledger as they are.
func IsDetail(j jobs.Job) bool {
	a, err := decodeArgs(j)
	return err == nil && a.Mode == ModeDetail
}
