package money_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"portal.example/backend/internal/money"
)

func dec(t testing.TB, s string) money.Decimal {
	t.Helper()
	d, err := money.ParseDecimal(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestParseDecimalReadsWhatAWSPrints(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"0": "0", "-0": "0", "0.000": "0", "-0.00": "0", "12": "12", "100": "100", "12.340": "12.34", "-12.3400": "-12.34", "007.5": "7.5",
		"1.5E-7": "0.00000015", "1e2": "100", "-1E+2": "-100", "1.25e1": "12.5",
		"0.1234567890123456789012345678901234567890": "0.123456789012345678901234567890123456789",
		"123456789012345678":                         "123456789012345678",
		"1234567890123456789":                        "1234567890123456789",
		"9223372036854775808":                        "9223372036854775808",
		"99999999999999999.9":                        "99999999999999999.9",
		"-999999999999999999999.99":                  "-999999999999999999999.99",
	} {
		if got := dec(t, in).String(); got != want {
			t.Errorf("%s reads as %s, want %s", in, got, want)
		}
	}
}

func TestParseDecimalRefusesEverythingElse(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"", "-", ".", "1.", ".5", "+1", "1,5", "1_000", " 1", "1 ", "1.2.3", "0x10", "NaN", "Inf", "-Infinity", "1e", "1e999", "1e-100", "--1", "1-",
		"١", "1e1e1", "1\n", strings.Repeat("9", 151), "0." + strings.Repeat("1", 151), strings.Repeat("9", 41) + "e1",
	} {
		if d, err := money.ParseDecimal(in); err == nil {
			t.Errorf("%q reads as %s", in, d)
		}
	}
}

func TestArithmeticIsExact(t *testing.T) {
	t.Parallel()
	sum := money.Zero
	for range 10 {
		sum = sum.Add(dec(t, "0.1"))
	}
	if !sum.Equal(money.FromInt(1)) {
		t.Errorf("ten times 0.1 is %s", sum)
	}
	a, b := dec(t, "12345678901234567890.12345"), dec(t, "-0.00000000000000000001")
	if got := a.Add(b).Sub(b); !got.Equal(a) {
		t.Errorf("adding and subtracting gives %s", got)
	}
	if got := a.Mul(b).String(); got != "-0.1234567890123456789012345" {
		t.Errorf("the product is %s", got)
	}
	var zero money.Decimal
	if !zero.Equal(money.FromInt(0)) || !zero.IsZero() || zero.String() != "0" || zero.Sign() != 0 || zero.Neg().Sign() != 0 || zero.Cmp(b) != 1 {
		t.Error("the zero value is not 0")
	}
	if a.Sign() != 1 || b.Sign() != -1 || b.Neg().Sign() != 1 || a.Cmp(a.Neg().Neg()) != 0 || b.Cmp(a) != -1 {
		t.Error("signs are wrong")
	}
}

func TestPercentOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, whole string
		scale    int32
		want     string // empty: not known
	}{
		{"1", "3", 2, "33.33"},
		{"2", "3", 2, "66.67"},
		{"-1", "3", 2, "-33.33"},
		{"5", "1000", 0, "0"}, // a half goes to the even neighbour
		{"15", "1000", 0, "2"},
		{"25", "1000", 0, "2"},
		{"-15", "1000", 0, "-2"},
		{"-25", "1000", 0, "-2"},
		{"150", "100", 1, "150"},
		{"0", "7", 4, "0"},
		{"0.0249999999999999999999999", "1", 0, "2"}, // rounding twice would make halves of these
		{"0.0250000000000000000000001", "1", 0, "3"},
		{"0.0349999999999999999999999", "1", 0, "3"},
		{"1", "0", 2, ""},
		{"1", "-5", 2, ""},
		{"0", "0", 2, ""},
	} {
		got, known := dec(t, c.a).PercentOf(dec(t, c.whole), c.scale)
		if known != (c.want != "") || known && got.String() != c.want {
			t.Errorf("%s of %s is %s, %v, want %q", c.a, c.whole, got, known, c.want)
		}
	}
}

func TestPercent(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, p  string
		scale int32
		want  string
	}{
		{"200", "7.8", 10, "15.6"},
		{"-200", "7.8", 10, "-15.6"},
		{"0", "7.8", 2, "0"},
		{"50", "1", 0, "0"}, // a half goes to the even neighbour
		{"150", "1", 0, "2"},
		{"-250", "1", 0, "-2"},
		{"0.0000000001", "50", 10, "0"},
		{"0.0000000003", "50", 10, "0.0000000002"},
		{"99999999999999999999.99", "10000", 10, "9999999999999999999999"},
	} {
		if got := dec(t, c.a).Percent(dec(t, c.p), c.scale); got.String() != c.want {
			t.Errorf("%s percent of %s is %s, want %s", c.p, c.a, got, c.want)
		}
	}
}

