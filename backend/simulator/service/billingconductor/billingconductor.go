// Package billingconductor simulates AWS Billing Conductor for a
// bill-transfer account: billing groups, pricing plans and rules, custom line
// items with their versions and associations, cost reports and tags.
//
// This package reads and checks the shape of requests; the rules of the
// service itself (months, names, caps, what may change) are the world's.
package billingconductor

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"time"

	"portal.example/simulator/wire"
	"portal.example/simulator/world"
)

// Limits shared by the listings.
const (
	maxPage       = 100
	maxFilterARNs = 100
)

type service struct{ world *world.World }

// New returns the service.
func New(w *world.World) wire.Service {
	s := &service{world: w}
	return wire.Service{
		Name: "billingconductor", Protocol: wire.RestJSON,
		Operations: s.operations(),
		Routes:     routes(),
		Failures: wire.Failures{
			Throttled: wire.Error{Message: "Too many requests. Try again later."},
			Internal:  wire.Error{Message: "An unexpected error occurred while processing a request."},
			BadToken: wire.Error{
				Code: "ValidationException", Message: "The next token is not valid.",
				Members: map[string]any{
					"Reason": "FIELD_VALIDATION_FAILED",
					"Fields": []field{{"NextToken", "is not a token of this request"}},
				},
			},
		},
	}
}

func (s *service) operations() map[string]wire.Handler {
	return map[string]wire.Handler{
		"AssociatePricingRules":                        s.associatePricingRules,
		"BatchAssociateResourcesToCustomLineItem":      s.batchAssociate,
		"BatchDisassociateResourcesFromCustomLineItem": s.batchDisassociate,
		"CreateBillingGroup":                           s.createBillingGroup,
		"CreateCustomLineItem":                         s.createCustomLineItem,
		"CreatePricingPlan":                            s.createPricingPlan,
		"CreatePricingRule":                            s.createPricingRule,
		"DeleteBillingGroup":                           s.deleteBillingGroup,
		"DeleteCustomLineItem":                         s.deleteCustomLineItem,
		"DeletePricingPlan":                            s.deletePricingPlan,
		"DeletePricingRule":                            s.deletePricingRule,
		"DisassociatePricingRules":                     s.disassociatePricingRules,
		"GetBillingGroupCostReport":                    s.getCostReport,
		"ListAccountAssociations":                      s.listAccountAssociations,
		"ListBillingGroupCostReports":                  s.listCostReports,
		"ListBillingGroups":                            s.listBillingGroups,
		"ListCustomLineItemVersions":                   s.listVersions,
		"ListCustomLineItems":                          s.listCustomLineItems,
		"ListPricingPlans":                             s.listPricingPlans,
		"ListPricingPlansAssociatedWithPricingRule":    s.listPlansOfRule,
		"ListPricingRules":                             s.listPricingRules,
		"ListPricingRulesAssociatedToPricingPlan":      s.listRulesOfPlan,
		"ListResourcesAssociatedToCustomLineItem":      s.listAssociatedResources,
		"ListTagsForResource":                          s.listTags,
		"TagResource":                                  s.tagResource,
		"UntagResource":                                s.untagResource,
		"UpdateBillingGroup":                           s.updateBillingGroup,
		"UpdateCustomLineItem":                         s.updateCustomLineItem,
		"UpdatePricingPlan":                            s.updatePricingPlan,
		"UpdatePricingRule":                            s.updatePricingRule,
	}
}

