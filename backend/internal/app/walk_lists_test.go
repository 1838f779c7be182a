package app

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// rows is a page of a list, whatever it lists.
type rows struct {
	Items      []map[string]any `json:"items"`
	Total      int              `json:"total"`
	NextCursor string           `json:"next_cursor"`
}

var (
	quoted     = regexp.MustCompile("`([a-z_]+)`")
	inBrackets = regexp.MustCompile(`\([^)]*\)`)
	promise    = regexp.MustCompile(`(?s)Filter and sort by (.*?)\.(?:\s|$)`)
	itHas      = regexp.MustCompile(`Use one of ([a-z_0-9, ]+)\.`)
	number     = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)
)

// propertiesOf are the properties that the description of a list says it filters and sorts by.
func propertiesOf(op *walked) []string {
	description := *op.spec.Responses.Value("200").Value.Description
	m := promise.FindStringSubmatch(description)
	if m == nil {
		return nil
	}
	var names []string
	for _, q := range quoted.FindAllStringSubmatch(inBrackets.ReplaceAllString(m[1], ""), -1) {
		names = append(names, q[1])
	}
	return names
}

func (w *walk) lists(op *walked) {
	w.t.Helper()
	if op.param(openapi3.ParameterInQuery, "filter") != nil {
		w.properties(op)
		w.mixed(op)
	}
	w.pages(op)
	if op.spec.Responses.Value("200").Value.Content["text/csv"] != nil {
		w.tables(op)
	}
}

func (w *walk) page(p probe) rows {
	w.t.Helper()
	p.status = answered
	got := w.send(p)
	var r rows
	if got.status == http.StatusOK {
		if err := json.Unmarshal(got.body, &r); err != nil {
			w.fault(p, got, err.Error())
		}
	}
	return r
}

// properties filters and sorts by every property with every operator, and compares what is documented with what there is.
func (w *walk) properties(op *walked) {
	w.t.Helper()
	base := w.required(op)
	documented := propertiesOf(op)
	if len(documented) == 0 {
		w.t.Errorf("%s does not say what it filters and sorts by", op.id)
		return
	}
	unknown := probe{op: op, why: "filtered by what it does not have", query: queryOf(base, "filter", "nonsense:eq:1"), status: badRequest, field: "filter"}
	got := w.send(unknown)
	var d told
	if json.Unmarshal(got.body, &d) == nil {
		if m := itHas.FindStringSubmatch(d.Detail); m == nil {
			w.fault(unknown, got, "does not list the properties")
		} else if has := strings.Split(m[1], ", "); !slices.Equal(slices.Sorted(slices.Values(has)), slices.Sorted(slices.Values(documented))) {
			w.fault(unknown, got, fmt.Sprintf("has %v and documents %v", has, documented))
		}
	}
	w.send(probe{op: op, why: "sorted by what it does not have", query: queryOf(base, "sort", "nonsense"), status: badRequest, field: "sort"})
	w.send(probe{op: op, why: "with too many terms", query: queryOf(base, slices.Concat(slices.Repeat([]string{"filter", documented[0] + ":ne:a"}, 21))...), status: badRequest, field: "filter"})
	for _, term := range []string{documented[0] + ":like:x", documented[0] + ":eq:", documented[0], "::::", ":eq:x", documented[0] + ":EQ:x"} {
		w.send(probe{op: op, why: "with the term " + term, query: queryOf(base, "filter", term), status: badRequest, field: "filter"})
	}
	all := w.page(probe{op: op, why: "the first hundred", query: queryOf(base, "limit", "100")})
	for _, name := range documented {
		for _, sort := range []string{name, "-" + name} {
			if r := w.page(probe{op: op, why: "sorted by " + sort, query: queryOf(base, "sort", sort, "limit", "3")}); r.Total != all.Total {
				w.t.Errorf("%s sorted by %s has %d rows of %d", op.id, sort, r.Total, all.Total)
			}
		}
		w.filtered(op, name, all)
	}
}

