package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	testReceiver = "111122223333"
	testNow      = "2026-11-16T12:00:00Z"
	patience     = 60 * time.Second
)

// programs builds the portal and the simulator side by side, once; PORTAL_BIN names a portal that is built already and has its simulator beside it.
var programs = sync.OnceValues(func() (string, error) {
	if path := os.Getenv("PORTAL_BIN"); path != "" {
		return path, nil
	}
	dir, err := os.MkdirTemp("", "portal-test-") // outlives the test that happens to be first; TestMain removes it
	if err != nil {
		return "", err
	}
	builtIn = dir
	for name, module := range map[string]string{"portal": "../..", "simulator": "../../simulator"} {
		cmd := exec.CommandContext(context.Background(), "go", "build", "-C", module, "-o", filepath.Join(dir, name), "./cmd/"+name)
		cmd.Env = append(os.Environ(), "GOWORK=off", "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", fmt.Errorf("build %s: %w\n%s", name, err, out)
		}
	}
	return filepath.Join(dir, "portal"), nil
})

var builtIn string

func TestMain(m *testing.M) {
	code := m.Run()
	if builtIn != "" {
		_ = os.RemoveAll(builtIn)
	}
	os.Exit(code)
}

// process is a running portal.
type process struct {
	t             *testing.T
	cmd           *exec.Cmd
	api, web, aws string // addresses
	stderr        *bytes.Buffer
	done          chan struct{}
}

// site makes a folder with a web application, because the real one may not be built.
func site(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte("<!doctype html><title>Portal</title>"), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	if testing.Short() {
		t.Skip("starts processes")
	}
	program, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(context.Background(), program, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = []string{"AWS_EC2_METADATA_DISABLED=true", "HOME=" + cmd.Dir, "PATH=" + os.Getenv("PATH")}
	return cmd
}

var bannerLine = regexp.MustCompile(`^\s+(Web application|API|AWS)\s.*?http://([0-9.:]+)`)

// start starts a simulated portal on free ports and waits for its banner.
func start(t *testing.T, dataDir string, args ...string) *process {
	t.Helper()
	args = append([]string{
		"serve", "--simulated", "--scenario", "tiny", "--now", testNow, "--api-addr", "127.0.0.1:0", "--web-addr", "127.0.0.1:0", "--aws-addr", "127.0.0.1:0",
		"--data-dir", dataDir, "--web-dir", site(t),
	}, args...)
	return launch(t, command(t, args...))
}

func launch(t *testing.T, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{t: t, cmd: cmd, stderr: &bytes.Buffer{}, done: make(chan struct{})}
	cmd.Stderr = p.stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ready := make(chan struct{})
	go func() {
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			if m := bannerLine.FindStringSubmatch(lines.Text()); m != nil {
				*map[string]*string{"API": &p.api, "Web application": &p.web, "AWS": &p.aws}[m[1]] = m[2]
			}
			if strings.HasPrefix(lines.Text(), "Ctrl-C") {
				close(ready)
			}
		}
		_ = cmd.Wait()
		close(p.done)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-p.done
		if t.Failed() {
			t.Logf("portal stderr:\n%s", tail(p.stderr.String()))
		}
	})
	select {
	case <-ready:
	case <-p.done:
		t.Fatalf("the portal ended:\n%s", p.stderr)
	case <-time.After(patience):
		t.Fatalf("the portal is not ready:\n%s", p.stderr)
	}
	return p
}

func tail(s string) string {
	lines := strings.Split(s, "\n")
	return strings.Join(lines[max(0, len(lines)-40):], "\n")
}

// signal sends a signal and returns the exit code and how long the end took.
func (p *process) signal(s os.Signal) (int, time.Duration) {
	p.t.Helper()
	began := time.Now()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
	select {
	case <-p.done:
	case <-time.After(patience):
		p.t.Fatal("the portal does not end")
	}
	return p.cmd.ProcessState.ExitCode(), time.Since(began)
}

// call makes a request and returns the status and the decoded answer.
func (p *process) call(method, address, path, body string) (int, map[string]any) {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), method, "http://"+address+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("X-Account-Id", testReceiver)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	if address == p.api {
		promised(p.t, r, resp, b)
	}
	var v map[string]any
	if err := json.Unmarshal(b, &v); err != nil && len(bytes.TrimSpace(b)) > 0 && bytes.HasPrefix(b, []byte("{")) {
		p.t.Fatalf("%s %s: %v: %s", method, path, err, b)
	}
	return resp.StatusCode, v
}

