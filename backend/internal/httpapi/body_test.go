package httpapi

import (
	"strings"
	"testing"
)

func TestWhatABodyWouldLoseIsRefused(t *testing.T) {
	t.Parallel()
	js := map[string]string{"Content-Type": "application/json"}
	tellsWhatToDo(t, newAPI(t, newRooms()), []bad{
		{"member twice", request{"POST", "/collections", js, `{"mode":"refresh","mode":"backfill"}`}, 400, "invalid_request", "/mode", "Send it once"},
		{"member twice, once as null", request{"POST", "/collections", js, `{"mode":null,"mode":"refresh"}`}, 400, "invalid_request", "/mode", "Send it once"},
		{"member twice, once escaped", request{"POST", "/collections", js, `{"mode":"refresh","mod\u0065":"verify"}`}, 400, "invalid_request", "/mode", "Send it once"},
		{"member of a member twice", request{"POST", "/plans", js, `{"receiver_id":"111122223333","commission":{"percent":"5","period":"2026-11","percent":"50"}}`}, 400, "invalid_request", "/commission/percent", "Send it once"},
		{"member of an item twice", request{"POST", "/plans", js, `{"receiver_id":"111122223333","line_items":{"items":[{"customer_id":"210000000001","type":"fee","type":"credit","period":"2026-11","description":"x"}]}}`}, 400, "invalid_request", "/line_items/items/0/type", "Send it once"},
		{"amount with another member", request{"POST", "/finops/budgets", js, `{"customer_id":"210000000001","name":"a","measure":"charged","limit":{"amount":"1","currency":"USD","curency":"EUR"},"thresholds":[]}`}, 400, "invalid_request", "/limit/curency", "no such property"},
		{"amount in an item with another member", request{"POST", "/plans", js, `{"receiver_id":"111122223333","line_items":{"items":[{"customer_id":"210000000001","type":"fee","period":"2026-11","description":"x","charge":{"amount":"1","currency":"USD","cents":1}}]}}`}, 400, "invalid_request", "/line_items/items/0/charge/cents", "no such property"},
		{"NUL in a text", request{"POST", "/me/views", js, `{"table":"jobs","name":"a\u0000b","query":""}`}, 400, "invalid_request", "/name", "plain text"},
		{"escape in a text of a list", request{"POST", "/plans", js, `{"receiver_id":"111122223333","gaps":{"period":"2026-11","filter":["class:eq:\u001b[31m"]}}`}, 400, "invalid_request", "/gaps/filter/0", "plain text"},
		{"not UTF-8", request{"POST", "/me/views", js, "{\"table\":\"jobs\",\"name\":\"a\xffb\",\"query\":\"\"}"}, 400, "invalid_request", "body", "UTF-8"},
		{"object where a word is", request{"POST", "/collections", js, `{"mode":{}}`}, 400, "invalid_request", "/mode", "An object is not allowed"},
		{"list where a word is", request{"POST", "/collections", js, `{"mode":[1]}`}, 400, "invalid_request", "/mode", "A list is not allowed"},
		{"too few", request{"POST", "/plans", js, `{"receiver_id":"111122223333","line_items":{"items":[]}}`}, 400, "invalid_request", "/line_items/items", "at least 1"},
		{"deep", request{"POST", "/collections", js, `{"mode":` + strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9001)}, 400, "invalid_request", "/mode", "not allowed"},
	})
}
