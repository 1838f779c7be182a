// Command simulator serves simulated AWS billing-transfer services on one
// local endpoint. It needs no AWS account and reaches no network.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"portal.example/simulator/server"
)

// Exit codes.
const (
	exitOK    = 0
	exitError = 1
	exitUsage = 2 // a bad flag, an unknown scenario or a taken port
)

// stopGrace is how long requests in flight may take to finish on a stop.
const stopGrace = 5 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	p := program{getenv: os.Getenv, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, now: time.Now}
	code := p.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// program is the command with its surroundings, so that tests can run it.
type program struct {
	getenv         func(string) string
	stdin          io.Reader
	stdout, stderr io.Writer
	now            func() time.Time
}

// options are the command line.
type options struct {
	addr             string
	scenario         string
	seed             uint64
	now              string // RFC 3339; empty means the wall clock's time
	frozen           bool
	externalID       string
	rateLimits       rateLimits
	exitOnStdinClose bool
}

// rateLimits reads "ce=10,billing=5": requests a second by service.
type rateLimits map[string]int

func (l *rateLimits) String() string { return "" }

func (l *rateLimits) Set(text string) error {
	out := rateLimits{}
	for pair := range strings.SplitSeq(text, ",") {
		service, rate, _ := strings.Cut(pair, "=")
		n, err := strconv.Atoi(rate)
		if err != nil {
			return errors.New("use service=requests a second, such as ce=10,billing=5")
		}
		out[service] = n
	}
	*l = out
	return nil
}

const usage = `Usage: simulator [flags]
       simulator coverage        print COVERAGE.md

Serves simulated STS, Organizations, Billing, Billing Conductor, Budgets and
Cost Explorer on one endpoint, and its own control API under /_sim/ (this machine only).
Access key AKIDSIMULATOR0000001 is the receiver's, AKIDSIMULATOR0000002 that of the
middle account in awkward and large; the secret of both is
simulator-secret-key-not-a-secret.
Every flag can also be set by an environment variable: --addr by SIM_ADDR,
--exit-on-stdin-close by SIM_EXIT_ON_STDIN_CLOSE, and so on; a flag wins.

Flags:
`

// run serves until ctx ends (or stdin, if asked) and returns the exit code.
func (p program) run(ctx context.Context, args []string) int {
	if len(args) == 1 && args[0] == "coverage" {
		page, err := server.CoveragePage()
		if err != nil {
			return p.fail(exitError, err)
		}
		return p.print(page)
	}
	opts, err := p.parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return exitOK
	}
	if err != nil {
		return p.fail(exitUsage, err)
	}
	start := p.now().UTC()
	if opts.now != "" {
		if start, err = time.Parse(time.RFC3339, opts.now); err != nil {
			return p.fail(exitUsage, fmt.Errorf("invalid value %q for flag -now: use RFC 3339, such as 2026-11-23T08:00:00Z", opts.now))
		}
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", opts.addr)
	if err != nil {
		return p.fail(exitUsage, fmt.Errorf("cannot listen on %s: %w", opts.addr, rootCause(err)))
	}
	log := slog.New(slog.NewTextHandler(p.stderr, nil))
	srv, err := server.New(server.Config{
		Scenario: opts.scenario, Seed: opts.seed, Now: start.UTC(), Frozen: opts.frozen,
		ExternalID: opts.externalID, RateLimits: opts.rateLimits, Wall: p.now, Log: log,
	})
	if err != nil {
		_ = listener.Close()
		return p.fail(exitUsage, err)
	}
	p.print(fmt.Sprintf("simulator ready on http://%s scenario=%s seed=%d now=%s\n",
		listener.Addr(), opts.scenario, opts.seed, start.UTC().Format(time.RFC3339)))
	if opts.exitOnStdinClose {
		var cancel context.CancelFunc
		ctx, cancel = context.WithCancel(ctx)
		go func() {
			_, _ = io.Copy(io.Discard, p.stdin) // ends when the parent is gone
			cancel()
		}()
	}
	if err := serve(ctx, listener, srv, log); err != nil {
		return p.fail(exitError, err)
	}
	return exitOK
}

// serve answers until ctx ends, then lets requests in flight finish.
func serve(ctx context.Context, listener net.Listener, handler http.Handler, log *slog.Logger) error {
	h := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopGrace)
		defer cancel()
		err := h.Shutdown(grace)
		if errors.Is(err, context.DeadlineExceeded) {
			err = h.Close()
		}
		stopped <- err
	}()
	if err := h.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return <-stopped
}

// parse reads flags, then environment variables for flags not given.
func (p program) parse(args []string) (options, error) {
	var o options
	fs := flag.NewFlagSet("simulator", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // errors are one line of ours
	fs.StringVar(&o.addr, "addr", "127.0.0.1:4566", "`address` to listen on; port 0 takes a free one")
	fs.StringVar(&o.scenario, "scenario", "reseller", "`name` of the world: tiny, awkward, reseller or large")
	fs.Uint64Var(&o.seed, "seed", 1, "`number` the world is generated from")
	fs.StringVar(&o.now, "now", "", "first `instant` of the simulator's clock, RFC 3339 (default: the present)")
	fs.BoolVar(&o.frozen, "frozen", false, "stop the simulator's clock at its first instant")
	fs.StringVar(&o.externalID, "external-id", server.DefaultExternalID, "`text` that AssumeRole demands as ExternalId")
	fs.Var(&o.rateLimits, "rate-limits", "`limits` of requests a second by service and account, such as ce=10,billing=5 (default: none)")
	fs.BoolVar(&o.exitOnStdinClose, "exit-on-stdin-close", false, "stop when standard input closes, so that a killed parent leaves no orphan")
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			_, _ = io.WriteString(p.stderr, usage)
			fs.SetOutput(p.stderr)
			fs.PrintDefaults()
		}
		return o, err
	}
	if fs.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", fs.Arg(0))
	}
	given := map[string]bool{}
	fs.Visit(func(f *flag.Flag) { given[f.Name] = true })
	var err error
	fs.VisitAll(func(f *flag.Flag) {
		name := "SIM_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		if v := p.getenv(name); v != "" && !given[f.Name] && err == nil {
			if setErr := fs.Set(f.Name, v); setErr != nil {
				err = fmt.Errorf("invalid value %q for %s: %w", v, name, setErr)
			}
		}
	})
	return o, err
}

func (p program) fail(code int, err error) int {
	_, _ = fmt.Fprintf(p.stderr, "simulator: %s\n", strings.ReplaceAll(err.Error(), "\n", " "))
	return code
}

// print writes to standard output; nobody is told when that is closed.
func (p program) print(text string) int {
	if _, err := io.WriteString(p.stdout, text); err != nil {
		return exitError
	}
	return exitOK
}

// rootCause drops the layers net adds around the cause.
func rootCause(err error) error {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Err
	}
	return err
}