func (p *process) get(path string) map[string]any {
	p.t.Helper()
	status, v := p.call(http.MethodGet, p.api, path, "")
	if status != http.StatusOK {
		p.t.Fatalf("GET %s: %d %v", path, status, v)
	}
	return v
}

// job waits until the newest job is as wanted.
func (p *process) job(want string, is func(job map[string]any) bool) map[string]any {
	p.t.Helper()
	var last map[string]any
	deadline := time.Now().Add(patience)
	for time.Now().Before(deadline) {
		_, jobs := p.call(http.MethodGet, p.api, "/jobs", "") // refused until AWS has said who the receiver is
		if items, _ := jobs["items"].([]any); len(items) > 0 {
			if last, _ = items[0].(map[string]any); is(last) {
				return last
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	p.t.Fatalf("no job %s; the newest is %v", want, last)
	return nil
}

func ended(job map[string]any) bool {
	return slices.Contains([]any{"succeeded", "partially_succeeded", "failed", "canceled"}, job["status"])
}

func listening(address string) bool {
	c, err := (&net.Dialer{Timeout: time.Second}).DialContext(context.Background(), "tcp", address)
	if err != nil {
		return false
	}
	_ = c.Close()
	return true
}

// gone waits until nobody listens at an address.
func gone(t *testing.T, address string) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); listening(address); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("somebody still listens at %s", address)
		}
	}
}

// answers are what the pages show, without when it was read.
func (p *process) answers() string {
	p.t.Helper()
	var all []any
	for _, path := range []string{
		"/transfer-dashboard?limit=100", "/transfer-dashboard?limit=100&period=2026-10", "/transfer-dashboard?limit=100&period=2026-10&by=service",
		"/transfer-dashboard?limit=100&by=month", "/collections?limit=100", "/transfers?limit=100", "/customers?limit=100",
	} {
		all = append(all, withoutTimes(p.get(path)))
	}
	b, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		p.t.Fatal(err)
	}
	return string(b)
}

func withoutTimes(v any) any {
	switch v := v.(type) {
	case map[string]any:
		delete(v, "as_of")
		delete(v, "observed_at")
		for k := range v {
			v[k] = withoutTimes(v[k])
		}
	case []any:
		for i := range v {
			v[i] = withoutTimes(v[i])
		}
	}
	return v
}

// awaitAWS waits until AWS has answered: then the portal has decided what to do.
func (p *process) awaitAWS() {
	p.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		if strings.Contains(fmt.Sprint(p.get("/health")["checks"]), "not answered") && time.Now().Before(deadline) {
			continue
		}
		break
	}
}

func TestFirstStartCollectsAndRestartKeepsIt(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	p := start(t, dir)
	if health := p.get("/health"); health["status"] != "ok" {
		t.Errorf("health: %v", health)
	}
	first := p.job("that ended", ended)
	if first["created_by"] != "portal" || first["status"] == "failed" {
		t.Fatalf("the first collection: %v", first)
	}
	_, dashboard := p.call(http.MethodGet, p.web, "/api/dashboard?period=2026-10", "")
	if customers, _ := dashboard["customers"].(map[string]any); customers["compared"] == nil || customers["compared"].(float64) < 1 {
		t.Errorf("the dashboard through the web server compares nobody: %v", dashboard["customers"])
	}
	if status, _ := p.call(http.MethodGet, p.web, "/", ""); status != http.StatusOK {
		t.Errorf("the web application: %d", status)
	}
	for _, path := range []string{"/me", "/accounts", "/dashboard", "/dashboard?period=2026-10", "/jobs/" + fmt.Sprint(first["job_id"]) + "/items"} {
		p.get(path)
	}
	items, _ := p.get("/customers")["items"].([]any)
	for _, item := range items {
		customer, _ := item.(map[string]any)
		for _, month := range []string{"2025-11", "2026-10", "2026-11", "2024-01"} {
			p.get(fmt.Sprintf("/customers/%v?period=%s", customer["customer_id"], month))
		}
	}
	before := p.answers()
	spent := fmt.Sprint(p.get("/usage")["total"])

	if code, took := p.signal(os.Interrupt); code != exitOK || took > shutdownPatience {
		t.Errorf("Ctrl-C: exit code %d after %s\n%s", code, took, tail(p.stderr.String()))
	}
	if listening(p.aws) {
		t.Error("the simulator outlived the portal")
	}

	again := start(t, dir)
	again.job("that ended", ended)
	if got := again.answers(); got != before {
		t.Error("the answers changed over the restart")
	}
	again.awaitAWS()
	if n := again.get("/jobs")["total"]; n != 2.0 { // the ledger, and days and accounts
		t.Errorf("the restart collected again: %v jobs", n)
	}
	if got := fmt.Sprint(again.get("/usage")["total"]); got != spent {
		t.Errorf("the restart spent %s, it was %s", got, spent)
	}
	if code, _ := again.signal(syscall.SIGTERM); code != exitOK {
		t.Errorf("SIGTERM: exit code %d", code)
	}
}