// filtered tries every operator on a property, with a value that a row has where one can be found.
func (w *walk) filtered(op *walked, name string, all rows) {
	w.t.Helper()
	base := w.required(op)
	value, has := "", false
	for _, item := range all.Items {
		if value, has = valueOf(item, name); has {
			break
		}
	}
	for _, v := range []string{value, "0", "2026-10", "x", "ä漢🙂", "1e5", "-", strings.Repeat("z", 250), "*", "NaN", "a:b:c"} {
		if v == "" {
			continue
		}
		total := map[string]int{}
		for _, operator := range []string{"eq", "ne", "lt", "lte", "gt", "gte", "contains"} {
			p := probe{op: op, why: fmt.Sprintf("filtered by %s:%s:%.20s", name, operator, v), query: queryOf(base, "filter", name+":"+operator+":"+v, "limit", "1"), status: []int{200, 400}, field: "filter"}
			got := w.send(p)
			var r rows
			if got.status == http.StatusOK && json.Unmarshal(got.body, &r) == nil {
				total[operator] = r.Total
			}
			if v == value && has && operator == "eq" && r.Total == 0 {
				w.fault(p, got, fmt.Sprintf("does not find the row with %s %s", name, v))
			}
			if v != value && operator == "eq" {
				break // a value that nobody has is the same with every operator
			}
		}
		for _, pair := range [][3]string{{"lte", "lt", "eq"}, {"gte", "gt", "eq"}} {
			if _, ok := total[pair[0]]; ok && total[pair[0]] != total[pair[1]]+total[pair[2]] {
				w.t.Errorf("%s by %s:%s:%s: %d, but %d are %s and %d %s", op.id, name, pair[0], v, total[pair[0]], total[pair[1]], pair[1], total[pair[2]], pair[2])
			}
		}
		if total["eq"]+total["ne"] > all.Total {
			w.t.Errorf("%s by %s: %d are %s and %d are not, of %d", op.id, name, total["eq"], v, total["ne"], all.Total)
		}
	}
}

// valueOf finds the property of a row by its name, alone or as an amount.
func valueOf(item map[string]any, name string) (string, bool) {
	switch v := item[name].(type) {
	case string:
		return v, v != ""
	case float64, bool:
		return fmt.Sprint(v), true
	case map[string]any:
		amount, ok := v["amount"].(string)
		return amount, ok
	}
	return "", false
}

// mixed sends several parameters at once, the same ones for the same seed.
func (w *walk) mixed(op *walked) {
	w.t.Helper()
	names := propertiesOf(op)
	if len(names) == 0 {
		return
	}
	pick := func(of []string) string { return of[w.random.IntN(len(of))] }
	values := []string{"0", "a", "2026-10", "active", "-1.5", "true", "210000000001"}
	for range *walkMore {
		q := w.required(op)
		for range w.random.IntN(4) {
			q.Add("filter", pick(names)+":"+pick([]string{"eq", "ne", "lt", "gte", "contains"})+":"+pick(values))
		}
		keys := make([]string, 1+w.random.IntN(3))
		for i := range keys {
			keys[i] = pick([]string{"", "-"}) + pick(names)
		}
		q.Set("sort", strings.Join(keys, ","))
		q.Set("match", pick([]string{"all", "any"}))
		q.Set("limit", fmt.Sprint(1+w.random.IntN(100)))
		q.Set("page", fmt.Sprint(1+w.random.IntN(3)))
		if w.random.IntN(2) == 0 {
			q.Set("search", pick([]string{"a", "e", "12", "aws"}))
		}
		w.send(probe{op: op, why: "with several parameters", query: q.Encode(), status: []int{200, 400}})
	}
}

