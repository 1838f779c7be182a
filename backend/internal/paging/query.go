// Package paging filters, sorts and pages the lists of every room in one way.
package paging

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"portal.example/backend/internal/fault"
)

// Op compares a property with a value.
type Op string

// The operators. Contains is for text.
const (
	Eq       Op = "eq"
	Ne       Op = "ne"
	Lt       Op = "lt"
	Lte      Op = "lte"
	Gt       Op = "gt"
	Gte      Op = "gte"
	Contains Op = "contains"
)

var ops = []Op{Eq, Ne, Lt, Lte, Gt, Gte, Contains} //nolint:gochecknoglobals // a constant table

// Term is one condition, written property:operator:value.
type Term struct {
	Property string
	Op       Op
	Value    string
}

// Match says how terms combine.
type Match string

// All terms have to match, or any.
const (
	All Match = "all"
	Any Match = "any"
)

// Key is one property to sort by.
type Key struct {
	Property string
	Desc     bool
}

// Query is what a caller asks of a list.
type Query struct {
	Search string
	Terms  []Term
	Match  Match
	Sort   []Key
	Limit  int    // 1 to MaxLimit
	Cursor string // of the page before; empty for the first
	Page   int    // 1-based; 0 when the cursor counts
}

// Bounds of a page.
const (
	DefaultLimit = 25
	MaxLimit     = 100
	maxTerms     = 20
	maxSortKeys  = 3
	maxText      = 200
	maxPage      = 100_000
)

// Codes of the faults of this package.
const (
	CodeInvalidFilter = "invalid_filter"
	CodeInvalidSort   = "invalid_sort"
	CodeInvalidSearch = "invalid_search"
	CodeInvalidLimit  = "invalid_limit"
	CodeInvalidPage   = "invalid_page"
	CodeInvalidCursor = "invalid_cursor"
	CodeInvalidMatch  = "invalid_match"
)

// Raw is a query as it arrives; nil where the caller said nothing.
type Raw struct {
	Search *string
	Filter *[]string
	Match  *string
	Sort   *string
	Limit  *int32
	Cursor *string
	Page   *int32
}

// ParseSelection reads what a body selects rows of a list by; what is empty was not said.
func ParseSelection(search string, filter []string, match string) (Query, error) {
	var raw Raw
	if search != "" {
		raw.Search = &search
	}
	if len(filter) > 0 {
		raw.Filter = &filter
	}
	if match != "" {
		raw.Match = &match
	}
	return Parse(raw)
}

// Parse checks the form of a query. Every wrong parameter is named in the one fault it returns; whether properties exist is for Apply to say.
func Parse(raw Raw) (Query, error) {
	q := Query{Match: All, Limit: DefaultLimit}
	var fields []fault.Field
	bad := func(parameter, code, detail string) {
		fields = append(fields, fault.Field{Parameter: parameter, Code: code, Detail: detail})
	}
	if raw.Search != nil {
		q.Search = strings.TrimSpace(*raw.Search)
		if !utf8.ValidString(q.Search) || utf8.RuneCountInString(q.Search) > maxText {
			bad("search", CodeInvalidSearch, fmt.Sprintf("Use at most %d characters of valid UTF-8.", maxText))
		}
	}
	if raw.Filter != nil {
		q.Terms = parseTerms(*raw.Filter, bad)
	}
	if raw.Match != nil {
		q.Match = Match(*raw.Match)
		if q.Match != All && q.Match != Any {
			bad("match", CodeInvalidMatch, "Use all or any.")
		}
	}
	if raw.Sort != nil {
		q.Sort = parseSort(*raw.Sort, bad)
	}
	if raw.Limit != nil {
		q.Limit = int(*raw.Limit)
		if q.Limit < 1 || q.Limit > MaxLimit {
			bad("limit", CodeInvalidLimit, fmt.Sprintf("Use a number from 1 to %d.", MaxLimit))
		}
	}
	if raw.Page != nil {
		q.Page = int(*raw.Page)
		if q.Page < 1 || q.Page > maxPage {
			bad("page", CodeInvalidPage, fmt.Sprintf("Use a number from 1 to %d.", maxPage))
		}
	}
	if raw.Cursor != nil {
		q.Cursor = *raw.Cursor
		if raw.Page != nil {
			bad("cursor", CodeInvalidCursor, "Send cursor or page, not both.")
		}
	}
	if len(fields) > 0 {
		return Query{}, invalid(fields)
	}
	return q, nil
}

func invalid(fields []fault.Field) error {
	details := make([]string, len(fields))
	for i, f := range fields {
		details[i] = f.Parameter + ": " + f.Detail
	}
	return &fault.Error{Kind: fault.Invalid, Code: fault.CodeInvalidRequest, Message: strings.Join(details, " "), Fields: fields}
}

func parseTerms(raw []string, bad func(parameter, code, detail string)) []Term {
	if len(raw) > maxTerms {
		bad("filter", CodeInvalidFilter, fmt.Sprintf("Use at most %d terms.", maxTerms))
		return nil
	}
	terms := make([]Term, 0, len(raw))
	for _, r := range raw {
		parts := strings.SplitN(r, ":", 3)
		if len(parts) != 3 || parts[2] == "" || !utf8.ValidString(parts[2]) || utf8.RuneCountInString(parts[2]) > maxText {
			bad("filter", CodeInvalidFilter, "Write property:operator:value, for example margin_percent:lt:5.")
			continue
		}
		if !slices.Contains(ops, Op(parts[1])) {
			bad("filter", CodeInvalidFilter, fmt.Sprintf("%s is not an operator. Use one of %s.", quote(parts[1]), join(ops)))
			continue
		}
		terms = append(terms, Term{Property: parts[0], Op: Op(parts[1]), Value: parts[2]})
	}
	return terms
}

var sortForm = regexp.MustCompile(`^-?[a-z_]+(,-?[a-z_]+)*$`)

func parseSort(raw string, bad func(parameter, code, detail string)) []Key {
	parts := strings.Split(raw, ",")
	if !sortForm.MatchString(raw) || len(parts) > maxSortKeys {
		bad("sort", CodeInvalidSort, fmt.Sprintf("Use up to %d properties separated by commas, with - in front to sort descending.", maxSortKeys))
		return nil
	}
	keys := make([]Key, len(parts))
	for i, p := range parts {
		keys[i] = Key{Property: strings.TrimPrefix(p, "-"), Desc: strings.HasPrefix(p, "-")}
	}
	return keys
}

// quote shows a caller's value back, shortened.
func quote(s string) string {
	const shown = 40
	r := []rune(strings.ToValidUTF8(s, "?"))
	if len(r) > shown {
		return fmt.Sprintf("%q…", string(r[:shown]))
	}
	return fmt.Sprintf("%q", string(r))
}

func join[T ~string](values []T) string {
	ss := make([]string, len(values))
	for i, v := range values {
		ss[i] = string(v)
	}
	return strings.Join(ss, ", ")
}
