package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// The simulator's own receiver credentials. They open nothing but the simulator.
const (
	simulatorKeyID  = "AKIDSIMULATOR0000001"
	simulatorSecret = "simulator-secret-key-not-a-secret"
	simulatorRegion = "us-east-1"
)

// simulatorPatience is how long a world may take to be made.
const simulatorPatience = 90 * time.Second

// simulatorProcess is the simulator running as a child. It ends when its standard input closes, so it cannot outlive the portal.
type simulatorProcess struct {
	endpoint string // its address, "http://127.0.0.1:4566"
	cmd      *exec.Cmd
	stdin    io.Closer
	ended    chan struct{} // closed when the child is gone
	err      error         // why it ended; read after ended
}

// simulatorProgram is the simulator beside the portal's own program.
func simulatorProgram() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("find the program's folder: %w", err)
	}
	path := filepath.Join(filepath.Dir(self), "simulator")
	if _, err := os.Stat(path); err != nil {
		return "", usagef("there is no simulator at %s: run 'make build'", path)
	}
	return path, nil
}

// startSimulator starts the child and waits until it answers.
func startSimulator(ctx context.Context, c Config, stderr io.Writer) (*simulatorProcess, error) {
	program, err := simulatorProgram()
	if err != nil {
		return nil, err
	}
	args := []string{"--exit-on-stdin-close", "--addr", c.AWSAddr, "--scenario", c.Scenario, "--seed", strconv.FormatUint(c.Seed, 10)}
	if !c.Now.IsZero() {
		args = append(args, "--now", c.Now.Format(time.RFC3339))
	}
	p := &simulatorProcess{cmd: exec.Command(program, args...), ended: make(chan struct{})} //nolint:gosec,noctx // our own program; it is stopped through its standard input
	p.cmd.Stderr = stderr
	p.cmd.Env = []string{} // its flags say everything
	ownGroup(p.cmd)
	stdin, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("prepare the simulator: %w", err)
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("prepare the simulator: %w", err)
	}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the simulator: %w", err)
	}
	p.stdin = stdin
	ready := make(chan string, 1)
	go func() {
		readReady(stdout, ready)
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	timer := time.NewTimer(simulatorPatience)
	defer timer.Stop()
	select {
	case p.endpoint = <-ready:
		return p, nil
	case <-p.ended:
		return nil, fmt.Errorf("the simulator did not start: %w", orEnded(p.err))
	case <-ctx.Done():
		err = ctx.Err()
	case <-timer.C:
		err = fmt.Errorf("the simulator was not ready within %s", simulatorPatience)
	}
	p.stop(time.Second)
	return nil, err
}

// readReady looks for the ready line, hands its address on and drains the rest.
func readReady(stdout io.Reader, ready chan<- string) {
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), "simulator ready on "); ok {
			address, _, _ := strings.Cut(rest, " ")
			ready <- address
			break
		}
	}
	_, _ = io.Copy(io.Discard, stdout)
}

func orEnded(err error) error {
	if err == nil {
		return errors.New("it ended by itself")
	}
	return err
}

// stop asks the child to end and kills it when it does not within the grace. Calling it twice does no harm.
func (p *simulatorProcess) stop(grace time.Duration) {
	_ = p.stdin.Close() // it may be closed already
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-p.ended:
	case <-timer.C:
		_ = p.cmd.Process.Kill() // it may just have ended
		<-p.ended
	}
}

// checkFree makes sure that nobody listens at an address that a child will take.
func checkFree(ctx context.Context, flagName, addr string) error {
	l, err := listen(ctx, flagName, addr)
	if err != nil {
		return err
	}
	return l.Close()
}

// listen takes an address or says in one line why it cannot.
func listen(ctx context.Context, flagName, addr string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		var op *net.OpError
		if errors.As(err, &op) && op.Err != nil {
			err = op.Err
		}
		if sys, ok := errors.AsType[*os.SyscallError](err); ok {
			err = sys.Err
		}
		return nil, usagef("cannot listen on %s: %w; choose another with %s", addr, err, flagName)
	}
	return l, nil
}
