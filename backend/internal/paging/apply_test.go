package paging_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
)

// row has one property of each kind, each unknown in some rows.
type row struct {
	ID     string
	Name   string
	State  string
	Margin *money.Decimal
	Ends   time.Time
}

var schema = paging.Schema[row]{
	Properties: map[string]paging.Property[row]{
		"name":  paging.Text(func(r row) string { return r.Name }),
		"state": paging.Enum(func(r row) string { return r.State }, "invited", "active", "ended"),
		"margin": paging.Number(func(r row) (money.Decimal, bool) {
			if r.Margin == nil {
				return money.Zero, false
			}
			return *r.Margin, true
		}),
		"ends_at": paging.Time(func(r row) (time.Time, bool) { return r.Ends, !r.Ends.IsZero() }),
	},
	Search:  func(r row) []string { return []string{r.Name, r.ID} },
	Default: []paging.Key{{Property: "name"}},
	ID:      func(r row) string { return r.ID },
}

func dec(t testing.TB, s string) *money.Decimal {
	t.Helper()
	d, err := money.ParseDecimal(s)
	if err != nil {
		t.Fatal(err)
	}
	return &d
}

// rows makes rows in an order that nothing sorts by, with many equal values.
func rows(n int) []row {
	rng := rand.New(rand.NewPCG(7, uint64(n)))
	made := make([]row, n)
	for i := range made {
		r := row{ID: fmt.Sprintf("%012d", (i*7919)%1_000_003), Name: []string{"Acme", "acme", "Beta GmbH", "Ölwerk", "Zeta", ""}[rng.IntN(6)]}
		r.State = []string{"invited", "active", "ended", ""}[rng.IntN(4)]
		if rng.IntN(5) > 0 {
			d, err := money.ParseDecimal(fmt.Sprintf("%d.%02d", rng.IntN(400)-200, rng.IntN(100)))
			if err != nil {
				panic(err)
			}
			r.Margin = &d
		}
		if rng.IntN(3) > 0 {
			r.Ends = time.Date(2026, time.Month(1+rng.IntN(12)), 1+rng.IntN(28), rng.IntN(24), 0, 0, rng.IntN(2), time.UTC)
		}
		made[i] = r
	}
	return made
}

func ids(rs []row) []string {
	out := make([]string, len(rs))
	for i, r := range rs {
		out[i] = r.ID
	}
	return out
}

func query(q paging.Query) paging.Query {
	if q.Limit == 0 {
		q.Limit = 25
	}
	if q.Match == "" {
		q.Match = paging.All
	}
	return q
}

func apply(t testing.TB, rs []row, q paging.Query) paging.Page[row] {
	t.Helper()
	p, err := paging.Apply("list", rs, query(q), schema)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTermsMatch(t *testing.T) {
	t.Parallel()
	all := []row{
		{ID: "1", Name: "Acme", State: "active", Margin: dec(t, "10"), Ends: time.Date(2026, 10, 31, 23, 59, 59, 999, time.UTC)},
		{ID: "2", Name: "beta", State: "ended", Margin: dec(t, "-0.5"), Ends: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)},
		{ID: "3"},
		{ID: "4", Name: "Acme Nord", State: "invited", Margin: dec(t, "10.00"), Ends: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)},
	}
	for _, c := range []struct {
		terms string // separated by a space
		match paging.Match
		want  string
	}{
		{"name:eq:ACME", "", "1"},
		{"name:ne:acme", "", "234"}, // a row without a name does not have this one
		{"name:contains:CM", "", "14"},
		{"name:gt:acme", "", "24"},
		{"state:eq:active", "", "1"},
		{"state:ne:active", "", "234"},
		{"margin:eq:10.0", "", "14"},
		{"margin:ne:10", "", "2"}, // an unknown figure matches no comparison
		{"margin:lt:0", "", "2"},
		{"margin:lte:-0.50", "", "2"},
		{"margin:gt:9.9999999999999999999999", "", "14"},
		{"margin:gte:10", "", "14"},
		{"ends_at:eq:2026-10", "", "14"},
		{"ends_at:ne:2026-10", "", "2"},
		{"ends_at:eq:2026-10-31", "", "1"},
		{"ends_at:lte:2026-10", "", "14"},
		{"ends_at:lt:2026-11", "", "14"},
		{"ends_at:gt:2026-10", "", "2"},
		{"ends_at:gte:2026-11-01T00:00:00Z", "", "2"},
		{"ends_at:eq:2026-11-01T01:00:00+01:00", "", "2"},
		{"name:contains:acme margin:gte:10", "", "14"},
		{"name:eq:acme margin:lt:0", "", ""},
		{"name:eq:acme margin:lt:0", paging.Any, "12"},
		{"margin:lt:0 ends_at:gt:2020", paging.Any, "error"},
	} {
		var terms []paging.Term
		for raw := range strings.FieldsSeq(c.terms) {
			parts := strings.SplitN(raw, ":", 3)
			terms = append(terms, paging.Term{Property: parts[0], Op: paging.Op(parts[1]), Value: parts[2]})
		}
		p, err := paging.Apply("list", all, query(paging.Query{Terms: terms, Match: c.match}), schema)
		if c.want == "error" {
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: got %v, want a fault", c.terms, err)
			}
			continue
		}
		got := ids(p.Items)
		slices.Sort(got)
		if err != nil || strings.Join(got, "") != c.want || p.Total != len(c.want) {
			t.Errorf("%s (%s): got %v of %d, %v, want %s", c.terms, c.match, got, p.Total, err, c.want)
		}
	}
}

