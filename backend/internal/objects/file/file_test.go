package file_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"portal.example/backend/internal/objects"
	"portal.example/backend/internal/objects/file"
	"portal.example/backend/internal/objects/objectstest"
)

// childRoot is set in a child process: it writes to this folder until it is killed.
const childRoot = "FILE_TEST_CHILD_ROOT"

func TestMain(m *testing.M) {
	if root := os.Getenv(childRoot); root != "" {
		fmt.Fprintln(os.Stderr, writeForEver(root))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func open(t testing.TB, root string) *file.Objects {
	t.Helper()
	o, err := file.Open(root)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestFileConforms(t *testing.T) {
	t.Parallel()
	objectstest.Run(t, func(t *testing.T) objects.Objects {
		t.Helper()
		return open(t, t.TempDir())
	})
}

// onlyFile is the path of the one file below root.
func onlyFile(t *testing.T, root string) string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			found = append(found, path)
		}
		return err
	})
	if err != nil || len(found) != 1 {
		t.Fatalf("got files %q, %v, want one", found, err)
	}
	return found[0]
}

func TestContentIsCompressedAndSurvivesReopening(t *testing.T) {
	t.Parallel()
	root := filepath.Join(t.TempDir(), "new", "folder")
	content := bytes.Repeat([]byte(`{"record_type":"Usage"}`), 10_000)
	if _, err := open(t, root).Put(t.Context(), "ledger/1/x.json", content); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(onlyFile(t, root))
	if err != nil || info.Size() > int64(len(content)/50) {
		t.Errorf("%d bytes take %d on disk, %v", len(content), info.Size(), err)
	}
	got, _, err := open(t, root).Get(t.Context(), "ledger/1/x.json")
	if err != nil || !bytes.Equal(content, got) {
		t.Errorf("the content did not survive: %v", err)
	}
}

func TestDamagedObjectIsRefusedWithItsPath(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	o := open(t, root)
	content := []byte(strings.Repeat("some ledger, some more ledger ", 40))
	if _, err := o.Put(t.Context(), "a/k", content); err != nil {
		t.Fatal(err)
	}
	path := onlyFile(t, root)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	check := func(name string, b []byte) {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		_, _, err := o.Get(t.Context(), "a/k")
		if !errors.Is(err, objects.ErrDamaged) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: got %v, want ErrDamaged with the path", name, err)
		}
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(b, after) {
			t.Errorf("%s: the damaged file was changed: %v", name, err)
		}
	}
	check("empty", nil)
	check("text", []byte("not an object, but longer than the header of one would be"))
	check("two of them", append(bytes.Clone(whole), whole...))
	check("junk behind it", append(bytes.Clone(whole), 'x'))
	for n := range whole {
		check(fmt.Sprintf("cut at %d", n), whole[:n])
		for bit := range 8 {
			flipped := bytes.Clone(whole)
			flipped[n] ^= 1 << bit
			check(fmt.Sprintf("bit %d flipped at %d", bit, n), flipped)
		}
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, err := range o.List(t.Context(), "") {
		if !errors.Is(err, objects.ErrDamaged) {
			t.Errorf("list: got %v, want ErrDamaged", err)
		}
	}
	if _, err := o.Put(t.Context(), "a/k", content); err != nil {
		t.Errorf("a damaged object cannot be written anew: %v", err)
	}
}

