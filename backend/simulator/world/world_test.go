package world

import (
	"slices"
	"testing"
	"time"
)

// present is the instant of most tests: a Monday late in a month.
var present = time.Date(2026, time.November, 23, 6, 15, 0, 0, time.UTC)

// build makes a world whose clock stands still.
func build(t testing.TB, scenario string, now time.Time) *World {
	t.Helper()
	w, err := New(Config{Scenario: scenario, Seed: 1, Clock: NewFrozenClock(now)})
	if err != nil {
		t.Fatalf("build %s: %v", scenario, err)
	}
	return w
}

// withTrait returns the first customer of a trait.
func withTrait(t testing.TB, w *World, trait string) Customer {
	t.Helper()
	for _, c := range w.Customers() {
		if slices.Contains(c.Traits, trait) {
			return c
		}
	}
	t.Fatalf("no customer is %s", trait)
	return Customer{}
}

// viewIn returns the only view of a kind that a customer has in a month.
func viewIn(t testing.TB, w *World, customer string, kind ViewType, m Month) BillingView {
	t.Helper()
	list := w.Views(ViewFilter{SourceAccountID: customer, Types: []ViewType{kind}, ActiveIn: &m})
	if len(list) != 1 {
		t.Fatalf("customer %s has %d %s views in %s, want 1", customer, len(list), kind, m)
	}
	return list[0]
}

// sum adds up one figure of the lines of a view's month that pass.
func sum(t testing.TB, w *World, arn string, m Month, figure func(*Line) Amount, passes func(*Line) bool) Amount {
	t.Helper()
	var total Amount
	err := w.Lines(arn, m, func(l *Line) error {
		if !passes(l) {
			return nil
		}
		var err error
		total, err = total.Plus(figure(l))
		return err
	})
	if err != nil {
		t.Fatalf("lines of %s in %s: %v", arn, m, err)
	}
	return total
}

func unblended(l *Line) Amount { return l.Unblended }

func anyLine(*Line) bool { return true }

func ofType(types ...string) func(*Line) bool {
	return func(l *Line) bool {
		return slices.Contains(types, l.RecordType)
	}
}

// must fails the test on an error.
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
