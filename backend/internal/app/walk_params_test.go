package app

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// trial is one value of a parameter and whether the contract allows it.
type trial struct {
	why, value string
	allowed    bool
}

var (
	badRequest = []int{http.StatusBadRequest}
	answered   = []int{http.StatusOK}
	nobody     = []int{http.StatusForbidden}
	methods    = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, "PROPFIND"}
)

// read walks through an operation that changes nothing.
func (w *walk) read(op *walked) {
	w.t.Helper()
	usual := w.required(op).Encode()
	meant := answered
	if w.hasNone(op) {
		meant = []int{http.StatusNotFound}
	}
	plain := w.send(probe{op: op, why: "as it is meant", query: usual, status: meant})
	w.everywhere(op, usual)
	w.parameters(op)
	w.missing(op)
	if plain.status == http.StatusOK {
		w.conditional(op, usual, plain)
	}
	w.compressed(op, usual, plain)
	if op.list() {
		w.lists(op)
	}
}

// everywhere sends what is wrong for each operation alike.
func (w *walk) everywhere(op *walked, usual string) {
	w.t.Helper()
	body := w.bodyOf(op)
	and := func(more string) string { return strings.Trim(usual+"&"+more, "&") }
	w.send(probe{op: op, why: "with a parameter it does not have", query: and("serch=x"), body: body, status: badRequest, field: "serch"})
	w.send(probe{op: op, why: "with a query that is not encoded", query: and("a=%zz"), body: body, status: badRequest, field: "query"})
	if op.scoped() {
		for why, h := range map[string]string{"without a receiver": "", "with a receiver that is no account": "12", "with a receiver in letters": "１１１１２２２２３３３３"} {
			w.send(probe{op: op, why: why, query: usual, body: body, header: map[string]string{"X-Account-Id": h}, status: badRequest, field: "X-Account-Id"})
		}
		w.send(probe{op: op, why: "with an unknown receiver", query: usual, body: body, header: map[string]string{"X-Account-Id": "999999999999"}, status: nobody, field: "X-Account-Id"})
	}
	for _, p := range op.params {
		if p.In != openapi3.ParameterInPath {
			continue
		}
		for _, v := range []string{"%", "..", "a/b", "Ä", "a\x00b", "' or 1=1 --", strings.Repeat("9", 3000), " "} {
			w.send(probe{op: op, why: "with the malformed " + p.Name + fmt.Sprintf(" %.20q", v), path: map[string]string{p.Name: v}, query: usual, body: body, status: []int{400, 404}})
		}
	}
	for _, m := range methods {
		if slices.Contains(w.allow[op.path], m) {
			continue
		}
		got := w.send(probe{op: op, why: "by " + m, method: m, query: usual, status: []int{http.StatusMethodNotAllowed}})
		if allow := got.header.Get("Allow"); !strings.Contains(allow, op.method) {
			w.fault(probe{op: op, why: "by " + m}, got, "the Allow header is "+allow)
		}
	}
	got := w.send(probe{op: op, why: "by OPTIONS", method: http.MethodOptions, status: []int{http.StatusNoContent}})
	if !strings.Contains(got.header.Get("Allow"), op.method) || got.header.Get("Access-Control-Allow-Origin") != "" {
		w.fault(probe{op: op, why: "by OPTIONS"}, got, fmt.Sprint("headers ", got.header))
	}
}

// parameters tries each query parameter by itself.
func (w *walk) parameters(op *walked) {
	w.t.Helper()
	for _, p := range op.params {
		if p.In != openapi3.ParameterInQuery {
			continue
		}
		if p.Required {
			q := w.required(op)
			q.Del(p.Name)
			w.send(probe{op: op, why: "without " + p.Name, query: q.Encode(), status: badRequest, field: p.Name})
		}
		if !p.Schema.Value.Type.Is("array") {
			v := fmt.Sprint(p.Example)
			w.send(probe{op: op, why: "with two of " + p.Name, query: w.with(op, p.Name, v, v), status: badRequest, field: p.Name})
		}
		for _, tr := range trials(p) {
			pr := probe{op: op, why: p.Name + " " + tr.why, query: w.with(op, p.Name, tr.value)}
			if !tr.allowed {
				pr.status, pr.field = badRequest, p.Name
			}
			w.send(pr)
		}
	}
}

