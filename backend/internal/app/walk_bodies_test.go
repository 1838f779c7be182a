package app

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"portal.example/api/examples"
)

// prepare makes what the operations of single things are about, and learns the ids that there are.
func (w *walk) prepare() {
	w.t.Helper()
	learn := func(path, member string) {
		r := w.request(http.MethodGet, path, nil)
		r.Header.Set("X-Account-Id", testReceiver)
		var page rows
		if got := w.do(r); json.Unmarshal(got.body, &page) == nil && len(page.Items) > 0 {
			w.known[member] = fmt.Sprint(page.Items[0][member])
		}
	}
	create := func(path, member string, body map[string]any) {
		b, _ := json.Marshal(body)
		text := string(b)
		r := w.request(http.MethodPost, path, &text)
		r.Header.Set("X-Account-Id", testReceiver)
		got := w.do(r)
		var made map[string]any
		if json.Unmarshal(got.body, &made) != nil || made[member] == nil {
			w.t.Logf("POST %s: %d %.300s", path, got.status, got.body)
			return
		}
		w.known[member] = fmt.Sprint(made[member])
		if hash, ok := made["content_hash"].(string); ok {
			w.known["content_hash"] = hash
			word, _ := made["confirm_word"].(string)
			w.known["confirm"] = word
		}
	}
	learn("/transfers?filter=state:eq:active", "transfer_id")
	learn("/custom-line-items", "line_item_id")
	learn("/finops/anomalies", "anomaly_id")
	learn("/jobs", "job_id")
	learn("/customers?filter=state:eq:active&filter=billing_group_status:eq:active&sort=customer_id", "customer_id")
	learn("/gap-analysis?period=2026-10&filter=status:eq:open&filter=class:ne:support", "gap_id")
	learn("/credit-tracker/credits?filter=customer_id:eq:"+w.known["customer_id"], "credit_id")
	w.known["schedule_id"], w.known["preference_key"], w.known["period"] = "gap_run", "table:walk", "2026-10"
	w.known["existing"] = "add" // customers of the world have commissions
	w.known["role_arn"] = "arn:aws:iam::" + w.known["customer_id"] + ":role/credits"
	w.known["policy_id"] = "support." + w.known["customer_id"]
	create("/me/views", "view_id", map[string]any{"table": "jobs", "name": "Walk", "query": ""})
	create("/finops/budgets", "budget_id", map[string]any{
		"customer_id": w.known["customer_id"], "name": "Walk", "measure": "charged", "limit": map[string]any{"amount": "10", "currency": "USD"}, "thresholds": []int{80},
	})
	create("/plans", "plan_id", map[string]any{"receiver_id": testReceiver, "rename": map[string]any{"transfer_id": w.known["transfer_id"], "name": "Walk"}})
	w.known["plan_to_discard"] = w.known["plan_id"]
	create("/plans", "plan_id", map[string]any{"receiver_id": testReceiver, "line_items": map[string]any{"items": []any{map[string]any{
		"customer_id": w.known["customer_id"], "type": "fee", "period": "2026-11", "description": "=1+1", "charge": map[string]any{"amount": "1", "currency": "USD"},
	}}}})
	text := `{"receiver_id":"` + testReceiver + `","class":"support","customer_id":"` + w.known["customer_id"] + `","mode":"keep","note":"=HYPERLINK(\"x\")"}`
	r := w.request(http.MethodPut, "/gap-analysis/policies", &text)
	r.Header.Set("X-Account-Id", testReceiver)
	if got := w.do(r); got.status != http.StatusOK {
		w.t.Errorf("the policy: %d %s", got.status, got.body)
	}
	text = `{"value":"=1+1"}`
	w.do(w.request(http.MethodPut, "/me/preferences/table:walk", &text))
}

// schemaOf is the schema of the body an operation takes, nil for none.
func schemaOf(op *walked) *openapi3.SchemaRef {
	if !op.takesBody() {
		return nil
	}
	return op.spec.RequestBody.Value.Content["application/json"].Schema
}

// bodyOf is a body as it is meant, made of the examples of the contract with what is known put in.
func (w *walk) bodyOf(op *walked) *string {
	w.t.Helper()
	schema := schemaOf(op)
	if schema == nil {
		return nil
	}
	b, err := json.Marshal(w.meant(op, schema, ""))
	if err != nil {
		w.t.Fatal(err)
	}
	text := string(b)
	return &text
}

