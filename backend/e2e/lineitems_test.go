package e2e

import (
	"slices"
	"testing"

	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/testkit/simulated"
)

// whole is a page of everything.
var whole = paging.Query{Limit: 100, Match: paging.All}

func (p *parts) items(t testing.TB, m period.Month) *lineitems.List {
	t.Helper()
	list, err := p.lineItems.List(t.Context(), lineitems.ListInput{Scope: p.scope, Month: m, Query: whole})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// What the items of a month are computed to be is what Showback carries, to the last digit that both have, in every month that AWS lists.
func TestLineItemsReconcileWithShowback(t *testing.T) {
	t.Parallel()
	for _, scenario := range []string{"tiny", "reseller", "awkward"} {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			sim := simulated.Start(t, simulated.Options{Scenario: scenario})
			p := assemble(t, sim.URL, t.TempDir(), simulated.DefaultNow())
			defer p.close(t)
			if job := p.collect(t, ledger.ModeBackfill); job.Status != jobs.StatusSucceeded {
				t.Fatalf("collection ended as %s: %s", job.Status, job.Message)
			}
			world := sim.World()
			compared := 0
			for _, m := range ledger.Span(simulated.DefaultNow()).Months() {
				list := p.items(t, m)
				compared += checkReconciliation(t, m, list)
				want := 0
				for _, l := range world.LineItems {
					if l.In(m.String()) {
						want++
					}
				}
				active := slices.DeleteFunc(slices.Clone(list.Page.Matched), func(r lineitems.Row) bool { return r.Status != lineitems.StatusActive })
				if len(active) != want {
					t.Errorf("%s: %d items are listed, the world has %d", m, len(active), want)
				}
			}
			if compared == 0 {
				t.Error("nothing was compared")
			}
		})
	}
}

// checkReconciliation returns how many customers were compared.
func checkReconciliation(t *testing.T, m period.Month, list *lineitems.List) (customers int) {
	t.Helper()
	for _, r := range list.Reconciliation {
		customers += r.Customers
		cents := r.Difference().Round(2)
		if !cents.IsZero() || r.Differing != 0 {
			t.Errorf("%s: %d of %d customers differ, computed %s, Showback %s %s", m, r.Differing, r.Customers, r.Computed, r.Showback, r.Currency)
		}
	}
	// Older than AWS's delay, every item has its value and is in Showback.
	if m.Before(period.MonthOf(simulated.DefaultNow()).Add(-1)) {
		for _, r := range list.Page.Matched {
			if !r.Amount.Known || slices.Contains(r.Warnings, lineitems.WarnNotInShowback) {
				t.Errorf("%s: %s of %s was left out of the comparison: %v %s", m, r.Name, r.CustomerName, r.Warnings, r.BaseNote)
			}
		}
	}
	return customers
}
