package awsapi

import (
	"fmt"
	"strconv"
	"time"

	"portal.example/backend/internal/money"
)

// Decimal is the decimal that AWS meant by a binary floating-point number, in which some of its models carry money and percentages. It is the shortest decimal text
// that reads back as the same number: what AWS was given as 7.8 comes out as 7.8 and not as the 7.79999… that the bits spell. That is exact for everything of at most
// 15 digits, so for amounts up to the limit of 1,000,000 with nine decimals. No arithmetic is ever done in floating point. nil, infinity and what is no number are
// errors.
func Decimal(v *float64) (money.Decimal, error) {
	if v == nil {
		return money.ParseDecimal("")
	}
	return money.ParseDecimal(strconv.FormatFloat(*v, 'f', -1, 64))
}

// Binary is the binary floating-point number that AWS's models want for a decimal. It is refused unless Decimal makes the same decimal of it again, so nothing is ever sent that
// comes back as something else.
func Binary(d money.Decimal) (*float64, error) {
	v, err := strconv.ParseFloat(d.String(), 64)
	if err != nil {
		return nil, err
	}
	if back, err := Decimal(&v); err != nil || !back.Equal(d) {
		return nil, fmt.Errorf("a binary number cannot tell the decimal in its %d digits", len(d.String()))
	}
	return &v, nil
}

// Epoch is the instant of a count of seconds since 1970, or of milliseconds where it can only be those: AWS's model of Billing Conductor says neither. Zero is no instant.
func Epoch(n int64) time.Time {
	const lastSecond = 100_000_000_000 // in the year 5138, and as milliseconds in 1973
	switch {
	case n <= 0:
		return time.Time{}
	case n < lastSecond:
		return time.Unix(n, 0).UTC()
	default:
		return time.UnixMilli(n).UTC()
	}
}
