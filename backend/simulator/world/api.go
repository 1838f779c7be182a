// Package world is the one truth behind every simulated service: an AWS billing-transfer
// receiver, the organizations that hand it their bills, and every line of those bills.
//
// Services read and write it only through the types and methods of this package, so that
// Cost Explorer, cost reports and Billing Conductor cannot disagree. Everything is derived
// from (scenario, seed, start instant); see README.md for the words and the invariants.
package world

import "time"

// ReceiverAccountID is the bill-transfer account of every scenario: the uppermost, where some
// bills come through a middle account.
const ReceiverAccountID = "111122223333"

// Config says which world to build. Clock is required; its origin fixes the window of months
// that the scenario is laid out in.
type Config struct {
	Scenario string // one of scenario.Names
	Seed     uint64
	Clock    *Clock
}

// Account is one AWS account.
type Account struct {
	ID     string    `json:"id"` // 12 digits
	Name   string    `json:"name"`
	Email  string    `json:"email"`
	Joined time.Time `json:"joined"` // when it joined its organization
}

// Organization is an AWS organization with its management account and members.
// Members does not contain the management account.
type Organization struct {
	ID         string    `json:"id"` // "o-..."
	Management Account   `json:"management"`
	Members    []Account `json:"members"`
}

// Customer is one organization that has, had or is about to have its bill transferred to
// the receiver. Organizations that were only invited are not customers.
type Customer struct {
	Account  Account   `json:"account"` // the management account; the customer's identity
	OrgID    string    `json:"org_id"`
	Members  []Account `json:"members"` // without the management account
	Currency string    `json:"currency"`
	Traits   []string  `json:"traits"`        // why the scenario contains it, e.g. "negative_margin"
	Via      string    `json:"via,omitempty"` // the middle account its bill comes through
}

// TransferStatus is AWS's ResponsibilityTransferStatus.
type TransferStatus string

// The statuses of a responsibility transfer. There is no "active": it is derived from dates.
const (
	TransferRequested TransferStatus = "REQUESTED"
	TransferDeclined  TransferStatus = "DECLINED"
	TransferCanceled  TransferStatus = "CANCELED"
	TransferExpired   TransferStatus = "EXPIRED"
	TransferAccepted  TransferStatus = "ACCEPTED"
	TransferWithdrawn TransferStatus = "WITHDRAWN"
)

// Direction tells whose bill moves, seen from the account that is asked.
type Direction string

// Directions of a transfer.
const (
	Inbound  Direction = "inbound"
	Outbound Direction = "outbound"
)

// Party is one end of a transfer.
type Party struct {
	AccountID string `json:"account_id"`
	Email     string `json:"email"`
}

// Transfer is a responsibility transfer or the invitation to one.
type Transfer struct {
	ID                string         `json:"id"` // "rt-..."
	ARN               string         `json:"arn"`
	Name              string         `json:"name"`
	Type              string         `json:"type"` // always "BILLING"
	Status            TransferStatus `json:"status"`
	Direction         Direction      `json:"direction"`
	Source            Party          `json:"source"`
	Target            Party          `json:"target"`
	Start             time.Time      `json:"start"`               // inclusive, 00:00:00 UTC of a first day
	End               *time.Time     `json:"end,omitempty"`       // inclusive, 23:59:59 UTC of a last day; nil: no end
	ActiveHandshakeID string         `json:"active_handshake_id"` // "h-..."; empty when none
}

// ViewType is AWS's BillingViewType.
type ViewType string

// The view types that exist in this world.
const (
	ViewPrimary  ViewType = "PRIMARY"
	ViewMy       ViewType = "BILLING_TRANSFER"          // billable: what the receiver owes AWS
	ViewShowback ViewType = "BILLING_TRANSFER_SHOWBACK" // pro forma: what the customer owes the receiver
)

