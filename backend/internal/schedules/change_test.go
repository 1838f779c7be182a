package schedules

import (
	"testing"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/money"
	"portal.example/backend/internal/scope"
)

func usd(t testing.TB, s string) *money.Amount {
	t.Helper()
	a, err := money.Parse(s, "USD")
	if err != nil {
		t.Fatal(err)
	}
	return &a
}

func TestSchedulesThatCannotBeKept(t *testing.T) {
	t.Parallel()
	k, _, _ := setup(t)
	viewer, err := scope.New(receiver, scope.Principal{ID: "viewer", Roles: []scope.Role{scope.Viewer}, AllReceivers: true})
	if err != nil {
		t.Fatal(err)
	}
	good := ChangeInput{Scope: k.sc, ID: GapRun, Receiver: receiver, Enabled: true, Day: new(7), Hour: 6}
	with := func(change func(*ChangeInput)) ChangeInput {
		in := good
		change(&in)
		return in
	}
	for name, c := range map[string]struct {
		in      ChangeInput
		code    string
		pointer string
	}{
		"no day":              {with(func(in *ChangeInput) { in.Day = nil }), fault.CodeInvalidRequest, "/day"},
		"day 0":               {with(func(in *ChangeInput) { in.Day = new(0) }), fault.CodeInvalidRequest, "/day"},
		"day 32":              {with(func(in *ChangeInput) { in.Day = new(32) }), fault.CodeInvalidRequest, "/day"},
		"a day of every day":  {with(func(in *ChangeInput) { in.ID = CreditExpiryCheck }), fault.CodeInvalidRequest, "/day"},
		"hour 24":             {with(func(in *ChangeInput) { in.Hour = 24 }), fault.CodeInvalidRequest, "/hour"},
		"hour -1":             {with(func(in *ChangeInput) { in.Hour = -1 }), fault.CodeInvalidRequest, "/hour"},
		"without a limit":     {with(func(in *ChangeInput) { in.AutoApply = true }), fault.CodeInvalidRequest, "/auto_apply_limit"},
		"a limit of zero":     {with(func(in *ChangeInput) { in.AutoApplyLimit = usd(t, "0") }), fault.CodeInvalidRequest, "/auto_apply_limit/amount"},
		"a limit below zero":  {with(func(in *ChangeInput) { in.AutoApplyLimit = usd(t, "-5") }), fault.CodeInvalidRequest, "/auto_apply_limit/amount"},
		"a limit too high":    {with(func(in *ChangeInput) { in.AutoApplyLimit = usd(t, "1000000001") }), fault.CodeInvalidRequest, "/auto_apply_limit/amount"},
		"applying no plan":    {with(func(in *ChangeInput) { in.ID, in.Day, in.AutoApply = CreditExpiryCheck, nil, true }), fault.CodeInvalidRequest, "/auto_apply"},
		"another receiver":    {with(func(in *ChangeInput) { in.Receiver = "999988887777" }), "receiver_mismatch", ""},
		"somebody who looks":  {with(func(in *ChangeInput) { in.Scope = viewer }), "operator_needed", ""},
		"nobody":              {with(func(in *ChangeInput) { in.Scope = scope.Scope{} }), scope.CodeScopeMissing, ""},
		"an unknown schedule": {with(func(in *ChangeInput) { in.ID = "coffee" }), CodeNotFound, ""},
		"an old version":      {with(func(in *ChangeInput) { in.Version = 1 }), CodeChanged, ""},
	} {
		_, err := k.Change(t.Context(), c.in)
		f, ok := fault.As(err)
		if !ok || f.Code != c.code || c.pointer != "" && (len(f.Fields) == 0 || f.Fields[len(f.Fields)-1].Pointer != c.pointer) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s := k.one(t, GapRun); s.Version != 0 || s.Day != 7 {
		t.Errorf("a refused change was kept: %+v", s)
	}
	if _, err := k.StartNow(t.Context(), viewer, GapRun); !fault.Is(err, fault.Forbidden) {
		t.Errorf("who may only look starts: %v", err)
	}
	if _, err := k.Runs(t.Context(), k.sc, "coffee", everything); !fault.Is(err, fault.NotFound) {
		t.Errorf("%v", err)
	}
}

func TestWhatIsAppliedByItself(t *testing.T) {
	t.Parallel()
	plan := func(gross string) Plan {
		return Plan{Net: []money.Amount{*usd(t, "0")}, Gross: []money.Amount{*usd(t, gross)}}
	}
	auto := Setting{AutoApply: true, AutoApplyLimit: usd(t, "1000")}
	yuan, err := money.Parse("10", "CNY")
	if err != nil {
		t.Fatal(err)
	}
	second, unknown, mixed := plan("10"), plan("10"), plan("10")
	capped, few, many := auto, plan("10"), plan("10")
	capped.AutoApplyMaxItems, few.Items, many.Items = 3, 3, 4
	second.Second, unknown.Unknown, mixed.Gross = true, 1, append(mixed.Gross, yuan)
	for name, c := range map[string]struct {
		p    Plan
		set  Setting
		wait bool
		why  string
	}{
		"below":                    {plan("999.99"), auto, false, ""},
		"at the limit":             {plan("1000"), auto, true, "It was not applied by itself, because the 1,000.00 USD that it changes in all is not below 1,000.00 USD."},
		"fees and credits above":   {plan("1234567.5"), auto, true, "It was not applied by itself, because the 1,234,567.50 USD that it changes in all is not below 1,000.00 USD."},
		"a second person":          {second, auto, true, "A second person has to approve it."},
		"an amount that is not":    {unknown, auto, true, "It was not applied by itself, because not every amount is known."},
		"another currency":         {mixed, auto, true, "It was not applied by itself, because the 10.00 CNY that it changes in all is not below 1,000.00 USD."},
		"as many items as may be":  {few, capped, false, ""},
		"too many items":           {many, capped, true, "It was not applied by itself, because it has more than 3 line items."},
		"not meant to":             {plan("1"), Setting{AutoApplyLimit: usd(t, "1000")}, true, ""},
		"meant to without a limit": {plan("1"), Setting{AutoApply: true}, true, ""},
	} {
		if wait, why := held(c.p, c.set); wait != c.wait || why != c.why {
			t.Errorf("%s: waits %t, %q", name, wait, why)
		}
	}
}
