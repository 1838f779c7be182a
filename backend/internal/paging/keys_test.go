package paging

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"portal.example/backend/internal/money"
)

func sign(n int) int { return cmp.Compare(n, 0) }

func FuzzNumberKeyOrdersLikeNumbers(f *testing.F) {
	for _, pair := range [][2]string{{"0", "-0.1"}, {"9", "10"}, {"-9", "-10"}, {"0.5", "0.55"}, {"-0.5", "-0.55"}, {"1E40", "1E-40"}, {"100", "100.0"}, {"-1", "-1.01"}} {
		f.Add(pair[0], pair[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		x, errX := money.ParseDecimal(a)
		y, errY := money.ParseDecimal(b)
		if errX != nil || errY != nil {
			t.Skip()
		}
		if got := strings.Compare(numberKey(x), numberKey(y)); got != x.Cmp(y) {
			t.Errorf("%s and %s compare as %d, their keys as %d", a, b, x.Cmp(y), got)
		}
	})
}

func TestNumberKeyOrdersRandomNumbers(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(5, 6))
	number := func() money.Decimal {
		d, err := money.ParseDecimal(fmt.Sprintf("%d.%0*d", rng.IntN(2000)-1000, 1+rng.IntN(5), rng.IntN(10)))
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for range 20_000 {
		x, y := number(), number()
		if got := strings.Compare(numberKey(x), numberKey(y)); got != x.Cmp(y) {
			t.Fatalf("%s and %s compare as %d, their keys as %d", x, y, x.Cmp(y), got)
		}
	}
}

func TestTimeKeyOrdersInstantsOfAnyYear(t *testing.T) {
	t.Parallel()
	times := []time.Time{
		{},
		time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Unix(-1, 999), time.Unix(0, 0), time.Unix(0, 1), time.Unix(1, 0),
		time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC),
	}
	for i, x := range times {
		for j, y := range times {
			if got := strings.Compare(timeKey(x), timeKey(y)); got != sign(i-j) {
				t.Errorf("%s and %s: keys compare as %d", x, y, got)
			}
		}
	}
}
