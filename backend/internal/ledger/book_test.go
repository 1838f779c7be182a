package ledger

import (
	"context"
	"fmt"
	"testing"
	"time"

	"portal.example/backend/internal/objects/file"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
)

// shelf has a detail of every customer that is asked for and counts how often.
type shelf struct{ reads int }

func (s *shelf) CustomerMonth(_ context.Context, _ scope.Scope, m period.Month, id string) (CustomerMonth, bool, error) {
	s.reads++
	return CustomerMonth{CustomerID: id, Month: m}, id != "gone", nil
}

func TestABookIsMadeAgainOnlyWhereTheLedgerChanged(t *testing.T) {
	t.Parallel()
	files, err := file.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	sc, err := scope.New("111122223333", scope.Portal())
	if err != nil {
		t.Fatal(err)
	}
	m := period.MonthOf(time.Date(2026, time.October, 1, 0, 0, 0, 0, time.UTC))
	s := &shelf{}
	book := func(rules int) *Book[string] {
		return NewBook("notes", rules, s, files, 1, func(c CustomerMonth) string { return c.CustomerID + c.Month.String() })
	}
	portfolio := func(m period.Month, etags ...string) *Portfolio {
		p := &Portfolio{Month: m}
		for i, e := range etags {
			p.Customers = append(p.Customers, CustomerDigest{CustomerID: fmt.Sprint(i), ETag: e})
		}
		return p
	}
	b := book(1)
	reads := func(what string, b *Book[string], p *Portfolio, want int) {
		t.Helper()
		s.reads = 0
		got, err := b.Of(t.Context(), sc, p)
		if err != nil || s.reads != want || len(got) != len(p.Customers) || len(got) > 0 && got["0"] != "0"+p.Month.String() {
			t.Errorf("%s: %d reads, want %d; %v %v", what, s.reads, want, got, err)
		}
	}
	reads("first", b, portfolio(m, "a", "b"), 2)
	reads("again", b, portfolio(m, "a", "b"), 0)
	reads("one changed", b, portfolio(m, "a", "c"), 1)
	reads("one more", b, portfolio(m, "a", "c", "d"), 1)
	reads("the next process", book(1), portfolio(m, "a", "c", "d"), 0)
	reads("other rules", book(2), portfolio(m, "a", "c", "d"), 3)
	reads("another month", b, portfolio(m.Add(1), "a"), 1)
	reads("the month that was forgotten", b, portfolio(m, "a", "c", "d"), 3) // other rules had written it
	reads("one left", b, portfolio(m, "a"), 0)
	reads("the next process again", book(1), portfolio(m, "a"), 0)
	for _, some := range []struct {
		etag  string
		asked map[string]bool
		reads int
	}{{"a", map[string]bool{"1": true, "9": true}, 1}, {"a", map[string]bool{"0": true, "1": false}, 0}, {"b", map[string]bool{"0": true}, 1}, {"b", map[string]bool{"1": true}, 0}} {
		s.reads = 0
		got, err := b.OfSome(t.Context(), sc, portfolio(m, some.etag, "e", "f"), some.asked)
		if err != nil || s.reads != some.reads || len(got) != 1 {
			t.Errorf("some, %v: %d reads, %v %v", some.asked, s.reads, got, err)
		}
	}
	if got, err := b.Of(t.Context(), sc, &Portfolio{Month: m, Customers: []CustomerDigest{{CustomerID: "gone", ETag: "x"}}}); err != nil || len(got) != 0 {
		t.Errorf("without a detail: %v %v", got, err)
	}
	if _, err := b.Of(t.Context(), scope.Scope{}, portfolio(m, "a")); err == nil {
		t.Error("no scope is a scope")
	}
}
