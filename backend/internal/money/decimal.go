// Package money holds exact decimals and amounts. There is no way in or out through a float.
package money

import (
	"fmt"
	"regexp"

	"github.com/shopspring/decimal"
)

// Decimal is an exact decimal number. The zero value is 0.
type Decimal struct{ d decimal.Decimal }

// decimalForm bounds what is accepted, so that hostile text cannot ask for gigabytes of zeros: exponent notation with at most 40 digits on
// either side, and plain notation with as many as that can become, so that what String prints is read again.
var decimalForm = regexp.MustCompile(`^-?([0-9]{1,40}(\.[0-9]{1,40})?[eE][-+]?[0-9]{1,2}|[0-9]{1,150}(\.[0-9]{1,150})?)$`)

// Zero is the number 0.
var Zero = Decimal{} //nolint:gochecknoglobals // an immutable value

// ParseDecimal reads a decimal such as "-12.340" or "1.5E-7" (AWS prints small amounts so).
func ParseDecimal(s string) (Decimal, error) {
	if d, ok := parseShort(s); ok {
		return d, nil
	}
	if !decimalForm.MatchString(s) {
		return Decimal{}, fmt.Errorf("%q is not a decimal number", s)
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return Decimal{}, fmt.Errorf("%q is not a decimal number: %w", s, err)
	}
	return Decimal{d}, nil
}

// parseShort reads plain notation of at most 18 digits, which is nearly every amount there is, without building a big number from text.
func parseShort(s string) (Decimal, bool) {
	const maxDigits = 18
	digits, negative := s, false
	if digits != "" && digits[0] == '-' {
		digits, negative = digits[1:], true
	}
	if digits == "" || len(digits) > maxDigits+1 {
		return Decimal{}, false
	}
	var n int64
	point := -1
	for i := range len(digits) {
		c := digits[i]
		if c == '.' && point < 0 && i > 0 && i < len(digits)-1 {
			point = i
			continue
		}
		if c < '0' || c > '9' || i == maxDigits && point < 0 {
			return Decimal{}, false
		}
		n = 10*n + int64(c-'0')
	}
	if negative {
		n = -n
	}
	if point < 0 {
		return Decimal{decimal.NewFromInt(n)}, true
	}
	return Decimal{decimal.New(n, -int32(len(digits)-1-point))}, true
}

// FromInt returns the decimal of a whole number.
func FromInt(n int64) Decimal { return Decimal{decimal.NewFromInt(n)} }

// Add returns a + b.
func (a Decimal) Add(b Decimal) Decimal { return Decimal{a.d.Add(b.d)} }

// Sub returns a - b.
func (a Decimal) Sub(b Decimal) Decimal { return Decimal{a.d.Sub(b.d)} }

// Mul returns a * b, exactly.
func (a Decimal) Mul(b Decimal) Decimal { return Decimal{a.d.Mul(b.d)} }

// Neg returns -a.
func (a Decimal) Neg() Decimal { return Decimal{a.d.Neg()} }

// Abs returns a without its sign.
func (a Decimal) Abs() Decimal { return Decimal{a.d.Abs()} }

// Cmp returns -1, 0 or 1.
func (a Decimal) Cmp(b Decimal) int { return a.d.Cmp(b.d) }

// Equal reports whether both are the same number; 1.0 equals 1.
func (a Decimal) Equal(b Decimal) bool { return a.d.Equal(b.d) }

// IsZero reports whether a is 0.
func (a Decimal) IsZero() bool { return a.d.IsZero() }

// Sign returns -1, 0 or 1.
func (a Decimal) Sign() int { return a.d.Sign() }

// PercentOf returns 100 * a / whole rounded half to even at scale decimals. It is not known (false) unless whole is positive:
// a share of nothing, or of a negative bill, means nothing.
func (a Decimal) PercentOf(whole Decimal, scale int32) (Decimal, bool) {
	if whole.Sign() <= 0 {
		return Decimal{}, false
	}
	// The remainder decides, not the digits of a quotient that was cut: rounding twice could miss a half by one.
	q, r := a.d.Mul(decimal.NewFromInt(100)).QuoRem(whole.d, scale) // toward zero; r has the sign of a
	unit := decimal.New(1, -scale)
	half := r.Abs().Mul(decimal.NewFromInt(2)).Cmp(whole.d.Mul(unit))
	odd := !q.Shift(scale).Mod(decimal.NewFromInt(2)).IsZero()
	if half > 0 || half == 0 && odd {
		q = q.Add(unit.Mul(decimal.NewFromInt(int64(a.Sign()))))
	}
	return Decimal{q}, true
}

// Percent returns p percent of a, rounded half to even at scale decimals.
func (a Decimal) Percent(p Decimal, scale int32) Decimal {
	return Decimal{a.d.Mul(p.d).Shift(-2).RoundBank(scale)}
}

// String prints the number without exponent and without trailing zeros.
func (a Decimal) String() string { return a.d.String() }

// MarshalJSON writes a JSON string.
func (a Decimal) MarshalJSON() ([]byte, error) { return []byte(`"` + a.String() + `"`), nil }

// UnmarshalJSON reads a JSON string; JSON numbers are refused.
func (a *Decimal) UnmarshalJSON(b []byte) error {
	if len(b) < 2 || b[0] != '"' || b[len(b)-1] != '"' {
		return fmt.Errorf("a decimal is a JSON string, not %.40q", b)
	}
	d, err := ParseDecimal(string(b[1 : len(b)-1]))
	if err != nil {
		return err
	}
	*a = d
	return nil
}

// SumDecimals adds numbers up.
func SumDecimals(ds ...Decimal) Decimal {
	var t Decimal
	for _, d := range ds {
		t = t.Add(d)
	}
	return t
}

// Scaled returns a * 10^scale rounded half to even, for counting in small whole units; false when it does not fit.
func (a Decimal) Scaled(scale int32) (int64, bool) {
	if a.d.Exponent() >= -scale-fastDigits && a.d.Exponent() <= -scale {
		if c := a.d.Coefficient(); c.IsInt64() { // nearly always
			return divideHalfEven(c.Int64(), powerOfTen(-scale-a.d.Exponent())), true
		}
	}
	n := a.d.Shift(scale).RoundBank(0)
	if !n.BigInt().IsInt64() {
		return 0, false
	}
	return n.IntPart(), true
}

// fastDigits is how many digits a power of ten may have to be counted in.
const fastDigits = 18

func powerOfTen(n int32) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

// divideHalfEven rounds n / d to the nearest, and to the even one of two.
func divideHalfEven(n, d int64) int64 {
	q, r := n/d, n%d
	if r < 0 {
		r = -r
	}
	if rest := d - r; r > rest || r == rest && q%2 != 0 {
		if n < 0 {
			return q - 1
		}
		return q + 1
	}
	return q
}

// FromScaled returns n / 10^scale.
func FromScaled(n int64, scale int32) Decimal { return Decimal{decimal.New(n, -scale)} }

// Round rounds half to even at scale decimals.
func (a Decimal) Round(scale int32) Decimal { return Decimal{a.d.RoundBank(scale)} }
