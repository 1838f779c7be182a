package world

import (
	"fmt"
	"math"
	"testing"
	"time"

	"portal.example/simulator/scenario"
)

// creditsNow returns all credits of a customer and all that they ever did, as its management account is told.
func creditsNow(t testing.TB, w *World, customer string) ([]Credit, []CreditAllocation) {
	t.Helper()
	now := w.Now()
	return must(w.Credits(customer, customer, true, time.Unix(0, 0), now))(t), must(w.CreditAllocations(customer, customer, MonthOf(now)-60, MonthOf(now), ""))(t)
}

func TestCreditsAddUp(t *testing.T) {
	t.Parallel()
	for _, name := range scenario.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := build(t, name, present)
			step, jumps := 1, []time.Duration{0, 9 * 24 * time.Hour, 31 * 24 * time.Hour, 120 * 24 * time.Hour}
			if name == scenario.Large {
				step, jumps = 7, jumps[:2]
			}
			initial := map[string]Amount{}
			for _, jump := range jumps {
				w.Clock().Advance(jump)
				for i, c := range w.Customers() {
					if i%step == 0 {
						wantCreditsToAddUp(t, w, c, initial)
					}
				}
			}
		})
	}
}

// wantCreditsToAddUp: initial = applied + left, where what is left of an expired credit is what expired with it. What a credit came to never changes.
func wantCreditsToAddUp(t *testing.T, w *World, c Customer, initial map[string]Amount) {
	t.Helper()
	credits, allocations := creditsNow(t, w, c.Account.ID)
	applied, closed := map[string]Amount{}, map[string]Amount{}
	for _, a := range allocations {
		applied[a.CreditID] -= a.Amount
		if !a.Estimated {
			closed[a.CreditID] -= a.Amount
		}
	}
	seen := map[string]bool{}
	for _, k := range credits {
		what := fmt.Sprintf("%s: credit %s (%s) of %s", w.Now().Format(time.DateOnly), k.ID, k.Description, c.Account.Name)
		if k.Initial != applied[k.ID]+k.Estimated || k.Initial != closed[k.ID]+k.Remaining {
			t.Errorf("%s: initial %s, applied %s and %s at close, estimated %s, remaining %s", what, k.Initial, applied[k.ID], closed[k.ID], k.Estimated, k.Remaining)
		}
		if k.Initial <= 0 || k.Estimated < 0 || k.Remaining < k.Estimated && applied[k.ID] >= closed[k.ID] || (k.Estimated == 0) == k.Exhausted.IsZero() || !k.Start.Before(k.Expiry) {
			t.Errorf("%s: %+v", what, k)
		}
		if was, ok := initial[k.ID+c.Account.ID]; ok && was != k.Initial {
			t.Errorf("%s: it came to %s before, and to %s now", what, was, k.Initial)
		}
		if seen[k.ID] {
			t.Errorf("%s: two credits have one id", what)
		}
		seen[k.ID], initial[k.ID+c.Account.ID] = true, k.Initial
		delete(applied, k.ID)
	}
	if len(applied) > 0 {
		t.Errorf("%s: allocations of credits that are not listed: %v", c.Account.Name, applied)
	}
}

// The allocation ledger is the credit lines of My view, by account, service and month, wherever the receiver has a My view.
func TestAllocationsAreTheCreditLinesOfMyView(t *testing.T) {
	t.Parallel()
	for _, name := range []string{scenario.Tiny, scenario.Awkward, scenario.Reseller} {
		w := build(t, name, present)
		rows := 0
		for _, c := range w.Customers() {
			_, allocations := creditsNow(t, w, c.Account.ID)
			for m := MonthOf(present) - 13; m <= MonthOf(present); m++ {
				lines, told := map[string]Amount{}, map[string]Amount{}
				views := w.Views(ViewFilter{SourceAccountID: c.Account.ID, Types: []ViewType{ViewMy}, ActiveIn: &m})
				if len(views) == 0 {
					continue
				}
				for _, v := range views {
					err := w.Lines(v.ARN, m, func(l *Line) error {
						if l.RecordType == RecordCredit {
							lines[l.AccountID+" "+l.Service+" "+l.Description] += l.Unblended
						}
						return nil
					})
					if err != nil {
						t.Fatal(err)
					}
				}
				for _, a := range allocations {
					if a.Month == m {
						told[a.AccountID+" "+a.Service+" "+a.Description] += a.Amount
						if a.Estimated != w.Estimated(views[0].ARN, m) {
							t.Errorf("%s %s: estimated is %v", c.Account.Name, m, a.Estimated)
						}
					}
				}
				if fmt.Sprint(lines) != fmt.Sprint(told) {
					t.Errorf("%s, %s in %s: My view has %v, the ledger %v", name, c.Account.Name, m, lines, told)
				}
				rows += len(told)
			}
		}
		if rows == 0 {
			t.Errorf("%s: no credit does anything", name)
		}
	}
}

