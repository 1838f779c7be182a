package lineitems

import "strings"

// serviceNames maps the service codes that Billing Conductor filters by to the names under which Cost Explorer shows the same charges. AWS publishes no such list; these
// are the pairs that both show in public. A code that is not here has no base, rather than a wrong one.
var serviceNames = map[string][]string{ //nolint:gochecknoglobals // a constant table
	"AmazonApiGateway":     {"Amazon API Gateway"},
	"AmazonAthena":         {"Amazon Athena"},
	"AmazonBedrock":        {"Amazon Bedrock"},
	"AmazonCloudFront":     {"Amazon CloudFront"},
	"AmazonCloudWatch":     {"AmazonCloudWatch"},
	"AmazonCognito":        {"Amazon Cognito"},
	"AmazonDocDB":          {"Amazon DocumentDB (with MongoDB compatibility)"},
	"AmazonDynamoDB":       {"Amazon DynamoDB"},
	"AmazonEC2":            {"Amazon Elastic Compute Cloud - Compute", "EC2 - Other"},
	"AmazonECR":            {"Amazon EC2 Container Registry (ECR)"},
	"AmazonECS":            {"Amazon Elastic Container Service"},
	"AmazonEFS":            {"Amazon Elastic File System"},
	"AmazonEKS":            {"Amazon Elastic Container Service for Kubernetes"},
	"AmazonElastiCache":    {"Amazon ElastiCache"},
	"AmazonES":             {"Amazon OpenSearch Service"},
	"AmazonFSx":            {"Amazon FSx"},
	"AmazonGuardDuty":      {"Amazon GuardDuty"},
	"AmazonInspectorV2":    {"Amazon Inspector"},
	"AmazonKinesis":        {"Amazon Kinesis"},
	"AmazonMQ":             {"Amazon MQ"},
	"AmazonMSK":            {"Amazon Managed Streaming for Apache Kafka"},
	"AmazonNeptune":        {"Amazon Neptune"},
	"AmazonQuickSight":     {"Amazon QuickSight"},
	"AmazonRDS":            {"Amazon Relational Database Service"},
	"AmazonRedshift":       {"Amazon Redshift"},
	"AmazonRoute53":        {"Amazon Route 53"},
	"AmazonS3":             {"Amazon Simple Storage Service"},
	"AmazonSageMaker":      {"Amazon SageMaker"},
	"AmazonSES":            {"Amazon Simple Email Service"},
	"AmazonSNS":            {"Amazon Simple Notification Service"},
	"AmazonVPC":            {"Amazon Virtual Private Cloud"},
	"AmazonWorkSpaces":     {"Amazon WorkSpaces"},
	"AWSBackup":            {"AWS Backup"},
	"AWSCloudTrail":        {"AWS CloudTrail"},
	"AWSConfig":            {"AWS Config"},
	"AWSCostExplorer":      {"AWS Cost Explorer"},
	"AWSDataTransfer":      {"AWS Data Transfer"},
	"AWSDirectConnect":     {"AWS Direct Connect"},
	"AWSDirectoryService":  {"AWS Directory Service"},
	"AWSELB":               {"Amazon Elastic Load Balancing"},
	"AWSEvents":            {"CloudWatch Events"},
	"AWSGlue":              {"AWS Glue"},
	"AWSLambda":            {"AWS Lambda"},
	"AWSQueueService":      {"Amazon Simple Queue Service"},
	"AWSSecretsManager":    {"AWS Secrets Manager"},
	"AWSSecurityHub":       {"AWS Security Hub"},
	"AWSTransfer":          {"AWS Transfer Family"},
	"awskms":               {"AWS Key Management Service"},
	"awswaf":               {"AWS WAF"},
	"ComputeSavingsPlans":  {"Savings Plans for AWS Compute usage"},
	"ElasticMapReduce":     {"Amazon Elastic MapReduce"},
	"AmazonStates":         {"AWS Step Functions"},
	"AWSCodePipeline":      {"AWS CodePipeline"},
	"CodeBuild":            {"CodeBuild"},
	"AmazonLightsail":      {"Amazon Lightsail"},
	"AmazonTimestream":     {"Amazon Timestream"},
	"AmazonTextract":       {"Amazon Textract"},
	"AmazonRekognition":    {"Amazon Rekognition"},
	"AmazonPolly":          {"Amazon Polly"},
	"translate":            {"Amazon Translate"},
	"transcribe":           {"Amazon Transcribe"},
	"comprehend":           {"Amazon Comprehend"},
	"AmazonConnect":        {"Amazon Connect"},
	"AWSNetworkFirewall":   {"AWS Network Firewall"},
	"AWSGlobalAccelerator": {"AWS Global Accelerator"},
}

// nameOf is a service code as people know the service: without the seller in front.
func nameOf(code string) string {
	for _, prefix := range []string{"Amazon", "AWS"} {
		if rest, ok := strings.CutPrefix(code, prefix); ok && rest != "" {
			return rest
		}
	}
	return code
}
