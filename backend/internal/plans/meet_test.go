package plans

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/paging"
)

// Several people make plans of the same gaps, apply them in any order and again, take them back, cancel jobs and discard, while AWS refuses one customer, fails and loses answers, and while
// the portal dies at random instructions. Whatever they did, nobody is charged more than was wanted, and a last plan closes what is left exactly.
func TestHoweverPlansMeetNothingIsChargedTwice(t *testing.T) {
	t.Parallel()
	for seed := range uint64(16) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			b := supporting(t)
			b.billing.honest = seed%2 == 0
			r := rand.New(rand.NewPCG(seed, 11))
			for n := range 40 {
				b.meet(r, newLife(seed*1000+uint64(n), 5+r.IntN(400), 0.15*float64(r.IntN(2))))
				for i, id := range customers {
					if sum := b.charged(id, "Support", october); len(sum) > 3 || sum > fmt.Sprint(100+i) {
						t.Fatalf("after step %d customer %s is charged %s of support, not %d:\n%s", n, id, sum, 100+i, b.billing.text())
					}
				}
			}
			b.reborn(newLife(0, -1, 0))
			b.settle()
			b.collect()
			if v, err := b.Create(t.Context(), CreateInput{b.me, receiver, closeGaps}); err == nil {
				if got := b.applied(v); got.Now != Applied {
					t.Errorf("the last plan is %s: %s", got.Now, got.Note)
				}
			} else if f, ok := fault.As(err); !ok || f.Code != CodePlanEmpty {
				t.Fatal(err)
			}
			for i, id := range customers {
				if sum := b.charged(id, "Support", october); sum != fmt.Sprint(100+i) {
					t.Errorf("customer %s is charged %s of support, not %d", id, sum, 100+i)
				}
			}
		})
	}
}

// reborn begins a life with the rooms of before.
func (b *bundle) reborn(l *life) {
	b.t.Helper()
	rooms := b.proposers[CloseGaps]
	b.live(l)
	b.Register(CloseGaps, rooms)
}

// settle works on every job that has not ended.
func (b *bundle) settle() {
	b.t.Helper()
	all, err := b.engine.List(b.t.Context(), b.me)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, job := range all {
		if !job.Status.Final() {
			b.work(newLife(0, -1, 0), job.ID)
		}
	}
}

// meet is one life in which people do one to four things at random. What is refused, and what fails because the portal dies, is let go.
func (b *bundle) meet(r *rand.Rand, l *life) {
	b.t.Helper()
	b.reborn(l)
	if r.IntN(3) == 0 {
		b.c.Writer = picky{conductor{b.billing, l}, customers[r.IntN(len(customers))]}
	}
	ctx := b.t.Context()
	for range 1 + r.IntN(4) {
		page, err := b.List(ctx, b.me, paging.Query{Limit: 200, Match: paging.All})
		if err != nil {
			return
		}
		pick := func() (View, bool) {
			if len(page.Items) == 0 {
				return View{}, false
			}
			return page.Items[r.IntN(min(6, len(page.Items)))], true
		}
		switch v, ok := pick(); {
		case !ok || r.IntN(3) == 0:
			_, _ = b.Create(ctx, CreateInput{b.me, receiver, closeGaps})
		case r.IntN(5) == 0:
			_, _ = b.Undo(ctx, b.me, receiver, v.ID)
		case r.IntN(8) == 0:
			_, _ = b.Discard(ctx, b.me, v.ID)
		case r.IntN(6) == 0 && v.JobID != "":
			_, _ = b.engine.Cancel(ctx, b.me, v.JobID)
		default:
			_, job, err := b.Apply(ctx, b.reviewed(v))
			switch {
			case err != nil:
			case r.IntN(3) == 0:
				b.workUntil(job.ID, jobs.StatusWaiting)
			default:
				b.work(l, job.ID)
			}
		}
		if r.IntN(4) == 0 {
			_ = b.items.Refresh(ctx, b.me)
		}
	}
}
