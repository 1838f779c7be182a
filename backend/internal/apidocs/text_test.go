package apidocs

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestInlineRendersMarks(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain":                        "plain",
		"a `code` b":                   "a <code>code</code> b",
		"**Money** is *not* a number.": "<strong>Money</strong> is <em>not</em> a number.",
		"`a*b*c`":                      "<code>a*b*c</code>",
		"a lone ` mark":                "a lone ` mark",
		"<b> & `<i>`":                  "&lt;b&gt; &amp; <code>&lt;i&gt;</code>",
	} {
		if got := string(inline(in)); got != want {
			t.Errorf("inline(%q) = %q, want %q", in, got, want)
		}
	}
}

// Whatever a description says, only the three elements of our marks come out.
func FuzzInlineLetsNoElementThrough(f *testing.F) {
	for _, seed := range []string{"`<script>`", "**<img src=x onerror=y>**", "*`**`*", "</code><a href='javascript:x'>", "`a` *b* **c**", "&lt;b&gt;"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tokens := html.NewTokenizer(strings.NewReader(string(inline(text))))
		for {
			kind := tokens.Next()
			if kind == html.ErrorToken {
				return
			}
			token := tokens.Token()
			if kind != html.TextToken && ((token.Data != "code" && token.Data != "strong" && token.Data != "em") || len(token.Attr) > 0) {
				t.Fatalf("inline(%q) has %s", text, token)
			}
		}
	})
}
