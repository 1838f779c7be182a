package app

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/money"
)

// Config is how the portal is to run.
type Config struct {
	Simulated      bool   // talk to the simulator, started as a child, instead of AWS
	Scenario       string // of the simulator
	Seed           uint64 // of the simulator
	APIAddr        string
	WebAddr        string
	AWSAddr        string        // where the simulator listens
	AWSEndpoint    string        // another endpoint than AWS's own; empty: AWS's own
	DataDir        string        // never empty after ParseConfig
	WebDir         string        // empty: beside the program
	Now            time.Time     // where the portal's clock starts; zero: the machine's time
	MonthlyCap     *money.Amount // of paid AWS requests per receiver; nil: none
	LogFormat      string        // text or json
	CollectOnStart bool
	DetailsOnStart bool // after the first collection
	HistoryMonths  int  // before the current one
	CostRate       int  // requests to Cost Explorer in a second; 0: learnt
	InboundQuota   int  // transfers to a receiver that AWS allows; 0: not known
}

// usageError is a mistake of whoever started the program: one line on stderr and exit code 2.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

var (
	scenarios  = []string{"tiny", "awkward", "reseller", "large"}
	logFormats = []string{"text", "json"}
)

// option is one flag and its environment variable.
type option struct {
	name, argument, fallback, help string
	simulatedOnly                  bool
	set                            func(c *Config, value string) error
}

// options lists the flags of `portal serve` in the order of the help.
func options() []option {
	return []option{
		{name: "simulated", fallback: "false", help: "talk to the AWS simulator, which is started too", set: boolInto(func(c *Config) *bool { return &c.Simulated })},
		{name: "scenario", argument: "NAME", fallback: "reseller", simulatedOnly: true, help: "simulated world: tiny (3 customers), awkward (25, every odd case), reseller (24) or large (1,000)", set: oneOf(scenarios, func(c *Config) *string { return &c.Scenario })},
		{name: "seed", argument: "N", fallback: "1", simulatedOnly: true, help: "seed of the simulated world", set: setSeed},
		{name: "api-addr", argument: "HOST:PORT", fallback: "127.0.0.1:8000", help: "where the API listens", set: address(func(c *Config) *string { return &c.APIAddr })},
		{name: "web-addr", argument: "HOST:PORT", fallback: "127.0.0.1:4200", help: "where the web application listens", set: address(func(c *Config) *string { return &c.WebAddr })},
		{name: "aws-addr", argument: "HOST:PORT", fallback: "127.0.0.1:4566", simulatedOnly: true, help: "where the simulator listens", set: address(func(c *Config) *string { return &c.AWSAddr })},
		{name: "aws-endpoint", argument: "URL", help: "send AWS requests here instead of to AWS", set: setEndpoint},
		{name: "data-dir", argument: "DIR", help: "where the portal keeps its state (default .data/aws, or .data/simulated-SCENARIO-SEED)", set: func(c *Config, v string) error { c.DataDir = v; return nil }},
		{name: "web-dir", argument: "DIR", help: "the built web application (default ../frontend/dist beside the program)", set: func(c *Config, v string) error { c.WebDir = v; return nil }},
		{name: "now", argument: "TIME", help: "start the clock at this instant, in RFC 3339", set: setNow},
		{name: "monthly-cap", argument: "AMOUNT", help: "stop paid AWS requests of a receiver at this many USD a month", set: setCap},
		{name: "log-format", argument: "FORMAT", fallback: "text", help: "text or json", set: oneOf(logFormats, func(c *Config) *string { return &c.LogFormat })},
		{name: "collect-on-start", fallback: "true", help: "collect when the ledger is empty or older than six hours", set: boolInto(func(c *Config) *bool { return &c.CollectOnStart })},
		{name: "details-on-start", argument: "WHEN", fallback: "simulated", help: "collect days and member accounts after the first collection: true, false or simulated, because at AWS it costs more than all the rest", set: setDetails},
		{name: "history-months", argument: "N", fallback: strconv.Itoa(ledger.BackfillMonths), help: "how many months before the current one are collected", set: between(0, ledger.BackfillMonths, func(c *Config) *int { return &c.HistoryMonths })},
		{name: "cost-explorer-rate", argument: "N", help: "requests to Cost Explorer in a second (default: begin at 8, learn, never more than 20)", set: between(1, maxCostRate, func(c *Config) *int { return &c.CostRate })},
		{name: "inbound-quota", argument: "N", help: "how many inbound transfers AWS allows a receiver, which no API tells (default: not known)", set: between(1, maxInboundQuota, func(c *Config) *int { return &c.InboundQuota })},
	}
}

