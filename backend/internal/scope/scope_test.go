package scope_test

import (
	"testing"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/scope"
)

const receiver = "111122223333"

func TestScopeIsGivenToThoseWhoMayUseTheReceiver(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		receiver  string
		principal scope.Principal
		want      fault.Kind // empty: given
	}{
		"all receivers":   {receiver, scope.Principal{ID: "u", AllReceivers: true}, ""},
		"this one":        {receiver, scope.Principal{ID: "u", Receivers: []string{"999999999999", receiver}}, ""},
		"the portal":      {receiver, scope.Portal(), ""},
		"another one":     {receiver, scope.Principal{ID: "u", Receivers: []string{"999999999999"}}, fault.Forbidden},
		"none":            {receiver, scope.Principal{ID: "u"}, fault.Forbidden},
		"nobody":          {receiver, scope.Principal{AllReceivers: true}, fault.Forbidden},
		"nobody listed":   {receiver, scope.Principal{Receivers: []string{receiver}}, fault.Forbidden},
		"no receiver":     {"", scope.Portal(), fault.Invalid},
		"eleven digits":   {"11112222333", scope.Portal(), fault.Invalid},
		"thirteen digits": {"1111222233334", scope.Portal(), fault.Invalid},
		"a line break":    {receiver + "\n", scope.Portal(), fault.Invalid},
		"a path":          {"11112222333/", scope.Portal(), fault.Invalid},
		"other digits":    {"١١١١٢٢٢٢٣٣٣٣", scope.Portal(), fault.Invalid},
	} {
		s, err := scope.New(c.receiver, c.principal)
		if c.want != "" {
			if !fault.Is(err, c.want) {
				t.Errorf("%s: got %v, want %s", name, err, c.want)
			}
			if s.Check() == nil {
				t.Errorf("%s: the scope beside the error can be used", name)
			}
			continue
		}
		if err != nil || s.Check() != nil || s.Receiver() != c.receiver || s.Principal().ID != c.principal.ID {
			t.Errorf("%s: got %+v, %v", name, s, err)
		}
	}
}

func TestZeroScopeFailsClosed(t *testing.T) {
	t.Parallel()
	var zero scope.Scope
	f, ok := fault.As(zero.Check())
	if !ok || f.Kind != fault.Internal || f.Code != scope.CodeScopeMissing {
		t.Errorf("got %v", zero.Check())
	}
}

func TestRolesInclude(t *testing.T) {
	t.Parallel()
	const v, o, a, all = scope.Viewer, scope.Operator, scope.Approver, scope.Admin
	for have, want := range map[scope.Role][]scope.Role{v: {v}, o: {v, o}, a: {v, a}, all: {v, o, a, all}, "unknown": {"unknown"}, "": {""}} {
		p := scope.Principal{ID: "u", Roles: []scope.Role{have}}
		for _, r := range []scope.Role{v, o, a, all} {
			expected := false
			for _, w := range want {
				expected = expected || w == r
			}
			if p.Has(r) != expected {
				t.Errorf("%q has %q: %v", have, r, p.Has(r))
			}
		}
	}
	if (scope.Principal{ID: "u"}).Has(v) {
		t.Error("a principal without roles may view")
	}
	if p := scope.Portal(); !p.Has(o) || p.Has(a) || p.Has(all) {
		t.Error("the portal is not an operator and nothing else")
	}
}
