package world

import "time"

// World is the simulated truth. All methods are safe for concurrent use.
type World struct{}

var errNotBuilt = &Error{Code: "InternalServerException", Message: "the simulated world is not built yet", HTTPStatus: 500}

// New builds the world of c.Scenario as of c.Clock's present instant.
func New(c Config) (*World, error) { return nil, errNotBuilt }

// Scenario returns the name, seed and start instant the world was built with.
func (w *World) Scenario() (name string, seed uint64, start time.Time) { return }

// Now returns the world's present instant.
func (w *World) Now() time.Time { return time.Time{} }

// Clock returns the world's clock.
func (w *World) Clock() *Clock { return nil }

// ReceiverID returns the bill-transfer account's id.
func (w *World) ReceiverID() string { return ReceiverAccountID }

// Receiver returns the receiver's own organization.
func (w *World) Receiver() Organization { return Organization{} }

// Customers returns all customers in a stable order.
func (w *World) Customers() []Customer { return nil }

// Customer returns the customer whose management account is id.
func (w *World) Customer(id string) (Customer, bool) { return Customer{}, false }

// Transfers returns the receiver's transfers in a stable order, invitations included.
func (w *World) Transfers(d Direction) []Transfer { return nil }

// Transfer returns one transfer by id ("rt-...").
func (w *World) Transfer(id string) (Transfer, bool) { return Transfer{}, false }

// Views returns the receiver's billing views in a stable order.
func (w *World) Views(f ViewFilter) []BillingView { return nil }

// View returns one view by ARN.
func (w *World) View(arn string) (BillingView, bool) { return BillingView{}, false }

// BillingGroups returns the groups that are not deleted, in a stable order.
func (w *World) BillingGroups() []BillingGroup { return nil }

// BillingGroupsIn returns the groups that existed in month m, deleted ones included.
func (w *World) BillingGroupsIn(m Month) []BillingGroup { return nil }

// PricingPlans returns all plans, AWS-managed ones first.
func (w *World) PricingPlans() []PricingPlan { return nil }

// PricingRules returns all rules.
func (w *World) PricingRules() []PricingRule { return nil }

// CustomLineItems returns the items that charge in month m.
func (w *World) CustomLineItems(m Month) []CustomLineItem { return nil }

// CustomLineItemVersions returns every version of an item, oldest first.
func (w *World) CustomLineItemVersions(arn string) ([]CustomLineItemVersion, error) {
	return nil, errNotBuilt
}

// CustomLineItemAssociations returns what is tied to an item in month m.
func (w *World) CustomLineItemAssociations(arn string, m Month) ([]Association, error) {
	return nil, errNotBuilt
}

// CostReports returns the margin summaries of all groups of month m.
func (w *World) CostReports(m Month) ([]CostReport, error) { return nil, errNotBuilt }

// GroupCostReports returns one row a month from from to to, both inclusive, or one a month
// and product when byProduct is set.
func (w *World) GroupCostReports(groupARN string, from, to Month, byProduct bool) ([]CostReport, error) {
	return nil, errNotBuilt
}

// CreateBillingGroup makes a group; idempotent by ClientToken.
func (w *World) CreateBillingGroup(in CreateBillingGroupInput) (BillingGroup, error) {
	return BillingGroup{}, errNotBuilt
}

// UpdateBillingGroup changes a group.
func (w *World) UpdateBillingGroup(in UpdateBillingGroupInput) (BillingGroup, error) {
	return BillingGroup{}, errNotBuilt
}

// DeleteBillingGroup deletes a group; its Showback view ends with the current month.
func (w *World) DeleteBillingGroup(arn string) error { return errNotBuilt }

// CreatePricingPlan makes a plan; idempotent by ClientToken.
func (w *World) CreatePricingPlan(in CreatePricingPlanInput) (PricingPlan, error) {
	return PricingPlan{}, errNotBuilt
}

// UpdatePricingPlan changes a plan's name or description.
func (w *World) UpdatePricingPlan(in UpdatePricingPlanInput) (PricingPlan, error) {
	return PricingPlan{}, errNotBuilt
}

