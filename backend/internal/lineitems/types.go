// Package lineitems keeps the custom line items of Billing Conductor, month by month, and computes what they are worth from the ledger. See README.md.
package lineitems

import (
	"strings"
	"time"

	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

// Item is a custom line item as AWS lists it for a month. Exactly one of Flat and Percent is set; both are without sign.
type Item struct {
	ARN         string         `json:"arn"`
	Name        string         `json:"name"`
	Description string         `json:"description,omitempty"`
	GroupARN    string         `json:"group_arn"`
	AccountID   string         `json:"account_id,omitempty"`
	Currency    money.Currency `json:"currency"`
	Service     string         `json:"service,omitempty"` // service code it is shown under
	Credit      bool           `json:"credit,omitempty"`  // takes from what the customer is charged; otherwise a fee
	Flat        *money.Decimal `json:"flat,omitempty"`
	Percent     *money.Decimal `json:"percent,omitempty"`
	Filters     []Filter       `json:"filters,omitempty"`
	Itemized    bool           `json:"itemized,omitempty"`
	Associated  int            `json:"associated"` // how many resources are tied to it, as AWS counts them
	CreatedAt   time.Time      `json:"created_at"`
	ModifiedAt  time.Time      `json:"modified_at"`
}

// ID is the last part of the ARN.
func (i Item) ID() string { return i.ARN[strings.LastIndex(i.ARN, "/")+1:] }

// Types and kinds of items.
const (
	TypeFee        = "fee"
	TypeCredit     = "credit"
	KindFlat       = "flat"
	KindPercentage = "percentage"
)

// Type is whether the item adds to what the customer is charged or takes from it.
func (i Item) Type() string {
	if i.Credit {
		return TypeCredit
	}
	return TypeFee
}

// Kind is whether its value is an amount or a percentage.
func (i Item) Kind() string {
	if i.Percent != nil {
		return KindPercentage
	}
	return KindFlat
}

// Signed gives an amount the sign of the item: fees are positive, credits negative.
func (i Item) Signed(d money.Decimal) money.Decimal {
	if i.Credit {
		return d.Neg()
	}
	return d
}

// Attributes and values of filters, AWS's words.
const (
	filterLineItemType = "LINE_ITEM_TYPE"
	filterService      = "SERVICE"
	matchNot           = "NOT_EQUAL"
	matchEqual         = "EQUAL"
	valueNegation      = "SAVINGS_PLAN_NEGATION"
)

// Filter narrows what a percentage is taken of.
type Filter struct {
	Attribute string   `json:"attribute"` // LINE_ITEM_TYPE or SERVICE
	Match     string   `json:"match"`     // EQUAL or NOT_EQUAL
	Values    []string `json:"values"`    // SAVINGS_PLAN_NEGATION, or service codes
}

// Version is one state of an item over a range of months.
type Version struct {
	Name        string         `json:"name"`
	Description string         `json:"description,omitempty"`
	Currency    money.Currency `json:"currency"`
	Flat        *money.Decimal `json:"flat,omitempty"`
	Percent     *money.Decimal `json:"percent,omitempty"`
	Credit      bool           `json:"credit,omitempty"`
	From        period.Month   `json:"from,omitzero"` // first month; zero when AWS does not say
	To          period.Month   `json:"to,omitzero"`   // exclusive; zero: no end
	ValidFrom   time.Time      `json:"valid_from_at"` // when this version was written
	CreatedAt   time.Time      `json:"created_at"`
	ModifiedAt  time.Time      `json:"modified_at"`
}

// Kept is an item of a month with what else is known of it.
type Kept struct {
	Item
	GroupName      string    `json:"group_name,omitempty"`
	CustomerID     string    `json:"customer_id,omitempty"` // empty when its billing group is not known
	Sources        []string  `json:"sources,omitempty"`     // ARNs of what a percentage is taken of
	SourcesReadAt  time.Time `json:"sources_read_at"`       // zero: not read yet
	Versions       []Version `json:"versions,omitempty"`    // the newest first
	VersionsReadAt time.Time `json:"versions_read_at"`      // zero: not read yet
}

// sourcesKnown reports whether it is known what the item is computed from. AWS says how many resources there are when it lists the item.
func (k Kept) sourcesKnown() bool {
	return k.sourcesListed() || !k.SourcesReadAt.IsZero()
}

// Span is the first and the last month in which the item charges. Recurring has no end. It is known when the versions were read.
func (k Kept) Span() (first, last period.Month, recurring, known bool) {
	if len(k.Versions) == 0 {
		return period.Month{}, period.Month{}, false, false
	}
	newest := k.Versions[0]
	first = newest.From
	for _, v := range k.Versions {
		if v.From.Before(first) {
			first = v.From
		}
	}
	return first, newest.Last(), newest.To.IsZero(), true
}

// Last is the last month of the version; zero when it has no end. AWS does not say whether the end of a version is exclusive, as that of an item is; one that is not after
// the first month cannot be.
func (v Version) Last() period.Month {
	switch {
	case v.To.IsZero():
		return period.Month{}
	case v.From.Before(v.To):
		return v.To.Add(-1)
	default:
		return v.From
	}
}

// Signed gives an amount the sign of the item.
func (v Version) Signed(d money.Decimal) money.Decimal { return Item{Credit: v.Credit}.Signed(d) }
