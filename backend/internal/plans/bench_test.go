package plans

import (
	"fmt"
	"path/filepath"
	"testing"

	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/store/embedded"
)

// crowded is a portal with plans of 5,000 items, as a distributor with a thousand customers reviews them.
func crowded(b *testing.B) (*bundle, View) {
	b.Helper()
	k := billed(b)
	st, err := embedded.Open(filepath.Join(b.TempDir(), "state.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = st.Close() })
	k.store = st
	k.live(newLife(0, -1, 0))
	k.collect()
	r := &room{wanted: Wanted{Title: "Close gaps", Period: october, Inputs: "1"}}
	for i := range mostItems {
		w := gap(customers[i%len(customers)], fmt.Sprintf("%d.07", 10+i))
		before := *w.Amount
		w.Before, w.Source = &before, "My view of October 2026 has so many USD of record type Support."
		r.wanted.Items = append(r.wanted.Items, w)
	}
	k.Register(CloseGaps, r)
	var v View
	for range 10 {
		v = k.plan(Request{Gaps: &Gaps{Period: october}})
	}
	return k, v
}

// BenchmarkReview is what somebody waits for who reviews a plan: a page of its items, filtered and sorted, the plan, the list of plans and what plans are unfinished.
func BenchmarkReview(b *testing.B) {
	k, v := crowded(b)
	q := paging.Query{Limit: 50, Match: paging.All, Terms: []paging.Term{{Property: "amount", Op: paging.Gt, Value: "100"}}, Sort: []paging.Key{{Property: "amount", Desc: true}}}
	for name, ask := range map[string]func() error{
		"items": func() error { _, err := k.Items(b.Context(), k.me, v.ID, q); return err },
		"plan":  func() error { _, err := k.Get(b.Context(), k.me, v.ID); return err },
		"plans": func() error {
			_, err := k.List(b.Context(), k.me, paging.Query{Limit: 50, Match: paging.All})
			return err
		},
		"unfinished": func() error {
			open, err := k.Unfinished(b.Context(), k.me)
			if err == nil && open[Cover{customers[0], lineitems.ClassSupport, october}] != v.ID {
				return fmt.Errorf("it is not there: %v", open)
			}
			return err
		},
		"create": func() error {
			_, err := k.Create(b.Context(), CreateInput{k.me, receiver, Request{Gaps: &Gaps{Period: october}}})
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := ask(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