// meant is the example of a body; of the members of a plan, of which there is one, the named one.
func (w *walk) meant(op *walked, schema *openapi3.SchemaRef, member string) map[string]any {
	w.t.Helper()
	var example any
	var err error
	if member == "" {
		example, err = examples.Of(schema)
	} else {
		example, err = examples.Of(schema.Value.Properties[member])
		example = map[string]any{"receiver_id": testReceiver, member: example}
	}
	if err != nil {
		w.t.Fatalf("%s: %v", op.id, err)
	}
	b, err := json.Marshal(example)
	if err != nil {
		w.t.Fatal(err)
	}
	var body map[string]any
	if err := json.Unmarshal(b, &body); err != nil {
		w.t.Fatal(err)
	}
	w.fill(body)
	return body
}

// fill puts what is known in the places of the same name.
func (w *walk) fill(body map[string]any) {
	for name, v := range body {
		if value, ok := w.known[name]; ok {
			body[name] = value
			continue
		}
		switch v := v.(type) {
		case map[string]any:
			w.fill(v)
		case []any:
			for _, item := range v {
				if object, ok := item.(map[string]any); ok {
					w.fill(object)
				}
			}
			switch name {
			case "gap_ids":
				v[0] = w.usual("gap_id", "210000000001.credit")
			case "customer_ids":
				v[0] = w.known["customer_id"]
			case "line_item_ids":
				v[0] = w.usual("line_item_id", "a1b2c3d4e5")
			}
		}
	}
}

// write walks through an operation that changes something: first everything that is refused, then once as it is meant.
func (w *walk) write(op *walked) {
	w.t.Helper()
	usual := w.required(op).Encode()
	w.everywhere(op, usual)
	w.missing(op)
	if schema := schemaOf(op); schema != nil {
		w.notJSON(op)
		for _, member := range kinds(schema.Value) {
			w.bodies(op, w.meant(op, schema, member), schema)
		}
	}
	w.send(probe{op: op, why: "from another site", body: w.bodyOf(op), header: map[string]string{"Sec-Fetch-Site": "cross-site"}, status: nobody})
	w.asMeant(op)
}

// kinds are the members of a plan's request; one empty name for every other body.
func kinds(s *openapi3.Schema) []string {
	if s.Properties["undo"] == nil {
		return []string{""}
	}
	names := slices.Sorted(maps.Keys(s.Properties))
	return slices.DeleteFunc(names, func(n string) bool { return n == "receiver_id" })
}

// missing asks for things that do not exist.
func (w *walk) missing(op *walked) {
	w.t.Helper()
	if p := op.param(openapi3.ParameterInQuery, "customer_id"); p != nil {
		w.send(probe{op: op, why: "of a customer there is not", query: w.with(op, p.Name, "999999999999"), status: []int{http.StatusNotFound}})
	}
	for _, p := range op.params {
		if p.In != openapi3.ParameterInPath || p.Name == "preference_key" {
			continue
		}
		none := map[string]string{
			"customer_id": "999999999999", "policy_id": "tax.999999999999", "schedule_id": "no_such", "line_item_id": "none0000000",
			"plan_id": "plan_00000000", "job_id": "job_00000000", "view_id": "view_00000000", "budget_id": "bud_00000000", "anomaly_id": "an_00000000",
		}[p.Name]
		if none == "" { // the example of the contract, with other figures
			none = figure.ReplaceAllString(fmt.Sprint(p.Example), "9")
		}
		w.send(probe{op: op, why: "of nothing there is", path: map[string]string{p.Name: none}, query: w.required(op).Encode(), body: w.bodyOf(op), status: []int{http.StatusNotFound}})
	}
}

var figure = regexp.MustCompile(`[0-9]`)

