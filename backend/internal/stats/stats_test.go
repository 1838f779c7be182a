package stats

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"portal.example/backend/internal/money"
)

func TestStatisticsAreExact(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		a, b, c := r.Int64()>>r.IntN(60), r.Int64()>>r.IntN(60), r.Int64()>>r.IntN(60)
		if r.IntN(2) == 0 {
			a = -a
		}
		if c == 0 {
			continue
		}
		want := new(big.Int).Quo(new(big.Int).Mul(big.NewInt(a), big.NewInt(b)), big.NewInt(c))
		if got := MulDiv(a, b, c); want.IsInt64() && got != want.Int64() {
			t.Fatalf("%d * %d / %d: got %d, want %s", a, b, c, got, want)
		}
	}
	for range 5_000 {
		ns := make([]int64, 1+r.IntN(50))
		for i := range ns {
			ns[i] = r.Int64N(20)
		}
		sorted := slices.Sorted(slices.Values(ns))
		if got, want := Median(ns), sorted[(len(ns)-1)/2]; got != want {
			t.Fatalf("median of %v: got %d, want %d", sorted, got, want)
		}
	}
	for perMille, want := range map[int]int64{0: 1, 100: 1, 101: 2, 500: 5, 900: 9, 901: 10, 1000: 10} {
		if got := Quantile([]int64{5, 4, 3, 2, 1, 6, 7, 8, 9, 10}, perMille); got != want {
			t.Errorf("%d per mille: got %d, want %d", perMille, got, want)
		}
	}
	for in, want := range map[string]int64{"1.2345678": 1_234_568, "-0.5": -500_000, "9999999999999999": 1 << 62, "-9999999999999999": -(1 << 62)} {
		d, err := money.ParseDecimal(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := Micros(d); got != want {
			t.Errorf("%s: got %d, want %d", in, got, want)
		}
	}
	if got := Amount(1_235_000, 2).String(); got != "1.24" {
		t.Errorf("got %s", got)
	}
}
