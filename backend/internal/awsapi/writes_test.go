package awsapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/period"
	"portal.example/backend/internal/plans"
	"portal.example/backend/internal/testkit/simulated"
	"portal.example/backend/internal/transfers"
)

// nextMonth is the first instant of the month after the simulator's, moved by months.
func nextMonth(months int) time.Time {
	return period.MonthOf(simulated.DefaultNow()).Add(1 + months).Start()
}

func newcomer(start time.Time) plans.Invitation {
	return plans.Invitation{AccountID: "222233334444", Name: "Newcomer", Notes: "Welcome", Start: start}
}

func TestTransfersAreChangedAndReadBack(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	b := setup(t, sim.URL, nil)
	ctx := t.Context()
	invited, err := b.Invite(ctx, b.scope, newcomer(nextMonth(1)))
	if err != nil || invited.RequestID == "" || !strings.HasPrefix(invited.TransferID, "rt-") {
		t.Fatalf("invited: %+v, %v", invited, err)
	}
	got, err := b.Transfer(ctx, b.scope, invited.TransferID)
	if err != nil || got.Status != "REQUESTED" || got.SourceID != "222233334444" || got.Name != "Newcomer" || !got.Start.Equal(nextMonth(1)) || got.Handshake == "" {
		t.Fatalf("read back: %+v, %v", got, err)
	}
	if r, err := b.CancelInvitation(ctx, b.scope, got.Handshake); err != nil || r.RequestID == "" {
		t.Fatalf("cancelled: %+v, %v", r, err)
	}
	if got, err = b.Transfer(ctx, b.scope, invited.TransferID); err != nil || got.Status != "CANCELED" {
		t.Errorf("after cancelling: %+v, %v", got, err)
	}
	all, err := b.InboundTransfers(ctx, b.scope)
	if err != nil {
		t.Fatal(err)
	}
	id := all[0].ID
	if r, err := b.Rename(ctx, b.scope, id, "Renamed"); err != nil || r.RequestID == "" {
		t.Fatalf("renamed: %+v, %v", r, err)
	}
	end := transfers.EndOf(period.MonthOf(simulated.DefaultNow()))
	if r, err := b.Withdraw(ctx, b.scope, id, end); err != nil || r.RequestID == "" {
		t.Fatalf("withdrawn: %+v, %v", r, err)
	}
	if got, err = b.Transfer(ctx, b.scope, id); err != nil || got.Name != "Renamed" || got.Status != "WITHDRAWN" || !got.End.Equal(end) {
		t.Errorf("read back: %+v, %v", got, err)
	}
	byMail, err := b.Invite(ctx, b.scope, plans.Invitation{Email: "aws@newcomer.example", Name: "By mail", Start: nextMonth(0)})
	if err != nil {
		t.Fatal(err)
	}
	if got, err = b.Transfer(ctx, b.scope, byMail.TransferID); err != nil || got.SourceEmail != "aws@newcomer.example" {
		t.Errorf("by mail: %+v, %v", got, err)
	}
}

