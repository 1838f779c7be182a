package e2e

import (
	"context"
	"errors"
	"testing"

	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/testkit/simulated"
)

const recordTypeTax = "Tax"

// taxFree leaves the cells of the months without tax.
func taxFree(cells map[cell]money.Decimal, months ...period.Month) map[cell]money.Decimal {
	left := map[cell]money.Decimal{}
	for _, m := range months {
		for k, d := range cells {
			if k.month == m.String() && k.recordType != recordTypeTax {
				left[k] = d
			}
		}
	}
	return left
}

// keptDays is what the days of the months sum up to, without zeros.
func (p *parts) keptDays(t testing.TB, months []period.Month) map[cell]money.Decimal {
	t.Helper()
	cells := map[cell]money.Decimal{}
	for _, m := range months {
		sums, _, found, err := p.ledger.MonthDays(t.Context(), p.scope, m)
		if err != nil || !found {
			t.Fatalf("days of %s: %v", m, err)
		}
		for _, digest := range sums.Customers {
			d, found, err := p.ledger.Days(t.Context(), p.scope, digest.CustomerID, m)
			if err != nil || !found {
				t.Fatalf("days of %s in %s: %v", digest.CustomerID, m, err)
			}
			for view, v := range map[ledger.View]ledger.ViewDays{ledger.MyView: d.MyView, ledger.Showback: d.Showback} {
				var total money.Decimal
				for _, s := range v.Series {
					sum := money.SumDecimals(s.Amounts...)
					total = total.Add(sum)
					if !sum.IsZero() {
						cells[cell{d.CustomerID, m.String(), view, s.RecordType, s.Service}] = sum
					}
				}
				of := digest.MyView
				if view == ledger.Showback {
					of = digest.Showback
				}
				if !of.Sum(v.Days).Equal(total) {
					t.Errorf("%s of %s in %s: the digest has %s, the days %s", view, d.CustomerID, m, of.Sum(v.Days), total)
				}
			}
		}
	}
	return cells
}

// byService sums cells over record types.
func byService(cells map[cell]money.Decimal) map[cell]money.Decimal {
	sums := map[cell]money.Decimal{}
	for k, d := range cells {
		k.recordType = ""
		sums[k] = sums[k].Add(d)
	}
	for k, d := range sums {
		if d.IsZero() {
			delete(sums, k)
		}
	}
	return sums
}

// keptAccounts is what the member accounts of the months sum up to by service, without zeros.
func (p *parts) keptAccounts(t testing.TB, months []period.Month) map[cell]money.Decimal {
	t.Helper()
	cells := map[cell]money.Decimal{}
	for _, m := range months {
		all, _, found, err := p.ledger.MonthAccounts(t.Context(), p.scope, m)
		if err != nil || !found {
			t.Fatalf("accounts of %s: %v", m, err)
		}
		var rows, sums money.Decimal
		for _, a := range all.Accounts {
			rows = rows.Add(a.MyView).Add(a.Showback)
		}
		for _, digest := range all.Customers {
			c, found, err := p.ledger.Accounts(t.Context(), p.scope, digest.CustomerID, m)
			if err != nil || !found {
				t.Fatalf("accounts of %s in %s: %v", digest.CustomerID, m, err)
			}
			for view, v := range map[ledger.View]ledger.ViewAccounts{ledger.MyView: c.MyView, ledger.Showback: c.Showback} {
				for _, a := range v.Accounts {
					if a.Name == "" {
						t.Errorf("account %s has no name", a.AccountID)
					}
					for _, s := range a.Services {
						k := cell{c.CustomerID, m.String(), view, "", s.Service}
						cells[k] = cells[k].Add(s.Amount)
						sums = sums.Add(s.Amount)
					}
				}
			}
		}
		if !rows.Equal(sums) {
			t.Errorf("%s: the rows of accounts sum to %s, the accounts to %s", m, rows, sums)
		}
	}
	return byService(cells)
}

