package chaos_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"portal.example/simulator/chaos"
	"portal.example/simulator/wire"
)

func TestARateLimitAdmitsItsRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := engine(t)
		if err := e.SetLimits(map[string]int{"ce": 10}); err != nil {
			t.Fatal(err)
		}
		work := func(context.Context, *wire.Request) (any, error) { return "", nil }
		admitted := func(account, service string, asked int) (n int) {
			for range asked {
				r := request(service, known[service][0])
				r.Account = account
				if outcome(t.Context(), e, r, work) == "ok" {
					n++
				}
			}
			return n
		}
		if a, b, other := admitted("a", "ce", 25), admitted("b", "ce", 25), admitted("a", "sts", 25); a != 10 || b != 10 || other != 25 {
			t.Errorf("at once: %d of one account, %d of another, %d of another service", a, b, other)
		}
		total := 0
		for range 50 { // asked for twenty times as often as it is allowed
			time.Sleep(100 * time.Millisecond)
			total += admitted("a", "ce", 20)
		}
		if total != 50 {
			t.Errorf("%d in five seconds, want 50", total)
		}
		time.Sleep(time.Hour)
		if n := admitted("a", "ce", 25); n != 10 {
			t.Errorf("%d after a rest, want a second's worth", n)
		}
		if err := e.SetLimits(nil); err != nil || admitted("a", "ce", 25) != 25 {
			t.Errorf("without limits some are refused: %v", err)
		}
	})
}

func TestRateLimitsThatMeanNothingAreRefused(t *testing.T) {
	t.Parallel()
	e := engine(t)
	for _, limits := range []map[string]int{{"ec2": 10}, {"ce": 0}, {"ce": -1}, {"ce": chaos.MaxRate + 1}} {
		if err := e.SetLimits(limits); err == nil {
			t.Errorf("%v is taken", limits)
		}
	}
	if got := e.Limits(); len(got) != 0 {
		t.Errorf("in force: %v", got)
	}
}
