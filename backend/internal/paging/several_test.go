package paging_test

import (
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/paging"
)

// tagged has several values of two properties.
type tagged struct {
	ID       string
	Plans    []string
	Warnings []string
}

var taggedSchema = paging.Schema[tagged]{
	Properties: map[string]paging.Property[tagged]{
		"plan":    paging.Texts(func(r tagged) []string { return r.Plans }),
		"warning": paging.Enums(func(r tagged) []string { return r.Warnings }, "empty", "double"),
	},
	Search: func(r tagged) []string { return r.Plans },
	ID:     func(r tagged) string { return r.ID },
}

func TestTermsOfSeveralValuesMatchWhenOneDoes(t *testing.T) {
	t.Parallel()
	rows := []tagged{
		{"1", []string{"Gold", "silver"}, []string{"empty", "double"}},
		{"2", []string{"silver"}, []string{"double"}},
		{"3", nil, nil},
	}
	for _, c := range []struct{ filter, sort, want string }{
		{"plan:eq:gold", "", "1"},
		{"plan:eq:silver", "", "1 2"},
		{"plan:contains:ilv", "", "1 2"},
		{"plan:ne:gold", "", "2 3"},
		{"warning:eq:empty", "", "1"},
		{"warning:ne:empty", "", "2 3"},
		{"warning:ne:double", "", "3"},
		{"", "plan", "1 2 3"},
		{"", "-plan", "2 1 3"},
		{"", "warning", "1 2 3"},
		{"", "-warning", "2 1 3"},
	} {
		raw := paging.Raw{}
		if c.filter != "" {
			raw.Filter = &[]string{c.filter}
		}
		if c.sort != "" {
			raw.Sort = &c.sort
		}
		q, err := paging.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		page, err := paging.Apply("tagged", rows, q, taggedSchema)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range page.Matched {
			got = append(got, r.ID)
		}
		if d := gocmp.Diff(c.want, strings.Join(got, " ")); d != "" {
			t.Errorf("filter %q, sort %q (-want +got):\n%s", c.filter, c.sort, d)
		}
	}
	for _, wrong := range []string{"warning:eq:other", "warning:contains:emp", "warning:lt:empty"} {
		q, err := paging.Parse(paging.Raw{Filter: &[]string{wrong}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := paging.Apply("tagged", rows, q, taggedSchema); err == nil {
			t.Errorf("%s is accepted", wrong)
		}
	}
}
