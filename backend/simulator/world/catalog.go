package world

// pattern is how usage moves within a week and from day to day.
type pattern struct {
	week  [7]int64 // per mille of the daily base, Sunday first
	noise int64    // largest deviation, per mille
}

var (
	steady   = pattern{[7]int64{995, 1000, 1002, 1003, 1002, 1000, 998}, 12}
	business = pattern{[7]int64{640, 1120, 1160, 1165, 1150, 1095, 670}, 60}
	leisure  = pattern{[7]int64{1210, 915, 905, 920, 940, 990, 1120}, 80}
	batch    = pattern{[7]int64{400, 1300, 1250, 1250, 1250, 1150, 400}, 140}
)

// offer is a service with what can be bought of it.
type offer struct {
	name   string // as Cost Explorer prints it
	code   string // as Billing Conductor names it
	weight int    // relative share of spend among the services of an account
	chance int    // basis points of accounts that use it
	global bool   // has no region
	credit bool   // promotional credits apply
	skus   []sku
}

// sku is one thing with a price. rate is the public price of one unit in us-east-1, a count
// of 1e-10 USD.
type sku struct {
	usage     string // usage type without the region's prefix
	operation string
	unit      string
	rate      Amount
	weight    int // relative share within the offer
	pattern   *pattern
	instance  string
	norm      Quantity // normalized units an hour, 0 when not an instance
	delivery  bool     // bundled discounts apply
	private   bool     // private rates apply
	freeTier  bool     // Always Free: charged nothing, rate is the first paid tier
	intro     bool     // free for twelve months or on trial: AWS charges nothing, pro forma the first paid tier
}

