package money

import (
	"errors"
	"fmt"
	"regexp"
	"sort"
	"strings"

	"github.com/shopspring/decimal"
)

// Currency is an ISO 4217 code such as USD.
type Currency string

// USD is the currency in which AWS prices its own APIs.
const USD Currency = "USD"

var currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)

// ParseCurrency checks the form of a currency code.
func ParseCurrency(s string) (Currency, error) {
	if !currencyForm.MatchString(s) {
		return "", fmt.Errorf("%q is not a currency code", s)
	}
	return Currency(s), nil
}

// Amount is money: an exact number in a currency. Credits, refunds and discounts are negative.
type Amount struct {
	Number   Decimal  `json:"amount"`
	Currency Currency `json:"currency"`
}

// New returns an amount.
func New(n Decimal, c Currency) Amount { return Amount{Number: n, Currency: c} }

// Parse reads an amount.
func Parse(number, currency string) (Amount, error) {
	n, err := ParseDecimal(number)
	if err != nil {
		return Amount{}, err
	}
	c, err := ParseCurrency(currency)
	if err != nil {
		return Amount{}, err
	}
	return Amount{n, c}, nil
}

// Add returns a + b; two currencies never add.
func (a Amount) Add(b Amount) (Amount, error) {
	if a.Currency != b.Currency {
		return Amount{}, fmt.Errorf("cannot add %s to %s", b.Currency, a.Currency)
	}
	return Amount{a.Number.Add(b.Number), a.Currency}, nil
}

// Equal reports whether both are the same number of the same currency.
func (a Amount) Equal(b Amount) bool { return a.Currency == b.Currency && a.Number.Equal(b.Number) }

// String prints "12.34 USD".
func (a Amount) String() string { return a.Number.String() + " " + string(a.Currency) }

// Allocate splits total over weights so that the parts sum to total exactly. Each part is its exact share rounded down or up at scale
// decimals, up where the fraction is largest, ties by position; what total itself has beyond scale decimals goes to the largest weight
// on top. Weights are not negative and at least one is positive.
func Allocate(total Decimal, weights []Decimal, scale int32) ([]Decimal, error) {
	for i, w := range weights {
		if w.Sign() < 0 {
			return nil, fmt.Errorf("weight %d is negative", i)
		}
	}
	sum := SumDecimals(weights...)
	if sum.Sign() <= 0 {
		return nil, errors.New("no weight is positive")
	}
	unit := decimal.New(1, -scale)
	parts := make([]Decimal, len(weights))
	fractions := make([]decimal.Decimal, len(weights)) // of a unit, times sum
	largest, rest := 0, total.d
	for i, w := range weights {
		q, r := total.d.Mul(w.d).QuoRem(sum.d, scale)
		if r.Sign() < 0 { // toward minus infinity, so that what is left is never negative
			q, r = q.Sub(unit), r.Add(sum.d.Mul(unit))
		}
		parts[i], fractions[i], rest = Decimal{q}, r, rest.Sub(q)
		if w.Cmp(weights[largest]) > 0 {
			largest = i
		}
	}
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(x, y int) bool { return fractions[order[x]].GreaterThan(fractions[order[y]]) })
	for k := 0; rest.GreaterThanOrEqual(unit); k++ {
		parts[order[k]] = Decimal{parts[order[k]].d.Add(unit)}
		rest = rest.Sub(unit)
	}
	parts[largest] = Decimal{parts[largest].d.Add(rest)}
	return parts, nil
}

// Text writes the amount for people: rounded to cents, with thousands apart.
func (a Amount) Text() string {
	whole, cents, _ := strings.Cut(a.Number.Round(2).String(), ".")
	sign := ""
	if rest, negative := strings.CutPrefix(whole, "-"); negative {
		sign, whole = "-", rest
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return sign + whole + "." + (cents + "00")[:2] + " " + string(a.Currency)
}
