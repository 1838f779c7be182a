package pricing

import (
	"slices"
	"strconv"
	"strings"
)

// ARNs of AWS's own plans end so. What Passthrough computes AWS does not say.
const (
	basicPlan       = "BasicPricingPlan"
	passthroughPlan = "Passthrough"
)

// summaryParts bounds how many rules a sentence names.
const summaryParts = 4

// Summary says in a sentence what a plan with these rules does; unread says that its rules are not known yet.
func Summary(p Plan, rules []Rule, unread bool) string {
	switch {
	case p.Managed() && p.ID() == basicPlan:
		return "Public rates, AWS-managed."
	case p.Managed() && p.ID() == passthroughPlan:
		return "Passthrough, AWS-managed; AWS does not say what it computes."
	case p.Managed():
		return "AWS-managed."
	case unread:
		return ""
	case len(rules) == 0:
		return "Public rates."
	}
	base, others := "Public rates", []string{}
	for _, r := range ordered(rules) {
		switch {
		case r.Scope == ScopeGlobal && r.Percent != nil:
			base += " " + change(r)
		default:
			others = append(others, phrase(r))
		}
	}
	if len(others) > summaryParts {
		rest := len(others) - summaryParts + 1
		others = append(others[:summaryParts-1], strconv.Itoa(rest)+" more rules")
	}
	if len(others) == 0 {
		return base + "."
	}
	return base + "; " + strings.Join(others, ", ") + "."
}

// ordered sorts rules from the widest scope to the narrowest.
func ordered(rules []Rule) []Rule {
	sorted := slices.Clone(rules)
	slices.SortStableFunc(sorted, func(a, b Rule) int { return rank(a) - rank(b) })
	return sorted
}

func rank(r Rule) int {
	i := slices.Index(Scopes(), string(r.Scope))
	if r.Percent == nil {
		i += len(Scopes())
	}
	return i
}

// change is "plus 3%" or "minus 2%".
func change(r Rule) string {
	if r.Percent.Sign() < 0 {
		return "minus " + r.Percent.Neg().String() + "%"
	}
	return "plus " + r.Percent.String() + "%"
}

// phrase says what one rule does.
func phrase(r Rule) string {
	of := subject(r)
	switch {
	case r.Type == RuleTiering && r.FreeTier != nil && !*r.FreeTier:
		return strings.TrimSpace("no Always Free" + forOf(of))
	case r.Type == RuleTiering:
		return strings.TrimSpace("Always Free kept" + forOf(of))
	case r.Type == RuleCustom:
		return "own rates" + forOf(of)
	case r.Percent != nil:
		return of + " " + change(r)
	default:
		return "a rule of a kind the portal does not know" + forOf(of)
	}
}

func forOf(of string) string {
	if of == "" {
		return ""
	}
	return " for " + of
}

// subject is what a rule applies to; empty for everything.
func subject(r Rule) string {
	switch r.Scope {
	case ScopeService:
		return r.Service
	case ScopeBillingEntity:
		return r.BillingEntity
	case ScopeSKU:
		return strings.TrimSpace(r.Service + " " + r.UsageType + " " + r.Operation)
	case ScopeGlobal:
		return ""
	case ScopeUnknown:
		return "something"
	}
	return ""
}

// VisibleToCustomer says what a customer can see of a rule on its bill; empty when nothing. AWS shows the percentage beside the rates (domain handbook 3.2).
func VisibleToCustomer(r Rule) string {
	if r.Percent == nil || r.Percent.IsZero() {
		return ""
	}
	sign := "+"
	if r.Percent.Sign() < 0 {
		sign = ""
	}
	return `AWS shows "(` + sign + r.Percent.String() + `%)" beside the rates on the customer's Bills page.`
}
