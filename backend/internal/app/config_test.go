package app

import (
	"bytes"
	"flag"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"portal.example/backend/internal/money"
)

func none(string) string { return "" }

func environ(pairs map[string]string) func(string) string {
	return func(k string) string { return pairs[k] }
}

func usd(t *testing.T, n string) *money.Amount {
	t.Helper()
	a, err := money.Parse(n, "USD")
	if err != nil {
		t.Fatal(err)
	}
	return &a
}

func TestParseConfig(t *testing.T) {
	t.Parallel()
	defaults := Config{
		Scenario: "reseller", Seed: 1, APIAddr: "127.0.0.1:8000", WebAddr: "127.0.0.1:4200", AWSAddr: "127.0.0.1:4566",
		DataDir: ".data/aws", LogFormat: "text", CollectOnStart: true, HistoryMonths: 13,
	}
	with := func(change func(*Config)) Config { c := defaults; change(&c); return c }
	tests := []struct {
		name string
		args []string
		env  map[string]string
		want Config
	}{
		{"defaults are a real account", nil, nil, defaults},
		{"simulated data lie apart", []string{"--simulated"}, nil, with(func(c *Config) { c.Simulated, c.DetailsOnStart, c.DataDir = true, true, ".data/simulated-reseller-1" })},
		{"each world has its own data", []string{"--simulated", "--scenario", "tiny", "--seed=7"}, nil, with(func(c *Config) {
			c.Simulated, c.Scenario, c.Seed, c.DataDir, c.DetailsOnStart = true, "tiny", 7, ".data/simulated-tiny-7", true
		})},
		{"environment", nil, map[string]string{"PORTAL_SIMULATED": "true", "PORTAL_SCENARIO": "large", "PORTAL_API_ADDR": "[::1]:9000", "PORTAL_COLLECT_ON_START": "false"}, with(func(c *Config) {
			c.Simulated, c.Scenario, c.APIAddr, c.CollectOnStart, c.DataDir = true, "large", "[::1]:9000", false, ".data/simulated-large-1"
			c.DetailsOnStart = true
		})},
		{"a flag wins over the environment", []string{"--web-addr", "localhost:0"}, map[string]string{"PORTAL_WEB_ADDR": "127.0.0.1:1"}, with(func(c *Config) { c.WebAddr = "localhost:0" })},
		{"a bad variable is not read when the flag is given", []string{"--seed", "3", "--simulated"}, map[string]string{"PORTAL_SEED": "x"}, with(func(c *Config) {
			c.Simulated, c.Seed, c.DataDir, c.DetailsOnStart = true, 3, ".data/simulated-reseller-3", true
		})},
		{"the rest", []string{"--now", "2026-11-23T09:00:00+01:00", "--monthly-cap", "2.50", "--log-format", "json", "--data-dir", "d", "--web-dir", "w", "--aws-endpoint", "https://aws.example", "--collect-on-start=false"}, nil, with(func(c *Config) {
			c.Now, c.MonthlyCap, c.LogFormat, c.DataDir, c.WebDir = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC), usd(t, "2.50"), "json", "d", "w"
			c.AWSEndpoint, c.CollectOnStart = "https://aws.example", false
		})},
		{"what and how fast is collected", []string{"--simulated", "--details-on-start=false", "--history-months", "1", "--cost-explorer-rate", "10"}, nil, with(func(c *Config) {
			c.Simulated, c.DataDir, c.HistoryMonths, c.CostRate = true, ".data/simulated-reseller-1", 1, 10
		})},
		{"days of a real account", []string{"--details-on-start", "true"}, nil, with(func(c *Config) { c.DetailsOnStart = true })},
		{"several free ports are not the same port", []string{"--simulated", "--api-addr", "127.0.0.1:0", "--web-addr", "127.0.0.1:0", "--aws-addr", "127.0.0.1:0"}, nil, with(func(c *Config) {
			c.Simulated, c.APIAddr, c.WebAddr, c.AWSAddr, c.DataDir = true, "127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0", ".data/simulated-reseller-1"
			c.DetailsOnStart = true
		})},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := ParseConfig(tt.args, environ(tt.env))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestParseConfigRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		args []string
		env  map[string]string
		want string // part of the message
	}{
		{"unknown flag", []string{"--simulate"}, nil, "unknown flag --simulate"},
		{"argument", []string{"now"}, nil, `unexpected argument "now"`},
		{"missing value", []string{"--seed"}, nil, "seed"},
		{"scenario", []string{"--simulated", "--scenario", "huge"}, nil, "tiny, awkward, reseller, large"},
		{"seed", []string{"--simulated", "--seed", "-1"}, nil, "whole number"},
		{"bool", []string{"--simulated=perhaps"}, nil, "neither true nor false"},
		{"details", []string{"--details-on-start", "perhaps"}, nil, "neither true nor false"},
		{"history", []string{"--history-months", "14"}, nil, "from 0 to 13"},
		{"rate", []string{"--cost-explorer-rate", "0"}, nil, "from 1 to 500"},
		{"variable is named", nil, map[string]string{"PORTAL_LOG_FORMAT": "xml"}, "PORTAL_LOG_FORMAT"},
		{"every interface", []string{"--api-addr", "0.0.0.0:8000"}, nil, "no sign-in yet"},
		{"no host", []string{"--api-addr", ":8000"}, nil, "no sign-in yet"},
		{"another machine", []string{"--web-addr", "192.168.1.5:80"}, nil, "loopback"},
		{"a name", []string{"--web-addr", "portal.example:80"}, nil, "loopback"},
		{"no port", []string{"--web-addr", "127.0.0.1"}, nil, "HOST:PORT"},
		{"port out of range", []string{"--web-addr", "127.0.0.1:70000"}, nil, "70000"},
		{"same port twice", []string{"--web-addr", "127.0.0.1:8000"}, nil, "each needs a port of its own"},
		{"time", []string{"--now", "tomorrow"}, nil, "RFC 3339"},
		{"cap", []string{"--monthly-cap", "-1"}, nil, "amount of USD"},
		{"endpoint", []string{"--aws-endpoint", "localhost:1"}, nil, "http"},
		{"endpoint of the simulator", []string{"--simulated", "--aws-endpoint", "http://localhost:1"}, nil, "exclude each other"},
		{"seed of a real account", []string{"--seed", "2"}, nil, "without --simulated"},
		{"line breaks stay in quotes", []string{"--log-format", "a\nb"}, nil, `a\nb`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseConfig(tt.args, environ(tt.env))
			if err == nil {
				t.Fatal("was accepted")
			}
			if exitCode(err) != exitUsage {
				t.Errorf("exit code %d, want %d", exitCode(err), exitUsage)
			}
			if !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("message %q; want one line with %q", err, tt.want)
			}
		})
	}
}

func TestHelpFlag(t *testing.T) {
	t.Parallel()
	if _, err := ParseConfig([]string{"-h"}, none); err != flag.ErrHelp { //nolint:errorlint // the very value
		t.Errorf("got %v", err)
	}
}

func TestHelpListsEveryFlagAndVariable(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	writeHelp(&b)
	for _, o := range options() {
		if !strings.Contains(b.String(), "--"+o.name) || !strings.Contains(b.String(), o.variable()) {
			t.Errorf("--%s or %s is missing", o.name, o.variable())
		}
	}
}
