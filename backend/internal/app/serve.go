package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/sync/errgroup"

	"portal.example/backend/internal/awsapi"
	"portal.example/backend/internal/clock"
	"portal.example/backend/internal/httpapi"
	"portal.example/backend/internal/web"
)

// shutdownPatience is how long everything together may take to end; what has not ended then is left behind, and its work is resumed at the next start.
const shutdownPatience = 10 * time.Second

// house is what a running portal holds on to, in the order it was taken.
type house struct {
	config    Config
	log       *slog.Logger
	api, web  net.Listener
	webDir    string
	data      kept
	simulator *simulatorProcess // nil without --simulated
}

// serve runs the portal until ctx ends. Everything that can be refused is refused before anything is started or written.
func (p Program) serve(ctx context.Context, args []string) error {
	c, err := ParseConfig(args, p.Getenv)
	if err != nil {
		return err
	}
	h := &house{config: c, log: newLogger(c, p.Stderr)}
	defer h.leave()
	if err := h.take(ctx, p.Stderr); err != nil {
		if ctx.Err() != nil {
			return nil // stopped while starting
		}
		return err
	}
	clk := clockOf(c)
	portal, err := wire(c, h.access(), h.data, clk, h.log)
	if err != nil {
		return err
	}
	api, err := portal.api(httpapi.Environment{Version: p.Version, Simulated: c.Simulated}) //nolint:contextcheck // handlers have the contexts of their requests
	if err != nil {
		return err
	}
	site, err := web.New(web.Config{Dir: h.webDir, API: &url.URL{Scheme: "http", Host: h.api.Addr().String()}, Logger: h.log})
	if err != nil {
		return err
	}
	h.banner(p.Stdout, p.Version)
	return h.run(ctx, portal, api, site)
}

func newLogger(c Config, w io.Writer) *slog.Logger {
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, nil))
	}
	return slog.New(slog.NewTextHandler(w, nil))
}

func clockOf(c Config) clock.Clock {
	if c.Now.IsZero() {
		return clock.System{}
	}
	return clock.StartingAt(c.Now)
}

// take gets hold of ports, folders and the state file, and starts the simulator.
func (h *house) take(ctx context.Context, stderr io.Writer) (err error) {
	c := h.config
	if h.api, err = listen(ctx, "--api-addr", c.APIAddr); err != nil {
		return err
	}
	if h.web, err = listen(ctx, "--web-addr", c.WebAddr); err != nil {
		return err
	}
	if c.Simulated {
		if err = checkFree(ctx, "--aws-addr", c.AWSAddr); err != nil {
			return err
		}
	}
	if h.webDir, err = web.FindDir(c.WebDir); err != nil {
		return usageError{err}
	}
	if err = claimDataDir(c.DataDir, c.belonging()); err != nil {
		return err
	}
	if h.data, err = openData(c.DataDir); err != nil {
		return err
	}
	if c.Simulated {
		h.simulator, err = startSimulator(ctx, c, stderr)
	}
	return err
}

// leave gives back what was taken, in the opposite order.
func (h *house) leave() {
	if h.data.store != nil {
		if err := h.data.store.Close(); err != nil {
			h.log.Error("the state file was not closed cleanly", "error", err)
		}
	}
	if h.simulator != nil {
		h.simulator.stop(3 * time.Second)
	}
	for _, l := range []net.Listener{h.api, h.web} {
		if l != nil {
			_ = l.Close() // a server that served has closed it
		}
	}
}

func (h *house) access() access {
	if h.simulator == nil {
		return access{endpoint: h.config.AWSEndpoint}
	}
	return access{endpoint: h.simulator.endpoint, key: awsapi.Key{ID: simulatorKeyID, Secret: simulatorSecret}}
}

func (h *house) banner(w io.Writer, version string) {
	aws := "the account of the ordinary credential chain"
	switch {
	case h.simulator != nil:
		aws = fmt.Sprintf("simulated at %s (%s, seed %d)", h.simulator.endpoint, h.config.Scenario, h.config.Seed)
	case h.config.AWSEndpoint != "":
		aws = h.config.AWSEndpoint
	}
	_, _ = fmt.Fprintf(w, "Billing-transfer portal %s\n\n  Web application  http://%s\n  API              http://%s\n  Reference        http://%s/docs\n  AWS              %s\n  Data             %s\n\nCtrl-C ends it.\n",
		version, h.web.Addr(), h.api.Addr(), h.api.Addr(), aws, h.config.DataDir)
}

// run serves until ctx ends or a part of the house fails, and ends every part within shutdownPatience.
func (h *house) run(ctx context.Context, p *portal, api, site http.Handler) error {
	g, running := errgroup.WithContext(ctx)
	servers := []*http.Server{h.server(api), h.server(site)}
	for i, l := range []net.Listener{h.api, h.web} {
		g.Go(func() error {
			if err := servers[i].Serve(l); !errors.Is(err, http.ErrServerClosed) {
				return fmt.Errorf("serve %s: %w", l.Addr(), err)
			}
			return nil
		})
	}
	g.Go(func() error { return p.jobs.Run(running) })
	g.Go(func() error { p.begin(running, h.config.CollectOnStart, h.config.DetailsOnStart); return nil })
	g.Go(func() error { p.keepTime(running); return nil })
	if h.simulator != nil {
		g.Go(func() error {
			select {
			case <-running.Done():
				return nil
			case <-h.simulator.ended:
				return fmt.Errorf("the simulator ended: %w", orEnded(h.simulator.err))
			}
		})
	}
	g.Go(func() error {
		<-running.Done()
		patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownPatience)
		defer cancel()
		for _, s := range servers {
			if s.Shutdown(patience) != nil {
				_ = s.Close() // requests that do not end are cut
			}
		}
		return nil
	})
	return h.wait(running, g)
}

// wait returns when every part has ended, or when those that have not had their time.
func (h *house) wait(running context.Context, g *errgroup.Group) error {
	done := make(chan error, 1)
	go func() { done <- g.Wait() }()
	<-running.Done()
	h.log.InfoContext(running, "stopping")
	timer := time.NewTimer(shutdownPatience + time.Second)
	defer timer.Stop()
	select {
	case err := <-done:
		return err
	case <-timer.C:
		return errors.New("a part of the portal did not stop in time; its work is resumed at the next start")
	}
}

// server serves a handler to this machine only.
func (h *house) server(handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           web.OnlyLoopbackHosts(handler),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    256 << 10,
		ErrorLog:          slog.NewLogLogger(h.log.Handler(), slog.LevelWarn),
	}
}