func (o option) variable() string {
	return "PORTAL_" + strings.ToUpper(strings.ReplaceAll(o.name, "-", "_"))
}

func (o option) isBool() bool { return o.argument == "" }

// ParseConfig reads the arguments after `serve`. A flag wins over its environment variable, which wins over the default.
func ParseConfig(args []string, getenv func(string) string) (Config, error) {
	var c Config
	given, err := parseFlags(args)
	if err != nil {
		return Config{}, err
	}
	for _, o := range options() {
		value, isGiven := given[o.name]
		from := "--" + o.name
		if !isGiven {
			value, from = cmp.Or(getenv(o.variable()), o.fallback), o.variable()
		}
		if value == "" && !isGiven {
			continue
		}
		if err := o.set(&c, value); err != nil {
			return Config{}, usagef("%s: %w", from, err)
		}
	}
	if err := c.check(given); err != nil {
		return Config{}, err
	}
	if c.DataDir == "" {
		c.DataDir = c.defaultDataDir()
	}
	return c, nil
}

// parseFlags returns the flags that were given, by name.
func parseFlags(args []string) (map[string]string, error) {
	given := map[string]string{}
	fs := flag.NewFlagSet("portal serve", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	for _, o := range options() {
		keep := func(v string) error { given[o.name] = v; return nil }
		if o.isBool() {
			fs.BoolFunc(o.name, o.help, keep)
		} else {
			fs.Func(o.name, o.help, keep)
		}
	}
	err := fs.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return nil, err
	case err != nil:
		return nil, usagef("%s; 'portal help' lists the flags", strings.Replace(err.Error(), "flag provided but not defined: -", "unknown flag --", 1))
	case fs.NArg() > 0:
		return nil, usagef("unexpected argument %q; 'portal help' lists the flags", fs.Arg(0))
	}
	return given, nil
}

// check refuses what cannot be meant together.
func (c Config) check(given map[string]string) error {
	if c.Simulated {
		if c.AWSEndpoint != "" {
			return usagef("--aws-endpoint and --simulated exclude each other: the simulator is the endpoint")
		}
	} else {
		for _, o := range options() {
			if _, ok := given[o.name]; ok && o.simulatedOnly {
				return usagef("--%s is of no use without --simulated", o.name)
			}
		}
	}
	used := map[string]string{}
	for _, l := range []struct{ flag, addr string }{{"--api-addr", c.APIAddr}, {"--web-addr", c.WebAddr}, {"--aws-addr", c.AWSAddr}} {
		if _, port, _ := net.SplitHostPort(l.addr); port == "0" || l.flag == "--aws-addr" && !c.Simulated {
			continue
		}
		if other, ok := used[l.addr]; ok {
			return usagef("%s and %s are both %s; each needs a port of its own", other, l.flag, l.addr)
		}
		used[l.addr] = l.flag
	}
	return nil
}

// defaultDataDir keeps real and simulated data, and different simulated worlds, apart.
func (c Config) defaultDataDir() string {
	if c.Simulated {
		return filepath.Join(".data", fmt.Sprintf("simulated-%s-%d", c.Scenario, c.Seed))
	}
	return filepath.Join(".data", "aws")
}

