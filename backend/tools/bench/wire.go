package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// client keeps its connection, as a browser does, and undoes no compression, so that bytes are those of the wire.
var client = &http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableCompression: true}}

// answer is what came back for a request and how long that took, from the first byte sent to the last received.
type answer struct {
	took        time.Duration
	wire, plain int // bytes of the body, as sent and unpacked
	body        []byte
}

func get(ctx context.Context, base, path string) (answer, error) {
	return send(ctx, http.MethodGet, base+path, nil)
}

// send asks as a browser does. Everything but success is an error.
func send(ctx context.Context, method, address string, body []byte) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("X-Account-Id", receiver)
	req.Header.Set("Accept-Encoding", "gzip")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	start := time.Now()
	resp, err := client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	a := answer{took: time.Since(start), wire: len(raw), body: raw}
	if err != nil {
		return a, err
	}
	if resp.Header.Get("Content-Encoding") == "gzip" {
		unpacked, err := gzip.NewReader(bytes.NewReader(raw))
		if err != nil {
			return a, err
		}
		if a.body, err = io.ReadAll(unpacked); err != nil {
			return a, err
		}
	}
	a.plain = len(a.body)
	if resp.StatusCode/100 != 2 {
		return a, fmt.Errorf("%s %s: %s: %.500s", method, address, resp.Status, a.body)
	}
	return a, nil
}

// connected reports whether the portal has asked AWS who it is, which it does at every start and for no page.
func connected(ctx context.Context, portal string) (bool, error) {
	var health struct {
		Checks []struct {
			Name   string `json:"name"`
			Detail string `json:"detail"` // empty when there is nothing to say
		} `json:"checks"`
	}
	if err := decode(ctx, portal+"/health", &health); err != nil {
		return false, nil //nolint:nilerr // not listening yet, or AWS did not answer yet
	}
	for _, c := range health.Checks {
		if c.Name == "aws" {
			return c.Detail == "", nil
		}
	}
	return false, errors.New("/health does not say whether AWS answered")
}

// job is what the portal says of a collection.
type job struct {
	Status     string    `json:"status"`
	StartedAt  time.Time `json:"started_at"`
	FinishedAt time.Time `json:"finished_at"`
	Attempts   int       `json:"attempts"`
	Progress   struct {
		Done  int `json:"done"`
		Total int `json:"total"`
	} `json:"progress"`
}

// lastJob is the newest job; an empty one before there is any.
func lastJob(ctx context.Context, portal string) (job, error) {
	var accounts struct {
		Total int `json:"total"`
	}
	if err := decode(ctx, portal+"/accounts", &accounts); err != nil || accounts.Total == 0 {
		return job{}, err // not connected to AWS yet
	}
	var list struct {
		Items []job `json:"items"`
	}
	if err := decode(ctx, portal+"/jobs?limit=1", &list); err != nil || len(list.Items) == 0 {
		return job{}, err
	}
	return list.Items[0], nil
}

func decode(ctx context.Context, address string, into any) error {
	a, err := send(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	return json.Unmarshal(a.body, into)
}

// calls counts the requests that the simulator received, by service.
type calls map[string]int64

func (c calls) total() int64 {
	var n int64
	for _, of := range c {
		n += of
	}
	return n
}

// since is what came on top of what was counted before.
func (c calls) since(before calls) calls {
	more := calls{}
	for s, n := range c {
		if n -= before[s]; n > 0 {
			more[s] = n
		}
	}
	return more
}

// busiest is the service that received most; its pace bounds a collection.
func (c calls) busiest() (service string, n int64) {
	for s, of := range c {
		if of > n || of == n && s < service {
			service, n = s, of
		}
	}
	return service, n
}

func (b *bench) calls(ctx context.Context) (calls, error) {
	var counts []struct {
		Service  string `json:"service"`
		Requests int64  `json:"requests"`
	}
	if err := decode(ctx, b.simulator.address+"/_sim/journal/counts", &counts); err != nil {
		return nil, err
	}
	c := calls{}
	for _, n := range counts {
		c[n.Service] += n.Requests
	}
	return c, nil
}

// slowAWS makes the simulator wait before every answer; zero ends that.
func (b *bench) slowAWS(ctx context.Context, latency time.Duration) error {
	rules := "[]"
	if latency > 0 {
		rules = fmt.Sprintf(`[{"kind":"delay","delay_ms":%d}]`, latency.Milliseconds())
	}
	_, err := send(ctx, http.MethodPut, b.simulator.address+"/_sim/faults", []byte(rules))
	return err
}