// DeletePricingPlan deletes a plan that no group uses.
func (w *World) DeletePricingPlan(arn string) error { return errNotBuilt }

// CreatePricingRule makes a rule; idempotent by ClientToken.
func (w *World) CreatePricingRule(in CreatePricingRuleInput) (PricingRule, error) {
	return PricingRule{}, errNotBuilt
}

// UpdatePricingRule changes a rule.
func (w *World) UpdatePricingRule(in UpdatePricingRuleInput) (PricingRule, error) {
	return PricingRule{}, errNotBuilt
}

// DeletePricingRule deletes a rule that no plan uses.
func (w *World) DeletePricingRule(arn string) error { return errNotBuilt }

// AssociatePricingRules adds rules to a plan.
func (w *World) AssociatePricingRules(planARN string, ruleARNs []string) error { return errNotBuilt }

// DisassociatePricingRules removes rules from a plan.
func (w *World) DisassociatePricingRules(planARN string, ruleARNs []string) error {
	return errNotBuilt
}

// CreateCustomLineItem makes an item; idempotent by ClientToken.
func (w *World) CreateCustomLineItem(in CreateCustomLineItemInput) (CustomLineItem, error) {
	return CustomLineItem{}, errNotBuilt
}

// UpdateCustomLineItem changes an item in the current or previous billing period.
func (w *World) UpdateCustomLineItem(in UpdateCustomLineItemInput) (CustomLineItem, error) {
	return CustomLineItem{}, errNotBuilt
}

// DeleteCustomLineItem deletes an item in the given range; nil means from the current month on.
func (w *World) DeleteCustomLineItem(arn string, period *PeriodRange) error { return errNotBuilt }

// BatchAssociateResources ties resources to a percentage item.
func (w *World) BatchAssociateResources(itemARN string, resources []string, period *PeriodRange) ([]AssociationResult, error) {
	return nil, errNotBuilt
}

// BatchDisassociateResources unties resources from a percentage item.
func (w *World) BatchDisassociateResources(itemARN string, resources []string, period *PeriodRange) ([]AssociationResult, error) {
	return nil, errNotBuilt
}

// Tags returns the tags of a Billing Conductor resource.
func (w *World) Tags(arn string) (map[string]string, error) { return nil, errNotBuilt }

// SetTags adds or replaces tags of a Billing Conductor resource.
func (w *World) SetTags(arn string, tags map[string]string) error { return errNotBuilt }

// RemoveTags removes tags of a Billing Conductor resource.
func (w *World) RemoveTags(arn string, keys []string) error { return errNotBuilt }

// TruthRow is one row of the truth export: a direct sum over lines as of the clock.
type TruthRow struct {
	Customer   string `json:"customer"`
	Month      Month  `json:"month"`
	View       string `json:"view"` // "my" or "showback"
	RecordType string `json:"record_type"`
	Service    string `json:"service"`
	Amount     Amount `json:"amount"` // UnblendedCost
	Currency   string `json:"currency"`
	Estimated  bool   `json:"estimated"`
}

// Truth yields the rows of one customer (all customers when id is empty) from from to to,
// both inclusive. An unknown customer is an error.
func (w *World) Truth(customerID string, from, to Month, yield func(TruthRow) error) error {
	return errNotBuilt
}

// Snapshot is everything but the lines, for inspection.
type Snapshot struct {
	Scenario        string           `json:"scenario"`
	Seed            uint64           `json:"seed"`
	Start           time.Time        `json:"start"`
	Now             time.Time        `json:"now"`
	Receiver        Organization     `json:"receiver"`
	Customers       []Customer       `json:"customers"`
	Transfers       []Transfer       `json:"transfers"`
	Views           []BillingView    `json:"views"`
	BillingGroups   []BillingGroup   `json:"billing_groups"` // deleted ones included
	PricingPlans    []PricingPlan    `json:"pricing_plans"`
	PricingRules    []PricingRule    `json:"pricing_rules"`
	CustomLineItems []CustomLineItem `json:"custom_line_items"` // of every month, newest version
}

// Snapshot returns the world without its lines. Amount and Month marshal as JSON strings.
func (w *World) Snapshot() Snapshot { return Snapshot{} }
