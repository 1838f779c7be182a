// Package storetest is the conformance suite of the store port, and a store that dies on request.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/store"
)

// Run checks a driver. Each call of open returns an empty store of its own that open closes at the end of its test.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, store.Store){
		"a written record is read back":                       readBack,
		"an empty value is not an absent one":                 emptyValue,
		"versions count writes and start again":               versions,
		"a write at another version changes nothing":          conflicts,
		"a batch is applied whole or not at all":              batches,
		"keys, values and batches outside limits are refused": limits,
		"a list is in key order, by prefix, after a key":      lists,
		"a list may be walked while it changes":               listsWhileWriting,
		"a long list is complete":                             longList,
		"counters add up and are no records":                  counters,
		"values belong to who reads them":                     ownership,
		"a cancelled context stops a call":                    cancelled,
		"of many writers at one version one wins":             races,
		"a closed store says so":                              closed,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

func put(t *testing.T, s store.Store, key, value string) {
	t.Helper()
	if err := s.Apply(t.Context(), store.Write{Key: key, Value: []byte(value), Version: store.AnyVersion}); err != nil {
		t.Fatalf("write %s: %v", key, err)
	}
}

func keys(t *testing.T, s store.Store, prefix, after string) []string {
	t.Helper()
	var ks []string
	for r, err := range s.List(t.Context(), prefix, after) {
		if err != nil {
			t.Fatalf("list %q: %v", prefix, err)
		}
		ks = append(ks, r.Key)
	}
	return ks
}

func wantRecord(t *testing.T, s store.Store, want store.Record) {
	t.Helper()
	got, err := s.Get(t.Context(), want.Key)
	if err != nil {
		t.Fatalf("get %s: %v", want.Key, err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("record (-want +got):\n%s", d)
	}
}

func wantAbsent(t *testing.T, s store.Store, key string) {
	t.Helper()
	if _, err := s.Get(t.Context(), key); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("get %s: got %v, want ErrNotFound", key, err)
	}
}

func readBack(t *testing.T, s store.Store) {
	wantAbsent(t, s, "a/b")
	put(t, s, "a/b", "one")
	wantRecord(t, s, store.Record{Key: "a/b", Value: []byte("one"), Version: 1})
	wantAbsent(t, s, "a")
	wantAbsent(t, s, "a/b/c")
}

func emptyValue(t *testing.T, s store.Store) {
	put(t, s, "k", "")
	wantRecord(t, s, store.Record{Key: "k", Value: []byte{}, Version: 1})
}

func versions(t *testing.T, s store.Store) {
	put(t, s, "k", "1")
	put(t, s, "k", "2")
	if err := s.Apply(t.Context(), store.Write{Key: "k", Value: []byte("3"), Version: 2}); err != nil {
		t.Fatal(err)
	}
	wantRecord(t, s, store.Record{Key: "k", Value: []byte("3"), Version: 3})
	if err := s.Apply(t.Context(), store.Write{Key: "k", Version: 3}); err != nil {
		t.Fatal(err)
	}
	wantAbsent(t, s, "k")
	if err := s.Apply(t.Context(), store.Write{Key: "k", Value: []byte("4"), Version: store.Absent}); err != nil {
		t.Fatal(err)
	}
	wantRecord(t, s, store.Record{Key: "k", Value: []byte("4"), Version: 1})
	if err := s.Apply(t.Context(), store.Write{Key: "never", Version: store.AnyVersion}); err != nil {
		t.Errorf("deleting what is not there: %v", err)
	}
}

func conflicts(t *testing.T, s store.Store) {
	put(t, s, "k", "1")
	for name, w := range map[string]store.Write{
		"absent but it is there":  {Key: "k", Value: []byte("x"), Version: store.Absent},
		"a version to come":       {Key: "k", Value: []byte("x"), Version: 2},
		"delete at a wrong one":   {Key: "k", Version: 7},
		"there but it is absent":  {Key: "none", Value: []byte("x"), Version: 1},
		"delete of an absent one": {Key: "none", Version: 1},
	} {
		if err := s.Apply(t.Context(), w); !errors.Is(err, store.ErrVersion) {
			t.Errorf("%s: got %v, want ErrVersion", name, err)
		}
	}
	wantRecord(t, s, store.Record{Key: "k", Value: []byte("1"), Version: 1})
	wantAbsent(t, s, "none")
}

