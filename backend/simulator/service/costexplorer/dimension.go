package costexplorer

import "portal.example/simulator/world"

// dimension reads one of Cost Explorer's dimensions of a line. none stands for an empty value.
type dimension struct {
	value func(*world.LineKey) string
	none  string
}

func (d dimension) of(k *world.LineKey) string {
	if v := d.value(k); v != "" {
		return v
	}
	return d.none
}

// absent reads dimensions that exist in Cost Explorer and have no data in this world.
func absent(none string) dimension {
	return dimension{func(*world.LineKey) string { return "" }, none}
}

// dimensions are the keys that can be filtered and, where groupable says so, grouped by.
var dimensions = map[string]dimension{
	"AZ":                   {func(k *world.LineKey) string { return k.AZ }, "NoAZ"},
	"BILLING_ENTITY":       {func(k *world.LineKey) string { return k.BillingEntity }, ""},
	"INSTANCE_TYPE":        {func(k *world.LineKey) string { return k.InstanceType }, "NoInstanceType"},
	"INSTANCE_TYPE_FAMILY": {func(k *world.LineKey) string { return family(k.InstanceType) }, "NoInstanceTypeFamily"},
	"INVOICING_ENTITY":     {func(k *world.LineKey) string { return k.InvoicingEntity }, ""},
	"LEGAL_ENTITY_NAME":    {func(k *world.LineKey) string { return k.LegalEntity }, ""},
	"LINKED_ACCOUNT":       {func(k *world.LineKey) string { return k.AccountID }, ""},
	"OPERATION":            {func(k *world.LineKey) string { return k.Operation }, "NoOperation"},
	"PURCHASE_TYPE":        {func(k *world.LineKey) string { return k.PurchaseType }, "NoPurchaseType"},
	"RECORD_TYPE":          {func(k *world.LineKey) string { return k.RecordType }, ""},
	"REGION":               {func(k *world.LineKey) string { return k.Region }, "NoRegion"},
	"SERVICE":              {func(k *world.LineKey) string { return k.Service }, "NoService"},
	"SERVICE_CODE":         {func(k *world.LineKey) string { return k.ServiceCode }, "NoServiceCode"},
	"USAGE_TYPE":           {func(k *world.LineKey) string { return k.UsageType }, "NoUsageType"},

	"CACHE_ENGINE":       absent("NoCacheEngine"),
	"DATABASE_ENGINE":    absent("NoDatabaseEngine"),
	"DEPLOYMENT_OPTION":  absent("NoDeploymentOption"),
	"OPERATING_SYSTEM":   absent("NoOperatingSystem"),
	"PAYMENT_OPTION":     absent("NoPaymentOption"),
	"PLATFORM":           absent("NoPlatform"),
	"RESERVATION_ID":     absent("NoReservationId"),
	"SAVINGS_PLANS_TYPE": absent("NoSavingsPlansType"),
	"SAVINGS_PLAN_ARN":   absent("NoSavingsPlanArn"),
	"SUBSCRIPTION_ID":    absent("NoSubscriptionId"),
	"TENANCY":            absent("NoTenancy"),
	"USAGE_TYPE_GROUP":   absent("NoUsageTypeGroup"),
}

// filterOnly are dimensions that AWS does not group by.
var filterOnly = map[string]bool{
	"INSTANCE_TYPE_FAMILY": true, "SERVICE_CODE": true, "SUBSCRIPTION_ID": true, "USAGE_TYPE_GROUP": true,
	"SAVINGS_PLAN_ARN": true, "PAYMENT_OPTION": true,
}

// family returns "m5" of "m5.large" and "db.r6g" of "db.r6g.large".
func family(instance string) string {
	for i := len(instance) - 1; i >= 0; i-- {
		if instance[i] == '.' {
			return instance[:i]
		}
	}
	return ""
}

// metric is one of the seven figures.
type metric struct {
	name  string
	total func(*world.Sums) *world.Total
}

var metrics = []metric{
	{"AmortizedCost", func(s *world.Sums) *world.Total { return &s.Amortized }},
	{"BlendedCost", func(s *world.Sums) *world.Total { return &s.Blended }},
	{"NetAmortizedCost", func(s *world.Sums) *world.Total { return &s.NetAmortized }},
	{"NetUnblendedCost", func(s *world.Sums) *world.Total { return &s.NetUnblended }},
	{"NormalizedUsageAmount", func(s *world.Sums) *world.Total { return &s.Normalized }},
	{"UnblendedCost", func(s *world.Sums) *world.Total { return &s.Unblended }},
	{"UsageQuantity", func(s *world.Sums) *world.Total { return &s.Quantity }},
}
