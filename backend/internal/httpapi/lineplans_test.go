package httpapi

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// person is whoever a test says.
type person struct{ who scope.Principal }

func (p *person) Authenticate(*http.Request) (scope.Principal, error) { return p.who, nil }

// withGroups has a customer that line items can be written for.
func withGroups() *rooms {
	r := withTransfers()
	r.groups = []transfers.BillingGroup{{ARN: "arn:aws:billingconductor::111122223333:billinggroup/g1", Name: "acme", PrimaryID: "210000000001"}}
	return r
}

func TestAPlanOfLineItemsIsReviewedByTwoPeople(t *testing.T) {
	t.Parallel()
	c := config(withGroups(), io.Discard)
	me := &person{scope.Principal{ID: "otto", Roles: []scope.Role{scope.Operator}, AllReceivers: true}}
	c.Authenticator = me
	made, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	h := validated(t, made)
	send := func(who string, role scope.Role, method, target, body string, status int, code string) map[string]any {
		t.Helper()
		me.who = scope.Principal{ID: who, Roles: []scope.Role{role}, AllReceivers: true}
		rec, p := request{method, target, map[string]string{"Content-Type": "application/json"}, body}.send(t, h)
		if rec.Code != status || code != "" && p.Code != code {
			t.Fatalf("%s %s by %s: %d %s", method, target, who, rec.Code, rec.Body)
		}
		if target == "/plans" && who == "otto" && status == http.StatusCreated {
			golden(t, "plan_lines.json", regexp.MustCompile(`0[0-9a-z]{18,}|[0-9a-f]{32}`).ReplaceAll(rec.Body.Bytes(), []byte("00normalised")))
		}
		var got map[string]any
		if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		return got
	}
	limit := `{"receiver_id":"111122223333","version":0,"beyond_limit":"split","approve_plan_above":{"amount":"10","currency":"USD"}}`
	send("otto", scope.Operator, "PUT", "/plan-settings", limit, 403, plans.CodeAdminNeeded)
	if got := send("boss", scope.Admin, "PUT", "/plan-settings", limit, 200, ""); got["version"] != 1.0 || got["changed_by"] != "boss" {
		t.Errorf("%v", got)
	}
	send("boss", scope.Admin, "PUT", "/plan-settings", limit, 409, plans.CodeSettingsChanged)
	if got := send("otto", scope.Operator, "GET", "/plan-settings", "", 200, ""); got["beyond_limit"] != "split" {
		t.Errorf("%v", got)
	}
	plan := send("otto", scope.Operator, "POST", "/plans", drafted(`"charge":{"amount":"12.50","currency":"USD"},"class":"support","recurring":true`), 201, "")
	at := "/plans/" + plan["plan_id"].(string)
	review := `{"receiver_id":"111122223333","content_hash":"` + plan["content_hash"].(string) + `"}`
	send("otto", scope.Operator, "POST", at+"/apply", review, 409, plans.CodeApprovalNeeded)
	send("otto", scope.Operator, "POST", at+"/approve", review, 403, plans.CodeApproverNeeded)
	send("otto", scope.Approver, "POST", at+"/approve", review, 403, plans.CodeOwnPlan)
	send("anna", scope.Approver, "POST", at+"/approve", `{"receiver_id":"222233334444","content_hash":"00000000"}`, 409, plans.CodeReceiverMismatch)
	send("anna", scope.Approver, "POST", at+"/approve", `{"receiver_id":"111122223333","content_hash":"00000000"}`, 409, plans.CodePlanChanged)
	if got := send("anna", scope.Approver, "POST", at+"/approve", review, 200, ""); got["approval"].(map[string]any)["decided_by"] != "anna" || got["status"] != "draft" {
		t.Errorf("%v", got)
	}
	send("bert", scope.Approver, "POST", at+"/approve", review, 409, plans.CodePlanDecided)
	send("bert", scope.Approver, "POST", at+"/reject", review, 409, plans.CodePlanDecided)
	send("bert", scope.Approver, "POST", at+"/apply", review, 403, plans.CodeOperatorNeeded)
	send("otto", scope.Operator, "POST", at+"/undo", `{"receiver_id":"111122223333"}`, 409, plans.CodeNotApplied)
	if got := send("otto", scope.Operator, "GET", at+"/items?filter=class:eq:support&filter=amount:gt:12&filter=check:eq:pending&filter=drifted:eq:false&sort=name", "", 200, ""); got["total"] != 1.0 {
		t.Errorf("%v", got)
	}
	if got := send("otto", scope.Operator, "GET", "/plans?filter=approval:eq:approved&filter=kind:eq:line_items", "", 200, ""); got["total"] != 1.0 {
		t.Errorf("%v", got)
	}
	send("otto", scope.Operator, "POST", at+"/apply", review, 400, "invalid_request") // of the month before: without the word
	confirmed := strings.TrimSuffix(review, "}") + `,"confirm":"confirm"}`
	if got := send("otto", scope.Operator, "POST", at+"/apply", confirmed, 202, ""); got["plan"].(map[string]any)["status"] != "applying" {
		t.Errorf("%v", got)
	}

	second := send("vera", scope.Operator, "POST", "/plans", drafted(`"charge":{"amount":"12.50","currency":"USD"},"class":"support","recurring":true`), 201, "")
	if also := fmt.Sprint(second["also_in_plans"]); also != fmt.Sprintf("[%v]", plan["plan_id"]) {
		t.Errorf("the same again is also in %s", also)
	}
	at, review = "/plans/"+second["plan_id"].(string), `{"receiver_id":"111122223333","note":"No.","content_hash":"`+second["content_hash"].(string)+`"}`
	if got := send("anna", scope.Approver, "POST", at+"/reject", review, 200, ""); got["status"] != "rejected" || got["approval"].(map[string]any)["note"] != "No." {
		t.Errorf("%v", got)
	}
	send("otto", scope.Operator, "POST", at+"/apply", `{"receiver_id":"111122223333","content_hash":"`+second["content_hash"].(string)+`"}`, 409, plans.CodePlanRejected)
}