func TestRefusalsSayWhatToDo(t *testing.T) {
	t.Parallel()
	sim := simulated.Start(t, simulated.Options{})
	b := setup(t, sim.URL, nil)
	ctx := t.Context()
	all, err := b.InboundTransfers(ctx, b.scope)
	if err != nil {
		t.Fatal(err)
	}
	there := all[0]
	twice := func(change func() (plans.Receipt, error)) func() (plans.Receipt, error) {
		return func() (plans.Receipt, error) {
			if _, err := change(); err != nil {
				t.Errorf("the first time: %v", err)
			}
			return change()
		}
	}
	for _, c := range []struct {
		name, code, says string
		change           func() (plans.Receipt, error)
	}{
		{"start in the past", plans.CodeRefusedByAWS, "later start", func() (plans.Receipt, error) { return b.Invite(ctx, b.scope, newcomer(nextMonth(-1))) }},
		{"start in a year", plans.CodeRefusedByAWS, "next month or the one after", func() (plans.Receipt, error) { return b.Invite(ctx, b.scope, newcomer(nextMonth(12))) }},
		{"start in the middle of a month", plans.CodeRefusedByAWS, "start with a month", func() (plans.Receipt, error) {
			return b.Invite(ctx, b.scope, newcomer(nextMonth(0).AddDate(0, 0, 3)))
		}},
		{"who is here", plans.CodeDoneAtAWS, "already", func() (plans.Receipt, error) {
			return b.Invite(ctx, b.scope, plans.Invitation{AccountID: there.SourceID, Name: "Again", Start: nextMonth(0)})
		}},
		{"oneself", plans.CodeRefusedByAWS, "your own organization", func() (plans.Receipt, error) {
			return b.Invite(ctx, b.scope, plans.Invitation{AccountID: simulated.Receiver, Name: "Me", Start: nextMonth(0)})
		}},
		{"umlaut", plans.CodeRefusedByAWS, "printable ASCII", func() (plans.Receipt, error) { return b.Rename(ctx, b.scope, there.ID, "Ä") }},
		{"unknown transfer", plans.CodeRefusedByAWS, "does not know the transfer", func() (plans.Receipt, error) { return b.Rename(ctx, b.scope, "rt-00000000", "x") }},
		{"unknown invitation", plans.CodeRefusedByAWS, "does not know the invitation", func() (plans.Receipt, error) { return b.CancelInvitation(ctx, b.scope, "h-00000000") }},
		{"end in a year", plans.CodeRefusedByAWS, "current month or the next", func() (plans.Receipt, error) {
			return b.Withdraw(ctx, b.scope, there.ID, nextMonth(12).Add(-time.Second))
		}},
		{"withdrawn twice", plans.CodeDoneAtAWS, "withdrawn already", twice(func() (plans.Receipt, error) {
			return b.Withdraw(ctx, b.scope, there.ID, nextMonth(0).Add(-time.Second))
		})},
	} {
		receipt, err := c.change()
		f, ok := fault.As(err)
		if !ok || f.Code != c.code || f.Kind != fault.Conflict || !strings.Contains(f.Message, c.says) || receipt.RequestID == "" {
			t.Errorf("%s: %+v, %v", c.name, receipt, err)
		}
	}
	if _, err := b.Transfer(ctx, b.scope, "rt-00000000"); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown transfer: %v", err)
	}
	sim.SetFaults(simulated.Fault{Kind: simulated.Deny, Service: "organizations"})
	_, err = b.Rename(ctx, b.scope, there.ID, "x")
	wantFault(t, err, fault.UpstreamDenied, ledger.CodeAWSDenied)
}

// A change whose outcome nobody knows is not made again: that would be to do it twice.
func TestAChangeIsAskedForOnce(t *testing.T) {
	t.Parallel()
	accepted := func(rw http.ResponseWriter, _ *http.Request) {
		_, _ = rw.Write([]byte(`{"ResponsibilityTransfer":{"Id":"rt-1"}}`))
	}
	for name, c := range map[string]struct {
		first    http.HandlerFunc
		requests int
		fails    bool
	}{
		"answer lost":         {cut, 1, true},
		"failed inside AWS":   {awsError(500, "ServiceException", ""), 1, true},
		"failed before AWS":   {func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusBadGateway) }, 1, true},
		"garbled":             {half, 1, true},
		"throttled":           {awsError(400, "TooManyRequestsException", "slow"), 2, false},
		"credentials expired": {awsError(400, "ExpiredTokenException", ""), 2, false},
		"somebody else":       {awsError(400, "ConcurrentModificationException", ""), 1, true},
	} {
		w, url := serve(t, c.first, accepted)
		b := setup(t, url, nil)
		_, err := b.Rename(t.Context(), b.scope, "rt-12345678", "x")
		if w.count() != c.requests || (err != nil) != c.fails {
			t.Errorf("%s: %d requests, %v", name, w.count(), err)
		}
		if c.fails {
			if f, ok := fault.As(err); !ok || f.Kind != fault.Unavailable {
				t.Errorf("%s: %v does not say that nobody knows", name, err)
			}
		}
	}
}
