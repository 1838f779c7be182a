package httpapi

import (
	"context"
	"fmt"
	"testing"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/gaps"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store/memory"
	"portal.example/backend/internal/transfers"
)

// drops is what the gaps room needs: in October Acme pays for support, got a credit and a discount of its seller, and a line item carries half of the support.
type drops struct{}

func exactly(s string) money.Decimal {
	d, err := money.ParseDecimal(s)
	if err != nil {
		panic(err)
	}
	return d
}

func (drops) CustomerMonth(_ context.Context, _ scope.Scope, m period.Month, id string) (ledger.CustomerMonth, bool, error) {
	view := func(entries ...ledger.Entry) ledger.ViewMonth {
		v := ledger.ViewMonth{Status: ledger.ViewRead, Currency: money.USD, AsOf: now, Entries: entries}
		for _, e := range entries {
			v.Total = v.Total.Add(e.Amount)
		}
		return v
	}
	usage := ledger.Entry{RecordType: "Usage", Service: "Amazon Simple Storage Service", Amount: exactly("1000")}
	return ledger.CustomerMonth{
		CustomerID: id, Month: m, Showback: view(usage),
		MyView: view(usage,
			ledger.Entry{RecordType: "Credit", Service: "Amazon Simple Storage Service", Amount: exactly("-12.50")},
			ledger.Entry{RecordType: "Solution Provider Program Discount", Service: "Amazon Simple Storage Service", Amount: exactly("-50")},
			ledger.Entry{RecordType: "Support", Service: "AWS Support (Business)", Amount: exactly("200.25")}),
	}, true, nil
}

func (d drops) Portfolio(ctx context.Context, sc scope.Scope, m period.Month) (*ledger.Portfolio, ledger.MonthSummary, error) {
	var details []ledger.CustomerMonth
	if m.String() == "2026-10" {
		c, _, _ := d.CustomerMonth(ctx, sc, m, acme)
		details = append(details, c)
	}
	return ledger.NewPortfolio(margin.Rules{}, receiver, m, details), ledger.MonthSummary{Month: m}, nil
}

func (drops) Directory(context.Context, scope.Scope) (*transfers.Directory, error) {
	return &transfers.Directory{
		Receiver: receiver, AsOf: now,
		Transfers: []transfers.Transfer{{ID: "rt-" + acme, SourceID: acme, Name: "Acme", Status: "ACCEPTED", Start: period.MonthOf(now).Add(-9).Start()}},
		Groups:    []transfers.BillingGroup{{ARN: "arn:aws:billingconductor::111122223333:billinggroup/" + acme, Name: "acme", PrimaryID: acme, Status: "ACTIVE"}},
	}, nil
}

func (drops) Values(_ context.Context, _ scope.Scope, m period.Month) (lineitems.Values, error) {
	v := lineitems.Values{Provenance: provenance(m)}
	if m.String() == "2026-10" {
		v.Rows = []lineitems.Row{{
			Kept:   lineitems.Kept{Item: lineitems.Item{ARN: "arn:aws:billingconductor::111122223333:customlineitem/a1b2c3d4e5", Name: "support", Currency: money.USD}, CustomerID: acme},
			Status: lineitems.StatusActive, Amount: margin.Known(exactly("100.25")), Attribution: lineitems.Attribution{Class: lineitems.ClassSupport},
		}}
	}
	return v, nil
}

func (drops) Version(context.Context, scope.Scope) (string, error) { return "1", nil }

func (drops) Planned(context.Context, scope.Scope, period.Month) (map[gaps.Key]plans.ID, error) {
	return map[gaps.Key]plans.ID{{CustomerID: acme, Class: gaps.ClassCredit}: "plan_01jd2v9r3k8m"}, nil
}

func newGaps() *gaps.Service {
	d := drops{}
	room, err := gaps.New(gaps.Config{
		Ledger: d, Directory: d, LineItems: d, Plans: d, Store: memory.New(), Objects: &shelf{kept: map[string][]byte{}}, Clock: clock.Fixed(now),
	})
	if err != nil {
		panic(err)
	}
	return room
}

// rowsOf finds the items of a list by one of their texts.
func rowsOf(list map[string]any, by string) map[string]map[string]any {
	all := map[string]map[string]any{}
	for _, item := range list["items"].([]any) {
		row := item.(map[string]any)
		all[fmt.Sprint(row[by])] = row
	}
	return all
}

