package paging_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/paging"
)

// wantFields checks which parameters a fault of kind Invalid names, with which codes: "filter invalid_filter".
func wantFields(t *testing.T, err error, want ...string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Invalid || f.Code != fault.CodeInvalidRequest {
		t.Fatalf("got %v, want a fault of kind invalid", err)
	}
	var got []string
	for _, field := range f.Fields {
		got = append(got, field.Parameter+" "+field.Code)
		if !strings.HasSuffix(field.Detail, ".") || !strings.Contains(f.Message, field.Detail) {
			t.Errorf("detail %q is no sentence of the message %q", field.Detail, f.Message)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("fields (-want +got):\n%s\nof %v", d, err)
	}
}

func TestParseDefaults(t *testing.T) {
	t.Parallel()
	q, err := paging.Parse(paging.Raw{Search: new("  "), Filter: &[]string{}})
	if d := cmp.Diff(paging.Query{Match: paging.All, Limit: 25, Terms: []paging.Term{}}, q); d != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
}

func TestParseReadsEverything(t *testing.T) {
	t.Parallel()
	q, err := paging.Parse(paging.Raw{
		Search: new(" Acme "), Filter: &[]string{"margin_percent:lt:-5.5", "name:contains:a:b"}, Match: new("any"), Sort: new("-margin,name"),
		Limit: new(int32(100)), Page: new(int32(3)),
	})
	want := paging.Query{
		Search: "Acme", Match: paging.Any, Limit: 100, Page: 3,
		Terms: []paging.Term{{Property: "margin_percent", Op: paging.Lt, Value: "-5.5"}, {Property: "name", Op: paging.Contains, Value: "a:b"}},
		Sort:  []paging.Key{{Property: "margin", Desc: true}, {Property: "name"}},
	}
	if d := cmp.Diff(want, q); d != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
}

func TestParseNamesEveryWrongParameter(t *testing.T) {
	t.Parallel()
	many := make([]string, 21)
	for i := range many {
		many[i] = "a:eq:1"
	}
	for name, c := range map[string]struct {
		raw  paging.Raw
		want []string
	}{
		"long search":    {paging.Raw{Search: new(strings.Repeat("ü", 201))}, []string{"search invalid_search"}},
		"broken search":  {paging.Raw{Search: new("\xff")}, []string{"search invalid_search"}},
		"two terms":      {paging.Raw{Filter: &[]string{"name", "name:like:x"}}, []string{"filter invalid_filter", "filter invalid_filter"}},
		"empty value":    {paging.Raw{Filter: &[]string{"name:eq:"}}, []string{"filter invalid_filter"}},
		"many terms":     {paging.Raw{Filter: &many}, []string{"filter invalid_filter"}},
		"match":          {paging.Raw{Match: new("some")}, []string{"match invalid_match"}},
		"four sort keys": {paging.Raw{Sort: new("a,b,c,d")}, []string{"sort invalid_sort"}},
		"sort form":      {paging.Raw{Sort: new("a,,b")}, []string{"sort invalid_sort"}},
		"empty sort":     {paging.Raw{Sort: new("")}, []string{"sort invalid_sort"}},
		"limit 0":        {paging.Raw{Limit: new(int32(0))}, []string{"limit invalid_limit"}},
		"limit 101":      {paging.Raw{Limit: new(int32(101))}, []string{"limit invalid_limit"}},
		"page 0":         {paging.Raw{Page: new(int32(0))}, []string{"page invalid_page"}},
		"page too far":   {paging.Raw{Page: new(int32(100_001))}, []string{"page invalid_page"}},
		"both":           {paging.Raw{Page: new(int32(1)), Cursor: new("x")}, []string{"cursor invalid_cursor"}},
		"everything": {
			paging.Raw{Search: new("\xff"), Filter: &[]string{"x"}, Match: new(""), Sort: new("-"), Limit: new(int32(-1)), Page: new(int32(-1)), Cursor: new("")},
			[]string{
				"search invalid_search", "filter invalid_filter", "match invalid_match", "sort invalid_sort", "limit invalid_limit",
				"page invalid_page", "cursor invalid_cursor",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := paging.Parse(c.raw)
			wantFields(t, err, c.want...)
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add("acme", "name:eq:x", "all", "-name,margin", int32(25), "", int32(1))
	f.Add("", "a:b:c:d", "any", "name", int32(0), "AAAA", int32(0))
	f.Fuzz(func(t *testing.T, search, filter, match, sort string, limit int32, cursor string, page int32) {
		raw := paging.Raw{Search: &search, Filter: &[]string{filter}, Match: &match, Sort: &sort, Limit: &limit}
		if cursor != "" {
			raw.Cursor = &cursor
		} else {
			raw.Page = &page
		}
		q, err := paging.Parse(raw)
		if err != nil {
			if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || len(f.Fields) == 0 {
				t.Errorf("got %v, want a fault with fields", err)
			}
			return
		}
		if q.Limit < 1 || q.Limit > paging.MaxLimit || len(q.Sort) == 0 || len(q.Terms) != 1 || q.Terms[0].Value == "" {
			t.Errorf("accepted as %+v", q)
		}
		got, err := paging.Apply("list", rows(30), q, schema)
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v", err)
		}
		if len(got.Items) > q.Limit || len(got.Matched) != got.Total {
			t.Errorf("got a page of %d of %d", len(got.Items), got.Total)
		}
	})
}
