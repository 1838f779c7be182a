package embedded_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"portal.example/backend/internal/store"
	"portal.example/backend/internal/store/embedded"
)

// childPath is set in a child process: it writes to this file until it is killed.
const childPath = "EMBEDDED_TEST_CHILD_PATH"

func TestMain(m *testing.M) {
	if path := os.Getenv(childPath); path != "" {
		fmt.Fprintln(os.Stderr, writeForEver(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeForEver says what it has written after the store has acknowledged it: "<writer> <number>".
func writeForEver(path string) error {
	s, err := embedded.Open(path)
	if err != nil {
		return err
	}
	ctx := context.Background()
	var wg sync.WaitGroup
	for writer := range 3 {
		wg.Go(func() {
			for n := 1; ; n++ {
				err := s.Apply(ctx,
					store.Write{Key: fmt.Sprintf("%d/last", writer), Value: fmt.Append(nil, n), Version: store.AnyVersion},
					store.Write{Key: fmt.Sprintf("%d/each/%06d", writer, n), Value: []byte(strings.Repeat("x", n%500)), Version: store.Absent})
				if err != nil {
					return
				}
				if _, err := s.Increment(ctx, fmt.Sprintf("%d/count", writer), 1); err != nil {
					return
				}
				fmt.Printf("%d %d\n", writer, n)
			}
		})
	}
	wg.Wait()
	return fmt.Errorf("the writers ended by themselves")
}

func TestKilledProcessLosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
	for _, lines := range []int{1, 40, 333} {
		t.Run(fmt.Sprintf("after %d lines", lines), func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "state.db")
			acknowledged := runAndKill(t, path, lines)
			s := open(t, path)
			counters, err := s.Counters(t.Context(), "")
			if err != nil {
				t.Fatal(err)
			}
			for writer, n := range acknowledged {
				for i := 1; i <= n; i++ {
					if _, err := s.Get(t.Context(), fmt.Sprintf("%d/each/%06d", writer, i)); err != nil {
						t.Fatalf("write %d of writer %d was acknowledged: %v", i, writer, err)
					}
				}
				if got := counters[fmt.Sprintf("%d/count", writer)]; got < int64(n) {
					t.Errorf("the counter of writer %d is %d, %d were acknowledged", writer, got, n)
				}
				each := 0
				for _, err := range s.List(t.Context(), fmt.Sprintf("%d/each/", writer), "") {
					if err != nil {
						t.Fatal(err)
					}
					each++
				}
				last, err := s.Get(t.Context(), fmt.Sprintf("%d/last", writer))
				if err != nil || string(last.Value) != fmt.Sprint(each) {
					t.Errorf("the last number of writer %d is %s, %v, with %d records: a batch was torn", writer, last.Value, err, each)
				}
			}
		})
	}
}

// runAndKill kills a writing child after it has printed so many lines, and returns the last number each writer has printed.
func runAndKill(t *testing.T, path string, lines int) map[int]int {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childPath+"="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	acknowledged := map[int]int{}
	scanner := bufio.NewScanner(out)
	for n := 1; scanner.Scan(); n++ { // lines that are still in the pipe after the kill were acknowledged too
		var writer, number int
		if _, err := fmt.Sscanf(scanner.Text(), "%d %d", &writer, &number); err == nil {
			acknowledged[writer] = number
		}
		if n == lines {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.Exited() {
		t.Fatalf("the child was not killed: %v", err)
	}
	if len(acknowledged) == 0 {
		t.Fatal("the child wrote nothing")
	}
	return acknowledged
}
