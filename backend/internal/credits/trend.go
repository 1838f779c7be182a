package credits

import (
	"context"
	"slices"
	"strings"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/snapshots"
)

// MonthRow is one month and currency of the trend.
type MonthRow struct {
	Month     period.Month
	Currency  money.Currency
	Applied   money.Decimal // of customers whose My view was read
	Modelled  margin.Figure // of the same customers
	Allocated margin.Figure // by AWS's allocation ledger, of visible customers of the currency of whom it told of the month
	Standing  ledger.Standing
}

// trendMonths is how many months a trend has, the one that is asked for included.
const trendMonths = 14

// modelledBook is what custom line items carried of credits, by month, as it was after the last collection. A trend is made of it, because the values of the items of a month
// are made from the details of all its customers.
type modelledBook struct {
	Months map[string]map[money.Currency]margin.Figure `json:"months"`
}

// Prepare implements ledger.Preparer: it sums up what items carry in the months of a trend, the oldest first, so that the newest stay in the memory of the room of the items,
// and works out the page of the current month.
func (s *Service) Prepare(ctx context.Context, sc scope.Scope) error {
	current := period.MonthOf(s.c.Clock.Now())
	book := &modelledBook{Months: map[string]map[money.Currency]margin.Figure{}}
	for n := trendMonths - 1; n >= 0; n-- {
		m := current.Add(-n)
		items, err := s.c.Items.Attributed(ctx, sc, m)
		if err != nil {
			return err
		}
		p, _, err := s.c.Ledger.Portfolio(ctx, sc, m)
		if err != nil {
			return err
		}
		if items.Kept {
			book.Months[m.String()] = sumsOf(items, p)
		}
	}
	before, _, err := s.trends.Load(ctx, sc, part)
	if err != nil {
		return err
	}
	if before == nil || !before.equal(book) {
		if err := s.trends.Keep(ctx, sc, part, book, snapshots.Head{AsOf: s.c.Clock.Now()}); err != nil {
			return err
		}
	}
	_, err = s.view(ctx, sc, current, false)
	return err
}

func (b *modelledBook) equal(o *modelledBook) bool {
	if len(b.Months) != len(o.Months) {
		return false
	}
	for m, sums := range b.Months {
		other, ok := o.Months[m]
		if !ok || len(sums) != len(other) {
			return false
		}
		for c, f := range sums {
			if g, ok := other[c]; !ok || f.Known != g.Known || !f.Value.Equal(g.Value) {
				return false
			}
		}
	}
	return true
}

// sumsOf adds up what items carry of credits, by currency; a sum is unknown as soon as the value of an item is. It is of customers whose My view was read: of others nobody knows what
// was applied.
func sumsOf(items *lineitems.Attributed, p *ledger.Portfolio) map[money.Currency]margin.Figure {
	sums := map[money.Currency]sum{}
	for customer := range items.Customers {
		if d, ok := p.Customer(customer); !ok || !d.MyView.Read() {
			continue
		}
		for _, class := range classes {
			for _, item := range items.Of(customer, class).Items {
				t := sums[item.Currency]
				t.add(item.Amount)
				sums[item.Currency] = t
			}
		}
	}
	figures := make(map[money.Currency]margin.Figure, len(sums))
	for c, t := range sums {
		figures[c] = t.figure()
	}
	return figures
}

// trend sums up the months to m that the ledger has, the oldest first. Applied comes from the portfolios, which are sums; it is what the rows of each month add up to.
func (s *Service) trend(ctx context.Context, sc scope.Scope, m period.Month, b *balances) ([]MonthRow, error) {
	book, _, err := s.trends.Load(ctx, sc, part)
	if err != nil {
		return nil, err
	}
	if book == nil {
		book = &modelledBook{}
	}
	var trend []MonthRow
	for n := trendMonths - 1; n >= 0; n-- {
		month := m.Add(-n)
		p, kept, err := s.c.Ledger.Portfolio(ctx, sc, month)
		if err != nil {
			return nil, err
		}
		carried, known := book.Months[month.String()]
		if month == m || month == period.MonthOf(s.c.Clock.Now()) || month.Add(1) == period.MonthOf(s.c.Clock.Now()) { // what plans may have changed since
			items, err := s.c.Items.Attributed(ctx, sc, month)
			if err != nil {
				return nil, err
			}
			carried, known = sumsOf(items, p), items.Kept
		}
		for _, row := range monthRows(month, p, b) {
			row.Standing = kept.Standing
			if f, ok := carried[row.Currency]; ok {
				row.Modelled = f
			} else if known {
				row.Modelled = margin.Known(money.Zero)
			}
			trend = append(trend, row)
		}
	}
	return trend, nil
}

// monthRows sums the credits of a month up, by currency.
func monthRows(m period.Month, p *ledger.Portfolio, b *balances) []MonthRow {
	byCurrency := map[money.Currency]*MonthRow{}
	of := func(c money.Currency) *MonthRow {
		if byCurrency[c] == nil {
			byCurrency[c] = &MonthRow{Month: m, Currency: c}
		}
		return byCurrency[c]
	}
	for _, c := range p.Customers {
		if v := c.MyView; v.Read() && v.Currency != "" {
			row := of(v.Currency)
			row.Applied = row.Applied.Add(v.Classes[string(margin.ClassCredit)])
		}
	}
	for c, row := range byCurrency {
		told := false
		var allocated money.Decimal
		for id, s := range b.customers {
			f := s.allocatedIn(m, c)
			if bill, ok := p.Customer(id); !f.Known || f.Value.IsZero() && (!ok || bill.MyView.Currency != c) {
				continue // that nothing was allocated is said of those who are billed in the currency
			}
			told, allocated = true, allocated.Add(f.Value)
		}
		if told {
			row.Allocated = margin.Known(allocated)
		}
	}
	rows := make([]MonthRow, 0, len(byCurrency))
	for _, row := range byCurrency {
		rows = append(rows, *row)
	}
	slices.SortFunc(rows, func(a, b MonthRow) int { return strings.Compare(string(a.Currency), string(b.Currency)) })
	return rows
}
