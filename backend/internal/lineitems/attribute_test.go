package lineitems

import (
	"errors"
	"testing"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/scope"
)

func TestManyItemsAreAttributedAtOnce(t *testing.T) {
	t.Parallel()
	marked := flat(t, "marked", acme, "9")
	marked.Name = MarkerOf(ClassSupport, "", november, "plan_01jd2v9r3k8m", "00001").Name()
	k := setup(t, flat(t, "one", acme, "1"), flat(t, "two", acme, "2"), flat(t, "three", beta, "3"), marked)
	k.refresh(t)
	ground := func(id string) Ground { return k.row(t, november, id).Attribution.Ground }
	viewer, err := scope.New(k.sc.Receiver(), scope.Principal{ID: "v", Roles: []scope.Role{scope.Viewer}, AllReceivers: true})
	if err != nil {
		t.Fatal(err)
	}
	good := AttributeAllInput{Scope: k.sc, Receiver: k.sc.Receiver(), Month: november, Class: ClassCredit, IDs: []string{"one", "two"}}
	for name, c := range map[string]struct {
		change func(*AttributeAllInput)
		code   string
	}{
		"viewer":                {func(i *AttributeAllInput) { i.Scope = viewer }, CodeOperatorNeeded},
		"receiver":              {func(i *AttributeAllInput) { i.Receiver = "222233334444" }, CodeReceiverMismatch},
		"class":                 {func(i *AttributeAllInput) { i.Class = "nonsense" }, fault.CodeInvalidRequest},
		"one that is not there": {func(i *AttributeAllInput) { i.IDs = []string{"one", "four"} }, CodeNotFound},
	} {
		in := good
		c.change(&in)
		_, _, err := k.AttributeAll(t.Context(), in)
		if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != c.code || ground("one") != ByNobody {
			t.Errorf("%s: %v, want %s; %s", name, err, c.code, ground("one"))
		}
	}
	good.IDs = []string{"two", "one", "marked", "one"}
	done, skipped, err := k.AttributeAll(t.Context(), good)
	if err != nil || done != 2 || skipped != 1 || ground("one") != ByPerson || ground("three") != ByNobody || ground("marked") != ByPortal {
		t.Errorf("%d attributed, %d skipped, %v", done, skipped, err)
	}
	filter := []string{"attribution:eq:unattributed"}
	q, err := paging.Parse(paging.Raw{Filter: &filter})
	if err != nil {
		t.Fatal(err)
	}
	all := AttributeAllInput{Scope: k.sc, Receiver: k.sc.Receiver(), Month: november, Class: ClassUnrelated, Query: q}
	if done, skipped, err = k.AttributeAll(t.Context(), all); err != nil || done != 1 || skipped != 0 || k.row(t, november, "three").Attribution.Class != ClassUnrelated {
		t.Errorf("%d attributed, %d skipped, %v", done, skipped, err)
	}
	// The word of a person is taken back in one go too.
	all.Class, all.Query = ClassUnattributed, paging.Query{Limit: 1, Match: paging.All}
	if done, skipped, err = k.AttributeAll(t.Context(), all); err != nil || done != 3 || skipped != 1 || ground("one") != ByNobody {
		t.Errorf("%d attributed, %d skipped, %v", done, skipped, err)
	}
}
