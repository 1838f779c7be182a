package app

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"portal.example/api"
)

var (
	walkAPI  = flag.String("walk.api", "", "walk through a running simulated portal at this address instead of starting one")
	walkSeed = flag.Uint64("walk.seed", 1, "seed of the mixed requests of the walk")
	walkMore = flag.Int("walk.rounds", 6, "mixed requests for each list")
)

// probe is one request of the walk and what has to come of it.
type probe struct {
	op     *walked
	why    string
	path   map[string]string // values of path parameters that differ from the usual ones
	query  string            // raw
	header map[string]string // an empty value sends no such header
	body   *string
	method string // another than the operation's
	status []int  // nil: whatever is promised
	field  string // that the problem has to name: a parameter, or a pointer when it begins with a slash, or "body" for the whole body
}

// walked is one operation of the contract.
type walked struct {
	id, method, path string
	spec             *openapi3.Operation
	params           []*openapi3.Parameter
	seen             map[int]bool // statuses that were answered
}

func (o *walked) param(in, name string) *openapi3.Parameter {
	for _, p := range o.params {
		if p.In == in && p.Name == name {
			return p
		}
	}
	return nil
}

func (o *walked) scoped() bool { return o.param(openapi3.ParameterInHeader, "X-Account-Id") != nil }

func (o *walked) list() bool { return o.param(openapi3.ParameterInQuery, "limit") != nil }

func (o *walked) takesBody() bool { return o.spec.RequestBody != nil }

func (o *walked) promises(status int) bool {
	return o.spec.Responses.Value(fmt.Sprint(status)) != nil
}

// reply is an answer as it came.
type reply struct {
	status int
	header http.Header
	body   []byte
	asked  *http.Request
}

// walk sends to a running portal what the contract suggests, right and wrong, and holds every answer against the contract.
type walk struct {
	t      *testing.T
	at     string
	known  map[string]string // values of path parameters and of members of bodies that exist
	random *rand.Rand
	client *http.Client
	sent   int
	faults map[string]bool
	allow  map[string][]string // methods of each path
}

// TestEveryOperationWithRightAndWrongRequests walks through every operation of the contract. What it sends follows from the contract, so that new operations are walked
// too. Nothing may fail inside, nothing undocumented may come out, and every refusal says where and what to do.
func TestEveryOperationWithRightAndWrongRequests(t *testing.T) {
	t.Parallel()
	at := *walkAPI
	if at == "" {
		p := start(t, filepath.Join(t.TempDir(), "data"))
		for range 2 { // the collection and its details
			p.job("that ended", ended)
		}
		at = p.api
	}
	ops := operationsOf(t)
	w := newWalk(t, at, ops)
	w.prepare()
	for _, op := range ops { // what changes something comes last
		if op.method == http.MethodGet {
			w.read(op)
		}
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		for _, op := range ops {
			if op.method == method {
				w.write(op)
			}
		}
	}
	w.promisesKept(ops)
	t.Logf("%d requests to %d operations", w.sent, len(ops))
}

func newWalk(t *testing.T, at string, ops []*walked) *walk {
	t.Helper()
	allow := map[string][]string{}
	for _, op := range ops {
		allow[op.path] = append(allow[op.path], op.method)
	}
	return &walk{
		t: t, at: at, known: map[string]string{"receiver_id": testReceiver}, random: rand.New(rand.NewPCG(*walkSeed, 0)),
		client: &http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 4}, Timeout: time.Minute},
		faults: map[string]bool{}, allow: allow,
	}
}

func operationsOf(t *testing.T) []*walked {
	t.Helper()
	spec, err := api.GetSpec()
	if err != nil {
		t.Fatal(err)
	}
	var ops []*walked
	for _, path := range slices.Sorted(maps.Keys(spec.Paths.Map())) {
		item := spec.Paths.Value(path)
		for _, method := range slices.Sorted(maps.Keys(item.Operations())) {
			op := item.Operations()[method]
			o := &walked{id: op.OperationID, method: method, path: path, spec: op, seen: map[int]bool{}}
			for _, p := range slices.Concat(item.Parameters, op.Parameters) {
				o.params = append(o.params, p.Value)
			}
			ops = append(ops, o)
		}
	}
	return ops
}