// notJSON sends bodies that are none.
func (w *walk) notJSON(op *walked) {
	w.t.Helper()
	usual := w.bodyOf(op)
	deep := strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9000)
	tooDeep := strings.Repeat(`[`, 200_000)
	for why, body := range map[string]string{
		"empty": "", "null": "null", "a list": "[]", "a text": `"x"`, "a number": "1", "cut off": "{", "followed by more": *usual + "x", "twice": *usual + *usual,
		"deep": deep, "too deep": tooDeep, "not UTF-8": "{\"\xff\":1}", "with a mark in front": "\ufeff" + *usual, "UTF-16": "{\x00}\x00", "a formula": "=1+1",
	} {
		w.send(probe{op: op, why: "with a body that is " + why, body: &body, status: badRequest})
	}
	huge := `{"a":"` + strings.Repeat("x", 1<<20) + `"}`
	w.send(probe{op: op, why: "with a huge body", body: &huge, status: []int{http.StatusRequestEntityTooLarge}})
	for _, kind := range []string{"text/plain", "application/xml", "application/json; charset=latin1", "application/x-www-form-urlencoded", "json", "application/json;;"} {
		w.send(probe{op: op, why: "with a body of type " + kind, body: usual, header: map[string]string{"Content-Type": kind}, status: []int{http.StatusUnsupportedMediaType}})
	}
	w.send(probe{op: op, why: "without a content type", body: usual, header: map[string]string{"Content-Type": ""}, status: []int{http.StatusUnsupportedMediaType}})
	w.send(probe{op: op, why: "without a body", status: []int{http.StatusUnsupportedMediaType, http.StatusBadRequest}})
	name, _, _ := strings.Cut(strings.TrimPrefix(*usual, `{"`), `"`)
	double := `{"` + name + `":null,` + strings.TrimPrefix(*usual, "{")
	w.send(probe{op: op, why: "with a member twice", body: &double, status: badRequest, field: "/" + name})
}

// bodies sends the body with one thing wrong at a time.
func (w *walk) bodies(op *walked, meant map[string]any, schema *openapi3.SchemaRef) {
	w.t.Helper()
	for _, wrong := range spoiled(meant, schema.Value, "") {
		b, err := json.Marshal(wrong.value)
		if err != nil {
			w.t.Fatal(err)
		}
		text := strings.ReplaceAll(string(b), `"\\ud800"`, `"\ud800"`)
		w.send(probe{op: op, why: wrong.at + " " + wrong.why, body: &text, query: w.required(op).Encode(), status: badRequest, field: wrong.at})
	}
	if name, of := w.ofNobody(meant); of != nil {
		b, _ := json.Marshal(of)
		text := string(b)
		w.send(probe{op: op, why: "with a " + name + " of nobody", body: &text, status: []int{http.StatusNotFound, http.StatusBadRequest}})
	}
	if _, ok := meant["receiver_id"]; ok {
		other := maps.Clone(meant)
		other["receiver_id"] = "222233334444"
		b, _ := json.Marshal(other)
		text := string(b)
		w.send(probe{op: op, why: "for another receiver than the header's", body: &text, status: []int{http.StatusConflict}})
	}
	if schema.Value.Properties["version"] != nil && op.method == http.MethodPut {
		other := maps.Clone(meant)
		other["version"] = 999_999
		b, _ := json.Marshal(other)
		text := string(b)
		w.send(probe{op: op, why: "over what somebody changed", body: &text, status: []int{http.StatusConflict}})
	}
}

// ofNobody is a body about a customer, a gap or a line item that there is not; nil when it is about none.
func (w *walk) ofNobody(meant map[string]any) (string, map[string]any) {
	const nobody = "999999999999"
	for name, v := range meant {
		other := maps.Clone(meant)
		switch inner, isObject := v.(map[string]any); {
		case name == "customer_id" || name == "account_id":
			other[name] = nobody
			return name, other
		case name == "customer_ids":
			other[name] = []string{nobody}
			return name, other
		case name == "line_item_ids":
			other[name] = []string{"none000000"}
			return name, other
		case name == "gap_ids":
			other[name] = []string{nobody + ".tax"}
			return name, other
		case isObject:
			if at, of := w.ofNobody(inner); of != nil && at != "account_id" {
				other[name] = of
				return at, other
			}
		}
	}
	return "", nil
}

// spoilt is a value with something wrong in it.
type spoilt struct {
	why   string
	at    string // pointer of what is wrong
	value any
}

