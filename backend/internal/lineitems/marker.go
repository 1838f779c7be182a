package lineitems

import (
	"regexp"
	"strings"

	"portal.example/backend/internal/period"
)

// Class is what an item stands for: a class of charges that pro forma drops, a commission, or neither.
type Class string

// The classes.
const (
	ClassSupport         Class = "support"
	ClassCredit          Class = "credit"
	ClassFreeTierCredit  Class = "free_tier_credit"
	ClassRefund          Class = "refund"
	ClassTax             Class = "tax"
	ClassBundledDiscount Class = "bundled_discount"
	ClassPrivateDiscount Class = "private_discount"
	ClassOther           Class = "other"
	ClassCommission      Class = "commission"
	ClassUnrelated       Class = "unrelated"    // stands for nothing that is dropped, for example a fee of its own
	ClassUnattributed    Class = "unattributed" // nobody has looked yet
)

// Classes lists every class.
func Classes() []Class {
	return []Class{
		ClassSupport, ClassCredit, ClassFreeTierCredit, ClassRefund, ClassTax, ClassBundledDiscount, ClassPrivateDiscount, ClassOther, ClassCommission, ClassUnrelated,
		ClassUnattributed,
	}
}

// MaxName is how long AWS lets the name of an item be.
const MaxName = 128

// nameForm is AWS's alphabet of names: no spaces, no slash.
var nameForm = regexp.MustCompile(`^[a-zA-Z0-9_+=.\-@]{1,128}$`)

// ValidName reports whether AWS takes a name.
func ValidName(name string) bool { return nameForm.MatchString(name) }

// Marker is what the name of an item that the portal made says of where it comes from. The name is the only place for it that every listing carries, so it survives whatever
// becomes of the portal's own state: <stem>-<month>-btp_<plan>-<item>.
type Marker struct {
	Stem  string       // the class with - for _, or what a person chose
	Month period.Month // the first one it charges
	Plan  string       // the id of the plan
	Item  string       // its place in the plan
}

const (
	markerSign = "-btp_"
	planPrefix = "plan_"
	monthTail  = len("-2006-01")
)

var (
	markerPlan = regexp.MustCompile(`^[0-9a-z]{8,60}$`)
	markerItem = regexp.MustCompile(`^[0-9]{5}$`)
)

// MarkerOf is the marker of an item with the class, which gives the stem unless a person chose one.
func MarkerOf(c Class, stem string, m period.Month, plan, item string) Marker {
	if stem == "" {
		stem = strings.ReplaceAll(string(c), "_", "-")
	}
	return Marker{Stem: stem, Month: m, Plan: plan, Item: item}
}

// Name writes the marker as the name of an item. AWS takes it when ValidName does.
func (m Marker) Name() string {
	return m.Stem + "-" + m.Month.String() + markerSign + strings.TrimPrefix(m.Plan, planPrefix) + "-" + m.Item
}

// ParseMarker reads the marker in a name; false where there is none.
func ParseMarker(name string) (Marker, bool) {
	at := strings.LastIndex(name, markerSign)
	if at <= monthTail {
		return Marker{}, false
	}
	plan, item, ok := strings.Cut(name[at+len(markerSign):], "-")
	if !ok || !markerPlan.MatchString(plan) || !markerItem.MatchString(item) || name[at-monthTail] != '-' {
		return Marker{}, false
	}
	month, err := period.ParseMonth(name[at-monthTail+1 : at])
	if err != nil {
		return Marker{}, false
	}
	return Marker{Stem: name[:at-monthTail], Month: month, Plan: planPrefix + plan, Item: item}, true
}

// Class is the class that the stem says; false when a person chose the stem.
func (m Marker) Class() (Class, bool) {
	c := Class(strings.ReplaceAll(m.Stem, "-", "_"))
	switch c {
	case ClassSupport, ClassCredit, ClassFreeTierCredit, ClassRefund, ClassTax, ClassBundledDiscount, ClassPrivateDiscount, ClassOther, ClassCommission, ClassUnrelated:
		return c, true
	case ClassUnattributed:
	}
	return ClassUnattributed, false
}
