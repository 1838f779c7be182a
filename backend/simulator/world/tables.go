package world

import (
	"container/list"
	"sync"
	"time"
)

// maxCachedRows bounds the memory of cached tables, at roughly 150 bytes a row.
const maxCachedRows = 700_000

// maxCachedTotals bounds the totals of cost reports: 1,000 customers, two views, 14 months.
const maxCachedTotals = 60_000

// Row is what one key came to in a month.
type Row struct {
	Key *LineKey
	Sums
}

// Rows returns a view's month summed up over its days, one row a key, in a stable order. The
// rows are shared and must not be changed. Errors are those of Lines.
func (w *World) Rows(viewARN string, m Month) ([]Row, error) {
	p, err := w.projectionOf(viewARN, m)
	if err != nil {
		return nil, err
	}
	at := tableKey{viewARN, m}
	if rows, ok := w.tables.get(at, p); ok {
		return rows, nil
	}
	var rows []Row
	err = p.emit(func(s *series) error {
		row := Row{Key: s.key}
		for i := range s.n {
			row.Add(&s.e[i].Figures)
		}
		rows = append(rows, row)
		return nil
	})
	if err != nil {
		return nil, err
	}
	w.tables.put(at, p, rows)
	return rows, nil
}

type tableKey struct {
	view  string
	month Month
}

// tableCache keeps recently used tables. A table is good from the instant it was computed
// until the world would show something else, while the group is at the same version.
type tableCache struct {
	mu     sync.Mutex
	most   int
	rows   int
	byKey  map[tableKey]*list.Element
	recent *list.List // of *table, most recently used first
}

type table struct {
	key   tableKey
	from  time.Time
	until time.Time // zero: for ever
	group *group
	vers  uint64
	empty bool
	rows  []Row
}

func newTableCache(most int) *tableCache {
	return &tableCache{most: most, byKey: map[tableKey]*list.Element{}, recent: list.New()}
}

func (c *tableCache) get(k tableKey, p *projection) ([]Row, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byKey[k]
	if !ok {
		return nil, false
	}
	t := e.Value.(*table) //nolint:forcetypeassert // nothing else is put in
	if t.group != p.group || t.vers != p.vers || t.empty != p.empty || p.now.Before(t.from) || !t.until.IsZero() && !p.now.Before(t.until) {
		c.drop(e)
		return nil, false
	}
	c.recent.MoveToFront(e)
	return t.rows, true
}

// until returns how long the table of k is good; the projection's own instant, which is not
// at all, when it is no longer cached.
func (c *tableCache) until(k tableKey, p *projection) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.byKey[k]; ok {
		return e.Value.(*table).until //nolint:forcetypeassert // nothing else is put in
	}
	return p.now
}

func (c *tableCache) put(k tableKey, p *projection, rows []Row) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.byKey[k]; ok {
		c.drop(e)
	}
	t := &table{key: k, from: p.now, until: p.until, group: p.group, vers: p.vers, empty: p.empty, rows: rows}
	c.byKey[k] = c.recent.PushFront(t)
	c.rows += len(rows) + 1
	for c.rows > c.most && c.recent.Len() > 1 {
		c.drop(c.recent.Back())
	}
}

func (c *tableCache) drop(e *list.Element) {
	t := c.recent.Remove(e).(*table) //nolint:forcetypeassert // nothing else is put in
	delete(c.byKey, t.key)
	c.rows -= len(t.rows) + 1
}