func batches(t *testing.T, s store.Store) {
	put(t, s, "b", "old")
	batch := []store.Write{
		{Key: "a", Value: []byte("new"), Version: store.Absent},
		{Key: "b", Version: 1},
		{Key: "c", Value: []byte("new"), Version: 1}, // is absent
	}
	if err := s.Apply(t.Context(), batch...); !errors.Is(err, store.ErrVersion) {
		t.Fatalf("got %v, want ErrVersion", err)
	}
	wantAbsent(t, s, "a")
	wantRecord(t, s, store.Record{Key: "b", Value: []byte("old"), Version: 1})
	batch[2].Version = store.Absent
	if err := s.Apply(t.Context(), batch...); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"a", "c"}, keys(t, s, "", "")); d != "" {
		t.Errorf("keys (-want +got):\n%s", d)
	}
	if err := s.Apply(t.Context()); err != nil {
		t.Errorf("an empty batch: %v", err)
	}
}

func limits(t *testing.T, s store.Store) {
	many := make([]store.Write, store.MaxWrites+1)
	for i := range many {
		many[i] = store.Write{Key: "k" + strconv.Itoa(i), Value: []byte("x"), Version: store.AnyVersion}
	}
	if err := s.Apply(t.Context(), many[:store.MaxWrites]...); err != nil {
		t.Errorf("a batch at the limit: %v", err)
	}
	long := strings.Repeat("k", store.MaxKeyBytes)
	big := bytes.Repeat([]byte{7}, store.MaxValueBytes)
	put(t, s, long, string(big))
	wantRecord(t, s, store.Record{Key: long, Value: big, Version: 1})
	write := func(key string, value []byte, version int64) []store.Write {
		return []store.Write{{Key: key, Value: value, Version: version}}
	}
	for name, writes := range map[string][]store.Write{
		"no key":                write("", []byte("x"), store.AnyVersion),
		"a long key":            write(long+"k", []byte("x"), store.AnyVersion),
		"a space":               write("a b", []byte("x"), store.AnyVersion),
		"a control byte":        write("a\nb", []byte("x"), store.AnyVersion),
		"not ASCII":             write("é", []byte("x"), store.AnyVersion),
		"a big value":           write("k", append(big, 7), store.AnyVersion),
		"an impossible version": write("k", []byte("x"), -2),
		"many writes":           many,
		"one key twice":         {many[0], many[0]},
	} {
		if err := s.Apply(t.Context(), writes...); !errors.Is(err, store.ErrLimit) {
			t.Errorf("%s: got %v, want ErrLimit", name, err)
		}
	}
	if _, err := s.Get(t.Context(), ""); !errors.Is(err, store.ErrLimit) {
		t.Errorf("get without a key: got %v, want ErrLimit", err)
	}
	if _, err := s.Increment(t.Context(), "a b", 1); !errors.Is(err, store.ErrLimit) {
		t.Errorf("increment of a bad key: got %v, want ErrLimit", err)
	}
}

func lists(t *testing.T, s store.Store) {
	for _, k := range []string{"job/b", "job/a", "job", "job-x", "job/a/1", "k", "job/Z"} {
		put(t, s, k, k)
	}
	for _, c := range []struct {
		prefix, after string
		want          []string
	}{
		{"", "", []string{"job", "job-x", "job/Z", "job/a", "job/a/1", "job/b", "k"}},
		{"job/", "", []string{"job/Z", "job/a", "job/a/1", "job/b"}},
		{"job/", "job/a", []string{"job/a/1", "job/b"}},
		{"job/", "job/a/0", []string{"job/a/1", "job/b"}},
		{"job/", "job/b", nil},
		{"job/", "z", nil},
		{"job/", "a", []string{"job/Z", "job/a", "job/a/1", "job/b"}},
		{"none", "", nil},
	} {
		if d := cmp.Diff(c.want, keys(t, s, c.prefix, c.after)); d != "" {
			t.Errorf("list %q after %q (-want +got):\n%s", c.prefix, c.after, d)
		}
	}
}

func listsWhileWriting(t *testing.T, s store.Store) {
	for i := range 20 {
		put(t, s, fmt.Sprintf("k/%02d", i), "old")
	}
	seen := 0
	for r, err := range s.List(t.Context(), "k/", "") {
		if err != nil {
			t.Fatal(err)
		}
		seen++
		put(t, s, r.Key, strings.Repeat("new", 4096)) // makes an embedded file grow under the walk
		put(t, s, "other/"+r.Key, "new")
	}
	if seen != 20 {
		t.Errorf("%d records were seen, want 20", seen)
	}
}

func longList(t *testing.T, s store.Store) {
	const n = 1000
	var batch []store.Write
	for i := range n {
		batch = append(batch, store.Write{Key: fmt.Sprintf("k/%04d", i), Value: bytes.Repeat([]byte{1}, i%700), Version: store.Absent})
		if len(batch) == store.MaxWrites {
			if err := s.Apply(t.Context(), batch...); err != nil {
				t.Fatal(err)
			}
			batch = nil
		}
	}
	got := keys(t, s, "k/", "")
	if len(got) != n {
		t.Fatalf("%d records, want %d", len(got), n)
	}
	for i, k := range got {
		if want := fmt.Sprintf("k/%04d", i); k != want {
			t.Fatalf("record %d is %s, want %s", i, k, want)
		}
	}
	for r, err := range s.List(t.Context(), "k/", "") {
		if err != nil || r.Key != "k/0000" {
			t.Errorf("got %s, %v", r.Key, err)
		}
		break // must not hang or leak
	}
}

