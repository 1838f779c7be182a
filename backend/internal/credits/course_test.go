package credits

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
)

// texts of months: "2026-10 -300 left 700", with what they are.
func courseTexts(c *Course) []string {
	text := func(f margin.Figure) string {
		if !f.Known {
			return "?"
		}
		return f.Value.String()
	}
	all := make([]string, len(c.Months))
	for i, m := range c.Months {
		all[i] = fmt.Sprint(m.Month, " ", text(m.Applied), " left ", text(m.Left))
		if m.Estimated {
			all[i] += " estimated"
		}
		if m.Forecast {
			all[i] += " forecast"
		}
	}
	return all
}

func courseOfGrant(g Grant, r Reading) *Course {
	b := balanceOf(g, r, r.Allocations, 90, now)
	return courseOf(Row{Grant: g, Balance: b}, r, now)
}

func TestACourseIsWhatHappenedAndWhereItGoes(t *testing.T) {
	t.Parallel()
	rows := []Allocation{used(t, november.Add(-2), "-100"), used(t, november.Add(-1), "-60"), used(t, november.Add(-1), "-40"), used(t, november, "-20")}
	g := Grant{ID: "1", Currency: "USD", Initial: dec(t, "1000"), Remaining: new(dec(t, "800")), Estimated: new(dec(t, "780")), StartsAt: november.Add(-2).Start(), ExpiresAt: november.Add(2).Start()}
	started := []string{"2026-09 -100 left 900", "2026-10 -100 left 800", "2026-11 -20 left 780 estimated"}
	lost := told(rows...)
	lost.Partial, lost.Failed = true, append(lost.Failed, november.Add(-1))
	unsaid := g
	unsaid.Estimated, unsaid.Remaining = nil, nil
	old := g
	old.StartsAt, old.Initial = november.Add(-40).Start(), dec(t, "5000")
	for name, c := range map[string]struct {
		g    Grant
		r    Reading
		want []string
	}{
		"100 a month": {g, told(rows...), append(slices.Clone(started),
			"2026-11 -50 left 730 estimated forecast", // of 15 of 30 days
			"2026-12 -100 left 630 estimated forecast",
		)},
		"a month that AWS did not tell of": {g, lost, []string{
			"2026-09 -100 left 900", "2026-10 ? left 800", "2026-11 -20 left 780 estimated",
			"2026-11 -50 left 730 estimated forecast", "2026-12 -100 left 630 estimated forecast",
		}},
		"what is left is not said":      {unsaid, told(rows...), started},
		"what was read knows no months": {g, Reading{ReadAt: now}, []string{}},
	} {
		if got := courseTexts(courseOfGrant(c.g, c.r)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
	idle := g
	idle.StartsAt, idle.Initial, idle.Remaining, idle.Estimated = november.Add(-1).Start(), dec(t, "70"), new(dec(t, "70")), new(dec(t, "70"))
	if got, want := courseTexts(courseOfGrant(idle, told())), []string{
		"2026-10 0 left 70", "2026-11 0 left 70", "2026-11 0 left 70 estimated forecast", "2026-12 0 left 70 estimated forecast",
	}; !slices.Equal(got, want) {
		t.Errorf("nothing is used: %q", got)
	}
	aged := courseTexts(courseOfGrant(old, told(rows...)))
	if len(aged) != 24+2 || aged[0] != "2024-12 0 left 1000" || aged[23] != "2026-11 -20 left 780 estimated" {
		t.Errorf("what is older than AWS tells is reckoned back: %q", aged)
	}
	forever := g
	forever.Initial, forever.Remaining, forever.Estimated = dec(t, "90000"), new(dec(t, "89800")), new(dec(t, "89780"))
	forever.ExpiresAt = g.ExpiresAt.AddDate(20, 0, 0)
	if c := courseOfGrant(forever, told(rows...)); !c.Cut || len(c.Months) != 3+courseForecast {
		t.Errorf("%t, %d months", c.Cut, len(c.Months))
	}
}

// Whatever the credit: months add up from what was granted to what is left, and the forecast ends with what will expire unused, or with nothing on the day of exhaustion.
func TestACourseAddsUp(t *testing.T) {
	t.Parallel()
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 2))
		g := Grant{ID: "1", Currency: "USD", Initial: money.FromScaled(r.Int64N(10_000_000)+100_000, 2), StartsAt: november.Add(-r.IntN(20)).Start()}
		left, closed := g.Initial, g.Initial
		var rows []Allocation
		for m := november.Add(-19); !november.Before(m); m = m.Add(1) {
			if m.Start().Before(g.StartsAt) {
				continue
			}
			part := money.FromScaled(r.Int64N(400_000), 2)
			if part.Cmp(left) > 0 {
				part = left
			}
			left = left.Sub(part)
			rows = append(rows, Allocation{Month: m, CreditID: "1", Currency: "USD", Amount: part.Neg(), Estimated: m == november})
			if m != november {
				closed = left
			}
		}
		g.Remaining, g.Estimated = &closed, &left
		if r.IntN(4) > 0 {
			g.ExpiresAt = now.AddDate(0, 0, 1+r.IntN(500))
		}
		c := courseOfGrant(g, told(rows...))
		sum, last := g.Initial, money.Zero
		for _, m := range c.Months {
			if m.Forecast {
				last = m.Left.Value
				continue
			}
			if sum = sum.Add(m.Applied.Value); !m.Left.Known || !m.Left.Value.Equal(sum) {
				t.Fatalf("seed %d: %q", seed, courseTexts(c))
			}
		}
		if !sum.Equal(left) {
			t.Fatalf("seed %d: ends with %s, left are %s", seed, sum, left)
		}
		b := c.Row.Balance
		switch {
		case b.Burn == nil || c.Cut:
		case b.Burn.ExhaustedAt.IsZero() && b.Unused.Known && !last.Equal(b.Unused.Value), !b.Burn.ExhaustedAt.IsZero() && !last.IsZero():
			t.Fatalf("seed %d: unused %+v, exhausted %s: %q", seed, b.Unused, b.Burn.ExhaustedAt, courseTexts(c))
		}
	}
}

