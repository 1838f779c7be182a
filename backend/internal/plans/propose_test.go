package plans

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/transfers"
)

var update = flag.Bool("update", false, "rewrite golden files")

// What people read before they apply is compared as a whole: a sentence that is missing there is a sentence that nobody thought of.
func TestWhatAPlanSays(t *testing.T) {
	t.Parallel()
	for operation, request := range requests(t) {
		b := setup(t)
		v := b.plan(request)
		said, err := json.MarshalIndent(map[string]any{
			"kind": v.Kind, "title": v.Title, "fields": v.First[0].Fields, "label": v.First[0].Label, "operation": v.First[0].Operation,
			"consequences": v.Consequences, "warnings": v.Warnings, "reversible": v.Reversible, "undo": v.UndoNote, "confirm": v.ConfirmWord,
		}, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		said = bytes.ReplaceAll(append(said, '\n'), []byte(`\u0026`), []byte("&"))
		path := filepath.Join("testdata", operation+".json")
		if *update {
			if err := os.WriteFile(path, said, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("%v; go test -update writes it", err)
		}
		if diff := cmp.Diff(string(want), string(said)); diff != "" {
			t.Errorf("%s: -want +got\n%s", operation, diff)
		}
	}
}

func code(t *testing.T, err error) string {
	t.Helper()
	f, ok := fault.As(err)
	if !ok {
		t.Fatalf("%v is no fault", err)
	}
	if f.Code == fault.CodeInvalidRequest && len(f.Fields) == 1 {
		return f.Fields[0].Pointer
	}
	return f.Code
}

func TestWhatAWSWouldRefuseIsNotPlanned(t *testing.T) {
	t.Parallel()
	next, last := month(t, "2026-12"), month(t, "2027-01")
	invite := func(change func(*Invite)) Request {
		in := Invite{AccountID: "210000000099", Name: "New", Starts: next}
		change(&in)
		return Request{Invite: &in}
	}
	for name, c := range map[string]struct {
		request Request
		want    string // code, or pointer of what is wrong
	}{
		"nothing":                    {Request{}, ""},
		"two things":                 {Request{Cancel: &Cancel{"rt-invited0"}, Rename: &Rename{"rt-active00", "x"}}, ""},
		"nobody":                     {invite(func(i *Invite) { i.AccountID = "" }), "/invite"},
		"account and email":          {invite(func(i *Invite) { i.Email = "a@b.example" }), "/invite"},
		"no account":                 {invite(func(i *Invite) { i.AccountID = "12" }), "/invite/account_id"},
		"the receiver itself":        {invite(func(i *Invite) { i.AccountID = receiver }), "/invite/account_id"},
		"no address":                 {invite(func(i *Invite) { i.AccountID, i.Email = "", "Acme <a@b.example>" }), "/invite/email"},
		"long address":               {invite(func(i *Invite) { i.AccountID, i.Email = "", strings.Repeat("a", 60)+"@b.example" }), "/invite/email"},
		"no name":                    {invite(func(i *Invite) { i.Name = "" }), "/invite/name"},
		"spaces":                     {invite(func(i *Invite) { i.Name = "  " }), "/invite/name"},
		"umlaut":                     {invite(func(i *Invite) { i.Name = "Müller" }), "/invite/name"},
		"two lines":                  {invite(func(i *Invite) { i.Name = "a\nb" }), "/invite/name"},
		"long name":                  {invite(func(i *Invite) { i.Name = strings.Repeat("x", 129) }), "/invite/name"},
		"long notes":                 {invite(func(i *Invite) { i.Notes = strings.Repeat("é", 1025) }), "/invite/notes"},
		"this month":                 {invite(func(i *Invite) { i.Starts = month(t, "2026-11") }), "/invite/starts"},
		"in three months":            {invite(func(i *Invite) { i.Starts = month(t, "2027-02") }), "/invite/starts"},
		"somebody who is here":       {invite(func(i *Invite) { i.AccountID = "210000000001" }), CodeTransferExists},
		"somebody by address":        {invite(func(i *Invite) { i.AccountID, i.Email = "", "A@ACME.example" }), CodeTransferExists},
		"somebody who is invited":    {invite(func(i *Invite) { i.AccountID = "210000000002" }), CodeTransferExists},
		"an unknown transfer":        {Request{Rename: &Rename{"rt-nothing0", "x"}}, CodeTransferNotFound},
		"an indirect one":            {Request{Rename: &Rename{"rt-behind00", "x"}}, CodeTransferIndirect},
		"withdraw indirect":          {Request{Withdraw: &Withdraw{"rt-behind00", next}}, CodeTransferIndirect},
		"the same name":              {Request{Rename: &Rename{"rt-active00", "Acme"}}, "/rename/name"},
		"a bad name":                 {Request{Rename: &Rename{"rt-active00", "Ä"}}, "/rename/name"},
		"rename what is over":        {Request{Rename: &Rename{"rt-declined", "x"}}, CodeTransferState},
		"withdraw to the past":       {Request{Withdraw: &Withdraw{"rt-active00", month(t, "2026-10")}}, "/withdraw/ends"},
		"withdraw too late":          {Request{Withdraw: &Withdraw{"rt-active00", last}}, "/withdraw/ends"},
		"withdraw an invitation":     {Request{Withdraw: &Withdraw{"rt-invited0", next}}, CodeTransferState},
		"withdraw twice":             {Request{Withdraw: &Withdraw{"rt-ending00", next}}, CodeTransferState},
		"withdraw from what is over": {Request{Withdraw: &Withdraw{"rt-declined", next}}, CodeTransferState},
		"cancel a transfer":          {Request{Cancel: &Cancel{"rt-active00"}}, CodeTransferState},
	} {
		b := setup(t)
		if _, err := b.Create(t.Context(), CreateInput{b.me, receiver, c.request}); code(t, err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
		if page, err := b.List(t.Context(), b.me, paging.Query{Limit: 1}); err != nil || page.Total != 0 {
			t.Errorf("%s: something was kept", name)
		}
	}
}

func TestStartsThatAWSAllows(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]string{
		"2026-11-23T06:00:00Z": "2026-12 2027-01", "2026-11-29T23:59:59Z": "2026-12 2027-01", "2026-11-30T00:00:00Z": "2027-01", "2026-11-30T23:59:59Z": "2027-01",
		"2026-12-01T00:00:00Z": "2027-01 2027-02", "2028-01-30T12:00:00Z": "2028-02 2028-03",
	} {
		instant, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		var allowed []string
		for n := range 6 {
			m := month(t, at[:7]).Add(n - 1)
			_, err := propose(known{receiver, &transfers.Directory{AsOf: instant}, instant, 0}, Request{Invite: &Invite{AccountID: "210000000099", Name: "x", Starts: m}})
			if err == nil {
				allowed = append(allowed, m.String())
			}
		}
		if got := strings.Join(allowed, " "); got != want {
			t.Errorf("at %s: %s, want %s", at, got, want)
		}
	}
}

func TestQuotaIsCheckedWhereItIsKnown(t *testing.T) {
	t.Parallel()
	d := &transfers.Directory{AsOf: now}
	for i := range 3 {
		d.Transfers = append(d.Transfers, transfers.Transfer{ID: fmt.Sprint(i), SourceID: fmt.Sprint(i), Status: "REQUESTED"})
	}
	r := Request{Invite: &Invite{AccountID: "210000000099", Name: "x", Starts: month(t, "2027-01")}}
	if _, err := propose(known{receiver, d, now, 3}, r); code(t, err) != CodeQuotaReached {
		t.Error(err)
	}
	p, err := propose(known{receiver, d, now, 4}, r)
	if err != nil || !strings.Contains(strings.Join(p.consequences, " "), "3 of 4 inbound transfers are used") || len(p.warnings) != 0 {
		t.Errorf("%v %v", err, p.consequences)
	}
	if p, err = propose(known{receiver, d, now, 0}, r); err != nil || len(p.warnings) != 1 || p.warnings[0].Code != "quota_unknown" {
		t.Errorf("%v %v", err, p.warnings)
	}
	if _, err := propose(known{receiver, &transfers.Directory{}, now, 4}, r); code(t, err) != CodeDirectoryUnknown {
		t.Error(err)
	}
}

func TestWithdrawingBeforeTheStartNeverBills(t *testing.T) {
	t.Parallel()
	d := &transfers.Directory{AsOf: now, Transfers: []transfers.Transfer{{ID: "rt-1", Name: "A", Status: "ACCEPTED", Start: month(t, "2026-12").Start()}}}
	p, err := propose(known{receiver, d, now, 0}, Request{Withdraw: &Withdraw{"rt-1", month(t, "2026-11")}})
	if err != nil || !strings.Contains(p.consequences[0], "never begins") {
		t.Errorf("%v %v", err, p.consequences)
	}
}

func TestSomebodyWhoIsLeavingMayBeInvitedToComeBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.plan(Request{Invite: &Invite{AccountID: "210000000003", Name: "Gamma again", Starts: month(t, "2026-12")}}) // its transfer ends with November
	b.plan(Request{Invite: &Invite{AccountID: "210000000004", Name: "Delta again", Starts: month(t, "2026-12")}}) // it declined
}

func TestAPlanGoesStaleExpiresAndIsDiscarded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	v := b.plan(requests(t)["withdraw"])
	refused := func(want string, status Status) {
		t.Helper()
		got, err := b.Get(t.Context(), b.me, v.ID)
		if err != nil || got.Now != status || status != Draft && got.Now != Discarded && got.Note == "" {
			t.Errorf("%s %q %v, want %s", got.Now, got.Note, err, status)
		}
		if _, _, err := b.Apply(t.Context(), b.reviewed(v)); code(t, err) != want {
			t.Errorf("applied: %v", err)
		}
		page, err := b.List(t.Context(), b.me, paging.Query{Limit: 10, Terms: []paging.Term{{Property: "status", Op: paging.Eq, Value: string(status)}}})
		if err != nil || page.Total != 1 || len(page.Items[0].First) != 1 {
			t.Errorf("the list has %d plans that are %s, %v", page.Total, status, err)
		}
	}
	was := b.world.find("rt-active00").Name
	b.world.find("rt-active00").Name = "Renamed"
	if _, err := b.directory.Refresh(t.Context(), b.me); err != nil {
		t.Fatal(err)
	}
	refused(CodePlanStale, Stale)
	b.world.find("rt-active00").Status = "WITHDRAWN"
	b.world.find("rt-active00").End = now.AddDate(0, 1, 0)
	if _, err := b.directory.Refresh(t.Context(), b.me); err != nil {
		t.Fatal(err)
	}
	refused(CodePlanStale, Stale)
	b.world.find("rt-active00").Name, b.world.find("rt-active00").Status, b.world.find("rt-active00").End = was, "ACCEPTED", time.Time{}
	if _, err := b.directory.Refresh(t.Context(), b.me); err != nil {
		t.Fatal(err)
	}
	b.liveAt(newLife(0, -1, 0), now.Add(Lifetime))
	refused(CodePlanExpired, Expired)
	b.liveAt(newLife(0, -1, 0), now)
	for range 2 {
		if got, err := b.Discard(t.Context(), b.me, v.ID); err != nil || got.Now != Discarded {
			t.Errorf("discarded: %s %v", got.Now, err)
		}
	}
	refused(CodePlanDiscarded, Discarded)
	if len(b.world.effects) > 0 {
		t.Errorf("AWS was changed: %v", b.world.effects)
	}
}

