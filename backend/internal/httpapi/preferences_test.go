package httpapi

import (
	"encoding/json"
	"net/http"
	"testing"
)

func TestPreferencesAndViewsOfTheCaller(t *testing.T) {
	t.Parallel()
	h := newAPI(t, newRooms())
	js := map[string]string{"Content-Type": "application/json", "X-Account-Id": ""} // they belong to no receiver
	put := func(method, target, body string, status int) map[string]any {
		t.Helper()
		rec, _ := request{method, target, js, body}.send(t, h)
		if rec.Code != status {
			t.Fatalf("%s %s: %d %s", method, target, rec.Code, rec.Body)
		}
		var got map[string]any
		if rec.Body.Len() > 0 {
			if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
		}
		if status == http.StatusCreated && rec.Header().Get("Location") != "/me/views/"+got["view_id"].(string) {
			t.Errorf("Location is %q", rec.Header().Get("Location"))
		}
		return got
	}
	put("PUT", "/me/preferences/table:jobs:list:v1", `{"value":"{\"size\":50}"}`, 200)
	put("PUT", "/me/preferences/theme", `{"value":"dark"}`, 200)
	put("DELETE", "/me/preferences/theme", "", 204)
	put("DELETE", "/me/preferences/theme", "", 204)
	if got := put("GET", "/me/preferences", "", 200); got["total"] != 1.0 || got["items"].([]any)[0].(map[string]any)["value"] != `{"size":50}` {
		t.Errorf("%v", got)
	}
	view := put("POST", "/me/views", `{"table":"jobs","name":"Failed","query":"filter=status%3Aeq%3Afailed","is_default":true}`, 201)
	put("POST", "/me/views", `{"table":"jobs","name":"FAILED","query":""}`, 409)
	at := "/me/views/" + view["view_id"].(string)
	if got := put("PUT", at, `{"table":"jobs","name":"Broken","query":""}`, 200); got["name"] != "Broken" || got["is_default"] != false {
		t.Errorf("%v", got)
	}
	if got := put("GET", "/me/views?filter=table:eq:jobs", "", 200); got["total"] != 1.0 {
		t.Errorf("%v", got)
	}
	put("DELETE", at, "", 204)
	put("DELETE", at, "", 404)
}
