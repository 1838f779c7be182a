package billingconductor

import (
	"context"
	"encoding/json"

	"portal.example/simulator/wire"
	"portal.example/simulator/world"
)

// Limits of custom line items.
const (
	maxAssociatedAtCreate = 5
	maxLineItemFilters    = 1
	maxFilterValues       = 1
)

type lineItemFilter struct {
	Attribute       string
	MatchOption     string
	Values          []string `json:",omitempty"`
	AttributeValues []string `json:",omitempty"`
}

type flatCharge struct{ ChargeValue *json.Number }

type percentageCharge struct {
	PercentageValue  *json.Number
	AssociatedValues []string `json:",omitempty"` // create only; never answered
}

type chargeDetails struct {
	Type            string            `json:",omitempty"`
	Flat            *flatCharge       `json:",omitempty"`
	Percentage      *percentageCharge `json:",omitempty"`
	LineItemFilters []lineItemFilter  `json:",omitempty"`
}

type presentation struct{ Service string }

// itemBody is what listings of items and of versions share.
type itemBody struct {
	Arn                 string
	Name                string
	Description         string
	ChargeDetails       chargeDetails
	CurrencyCode        string
	BillingGroupArn     string
	ProductCode         string
	AccountID           string `json:"AccountId"`
	AssociationSize     int
	ComputationRule     string
	PresentationDetails presentation
	CreationTime        int64
	LastModifiedTime    int64
}

func newItemBody(c world.CustomLineItem) itemBody {
	return itemBody{
		Arn: c.ARN, Name: c.Name, Description: c.Description, ChargeDetails: newChargeDetails(c.Charge),
		CurrencyCode: c.Currency, BillingGroupArn: c.BillingGroupARN, ProductCode: c.ProductCode, AccountID: c.AccountID,
		AssociationSize: c.AssociationSize, ComputationRule: c.ComputationRule,
		PresentationDetails: presentation{c.PresentationService},
		CreationTime:        unix(c.Created), LastModifiedTime: unix(c.Modified),
	}
}

func newChargeDetails(c world.ChargeDetails) chargeDetails {
	out := chargeDetails{Type: c.Type}
	if c.Flat != nil {
		out.Flat = &flatCharge{number(c.Flat)}
	}
	if c.Percentage != nil {
		out.Percentage = &percentageCharge{PercentageValue: number(c.Percentage)}
	}
	for _, f := range c.Filters {
		out.LineItemFilters = append(out.LineItemFilters, lineItemFilter(f))
	}
	return out
}

// values reads the charge's value; at most one of flat and percentage is set.
func (c *chargeDetails) values() (flat, percentage *world.Amount, err error) {
	if c.Flat != nil && c.Percentage != nil {
		return nil, nil, invalid("ILLEGAL_CHARGE_DETAILS", "Only one of Flat and Percentage can be specified.")
	}
	if c.Flat != nil {
		if c.Flat.ChargeValue == nil {
			return nil, nil, invalidField("ChargeDetails.Flat.ChargeValue", "is required")
		}
		flat, err = amount("ChargeDetails.Flat.ChargeValue", c.Flat.ChargeValue)
		return flat, nil, err
	}
	if c.Percentage != nil {
		if c.Percentage.PercentageValue == nil {
			return nil, nil, invalidField("ChargeDetails.Percentage.PercentageValue", "is required")
		}
		percentage, err = amount("ChargeDetails.Percentage.PercentageValue", c.Percentage.PercentageValue)
		return nil, percentage, err
	}
	return nil, nil, nil
}

// filters checks and converts the line item filters.
func (c *chargeDetails) filters() ([]world.LineItemFilter, error) {
	if err := atMost("ChargeDetails.LineItemFilters", len(c.LineItemFilters), maxLineItemFilters); err != nil {
		return nil, err
	}
	var out []world.LineItemFilter
	for _, f := range c.LineItemFilters {
		const name = "ChargeDetails.LineItemFilters."
		err := firstError(
			required(name+"Attribute", f.Attribute, name+"MatchOption", f.MatchOption),
			oneOf(name+"Attribute", f.Attribute, "LINE_ITEM_TYPE", "SERVICE"),
			oneOf(name+"MatchOption", f.MatchOption, "EQUAL", "NOT_EQUAL"),
			atMost(name+"Values", len(f.Values), maxFilterValues),
			atMost(name+"AttributeValues", len(f.AttributeValues), maxFilterValues),
		)
		for _, v := range f.Values {
			err = firstError(err, oneOf(name+"Values", v, "SAVINGS_PLAN_NEGATION"))
		}
		if err != nil {
			return nil, err
		}
		out = append(out, world.LineItemFilter(f))
	}
	return out, nil
}