func TestSearchFindsEveryWordWithoutRegardToCase(t *testing.T) {
	t.Parallel()
	texts := []string{"Acme Nord GmbH"}
	s := schema
	s.Search = func(row) []string { return texts }
	for search, want := range map[string]int{"acme": 1, "NORD acme": 1, "gmb": 1, "acme süd": 0, "": 1} {
		if p, err := paging.Apply("list", []row{{ID: "1"}}, query(paging.Query{Search: search}), s); err != nil || p.Total != want {
			t.Errorf("%q: got %d, %v, want %d", search, p.Total, err, want)
		}
	}
	if texts[0] != "Acme Nord GmbH" {
		t.Errorf("searching changed the row: %q", texts)
	}
}

func TestUnknownWordsAreNamedWithTheAllowedOnes(t *testing.T) {
	t.Parallel()
	q := query(paging.Query{
		Terms: []paging.Term{
			{Property: "colour", Op: paging.Eq, Value: "x"},
			{Property: "margin", Op: paging.Contains, Value: "1"},
			{Property: "margin", Op: paging.Lt, Value: "low"},
			{Property: "state", Op: paging.Eq, Value: "gone"},
			{Property: "state", Op: paging.Lt, Value: "active"},
			{Property: "ends_at", Op: paging.Lt, Value: "soon"},
			{Property: "name", Op: paging.Eq, Value: "x"},
		},
		Sort: []paging.Key{{Property: "size"}},
	})
	_, err := paging.Apply("list", rows(3), q, schema)
	wantFields(t, err,
		"filter invalid_filter", "filter invalid_filter", "filter invalid_filter", "filter invalid_filter", "filter invalid_filter", "filter invalid_filter",
		"sort invalid_sort")
	for _, word := range []string{"ends_at, margin, name, state", "eq, ne, lt, lte, gt or gte", `"low"`, "invited, active, ended", "eq or ne", `"soon"`, `"size"`} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("the message does not say %s: %v", word, err)
		}
	}
}

// naive orders rows the slow and obvious way.
func naive(rs []row, keys []paging.Key) []row {
	states := []string{"invited", "active", "ended"}
	ordered := slices.Clone(rs)
	slices.SortFunc(ordered, func(a, b row) int {
		for _, k := range keys {
			var knownA, knownB bool
			var c int
			switch k.Property {
			case "name":
				knownA, knownB, c = a.Name != "", b.Name != "", cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
			case "state":
				knownA, knownB, c = a.State != "", b.State != "", cmp.Compare(slices.Index(states, a.State), slices.Index(states, b.State))
			case "margin":
				knownA, knownB = a.Margin != nil, b.Margin != nil
				if knownA && knownB {
					c = a.Margin.Cmp(*b.Margin)
				}
			case "ends_at":
				knownA, knownB, c = !a.Ends.IsZero(), !b.Ends.IsZero(), a.Ends.Compare(b.Ends)
			}
			switch {
			case knownA && !knownB:
				return -1
			case knownB && !knownA:
				return 1
			case knownA && c != 0 && k.Desc:
				return -c
			case knownA && c != 0:
				return c
			}
		}
		return cmp.Compare(a.ID, b.ID)
	})
	return ordered
}

