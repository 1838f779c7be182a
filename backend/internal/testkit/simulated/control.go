package simulated

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"
)

// Control speaks to the simulator's control API. A failure ends the test.
type Control struct {
	t    testing.TB
	base string
}

// Reset is the world to build anew; zero members keep what the present one was built with. Faults and journal are emptied with it.
type Reset struct {
	Scenario string     `json:"scenario,omitempty"`
	Seed     *uint64    `json:"seed,omitempty"`
	Now      *time.Time `json:"now,omitempty"`
	Frozen   *bool      `json:"frozen,omitempty"`
}

// Reset builds the world anew.
func (c Control) Reset(r Reset) { c.send(http.MethodPost, "/_sim/reset", r, nil) }

// Clock is the simulator's clock.
type Clock struct {
	Now    time.Time `json:"now"`
	Start  time.Time `json:"start"`
	Frozen bool      `json:"frozen"`
}

// Clock reads the clock.
func (c Control) Clock() Clock {
	var out Clock
	c.send(http.MethodGet, "/_sim/clock", nil, &out)
	return out
}

// SetClock moves the clock to an instant.
func (c Control) SetClock(now time.Time) {
	c.send(http.MethodPost, "/_sim/clock", map[string]any{"now": now.UTC()}, nil)
}

// Advance moves the clock on.
func (c Control) Advance(d time.Duration) {
	c.send(http.MethodPost, "/_sim/clock", map[string]any{"advance": d.String()}, nil)
}

// The kinds of faults.
const (
	Throttle        = "throttle"
	Delay           = "delay"
	Deny            = "deny"
	Error5xx        = "error5xx"
	LostResponse    = "lost_response"
	BrokenPageToken = "broken_page_token"
	Drop            = "drop"
	PartialResults  = "partial_results" // of GetCreditAllocationHistory
)

// Fault is a rule by which requests fail.
type Fault struct {
	Service           string   `json:"service,omitempty"`   // signing name; empty: all
	Operation         string   `json:"operation,omitempty"` // empty: all
	Kind              string   `json:"kind"`
	Probability       *float64 `json:"probability,omitempty"` // nil: always
	Count             uint64   `json:"count,omitempty"`       // how many requests are struck; 0: no limit
	DelayMS           int      `json:"delay_ms,omitempty"`
	RetryAfterSeconds int      `json:"retry_after_s,omitempty"` // of a throttle
	Seed              uint64   `json:"seed,omitempty"`
}

// SetFaults replaces the faults in force.
func (c Control) SetFaults(faults ...Fault) {
	if faults == nil {
		faults = []Fault{}
	}
	c.send(http.MethodPut, "/_sim/faults", faults, nil)
}

// ClearFaults ends all faults.
func (c Control) ClearFaults() { c.send(http.MethodDelete, "/_sim/faults", nil, nil) }

// SetRateLimits replaces the limits of requests a second by service, for each account as a whole; nil ends them.
func (c Control) SetRateLimits(limits map[string]int) {
	if limits == nil {
		limits = map[string]int{}
	}
	c.send(http.MethodPut, "/_sim/rate-limits", limits, nil)
}

// Entry is a request that arrived.
type Entry struct {
	N         uint64    `json:"n"`
	Time      time.Time `json:"time"`
	Service   string    `json:"service"`
	Operation string    `json:"operation"`
	Account   string    `json:"account"`
	AccessKey string    `json:"access_key"`
	Status    int       `json:"status"` // 0: the connection was cut
	ErrorCode string    `json:"error_code"`
	RequestID string    `json:"request_id"`
	Fault     string    `json:"fault"`
	Params    string    `json:"params"`
}

// Journal lists the requests to an operation, oldest first; empty names do not filter.
func (c Control) Journal(service, operation string) []Entry {
	var out []Entry
	q := url.Values{}
	if service != "" {
		q.Set("service", service)
	}
	if operation != "" {
		q.Set("operation", operation)
	}
	c.send(http.MethodGet, "/_sim/journal?"+q.Encode(), nil, &out)
	return out
}

// ClearJournal forgets the requests so far.
func (c Control) ClearJournal() { c.send(http.MethodDelete, "/_sim/journal", nil, nil) }

