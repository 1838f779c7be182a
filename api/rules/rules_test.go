package rules_test

import (
	"os"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"portal.example/api/rules"
)

func load(t *testing.T, content string) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData([]byte(content))
	if err != nil {
		t.Fatalf("document does not load: %v", err)
	}
	return doc
}

func sound(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile("testdata/sound.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestSoundContractHasNoFinding(t *testing.T) {
	t.Parallel()
	for _, f := range rules.Check(load(t, sound(t))) {
		t.Error(f)
	}
}

// Each plant replaces one text of the sound contract; exactly the named rule has to notice, and say the words.
func TestEachRuleFindsWhatBreaksIt(t *testing.T) {
	t.Parallel()
	plants := []struct {
		rule, name, old, new, says string
	}{
		{"operation-id", "no verb", "operationId: getPaidBill", "operationId: paidBill", "known verb"},
		{"operation-id", "snake case", "operationId: getPaidBill", "operationId: get_paid_bill", "camelCase"},
		{"operation-id", "twice", "operationId: createPaidBill", "operationId: getPaidBill", "is also that of"},
		{"tag", "undeclared", "operationId: getPaidBill\n      tags: [ledger]", "operationId: getPaidBill\n      tags: [other]", "exactly one"},
		{"tag", "two", "operationId: getPaidBill\n      tags: [ledger]", "operationId: getPaidBill\n      tags: [ledger, ledger]", "exactly one"},
		{"tag", "unused", "tags:\n  - {name", "tags:\n  - {name: ghost, description: Nobody}\n  - {name", "no operation"},
		{"path", "camel case", "  /paid-bills:", "  /paidBills:", "kebab-case"},
		{"path", "underscore", "  /paid-bills:", "  /paid_bills:", "kebab-case"},
		{"names", "property", "note: {type", "theNote: {type", "snake_case"},
		{"names", "enum value", "enum: [open, paid]", "enum: [open, Paid]", "snake_case"},
		{"names", "schema", "BillStatus", "BILLStatus", "PascalCase"},
		{"names", "header", "name: X-Account-Id", "name: x-account-id", "Written-Like-This"},
		{"description", "no summary", "summary: Show a bill", "summary: ''", "summary"},
		{"description", "full stop", "summary: Show a bill", "summary: Show a bill.", "summary"},
		{"description", "parameter", "description: The bill.\n          schema", "schema", "no description"},
		{"description", "schema", "description: Where a bill stands.", "title: Status", "no description"},
		{"time", "instant without format", "format: date-time, example: '2026-11-23T06:00:00Z'}\n    BillRequest", "example: soon}\n    BillRequest", "date-time"},
		{"time", "format without name", "paid_at:", "paid:", "what_happened_at"},
		{"time", "month in place", "month: {$ref: '#/components/schemas/Month'}\n        status", "month: {type: string, example: May}\n        status", "refer to Month"},
		{"money", "number", "tax: {$ref: '#/components/schemas/Money'}", "tax: {type: number, example: 1}", "binary float"},
		{"money", "string", "tax: {$ref: '#/components/schemas/Money'}", "tax: {type: string, example: '1'}", "refer to Money"},
		{"money", "bare decimal", "tax: {$ref: '#/components/schemas/Money'}", "tax: {$ref: '#/components/schemas/DecimalText'}", "for shares"},
		{"money", "another money", "    Bridge:\n", "    Cash:\n      type: object\n      description: Money again.\n      properties:\n        amount: {type: integer, format: int64, example: 1}\n        currency: {type: string, example: USD}\n    Bridge:\n", "another kind of money"},
		{"plain-schema", "nullable", "note: {type: string", "note: {nullable: true, type: string", "nullable"},
		{"plain-schema", "oneOf", "bill_id: {type: string, example: b1}", "bill_id: {type: string, example: b1, oneOf: [{type: string}]}", "oneOf"},
		{"plain-schema", "allOf", "bill_id: {type: string, example: b1}", "bill_id: {type: string, example: b1, allOf: [{type: string}]}", "allOf"},
		{"plain-schema", "no type", "bill_id: {type: string, example: b1}", "bill_id: {example: b1}", "exactly one type"},
		{"plain-schema", "integer without format", "total: {type: integer, format: int32, example: 1}", "total: {type: integer, example: 1}", "int32 or int64"},
		{"plain-schema", "version", "openapi: 3.0.3", "openapi: 3.1.0", "3.0.3"},
		{"named-schema", "object in place", "title: {type: string, example: No}", "cause: {type: object, properties: {text: {type: string, example: a}}}", "give it a name"},
		{"closed-requests", "open request", "      additionalProperties: false\n", "", "additionalProperties: false"},
		{"closed-requests", "closed answer", "description: A bill with its figures.\n", "description: A bill with its figures.\n      additionalProperties: false\n", "leave it out"},
		{"request-limits", "string", "schema: {type: string, maxLength: 20}", "schema: {type: string}", "maxLength"},
		{"request-limits", "array", "          maxItems: 10\n", "", "maxItems"},
		{"request-limits", "integer", "schema: {type: integer, format: int32, minimum: 1, maximum: 100}\n      example: 1", "schema: {type: integer, format: int32, minimum: 1}\n      example: 1", "minimum and maximum"},
		{"receiver", "forgotten", "summary: Create a bill\n      parameters:\n        - {$ref: '#/components/parameters/AccountId'}", "summary: Create a bill", "AccountId"},
		{"list", "name", "operationId: listPaidBills", "operationId: getPaidBills", "name the operation list"},
		{"list", "total", "required: [items, total]", "required: [items]", "total"},
		{"list", "cursor must be absent at the end", "required: [items, total]", "required: [items, total, next_cursor]", "next_cursor"},
		{"list", "paging parameter", "        - {$ref: '#/components/parameters/Cursor'}\n", "", "parameters/Cursor"},
		{"list", "schema name", "BillList", "BillPage", "SomethingList"},
		{"problem", "no default", "        '404': {$ref: '#/components/responses/NotFound'}\n        default: {$ref: '#/components/responses/Problem'}\n", "        '404': {$ref: '#/components/responses/NotFound'}\n", "response default"},
		{"problem", "no 404", "        '404': {$ref: '#/components/responses/NotFound'}\n", "", "response 404"},
		{"problem", "in place", "        '404': {$ref: '#/components/responses/NotFound'}\n", "        '404': {$ref: '#/components/responses/NotFound'}\n        '409': {description: No}\n", "in place"},
		{"problem", "another media type", "description: Not there.\n      content:\n        application/problem+json", "description: Not there.\n      content:\n        application/json", "application/problem+json"},
		{"provenance", "optional", "      required: [provenance]\n", "", "provenance"},
		{"example", "parameter without", "      example: abc\n    Page", "    Page", "no example"},
		{"example", "parameter invalid", "example: '111122223333'", "example: '1'", "not valid"},
		{"example", "property without", "bill_id: {type: string, example: b1}", "bill_id: {type: string}", "items[].bill_id: no example"},
		{"example", "property invalid", "pattern: '^[A-Z]{3}$', example: USD", "pattern: '^[A-Z]{3}$', example: dollars", "not valid"},
		{"example", "bad instant", "example: '2026-11-23T06:00:00Z'}\n    BillRequest", "example: yesterday}\n    BillRequest", "not valid"},
	}
	planted := map[string]bool{}
	for _, p := range plants {
		planted[p.rule] = true
		t.Run(p.rule+"/"+p.name, func(t *testing.T) {
			t.Parallel()
			base := sound(t)
			if !strings.Contains(base, p.old) {
				t.Fatalf("the sound contract does not contain %q", p.old)
			}
			found := rules.Check(load(t, strings.ReplaceAll(base, p.old, p.new)))
			said := false
			for _, f := range found {
				said = said || (f.Rule == p.rule && strings.Contains(f.String(), p.says))
			}
			if !said {
				t.Errorf("no finding of rule %s says %q; found %v", p.rule, p.says, found)
			}
		})
	}
	for _, r := range rules.All() {
		if !planted[r.Name] {
			t.Errorf("rule %s has no plant that proves it", r.Name)
		}
		if r.Reason == "" {
			t.Errorf("rule %s has no reason", r.Name)
		}
	}
}
