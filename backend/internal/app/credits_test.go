package app

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// byVisibility lists customers of the tracker by what can be seen of their credits.
func (p *process) byVisibility() map[string][]string {
	p.t.Helper()
	items, _ := p.get("/credit-tracker/customers?limit=100")["items"].([]any)
	of := map[string][]string{}
	for _, item := range items {
		c, _ := item.(map[string]any)
		v := fmt.Sprint(c["visibility"])
		of[v] = append(of[v], fmt.Sprint(c["customer_id"]))
	}
	return of
}

// A portal over a simulated world shows balances from the first collection on; a role that a person forgets stays forgotten.
func TestASimulatedWorldsRolesAreKeptOnce(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	p := start(t, dir)
	p.job("that ended", ended)
	first := p.byVisibility()
	if len(first["visible"]) == 0 || len(first["no_role"]) == 0 || len(first["denied"]) > 0 {
		t.Fatalf("after the first collection: %v", first)
	}
	if p.get("/credit-tracker")["balances_read_at"] == nil {
		t.Error("it is not said when balances were read")
	}
	forgotten := first["visible"][0]
	if status, got := p.call(http.MethodDelete, p.api, "/customers/"+forgotten+"/credit-access", ""); status != http.StatusNoContent {
		t.Fatalf("%d %v", status, got)
	}
	if code, _ := p.signal(os.Interrupt); code != exitOK {
		t.Fatalf("exit code %d", code)
	}
	again := start(t, dir)
	again.awaitAWS()
	if got := again.byVisibility(); len(got["no_role"]) != len(first["no_role"])+1 || len(got["visible"]) != len(first["visible"])-1 {
		t.Errorf("after the restart: %v, before: %v", got, first)
	}
}
