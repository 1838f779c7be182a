// Command dev is `make dev`: the portal with its simulator, rebuilt and restarted when a Go file or the contract changes, and Vite in
// front of it. The new build replaces the running one only when it compiles. Ctrl-C ends everything.
//
// Usage: dev -root DIR -pnpm PATH -- [flags of portal serve]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	poll      = 500 * time.Millisecond // how often the sources are looked at
	stopGrace = 5 * time.Second        // how long a child may take to end
	// Vite answers at the address people know; the portal's own web server moves aside.
	portalWeb = "127.0.0.1:4201"
)

func main() {
	root := flag.String("root", ".", "top of the repository")
	pnpm := flag.String("pnpm", "pnpm", "path of pnpm")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *root, *pnpm, flag.Args()); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "dev:", err)
		stop()
		os.Exit(1)
	}
}

// run keeps Vite and the portal running until ctx ends.
func run(ctx context.Context, root, pnpm string, args []string) error {
	vite, err := start(root, pnpm, "run", "dev")
	if err != nil {
		return fmt.Errorf("start Vite: %w", err)
	}
	defer vite.stop()
	args = append([]string{"serve", "--simulated", "--web-addr", portalWeb}, args...)
	portal, err := start(root, filepath.Join(root, "bin", "portal"), args...)
	if err != nil {
		return fmt.Errorf("start the portal: %w", err)
	}
	defer func() { portal.stop() }()

	seen, err := newest(root)
	if err != nil {
		return err
	}
	ticker := time.NewTicker(poll)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-vite.done:
			return errors.New("Vite ended") //nolint:staticcheck // a name
		case <-ticker.C:
		}
		changed, err := newest(root)
		if err != nil {
			return err
		}
		if !changed.After(seen) {
			continue
		}
		seen = changed
		fmt.Println("dev: changed, building")
		if !build(ctx, root) {
			fmt.Println("dev: the build failed; the portal that runs is the one before")
			continue
		}
		portal.stop()
		if portal, err = start(root, filepath.Join(root, "bin", "portal"), args...); err != nil {
			return fmt.Errorf("start the portal again: %w", err)
		}
	}
}

// build makes both programs and reports whether they compiled.
func build(ctx context.Context, root string) bool {
	cmd := exec.CommandContext(ctx, "make", "build/go")
	cmd.Dir, cmd.Stdout, cmd.Stderr = root, os.Stdout, os.Stderr
	return cmd.Run() == nil
}

// newest is when a Go file, template, embedded file or module of the backend or the generated contract was last written.
func newest(root string) (time.Time, error) {
	var latest time.Time
	for _, top := range []string{"backend", "api"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return nil // deleted while we looked
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "testdata" || d.Name() == "tools" || d.Name() == "e2e"):
				return fs.SkipDir
			case d.IsDir() || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, ".md"):
				return nil
			}
			if info, err := d.Info(); err == nil && info.ModTime().After(latest) {
				latest = info.ModTime()
			}
			return nil
		})
		if err != nil {
			return time.Time{}, fmt.Errorf("look at the sources: %w", err)
		}
	}
	return latest, nil
}

// child is a running program and everything it started.
type child struct {
	cmd  *exec.Cmd
	done chan struct{}
}

// start runs a program in a process group of its own, so that stopping it stops what it started.
func start(dir, name string, args ...string) (*child, error) {
	cmd := exec.Command(name, args...) //nolint:noctx // it is ended by its group, not by a context
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c := &child{cmd: cmd, done: make(chan struct{})}
	go func() {
		defer close(c.done)
		if err := cmd.Wait(); err != nil {
			fmt.Printf("dev: %s: %v\n", filepath.Base(name), err)
		}
	}()
	return c, nil
}

// stop asks the group to end and waits; after the grace it is killed.
func (c *child) stop() {
	select {
	case <-c.done:
		return
	default:
	}
	_ = syscall.Kill(-c.cmd.Process.Pid, syscall.SIGTERM)
	select {
	case <-c.done:
	case <-time.After(stopGrace):
		_ = syscall.Kill(-c.cmd.Process.Pid, syscall.SIGKILL)
		<-c.done
	}
}
