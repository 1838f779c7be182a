package pace_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"portal.example/backend/internal/awsapi/pace"
)

func newLimiter(t *testing.T, limits pace.Limits) *pace.Limiter {
	t.Helper()
	l, err := pace.New(limits, pace.Machine{})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// passes runs n requests over workers and returns when each passed. report decides what each is told afterwards.
func passes(t *testing.T, l *pace.Limiter, n, workers int, report func(i int)) []time.Time {
	t.Helper()
	var (
		mu   sync.Mutex
		at   []time.Time
		wg   sync.WaitGroup
		work = make(chan int)
	)
	for range workers {
		wg.Go(func() {
			for i := range work {
				if err := l.Wait(t.Context()); err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				at = append(at, time.Now())
				mu.Unlock()
				report(i)
			}
		})
	}
	for i := range n {
		work <- i
	}
	close(work)
	wg.Wait()
	return at
}

// most is the largest number of passes in any span of one second.
func most(at []time.Time) int {
	best, first := 0, 0
	for last := range at {
		for at[last].Sub(at[first]) >= time.Second {
			first++
		}
		best = max(best, last-first+1)
	}
	return best
}

func TestLimiterNeverPassesTheCeilingInAnySecond(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			ceiling := 1 + r.IntN(30)
			floor := 0.1 + r.Float64()*float64(ceiling)/2
			limits := pace.Limits{
				Floor: floor, Start: floor + r.Float64()*(float64(ceiling)-floor), Ceiling: ceiling, Burst: 1 + r.IntN(ceiling),
			}
			l := newLimiter(t, limits)
			var mu sync.Mutex
			at := passes(t, l, 300, 1+r.IntN(40), func(int) {
				mu.Lock()
				slow, throttled := r.IntN(50) == 0, r.IntN(10) == 0
				mu.Unlock()
				if slow {
					time.Sleep(3 * time.Second)
				}
				if throttled {
					l.Throttled()
				} else {
					l.Succeeded()
				}
			})
			if got := most(at); got > ceiling {
				t.Errorf("seed %d: %d passed within one second; the ceiling is %d (%+v)", seed, got, ceiling, limits)
			}
		})
	}
}

// late is a machine whose sleepers wake late.
type late struct {
	pace.Machine
	by func() time.Duration
}

func (l late) Sleep(ctx context.Context, d time.Duration) error {
	return l.Machine.Sleep(ctx, d+l.by())
}

func TestLateSleepersNeitherPassTheCeilingNorLoseTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const ceiling, n = 10, 600
		r := rand.New(rand.NewPCG(1, 1))
		var mu sync.Mutex
		timer := late{by: func() time.Duration {
			mu.Lock()
			defer mu.Unlock()
			return time.Duration(r.IntN(40)) * time.Millisecond
		}}
		l, err := pace.New(pace.Limits{Start: ceiling, Floor: 2, Ceiling: ceiling, Burst: 4}, timer)
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		at := passes(t, l, n, 8, func(int) { time.Sleep(50 * time.Millisecond); l.Succeeded() })
		if got := most(at); got > ceiling {
			t.Errorf("%d passed within one second; the ceiling is %d", got, ceiling)
		}
		if took, bound := time.Since(began), time.Second*n/ceiling; took > bound*105/100 {
			t.Errorf("%d requests took %s; at the ceiling they take %s", n, took, bound)
		}
	})
}

func TestLimiterSpeedsUpOnSuccessUntilTheCeiling(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(t, pace.Limits{Start: 2, Floor: 1, Ceiling: 10, Burst: 1})
		began := time.Now()
		passes(t, l, 200, 4, func(int) { l.Succeeded() })
		if got := l.Rate(); got != 10 {
			t.Errorf("rate after 200 successes = %v, want the ceiling of 10", got)
		}
		// Alone at the starting rate this takes 100 s; at the ceiling 20 s.
		if took := time.Since(began); took > 30*time.Second || took < 20*time.Second {
			t.Errorf("200 requests took %s", took)
		}
	})
}

func TestLimiterSlowsDownWhenThrottledAndRecovers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(t, pace.Limits{Start: 8, Floor: 1, Ceiling: 10, Burst: 2})
		for range 50 { // AWS refuses everything for 50 s
			l.Throttled()
			time.Sleep(time.Second)
		}
		if got := l.Rate(); got != 1 {
			t.Errorf("rate after a minute of throttles = %v, want the floor of 1", got)
		}
		began := time.Now()
		passes(t, l, 40, 4, func(int) { l.Succeeded() })
		if got := l.Rate(); got < 9 {
			t.Errorf("rate after 40 successes = %v, want nearly 10", got)
		}
		if took := time.Since(began); took > 15*time.Second {
			t.Errorf("recovery took %s", took)
		}
	})
}

func TestLimiterLowersOnceForThrottlesOfTheSameMoment(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(t, pace.Limits{Start: 10, Floor: 1, Ceiling: 10, Burst: 1})
		for range 8 { // eight requests were under way when AWS began to refuse
			l.Throttled()
		}
		if got := l.Rate(); got != 7 {
			t.Errorf("rate = %v, want 7: one reduction", got)
		}
	})
}

func TestWaitEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(t, pace.Limits{Start: 0.1, Floor: 0.1, Ceiling: 1, Burst: 1})
		if err := l.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		stop := errors.New("the job was cancelled")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(stop) })
		began := time.Now()
		if err := l.Wait(ctx); !errors.Is(err, stop) {
			t.Errorf("Wait = %v, want the cause %v", err, stop)
		}
		if took := time.Since(began); took != time.Second {
			t.Errorf("Wait returned after %s", took)
		}
		if err := l.Wait(ctx); err == nil {
			t.Error("Wait on an ended context passes")
		}
	})
}

func TestNewRefusesLimitsThatCannotBeKept(t *testing.T) {
	t.Parallel()
	for name, limits := range map[string]pace.Limits{
		"zero":                {},
		"start below floor":   {Start: 1, Floor: 2, Ceiling: 3, Burst: 1},
		"start above ceiling": {Start: 4, Floor: 2, Ceiling: 3, Burst: 1},
		"no burst":            {Start: 2, Floor: 1, Ceiling: 3},
		"burst above ceiling": {Start: 2, Floor: 1, Ceiling: 3, Burst: 4},
		"floor below zero":    {Start: 2, Floor: -1, Ceiling: 3, Burst: 1},
	} {
		if _, err := pace.New(limits, pace.Machine{}); err == nil {
			t.Errorf("%s: New accepts %+v", name, limits)
		}
	}
	if _, err := pace.New(pace.Limits{Start: 1, Floor: 1, Ceiling: 1, Burst: 1}, nil); err == nil {
		t.Error("New accepts no timer")
	}
}