// The days of every final month, and its member accounts, sum up to the ledger before tax, to the last digit; those of the open month too, because it was read at the same time.
func TestDaysAndAccountsTieOut(t *testing.T) {
	t.Parallel()
	for _, scenario := range []string{"tiny", "awkward"} {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			sim := simulated.Start(t, simulated.Options{Scenario: scenario})
			p := assemble(t, sim.URL, t.TempDir(), simulated.DefaultNow())
			defer p.close(t)
			if job := p.collect(t, ledger.ModeBackfill); job.Status != jobs.StatusSucceeded {
				t.Fatalf("collection ended as %s: %s", job.Status, job.Message)
			}
			paid := sim.Counted("ce", "GetCostAndUsage").Succeeded
			if job := p.collect(t, ledger.ModeDetail); job.Status != jobs.StatusSucceeded {
				t.Fatalf("the collection of details ended as %s: %s", job.Status, job.Message)
			}
			details := sim.Counted("ce", "GetCostAndUsage").Succeeded - paid
			months := ledger.DetailSpan(simulated.DefaultNow()).Months()
			kept := p.kept(t, ledger.Span(simulated.DefaultNow()))
			sameCells(t, "days", taxFree(kept, months...), p.keptDays(t, months))
			two := months[len(months)-2:]
			sameCells(t, "accounts", byService(taxFree(kept, two...)), p.keptAccounts(t, two))

			// Once more reads the open month only, and the months that are not final yet; everything stays as it is.
			if job := p.collect(t, ledger.ModeDetail); job.Status != jobs.StatusSucceeded {
				t.Fatalf("the second collection of details ended as %s: %s", job.Status, job.Message)
			}
			again := sim.Counted("ce", "GetCostAndUsage").Succeeded - paid - details
			if again == 0 || again*2 > details {
				t.Errorf("the first collection of details took %d requests, the second %d", details, again)
			}
			sameCells(t, "days read twice", taxFree(kept, months...), p.keptDays(t, months))
			reading, err := p.usage.Read(t.Context(), p.scope, period.MonthOf(simulated.DefaultNow()))
			if err != nil {
				t.Fatal(err)
			}
			checkMeter(t, sim, reading)
			p.checkEstimate(t, int64(again))
			for _, m := range months {
				p.checkFinops(t, m, truth(t, sim, period.Range{From: m, To: m.Add(1)}), m == two[0] || m == two[1])
			}
			if unknown := sim.Unknown(); len(unknown) > 0 {
				t.Errorf("the portal made calls the simulator does not know: %+v", unknown)
			}
		})
	}
}

// checkEstimate proves that the estimate of the next collection of details is near what the last one, which read the same, took.
func (p *parts) checkEstimate(t testing.TB, took int64) {
	t.Helper()
	estimates, err := p.collector.Estimates(t.Context(), p.scope, p.usage)
	if err != nil {
		t.Fatal(err)
	}
	last := estimates[len(estimates)-1]
	if last.Mode != ledger.ModeDetail || !last.Measured || last.Requests < took/2 || last.Requests > 2*took {
		t.Errorf("the estimate is %+v, the last collection took %d requests", last, took)
	}
}