// send makes the request of a probe, checks the answer, and returns it.
func (w *walk) send(p probe) reply {
	w.t.Helper()
	w.sent++
	path := p.op.path
	for _, param := range p.op.params {
		if param.In != openapi3.ParameterInPath {
			continue
		}
		value, given := p.path[param.Name]
		if !given {
			value = w.usual(param.Name, fmt.Sprint(param.Example))
		}
		path = strings.ReplaceAll(path, "{"+param.Name+"}", url.PathEscape(value))
	}
	if p.query != "" {
		path += "?" + p.query
	}
	method := p.method
	if method == "" {
		method = p.op.method
	}
	r := w.request(method, path, p.body)
	if p.op.scoped() {
		r.Header.Set("X-Account-Id", testReceiver)
	}
	for k, v := range p.header {
		if v == "" {
			r.Header.Del(k)
			continue
		}
		r.Header.Set(k, v)
	}
	got := w.do(r)
	p.op.seen[got.status] = true
	for _, f := range append(faultsOf(w.t, p, got), unexpected(p, got)...) {
		w.fault(p, got, f)
	}
	return got
}

func (w *walk) request(method, path string, body *string) *http.Request {
	w.t.Helper()
	var content io.Reader
	if body != nil {
		content = strings.NewReader(*body)
	}
	r, err := http.NewRequestWithContext(context.Background(), method, "http://"+w.at+path, content)
	if err != nil {
		w.t.Fatalf("%s %.200s: %v", method, path, err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

func (w *walk) do(r *http.Request) reply {
	w.t.Helper()
	resp, err := w.client.Do(r)
	if err != nil {
		w.t.Fatalf("%s %.200s: %v", r.Method, r.URL, err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatalf("%s %.200s: %v", r.Method, r.URL, err)
	}
	return reply{resp.StatusCode, resp.Header, b, r}
}

// fault tells of each fault of an operation once.
func (w *walk) fault(p probe, got reply, what string) {
	w.t.Helper()
	key := p.op.id + what
	if w.faults[key] {
		return
	}
	w.faults[key] = true
	body := ""
	if p.body != nil {
		body = fmt.Sprintf(" with %.200s", *p.body)
	}
	w.t.Errorf("%s, %s: %s\n  %s %.300s%s\n  %d %.600s", p.op.id, p.why, what, got.asked.Method, got.asked.URL, body, got.status, bytes.TrimSpace(got.body))
}

// usual is what a parameter holds when the probe is about something else.
func (w *walk) usual(name, example string) string {
	if v, ok := w.known[name]; ok {
		return v
	}
	return example
}

// hasNone reports whether the world has nothing that the operation is about.
func (w *walk) hasNone(op *walked) bool {
	return slices.ContainsFunc(op.params, func(p *openapi3.Parameter) bool {
		return p.In == openapi3.ParameterInPath && w.known[p.Name] == ""
	})
}

// required is the query without which the operation is refused.
func (w *walk) required(op *walked) url.Values {
	q := url.Values{}
	for _, p := range op.params {
		if p.In == openapi3.ParameterInQuery && p.Required {
			q.Set(p.Name, w.usual(p.Name, fmt.Sprint(p.Example)))
		}
	}
	return q
}

// with is the required query and one parameter more.
func (w *walk) with(op *walked, name string, values ...string) string {
	q := w.required(op)
	q[name] = values
	return q.Encode()
}

// promisesKept looks for promised answers that nothing led to: a status nobody can get is as wrong as one that is not promised.
func (w *walk) promisesKept(ops []*walked) {
	w.t.Helper()
	for _, op := range ops {
		for name := range op.spec.Responses.Map() {
			var status int
			if _, err := fmt.Sscan(name, &status); err != nil {
				continue // default
			}
			if !op.seen[status] && !w.hasNone(op) && !slices.Contains(unreached[op.id], status) {
				w.t.Errorf("%s promises %d and nothing led to it", op.id, status)
			}
		}
	}
}

// unreached are promised answers that need more than requests: another person, a fault of AWS, or a state that other tests bring about.
var unreached = map[string][]int{
	"ApprovePlan":      {200}, // by a second person
	"RejectPlan":       {200},
	"CancelJob":        {202}, // of a job that runs
	"StartCollection":  {409}, // before the transfers were read
	"StartSchedule":    {409},
	"UpdatePreference": {404}, // of a key that is a path of its own
	"DeletePreference": {404},
}
