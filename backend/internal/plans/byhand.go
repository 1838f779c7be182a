package plans

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// byHand proposes the line items that a person writes.
type byHand struct{ c Config }

func (b byHand) Propose(ctx context.Context, sc scope.Scope, r Request) (Wanted, error) {
	d, err := b.c.Directory.Directory(ctx, sc)
	if err != nil {
		return Wanted{}, err
	}
	customers := map[string]transfers.Customer{}
	for _, c := range d.Customers(b.c.Clock.Now()) {
		customers[c.ID] = c
	}
	w := Wanted{Consequences: []string{
		"The customers see the line items on their bills, with the descriptions. AWS shows them in Showback within 24 hours, those of the month before within 48.",
	}}
	figures := figures{c: b.c, sc: sc}
	for i, draft := range r.LineItems.Items {
		one, err := b.wanted(ctx, draft, fmt.Sprintf("/line_items/items/%d", i), customers, &figures)
		if err != nil {
			return Wanted{}, err
		}
		w.Items = append(w.Items, one)
		if w.Period.IsZero() || w.Period.Before(one.Month) {
			w.Period = one.Month
		}
	}
	w.Title = "Create " + counted(len(w.Items), "custom line item")
	if len(w.Items) == 1 {
		w.Title += " for " + orElse(w.Items[0].CustomerName, w.Items[0].CustomerID)
	}
	w.LedgerAsOf = figures.asOf
	return w, nil
}

func (b byHand) wanted(ctx context.Context, d LineItemDraft, pointer string, customers map[string]transfers.Customer, f *figures) (WantedItem, error) {
	c, ok := customers[d.CustomerID]
	if !ok {
		return WantedItem{}, invalid(pointer+"/customer_id", "This receiver has no customer "+d.CustomerID+".")
	}
	if d.Type != lineitems.TypeFee && d.Type != lineitems.TypeCredit {
		return WantedItem{}, invalid(pointer+"/type", "Send fee or credit.")
	}
	if d.Class == "" {
		d.Class = string(lineitems.ClassUnrelated)
	}
	w := WantedItem{
		Action: CreateLineItem, CustomerID: c.ID, CustomerName: c.Name, Class: lineitems.Class(d.Class), Credit: d.Type == lineitems.TypeCredit, Currency: d.Currency, Month: d.Period,
		Recurring: d.Recurring, Name: d.Name, Description: d.Description, Service: d.Service, Pointer: pointer, Source: "Written by a person",
	}
	if c.Group != nil {
		w.GroupARN = c.Group.ARN
	}
	if !c.Bills(d.Period) {
		return w, invalid(pointer+"/period", fmt.Sprintf("%s is not billed to you in %s.", c.Name, monthName(d.Period)))
	}
	if w.Class == lineitems.ClassUnattributed {
		w.Class = lineitems.ClassUnrelated
	}
	var err error
	if w.Flat, err = number(pointer+"/charge", d.Charge); err != nil {
		return w, err
	}
	if w.Percent, err = number(pointer+"/percent", d.Percent); err != nil {
		return w, err
	}
	if w.Flat != nil {
		if err := f.checkCurrency(ctx, w); err != nil {
			return w, err
		}
	}
	return w, f.fill(ctx, &w)
}

// number reads a decimal of a request; nil when there is none.
func number(pointer, text string) (*money.Decimal, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // an absent number is no number
	}
	d, err := money.ParseDecimal(text)
	if err != nil {
		return nil, invalid(pointer, fmt.Sprintf("%q is not a number. Send digits with at most one point, for example 12.50.", text))
	}
	return &d, nil
}

// figures add what the ledger says to wanted items.
type figures struct {
	c      Config
	sc     scope.Scope
	asOf   time.Time // of the oldest that was used
	months map[period.Month]*ledger.Portfolio
	bases  map[baseKey]map[string]lineitems.Base
}

type baseKey struct {
	month           period.Month
	withoutNegation bool
}

