package snapshots

import (
	"errors"
	"testing"
	"time"

	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/objects/file"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store/memory"
)

type thing struct {
	Name string `json:"name"`
}

var read = time.Date(2026, time.November, 16, 12, 0, 0, 0, time.UTC)

func keeper(t *testing.T) (*Keeper[thing], scope.Scope) {
	t.Helper()
	files, err := file.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return New[thing]("things", memory.New(), files, 2), of(t, "111122223333")
}

func of(t *testing.T, receiver string) scope.Scope {
	t.Helper()
	sc, err := scope.New(receiver, scope.Portal())
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsKeptIsLoadedWithItsTime(t *testing.T) {
	t.Parallel()
	k, sc := keeper(t)
	if v, h, err := k.Load(t.Context(), sc, "2026-10"); v != nil || err != nil || h != (Head{}) {
		t.Errorf("before anything was read: %v, %+v, %v", v, h, err)
	}
	must(t, k.Keep(t.Context(), sc, "2026-10", &thing{"one"}, Head{AsOf: read}))
	must(t, k.Keep(t.Context(), sc, "2026-11", &thing{"other"}, Head{AsOf: read}))
	for _, name := range []string{"one", "two"} {
		must(t, k.Keep(t.Context(), sc, "2026-10", &thing{name}, Head{AsOf: read}))
		v, h, err := k.Load(t.Context(), sc, "2026-10")
		if err != nil || v.Name != name || !h.AsOf.Equal(read) || h.Problem != "" {
			t.Errorf("loaded %v, %+v, %v; want %s", v, h, err, name)
		}
	}
	if heads, err := k.Heads(t.Context(), sc); err != nil || len(heads) != 2 || heads["2026-11"].ETag == "" {
		t.Errorf("heads %v, %v", heads, err)
	}
	if v, _, err := k.Load(t.Context(), of(t, "444455556666"), "2026-10"); v != nil || err != nil {
		t.Errorf("another receiver sees %v, %v", v, err)
	}
	if _, _, err := k.Load(t.Context(), scope.Scope{}, "2026-10"); err == nil {
		t.Error("nobody sees something")
	}
}

func TestAFailureStaysBesideWhatIsKept(t *testing.T) {
	t.Parallel()
	k, sc := keeper(t)
	must(t, k.Keep(t.Context(), sc, "all", &thing{"one"}, Head{AsOf: read}))
	denied := fault.New(fault.UpstreamDenied, "aws_denied", "AWS denied it.")
	for cause, want := range map[error]string{
		denied: "AWS denied it.", errors.New("secret detail"): "It could not be read. The log has the details.",
		fault.New(fault.Internal, "aws_refused", "secret detail"): "It could not be read. The log has the details.",
	} {
		if err := k.Fail(t.Context(), sc, "all", cause, read.Add(time.Hour)); !errors.Is(err, cause) {
			t.Errorf("the failure is not handed on: %v", err)
		}
		v, h, err := k.Load(t.Context(), sc, "all")
		if err != nil || v == nil || v.Name != "one" || !h.AsOf.Equal(read) || h.Problem != want || !h.ProblemAt.Equal(read.Add(time.Hour)) {
			t.Errorf("after %v: %v, %+v, %v", cause, v, h, err)
		}
	}
	must(t, k.Keep(t.Context(), sc, "all", &thing{"two"}, Head{AsOf: read.Add(2 * time.Hour)}))
	if _, h, _ := k.Load(t.Context(), sc, "all"); h.Problem != "" || !h.ProblemAt.IsZero() {
		t.Errorf("the problem outlives it: %+v", h)
	}
}

func TestTheVersionChangesWithPartsAndProblems(t *testing.T) {
	t.Parallel()
	k, sc := keeper(t)
	seen := map[string]bool{}
	changed := func(what string) {
		t.Helper()
		v, err := k.Version(t.Context(), sc)
		if err != nil || seen[v] {
			t.Errorf("%s: version %q was there before (%v)", what, v, err)
		}
		seen[v] = true
	}
	changed("nothing")
	must(t, k.Keep(t.Context(), sc, "a", &thing{}, Head{AsOf: read}))
	changed("a part")
	must(t, k.Keep(t.Context(), sc, "b", &thing{}, Head{AsOf: read}))
	changed("another")
	_ = k.Fail(t.Context(), sc, "a", errors.New("x"), read)
	changed("a problem")
}

func TestAnObjectThatWentIsAFailure(t *testing.T) {
	t.Parallel()
	k, sc := keeper(t)
	must(t, k.Keep(t.Context(), sc, "a", &thing{}, Head{AsOf: read}))
	must(t, k.objects.Delete(t.Context(), "things/111122223333/a.json"))
	if v, _, err := k.Load(t.Context(), sc, "a"); err == nil {
		t.Errorf("what is missing was loaded as %v", v)
	}
}
