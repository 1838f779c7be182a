package app

import (
	"context"
	"time"

	"portal.example/backend/internal/accounts"
	"portal.example/backend/internal/scope"
)

// tickEvery is how often the portal looks for what is due. Times are those of the portal's clock, which in a simulated world is not the machine's.
const tickEvery = 20 * time.Second

// keepTime starts what is due until ctx ends, at once and then again and again. Elsewhere a scheduler outside of the process does that.
func (p *portal) keepTime(ctx context.Context) {
	ticker := time.NewTicker(tickEvery)
	defer ticker.Stop()
	for {
		if err := p.schedules.RunDue(ctx, p.clock.Now()); err != nil && ctx.Err() == nil {
			p.log.ErrorContext(ctx, "what is due could not be started", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// registered lists the receivers of the portal.
type registered struct{ accounts *accounts.Service }

// Receivers lists the account ids of the receivers.
func (r registered) Receivers(ctx context.Context) ([]string, error) {
	all, err := r.accounts.List(ctx, scope.Portal())
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(all))
	for i, a := range all {
		ids[i] = a.ID
	}
	return ids, nil
}
