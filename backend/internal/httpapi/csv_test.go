package httpapi

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"portal.example/api"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/transfers"
)

func asCSV(target string) request {
	return request{"GET", target, map[string]string{"Accept": "text/csv"}, ""}
}

// manyTransfers answers with n transfers.
func manyTransfers(n int) *rooms {
	r := newRooms()
	for i := range n {
		r.transfers = append(r.transfers, transfers.Row{
			Transfer: transfers.Transfer{ID: fmt.Sprintf("rt-%08d", i), Name: fmt.Sprintf("Customer %04d", i), SourceID: fmt.Sprintf("21%010d", i), Status: "ACCEPTED", Start: now.AddDate(-1, 0, 0)},
			State:    transfers.StateActive, GroupStatus: transfers.GroupActive,
		})
	}
	return r
}

func read(t *testing.T, body string) [][]string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatalf("%v\n%s", err, body)
	}
	return records
}

func TestATableIsTheListAsCSV(t *testing.T) {
	t.Parallel()
	r := newRooms()
	r.transfers = []transfers.Row{
		{Transfer: transfers.Transfer{ID: "rt-00000001", Name: "=1+1", SourceID: "210000000001", SourceEmail: "@evil.example", Status: "ACCEPTED", Start: now, End: now.AddDate(1, 0, 0)}, State: transfers.StateActive, GroupStatus: transfers.GroupMissing, NextStep: "-do \"this\",\nthen that"},
		{Transfer: transfers.Transfer{ID: "rt-00000002", Name: "Zürich, ☃", SourceID: "210000000002", Status: "REQUESTED"}, State: transfers.StateInvited, GroupStatus: transfers.GroupNotNeeded, Group: &transfers.BillingGroup{Name: "\tgroup"}},
	}
	m, _ := period.ParseMonth("2026-10")
	loss, _ := money.ParseDecimal("12.34")
	r.list = &margin.List{Provenance: provenance(m)}
	r.list.Page.Items = []margin.Row{
		{Key: "a", Label: "+A", Standing: ledger.StandingUnknown, Completeness: margin.Pending, Figures: margin.Figures{Currency: "EUR"}},
		{Key: "b", Label: "B", Standing: ledger.StandingFinal, Completeness: margin.Complete, Figures: margin.Figures{Currency: "EUR", AWSCost: margin.Known(loss), Charged: margin.Known(money.Zero)}, AsOf: now},
	}
	h := newAPI(t, r)
	for name, target := range map[string]string{"transfers": "/transfers", "margins": "/transfer-dashboard?period=2026-10&page=1", "chosen": "/transfers?columns=state,name,starts_at"} {
		rec, _ := asCSV(target).send(t, h)
		if rec.Code != http.StatusOK || rec.Header().Get("Content-Type") != "text/csv; charset=utf-8; header=present" || rec.Header().Get("Cache-Control") != "no-store" {
			t.Fatalf("%s: %d %v %s", target, rec.Code, rec.Header(), rec.Body)
		}
		goldenText(t, "csv_"+name+".csv", rec.Body.Bytes())
	}
	rec, _ := asCSV("/transfer-dashboard?period=2026-10").send(t, h)
	if got, want := rec.Header().Get("Content-Disposition"), `attachment; filename="transfer-dashboard_111122223333_2026-10_20261123.csv"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	rec, _ = asCSV("/jobs/job_01jd2v9r3k8m/items").send(t, h)
	if got, want := rec.Header().Get("Content-Disposition"), `attachment; filename="jobs-job_01jd2v9r3k8m-items_111122223333_20261123.csv"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// goldenText compares bytes with a file.
func goldenText(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; go test -update writes it", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s: -want +got\n%s", name, diff)
	}
}