// fill writes what an item changes and what the customer is charged without it. What the ledger does not know stays absent.
func (f *figures) fill(ctx context.Context, w *WantedItem) error {
	p, err := f.portfolio(ctx, w.Month)
	if err != nil {
		return err
	}
	if d, ok := p.Customer(w.CustomerID); ok {
		w.Currency = orCurrency(w.Currency, d.Currency())
		if d.Showback.Read() && d.Showback.Currency == w.Currency {
			before := d.Showback.Total
			w.Before = &before
			f.older(d.Showback.AsOf)
		}
	}
	w.Currency = orCurrency(w.Currency, money.USD)
	sign := lineitems.Item{Credit: w.Credit}
	if w.Flat != nil {
		amount := sign.Signed(*w.Flat)
		w.Amount = &amount
		return nil
	}
	if w.Percent == nil {
		return nil
	}
	w.Estimated = true
	bases, err := f.basesOf(ctx, baseKey{w.Month, w.WithoutSavingsPlanNegation})
	if err != nil {
		return err
	}
	if base, ok := bases[w.CustomerID]; ok {
		amount := sign.Signed(base.Amount.Percent(*w.Percent, mostDecimals))
		w.Amount, w.Source = &amount, base.Note
	}
	return nil
}

func orCurrency(c, otherwise money.Currency) money.Currency {
	if c == "" {
		return otherwise
	}
	return c
}

func (f *figures) older(at time.Time) {
	if f.asOf.IsZero() || at.Before(f.asOf) {
		f.asOf = at
	}
}

// checkCurrency refuses an amount in another currency than the customer's bill. AWS takes amounts without a currency, so one would become the other. A month of which nothing
// was read yet is in the currency of the month before.
func (f *figures) checkCurrency(ctx context.Context, w WantedItem) error {
	for _, m := range []period.Month{w.Month, w.Month.Add(-1)} {
		p, err := f.portfolio(ctx, m)
		if err != nil {
			return err
		}
		d, _ := p.Customer(w.CustomerID)
		billed := cmp.Or(d.Showback.Currency, d.Currency())
		if billed == "" {
			continue
		}
		if w.Currency != "" && w.Currency != billed {
			return invalid(w.Pointer+"/charge/currency", fmt.Sprintf("%s is charged in %s. Send the amount in %s.", w.CustomerName, billed, billed))
		}
		return nil
	}
	return nil
}

func (f *figures) portfolio(ctx context.Context, m period.Month) (*ledger.Portfolio, error) {
	if p := f.months[m]; p != nil {
		return p, nil
	}
	p, _, err := f.c.Ledger.Portfolio(ctx, f.sc, m)
	if err != nil {
		return nil, err
	}
	if f.months == nil {
		f.months = map[period.Month]*ledger.Portfolio{}
	}
	f.months[m] = p
	return p, nil
}

func (f *figures) basesOf(ctx context.Context, k baseKey) (map[string]lineitems.Base, error) {
	if b := f.bases[k]; b != nil {
		return b, nil
	}
	b, err := f.c.LineItems.Bases(ctx, f.sc, k.month, k.withoutNegation)
	if err != nil {
		return nil, err
	}
	if f.bases == nil {
		f.bases = map[baseKey]map[string]lineitems.Base{}
	}
	f.bases[k] = b
	return b, nil
}

// chosen finds line items that are there by the last parts of their ARNs.
func chosen(ctx context.Context, c Config, sc scope.Scope, pointer string, choice LineItemChoice) ([]*lineitems.Row, error) {
	if now := c.Clock.Now(); !lineitems.Writable(choice.Period, now) {
		return nil, monthClosed(pointer+"/period", choice.Period, now)
	}
	a, err := c.LineItems.Attributed(ctx, sc, choice.Period)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]*lineitems.Row, len(a.Rows))
	for _, r := range a.Rows {
		byID[r.ID()] = r
	}
	rows, seen := make([]*lineitems.Row, 0, len(choice.LineItemIDs)), map[string]bool{}
	for i, id := range choice.LineItemIDs {
		r := byID[id]
		if r == nil {
			return nil, &fault.Error{
				Kind: fault.NotFound, Code: CodeLineItemUnknown, Message: fmt.Sprintf("No custom line item %s charges in %s. Read the line items again.", id, monthName(choice.Period)),
				Fields: []fault.Field{{Pointer: fmt.Sprintf("%s/line_item_ids/%d", pointer, i), Code: CodeInvalidPlan, Detail: "There is no such line item in the month. Use the line_item_id of an answer of /custom-line-items."}},
			}
		}
		if !seen[id] {
			rows = append(rows, r)
		}
		seen[id] = true
	}
	return rows, nil
}

