package embedded_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"portal.example/backend/internal/store"
	"portal.example/backend/internal/store/embedded"
)

// contents is everything a state file holds.
type contents struct {
	Records  []store.Record
	Counters map[string]int64
}

func read(t testing.TB, s store.Store) contents {
	t.Helper()
	var c contents
	for r, err := range s.List(t.Context(), "", "") {
		if err != nil {
			t.Fatal(err)
		}
		c.Records = append(c.Records, r)
	}
	var err error
	if c.Counters, err = s.Counters(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	return c
}

// wholeFile returns the bytes of a state file with branches, overflow pages, free pages and an inline bucket, and what it holds.
func wholeFile(t testing.TB) ([]byte, contents) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "state.db")
	s := open(t, path)
	for i := range 120 {
		put(t, s, fmt.Sprintf("record/%03d", i), strings.Repeat("v", 7*i%900))
	}
	put(t, s, "record/big", strings.Repeat("B", 20_000))
	for i := range 40 {
		if err := s.Apply(t.Context(), store.Write{Key: fmt.Sprintf("record/%03d", i), Version: store.AnyVersion}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 3 {
		if _, err := s.Increment(t.Context(), fmt.Sprintf("counter/%d", i), int64(i)-1); err != nil {
			t.Fatal(err)
		}
	}
	c := read(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b, c
}

// wantRefused opens the file and expects it to be refused and untouched.
func wantRefused(t *testing.T, content []byte, want error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "state.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := embedded.Open(path)
	if err == nil {
		_ = s.Close()
		t.Fatal("a file that cannot be right was opened")
	}
	if !errors.Is(err, want) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %q, want %q with the path", err, want)
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("the message has more than one line: %q", err)
	}
	after, readErr := os.ReadFile(path)
	if readErr != nil || !bytes.Equal(content, after) {
		t.Errorf("the refused file was changed: %v", readErr)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v, want the refused file alone", entries, err)
	}
}

func TestDamagedFileIsRefusedAndLeftAlone(t *testing.T) {
	t.Parallel()
	whole, _ := wholeFile(t)
	page := os.Getpagesize()
	changed := func(change func(b []byte)) []byte {
		b := bytes.Clone(whole)
		change(b)
		return b
	}
	garbage := make([]byte, 3*page)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range garbage {
		garbage[i] = byte(rng.Uint32())
	}
	for name, content := range map[string][]byte{
		"empty":                {},
		"one byte":             {0},
		"text":                 []byte("this is not a database\n"),
		"garbage":              garbage,
		"zeros":                make([]byte, len(whole)),
		"cut to a page":        whole[:page],
		"cut to two pages":     whole[:2*page],
		"cut to half":          whole[:len(whole)/2],
		"cut inside a page":    whole[:len(whole)-100],
		"first head flipped":   changed(func(b []byte) { b[20] ^= 1 }),
		"second head flipped":  changed(func(b []byte) { b[page+48] ^= 1 }),
		"heads swapped":        changed(func(b []byte) { h := bytes.Clone(b[:page]); copy(b, b[page:2*page]); copy(b[page:], h) }),
		"first head twice":     changed(func(b []byte) { copy(b[page:], b[:page]) }),
		"a value flipped":      changed(func(b []byte) { b[bytes.LastIndex(b, []byte("BBBBBBBB"))] ^= 1 }),
		"zeros from page two":  changed(func(b []byte) { clear(b[2*page:]) }),
		"garbage at the start": changed(func(b []byte) { copy(b, garbage[:512]) }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantRefused(t, content, embedded.ErrDamaged)
		})
	}
}

func TestFileOfAnotherFormatIsRefusedAndLeftAlone(t *testing.T) {
	t.Parallel()
	edit := func(t *testing.T, change func(tx *bbolt.Tx) error) []byte {
		t.Helper()
		whole, _ := wholeFile(t)
		path := filepath.Join(t.TempDir(), "state.db")
		if err := os.WriteFile(path, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := bbolt.Open(path, 0o600, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(db.Update(change), db.Close()); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	t.Run("a later version", func(t *testing.T) {
		t.Parallel()
		wantRefused(t, edit(t, func(tx *bbolt.Tx) error {
			return tx.Bucket([]byte("format")).Put([]byte("version"), []byte("2"))
		}), embedded.ErrFormat)
	})
	t.Run("another program", func(t *testing.T) {
		t.Parallel()
		wantRefused(t, edit(t, func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("format")) }), embedded.ErrFormat)
	})
	t.Run("a lost record", func(t *testing.T) {
		t.Parallel()
		wantRefused(t, edit(t, func(tx *bbolt.Tx) error {
			return tx.Bucket([]byte("records")).Delete([]byte("record/100"))
		}), embedded.ErrDamaged)
	})
	t.Run("a lost bucket", func(t *testing.T) {
		t.Parallel()
		wantRefused(t, edit(t, func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("counters")) }), embedded.ErrDamaged)
	})
	t.Run("a foreign bucket", func(t *testing.T) {
		t.Parallel()
		wantRefused(t, edit(t, func(tx *bbolt.Tx) error {
			_, err := tx.CreateBucket([]byte("else"))
			return err
		}), embedded.ErrDamaged)
	})
}

func TestFolderInPlaceOfTheFileIsRefused(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	if _, err := embedded.Open(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want an error with the path", err)
	}
}

// openMutated expects that a changed file is refused, or opens with everything that was written: a byte that nothing uses may differ.
func openMutated(t *testing.T, path string, content []byte, want contents) (refused bool) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := embedded.Open(path)
	if err != nil {
		if !strings.Contains(err.Error(), path) {
			t.Errorf("the error does not name the path: %v", err)
		}
		return true
	}
	defer func() { _ = s.Close() }()
	if got := read(t, s); !reflect.DeepEqual(want, got) { // cmp takes a hundred times as long to find two equal
		t.Fatalf("a changed file was opened with other content (-want +got):\n%.2000s", cmp.Diff(want, got))
	}
	return false
}

func TestNoFlippedByteChangesWhatIsRead(t *testing.T) {
	t.Parallel()
	whole, want := wholeFile(t)
	path := filepath.Join(t.TempDir(), "state.db")
	rng := rand.New(rand.NewPCG(3, 4))
	refused := 0
	const tries = 250
	for range tries {
		b := bytes.Clone(whole)
		at := rng.IntN(len(b))
		if rng.IntN(2) == 0 { // headers are where a flip does most
			at = at/os.Getpagesize()*os.Getpagesize() + rng.IntN(96)
		}
		for i := range 1 + rng.IntN(8) {
			b[(at+i)%len(b)] ^= byte(1 + rng.IntN(255))
		}
		if openMutated(t, path, b, want) {
			refused++
		}
	}
	if refused < tries/10 {
		t.Errorf("only %d of %d changed files were refused; the test does not reach what is in use", refused, tries)
	}
}

func FuzzOpenDamaged(f *testing.F) {
	whole, want := wholeFile(f)
	f.Add(uint32(0), []byte{0xff})
	f.Add(uint32(2*4096+8), []byte{0x10, 0, 0xff, 0xff})
	f.Add(uint32(3*4096+12), []byte{0xff, 0xff, 0xff, 0xff})
	f.Add(uint32(5*4096+16), []byte{0, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f})
	f.Fuzz(func(t *testing.T, at uint32, patch []byte) {
		b := bytes.Clone(whole)
		for i, p := range patch {
			b[(int(at)+i)%len(b)] ^= p
		}
		openMutated(t, filepath.Join(t.TempDir(), "state.db"), b, want)
	})
}
