// Package journal remembers what arrived at the simulator: the last requests
// in full, and counts of all of them.
package journal

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"portal.example/simulator/wire"
)

const (
	// Capacity is how many requests the ring holds.
	Capacity = 20_000
	// maxUnknown bounds the distinct unknown operations that are listed.
	maxUnknown = 1000
	// maxName bounds the caller's names of unknown things, in bytes.
	maxName = 128
)

// Entry is one request.
type Entry struct {
	// N numbers requests from 1; it never restarts before a Clear.
	N uint64 `json:"n"`
	// Time is when the request arrived, by the wall clock.
	Time time.Time `json:"time"`
	// SimTime is the simulator's clock when the answer was decided.
	SimTime    time.Time `json:"sim_time"`
	DurationMS int64     `json:"duration_ms"`
	Service    string    `json:"service"`
	Operation  string    `json:"operation"`
	Account    string    `json:"account,omitempty"`
	AccessKey  string    `json:"access_key,omitempty"`
	// Status is the HTTP status; 0 when the connection was cut.
	Status    int    `json:"status"`
	ErrorCode string `json:"error_code,omitempty"`
	RequestID string `json:"request_id"`
	// Fault is the kind of the injected fault, if any.
	Fault string `json:"fault,omitempty"`
	// Params is the start of the input.
	Params string `json:"params,omitempty"`
}

// Count sums the requests of one operation.
type Count struct {
	Service   string `json:"service"`
	Operation string `json:"operation"`
	Requests  uint64 `json:"requests"`
	Succeeded uint64 `json:"succeeded"`
	// Cut counts connections closed without an answer.
	Cut uint64 `json:"cut"`
	// Errors counts answers by AWS error code.
	Errors map[string]uint64 `json:"errors"`
	// Faults counts injected faults by kind.
	Faults map[string]uint64 `json:"faults"`
}

// UnknownCall is an operation the simulator was asked for and does not have.
type UnknownCall struct {
	Service   string    `json:"service"`
	Operation string    `json:"operation"`
	Requests  uint64    `json:"requests"`
	Last      time.Time `json:"last"`
}

// Journal is a bounded record. It is safe for concurrent use.
type Journal struct {
	mu      sync.Mutex
	n       uint64
	ring    []Entry // entry n lies at (n-1) % Capacity
	counts  map[[2]string]*Count
	unknown map[[2]string]*UnknownCall
}

// New returns an empty journal.
func New() *Journal {
	j := &Journal{}
	j.Clear()
	return j
}

// Clear forgets everything and numbers from 1 again.
func (j *Journal) Clear() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.n, j.ring = 0, nil
	j.counts, j.unknown = map[[2]string]*Count{}, map[[2]string]*UnknownCall{}
}

// Record adds an exchange; simNow is the simulator's time.
func (j *Journal) Record(x wire.Exchange, simNow time.Time) {
	e := Entry{
		Time: x.Started.UTC(), SimTime: simNow, DurationMS: x.Took.Milliseconds(),
		Service: shorten(x.Service), Operation: shorten(x.Operation), Account: x.Account, AccessKey: x.AccessKey,
		Status: x.Status, ErrorCode: x.ErrorCode, RequestID: x.RequestID, Fault: x.Fault, Params: x.Params,
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.n++
	e.N = j.n
	if len(j.ring) < Capacity {
		j.ring = append(j.ring, e)
	} else {
		j.ring[(e.N-1)%Capacity] = e
	}
	key := [2]string{e.Service, e.Operation}
	if x.Unknown {
		j.countUnknown(key, e)
		return
	}
	j.count(key, e)
}

func (j *Journal) count(key [2]string, e Entry) {
	c := j.counts[key]
	if c == nil {
		c = &Count{Service: e.Service, Operation: e.Operation, Errors: map[string]uint64{}, Faults: map[string]uint64{}}
		j.counts[key] = c
	}
	c.Requests++
	switch {
	case e.Status == 0:
		c.Cut++
	case e.ErrorCode != "":
		c.Errors[e.ErrorCode]++
	default:
		c.Succeeded++
	}
	if e.Fault != "" {
		c.Faults[e.Fault]++
	}
}

func (j *Journal) countUnknown(key [2]string, e Entry) {
	u := j.unknown[key]
	if u == nil {
		if len(j.unknown) >= maxUnknown {
			key = [2]string{"(more)", "(more)"}
			e.Service, e.Operation = key[0], key[1]
			u = j.unknown[key]
		}
		if u == nil {
			u = &UnknownCall{Service: e.Service, Operation: e.Operation}
			j.unknown[key] = u
		}
	}
	u.Requests++
	u.Last = e.Time
}

// Filter selects entries; zero members do not filter.
type Filter struct {
	// After leaves out entries numbered up to and including it.
	After uint64
	// Limit keeps only the newest so many of those that match.
	Limit              int
	Service, Operation string
}

// Entries returns matching entries, oldest first.
func (j *Journal) Entries(f Filter) []Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	out := []Entry{}
	first := uint64(1)
	if j.n > Capacity {
		first = j.n - Capacity + 1
	}
	for n := max(first, f.After+1); n <= j.n; n++ {
		e := j.ring[(n-1)%Capacity]
		if (f.Service == "" || f.Service == e.Service) && (f.Operation == "" || f.Operation == e.Operation) {
			out = append(out, e)
		}
	}
	if f.Limit > 0 && len(out) > f.Limit {
		out = slices.Clone(out[len(out)-f.Limit:])
	}
	return out
}

// Counts returns the sums of every known operation, by service and operation.
func (j *Journal) Counts() []Count {
	j.mu.Lock()
	defer j.mu.Unlock()
	out := make([]Count, 0, len(j.counts))
	for _, c := range j.counts {
		copied := *c
		copied.Errors, copied.Faults = maps.Clone(c.Errors), maps.Clone(c.Faults)
		out = append(out, copied)
	}
	slices.SortFunc(out, func(a, b Count) int {
		return cmp.Or(cmp.Compare(a.Service, b.Service), cmp.Compare(a.Operation, b.Operation))
	})
	return out
}

// Unknown returns the unknown calls, by service and operation.
func (j *Journal) Unknown() []UnknownCall {
	j.mu.Lock()
	defer j.mu.Unlock()
	out := make([]UnknownCall, 0, len(j.unknown))
	for _, u := range j.unknown {
		out = append(out, *u)
	}
	slices.SortFunc(out, func(a, b UnknownCall) int {
		return cmp.Or(cmp.Compare(a.Service, b.Service), cmp.Compare(a.Operation, b.Operation))
	})
	return out
}

func shorten(s string) string {
	if len(s) > maxName {
		return strings.ToValidUTF8(s[:maxName], "") + "…"
	}
	return s
}