// spoiled makes of a value every one that is wrong in one place.
func spoiled(value any, s *openapi3.Schema, at string) []spoilt {
	var all []spoilt
	put := func(why string, v any) { all = append(all, spoilt{why, at, v}) }
	switch v := value.(type) {
	case map[string]any:
		with := func(name string, member any) map[string]any {
			o := maps.Clone(v)
			if o[name] = member; member == absent {
				delete(o, name)
			}
			return o
		}
		all = append(all, spoilt{"is unknown", at + "/no~1such", with("no/such", 1)})
		for _, name := range slices.Sorted(maps.Keys(v)) {
			all = append(all, spoilt{"is null", at + "/" + name, with(name, nil)})
			if slices.Contains(s.Required, name) {
				all = append(all, spoilt{"is missing", at + "/" + name, with(name, absent)})
			}
			for _, inner := range spoiled(v[name], s.Properties[name].Value, at+"/"+name) {
				inner.value = with(name, inner.value)
				all = append(all, inner)
			}
		}
		if at != "" {
			put("is a list", []any{})
		}
	case []any:
		put("is an object", map[string]any{})
		if s.MinItems > 0 {
			put("is empty", []any{})
		}
		if s.MaxItems != nil && len(v) > 0 && *s.MaxItems <= 100 {
			put("is too long", slices.Repeat(v[:1], int(*s.MaxItems)+1))
		}
		if len(v) > 0 {
			for _, inner := range spoiled(v[0], s.Items.Value, at+"/0") {
				inner.value = append([]any{inner.value}, v[1:]...)
				all = append(all, inner)
			}
		}
	case string:
		put("is a number", 1)
		put("is an object", map[string]any{})
		if s.MaxLength != nil {
			put("is too long", strings.Repeat("x", int(*s.MaxLength)+1))
		}
		if s.MinLength > 0 || s.Pattern != "" {
			put("is empty", "")
		}
		if len(s.Enum) > 0 {
			put("is not one of those", "nonsense")
		}
		if s.Pattern != "" {
			for _, w := range []string{"ä", v + "\n", "\n" + v, v + " ", "'; --"} {
				put(fmt.Sprintf("is %.20q", w), w)
			}
		}
		put("holds a NUL", v+"\x00")
		put("holds an escape", "\x1b"+v)
	case float64:
		put("is a text", "1")
		put("is no whole number", 1.5)
		put("is beyond every bound", 1e300)
		if s.Min != nil {
			put("is too small", *s.Min-1)
		}
		if s.Max != nil {
			put("is too large", *s.Max+1)
		}
	case bool:
		put("is a text", "true")
		put("is a number", 1)
	}
	return all
}

// settle waits until no job runs.
func (w *walk) settle() {
	w.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		r := w.request(http.MethodGet, "/jobs?filter=status:eq:running&filter=status:eq:queued&match=any", nil)
		r.Header.Set("X-Account-Id", testReceiver)
		var page rows
		if got := w.do(r); json.Unmarshal(got.body, &page) == nil && page.Total == 0 {
			return
		}
	}
	w.t.Error("jobs do not end")
}

// absent marks a member that is left out.
var absent = new(int)

// asMeant sends what is right, as the contract shows it, and what the state of things may need instead. The examples of the contract are never refused as wrong.
func (w *walk) asMeant(op *walked) {
	w.t.Helper()
	schema := schemaOf(op)
	if schema == nil {
		w.once(op, "", nil)
		if op.id == "DiscardPlan" {
			w.send(probe{op: op, why: "of a plan that was applied", status: []int{http.StatusConflict}})
		}
		return
	}
	for _, member := range kinds(schema.Value) {
		w.once(op, member, w.meant(op, schema, member))
	}
	body := w.meant(op, schema, kinds(schema.Value)[0])
	if schema.Value.Properties["version"] != nil {
		body["version"] = 1 // somebody changed it
		w.once(op, "in the version there is", body)
	}
	if _, ok := body["name"]; ok {
		w.once(op, "again", body)
		body["name"] = "Another name by " + op.method
		w.once(op, "under another name", body)
	}
}

func (w *walk) once(op *walked, why string, meant map[string]any) {
	w.t.Helper()
	p := probe{op: op, why: "as it is meant " + why, path: map[string]string{}}
	if meant != nil {
		b, _ := json.Marshal(meant)
		text := string(b)
		p.body = &text
	}
	if op.id == "DiscardPlan" {
		p.path["plan_id"] = w.known["plan_to_discard"]
	}
	got := w.send(p)
	if got.status == http.StatusBadRequest && !strings.Contains(string(got.body), `"/version"`) {
		w.fault(p, got, "refuses the example of the contract")
	}
	if got.status == http.StatusAccepted {
		w.settle()
	}
	if got.status < 300 && op.spec.Responses.Value(fmt.Sprint(got.status)).Value.Headers["Location"] != nil && !strings.HasPrefix(got.header.Get("Location"), "/") {
		w.fault(p, got, "has no Location")
	}
}
