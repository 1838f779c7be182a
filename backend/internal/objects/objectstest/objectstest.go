// Package objectstest is the conformance suite of the objects port.
package objectstest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/objects"
)

// Run checks a driver. Each call of open returns an empty place of its own.
func Run(t *testing.T, open func(t *testing.T) objects.Objects) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, objects.Objects){
		"a content that was put is got":       putGet,
		"a put replaces":                      replaces,
		"a key may be a folder of others":     nested,
		"a delete is for good and may repeat": deletes,
		"a list is in key order, by prefix":   lists,
		"a bad key is refused":                badKeys,
		"a cancelled context stops a call":    cancelled,
		"readers see whole contents only":     atomicity,
		"contents belong to who reads them":   ownership,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

func put(t *testing.T, o objects.Objects, key string, content []byte) objects.Info {
	t.Helper()
	info, err := o.Put(t.Context(), key, content)
	if err != nil {
		t.Fatalf("put %s: %v", key, err)
	}
	return info
}

func wantContent(t *testing.T, o objects.Objects, key string, want []byte) objects.Info {
	t.Helper()
	got, info, err := o.Get(t.Context(), key)
	if err != nil {
		t.Fatalf("get %s: %v", key, err)
	}
	if !bytes.Equal(want, got) {
		t.Errorf("%s has %d bytes that are not the %d that were put", key, len(got), len(want))
	}
	return info
}

func wantAbsent(t *testing.T, o objects.Objects, key string) {
	t.Helper()
	if _, _, err := o.Get(t.Context(), key); !errors.Is(err, objects.ErrNotFound) {
		t.Errorf("get %s: got %v, want ErrNotFound", key, err)
	}
}

func keys(t *testing.T, o objects.Objects, prefix string) []string {
	t.Helper()
	var ks []string
	for info, err := range o.List(t.Context(), prefix) {
		if err != nil {
			t.Fatalf("list %q: %v", prefix, err)
		}
		ks = append(ks, info.Key)
	}
	return ks
}

func putGet(t *testing.T, o objects.Objects) {
	for name, content := range map[string][]byte{
		"empty": {}, "one": {0}, "text.json": []byte(`{"a":1}`), "repetitive": bytes.Repeat([]byte("ledger "), 300_000),
		strings.Repeat("n", objects.MaxSegmentBytes): []byte("x"),
	} {
		info := put(t, o, "a/"+name, content)
		if info.Key != "a/"+name || info.Size != int64(len(content)) || info.ETag == "" || info.ModifiedAt.IsZero() {
			t.Errorf("put describes %+v", info)
		}
		if d := cmp.Diff(info, wantContent(t, o, "a/"+name, content)); d != "" {
			t.Errorf("get describes another object than put (-put +get):\n%s", d)
		}
		for listed, err := range o.List(t.Context(), "a/"+name) {
			if d := cmp.Diff(info, listed); d != "" || err != nil {
				t.Errorf("list describes another object than put: %v (-put +list):\n%s", err, d)
			}
		}
	}
	wantAbsent(t, o, "a")
	wantAbsent(t, o, "a/none")
}

func replaces(t *testing.T, o objects.Objects) {
	first := put(t, o, "k", []byte("first, and longer"))
	second := put(t, o, "k", []byte("second"))
	again := put(t, o, "k", []byte("first, and longer"))
	if first.ETag == second.ETag || first.ETag != again.ETag {
		t.Errorf("ETags %s, %s, %s do not follow the content", first.ETag, second.ETag, again.ETag)
	}
	wantContent(t, o, "k", []byte("first, and longer"))
}

func nested(t *testing.T, o objects.Objects) {
	for _, k := range []string{"a/b/c", "a", "a/b", "a.zst/b", "a.zst", "a/b/c.json"} {
		put(t, o, k, []byte(k))
	}
	for _, k := range []string{"a/b/c", "a", "a/b", "a.zst/b", "a.zst", "a/b/c.json"} {
		wantContent(t, o, k, []byte(k))
	}
}

func deletes(t *testing.T, o objects.Objects) {
	put(t, o, "a/b", []byte("x"))
	put(t, o, "a/b/c", []byte("y"))
	for range 2 {
		if err := o.Delete(t.Context(), "a/b"); err != nil {
			t.Fatal(err)
		}
		wantAbsent(t, o, "a/b")
	}
	if err := o.Delete(t.Context(), "never/there"); err != nil {
		t.Errorf("deleting what was never there: %v", err)
	}
	wantContent(t, o, "a/b/c", []byte("y"))
	put(t, o, "a/b", []byte("z"))
	wantContent(t, o, "a/b", []byte("z"))
}

func lists(t *testing.T, o objects.Objects) {
	all := []string{"a", "a-b", "a.b", "a/Z", "a/b", "a/b.c", "a/b/1", "a/b/2", "a=b", "a_b", "b/x"}
	for _, key := range slices.Backward(all) {
		put(t, o, key, []byte(key))
	}
	for _, c := range []struct {
		prefix string
		want   []string
	}{
		{"", all},
		{"a/", []string{"a/Z", "a/b", "a/b.c", "a/b/1", "a/b/2"}},
		{"a/b", []string{"a/b", "a/b.c", "a/b/1", "a/b/2"}},
		{"a/b/", []string{"a/b/1", "a/b/2"}},
		{"a/b/1", []string{"a/b/1"}},
		{"a/b/1/", nil},
		{"c", nil},
		{"../", nil},
	} {
		if d := cmp.Diff(c.want, keys(t, o, c.prefix)); d != "" {
			t.Errorf("list %q (-want +got):\n%s", c.prefix, d)
		}
	}
	for info, err := range o.List(t.Context(), "a") {
		if err != nil || info.Key != "a" {
			t.Errorf("got %s, %v", info.Key, err)
		}
		break
	}
}

func badKeys(t *testing.T, o objects.Objects) {
	long := strings.Repeat("k", objects.MaxSegmentBytes)
	for _, key := range []string{
		"", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", "a/..", "a b", "a\\b", "a\x00b", "é", "a+b", "~", "a:b", "%2e%2e/a",
		long + "k", long + "/" + long + "/" + long,
	} {
		_, _, getErr := o.Get(t.Context(), key)
		_, putErr := o.Put(t.Context(), key, []byte("x"))
		for op, err := range map[string]error{"get": getErr, "put": putErr, "delete": o.Delete(t.Context(), key)} {
			if !errors.Is(err, objects.ErrLimit) {
				t.Errorf("%s %q: got %v, want ErrLimit", op, key, err)
			}
		}
	}
	if ks := keys(t, o, ""); len(ks) != 0 {
		t.Errorf("refused keys were written: %q", ks)
	}
}

func cancelled(t *testing.T, o objects.Objects) {
	put(t, o, "k", []byte("v"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, getErr := o.Get(ctx, "k")
	_, putErr := o.Put(ctx, "k", []byte("w"))
	var listErr error
	for _, err := range o.List(ctx, "") {
		listErr = err
	}
	for op, err := range map[string]error{"get": getErr, "put": putErr, "delete": o.Delete(ctx, "k"), "list": listErr} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want context.Canceled", op, err)
		}
	}
	wantContent(t, o, "k", []byte("v"))
}

func atomicity(t *testing.T, o objects.Objects) {
	content := func(n int) []byte { return bytes.Repeat(fmt.Appendf(nil, "%d,", n), 5000+n) }
	put(t, o, "k/x", content(0))
	var writers, readers sync.WaitGroup
	stop := make(chan struct{})
	for w := range 3 {
		writers.Go(func() {
			for i := range 15 {
				if _, err := o.Put(t.Context(), "k/x", content(w*100+i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				got, _, err := o.Get(t.Context(), "k/x")
				if err != nil {
					t.Error(err)
					return
				}
				var n int
				if _, err := fmt.Sscanf(string(got[:min(8, len(got))]), "%d,", &n); err != nil || !bytes.Equal(got, content(n)) {
					t.Errorf("a reader saw a part of a content: %v", err)
					return
				}
				for info, err := range o.List(t.Context(), "k/") {
					if err != nil || info.Key != "k/x" {
						t.Errorf("a list saw %s, %v", info.Key, err)
					}
				}
			}
		})
	}
	writers.Wait()
	close(stop)
	readers.Wait()
}

func ownership(t *testing.T, o objects.Objects) {
	content := []byte("content")
	put(t, o, "k", content)
	content[0] = 'X'
	got, _, err := o.Get(t.Context(), "k")
	if err != nil {
		t.Fatal(err)
	}
	got[1] = 'X'
	wantContent(t, o, "k", []byte("content"))
}
