// Package gaps finds what customers do not see of their bill, says what is done about each class of charges, and works out the custom line items that close it. See README.md.
package gaps

import (
	"slices"
	"strings"

	"portal.example/backend/internal/ledger"
	"portal.example/backend/internal/lineitems"
	"portal.example/backend/internal/margin"
	"portal.example/backend/internal/money"
)

// Class is a kind of charges that pro forma drops: one of those that line items stand for.
type Class string

// The classes.
const (
	ClassSupport         = Class(lineitems.ClassSupport)
	ClassCredit          = Class(lineitems.ClassCredit)         // negative; a reversal is positive
	ClassFreeTierCredit  = Class(lineitems.ClassFreeTierCredit) // negative
	ClassRefund          = Class(lineitems.ClassRefund)         // negative
	ClassTax             = Class(lineitems.ClassTax)
	ClassBundledDiscount = Class(lineitems.ClassBundledDiscount) // negative
	ClassPrivateDiscount = Class(lineitems.ClassPrivateDiscount) // solution-provider, distributor and private-pricing discounts; negative
	ClassOther           = Class(lineitems.ClassOther)           // what has no class of its own, for example out-of-cycle fees
)

// Classes lists the classes in their order.
func Classes() []Class {
	return []Class{ClassSupport, ClassCredit, ClassFreeTierCredit, ClassRefund, ClassTax, ClassBundledDiscount, ClassPrivateDiscount, ClassOther}
}

func (c Class) rank() int { return slices.Index(Classes(), c) }

// Classify returns the class of a charge of My view; false for what pro forma has too, at its own price. It follows margin.Classify, so that a class here is a step of a
// bridge there, and tells tax and free-tier credits apart besides.
func Classify(recordType, service string) (Class, bool) {
	c, compared := margin.Classify(ledger.MyView, recordType, service)
	if !compared {
		return ClassTax, true
	}
	switch c {
	case margin.ClassSupport:
		return ClassSupport, true
	case margin.ClassCredit:
		if freeTier(recordType, service) {
			return ClassFreeTierCredit, true
		}
		return ClassCredit, true
	case margin.ClassRefund:
		return ClassRefund, true
	case margin.ClassBundledDiscount:
		return ClassBundledDiscount, true
	case margin.ClassPrivateDiscount:
		return ClassPrivateDiscount, true
	case margin.ClassOther:
		if freeTier(recordType, service) {
			return ClassFreeTierCredit, true
		}
		return ClassOther, true
	case margin.ClassUsage, margin.ClassCommitment, margin.ClassLineItem:
	}
	return "", false
}

// freeTier reports whether a charge says that it is of the free tier. Cost Explorer has the description of a credit in no dimension, so a free-tier credit that is called nothing
// but Credit is a credit.
func freeTier(recordType, service string) bool {
	text := strings.NewReplacer("-", " ", "_", " ").Replace(strings.ToLower(recordType + " " + service))
	return strings.Contains(text, "free tier") || strings.Contains(text, "freetier")
}

// Part is what a customer's My view has of one record type and service.
type Part struct {
	Class      Class         `json:"class"`
	RecordType string        `json:"record_type"`
	Service    string        `json:"service"`
	Amount     money.Decimal `json:"amount"` // signed, as AWS has it
}

// Charges is My view of a customer's month, told apart into what pro forma drops and the rest: the parts and the rest come to the total, exactly.
type Charges struct {
	Currency money.Currency `json:"currency,omitempty"` // empty when nothing was charged that would say
	Parts    []Part         `json:"parts,omitempty"`    // by class, then by record type and service
	Rest     money.Decimal  `json:"rest"`
	Total    money.Decimal  `json:"total"` // as the ledger stored it, not summed from the parts
}

// chargesRules is the version of chargesOf and Classify; what an older one made is made again.
const chargesRules = 1

// chargesOf tells a customer's My view apart. A charge that Showback carries itself, under the same record type and service, was not dropped, whatever it is.
func chargesOf(c ledger.CustomerMonth) Charges {
	type pair struct{ recordType, service string }
	own := map[pair]bool{}
	for _, e := range c.Showback.AllEntries() {
		own[pair{e.RecordType, e.Service}] = true
	}
	out := Charges{Currency: c.MyView.Currency, Total: c.MyView.FullTotal()}
	for _, e := range c.MyView.AllEntries() {
		class, dropped := Classify(e.RecordType, e.Service)
		if !dropped || own[pair{e.RecordType, e.Service}] {
			out.Rest = out.Rest.Add(e.Amount)
			continue
		}
		out.Parts = append(out.Parts, Part{class, e.RecordType, e.Service, e.Amount})
	}
	slices.SortStableFunc(out.Parts, func(a, b Part) int { return a.Class.rank() - b.Class.rank() })
	return out
}

// of returns the parts of a class with their sum.
func (c Charges) of(class Class) (parts []Part, sum money.Decimal) {
	for _, p := range c.Parts {
		if p.Class == class {
			parts, sum = append(parts, p), sum.Add(p.Amount)
		}
	}
	return parts, sum
}
