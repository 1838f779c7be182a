package finops

import (
	"errors"
	"testing"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/paging"
)

func amount(s string) *money.Amount {
	a := money.New(dec(s), money.USD)
	return &a
}

func TestWhatTheReceiverWatchesIsKeptAndADenialIsNoZero(t *testing.T) {
	t.Parallel()
	h := newHouse()
	s, sc := h.room(t), testScope(t)
	denied := fault.New(fault.UpstreamDenied, ledger.CodeAWSDenied, "AWS Budgets DescribeBudgets was denied.")
	summary := func() ReceiverSummary {
		t.Helper()
		o, err := s.Overview(t.Context(), OverviewInput{Scope: sc, Month: october})
		if err != nil {
			t.Fatal(err)
		}
		return o.Receiver
	}
	if r := summary(); r.Anomalies != nil || r.Budgets != nil || !r.AsOf.IsZero() || r.Problem != "" {
		t.Errorf("before anything was read: %+v", r)
	}
	h.anomalies, h.budgetsErr = []ReceiverAnomaly{{ID: "a", Start: november.Day(3), Impact: *amount("5")}}, denied
	if err := s.Refresh(t.Context(), sc); !errors.Is(err, denied) {
		t.Fatalf("Refresh = %v", err)
	}
	if r := summary(); r.Anomalies == nil || *r.Anomalies != 1 || r.Budgets != nil || r.BudgetsExceeded != nil || r.Problem != denied.Message {
		t.Errorf("budgets denied: %+v", r)
	}
	if h.from.Until(h.to) != anomalyDays-1 || h.to != november.Day(16) {
		t.Errorf("anomalies were asked for from %s to %s", h.from, h.to)
	}
	before, err := s.Version(t.Context(), sc)
	if err != nil {
		t.Fatal(err)
	}
	h.budgetsErr, h.anomaliesErr = nil, errBroken
	h.budgets = []ReceiverBudget{{Name: "over", Type: "COST", Limit: amount("1"), Actual: amount("2")}, {Name: "hours", Type: "USAGE"}}
	if err := s.Refresh(t.Context(), sc); !errors.Is(err, errBroken) {
		t.Fatalf("Refresh = %v", err)
	}
	if r := summary(); *r.Anomalies != 1 || *r.Budgets != 2 || *r.BudgetsExceeded != 1 || r.Problem == "" || r.Problem == denied.Message {
		t.Errorf("anomalies broken: %+v", r)
	}
	if now, err := s.Version(t.Context(), sc); err != nil || now == before {
		t.Errorf("the version is still %q: %v", now, err)
	}
	list, err := s.ReceiverBudgets(t.Context(), sc, query(paging.Term{Property: "state", Op: paging.Eq, Value: "exceeded"}))
	if err != nil || list.Page.Total != 1 || list.Page.Items[0].Name != "over" || list.Problem != "" || !list.AsOf.Equal(now) {
		t.Errorf("budgets %+v, %v", list, err)
	}
	anomalies, err := s.ReceiverAnomalies(t.Context(), sc, query(paging.Term{Property: "starts_on", Op: paging.Gte, Value: "2026-11-03"}))
	if err != nil || anomalies.Page.Total != 1 || anomalies.Problem == "" {
		t.Errorf("anomalies %+v, %v", anomalies, err)
	}
}

func TestWhereAnAWSBudgetStands(t *testing.T) {
	t.Parallel()
	yuan := money.New(dec("1"), "CNY")
	for name, c := range map[string]struct {
		budget ReceiverBudget
		want   BudgetState
	}{
		"below":              {ReceiverBudget{Limit: amount("10"), Actual: amount("10"), Forecast: amount("10")}, BudgetOK},
		"over":               {ReceiverBudget{Limit: amount("10"), Actual: amount("10.01"), Forecast: amount("5")}, BudgetExceeded},
		"will be over":       {ReceiverBudget{Limit: amount("10"), Actual: amount("1"), Forecast: amount("11")}, BudgetForecastToExceed},
		"no limit":           {ReceiverBudget{Actual: amount("1")}, BudgetUnknown},
		"another currency":   {ReceiverBudget{Limit: &yuan, Actual: amount("1")}, BudgetUnknown},
		"AWS cannot read it": {ReceiverBudget{Limit: amount("10"), Actual: amount("11"), Health: "BILLING_VIEW_NO_ACCESS"}, BudgetUnknown},
	} {
		if got := c.budget.State(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	if p := (ReceiverBudget{Limit: amount("8"), Actual: amount("2")}).UsedPercent(); !is(p, "25") {
		t.Errorf("used %+v", p)
	}
}