func counters(t *testing.T, s store.Store) {
	put(t, s, "usage/a", "a record")
	for _, c := range []struct {
		key         string
		delta, want int64
	}{{"usage/a", 5, 5}, {"usage/a", -7, -2}, {"usage/b", 0, 0}, {"usag", 1, 1}, {"usage/b", 1 << 40, 1 << 40}} {
		got, err := s.Increment(t.Context(), c.key, c.delta)
		if err != nil || got != c.want {
			t.Errorf("increment %s by %d: got %d, %v, want %d", c.key, c.delta, got, err, c.want)
		}
	}
	got, err := s.Counters(t.Context(), "usage/")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(map[string]int64{"usage/a": -2, "usage/b": 1 << 40}, got); d != "" {
		t.Errorf("counters (-want +got):\n%s", d)
	}
	wantAbsent(t, s, "usage/b")
	wantRecord(t, s, store.Record{Key: "usage/a", Value: []byte("a record"), Version: 1})
	if none, err := s.Counters(t.Context(), "none"); err != nil || len(none) != 0 {
		t.Errorf("got %v, %v, want none", none, err)
	}
}

func ownership(t *testing.T, s store.Store) {
	value := []byte("value")
	if err := s.Apply(t.Context(), store.Write{Key: "k", Value: value, Version: store.Absent}); err != nil {
		t.Fatal(err)
	}
	value[0] = 'X'
	r, err := s.Get(t.Context(), "k")
	if err != nil {
		t.Fatal(err)
	}
	r.Value[1] = 'X'
	for r, err := range s.List(t.Context(), "k", "") {
		if err != nil {
			t.Fatal(err)
		}
		r.Value[2] = 'X'
	}
	wantRecord(t, s, store.Record{Key: "k", Value: []byte("value"), Version: 1})
}

func cancelled(t *testing.T, s store.Store) {
	put(t, s, "k", "v")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, getErr := s.Get(ctx, "k")
	_, incErr := s.Increment(ctx, "c", 1)
	_, countErr := s.Counters(ctx, "")
	var listErr error
	for _, err := range s.List(ctx, "", "") {
		listErr = err
	}
	for name, err := range map[string]error{
		"get": getErr, "increment": incErr, "counters": countErr, "list": listErr,
		"apply": s.Apply(ctx, store.Write{Key: "k", Value: []byte("w"), Version: store.AnyVersion}),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want context.Canceled", name, err)
		}
	}
	wantRecord(t, s, store.Record{Key: "k", Value: []byte("v"), Version: 1})
}

func races(t *testing.T, s store.Store) {
	const writers, rounds = 8, 25
	var wg sync.WaitGroup
	var wins atomic.Int64
	for w := range writers {
		wg.Go(func() {
			for range rounds {
				if _, err := s.Increment(t.Context(), "count", 1); err != nil {
					t.Error(err)
				}
				var version int64
				r, err := s.Get(t.Context(), "contested")
				if err == nil {
					version = r.Version
				}
				err = s.Apply(t.Context(),
					store.Write{Key: "contested", Value: []byte(strconv.Itoa(w)), Version: version},
					store.Write{Key: "beside", Value: []byte(strconv.Itoa(w)), Version: store.AnyVersion})
				switch {
				case err == nil:
					wins.Add(1)
				case !errors.Is(err, store.ErrVersion):
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if n, err := s.Increment(t.Context(), "count", 0); err != nil || n != writers*rounds {
		t.Errorf("the counter is %d, %v, want %d", n, err, writers*rounds)
	}
	for _, key := range []string{"contested", "beside"} {
		if r, err := s.Get(t.Context(), key); err != nil || r.Version != wins.Load() {
			t.Errorf("%s is at version %d, %v, want %d: one for each win", key, r.Version, err, wins.Load())
		}
	}
}

func closed(t *testing.T, s store.Store) {
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	_, getErr := s.Get(t.Context(), "k")
	_, incErr := s.Increment(t.Context(), "c", 1)
	applyErr := s.Apply(t.Context(), store.Write{Key: "k", Value: []byte("v"), Version: store.AnyVersion})
	for name, err := range map[string]error{"get": getErr, "increment": incErr, "apply": applyErr} {
		if !errors.Is(err, store.ErrClosed) {
			t.Errorf("%s: got %v, want ErrClosed", name, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}
