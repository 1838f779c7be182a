package ledger

import (
	"context"
	"strconv"
	"testing"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/objects/file"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store/memory"
)

// versioned are rules that know one class and derive their version.
type versioned int

func (v versioned) Version() int { return int(v) }
func (v versioned) Class(View, string, string) (string, bool) {
	return "class" + strconv.Itoa(int(v)), true
}
func (v versioned) Derive(*Portfolio) ([]byte, error) { return []byte(strconv.Itoa(int(v))), nil }

func testService(t *testing.T, rules Rules, dir string, st *memory.Store) *Service {
	t.Helper()
	files, err := file.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Config{Store: st, Objects: files, Clock: clock.Fixed(after), Rules: rules})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func testScope(t *testing.T) scope.Scope {
	t.Helper()
	sc, err := scope.New("111122223333", scope.Portal())
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

// keepMonth keeps a customer's month with the portfolio made from it.
func keepMonth(t *testing.T, s *Service, cm CustomerMonth) {
	t.Helper()
	sc := testScope(t)
	if _, err := s.putDetail(t.Context(), sc, cm); err != nil {
		t.Fatal(err)
	}
	p, err := s.rebuild(t.Context(), sc, cm.Month, []string{cm.CustomerID})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.putPortfolio(t.Context(), sc, p); err != nil {
		t.Fatal(err)
	}
}

func TestOtherRulesSumUpAgainFromTheDetails(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	sc := testScope(t)
	dir, st := t.TempDir(), memory.New()
	old := testService(t, versioned(1), dir, st)
	cm := month(read(t, after, false, "20"), read(t, after, false, "24"))
	keepMonth(t, old, cm)

	now := testService(t, versioned(2), dir, st)
	months, err := now.Months(ctx, sc)
	if err != nil {
		t.Fatal(err)
	}
	if len(months) != 1 || string(months[0].Derived) != "2" || months[0].Collected != 1 {
		t.Errorf("the trend is still by the old rules: %+v", months)
	}
	again, _, err := now.Portfolio(ctx, sc, october)
	if err != nil {
		t.Fatal(err)
	}
	if d := again.Customers[0].MyView.Classes["class2"]; !d.Equal(dec(t, "20")) {
		t.Errorf("the portfolio is still by the old rules: %+v", again.Customers[0])
	}
}

func TestALostDetailIsAFailureAndNotAMonthNobodyCollected(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	sc := testScope(t)
	s := testService(t, versioned(1), t.TempDir(), memory.New())
	cm := month(read(t, after, false, "20"), read(t, after, false, "24"))
	if _, ok, err := s.CustomerMonth(ctx, sc, october, cm.CustomerID); ok || err != nil {
		t.Errorf("a month nobody collected: %v, %v", ok, err)
	}
	keepMonth(t, s, cm)
	if err := s.c.Objects.Delete(ctx, customerKey("111122223333", october, cm.CustomerID)); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := s.CustomerMonth(ctx, sc, october, cm.CustomerID); ok || err == nil {
		t.Errorf("a lost detail: %v, %v; want an error", ok, err)
	}
}

func TestASummaryOfOtherRulesThanItsPortfolioIsMendedOnce(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	sc := testScope(t)
	dir, st := t.TempDir(), memory.New()
	s := testService(t, versioned(2), dir, st)
	p := NewPortfolio(versioned(2), "111122223333", october, nil)
	if _, err := s.putPortfolio(ctx, sc, p); err != nil {
		t.Fatal(err)
	}
	p.Rules = 1 // as a summary has it that was written before summaries had rules
	if _, err := s.putSummary(ctx, sc, p, "etag"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := testService(t, versioned(2), dir, st).Months(ctx, sc); err != nil {
			t.Fatal(err)
		}
		kept, _, err := s.Month(ctx, sc, october)
		if err != nil {
			t.Fatal(err)
		}
		if kept.Rules != 2 || kept.ETag == "etag" {
			t.Errorf("the summary still has rules %d of the object %q", kept.Rules, kept.ETag)
		}
	}
}

func TestTheVersionChangesWithTheMonthsAndTheRulesAlone(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	sc := testScope(t)
	dir, st := t.TempDir(), memory.New()
	s := testService(t, versioned(1), dir, st)
	seen := map[string]bool{}
	see := func(s *Service, when string, isNew bool) {
		v, err := s.Version(ctx, sc)
		if err != nil {
			t.Fatal(err)
		}
		if seen[v] == isNew {
			t.Errorf("%s: the version is new: %t, want %t", when, !seen[v], isNew)
		}
		seen[v] = true
	}
	see(s, "nothing kept", true)
	for _, when := range []string{"a month is kept", "it is kept again"} {
		if _, err := s.putPortfolio(ctx, sc, NewPortfolio(versioned(1), "111122223333", october, nil)); err != nil {
			t.Fatal(err)
		}
		see(s, when, true)
		see(s, "nothing happened", false)
	}
	see(testService(t, versioned(2), dir, st), "other rules", true)
	if _, err := s.Version(ctx, scope.Scope{}); err == nil {
		t.Error("a version without a receiver")
	}
}
