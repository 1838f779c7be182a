package world

import (
	"testing"

	"portal.example/simulator/scenario"
)

// BenchmarkLargeCredits is the first and the second reading of the credits of all customers of a large reseller that let theirs be read.
func BenchmarkLargeCredits(b *testing.B) {
	var w *World
	read := func(b *testing.B) {
		for _, r := range w.CreditRoles() {
			if r.AccountID != r.CustomerID {
				continue
			}
			if _, err := w.Credits(r.AccountID, r.AccountID, true, present.AddDate(-1, 0, 0), present); err != nil {
				b.Fatal(err)
			}
			if _, err := w.CreditAllocations(r.AccountID, r.AccountID, MonthOf(present)-23, MonthOf(present), ""); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			w = build(b, scenario.Large, present)
			read(b)
		}
	})
	b.Run("again", func(b *testing.B) {
		for b.Loop() {
			read(b)
		}
	})
}
