package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Patience with programs that start and end.
const (
	startWait = 90 * time.Second
	stopWait  = 15 * time.Second
)

// child is a program that serves at an address it printed.
type child struct {
	cmd     *exec.Cmd
	address string            // "http://127.0.0.1:40123", behind the marker it was started with
	printed map[string]string // every address it printed until then, by the words before it
	done    chan struct{}
	stdin   io.Closer
	stderr  tail
}

// start starts a program and waits for the address that follows the marker on its standard output. The program lives no longer than this one, if it heeds
// the end of its standard input.
func start(ctx context.Context, marker string, env []string, name string, args ...string) (*child, error) {
	c := &child{cmd: exec.Command(name, args...), done: make(chan struct{})} //nolint:gosec,noctx // our own programs; they are asked to end before they are made to
	c.cmd.Env, c.cmd.Stderr = slices.Concat(env, []string{"PATH=" + os.Getenv("PATH")}), &c.stderr
	stdin, err := c.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	c.stdin = stdin
	stdout, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	found := make(chan map[string]string, 1)
	go func() {
		lookFor(stdout, marker, found)
		_ = c.cmd.Wait() // how it ended is in its standard error
		close(c.done)
	}()
	select {
	case c.printed = <-found:
		c.address = c.printed[marker]
		return c, nil
	case <-c.done:
		err = fmt.Errorf("%s ended at its start: %s", filepath.Base(name), c.stderr.String())
	case <-time.After(startWait):
		err = fmt.Errorf("%s did not start within %s: %s", filepath.Base(name), startWait, c.stderr.String())
	case <-ctx.Done():
		err = ctx.Err()
	}
	c.stop()
	return nil, err
}

// lookFor hands on the addresses up to the one behind the marker and reads the rest away.
func lookFor(r io.Reader, marker string, found chan<- map[string]string) {
	lines, printed := bufio.NewScanner(r), map[string]string{}
	for lines.Scan() {
		words, rest, ok := strings.Cut(lines.Text(), "http://")
		if !ok {
			continue
		}
		label := strings.TrimSpace(words)
		address, _, _ := strings.Cut(rest, " ")
		printed[label] = "http://" + address
		if label == marker {
			found <- printed
			break
		}
	}
	_, _ = io.Copy(io.Discard, r)
}

// stop asks the program to end and waits; it is killed when it does not. Stopping twice does no harm.
func (c *child) stop() {
	_ = c.cmd.Process.Signal(syscall.SIGTERM) // it may have ended
	_ = c.stdin.Close()
	select {
	case <-c.done:
	case <-time.After(stopWait):
		_ = c.cmd.Process.Kill()
		<-c.done
	}
}

// kill ends the program as a crash does.
func (c *child) kill() {
	_ = c.cmd.Process.Kill() // it may have ended
	<-c.done
	_ = c.stdin.Close()
}

// memory is what the kernel says of the memory of a process, in bytes.
type memory struct{ now, peak int64 }

func (c *child) memory() (memory, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
	if err != nil {
		return memory{}, fmt.Errorf("memory is measured on Linux only: %w", err)
	}
	now, errNow := kilobytes(status, "VmRSS:")
	peak, errPeak := kilobytes(status, "VmHWM:")
	return memory{now, peak}, errors.Join(errNow, errPeak)
}

func kilobytes(status []byte, field string) (int64, error) {
	_, rest, _ := bytes.Cut(status, []byte(field))
	words := bytes.Fields(rest)
	if len(words) == 0 {
		return 0, fmt.Errorf("the kernel does not say %s", field)
	}
	n, err := strconv.ParseInt(string(words[0]), 10, 64)
	return n << 10, err
}

// loadAverage is how many processes were running in the last minute; empty when the kernel does not say.
func loadAverage() string {
	b, _ := os.ReadFile("/proc/loadavg") // Linux only
	first, _, _ := strings.Cut(string(b), " ")
	return first
}

// tail keeps the end of what is written to it.
type tail struct{ b []byte }

// Write implements io.Writer. One goroutine writes, and it has ended when the tail is read.
func (t *tail) Write(p []byte) (int, error) {
	const keep = 4 << 10
	t.b = append(t.b, p...)
	if len(t.b) > 2*keep {
		t.b = bytes.Clone(t.b[len(t.b)-keep:])
	}
	return len(p), nil
}

func (t *tail) String() string { return strings.TrimSpace(string(t.b)) }
