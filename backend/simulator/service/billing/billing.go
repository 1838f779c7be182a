// Package billing simulates the part of AWS Billing that names the billing
// views of a bill-transfer account, and the part that tells of credits:
// ListBillingViews and GetBillingView, GetCredits and
// GetCreditAllocationHistory.
package billing

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"time"

	"portal.example/simulator/wire"
	"portal.example/simulator/world"
)

// Limits of ListBillingViews.
const (
	maxPage  = 100
	maxARNs  = 10
	maxNames = 1
)

type service struct{ world *world.World }

// New returns the service.
func New(w *world.World) wire.Service {
	s := &service{world: w}
	return wire.Service{
		Name: "billing", Protocol: wire.JSON10, TargetPrefix: "AWSBilling",
		Operations: map[string]wire.Handler{
			"GetBillingView":             s.getView,
			"GetCreditAllocationHistory": s.getAllocations,
			"GetCredits":                 s.getCredits,
			"ListBillingViews":           s.listViews,
		},
		Failures: wire.Failures{
			Internal: wire.Error{Message: "The request processing failed because of an unknown error, exception, or failure."},
			BadToken: wire.Error{
				Code: "ValidationException", Message: "The input fails to satisfy the constraints specified by an Amazon Web Services service.",
				Members: map[string]any{"reason": "other"},
			},
		},
	}
}

type stringSearch struct {
	SearchOption string `json:"searchOption"`
	SearchValue  string `json:"searchValue"`
}

type activeTimeRange struct {
	After  *wire.Timestamp `json:"activeAfterInclusive"`
	Before *wire.Timestamp `json:"activeBeforeInclusive"`
}

type listInput struct {
	ActiveTimeRange  *activeTimeRange `json:"activeTimeRange"`
	Arns             []string         `json:"arns"`
	BillingViewTypes []string         `json:"billingViewTypes"`
	Names            []stringSearch   `json:"names"`
	OwnerAccountID   string           `json:"ownerAccountId"`
	SourceAccountID  string           `json:"sourceAccountId"`
	MaxResults       *int             `json:"maxResults"`
	NextToken        string           `json:"nextToken"`
}

type healthStatus struct {
	StatusCode    string   `json:"statusCode"`
	StatusReasons []string `json:"statusReasons,omitempty"`
}

type listElement struct {
	Arn             string       `json:"arn"`
	Name            string       `json:"name"`
	Description     string       `json:"description,omitempty"`
	OwnerAccountID  string       `json:"ownerAccountId"`
	SourceAccountID string       `json:"sourceAccountId,omitempty"`
	BillingViewType string       `json:"billingViewType"`
	HealthStatus    healthStatus `json:"healthStatus"`
}

type viewElement struct {
	listElement
	CreatedAt                   wire.Timestamp `json:"createdAt"`
	UpdatedAt                   wire.Timestamp `json:"updatedAt"`
	DerivedViewCount            int            `json:"derivedViewCount"`
	SourceViewCount             int            `json:"sourceViewCount"`
	ViewDefinitionLastUpdatedAt wire.Timestamp `json:"viewDefinitionLastUpdatedAt"`
}

func newListElement(v world.BillingView) listElement {
	return listElement{
		Arn: v.ARN, Name: v.Name, Description: v.Description,
		OwnerAccountID: v.OwnerAccountID, SourceAccountID: v.SourceAccountID,
		BillingViewType: string(v.Type),
		HealthStatus:    healthStatus{StatusCode: v.Health, StatusReasons: v.HealthReasons},
	}
}

// viewTypes are AWS's view types; the world has only some of them, and
// asking for the others finds nothing.
var viewTypes = []string{"PRIMARY", "BILLING_GROUP", "CUSTOM", "BILLING_TRANSFER", "BILLING_TRANSFER_SHOWBACK"}

var (
	arnPattern     = regexp.MustCompile(`^arn:aws[a-z-]*:(billing)::[0-9]{12}:billingview/[a-zA-Z0-9_\+=\.\-@]{1,75}$`)
	accountPattern = regexp.MustCompile(`^[0-9]{12}$`)
)

