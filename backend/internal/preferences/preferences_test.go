package preferences

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/fault"
	"portal.example/backend/internal/paging"
	"portal.example/backend/internal/scope"
	"portal.example/backend/internal/store"
	"portal.example/backend/internal/store/memory"
)

var now = time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)

type bundle struct {
	*Service

	store store.Store
	me    scope.Principal
	other scope.Principal
}

func setup(t *testing.T) bundle {
	t.Helper()
	s := memory.New()
	room, err := New(Config{Store: s, Clock: clock.Fixed(now)})
	if err != nil {
		t.Fatal(err)
	}
	return bundle{room, s, scope.Principal{ID: "me"}, scope.Principal{ID: "me/../you\x00 \u2603 " + strings.Repeat("x", 2000)}}
}

func (b bundle) keys(t *testing.T, p scope.Principal) []string {
	t.Helper()
	page, err := b.Preferences(t.Context(), p, paging.Query{Limit: paging.MaxLimit})
	if err != nil {
		t.Fatal(err)
	}
	keys := make([]string, len(page.Items))
	for i, kept := range page.Items {
		keys[i] = kept.Key + "=" + kept.Value
	}
	return keys
}

func (b bundle) views(t *testing.T, p scope.Principal) string {
	t.Helper()
	page, err := b.Views(t.Context(), p, paging.Query{Limit: paging.MaxLimit})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, v := range page.Items {
		all = append(all, fmt.Sprintf("%s %s %s %t", v.Table, v.Name, v.Query, v.Default))
	}
	return strings.Join(all, "; ")
}

func code(t *testing.T, err error) string {
	t.Helper()
	f, ok := fault.As(err)
	if !ok {
		t.Fatalf("%v is no fault", err)
	}
	if f.Code == fault.CodeInvalidRequest && len(f.Fields) == 1 {
		return f.Fields[0].Code + " " + f.Fields[0].Pointer + f.Fields[0].Parameter
	}
	return f.Code
}

func TestPreferencesAreKeptByPrincipal(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, kept := range []struct {
		p          scope.Principal
		key, value string
	}{{b.me, "b", "1"}, {b.me, "a:x", "2"}, {b.other, "b", "3"}, {b.me, "b", "4"}} {
		got, err := b.Keep(t.Context(), kept.p, kept.key, kept.value)
		if err != nil || got.Value != kept.value || !got.UpdatedAt.Equal(now) {
			t.Fatalf("%+v: %+v %v", kept, got, err)
		}
	}
	if mine, theirs := fmt.Sprint(b.keys(t, b.me)), fmt.Sprint(b.keys(t, b.other)); mine != "[a:x=2 b=4]" || theirs != "[b=3]" {
		t.Errorf("mine %s, theirs %s", mine, theirs)
	}
	for range 2 {
		if err := b.Forget(t.Context(), b.me, "b"); err != nil {
			t.Fatal(err)
		}
	}
	if mine, theirs := fmt.Sprint(b.keys(t, b.me)), fmt.Sprint(b.keys(t, b.other)); mine != "[a:x=2]" || theirs != "[b=3]" {
		t.Errorf("after forgetting: mine %s, theirs %s", mine, theirs)
	}
}

func TestThereIsABoundOnPreferencesThatHoldsUnderConcurrency(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var done sync.WaitGroup
	var mu sync.Mutex
	refused := 0
	for i := range MaxPreferences + 20 {
		done.Go(func() {
			if _, err := b.Keep(context.WithoutCancel(t.Context()), b.me, fmt.Sprintf("k%d", i), ""); err != nil {
				mu.Lock()
				defer mu.Unlock()
				if f, ok := fault.As(err); ok && f.Code == CodeTooManyPreferences {
					refused++
				}
			}
		})
	}
	done.Wait()
	page, err := b.Preferences(t.Context(), b.me, paging.Query{Limit: 1})
	if err != nil || page.Total != MaxPreferences || refused != 20 {
		t.Fatalf("%d kept, %d refused, %v", page.Total, refused, err)
	}
	if err := b.Forget(t.Context(), b.me, page.Items[0].Key); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Keep(t.Context(), b.me, "one-more", ""); err != nil {
		t.Errorf("after forgetting one: %v", err)
	}
	if _, err := b.Keep(t.Context(), b.me, "one-more", "again"); err != nil {
		t.Errorf("what is kept already may change at the bound: %v", err)
	}
}