// routes are the service's paths. The methods are AWS's, oddities included.
func routes() map[string]string {
	return map[string]string{
		"PUT /associate-pricing-rules":                            "AssociatePricingRules",
		"PUT /batch-associate-resources-to-custom-line-item":      "BatchAssociateResourcesToCustomLineItem",
		"PUT /batch-disassociate-resources-from-custom-line-item": "BatchDisassociateResourcesFromCustomLineItem",
		"POST /create-billing-group":                              "CreateBillingGroup",
		"POST /create-custom-line-item":                           "CreateCustomLineItem",
		"POST /create-pricing-plan":                               "CreatePricingPlan",
		"POST /create-pricing-rule":                               "CreatePricingRule",
		"POST /delete-billing-group":                              "DeleteBillingGroup",
		"POST /delete-custom-line-item":                           "DeleteCustomLineItem",
		"POST /delete-pricing-plan":                               "DeletePricingPlan",
		"POST /delete-pricing-rule":                               "DeletePricingRule",
		"PUT /disassociate-pricing-rules":                         "DisassociatePricingRules",
		"POST /get-billing-group-cost-report":                     "GetBillingGroupCostReport",
		"POST /list-account-associations":                         "ListAccountAssociations",
		"POST /list-billing-group-cost-reports":                   "ListBillingGroupCostReports",
		"POST /list-billing-groups":                               "ListBillingGroups",
		"POST /list-custom-line-item-versions":                    "ListCustomLineItemVersions",
		"POST /list-custom-line-items":                            "ListCustomLineItems",
		"POST /list-pricing-plans":                                "ListPricingPlans",
		"POST /list-pricing-plans-associated-with-pricing-rule":   "ListPricingPlansAssociatedWithPricingRule",
		"POST /list-pricing-rules":                                "ListPricingRules",
		"POST /list-pricing-rules-associated-to-pricing-plan":     "ListPricingRulesAssociatedToPricingPlan",
		"POST /list-resources-associated-to-custom-line-item":     "ListResourcesAssociatedToCustomLineItem",
		"GET /tags/{ResourceArn}":                                 "ListTagsForResource",
		"POST /tags/{ResourceArn}":                                "TagResource",
		"DELETE /tags/{ResourceArn}":                              "UntagResource",
		"POST /update-billing-group":                              "UpdateBillingGroup",
		"POST /update-custom-line-item":                           "UpdateCustomLineItem",
		"PUT /update-pricing-plan":                                "UpdatePricingPlan",
		"PUT /update-pricing-rule":                                "UpdatePricingRule",
	}
}

// field is a member of ValidationException.Fields.
type field struct {
	Name    string
	Message string
}

// invalid is a ValidationException with a reason of its own.
func invalid(reason, format string, args ...any) *wire.Error {
	e := wire.Errorf("ValidationException", format, args...)
	e.Members = map[string]any{"Reason": reason}
	return e
}

// invalidField is a ValidationException about one input member.
func invalidField(name, format string, args ...any) *wire.Error {
	message := fmt.Sprintf(format, args...)
	e := invalid("FIELD_VALIDATION_FAILED", "%s %s", name, message)
	e.Members["Fields"] = []field{{name, message}}
	return e
}

func notFound(resourceType, id string) *wire.Error {
	e := wire.Errorf("ResourceNotFoundException", "The %s %s does not exist.", resourceType, id)
	e.Status = http.StatusNotFound
	e.Members = map[string]any{"ResourceId": id, "ResourceType": resourceType}
	return e
}

// asValidation turns the world's "does not exist" into a ValidationException:
// some operations do not model ResourceNotFoundException.
func asValidation(err error, reason string) error {
	var e *world.Error
	if errors.As(err, &e) && e.Code == "ResourceNotFoundException" {
		return invalid(reason, "%s", e.Message)
	}
	return err
}

// required refuses an input in which a named member is empty. Names and
// values alternate.
func required(namesAndValues ...string) error {
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		if namesAndValues[i+1] == "" {
			return invalidField(namesAndValues[i], "is required")
		}
	}
	return nil
}

// oneOf refuses a value outside an enumeration; empty passes.
func oneOf(name, value string, allowed ...string) error {
	if value != "" && !slices.Contains(allowed, value) {
		return invalidField(name, "must satisfy enum value set: %v", allowed)
	}
	return nil
}

