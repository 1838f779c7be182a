package app

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")

// TestTheDocumentedWayToAClosedGap runs the commands of the walk-through as they stand there.
func TestTheDocumentedWayToAClosedGap(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("curl is not installed, so nothing is proved")
		}
		t.Skip("curl is not installed")
	}
	text, err := os.ReadFile("../../docs/first-gap.md")
	if err != nil {
		t.Fatal(err)
	}
	var script strings.Builder
	for _, block := range shellBlock.FindAllStringSubmatch(string(text), -1) {
		script.WriteString(block[1])
	}
	p := start(t, filepath.Join(t.TempDir(), "data"), "--details-on-start=false")
	p.job("that ended", ended)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-eu", "-c", script.String())
	cmd.Env = append(os.Environ(), "API=http://"+p.api)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for line := range strings.SplitSeq(string(out), "\n") {
		if strings.Contains(line, `"request_id"`) {
			t.Errorf("refused: %s", line)
		}
	}
	answers := strings.Join(strings.Fields(string(out)), "")
	for what, part := range map[string]string{
		"a gap that is open": `"status":"open"`, "a plan to be reviewed": `"kind":"gaps"`, "a job that succeeded": `"status":"succeeded"`,
		"a gap of nothing": `"gap":{"amount":"0"`, "a gap that is covered": `"status":"covered"`, "an item that AWS has": `"check":"written"`, "a plan that takes it back": `"kind":"undo"`,
	} {
		if !strings.Contains(answers, part) {
			t.Errorf("the commands do not lead to %s:\n%s", what, out)
		}
	}
}