func amountOf(row map[string]any, name string) any {
	m, ok := row[name].(map[string]any)
	if !ok {
		return nil
	}
	return m["amount"]
}

func TestGapsAreListedWithTheirTotals(t *testing.T) {
	t.Parallel()
	do := call(t, newAPI(t, newRooms()))
	list := do("GET", "/gap-analysis?period=2026-10", "", 200)
	rows := rowsOf(list, "class")
	if list["total"] != 3.0 || list["plannable"] != true || list["simulated"] != nil || list["provenance"].(map[string]any)["basis"] != "unblended" {
		t.Errorf("%v", list)
	}
	support := rows["support"]
	for name, want := range map[string]string{"my_view": "200.25", "carried": "100.25", "gap": "100", "wanted": "200.25", "proposal": "100"} {
		if got := amountOf(support, name); got != want {
			t.Errorf("%s of support is %v, want %s", name, got, want)
		}
	}
	if support["status"] != "partly" || support["items"].([]any)[0] != "a1b2c3d4e5" || support["services"].([]any)[0].(map[string]any)["service"] != "AWS Support (Business)" {
		t.Errorf("%v", support)
	}
	if by := support["carried_by"].([]any); len(by) != 1 || by[0].(map[string]any)["line_item_id"] != "a1b2c3d4e5" || amountOf(by[0].(map[string]any), "amount") != "100.25" {
		t.Errorf("%v", by)
	}
	if c := rows["credit"]; c["status"] != "planned" || c["plan_id"] != "plan_01jd2v9r3k8m" || amountOf(c, "proposal") != "-12.5" {
		t.Errorf("%v", c)
	}
	if d := rows["private_discount"]; d["status"] != "kept" || d["proposal"] != nil || amountOf(d, "gap") != "-50" || d["policy_of_customer"] != false {
		t.Errorf("%v", d)
	}
	if total := list["totals"].([]any)[0].(map[string]any); amountOf(total, "proposal") != "87.5" || total["gaps"] != 2.0 || total["unknown"] != 0.0 {
		t.Errorf("%v", total)
	}
	// Nothing was collected of November: the rows are there and have no amounts.
	list = do("GET", "/gap-analysis?filter=class:eq:support", "", 200)
	if s := rowsOf(list, "class")["support"]; s["status"] != "unknown" || s["my_view"] != nil || s["proposal"] != nil || s["services"] != nil || s["note"] != "Not collected yet." {
		t.Errorf("%v", s)
	}
	demo := do("GET", "/gap-analysis?period=2026-10&demo=true&filter=class:eq:support", "", 200)
	if s := rowsOf(demo, "class")["support"]; demo["simulated"] != true || s["simulated"] != true || s["items"].([]any) == nil || len(s["items"].([]any)) != 0 {
		t.Errorf("%v", demo)
	}
	if c := rowsOf(do("GET", "/gap-analysis/coverage?period=2026-10", "", 200), "customer_id")[acme]; c["status"] != "partly" || c["covered_classes"] != 1.0 || c["known_classes"] != 3.0 || amountOf(c, "open_gap") != "87.5" || c["export_status"] != "unknown" {
		t.Errorf("%v", c)
	}
}

