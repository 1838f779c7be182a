package examples_test

import (
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"portal.example/api/examples"
)

const document = `
openapi: 3.0.3
info: {title: t, version: '1'}
paths: {}
components:
  schemas:
    Leaf: {type: string, example: leaf}
    Own:
      type: object
      example: {leaf: mine}
      properties: {leaf: {$ref: '#/components/schemas/Leaf'}}
    Parts:
      type: object
      required: [many, kind]
      properties:
        alpha: {$ref: '#/components/schemas/Leaf'}
        kind: {type: string, enum: [first, second]}
        many: {type: array, items: {$ref: '#/components/schemas/Own'}}
        size: {type: integer, default: 25}
    Bare:
      type: object
      properties: {inner: {type: array, items: {type: object, properties: {text: {type: string}}}}}
    Circle:
      type: object
      properties: {next: {$ref: '#/components/schemas/Circle'}}
`

func schema(t *testing.T, name string) *openapi3.SchemaRef {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	return doc.Components.Schemas[name]
}

func TestOfPutsTheExamplesOfThePartsTogether(t *testing.T) {
	t.Parallel()
	got, err := examples.Of(schema(t, "Parts"))
	if err != nil {
		t.Fatal(err)
	}
	object, ok := got.(map[string]any)
	if !ok {
		t.Fatalf("got %T, want an object", got)
	}
	many, ok := object["many"].([]any)
	if !ok || len(many) != 1 {
		t.Fatalf("many = %v, want one item", object["many"])
	}
	if own, ok := many[0].(map[string]any); !ok || own["leaf"] != "mine" {
		t.Errorf("many[0] = %v, want the schema's own example", many[0])
	}
	if object["alpha"] != "leaf" || object["kind"] != "first" || object["size"] == nil {
		t.Errorf("got %v", object)
	}
}

func TestOfNamesThePartWithoutAnExample(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"Bare": "inner[].text: no example", "Circle": "deeper than"} {
		if _, err := examples.Of(schema(t, name)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", name, err, want)
		}
	}
}

func TestPropertiesPutRequiredOnesFirst(t *testing.T) {
	t.Parallel()
	got := strings.Join(examples.Properties(schema(t, "Parts").Value), " ")
	if want := "many kind alpha size"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
