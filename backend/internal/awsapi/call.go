package awsapi

// The services, by the name AWS signs and grants them under.
const (
	STS              = "sts"
	Organizations    = "organizations"
	Billing          = "billing"
	BillingConductor = "billingconductor"
	CostExplorer     = "ce"
	Budgets          = "budgets"
)

// Call names one operation of AWS.
type Call struct {
	Service   string // for example CostExplorer
	Operation string // for example "GetCostAndUsage"
	Paid      bool   // AWS charges for each request: the meter is asked before and told after
	Action    string // the IAM action that allows it; empty when it has the name of the operation
}

// String prints the IAM action of the operation, which is nearly always its name: "ce:GetCostAndUsage".
func (c Call) String() string {
	if c.Action != "" {
		return c.Action
	}
	return c.Service + ":" + c.Operation
}

// names are the services as people know them.
var names = map[string]string{
	STS:              "AWS STS",
	Organizations:    "AWS Organizations",
	Billing:          "AWS Billing",
	BillingConductor: "AWS Billing Conductor",
	CostExplorer:     "Cost Explorer",
	Budgets:          "AWS Budgets",
}

// title names the operation for people: "Cost Explorer GetCostAndUsage".
func (c Call) title() string {
	if n, ok := names[c.Service]; ok {
		return n + " " + c.Operation
	}
	return c.Service + " " + c.Operation
}