func TestGapPoliciesAreSetAndTold(t *testing.T) {
	t.Parallel()
	h := newAPI(t, newRooms())
	do := call(t, h)
	body := func(more string) string {
		return `{"receiver_id":"111122223333","class":"private_discount"` + more + `}`
	}
	if p := do("GET", "/gap-analysis/policies", "", 200)["items"].([]any)[0].(map[string]any); p["policy_id"] != "support" || p["version"] != 0.0 || p["changed_at"] != nil {
		t.Errorf("%v", p)
	}
	p := do("PUT", "/gap-analysis/policies", body(`,"customer_id":"210000000001","mode":"percentage","percent":"20","note":"Agreed."`), 200)
	if p["policy_id"] != "private_discount."+acme || p["customer_name"] != "Acme" || p["version"] != 1.0 || p["percent"] != "20" || p["changed_by"] != "local" {
		t.Errorf("%v", p)
	}
	if d := rowsOf(do("GET", "/gap-analysis?period=2026-10", "", 200), "class")["private_discount"]; amountOf(d, "proposal") != "-10" || d["policy_percent"] != "20" || d["policy_of_customer"] != true {
		t.Errorf("%v", d)
	}
	for name, c := range map[string]struct {
		method, target, body string
		status               int
		code, field          string
	}{
		"no percentage":      {"PUT", "/gap-analysis/policies", body(`,"mode":"percentage"`), 400, "invalid_request", "/percent"},
		"nothing of it":      {"PUT", "/gap-analysis/policies", body(`,"mode":"percentage","percent":"0"`), 400, "invalid_request", "/percent"},
		"more than all":      {"PUT", "/gap-analysis/policies", body(`,"mode":"percentage","percent":"100.5"`), 400, "invalid_request", "/percent"},
		"no number":          {"PUT", "/gap-analysis/policies", body(`,"mode":"percentage","percent":"NaN"`), 400, "invalid_request", "/percent"},
		"an empty one":       {"PUT", "/gap-analysis/policies", body(`,"mode":"percentage","percent":""`), 400, "invalid_request", "/percent"},
		"a needless one":     {"PUT", "/gap-analysis/policies", body(`,"mode":"keep","percent":"5"`), 400, "invalid_request", "/percent"},
		"unknown mode":       {"PUT", "/gap-analysis/policies", body(`,"mode":"give"`), 400, "invalid_request", "/mode"},
		"unknown property":   {"PUT", "/gap-analysis/policies", body(`,"mode":"keep","owner":"me"`), 400, "invalid_request", "/owner"},
		"dismissed, no why":  {"PUT", "/gap-analysis/policies", body(`,"mode":"dismissed","customer_id":"210000000001","note":" "`), 400, "invalid_request", "/note"},
		"no such day":        {"PUT", "/gap-analysis/policies", body(`,"mode":"dismissed","customer_id":"210000000001","note":"Why.","until":"2027-02-30"`), 400, "invalid_request", "/until"},
		"unknown customer":   {"PUT", "/gap-analysis/policies", body(`,"mode":"keep","customer_id":"210000000099"`), 404, "customer_not_found", ""},
		"lost update":        {"PUT", "/gap-analysis/policies", body(`,"mode":"keep","customer_id":"210000000001","version":7`), 409, "gap_policy_changed", ""},
		"another receiver":   {"PUT", "/gap-analysis/policies", `{"receiver_id":"222233334444","class":"tax","mode":"keep"}`, 409, "receiver_mismatch", ""},
		"delete what is not": {"DELETE", "/gap-analysis/policies/tax." + acme, "", 404, "gap_policy_not_found", ""},
		"delete a default":   {"DELETE", "/gap-analysis/policies/support", "", 400, "invalid_request", "policy_id"},
		"unknown status":     {"GET", "/gap-analysis?filter=status:eq:gone", "", 400, "invalid_request", "filter"},
		"unknown sort":       {"GET", "/gap-analysis?sort=colour", "", 400, "invalid_request", "sort"},
		"malformed month":    {"GET", "/gap-analysis?period=soon", "", 400, "invalid_request", "period"},
		"malformed demo":     {"GET", "/gap-analysis?demo=maybe", "", 400, "invalid_request", "demo"},
	} {
		rec, p := request{c.method, c.target, map[string]string{"Content-Type": "application/json"}, c.body}.send(t, h)
		if rec.Code != c.status || p.Code != c.code || c.field != "" && !names(p, c.field, "") {
			t.Errorf("%s: got %d %s", name, rec.Code, rec.Body)
		}
	}
	do("DELETE", "/gap-analysis/policies/private_discount."+acme, "", 204)
	history := do("GET", "/gap-analysis/policy-history?sort=changed_at", "", 200)
	if history["total"] != 2.0 {
		t.Errorf("%v", history)
	}
	for _, item := range history["items"].([]any) {
		c := item.(map[string]any)
		if (c["before_mode"] == nil) == (c["after_mode"] == nil) || c["customer_name"] != "Acme" || c["changed_by"] != "local" {
			t.Errorf("%v", c)
		}
	}
}