type createItemInput struct {
	ClientToken         string `json:"-" aws:"header=X-Amzn-Client-Token"`
	Name                string
	Description         string
	BillingGroupArn     string
	AccountID           string `json:"AccountId"`
	BillingPeriodRange  *periodRange
	ChargeDetails       *chargeDetails
	ComputationRule     string
	PresentationDetails *presentation
	Tags                map[string]string
}

func (s *service) createCustomLineItem(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[createItemInput](r)
	if err != nil {
		return nil, err
	}
	create, err := in.toWorld()
	if err != nil {
		return nil, err
	}
	c, err := s.world.CreateCustomLineItem(create)
	return arnOnly{c.ARN}, err
}

func (in *createItemInput) toWorld() (out world.CreateCustomLineItemInput, err error) {
	if err := firstError(
		required("Name", in.Name, "Description", in.Description, "BillingGroupArn", in.BillingGroupArn),
		checkClientToken(in.ClientToken),
		oneOf("ComputationRule", in.ComputationRule, world.ComputeItemized, world.ComputeConsolidated),
	); err != nil {
		return out, err
	}
	if in.AccountID != "" {
		if err := checkAccounts("AccountId", []string{in.AccountID}); err != nil {
			return out, err
		}
	}
	if in.ChargeDetails == nil {
		return out, invalidField("ChargeDetails", "is required")
	}
	charge, err := in.ChargeDetails.toWorld()
	if err != nil {
		return out, err
	}
	period, err := in.BillingPeriodRange.toWorld()
	if err != nil {
		return out, err
	}
	out = world.CreateCustomLineItemInput{
		ClientToken: in.ClientToken, Name: in.Name, Description: in.Description, BillingGroupARN: in.BillingGroupArn,
		AccountID: in.AccountID, ComputationRule: in.ComputationRule, Charge: charge, Period: period, Tags: in.Tags,
	}
	if in.PresentationDetails != nil {
		out.PresentationService = in.PresentationDetails.Service
		err = required("PresentationDetails.Service", in.PresentationDetails.Service)
	}
	return out, err
}

func (c *chargeDetails) toWorld() (out world.ChargeDetails, err error) {
	if err := firstError(
		required("ChargeDetails.Type", c.Type),
		oneOf("ChargeDetails.Type", c.Type, world.ChargeCredit, world.ChargeFee),
	); err != nil {
		return out, err
	}
	flat, percentage, err := c.values()
	if err != nil {
		return out, err
	}
	if flat == nil && percentage == nil {
		return out, invalid("ILLEGAL_CHARGE_DETAILS", "One of Flat and Percentage must be specified.")
	}
	filters, err := c.filters()
	if err != nil {
		return out, err
	}
	out = world.ChargeDetails{Type: c.Type, Flat: flat, Percentage: percentage, Filters: filters}
	if c.Percentage != nil {
		out.AssociatedValues = c.Percentage.AssociatedValues
		err = atMost("ChargeDetails.Percentage.AssociatedValues", len(out.AssociatedValues), maxAssociatedAtCreate)
	}
	return out, err
}

func (s *service) updateCustomLineItem(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[struct {
		Arn                string
		Name               *string
		Description        *string
		ChargeDetails      *chargeDetails
		BillingPeriodRange *periodRange
	}](r)
	if err != nil {
		return nil, err
	}
	if err := required("Arn", in.Arn); err != nil {
		return nil, err
	}
	period, err := in.BillingPeriodRange.toWorld()
	if err != nil {
		return nil, err
	}
	update := world.UpdateCustomLineItemInput{ARN: in.Arn, Name: in.Name, Description: in.Description, Period: period}
	if in.ChargeDetails != nil {
		if update.Flat, update.Percentage, err = in.ChargeDetails.values(); err != nil {
			return nil, err
		}
		if in.ChargeDetails.LineItemFilters != nil {
			filters, err := in.ChargeDetails.filters()
			if err != nil {
				return nil, err
			}
			update.Filters = &filters
		}
	}
	c, err := s.world.UpdateCustomLineItem(update)
	if err != nil {
		return nil, err
	}
	return struct {
		Arn              string
		BillingGroupArn  string
		Name             string
		Description      string
		ChargeDetails    chargeDetails
		LastModifiedTime int64
		AssociationSize  int
	}{c.ARN, c.BillingGroupARN, c.Name, c.Description, newChargeDetails(c.Charge), unix(c.Modified), c.AssociationSize}, nil
}

