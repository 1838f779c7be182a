package costexplorer

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer"
	"github.com/aws/aws-sdk-go-v2/service/costexplorer/types"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

// sums gathers the pages of one answer, by period. A period, and within it a row, may come in several pages.
type sums[P comparable] struct {
	keys     [2]string                            // what a row is by, in words
	periodOf func(*types.DateInterval) (P, error) // refuses what was not asked for
	found    map[P]*sum
}

type sum struct {
	currency  money.Currency
	estimated bool
	rows      map[rowKey]money.Decimal
}

// rowKey is the two values a row is grouped by.
type rowKey [2]string

// monthSums gathers months.
type monthSums struct {
	*sums[period.Month]

	asked period.Range
}

func newSums(asked period.Range) *monthSums {
	return newMonthSums(asked, [2]string{"record type", "service"})
}

func newMonthSums(asked period.Range, keys [2]string) *monthSums {
	read := func(p *types.DateInterval) (period.Month, error) {
		m, err := monthOf(p)
		if err == nil && !asked.Contains(m) {
			err = invalid("it has month %s, which was not asked for", m)
		}
		return m, err
	}
	return &monthSums{&sums[period.Month]{keys: keys, periodOf: read, found: map[period.Month]*sum{}}, asked}
}

// newDaySums gathers the days from one up to another, which is not of them.
func newDaySums(from, to period.Day) *sums[period.Day] {
	read := func(p *types.DateInterval) (period.Day, error) {
		d, err := dayOf(p)
		if err == nil && (d.Before(from) || !d.Before(to)) {
			err = invalid("it has day %s, which was not asked for", d)
		}
		return d, err
	}
	return &sums[period.Day]{keys: [2]string{"record type", "service"}, periodOf: read, found: map[period.Day]*sum{}}
}