func TestDecimalIsAJSONString(t *testing.T) {
	t.Parallel()
	type doc struct {
		A money.Decimal `json:"a"`
	}
	b, err := json.Marshal(doc{dec(t, "-1.50")})
	if err != nil || string(b) != `{"a":"-1.5"}` {
		t.Errorf("got %s, %v", b, err)
	}
	for in, ok := range map[string]bool{
		`{"a":"1.5"}`: true, `{"a":"1E-3"}`: true, `{}`: true,
		`{"a":1.5}`: false, `{"a":null}`: false, `{"a":""}`: false, `{"a":"x"}`: false, `{"a":true}`: false, `{"a":"1.5 "}`: false, `{"a":["1"]}`: false,
	} {
		var d doc
		if err := json.Unmarshal([]byte(in), &d); (err == nil) != ok {
			t.Errorf("%s: got %v, %v", in, d.A, err)
		}
	}
}

func TestAmountsOfTwoCurrenciesNeverAdd(t *testing.T) {
	t.Parallel()
	usd, err := money.Parse("1.10", "USD")
	if err != nil {
		t.Fatal(err)
	}
	eur := money.New(dec(t, "1.1"), "EUR")
	if sum, err := usd.Add(eur); err == nil {
		t.Errorf("the sum is %s", sum)
	}
	if sum, err := usd.Add(money.New(dec(t, "-1.1"), money.USD)); err != nil || !sum.Equal(money.New(money.Zero, money.USD)) {
		t.Errorf("the sum is %s, %v", sum, err)
	}
	if usd.Equal(eur) || !usd.Equal(money.New(dec(t, "1.1000"), money.USD)) || usd.String() != "1.1 USD" {
		t.Errorf("%s is not itself", usd)
	}
	for _, c := range []string{"", "usd", "US", "USDX", "U$D"} {
		if _, err := money.Parse("1", c); err == nil {
			t.Errorf("%q is a currency", c)
		}
	}
	if _, err := money.Parse("one", "USD"); err == nil {
		t.Error("one is a number")
	}
}

func strs(ds []money.Decimal) string {
	ss := make([]string, len(ds))
	for i, d := range ds {
		ss[i] = d.String()
	}
	return strings.Join(ss, " ")
}

func TestAllocate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		total, weights string
		scale          int32
		want           string // empty: refused
	}{
		{"100", "1 1 1", 2, "33.34 33.33 33.33"},
		{"-100", "1 1 1", 2, "-33.33 -33.33 -33.34"},
		{"0.05", "1 1 1 1 1 1", 2, "0.01 0.01 0.01 0.01 0.01 0"},
		{"10", "0 1 0", 2, "0 10 0"},
		{"1", "1 2", 0, "0 1"},
		{"0", "1 2", 2, "0 0"},
		{"1.005", "1 1", 2, "0.505 0.5"},
		{"0.001", "1 3", 2, "0 0.001"},
		{"-0.001", "3 1", 2, "-0.001 0"},
		{"7", "0.1 0.2 0.4", 2, "1 2 4"},
		{"1", "", 2, ""},
		{"1", "0 0", 2, ""},
		{"1", "1 -1 2", 2, ""},
	} {
		var weights []money.Decimal
		for w := range strings.FieldsSeq(c.weights) {
			weights = append(weights, dec(t, w))
		}
		parts, err := money.Allocate(dec(t, c.total), weights, c.scale)
		if (err != nil) != (c.want == "") || strs(parts) != c.want {
			t.Errorf("%s over %s: got %q, %v, want %q", c.total, c.weights, strs(parts), err, c.want)
		}
	}
}

// checkAllocation checks every promise of Allocate.
func checkAllocation(t *testing.T, total money.Decimal, weights []money.Decimal, scale int32) {
	t.Helper()
	parts, err := money.Allocate(total, weights, scale)
	if err != nil {
		t.Fatalf("%s over %s: %v", total, strs(weights), err)
	}
	if sum := money.SumDecimals(parts...); !sum.Equal(total) {
		t.Fatalf("%s over %s gives %s, which sums to %s", total, strs(weights), strs(parts), sum)
	}
	rational := func(d money.Decimal) *big.Rat {
		r, ok := new(big.Rat).SetString(d.String())
		if !ok {
			t.Fatal(d)
		}
		return r
	}
	unit := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil))
	twoUnits := new(big.Rat).Add(unit, unit)
	sum := rational(money.SumDecimals(weights...))
	for i, p := range parts {
		exact := new(big.Rat).Quo(new(big.Rat).Mul(rational(total), rational(weights[i])), sum)
		off := new(big.Rat).Sub(rational(p), exact)
		if off.Abs(off).Cmp(twoUnits) >= 0 {
			t.Fatalf("%s over %s: part %d is %s, %s from its share", total, strs(weights), i, p, off.FloatString(12))
		}
		if weights[i].IsZero() && !p.IsZero() {
			t.Fatalf("%s over %s: part %d without weight is %s", total, strs(weights), i, p)
		}
	}
}

