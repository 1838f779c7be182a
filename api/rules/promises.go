package rules

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"portal.example/api/examples"
)

// unscopedTags are the rooms that answer before a receiver is chosen.
var unscopedTags = []string{"system", "identity", "accounts"}

var promiseRules = []Rule{
	{
		Name: "receiver", Reason: "every call says on whose behalf it is made; a forgotten receiver must not compile",
		check: func(d document, report func(where, what string)) {
			for _, o := range d.operations {
				scoped := len(o.Tags) == 1 && !slices.Contains(unscopedTags, o.Tags[0])
				if scoped && !o.parameter("AccountId") {
					report(o.where(), "needs #/components/parameters/AccountId")
				}
			}
		},
	},
	{
		Name: "list", Reason: "all lists page, count and stop alike, so one table and one loop serve them all",
		check: func(d document, report func(where, what string)) {
			for _, o := range d.operations {
				for _, content := range o.success() {
					for kind, media := range content {
						if strings.HasSuffix(kind, "json") {
							checkList(o, media.Schema, report)
						}
					}
				}
			}
		},
	},
	{
		Name: "problem", Reason: "every failure has one shape and one place where it is explained",
		check: func(d document, report func(where, what string)) {
			for _, o := range d.operations {
				checkProblems(o, report)
			}
			if d.Components == nil {
				return
			}
			for _, name := range sorted(d.Components.Responses) {
				r := d.Components.Responses[name].Value
				if name == "NotModified" && len(r.Content) == 0 {
					continue // 304 is no failure and has no body
				}
				media := r.Content["application/problem+json"]
				if len(r.Content) != 1 || media == nil || component(media.Schema) != "Problem" {
					report("response "+name, "a shared response is application/problem+json of schema Problem")
				}
			}
		},
	},
	{
		Name: "provenance", Reason: "a figure without its month, basis, source and age cannot be trusted",
		check: func(d document, report func(where, what string)) {
			for _, o := range d.operations {
				for _, content := range o.success() {
					for _, media := range content {
						if !showsCost(media.Schema) {
							continue
						}
						s := media.Schema.Value
						if s.Properties["provenance"] == nil || component(s.Properties["provenance"]) != "Provenance" || !slices.Contains(s.Required, "provenance") {
							report(o.where(), "shows cost; its answer needs a required provenance of schema Provenance")
						}
					}
				}
			}
		},
	},
	{
		Name: "example", Reason: "people copy examples; one that is missing or invalid costs each of them an hour",
		check: func(d document, report func(where, what string)) {
			for _, o := range d.operations {
				for _, p := range o.Parameters {
					checkParameterExample(o, p.Value, report)
				}
				for _, content := range o.success() {
					checkMediaExamples(o.where()+" response", content, report)
				}
				if o.RequestBody != nil && o.RequestBody.Value != nil {
					checkMediaExamples(o.where()+" request", o.RequestBody.Value.Content, report)
				}
			}
		},
	},
}

// checkList holds a list to its shape, and finds lists that are not called one.
func checkList(o operation, ref *openapi3.SchemaRef, report func(where, what string)) {
	if ref == nil || ref.Value == nil {
		return
	}
	s := ref.Value
	named := strings.HasPrefix(o.OperationID, "list")
	items := s.Properties["items"]
	if items == nil && !named {
		return
	}
	if !named {
		report(o.where(), "answers items; name the operation list and a noun")
	}
	if !strings.HasSuffix(component(ref), "List") {
		report(o.where(), "a list answers a schema named SomethingList")
	}
	if items == nil || items.Value == nil || !items.Value.Type.Is(openapi3.TypeArray) || !slices.Contains(s.Required, "items") {
		report(o.where(), "a list needs a required array items")
	}
	if total := s.Properties["total"]; total == nil || total.Value == nil || !total.Value.Type.Is(openapi3.TypeInteger) || !slices.Contains(s.Required, "total") {
		report(o.where(), "a list needs a required integer total: how many match")
	}
	if next := s.Properties["next_cursor"]; next == nil || next.Value == nil || !next.Value.Type.Is(openapi3.TypeString) || slices.Contains(s.Required, "next_cursor") {
		report(o.where(), "a list needs an optional string next_cursor: absent on the last page")
	}
	for _, name := range []string{"Limit", "Cursor", "Page"} {
		if !o.parameter(name) {
			report(o.where(), "a list needs #/components/parameters/"+name)
		}
	}
}

// checkProblems holds an operation to the shared failures that its parameters can cause.
func checkProblems(o operation, report func(where, what string)) {
	need := map[string]string{"default": "Problem"}
	if len(o.Parameters) > 0 || o.RequestBody != nil {
		need["400"] = "BadRequest"
	}
	if o.parameter("AccountId") {
		need["403"] = "Forbidden"
	}
	for _, p := range o.Parameters {
		if p.Value != nil && p.Value.In == "path" {
			need["404"] = "NotFound"
		}
	}
	for _, status := range sorted(need) {
		if r := o.Responses.Value(status); r == nil || r.Ref != "#/components/responses/"+need[status] {
			report(o.where(), "response "+status+" must be #/components/responses/"+need[status])
		}
	}
	for _, status := range sorted(o.Responses.Map()) {
		if r := o.Responses.Value(status); (status[0] == '4' || status[0] == '5') && !strings.HasPrefix(r.Ref, "#/components/responses/") {
			report(o.where(), "response "+status+" is written in place; refer to a shared one")
		}
	}
}

// showsCost reports whether an answer contains figures of the ledger.
func showsCost(ref *openapi3.SchemaRef) bool {
	found := false
	reach(ref, func(name string, _ *openapi3.Schema) bool {
		found = found || slices.Contains([]string{"MarginFigures", "LedgerLine", "Bridge"}, name)
		return !found
	})
	return found
}

func checkParameterExample(o operation, p *openapi3.Parameter, report func(where, what string)) {
	if p == nil || p.Schema == nil || p.Schema.Value == nil {
		return
	}
	if p.Example == nil {
		report(o.where(), "parameter "+quote(p.Name)+" has no example")
		return
	}
	if err := p.Schema.Value.VisitJSON(p.Example, openapi3.EnableFormatValidation(), openapi3.DisableSchemaErrorDetails()); err != nil {
		report(o.where(), "the example of parameter "+quote(p.Name)+" is not valid: "+firstLine(err))
	}
}

func checkMediaExamples(where string, content openapi3.Content, report func(where, what string)) {
	for _, kind := range sorted(content) {
		media := content[kind]
		if media.Schema == nil || !strings.HasSuffix(kind, "json") {
			continue
		}
		value := media.Example
		if value == nil {
			composed, err := examples.Of(media.Schema)
			if err != nil {
				report(where, "no complete example: "+firstLine(err))
				continue
			}
			value = composed
		}
		if err := media.Schema.Value.VisitJSON(value, openapi3.EnableFormatValidation(), openapi3.DisableSchemaErrorDetails()); err != nil {
			report(where, "the example is not valid: "+firstLine(err))
		}
	}
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
