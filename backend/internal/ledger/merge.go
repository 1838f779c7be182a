package ledger

import (
	"cmp"
	"slices"
	"time"

	"portal.example/backend/internal/money"
)

// merge decides what the ledger keeps of a month when it has prev and AWS now answers next.
//
// What was read once is never lost: a view that can no longer be read keeps its figures with their old as-of time and the reason beside. A month that
// was final is frozen: what AWS says differently now becomes adjustments. Everything else is replaced, so that collecting twice changes nothing.
func merge(prev, next CustomerMonth, now time.Time) CustomerMonth {
	frozen := prev.Final()
	out := next
	out.MyView = mergeView(prev.MyView, next.MyView, frozen, now)
	out.Showback = mergeView(prev.Showback, next.Showback, frozen, now)
	if out.Report == nil {
		out.Report = prev.Report
	}
	return out
}

func mergeView(prev, next ViewMonth, frozen bool, now time.Time) ViewMonth {
	switch {
	case !prev.known():
		return next
	case !next.known():
		prev.Detail = next.Detail
		return prev
	case frozen && (prev.Currency == next.Currency || prev.Currency == "" || next.Currency == ""):
		prev.Adjustments = append(slices.Clone(prev.Adjustments), differences(prev.AllEntries(), next.Entries, now)...)
		prev.AsOf, prev.Detail = next.AsOf, ""
		prev.Currency = cmp.Or(prev.Currency, next.Currency)
		return prev
	default:
		return next
	}
}

// differences lists what changed from before to after, by record type and service. An entry that is missing on one side counts as zero there.
func differences(before, after []Entry, now time.Time) []Adjustment {
	type key struct{ recordType, service string }
	type pair struct{ before, after money.Decimal }
	pairs := map[key]pair{}
	for _, e := range before {
		k := key{e.RecordType, e.Service}
		p := pairs[k]
		p.before = p.before.Add(e.Amount)
		pairs[k] = p
	}
	for _, e := range after {
		k := key{e.RecordType, e.Service}
		p := pairs[k]
		p.after = p.after.Add(e.Amount)
		pairs[k] = p
	}
	var changes []Adjustment
	for k, p := range pairs {
		if !p.before.Equal(p.after) {
			changes = append(changes, Adjustment{RecordType: k.recordType, Service: k.service, Before: p.before, After: p.after, ObservedAt: now})
		}
	}
	slices.SortFunc(changes, func(a, b Adjustment) int {
		return cmp.Or(cmp.Compare(a.RecordType, b.RecordType), cmp.Compare(a.Service, b.Service))
	})
	return changes
}
