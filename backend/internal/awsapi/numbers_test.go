package awsapi_test

import (
	"math"
	"strconv"
	"testing"
	"time"

	"portal.example/backend/internal/awsapi"
)

func TestDecimalIsWhatWasMeantNotWhatTheBitsSpell(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"0", "7.8", "0.1", "1000000", "999999.99", "0.07", "10000", "4.35", "-2.5", "123456789.123456", "0.000001"} {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := awsapi.Decimal(&v); err != nil || got.String() != text {
			t.Errorf("%s became %s, %v", text, got, err)
		}
	}
	for _, v := range []*float64{nil, new(math.NaN()), new(math.Inf(1)), new(math.Inf(-1))} {
		if got, err := awsapi.Decimal(v); err == nil {
			t.Errorf("%v became %s", v, got)
		}
	}
}

func TestBinaryTellsADecimalExactlyOrNotAtAll(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"0", "7.8", "999999.99", "1000000", "0.000000001", "123456.123456789"} {
		v, err := awsapi.Binary(*decimalOf(t, text))
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if back, err := awsapi.Decimal(v); err != nil || back.String() != text {
			t.Errorf("%s came back as %s, %v", text, back, err)
		}
	}
	for _, text := range []string{"0.1234567890123456789", "9007199254740993"} {
		if v, err := awsapi.Binary(*decimalOf(t, text)); err == nil {
			t.Errorf("%s became %v", text, *v)
		}
	}
}

// FuzzDecimal: what is accepted reads back as the same number.
func FuzzDecimal(f *testing.F) {
	for _, v := range []float64{0, 7.8, 1e6, -0.1, 1e-9, 1e22, math.MaxFloat64, math.SmallestNonzeroFloat64} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, v float64) {
		d, err := awsapi.Decimal(&v)
		if err != nil {
			return
		}
		if back, err := strconv.ParseFloat(d.String(), 64); err != nil || back != v {
			t.Errorf("%g became %s, which reads as %g (%v)", v, d, back, err)
		}
	})
}

func TestEpochReadsSecondsAndMilliseconds(t *testing.T) {
	t.Parallel()
	want := time.Date(2026, time.November, 16, 12, 0, 0, 0, time.UTC)
	for n, want := range map[int64]time.Time{0: {}, -1: {}, want.Unix(): want, want.UnixMilli(): want} {
		if got := awsapi.Epoch(n); !got.Equal(want) {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
}
