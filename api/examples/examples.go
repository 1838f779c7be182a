// Package examples makes one example of a schema of the contract out of the examples its properties carry. The reference shows
// it, and the rules of the contract require that it is complete and valid, so nobody reads an example that could not happen.
package examples

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// maxDepth bounds schemas that contain themselves.
const maxDepth = 12

// Of returns the example of a schema: its own when it has one, else one made of those of its parts. Every property is in it.
// The error names the first part that has no example.
func Of(schema *openapi3.SchemaRef) (any, error) { return compose(schema, "", 0) }

func compose(ref *openapi3.SchemaRef, at string, depth int) (any, error) {
	if ref == nil || ref.Value == nil {
		return nil, fmt.Errorf("%s: no schema", where(at))
	}
	if depth > maxDepth {
		return nil, fmt.Errorf("%s: deeper than %d levels, give a schema on the way its own example", where(at), maxDepth)
	}
	s := ref.Value
	if s.Example != nil {
		return s.Example, nil
	}
	switch {
	case s.Type.Is(openapi3.TypeObject):
		object := make(map[string]any, len(s.Properties))
		for _, name := range Properties(s) {
			value, err := compose(s.Properties[name], at+"."+name, depth+1)
			if err != nil {
				return nil, err
			}
			object[name] = value
		}
		return object, nil
	case s.Type.Is(openapi3.TypeArray):
		item, err := compose(s.Items, at+"[]", depth+1)
		if err != nil {
			return nil, err
		}
		return []any{item}, nil
	case s.Default != nil:
		return s.Default, nil
	case len(s.Enum) > 0:
		return s.Enum[0], nil
	}
	return nil, fmt.Errorf("%s: no example", where(at))
}

// Properties names the properties of an object as people want to read them: the required ones in the order the contract lists
// them, then the others by name.
func Properties(s *openapi3.Schema) []string {
	names := make([]string, 0, len(s.Properties))
	for _, name := range s.Required {
		if s.Properties[name] != nil && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	required := len(names)
	for name := range s.Properties {
		if !slices.Contains(names[:required], name) {
			names = append(names, name)
		}
	}
	slices.Sort(names[required:])
	return names
}

func where(at string) string {
	if at == "" {
		return "the schema itself"
	}
	return strings.TrimPrefix(at, ".")
}
