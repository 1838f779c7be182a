// Package rules holds what the contract must obey beyond being a valid OpenAPI document: the words, the shapes and the promises that
// make every operation of the portal read alike and that every mainstream generator understands. Each rule has a reason; each is
// proved by a planted document that breaks it.
package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Finding is one place of the document that breaks a rule.
type Finding struct {
	Rule   string // name of the rule
	Where  string // the operation or schema
	What   string // what is wrong and what to do
	Reason string // why the rule exists
}

// String is one line for a person.
func (f Finding) String() string {
	return fmt.Sprintf("%s: %s: %s (because %s)", f.Where, f.Rule, f.What, f.Reason)
}

// Rule is one law of the contract.
type Rule struct {
	Name   string
	Reason string
	check  func(d document, report func(where, what string))
}

// All returns every rule.
func All() []Rule {
	return slices.Concat(namingRules, shapeRules, promiseRules)
}

// Check returns what breaks a rule, ordered by place.
func Check(doc *openapi3.T) []Finding {
	d := newDocument(doc)
	var found []Finding
	for _, r := range All() {
		r.check(d, func(where, what string) {
			found = append(found, Finding{Rule: r.Name, Where: where, What: what, Reason: r.Reason})
		})
	}
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Where, b.Where), cmp.Compare(a.Rule, b.Rule))
	})
	return found
}

// operation is an operation with its address.
type operation struct {
	*openapi3.Operation
	method string
	path   string
}

func (o operation) where() string { return o.method + " " + o.path }

// parameter reports whether the operation takes the shared parameter of that name.
func (o operation) parameter(component string) bool {
	return slices.ContainsFunc(o.Parameters, func(p *openapi3.ParameterRef) bool { return p.Ref == "#/components/parameters/"+component })
}

// success returns the media types of the 2xx responses by status.
func (o operation) success() map[string]openapi3.Content {
	found := map[string]openapi3.Content{}
	for status, r := range o.Responses.Map() {
		if strings.HasPrefix(status, "2") && r.Value != nil {
			found[status] = r.Value.Content
		}
	}
	return found
}

// place is a schema with the words to find it by.
type place struct {
	ref   *openapi3.SchemaRef
	where string
	name  string // of the property or component that holds it
	// inline says that the schema is written in place and not by reference.
	inline bool
}

// document is the parsed contract with what every rule asks for.
type document struct {
	*openapi3.T
	operations []operation
	// places are all schemas that are written in the document, each once: components, their parts, and those in operations.
	places []place
}

func newDocument(doc *openapi3.T) document {
	d := document{T: doc}
	paths := doc.Paths.Map()
	for _, path := range sorted(paths) {
		ops := paths[path].Operations()
		for _, method := range sorted(ops) {
			d.operations = append(d.operations, operation{ops[method], method, path})
		}
	}
	if doc.Components != nil {
		for _, name := range sorted(doc.Components.Schemas) {
			d.collect(place{ref: doc.Components.Schemas[name], where: "schema " + name, name: name})
		}
		for _, name := range sorted(doc.Components.Parameters) {
			d.collectParameter("parameter "+name, doc.Components.Parameters[name])
		}
	}
	for _, o := range d.operations {
		for _, p := range o.Parameters {
			if p.Ref == "" {
				d.collectParameter(o.where(), p)
			}
		}
		if o.RequestBody != nil && o.RequestBody.Value != nil {
			for _, media := range o.RequestBody.Value.Content {
				d.collect(place{ref: media.Schema, where: o.where() + " request", inline: true})
			}
		}
		for _, content := range o.success() {
			for _, media := range content {
				d.collect(place{ref: media.Schema, where: o.where() + " response", inline: true})
			}
		}
	}
	return d
}

func (d *document) collectParameter(where string, p *openapi3.ParameterRef) {
	if p.Value != nil && p.Value.Schema != nil {
		d.collect(place{ref: p.Value.Schema, where: where + " parameter " + p.Value.Name, name: p.Value.Name, inline: true})
	}
}

// collect adds a schema and its parts, not following references: what they point at is a component of its own.
func (d *document) collect(p place) {
	if p.ref == nil || p.ref.Value == nil {
		return
	}
	d.places = append(d.places, p)
	if p.ref.Ref != "" {
		return
	}
	for _, name := range sorted(p.ref.Value.Properties) {
		d.collect(place{ref: p.ref.Value.Properties[name], where: p.where + "." + name, name: name, inline: true})
	}
	if p.ref.Value.Items != nil {
		d.collect(place{ref: p.ref.Value.Items, where: p.where + "[]", name: p.name, inline: true})
	}
}

// reach calls visit for every component schema that a schema contains at any depth, itself included, until visit returns false.
func reach(ref *openapi3.SchemaRef, visit func(name string, s *openapi3.Schema) bool) {
	seen := map[*openapi3.Schema]bool{}
	var walk func(r *openapi3.SchemaRef) bool
	walk = func(r *openapi3.SchemaRef) bool {
		if r == nil || r.Value == nil || seen[r.Value] {
			return true
		}
		seen[r.Value] = true
		if !visit(component(r), r.Value) {
			return false
		}
		for _, name := range sorted(r.Value.Properties) {
			if !walk(r.Value.Properties[name]) {
				return false
			}
		}
		return walk(r.Value.Items)
	}
	walk(ref)
}

// component is the name of the component schema a reference points at; empty for a schema in place.
func component(ref *openapi3.SchemaRef) string {
	name, found := strings.CutPrefix(ref.Ref, "#/components/schemas/")
	if !found {
		return ""
	}
	return name
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
