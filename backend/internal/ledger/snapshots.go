package ledger

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/jobs"
	"portal.example/backend/internal/scope"
)

// Snapshot is what another room keeps of AWS beside the ledger. Every collection asks for it anew after it has read the directory.
//
// Refresh reads it and keeps it; it is free or nearly so, and costs little when nothing changed. It is called again when a job goes on after a wait or a restart. When it
// fails the room keeps and shows what it had, as old as it is, with the reason; the collection goes on.
type Snapshot interface {
	// Name is what it is of, for the log: "custom line items".
	Name() string
	Refresh(ctx context.Context, sc scope.Scope) error
}

// Preparer is a Snapshot of which its room makes something together with the ledger. Prepare is called at the end of a collection, with both as new as they get, so that the
// first page after it need not. What fails is logged: the page does it then.
type Preparer interface {
	Prepare(ctx context.Context, sc scope.Scope) error
}

// snapshotsAtOnce is how many are read at the same time, beside the reading of customers: the limiter of each AWS service bounds the calls.
const snapshotsAtOnce = 4

// startSnapshots begins to read the snapshots of a receiver and returns what waits for the last of them. The only error is that of an ended context.
func (c *Collector) startSnapshots(ctx context.Context, sc scope.Scope) (wait func() error) {
	var g errgroup.Group
	g.SetLimit(snapshotsAtOnce)
	started := make(chan struct{})
	go func() {
		defer close(started)
		for _, s := range c.c.Snapshots {
			g.Go(func() error { return c.refreshSnapshot(ctx, sc, s) })
		}
	}()
	return func() error {
		<-started
		return g.Wait()
	}
}

func (c *Collector) refreshSnapshot(ctx context.Context, sc scope.Scope, s Snapshot) (ended error) {
	began := c.c.Ledger.c.Clock.Now()
	err := guarded(ctx, sc, s.Refresh)
	took := c.c.Ledger.c.Clock.Now().Sub(began)
	switch {
	case err != nil && ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		code := ""
		if f, ok := fault.As(err); ok {
			code = f.Code
		}
		c.c.Logger.WarnContext(ctx, "a snapshot could not be read; the one before is kept", "snapshot", s.Name(), "payer_id", sc.Receiver(), "error_code", code, "error", err)
	default:
		c.c.Logger.DebugContext(ctx, "snapshot read", "snapshot", s.Name(), "payer_id", sc.Receiver(), "duration_ms", took.Milliseconds())
	}
	return nil
}

// prepareRooms lets the rooms make what they make of their snapshots and the ledger. The only error is that of an ended context.
func (c *Collector) prepareRooms(ctx context.Context, run jobs.Run) error {
	for _, s := range c.c.Snapshots {
		p, ok := s.(Preparer)
		if !ok || ctx.Err() != nil {
			continue
		}
		run.Say("Preparing " + s.Name())
		if err := guarded(ctx, run.Scope(), p.Prepare); err != nil && ctx.Err() == nil {
			c.c.Logger.WarnContext(ctx, "a room could not be prepared", "snapshot", s.Name(), "payer_id", run.Scope().Receiver(), "error", err)
		}
	}
	return ctx.Err()
}

// guarded keeps a broken room from breaking the collection: its panic is an error of its own.
func guarded(ctx context.Context, sc scope.Scope, do func(context.Context, scope.Scope) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the room panicked: %v", p)
		}
	}()
	return do(ctx, sc)
}
