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

// sums gathers the pages of one answer. A month, and within it a row, may come in several pages.
type sums struct {
	asked period.Range
	found map[period.Month]*monthSum
}

type monthSum struct {
	currency  money.Currency
	estimated bool
	rows      map[rowKey]money.Decimal
}

type rowKey struct{ recordType, service string }

func newSums(asked period.Range) *sums {
	return &sums{asked: asked, found: map[period.Month]*monthSum{}}
}

// add takes a page in. Whatever it lacks is an error that says so; nothing is taken for zero.
func (s *sums) add(page *costexplorer.GetCostAndUsageOutput) error {
	for i := range page.ResultsByTime {
		if err := s.addResult(&page.ResultsByTime[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s *sums) addResult(r *types.ResultByTime) error {
	m, err := monthOf(r.TimePeriod)
	if err != nil {
		return err
	}
	if !s.asked.Contains(m) {
		return invalid("it has month %s, which was not asked for", m)
	}
	sum := s.found[m]
	if sum == nil {
		sum = &monthSum{rows: map[rowKey]money.Decimal{}}
		s.found[m] = sum
	}
	sum.estimated = sum.estimated || r.Estimated
	if err := checkTotal(m, r); err != nil {
		return err
	}
	for i := range r.Groups {
		if err := sum.addGroup(m, &r.Groups[i]); err != nil {
			return err
		}
	}
	return nil
}

// checkTotal refuses a result that has money but no rows. A month without any cost comes with a total of 0.
func checkTotal(m period.Month, r *types.ResultByTime) error {
	total, ok := r.Total[metric]
	if !ok || len(r.Groups) > 0 {
		return nil
	}
	if amount, err := money.ParseDecimal(aws.ToString(total.Amount)); err != nil || !amount.IsZero() {
		return invalid("%s has a total but no rows by record type and service", m)
	}
	return nil
}

func (s *monthSum) addGroup(m period.Month, g *types.Group) error {
	if len(g.Keys) != 2 {
		return invalid("a row of %s has %d keys instead of record type and service", m, len(g.Keys))
	}
	value, ok := g.Metrics[metric]
	if !ok || value.Amount == nil {
		return invalid("a row of %s has no %s", m, metric)
	}
	amount, err := money.ParseDecimal(*value.Amount)
	if err != nil {
		return invalid("a row of %s has a %s that is not a number", m, metric)
	}
	currency, err := money.ParseCurrency(aws.ToString(value.Unit))
	if err != nil {
		return invalid("a row of %s has no currency", m)
	}
	if s.currency == "" {
		s.currency = currency
	}
	if s.currency != currency {
		return invalid("%s has both %s and %s, which do not add", m, s.currency, currency)
	}
	key := rowKey{recordType: g.Keys[0], service: g.Keys[1]}
	s.rows[key] = s.rows[key].Add(amount)
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

// months returns every month asked for, oldest first, its entries sorted.
func (s *sums) months() ([]ledger.MonthCosts, error) {
	asked := s.asked.Months()
	out := make([]ledger.MonthCosts, 0, len(asked))
	for _, m := range asked {
		sum := s.found[m]
		if sum == nil {
			return nil, invalid("month %s is missing", m)
		}
		out = append(out, ledger.MonthCosts{Month: m, Currency: sum.currency, Estimated: sum.estimated, Entries: sum.entries()})
	}
	return out, nil
}

func (s *monthSum) entries() []ledger.Entry {
	var entries []ledger.Entry
	for k, amount := range s.rows {
		entries = append(entries, ledger.Entry{RecordType: k.recordType, Service: k.service, Amount: amount})
	}
	slices.SortFunc(entries, func(a, b ledger.Entry) int {
		return cmp.Or(cmp.Compare(a.RecordType, b.RecordType), cmp.Compare(a.Service, b.Service))
	})
	return entries
}

func invalid(format string, args ...any) error {
	return awsapi.InvalidAnswer(getCostAndUsage, fmt.Sprintf(format, args...))
}