// With throttling, failures and kills in the middle, days and accounts are the same as without, and no customer that was recorded is read again.
func TestDetailsSurviveFaultsAndKills(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{Scenario: "reseller"})
	months := ledger.DetailSpan(simulated.DefaultNow()).Months()
	two := months[len(months)-2:]
	calm := assemble(t, sim.URL, t.TempDir(), simulated.DefaultNow())
	if job := calm.collect(t, ledger.ModeDetail); job.Status != jobs.StatusSucceeded {
		t.Fatalf("the calm collection ended as %s: %s", job.Status, job.Message)
	}
	days, accounts := calm.keptDays(t, months), calm.keptAccounts(t, two)
	calm.close(t)

	sim.ClearJournal()
	sim.SetFaults(rough(7)...)
	dir := t.TempDir()
	for kill := range 3 {
		killInTheMiddle(t, sim, dir, 60*(kill+1), ledger.ModeDetail)
	}
	p := assemble(t, sim.URL, dir, simulated.DefaultNow())
	defer p.close(t)
	job := p.collect(t, ledger.ModeDetail)
	all, err := p.jobs.List(t.Context(), p.scope)
	if err != nil {
		t.Fatal(err)
	}
	if job.Status != jobs.StatusSucceeded || job.Progress.Failed != 0 || len(all) != 1 || all[0].Attempts < 2 {
		t.Errorf("the collection ended as %s (%s) after %d attempts of %d jobs", job.Status, job.Message, all[0].Attempts, len(all))
	}
	sameCells(t, "days", days, p.keptDays(t, months))
	sameCells(t, "accounts", accounts, p.keptAccounts(t, two))
}

// What follows a collection of details is called once, when everything is kept, and its failure is that of the job.
func TestAfterDetail(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	p := assemble(t, sim.URL, t.TempDir(), simulated.DefaultNow())
	defer p.close(t)
	months := ledger.DetailSpan(simulated.DefaultNow()).Months()
	calls, fail := 0, error(nil)
	p.afterDetail = func(ctx context.Context, sc scope.Scope) error {
		calls++
		if _, _, found, err := p.ledger.MonthDays(ctx, sc, months[0]); err != nil || !found {
			t.Errorf("the days are not there yet: %v", err)
		}
		return fail
	}
	if job := p.collect(t, ledger.ModeDetail); job.Status != jobs.StatusSucceeded || calls != 1 {
		t.Errorf("the collection ended as %s after %d calls", job.Status, calls)
	}
	if job := p.collect(t, ledger.ModeRefresh); job.Status != jobs.StatusSucceeded || calls != 1 {
		t.Errorf("a refresh ended as %s and looked for anomalies", job.Status)
	}
	fail = errors.New("broken")
	if job := p.collect(t, ledger.ModeDetail); job.Status != jobs.StatusFailed || calls != 2 {
		t.Errorf("the collection ended as %s after %d calls", job.Status, calls)
	}
}

// A denied permission is a status with its reason; the days that were read before stay.
func TestDeniedDaysAreNotZero(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	p := assemble(t, sim.URL, t.TempDir(), simulated.DefaultNow())
	defer p.close(t)
	months := ledger.DetailSpan(simulated.DefaultNow()).Months()
	current := months[len(months)-1]
	sim.SetFaults(simulated.Fault{Service: "ce", Kind: simulated.Deny})
	if job := p.collect(t, ledger.ModeDetail); job.Status != jobs.StatusFailed {
		t.Errorf("a collection that was denied everything ended as %s", job.Status)
	}
	if kept := p.keptDays(t, months); len(kept) != 0 {
		t.Errorf("%d cells were made up", len(kept))
	}
	sum, _, err := p.ledger.Detail(t.Context(), p.scope, current)
	if err != nil || sum.Customers != 0 || !sum.AsOf.IsZero() {
		t.Errorf("days of %d customers are said to be read: %v", sum.Customers, err)
	}
	sim.ClearFaults()
	p.collect(t, ledger.ModeDetail)
	want := p.keptDays(t, months)
	sim.SetFaults(simulated.Fault{Service: "ce", Kind: simulated.Deny})
	p.collect(t, ledger.ModeDetail)
	sameCells(t, "after the permission was taken again", want, p.keptDays(t, months))
	days, _, _, err := p.ledger.MonthDays(t.Context(), p.scope, current)
	if err != nil || len(days.Customers) == 0 {
		t.Fatalf("no days: %v", err)
	}
	for _, c := range days.Customers {
		if !c.MyView.Read() || c.MyView.Detail == "" {
			t.Errorf("%s: %+v, want what was read with the reason why it is old", c.CustomerID, c.MyView)
		}
	}
}
