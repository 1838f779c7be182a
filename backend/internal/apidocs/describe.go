package apidocs

import (
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"portal.example/api/examples"
)

// page is what the template shows.
type page struct {
	Title    string
	Version  string
	Intro    []template.HTML
	Groups   []group
	Schemas  []schema
	Problems []problem
}

// group is the operations of one tag.
type group struct {
	Name        string
	Description template.HTML
	Operations  []operation
}

type operation struct {
	ID          string
	Method      string
	Path        string
	Summary     string
	Description []template.HTML
	Parameters  []parameter
	Request     *body
	Responses   []response
	Curl        string
}

type parameter struct {
	Name        string
	In          string
	Required    bool
	Type        typeText
	Description template.HTML
	Example     string
}

// body is the content of a request or answer.
type body struct {
	MediaType string
	Type      typeText
	Example   string
}

type response struct {
	Status      string
	Description template.HTML
	Headers     []string
	Body        *body
}

type schema struct {
	Name        string
	Type        typeText
	Description []template.HTML
	Properties  []property
	Example     string
}

type property struct {
	Name        string
	Required    bool
	Type        typeText
	Description template.HTML
	Example     string
}

// typeText is a type in words, with the named schema it ends in, if any: "array of", "Customer".
type typeText struct {
	Words  string
	Schema string
	Limits string
}

type problem struct {
	Code        string
	Title       string
	Status      int
	Explanation template.HTML
}

// describe makes the page of a document, in the order of its tags and, within a tag, of the paths.
func describe(doc *openapi3.T, problems []Entry) (page, error) {
	if doc.Info == nil || doc.Paths == nil {
		return page{}, fmt.Errorf("the contract has no info or no paths")
	}
	p := page{Title: doc.Info.Title, Version: doc.Info.Version, Intro: paragraphs(doc.Info.Description)}
	for _, tag := range doc.Tags {
		p.Groups = append(p.Groups, group{Name: tag.Name, Description: inline(tag.Description), Operations: describeTag(doc, tag.Name)})
	}
	if doc.Components != nil {
		for _, name := range slices.Sorted(maps.Keys(doc.Components.Schemas)) {
			p.Schemas = append(p.Schemas, describeSchema(name, doc.Components.Schemas[name]))
		}
	}
	for _, e := range problems {
		p.Problems = append(p.Problems, problem{e.Code, e.Title, e.Status, inline(e.Explanation)})
	}
	return p, nil
}

func describeTag(doc *openapi3.T, tag string) []operation {
	var all []operation
	paths := doc.Paths.Map()
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		operations := paths[path].Operations()
		for _, method := range slices.Sorted(maps.Keys(operations)) {
			if o := operations[method]; slices.Contains(o.Tags, tag) {
				all = append(all, describeOperation(method, path, o))
			}
		}
	}
	return all
}

func describeOperation(method, path string, o *openapi3.Operation) operation {
	d := operation{ID: o.OperationID, Method: method, Path: path, Summary: o.Summary, Description: paragraphs(o.Description)}
	for _, ref := range o.Parameters {
		p := ref.Value
		d.Parameters = append(d.Parameters, parameter{
			Name: p.Name, In: p.In, Required: p.Required, Type: describeType(p.Schema), Description: inline(p.Description), Example: compact(p.Example),
		})
	}
	if o.RequestBody != nil && o.RequestBody.Value != nil {
		d.Request = describeBody(o.RequestBody.Value.Content)
	}
	responses := o.Responses.Map()
	for _, status := range slices.Sorted(maps.Keys(responses)) {
		d.Responses = append(d.Responses, describeResponse(status, responses[status].Value))
	}
	d.Curl = curl(d, o.Parameters)
	return d
}

func describeResponse(status string, r *openapi3.Response) response {
	d := response{Status: status, Body: describeBody(r.Content), Headers: slices.Sorted(maps.Keys(r.Headers))}
	if r.Description != nil {
		d.Description = inline(*r.Description)
	}
	if status[0] != '2' && d.Body != nil {
		d.Body.Example = "" // failures are explained once, in the catalogue
	}
	return d
}

