package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// moneyWords are the last words of properties that hold money wherever they occur.
var moneyWords = []string{"amount", "cost", "charged", "margin", "price", "fee", "tax", "credits", "support", "discount", "effect", "residual", "revenue", "balance", "cap"}

// shareWords end the names of decimals that are not money.
var shareWords = []string{"percent", "points", "quantity", "rate", "factor"}

func quote(v any) string { return fmt.Sprintf("%q", fmt.Sprint(v)) }

var shapeRules = []Rule{
	{
		Name: "money", Reason: "a JSON number loses cents and a number without a currency means nothing",
		check: func(d document, report func(where, what string)) {
			for _, p := range d.places {
				s, name := p.ref.Value, component(p.ref)
				last := p.name[strings.LastIndex(p.name, "_")+1:]
				switch {
				case s.Type.Is(openapi3.TypeNumber):
					report(p.where, "type number is a binary float; use Money, or DecimalText for a share")
				case p.ref.Ref == "" && s.Type.Is(openapi3.TypeObject) && p.where != "schema Money" && s.Properties["amount"] != nil && s.Properties["currency"] != nil:
					if component(s.Properties["amount"]) != "Money" {
						report(p.where, "is another kind of money; refer to Money")
					}
				case name == "DecimalText" && !slices.Contains(shareWords, last):
					report(p.where, "a bare decimal is for shares ("+strings.Join(shareWords, ", ")+"); money refers to Money")
				case slices.Contains(moneyWords, last) && isValue(s) && name != "Money" && !strings.HasPrefix(p.where, "schema Money."):
					report(p.where, "is named like money; refer to Money")
				}
			}
		},
	},
	{
		Name: "plain-schema", Reason: "generators for Go, TypeScript, Python and Java make different things, or nothing, of these words",
		check: func(d document, report func(where, what string)) {
			if !strings.HasPrefix(d.OpenAPI, "3.0.") {
				report("openapi", "version "+d.OpenAPI+"; write 3.0.3, the version every generator reads alike")
			}
			for _, p := range d.places {
				s := p.ref.Value
				if p.ref.Ref != "" {
					continue
				}
				for word, used := range map[string]bool{
					"nullable": s.Nullable, "oneOf": len(s.OneOf) > 0, "anyOf": len(s.AnyOf) > 0, "allOf": len(s.AllOf) > 0,
					"not": s.Not != nil, "discriminator": s.Discriminator != nil,
				} {
					if used {
						report(p.where, word+" is not used here; leave a property out when it is unknown, and name each shape")
					}
				}
				if s.Type == nil || len(s.Type.Slice()) != 1 {
					report(p.where, "needs exactly one type")
				}
				if s.Type.Is(openapi3.TypeInteger) && s.Format == "" {
					report(p.where, "an integer needs format int32 or int64")
				}
				if len(s.Enum) > 0 && !s.Type.Is(openapi3.TypeString) {
					report(p.where, "an enum is of strings")
				}
			}
		},
	},
	{
		Name: "named-schema", Reason: "generators invent names for objects that have none, and change them later",
		check: func(d document, report func(where, what string)) {
			for _, p := range d.places {
				if p.inline && p.ref.Ref == "" && p.ref.Value.Type.Is(openapi3.TypeObject) {
					report(p.where, "an object in place; give it a name under components/schemas")
				}
			}
		},
	},
	{
		Name: "closed-requests", Reason: "a misspelt field of a request must be refused, and answers must be free to grow",
		check: func(d document, report func(where, what string)) {
			requests := map[*openapi3.Schema]bool{}
			for _, o := range d.operations {
				if o.RequestBody == nil || o.RequestBody.Value == nil {
					continue
				}
				for _, media := range o.RequestBody.Value.Content {
					reach(media.Schema, func(name string, s *openapi3.Schema) bool {
						requests[s] = true
						if closed := s.AdditionalProperties.Has; s.Type.Is(openapi3.TypeObject) && name != "Money" && (closed == nil || *closed) {
							report(o.where(), "request schema "+quote(name)+" needs additionalProperties: false")
						}
						return true
					})
				}
			}
			for _, p := range d.places {
				s := p.ref.Value
				if p.ref.Ref == "" && !requests[s] && (s.AdditionalProperties.Has != nil || s.AdditionalProperties.Schema != nil) {
					report(p.where, "additionalProperties on an answer: leave it out, clients ignore what they do not know")
				}
			}
		},
	},
	{
		Name: "request-limits", Reason: "what has no bound is bounded by memory",
		check: func(d document, report func(where, what string)) {
			for _, o := range d.operations {
				for _, p := range o.Parameters {
					if p.Value != nil && p.Value.Schema != nil && p.Value.Schema.Value != nil {
						requireBounds(o.where()+" parameter "+p.Value.Name, p.Value.Schema.Value, report)
					}
				}
				if o.RequestBody == nil || o.RequestBody.Value == nil {
					continue
				}
				for _, media := range o.RequestBody.Value.Content {
					reach(media.Schema, func(name string, s *openapi3.Schema) bool {
						requireBounds(o.where()+" request "+name, s, report)
						return true
					})
				}
			}
		},
	},
}

// isValue reports whether a schema is one that could hold a number of money, and not a count.
func isValue(s *openapi3.Schema) bool {
	return s.Type.Is(openapi3.TypeString) || s.Type.Is(openapi3.TypeNumber) || s.Type.Is(openapi3.TypeObject)
}

func requireBounds(where string, s *openapi3.Schema, report func(where, what string)) {
	switch {
	case s.Type.Is(openapi3.TypeString) && s.MaxLength == nil && s.Pattern == "" && len(s.Enum) == 0 && s.Format == "":
		report(where, "a string that is sent needs maxLength, a pattern, a format or an enum")
	case s.Type.Is(openapi3.TypeArray) && s.MaxItems == nil:
		report(where, "an array that is sent needs maxItems")
	case s.Type.Is(openapi3.TypeInteger) && (s.Min == nil || s.Max == nil):
		report(where, "an integer that is sent needs minimum and maximum")
	}
	if s.Type.Is(openapi3.TypeArray) && s.Items != nil && s.Items.Value != nil {
		requireBounds(where+"[]", s.Items.Value, report)
	}
}