func (s *service) deleteCustomLineItem(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[struct {
		Arn                string
		BillingPeriodRange *periodRange
	}](r)
	if err != nil {
		return nil, err
	}
	if err := required("Arn", in.Arn); err != nil {
		return nil, err
	}
	period, err := in.BillingPeriodRange.toWorld()
	if err != nil {
		return nil, err
	}
	return arnOnly{in.Arn}, asValidation(s.world.DeleteCustomLineItem(in.Arn, period), "MISSING_CUSTOMLINEITEM")
}

type listItemsInput struct {
	listing
	Filters struct {
		Names         []string
		BillingGroups []string
		Arns          []string
		AccountIDs    []string `json:"AccountIds"`
	}
}

// listCustomLineItems lists one month's items: the current one's unless
// another is asked for.
func (s *service) listCustomLineItems(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[listItemsInput](r)
	if err != nil {
		return nil, err
	}
	f := in.Filters
	if err := firstError(
		atMost("Filters.Names", len(f.Names), maxFilterARNs),
		atMost("Filters.BillingGroups", len(f.BillingGroups), maxFilterARNs),
		atMost("Filters.Arns", len(f.Arns), maxFilterARNs),
		atMost("Filters.AccountIds", len(f.AccountIDs), maxFilterAccounts),
		checkAccounts("Filters.AccountIds", f.AccountIDs),
	); err != nil {
		return nil, err
	}
	month, err := s.month(in.BillingPeriod)
	if err != nil {
		return nil, err
	}
	size, err := in.size()
	if err != nil {
		return nil, err
	}
	elements := []itemBody{}
	for _, c := range s.world.CustomLineItems(month) {
		if selects(f.Names, c.Name) && selects(f.BillingGroups, c.BillingGroupARN) && selects(f.Arns, c.ARN) && selects(f.AccountIDs, c.AccountID) {
			elements = append(elements, newItemBody(c))
		}
	}
	page, next, err := wire.Page(r, elements, in.NextToken, size)
	if err != nil {
		return nil, err
	}
	return struct {
		CustomLineItems []itemBody
		NextToken       string `json:",omitempty"`
	}{page, next}, nil
}

type versionElement struct {
	itemBody
	StartBillingPeriod string
	EndBillingPeriod   string `json:",omitempty"`
	StartTime          int64
}

type listVersionsInput struct {
	Arn        string
	MaxResults *int
	NextToken  string
	Filters    struct {
		BillingPeriodRange struct {
			StartBillingPeriod string
			EndBillingPeriod   string
		}
	}
}

// months are the bounds of the filter; zero where open.
func (in *listVersionsInput) months() (from, to world.Month, err error) {
	f := in.Filters.BillingPeriodRange
	if f.StartBillingPeriod != "" {
		if from, err = parseMonth("Filters.BillingPeriodRange.StartBillingPeriod", f.StartBillingPeriod); err != nil {
			return 0, 0, err
		}
	}
	if f.EndBillingPeriod != "" {
		to, err = parseMonth("Filters.BillingPeriodRange.EndBillingPeriod", f.EndBillingPeriod)
	}
	return from, to, err
}

func (s *service) listVersions(_ context.Context, r *wire.Request) (any, error) {
	in, err := wire.Decode[listVersionsInput](r)
	if err != nil {
		return nil, err
	}
	if err := required("Arn", in.Arn); err != nil {
		return nil, err
	}
	from, to, err := in.months()
	if err != nil {
		return nil, err
	}
	size, err := listing{MaxResults: in.MaxResults}.size()
	if err != nil {
		return nil, err
	}
	versions, err := s.world.CustomLineItemVersions(in.Arn)
	if err != nil {
		return nil, asValidation(err, "MISSING_CUSTOMLINEITEM")
	}
	elements := []versionElement{}
	for _, v := range versions {
		// A version is kept when its months overlap [from, to], both inclusive.
		if (to != 0 && v.Start > to) || (from != 0 && v.End != nil && *v.End <= from) {
			continue
		}
		element := versionElement{itemBody: newItemBody(v.Item), StartBillingPeriod: v.Start.String(), StartTime: unix(v.From)}
		if v.End != nil {
			element.EndBillingPeriod = v.End.String()
		}
		elements = append(elements, element)
	}
	page, next, err := wire.Page(r, elements, in.NextToken, size)
	if err != nil {
		return nil, err
	}
	return struct {
		CustomLineItemVersions []versionElement
		NextToken              string `json:",omitempty"`
	}{page, next}, nil
}
