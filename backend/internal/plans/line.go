package plans

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

// Line is the custom line item of one item of a plan, as it was reviewed. Flat and Percent have no sign; Credit is the sign.
type Line struct {
	Action                     Action          `json:"action"`
	Class                      lineitems.Class `json:"class"`
	CustomerName               string          `json:"customer_name,omitempty"`
	GroupARN                   string          `json:"group_arn"`
	ARN                        string          `json:"arn,omitempty"` // of what is ended or deleted
	Name                       string          `json:"name"`
	Description                string          `json:"description,omitempty"`
	Credit                     bool            `json:"credit,omitempty"`
	Currency                   money.Currency  `json:"currency"`
	Flat                       *money.Decimal  `json:"flat,omitempty"`
	Percent                    *money.Decimal  `json:"percent,omitempty"`
	Of                         []string        `json:"of,omitempty"` // what a percentage is taken of
	WithoutSavingsPlanNegation bool            `json:"without_savings_plan_negation,omitempty"`
	Service                    string          `json:"service,omitempty"`
	Month                      period.Month    `json:"month"`
	Recurring                  bool            `json:"recurring,omitempty"`
	Amount                     *money.Decimal  `json:"amount,omitempty"` // what it changes of what the customer is charged in the month, signed; nil when that is not known
	Estimated                  bool            `json:"estimated,omitempty"`
	Before                     *money.Decimal  `json:"before,omitempty"` // what the customer is charged in the month without it
	Source                     string          `json:"source,omitempty"`
	Was                        *lineitems.Item `json:"was,omitempty"`        // what is ended or deleted, as it was listed
	TakesBack                  string          `json:"takes_back,omitempty"` // of an undo: the item of the plan that is taken back, and the month
}

// After is what the customer is charged in the month with it; nil when that is not known.
func (l Line) After() *money.Decimal {
	if l.Before == nil || l.Amount == nil {
		return nil
	}
	after := l.Before.Add(*l.Amount)
	return &after
}

// reviewed is the part of a line that is done, and so is hashed: what is charged without it and what a percentage is estimated to come to move with every collection and change nothing of
// what AWS is asked for.
func (l Line) reviewed() Line {
	l.Before, l.Source, l.CustomerName, l.TakesBack = nil, "", "", ""
	if l.Estimated {
		l.Amount = nil
	}
	return l
}

// Operations, as IAM names them.
const (
	opCreate = "billingconductor:CreateCustomLineItem"
	opEnd    = "billingconductor:UpdateCustomLineItem"
	opDelete = "billingconductor:DeleteCustomLineItem"
)

func (a Action) operation() string {
	switch a {
	case EndLineItem:
		return opEnd
	case DeleteLineItem:
		return opDelete
	case CreateLineItem:
	}
	return opCreate
}

// Bounds of AWS (domain handbook 3.3) and our own.
const (
	mostCharge      = 1_000_000 // of an item with an amount, in its currency
	mostPercent     = 10_000
	mostDescription = 255
	mostParts       = 100  // items that one amount is split into
	mostItems       = 5000 // of a plan
	mostDigits      = 15   // AWS's model carries values as binary floating point, which tells so many
	mostDecimals    = 10
)

// serviceForm is what service codes look like.
var serviceForm = regexp.MustCompile(`^[a-zA-Z0-9]{1,128}$`)

func monthClosed(pointer string, m period.Month, now time.Time) error {
	current := period.MonthOf(now)
	detail := fmt.Sprintf("AWS takes line items of %s and %s only, not of %s.", current.Add(-1), current, m)
	return &fault.Error{
		Kind: fault.Invalid, Code: fault.CodeInvalidRequest, Message: "body" + pointer + ": " + detail,
		Fields: []fault.Field{{Pointer: pointer, Code: CodeMonthClosed, Detail: detail}},
	}
}

// maker makes the items of a plan of what a room wants.
type maker struct {
	id     ID
	now    time.Time
	split  bool // amounts above AWS's bound become several items
	parted bool // some amount did
	items  []Item
}

// add appends the items that one wish needs: one, or several where its amount is above AWS's bound.
func (m *maker) add(w WantedItem) error {
	if err := m.check(w); err != nil {
		return err
	}
	parts, err := m.parts(w)
	if err != nil {
		return err
	}
	m.parted = m.parted || len(parts) > 1
	for i, part := range parts {
		id := itemID(len(m.items) + 1)
		line := lineOf(w, part, i, len(parts))
		if w.Action == CreateLineItem {
			line.Name = lineitems.MarkerOf(w.Class, w.Name, w.Month, string(m.id), id).Name()
			if !lineitems.ValidName(line.Name) {
				return invalid(w.Pointer+"/name", "AWS takes letters, digits and _ + = . @ - in names, at most 128 with the portal's marker.")
			}
		}
		m.items = append(m.items, Item{
			ID: id, Label: orElse(w.CustomerName, w.CustomerID), CustomerID: w.CustomerID, Operation: w.Action.operation(), Fields: fieldsOf(line), Line: &line, Status: ItemPending,
		})
	}
	if len(m.items) > mostItems {
		return invalid("", fmt.Sprintf("A plan has at most %d changes. Choose fewer customers.", mostItems))
	}
	return nil
}