func TestAllocateHoldsForRandomNumbers(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(11, 12))
	for range 3000 {
		weights := make([]money.Decimal, 1+rng.IntN(9))
		for i := range weights {
			weights[i] = dec(t, fmt.Sprintf("%d.%0*d", rng.IntN(4), 1+rng.IntN(12), rng.IntN(10)))
		}
		weights[rng.IntN(len(weights))] = dec(t, fmt.Sprintf("%d.3", 1+rng.IntN(1000)))
		checkAllocation(t, dec(t, fmt.Sprintf("%d.%0*d", rng.IntN(20_000)-10_000, 1+rng.IntN(6), rng.IntN(10))), weights, int32(rng.IntN(5)))
	}
}

func FuzzAllocate(f *testing.F) {
	f.Add("100", "1", "1", "1", uint8(2))
	f.Add("-0.07", "0.333333333333333333", "0.333333333333333333", "0.333333333333333334", uint8(2))
	f.Add("1E10", "1E-20", "1E20", "0", uint8(4))
	f.Fuzz(func(t *testing.T, total, a, b, c string, scale uint8) {
		weights := make([]money.Decimal, 3)
		positive := false
		for i, s := range []string{a, b, c} {
			w, err := money.ParseDecimal(s)
			if err != nil || w.Sign() < 0 {
				t.Skip()
			}
			weights[i], positive = w, positive || w.Sign() > 0
		}
		d, err := money.ParseDecimal(total)
		if err != nil || !positive {
			t.Skip()
		}
		checkAllocation(t, d, weights, int32(scale%8))
	})
}

func FuzzParseDecimal(f *testing.F) {
	for _, s := range []string{"0", "-12.340", "1.5E-7", "123456789012345678.9", "1E99", "-1.23456789E-99", ".", "1e", "000000000000000000.1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := money.ParseDecimal(s)
		if err != nil {
			return
		}
		want, ok := new(big.Rat).SetString(s)
		got, okToo := new(big.Rat).SetString(d.String())
		if !ok || !okToo || want.Cmp(got) != 0 {
			t.Fatalf("%q reads as %s", s, d)
		}
		again, err := money.ParseDecimal(d.String())
		if err != nil || !again.Equal(d) || again.String() != d.String() {
			t.Fatalf("%s is not read back: %v", d, err)
		}
		b, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var back money.Decimal
		if err := json.Unmarshal(b, &back); err != nil || !back.Equal(d) {
			t.Fatalf("%s does not survive JSON: %v", d, err)
		}
	})
}

func TestScaledRoundsHalfToEvenLikeTheLongWay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in    string
		scale int32
		want  int64
		ok    bool
	}{
		{"0", 6, 0, true},
		{"1.2345678", 6, 1_234_568, true},
		{"-1.2345678", 6, -1_234_568, true},
		{"0.5", 0, 0, true},
		{"1.5", 0, 2, true},
		{"-2.5", 0, -2, true},
		{"-3.5", 0, -4, true},
		{"12", 2, 1_200, true},
		{"1e18", 0, 1_000_000_000_000_000_000, true},
		{"1e19", 0, 0, false},
		{"0.0000000000000000000000000015", 27, 2, true},
		{"-9223372036854775807", 0, -9_223_372_036_854_775_807, true},
		{"9223372036854775808", 0, 0, false},
		{"123456789012345678901234567890.1", 0, 0, false},
		{"4444444444444444444.5000000000000000001", 0, 4_444_444_444_444_444_445, true},
	} {
		d, err := money.ParseDecimal(c.in)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := d.Scaled(c.scale); got != c.want || ok != c.ok {
			t.Errorf("%s at %d: got %d %t, want %d %t", c.in, c.scale, got, ok, c.want, c.ok)
		}
	}
	if got := money.FromScaled(-12_345, 2); got.String() != "-123.45" || got.Round(1).String() != "-123.4" {
		t.Errorf("got %s, rounded %s", got, got.Round(1))
	}
}

func TestAmountsAreWrittenForPeople(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{
		"0": "0.00 USD", "7": "7.00 USD", "1204.5": "1,204.50 USD", "-1234567.891": "-1,234,567.89 USD", "999.995": "1,000.00 USD", "100": "100.00 USD", "-100": "-100.00 USD", "0.004": "0.00 USD",
		"-0.5": "-0.50 USD", "123456": "123,456.00 USD",
	} {
		if got := money.New(dec(t, number), money.USD).Text(); got != want {
			t.Errorf("%s is written %q, want %q", number, got, want)
		}
	}
}
