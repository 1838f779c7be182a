package apidocs

import (
	"html"
	"html/template"
	"regexp"
	"strings"
)

// The marks that descriptions of the contract use, after escaping.
var (
	strongMark = regexp.MustCompile(`\*\*([^*]+)\*\*`)
	stressMark = regexp.MustCompile(`\*([^*]+)\*`)
)

// inline renders a line of a description: `code`, **strong** and *stress*. Everything else is text.
func inline(text string) template.HTML {
	parts := strings.Split(html.EscapeString(strings.TrimSpace(text)), "`")
	if len(parts)%2 == 0 { // a lone mark is only a character
		parts = []string{html.EscapeString(strings.TrimSpace(text))}
	}
	var b strings.Builder
	for i, part := range parts {
		if i%2 == 1 {
			b.WriteString("<code>" + part + "</code>")
			continue
		}
		part = strongMark.ReplaceAllString(part, "<strong>$1</strong>")
		b.WriteString(stressMark.ReplaceAllString(part, "<em>$1</em>"))
	}
	return template.HTML(b.String()) //nolint:gosec // the text is escaped before marks become elements
}

// paragraphs renders a description of several paragraphs, which empty lines separate.
func paragraphs(text string) []template.HTML {
	var all []template.HTML
	for p := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if strings.TrimSpace(p) != "" {
			all = append(all, inline(p))
		}
	}
	return all
}
