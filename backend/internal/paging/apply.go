package paging

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"portal.example/backend/internal/fault"
)

// Page is one page of a list.
type Page[T any] struct {
	Items      []T
	Matched    []T // every row that matches, in order; for totals
	Total      int // how many match
	NextCursor string
}

// Apply filters, sorts and pages rows, which it does not change. List names the list, with its receiver and month where it has them; a
// cursor of another list, search, filter or sort is refused. A cursor goes on behind the row it was made at, also when rows have come or
// gone since. Rows whose value is unknown sort last in both directions; an unknown number or time matches no comparison, an unknown text
// or enum matches ne alone. A page beyond the end is empty with the right total.
func Apply[T any](list string, rows []T, q Query, s Schema[T]) (Page[T], error) {
	tests, keys, err := s.check(q)
	if err != nil {
		return Page[T]{}, err
	}
	after, err := q.position(list, len(keys))
	if err != nil {
		return Page[T]{}, err
	}
	matched := make([]T, 0, len(rows))
	words := strings.Fields(strings.ToLower(q.Search))
	for _, row := range rows {
		if s.found(row, words) && passes(row, tests, q.Match) {
			matched = append(matched, row)
		}
	}
	o := s.order(matched, keys)
	page := Page[T]{Matched: orderedRows(o, matched), Total: len(matched)}
	from := min((max(q.Page, 1)-1)*q.Limit, len(matched))
	if after != nil {
		from = o.behind(*after)
	}
	to := min(from+q.Limit, len(matched))
	page.Items = page.Matched[from:to]
	if to > from && to < len(matched) {
		page.NextCursor = q.cursor(list, o.at(to-1))
	}
	return page, nil
}

// check compiles the terms and resolves the sort; every unknown property is named in one fault.
func (s Schema[T]) check(q Query) ([]test[T], []Key, error) {
	var fields []fault.Field
	tests := make([]test[T], 0, len(q.Terms))
	for _, t := range q.Terms {
		p, ok := s.Properties[t.Property]
		if !ok {
			fields = append(fields, fault.Field{Parameter: "filter", Code: CodeInvalidFilter, Detail: fmt.Sprintf("%s is not a property of this list. Use one of %s.", quote(t.Property), s.names())})
			continue
		}
		compiled, problem := p.compile(t)
		if problem != "" {
			fields = append(fields, fault.Field{Parameter: "filter", Code: CodeInvalidFilter, Detail: problem})
			continue
		}
		tests = append(tests, compiled)
	}
	for _, k := range q.Sort {
		if _, ok := s.Properties[k.Property]; !ok {
			fields = append(fields, fault.Field{Parameter: "sort", Code: CodeInvalidSort, Detail: fmt.Sprintf("%s is not a property of this list. Use one of %s.", quote(k.Property), s.names())})
		}
	}
	if len(fields) > 0 {
		return nil, nil, invalid(fields)
	}
	if len(q.Sort) > 0 {
		return tests, q.Sort, nil
	}
	return tests, s.Default, nil
}

// found reports whether every word of a search is in one of the row's texts.
func (s Schema[T]) found(row T, words []string) bool {
	if len(words) == 0 {
		return true
	}
	given := s.Search(row)
	texts := make([]string, len(given))
	for i, t := range given {
		texts[i] = strings.ToLower(t)
	}
	for _, word := range words {
		if !slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(t, word) }) {
			return false
		}
	}
	return true
}

// passes reports whether a row matches the terms; without terms every row does.
func passes[T any](row T, tests []test[T], match Match) bool {
	if len(tests) == 0 {
		return true
	}
	for _, t := range tests {
		if t(row) == (match == Any) {
			return match == Any
		}
	}
	return match != Any
}

// order is rows in sorted order. Sort keys are made once per row and compare as bytes, which is what makes large lists fast.
type order struct {
	keys   []Key
	values []value // of row i from i*len(keys) on
	ids    []string
	sorted []int // numbers of rows
}

func (s Schema[T]) order(rows []T, keys []Key) *order {
	o := &order{keys: keys, values: make([]value, 0, len(rows)*len(keys)), ids: make([]string, len(rows)), sorted: make([]int, len(rows))}
	properties := make([]Property[T], len(keys))
	for i, k := range keys {
		properties[i] = s.Properties[k.Property]
	}
	for i, row := range rows {
		for _, p := range properties {
			o.values = append(o.values, p.value(row))
		}
		o.ids[i], o.sorted[i] = s.ID(row), i
	}
	slices.SortFunc(o.sorted, func(a, b int) int {
		n := len(keys)
		for i := range n {
			if c := compareValues(&o.values[a*n+i], &o.values[b*n+i], keys[i].Desc); c != 0 {
				return c
			}
		}
		return strings.Compare(o.ids[a], o.ids[b])
	})
	return o
}

// compareValues orders two values of a property, unknown ones last in both directions.
func compareValues(x, y *value, desc bool) int {
	switch {
	case x.known != y.known:
		if x.known {
			return -1
		}
		return 1
	case x.key == y.key:
		return 0
	case (x.key < y.key) != desc:
		return -1
	default:
		return 1
	}
}

// row is the place of a row by its number, at by its place in the order.
func (o *order) row(i int) place {
	n := len(o.keys)
	return place{values: o.values[i*n : (i+1)*n], id: o.ids[i]}
}

func (o *order) at(i int) place { return o.row(o.sorted[i]) }

func (o *order) compare(a, b place) int {
	for i, k := range o.keys {
		if c := compareValues(&a.values[i], &b.values[i], k.Desc); c != 0 {
			return c
		}
	}
	return strings.Compare(a.id, b.id)
}

// behind is where the first row stands that comes after p.
func (o *order) behind(p place) int {
	return sort.Search(len(o.sorted), func(i int) bool { return o.compare(o.at(i), p) > 0 })
}

func orderedRows[T any](o *order, rows []T) []T {
	ordered := make([]T, len(rows))
	for i, n := range o.sorted {
		ordered[i] = rows[n]
	}
	return ordered
}