// trials are values at and beyond the bounds of a parameter, and such as nobody should send.
func trials(p *openapi3.Parameter) []trial {
	s := p.Schema.Value
	if s.Type.Is("array") {
		s = s.Items.Value
	}
	ts := []trial{{"empty", "", false}, {"with a NUL", "a\x00b", false}, {"with an escape", "\x1b[31m", false}, {"not UTF-8", "\xff\xfe", false}, {"of two lines", "a\nb", false}}
	switch {
	case s.Type.Is("integer"):
		for _, v := range []string{"x", "1.5", "1e2", "0x1", "99999999999999999999", "-1", "١", "1 ", "null", "true"} {
			ts = append(ts, trial{"as " + v, v, false})
		}
		low, high := int64(*s.Min), int64(*s.Max)
		ts = append(ts, trial{"at the lower bound", fmt.Sprint(low), true}, trial{"at the upper bound", fmt.Sprint(high), true},
			trial{"below", fmt.Sprint(low - 1), false}, trial{"above", fmt.Sprint(high + 1), false})
	case s.Type.Is("boolean"):
		for _, v := range []string{"true", "false"} {
			ts = append(ts, trial{v, v, true})
		}
		for _, v := range []string{"yes", "2", "TRUE!", "null"} {
			ts = append(ts, trial{"as " + v, v, false})
		}
	case len(s.Enum) > 0:
		for _, v := range s.Enum {
			ts = append(ts, trial{"as " + fmt.Sprint(v), fmt.Sprint(v), true}, trial{"in upper case", strings.ToUpper(fmt.Sprint(v)), false})
		}
		ts = append(ts, trial{"as nonsense", "nonsense", false})
	case s.Pattern != "":
		for _, v := range []string{"ä", "'; drop", "{}", strings.Repeat("a", 5000), "2026-13", "2026-1", "2026-10-01", "２０２６-10", "0000-00", "-", ","} {
			ts = append(ts, trial{fmt.Sprintf("as %.20s", v), v, false})
		}
		if slices.Contains([]string{"period", "month"}, p.Name) {
			for _, v := range []string{"2026-11", "2026-10", "2020-01", "2099-12", "9999-12", "2000-01", "0001-01", "0000-01"} {
				ts = append(ts, trial{"as " + v, v, true})
			}
		}
	default:
		if s.MaxLength != nil {
			n := int(*s.MaxLength)
			ts = append(ts, trial{"too long", strings.Repeat("ä", n+1), false}, trial{"much too long", strings.Repeat("x", 12_000), false})
			if p.Name != "filter" && p.Name != "cursor" && p.Name != "customer_id" {
				ts = append(ts, trial{"as long as may be", strings.Repeat("ä", n), true}, trial{"in every script", "Ω 漢字 🙂 עברית %_*\\\"'<b>", true}, trial{"of spaces", "   ", true})
			}
		}
	}
	if p.Name == "search" || p.Name == "message" {
		ts = slices.DeleteFunc(ts, func(t trial) bool { return t.why == "of two lines" })
	}
	return ts
}

// conditional asks again with the tag of the answer.
func (w *walk) conditional(op *walked, query string, plain reply) {
	w.t.Helper()
	tag := plain.header.Get("ETag")
	if tag == "" {
		if op.promises(http.StatusNotModified) {
			w.fault(probe{op: op, why: "as it is meant"}, plain, "promises 304 and has no ETag")
		}
		return
	}
	for why, h := range map[string]string{"with its tag": tag, "with its tag among others": `"x", W/` + strings.TrimPrefix(tag, "W/") + `, "y"`} {
		w.send(probe{op: op, why: why, query: query, header: map[string]string{"If-None-Match": h}, status: []int{http.StatusNotModified}})
	}
	for why, h := range map[string]string{"with another tag": `"x"`, "with a broken tag": `W/"`} {
		w.send(probe{op: op, why: why, query: query, header: map[string]string{"If-None-Match": h}, status: answered})
	}
}

// compressed asks for the answer compressed, and for its head alone.
func (w *walk) compressed(op *walked, query string, plain reply) {
	w.t.Helper()
	got := w.send(probe{op: op, why: "its head", method: http.MethodHead, query: query, status: []int{plain.status}})
	if got.header.Get("Content-Type") != plain.header.Get("Content-Type") {
		w.fault(probe{op: op, why: "its head"}, got, "another content type than the answer")
	}
	for _, accept := range []string{"text/html", "application/xml;q=1", "garbage", "*/*;q=0"} {
		w.send(probe{op: op, why: "accepting " + accept, query: query, header: map[string]string{"Accept": accept}})
	}
}

// values of a query as one string, several of one name in their order.
func queryOf(base url.Values, pairs ...string) string {
	q := url.Values{}
	for k, v := range base {
		q[k] = slices.Clone(v)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Add(pairs[i], pairs[i+1])
	}
	return q.Encode()
}
