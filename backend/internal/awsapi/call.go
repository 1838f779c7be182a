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
	// Once is an operation that must not be done twice. It is asked again only where AWS has said that it did nothing: for the rate of requests or for credentials
	// that have expired. An answer that is lost, or a failure of AWS, is the caller's to clear up, by looking.
	Once bool
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