// Count sums the requests of one operation.
type Count struct {
	Service   string            `json:"service"`
	Operation string            `json:"operation"`
	Requests  uint64            `json:"requests"`
	Succeeded uint64            `json:"succeeded"`
	Cut       uint64            `json:"cut"`
	Errors    map[string]uint64 `json:"errors"`
	Faults    map[string]uint64 `json:"faults"`
}

// Counts sums the requests of every operation.
func (c Control) Counts() []Count {
	var out []Count
	c.send(http.MethodGet, "/_sim/journal/counts", nil, &out)
	return out
}

// Counted sums the requests of one operation; zero when there was none.
func (c Control) Counted(service, operation string) Count {
	for _, n := range c.Counts() {
		if n.Service == service && n.Operation == operation {
			return n
		}
	}
	return Count{Service: service, Operation: operation}
}

// UnknownCall is an operation that the simulator was asked for and does not have.
type UnknownCall struct {
	Service   string `json:"service"`
	Operation string `json:"operation"`
	Requests  uint64 `json:"requests"`
}

// Unknown lists unknown operations. A test that fails on them proves that nothing goes past the simulator unnoticed.
func (c Control) Unknown() []UnknownCall {
	var out []UnknownCall
	c.send(http.MethodGet, "/_sim/unknown", nil, &out)
	return out
}

// TruthRow is what one customer's view holds for one month, record type and service, added up line by line by the world itself.
type TruthRow struct {
	Customer   string `json:"customer"`
	Month      string `json:"month"` // "2026-11"
	View       string `json:"view"`  // "my" or "showback"
	RecordType string `json:"record_type"`
	Service    string `json:"service"`
	Amount     string `json:"amount"` // decimal
	Currency   string `json:"currency"`
	Estimated  bool   `json:"estimated"`
}

// Truth lists the rows of a customer of the receiver, or of all when it is empty, from the first to the last month, both inclusive.
func (c Control) Truth(customer, from, to string) []TruthRow {
	c.t.Helper()
	return c.TruthOf(Receiver, customer, from, to)
}

// TruthOf is Truth as a bill-transfer account pays and charges.
func (c Control) TruthOf(owner, customer, from, to string) []TruthRow {
	c.t.Helper()
	q := url.Values{"owner": {owner}, "from": {from}, "to": {to}}
	if customer != "" {
		q.Set("customer", customer)
	}
	body := c.call(http.MethodGet, "/_sim/truth?"+q.Encode(), nil)
	var rows []TruthRow
	for dec := json.NewDecoder(bytes.NewReader(body)); ; {
		var r TruthRow
		switch err := dec.Decode(&r); {
		case errors.Is(err, io.EOF):
			return rows
		case err != nil:
			c.t.Fatalf("read the simulator's truth: %v", err)
		}
		rows = append(rows, r)
	}
}

// AcceptInvitation accepts an invitation in the place of the invited organization; id is that of the handshake or the transfer.
func (c Control) AcceptInvitation(id string) {
	c.send(http.MethodPost, "/_sim/handshakes/"+id+"/accept", struct{}{}, nil)
}

// DeclineInvitation declines it.
func (c Control) DeclineInvitation(id string) {
	c.send(http.MethodPost, "/_sim/handshakes/"+id+"/decline", struct{}{}, nil)
}

// World is the simulated world without its costs.
type World struct {
	Scenario      string         `json:"scenario"`
	Now           time.Time      `json:"now"`
	Customers     []Customer     `json:"customers"`
	Transfers     []Transfer     `json:"transfers"`
	Views         []View         `json:"views"`
	BillingGroups []BillingGroup `json:"billing_groups"`
	PricingPlans  []PricingPlan  `json:"pricing_plans"`
	PricingRules  []PricingRule  `json:"pricing_rules"`
	LineItems     []LineItem     `json:"custom_line_items"` // of every month, newest version
	Anomalies     []Anomaly      `json:"anomalies"`
	CreditRoles   []CreditRole   `json:"credit_roles"` // of customers that have granted one: of the management account and of a member
}

// CreditRole is a role by which a customer lets its credits be read.
type CreditRole struct {
	CustomerID string `json:"customer_id"`
	AccountID  string `json:"account_id"` // that the role is of
	RoleARN    string `json:"role_arn"`
	ExternalID string `json:"external_id"`
}