func TestACourseIsOfACreditThatCanBeSeen(t *testing.T) {
	t.Parallel()
	k := setup(t)
	k.credit(t, acme)
	k.grant(t, acme)
	k.refresh(t)
	id := k.aws.grants[acme][0].ID
	c, err := k.Course(t.Context(), CourseInput{Scope: k.sc, CustomerID: acme, CreditID: id})
	if err != nil || c.Row.ID != id || len(c.Months) == 0 {
		t.Errorf("%+v, %v", c, err)
	}
	list, err := k.ListCredits(t.Context(), ListInput{Scope: k.sc, Month: november, Demo: true, Query: query(t)})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range list.Page.Items {
		in := CourseInput{Scope: k.sc, CustomerID: row.CustomerID, CreditID: row.ID, Demo: true}
		if c, err := k.Course(t.Context(), in); err != nil || len(c.Months) == 0 || c.Row.Simulated != row.Simulated {
			t.Errorf("%s: %+v, %v", row.ID, c, err)
		}
		in.Demo = false
		if _, err := k.Course(t.Context(), in); row.Simulated != fault.Is(err, fault.NotFound) {
			t.Errorf("%s without the demonstration: %v", row.ID, err)
		}
	}
	_, err = k.Course(t.Context(), CourseInput{Scope: k.sc, CustomerID: beta, CreditID: id})
	if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != CodeCreditNotFound {
		t.Errorf("the credit of another customer: %v", err)
	}
}

func TestWhatIsLeftIsSummedByWhenItExpires(t *testing.T) {
	t.Parallel()
	row := func(kind Kind, currency money.Currency, left string, expires int) Row {
		r := Row{Grant: Grant{Currency: currency}, Balance: Balance{Status: StatusActive, Left: margin.Known(dec(t, left))}, Kind: kind}
		if expires != 0 {
			r.Expires, r.ExpiresAt = true, november.Add(expires).Start()
		}
		return r
	}
	gone, unknown := row(KindMAP, "USD", "5", 1), row(KindMAP, "USD", "7", 1)
	gone.Status, unknown.Left = StatusExpired, margin.Figure{}
	got := expiriesOf([]Row{
		row(KindOther, "USD", "9", 0), row(KindPromotional, "USD", "10", 2), row(KindMAP, "USD", "20", 2), row(KindMAP, "USD", "0.5", 2), row(KindMAP, "CNY", "30", 1), gone, unknown,
	})
	want := []string{"2026-11 map CNY 30 1", "2026-12 map USD 20.5 2", "2026-12 promotional USD 10 1", " other USD 9 1"}
	for i, e := range got {
		month := ""
		if !e.Month.IsZero() {
			month = e.Month.String()
		}
		if text := fmt.Sprint(month, " ", e.Kind, " ", e.Currency, " ", e.Left, " ", e.Credits); i >= len(want) || text != want[i] {
			t.Errorf("%d: %q", i, text)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d sums", len(got))
	}
}