// offers is the simulated price list of AWS.
var offers = []offer{
	{name: "Amazon Elastic Compute Cloud - Compute", code: "AmazonEC2", weight: 340, chance: 9_300, credit: true, skus: []sku{
		{usage: "BoxUsage:m5.large", operation: "RunInstances", unit: "Hrs", rate: 960_000_000, weight: 30, pattern: &steady, instance: "m5.large", norm: 4_000_000},
		{usage: "BoxUsage:c6i.2xlarge", operation: "RunInstances", unit: "Hrs", rate: 3_400_000_000, weight: 34, pattern: &business, instance: "c6i.2xlarge", norm: 16_000_000},
		{usage: "BoxUsage:r6g.xlarge", operation: "RunInstances:0002", unit: "Hrs", rate: 2_016_000_000, weight: 22, pattern: &steady, instance: "r6g.xlarge", norm: 8_000_000},
		{usage: "SpotUsage:c6i.xlarge", operation: "RunInstances:SV008", unit: "Hrs", rate: 643_000_000, weight: 8, pattern: &batch, instance: "c6i.xlarge", norm: 8_000_000},
	}},
	{name: "EC2 - Other", code: "AmazonEC2", weight: 80, chance: 9_000, skus: []sku{
		{usage: "EBS:VolumeUsage.gp3", operation: "CreateVolume-Gp3", unit: "GB-Mo", rate: 800_000_000, weight: 40, pattern: &steady},
		{usage: "NatGateway-Hours", operation: "NatGateway", unit: "Hrs", rate: 450_000_000, weight: 12, pattern: &steady},
		{usage: "NatGateway-Bytes", operation: "NatGateway", unit: "GB", rate: 450_000_000, weight: 22, pattern: &business},
		{usage: "DataTransfer-Regional-Bytes", operation: "InterZone-In", unit: "GB", rate: 100_000_000, weight: 12, pattern: &business, delivery: true},
	}},
	{name: "Amazon Relational Database Service", code: "AmazonRDS", weight: 190, chance: 6_800, credit: true, skus: []sku{
		{usage: "InstanceUsage:db.r6g.large", operation: "CreateDBInstance:0021", unit: "Hrs", rate: 2_600_000_000, weight: 50, pattern: &steady, instance: "db.r6g.large", norm: 4_000_000},
		{usage: "Multi-AZUsage:db.m6g.xlarge", operation: "CreateDBInstance:0014", unit: "Hrs", rate: 6_700_000_000, weight: 40, pattern: &steady, instance: "db.m6g.xlarge", norm: 16_000_000},
		{usage: "RDS:GP3-Storage", operation: "CreateDBInstance:0014", unit: "GB-Mo", rate: 1_150_000_000, weight: 15, pattern: &steady},
	}},
	{name: "Amazon Simple Storage Service", code: "AmazonS3", weight: 90, chance: 9_500, credit: true, skus: []sku{
		{usage: "TimedStorage-ByteHrs", operation: "StandardStorage", unit: "GB-Mo", rate: 230_000_000, weight: 55, pattern: &steady, private: true},
		{usage: "Requests-Tier1", operation: "PutObject", unit: "Requests", rate: 50_000, weight: 12, pattern: &business, private: true},
		{usage: "DataTransfer-Out-Bytes", operation: "GetObject", unit: "GB", rate: 900_000_000, weight: 20, pattern: &leisure, delivery: true, private: true},
	}},
	{name: "Amazon CloudFront", code: "AmazonCloudFront", weight: 60, chance: 3_000, global: true, skus: []sku{
		{usage: "US-DataTransfer-Out-Bytes", operation: "GET", unit: "GB", rate: 850_000_000, weight: 70, pattern: &leisure, delivery: true, private: true},
		{usage: "US-Requests-Tier2-HTTPS", operation: "GET", unit: "Requests", rate: 10_000, weight: 20, pattern: &leisure, delivery: true},
		{usage: "Requests-FreeTier", operation: "GET", unit: "Requests", rate: 10_000, weight: 1, pattern: &leisure, freeTier: true},
	}},
	{name: "AWS Lambda", code: "AWSLambda", weight: 45, chance: 6_000, credit: true, skus: []sku{
		{usage: "Lambda-GB-Second", operation: "Invoke", unit: "Lambda-GB-Second", rate: 166_667, weight: 70, pattern: &business},
		{usage: "Request", operation: "Invoke", unit: "Requests", rate: 2_000, weight: 20, pattern: &business},
		{usage: "Request-FreeTier", operation: "Invoke", unit: "Requests", rate: 2_000, weight: 1, pattern: &business, freeTier: true},
	}},
	{name: "Amazon Virtual Private Cloud", code: "AmazonVPC", weight: 25, chance: 7_000, skus: []sku{
		{usage: "VpcEndpoint-Hours", operation: "VpcEndpoint", unit: "Hrs", rate: 100_000_000, weight: 30, pattern: &steady},
		{usage: "PublicIPv4:InUseAddress", operation: "AssociateAddressVPC", unit: "Hrs", rate: 50_000_000, weight: 35, pattern: &steady},
	}},
	{name: "Amazon Elastic Load Balancing", code: "AWSELB", weight: 30, chance: 6_200, skus: []sku{
		{usage: "LoadBalancerUsage", operation: "LoadBalancing:Application", unit: "Hrs", rate: 225_000_000, weight: 50, pattern: &steady},
		{usage: "LCUUsage", operation: "LoadBalancing:Application", unit: "LCU-Hrs", rate: 80_000_000, weight: 50, pattern: &business},
	}},
	{name: "AmazonCloudWatch", code: "AmazonCloudWatch", weight: 35, chance: 8_800, skus: []sku{
		{usage: "DataProcessing-Bytes", operation: "PutLogEvents", unit: "GB", rate: 5_000_000_000, weight: 60, pattern: &business},
		{usage: "CW:MetricMonitorUsage", operation: "MetricStorage", unit: "Metrics", rate: 3_000_000_000, weight: 30, pattern: &steady},
	}},
	{name: "Amazon DynamoDB", code: "AmazonDynamoDB", weight: 40, chance: 3_600, credit: true, skus: []sku{
		{usage: "WriteRequestUnits", operation: "PayPerRequestThroughput", unit: "WriteRequestUnits", rate: 6_250, weight: 45, pattern: &business},
		{usage: "TimedStorage-ByteHrs", operation: "StandardStorage", unit: "GB-Mo", rate: 2_500_000_000, weight: 30, pattern: &steady},
	}},
	{name: "Amazon ElastiCache", code: "AmazonElastiCache", weight: 35, chance: 2_600, skus: []sku{
		{usage: "NodeUsage:cache.r6g.large", operation: "CreateCacheCluster:0002", unit: "Hrs", rate: 2_060_000_000, weight: 1, pattern: &steady, instance: "cache.r6g.large"},
	}},
	{name: "Amazon Elastic Container Service for Kubernetes", code: "AmazonEKS", weight: 25, chance: 3_400, skus: []sku{
		{usage: "AmazonEKS-Hours:perCluster", operation: "CreateOperation", unit: "Hrs", rate: 1_000_000_000, weight: 1, pattern: &steady},
	}},
	{name: "Amazon Elastic Container Service", code: "AmazonECS", weight: 40, chance: 3_000, skus: []sku{
		{usage: "Fargate-vCPU-Hours:perCPU", operation: "FargateTask", unit: "hours", rate: 404_800_000, weight: 70, pattern: &business},
		{usage: "Fargate-GB-Hours", operation: "FargateTask", unit: "hours", rate: 44_450_000, weight: 30, pattern: &business},
	}},
	{name: "Amazon Redshift", code: "AmazonRedshift", weight: 70, chance: 1_100, skus: []sku{
		{usage: "Node:ra3.xlplus", operation: "RunComputeNode:0001", unit: "Node-Hrs", rate: 10_860_000_000, weight: 1, pattern: &steady, instance: "ra3.xlplus"},
	}},
	{name: "Amazon OpenSearch Service", code: "AmazonES", weight: 45, chance: 1_600, skus: []sku{
		{usage: "ESInstance:r6g.large", operation: "ESDomain", unit: "Hrs", rate: 1_670_000_000, weight: 1, pattern: &steady, instance: "r6g.large.search"},
	}},
	{name: "Amazon Bedrock", code: "AmazonBedrock", weight: 60, chance: 1_700, skus: []sku{
		{usage: "Claude-input-tokens", operation: "InvokeModelInference", unit: "1K tokens", rate: 30_000_000, weight: 40, pattern: &business},
		{usage: "Claude-output-tokens", operation: "InvokeModelInference", unit: "1K tokens", rate: 150_000_000, weight: 60, pattern: &business},
	}},
	{name: "Amazon SageMaker", code: "AmazonSageMaker", weight: 50, chance: 900, skus: []sku{
		{usage: "Host:ml.g5.xlarge", operation: "RunInstance", unit: "Hrs", rate: 14_080_000_000, weight: 1, pattern: &batch, instance: "ml.g5.xlarge"},
	}},
	{name: "AWS Glue", code: "AWSGlue", weight: 25, chance: 1_500, skus: []sku{
		{usage: "ETL-DPU-Hour", operation: "Jobrun", unit: "DPU-Hour", rate: 4_400_000_000, weight: 1, pattern: &batch},
	}},
	{name: "Amazon GuardDuty", code: "AmazonGuardDuty", weight: 12, chance: 4_800, skus: []sku{
		{usage: "PaidEventsAnalyzed", operation: "CloudTrailEvents", unit: "Events", rate: 40_000, weight: 1, pattern: &business},
	}},
	{name: "AWS Key Management Service", code: "awskms", weight: 5, chance: 6_500, skus: []sku{
		{usage: "KMS-Keys", operation: "CreateKey", unit: "Keys", rate: 10_000_000_000, weight: 70, pattern: &steady},
		{usage: "KMS-Requests", operation: "Decrypt", unit: "Requests", rate: 30_000, weight: 30, pattern: &business},
	}},
	{name: "Amazon Route 53", code: "AmazonRoute53", weight: 5, chance: 5_000, global: true, skus: []sku{
		{usage: "DNS-Queries", operation: "A", unit: "Queries", rate: 4_000, weight: 60, pattern: &leisure},
		{usage: "HostedZone", operation: "", unit: "HostedZone", rate: 5_000_000_000, weight: 40, pattern: &steady},
	}},
	{name: "AWS Secrets Manager", code: "AWSSecretsManager", weight: 4, chance: 4_000, skus: []sku{
		{usage: "AWSSecretsManager-Secrets", operation: "", unit: "Secrets", rate: 4_000_000_000, weight: 1, pattern: &steady},
	}},
	{name: "Amazon Simple Queue Service", code: "AWSQueueService", weight: 6, chance: 3_500, skus: []sku{
		{usage: "Requests-RBP", operation: "SendMessage", unit: "Requests", rate: 4_000, weight: 1, pattern: &business},
	}},
	{name: "AWS WAF", code: "awswaf", weight: 10, chance: 2_000, skus: []sku{
		{usage: "WebACLV2", operation: "", unit: "WebACL", rate: 50_000_000_000, weight: 1, pattern: &steady},
	}},
	{name: "AWS Cost Explorer", code: "AWSCostExplorer", weight: 1, chance: 2_500, global: true, skus: []sku{
		{usage: "USE1-APIRequest", operation: "GetCostAndUsage", unit: "Request", rate: 100_000_000, weight: 1, pattern: &business},
	}},
}