// pages walks through a list by cursor and by number and expects the same rows in the same order.
func (w *walk) pages(op *walked) {
	w.t.Helper()
	base := w.required(op)
	var whole, byCursor, byPage []string
	first := w.page(probe{op: op, why: "the first page", query: queryOf(base, "limit", "100")})
	whole = appendRows(whole, first)
	size := fmt.Sprint(max(1, (len(first.Items)+3)/4))
	next := w.page(probe{op: op, why: "the first small page", query: queryOf(base, "limit", size)})
	for range 200 {
		byCursor = appendRows(byCursor, next)
		if next.NextCursor == "" || len(byCursor) > len(whole) {
			break
		}
		w.send(probe{op: op, why: "with cursor and page", query: queryOf(base, "limit", size, "cursor", next.NextCursor, "page", "1"), status: badRequest, field: "cursor"})
		next = w.page(probe{op: op, why: "the page after a cursor", query: queryOf(base, "limit", size, "cursor", next.NextCursor)})
	}
	for n := 1; n <= 6; n++ {
		r := w.page(probe{op: op, why: "a page by its number", query: queryOf(base, "limit", size, "page", fmt.Sprint(n))})
		if byPage = appendRows(byPage, r); len(r.Items) == 0 || len(byPage) > len(whole) {
			break
		}
	}
	if first.NextCursor == "" && (!slices.Equal(whole, byCursor) || !slices.Equal(whole, byPage)) {
		w.t.Errorf("%s has %d rows at once, %d by cursor, %d by page, or in another order", op.id, len(whole), len(byCursor), len(byPage))
	}
	beyond := probe{op: op, why: "a page beyond the end", query: queryOf(base, "page", "100000")}
	if r := w.page(beyond); len(r.Items) != 0 || r.Total != first.Total || r.NextCursor != "" {
		w.t.Errorf("%s: the page beyond the end has %d rows of %d (first page: of %d), cursor %q", op.id, len(r.Items), r.Total, first.Total, r.NextCursor)
	}
	for _, c := range []string{"x", "eyJ2IjoxfQ", strings.Repeat("A", 999), "../..", "YQ=="} {
		w.send(probe{op: op, why: "with a made-up cursor", query: queryOf(base, "cursor", c), status: badRequest, field: "cursor"})
	}
}

func appendRows(to []string, r rows) []string {
	for _, item := range r.Items {
		b, _ := json.Marshal(item) // was JSON
		to = append(to, string(b))
	}
	return to
}

// tables asks for the list as CSV.
func (w *walk) tables(op *walked) {
	w.t.Helper()
	base := w.required(op)
	accept := map[string]string{"Accept": "text/csv"}
	whole := probe{op: op, why: "as a table", query: base.Encode(), header: accept, status: answered}
	got := w.send(whole)
	table, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(got.body), "\ufeff"))).ReadAll()
	if err != nil || len(table) == 0 || !strings.HasPrefix(got.header.Get("Content-Type"), "text/csv") {
		w.fault(whole, got, fmt.Sprintf("is no table: %v", err))
		return
	}
	if total := w.page(probe{op: op, why: "the first page", query: queryOf(base, "limit", "1")}).Total; len(table)-1 != total {
		w.fault(whole, got, fmt.Sprintf("has %d rows of %d", len(table)-1, total))
	}
	for _, row := range table {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") && !number.MatchString(cell) {
				w.fault(whole, got, "has a cell that is a formula: "+cell)
			}
		}
	}
	columns := slices.Clone(table[0])
	slices.Reverse(columns)
	some := columns[:min(3, len(columns))]
	chosen := probe{op: op, why: "as a table of chosen columns", query: queryOf(base, "columns", strings.Join(some, ","), "limit", "2"), header: accept, status: answered}
	got = w.send(chosen)
	if head, _, _ := strings.Cut(strings.TrimPrefix(string(got.body), "\ufeff"), "\r\n"); head != strings.Join(some, ",") {
		w.fault(chosen, got, "has the columns "+head)
	}
	w.send(probe{op: op, why: "as a table of columns it does not have", query: queryOf(base, "columns", "nonsense"), header: accept, status: badRequest, field: "columns"})
	w.send(probe{op: op, why: "as a table filtered by what it does not have", query: queryOf(base, "columns", some[0], "sort", "nonsense"), header: accept, status: badRequest})
}
