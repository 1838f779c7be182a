// Package stats counts in whole numbers: what it computes is the same on every machine, and no amount of money passes a float.
package stats

import (
	"math/bits"

	"portal.example/backend/internal/money"
)

// Million is the unit of ratios and, as millionths, of amounts.
const Million = 1_000_000

const microScale = 6

// Micros counts an amount in millionths; more than four million million is cut, which no day costs.
func Micros(d money.Decimal) int64 {
	n, ok := d.Scaled(microScale)
	const largest = 1 << 62
	switch {
	case ok:
		return max(min(n, largest), -largest)
	case d.Sign() < 0:
		return -largest
	default:
		return largest
	}
}

// Amount is what Micros counted, rounded half to even at scale decimals.
func Amount(micros int64, scale int32) money.Decimal {
	return money.FromScaled(micros, microScale).Round(scale)
}

// MulDiv is a * b / c toward zero without overflow in between; c is not zero. What does not fit is cut.
func MulDiv(a, b, c int64) int64 {
	ua, ub := Magnitude(a), Magnitude(b)
	const half = 1 << 31
	if ua < half && ub < half { // nearly always, and much faster
		return a * b / c
	}
	hi, lo := bits.Mul64(ua, ub)
	d := Magnitude(c)
	const largest = 1<<63 - 1
	q := uint64(largest)
	if hi < d {
		q, _ = bits.Div64(hi, lo, d)
		q = min(q, largest)
	}
	if (a < 0) != (b < 0) != (c < 0) {
		return -int64(q)
	}
	return int64(q)
}

// Magnitude is n without its sign.
func Magnitude(n int64) uint64 {
	if n < 0 {
		return uint64(-n)
	}
	return uint64(n)
}

// Median returns the middle of ns, of an even number the lower of both; 0 of none. It reorders ns.
func Median(ns []int64) int64 { return pick(ns, (len(ns)-1)/2) }

// Quantile returns the smallest of ns that at least perMille of a thousand are not above; 0 of none. It reorders ns.
func Quantile(ns []int64, perMille int) int64 {
	const thousand = 1_000
	at := (len(ns)*perMille+thousand-1)/thousand - 1
	return pick(ns, min(max(at, 0), len(ns)-1))
}

// pick brings the element that has at smaller ones before it to its place, and orders no more than that takes.
func pick(ns []int64, at int) int64 {
	if len(ns) == 0 {
		return 0
	}
	from, to := 0, len(ns)-1
	for from < to {
		pivot, i, j := ns[(from+to)/2], from, to
		for i <= j {
			for ns[i] < pivot {
				i++
			}
			for ns[j] > pivot {
				j--
			}
			if i <= j {
				ns[i], ns[j] = ns[j], ns[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case at <= j:
			to = j
		case at >= i:
			from = i
		default:
			return ns[at]
		}
	}
	return ns[at]
}
