package world

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"portal.example/simulator/scenario"
)

// TestOtherSeedsObeyToo holds the invariants of the README for worlds nobody has looked at.
func TestOtherSeedsObeyToo(t *testing.T) {
	t.Parallel()
	for seed := uint64(2); seed < 6; seed++ {
		// A start on the first of a month, in a leap year, is where calendars break.
		start := time.Date(2028, time.Month(seed), 1, 0, 0, 0, 0, time.UTC)
		w := must(New(Config{Scenario: scenario.Reseller, Seed: seed, Clock: NewFrozenClock(start)}))(t)
		m := MonthOf(start) - 1
		for _, c := range w.Customers() {
			for _, month := range window(w) {
				for _, kind := range []ViewType{ViewMy, ViewShowback} {
					if n := len(w.Views(ViewFilter{SourceAccountID: c.Account.ID, Types: []ViewType{kind}, ActiveIn: &month})); n > 1 {
						t.Errorf("seed %d: %s has %d %s views in %s", seed, c.Account.Name, n, kind, month)
					}
				}
			}
		}
		w.Clock().Set(start.AddDate(0, 0, 20)) // the month before is complete
		for _, v := range w.Views(ViewFilter{ActiveIn: &m}) {
			var s Sums
			for _, r := range must(w.Rows(v.ARN, m))(t) {
				s.AddSums(&r.Sums)
			}
			if s.Unblended != s.NetUnblended || s.Unblended != s.Amortized || s.Unblended != s.NetAmortized {
				t.Errorf("seed %d: %s: %s, %s net, %s amortized, %s net amortized", seed, v.Name, s.Unblended, s.NetUnblended, s.Amortized, s.NetAmortized)
			}
		}
	}
	for seed := uint64(2); seed < 8; seed++ {
		w := must(New(Config{Scenario: scenario.Large, Seed: seed, Clock: NewFrozenClock(present)}))(t)
		members := 0
		for _, c := range w.Customers() {
			members += len(c.Members)
		}
		if members < 5_000 {
			t.Errorf("seed %d: large has %d members", seed, members)
		}
	}
}

// TestReadsAndWritesTogether is for the race detector; the numbers at the end prove that no
// write was lost.
func TestReadsAndWritesTogether(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			for n := range 5 {
				if _, err := b.w.CreateCustomLineItem(b.item(fmt.Sprintf("item-%d-%d", i, n), nil)); err != nil {
					t.Error(err)
				}
				b.w.Clock().Advance(time.Minute)
			}
		})
		all.Go(func() {
			for n := range 5 {
				for _, m := range []Month{b.m, b.m - Month(n)} {
					if _, err := b.w.Rows(b.view.ARN, m); err != nil {
						t.Error(err)
					}
				}
				b.w.Views(ViewFilter{})
				b.w.Snapshot()
			}
		})
	}
	all.Wait()
	b.w.Clock().Advance(25 * time.Hour)
	made := sum(t, b.w, b.view.ARN, b.m, unblended, func(l *Line) bool { return l.Description == "For a test" })
	if made != 2_000*Unit {
		t.Errorf("20 items of 100 come to %s", made)
	}
}

func TestTheCacheForgetsTheLeastRecentlyUsed(t *testing.T) {
	t.Parallel()
	c := newTableCache(6)
	p := &projection{now: present}
	key := func(i int) tableKey { return tableKey{view: fmt.Sprint(i)} }
	for i := range 3 {
		c.put(key(i), p, make([]Row, 1))
	}
	if _, ok := c.get(key(0), p); !ok {
		t.Error("three tables of two do not fit into six")
	}
	c.put(key(3), p, make([]Row, 1))
	for i, want := range []bool{true, false, true, true} {
		if _, ok := c.get(key(i), p); ok != want {
			t.Errorf("table %d is kept: %t, want %t", i, ok, want)
		}
	}
	if _, ok := c.get(key(0), &projection{now: present.Add(-time.Second)}); ok {
		t.Error("a table is used before it was made")
	}
	c.put(key(9), p, make([]Row, 100)) // larger than all of it: kept alone, until the next
	if c.recent.Len() != 1 || c.rows != 101 {
		t.Errorf("%d tables of %d", c.recent.Len(), c.rows)
	}
}
