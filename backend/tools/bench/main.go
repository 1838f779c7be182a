// Command bench is `make bench`: it starts the built simulator and portal on free ports with a data directory of its own, lets the portal collect, and
// measures what people wait for: answers of a portal that runs, the first answer of one that has just been started, and the pages in a browser; then how near a collection comes to
// the pace it is held to, and whether a back-fill resumes after kills. It prints the figures, each with its ratio
// to a stated bound, and writes them to bench/report.md. It exits with 1 when a figure is more than twice its bound; what is merely above it is marked.
//
// It measures the machine too: figures of a machine that is busy with other work say little.
//
// Usage: bench -root DIR [-scenario large] [-requests 200] [-restarts 5] [-latency 50ms] [-pnpm PATH] [-without browser,pace,kills]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// options say what is measured.
type options struct {
	root     string
	scenario string
	requests int           // of each operation, warm
	restarts int           // just-started processes for each operation
	latency  time.Duration // that the simulator adds to each AWS call while the portal collects
	patience time.Duration // how long the collection may take

	pnpm    string // the package manager that starts the browser
	without string // parts that are left out, separated by commas
}

func (o options) check() error {
	if o.requests < 1 || o.restarts < 1 {
		return errors.New("-requests and -restarts are at least 1")
	}
	for _, name := range []string{"portal", "simulator"} {
		if _, err := os.Stat(o.program(name)); err != nil {
			return fmt.Errorf("there is no %s: run 'make build'", o.program(name))
		}
	}
	if _, err := os.Stat(filepath.Join(o.root, "frontend", "dist", "index.html")); err != nil {
		return errors.New("there is no frontend/dist: run 'make build'")
	}
	for _, part := range o.left() {
		if !slices.Contains(parts(), part) {
			return fmt.Errorf("-without %q: only %s can be left out", part, strings.Join(parts(), ", "))
		}
	}
	if o.pnpm == "" && !o.leaves(browserPart) {
		return errors.New("-pnpm is needed to start the browser; leave the browser out with -without browser")
	}
	return nil
}

// The parts that take minutes and can be left out.
const (
	browserPart = "browser"
	pacePart    = "pace"
	killsPart   = "kills"
)

func parts() []string { return []string{browserPart, pacePart, killsPart} }

func (o options) left() []string {
	return strings.FieldsFunc(o.without, func(r rune) bool { return r == ',' })
}

func (o options) leaves(part string) bool { return slices.Contains(o.left(), part) }

func (o options) program(name string) string { return filepath.Join(o.root, "bin", name) }

// errTooSlow is the end of a run of which a figure is more than twice its bound.
var errTooSlow = errors.New("a figure is more than twice its bound")

func main() {
	var o options
	flag.StringVar(&o.root, "root", ".", "top of the repository")
	flag.StringVar(&o.scenario, "scenario", "large", "simulated world: tiny, reseller or large")
	flag.IntVar(&o.requests, "requests", 200, "warm requests of each operation")
	flag.IntVar(&o.restarts, "restarts", 5, "just-started processes for each operation")
	flag.DurationVar(&o.latency, "latency", 50*time.Millisecond, "latency of an AWS call while the portal collects")
	flag.DurationVar(&o.patience, "patience", 15*time.Minute, "how long the collection may take")
	flag.StringVar(&o.pnpm, "pnpm", "", "pnpm, which starts the browser")
	flag.StringVar(&o.without, "without", "", "parts to leave out, separated by commas: "+strings.Join(parts(), ", "))
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run measures and reports.
func run(ctx context.Context, o options) error {
	if err := o.check(); err != nil {
		return err
	}
	r, err := measure(ctx, o)
	if err != nil {
		return err
	}
	text := r.String()
	fmt.Print(text)
	folder := filepath.Join(o.root, "bench")
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "report.md"), []byte(text), 0o600); err != nil {
		return err
	}
	if r.broken() {
		return errTooSlow
	}
	return nil
}

// measure starts the world, collects and measures. Everything it started has ended when it returns.
func measure(ctx context.Context, o options) (report, error) {
	dir, err := os.MkdirTemp("", "portal-bench-")
	if err != nil {
		return report{}, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	b := &bench{options: o, dir: dir, began: time.Now()}
	defer b.close()
	if err := b.startWorld(ctx); err != nil {
		return report{}, err
	}
	r := report{options: o, at: time.Now(), load: loadAverage()}
	for _, step := range []struct {
		part string // that it can be left out as; empty for what cannot
		do   func(context.Context, *report) error
	}{{"", b.collect}, {"", b.warm}, {"", b.justStarted}, {browserPart, b.browse}, {pacePart, b.pace}, {killsPart, b.killed}} {
		if b.leaves(step.part) {
			fmt.Printf("SKIPPED: %s, by -without\n", step.part)
			continue
		}
		if err := step.do(ctx, &r); err != nil {
			return report{}, err
		}
	}
	return r, nil
}