func atMost(name string, n, limit int) error {
	if n > limit {
		return invalidField(name, "must have length less than or equal to %d", limit)
	}
	return nil
}

var (
	clientTokenPattern = regexp.MustCompile(`^[a-zA-Z0-9-]{1,64}$`)
	accountPattern     = regexp.MustCompile(`^[0-9]{12}$`)
)

func checkClientToken(token string) error {
	if token != "" && !clientTokenPattern.MatchString(token) {
		return invalidField("ClientToken", "must satisfy regular expression pattern: [a-zA-Z0-9-]+ of at most 64 characters")
	}
	return nil
}

func checkAccounts(name string, ids []string) error {
	for _, id := range ids {
		if !accountPattern.MatchString(id) {
			return invalidField(name, "must be twelve digits")
		}
	}
	return nil
}

// firstError returns the first error that is not nil.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// listing is what all listings share.
type listing struct {
	BillingPeriod string
	MaxResults    *int
	NextToken     string
}

// size is the page size.
func (l listing) size() (int, error) {
	if l.MaxResults == nil {
		return maxPage, nil
	}
	if *l.MaxResults < 1 || *l.MaxResults > maxPage {
		return 0, invalidField("MaxResults", "must be between 1 and %d", maxPage)
	}
	return *l.MaxResults, nil
}

// month is the billing period asked for, by default the current one.
func (s *service) month(billingPeriod string) (world.Month, error) {
	if billingPeriod == "" {
		return world.MonthOf(s.world.Now()), nil
	}
	return parseMonth("BillingPeriod", billingPeriod)
}

func parseMonth(name, value string) (world.Month, error) {
	m, err := world.ParseMonth(value)
	if err != nil {
		e := invalidField(name, "must be a billing period such as 2026-11")
		e.Members["Reason"] = "ILLEGAL_BILLING_PERIOD"
		return 0, e
	}
	return m, nil
}

// periodRange is the billing periods of a custom line item.
type periodRange struct {
	InclusiveStartBillingPeriod string
	ExclusiveEndBillingPeriod   string `json:",omitempty"`
}

// toWorld reads the range; nil stays nil.
func (p *periodRange) toWorld() (*world.PeriodRange, error) {
	if p == nil {
		return nil, nil
	}
	if err := required("BillingPeriodRange.InclusiveStartBillingPeriod", p.InclusiveStartBillingPeriod); err != nil {
		return nil, err
	}
	start, err := parseMonth("BillingPeriodRange.InclusiveStartBillingPeriod", p.InclusiveStartBillingPeriod)
	if err != nil {
		return nil, err
	}
	out := &world.PeriodRange{Start: start}
	if p.ExclusiveEndBillingPeriod != "" {
		end, err := parseMonth("BillingPeriodRange.ExclusiveEndBillingPeriod", p.ExclusiveEndBillingPeriod)
		if err != nil {
			return nil, err
		}
		out.End = &end
	}
	return out, nil
}

// amount reads a JSON number as an exact decimal; nil stays nil.
func amount(name string, n *json.Number) (*world.Amount, error) {
	if n == nil {
		return nil, nil
	}
	a, err := world.ParseAmount(n.String())
	if err != nil {
		return nil, invalidField(name, "must be a decimal with at most 10 decimals")
	}
	return &a, nil
}

// number writes an exact decimal as a JSON number; nil stays nil.
func number(a *world.Amount) *json.Number {
	if a == nil {
		return nil
	}
	n := json.Number(a.String())
	return &n
}

// unix is the service's timestamp: whole seconds since the epoch.
func unix(t time.Time) int64 { return t.Unix() }

// arnOnly is the answer of the writes that answer with an ARN.
type arnOnly struct{ Arn string }

// selects reports whether value passes a filter list; an empty list passes all.
func selects(filter []string, value string) bool {
	return len(filter) == 0 || slices.Contains(filter, value)
}