func TestKilledWhileCollectingEndsWithTheSameAnswers(t *testing.T) {
	t.Parallel()
	scenario := []string{"--scenario", "reseller"}
	whole := start(t, filepath.Join(t.TempDir(), "whole"), append(scenario, "--details-on-start=false")...)
	whole.job("that ended", ended)
	want := whole.answers()

	dir := filepath.Join(t.TempDir(), "killed")
	p := start(t, dir, append(scenario, "--collect-on-start=false")...)
	p.call(http.MethodPut, p.aws, "/_sim/faults", `[{"service":"ce","operation":"GetCostAndUsage","kind":"delay","delay_ms":500}]`)
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) { // the receiver is known when AWS has answered
		status, answer := p.call(http.MethodPost, p.api, "/collections", `{"mode":"backfill"}`)
		if status == http.StatusAccepted {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the collection does not start: %v", answer)
		}
	}
	job := p.job("in the middle", func(j map[string]any) bool {
		progress, _ := j["progress"].(map[string]any)
		done, _ := progress["done"].(float64)
		return done >= 3
	})
	if ended(job) {
		t.Fatal("the collection was too fast to be killed")
	}
	p.signal(os.Kill)
	gone(t, p.aws)

	resumed := start(t, dir, append(scenario, "--collect-on-start=false")...)
	last := resumed.job("that ended", ended)
	if last["job_id"] != job["job_id"] || last["attempts"] != 2.0 {
		t.Errorf("not the job that was killed: %v", last)
	}
	if got := resumed.answers(); got != want {
		t.Errorf("the answers are not those of a collection that was not killed:\n%s", firstDifference(want, got))
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			from := max(0, i-12)
			return "want:\n" + strings.Join(w[from:min(i+3, len(w))], "\n") + "\ngot:\n" + strings.Join(g[from:min(i+3, len(g))], "\n")
		}
	}
	return fmt.Sprintf("%d and %d lines", len(w), len(g))
}

func TestCapMakesCollectionWait(t *testing.T) {
	t.Parallel()
	p := start(t, filepath.Join(t.TempDir(), "data"), "--monthly-cap", "0.02")
	waiting := p.job("that waits", func(j map[string]any) bool { return j["status"] == "waiting" })
	if message, _ := waiting["message"].(string); !strings.Contains(message, "cap") {
		t.Errorf("it does not say what it waits for: %v", waiting)
	}
	if health := p.get("/health"); health["status"] != "degraded" {
		t.Errorf("health: %v", health)
	}
	usage := p.get("/usage")
	total, _ := usage["total"].(map[string]any)
	if !slices.Contains([]any{"0", "0.01", "0.02"}, total["amount"]) { // requests that were cut off when the next one was refused may not have been sent
		t.Errorf("more was spent than allowed: %v", usage)
	}
}

func TestDeathOfTheSimulatorEndsThePortal(t *testing.T) {
	t.Parallel()
	p := start(t, filepath.Join(t.TempDir(), "data"))
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", p.cmd.Process.Pid)) // any thread may have started it
	if len(lists) == 0 {
		if os.Getenv("CI") != "" {
			t.Fatal("this machine does not list children, so nothing is proved")
		}
		t.Skip("this machine does not list children")
	}
	var children []byte
	for _, list := range lists {
		b, _ := os.ReadFile(list)
		children = append(children, b...)
	}
	var child int
	if _, err := fmt.Sscan(string(children), &child); err != nil {
		t.Fatalf("no child in %q", children)
	}
	if err := syscall.Kill(child, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.done:
	case <-time.After(patience):
		t.Fatal("the portal goes on without its simulator")
	}
	if code := p.cmd.ProcessState.ExitCode(); code != exitFailed || !strings.Contains(p.stderr.String(), "portal: the simulator ended") {
		t.Errorf("exit code %d:\n%s", code, tail(p.stderr.String()))
	}
}

