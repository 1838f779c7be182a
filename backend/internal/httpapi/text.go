package httpapi

import (
	"strconv"
	"unicode"
	"unicode/utf8"
)

const (
	maxShown  = 60   // characters of a caller's value that a message repeats
	maxDetail = 2000 // characters of a message
)

// cut shortens text to at most n characters and says so with an ellipsis.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	r := []rune(s)
	return string(r[:n-1]) + "…"
}

// shown quotes a caller's value for a message: short, printable and marked where it was cut.
func shown(s string) string { return strconv.QuoteToGraphic(cut(s, maxShown)) }

// hasControl reports whether s holds a control character other than tab and line ends, or is not UTF-8.
func hasControl(s string) bool {
	if !utf8.ValidString(s) {
		return true
	}
	for _, r := range s {
		if r == '\t' || r == '\n' || r == '\r' {
			continue
		}
		if unicode.IsControl(r) {
			return true
		}
	}
	return false
}
