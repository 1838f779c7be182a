// Package pricing knows the pricing plans and rules by which Billing Conductor makes pro forma prices, and what came of each plan. See README.md.
package pricing

import (
	"strings"
	"time"

	"portal.example/backend/internal/money"
)

// RuleType is what a rule does.
type RuleType string

// The types. A type that AWS did not have when this was written is RuleUnknown.
const (
	RuleMarkup   RuleType = "markup"
	RuleDiscount RuleType = "discount"
	RuleTiering  RuleType = "tiering" // switches Always Free
	RuleCustom   RuleType = "custom"  // rates of one SKU
	RuleUnknown  RuleType = "unknown"
)

// Scope is what a rule applies to. Where several apply, the most specific one wins: SKU, service, billing entity, global.
type Scope string

// The scopes, from widest to narrowest.
const (
	ScopeGlobal        Scope = "global"
	ScopeBillingEntity Scope = "billing_entity"
	ScopeService       Scope = "service"
	ScopeSKU           Scope = "sku"
	ScopeUnknown       Scope = "unknown"
)

// RuleTypes lists the types.
func RuleTypes() []string {
	return []string{string(RuleMarkup), string(RuleDiscount), string(RuleTiering), string(RuleCustom), string(RuleUnknown)}
}

// Scopes lists the scopes.
func Scopes() []string {
	return []string{string(ScopeGlobal), string(ScopeBillingEntity), string(ScopeService), string(ScopeSKU), string(ScopeUnknown)}
}

// Plan is a pricing plan as AWS lists it.
type Plan struct {
	ARN         string    `json:"arn"`
	Name        string    `json:"name"`
	Description string    `json:"description,omitempty"`
	Size        int       `json:"size"` // how many rules it has, as AWS counts them
	CreatedAt   time.Time `json:"created_at"`
	ModifiedAt  time.Time `json:"modified_at"`
}

// ID is the last part of the ARN.
func (p Plan) ID() string { return lastPart(p.ARN) }

// Managed reports whether AWS keeps the plan.
func (p Plan) Managed() bool { return strings.Contains(p.ARN, "::aws:pricingplan/") }

// Rule is a pricing rule as AWS lists it. A percentage applies to public rates, not to what AWS bills.
type Rule struct {
	ARN           string         `json:"arn"`
	Name          string         `json:"name"`
	Description   string         `json:"description,omitempty"`
	Type          RuleType       `json:"type"`
	Scope         Scope          `json:"scope"`
	Percent       *money.Decimal `json:"percent,omitempty"` // signed: a discount is negative; nil for tiering and custom rates
	Service       string         `json:"service,omitempty"` // service code
	UsageType     string         `json:"usage_type,omitempty"`
	Operation     string         `json:"operation,omitempty"`
	BillingEntity string         `json:"billing_entity,omitempty"`
	FreeTier      *bool          `json:"free_tier,omitempty"` // whether Always Free stays on; only of tiering
	Plans         int            `json:"plans"`               // how many plans use it, as AWS counts them
	CreatedAt     time.Time      `json:"created_at"`
	ModifiedAt    time.Time      `json:"modified_at"`
}

// ID is the last part of the ARN.
func (r Rule) ID() string { return lastPart(r.ARN) }

func lastPart(arn string) string { return arn[strings.LastIndex(arn, "/")+1:] }