func TestViewsHaveANameAndATableOneDefault(t *testing.T) {
	t.Parallel()
	b := setup(t)
	save := func(in ViewInput) View {
		t.Helper()
		v, err := b.SaveView(t.Context(), b.me, in)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	first := save(ViewInput{"margin:customer", " Losing money ", "filter=margin%3Alt%3A0", true})
	second := save(ViewInput{"margin:customer", "Big", "sort=-margin", true})
	save(ViewInput{"jobs", "losing MONEY", "", true})
	if got, want := b.views(t, b.me), "jobs losing MONEY  true; margin:customer Big sort=-margin true; margin:customer Losing money filter=margin%3Alt%3A0 false"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if _, err := b.SaveView(t.Context(), b.me, ViewInput{"margin:customer", "LOSING money", "", false}); code(t, err) != CodeViewNameTaken {
		t.Error(err)
	}
	if _, err := b.ChangeView(t.Context(), b.me, second.ID, ViewInput{"margin:customer", "losing money", "", false}); code(t, err) != CodeViewNameTaken {
		t.Error(err)
	}
	if _, err := b.ChangeView(t.Context(), b.me, first.ID, ViewInput{"margin:customer", "LOSING MONEY", "page=2", true}); err != nil {
		t.Errorf("a view may be renamed to itself: %v", err)
	}
	if got, want := b.views(t, b.me), "jobs losing MONEY  true; margin:customer Big sort=-margin false; margin:customer LOSING MONEY page=2 true"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if _, err := b.ChangeView(t.Context(), b.other, first.ID, ViewInput{"jobs", "Mine", "", false}); code(t, err) != CodeViewNotFound {
		t.Error(err)
	}
	if err := b.DeleteView(t.Context(), b.other, first.ID); code(t, err) != CodeViewNotFound {
		t.Error(err)
	}
	if err := b.DeleteView(t.Context(), b.me, first.ID); err != nil {
		t.Fatal(err)
	}
	if err := b.DeleteView(t.Context(), b.me, first.ID); code(t, err) != CodeViewNotFound {
		t.Error(err)
	}
	if got, want := b.views(t, b.me), "jobs losing MONEY  true; margin:customer Big sort=-margin false"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAHundredLongViewsAreKeptAndNoMore(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i := range MaxViews {
		name := fmt.Sprintf("%03d", i) + strings.Repeat("\U0001f600", 57)
		if _, err := b.SaveView(t.Context(), b.me, ViewInput{strings.Repeat("t", 60), name, strings.Repeat("\u00e9", 2000), false}); err != nil {
			t.Fatalf("view %d: %v", i, err)
		}
	}
	if _, err := b.SaveView(t.Context(), b.me, ViewInput{"t", "one more", "", false}); code(t, err) != CodeTooManyViews {
		t.Error(err)
	}
	page, err := b.Views(t.Context(), b.me, paging.Query{Limit: paging.MaxLimit})
	if err != nil || page.Total != MaxViews || len([]rune(page.Items[99].Query)) != 2000 {
		t.Errorf("%d views, %v", page.Total, err)
	}
}

func TestWhatCannotBeKeptIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, c := range map[string]struct {
		in   ViewInput
		want string
	}{
		"no table":      {ViewInput{"", "a", "", false}, "invalid_preference /table"},
		"no name":       {ViewInput{"t", " \t ", "", false}, "invalid_preference /name"},
		"two lines":     {ViewInput{"t", "a\nb", "", false}, "invalid_preference /name"},
		"long name":     {ViewInput{"t", strings.Repeat("a", 61), "", false}, "invalid_preference /name"},
		"no query":      {ViewInput{"t", "a", "%zz", false}, "invalid_preference /query"},
		"control query": {ViewInput{"t", "a", "a=\x00", false}, "invalid_preference /query"},
	} {
		if _, err := b.SaveView(t.Context(), b.me, c.in); code(t, err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, key := range []string{"", "A", "a/b", "../x", strings.Repeat("a", 101)} {
		if _, err := b.Keep(t.Context(), b.me, key, ""); code(t, err) != "invalid_preference preference_key" {
			t.Errorf("%q: %v", key, err)
		}
		if err := b.Forget(t.Context(), b.me, key); code(t, err) != "invalid_preference preference_key" {
			t.Errorf("%q: %v", key, err)
		}
	}
	if _, err := b.Keep(t.Context(), b.me, "a", strings.Repeat("\u00e9", 8001)); code(t, err) != "invalid_preference /value" {
		t.Error(err)
	}
	if _, err := b.Keep(t.Context(), b.me, "a", strings.Repeat("\U0001f600", 8000)); err != nil {
		t.Error(err)
	}
	if err := b.DeleteView(t.Context(), b.me, "view_../../x"); code(t, err) != CodeViewNotFound {
		t.Error(err)
	}
}

func TestAForgottenCallerFailsClosed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	nobody := scope.Principal{}
	_, list := b.Preferences(t.Context(), nobody, paging.Query{Limit: 1})
	_, keep := b.Keep(t.Context(), nobody, "a", "")
	_, views := b.Views(t.Context(), nobody, paging.Query{Limit: 1})
	_, save := b.SaveView(t.Context(), nobody, ViewInput{"t", "a", "", false})
	for i, err := range []error{list, keep, b.Forget(t.Context(), nobody, "a"), views, save, b.DeleteView(t.Context(), nobody, "view_00000000")} {
		if code(t, err) != scope.CodeScopeMissing {
			t.Errorf("%d: %v", i, err)
		}
	}
	if _, err := New(Config{}); err == nil {
		t.Error("a room without a store")
	}
}

func TestFailuresOfTheStoreAreTold(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if err := b.store.Close(); err != nil {
		t.Fatal(err)
	}
	_, list := b.Preferences(t.Context(), b.me, paging.Query{Limit: 1})
	_, keep := b.Keep(t.Context(), b.me, "a", "")
	_, views := b.Views(t.Context(), b.me, paging.Query{Limit: 1})
	for i, err := range []error{list, keep, views, b.DeleteView(t.Context(), b.me, "view_00000000")} {
		if !errors.Is(err, store.ErrClosed) {
			t.Errorf("%d: %v", i, err)
		}
	}
}