func TestDraftsAreIgnoredAndRemovedAtOpen(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	o := open(t, root)
	if _, err := o.Put(t.Context(), "a/k", []byte("x")); err != nil {
		t.Fatal(err)
	}
	foreign := filepath.Join(root, "a", "README.txt")
	leftover := filepath.Join(root, "a", "+draft-123")
	for _, p := range []string{foreign, leftover} {
		if err := os.WriteFile(p, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	for info, err := range o.List(t.Context(), "") {
		if err != nil || info.Key != "a/k" {
			t.Errorf("got %s, %v", info.Key, err)
		}
		n++
	}
	if n != 1 {
		t.Errorf("%d objects, want 1", n)
	}
	open(t, root)
	if _, err := os.Stat(leftover); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the draft is still there: %v", err)
	}
	if _, err := os.Stat(foreign); err != nil {
		t.Errorf("a foreign file was removed: %v", err)
	}
}

func TestListDoesNotFollowSymbolicLinks(t *testing.T) {
	t.Parallel()
	root, outside := t.TempDir(), t.TempDir()
	o := open(t, outside)
	if _, err := o.Put(t.Context(), "secret", []byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(root, "link")); err != nil {
		t.Fatal(err)
	}
	for info, err := range open(t, root).List(t.Context(), "") {
		t.Errorf("a list left the folder: %s, %v", info.Key, err)
	}
}

// writeForEver replaces one object and adds others, saying the number of each round after it was acknowledged.
func writeForEver(root string) error {
	o, err := file.Open(root)
	if err != nil {
		return err
	}
	for n := 1; ; n++ {
		for _, key := range []string{"same", fmt.Sprintf("each/%d/%06d", n%3, n)} {
			if _, err := o.Put(context.Background(), key, roundContent(n)); err != nil {
				return err
			}
		}
		fmt.Println(n)
	}
}

func roundContent(n int) []byte { return bytes.Repeat(fmt.Appendf(nil, "%d,", n), 2000) }

func TestKilledProcessLosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
	for _, rounds := range []int{1, 25, 120} {
		t.Run(fmt.Sprintf("after %d rounds", rounds), func(t *testing.T) {
			t.Parallel()
			root := t.TempDir()
			last := runAndKill(t, root, rounds)
			o := open(t, root)
			for n := 1; n <= last; n++ {
				got, _, err := o.Get(t.Context(), fmt.Sprintf("each/%d/%06d", n%3, n))
				if err != nil || !bytes.Equal(got, roundContent(n)) {
					t.Fatalf("round %d was acknowledged: %v", n, err)
				}
			}
			got, _, err := o.Get(t.Context(), "same")
			if err != nil || !bytes.Equal(got, roundContent(last)) && !bytes.Equal(got, roundContent(last+1)) {
				t.Errorf("the replaced object is neither of round %d nor of the next: %v", last, err)
			}
			for info, err := range o.List(t.Context(), "") {
				if err != nil {
					t.Errorf("list: %v after %s", err, info.Key)
				}
			}
		})
	}
}

// runAndKill kills a writing child after so many rounds and returns the last round it has acknowledged.
func runAndKill(t *testing.T, root string, rounds int) int {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childRoot+"="+root)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	last := 0
	scanner := bufio.NewScanner(out)
	for lines := 1; scanner.Scan(); lines++ {
		if _, err := fmt.Sscan(scanner.Text(), &last); err != nil {
			t.Errorf("the child said %q", scanner.Text())
		}
		if lines == rounds {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.Exited() || last == 0 {
		t.Fatalf("the child was not killed at work: %v", err)
	}
	return last
}

func FuzzDamagedFile(f *testing.F) {
	root := f.TempDir()
	o := open(f, root)
	content := []byte(strings.Repeat("ledger", 50))
	if _, err := o.Put(f.Context(), "k", content); err != nil {
		f.Fatal(err)
	}
	whole, err := os.ReadFile(filepath.Join(root, "k+zst"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:60])
	f.Add([]byte("PORTALO1"))
	f.Fuzz(func(t *testing.T, b []byte) {
		root := t.TempDir()
		if err := os.WriteFile(filepath.Join(root, "k+zst"), b, 0o600); err != nil {
			t.Fatal(err)
		}
		got, info, err := open(t, root).Get(t.Context(), "k")
		if err == nil && int64(len(got)) != info.Size {
			t.Errorf("%d bytes were accepted as %d", len(got), info.Size)
		}
		if err != nil && !errors.Is(err, objects.ErrDamaged) {
			t.Errorf("got %v, want ErrDamaged", err)
		}
	})
}

func BenchmarkPut(b *testing.B) {
	o := open(b, b.TempDir())
	content := []byte(strings.Repeat(`{"record_type":"Usage","service":"AmazonEC2","amount":"12.345"},`, 500))
	for i := range b.N {
		if _, err := o.Put(b.Context(), fmt.Sprintf("k/%d", i%100), content); err != nil {
			b.Fatal(err)
		}
	}
}
