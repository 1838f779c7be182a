package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDataDirectoryKeepsWorldsApart(t *testing.T) {
	t.Parallel()
	tiny := Config{Simulated: true, Scenario: "tiny", Seed: 1}
	tests := []struct {
		name   string
		second Config
		want   string // part of the refusal; empty: accepted
	}{
		{"the same world", tiny, ""},
		{"the same world on other ports", Config{Simulated: true, Scenario: "tiny", Seed: 1, APIAddr: "127.0.0.1:1"}, ""},
		{"another scenario", Config{Simulated: true, Scenario: "large", Seed: 1}, "tiny with seed 1"},
		{"another seed", Config{Simulated: true, Scenario: "tiny", Seed: 2}, "tiny with seed 1"},
		{"a real account", Config{}, "a real AWS account"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "a", "b")
			if err := claimDataDir(dir, tiny.belonging()); err != nil {
				t.Fatal(err)
			}
			before, _ := os.ReadFile(filepath.Join(dir, belongingFile))
			err := claimDataDir(dir, tt.second.belonging())
			after, _ := os.ReadFile(filepath.Join(dir, belongingFile))
			if string(before) != string(after) {
				t.Errorf("the note was rewritten: %s", after)
			}
			if tt.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "--data-dir") || exitCode(err) != exitUsage {
				t.Errorf("got %v; want a refusal with %q that says what to do", err, tt.want)
			}
		})
	}
}

func TestDamagedDataDirectoryIsLeftAlone(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{"cut off": `{"format":1,"env`, "empty": "", "other JSON": "[]", "from the future": `{"format":99,"environment":"aws"}`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, belongingFile)
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			err := claimDataDir(dir, Config{}.belonging())
			if err == nil || !strings.Contains(err.Error(), dir) {
				t.Errorf("got %v; want a refusal with the path", err)
			}
			if kept, _ := os.ReadFile(path); string(kept) != content {
				t.Errorf("the file was changed to %q", kept)
			}
		})
	}
}
