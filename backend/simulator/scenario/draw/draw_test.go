package draw

import "testing"

func TestDrawsDependOnNothingButTheirKey(t *testing.T) {
	t.Parallel()
	k := New(1)
	first := k.Sub("a").At(3).Uint64()
	_ = k.Sub("b").Uint64() // another draw in between
	if again := k.Sub("a").At(3).Uint64(); again != first {
		t.Errorf("%d, then %d", first, again)
	}
	if k.Sub("a").At(4).Uint64() == first || k.Sub("b").At(3).Uint64() == first || New(2).Sub("a").At(3).Uint64() == first {
		t.Error("another key has the same value")
	}
}

func TestDrawsAreEven(t *testing.T) {
	t.Parallel()
	var counts [10]int
	hits := 0
	for i := range 100_000 {
		n := New(9).Sub("even").At(i).Between(5, 14)
		if n < 5 || n > 14 {
			t.Fatalf("drew %d of 5 to 14", n)
		}
		if counts[n-5]++; New(9).Sub("chance").At(i).Chance(2_500) {
			hits++
		}
	}
	for i, n := range counts {
		if n < 9_500 || n > 10_500 {
			t.Errorf("%d was drawn %d times of 100,000", i+5, n)
		}
	}
	if hits < 24_000 || hits > 26_000 {
		t.Errorf("a quarter is %d of 100,000", hits)
	}
}