// BillingView is one billing view. A view has rows only for the months of its life.
type BillingView struct {
	ARN             string    `json:"arn"`
	Name            string    `json:"name"`
	Description     string    `json:"description"`
	OwnerAccountID  string    `json:"owner_account_id"`
	SourceAccountID string    `json:"source_account_id"` // empty for PRIMARY
	Type            ViewType  `json:"type"`
	ActiveFrom      Month     `json:"active_from"` // inclusive
	ActiveTo        Month     `json:"active_to"`   // inclusive; 0: no end
	Health          string    `json:"health"`      // HEALTHY, UNHEALTHY, CREATING or UPDATING
	HealthReasons   []string  `json:"health_reasons,omitempty"`
	Created         time.Time `json:"created"`
	Updated         time.Time `json:"updated"`
	TransferID      string    `json:"transfer_id,omitempty"`
	GroupARN        string    `json:"group_arn,omitempty"` // Showback only
}

// ViewFilter selects billing views; empty members do not filter.
type ViewFilter struct {
	ARNs            []string
	Types           []ViewType
	NamePrefix      string
	OwnerAccountID  string
	SourceAccountID string
	ActiveIn        *Month // nil: every view that ever existed
}

// Billing group statuses and types.
const (
	GroupActive         = "ACTIVE"
	GroupPending        = "PENDING"
	GroupPrimaryMissing = "PRIMARY_ACCOUNT_MISSING"

	GroupTypeTransfer = "TRANSFER_BILLING"
	GroupTypeStandard = "STANDARD"
)

// BillingGroup is a Billing Conductor billing group of type TRANSFER_BILLING.
type BillingGroup struct {
	ARN              string            `json:"arn"`
	Name             string            `json:"name"`
	Description      string            `json:"description"`
	Type             string            `json:"type"`
	PrimaryAccountID string            `json:"primary_account_id"`
	PricingPlanARN   string            `json:"pricing_plan_arn"`
	TransferARN      string            `json:"transfer_arn"`
	Status           string            `json:"status"`
	StatusReason     string            `json:"status_reason"`
	Size             int               `json:"size"` // number of accounts
	Created          time.Time         `json:"created"`
	Modified         time.Time         `json:"modified"`
	Deleted          *time.Time        `json:"deleted,omitempty"` // lists leave deleted groups out
	Tags             map[string]string `json:"tags,omitempty"`
}

// AWS-managed pricing plans.
const (
	BasicPlanARN       = "arn:aws:billingconductor::aws:pricingplan/BasicPricingPlan"
	PassthroughPlanARN = "arn:aws:billingconductor::aws:pricingplan/Passthrough" //nolint:gosec // a name, no credential
)

// PricingPlan is a set of pricing rules.
type PricingPlan struct {
	ARN         string            `json:"arn"`
	Name        string            `json:"name"`
	Description string            `json:"description"`
	RuleARNs    []string          `json:"rule_arns"` // in order of association
	Created     time.Time         `json:"created"`
	Modified    time.Time         `json:"modified"`
	Tags        map[string]string `json:"tags,omitempty"`
}

// Pricing rule scopes and types.
const (
	ScopeGlobal        = "GLOBAL"
	ScopeService       = "SERVICE"
	ScopeBillingEntity = "BILLING_ENTITY"
	ScopeSKU           = "SKU"

	RuleMarkup   = "MARKUP"
	RuleDiscount = "DISCOUNT"
	RuleTiering  = "TIERING"
)

// PricingRule changes the public rate of what its scope covers.
type PricingRule struct {
	ARN           string            `json:"arn"`
	Name          string            `json:"name"`
	Description   string            `json:"description"`
	Scope         string            `json:"scope"`
	Type          string            `json:"type"`
	Modifier      *Amount           `json:"modifier_percentage,omitempty"` // percent, >= 0; nil for TIERING
	Service       string            `json:"service,omitempty"`             // service code; SERVICE and SKU
	UsageType     string            `json:"usage_type,omitempty"`          // SKU
	Operation     string            `json:"operation,omitempty"`           // SKU, optional
	BillingEntity string            `json:"billing_entity,omitempty"`      // BILLING_ENTITY
	FreeTier      *bool             `json:"free_tier_activated,omitempty"` // TIERING
	PlanCount     int               `json:"plan_count"`
	Created       time.Time         `json:"created"`
	Modified      time.Time         `json:"modified"`
	Tags          map[string]string `json:"tags,omitempty"`
}

// Charge types, computation rules and currencies of custom line items.
const (
	ChargeCredit = "CREDIT"
	ChargeFee    = "FEE"

	ComputeConsolidated = "CONSOLIDATED"
	ComputeItemized     = "ITEMIZED"

	DefaultPresentationService = "AWSBillingConductor"
)