func TestWhatIsAppliedIsWhatWasReviewedByWhoMay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	v := b.plan(requests(t)["withdraw"])
	in := b.reviewed(v)
	for name, c := range map[string]struct {
		change func(*ApplyInput)
		want   string
	}{
		"another hash":     {func(i *ApplyInput) { i.Hash = strings.Repeat("0", 32) }, CodePlanChanged},
		"no word":          {func(i *ApplyInput) { i.Confirm = "" }, "/confirm"},
		"another word":     {func(i *ApplyInput) { i.Confirm = "Confirm" }, "/confirm"},
		"another receiver": {func(i *ApplyInput) { i.Receiver = "222233334444" }, CodeReceiverMismatch},
		"a viewer":         {func(i *ApplyInput) { i.Scope = as(t, scope.Viewer) }, CodeOperatorNeeded},
		"an approver":      {func(i *ApplyInput) { i.Scope = as(t, scope.Approver) }, CodeOperatorNeeded},
		"another plan":     {func(i *ApplyInput) { i.ID = "plan_00000000" }, CodePlanNotFound},
		"no plan":          {func(i *ApplyInput) { i.ID = "../../job" }, CodePlanNotFound},
	} {
		i := in
		c.change(&i)
		if _, _, err := b.Apply(t.Context(), i); code(t, err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	viewer := as(t, scope.Viewer)
	if _, err := b.Create(t.Context(), CreateInput{viewer, receiver, requests(t)["rename"]}); code(t, err) != CodeOperatorNeeded {
		t.Error(err)
	}
	if _, err := b.Create(t.Context(), CreateInput{b.me, "222233334444", requests(t)["rename"]}); code(t, err) != CodeReceiverMismatch {
		t.Error(err)
	}
	if _, err := b.Discard(t.Context(), viewer, v.ID); code(t, err) != CodeOperatorNeeded {
		t.Error(err)
	}
	if got, err := b.Get(t.Context(), viewer, v.ID); err != nil || got.Now != Draft {
		t.Errorf("a viewer may look: %v", err)
	}
	if all, err := b.engine.List(t.Context(), b.me); err != nil || len(all) != 0 {
		t.Errorf("%d jobs, %v", len(all), err)
	}
	other, err := scope.New("222233334444", b.me.Principal())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Get(t.Context(), other, v.ID); code(t, err) != CodePlanNotFound {
		t.Errorf("a plan of another receiver: %v", err)
	}
	if _, err := b.Items(t.Context(), other, v.ID, paging.Query{Limit: 1}); code(t, err) != CodePlanNotFound {
		t.Errorf("items of another receiver: %v", err)
	}
	if _, err := b.Get(t.Context(), scope.Scope{}, v.ID); code(t, err) != scope.CodeScopeMissing {
		t.Errorf("without a scope: %v", err)
	}
	_, job, err := b.Apply(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Discard(t.Context(), b.me, v.ID); code(t, err) != CodePlanStarted {
		t.Error(err)
	}
	b.work(newLife(0, -1, 0), job.ID)
}

func TestTheSameIntentHasTheSameHash(t *testing.T) {
	t.Parallel()
	b := setup(t)
	seen := map[string]string{}
	for operation, request := range requests(t) {
		first, second := b.plan(request), b.plan(request)
		if first.Hash != second.Hash || first.ID == second.ID || seen[first.Hash] != "" {
			t.Errorf("%s: %s and %s, also %s", operation, first.Hash, second.Hash, seen[first.Hash])
		}
		seen[first.Hash] = operation
	}
}

func TestPlansThatWereNeverAppliedAreForgottenOneDay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	applied := b.plan(requests(t)["rename"])
	_, job, err := b.Apply(t.Context(), b.reviewed(applied))
	if err != nil {
		t.Fatal(err)
	}
	b.work(newLife(0, -1, 0), job.ID)
	for range keepUnused + 20 {
		b.plan(requests(t)["withdraw"])
	}
	b.liveAt(newLife(0, -1, 0), now.Add(time.Hour))
	b.plan(requests(t)["withdraw"])
	page, err := b.List(t.Context(), b.me, paging.Query{Limit: 1})
	if err != nil || page.Total != keepUnused+2 {
		t.Errorf("%d plans, want %d (%v)", page.Total, keepUnused+2, err)
	}
	if got, err := b.Get(t.Context(), b.me, applied.ID); err != nil || got.Now != Applied {
		t.Errorf("the one that was applied is %s, %v", got.Now, err)
	}
}