// Anomaly is a few days on which something counts far more than usual: planted by the scenario, or a surge that happens by chance and only where the service is used.
type Anomaly struct {
	Kind       string `json:"kind"` // planted, surge
	CustomerID string `json:"customer_id"`
	Service    string `json:"service"`
	FirstDay   string `json:"first_day"`
	Days       int    `json:"days"`
	Factor     int    `json:"factor_per_mille"` // of usual usage
}

// Account is an AWS account.
type Account struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

// Customer is a customer's organization.
type Customer struct {
	Account  Account   `json:"account"` // the management account
	Members  []Account `json:"members"`
	Currency string    `json:"currency"`
	Traits   []string  `json:"traits"`
	Via      string    `json:"via"` // the middle account its bill comes through
}

// Transfer is a responsibility transfer.
type Transfer struct {
	ID     string `json:"id"`
	ARN    string `json:"arn"`
	Name   string `json:"name"`
	Status string `json:"status"`
	Source struct {
		AccountID string `json:"account_id"`
		Email     string `json:"email"`
	} `json:"source"`
	Start time.Time  `json:"start"`
	End   *time.Time `json:"end"`
}

// View is a billing view.
type View struct {
	ARN             string `json:"arn"`
	SourceAccountID string `json:"source_account_id"`
	Type            string `json:"type"`
	ActiveFrom      string `json:"active_from"` // inclusive
	ActiveTo        string `json:"active_to"`   // inclusive; empty: no end
	Health          string `json:"health"`
}

// BillingGroup is a billing group, deleted ones included.
type BillingGroup struct {
	ARN              string     `json:"arn"`
	Name             string     `json:"name"`
	PrimaryAccountID string     `json:"primary_account_id"`
	PricingPlanARN   string     `json:"pricing_plan_arn"`
	TransferARN      string     `json:"transfer_arn"`
	Status           string     `json:"status"`
	Deleted          *time.Time `json:"deleted"`
}

// PricingPlan is a pricing plan.
type PricingPlan struct {
	ARN      string   `json:"arn"`
	Name     string   `json:"name"`
	RuleARNs []string `json:"rule_arns"`
}

// PricingRule is a pricing rule; the percentage has no sign.
type PricingRule struct {
	ARN      string `json:"arn"`
	Name     string `json:"name"`
	Type     string `json:"type"`
	Modifier string `json:"modifier_percentage"`
}

// LineItem is a custom line item.
type LineItem struct {
	ARN             string `json:"arn"`
	Name            string `json:"name"`
	Description     string `json:"description"`
	BillingGroupARN string `json:"billing_group_arn"`
	Charge          struct {
		Type             string   `json:"type"`
		Flat             string   `json:"flat"`
		Percentage       string   `json:"percentage"`
		AssociatedValues []string `json:"associated_values"`
	} `json:"charge"`
	Period struct {
		Start string `json:"inclusive_start"`
		End   string `json:"exclusive_end"`
	} `json:"period"`
}

// In reports whether the item charges in a month, given as 2026-10.
func (l LineItem) In(month string) bool {
	return l.Period.Start <= month && (l.Period.End == "" || month < l.Period.End)
}

// World reads the world.
func (c Control) World() World { return c.WorldOf(Receiver) }

// WorldOf reads the world as a bill-transfer account has it.
func (c Control) WorldOf(owner string) World {
	var out World
	c.send(http.MethodGet, "/_sim/world?owner="+owner, nil, &out)
	return out
}

// client has a long timeout: the truth of a large world takes a while.
var client = &http.Client{Timeout: 2 * time.Minute}

// send makes a control call and decodes its JSON answer into out, if any.
func (c Control) send(method, path string, in, out any) {
	c.t.Helper()
	body := c.call(method, path, in)
	if out == nil {
		return
	}
	if err := json.Unmarshal(body, out); err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
}

func (c Control) call(method, path string, in any) []byte {
	c.t.Helper()
	body, status, err := c.roundTrip(method, path, in)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	if status >= http.StatusMultipleChoices {
		c.t.Fatalf("%s %s: status %d: %s", method, path, status, body)
	}
	return body
}

func (c Control) roundTrip(method, path string, in any) ([]byte, int, error) {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return nil, 0, fmt.Errorf("encode: %w", err)
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, c.base+path, body)
	if err != nil {
		return nil, 0, err
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, 0, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return b, res.StatusCode, err
}
