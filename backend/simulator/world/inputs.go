package world

// CreateBillingGroupInput is the input of CreateBillingGroup. For a transfer group
// TransferARN is set and PrimaryAccountID may be empty.
type CreateBillingGroupInput struct {
	ClientToken      string
	Name             string
	Description      string
	PricingPlanARN   string
	TransferARN      string
	PrimaryAccountID string
	LinkedAccountIDs []string
	AutoAssociate    *bool
	Tags             map[string]string
}

// UpdateBillingGroupInput changes what is not nil.
type UpdateBillingGroupInput struct {
	ARN            string
	Name           *string
	Description    *string
	Status         *string
	PricingPlanARN *string
	AutoAssociate  *bool
}

// CreatePricingPlanInput is the input of CreatePricingPlan.
type CreatePricingPlanInput struct {
	ClientToken string
	Name        string
	Description string
	RuleARNs    []string
	Tags        map[string]string
}

// UpdatePricingPlanInput changes what is not nil.
type UpdatePricingPlanInput struct {
	ARN         string
	Name        *string
	Description *string
}

// CreatePricingRuleInput is the input of CreatePricingRule.
type CreatePricingRuleInput struct {
	ClientToken   string
	Name          string
	Description   string
	Scope         string
	Type          string
	Modifier      *Amount // percent
	Service       string
	UsageType     string
	Operation     string
	BillingEntity string
	FreeTier      *bool // Tiering.FreeTier.Activated
	Tags          map[string]string
}

// UpdatePricingRuleInput changes what is not nil. Scope, service and the like cannot change.
type UpdatePricingRuleInput struct {
	ARN         string
	Name        *string
	Description *string
	Type        *string
	Modifier    *Amount
	FreeTier    *bool
}

// CreateCustomLineItemInput is the input of CreateCustomLineItem. Period nil means from the
// current billing period on, without end.
type CreateCustomLineItemInput struct {
	ClientToken         string
	Name                string
	Description         string
	BillingGroupARN     string
	AccountID           string // empty: the group's primary account
	PresentationService string // empty: AWSBillingConductor
	ComputationRule     string // empty: CONSOLIDATED
	Charge              ChargeDetails
	Period              *PeriodRange
	Tags                map[string]string
}

// UpdateCustomLineItemInput changes what is not nil. A charge can keep or change its value
// but not turn from flat to percentage, nor from fee to credit.
type UpdateCustomLineItemInput struct {
	ARN         string
	Name        *string
	Description *string
	Flat        *Amount
	Percentage  *Amount
	Filters     *[]LineItemFilter
	Period      *PeriodRange
}
