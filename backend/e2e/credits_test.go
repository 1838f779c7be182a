package e2e

import (
	"context"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/credits"
	"portal.example/backend/internal/gaps"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/objects/file"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/testkit/simulated"
)

// nothingPlanned stands for a portal in which nobody made a plan.
type nothingPlanned struct{}

// creditsOf is the room of credits over collected parts.
func (p *parts) creditsOf(t testing.TB, dir string) *credits.Service {
	t.Helper()
	return p.creditsAt(t, dir, simulated.DefaultNow())
}

func (p *parts) creditsAt(t testing.TB, dir string, now time.Time) *credits.Service {
	t.Helper()
	files, err := file.Open(filepath.Join(dir, "objects"))
	if err != nil {
		t.Fatal(err)
	}
	clk := clock.Fixed(now)
	g, err := gaps.New(gaps.Config{Ledger: p.ledger, Directory: p.transfers, LineItems: p.lineItems, Plans: nothingPlanned{}, Store: p.store, Objects: files, Clock: clk})
	if err != nil {
		t.Fatal(err)
	}
	p.plans.Register(plans.CloseGaps, g)
	room, err := credits.New(credits.Config{
		Source: p.gateway, Directory: p.transfers, Ledger: p.ledger, Statements: p.margin, Bills: credits.BillsOf(g), Items: p.lineItems, Store: p.store, Objects: files, Clock: clk,
		Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return room
}

// rolesOf are the roles of management accounts that the world's customers have granted.
func rolesOf(sim *simulated.Simulator) []simulated.CreditRole {
	return slices.DeleteFunc(sim.World().CreditRoles, func(r simulated.CreditRole) bool { return r.AccountID != r.CustomerID })
}

// readCredits keeps roles and reads through them, as a collection does.
func (p *parts) readCredits(t testing.TB, room *credits.Service, roles []simulated.CreditRole) {
	t.Helper()
	for _, r := range roles {
		in := credits.AccessInput{Scope: p.scope, Receiver: receiver, CustomerID: r.CustomerID, RoleARN: r.RoleARN, ExternalID: r.ExternalID}
		if _, err := room.PutAccess(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	if err := room.Refresh(t.Context(), p.scope); err != nil {
		t.Fatal(err)
	}
	if err := room.Prepare(t.Context(), p.scope); err != nil {
		t.Fatal(err)
	}
}

func allRows() paging.Query { return paging.Query{Limit: 100, Match: paging.All} }

func (p *parts) listed(month period.Month) credits.ListInput {
	return credits.ListInput{Scope: p.scope, Month: month, Query: allRows()}
}

// customersOf are all customers of a month as the tracker has them.
func (p *parts) customersOf(t testing.TB, room *credits.Service, m period.Month) []credits.CustomerRow {
	t.Helper()
	list, err := room.ListCustomers(t.Context(), p.listed(m))
	if err != nil {
		t.Fatal(err)
	}
	return list.Page.Matched
}

// In every world what a credit was is what it was applied to, what is left of it and what expired; and what was applied by the ledger is the world's.
func TestCreditsAddUp(t *testing.T) {
	t.Parallel()
	for _, scenario := range []string{"tiny", "reseller", "awkward"} {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			sim := simulated.Start(t, simulated.Options{Scenario: scenario})
			dir := t.TempDir()
			p := assemble(t, sim.URL, dir, simulated.DefaultNow())
			defer p.close(t)
			p.collect(t, ledger.ModeBackfill)
			room := p.creditsOf(t, dir)
			p.readCredits(t, room, rolesOf(sim))
			p.checkCredits(t, room)
			p.checkApplied(t, sim, room)
		})
	}
}

// checkCredits proves the arithmetic of every credit, and that the allocation ledger's parts are its credits' sums.
func (p *parts) checkCredits(t *testing.T, room *credits.Service) {
	t.Helper()
	current := period.MonthOf(simulated.DefaultNow())
	list, err := room.ListCredits(t.Context(), p.listed(current))
	if err != nil {
		t.Fatal(err)
	}
	told, err := room.ListAllocations(t.Context(), p.listed(current))
	if err != nil {
		t.Fatal(err)
	}
	allocated := map[string]money.Decimal{}
	for _, a := range told.Page.Matched {
		allocated[a.CustomerID+a.CreditID] = allocated[a.CustomerID+a.CreditID].Add(a.Amount)
	}
	known := 0
	for _, c := range list.Page.Matched {
		if !c.Left.Known || !c.Expired.Known || !c.AtClose.Known {
			t.Errorf("%s of %s: a balance is unknown: %+v", c.ID, c.CustomerName, c)
			continue
		}
		if c.Burn != nil && !c.Burn.ExhaustedAt.IsZero() && c.Expires && !c.Burn.ExhaustedAt.Before(c.ExpiresAt) {
			t.Errorf("%s of %s is used up after it has expired", c.ID, c.CustomerName)
		}
		if !c.Applied.Known { // older than what AWS tells of
			if !c.StartsAt.Before(current.Add(-23).Start()) {
				t.Errorf("%s of %s: what was applied is unknown though AWS told of everything", c.ID, c.CustomerName)
			}
			continue
		}
		known++
		if !c.Applied.Value.Equal(allocated[c.CustomerID+c.ID]) {
			t.Errorf("%s of %s: applied %s, the allocations come to %s", c.ID, c.CustomerName, c.Applied.Value, allocated[c.CustomerID+c.ID])
		}
		if got := c.Left.Value.Add(c.Expired.Value); !c.Initial.Add(c.Applied.Value).Equal(got) {
			t.Errorf("%s of %s, %s: initial %s, applied %s, left %s, expired %s", c.ID, c.CustomerName, c.Status, c.Initial, c.Applied.Value, c.Left.Value, c.Expired.Value)
		}
	}
	if known == 0 || list.Visible == 0 || list.Hidden == 0 {
		t.Errorf("%d credits were checked, of %d customers; %d are hidden", known, list.Visible, list.Hidden)
	}
}

// checkApplied proves that what the tracker shows of every month is the world's credits, by customer and service, and that totals and trend are their sums.
func (p *parts) checkApplied(t *testing.T, sim *simulated.Simulator, room *credits.Service) {
	t.Helper()
	current := period.MonthOf(simulated.DefaultNow())
	span := period.Range{From: current.Add(-3), To: current}
	world := truth(t, sim, span)
	tracker, err := room.Tracker(t.Context(), credits.TrackerInput{Scope: p.scope, Month: current})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range span.Months() {
		list, err := room.ListApplied(t.Context(), p.listed(m))
		if err != nil {
			t.Fatal(err)
		}
		got := map[cell]money.Decimal{}
		sums := map[money.Currency]money.Decimal{}
		for _, r := range list.Page.Matched {
			got[cell{customer: r.CustomerID, service: r.Service}] = got[cell{customer: r.CustomerID, service: r.Service}].Add(r.Amount)
			sums[r.Currency] = sums[r.Currency].Add(r.Amount)
		}
		readable := map[string]bool{}
		for _, c := range p.customersOf(t, room, m) {
			readable[c.ID] = c.Applied.Known
		}
		n := 0
		for k, d := range world {
			if k.month != m.String() || k.view != ledger.MyView || k.recordType != "Credit" || !readable[k.customer] {
				continue
			}
			n++
			if have := got[cell{customer: k.customer, service: k.service}]; !have.Equal(d) {
				t.Errorf("%s %s %s: applied %s, the world has %s", m, k.customer, k.service, have, d)
			}
		}
		if n == 0 {
			t.Errorf("%s: the world has no credits", m)
		}
		for _, total := range list.Totals {
			if !total.Number.Equal(sums[total.Currency]) {
				t.Errorf("%s: total %s, rows %s", m, total, sums[total.Currency])
			}
		}
		for _, row := range tracker.Trend {
			if row.Month == m && !row.Applied.Equal(sums[row.Currency]) {
				t.Errorf("%s: the trend has %s %s, the rows %s", m, row.Applied, row.Currency, sums[row.Currency])
			}
		}
	}
}

// What one click makes of the credits of a month, a plan of gaps for the class, leaves nothing of them unmodelled; the other month stays as it was.
func TestAPlanOfCreditsModelsThem(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{Scenario: "reseller"})
	dir := t.TempDir()
	p := assemble(t, sim.URL, dir, simulated.DefaultNow())
	defer p.close(t)
	p.collect(t, ledger.ModeBackfill)
	room := p.creditsOf(t, dir)
	previous, current := openMonths()
	before := map[period.Month][]credits.CustomerRow{previous: p.customersOf(t, room, previous), current: p.customersOf(t, room, current)}
	v, err := p.plans.Create(t.Context(), plans.CreateInput{
		Scope: p.scope, Receiver: receiver, Request: plans.Request{Gaps: &plans.Gaps{Period: previous, Filter: []string{"class:eq:credit"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if done := p.apply(t, v.ID, v.Hash); done.Now != plans.Applied {
		t.Fatalf("the plan is %s", done.Now)
	}
	d, err := p.transfers.Directory(t.Context(), p.scope)
	if err != nil {
		t.Fatal(err)
	}
	groups := map[string]bool{}
	for _, c := range d.Customers(simulated.DefaultNow()) {
		groups[c.ID] = c.Group != nil
	}
	modelled := 0
	for i, c := range p.customersOf(t, room, previous) {
		was := before[previous][i]
		if !groups[c.ID] { // AWS takes no line item for it, which the plan says
			continue
		}
		if !c.Applied.Known || c.Applied.Value.IsZero() || was.Modelled.Value.Equal(c.Applied.Value) {
			continue
		}
		if u := c.Unmodelled(); u.Known && u.Value.IsZero() {
			modelled++
		} else {
			t.Errorf("%s: applied %s, modelled %s: %s", c.Name, c.Applied.Value, c.Modelled.Value, c.Note)
		}
	}
	if modelled == 0 || modelled > v.ItemCount {
		t.Errorf("%d customers are modelled by %d items", modelled, v.ItemCount)
	}
	for i, c := range p.customersOf(t, room, current) {
		if was := before[current][i]; c.Modelled != was.Modelled && !c.Modelled.Value.Equal(was.Modelled.Value) {
			t.Errorf("%s: the current month moved from %s to %s", c.Name, was.Modelled.Value, c.Modelled.Value)
		}
	}
}

// A customer without a role, one whose role asks for another external id, one whose role is gone and one of whom AWS does not tell of every month are four different things, and
// none of them is a customer without credits.
func TestWhatIsNotSeenIsSaid(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{Scenario: "reseller"})
	dir := t.TempDir()
	p := assemble(t, sim.URL, dir, simulated.DefaultNow())
	defer p.close(t)
	p.collect(t, ledger.ModeBackfill)
	room := p.creditsOf(t, dir)
	roles := rolesOf(sim)
	if len(roles) < 3 {
		t.Fatalf("the world has %d roles", len(roles))
	}
	roles[0].ExternalID += "-other"
	roles[1].RoleARN += "-gone"
	member := slices.IndexFunc(sim.World().CreditRoles, func(r simulated.CreditRole) bool { return r.AccountID != r.CustomerID })
	trap := sim.World().CreditRoles[member]
	_, err := room.PutAccess(t.Context(), credits.AccessInput{Scope: p.scope, Receiver: receiver, CustomerID: trap.CustomerID, RoleARN: trap.RoleARN, ExternalID: trap.ExternalID})
	if err == nil || !strings.Contains(err.Error(), trap.AccountID) {
		t.Errorf("the role of a member account tells of that account's credits only, and was kept: %v", err)
	}
	p.readCredits(t, room, roles)
	of := map[string]simulated.CreditRole{}
	for _, r := range roles {
		of[r.CustomerID] = r
	}
	current := period.MonthOf(simulated.DefaultNow())
	for _, c := range p.customersOf(t, room, current) {
		r, granted := of[c.ID]
		want := credits.Visible
		switch {
		case !granted:
			want = credits.NoRole
		case r == roles[0] || r == roles[1]:
			want = credits.Denied
		}
		if c.Visibility != want {
			t.Errorf("%s is %s, want %s: %s", c.Name, c.Visibility, want, c.Note)
		}
		if want != credits.Visible && (c.Remaining.Known || c.Expiring.Known || c.Allocated.Known || len(c.Credits) > 0 || c.Note == "") {
			t.Errorf("%s: something is said of what is not seen: %+v", c.Name, c)
		}
	}
	p.monthsThatFail(t, sim, room, current)
}

// monthsThatFail reads again while AWS does not tell of every month.
func (p *parts) monthsThatFail(t *testing.T, sim *simulated.Simulator, room *credits.Service, current period.Month) {
	t.Helper()
	sim.SetFaults(simulated.Fault{Operation: "GetCreditAllocationHistory", Kind: simulated.PartialResults})
	p.readCredits(t, room, nil)
	list, err := room.ListAllocations(t.Context(), p.listed(current))
	if err != nil {
		t.Fatal(err)
	}
	if len(list.Failed) == 0 {
		t.Error("no month has failed")
	}
	partial := 0
	for _, c := range p.customersOf(t, room, current) {
		if c.Visibility != credits.Partial {
			continue
		}
		partial++
		if len(c.Failed) == 0 || c.Note == "" {
			t.Errorf("%s: %+v", c.Name, c)
		}
		for _, row := range c.Credits {
			if row.Applied.Known && slices.ContainsFunc(c.Failed, func(m period.Month) bool { return !m.Before(period.MonthOf(row.StartsAt)) }) {
				t.Errorf("%s: what credit %s did is said though a month of it failed", c.Name, row.ID)
			}
		}
	}
	for _, a := range list.Page.Matched {
		if slices.Contains(list.Failed, a.Month) {
			t.Errorf("%s is failed, and has %s", a.Month, a.Amount)
		}
	}
	tracker, err := room.Tracker(t.Context(), credits.TrackerInput{Scope: p.scope, Month: current})
	if err != nil {
		t.Fatal(err)
	}
	if partial == 0 || !slices.ContainsFunc(tracker.Provenance.Warnings, func(w margin.Warning) bool { return w.Code == credits.WarnMonthsUntold && w.Count == partial }) {
		t.Errorf("%d customers are partial: %+v", partial, tracker.Provenance.Warnings)
	}
}

// Planned implements gaps.Plans.
func (nothingPlanned) Planned(context.Context, scope.Scope, period.Month) (map[gaps.Key]plans.ID, error) {
	return nil, nil
}