func describeBody(content openapi3.Content) *body {
	mediaTypes := slices.Sorted(maps.Keys(content))
	if len(mediaTypes) == 0 {
		return nil
	}
	media := content[mediaTypes[0]]
	b := &body{MediaType: mediaTypes[0], Type: describeType(media.Schema)}
	if example, err := examples.Of(media.Schema); err == nil {
		b.Example = indented(example)
	}
	if media.Example != nil {
		b.Example = indented(media.Example)
	}
	return b
}

func describeSchema(name string, ref *openapi3.SchemaRef) schema {
	s := schema{Name: name, Type: describeType(&openapi3.SchemaRef{Value: ref.Value}), Description: paragraphs(ref.Value.Description)}
	if example, err := examples.Of(ref); err == nil {
		s.Example = indented(example)
	}
	for _, field := range examples.Properties(ref.Value) {
		p := ref.Value.Properties[field]
		text := p.Value.Description
		if p.Ref != "" {
			text = "" // told where the schema is described
		}
		s.Properties = append(s.Properties, property{
			Name: field, Required: slices.Contains(ref.Value.Required, field), Type: describeType(p), Description: inline(text), Example: compact(p.Value.Example),
		})
	}
	return s
}

func describeType(ref *openapi3.SchemaRef) typeText {
	if ref == nil || ref.Value == nil {
		return typeText{Words: "anything"}
	}
	if name, found := strings.CutPrefix(ref.Ref, "#/components/schemas/"); found {
		return typeText{Schema: name}
	}
	s := ref.Value
	if s.Type.Is(openapi3.TypeArray) {
		inner := describeType(s.Items)
		return typeText{Words: strings.TrimSpace("array of " + inner.Words), Schema: inner.Schema, Limits: inner.Limits}
	}
	words := "anything"
	if types := s.Type.Slice(); len(types) > 0 {
		words = strings.Join(types, " or ")
	}
	if s.Format != "" {
		words += " (" + s.Format + ")"
	}
	return typeText{Words: words, Limits: limits(s)}
}

// limits says in words what values a schema allows.
func limits(s *openapi3.Schema) string {
	var all []string
	if len(s.Enum) > 0 {
		values := make([]string, len(s.Enum))
		for i, v := range s.Enum {
			values[i] = fmt.Sprint(v)
		}
		all = append(all, "one of "+strings.Join(values, ", "))
	}
	if s.Min != nil {
		all = append(all, fmt.Sprintf("at least %d", int64(*s.Min)))
	}
	if s.Max != nil {
		all = append(all, fmt.Sprintf("at most %d", int64(*s.Max)))
	}
	if s.MaxLength != nil {
		all = append(all, fmt.Sprintf("%d to %d characters", s.MinLength, *s.MaxLength))
	}
	if s.Pattern != "" {
		all = append(all, "pattern "+s.Pattern)
	}
	if s.Default != nil {
		all = append(all, fmt.Sprintf("default %v", s.Default))
	}
	return strings.Join(all, "; ")
}

// methodOfReads is curl's own default.
const methodOfReads = "GET"

// curl is a command that works when PORTAL holds the address of the API: the required parameters and, of the others, the period.
func curl(o operation, parameters openapi3.Parameters) string {
	path, query, flags := o.Path, url.Values{}, ""
	if o.Method != methodOfReads {
		flags = " -X " + o.Method
	}
	for _, ref := range parameters {
		p := ref.Value
		if !p.Required && p.Name != "period" {
			continue
		}
		value := fmt.Sprint(p.Example)
		switch p.In {
		case openapi3.ParameterInPath:
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(value))
		case openapi3.ParameterInQuery:
			query.Set(p.Name, value)
		case openapi3.ParameterInHeader:
			flags += " -H '" + p.Name + ": " + value + "'"
		}
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	if o.Request != nil {
		flags += " -H 'Content-Type: application/json' -d '" + strings.Join(strings.Fields(o.Request.Example), "") + "'"
	}
	return `curl "$PORTAL` + path + `"` + flags
}

// compact is an example on one line; empty when there is none.
func compact(v any) string {
	if v == nil {
		return ""
	}
	if text, ok := v.(string); ok {
		return text
	}
	return encode(v, "")
}

func indented(v any) string { return encode(v, "  ") }

// encode writes an example as JSON. What the contract's parser read can always be written.
func encode(v any, indent string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(v); err != nil {
		return ""
	}
	return strings.TrimSpace(b.String())
}