// LineItemFilter narrows the base of a percentage line item.
type LineItemFilter struct {
	Attribute       string   `json:"attribute"`                  // LINE_ITEM_TYPE or SERVICE
	MatchOption     string   `json:"match_option"`               // EQUAL or NOT_EQUAL
	Values          []string `json:"values,omitempty"`           // SAVINGS_PLAN_NEGATION
	AttributeValues []string `json:"attribute_values,omitempty"` // one service code, for SERVICE
}

// ChargeDetails is what a custom line item charges. Exactly one of Flat and Percentage is set.
type ChargeDetails struct {
	Type             string           `json:"type"`                        // CREDIT or FEE; gives the sign
	Flat             *Amount          `json:"flat,omitempty"`              // >= 0, in the item's currency
	Percentage       *Amount          `json:"percentage,omitempty"`        // percent, 0..10000
	AssociatedValues []string         `json:"associated_values,omitempty"` // ARNs of the percentage's base; empty: the item is 0.00
	Filters          []LineItemFilter `json:"filters,omitempty"`
}

// PeriodRange is a range of billing periods.
type PeriodRange struct {
	Start Month  `json:"inclusive_start"`
	End   *Month `json:"exclusive_end,omitempty"` // nil: open-ended, recurring every month
}

// CustomLineItem is a Billing Conductor custom line item in its newest version.
type CustomLineItem struct {
	ARN                 string            `json:"arn"`
	Name                string            `json:"name"`
	Description         string            `json:"description"`
	BillingGroupARN     string            `json:"billing_group_arn"`
	AccountID           string            `json:"account_id"`
	Currency            string            `json:"currency"`
	ProductCode         string            `json:"product_code"`
	PresentationService string            `json:"presentation_service"`
	ComputationRule     string            `json:"computation_rule"`
	Charge              ChargeDetails     `json:"charge"`
	Period              PeriodRange       `json:"period"`
	AssociationSize     int               `json:"association_size"`
	Created             time.Time         `json:"created"`
	Modified            time.Time         `json:"modified"`
	Tags                map[string]string `json:"tags,omitempty"`
}

// CustomLineItemVersion is one state of an item over a range of billing periods.
type CustomLineItemVersion struct {
	Item  CustomLineItem `json:"item"`
	Start Month          `json:"start_billing_period"`         // inclusive
	End   *Month         `json:"end_billing_period,omitempty"` // exclusive; nil: no end
	From  time.Time      `json:"start_time"`                   // when this version was written
}

// Association ties a resource to a percentage line item.
type Association struct {
	ARN          string `json:"arn"`
	Relationship string `json:"relationship"` // CHILD: a source the percentage item is computed from; PARENT: a percentage item computed from this one
	EndPeriod    *Month `json:"end_billing_period,omitempty"`
}

// AssociationResult is one member of a batch's answer; Err is nil on success.
type AssociationResult struct {
	ARN string
	Err *Error
}

// CostReport is Billing Conductor's margin summary of a group for a month.
type CostReport struct {
	GroupARN         string `json:"group_arn"`
	Month            Month  `json:"month"`
	ProductName      string `json:"product_name,omitempty"` // only when grouped by product
	AWSCost          Amount `json:"aws_cost"`
	ProformaCost     Amount `json:"proforma_cost"`
	Margin           Amount `json:"margin"`            // ProformaCost - AWSCost
	MarginPercentage Amount `json:"margin_percentage"` // percent of ProformaCost; 0 when that is 0
	Currency         string `json:"currency"`
}

// ErrorField names an input member that AWS refused.
type ErrorField struct {
	Name    string
	Message string
}

// Error is a refusal by one of AWS's own rules. Code is AWS's exception name.
type Error struct {
	Code              string // e.g. "ValidationException"
	Reason            string // ValidationException and ConflictException of Billing Conductor
	Message           string
	Fields            []ErrorField
	HTTPStatus        int
	ResourceID        string // ResourceNotFoundException, ConflictException
	ResourceType      string
	RetryAfterSeconds int
}

// Error returns the exception's name and message.
func (e *Error) Error() string { return e.Code + ": " + e.Message }
