package apidocs_test

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"portal.example/backend/internal/apidocs"
)

func render(t *testing.T) (apidocs.Pages, *html.Node) {
	t.Helper()
	document, err := os.ReadFile("../../../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := apidocs.New(document, []apidocs.Entry{
		{Code: "invalid_request", Title: "The request is not valid", Status: 400, Explanation: "See `errors`. <script>alert(1)</script>"},
	})
	if err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(bytes.NewReader(pages.HTML))
	if err != nil {
		t.Fatal(err)
	}
	return pages, root
}

func elements(root *html.Node, visit func(n *html.Node)) {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			visit(n)
		}
	}
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func TestPageHoldsEveryOperationSchemaAndProblem(t *testing.T) {
	t.Parallel()
	pages, root := render(t)
	ids := map[string]int{}
	elements(root, func(n *html.Node) { ids[attribute(n, "id")]++ })
	document, err := os.ReadFile("../../../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	operations := regexp.MustCompile(`operationId: (\w+)`).FindAllSubmatch(document, -1)
	if len(operations) < 10 {
		t.Fatalf("found %d operations in the contract", len(operations))
	}
	for _, o := range operations {
		if ids[string(o[1])] != 1 {
			t.Errorf("operation %s has %d places on the page, want 1", o[1], ids[string(o[1])])
		}
	}
	for _, id := range []string{"schema-Money", "schema-Dashboard", "problem-invalid_request", "main"} {
		if ids[id] != 1 {
			t.Errorf("id %s occurs %d times, want 1", id, ids[id])
		}
	}
	for id, n := range ids {
		if id != "" && n > 1 {
			t.Errorf("id %s occurs %d times", id, n)
		}
	}
	if !bytes.Contains(pages.HTML, []byte(`curl &#34;$PORTAL/dashboard?period=2026-10&#34; -H &#39;X-Account-Id: 111122223333&#39;`)) {
		t.Error("the dashboard has no command to copy")
	}
}

func TestPageLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	_, root := render(t)
	ids := map[string]bool{}
	elements(root, func(n *html.Node) { ids[attribute(n, "id")] = true })
	elements(root, func(n *html.Node) {
		anchor, local := strings.CutPrefix(attribute(n, "href"), "#")
		if local && !ids[anchor] {
			t.Errorf("link to #%s leads nowhere", anchor)
		}
	})
}

func TestPageNeedsNoScriptAndNothingFromOutside(t *testing.T) {
	t.Parallel()
	pages, root := render(t)
	elements(root, func(n *html.Node) {
		switch n.Data {
		case "script", "style", "iframe", "img", "object":
			t.Errorf("the page has a %s element", n.Data)
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("attribute %s on %s needs a weaker policy", a.Key, n.Data)
			}
			if (a.Key == "href" || a.Key == "src") && strings.Contains(a.Val, "//") {
				t.Errorf("%s leads to %s", n.Data, a.Val)
			}
		}
	})
	if bytes.Contains(pages.CSS, []byte("url(")) || bytes.Contains(pages.CSS, []byte("@import")) {
		t.Error("the style sheet loads something")
	}
}

func TestPageIsAccessibleByStructure(t *testing.T) {
	t.Parallel()
	_, root := render(t)
	count := map[string]int{}
	level := 0
	elements(root, func(n *html.Node) {
		count[n.Data]++
		if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
			if next := int(n.Data[1] - '0'); next > level+1 {
				t.Errorf("heading jumps from h%d to %s", level, n.Data)
			} else {
				level = next
			}
		}
		if n.Data == "th" && attribute(n, "scope") == "" {
			t.Error("a table heading has no scope")
		}
		if n.Data == "html" && attribute(n, "lang") == "" {
			t.Error("the page names no language")
		}
	})
	for _, one := range []string{"h1", "main", "header", "nav", "title"} {
		if count[one] != 1 {
			t.Errorf("%d elements %s, want 1", count[one], one)
		}
	}
}

func TestSameDocumentGivesSameBytes(t *testing.T) {
	t.Parallel()
	a, _ := render(t)
	b, _ := render(t)
	if !bytes.Equal(a.HTML, b.HTML) {
		t.Error("two renderings differ")
	}
}

func TestDamagedDocumentIsRefused(t *testing.T) {
	t.Parallel()
	for _, document := range []string{"", "openapi: [", "openapi: 3.0.3"} {
		if _, err := apidocs.New([]byte(document), nil); err == nil {
			t.Errorf("%q was rendered", document)
		}
	}
}