// there is a wish about a line item that is there.
func there(a Action, r *lineitems.Row, m period.Month) WantedItem {
	item := r.Item
	return WantedItem{
		Action: a, CustomerID: r.CustomerID, CustomerName: r.CustomerName, GroupARN: r.GroupARN, LineItemARN: r.ARN, Was: &item, Class: r.Attribution.Class, Credit: r.Credit,
		Currency: r.Currency, Flat: r.Flat, Percent: r.Percent, Month: m, Name: r.Name, Description: r.Description, Service: r.Service, Estimated: r.Percent != nil,
		WithoutSavingsPlanNegation: len(r.Filters) > 0 && strings.HasPrefix(lineitems.FilterText(r.Filters), "Without Savings"),
	}
}

// ending proposes ends of line items.
type ending struct{ c Config }

func (e ending) Propose(ctx context.Context, sc scope.Scope, r Request) (Wanted, error) {
	rows, err := chosen(ctx, e.c, sc, "/end_line_items", *r.End)
	if err != nil {
		return Wanted{}, err
	}
	w := Wanted{Period: r.End.Period, Consequences: []string{
		fmt.Sprintf("They charge in %s for the last time. What they charged before stays as it is.", monthName(r.End.Period)),
	}}
	ended := 0
	for _, row := range rows {
		if _, last, recurring, known := row.Span(); known && !recurring && !r.End.Period.Before(last) {
			ended++
			continue
		}
		one := there(EndLineItem, row, r.End.Period)
		if row.Amount.Known { // what is no longer charged in each month after
			amount := row.Amount.Value.Neg()
			one.Amount = &amount
		}
		w.Items = append(w.Items, one)
	}
	if ended > 0 {
		w.Skipped = fmt.Sprintf("%s charge in %s for the last time anyway.", counted(ended, "line item"), monthName(r.End.Period))
	}
	w.Title = fmt.Sprintf("End %s with %s", counted(len(w.Items), "custom line item"), monthName(r.End.Period))
	return w, nil
}

// deleting proposes to take line items out of a month.
type deleting struct{ c Config }

func (d deleting) Propose(ctx context.Context, sc scope.Scope, r Request) (Wanted, error) {
	rows, err := chosen(ctx, d.c, sc, "/delete_line_items", *r.Delete)
	if err != nil {
		return Wanted{}, err
	}
	w := Wanted{Period: r.Delete.Period, Consequences: []string{
		fmt.Sprintf("They no longer charge in %s. Other months stay as they are.", monthName(r.Delete.Period)),
	}}
	figures, repeating := figures{c: d.c, sc: sc}, 0
	for _, row := range rows {
		one := there(DeleteLineItem, row, r.Delete.Period)
		if err := figures.gone(ctx, &one, row); err != nil {
			return Wanted{}, err
		}
		if _, _, recurring, known := row.Span(); recurring || !known {
			repeating++
		}
		w.Items = append(w.Items, one)
	}
	if repeating > 0 {
		w.Warnings = append(w.Warnings, Warning{
			"goes_on", fmt.Sprintf("%s may repeat: taken out of %s, they go on with the month after. End them instead if they are to stop.", counted(repeating, "line item"), monthName(r.Delete.Period)),
		})
	}
	w.Title = fmt.Sprintf("Delete %s of %s", counted(len(w.Items), "custom line item"), monthName(r.Delete.Period))
	w.LedgerAsOf = figures.asOf
	return w, nil
}

// gone writes what it changes that a line item goes.
func (f *figures) gone(ctx context.Context, w *WantedItem, row *lineitems.Row) error {
	p, err := f.portfolio(ctx, w.Month)
	if err != nil {
		return err
	}
	if d, ok := p.Customer(w.CustomerID); ok && d.Showback.Read() && d.Showback.Currency == w.Currency {
		before := d.Showback.Total
		if slices.Contains(row.Warnings, lineitems.WarnNotInShowback) { // it is charged and was not in the figure when that was read
			before = before.Add(row.Amount.Value)
		}
		w.Before = &before
		f.older(d.Showback.AsOf)
	}
	if row.Amount.Known {
		amount := row.Amount.Value.Neg()
		w.Amount = &amount
	}
	return nil
}
