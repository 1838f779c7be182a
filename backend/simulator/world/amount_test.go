package world

import (
	"encoding/json"
	"math"
	"math/big"
	"testing"
)

func TestParseAmountReadsDecimalsExactly(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Amount{
		"0": 0, "-0": 0, "0.000": 0, "1": Unit, "-1.5": -15_000_000_000, "0.0000000001": 1, "1e3": 1000 * Unit,
		"1E-10": 1, "12.50e+1": 125 * Unit, "1000000": 1_000_000 * Unit, "100e-2": Unit, "0.10000000000000": Unit / 10,
		"922337203.6854775807": math.MaxInt64, "00012": 12 * Unit,
	} {
		got, err := ParseAmount(in)
		if err != nil || got != want {
			t.Errorf("ParseAmount(%q) = %d, %v; want %d", in, got, err, want)
		}
	}
}

func TestParseAmountRefusesWhatItCannotHold(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"", "-", ".", "1.", ".5", "1e", "e3", "1e+", "+1", "1,5", " 1", "0x10", "NaN", "Infinity", "1e999", "1.2.3", "1e5e5",
		"0.00000000001", "922337203.6854775808", "-99999999999", "1e-11", "٣",
	} {
		if got, err := ParseAmount(in); err == nil {
			t.Errorf("ParseAmount(%q) = %s, want an error", in, got)
		}
	}
}

func TestAmountPrintsPlainDecimals(t *testing.T) {
	t.Parallel()
	for in, want := range map[Amount]string{
		0: "0", 1: "0.0000000001", -1: "-0.0000000001", Unit: "1", -Unit / 2: "-0.5", 12_345_600_000_000: "1234.56",
		math.MaxInt64: "922337203.6854775807", math.MinInt64: "-922337203.6854775808",
	} {
		if got := in.String(); got != want {
			t.Errorf("%d prints as %q, want %q", int64(in), got, want)
		}
	}
	if got := Quantity(-1_500_000).String(); got != "-1.5" {
		t.Errorf("quantity prints as %q, want -1.5", got)
	}
}

func TestMulDivRoundsHalfToEven(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ a, b, d, want int64 }{
		{5, 1, 10, 0},
		{15, 1, 10, 2},
		{25, 1, 10, 2},
		{-15, 1, 10, -2},
		{-5, 1, 10, 0},
		{51, 1, 100, 1},
		{49, 1, 100, 0},
		{math.MaxInt64, math.MaxInt64, math.MaxInt64, math.MaxInt64},
		{math.MaxInt64, 2, 1, math.MaxInt64},
		{math.MinInt64, 2, 1, -math.MaxInt64},
		{7, 0, 3, 0},
	} {
		if got := mulDiv(c.a, c.b, c.d); got != c.want {
			t.Errorf("mulDiv(%d, %d, %d) = %d, want %d", c.a, c.b, c.d, got, c.want)
		}
	}
}

func TestPlusRefusesOverflow(t *testing.T) {
	t.Parallel()
	if got, err := Amount(1).Plus(-3); err != nil || got != -2 {
		t.Errorf("1 + -3 = %d, %v", got, err)
	}
	for _, c := range [][2]Amount{{math.MaxInt64, 1}, {math.MinInt64, -1}} {
		if got, err := c[0].Plus(c[1]); err == nil {
			t.Errorf("%d + %d = %d, want an error", c[0], c[1], got)
		}
	}
}

func TestAmountSurvivesJSON(t *testing.T) {
	t.Parallel()
	b, err := json.Marshal(Amount(-12_345))
	if err != nil || string(b) != `"-0.0000012345"` {
		t.Fatalf("marshals as %s, %v", b, err)
	}
	for _, in := range []string{`"2.5"`, `2.5`} {
		var a Amount
		if err := json.Unmarshal([]byte(in), &a); err != nil || a != 25*Unit/10 {
			t.Errorf("%s reads as %s, %v", in, a, err)
		}
	}
}

func FuzzParseAmount(f *testing.F) {
	for _, s := range []string{"0", "-1.5", "1e3", "922337203.6854775807", "1E-10", "..", "9e99"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseAmount(s)
		if err != nil {
			return
		}
		again, err := ParseAmount(a.String())
		if err != nil || again != a {
			t.Fatalf("%q parses to %s, which parses to %s, %v", s, a, again, err)
		}
		want, ok := new(big.Rat).SetString(s)
		if !ok {
			t.Fatalf("%q was accepted and is no number", s)
		}
		if got := big.NewRat(int64(a), int64(Unit)); got.Cmp(want) != 0 {
			t.Fatalf("%q parses to %s", s, a)
		}
	})
}

func FuzzMulDiv(f *testing.F) {
	f.Add(int64(15), int64(1), int64(10))
	f.Add(int64(math.MinInt64), int64(-3), int64(7))
	f.Fuzz(func(t *testing.T, a, b, d int64) {
		if d <= 0 {
			return
		}
		product := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
		floor, rest := new(big.Int).DivMod(product, big.NewInt(d), new(big.Int))
		if c := rest.Lsh(rest, 1).Cmp(big.NewInt(d)); c > 0 || c == 0 && floor.Bit(0) == 1 {
			floor.Add(floor, big.NewInt(1))
		}
		most := big.NewInt(math.MaxInt64)
		if floor.Cmp(most) > 0 {
			floor = most
		} else if least := new(big.Int).Neg(most); floor.Cmp(least) < 0 {
			floor = least
		}
		if got := mulDiv(a, b, d); got != floor.Int64() {
			t.Fatalf("mulDiv(%d, %d, %d) = %d, want %s", a, b, d, got, floor)
		}
	})
}

func FuzzTotal(f *testing.F) {
	f.Add(int64(math.MaxInt64), int64(math.MaxInt64), int64(-1))
	f.Add(int64(math.MinInt64), int64(math.MinInt64), int64(5))
	f.Fuzz(func(t *testing.T, a, b, c int64) {
		var total, rest Total
		total.Add(a)
		total.Add(b)
		rest.Add(c)
		total.AddTotal(rest)
		want := new(big.Int).Add(new(big.Int).Add(big.NewInt(a), big.NewInt(b)), big.NewInt(c))
		if total.big().Cmp(want) != 0 {
			t.Fatalf("%d + %d + %d = %s, want %s", a, b, c, total.big(), want)
		}
		got, ok := new(big.Rat).SetString(total.String())
		if !ok || got.Cmp(new(big.Rat).SetFrac(want, big.NewInt(int64(Unit)))) != 0 {
			t.Fatalf("%s prints as %s", want, total)
		}
		if amount, err := total.Amount(); (err == nil) != want.IsInt64() || err == nil && int64(amount) != want.Int64() {
			t.Fatalf("%s as an amount is %s, %v", want, amount, err)
		}
	})
}

func TestPercentOfRoundsOnce(t *testing.T) {
	t.Parallel()
	var base Total
	base.Add(333)
	for percent, want := range map[Amount]Amount{3 * Unit: 10, 10 * Unit: 33, 0: 0, 100 * Unit: 333, 10_000 * Unit: 33_300, Unit / 2: 2} {
		if got, err := percentOf(percent, base); err != nil || got != want {
			t.Errorf("%s %% of 333 = %d, %v; want %d", percent, got, err, want)
		}
	}
}
