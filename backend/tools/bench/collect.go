package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// collect starts the portal on an empty data directory and waits for its first collection, and then for one of days and member accounts, so that pages are measured
// on everything there is.
func (b *bench) collect(ctx context.Context, r *report) error {
	if err := b.slowAWS(ctx, b.latency); err != nil {
		return err
	}
	fmt.Println("collecting")
	if err := b.startPortal(ctx); err != nil {
		return err
	}
	var err error
	if r.collection, err = b.firstCollection(ctx, pacePerSecond); err != nil {
		return err
	}
	if b.figures, err = b.months(ctx); err != nil {
		return err
	}
	if err := b.slowAWS(ctx, 0); err != nil {
		return err
	}
	fmt.Println("collecting days and member accounts")
	b.portal.stop()
	if err := b.startPortal(ctx, hurried...); err != nil {
		return err
	}
	if _, err := send(ctx, http.MethodPost, b.portal.address+"/collections", []byte(`{"mode":"detail"}`)); err != nil {
		return err
	}
	j, err := b.ended(ctx)
	if err != nil {
		return err
	}
	r.detailTook = j.FinishedAt.Sub(j.StartedAt)
	m, err := b.portal.memory()
	r.peakCollecting = m.peak
	return err
}

// hurried lets the simulator answer as fast as it can where the pace is not what is measured.
var hurried = []string{"--cost-explorer-rate", "500"} //nolint:gochecknoglobals // a constant list

// firstCollection waits for the collection that a portal starts on an empty data directory.
func (b *bench) firstCollection(ctx context.Context, costRate int) (collection, error) {
	before, err := b.calls(ctx)
	if err != nil {
		return collection{}, err
	}
	j, err := b.ended(ctx)
	if err != nil {
		return collection{}, err
	}
	after, err := b.calls(ctx)
	if err != nil {
		return collection{}, err
	}
	return collection{took: j.FinishedAt.Sub(j.StartedAt), customers: j.Progress.Total, calls: after.since(before), costRate: costRate, attempts: j.Attempts}, nil
}

// ended waits for the newest job to end well.
func (b *bench) ended(ctx context.Context) (job, error) {
	var j job
	err := wait(ctx, b.patience, func() (bool, error) {
		time.Sleep(200 * time.Millisecond) // asking must not slow it down
		var err error
		j, err = lastJob(ctx, b.portal.address)
		return err == nil && !j.FinishedAt.IsZero(), err
	})
	if err != nil {
		return j, fmt.Errorf("wait for the collection: %w", err)
	}
	if j.Status != "succeeded" && j.Status != "partially_succeeded" {
		return j, fmt.Errorf("the collection %s", j.Status)
	}
	return j, nil
}

// slowPace is the pace that a collection of one month is measured at, in requests a second.
const slowPace = 10

// pace collects one month at a fixed pace: how near does a collection come to what its limiter demands?
func (b *bench) pace(ctx context.Context, r *report) error {
	fmt.Printf("collecting one month at %d calls a second\n", slowPace)
	b.portal.stop()
	if err := b.slowAWS(ctx, b.latency); err != nil {
		return err
	}
	if err := b.startOn(ctx, "pace", "--history-months", "0", "--cost-explorer-rate", fmt.Sprint(slowPace)); err != nil {
		return err
	}
	var err error
	r.paced, err = b.firstCollection(ctx, slowPace)
	return errors.Join(err, b.slowAWS(ctx, 0))
}

// kills is how often a back-fill is killed.
const kills = 3

// killed back-fills with kills in the middle and proves that one job went on, and that the figures are those of the collection that was left in peace.
func (b *bench) killed(ctx context.Context, r *report) error {
	fmt.Printf("back-filling with %d kills\n", kills)
	b.portal.stop()
	before, err := b.calls(ctx)
	if err != nil {
		return err
	}
	if err := b.startOn(ctx, "killed", hurried...); err != nil {
		return err
	}
	for n := range kills {
		early, err := b.reached(ctx, n+1, kills+1)
		if err != nil {
			return err
		}
		if early {
			break
		}
		r.killed.kills++
		b.portal.kill()
		if err := b.startOn(ctx, "killed", hurried...); err != nil {
			return err
		}
	}
	j, err := b.ended(ctx)
	if err != nil {
		return err
	}
	after, err := b.calls(ctx)
	if err != nil {
		return err
	}
	got, err := b.months(ctx)
	if err != nil {
		return err
	}
	r.killed.attempts, r.killed.calls, r.killed.differs = j.Attempts, after.since(before), got != b.figures
	return nil
}

// reached waits until a share of the customers is read. A small world may have ended by then.
func (b *bench) reached(ctx context.Context, part, of int) (ended bool, err error) {
	err = wait(ctx, b.patience, func() (bool, error) {
		j, err := lastJob(ctx, b.portal.address)
		if err != nil {
			return false, nil //nolint:nilerr // it has not answered yet
		}
		ended = !j.FinishedAt.IsZero()
		return ended || j.Progress.Total > 0 && j.Progress.Done*of >= j.Progress.Total*part, nil
	})
	return ended, err
}

// months is what every month of the ledger sums up to, without the times at which it was read.
func (b *bench) months(ctx context.Context) (string, error) {
	var list struct {
		Items []struct {
			Key     string `json:"key"`
			Figures any    `json:"figures"`
		} `json:"items"`
	}
	if err := decode(ctx, b.portal.address+"/transfer-dashboard?by=month&limit=100&period="+lastMonth, &list); err != nil {
		return "", err
	}
	if len(list.Items) == 0 {
		return "", errors.New("there is no month to compare")
	}
	return fmt.Sprint(list.Items), nil
}