func TestADismissedGapIsToldOfAndLeftOut(t *testing.T) {
	t.Parallel()
	h := newAPI(t, newRooms())
	do := call(t, h)
	p := do("PUT", "/gap-analysis/policies", `{"receiver_id":"111122223333","class":"support","customer_id":"210000000001","mode":"dismissed","until":"2027-01-31","note":"Pays AWS itself."}`, 200)
	if p["mode"] != "dismissed" || p["until"] != "2027-01-31" {
		t.Errorf("%v", p)
	}
	list := do("GET", "/gap-analysis?period=2026-10", "", 200)
	g := rowsOf(list, "class")["support"]
	if d := g["dismissal"].(map[string]any); g["status"] != "dismissed" || g["policy"] != "pass_through" || amountOf(g, "gap") != "100" || g["proposal"] != nil ||
		d["until"] != "2027-01-31" || d["reason"] != "Pays AWS itself." || d["dismissed_by"] != "local" {
		t.Errorf("%v", g)
	}
	if total := list["totals"].([]any)[0].(map[string]any); amountOf(total, "proposal") != "-12.5" || amountOf(total, "dismissed") != "100" || total["dismissed_gaps"] != 1.0 || amountOf(total, "kept") != "-50" {
		t.Errorf("%v", total)
	}
	do("DELETE", "/gap-analysis/policies/support."+acme, "", 204)
	if g := rowsOf(do("GET", "/gap-analysis?period=2026-10", "", 200), "class")["support"]; g["status"] != "partly" || g["dismissal"] != nil || amountOf(g, "proposal") != "100" {
		t.Errorf("%v", g)
	}
	for _, item := range do("GET", "/gap-analysis/policy-history", "", 200)["items"].([]any) {
		if c := item.(map[string]any); c["before_until"] == c["after_until"] {
			t.Errorf("%v", c)
		}
	}
}

func TestManyLineItemsAreAttributedAtOnce(t *testing.T) {
	t.Parallel()
	do := call(t, newAPI(t, newRooms()))
	body := func(more string) string {
		return `{"receiver_id":"111122223333","period":"2026-10","class":"support",` + more + `}`
	}
	if got := do("PUT", "/line-item-attributions", body(`"line_item_ids":["a1","b2"]`), 200); got["attributed"] != 2.0 || got["skipped"] != 0.0 {
		t.Errorf("%v", got)
	}
	if got := do("PUT", "/line-item-attributions", body(`"filter":["name:contains:support"]`), 200); got["skipped"] != 1.0 {
		t.Errorf("%v", got)
	}
}

func TestGapsAreClosedAtOnce(t *testing.T) {
	t.Parallel()
	h := newAPI(t, newRooms())
	do := call(t, h)
	body := func(more string) string { return `{"receiver_id":"111122223333"` + more + `}` }
	got := do("POST", "/gap-analysis/apply", body(`,"period":"2026-10","gap_ids":["210000000001.support"]`), 202)
	plan, job := got["plan"].(map[string]any), got["job"].(map[string]any)
	item := plan["first_items"].([]any)[0].(map[string]any)
	if plan["kind"] != "gaps" || plan["status"] != "applying" || plan["item_count"] != 1.0 || job["job_id"] == nil || item["customer_id"] != acme {
		t.Errorf("%v", got)
	}
	line := item["line_item"].(map[string]any)
	if amountOf(line, "amount") != "100" || line["description"] != "AWS Support (Business), correction, October 2026" || line["type"] != "fee" {
		t.Errorf("%v", line)
	}
	for name, c := range map[string]struct {
		body        string
		status      int
		code, field string
	}{
		"a closed month":    {body(`,"period":"2026-09"`), 400, "invalid_request", "/period"},
		"no month":          {body(`,"period":"soon"`), 400, "invalid_request", "/period"},
		"an unknown gap":    {body(`,"period":"2026-10","gap_ids":["210000000001.refund"]`), 404, "gap_not_found", ""},
		"a malformed gap":   {body(`,"period":"2026-10","gap_ids":["support"]`), 400, "invalid_request", "/gap_ids/0"},
		"one that is kept":  {body(`,"period":"2026-10","gap_ids":["210000000001.private_discount"]`), 409, "no_gap_to_close", ""},
		"unknown figures":   {body(`,"period":"2026-11"`), 409, "no_gap_to_close", ""},
		"a wrong filter":    {body(`,"period":"2026-10","filter":["colour:eq:red"]`), 400, "invalid_request", "/filter"},
		"a demonstration":   {body(`,"period":"2026-10","demo":true`), 409, "plan_simulated", ""},
		"another receiver":  {`{"receiver_id":"222233334444","period":"2026-10"}`, 409, "receiver_mismatch", ""},
		"something besides": {body(`,"period":"2026-10","percent":"5"`), 400, "invalid_request", "/percent"},
	} {
		rec, p := request{"POST", "/gap-analysis/apply", map[string]string{"Content-Type": "application/json"}, c.body}.send(t, h)
		if rec.Code != c.status || p.Code != c.code || c.field != "" && !names(p, c.field, "") {
			t.Errorf("%s: got %d %s", name, rec.Code, rec.Body)
		}
	}
}