// introductory is what customers of the free tier use besides.
var introductory = []offer{
	{name: "Amazon Elastic Compute Cloud - Compute", code: "AmazonEC2", weight: 1, skus: []sku{
		{usage: "BoxUsage:t3.micro-FreeTier", operation: "RunInstances", unit: "Hrs", rate: 104_000_000, weight: 1, pattern: &steady, intro: true},
	}},
	{name: "Amazon Relational Database Service", code: "AmazonRDS", weight: 1, skus: []sku{
		{usage: "InstanceUsage:db.t3.micro-FreeTier", operation: "CreateDBInstance:0021", unit: "Hrs", rate: 170_000_000, weight: 1, pattern: &steady, intro: true},
	}},
	{name: "Amazon GuardDuty", code: "AmazonGuardDuty", weight: 1, skus: []sku{
		{usage: "PaidEventsAnalyzed-Trial", operation: "CloudTrailEvents", unit: "Events", rate: 40_000, weight: 1, pattern: &business, intro: true},
	}},
}

// marketplaceProducts are sold by third parties; their service names are product names.
var marketplaceProducts = []offer{
	{name: "Datadog Pro", code: "datadogpro", weight: 1, skus: []sku{
		{usage: "MP:infra_hosts-Units", operation: "", unit: "Units", rate: 230_000_000, weight: 1, pattern: &steady},
	}},
	{name: "MongoDB Atlas (pay-as-you-go)", code: "mongodbatlas", weight: 1, skus: []sku{
		{usage: "MP:atlas_usage-Units", operation: "", unit: "Units", rate: 100_000_000, weight: 1, pattern: &business},
	}},
	{name: "CrowdStrike Falcon Endpoint Protection", code: "crowdstrikefalcon", weight: 1, skus: []sku{
		{usage: "MP:falcon_endpoint-Units", operation: "", unit: "Units", rate: 1_920_000_000, weight: 1, pattern: &steady},
	}},
	{name: "Red Hat Enterprise Linux 9", code: "rhel9", weight: 1, skus: []sku{
		{usage: "SoftwareUsage:m5.large", operation: "Hourly", unit: "Hrs", rate: 600_000_000, weight: 1, pattern: &steady},
	}},
}

