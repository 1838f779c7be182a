package credits

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind is what sort of credit it is.
type Kind string

// The kinds; the contract lists the same.
const (
	KindMAP         Kind = "map"
	KindPromotional Kind = "promotional"
	KindRefund      Kind = "refund"
	KindOther       Kind = "other"
)

// patterns recognise MAP credits by their description.
type patterns []pattern

// pattern is texts that follow one another with anything between them. It begins and ends with a word, unless it begins or ends with *.
type pattern struct {
	pieces            []string // in lower case, none empty
	inWord, outOfWord bool     // may begin within a word; may end within one
}

func compile(texts []string) patterns {
	var all patterns
	for _, t := range texts {
		t = strings.ToLower(strings.TrimSpace(t))
		p := pattern{inWord: strings.HasPrefix(t, "*"), outOfWord: strings.HasSuffix(t, "*")}
		for piece := range strings.SplitSeq(t, "*") {
			if piece != "" {
				p.pieces = append(p.pieces, piece)
			}
		}
		if len(p.pieces) > 0 {
			all = append(all, p)
		}
	}
	return all
}

// kind tells the kind of a credit by what AWS says of it.
func (ps patterns) kind(creditType, description string) Kind {
	description = strings.ToLower(description)
	for _, p := range ps {
		if p.in(description) {
			return KindMAP
		}
	}
	switch strings.ToLower(creditType) {
	case "promotion", "promotional":
		return KindPromotional
	case "refund":
		return KindRefund
	}
	return KindOther
}

// in looks for the pieces one after the other, each as early as it can be. That is enough to find the pattern when it is there, and takes no more steps than the text is long for each piece.
func (p pattern) in(text string) bool {
	at := 0
	for i, piece := range p.pieces {
		begins := i == 0 && !p.inWord
		ends := i == len(p.pieces)-1 && !p.outOfWord
		end := next(text, at, piece, begins, ends)
		if end < 0 {
			return false
		}
		at = end
	}
	return true
}

// next finds a piece from a place on and returns where it ends; negative when it is not there.
func next(text string, from int, piece string, begins, ends bool) int {
	for from <= len(text) {
		i := strings.Index(text[from:], piece)
		if i < 0 {
			return -1
		}
		start, end := from+i, from+i+len(piece)
		if (!begins || bounded(text[:start], piece, true)) && (!ends || bounded(text[end:], piece, false)) {
			return end
		}
		from = start + 1
	}
	return -1
}

// bounded reports whether no word goes on over the edge between a piece and the rest of the text before or after it.
func bounded(rest, piece string, before bool) bool {
	var outside, inside rune
	if before {
		outside, _ = utf8.DecodeLastRuneInString(rest)
		inside, _ = utf8.DecodeRuneInString(piece)
	} else {
		outside, _ = utf8.DecodeRuneInString(rest)
		inside, _ = utf8.DecodeLastRuneInString(piece)
	}
	return rest == "" || !isWord(outside) || !isWord(inside)
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
