package lineitems

import (
	"fmt"
	"testing"

	"portal.example/backend/internal/paging"
)

// many is a service with as many items as a distributor with a thousand customers has, in two months, everything read.
func many(b *testing.B) kit {
	b.Helper()
	var items []Item
	k := setup(b)
	k.neighbours.entries = showback(b)
	for i := range 2_300 {
		id := fmt.Sprintf("i%09d", i)
		item := flat(b, id, acme, "120.5")
		if i%2 == 0 {
			item = percentage(b, id, acme, "7.8", 1)
			item.Filters = filter("LINE_ITEM_TYPE", "NOT_EQUAL", "SAVINGS_PLAN_NEGATION")
			k.aws.sources[item.ARN] = []string{group + acme}
		}
		item.Description, item.Service, item.AccountID = "AWS Support (Business)", "AWSBillingConductor", acme
		items = append(items, item)
	}
	k.aws.items[october], k.aws.items[november] = items, items
	for range 3 {
		k.refresh(b)
	}
	return k
}

func page(b *testing.B, k kit) {
	b.Helper()
	q := paging.Query{Limit: 50, Match: paging.All, Terms: []paging.Term{{Property: "kind", Op: paging.Eq, Value: KindPercentage}}, Sort: []paging.Key{{Property: "amount", Desc: true}}}
	list, err := k.List(b.Context(), ListInput{Scope: k.sc, Month: november, Query: q})
	if err != nil || list.Page.Total != 1_150 {
		b.Fatal(list, err)
	}
}

// BenchmarkPage is a page, filtered and sorted, of items that are in memory.
func BenchmarkPage(b *testing.B) {
	k := many(b)
	page(b, k)
	for b.Loop() {
		page(b, k)
	}
}

// BenchmarkFirstPage is the first page of a process.
func BenchmarkFirstPage(b *testing.B) {
	k := many(b)
	page(b, k)
	for b.Loop() {
		again, err := New(k.c)
		if err != nil {
			b.Fatal(err)
		}
		page(b, kit{Service: again, sc: k.sc})
	}
}