var sorts = [][]paging.Key{
	{{Property: "name"}},
	{{Property: "name", Desc: true}},
	{{Property: "margin"}},
	{{Property: "margin", Desc: true}},
	{{Property: "ends_at", Desc: true}},
	{{Property: "state"}, {Property: "margin", Desc: true}},
	{{Property: "state", Desc: true}, {Property: "name"}, {Property: "ends_at"}},
}

func TestOrderIsThatOfTheValuesWithUnknownLast(t *testing.T) {
	t.Parallel()
	all := rows(500)
	before := slices.Clone(all)
	for _, keys := range sorts {
		if d := gocmp.Diff(ids(naive(all, keys)), ids(apply(t, all, paging.Query{Sort: keys}).Matched)); d != "" {
			t.Errorf("sorted by %v (-want +got):\n%s", keys, d)
		}
	}
	if d := gocmp.Diff(ids(before), ids(all)); d != "" {
		t.Errorf("sorting changed the rows it was given:\n%s", d)
	}
}

func TestWalkByCursorSeesEveryRowOnce(t *testing.T) {
	t.Parallel()
	all := rows(137)
	for _, keys := range append(sorts, nil) {
		for _, limit := range []int{1, 7, 100} {
			q := query(paging.Query{Sort: keys, Limit: limit})
			var seen []row
			for pages := 0; ; pages++ {
				p := apply(t, all, q)
				if p.Total != 137 || pages > 137 {
					t.Fatalf("page %d of %d", pages, p.Total)
				}
				seen = append(seen, p.Items...)
				if q.Cursor = p.NextCursor; q.Cursor == "" {
					break
				}
			}
			if keys == nil {
				keys = schema.Default
			}
			if d := gocmp.Diff(ids(naive(all, keys)), ids(seen)); d != "" {
				t.Fatalf("sorted by %v, %d a page (-want +got):\n%s", keys, limit, d)
			}
		}
	}
}

func TestWalkByCursorSurvivesChanges(t *testing.T) {
	t.Parallel()
	all := rows(60)
	q := query(paging.Query{Sort: []paging.Key{{Property: "margin", Desc: true}}, Limit: 20})
	first := apply(t, all, q)
	last := first.Items[19].ID
	// The row the cursor was made at goes, one comes before it and none behind it.
	changed := slices.DeleteFunc(slices.Clone(all), func(r row) bool { return r.ID == last })
	changed = append(changed, row{ID: "new", Margin: dec(t, "100000")})
	q.Cursor = first.NextCursor
	rest := apply(t, changed, q)
	if want := ids(naive(all, q.Sort))[20:40]; !slices.Equal(want, ids(rest.Items)) {
		t.Errorf("got %v, want %v", ids(rest.Items), want)
	}
}

func TestPagesByNumber(t *testing.T) {
	t.Parallel()
	all := rows(45)
	for page, want := range map[int]int{0: 20, 1: 20, 2: 20, 3: 5, 4: 0, 100_000: 0} {
		p := apply(t, all, paging.Query{Limit: 20, Page: page})
		if len(p.Items) != want || p.Total != 45 || len(p.Matched) != 45 || (p.NextCursor != "") != (page < 3) {
			t.Errorf("page %d has %d rows of %d and cursor %q, want %d", page, len(p.Items), p.Total, p.NextCursor, want)
		}
	}
	if p := apply(t, nil, paging.Query{}); p.Total != 0 || len(p.Items) != 0 || p.NextCursor != "" {
		t.Errorf("an empty list has %+v", p)
	}
}

