package world

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"strings"
)

// Amount is a count of 1e-10 currency units; percentages use it too, in 1e-10 percent.
// It holds single lines and the sums of one customer's month, up to about 922 million
// units; wider sums are Totals.
type Amount int64

// Quantity is a count of 1e-6 units of usage.
type Quantity int64

// Unit is one whole currency unit, or one percent.
const Unit Amount = 1e10

// oneQuantity is one whole unit of usage.
const oneQuantity Quantity = 1e6

const amountDecimals = 10

// ParseAmount reads a decimal such as "-12.5" or "1e3" exactly. More than 10 decimals and
// values beyond the range of Amount are refused.
func ParseAmount(s string) (Amount, error) {
	mantissa, exponent, err := splitExponent(s)
	if err != nil {
		return 0, err
	}
	negative := strings.HasPrefix(mantissa, "-")
	mantissa = strings.TrimPrefix(mantissa, "-")
	whole, fraction, dotted := strings.Cut(mantissa, ".")
	if whole == "" || (dotted && fraction == "") || !allDigits(whole) || !allDigits(fraction) {
		return 0, fmt.Errorf("%q is not a decimal number", s)
	}
	digits := strings.TrimLeft(whole+fraction, "0")
	scale := amountDecimals + exponent - len(fraction)
	for scale < 0 && strings.HasSuffix(digits, "0") {
		digits, scale = digits[:len(digits)-1], scale+1
	}
	switch {
	case digits == "":
		return 0, nil
	case scale < 0:
		return 0, fmt.Errorf("%q has more than %d decimals", s, amountDecimals)
	case len(digits)+scale > 19:
		return 0, fmt.Errorf("%q is out of range", s)
	}
	n, ok := new(big.Int).SetString(digits+strings.Repeat("0", scale), 10)
	if !ok || !n.IsInt64() {
		return 0, fmt.Errorf("%q is out of range", s)
	}
	if negative {
		return Amount(-n.Int64()), nil
	}
	return Amount(n.Int64()), nil
}

// splitExponent cuts "1.5e-3" into "1.5" and -3.
func splitExponent(s string) (mantissa string, exponent int, err error) {
	i := strings.IndexAny(s, "eE")
	if i < 0 {
		return s, 0, nil
	}
	text := s[i+1:]
	negative := strings.HasPrefix(text, "-")
	text = strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(text, "-"), "+"), "0")
	if !allDigits(text) || len(s[i+1:]) == 0 || s[len(s)-1] < '0' || s[len(s)-1] > '9' {
		return "", 0, fmt.Errorf("%q is not a decimal number", s)
	}
	if len(text) > 2 {
		return "", 0, fmt.Errorf("%q is out of range", s)
	}
	for i := range len(text) {
		exponent = exponent*10 + int(text[i]-'0')
	}
	if negative {
		exponent = -exponent
	}
	return s[:i], exponent, nil
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// String returns the plain decimal without exponent, trailing zeros trimmed.
func (a Amount) String() string { return formatScaled(absolute(int64(a)), a < 0, amountDecimals) }

// MarshalJSON writes the decimal as a JSON string.
func (a Amount) MarshalJSON() ([]byte, error) { return []byte(`"` + a.String() + `"`), nil }

// UnmarshalJSON reads a JSON string or number.
func (a *Amount) UnmarshalJSON(b []byte) error {
	v, err := ParseAmount(strings.Trim(string(b), `"`))
	if err != nil {
		return err
	}
	*a = v
	return nil
}

// String returns the plain decimal, trailing zeros trimmed.
func (q Quantity) String() string { return formatScaled(absolute(int64(q)), q < 0, 6) }

// Plus returns a+b, or an error when the sum leaves the range of Amount.
func (a Amount) Plus(b Amount) (Amount, error) {
	sum := a + b
	if (sum > a) != (b > 0) && b != 0 {
		return 0, fmt.Errorf("%s + %s is out of range", a, b)
	}
	return sum, nil
}

// absolute returns |v| as an unsigned magnitude; it is right for the smallest int64 too.
func absolute(v int64) uint64 {
	if v < 0 {
		return uint64(-(v + 1)) + 1
	}
	return uint64(v)
}

func formatScaled(magnitude uint64, negative bool, decimals int) string {
	text := fmt.Sprintf("%0*d", decimals+1, magnitude)
	return trimDecimal(text, negative, decimals)
}

// trimDecimal puts the point into a digit string of at least decimals+1 digits.
func trimDecimal(text string, negative bool, decimals int) string {
	cut := len(text) - decimals
	out := text[:cut]
	if fraction := strings.TrimRight(text[cut:], "0"); fraction != "" {
		out += "." + fraction
	}
	if negative && out != "0" {
		return "-" + out
	}
	return out
}

