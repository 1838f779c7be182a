package journal_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"portal.example/simulator/journal"
	"portal.example/simulator/wire"
)

var at = time.Date(2026, time.November, 23, 8, 0, 0, 0, time.UTC)

func call(op string, status int, code, fault string) wire.Exchange {
	return wire.Exchange{Started: at, Service: "ce", Operation: op, Status: status, ErrorCode: code, Fault: fault}
}

func TestTheRingKeepsTheLastAndCountsAll(t *testing.T) {
	t.Parallel()
	j := journal.New()
	const extra = 5
	for i := range journal.Capacity + extra {
		op := "A"
		if i%2 == 1 {
			op = "B"
		}
		j.Record(call(op, 200, "", ""), at)
	}
	all := j.Entries(journal.Filter{})
	if len(all) != journal.Capacity || all[0].N != extra+1 || all[len(all)-1].N != journal.Capacity+extra {
		t.Errorf("%d entries from %d to %d", len(all), all[0].N, all[len(all)-1].N)
	}
	counts := j.Counts()
	if len(counts) != 2 || counts[0].Requests+counts[1].Requests != journal.Capacity+extra {
		t.Errorf("counts %+v", counts)
	}
	if got := j.Entries(journal.Filter{After: journal.Capacity + extra - 3, Operation: "A"}); len(got) == 0 || len(got) > 2 {
		t.Errorf("filtered %+v", got)
	}
	if got := j.Entries(journal.Filter{Limit: 3}); len(got) != 3 || got[2].N != journal.Capacity+extra {
		t.Errorf("limit gave %+v", got)
	}
	j.Clear()
	if len(j.Entries(journal.Filter{})) != 0 || len(j.Counts()) != 0 {
		t.Error("Clear left something")
	}
	j.Record(call("A", 200, "", ""), at)
	if got := j.Entries(journal.Filter{}); len(got) != 1 || got[0].N != 1 {
		t.Errorf("after Clear: %+v", got)
	}
}

func TestCountsByOutcome(t *testing.T) {
	t.Parallel()
	j := journal.New()
	j.Record(call("A", 200, "", ""), at)
	j.Record(call("A", 400, "LimitExceededException", "throttle"), at)
	j.Record(call("A", 400, "LimitExceededException", ""), at)
	j.Record(call("A", 0, "", "lost_response"), at)
	c := j.Counts()[0]
	if c.Requests != 4 || c.Succeeded != 1 || c.Cut != 1 || c.Errors["LimitExceededException"] != 2 ||
		c.Faults["throttle"] != 1 || c.Faults["lost_response"] != 1 {
		t.Errorf("count %+v", c)
	}
}

func TestUnknownCallsAreListedWithinBounds(t *testing.T) {
	t.Parallel()
	j := journal.New()
	for i := range 3000 {
		x := call(fmt.Sprintf("Op%d", i), 400, "UnknownOperationException", "")
		x.Unknown = true
		j.Record(x, at)
	}
	long := call(strings.Repeat("é", 5000), 400, "UnknownOperationException", "")
	long.Unknown = true
	j.Record(long, at)
	unknown := j.Unknown()
	var total uint64
	for _, u := range unknown {
		total += u.Requests
	}
	if len(unknown) > 1001 || total != 3001 {
		t.Errorf("%d distinct, %d in all; want at most 1001 and 3001", len(unknown), total)
	}
	if len(j.Counts()) != 0 {
		t.Error("unknown calls are among the counts")
	}
	last := j.Entries(journal.Filter{Limit: 1})[0]
	if len(last.Operation) > 140 {
		t.Errorf("an operation name of %d bytes was kept", len(last.Operation))
	}
}