// add takes a page in. Whatever it lacks is an error that says so; nothing is taken for zero.
func (s *sums[P]) add(page *costexplorer.GetCostAndUsageOutput) error {
	for i := range page.ResultsByTime {
		if err := s.addResult(&page.ResultsByTime[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s *sums[P]) addResult(r *types.ResultByTime) error {
	p, err := s.periodOf(r.TimePeriod)
	if err != nil {
		return err
	}
	of := s.found[p]
	if of == nil {
		of = &sum{rows: map[rowKey]money.Decimal{}}
		s.found[p] = of
	}
	of.estimated = of.estimated || r.Estimated
	if err := s.checkTotal(p, r); err != nil {
		return err
	}
	for i := range r.Groups {
		if err := s.addGroup(p, of, &r.Groups[i]); err != nil {
			return err
		}
	}
	return nil
}

// checkTotal refuses a result that has money but no rows. A month without any cost comes with a total of 0.
func (s *sums[P]) checkTotal(p P, r *types.ResultByTime) error {
	total, ok := r.Total[metric]
	if !ok || len(r.Groups) > 0 {
		return nil
	}
	if amount, err := money.ParseDecimal(aws.ToString(total.Amount)); err != nil || !amount.IsZero() {
		return invalid("%v has a total but no rows by %s and %s", p, s.keys[0], s.keys[1])
	}
	return nil
}

func (s *sums[P]) addGroup(p P, of *sum, g *types.Group) error {
	if len(g.Keys) != len(s.keys) {
		return invalid("a row of %v has %d keys instead of %s and %s", p, len(g.Keys), s.keys[0], s.keys[1])
	}
	value, ok := g.Metrics[metric]
	if !ok || value.Amount == nil {
		return invalid("a row of %v has no %s", p, metric)
	}
	amount, err := money.ParseDecimal(*value.Amount)
	if err != nil {
		return invalid("a row of %v has a %s that is not a number", p, metric)
	}
	currency, err := money.ParseCurrency(aws.ToString(value.Unit))
	if err != nil {
		return invalid("a row of %v has no currency", p)
	}
	if of.currency == "" {
		of.currency = currency
	}
	if of.currency != currency {
		return invalid("%v has both %s and %s, which do not add", p, of.currency, currency)
	}
	key := rowKey{g.Keys[0], g.Keys[1]}
	of.rows[key] = of.rows[key].Add(amount)
	return nil
}

// monthOf reads the period of a result. It begins on the first of a month and ends within it or at its exclusive end.
func monthOf(p *types.DateInterval) (period.Month, error) {
	if p == nil {
		return period.Month{}, invalid("a result has no period")
	}
	start, startErr := time.Parse(time.DateOnly, aws.ToString(p.Start))
	end, endErr := time.Parse(time.DateOnly, aws.ToString(p.End))
	if startErr != nil || endErr != nil {
		return period.Month{}, invalid("a result has no readable period")
	}
	m := period.MonthOf(start)
	if !start.Equal(m.Start()) || !end.After(start) || end.After(m.End()) {
		return period.Month{}, invalid("a result is not of one calendar month")
	}
	return m, nil
}

// dayOf reads the period of a result that is one day.
func dayOf(p *types.DateInterval) (period.Day, error) {
	if p == nil {
		return period.Day{}, invalid("a result has no period")
	}
	start, startErr := period.ParseDay(aws.ToString(p.Start))
	end, endErr := period.ParseDay(aws.ToString(p.End))
	if startErr != nil || endErr != nil {
		return period.Day{}, invalid("a result has no readable period")
	}
	if start.Add(1) != end {
		return period.Day{}, invalid("a result is not of one day")
	}
	return start, nil
}

// months returns every month asked for, oldest first, its entries sorted.
func (s *monthSums) months() ([]ledger.MonthCosts, error) {
	asked := s.asked.Months()
	out := make([]ledger.MonthCosts, 0, len(asked))
	for _, m := range asked {
		of := s.found[m]
		if of == nil {
			return nil, invalid("month %s is missing", m)
		}
		out = append(out, ledger.MonthCosts{Month: m, Currency: of.currency, Estimated: of.estimated, Entries: of.entries()})
	}
	return out, nil
}

// accounts returns every month asked for, oldest first, its accounts and their services sorted. Names are by account id.
func (s *monthSums) accounts(names map[string]string) ([]ledger.MonthAccountCosts, error) {
	months, err := s.months()
	if err != nil {
		return nil, err
	}
	out := make([]ledger.MonthAccountCosts, 0, len(months))
	for _, m := range months {
		of := ledger.MonthAccountCosts{Month: m.Month, Currency: m.Currency, Estimated: m.Estimated}
		for _, e := range m.Entries { // sorted by the first key, which is the account
			n := len(of.Accounts)
			if n == 0 || of.Accounts[n-1].AccountID != e.RecordType {
				of.Accounts = append(of.Accounts, ledger.AccountCosts{AccountID: e.RecordType, Name: names[e.RecordType]})
				n++
			}
			of.Accounts[n-1].Services = append(of.Accounts[n-1].Services, ledger.ServiceAmount{Service: e.Service, Amount: e.Amount})
		}
		out = append(out, of)
	}
	return out, nil
}

// days returns the days from one up to another, each with its entries sorted.
func days(s *sums[period.Day], from, to period.Day) ([]ledger.DayCosts, error) {
	out := make([]ledger.DayCosts, 0, from.Until(to))
	for d := from; d.Before(to); d = d.Add(1) {
		of := s.found[d]
		if of == nil {
			return nil, invalid("day %s is missing", d)
		}
		out = append(out, ledger.DayCosts{Day: d, Currency: of.currency, Estimated: of.estimated, Entries: of.entries()})
	}
	return out, nil
}

func (s *sum) entries() []ledger.Entry {
	var entries []ledger.Entry
	for k, amount := range s.rows {
		entries = append(entries, ledger.Entry{RecordType: k[0], Service: k[1], Amount: amount})
	}
	slices.SortFunc(entries, func(a, b ledger.Entry) int {
		return cmp.Or(cmp.Compare(a.RecordType, b.RecordType), cmp.Compare(a.Service, b.Service))
	})
	return entries
}

func invalid(format string, args ...any) error {
	return awsapi.InvalidAnswer(getCostAndUsage, fmt.Sprintf(format, args...))
}