func TestCursorOfAnotherListIsRefused(t *testing.T) {
	t.Parallel()
	all := rows(50)
	base := query(paging.Query{Sort: []paging.Key{{Property: "margin"}}, Limit: 10})
	base.Cursor = apply(t, all, base).NextCursor
	refused := func(name, list string, q paging.Query) {
		_, err := paging.Apply(list, all, q, schema)
		wantFields(t, err, "cursor invalid_cursor")
		if t.Failed() {
			t.Fatal(name)
		}
	}
	larger := base
	larger.Limit = 40 // how long a page is may change
	apply(t, all, larger)
	refused("list", "other", base)
	for name, change := range map[string]func(*paging.Query){
		"sort":   func(q *paging.Query) { q.Sort = []paging.Key{{Property: "margin", Desc: true}} },
		"search": func(q *paging.Query) { q.Search = "a" },
		"filter": func(q *paging.Query) { q.Terms = []paging.Term{{Property: "name", Op: paging.Ne, Value: "x"}} },
		"match":  func(q *paging.Query) { q.Match = paging.Any },
		"short":  func(q *paging.Query) { q.Cursor = q.Cursor[:5] },
		"junk":   func(q *paging.Query) { q.Cursor = "!!" },
		"number": func(q *paging.Query) { q.Cursor = "25" },
	} {
		q := base
		change(&q)
		refused(name, "list", q)
	}
	for i := range base.Cursor {
		q := base
		b := []byte(q.Cursor)
		b[i] = "AB"[b2i(b[i] == 'A')]
		q.Cursor = string(b)
		if _, err := paging.Apply("list", all, q, schema); err == nil && i < len(b)-1 { // the last character has bits nobody reads
			t.Errorf("a cursor with another character %d is accepted", i)
		}
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestCursorFitsItsParameter(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Ü", 5000)
	s := schema
	s.Properties = map[string]paging.Property[row]{}
	var keys []paging.Key
	for _, name := range []string{"a", "b", "c"} {
		s.Properties[name] = paging.Text(func(r row) string { return long + r.Name })
		keys = append(keys, paging.Key{Property: name})
	}
	all := []row{{ID: strings.Repeat("1", 100)}, {ID: strings.Repeat("2", 100)}, {ID: strings.Repeat("3", 100)}}
	q := query(paging.Query{Sort: keys, Limit: 1})
	var seen []string
	for {
		p, err := paging.Apply("list", all, q, s)
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, ids(p.Items)...)
		if len(p.NextCursor) > 1000 {
			t.Errorf("a cursor has %d characters, the contract allows 1000", len(p.NextCursor))
		}
		if q.Cursor = p.NextCursor; q.Cursor == "" || len(seen) > 3 {
			break
		}
	}
	if !slices.Equal(seen, ids(all)) {
		t.Errorf("the walk saw %d rows", len(seen))
	}
}

func FuzzCursor(f *testing.F) {
	all := rows(40)
	q := query(paging.Query{Sort: []paging.Key{{Property: "margin"}, {Property: "name"}}, Limit: 10})
	f.Add(apply(f, all, q).NextCursor)
	f.Add("")
	f.Add("AAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, cursor string) {
		q := q
		q.Cursor = cursor
		p, err := paging.Apply("list", all, q, schema)
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v", err)
		}
		if err == nil && p.Total != 40 {
			t.Errorf("got %d", p.Total)
		}
	})
}

func BenchmarkApply(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		all := rows(n)
		for name, q := range map[string]paging.Query{
			"by number":      {Sort: []paging.Key{{Property: "margin", Desc: true}}},
			"by three":       {Sort: []paging.Key{{Property: "state"}, {Property: "name"}, {Property: "ends_at"}}},
			"search, filter": {Search: "acme 0", Terms: []paging.Term{{Property: "margin", Op: paging.Lt, Value: "50"}, {Property: "name", Op: paging.Contains, Value: "c"}}},
		} {
			b.Run(fmt.Sprintf("%d %s", n, name), func(b *testing.B) {
				for range b.N {
					apply(b, all, q)
				}
			})
		}
	}
}
