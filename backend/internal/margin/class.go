package margin

import (
	"strings"

	"portal.example/backend/internal/ledger"
)

// Class is a kind of charge that is treated alike on a bridge.
type Class string

// The classes. Tax is none of them: it is on neither side of a comparison.
const (
	ClassUsage           Class = "usage"            // on-demand usage, Marketplace included
	ClassCommitment      Class = "commitment"       // Reserved Instances and Savings Plans: fees, covered usage and its negation
	ClassPrivateDiscount Class = "private_discount" // solution-provider, distributor and private-pricing discounts; negative
	ClassBundledDiscount Class = "bundled_discount" // negative
	ClassCredit          Class = "credit"           // AWS credits; negative, a reversal is positive
	ClassRefund          Class = "refund"           // negative
	ClassSupport         Class = "support"
	ClassLineItem        Class = "line_item" // Billing Conductor custom line items; Showback only
	ClassOther           Class = "other"
)

// Classes lists the classes in the order of a bridge.
func Classes() []Class {
	return []Class{
		ClassUsage, ClassCommitment, ClassPrivateDiscount, ClassBundledDiscount, ClassCredit, ClassRefund, ClassSupport, ClassOther, ClassLineItem,
	}
}

// recordTypes maps Cost Explorer's RECORD_TYPE values to classes. Source: domain handbook 2.3 and 6.7.
var recordTypes = map[string]Class{ //nolint:gochecknoglobals // a constant table
	"Usage":                                ClassUsage,
	"FlatRateSubscription":                 ClassUsage,
	"FlateRateSubscription":                ClassUsage, // so spelled in AWS's dictionary
	"Recurring":                            ClassCommitment,
	"Upfront":                              ClassCommitment,
	"RIFee":                                ClassCommitment,
	"DiscountedUsage":                      ClassCommitment,
	"SavingsPlanUpfrontFee":                ClassCommitment,
	"SavingsPlanRecurringFee":              ClassCommitment,
	"SavingsPlanCoveredUsage":              ClassCommitment,
	"SavingsPlanNegation":                  ClassCommitment,
	"Solution Provider Program Discount":   ClassPrivateDiscount,
	"Distributor Discount":                 ClassPrivateDiscount,
	"Enterprise Discount Program Discount": ClassPrivateDiscount,
	"Private Rate Card Discount":           ClassPrivateDiscount,
	"Discount":                             ClassPrivateDiscount,
	"Bundled Discount":                     ClassBundledDiscount,
	"BundledDiscount":                      ClassBundledDiscount,
	"Credit":                               ClassCredit,
	"Refund":                               ClassRefund,
	"Support":                              ClassSupport,
	"Proforma_Fee":                         ClassLineItem,
	"Proforma_Credit":                      ClassLineItem,
}

// recordTypeTax is excluded from both sides: pro forma never carries it.
const recordTypeTax = "Tax"

// serviceBillingConductor is the service under which custom line items show unless they are presented under another.
const serviceBillingConductor = "AWS Billing Conductor"

// Classify returns the class of a charge; false for tax, which no class holds.
func Classify(view ledger.View, recordType, service string) (Class, bool) {
	if recordType == recordTypeTax {
		return "", false
	}
	if view == ledger.Showback && service == serviceBillingConductor || recordTypes[recordType] == ClassLineItem {
		return ClassLineItem, true // also one that is shown under the service it stands for, AWS Support for example
	}
	// AWS changes support plans on 2027-01-01 and does not say which record type the successors have; the service name is stable.
	if strings.HasPrefix(service, "AWS Support") && recordType != "Credit" && recordType != "Refund" {
		return ClassSupport, true
	}
	if c, ok := recordTypes[recordType]; ok {
		return c, true
	}
	if strings.HasSuffix(recordType, "Discount") {
		return ClassPrivateDiscount, true
	}
	return ClassOther, true
}