func boolInto(field func(*Config) *bool) func(*Config, string) error {
	return func(c *Config, v string) error {
		b, err := strconv.ParseBool(v)
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", v)
		}
		*field(c) = b
		return nil
	}
}

func oneOf(allowed []string, field func(*Config) *string) func(*Config, string) error {
	return func(c *Config, v string) error {
		if !slices.Contains(allowed, v) {
			return fmt.Errorf("%q is not one of %s", v, strings.Join(allowed, ", "))
		}
		*field(c) = v
		return nil
	}
}

// address accepts loopback addresses only: nobody signs in yet, so whoever reaches the portal is its operator.
func address(field func(*Config) *string) func(*Config, string) error {
	return func(c *Config, v string) error {
		host, port, err := net.SplitHostPort(v)
		if err != nil {
			return fmt.Errorf("%q is not HOST:PORT, for example 127.0.0.1:8000", v)
		}
		if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
			return fmt.Errorf("%q is not a port; use a number up to 65535", port)
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return fmt.Errorf("%q is not a loopback address; there is no sign-in yet, so the portal listens on 127.0.0.1, [::1] or localhost only", v)
		}
		*field(c) = v
		return nil
	}
}

// maxCostRate is far above what AWS allows; simulated worlds are faster.
const maxCostRate = 500

// maxInboundQuota is the most that AWS allows over all chains.
const maxInboundQuota = 1000

func between(least, most int, field func(*Config) *int) func(*Config, string) error {
	return func(c *Config, v string) error {
		n, err := strconv.Atoi(v)
		if err != nil || n < least || n > most {
			return fmt.Errorf("%q is not a whole number from %d to %d", v, least, most)
		}
		*field(c) = n
		return nil
	}
}

// setDetails comes after simulated in the order of options.
func setDetails(c *Config, v string) error {
	if v == "simulated" {
		c.DetailsOnStart = c.Simulated
		return nil
	}
	return boolInto(func(c *Config) *bool { return &c.DetailsOnStart })(c, v)
}

func setSeed(c *Config, v string) error {
	n, err := strconv.ParseUint(v, 10, 64)
	if err != nil {
		return fmt.Errorf("%q is not a whole number from 0 up", v)
	}
	c.Seed = n
	return nil
}

func setEndpoint(c *Config, v string) error {
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("%q is not an http or https address", v)
	}
	c.AWSEndpoint = v
	return nil
}

func setNow(c *Config, v string) error {
	t, err := time.Parse(time.RFC3339, v)
	if err != nil {
		return fmt.Errorf("%q is not a time in RFC 3339, for example 2026-11-23T08:00:00Z", v)
	}
	c.Now = t.UTC()
	return nil
}

func setCap(c *Config, v string) error {
	d, err := money.ParseDecimal(v)
	if err != nil || d.Sign() < 0 {
		return fmt.Errorf("%q is not an amount of USD, for example 25 or 2.50", v)
	}
	limit := money.New(d, money.USD)
	c.MonthlyCap = &limit
	return nil
}

// writeHelp prints what the program can do.
func writeHelp(w io.Writer) {
	var b strings.Builder
	b.WriteString(`Billing-transfer portal: the true margin of every customer, from what AWS answers.

Usage:
  portal serve [flags]   serve the API and the web application
  portal version         print the version
  portal help            print this

Every flag of serve can also be set by the environment variable beside it; the flag wins.
`)
	for _, o := range options() {
		name := "--" + o.name
		if o.argument != "" {
			name += " " + o.argument
		}
		help := o.help
		if o.fallback != "" && !o.isBool() {
			help += " (default " + o.fallback + ")"
		}
		if o.fallback == "true" {
			help += " (default true; --" + o.name + "=false to leave it)"
		}
		if o.simulatedOnly {
			help += " [simulated]"
		}
		fmt.Fprintf(&b, "\n  %-25s %s\n  %25s %s\n", name, o.variable(), "", help)
	}
	_, _ = io.WriteString(w, b.String()) // nobody to tell when the terminal is gone
}
