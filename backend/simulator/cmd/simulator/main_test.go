package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

var wallNow = time.Date(2026, time.November, 23, 8, 0, 0, 0, time.UTC)

// lockedBuffer collects what the program writes while it runs.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// running is the program under test, serving.
type running struct {
	ready  string // its first line
	url    string
	stderr *lockedBuffer
	exit   chan int
	stdin  *io.PipeWriter
	stop   context.CancelFunc
}

func launch(t *testing.T, env map[string]string, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, outWriter := io.Pipe()
	in, inWriter := io.Pipe()
	r := &running{stderr: &lockedBuffer{}, exit: make(chan int, 1), stdin: inWriter, stop: cancel}
	p := program{
		getenv: func(name string) string { return env[name] },
		stdin:  in, stdout: outWriter, stderr: r.stderr, now: func() time.Time { return wallNow },
	}
	go func() {
		r.exit <- p.run(ctx, append([]string{"--addr", "127.0.0.1:0"}, args...))
		_ = outWriter.Close()
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("no ready line: %v; stderr: %s", err, r.stderr)
	}
	r.ready = line
	r.url = regexp.MustCompile(`http://[0-9.:]+`).FindString(line)
	t.Cleanup(func() { cancel(); _ = inWriter.Close() })
	return r
}

// code waits for the program to end.
func (r *running) code(t *testing.T) int {
	t.Helper()
	select {
	case code := <-r.exit:
		return code
	case <-time.After(10 * time.Second):
		t.Fatal("the program did not stop")
		return -1
	}
}

func health(t *testing.T, url string) map[string]any {
	t.Helper()
	res, err := http.Get(url + "/_sim/health")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestReadyLineAndGracefulStop(t *testing.T) {
	t.Parallel()
	r := launch(t, nil, "--scenario", "tiny", "--seed", "42", "--now", "2026-10-05T01:02:03+02:00", "--frozen")
	want := regexp.MustCompile(`^simulator ready on http://127\.0\.0\.1:[1-9][0-9]* scenario=tiny seed=42 now=2026-10-04T23:02:03Z\n$`)
	if !want.MatchString(r.ready) {
		t.Errorf("ready line %q", r.ready)
	}
	h := health(t, r.url)
	if h["scenario"] != "tiny" || h["seed"] != 42.0 || h["now"] != "2026-10-04T23:02:03Z" || h["frozen"] != true {
		t.Errorf("health %v", h)
	}
	r.stop()
	if code := r.code(t); code != 0 {
		t.Errorf("exit code %d: %s", code, r.stderr)
	}
	if _, err := http.Get(r.url + "/_sim/health"); err == nil {
		t.Error("still serving after the stop")
	}
}

func TestEnvironmentSetsWhatFlagsDoNot(t *testing.T) {
	t.Parallel()
	r := launch(t, map[string]string{"SIM_SCENARIO": "tiny", "SIM_SEED": "7", "SIM_ADDR": "256.0.0.1:1", "SIM_FROZEN": "true"}, "--seed", "8")
	h := health(t, r.url)
	if h["scenario"] != "tiny" || h["seed"] != 8.0 || h["frozen"] != true || h["now"] != "2026-11-23T08:00:00Z" {
		t.Errorf("health %v", h)
	}
}

func TestItStopsWithItsParent(t *testing.T) {
	t.Parallel()
	r := launch(t, nil, "--scenario", "tiny", "--exit-on-stdin-close")
	health(t, r.url)
	_ = r.stdin.Close()
	if code := r.code(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestMistakesAreOneLineAndExitCode2(t *testing.T) {
	t.Parallel()
	taken, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	for name, tc := range map[string]struct {
		args []string
		env  map[string]string
		want string // part of the line
	}{
		"unknown flag":     {args: []string{"--scenaro", "tiny"}, want: "scenaro"},
		"bad seed":         {args: []string{"--seed", "-1"}, want: "seed"},
		"bad time":         {args: []string{"--now", "yesterday"}, want: "now"},
		"unknown scenario": {args: []string{"--addr", "127.0.0.1:0", "--scenario", "enormous"}, want: "enormous"},
		"an argument":      {args: []string{"tiny"}, want: "tiny"},
		"a taken port":     {args: []string{"--scenario", "tiny", "--addr", taken.Addr().String()}, want: taken.Addr().String()},
		"a bad address":    {args: []string{"--addr", "nowhere"}, want: "nowhere"},
		"a bad variable":   {env: map[string]string{"SIM_SEED": "x"}, want: "SIM_SEED"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr lockedBuffer
			p := program{
				getenv: func(name string) string { return tc.env[name] },
				stdin:  strings.NewReader(""), stdout: &stdout, stderr: &stderr, now: func() time.Time { return wallNow },
			}
			code := p.run(t.Context(), tc.args)
			line := stderr.String()
			if code != 2 || !strings.HasPrefix(line, "simulator: ") || strings.Count(line, "\n") != 1 || !strings.Contains(line, tc.want) || stdout.String() != "" {
				t.Errorf("exit %d, stdout %q, stderr %q", code, stdout.String(), line)
			}
		})
	}
}

func TestHelpAndCoverage(t *testing.T) {
	t.Parallel()
	for _, arg := range []string{"--help", "coverage"} {
		var stdout, stderr lockedBuffer
		p := program{getenv: func(string) string { return "" }, stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, now: time.Now}
		if code := p.run(t.Context(), []string{arg}); code != 0 {
			t.Errorf("%s: exit %d: %s", arg, code, stderr.String())
		}
		if got := stdout.String() + stderr.String(); !strings.Contains(got, "Cost Explorer") {
			t.Errorf("%s: %q", arg, got)
		}
	}
}