func TestATableHasEverythingThatMatchesOrThePageAskedFor(t *testing.T) {
	t.Parallel()
	h := newAPI(t, manyTransfers(1000))
	count := func(target string) [][]string {
		t.Helper()
		rec, _ := asCSV(target).send(t, h)
		if rec.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", target, rec.Code, rec.Body)
		}
		if strings.Count(rec.Body.String(), "\r\n") != strings.Count(rec.Body.String(), "\n") {
			t.Errorf("%s: lines end otherwise than with CRLF", target)
		}
		return read(t, rec.Body.String())
	}
	all := count("/transfers")
	seen := map[string]bool{}
	for _, record := range all[1:] {
		seen[record[0]] = true
	}
	if len(all) != 1001 || len(seen) != 1000 {
		t.Errorf("%d lines with %d transfers, want 1001 with 1000", len(all), len(seen))
	}
	for target, want := range map[string]int{
		"/transfers?search=customer%20000": 11, "/transfers?limit=100": 101, "/transfers?page=41": 1, "/transfers?page=2": 26, "/transfers?filter=name:eq:none": 1,
	} {
		if got := len(count(target)); got != want {
			t.Errorf("%s: %d lines, want %d", target, got, want)
		}
	}
	var list struct {
		NextCursor string `json:"next_cursor"`
	}
	rec, _ := request{"GET", "/transfers?limit=10", nil, ""}.send(t, h)
	if err := json.Unmarshal(rec.Body.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	if got := count("/transfers?limit=10&cursor=" + list.NextCursor); len(got) != 11 || got[1][0] != "rt-00000010" {
		t.Errorf("the page behind a cursor has %d lines and begins with %v", len(got), got[1])
	}
}

func TestColumnsOfEveryListAreThoseOfTheContract(t *testing.T) {
	t.Parallel()
	layouts, err := layoutsOf(api.Document())
	if err != nil {
		t.Fatal(err)
	}
	if len(layouts) < 15 {
		t.Fatalf("only %d lists have a table", len(layouts))
	}
	for path, l := range layouts {
		seen := map[string]bool{}
		for _, col := range l {
			if seen[col.name] {
				t.Errorf("%s has %s twice", path, col.name)
			}
			seen[col.name] = true
		}
		if len(l) == 0 {
			t.Errorf("%s has no columns", path)
		}
	}
	if got := columnNames(layouts["/transfers"])[:5]; !slices.Equal(got, []string{"transfer_id", "name", "customer_id", "customer_email", "state"}) {
		t.Errorf("transfers begin with %v", got)
	}
	margins := layouts["/transfer-dashboard"]
	amount := slices.IndexFunc(margins, func(col column) bool { return col.name == "figures.margin.amount" })
	if amount < 0 || margins[amount+1].name != "figures.margin.currency" || !margins[amount].figure || margins[amount+1].figure {
		t.Errorf("money is not an amount and a currency: %v", columnNames(margins))
	}
}