func (s *service) listViews(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[listInput](r)
	if err != nil {
		return nil, err
	}
	filter, size, err := in.validate()
	if err != nil {
		return nil, err
	}
	views := s.world.Views(filter)
	elements := make([]listElement, 0, len(views))
	for _, v := range views {
		if v.OwnerAccountID == r.Account {
			elements = append(elements, newListElement(v))
		}
	}
	page, next, err := wire.Page(r, elements, in.NextToken, size)
	if err != nil {
		return nil, err
	}
	return struct {
		BillingViews []listElement `json:"billingViews"`
		NextToken    string        `json:"nextToken,omitempty"`
	}{page, next}, nil
}

func (s *service) getView(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[struct {
		Arn string `json:"arn"`
	}](r)
	if err != nil {
		return nil, err
	}
	if !arnPattern.MatchString(in.Arn) {
		return nil, invalid("arn", "must be the ARN of a billing view")
	}
	v, ok := s.world.View(in.Arn)
	if !ok || v.OwnerAccountID != r.Account {
		e := wire.Errorf("ResourceNotFoundException", "Billing view %s does not exist.", in.Arn)
		e.Members = map[string]any{"resourceId": in.Arn, "resourceType": "billingview"}
		return nil, e
	}
	return map[string]viewElement{"billingView": {
		listElement: newListElement(v),
		CreatedAt:   wire.Timestamp(v.Created), UpdatedAt: wire.Timestamp(v.Updated),
		ViewDefinitionLastUpdatedAt: wire.Timestamp(v.Updated),
	}}, nil
}

// validate checks the input and turns it into the world's filter and a page size.
func (in listInput) validate() (world.ViewFilter, int, error) {
	f := world.ViewFilter{ARNs: in.Arns, OwnerAccountID: in.OwnerAccountID, SourceAccountID: in.SourceAccountID}
	size := maxPage
	if in.MaxResults != nil {
		if size = *in.MaxResults; size < 1 || size > maxPage {
			return f, 0, invalid("maxResults", "must be between 1 and %d", maxPage)
		}
	}
	if len(in.Arns) > maxARNs {
		return f, 0, invalid("arns", "must have length less than or equal to %d", maxARNs)
	}
	for _, arn := range in.Arns {
		if !arnPattern.MatchString(arn) {
			return f, 0, invalid("arns", "must contain ARNs of billing views")
		}
	}
	for _, t := range in.BillingViewTypes {
		if !slices.Contains(viewTypes, t) {
			return f, 0, invalid("billingViewTypes", "must satisfy enum value set: %v", viewTypes)
		}
		f.Types = append(f.Types, world.ViewType(t))
	}
	if len(in.Names) > maxNames {
		return f, 0, invalid("names", "must have length less than or equal to %d", maxNames)
	}
	for _, n := range in.Names {
		if n.SearchOption != "STARTS_WITH" || n.SearchValue == "" {
			return f, 0, invalid("names", "must have a searchOption of STARTS_WITH and a searchValue")
		}
		f.NamePrefix = n.SearchValue
	}
	for _, account := range [][2]string{{"ownerAccountId", in.OwnerAccountID}, {"sourceAccountId", in.SourceAccountID}} {
		if member, id := account[0], account[1]; id != "" && !accountPattern.MatchString(id) {
			return f, 0, invalid(member, "must be twelve digits")
		}
	}
	month, err := in.ActiveTimeRange.month()
	f.ActiveIn = month
	return f, size, err
}

// month is the one calendar month the range lies in; nil without a range.
func (a *activeTimeRange) month() (*world.Month, error) {
	if a == nil {
		return nil, nil
	}
	if a.After == nil || a.Before == nil {
		return nil, invalid("activeTimeRange", "must have both activeAfterInclusive and activeBeforeInclusive")
	}
	after, before := time.Time(*a.After), time.Time(*a.Before)
	month := world.MonthOf(after)
	if before.Before(after) || world.MonthOf(before) != month {
		return nil, invalid("activeTimeRange", "must be within one calendar month")
	}
	return &month, nil
}

// invalid is billing's ValidationException about one input member.
func invalid(member, format string, args ...any) *wire.Error {
	message := fmt.Sprintf(format, args...)
	e := wire.Errorf("ValidationException", "1 validation error detected: Value at '%s' failed to satisfy constraint: Member %s", member, message)
	e.Members = map[string]any{
		"reason":    "fieldValidationFailed",
		"fieldList": []map[string]string{{"name": member, "message": message}},
	}
	return e
}