// mulDiv returns a*b/d rounded half to even; d must be positive. A result beyond int64 is
// held at the limit of its sign.
func mulDiv(a, b, d int64) int64 {
	negative := (a < 0) != (b < 0)
	hi, lo := bits.Mul64(absolute(a), absolute(b))
	if hi >= uint64(d) {
		return limit(negative)
	}
	quotient, remainder := bits.Div64(hi, lo, uint64(d))
	if twice := remainder * 2; twice > uint64(d) || (twice == uint64(d) && quotient&1 == 1) {
		quotient++
	}
	if quotient > math.MaxInt64 {
		return limit(negative)
	}
	if negative {
		return -int64(quotient)
	}
	return int64(quotient)
}

func limit(negative bool) int64 {
	if negative {
		return -math.MaxInt64
	}
	return math.MaxInt64
}

// cost prices a quantity at a rate a unit, rounded half to even at 10 decimals.
func cost(q Quantity, rate Amount) Amount {
	return Amount(mulDiv(int64(q), int64(rate), int64(oneQuantity)))
}

// basisPoints is a share in 1/10,000.
type basisPoints int64

func (bp basisPoints) of(a Amount) Amount { return Amount(mulDiv(int64(a), int64(bp), 10_000)) }

// factor multiplies an amount; 1e10 leaves it as it is.
type factor int64

const unchanged factor = 1e10

func (f factor) of(a Amount) Amount {
	if f == unchanged {
		return a
	}
	return Amount(mulDiv(int64(a), int64(f), int64(unchanged)))
}

// percentOf returns percent % of t, rounded half to even at 10 decimals.
func percentOf(percent Amount, t Total) (Amount, error) {
	product := new(big.Int).Mul(t.big(), big.NewInt(int64(percent)))
	divisor := new(big.Int).Mul(big.NewInt(100), big.NewInt(int64(Unit)))
	quotient, remainder := new(big.Int).QuoRem(product, divisor, new(big.Int))
	twice := remainder.Abs(remainder).Lsh(remainder, 1)
	if c := twice.Cmp(divisor); c > 0 || (c == 0 && quotient.Bit(0) == 1) {
		quotient.Add(quotient, big.NewInt(int64(product.Sign())))
	}
	if !quotient.IsInt64() {
		return 0, fmt.Errorf("%s %% of %s is out of range", percent, t)
	}
	return Amount(quotient.Int64()), nil
}

// Total is an exact 128-bit sum of Amounts, or of Quantities. The zero value is 0.
type Total struct {
	hi int64
	lo uint64
}

// Add adds an Amount's or Quantity's count.
func (t *Total) Add(v int64) {
	var carry uint64
	t.lo, carry = bits.Add64(t.lo, uint64(v), 0)
	t.hi += v>>63 + int64(carry)
}

// AddTotal adds another sum.
func (t *Total) AddTotal(o Total) {
	var carry uint64
	t.lo, carry = bits.Add64(t.lo, o.lo, 0)
	t.hi += o.hi + int64(carry)
}

// Zero reports whether the sum is exactly 0.
func (t Total) Zero() bool { return t.hi == 0 && t.lo == 0 }

// Compare returns -1, 0 or 1 as t is less than, equal to or greater than o.
func (t Total) Compare(o Total) int {
	if c := cmp.Compare(t.hi, o.hi); c != 0 {
		return c
	}
	return cmp.Compare(t.lo, o.lo)
}

func (t Total) big() *big.Int {
	b := new(big.Int).Lsh(big.NewInt(t.hi), 64)
	return b.Add(b, new(big.Int).SetUint64(t.lo))
}

// Amount returns the sum as an Amount, or an error when it does not fit.
func (t Total) Amount() (Amount, error) {
	if t.hi != int64(t.lo)>>63 {
		return 0, fmt.Errorf("the sum %s does not fit an amount", t)
	}
	return Amount(t.lo), nil
}

// String returns a sum of Amounts as a plain decimal, trailing zeros trimmed.
func (t Total) String() string { return t.format(amountDecimals) }

// QuantityString returns a sum of Quantities as a plain decimal, trailing zeros trimmed.
func (t Total) QuantityString() string { return t.format(6) }

func (t Total) format(decimals int) string {
	if t.hi == int64(t.lo)>>63 {
		return formatScaled(absolute(int64(t.lo)), t.hi < 0, decimals)
	}
	b := t.big()
	return trimDecimal(fmt.Sprintf("%0*s", decimals+1, new(big.Int).Abs(b).String()), b.Sign() < 0, decimals)
}