// drafted is the body of a plan with one custom line item.
func drafted(value string) string {
	return `{"receiver_id":"111122223333","line_items":{"items":[{"customer_id":"210000000001","type":"fee","period":"2026-10","description":"Onboarding",` + value + `}]}}`
}

func TestBadLineItemsAreToldWhereAndWhatToDo(t *testing.T) {
	t.Parallel()
	js := map[string]string{"Content-Type": "application/json"}
	tellsWhatToDo(t, newAPI(t, withGroups()), []bad{
		{"line item of 0", request{"POST", "/plans", js, drafted(`"charge":{"amount":"0","currency":"USD"}`)}, 400, "invalid_request", "/line_items/items/0/charge", "above 0"},
		{"line item of NaN", request{"POST", "/plans", js, drafted(`"charge":{"amount":"NaN","currency":"USD"}`)}, 400, "invalid_request", "/line_items/items/0/charge/amount", "digits"},
		{"line item of a number", request{"POST", "/plans", js, drafted(`"charge":{"amount":5,"currency":"USD"}`)}, 400, "invalid_request", "/line_items/items/0/charge/amount", "Send text"},
		{"line item of nothing", request{"POST", "/plans", js, drafted(`"recurring":false`)}, 400, "invalid_request", "/line_items/items/0", "an amount or a percentage"},
		{"line item of minus one", request{"POST", "/plans", js, drafted(`"charge":{"amount":"-1","currency":"USD"}`)}, 400, "invalid_request", "/line_items/items/0/charge", "above 0"},
		{"percentage out of range", request{"POST", "/plans", js, drafted(`"percent":"10000.5"`)}, 400, "invalid_request", "/line_items/items/0/percent", "up to 10,000"},
		{"percentage of NaN", request{"POST", "/plans", js, drafted(`"percent":"NaN"`)}, 400, "invalid_request", "/line_items/items/0/percent", "not a percentage"},
		{"line item of a closed month", request{"POST", "/plans", js, strings.Replace(drafted(`"percent":"5"`), "2026-10", "2026-09", 1)}, 400, "invalid_request", "/line_items/items/0/period", "2026-10 and 2026-11"},
		{"line item of nobody", request{"POST", "/plans", js, strings.Replace(drafted(`"percent":"5"`), "210000000001", "210000000009", 1)}, 400, "invalid_request", "/line_items/items/0/customer_id", "no customer"},
		{"name with a slash", request{"POST", "/plans", js, drafted(`"percent":"5","name":"a/b"`)}, 400, "invalid_request", "/line_items/items/0/name", "without spaces"},
		{"description of two lines", request{"POST", "/plans", js, strings.Replace(drafted(`"percent":"5"`), "Onboarding", `On\nboarding`, 1)}, 400, "invalid_request", "/line_items/items/0/description", "one line"},
		{"line items above what is split", request{"POST", "/plans", js, drafted(`"charge":{"amount":"100000001","currency":"USD"}`)}, 400, "invalid_request", "/line_items/items/0", "1,000,000"},
		{"gaps of none", request{"POST", "/plans", js, `{"receiver_id":"111122223333","gaps":{"period":"2026-10","gap_ids":[]}}`}, 400, "invalid_request", "/gaps/gap_ids", "all that match"},
		{"commission of none", request{"POST", "/plans", js, `{"receiver_id":"111122223333","commission":{"percent":"5","period":"2026-10","customer_ids":[]}}`}, 400, "invalid_request", "/commission/customer_ids", "all that match"},
		{"deleting an unknown line item", request{"POST", "/plans", js, `{"receiver_id":"111122223333","delete_line_items":{"line_item_ids":["i9"],"period":"2026-10"}}`}, 404, "line_item_not_found", "", "i9"},
		{"ending in a closed month", request{"POST", "/plans", js, `{"receiver_id":"111122223333","end_line_items":{"line_item_ids":["i9"],"period":"2026-01"}}`}, 400, "invalid_request", "/end_line_items/period", "2026-10 and 2026-11"},
		{"approving an unknown plan", request{"POST", "/plans/plan_00000000/approve", js, `{"receiver_id":"111122223333","content_hash":"00000000"}`}, 404, "plan_not_found", "", "/plans"},
		{"undoing an unknown plan", request{"POST", "/plans/plan_00000000/undo", js, `{"receiver_id":"111122223333"}`}, 404, "plan_not_found", "", "/plans"},
		{"undoing for another receiver", request{"POST", "/plans/plan_00000000/undo", js, `{"receiver_id":"222233334444"}`}, 409, "receiver_mismatch", "", "another receiver"},
		{"settings without a policy", request{"PUT", "/plan-settings", js, `{"receiver_id":"111122223333","version":0}`}, 400, "invalid_request", "/beyond_limit", "Send it"},
		{"settings with a negative limit", request{"PUT", "/plan-settings", js, `{"receiver_id":"111122223333","version":0,"beyond_limit":"split","approve_plan_above":{"amount":"-1","currency":"USD"}}`}, 400, "invalid_request", "/approve_plan_above", "0 or more"},
		{"settings of another version", request{"PUT", "/plan-settings", js, `{"receiver_id":"111122223333","version":7,"beyond_limit":"split"}`}, 409, "plan_settings_changed", "", "Read them again"},
		{"attribution to another receiver", request{"PUT", "/custom-line-items/i1/attribution", js, `{"receiver_id":"222233334444","class":"support"}`}, 409, "receiver_mismatch", "", "another receiver"},
		{"attribution of many, a filter that there is not", request{"PUT", "/line-item-attributions", js, `{"receiver_id":"111122223333","class":"support","period":"2026-10","filter":["x"]}`}, 400, "invalid_request", "/filter/0", ""},
		{"attribution of many by no operator", request{"PUT", "/line-item-attributions", js, `{"receiver_id":"111122223333","class":"support","period":"2026-10","filter":["name:has:x"]}`}, 400, "invalid_request", "/filter", "contains"},
		{"attribution of none", request{"PUT", "/line-item-attributions", js, `{"receiver_id":"111122223333","class":"support","period":"2026-10","line_item_ids":[]}`}, 400, "invalid_request", "/line_item_ids", ""},
		{"attribution of many in no month", request{"PUT", "/line-item-attributions", js, `{"receiver_id":"111122223333","class":"support","period":"soon"}`}, 400, "invalid_request", "/period", ""},
		{"attribution to nothing", request{"PUT", "/custom-line-items/i1/attribution", js, `{"receiver_id":"111122223333","class":"gift"}`}, 400, "invalid_request", "/class", "support"},
	})
}