// refused runs a portal that does not start and returns its exit code and what it says.
func refused(t *testing.T, args ...string) (int, string) {
	t.Helper()
	cmd := command(t, args...)
	var stderr, stdout bytes.Buffer
	cmd.Stderr, cmd.Stdout = &stderr, &stdout
	timer := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	_ = cmd.Run()
	if stdout.Len() > 0 {
		t.Errorf("stdout: %s", &stdout)
	}
	return cmd.ProcessState.ExitCode(), stderr.String()
}

func TestRefusalsAreOneLine(t *testing.T) {
	t.Parallel()
	taken, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	addr := taken.Addr().String()
	free := []string{"serve", "--simulated", "--scenario", "tiny", "--api-addr", "127.0.0.1:0", "--web-addr", "127.0.0.1:0", "--aws-addr", "127.0.0.1:0", "--web-dir", site(t)}
	tests := []struct {
		name string
		args []string
		says string
	}{
		{"bad flag", []string{"serve", "--colour"}, "unknown flag --colour"},
		{"bad value", []string{"serve", "--simulated", "--scenario", "huge"}, "tiny, awkward, reseller, large"},
		{"unknown command", []string{"run"}, "portal help"},
		{"API port taken", append(free, "--api-addr", addr), "cannot listen on " + addr},
		{"web port taken", append(free, "--web-addr", addr), "--web-addr"},
		{"simulator port taken", append(free, "--aws-addr", addr), "--aws-addr"},
		{"open to everybody", append(free, "--web-addr", "0.0.0.0:4200"), "no sign-in yet"},
		{"no web application", append(free, "--web-dir", t.TempDir()), "make build/web"},
		{"data directory is a file", append(free, "--data-dir", filepath.Join(site(t), "index.html")), "data directory"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			code, stderr := refused(t, tt.args...)
			if code != exitUsage || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, tt.says) {
				t.Errorf("exit code %d:\n%s", code, stderr)
			}
		})
	}
}

func TestDamagedStateIsRefusedAndLeftAlone(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	p := start(t, dir, "--collect-on-start=false")
	p.signal(os.Interrupt)
	path := filepath.Join(dir, stateFile)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	damaged := append(bytes.Repeat([]byte{0x5a}, 64), content[64:len(content)/2]...)
	if err := os.WriteFile(path, damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	code, stderr := refused(t, "serve", "--simulated", "--scenario", "tiny", "--api-addr", "127.0.0.1:0", "--web-addr", "127.0.0.1:0", "--aws-addr", "127.0.0.1:0", "--web-dir", site(t), "--data-dir", dir)
	if code == exitOK || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, path) || !strings.Contains(stderr, "damaged") {
		t.Errorf("exit code %d:\n%s", code, stderr)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(after, damaged) {
		t.Error("the damaged file was changed")
	}
}

func TestTwoPortalsDoNotShareData(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	start(t, dir, "--collect-on-start=false")
	code, stderr := refused(t, "serve", "--simulated", "--scenario", "tiny", "--api-addr", "127.0.0.1:0", "--web-addr", "127.0.0.1:0", "--aws-addr", "127.0.0.1:0", "--web-dir", site(t), "--data-dir", dir)
	if code == exitOK || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "data directory") {
		t.Errorf("exit code %d:\n%s", code, stderr)
	}
}

func TestServesWhileAWSCannotBeReached(t *testing.T) {
	t.Parallel()
	closed, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	endpoint := "http://" + closed.Addr().String()
	_ = closed.Close()
	cmd := command(t, "serve", "--api-addr", "127.0.0.1:0", "--web-addr", "127.0.0.1:0", "--web-dir", site(t), "--data-dir", filepath.Join(t.TempDir(), "data"), "--aws-endpoint", endpoint)
	cmd.Env = append(cmd.Env, "AWS_ACCESS_KEY_ID=AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY=example")
	p := launch(t, cmd)
	for deadline := time.Now().Add(patience); p.get("/health")["status"] != "degraded"; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("health: %v", p.get("/health"))
		}
	}
	if got := p.get("/accounts"); got["total"] != 0.0 {
		t.Errorf("accounts: %v", got)
	}
	if code, took := p.signal(os.Interrupt); code != exitOK || took > shutdownPatience {
		t.Errorf("Ctrl-C: exit code %d after %s", code, took)
	}
}