// state is where a credit stands, as a person would say.
func (c *Credit) state(now time.Time) string {
	switch {
	case c.Estimated == 0:
		return "exhausted"
	case c.Expiry.Before(now):
		return "expired with a rest"
	case !c.Enabled:
		return "disabled"
	case c.Expiry.Before(now.AddDate(0, 0, 90)):
		return "expiring"
	}
	return "active"
}

func TestEveryStateOfACreditIsThere(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		scenario.Tiny:  {"exhausted", "expired with a rest", "disabled", "expiring"},
		scenario.Large: {"exhausted", "expired with a rest", "disabled", "expiring", "active"},
	} {
		w := build(t, name, present)
		found := map[string]int{}
		members, migrations := 0, 0
		for i, c := range w.Customers() {
			if name == scenario.Large && i > 250 {
				break
			}
			credits, _ := creditsNow(t, w, c.Account.ID)
			for _, k := range credits {
				found[k.state(present)]++
				if k.AccountID != c.Account.ID {
					members++
				}
				if len(k.Description) > 6 && k.Description[:6] == "MAP2.0" {
					migrations++
				}
			}
		}
		for _, s := range want {
			if found[s] == 0 {
				t.Errorf("%s has no credit that is %s: %v", name, s, found)
			}
		}
		if members == 0 || migrations == 0 {
			t.Errorf("%s: %d credits of members, %d of migrations", name, members, migrations)
		}
	}
}

func TestSomeCustomersLetTheirCreditsBeRead(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][2]int{scenario.Tiny: {2, 2}, scenario.Awkward: {3, 6}, scenario.Reseller: {6, 11}, scenario.Large: {250, 350}} {
		w := build(t, name, present)
		roles := w.CreditRoles()
		customers := map[string]bool{}
		for _, r := range roles {
			customers[r.CustomerID] = true
			if c, ok := w.Customer(r.CustomerID); !ok || c.Via != "" || r.ExternalID != "btp-"+w.ReceiverID() {
				t.Errorf("%s: role %+v of %+v", name, r, c)
			}
		}
		if n := len(customers); n < want[0] || n > want[1] {
			t.Errorf("%s: %d customers have granted a role, want %v", name, n, want)
		}
		if again := build(t, name, present).CreditRoles(); fmt.Sprint(again) != fmt.Sprint(roles) {
			t.Errorf("%s: another world of the same seed has other roles", name)
		}
	}
	middle, _ := build(t, scenario.Awkward, present).As(MiddleAccountID)
	if roles := middle.CreditRoles(); len(roles) == 0 || roles[0].ExternalID != "btp-"+MiddleAccountID {
		t.Errorf("the middle account's customers have granted %+v", roles)
	}
}

func TestWhoMaySeeWhichCredits(t *testing.T) {
	t.Parallel()
	w := build(t, scenario.Tiny, present)
	c := withTrait(t, w, scenario.TraitMigration)
	management, member, long := c.Account.ID, c.Members[0].ID, time.Unix(0, 0)
	count := func(caller, account string, family bool) int {
		t.Helper()
		return len(must(w.Credits(caller, account, family, long, present))(t))
	}
	all, own, members := count(management, management, true), count(management, management, false), count(management, member, false)
	if all != 3 || own != 2 || members != 1 {
		t.Errorf("the family has %d credits, the management account %d, the member %d", all, own, members)
	}
	if n := count(member, member, true); n != members {
		t.Errorf("a member that asks for the family sees %d: not its own %d", n, members)
	}
	if n := count(ReceiverAccountID, ReceiverAccountID, true); n != 0 {
		t.Errorf("the receiver has %d credits", n)
	}
	for caller, account := range map[string]string{ReceiverAccountID: management, member: management, management: ReceiverAccountID} {
		if got, err := w.Credits(caller, account, true, long, present); err != ErrNotInFamily || got != nil { //nolint:errorlint // it is never wrapped
			t.Errorf("%s of %s: %v, %v", caller, account, got, err)
		}
		if got, err := w.CreditAllocations(caller, account, 0, MonthOf(present), ""); err != ErrNotInFamily || got != nil { //nolint:errorlint // it is never wrapped
			t.Errorf("%s of %s: %v, %v", caller, account, got, err)
		}
	}
	credits, allocations := creditsNow(t, w, management)
	for _, k := range credits {
		some := must(w.CreditAllocations(management, management, 0, MonthOf(present), k.ID))(t)
		n := 0
		for _, a := range allocations {
			if a.CreditID == k.ID {
				n++
			}
		}
		if len(some) != n {
			t.Errorf("credit %s has %d allocations, alone %d", k.ID, n, len(some))
		}
	}
	if n := len(must(w.CreditAllocations(management, member, 0, math.MaxInt32, ""))(t)); n == 0 || n >= len(allocations) {
		t.Errorf("%d of %d allocations are the member's", n, len(allocations))
	}
}
