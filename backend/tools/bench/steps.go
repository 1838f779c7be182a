package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"time"
)

// bench is a running measurement.
type bench struct {
	options
	dir       string
	began     time.Time // by the machine's clock; the portal's stands at begin then
	figures   string    // of every month, as they were collected in peace
	simulator *child
	portal    *child
}

func (b *bench) close() {
	for _, c := range []*child{b.portal, b.simulator} {
		if c != nil {
			c.stop()
		}
	}
}

// startWorld starts the simulator alone, so that restarts of the portal do not make the world again.
func (b *bench) startWorld(ctx context.Context) (err error) {
	fmt.Printf("making the world %q\n", b.scenario)
	b.simulator, err = start(ctx, "simulator ready on", nil, b.program("simulator"),
		"--addr", "127.0.0.1:0", "--scenario", b.scenario, "--now", begin, "--exit-on-stdin-close")
	return err
}

// startPortal starts the portal on the data that pages are measured on, and waits until it answers.
func (b *bench) startPortal(ctx context.Context, args ...string) error {
	return b.startOn(ctx, "data", args...)
}

// startOn starts the portal on a data directory.
func (b *bench) startOn(ctx context.Context, data string, args ...string) error {
	first, err := time.Parse(time.RFC3339, begin)
	if err != nil {
		return err
	}
	env := []string{"AWS_ACCESS_KEY_ID=AKIDSIMULATOR0000001", "AWS_SECRET_ACCESS_KEY=simulator-secret-key-not-a-secret", "AWS_REGION=us-east-1"}
	args = append([]string{
		"serve", "--aws-endpoint", b.simulator.address, "--api-addr", "127.0.0.1:0", "--web-addr", "127.0.0.1:0", "--web-dir", filepath.Join(b.root, "frontend", "dist"),
		"--data-dir", filepath.Join(b.dir, data), "--now", first.Add(time.Since(b.began)).Format(time.RFC3339),
	}, args...)
	b.portal, err = start(ctx, "API", env, b.program("portal"), args...)
	if err != nil {
		return err
	}
	return wait(ctx, startWait, func() (bool, error) { return connected(ctx, b.portal.address) })
}

// restart ends the portal and starts it again over what it collected.
func (b *bench) restart(ctx context.Context) error {
	b.portal.stop()
	return b.startPortal(ctx)
}

// wait asks again and again until it is done, fails or patience ends.
func wait(ctx context.Context, patience time.Duration, done func() (bool, error)) error {
	deadline := time.Now().Add(patience)
	for {
		ok, err := done()
		switch {
		case err != nil:
			return err
		case ok:
			return nil
		case time.Now().After(deadline):
			return errors.New("nothing happened within " + patience.String())
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// warm measures a process that has answered every operation before.
func (b *bench) warm(ctx context.Context, r *report) error {
	fmt.Printf("measuring %d requests of each operation, warm\n", b.requests)
	if err := b.restart(ctx); err != nil {
		return err
	}
	before, err := b.calls(ctx)
	if err != nil {
		return err
	}
	for _, op := range operations() {
		for range 3 {
			if _, err := get(ctx, b.portal.address, op.path); err != nil {
				return err
			}
		}
		m := measured{operation: op}
		for range b.requests {
			a, err := get(ctx, b.portal.address, op.path)
			if err != nil {
				return err
			}
			m.warm = append(m.warm, a.took)
			m.wire, m.plain = a.wire, a.plain
		}
		r.operations = append(r.operations, m)
	}
	after, err := b.calls(ctx)
	if err != nil {
		return err
	}
	r.awsCalls += after.total() - before.total()
	mem, err := b.portal.memory()
	r.serving = mem
	return err
}

// justStarted measures the first request that a new process answers, a new one for each.
func (b *bench) justStarted(ctx context.Context, r *report) error {
	fmt.Println("measuring the first request of " + strconv.Itoa(b.restarts*len(r.operations)) + " just-started processes")
	for i := range r.operations {
		m := &r.operations[i]
		for range b.restarts {
			if err := b.restart(ctx); err != nil {
				return err
			}
			before, err := b.calls(ctx)
			if err != nil {
				return err
			}
			a, err := get(ctx, b.portal.address, m.path)
			if err != nil {
				return err
			}
			m.first = append(m.first, a.took)
			after, err := b.calls(ctx)
			if err != nil {
				return err
			}
			r.awsCalls += after.total() - before.total()
		}
	}
	return nil
}
