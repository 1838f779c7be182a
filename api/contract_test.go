package api_test

import (
	"os"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"portal.example/api/rules"
)

const contractFile = "../openapi.yaml"

func contract(t *testing.T) *openapi3.T {
	t.Helper()
	content, err := os.ReadFile(contractFile)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(content)
	if err != nil {
		t.Fatalf("%s does not load: %v", contractFile, err)
	}
	return doc
}

func TestContractIsAValidDocument(t *testing.T) {
	t.Parallel()
	err := contract(t).Validate(t.Context(), openapi3.EnableSchemaFormatValidation(), openapi3.EnableExamplesValidation(), openapi3.EnableMultiError())
	if err != nil {
		t.Errorf("%s is not valid OpenAPI 3.0: %v", contractFile, err)
	}
}

func TestContractObeysItsRules(t *testing.T) {
	t.Parallel()
	for _, f := range rules.Check(contract(t)) {
		t.Error(f)
	}
}
