package paging

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
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

// Apply filters, sorts and pages rows, which it does not change. List names the list; a cursor of another list, filter or sort is refused. Rows whose value
// is unknown sort last in both directions and match no comparison but ne.
func Apply[T any](list string, rows []T, q Query, s Schema[T]) (Page[T], error) {
	tests, sort, err := s.check(q)
	if err != nil {
		return Page[T]{}, err
	}
	offset, err := q.offset(list)
	if err != nil {
		return Page[T]{}, err
	}
	matched := make([]T, 0, len(rows))
	search := strings.ToLower(q.Search)
	for _, row := range rows {
		if s.matches(row, search, tests, q.Match) {
			matched = append(matched, row)
		}
	}
	slices.SortStableFunc(matched, func(a, b T) int { return s.order(a, b, sort) })
	page := Page[T]{Matched: matched, Total: len(matched)}
	if offset >= len(matched) {
		return page, nil
	}
	end := min(offset+q.Limit, len(matched))
	page.Items = matched[offset:end]
	if end < len(matched) {
		page.NextCursor = encodeCursor(cursor{Offset: end, Of: q.fingerprint(list)})
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

func (s Schema[T]) matches(row T, search string, tests []test[T], match Match) bool {
	if search != "" && !slices.ContainsFunc(s.Search(row), func(t string) bool { return strings.Contains(strings.ToLower(t), search) }) {
		return false
	}
	if len(tests) == 0 {
		return true
	}
	for _, t := range tests {
		if t(row) != (match != Any) {
			return match == Any
		}
	}
	return match != Any
}

func (s Schema[T]) order(a, b T, keys []Key) int {
	for _, k := range keys {
		p := s.Properties[k.Property]
		ka, kb := p.known(a), p.known(b)
		if ka != kb {
			if ka {
				return -1
			}
			return 1
		}
		if !ka {
			continue
		}
		c := p.compare(a, b)
		if k.Desc {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return cmp.Compare(s.ID(a), s.ID(b))
}

// cursor is what an opaque cursor carries.
type cursor struct {
	Offset int    `json:"o"`
	Of     string `json:"h"`
}

func encodeCursor(c cursor) string {
	b, _ := json.Marshal(c) // two plain fields cannot fail
	return base64.RawURLEncoding.EncodeToString(b)
}

// offset is where the page starts.
func (q Query) offset(list string) (int, error) {
	if q.Page > 0 {
		return (q.Page - 1) * q.Limit, nil
	}
	if q.Cursor == "" {
		return 0, nil
	}
	var c cursor
	b, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil || c.Offset < 1 || c.Of != q.fingerprint(list) {
		return 0, fault.InvalidParameter("cursor", CodeInvalidCursor, "This is not a cursor of this list, filter and sort. Start again without a cursor.")
	}
	return c.Offset, nil
}

// fingerprint binds a cursor to the list, filter and sort it was made for.
func (q Query) fingerprint(list string) string {
	q.Cursor, q.Page, q.Limit = "", 0, 0
	b, _ := json.Marshal(struct {
		List  string
		Query Query
	}{list, q})
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}