// parts are the amounts of the items that a wish needs; one nil where it has none.
func (m *maker) parts(w WantedItem) ([]*money.Decimal, error) {
	most := money.FromInt(mostCharge)
	if w.Action != CreateLineItem || w.Flat == nil || w.Flat.Cmp(most) <= 0 {
		return []*money.Decimal{w.Flat}, nil
	}
	if !m.split || w.Flat.Cmp(money.FromInt(mostCharge*mostParts)) > 0 {
		detail := fmt.Sprintf("AWS takes at most 1,000,000 in one line item, not %s.", w.Flat)
		if !m.split {
			detail += " The settings of plans say that such an amount is not split."
		}
		return nil, &fault.Error{
			Kind: fault.Invalid, Code: fault.CodeInvalidRequest, Message: "body" + w.Pointer + ": " + detail,
			Fields: []fault.Field{{Pointer: w.Pointer, Code: CodeBeyondLimit, Detail: detail}},
		}
	}
	var parts []*money.Decimal
	for left := *w.Flat; left.Sign() > 0; left = left.Sub(most) {
		part := left
		if part.Cmp(most) > 0 {
			part = most
		}
		parts = append(parts, &part)
	}
	return parts, nil
}

func lineOf(w WantedItem, flat *money.Decimal, part, parts int) Line {
	l := Line{
		Action: w.Action, Class: w.Class, CustomerName: w.CustomerName, GroupARN: w.GroupARN, ARN: w.LineItemARN, Name: w.Name, Description: w.Description, Credit: w.Credit,
		Currency: w.Currency, Flat: flat, Percent: w.Percent, WithoutSavingsPlanNegation: w.WithoutSavingsPlanNegation, Service: w.Service, Month: w.Month, Recurring: w.Recurring,
		Amount: w.Amount, Estimated: w.Estimated, Before: w.Before, Source: w.Source, Was: w.Was, TakesBack: w.takesBack,
	}
	if w.Action == CreateLineItem && w.Percent != nil {
		l.Of = []string{w.GroupARN} // without it a percentage is of nothing, and comes to 0.00
	}
	if parts > 1 {
		signed := lineitems.Item{Credit: w.Credit}.Signed(*flat)
		l.Amount = &signed
		if w.Before != nil {
			before := w.Before.Add(lineitems.Item{Credit: w.Credit}.Signed(money.FromInt(int64(part) * mostCharge)))
			l.Before = &before
		}
	}
	return l
}

// check refuses what AWS would refuse and what says nothing, with the field that is wrong.
func (m *maker) check(w WantedItem) error {
	switch {
	case !lineitems.Writable(w.Month, m.now):
		return monthClosed(w.Pointer+"/period", w.Month, m.now)
	case w.Action == EndLineItem || w.Action == DeleteLineItem:
		if w.LineItemARN == "" || w.Was == nil {
			return fmt.Errorf("a line item is to be changed and not named: %+v", w)
		}
		return nil
	case w.Action != CreateLineItem:
		return fmt.Errorf("there is no action %q", w.Action)
	case w.GroupARN == "":
		return invalid(w.Pointer+"/customer_id", fmt.Sprintf("%s has no billing group, so there is nothing a line item could belong to.", orElse(w.CustomerName, w.CustomerID)))
	case !slices.Contains(lineitems.Classes(), w.Class):
		return invalid(w.Pointer+"/class", fmt.Sprintf("There is no class %q.", string(w.Class)))
	case w.Service != "" && !serviceForm.MatchString(w.Service):
		return invalid(w.Pointer+"/service", "A service code has 1 to 128 letters and digits.")
	}
	if err := checkDescription(w.Pointer+"/description", w.Description); err != nil {
		return err
	}
	return checkValue(w)
}

func checkDescription(pointer, text string) error {
	switch n := utf8.RuneCountInString(text); {
	case strings.TrimSpace(text) == "" || n > mostDescription:
		return invalid(pointer, fmt.Sprintf("The customer reads the description on its bill: write 1 to %d characters.", mostDescription))
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }):
		return invalid(pointer, "Write the description in one line of plain text, without control characters.")
	}
	return nil
}

// checkValue refuses what is no amount and no percentage, and digits that would not come back from AWS as they were sent.
func checkValue(w WantedItem) error {
	if (w.Flat == nil) == (w.Percent == nil) {
		return invalid(w.Pointer, "Send an amount or a percentage, and not both.")
	}
	value, pointer := w.Flat, w.Pointer+"/charge"
	if value == nil {
		value, pointer = w.Percent, w.Pointer+"/percent"
	}
	switch {
	case value.IsZero():
		return invalid(pointer, "Nothing would be charged. Send a value above 0.")
	case value.Sign() < 0:
		return invalid(pointer, "Send a value above 0. The type says whether it is charged or credited.")
	case w.Percent != nil && value.Cmp(money.FromInt(mostPercent)) > 0:
		return invalid(pointer, "AWS takes percentages up to 10,000.")
	case w.Flat != nil && w.Currency == "":
		return invalid(pointer+"/currency", "Name the currency of the amount.")
	}
	whole, part, _ := strings.Cut(value.String(), ".")
	if len(part) > mostDecimals || len(strings.TrimLeft(whole, "0"))+len(part) > mostDigits {
		return invalid(pointer, fmt.Sprintf("AWS keeps %d digits, %d of them after the point. Round the value.", mostDigits, mostDecimals))
	}
	return nil
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// fieldsOf says for people what an item changes.
func fieldsOf(l Line) []Field {
	text := func(d *money.Decimal) string {
		if d == nil {
			return ""
		}
		return d.String() + " " + string(l.Currency)
	}
	charged := Field{Name: "Charged in " + monthName(l.Month), Before: text(l.Before), After: text(l.After())}
	value := text(l.Flat)
	if l.Percent != nil {
		value = l.Percent.String() + " %"
	}
	item := Field{Name: "Custom line item " + l.Name}
	switch l.Action {
	case CreateLineItem:
		item.After = value
	case DeleteLineItem:
		item.Before = value
	case EndLineItem:
		return []Field{{Name: "End of custom line item " + l.Name, Before: "No end", After: "End of " + monthName(l.Month)}}
	}
	if l.Before == nil || l.Amount == nil {
		return []Field{item}
	}
	return []Field{item, charged}
}
