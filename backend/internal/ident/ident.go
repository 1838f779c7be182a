// Package ident makes the ids of things the portal keeps: a prefix and a random part that sorts by the time it was made.
package ident

import (
	"crypto/rand"
	"strconv"
	"strings"
	"sync"

	"portal.example/backend/internal/clock"
)

// Maker makes ids. Each one sorts after all that the same maker made before, also when the clock stands still or goes back.
type Maker struct {
	clock clock.Clock
	mu    sync.Mutex
	last  int64 // milliseconds in the newest id
}

// NewMaker returns a maker of ids.
func NewMaker(c clock.Clock) *Maker { return &Maker{clock: c} }

// Next returns prefix, nine characters of time and ten that nobody can guess, of [0-9a-z].
func (m *Maker) Next(prefix string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last = max(m.clock.Now().UnixMilli(), m.last+1)
	stamp := strconv.FormatInt(m.last, 36)
	return prefix + strings.Repeat("0", max(0, 9-len(stamp))) + stamp + strings.ToLower(rand.Text()[:10])
}
