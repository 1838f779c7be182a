package paging

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
)

// kind is what a property holds.
type kind int

const (
	text kind = iota
	enum
	number
	instant
	several // text or enum of which a row has several
)

// Property is one thing rows can be filtered and sorted by.
type Property[T any] struct {
	kind    kind
	values  []string // of an enum
	text    func(T) string
	texts   func(T) []string
	number  func(T) (money.Decimal, bool)
	instant func(T) (time.Time, bool)
}

// Text is compared without regard to case; empty text is unknown.
func Text[T any](of func(T) string) Property[T] { return Property[T]{kind: text, text: of} }

// Enum is one of the values.
func Enum[T any](of func(T) string, values ...string) Property[T] {
	return Property[T]{kind: enum, text: of, values: values}
}

// Texts is several texts. A term matches when it does for one of them, ne when none is equal; rows sort by the first.
func Texts[T any](of func(T) []string) Property[T] { return Property[T]{kind: several, texts: of} }

// Enums is several of the values, to be filtered like Texts.
func Enums[T any](of func(T) []string, values ...string) Property[T] {
	return Property[T]{kind: several, texts: of, values: values}
}

// Number is an exact decimal; false when it is unknown.
func Number[T any](of func(T) (money.Decimal, bool)) Property[T] {
	return Property[T]{kind: number, number: of}
}

// Time is an instant; false when it is unknown. Values are RFC 3339 instants, dates or months.
func Time[T any](of func(T) (time.Time, bool)) Property[T] {
	return Property[T]{kind: instant, instant: of}
}

// Schema says how a list of T is searched, filtered and sorted.
type Schema[T any] struct {
	Properties map[string]Property[T]
	Search     func(T) []string // texts that a search looks into
	Default    []Key            // the order without a sort
	ID         func(T) string   // unique; breaks ties, so that pages are stable
}

func (s Schema[T]) names() string {
	return strings.Join(slices.Sorted(maps.Keys(s.Properties)), ", ")
}

// value is the sort key of a row for this property.
func (p Property[T]) value(row T) value {
	switch p.kind {
	case number:
		v, ok := p.number(row)
		if !ok {
			return value{}
		}
		return value{known: true, key: numberKey(v)}
	case instant:
		v, ok := p.instant(row)
		if !ok {
			return value{}
		}
		return value{known: true, key: timeKey(v)}
	case text, enum, several:
		v := p.first(row)
		if v == "" {
			return value{}
		}
		if p.values != nil {
			return value{known: true, key: enumKey(slices.Index(p.values, v), v)}
		}
		return value{known: true, key: textKey(v)}
	}
	return value{}
}

// first is the text of a row, the first one of several; empty when there is none.
func (p Property[T]) first(row T) string {
	if p.kind != several {
		return p.text(row)
	}
	for _, v := range p.texts(row) {
		return v
	}
	return ""
}

// test is a compiled term.
type test[T any] func(row T) bool

// compile returns the test of a term, or what is wrong with it.
func (p Property[T]) compile(t Term) (test[T], string) {
	switch p.kind {
	case number:
		return p.compileNumber(t)
	case instant:
		return p.compileTime(t)
	case enum:
		return p.compileEnum(t)
	case text:
		return p.compileText(t), ""
	case several:
		return p.compileSeveral(t)
	}
	return nil, "cannot be filtered."
}

func holds(op Op, c int) bool {
	switch op {
	case Eq:
		return c == 0
	case Ne:
		return c != 0
	case Lt:
		return c < 0
	case Lte:
		return c <= 0
	case Gt:
		return c > 0
	case Gte:
		return c >= 0
	case Contains:
		return false
	}
	return false
}

func (p Property[T]) compileNumber(t Term) (test[T], string) {
	if t.Op == Contains {
		return nil, t.Property + " is no text, so contains does not apply. Use eq, ne, lt, lte, gt or gte."
	}
	want, err := money.ParseDecimal(t.Value)
	if err != nil {
		return nil, fmt.Sprintf("%s is not a decimal number. Use one such as -12.5.", quote(t.Value))
	}
	return func(row T) bool {
		v, ok := p.number(row)
		return ok && holds(t.Op, v.Cmp(want))
	}, ""
}

func (p Property[T]) compileTime(t Term) (test[T], string) {
	if t.Op == Contains {
		return nil, t.Property + " is no text, so contains does not apply. Use eq, ne, lt, lte, gt or gte."
	}
	from, to, ok := parseInstant(t.Value)
	if !ok {
		return nil, fmt.Sprintf("%s is not a time. Use 2026-10, 2026-10-31 or 2026-10-31T12:00:00Z.", quote(t.Value))
	}
	// A value stands for the span it names: eq 2026-10 is any instant of October.
	return func(row T) bool {
		v, ok := p.instant(row)
		switch {
		case !ok:
			return false
		case v.Before(from):
			return holds(t.Op, -1)
		case v.Before(to) || v.Equal(from):
			return holds(t.Op, 0)
		default:
			return holds(t.Op, 1)
		}
	}, ""
}

// parseInstant reads the span [from, to) that a value names.
func parseInstant(s string) (from, to time.Time, ok bool) {
	if m, err := period.ParseMonth(s); err == nil {
		return m.Start(), m.End(), true
	}
	if d, err := time.Parse(time.DateOnly, s); err == nil {
		return d, d.AddDate(0, 0, 1), true
	}
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return at.UTC(), at.UTC(), true
	}
	return time.Time{}, time.Time{}, false
}

func (p Property[T]) compileEnum(t Term) (test[T], string) {
	if t.Op != Eq && t.Op != Ne {
		return nil, "Use eq or ne with " + t.Property + "."
	}
	if !slices.Contains(p.values, t.Value) {
		return nil, fmt.Sprintf("%s is not a value of %s. Use one of %s.", quote(t.Value), t.Property, strings.Join(p.values, ", "))
	}
	return func(row T) bool { return (p.text(row) == t.Value) == (t.Op == Eq) }, ""
}

func (p Property[T]) compileText(t Term) test[T] {
	want := strings.ToLower(t.Value)
	return func(row T) bool {
		have := strings.ToLower(p.text(row))
		switch {
		case have == "":
			return t.Op == Ne
		case t.Op == Contains:
			return strings.Contains(have, want)
		}
		return holds(t.Op, cmp.Compare(have, want))
	}
}

// compileSeveral asks of each value what is asked of one.
func (p Property[T]) compileSeveral(t Term) (test[T], string) {
	each := Property[string]{kind: text, values: p.values, text: func(v string) string { return v }}
	if p.values != nil {
		each.kind = enum
	}
	positive := t
	if t.Op == Ne {
		positive.Op = Eq
	}
	matches, wrong := each.compile(positive)
	if wrong != "" {
		return nil, wrong
	}
	return func(row T) bool { return slices.ContainsFunc(p.texts(row), matches) != (t.Op == Ne) }, ""
}