// region is where usage happens.
type region struct {
	prefix string // of usage types
	price  basisPoints
	legal  string // who sells there
}

var regions = map[string]region{
	"us-east-1":      {"", 10_000, "Amazon Web Services, Inc."},
	"us-west-2":      {"USW2-", 10_000, "Amazon Web Services, Inc."},
	"ca-central-1":   {"CAN1-", 10_950, "Amazon Web Services Canada, Inc."},
	"eu-west-1":      {"EU-", 10_900, "Amazon Web Services EMEA SARL"},
	"eu-central-1":   {"EUC1-", 11_700, "Amazon Web Services EMEA SARL"},
	"eu-north-1":     {"EUN1-", 10_500, "Amazon Web Services EMEA SARL"},
	"ap-southeast-2": {"APS2-", 12_300, "Amazon Web Services Australia Pty Ltd"},
	"ap-south-1":     {"APS3-", 10_700, "Amazon Web Services India Private Limited"},
	"cn-north-1":     {"CNN1-", 72_000, "Beijing Sinnet Technology Co., Ltd."}, // in CNY
	"sa-east-1":      {"SAE1-", 15_100, "Amazon AWS Serviços Brasil Ltda."},
}

// serviceName returns how Cost Explorer prints a service code; unknown codes stay as they are.
func serviceName(code string) string {
	if code == DefaultPresentationService {
		return "AWS Billing Conductor"
	}
	for _, list := range [][]offer{offers, marketplaceProducts} {
		for i := range list {
			if list[i].code == code {
				return list[i].name
			}
		}
	}
	return code
}
