package anomalies

import (
	"math/bits"

	"portal.example/backend/internal/money"
)

// The statistics count money in millionths and ratios in millionths, so that they are the same on every machine. Amounts that are shown are exact decimals.
const (
	microScale = 6
	million    = 1_000_000
)

// micros counts an amount in millionths; more than four million million is cut, which no day costs.
func micros(d money.Decimal) int64 {
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

// mulDiv is a * b / c toward zero without overflow in between; c is not zero. What does not fit is cut.
func mulDiv(a, b, c int64) int64 {
	ua, ub := magnitude(a), magnitude(b)
	const half = 1 << 31
	if ua < half && ub < half { // nearly always, and much faster
		return a * b / c
	}
	hi, lo := bits.Mul64(ua, ub)
	d := magnitude(c)
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

func magnitude(n int64) uint64 {
	if n < 0 {
		return uint64(-n)
	}
	return uint64(n)
}

// median returns the middle of ns, of an even number the lower of both; 0 of none. It reorders ns.
func median(ns []int64) int64 {
	if len(ns) == 0 {
		return 0
	}
	// Only the middle has to come to its place, so no more is ordered than that takes.
	at, from, to := (len(ns)-1)/2, 0, len(ns)-1
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
