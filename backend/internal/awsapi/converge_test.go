package awsapi_test

import (
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/awsapi/pace"
)

// allowance is a rate as services keep it: so many requests a second, and a burst after a rest.
type allowance struct {
	mu          sync.Mutex
	rate, burst float64
	left        float64
	at          time.Time
	refused     int
}

func (a *allowance) admits() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	a.left, a.at = min(a.left+now.Sub(a.at).Seconds()*a.rate, a.burst), now
	if a.left < 1 {
		a.refused++
		return false
	}
	a.left--
	return true
}

// Eight workers write 2,500 line items at a service that takes ten a second, and lose no more than a tenth of the time, whether its burst is two requests or a second of them and
// however long it takes for one.
func TestThePaceFindsTheRateOfAService(t *testing.T) {
	t.Parallel()
	const n, rate, workers = 2_500, 10, 8
	for name, c := range map[string]struct {
		burst float64
		takes time.Duration
	}{
		"hardly a burst, slow":    {2, 250 * time.Millisecond},
		"hardly a burst, fast":    {2, 20 * time.Millisecond},
		"half a second, slow":     {5, 250 * time.Millisecond},
		"a second, fast":          {10, 20 * time.Millisecond},
		"as slow as workers bear": {10, 600 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l, err := pace.New(awsapi.DefaultPace, pace.Machine{})
				if err != nil {
					t.Fatal(err)
				}
				service := &allowance{rate: rate, burst: c.burst, left: c.burst, at: time.Now()}
				r := rand.New(rand.NewPCG(1, 1))
				var mu sync.Mutex
				jitter := func(limit time.Duration) time.Duration {
					mu.Lock()
					defer mu.Unlock()
					return time.Duration(r.Int64N(int64(limit)))
				}
				began := time.Now()
				work := make(chan int)
				var wg sync.WaitGroup
				for range workers {
					wg.Go(func() {
						for range work {
							for attempt := 0; ; attempt++ { // as do.go does
								if err := l.Wait(t.Context()); err != nil {
									t.Error(err)
									return
								}
								admitted := service.admits()
								time.Sleep(c.takes/2 + jitter(c.takes))
								if admitted {
									l.Succeeded()
									break
								}
								l.Throttled()
								time.Sleep(jitter(min(200*time.Millisecond<<attempt, 10*time.Second)))
								if attempt == awsapi.DefaultAttempts-1 {
									t.Error("a request was given up")
									break
								}
							}
						}
					})
				}
				for i := range n {
					work <- i
				}
				close(work)
				wg.Wait()
				took, bound := time.Since(began), time.Second*n/rate
				t.Logf("%s; the bound is %s; %d refused", took, bound, service.refused)
				if took > bound*110/100 {
					t.Errorf("%d requests took %s; at %d a second they take %s", n, took, rate, bound)
				}
			})
		})
	}
}
