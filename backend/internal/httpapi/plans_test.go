package httpapi

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"testing"
	"time"

	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

// viewer is somebody who may only look.
type viewer struct{}

func (viewer) Authenticate(*http.Request) (scope.Principal, error) {
	return scope.Principal{ID: "viewer", Roles: []scope.Role{scope.Viewer}, AllReceivers: true}, nil
}

func withTransfers() *rooms {
	r := newRooms()
	r.directory = []transfers.Transfer{
		{ID: "rt-00000001", Name: "Acme", Status: "ACCEPTED", SourceID: "210000000001", Start: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)},
		{ID: "rt-00000002", Name: "Beta", Status: "REQUESTED", SourceID: "210000000002", Start: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)},
	}
	return r
}

const withdrawal = `{"receiver_id":"111122223333","withdraw":{"transfer_id":"rt-00000001","ends":"2026-12"}}`

func TestAPlanIsMadeReviewedAndApplied(t *testing.T) {
	t.Parallel()
	h := newAPI(t, withTransfers())
	send := func(method, target, body string, status int) map[string]any {
		t.Helper()
		rec, _ := request{method, target, map[string]string{"Content-Type": "application/json"}, body}.send(t, h)
		if rec.Code != status {
			t.Fatalf("%s %s: %d %s", method, target, rec.Code, rec.Body)
		}
		var got map[string]any
		if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if at := rec.Header().Get("Location"); status == http.StatusCreated && at != "/plans/"+got["plan_id"].(string) || status == http.StatusAccepted && at != "/jobs/job_01jd2v9r3k8m" {
			t.Errorf("Location is %q", at)
		}
		if status == http.StatusCreated {
			golden(t, "plan.json", regexp.MustCompile(`plan_[0-9a-z]{15,}`).ReplaceAll(rec.Body.Bytes(), []byte("plan_normalised")))
		}
		return got
	}
	plan := send("POST", "/plans", withdrawal, 201)
	at, hash := "/plans/"+plan["plan_id"].(string), plan["content_hash"].(string)
	if got := send("GET", at, "", 200); got["status"] != "draft" || got["content_hash"] != hash {
		t.Errorf("%v", got)
	}
	if got := send("GET", at+"/items?filter=status:eq:pending", "", 200); got["total"] != 1.0 {
		t.Errorf("%v", got)
	}
	if got := send("GET", "/plans", "", 200); got["total"] != 1.0 {
		t.Errorf("%v", got)
	}
	send("POST", at+"/apply", `{"receiver_id":"111122223333","content_hash":"`+hash+`"}`, 400)
	send("POST", at+"/apply", `{"receiver_id":"111122223333","content_hash":"00000000","confirm":"confirm"}`, 409)
	for range 2 {
		if got := send("POST", at+"/apply", `{"receiver_id":"111122223333","content_hash":"`+hash+`","confirm":"confirm"}`, 202); got["plan"].(map[string]any)["status"] != "applying" {
			t.Errorf("%v", got)
		}
	}
	send("POST", at+"/discard", "", 409)
}

func TestWhoMayOnlyLookMakesNoPlans(t *testing.T) {
	t.Parallel()
	c := config(withTransfers(), io.Discard)
	c.Authenticator = viewer{}
	h, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{"/plans", "/plans/plan_00000000/apply", "/plans/plan_00000000/discard"} {
		body := withdrawal
		if target != "/plans" {
			body = `{"receiver_id":"111122223333","content_hash":"00000000"}`
		}
		rec, p := request{"POST", target, map[string]string{"Content-Type": "application/json"}, body}.send(t, h)
		if rec.Code != http.StatusForbidden || p.Code != "operator_needed" {
			t.Errorf("%s: %d %s", target, rec.Code, rec.Body)
		}
	}
	if rec, _ := (request{"GET", "/plans", nil, ""}).send(t, h); rec.Code != http.StatusOK {
		t.Errorf("a viewer may look: %d", rec.Code)
	}
}

func TestTransfersSayHowMuchQuotaIsUsed(t *testing.T) {
	t.Parallel()
	r := withTransfers()
	for _, tr := range r.directory {
		r.transfers = append(r.transfers, transfers.Row{Transfer: tr, State: tr.StateAt(now), GroupStatus: transfers.GroupDeleted, HoldsQuota: true, AcceptBefore: tr.AcceptBefore(), EarliestEnd: tr.EarliestEnd(now)})
	}
	rec, _ := request{"GET", "/transfers?sort=name", nil, ""}.send(t, newAPI(t, r))
	golden(t, "transfers.json", rec.Body.Bytes())
}
