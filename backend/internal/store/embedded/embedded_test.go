package embedded_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"portal.example/backend/internal/store"
	"portal.example/backend/internal/store/embedded"
	"portal.example/backend/internal/store/storetest"
)

func open(t testing.TB, path string) *embedded.Store {
	t.Helper()
	s, err := embedded.Open(path)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func put(t testing.TB, s store.Store, key, value string) {
	t.Helper()
	if err := s.Apply(t.Context(), store.Write{Key: key, Value: []byte(value), Version: store.AnyVersion}); err != nil {
		t.Fatalf("write %s: %v", key, err)
	}
}

func TestEmbeddedConforms(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Store {
		t.Helper()
		return open(t, filepath.Join(t.TempDir(), "state.db"))
	})
}

func TestStateSurvivesReopening(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "new", "folder", "state.db")
	s := open(t, path)
	put(t, s, "k", "v")
	put(t, s, "k", "w")
	if _, err := s.Increment(t.Context(), "n", 41); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path)
	if r, err := s.Get(t.Context(), "k"); err != nil || string(r.Value) != "w" || r.Version != 2 {
		t.Errorf("got %v, %v", r, err)
	}
	if n, err := s.Increment(t.Context(), "n", 1); err != nil || n != 42 {
		t.Errorf("got %d, %v, want 42", n, err)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v, want the state file alone", entries, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %v, %v, want 0600", info.Mode(), err)
	}
}

func TestSecondPortalIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.db")
	s := open(t, path)
	put(t, s, "k", "v")
	_, err := embedded.Open(path)
	if !errors.Is(err, embedded.ErrInUse) || !strings.Contains(err.Error(), "another portal uses "+path) {
		t.Errorf("got %v, want 'another portal uses %s'", err, path)
	}
	put(t, s, "k", "still writable")
}

func TestConcurrentFirstOpensAgreeOnOneFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.db")
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for {
				s, err := embedded.Open(path)
				if errors.Is(err, embedded.ErrInUse) {
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				put(t, s, fmt.Sprintf("k/%d", i), "v")
				if err := s.Close(); err != nil {
					t.Error(err)
				}
				return
			}
		})
	}
	wg.Wait()
	n := 0
	for _, err := range open(t, path).List(t.Context(), "k/", "") {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 4 {
		t.Errorf("%d records, want 4: a file was created over another", n)
	}
}

func BenchmarkApply(b *testing.B) {
	for _, writers := range []int{1, 8, 32} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			s := open(b, filepath.Join(b.TempDir(), "state.db"))
			value := []byte(strings.Repeat("x", 300))
			var wg sync.WaitGroup
			todo := make(chan int)
			for range writers {
				wg.Go(func() {
					for i := range todo {
						_ = s.Apply(context.Background(), store.Write{Key: fmt.Sprintf("k/%06d", i), Value: value, Version: store.AnyVersion})
					}
				})
			}
			for i := range b.N {
				todo <- i
			}
			close(todo)
			wg.Wait()
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	path := filepath.Join(b.TempDir(), "state.db")
	s := open(b, path)
	for i := range 500 {
		var batch []store.Write
		for j := range 100 {
			batch = append(batch, store.Write{Key: fmt.Sprintf("item/%03d/%03d", i, j), Value: []byte(strings.Repeat("x", 300)), Version: store.Absent})
		}
		if err := s.Apply(b.Context(), batch...); err != nil {
			b.Fatal(err)
		}
	}
	_ = s.Close()
	b.ResetTimer()
	for range b.N {
		s, err := embedded.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		_ = s.Close()
	}
}