func TestColumnsThatAreNotThereAreTold(t *testing.T) {
	t.Parallel()
	h := newAPI(t, manyTransfers(1))
	rec, p := asCSV("/transfers?columns=name,size").send(t, h)
	if rec.Code != http.StatusBadRequest || !names(p, "columns", `"size" is not a column`) || !names(p, "columns", "transfer_id,name,customer_id") {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	rec, p = asCSV("/transfers?columns=Name;x").send(t, h)
	if rec.Code != http.StatusBadRequest || p.Code != "invalid_request" {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}

func TestAFailureIsAProblemAndNoTable(t *testing.T) {
	t.Parallel()
	r := manyTransfers(3)
	r.fail = errors.New("broken")
	for _, q := range []request{
		asCSV("/transfers"),
		{"GET", "/transfers", map[string]string{"Accept": "text/csv", "X-Account-Id": "999999999999"}, ""},
		asCSV("/transfers?filter=size:eq:1"),
	} {
		rec, p := q.send(t, newAPI(t, r))
		if rec.Code < 400 || rec.Header().Get("Content-Type") != "application/problem+json" || p.Code == "" || rec.Header().Get("Content-Disposition") != "" {
			t.Errorf("%+v: %d %v %s", q, rec.Code, rec.Header(), rec.Body)
		}
	}
}

// failing answers the first pages and then fails.
type failing struct {
	transfersStub

	left atomic.Int32
}

func (f *failing) List(ctx context.Context, in transfers.ListInput) (paging.Page[transfers.Row], *transfers.Directory, error) {
	if f.left.Add(-1) < 0 {
		return paging.Page[transfers.Row]{}, nil, errors.New("the disk is gone")
	}
	return f.transfersStub.List(ctx, in)
}

func TestATableThatBreaksOffIsNoticed(t *testing.T) {
	t.Parallel()
	for _, encoding := range []string{"identity", "gzip"} {
		r := manyTransfers(1000)
		c := config(r, io.Discard)
		broken := &failing{transfersStub: transfersStub{r}}
		broken.left.Store(3)
		c.Transfers = broken
		h, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(h)
		t.Cleanup(server.Close)
		q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/transfers", nil)
		if err != nil {
			t.Fatal(err)
		}
		q.Header.Set("X-Account-Id", receiver)
		q.Header.Set("Accept", "text/csv")
		q.Header.Set("Accept-Encoding", encoding)
		answer, err := http.DefaultTransport.RoundTrip(q)
		if err != nil {
			continue // noticed before the first byte
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err == nil {
			t.Errorf("%s: %d with %d bytes ends as if it were whole", encoding, answer.StatusCode, len(body))
		}
	}
}

func TestATableIsCompressedAndLoggedOnce(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h, err := New(config(manyTransfers(1000), &log))
	if err != nil {
		t.Fatal(err)
	}
	rec, _ := request{"GET", "/transfers", map[string]string{"Accept": "text/csv", "Accept-Encoding": "gzip"}, ""}.send(t, h)
	unzipped, err := gzip.NewReader(rec.Body)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(unzipped)
	if err != nil || len(read(t, string(body))) != 1001 {
		t.Errorf("%d bytes, %v", len(body), err)
	}
	if n := strings.Count(log.String(), `"msg":"request"`); n != 1 || !strings.Contains(log.String(), `"account_id":"`+receiver) {
		t.Errorf("%d lines in the log:\n%s", n, log.String())
	}
}

func TestACopyOfTheListIsNoCopyOfTheTable(t *testing.T) {
	t.Parallel()
	r := manyTransfers(2)
	r.version = "1"
	h := newAPI(t, r)
	list, _ := request{"GET", "/transfers", nil, ""}.send(t, h)
	tag := list.Header().Get("ETag")
	if tag == "" || !slices.Contains(list.Header().Values("Vary"), "Accept") {
		t.Fatalf("the list has %v", list.Header())
	}
	table, _ := request{"GET", "/transfers", map[string]string{"Accept": "text/csv", "If-None-Match": tag}, ""}.send(t, h)
	if table.Code != http.StatusOK || table.Header().Get("ETag") != "" || len(read(t, table.Body.String())) != 3 {
		t.Errorf("%d %v", table.Code, table.Header())
	}
}

func TestWhoWantsCSV(t *testing.T) {
	t.Parallel()
	for accept, want := range map[string]bool{
		"": false, "*/*": false, "application/json": false, "text/csv": true, "TEXT/CSV; charset=utf-8": true, "text/*": true, "text/html, */*;q=0.1": false,
		"text/csv, application/json": true, "application/json, text/csv": false, "application/json;q=0.5, text/csv;q=0.6": true, "text/csv;q=0": false,
		"text/csv;q=0.9, */*": false, "text/csv, */*;q=0.5": true, "text/csv;q=x": false, "application/*, text/csv;q=0.4": false, ",,;": false,
	} {
		if got := prefersCSV([]string{accept}); got != want {
			t.Errorf("%q: %t", accept, got)
		}
	}
	if !prefersCSV([]string{"application/json;q=0.1", "text/csv"}) {
		t.Error("the header may occur more than once")
	}
}

func TestCells(t *testing.T) {
	t.Parallel()
	long := `[{"a":"` + strings.Repeat("x", maxCell) + `"},{"a":1}]`
	for _, c := range []struct {
		raw    string
		figure bool
		want   string
	}{
		{``, false, ""},
		{`null`, true, ""},
		{`""`, false, ""},
		{`"=1+1"`, false, "'=1+1"},
		{`"+1"`, false, "'+1"},
		{`"-12.34"`, false, "'-12.34"},
		{`"@SUM(A1)"`, false, "'@SUM(A1)"},
		{`"\tx"`, false, "'\tx"},
		{`"\rx"`, false, "'\rx"},
		{`"\nx"`, false, "'\nx"},
		{`"\u0000x"`, false, "'\x00x"},
		{`"＝1"`, false, "'＝1"},
		{`"a\r\nb"`, false, "a\nb"},
		{`"-12.34"`, true, "-12.34"},
		{`"-1+cmd"`, true, "'-1+cmd"},
		{`"2026-11-23T06:00:00Z"`, true, "2026-11-23T06:00:00Z"},
		{`-3`, true, "-3"},
		{`true`, true, "true"},
		{`["a","b"]`, false, "a; b"},
		{`["=a",1,null]`, false, "'=a; 1; "},
		{`[]`, false, ""},
		{`[ {"b": 1, "a": "="} ]`, false, `[{"b":1,"a":"="}]`},
		{`{"a": [1]}`, false, `{"a":[1]}`},
		{long, false, "2 entries"},
	} {
		got, err := cell(json.RawMessage(c.raw), c.figure)
		if err != nil || got != c.want {
			t.Errorf("%s (%t): %q, %v; want %q", cut(c.raw, 60), c.figure, got, err, c.want)
		}
	}
}

// FuzzCSV shows that what is written is what is read, that every line has as many cells as there are columns, and that no text starts a formula.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"", "=1+1", "a,b", `say "hi"`, "two\nlines", "two\r\nlines", "\r", "\n", " space ", `\.`, "\x00", "'", "日本", "-12.34", "\ufeff"} {
		f.Add(seed, seed+"x", "plain")
	}
	f.Fuzz(func(t *testing.T, a, b, c string) {
		columns := []column{{"a", []string{"a"}, false}, {"deep.b", []string{"deep", "b"}, false}, {"c", []string{"c"}, true}}
		item, err := json.Marshal(map[string]any{"a": a, "deep": map[string]string{"b": b}, "c": c})
		if err != nil {
			t.Skip()
		}
		var out bytes.Buffer
		if err := appendRows(&out, []json.RawMessage{item, item}, columns); err != nil {
			t.Fatal(err)
		}
		reader := csv.NewReader(&out)
		reader.FieldsPerRecord = len(columns)
		for range 2 {
			record, err := reader.Read()
			if err != nil {
				t.Fatalf("%v of %q", err, item)
			}
			for i, text := range []string{a, b, c} {
				text = strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\r\n", "\n")
				got := record[i]
				if got != text && got != "'"+text && !strings.Contains(text, "\ufffd") {
					t.Errorf("cell %d is %q, written %q", i, got, text)
				}
				figure := i == 2 && figureForm.MatchString(got)
				if got != "" && strings.ContainsAny(got[:1], "=+-@\t\r\n\x00") && !figure {
					t.Errorf("cell %d is a formula: %q", i, got)
				}
			}
		}
		if _, err := reader.Read(); !errors.Is(err, io.EOF) {
			t.Errorf("there is more than was written: %v", err)
		}
		// One column, which may be empty: the line must not vanish.
		out.Reset()
		if err := appendRows(&out, []json.RawMessage{item}, columns[:1]); err != nil {
			t.Fatal(err)
		}
		if records, err := csv.NewReader(&out).ReadAll(); err != nil || len(records) != 1 {
			t.Errorf("%d records, %v", len(records), err)
		}
	})
}

func TestATableOfAThousandRowsIsFast(t *testing.T) {
	t.Parallel()
	h, err := New(config(manyTransfers(1000), io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	asCSV("/transfers").send(t, h) // reads the contract once
	began := time.Now()
	asCSV("/transfers").send(t, h)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("took %s", took)
	} else {
		t.Logf("took %s", took)
	}
}
