// Package simulated starts the AWS simulator as a process of its own for tests and speaks to its control API. It shares no Go code with the
// simulator: the wire between them is what the tests prove.
package simulated

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

// What every simulated world accepts and contains.
const (
	AccessKey = "AKIDSIMULATOR0000001"
	SecretKey = "simulator-secret-key-not-a-secret"
	Receiver  = "111122223333"

	// The scenarios awkward and large have a middle account too; the secret is the same.
	MiddleAccessKey = "AKIDSIMULATOR0000002"
	Middle          = "444455556666"

	RoleARN    = "arn:aws:iam::111122223333:role/BillingPortalCrossAccountRole"
	ExternalID = "simulator-external-id"
)

// Options choose the world. Zero values take the scenario tiny, seed 1 and a fixed instant with the clock standing still, so that two runs
// of a test read the same bytes.
type Options struct {
	Scenario string // tiny, awkward, reseller or large
	Seed     uint64
	Now      time.Time // first instant of the simulator's clock
	Running  bool      // let the clock run instead of standing still
}

// DefaultNow is the simulator's first instant when a test does not choose one: in the middle of a month, when the previous month is final.
func DefaultNow() time.Time { return time.Date(2026, time.November, 16, 12, 0, 0, 0, time.UTC) }

// Simulator is a running simulator process.
type Simulator struct {
	URL string // of all services and the control API
	Control
}

// Limits of starting and stopping.
const (
	startWait = 60 * time.Second
	stopWait  = 5 * time.Second
)

var readyLine = regexp.MustCompile(`^simulator ready on (http://[0-9.:\[\]]+) `)

// Start starts a simulator on a free loopback port and stops it when the test ends. The binary is the file SIMULATOR_BIN names, or is built
// from the repository.
func Start(t testing.TB, o Options) *Simulator {
	t.Helper()
	binary, err := find()
	if err != nil {
		t.Fatalf("no simulator: %v", err)
	}
	if o.Scenario == "" {
		o.Scenario = "tiny"
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	if o.Now.IsZero() {
		o.Now = DefaultNow()
	}
	args := []string{
		"--addr", "127.0.0.1:0", "--scenario", o.Scenario, "--seed", strconv.FormatUint(o.Seed, 10),
		"--now", o.Now.UTC().Format(time.RFC3339), "--external-id", ExternalID, "--exit-on-stdin-close",
	}
	if !o.Running {
		args = append(args, "--frozen")
	}
	p, err := launch(binary, args)
	if err != nil {
		t.Fatalf("start the simulator: %v", err)
	}
	t.Cleanup(func() {
		p.stop()
		if t.Failed() {
			t.Logf("the simulator said:\n%s", p.complaints())
		}
	})
	url, err := p.ready()
	if err != nil {
		t.Fatalf("start the simulator: %v\n%s", err, p.complaints())
	}
	return &Simulator{URL: url, Control: Control{t: t, base: url}}
}

// process is a child with its pipes. Its standard input stays open as long as this process lives, so that the child dies with it.
type process struct {
	cmd    *exec.Cmd
	lines  chan string
	exited chan struct{}
	stdin  interface{ Close() error }

	mu     sync.Mutex
	stderr bytes.Buffer
}

func launch(binary string, args []string) (*process, error) {
	p := &process{cmd: exec.Command(binary, args...), lines: make(chan string, 1), exited: make(chan struct{})}
	p.cmd.Env = []string{} // no SIM_ variable of the developer may change a test
	p.cmd.Stderr = p
	stdin, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	p.stdin = stdin
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		for scan := bufio.NewScanner(stdout); scan.Scan(); {
			select {
			case p.lines <- scan.Text():
			default: // only the first line matters; the pipe must not fill up
			}
		}
		_ = p.cmd.Wait()
		close(p.exited)
	}()
	return p, nil
}

// Write keeps what the child complains about.
func (p *process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stderr.Write(b)
}

func (p *process) complaints() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stderr.String()
}

func (p *process) ready() (string, error) {
	select {
	case line := <-p.lines:
		m := readyLine.FindStringSubmatch(line)
		if m == nil {
			return "", fmt.Errorf("its first line is %q", line)
		}
		return m[1], nil
	case <-p.exited:
		return "", fmt.Errorf("it ended: %s", p.cmd.ProcessState)
	case <-time.After(startWait):
		return "", fmt.Errorf("it is not ready after %s", startWait)
	}
}

func (p *process) stop() {
	_ = p.cmd.Process.Kill() // nothing of it is kept, so there is nothing to finish
	_ = p.stdin.Close()
	select {
	case <-p.exited:
	case <-time.After(stopWait):
	}
}

// find returns the path of the binary, building it at most once in a test process.
var find = sync.OnceValues(func() (string, error) {
	if path := os.Getenv("SIMULATOR_BIN"); path != "" {
		return filepath.Abs(path)
	}
	root, err := repository()
	if err != nil {
		return "", err
	}
	return build(root)
})

// repository walks up from the working directory, which is the folder of the tested package.
func repository() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "backend", "simulator", "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("the working directory is not inside the repository; set SIMULATOR_BIN")
		}
		dir = parent
	}
}

// build makes the binary under .cache, shared by all test processes: a lock lets them build one after the other, and Go links again only
// when a source changed.
func build(root string) (string, error) {
	dir := filepath.Join(root, ".cache", "testkit")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return "", err
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return "", fmt.Errorf("lock %s: %w", lock.Name(), err)
	}
	binary := filepath.Join(dir, "simulator")
	cmd := exec.Command("go", "build", "-o", binary, "./cmd/simulator")
	cmd.Dir = filepath.Join(root, "backend", "simulator")
	cmd.Env = append(os.Environ(), "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build of the simulator: %w\n%s", err, out)
	}
	return binary, nil
}
